/* SPDX-License-Identifier: MIT */
/* Patterns, and the paths that fit them. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

/* ---- text ---- */

TEST(names_and_paths_that_fit)
{
    static const char *const rows[][2] = {
        { "", "" },           { "/", "/" },          { "a", "a" },           { "*", "a" },
        { "*.c", "x.c" },     { "?", "a" },          { "?", "\xc3\xa9" },    { "?", "\xf0\x9f\x98\x80" },
        { "?", "\xff" },      { "??", "\xff\xfe" },  { "[a-z]", "q" },       { "[!a-z]", "Q" },
        { "[\xc3\xa0-\xc3\xbc]", "\xc3\xa9" },       { "[]]", "]" },         { "[!]]", "a" },
        { "[a-]", "-" },      { "[-a]", "-" },       { "[*]", "*" },         { "[?]", "?" },
        { "[[]", "[" },       { "[", "[" },          { "[a", "[a" },         { "a]", "a]" },
        { ".*", ".x" },       { "*", "a\nb" },       { "*x", "\xffx" },      { "a**b", "axyb" },
        { "**", "a" },        { "**", "a/b/c" },     { "**/c", "c" },        { "**/c", "a/b/c" },
        { "a/**", "a/b" },    { "a/**/c", "a/c" },   { "a/**/c", "a/b/c" },  { "**/**", "a/b" },
        { "a//b", "a/b" },    { "a/b", "a//b" },     { "a", "a/" },          { "a/", "a/" },
        { "/a/*", "/a/b" },   { ".*/a", ".x/a" },    { "**/.x/**", "a/.x/b" }, { "a\\b", "a\\b" },
        { "[\\]", "\\" },     { "*a*a*a", "aaaa" },  { "***", "x" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (ambos_match(rows[i][0], rows[i][1], 0) != 1)
            FAIL("%s does not fit %s", rows[i][0], rows[i][1]);
}

TEST(names_and_paths_that_do_not_fit)
{
    static const char *const rows[][2] = {
        { "", "a" },           { "a", "" },          { "a/", "a" },         { "a/", "" },         { "/a", "a" },
        { "a", "/a" },         { "a", "A" },         { "?", "" },           { "?", "ab" },        { "*", "a/b" },
        { "?", "/" },          { "a?b", "a/b" },     { "a[/]b", "a/b" },    { "a[!x]b", "a/b" },  { "*", ".a" },
        { "?a", ".a" },        { "[.]a", ".a" },     { "**", ".a" },        { "**", "a/.b" },     { "**/c", ".b/c" },
        { "a/**", "a" },       { "a/**/b", "a/x" },  { "[a-c]", "d" },      { "[c-a]", "b" },     { "[!a]", "a" },
        { "[\xc3\xa0-\xc3\xbc]", "\xc3" },           { "\\*", "*" },        { "a*b", "axc" },     { "*/", "a" },
        { "a**b", "a/b" },     { "**a", "x/a" },
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (ambos_match(rows[i][0], rows[i][1], 0) != 0)
            FAIL("%s fits %s", rows[i][0], rows[i][1]);
}

TEST(flags_of_matching)
{
    CHECK(ambos_match("*", ".a", AMBOS_GLOB_HIDDEN));
    CHECK(ambos_match("**/x", "a/.b/x", AMBOS_GLOB_HIDDEN));
    CHECK(ambos_match("*.C", "x.c", AMBOS_GLOB_IGNORE_CASE));
    CHECK(ambos_match("[A-C]", "b", AMBOS_GLOB_IGNORE_CASE));
    CHECK(ambos_match("[a-c]", "B", AMBOS_GLOB_IGNORE_CASE));
    CHECK(!ambos_match("[!a-c]", "B", AMBOS_GLOB_IGNORE_CASE));
    CHECK(!ambos_match("\xc3\xa9", "\xc3\x89", AMBOS_GLOB_IGNORE_CASE));
    CHECK(!ambos_match("a", "a", AMBOS_GLOB_STRICT));
    CHECK(!ambos_match("a", "a", 0x80000000u));
    CHECK(!ambos_match(NULL, "a", 0));
    CHECK(!ambos_match("a", NULL, 0));
}

/* With every star tried anew this would take longer than the sun has. */
TEST(a_pattern_of_many_stars_takes_no_time)
{
    char pattern[1001];
    char text[4001];

    for (size_t i = 0; i + 1 < sizeof pattern; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[sizeof pattern - 2] = 'b';
    pattern[sizeof pattern - 1] = '\0';
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    CHECK(!ambos_match(pattern, text, 0));
    for (size_t i = 1; i + 1 < sizeof text; i += 2)
        text[i] = '/';
    CHECK(!ambos_match("**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b", text, 0));
}

/* ---- files ---- */

static void make_tree(void)
{
    static const char *const files[] = { "a.c", "b.h", ".hidden", "src/x.c", "src/y.C", "src/.z.c", "src/deep/w.c",
                                         "src/deep/er/v.c", ".git/config", ".git/x.c", "b [1].txt" };

    CHECK_OK(ambos_make_path(test_path("src/deep/er"), 0, 0));
    CHECK_OK(ambos_make_path(test_path(".git"), 0, 0));
    CHECK_OK(ambos_make_path(test_path("empty"), 0, 0));
    for (size_t i = 0; i < COUNT(files); i++)
        test_write_file(test_path(files[i]), "", 0);
    CHECK_OK(ambos_chdir(test_dir()));
}

static void check_glob(const char *pattern, uint32_t flags, const char *const expected[])
{
    const ambos_glob_options options = { .flags = flags };
    char **paths = FILLED;
    size_t count = 99, i;

    CHECK_OK(ambos_glob(pattern, &options, &paths, &count));
    for (i = 0; expected[i]; i++) {
        CHECK(i < count);
        CHECK_STR(paths[i], expected[i]);
    }
    CHECK_INT(count, i);
    CHECK(!paths[count]);
    ambos_free(paths);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
static const char *const none[] = { NULL };

TEST(paths_that_fit_are_found_sorted)
{
    make_tree();
    check_glob("*.c", 0, LIST("a.c"));
    check_glob("*", 0, LIST("a.c", "b [1].txt", "b.h", "empty", "src"));
    check_glob("*/", 0, LIST("empty/", "src/"));
    check_glob("src/*.c", 0, LIST("src/x.c"));
    check_glob("./src/*.c", 0, LIST("./src/x.c"));
    check_glob("src//*.c", 0, LIST("src//x.c"));
    check_glob("*/*.c", 0, LIST("src/x.c"));
    check_glob("**/*.c", 0, LIST("a.c", "src/deep/er/v.c", "src/deep/w.c", "src/x.c"));
    check_glob("src/**", 0, LIST("src/deep", "src/deep/er", "src/deep/er/v.c", "src/deep/w.c", "src/x.c", "src/y.C"));
    check_glob("**/", 0, LIST("empty/", "src/", "src/deep/", "src/deep/er/"));
    check_glob("**/deep/**/v.c", 0, LIST("src/deep/er/v.c"));
    check_glob("b [[]1].txt", 0, LIST("b [1].txt"));
    check_glob(".*", 0, LIST(".git", ".hidden"));
    check_glob(".git/*", 0, LIST(".git/config", ".git/x.c"));
    check_glob(".g*/x.c", 0, LIST(".git/x.c"));
    check_glob("src/../*.c", 0, LIST("src/../a.c"));
    check_glob("nothing*", 0, none);
    check_glob("missing/*", 0, none);
    check_glob("a.c/*", 0, none);
    check_glob("empty/*", 0, none);
    check_glob("*/er/*", 0, none);
}

TEST(flags_of_a_search)
{
    make_tree();
    check_glob("*/*.c", AMBOS_GLOB_HIDDEN, LIST(".git/x.c", "src/.z.c", "src/x.c"));
    check_glob("**/*x*", AMBOS_GLOB_HIDDEN, LIST(".git/x.c", "b [1].txt", "src/x.c"));
    check_glob("*/*.c", AMBOS_GLOB_IGNORE_CASE, LIST("src/x.c", "src/y.C"));
    check_glob("*/*.c", AMBOS_GLOB_STRICT, LIST("src/x.c"));
    check_glob("missing/*", AMBOS_GLOB_STRICT, none);
}

TEST(a_pattern_without_wildcards_is_looked_for)
{
    make_tree();
    check_glob("src/x.c", 0, LIST("src/x.c"));
    check_glob("src/", 0, LIST("src/"));
    check_glob("src/x.c/", 0, none);
    check_glob("missing", 0, none);
    check_glob("", 0, none);
    check_glob(test_path("src/x.c"), 0, LIST(test_path("src/x.c")));
    if (!test_can(TEST_SYMLINKS))
        return;
    CHECK_OK(ambos_symlink("nowhere", "dangling", 0));
    check_glob("dangling", 0, LIST("dangling"));
    check_glob("dang*", 0, LIST("dangling"));
}

TEST(an_absolute_pattern_gives_absolute_paths)
{
    char pattern[2048];

    make_tree();
    snprintf(pattern, sizeof pattern, "%s", test_path("src/*.c"));
    check_glob(pattern, 0, LIST(test_path("src/x.c")));
}

TEST(links_are_followed_for_names_but_not_for_any_depth)
{
    make_tree();
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("src", "link", AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink(".", "loop", AMBOS_SYMLINK_DIRECTORY));
    check_glob("l*/*.c", 0, LIST("link/x.c", "loop/a.c"));
    check_glob("link/*.c", 0, LIST("link/x.c"));
    check_glob("l*k/", 0, LIST("link/"));
    check_glob("**/x.c", 0, LIST("src/x.c"));
    check_glob("l*/l*/l*/a.c", 0, LIST("loop/loop/loop/a.c"));
}

static void check_glob_fails(const char *pattern, const ambos_glob_options *options, ambos_error expected)
{
    char **paths = FILLED;
    size_t count = 99;

    CHECK_ERR(ambos_glob(pattern, options, &paths, &count), expected);
    CHECK(!paths);
    CHECK_INT(count, 0);
}

/* 135 */
TEST(a_search_refuses_bad_arguments)
{
    ambos_glob_options options = { 0 };
    char many[2 * 65] = "";
    char **paths;

    check_glob_fails(NULL, NULL, AMBOS_EINVAL);
    CHECK_ERR(ambos_glob("*", NULL, NULL, NULL), AMBOS_EINVAL);
    for (uint32_t bit = 8; bit; bit <<= 1) {
        options.flags = bit;
        check_glob_fails("*", &options, AMBOS_EINVAL);
    }
    options.flags = 0;
    options.unused = 1;
    check_glob_fails("*", &options, AMBOS_EINVAL);
    options.unused = 0;
    options.reserved[23] = 1;
    check_glob_fails("*", &options, AMBOS_EINVAL);
    check_glob_fails("*/..", NULL, AMBOS_EINVAL);
    check_glob_fails("*/./a", NULL, AMBOS_EINVAL);
    for (int i = 0; i < 63; i++)
        strcat(many, "*/");
    CHECK_OK(ambos_glob(many, NULL, &paths, NULL));
    ambos_free(paths);
    strcat(many, "*");
    check_glob_fails(many, NULL, AMBOS_EINVAL);
}

TEST(what_may_not_be_read_is_an_error_when_asked)
{
    const ambos_glob_options strict = { .flags = AMBOS_GLOB_STRICT };

    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    make_tree();
    CHECK_OK(ambos_chmod("empty", 0, 0));
    check_glob("*/*.c", 0, LIST("src/x.c"));
    check_glob_fails("*/*.c", &strict, AMBOS_EACCES);
    CHECK_OK(ambos_chmod("empty", 0755, 0));
}

TEST(a_search_finds_the_same_as_matching)
{
    static const char *const patterns[] = { "*", "**", "**/*.c", "*/*", "src/**/?.c", "**/d*/**", "**/[v-x].c", "*.[ch]" };

    make_tree();
    for (size_t i = 0; i < COUNT(patterns); i++) {
        char **all, **paths;
        size_t count, every, fitting = 0;

        CHECK_OK(ambos_glob("**", NULL, &all, &every));
        CHECK_OK(ambos_glob(patterns[i], NULL, &paths, &count));
        for (size_t j = 0; j < every; j++)
            if (ambos_match(patterns[i], all[j], 0)) {
                CHECK(fitting < count);
                CHECK_STR(paths[fitting], all[j]);
                fitting++;
            }
        CHECK_INT(fitting, count);
        ambos_free(all);
        ambos_free(paths);
    }
}
