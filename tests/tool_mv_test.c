/* SPDX-License-Identifier: MIT */
/* ambos mv, ln, readlink, realpath and mktemp, run as a user runs them. */
#include <string.h>

#include "tool.h"

static void check_contents(const char *name, const char *contents)
{
    CHECK_STR(test_read_file(test_path(name), NULL), contents);
}

/* a, b, dir/{x}, full/{a} */
static void make_tree(void)
{
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("full"));
    test_write_file(test_path("a"), "a", 1);
    test_write_file(test_path("b"), "b", 1);
    test_write_file(test_path("dir/x"), "x", 1);
    test_write_file(test_path("full/a"), "old", 3);
}

TEST(mv_renames)
{
    make_tree();
    TOOL(0, "renamed '", "", "mv", "-v", test_path("a"), test_path("new"));
    check_contents("new", "a");
    TOOL(0, "", "", "mv", test_path("new"), test_path("b"));
    check_contents("b", "a");
    CHECK(!test_exists(test_path("new")));
    TOOL(0, "", "", "mv", test_path("dir"), test_path("moved"));
    check_contents("moved/x", "x");
    TOOL(1, "", "ambos: rename '", "mv", test_path("gone"), test_path("b"));
    TOOL(1, "", "no such file or directory (ENOENT)", "mv", test_path("gone"), test_path("b"));
    TOOL(1, "", "they are the same", "mv", test_path("b"), test_path("b"));
    check_contents("b", "a");
}

TEST(mv_puts_into_a_directory)
{
    make_tree();
    TOOL(1, "", "gone' to '", "mv", test_path("a"), test_path("gone"), test_path("b"), test_path("full"));
    check_contents("full/a", "a");
    check_contents("full/b", "b");
    TOOL(0, "", "", "mv", "-t", test_path("dir"), test_path("full/a"), test_path("full/b"));
    check_contents("dir/a", "a");
    TOOL(0, "", "", "mv", "-T", test_path("dir"), test_path("full"));
    check_contents("full/x", "x");
    CHECK(!test_exists(test_path("dir")));
}

TEST(mv_refuses)
{
    make_tree();
    TOOL(0, "", "", "mv", "-n", test_path("a"), test_path("full"));
    check_contents("full/a", "old");
    check_contents("a", "a");
    TOOL(1, "", "is a directory (EISDIR)", "mv", "-T", test_path("a"), test_path("dir"));
    TOOL(1, "", "directory not empty (ENOTEMPTY)", "mv", "-T", test_path("dir"), test_path("full"));
    TOOL(1, "", "(EINVAL)", "mv", test_path("dir"), test_path("dir/sub"));
    TOOL(1, "", "not a directory (ENOTDIR)", "mv", test_path("dir"), test_path("a"));
    check_contents("dir/x", "x");
    TOOL(2, "", "contradict", "mv", "-n", "--exchange", test_path("a"), test_path("b"));
}

static bool can_exchange(void)
{
    const ambos_rename_options options = { .flags = AMBOS_RENAME_EXCHANGE };

    test_write_file(test_path("one"), "", 0);
    test_write_file(test_path("other"), "", 0);
    return ambos_rename(test_path("one"), test_path("other"), &options) == AMBOS_OK;
}

TEST(mv_exchanges_or_says_that_it_cannot)
{
    make_tree();
    if (!can_exchange()) {
        TOOL(1, "", "(ENOTSUP)", "mv", "-T", "--exchange", test_path("a"), test_path("dir"));
        check_contents("a", "a");
        return;
    }
    TOOL(0, "exchanged '", "", "mv", "-vT", "--exchange", test_path("a"), test_path("dir"));
    check_contents("a/x", "x");
    check_contents("dir", "a");
}

TEST(mv_goes_to_another_file_system)
{
    make_tree();
    test_make_dir(test_path("mount"));
    if (!test_mount(test_path("mount")))
        SKIP("nothing can be mounted here");
    TOOL(0, "", "", "mv", test_path("a"), test_path("dir"), test_path("mount"));
    check_contents("mount/a", "a");
    check_contents("mount/dir/x", "x");
    CHECK(!test_exists(test_path("a")) && !test_exists(test_path("dir")));
    test_unmount(test_path("mount"));
}

TEST(ln_gives_second_names)
{
    ambos_file_info one, two;

    make_tree();
    TOOL(0, "' => '", "", "ln", "-v", test_path("a"), test_path("new"));
    CHECK_OK(ambos_stat(test_path("a"), &one));
    CHECK_OK(ambos_stat(test_path("new"), &two));
    CHECK(ambos_same_file(&one, &two));
    TOOL(1, "", "already exists (EEXIST)", "ln", test_path("a"), test_path("b"));
    TOOL(0, "", "", "ln", "-f", test_path("a"), test_path("b"));
    check_contents("b", "a");
    TOOL(0, "", "", "ln", "-f", test_path("a"), test_path("b"));
    TOOL(1, "", "they are the same", "ln", "-f", test_path("a"), test_path("a"));
    TOOL(0, "", "", "ln", test_path("b"), test_path("dir"));
    check_contents("dir/b", "a");
    TOOL(1, "", "(EPERM)", "ln", test_path("dir"), test_path("other"));
    /* Nothing is left of what was made on the way. */
    CHECK_STR(TOOL_OUTPUT("ls", "-A", test_dir()), "a\nb\ndir\nfull\nnew\n");
}

TEST(ln_makes_symbolic_links)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_tree();
    TOOL(0, "", "", "ln", "-s", "dir", test_path("link"));
    CHECK_STR(TOOL_OUTPUT("readlink", test_path("link")), "dir\n");
    TOOL(0, "", "", "ln", "-sf", "../b", test_path("link"));
    check_contents("dir/b", "b");
    TOOL(0, "", "", "ln", "-sfn", "full", test_path("link"));
    CHECK_STR(TOOL_OUTPUT("readlink", test_path("link")), "full\n");
    check_contents("link/a", "old");
    TOOL(1, "", "already exists (EEXIST)", "ln", "-sT", "dir", test_path("link"));
    TOOL(0, "", "", "ln", "-s", "nowhere", test_path("dangling"));
    CHECK(test_exists(test_path("dangling")));
}

TEST(ln_makes_junctions_or_says_that_it_cannot)
{
    make_tree();
    if (test_is_windows() && !test_is_wine()) {
        TOOL(0, "", "", "ln", "--junction", test_path("dir"), test_path("junction"));
        check_contents("junction/x", "x");
    } else {
        TOOL(1, "", "(ENOTSUP)", "ln", "--junction", test_path("dir"), test_path("junction"));
        CHECK(!test_exists(test_path("junction")));
    }
    TOOL(2, "", "contradict", "ln", "-s", "--junction", "a", "b");
}

TEST(readlink_says_what_is_no_link)
{
    make_tree();
    TOOL(1, "", "ambos: readlink '", "readlink", test_path("a"));
    TOOL(1, "", "no such file or directory (ENOENT)", "readlink", test_path("gone"));
}

TEST(realpath_lets_the_last_name_be_missing)
{
    char *real;

    make_tree();
    CHECK_OK(ambos_realpath(test_path("dir"), &real));
    CHECK(strncmp(TOOL_OUTPUT("realpath", test_path("full/../dir/.")), real, strlen(real)) == 0);
    CHECK(strncmp(TOOL_OUTPUT("readlink", "-f", test_path("dir/new")), real, strlen(real)) == 0);
    CHECK(strstr(TOOL_OUTPUT("realpath", test_path("dir/new")), "new\n"));
    TOOL(1, "", "(ENOENT)", "realpath", "-e", test_path("dir/new"));
    TOOL(1, "", "(ENOENT)", "realpath", test_path("gone/new"));
    ambos_free(real);
}

/* The path that was said, without the end of its line. */
static const char *path_of(const char *said)
{
    static char paths[3][4096];
    static unsigned next;
    char *path = paths[next++ % 3];

    CHECK(strlen(said) > 1 && strlen(said) < sizeof paths[0] && said[strlen(said) - 1] == '\n');
    memcpy(path, said, strlen(said) - 1);
    path[strlen(said) - 1] = '\0';
    return path;
}

TEST(mktemp_makes_files_and_directories)
{
    ambos_file_info info;
    const char *file = path_of(TOOL_OUTPUT("mktemp", "-p", test_dir(), "--prefix=list-"));
    const char *directory = path_of(TOOL_OUTPUT("mktemp", "-d", test_path("runXXXXXX")));

    CHECK_OK(ambos_stat(file, &info));
    CHECK_INT(info.type, AMBOS_TYPE_FILE);
    CHECK(strstr(file, "list-"));
    CHECK_OK(ambos_stat(directory, &info));
    CHECK_INT(info.type, AMBOS_TYPE_DIRECTORY);
    CHECK(strstr(directory, "run") && !strstr(directory, "XX"));
    if (!test_is_windows())
        CHECK_INT(info.mode, 0700);
    CHECK_OK(ambos_unlink(path_of(TOOL_OUTPUT("mktemp"))));
}

TEST(mktemp_refuses)
{
    TOOL(2, "", "'fileXX' does not end in three X", "mktemp", "fileXX");
    TOOL(2, "", "a template and --prefix", "mktemp", "--prefix=a", "bXXX");
    TOOL(1, "", "(ENOENT)", "mktemp", "-p", test_path("gone"));
    TOOL(1, "", "(EINVAL)", "mktemp", "-p", test_dir(), "--prefix=a/b");
}
