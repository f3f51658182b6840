/* SPDX-License-Identifier: MIT */
/* ambos mkdir, rmdir and rm, run as a user runs them. */
#include "tool.h"

TEST(mkdir_makes_directories)
{
    TOOL(0, "", "", "mkdir", test_path("one"), test_path("two/"));
    CHECK(test_exists(test_path("one")) && test_exists(test_path("two")));
    TOOL(1, "", "ambos: make directory '", "mkdir", test_path("one"), test_path("three"));
    CHECK(test_exists(test_path("three")));
    TOOL(1, "", "already exists (EEXIST)", "mkdir", test_path("one"));
    TOOL(1, "", "no such file or directory (ENOENT)", "mkdir", test_path("a/b"));
    TOOL(2, "", "ambos mkdir: '999' is no mode; see ambos mkdir --help", "mkdir", "-m", "999", test_path("x"));
    TOOL(2, "", "ambos mkdir: an operand is missing", "mkdir");
}

TEST(mkdir_makes_parents)
{
    TOOL(0, "made directory '", "", "mkdir", "-pv", test_path("a/b/c"));
    CHECK(test_exists(test_path("a/b/c")));
    TOOL(0, "", "", "mkdir", "-pv", test_path("a/b"), test_path("a"));
    test_write_file(test_path("file"), "", 0);
    TOOL(1, "", "already exists (EEXIST)", "mkdir", "-p", test_path("file"));
    TOOL(1, "", "not a directory (ENOTDIR)", "mkdir", "-p", test_path("file/x"));
}

TEST(mkdir_gives_modes)
{
    if (test_is_windows())
        SKIP("directories have no modes here");
    test_umask(077);
    TOOL(0, "", "", "mkdir", "-m", "751", test_path("new"));
    CHECK_INT(test_mode(test_path("new")), 0751);
    TOOL(0, "", "", "mkdir", "-p", "-m", "0", test_path("p/q"));
    CHECK_INT(test_mode(test_path("p/q")), 0);
    CHECK_INT(test_mode(test_path("p")), 0700);
    TOOL(0, "", "", "mkdir", "-p", "-m", "777", test_path("p"));
    CHECK_INT(test_mode(test_path("p")), 0700);
}

TEST(rmdir_removes_empty_directories)
{
    test_make_dir(test_path("a"));
    test_make_dir(test_path("a/b"));
    test_write_file(test_path("file"), "", 0);
    TOOL(1, "", "directory not empty (ENOTEMPTY)", "rmdir", test_path("a"));
    TOOL(1, "", "not a directory (ENOTDIR)", "rmdir", test_path("file"));
    TOOL(1, "removed directory '", "directory not empty (ENOTEMPTY)", "rmdir", "-pv", test_path("a/b"));
    CHECK(!test_exists(test_path("a")) && test_exists(test_path("file")));
}

/* dir/{file,sub/{deep}} */
static void make_tree(void)
{
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/sub"));
    test_write_file(test_path("dir/file"), "text", 4);
    test_write_file(test_path("dir/sub/deep"), "text", 4);
}

TEST(rm_removes_files)
{
    test_write_file(test_path("a"), "", 0);
    test_write_file(test_path("-b"), "", 0);
    TOOL(0, "removed '", "", "rm", "-v", test_path("a"), "--", test_path("-b"));
    CHECK(!test_exists(test_path("a")) && !test_exists(test_path("-b")));
    TOOL(1, "", "no such file or directory (ENOENT)", "rm", test_path("a"));
    TOOL(0, "", "", "rm", "-f", test_path("a"), test_path("a/b"));
    TOOL(0, "", "", "rm", "-f");
    TOOL(2, "", "ambos rm: an operand is missing; see ambos rm --help", "rm");
    TOOL(2, "", "ambos rm: no option '-i'", "rm", "-i", "x");
}

TEST(rm_goes_on_after_a_failure)
{
    make_tree();
    test_write_file(test_path("a"), "", 0);
    TOOL(1, "", "is a directory (EISDIR)", "rm", test_path("dir"), test_path("a"));
    CHECK(test_exists(test_path("dir/sub/deep")) && !test_exists(test_path("a")));
}

TEST(rm_removes_trees)
{
    make_tree();
    TOOL(1, "", "directory not empty (ENOTEMPTY)", "rm", "-d", test_path("dir"));
    TOOL(0, "deep'", "", "rm", "-rv", test_path("dir"));
    CHECK(!test_exists(test_path("dir")));
    TOOL(1, "", "no such file or directory (ENOENT)", "rm", "-r", test_path("dir"));
    TOOL(0, "", "", "rm", "-rf", test_path("dir"), test_path("dir/x"));
    make_tree();
    TOOL(0, "", "", "rm", "-R", test_path("dir/"));
    CHECK(!test_exists(test_path("dir")));
    test_make_dir(test_path("empty"));
    TOOL(0, "", "", "rm", "-d", test_path("empty"));
    CHECK(!test_exists(test_path("empty")));
}

/* Read-only, as files of git are. */
TEST(rm_removes_what_is_read_only)
{
    make_tree();
    TOOL(0, "", "", "chmod", "444", test_path("dir/file"), test_path("dir/sub/deep"));
    TOOL(0, "", "", "rm", test_path("dir/file"));
    TOOL(0, "", "", "rm", "-r", test_path("dir"));
    CHECK(!test_exists(test_path("dir")));
}

/* Each would remove no more than this directory. The roots themselves: see posix/tool_roots.py. */
TEST(rm_refuses_dots_and_nothing)
{
    static const char *const spellings[] = {
        ".", "..", "dir/.", "dir/..", "dir/./", "dir/../", "dir/sub/../..", "./."
    };
    size_t i;

    make_tree();
    for (i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        const char *path = test_path(spellings[i]);

        TOOL(1, "", "refused: a root, '.' or '..' is never removed", "rm", "-rf", path);
    }
    TOOL(1, "", "ambos: remove '': refused", "rm", "-rf", "");
    CHECK(test_exists(test_path("dir/sub/deep")) && test_exists(test_path("dir/file")));
}

/* Of a drive and a share that are not there; elsewhere these are names like others. */
TEST(rm_refuses_drives_and_shares)
{
    static const char *const spellings[] = {
        "Q:", "Q:\\", "Q:/", "\\\\?\\Q:\\", "\\\\nowhere\\share", "//nowhere/share/", "Q:\\."
    };
    size_t i;

    for (i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        TOOL(test_is_windows() ? 1 : 0, "", test_is_windows() ? "refused: a root" : "", "rm", "-rf", spellings[i]);
}

TEST(rm_removes_links_themselves)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_tree();
    CHECK_OK(ambos_symlink("dir", test_path("link"), 0));
    CHECK_OK(ambos_symlink("../dir", test_path("dir/sub/up"), 0));
    TOOL(0, "", "", "rm", "-r", test_path("link"), test_path("dir/sub"));
    CHECK(!test_exists(test_path("link")) && !test_exists(test_path("dir/sub")) && test_exists(test_path("dir/file")));
}

/* Nobody may remove these two: on Windows others have them open, elsewhere their directory is read-only. */
static void hold(const char *one, const char *two)
{
    if (test_is_windows())
        CHECK(test_open_native(one, false) != -1 && test_open_native(two, false) != -1);
    else
        CHECK_OK(ambos_chmod(test_path("dir/sub"), 0500, 0));
}

TEST(rm_of_a_tree_says_the_first_failure_and_how_many)
{
    if (!test_is_windows() && !test_drop_root())
        SKIP("permission bits do not bind");
    make_tree();
    test_write_file(test_path("dir/sub/more"), "", 0);
    hold(test_path("dir/sub/deep"), test_path("dir/sub/more"));
    TOOL(1, "", "sub", "rm", "-rf", test_path("dir"));
    TOOL(1, "", test_is_windows() ? "(EBUSY)" : "(EACCES)", "rm", "-rf", test_path("dir"));
    TOOL(1, "", "entries in all could not be", "rm", "-rf", test_path("dir"));
    CHECK(test_exists(test_path("dir/sub/deep")) && !test_exists(test_path("dir/file")));
}

TEST(rm_enters_no_mounts_unless_told_to)
{
    make_tree();
    test_make_dir(test_path("dir/mount"));
    if (!test_mount(test_path("dir/mount")))
        SKIP("nothing can be mounted here");
    test_write_file(test_path("dir/mount/inside"), "", 0);
    TOOL(1, "", "(EXDEV)", "rm", "-rf", test_path("dir"));
    CHECK(test_exists(test_path("dir/mount/inside")) && !test_exists(test_path("dir/sub")));
    TOOL(1, "", "(EBUSY)", "rm", "-rf", "--cross-mounts", test_path("dir"));
    CHECK(!test_exists(test_path("dir/mount/inside")));
    test_unmount(test_path("dir/mount"));
}
