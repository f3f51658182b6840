/* SPDX-License-Identifier: MIT */
/* Roots: dir.h, group root. Numbers in brackets: rows of the list of behaviours. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* outside/secret, and root with file, dir/file, dir/sub. */
static ambos_root *open_root(void)
{
    ambos_root *root;

    test_make_dir(test_path("outside"));
    test_write_file(test_path("outside/secret"), "secret", 6);
    test_make_dir(test_path("root"));
    test_make_dir(test_path("root/dir"));
    test_make_dir(test_path("root/dir/sub"));
    test_write_file(test_path("root/file"), "file", 4);
    test_write_file(test_path("root/dir/file"), "dir/file", 8);
    CHECK_OK(ambos_root_open(&root, test_path("root")));
    CHECK(root != NULL);
    return root;
}

static void check_outside(void)
{
    CHECK_STR(test_read_file(test_path("outside/secret"), NULL), "secret");
    CHECK(!test_exists(test_path("outside/new")));
}

/* Every call that there is with one name must say the same, or be named after it. */
static void check_refused(ambos_root *root, const char *name, ambos_error error)
{
    ambos_file_info info;
    ambos_file *file;
    ambos_dir *dir;
    char *target;

    CHECK_ERR(ambos_root_file_open(&file, root, name, AMBOS_READ, 0), error);
    CHECK(file == NULL);
    CHECK_ERR(ambos_root_file_open(&file, root, name, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0), error);
    CHECK_ERR(ambos_root_write_file(root, name, "x", 1, NULL), error);
    CHECK_ERR(ambos_root_stat(root, name, &info), error);
    CHECK_ERR(ambos_root_chmod(root, name, 0600), error);
    CHECK_ERR(ambos_root_mkdir(root, name, 0, 0), error);
    CHECK_ERR(ambos_root_make_path(root, name, 0), error);
    CHECK_ERR(ambos_root_unlink(root, name), error);
    CHECK_ERR(ambos_root_rmdir(root, name), error);
    CHECK_ERR(ambos_root_rename(root, name, "new", NULL), error);
    CHECK_ERR(ambos_root_rename(root, "file", name, NULL), error);
    CHECK_ERR(ambos_root_symlink(root, "target", name, 0), error);
    CHECK_ERR(ambos_root_readlink(root, name, &target), error);
    CHECK(target == NULL);
    CHECK_ERR(ambos_root_dir_open(&dir, root, name), error);
    CHECK(dir == NULL);
    CHECK_ERR(ambos_root_remove_tree(root, name, NULL, NULL), error);
}

TEST(a_root_is_worked_in)
{
    ambos_root *root = open_root();
    const ambos_dir_entry *entry;
    ambos_tree_report report;
    ambos_file_info info;
    ambos_file *file;
    ambos_dir *dir;
    char text[8];
    size_t got;

    CHECK_OK(ambos_root_file_open(&file, root, "dir/file", AMBOS_READ, 0));
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_MEM(text, got, "dir/file", 8);
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_root_file_open(&file, root, "./dir//sub/./new", AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_write(file, "new", 3, NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(test_path("root/dir/sub/new"), NULL), "new");
    CHECK_OK(ambos_root_stat(root, "dir/sub/new", &info));
    CHECK_U64(info.size, 3);
    CHECK_OK(ambos_root_stat(root, ".", &info));
    CHECK_INT(info.type, AMBOS_TYPE_DIRECTORY);
    CHECK_OK(ambos_root_rename(root, "dir/sub/new", "moved", NULL));
    CHECK(test_exists(test_path("root/moved")));
    CHECK_OK(ambos_root_chmod(root, "moved", 0444));
    CHECK_INT(test_mode(test_path("root/moved")), 0444);
    CHECK_OK(ambos_root_unlink(root, "moved"));
    CHECK_OK(ambos_root_mkdir(root, "dir/made/", 0, 0));
    CHECK_OK(ambos_root_rmdir(root, "dir/made"));
    CHECK_ERR(ambos_root_rmdir(root, "dir"), AMBOS_ENOTEMPTY);
    CHECK_OK(ambos_root_dir_open(&dir, root, "dir/sub/"));
    CHECK_OK(ambos_dir_next(dir, &entry));
    CHECK(entry == NULL);
    ambos_dir_close(dir);
    CHECK_OK(ambos_root_dir_open(&dir, root, "."));
    CHECK_OK(ambos_dir_next(dir, &entry));
    CHECK(entry != NULL);
    ambos_dir_close(dir);
    CHECK_OK(ambos_root_remove_tree(root, "dir", NULL, &report));
    CHECK_U64(report.entries, 3);
    CHECK(!test_exists(test_path("root/dir")));
    ambos_root_close(root);
    ambos_root_close(NULL);
}

TEST(files_are_written_whole)
{
    const ambos_write_options new_only = { .flags = AMBOS_WRITE_CREATE_ONLY };
    const ambos_write_options safe = { .flags = AMBOS_WRITE_DURABLE };
    const ambos_write_options bad = { .flags = 0x8000 };
    ambos_root *root = open_root();

    CHECK_OK(ambos_root_write_file(root, "dir/sub/new", "first", 5, &new_only));
    CHECK_ERR(ambos_root_write_file(root, "dir/sub/new", "x", 1, &new_only), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("root/dir/sub/new"), NULL), "first");
    CHECK_OK(ambos_root_write_file(root, "dir/sub/new", "second", 6, &safe));
    CHECK_STR(test_read_file(test_path("root/dir/sub/new"), NULL), "second");
    CHECK_OK(ambos_root_write_file(root, "top", NULL, 0, NULL));
    CHECK_STR(test_read_file(test_path("root/top"), NULL), "");
    CHECK_ERR(ambos_root_write_file(root, "dir", "x", 1, NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_root_write_file(root, ".", "x", 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_write_file(root, "new/", "x", 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_write_file(root, "new", NULL, 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_write_file(root, "new", "x", 1, &bad), AMBOS_EINVAL);
    if (test_can(TEST_SYMLINKS)) {
        CHECK_OK(ambos_root_symlink(root, "../outside/secret", "link", AMBOS_SYMLINK_FILE));
        CHECK_OK(ambos_root_write_file(root, "link", "mine", 4, NULL));
        CHECK_STR(test_read_file(test_path("root/link"), NULL), "mine");
        check_outside();
    }
    ambos_root_close(root);
}

TEST(paths_are_made_with_all_their_parts)
{
    ambos_root *root = open_root();

    CHECK_OK(ambos_root_make_path(root, "a/b/c", 0));
    CHECK_OK(ambos_root_make_path(root, "a/b/c", 0));
    CHECK_OK(ambos_root_make_path(root, "a/./b//d/", 0));
    CHECK_OK(ambos_root_make_path(root, ".", 0));
    CHECK(test_exists(test_path("root/a/b/c")));
    CHECK(test_exists(test_path("root/a/b/d")));
    CHECK_ERR(ambos_root_make_path(root, "dir/file/x", 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_make_path(root, "dir/file", 0), AMBOS_ENOTDIR);
    ambos_root_close(root);
}

TEST(names_that_climb_or_are_absolute_are_refused)
{
    static const char *const names[] = {
        "",      "..",   "../outside/secret",  "dir/../file", "dir/..", "dir/../../outside", "/", "/etc",
        "//etc", "./..", "dir/sub/../..//file"
    };
    ambos_root *root = open_root();
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        check_refused(root, names[i], AMBOS_EINVAL);
    check_outside();
    CHECK_STR(test_read_file(test_path("root/file"), NULL), "file");
    ambos_root_close(root);
}

TEST(names_that_windows_reads_otherwise_are_refused_there)
{
    static const char *const names[] = {
        "C:",           "C:file",  "C:\\x",      "c:/x",        "\\x",         "\\\\srv\\share",
        "\\\\?\\C:\\x", "..\\x",   "dir\\..\\x", "file:stream", "file::$DATA", "dir:$I30:$INDEX_ALLOCATION",
        "NUL",          "nul.txt", "dir/con",    "COM1",        "com\xc2\xb9", "LPT9.x",
        "CONIN$",       "file.",   "file ",      "dir./file",   "dir /file",   "...",
        "a*",           "a?",      "a<b",        "a>b",         "a|b",         "a\"b",
        "a\x01"
    };
    ambos_root *root = open_root();
    ambos_file_info info;
    size_t i;

    for (i = 0; i < sizeof names / sizeof *names; i++)
        if (test_is_windows())
            check_refused(root, names[i], AMBOS_EINVAL);
        else
            CHECK(ambos_root_stat(root, names[i], &info) != AMBOS_EINVAL);
    ambos_root_close(root);
}

TEST(a_backslash_separates_on_windows_alone)
{
    ambos_root *root = open_root();
    ambos_file_info info;

    if (test_is_windows()) {
        CHECK_OK(ambos_root_stat(root, "dir\\sub", &info));
    } else {
        test_write_file(test_path("root/dir\\sub"), "x", 1);
        CHECK_OK(ambos_root_stat(root, "dir\\sub", &info));
        CHECK_INT(info.type, AMBOS_TYPE_FILE);
    }
    ambos_root_close(root);
}

TEST(a_separator_at_the_end_is_for_directories)
{
    ambos_root *root = open_root();
    ambos_file_info info;
    ambos_file *file;

    CHECK_ERR(ambos_root_file_open(&file, root, "file/", AMBOS_READ, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_stat(root, "file/", &info), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_unlink(root, "file/."), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_rmdir(root, "file/"), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_remove_tree(root, "file/", NULL, NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_unlink(root, "."), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_rmdir(root, "."), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_remove_tree(root, "./", NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_mkdir(root, ".", 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_chmod(root, ".", 0700), AMBOS_EINVAL);
    ambos_root_close(root);
}

/* What a link leads to is never seen, wherever it leads: outside, inside, nowhere. */
static void check_link(ambos_root *root, const char *link)
{
    char way[64];
    ambos_file_info info;
    ambos_file *file;
    ambos_dir *dir;

    snprintf(way, sizeof way, "%s/secret", link);
    check_refused(root, way, AMBOS_ELOOP);
    CHECK_ERR(ambos_root_file_open(&file, root, link, AMBOS_READ, 0), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_file_open(&file, root, link, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_file_open(&file, root, link, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_root_dir_open(&dir, root, link), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_make_path(root, link, 0), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_mkdir(root, link, 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_root_chmod(root, link, 0777), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_rmdir(root, link), AMBOS_ENOTDIR);
    CHECK_OK(ambos_root_stat(root, link, &info));
    CHECK(info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION);
    /* CVE-2026-39822: a separator behind the link. */
    snprintf(way, sizeof way, "%s/", link);
    CHECK_ERR(ambos_root_dir_open(&dir, root, way), AMBOS_ELOOP);
    CHECK_ERR(ambos_root_stat(root, way, &info), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_rmdir(root, way), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_remove_tree(root, way, NULL, NULL), AMBOS_ENOTDIR);
    snprintf(way, sizeof way, "%s/.", link);
    CHECK_ERR(ambos_root_dir_open(&dir, root, way), AMBOS_ELOOP);
    check_outside();
}

TEST(links_are_not_followed)
{
    static const char *const targets[] = { "../outside", "sub", "nowhere", "." };
    ambos_root *root = open_root();
    size_t i;
    char *target;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("root/dir/sub/secret"), "x", 1);
    for (i = 0; i < sizeof targets / sizeof *targets; i++) {
        CHECK_OK(ambos_root_symlink(root, targets[i], "dir/link", AMBOS_SYMLINK_DIRECTORY));
        check_link(root, "dir/link");
        CHECK_OK(ambos_root_readlink(root, "dir/link", &target));
        CHECK_STR(target, targets[i]);
        ambos_free(target);
        CHECK_OK(ambos_root_rename(root, "dir/link", "link", NULL));
        check_link(root, "link");
        if (i % 2)
            CHECK_OK(ambos_root_unlink(root, "link"));
        else
            CHECK_OK(ambos_root_remove_tree(root, "link", NULL, NULL));
    }
    CHECK_OK(ambos_root_symlink(root, test_path("outside/secret"), "link", AMBOS_SYMLINK_FILE));
    check_link(root, "link");
    ambos_root_close(root);
}

TEST(junctions_are_not_followed)
{
    ambos_root *root = open_root();

    if (ambos_junction(test_path("outside"), test_path("root/dir/link")))
        SKIP("no junctions here");
    check_link(root, "dir/link");
    CHECK_OK(ambos_root_unlink(root, "dir/link"));
    ambos_root_close(root);
}

TEST(what_is_missing_or_in_the_way)
{
    ambos_root *root = open_root();
    ambos_file_info info;
    ambos_file *file;

    CHECK_ERR(ambos_root_stat(root, "nothing", &info), AMBOS_ENOENT);
    CHECK_ERR(ambos_root_stat(root, "nothing/at/all", &info), AMBOS_ENOENT);
    CHECK_ERR(ambos_root_stat(root, "file/x", &info), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_stat(root, "file/x/y", &info), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_root_file_open(&file, root, "dir", AMBOS_READ, 0), AMBOS_EISDIR);
    CHECK_ERR(ambos_root_unlink(root, "dir"), AMBOS_EISDIR);
    CHECK_ERR(ambos_root_mkdir(root, "file", 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_root_mkdir(root, "nothing/x", 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_root_remove_tree(root, "nothing", NULL, NULL), AMBOS_ENOENT);
    ambos_root_close(root);
}

TEST(roots_refuse_bad_arguments)
{
    const ambos_tree_options bad = { .flags = 0x8000 };
    ambos_root *root = open_root();
    ambos_tree_report report;
    ambos_file_info info;
    ambos_root *other;
    ambos_file *file;

    CHECK_ERR(ambos_root_open(NULL, test_dir()), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_open(&other, NULL), AMBOS_EINVAL);
    CHECK(other == NULL);
    CHECK_ERR(ambos_root_open(&other, test_path("nothing")), AMBOS_ENOENT);
    CHECK_ERR(ambos_root_open(&other, test_path("root/file")), AMBOS_ENOTDIR);
    check_refused(root, NULL, AMBOS_EINVAL);
    check_refused(NULL, "file", AMBOS_EINVAL);
    CHECK_ERR(ambos_root_file_open(NULL, root, "file", AMBOS_READ, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_file_open(&file, root, "file", 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_file_open(&file, root, "file", AMBOS_READ | 0x8000, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_stat(root, "file", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_mkdir(root, "new", 010000, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_mkdir(root, "new", 0, AMBOS_READ), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_make_path(root, "new", 010000), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_chmod(root, "file", 010000), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_symlink(root, NULL, "new", 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_symlink(root, "x", "new", 9), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_readlink(root, "file", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_root_dir_open(NULL, root, "dir"), AMBOS_EINVAL);
    memset(&report, 1, sizeof report);
    CHECK_ERR(ambos_root_remove_tree(root, "dir", &bad, &report), AMBOS_EINVAL);
    CHECK(report.path == NULL);
    CHECK_OK(ambos_root_stat(root, "dir/file", &info));
    CHECK_ERR(ambos_root_rename(root, "file", NULL, NULL), AMBOS_EINVAL);
    ambos_root_close(root);
}

TEST(a_root_stays_what_it_was_when_it_is_moved)
{
    ambos_root *root = open_root();
    ambos_file_info info;

    if (test_is_wine() || ambos_rename(test_path("root"), test_path("outside/moved"), NULL))
        SKIP("what is open cannot be renamed here");
    CHECK_OK(ambos_root_stat(root, "dir/file", &info));
    ambos_root_close(root);
}

TEST(a_root_that_may_not_be_read_is_a_root)
{
    ambos_root *root;
    ambos_file *file;

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    test_make_dir(test_path("closed"));
    test_make_dir(test_path("closed/dir"));
    test_write_file(test_path("closed/dir/file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("closed/dir"), 0111, 0));
    CHECK_OK(ambos_chmod(test_path("closed"), 0111, 0));
    if (ambos_root_open(&root, test_path("closed")) == AMBOS_EACCES) {
        CHECK_OK(ambos_chmod(test_path("closed"), 0700, 0));
        SKIP("directories cannot be opened to be searched alone here");
    }
    CHECK_OK(ambos_root_file_open(&file, root, "dir/file", AMBOS_READ, 0));
    CHECK_OK(ambos_file_close(file));
    ambos_root_close(root);
    CHECK_OK(ambos_chmod(test_path("closed"), 0700, 0));
    CHECK_OK(ambos_chmod(test_path("closed/dir"), 0700, 0));
}

TEST(names_of_any_length_and_depth)
{
    ambos_root *root = open_root();
    ambos_file_info info;
    char name[2000];
    int i;

    name[0] = '\0';
    for (i = 0; i < 100; i++)
        strcat(name, "directory/");
    CHECK_OK(ambos_root_make_path(root, name, 0));
    strcat(name, "file");
    test_write_file(test_path("root/other"), "x", 1);
    CHECK_OK(ambos_root_rename(root, "other", name, NULL));
    CHECK_OK(ambos_root_stat(root, name, &info));
    CHECK_OK(ambos_root_remove_tree(root, "directory", NULL, NULL));
    memset(name, 'n', 300);
    name[300] = '\0';
    CHECK_ERR(ambos_root_stat(root, name, &info), AMBOS_ENAMETOOLONG);
    ambos_root_close(root);
}

TEST(roots_leave_no_handle_behind)
{
    const int64_t before = test_handle_count();
    ambos_root *root = open_root();
    ambos_file_info info;
    int i;

    for (i = 0; i < 10; i++) {
        CHECK_OK(ambos_root_stat(root, "dir/file", &info));
        CHECK_ERR(ambos_root_stat(root, "dir/nothing/x", &info), AMBOS_ENOENT);
        CHECK_ERR(ambos_root_stat(root, "dir/sub/..", &info), AMBOS_EINVAL);
        CHECK_ERR(ambos_root_rename(root, "dir/file", "dir/nothing/x", NULL), AMBOS_ENOENT);
        CHECK_OK(ambos_root_make_path(root, "dir/sub", 0));
        CHECK_OK(ambos_root_write_file(root, "dir/new", "x", 1, NULL));
        CHECK_OK(ambos_root_write_file(root, "new", "x", 1, NULL));
        CHECK_ERR(ambos_root_write_file(root, "dir", "x", 1, NULL), AMBOS_EISDIR);
    }
    ambos_root_close(root);
    if (before < 0)
        SKIP("handles cannot be counted here");
    CHECK_INT(test_handle_count(), before);
}
