/* SPDX-License-Identifier: MIT */
/* ambos cp, run as a user runs it. */
#include <string.h>

#include "tool.h"

static void check_contents(const char *name, const char *contents)
{
    CHECK_STR(test_read_file(test_path(name), NULL), contents);
}

static void write_text(const char *name, const char *contents)
{
    test_write_file(test_path(name), contents, strlen(contents));
}

/* file, other, dir/{a,sub/{b}}, full/{file,dir/{a,extra}} */
static void make_tree(void)
{
    static const char *const directories[] = { "dir", "dir/sub", "full", "full/dir" };
    size_t i;

    for (i = 0; i < sizeof directories / sizeof directories[0]; i++)
        test_make_dir(test_path(directories[i]));
    write_text("file", "contents");
    write_text("other", "more contents");
    write_text("dir/a", "a");
    write_text("dir/sub/b", "b");
    write_text("full/file", "old");
    write_text("full/dir/a", "old a");
    write_text("full/dir/extra", "extra");
}

TEST(a_file_is_copied_to_a_name)
{
    make_tree();
    TOOL(0, "", "", "cp", test_path("file"), test_path("new"));
    check_contents("new", "contents");
    TOOL(0, "' -> '", "", "cp", "-v", test_path("other"), test_path("new"));
    check_contents("new", "more contents");
    TOOL(1, "", "ambos: copy '", "cp", test_path("missing"), test_path("new"));
    TOOL(1, "", "no such file or directory (ENOENT)", "cp", test_path("file"), test_path("missing/new"));
    check_contents("new", "more contents");
    TOOL(1, "", "invalid argument (EINVAL)", "cp", test_path("file"), test_path("file"));
    check_contents("file", "contents");
}

TEST(files_are_copied_into_a_directory)
{
    make_tree();
    TOOL(0, "", "", "cp", test_path("file"), test_path("other"), test_path("full"));
    check_contents("full/file", "contents");
    check_contents("full/other", "more contents");
    TOOL(0, "", "", "cp", "-t", test_path("dir"), test_path("file"));
    check_contents("dir/file", "contents");
    TOOL(1, "", "is a directory (EISDIR)", "cp", "-T", test_path("file"), test_path("full"));
    TOOL(1, "", "not a directory (ENOTDIR)", "cp", test_path("file"), test_path("other"), test_path("full/file"));
    TOOL(1, "", "no such file or directory (ENOENT)", "cp", "-t", test_path("missing"), test_path("file"));
}

TEST(what_was_missing_does_not_keep_the_rest)
{
    make_tree();
    TOOL(1, "", "missing' to '", "cp", test_path("missing"), test_path("other"), test_path("full"));
    check_contents("full/other", "more contents");
}

TEST(n_replaces_nothing)
{
    make_tree();
    TOOL(0, "", "", "cp", "-n", test_path("file"), test_path("other"), test_path("full"));
    check_contents("full/file", "old");
    check_contents("full/other", "more contents");
}

TEST(a_directory_needs_r)
{
    make_tree();
    TOOL(1, "", "is a directory (EISDIR); -r copies it", "cp", test_path("dir"), test_path("new"));
    CHECK(!test_exists(test_path("new")));
    TOOL(0, "b'", "", "cp", "-rv", test_path("dir"), test_path("new"));
    check_contents("new/a", "a");
    check_contents("new/sub/b", "b");
}

TEST(a_tree_goes_into_a_directory_and_is_merged)
{
    make_tree();
    TOOL(0, "", "", "cp", "-r", test_path("dir/"), test_path("full"));
    check_contents("full/dir/a", "a");
    check_contents("full/dir/sub/b", "b");
    check_contents("full/dir/extra", "extra");
    TOOL(0, "", "", "cp", "-R", test_path("dir/."), test_path("full"));
    check_contents("full/a", "a");
    TOOL(0, "", "", "cp", "-rT", test_path("full/dir"), test_path("dir"));
    check_contents("dir/extra", "extra");
}

TEST(a_tree_is_not_copied_into_itself)
{
    make_tree();
    TOOL(1, "", "invalid argument (EINVAL)", "cp", "-r", test_path("dir"), test_path("dir/sub"));
    TOOL(1, "", "invalid argument (EINVAL)", "cp", "-r", test_path("dir"), test_path("dir"));
    CHECK(!test_exists(test_path("dir/sub/dir")) && !test_exists(test_path("dir/dir")));
    TOOL(1, "", "not a directory (ENOTDIR)", "cp", "-r", test_path("dir"), test_path("file"));
    check_contents("file", "contents");
}

TEST(p_keeps_times)
{
    ambos_file_info info;

    make_tree();
    CHECK(test_set_modified(test_path("file"), 1000000000, 0));
    CHECK(test_set_modified(test_path("dir/sub/b"), 1000000000, 0));
    TOOL(0, "", "", "cp", "-p", test_path("file"), test_path("new"));
    CHECK_OK(ambos_stat(test_path("new"), &info));
    CHECK_INT(info.modified.sec, 1000000000);
    TOOL(0, "", "", "cp", "-rp", test_path("dir"), test_path("copy"));
    CHECK_OK(ambos_stat(test_path("copy/sub/b"), &info));
    CHECK_INT(info.modified.sec, 1000000000);
    TOOL(0, "", "", "cp", test_path("file"), test_path("new"));
    CHECK_OK(ambos_stat(test_path("new"), &info));
    CHECK(info.modified.sec > 1000000000);
}

TEST(links_are_followed_or_copied)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_tree();
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("../file", test_path("dir/link"), 0));
    TOOL(0, "", "", "cp", test_path("link"), test_path("new"));
    TOOL(1, "", "invalid argument (EINVAL)", "readlink", test_path("new"));
    TOOL(0, "", "", "cp", "-P", test_path("link"), test_path("new"));
    CHECK_STR(TOOL_OUTPUT("readlink", test_path("new")), "file\n");
    TOOL(0, "", "", "cp", "-r", test_path("dir"), test_path("copy"));
    CHECK_STR(TOOL_OUTPUT("readlink", "-n", test_path("copy/link")), "../file");
    TOOL(0, "", "", "cp", "-L", test_path("dir/link"), test_path("followed"));
    check_contents("followed", "contents");
}

TEST(wrong_usage)
{
    TOOL(2, "", "ambos cp: an operand is missing; see ambos cp --help", "cp");
    TOOL(2, "", "ambos cp: an operand is missing behind 'a'", "cp", "a");
    TOOL(2, "", "-t and -T contradict", "cp", "-t", "x", "-T", "a");
    TOOL(2, "", "one operand too many: 'c'", "cp", "-T", "a", "b", "c");
    TOOL(0, "ambos cp -rT template project", "", "cp", "--help");
}
