/* SPDX-License-Identifier: MIT */
/* ambos ls, walk and glob, run as a user runs them. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

/* tree/{.dot,B,a,sub/{x.c,deep/y.c}} */
static const char *make_tree(void)
{
    test_make_dir(test_path("tree"));
    test_make_dir(test_path("tree/sub"));
    test_make_dir(test_path("tree/sub/deep"));
    test_write_file(test_path("tree/.dot"), "", 0);
    test_write_file(test_path("tree/a"), "1", 1);
    test_write_file(test_path("tree/B"), "333", 3);
    test_write_file(test_path("tree/sub/x.c"), "22", 2);
    test_write_file(test_path("tree/sub/deep/y.c"), "", 0);
    return test_path("tree");
}

/* The output with the tree's own path taken out wherever it stands: what is the same on every system. */
static const char *short_of(const char *said)
{
    static char text[8192];
    const size_t skip = strlen(test_path("tree"));
    const char *found;
    size_t used = 0;

    while ((found = strstr(said, test_path("tree"))) != NULL) {
        memcpy(text + used, said, (size_t)(found - said));
        used += (size_t)(found - said);
        text[used++] = 'T';
        said = found + skip;
    }
    snprintf(text + used, sizeof text - used, "%s", said);
    for (used = 0; text[used]; used++)
        if (text[used] == '\\')
            text[used] = '/';
    return text;
}

#define SAYS(expected, ...) CHECK_STR(short_of(TOOL_OUTPUT(__VA_ARGS__)), expected)

TEST(ls_lists_sorted)
{
    const char *tree = make_tree();

    SAYS("B\na\nsub\n", "ls", tree);
    SAYS(".dot\nB\na\nsub\n", "ls", "-A", tree);
    SAYS(".\n..\n.dot\nB\na\nsub\n", "ls", "-a", tree);
    SAYS("sub\na\nB\n", "ls", "-r", tree);
    SAYS("T\n", "ls", "-d", tree);
    SAYS("T/a\n", "ls", test_path("tree/a"));
}

TEST(ls_sorts_by_size_and_time)
{
    const char *tree = make_tree();

    TOOL(0, "", "", "touch", "-d", "@3", test_path("tree/a"));
    TOOL(0, "", "", "touch", "-d", "@2", test_path("tree/B"));
    TOOL(0, "", "", "touch", "-d", "@2.5", test_path("tree/sub"));
    SAYS("a\nsub\nB\n", "ls", "-t", tree);
    SAYS("B\nsub\na\n", "ls", "-tr", tree);
    SAYS("x.c\ndeep\n", "ls", "-r", test_path("tree/sub"));
    test_remove_file(test_path("tree/sub/deep/y.c"));
    CHECK_OK(ambos_rmdir(test_path("tree/sub/deep")));
    test_write_file(test_path("tree/sub/small"), "1", 1);
    SAYS("x.c\nsmall\n", "ls", "-S", test_path("tree/sub"));
}

TEST(ls_of_many)
{
    const char *tree = make_tree();

    SAYS("T:\nB\na\nsub\n\nT/sub:\ndeep\nx.c\n\nT/sub/deep:\ny.c\n", "ls", "-R", tree);
    SAYS("T/a\n\nT/sub:\ndeep\nx.c\n", "ls", test_path("tree/sub"), test_path("tree/a"));
    TOOL(1, "deep\nx.c\n", "no such file or directory (ENOENT)", "ls", test_path("missing"), test_path("tree/sub"));
}

TEST(ls_with_details)
{
    const char *path = (make_tree(), test_path("tree/a"));

    TOOL(0, "", "", "touch", "-d", "2001-02-03T04:05:06Z", path);
    TOOL(0, " 1 2001-02-03 04:05 ", "", "ls", "-l", path);
    CHECK(TOOL_OUTPUT("ls", "-l", path)[0] == '-');
    CHECK(TOOL_OUTPUT("ls", "-ld", test_path("tree"))[0] == 'd');
}

TEST(ls_as_json)
{
    make_tree();
    CHECK(strstr(TOOL_OUTPUT("ls", "--json", test_path("tree")), "\"name\":\"sub\",\"type\":\"directory\"}\n"));
    CHECK(strstr(TOOL_OUTPUT("ls", "--json", "-l", test_path("tree")),
                 "\"name\":\"B\",\"type\":\"file\",\"size\":3,\"mode\":"));
    CHECK(strstr(TOOL_OUTPUT("ls", "--json", "-l", test_path("tree")), "\"reparse_tag\":null}\n"));
}

TEST(ls_has_colors_where_they_are_asked_for)
{
    make_tree();
    CHECK(strstr(TOOL_OUTPUT("ls", "--color=always", test_path("tree")), "\033[1;34msub\033[0m\n"));
    CHECK(!strchr(TOOL_OUTPUT("ls", test_path("tree")), '\033'));
    TOOL(2, "", "'red' is not always, never or auto", "ls", "--color=red");
}

TEST(ls_of_a_link)
{
    make_tree();
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("sub", test_path("tree/link"), 0));
    SAYS("deep\nx.c\n", "ls", test_path("tree/link"));
    TOOL(0, "link -> sub\n", "", "ls", "-l", test_path("tree/link"));
    CHECK_STR(short_of(TOOL_OUTPUT("ls", "-R", test_path("tree"))),
              "T:\nB\na\nlink\nsub\n\nT/sub:\ndeep\nx.c\n\nT/sub/deep:\ny.c\n");
}

TEST(ls_of_what_cannot_be_listed)
{
    TOOL(1, "", "ambos: ls '", "ls", test_path("missing"));
    TOOL(2, "", "no option '-z'", "ls", "-z");
}

/* ---- walk ---- */

TEST(walk_tells_every_entry)
{
    const char *tree = make_tree();

    SAYS("T\nT/.dot\nT/B\nT/a\nT/sub\nT/sub/deep\nT/sub/deep/y.c\nT/sub/x.c\n", "walk", "--sorted", tree);
    SAYS("T/.dot\nT/B\nT/a\nT/sub/deep/y.c\nT/sub/deep\nT/sub/x.c\nT/sub\nT\n", "walk", "--sorted", "--depth-first",
         tree);
    SAYS("T\nT/.dot\nT/B\nT/a\nT/sub\n", "walk", "--sorted", "--max-depth", "1", tree);
    SAYS("T\n", "walk", "--max-depth=0", tree);
    SAYS("T/a\n", "walk", test_path("tree/a"));
}

TEST(walk_picks_and_prunes)
{
    const char *tree = make_tree();

    SAYS("T\nT/sub\nT/sub/deep\n", "walk", "--type", "d", "--sorted", tree);
    SAYS("T/sub/deep/y.c\nT/sub/x.c\n", "walk", "--type=f", "--name", "*.c", "--sorted", tree);
    SAYS("T/.dot\n", "walk", "--name", "*dot", tree);
    SAYS("T\nT/.dot\nT/B\nT/a\nT/sub\n", "walk", "--prune", "sub", "--sorted", tree);
    TOOL(2, "", "is no list of types", "walk", "--type", "q", tree);
    TOOL(2, "", "is no depth", "walk", "--max-depth", "-1", tree);
}

TEST(walk_as_json_and_with_nul)
{
    const char *said, *tree = make_tree();
    ambos_run_result result;

    said = TOOL_OUTPUT("walk", "--json", "-l", "--type", "f", "--name", "B", tree);
    CHECK(strstr(said, "\"name\":\"B\",\"type\":\"file\",\"size\":3,"));
    said = TOOL_OUTPUT("walk", "--json", "--name", "sub", tree);
    CHECK(strstr(said, "\"name\":\"sub\",\"type\":\"directory\"}\n"));
    CHECK_OK(ambos_run((const char *const[]){ tool(), "walk", "-0", test_path("tree/sub/deep"), NULL }, NULL, &result));
    CHECK_INT(result.output_size, 2 * strlen(test_path("tree/sub/deep")) + 1 + strlen("/y.c") + 1);
    ambos_run_free(&result);
}

TEST(walk_follows_only_where_it_is_told)
{
    make_tree();
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("deep", test_path("tree/sub/link"), 0));
    SAYS("T/sub/link\n", "walk", test_path("tree/sub/link"));
    SAYS("T/sub/link\nT/sub/link/y.c\n", "walk", "-H", test_path("tree/sub/link"));
    SAYS("T/sub\nT/sub/deep\nT/sub/deep/y.c\nT/sub/link\nT/sub/link/y.c\nT/sub/x.c\n", "walk", "-L", "--sorted",
         test_path("tree/sub"));
    SAYS("T/sub/link\n", "walk", "--type", "l", test_path("tree/sub"));
}

TEST(walk_goes_on_and_says_so)
{
    const char *tree = make_tree();

    TOOL(1, "tree", "ambos: walk '", "walk", test_path("missing"), tree);
}

/* ---- glob ---- */

static const char *in_tree(const char *pattern)
{
    static char text[4][1024];
    static unsigned next;

    next = (next + 1) % 4;
    snprintf(text[next], sizeof text[next], "%s/%s", test_path("tree"), pattern);
    return text[next];
}

TEST(glob_finds)
{
    make_tree();
    SAYS("T/B\nT/a\nT/sub\n", "glob", in_tree("*"));
    SAYS("T/.dot\nT/B\nT/a\nT/sub\n", "glob", "--hidden", in_tree("*"));
    SAYS("T/sub/deep/y.c\nT/sub/x.c\nT/a\n", "glob", in_tree("**/*.c"), in_tree("[a-b]"));
    SAYS("T/B\n", "glob", "-i", in_tree("[b]"));
    CHECK(strstr(TOOL_OUTPUT("glob", "--json", in_tree("B")), "{\"path\":\""));
}

TEST(glob_of_nothing_fails)
{
    make_tree();
    TOOL(1, "", "", "glob", in_tree("*.nothing"));
    TOOL(1, "", "invalid argument (EINVAL)", "glob", in_tree("*/../x"));
    TOOL(2, "", "an operand is missing", "glob");
}
