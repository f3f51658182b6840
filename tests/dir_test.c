/* SPDX-License-Identifier: MIT */
/* Directories: made, removed, listed. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

/* ---- listings ---- */

struct names {
    char **items;
    size_t count;
};

static void keep_name(struct names *names, const char *name)
{
    names->items = realloc(names->items, (names->count + 1) * sizeof *names->items);
    CHECK(names->items != NULL);
    names->items[names->count] = malloc(strlen(name) + 1);
    CHECK(names->items[names->count] != NULL);
    strcpy(names->items[names->count++], name);
}

static void forget(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static const ambos_dir_entry *next(ambos_dir *dir)
{
    const ambos_dir_entry *entry = FILLED;

    CHECK_OK(ambos_dir_next(dir, &entry));
    if (entry) {
        CHECK_INT(strlen(entry->name), entry->name_length);
        CHECK(entry->name_length > 0);
        CHECK(strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0);
    }
    return entry;
}

static ambos_dir *open_dir(const char *path)
{
    ambos_dir *dir = FILLED;

    CHECK_OK(ambos_dir_open(&dir, path, 0));
    CHECK(dir != NULL);
    return dir;
}

/* All names, sorted. */
static struct names list(const char *path)
{
    struct names names = { NULL, 0 };
    ambos_dir *dir = open_dir(path);
    const ambos_dir_entry *entry;

    while ((entry = next(dir)) != NULL)
        keep_name(&names, entry->name);
    CHECK(!next(dir)); /* the end stays the end */
    ambos_dir_close(dir);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, by_bytes);
    return names;
}

/* Exactly these; NULL at the end, in order. */
static void check_list(const char *path, const char *const expected[])
{
    struct names names = list(path);
    size_t i;

    for (i = 0; expected[i]; i++) {
        CHECK(i < names.count);
        CHECK_STR(names.items[i], expected[i]);
    }
    CHECK_INT(names.count, i);
    forget(&names);
}

/* 92 */
TEST(an_empty_directory_has_no_entries)
{
    static const char *const none[] = { NULL };

    test_make_dir(test_path("empty"));
    check_list(test_path("empty"), none);
    check_list(test_path("empty/"), none);
    check_list(test_path("empty/."), none);
}

/* 92 */
TEST(every_entry_comes_once)
{
    static const char *const expected[] = { "a", "b", "c", NULL };

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/c"), "", 0);
    test_make_dir(test_path("dir/a"));
    test_write_file(test_path("dir/a/inside"), "", 0);
    test_write_file(test_path("dir/b"), "", 0);
    check_list(test_path("dir"), expected);
}

static void make_with_files(const char *dir, int many)
{
    char name[64];

    test_make_dir(test_path(dir));
    for (int i = 0; i < many; i++) {
        snprintf(name, sizeof name, "%s/file with a rather long name %05d", dir, i);
        test_write_file(test_path(name), "", 0);
    }
}

/* 92 */
TEST(ten_thousand_entries_come_once_each)
{
    /* Wine looks through all of a directory for each name. */
    const int many = test_is_wine() ? 1500 : 10000;
    struct names names;
    char name[64];

    make_with_files("many", many);
    names = list(test_path("many"));
    CHECK_INT(names.count, many);
    for (int i = 0; i < many; i++) {
        snprintf(name, sizeof name, "file with a rather long name %05d", i);
        CHECK_STR(names.items[i], name);
    }
    forget(&names);
}

/* Blocks with their size in front. */
struct held {
    size_t now, most;
};

static void *AMBOS_CALL held_resize(void *context, void *block, size_t size)
{
    struct held *held = context;
    size_t *from = block ? (size_t *)block - 2 : NULL;
    const size_t before = from ? *from : 0;
    size_t *to = realloc(from, size + 2 * sizeof *to);

    CHECK(to != NULL);
    *to = size;
    held->now = held->now - before + size;
    if (held->now > held->most)
        held->most = held->now;
    return to + 2;
}

static void *AMBOS_CALL held_allocate(void *context, size_t size)
{
    return held_resize(context, NULL, size);
}

static void AMBOS_CALL held_release(void *context, void *block)
{
    size_t *from = (size_t *)block - 2;

    ((struct held *)context)->now -= *from;
    free(from);
}

/* The most that is held while so many are listed one by one. */
static size_t held_by_a_listing(struct held *held, const char *dir, int many)
{
    ambos_dir *listing;
    int count = 0;

    make_with_files(dir, many);
    held->most = held->now;
    listing = open_dir(test_path(dir));
    while (next(listing))
        count++;
    ambos_dir_close(listing);
    CHECK_INT(count, many);
    return held->most - held->now;
}

/* On Windows too; what Wine holds itself is not ours. */
TEST(a_listing_holds_the_same_however_long)
{
    const int many = test_is_wine() ? 1500 : 10000;
    static struct held held;
    static const ambos_allocator counting = { held_allocate, held_resize, held_release, &held };
    ambos_dir_entry *entries;
    size_t few;

    CHECK_OK(ambos_set_allocator(&counting));
    few = held_by_a_listing(&held, "few", 2);
    CHECK(few > 0);
    CHECK_INT(held_by_a_listing(&held, "many", many), few);
    CHECK_OK(ambos_listdir(test_path("many"), 0, &entries, NULL));
    CHECK(held.now > few); /* the measure sees a whole listing */
    ambos_free(entries);
    CHECK_INT(held.now, 0);
}

/* 93 */
TEST(entries_may_be_removed_while_they_are_listed)
{
    const int many = test_is_wine() ? 1200 : 3000;
    static const char *const none[] = { NULL };
    ambos_dir *dir;
    const ambos_dir_entry *entry;
    char name[256];
    int seen = 0;

    test_make_dir(test_path("many"));
    for (int i = 0; i < many; i++) {
        snprintf(name, sizeof name, "many/file with a rather long name %05d", i);
        test_write_file(test_path(name), "", 0);
    }
    dir = open_dir(test_path("many"));
    while ((entry = next(dir)) != NULL) {
        snprintf(name, sizeof name, "many/%s", entry->name);
        CHECK_OK(ambos_unlink(test_path(name)));
        seen++;
    }
    ambos_dir_close(dir);
    CHECK_INT(seen, many);
    check_list(test_path("many"), none);
    CHECK_OK(ambos_rmdir(test_path("many")));
}

/* 93 */
TEST(what_stays_while_others_come_and_go_is_listed)
{
    ambos_dir *dir;
    const ambos_dir_entry *entry;
    const int kept_count = test_is_wine() ? 400 : 1000;
    char name[64];
    int kept = 0;

    test_make_dir(test_path("dir"));
    for (int i = 0; i < kept_count; i++) {
        snprintf(name, sizeof name, "dir/keep %04d", i);
        test_write_file(test_path(name), "", 0);
        snprintf(name, sizeof name, "dir/drop %04d", i);
        test_write_file(test_path(name), "", 0);
    }
    dir = open_dir(test_path("dir"));
    for (int i = 0; (entry = next(dir)) != NULL; i++) {
        kept += strncmp(entry->name, "keep", 4) == 0;
        if (i < kept_count) {
            snprintf(name, sizeof name, "dir/drop %04d", i);
            CHECK_OK(ambos_unlink(test_path(name)));
            snprintf(name, sizeof name, "dir/new %04d", i);
            test_write_file(test_path(name), "", 0);
        }
    }
    ambos_dir_close(dir);
    CHECK_INT(kept, kept_count);
}

/* 94 */
TEST(names_come_as_they_are)
{
    static const char *const names[] = { " x", "$HOME", "-rf", "..x", "UPPER", "a;b", "e\xcc\x81", "\xc3\xa4\xc3\x9f",
                                         "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", NULL };

    test_make_dir(test_path("dir"));
    for (size_t i = 0; names[i]; i++) {
        char path[64];

        snprintf(path, sizeof path, "dir/%s", names[i]);
        test_write_file(test_path(path), "", 0);
    }
    check_list(test_path("dir"), names);
}

/* 94 */
TEST(bytes_that_are_no_text_are_names_on_posix)
{
    static const char *const names[] = { "\x01", "a\nb", "back\\slash", "nul", "t.", "\xc0\xaf", "\xed\xa0\x80",
                                         "\xff\xc0", NULL };

    if (test_is_windows())
        SKIP("names are UTF-16 there");
    test_make_dir(test_path("dir"));
    for (size_t i = 0; names[i]; i++) {
        char path[64];

        snprintf(path, sizeof path, "dir/%s", names[i]);
        test_write_file(test_path(path), "", 0);
    }
    check_list(test_path("dir"), names);
}

/* 94 */
TEST(a_lone_surrogate_is_listed_and_opened)
{
    static const char *const names[] = { "a\xed\xa0\x80", "\xed\xb0\x80", NULL };
    ambos_file *file;

    if (test_is_wine())
        SKIP("Wine cannot make such names");
    test_make_dir(test_path("dir"));
    for (size_t i = 0; names[i]; i++) {
        char path[64];

        snprintf(path, sizeof path, "dir/%s", names[i]);
        CHECK_OK(ambos_file_open(&file, test_path(path), AMBOS_WRITE | AMBOS_CREATE, 0));
        CHECK_OK(ambos_file_close(file));
    }
    check_list(test_path("dir"), names);
}

/* 94 */
TEST(a_name_of_255_bytes)
{
    char path[300] = "dir/";
    const char *const names[] = { path + 4, NULL };

    memset(path + 4, 'n', 255);
    path[4 + 255] = '\0';
    test_make_dir(test_path("dir"));
    test_write_file(test_path(path), "", 0);
    check_list(test_path("dir"), names);
}

static uint32_t type_of(const char *dir, const char *name)
{
    ambos_dir *listing = open_dir(dir);
    const ambos_dir_entry *entry;
    uint32_t type = AMBOS_TYPE_UNKNOWN;

    while ((entry = next(listing)) != NULL)
        if (strcmp(entry->name, name) == 0)
            type = entry->type;
    ambos_dir_close(listing);
    return type;
}

/* 96 */
TEST(entries_say_what_they_are)
{
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "", 0);
    test_make_dir(test_path("dir/sub"));
    CHECK_U64(type_of(test_path("dir"), "file"), AMBOS_TYPE_FILE);
    CHECK_U64(type_of(test_path("dir"), "sub"), AMBOS_TYPE_DIRECTORY);
    if (test_make_fifo(test_path("dir/fifo")))
        CHECK_U64(type_of(test_path("dir"), "fifo"), AMBOS_TYPE_FIFO);
    if (!test_can(TEST_SYMLINKS))
        return;
    CHECK_OK(ambos_symlink("file", test_path("dir/link"), 0));
    CHECK_OK(ambos_symlink("sub", test_path("dir/link to dir"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dir/dangling"), 0));
    CHECK_U64(type_of(test_path("dir"), "link"), AMBOS_TYPE_SYMLINK);
    CHECK_U64(type_of(test_path("dir"), "link to dir"), AMBOS_TYPE_SYMLINK);
    CHECK_U64(type_of(test_path("dir"), "dangling"), AMBOS_TYPE_SYMLINK);
}

static void check_open_fails(const char *path, uint32_t flags, ambos_error expected)
{
    ambos_dir *dir = FILLED;

    CHECK_ERR(ambos_dir_open(&dir, path, flags), expected);
    CHECK(!dir);
}

/* 95, 73 */
TEST(what_is_no_directory_is_not_listed)
{
    test_write_file(test_path("file"), "", 0);
    check_open_fails("", 0, AMBOS_ENOENT);
    check_open_fails(test_path("missing"), 0, AMBOS_ENOENT);
    check_open_fails(test_path("missing/x"), 0, AMBOS_ENOENT);
    check_open_fails(test_path("file"), 0, AMBOS_ENOTDIR);
    check_open_fails(test_path("file"), AMBOS_NOFOLLOW, AMBOS_ENOTDIR);
    check_open_fails(test_path("file/"), 0, AMBOS_ENOTDIR);
    check_open_fails(test_path("file/x"), 0, AMBOS_ENOTDIR);
}

/* 135 */
TEST(listing_refuses_bad_arguments)
{
    const ambos_dir_entry *entry = FILLED;
    ambos_dir *dir;

    CHECK_ERR(ambos_dir_open(NULL, test_dir(), 0), AMBOS_EINVAL);
    check_open_fails(NULL, 0, AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (bit != AMBOS_NOFOLLOW)
            check_open_fails(test_dir(), bit, AMBOS_EINVAL);
    CHECK_ERR(ambos_dir_next(NULL, &entry), AMBOS_EINVAL);
    CHECK(!entry);
    dir = open_dir(test_dir());
    CHECK_ERR(ambos_dir_next(dir, NULL), AMBOS_EINVAL);
    ambos_dir_close(dir);
    ambos_dir_close(NULL);
}

TEST(listing_follows_a_link_unless_told_not_to)
{
    static const char *const inside[] = { "inside", NULL };
    ambos_dir *dir;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/inside"), "", 0);
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("loop", test_path("loop"), AMBOS_SYMLINK_DIRECTORY));
    check_list(test_path("link"), inside);
    CHECK_OK(ambos_dir_open(&dir, test_path("dir"), AMBOS_NOFOLLOW));
    ambos_dir_close(dir);
    check_open_fails(test_path("link"), AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("dangling"), AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("dangling"), 0, AMBOS_ENOENT);
    check_open_fails(test_path("loop"), 0, AMBOS_ELOOP);
}

/* 95 */
TEST(listing_without_permission_is_eacces)
{
    ambos_dir *dir;

    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    test_make_dir(test_path("closed/sub"));
    CHECK_OK(ambos_chmod(test_path("closed"), 0300, 0));
    check_open_fails(test_path("closed"), 0, AMBOS_EACCES);
    CHECK_OK(ambos_dir_open(&dir, test_path("closed/sub"), 0));
    ambos_dir_close(dir);
    CHECK_OK(ambos_chmod(test_path("closed"), 0, 0));
    check_open_fails(test_path("closed/sub"), 0, AMBOS_EACCES);
    CHECK_ERR(ambos_mkdir(test_path("closed/new"), 0, 0), AMBOS_EACCES);
    CHECK_ERR(ambos_rmdir(test_path("closed/sub")), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
}

TEST(listing_with_no_handles_left_is_emfile)
{
    check_open_fails(test_path("missing"), 0, AMBOS_ENOENT);
    if (!test_forbid_handles())
        SKIP("the number of handles has no limit here");
    check_open_fails(test_dir(), 0, AMBOS_EMFILE);
    test_allow_handles();
}

TEST(a_removed_directory_has_no_entries)
{
    ambos_dir *dir;
    const ambos_dir_entry *entry = FILLED;
    ambos_error error;

    test_make_dir(test_path("dir"));
    dir = open_dir(test_path("dir"));
    CHECK_OK(ambos_rmdir(test_path("dir")));
    error = ambos_dir_next(dir, &entry);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOENT || (test_is_windows() && error == AMBOS_EBUSY));
    CHECK(!entry);
    ambos_dir_close(dir);
    CHECK(!test_exists(test_path("dir")));
}

TEST(listings_do_not_interfere)
{
    ambos_dir *one;
    ambos_dir *two;
    const ambos_dir_entry *a;
    const ambos_dir_entry *b;
    int count = 0;

    test_make_dir(test_path("dir"));
    for (char name[] = "dir/a"; name[4] <= 'j'; name[4]++)
        test_write_file(test_path(name), "", 0);
    one = open_dir(test_path("dir"));
    two = open_dir(test_path("dir"));
    while ((a = next(one)) != NULL) {
        b = next(two);
        CHECK(b != NULL);
        CHECK_STR(a->name, b->name);
        count++;
    }
    CHECK(!next(two));
    CHECK_INT(count, 10);
    ambos_dir_close(two);
    ambos_dir_close(one);
}

/* 5 */
TEST(listing_leaks_no_handle)
{
    int64_t handles;

    test_write_file(test_path("file"), "", 0);
    ambos_dir_close(open_dir(test_dir()));
    handles = test_handle_count();
    for (int i = 0; i < 50; i++) {
        ambos_dir *dir = open_dir(test_dir());

        CHECK(next(dir) != NULL);
        ambos_dir_close(dir);
        check_open_fails(test_path("file"), 0, AMBOS_ENOTDIR);
        check_open_fails(test_path("missing"), 0, AMBOS_ENOENT);
        CHECK_OK(ambos_mkdir(test_path("dir"), 0, 0));
        CHECK_ERR(ambos_mkdir(test_path("dir"), 0, 0), AMBOS_EEXIST);
        CHECK_OK(ambos_rmdir(test_path("dir")));
        CHECK_ERR(ambos_rmdir(test_path("dir")), AMBOS_ENOENT);
        CHECK_ERR(ambos_rmdir(test_path("file")), AMBOS_ENOTDIR);
    }
    CHECK_INT(test_handle_count(), handles);
}

/* ---- mkdir ---- */

static void check_is_dir(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    CHECK_U64(info.type, AMBOS_TYPE_DIRECTORY);
}

TEST(mkdir_makes_a_directory)
{
    CHECK_OK(ambos_mkdir(test_path("a"), 0, 0));
    check_is_dir(test_path("a"));
    CHECK_OK(ambos_mkdir(test_path("b/"), 0, 0));
    check_is_dir(test_path("b"));
    CHECK_OK(ambos_mkdir(test_path("a/c"), 0700, 0));
    check_is_dir(test_path("a/c"));
    test_write_file(test_path("a/c/file"), "x", 1);
}

/* 86 */
TEST(mkdir_of_what_is_there_is_eexist)
{
    test_make_dir(test_path("dir"));
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_mkdir(test_path("dir"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_mkdir(test_path("dir/"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_mkdir(test_path("file"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_mkdir(test_path("dir"), 0, AMBOS_PRIVATE), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
}

/* 86 */
TEST(mkdir_over_a_link_is_eexist)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_ERR(ambos_mkdir(test_path("link"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_mkdir(test_path("dangling"), 0, 0), AMBOS_EEXIST);
    CHECK(!test_exists(test_path("nowhere")));
}

/* 72, 73, 88 */
TEST(mkdir_where_there_is_no_directory)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_mkdir("", 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_mkdir(test_path("missing/dir"), 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_mkdir(test_path("missing/dir/sub"), 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_mkdir(test_path("file/dir"), 0, 0), AMBOS_ENOTDIR);
}

/* 135 */
TEST(mkdir_refuses_bad_arguments)
{
    CHECK_ERR(ambos_mkdir(NULL, 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_mkdir(test_path("dir"), 010000, 0), AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (bit != AMBOS_PRIVATE)
            CHECK_ERR(ambos_mkdir(test_path("dir"), 0, bit), AMBOS_EINVAL);
    CHECK(!test_exists(test_path("dir")));
}

/* 81 */
TEST(mode_of_a_new_directory_is_less_the_umask)
{
    if (test_is_windows())
        SKIP("no umask there");
    test_umask(0027);
    CHECK_OK(ambos_mkdir(test_path("a"), 0, 0));
    CHECK_INT(test_mode(test_path("a")), 0750);
    CHECK_OK(ambos_mkdir(test_path("b"), 0711, 0));
    CHECK_INT(test_mode(test_path("b")), 0710);
    test_umask(0);
    CHECK_OK(ambos_mkdir(test_path("c"), 0, 0));
    CHECK_INT(test_mode(test_path("c")), 0777);
    CHECK_OK(ambos_mkdir(test_path("d"), 0, AMBOS_PRIVATE));
    CHECK_INT(test_mode(test_path("d")), 0700);
    CHECK_OK(ambos_mkdir(test_path("e"), 0777, AMBOS_PRIVATE));
    CHECK_INT(test_mode(test_path("e")), 0700);
}

/* 84 */
TEST(a_private_directory_can_be_used_by_its_owner)
{
    static const char *const inside[] = { "file", NULL };

    CHECK_OK(ambos_mkdir(test_path("private"), 0, AMBOS_PRIVATE));
    test_write_file(test_path("private/file"), "x", 1);
    check_list(test_path("private"), inside);
    CHECK_OK(ambos_unlink(test_path("private/file")));
    CHECK_OK(ambos_rmdir(test_path("private")));
}

struct maker {
    char path[1024];
    int made;
    int there;
};

static void make_many(void *context)
{
    struct maker *maker = context;
    char path[1100];

    for (int i = 0; i < 50; i++) {
        ambos_error error;

        snprintf(path, sizeof path, "%s%d", maker->path, i);
        error = ambos_mkdir(path, 0, 0);
        maker->made += error == AMBOS_OK;
        maker->there += error == AMBOS_EEXIST;
    }
}

/* 87 */
TEST(of_several_makers_one_wins)
{
    static struct maker makers[8];
    struct test_thread *threads[COUNT(makers)];
    int made = 0;
    int there = 0;

    for (size_t i = 0; i < COUNT(makers); i++) {
        snprintf(makers[i].path, sizeof makers[i].path, "%s", test_path("dir"));
        threads[i] = test_thread_start(make_many, &makers[i]);
    }
    for (size_t i = 0; i < COUNT(makers); i++) {
        test_thread_join(threads[i]);
        made += makers[i].made;
        there += makers[i].there;
    }
    CHECK_INT(made, 50);
    CHECK_INT(there, 350);
}

/* ---- rmdir ---- */

TEST(rmdir_removes_an_empty_directory)
{
    test_make_dir(test_path("a"));
    test_make_dir(test_path("b"));
    CHECK_OK(ambos_rmdir(test_path("a")));
    CHECK_OK(ambos_rmdir(test_path("b/")));
    CHECK(!test_exists(test_path("a")));
    CHECK(!test_exists(test_path("b")));
}

/* 90 */
TEST(rmdir_of_a_full_directory_is_enotempty)
{
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    CHECK_ERR(ambos_rmdir(test_path("dir")), AMBOS_ENOTEMPTY);
    CHECK(test_exists(test_path("dir/file")));
    test_make_dir(test_path("outer"));
    test_make_dir(test_path("outer/inner"));
    CHECK_ERR(ambos_rmdir(test_path("outer")), AMBOS_ENOTEMPTY);
    CHECK_ERR(ambos_rmdir(test_path("outer/")), AMBOS_ENOTEMPTY);
}

/* 90, 72, 73, 135 */
TEST(rmdir_of_what_is_no_directory)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_rmdir(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir(""), AMBOS_ENOENT);
    CHECK_ERR(ambos_rmdir(test_path("missing")), AMBOS_ENOENT);
    CHECK_ERR(ambos_rmdir(test_path("missing/x")), AMBOS_ENOENT);
    CHECK_ERR(ambos_rmdir(test_path("file")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_rmdir(test_path("file/")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_rmdir(test_path("file/x")), AMBOS_ENOTDIR);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
}

/* 90 */
TEST(rmdir_of_a_link_is_enotdir)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_ERR(ambos_rmdir(test_path("link")), AMBOS_ENOTDIR);
    CHECK(test_exists(test_path("link")));
    CHECK(test_exists(test_path("dir")));
}

/* 91 */
TEST(rmdir_of_dots_is_einval)
{
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/sub"));
    CHECK_ERR(ambos_rmdir(test_path("dir/sub/.")), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir(test_path("dir/sub/..")), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir(test_path("dir/sub/./")), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir(test_path("dir/sub/../")), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir("."), AMBOS_EINVAL);
    CHECK_ERR(ambos_rmdir(".."), AMBOS_EINVAL);
    CHECK(test_exists(test_path("dir/sub")));
}

/* 91 */
TEST(rmdir_of_a_root_is_ebusy)
{
    CHECK_ERR(ambos_rmdir("/"), AMBOS_EBUSY);
    if (test_is_windows())
        CHECK_ERR(ambos_rmdir("C:\\"), AMBOS_EBUSY);
}

TEST(rmdir_of_a_mount_point_is_ebusy)
{
    ambos_error error;

    test_make_dir(test_path("mount"));
    if (!test_mount(test_path("mount")))
        SKIP("nothing can be mounted here");
    error = ambos_rmdir(test_path("mount"));
    test_unmount(test_path("mount"));
    CHECK_CODE(error, AMBOS_EBUSY);
    CHECK_OK(ambos_rmdir(test_path("mount")));
}

/* 103 */
TEST(rmdir_of_a_directory_without_permissions)
{
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_chmod(test_path("dir"), 0, 0));
    CHECK_OK(ambos_rmdir(test_path("dir")));
    CHECK(!test_exists(test_path("dir")));
}

TEST(failures_of_directories_name_their_step)
{
    ambos_failure last;

    check_open_fails(test_path("missing"), 0, AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK(last.step == AMBOS_STEP_LIST || last.step == AMBOS_STEP_OPEN);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
    CHECK_ERR(ambos_mkdir(test_path("missing/x"), 0, 0), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CREATE);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
    CHECK_ERR(ambos_rmdir(test_path("missing")), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_REMOVE);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}

/* ---- long paths ---- */

/* Everything that has a path, on one over 260 characters. */
static void use_long_path(const char *dir)
{
    static const char *const inside[] = { "renamed", NULL };
    char file[2048];
    char other[2048];
    ambos_file *open;
    ambos_file_info info;
    const char *text = "long";

    snprintf(file, sizeof file, "%s/file", dir);
    snprintf(other, sizeof other, "%s/renamed", dir);
    CHECK(strlen(file) > 260);
    CHECK_OK(ambos_file_open(&open, file, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_write(open, text, strlen(text), NULL));
    CHECK_OK(ambos_file_close(open));
    CHECK_OK(ambos_stat(file, &info));
    CHECK_U64(info.size, strlen(text));
    CHECK_OK(ambos_lstat(file, &info));
    CHECK_OK(ambos_access(file, AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE));
    CHECK_OK(ambos_chmod(file, 0644, 0));
    CHECK_OK(ambos_rename(file, other, NULL));
    check_list(dir, inside);
    CHECK_ERR(ambos_stat(file, &info), AMBOS_ENOENT);
    snprintf(file, sizeof file, "%s/renamed/x", dir);
    CHECK_ERR(ambos_stat(file, &info), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_rmdir(dir), AMBOS_ENOTEMPTY);
    CHECK_OK(ambos_unlink(other));
}

/* dir/dddd.../dddd...: so many times 100 characters. */
static void make_deep(char *path, size_t size, const char *start, int depth)
{
    snprintf(path, size, "%s", start);
    for (int i = 0; i < depth; i++) {
        const size_t length = strlen(path);

        CHECK(length + 102 < size);
        path[length] = '/';
        memset(path + length + 1, 'd', 100);
        path[length + 101] = '\0';
        CHECK_OK(ambos_mkdir(path, 0, 0));
    }
}

static void remove_deep(char *path, int depth)
{
    for (int i = 0; i < depth; i++) {
        CHECK_OK(ambos_rmdir(path));
        *strrchr(path, '/') = '\0';
    }
}

/* 74 */
TEST(absolute_paths_over_260_characters)
{
    char path[2048];

    make_deep(path, sizeof path, test_dir(), 8);
    use_long_path(path);
    remove_deep(path, 8);
}

/* 74 */
TEST(relative_paths_over_260_characters)
{
    char path[2048];

    CHECK_OK(ambos_chdir(test_dir()));
    make_deep(path, sizeof path, ".", 8);
    use_long_path(path);
    remove_deep(path, 8);
    CHECK_OK(ambos_chdir(".."));
}

/* 74: a path may climb out of what is too deep for one name. */
TEST(paths_that_climb_back_out)
{
    static const char *const inside[] = { "x", NULL };
    char path[2048];

    CHECK_OK(ambos_chdir(test_dir()));
    test_make_dir(test_path("x"));
    make_deep(path, sizeof path, "x", 4);
    strcat(path, "/../../../../..");
    check_list(path, inside);
    CHECK_OK(ambos_chdir(".."));
}

/* 74: dots and doubled separators mean the same however long the path. */
TEST(long_paths_with_dots_in_them)
{
    char path[2048];
    ambos_file_info info;

    test_make_dir(test_path("a"));
    snprintf(path, sizeof path, "%s", test_path("a"));
    while (strlen(path) < 600)
        strcat(path, "/../a/.//");
    CHECK_OK(ambos_stat(path, &info));
    CHECK_U64(info.type, AMBOS_TYPE_DIRECTORY);
    strcat(path, "file");
    CHECK_ERR(ambos_stat(path, &info), AMBOS_ENOENT);
    test_write_file(test_path("a/file"), "123", 3);
    CHECK_OK(ambos_stat(path, &info));
    CHECK_U64(info.size, 3);
}
