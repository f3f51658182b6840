/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <string.h>

#include "ambos/error.h"
#include "core/program.h"

/* A file system of two lists, and what was asked of it. */
static const char *const *files;
static const char *const *directories;
static char asked[4096];

static bool is_listed(const char *const *list, const char *path)
{
    for (; list && *list; list++) {
        if (strcmp(*list, path) == 0)
            return true;
    }
    return false;
}

static enum ambos__probe_result probe(void *context, const char *path)
{
    size_t used = strlen(asked);

    CHECK(context == asked);
    CHECK(used + strlen(path) + 2 < sizeof asked);
    memcpy(asked + used, path, strlen(path) + 1);
    strcat(asked, "\n");
    if (is_listed(directories, path))
        return AMBOS__PROBE_DIRECTORY;
    return is_listed(files, path) ? AMBOS__PROBE_FILE : AMBOS__PROBE_NOTHING;
}

static struct ambos__search search_in(const char *path)
{
    struct ambos__search search = { path, ".COM;.EXE", "C:\\windows\\system32", "C:\\work\\here", NULL, probe, asked };

    return search;
}

static void check_found(const struct ambos__search *search, const char *name, const char *expected)
{
    struct ambos__str found = { 0 };

    asked[0] = '\0';
    CHECK_OK(ambos__program_find(search, name, &found));
    CHECK_STR(found.data, expected);
    CHECK_INT(found.size, strlen(expected));
    ambos__str_free(&found);
}

static void check_not_found(const struct ambos__search *search, const char *name, ambos_error expected)
{
    struct ambos__str found = { 0 };

    asked[0] = '\0';
    CHECK_CODE(ambos__program_find(search, name, &found), expected);
    ambos__str_free(&found);
}

TEST(a_bare_name_has_no_separator_and_no_colon)
{
    CHECK(ambos__program_is_bare("tool"));
    CHECK(ambos__program_is_bare("tool.exe"));
    CHECK(ambos__program_is_bare(".."));
    CHECK(!ambos__program_is_bare("a/tool"));
    CHECK(!ambos__program_is_bare("a\\tool"));
    CHECK(!ambos__program_is_bare("C:tool"));
    CHECK(!ambos__program_is_bare("tool.exe:stream"));
}

TEST(absolute_is_the_same_everywhere)
{
    CHECK(ambos__program_is_absolute("C:\\"));
    CHECK(ambos__program_is_absolute("z:/x"));
    CHECK(ambos__program_is_absolute("\\\\server\\share"));
    CHECK(ambos__program_is_absolute("//server/share"));
    CHECK(ambos__program_is_absolute("\\\\?\\C:\\x"));
    CHECK(!ambos__program_is_absolute(""));
    CHECK(!ambos__program_is_absolute("C:"));
    CHECK(!ambos__program_is_absolute("C:bin"));
    CHECK(!ambos__program_is_absolute("\\bin"));
    CHECK(!ambos__program_is_absolute("\\\\"));
    CHECK(!ambos__program_is_absolute("."));
    CHECK(!ambos__program_is_absolute("1:\\x"));
}

TEST(path_is_searched_in_order)
{
    static const char *const here[] = { "C:\\b\\tool.exe", "C:\\c\\tool.exe", "C:\\c\\tool.com", NULL };
    struct ambos__search search = search_in("C:\\a;C:\\b;C:\\c");

    files = here;
    search.endings = ".COM;.exe";
    check_found(&search, "tool", "C:\\b\\tool.exe");
    CHECK_STR(asked, "C:\\a\\tool.com\nC:\\a\\tool.exe\nC:\\b\\tool.com\nC:\\b\\tool.exe\n");
    search.path = "C:\\c;C:\\b";
    check_found(&search, "tool", "C:\\c\\tool.com");
}

/* Each of these means a current directory, and is passed over without a look. */
TEST(relative_entries_are_passed_over)
{
    static const char *const lists[] = { "",    ";;;",     ".",     "..",   "rel\\path", "C:bin", "\\bin", "/bin",
                                         "C:",  "\"\"",    "\" \"", "bin;.", ".\\",       "\\\\",  "\"C:bin\"" };

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct ambos__search search = search_in(lists[i]);

        check_not_found(&search, "tool", AMBOS_ENOENT);
        CHECK_STR(asked, "");
    }
}

TEST(good_entries_among_bad_ones_are_searched)
{
    static const char *const here[] = { "C:\\good\\tool.exe", NULL };
    struct ambos__search search = search_in(";;rel\\path;.;C:bin;\\bin;C:\\good;");

    files = here;
    check_found(&search, "tool", "C:\\good\\tool.exe");
}

TEST(quotes_hide_semicolons_and_are_taken_away)
{
    static const char *const here[] = { "C:\\a;b\\tool.exe", "C:\\c d\\other.exe", "C:\\e;f\\third.exe", NULL };
    struct ambos__search search = search_in("\"C:\\a;b\";C:\\\"c d\";C:\\\"e;f");

    files = here;
    check_found(&search, "tool", "C:\\a;b\\tool.exe");
    check_found(&search, "other", "C:\\c d\\other.exe");
    check_found(&search, "third", "C:\\e;f\\third.exe");
}

TEST(entries_in_all_spellings)
{
    static const char *const here[] = { "\\\\server\\share\\tool.exe", "C:\\slash\\a.exe", "D:/b\\c.exe", NULL };
    struct ambos__search search = search_in("\\\\server\\share;C:\\slash\\;D:/b");

    files = here;
    check_found(&search, "tool", "\\\\server\\share\\tool.exe");
    check_found(&search, "a", "C:\\slash\\a.exe");
    check_found(&search, "c", "D:/b\\c.exe");
}

TEST(without_path_only_the_system_directory_is_searched)
{
    static const char *const here[] = { "C:\\windows\\system32\\tool.exe", NULL };
    struct ambos__search search = search_in(NULL);

    files = here;
    check_found(&search, "tool", "C:\\windows\\system32\\tool.exe");
    search.path = "";
    check_not_found(&search, "tool", AMBOS_ENOENT);
}

/* Nothing is put in place of what stands behind a dot. */
TEST(a_name_with_a_dot_is_tried_as_it_stands_first)
{
    static const char *const here[] = { "C:\\a\\python3.11.exe", "C:\\b\\python3.11", "C:\\a\\x.exe.exe", "C:\\a\\x.exe", NULL };
    struct ambos__search search = search_in("C:\\a;C:\\b");

    files = here;
    check_found(&search, "python3.11", "C:\\a\\python3.11.exe");
    CHECK_STR(asked, "C:\\a\\python3.11\nC:\\a\\python3.11.com\nC:\\a\\python3.11.exe\n");
    check_found(&search, "x.exe", "C:\\a\\x.exe");
    CHECK_STR(asked, "C:\\a\\x.exe\n");
    check_not_found(&search, "python3.bat", AMBOS_ENOENT);
}

/* npm is a script for another system's shell, and lies beside npm.cmd. */
TEST(a_name_without_a_dot_is_tried_as_it_stands_last)
{
    static const char *const both[] = { "C:\\a\\npm", "C:\\b\\npm.cmd", NULL };
    static const char *const plain[] = { "C:\\b\\npm", NULL };
    struct ambos__search search = search_in("C:\\a;C:\\b");

    search.endings = ".exe;.cmd";
    files = both;
    check_found(&search, "npm", "C:\\b\\npm.cmd");
    files = plain;
    check_found(&search, "npm", "C:\\b\\npm");
}

TEST(endings_are_read_as_a_list)
{
    static const char *const here[] = { "C:\\a\\tool.x y", "C:\\a\\last.cmd", NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    search.endings = ";;exe;.;.x y;";
    check_found(&search, "tool", "C:\\a\\tool.x y");
    CHECK_STR(asked, "C:\\a\\tool.x y\n");
    search.endings = NULL;
    check_found(&search, "last", "C:\\a\\last.cmd");
    CHECK_STR(asked, "C:\\a\\last.com\nC:\\a\\last.exe\nC:\\a\\last.bat\nC:\\a\\last.cmd\n");
    search.endings = "exe;;.";
    check_found(&search, "last", "C:\\a\\last.cmd");
    search.endings = "";
    check_found(&search, "last", "C:\\a\\last.cmd");
}

TEST(directories_are_no_programs)
{
    static const char *const folders[] = { "C:\\a\\tool.exe", "C:\\work\\here\\build\\tool", NULL };
    static const char *const here[] = { "C:\\b\\tool.exe", "C:\\work\\here\\build\\tool.exe", NULL };
    struct ambos__search search = search_in("C:\\a;C:\\b");

    directories = folders;
    files = here;
    check_found(&search, "tool", "C:\\b\\tool.exe");
    check_found(&search, "tool.exe", "C:\\b\\tool.exe");
    check_found(&search, "build\\tool", "C:\\work\\here\\build\\tool.exe");
    files = NULL;
    check_not_found(&search, "tool", AMBOS_EACCES);
    check_not_found(&search, "build\\tool", AMBOS_EACCES);
    check_not_found(&search, "other", AMBOS_ENOENT);
}

TEST(a_path_is_never_searched_for)
{
    static const char *const here[] = { "C:\\a\\sub\\tool.exe", NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    check_not_found(&search, "sub\\tool", AMBOS_ENOENT);
    CHECK_STR(asked, "C:\\work\\here\\sub\\tool\nC:\\work\\here\\sub\\tool.com\nC:\\work\\here\\sub\\tool.exe\n");
}

TEST(a_relative_path_counts_from_the_childs_directory)
{
    static const char *const here[] = { "C:\\work\\here\\x/tool",  "C:\\work\\here\\../tool.exe", "C:\\rooted.exe",
                                        "C:\\work\\here\\drive.exe", "C:\\work\\here\\./a.exe",  NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    check_found(&search, "x/tool", "C:\\work\\here\\x/tool");
    check_found(&search, "../tool", "C:\\work\\here\\../tool.exe");
    check_found(&search, "./a", "C:\\work\\here\\./a.exe");
    check_found(&search, "\\rooted", "C:\\rooted.exe");
    check_found(&search, "/rooted", "C:\\rooted.exe");
    check_found(&search, "C:drive", "C:\\work\\here\\drive.exe");
    check_found(&search, "c:drive", "C:\\work\\here\\drive.exe");
}

TEST(a_rooted_path_on_a_share_stays_on_it)
{
    static const char *const here[] = { "\\\\server\\share\\bin\\tool.exe", NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    search.cwd = "\\\\server\\share\\work\\here";
    check_found(&search, "\\bin\\tool", "\\\\server\\share\\bin\\tool.exe");
    search.cwd = "\\\\server\\share";
    check_found(&search, "\\bin\\tool", "\\\\server\\share\\bin\\tool.exe");
}

TEST(another_drive_has_a_directory_of_its_own)
{
    static const char *const here[] = { "D:\\there\\tool.exe", "d:\\root.exe", NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    check_found(&search, "d:root", "d:\\root.exe");
    search.drive_cwd = "D:\\there";
    check_found(&search, "d:tool", "D:\\there\\tool.exe");
    /* Whoever set it to something else is not believed. */
    search.drive_cwd = "E:\\there";
    check_found(&search, "d:root", "d:\\root.exe");
}

TEST(an_absolute_path_is_taken_as_it_is)
{
    static const char *const here[] = { "E:\\x\\tool", "E:/x/other.exe", "\\\\s\\h\\u.exe", NULL };
    struct ambos__search search = search_in(NULL);

    files = here;
    search.cwd = NULL;
    check_found(&search, "E:\\x\\tool", "E:\\x\\tool");
    check_found(&search, "E:/x/other", "E:/x/other.exe");
    check_found(&search, "\\\\s\\h\\u", "\\\\s\\h\\u.exe");
}

TEST(names_that_can_be_no_file)
{
    static const char *const folders[] = { "C:\\a\\.", "C:\\a\\..", "C:\\work\\here\\sub\\", NULL };
    static const char *const here[] = { "C:\\work\\here\\sub\\.exe", NULL };
    struct ambos__search search = search_in("C:\\a");

    directories = folders;
    files = here;
    check_not_found(&search, "", AMBOS_ENOENT);
    CHECK_STR(asked, "");
    check_not_found(&search, ".", AMBOS_EACCES);
    check_not_found(&search, "..", AMBOS_EACCES);
    check_not_found(&search, "sub\\", AMBOS_EACCES);
    CHECK_STR(asked, "C:\\work\\here\\sub\\\n");
}

/* The current directory is an entry like any other when PATH names it in full. */
TEST(the_current_directory_counts_only_by_name)
{
    static const char *const here[] = { "C:\\work\\here\\tool.exe", NULL };
    struct ambos__search search = search_in("C:\\a");

    files = here;
    check_not_found(&search, "tool", AMBOS_ENOENT);
    search.path = "C:\\a;C:\\work\\here";
    check_found(&search, "tool", "C:\\work\\here\\tool.exe");
}
