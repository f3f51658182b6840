/* SPDX-License-Identifier: MIT */
/* Directories listed whole, and with what their entries are. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

static void check_listdir(const char *path, const char *const expected[])
{
    ambos_dir_entry *entries = FILLED;
    size_t count = 99, i;

    CHECK_OK(ambos_listdir(path, 0, &entries, &count));
    for (i = 0; expected[i]; i++) {
        CHECK(i < count);
        CHECK_STR(entries[i].name, expected[i]);
        CHECK_INT(entries[i].name_length, strlen(expected[i]));
    }
    CHECK_INT(count, i);
    CHECK(!entries[count].name);
    CHECK_INT(entries[count].type, 0);
    ambos_free(entries);
}

TEST(a_listing_is_whole_and_sorted)
{
    /* UTF-16 would put the last before the one before it. */
    static const char *const names[] = { "A", "B", "a", "a b", "a.b", "aa", "b", "\xc3\xa9", "\xef\xbd\x81",
                                         "\xf0\x9f\x98\x80", NULL };
    static const char *const none[] = { NULL };

    test_make_dir(test_path("dir"));
    check_listdir(test_path("dir"), none);
    for (size_t i = 0; names[i]; i++) {
        char path[64];

        if (i % 2 == 0)
            continue;
        snprintf(path, sizeof path, "dir/%s", names[i]);
        test_write_file(test_path(path), "", 0);
    }
    for (size_t i = 0; names[i]; i += 2) {
        char path[64];

        snprintf(path, sizeof path, "dir/%s", names[i]);
        if (!test_can(TEST_CASE_SENSITIVE) && i <= 1)
            continue;
        test_write_file(test_path(path), "", 0);
    }
    if (test_can(TEST_CASE_SENSITIVE))
        check_listdir(test_path("dir"), names);
}

TEST(an_entry_of_a_whole_listing_has_its_type)
{
    ambos_dir_entry *entries;

    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/a"));
    test_write_file(test_path("dir/b"), "", 0);
    CHECK_OK(ambos_listdir(test_path("dir"), 0, &entries, NULL));
    CHECK_U64(entries[0].type, AMBOS_TYPE_DIRECTORY);
    CHECK_U64(entries[1].type, AMBOS_TYPE_FILE);
    ambos_free(entries);
}

static void check_listdir_fails(const char *path, uint32_t flags, ambos_error expected)
{
    ambos_dir_entry *entries = FILLED;
    size_t count = 99;

    CHECK_ERR(ambos_listdir(path, flags, &entries, &count), expected);
    CHECK(!entries);
    CHECK_INT(count, 0);
}

/* 95, 135 */
TEST(what_cannot_be_listed_whole)
{
    test_write_file(test_path("file"), "", 0);
    check_listdir_fails("", 0, AMBOS_ENOENT);
    check_listdir_fails(test_path("missing"), 0, AMBOS_ENOENT);
    check_listdir_fails(test_path("file"), 0, AMBOS_ENOTDIR);
    check_listdir_fails(NULL, 0, AMBOS_EINVAL);
    CHECK_ERR(ambos_listdir(test_dir(), 0, NULL, NULL), AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (bit != AMBOS_NOFOLLOW)
            check_listdir_fails(test_dir(), bit, AMBOS_EINVAL);
    if (!test_can(TEST_SYMLINKS))
        return;
    CHECK_OK(ambos_symlink(".", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    check_listdir_fails(test_path("link"), AMBOS_NOFOLLOW, AMBOS_ELOOP);
}

/* 92: without all of it in memory */
TEST(many_thousand_entries)
{
    enum { LENGTH = 5 };
    ambos_dir_entry *entries;
    bool mounted;
    size_t count;
    char path[64];
    int many;

    test_make_dir(test_path("many"));
    /* In memory where that can be, since a disk takes its time over so many. */
    mounted = test_mount(test_path("many"));
    many = mounted ? 100000 : 1000;
    CHECK_OK(ambos_chdir(test_path("many")));
    for (int i = 0; i < many; i++) {
        ambos_file *file;

        snprintf(path, sizeof path, "%0*d", LENGTH, i);
        CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 0));
        CHECK_OK(ambos_file_close(file));
    }
    CHECK_OK(ambos_listdir(".", 0, &entries, &count));
    CHECK_INT(count, many);
    for (int i = 0; i < many; i++) {
        snprintf(path, sizeof path, "%0*d", LENGTH, i);
        CHECK_STR(entries[i].name, path);
        CHECK_OK(ambos_unlink(path));
    }
    ambos_free(entries);
    CHECK_OK(ambos_chdir(test_dir()));
    if (mounted)
        test_unmount(test_path("many"));
}

/* ---- what an entry is ---- */

static const ambos_dir_entry *find(ambos_dir *dir, const char *name)
{
    const ambos_dir_entry *entry;

    do
        CHECK_OK(ambos_dir_next(dir, &entry));
    while (entry && strcmp(entry->name, name) != 0);
    CHECK(entry != NULL);
    return entry;
}

static void check_stat_of(const char *path, const char *name, uint32_t flags, uint32_t type, uint64_t size)
{
    ambos_file_info info, expected;
    char whole[1024];
    ambos_dir *dir;

    snprintf(whole, sizeof whole, "%s/%s", path, name);
    CHECK_OK(ambos_dir_open(&dir, path, 0));
    (void)find(dir, name);
    CHECK_OK(ambos_dir_stat(dir, flags, &info));
    CHECK_OK(flags ? ambos_lstat(whole, &expected) : ambos_stat(whole, &expected));
    CHECK_U64(info.type, type);
    CHECK_U64(info.mode, expected.mode);
    CHECK_U64(info.size, type == AMBOS_TYPE_FILE ? size : expected.size);
    CHECK(info.modified.sec == expected.modified.sec && info.modified.nsec == expected.modified.nsec);
    CHECK(ambos_same_file(&info, &expected));
    ambos_dir_close(dir);
}

TEST(an_entry_tells_what_it_is)
{
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/sub"));
    test_write_file(test_path("dir/file"), "12345", 5);
    test_write_file(test_path("dir/run.exe"), "123", 3);
    check_stat_of(test_path("dir"), "file", 0, AMBOS_TYPE_FILE, 5);
    check_stat_of(test_path("dir"), "file", AMBOS_NOFOLLOW, AMBOS_TYPE_FILE, 5);
    check_stat_of(test_path("dir"), "run.exe", 0, AMBOS_TYPE_FILE, 3);
    check_stat_of(test_path("dir"), "sub", 0, AMBOS_TYPE_DIRECTORY, 0);
    if (!test_can(TEST_SYMLINKS))
        return;
    CHECK_OK(ambos_symlink("file", test_path("dir/link"), 0));
    check_stat_of(test_path("dir"), "link", 0, AMBOS_TYPE_FILE, 5);
    check_stat_of(test_path("dir"), "link", AMBOS_NOFOLLOW, AMBOS_TYPE_SYMLINK, 0);
}

TEST(an_entry_is_that_of_the_open_directory)
{
    ambos_file_info info;
    ambos_dir *dir;

    if (test_is_windows())
        SKIP("a directory that is being listed may not be renamed there");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "12345", 5);
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), 0));
    CHECK_OK(ambos_rename(test_path("dir"), test_path("moved"), NULL));
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "1", 1);
    (void)find(dir, "file");
    CHECK_OK(ambos_dir_stat(dir, 0, &info));
    CHECK_U64(info.size, 5);
    ambos_dir_close(dir);
}

TEST(an_entry_that_has_gone)
{
    ambos_file_info info;
    ambos_dir *dir;

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "12345", 5);
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), 0));
    (void)find(dir, "file");
    CHECK_OK(ambos_unlink(test_path("dir/file")));
    if (test_is_windows())
        CHECK_OK(ambos_dir_stat(dir, 0, &info));
    else
        CHECK_ERR(ambos_dir_stat(dir, 0, &info), AMBOS_ENOENT);
    ambos_dir_close(dir);
}

/* 135 */
TEST(stat_of_no_entry)
{
    const ambos_dir_entry *entry;
    ambos_file_info info;
    ambos_dir *dir;

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "12345", 5);
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), 0));
    memset(&info, 1, sizeof info);
    CHECK_ERR(ambos_dir_stat(dir, 0, &info), AMBOS_EINVAL);
    CHECK_INT(info.size, 0);
    (void)find(dir, "file");
    CHECK_ERR(ambos_dir_stat(NULL, 0, &info), AMBOS_EINVAL);
    CHECK_ERR(ambos_dir_stat(dir, 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_dir_stat(dir, 1, &info), AMBOS_EINVAL);
    CHECK_OK(ambos_dir_stat(dir, 0, &info));
    CHECK_OK(ambos_dir_next(dir, &entry));
    CHECK(!entry);
    CHECK_ERR(ambos_dir_stat(dir, 0, &info), AMBOS_EINVAL);
    ambos_dir_close(dir);
}
