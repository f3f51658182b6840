/* SPDX-License-Identifier: MIT */
/* Files read in one call, and files written whole or not at all. */
#include <ambos/ambos.h>
#include "check.h"
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const ambos_write_options durable = { .flags = AMBOS_WRITE_DURABLE };
static const ambos_write_options create_only = { .flags = AMBOS_WRITE_CREATE_ONLY };
static const ambos_write_options durable_create_only = { .flags = AMBOS_WRITE_CREATE_ONLY | AMBOS_WRITE_DURABLE };
static const ambos_write_options no_follow = { .flags = AMBOS_NOFOLLOW };
static const ambos_write_options private_only = { .flags = AMBOS_PRIVATE };
static const ambos_write_options no_retry = { .retry_ms = AMBOS_NO_RETRY };

static int count_entries(const char *path)
{
    const ambos_dir_entry *entry;
    ambos_dir *dir;
    int count = 0;

    CHECK_OK(ambos_dir_open(&dir, path, 0));
    while (ambos_dir_next(dir, &entry) == AMBOS_OK && entry)
        count++;
    ambos_dir_close(dir);
    return count;
}

static void write_text(const char *path, const char *text)
{
    test_write_file(path, text, strlen(text));
}

static void check_text(const char *path, const char *text)
{
    CHECK_STR(test_read_file(path, NULL), text);
}

static ambos_error put(const char *path, const char *text, const ambos_write_options *options)
{
    return ambos_write_file(path, text, strlen(text), options);
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

/* ---- reading ---- */

static void check_reads(const char *path, uint64_t limit, const void *data, size_t size)
{
    char *got;
    size_t length = 99;

    CHECK_OK(ambos_read_file(path, limit, &got, &length));
    CHECK_MEM(got, length, data, size);
    CHECK(got[length] == '\0');
    ambos_free(got);
}

static void check_read_fails(const char *path, uint64_t limit, ambos_error error)
{
    static char filler[] = "filler";
    char *data = filler;
    size_t size = 99;

    CHECK_ERR(ambos_read_file(path, limit, &data, &size), error);
    CHECK(!data && size == 0);
}

TEST(a_file_is_read_whole)
{
    static char large[300000];
    const char *path = test_path("file");
    char *text;

    test_write_file(path, "", 0);
    check_reads(path, 0, "", 0);
    check_reads(path, 1, "", 0);
    test_write_file(path, "a\0b\r\n\x1a", 6);
    check_reads(path, 0, "a\0b\r\n\x1a", 6);
    for (size_t i = 0; i < sizeof large; i++)
        large[i] = (char)(i % 251);
    test_write_file(path, large, sizeof large);
    check_reads(path, 0, large, sizeof large);
    CHECK_OK(ambos_read_file(path, 0, &text, NULL));
    ambos_free(text);
}

TEST(a_limit_is_kept)
{
    const char *path = test_path("file");
    ambos_file *file;

    write_text(path, "0123456789");
    check_reads(path, 10, "0123456789", 10);
    check_reads(path, 11, "0123456789", 10);
    check_reads(path, UINT64_MAX, "0123456789", 10);
    check_read_fails(path, 9, AMBOS_EFBIG);
    check_read_fails(path, 1, AMBOS_EFBIG);
    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE, 0));
    CHECK_OK(ambos_file_truncate(file, UINT64_C(5) << 30));
    CHECK_OK(ambos_file_close(file));
    check_read_fails(path, 100000, AMBOS_EFBIG);
}

TEST(files_whose_size_is_not_told_are_read)
{
    char *data;
    size_t size;

    if (test_is_windows())
        SKIP("no /proc here");
    CHECK_OK(ambos_read_file("/proc/self/status", 0, &data, &size));
    CHECK(size > 100 && strlen(data) == size && strstr(data, "\nUid:"));
    ambos_free(data);
    check_read_fails("/proc/self/status", 100, AMBOS_EFBIG);
    check_reads("/dev/null", 0, "", 0);
    check_read_fails("/dev/zero", 1000, AMBOS_EFBIG);
}

struct feeding {
    const char *path;
    size_t pieces;
};

static void feed(void *context)
{
    const struct feeding *feeding = context;
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, feeding->path, AMBOS_WRITE, 0));
    for (size_t i = 0; i < feeding->pieces; i++)
        CHECK_OK(ambos_file_write(file, "0123456789", 10, NULL));
    CHECK_OK(ambos_file_close(file));
}

TEST(a_fifo_is_read_to_its_end)
{
    struct feeding feeding = { test_path("fifo"), 5000 };
    struct test_thread *thread;
    char *data;
    size_t size;

    if (!test_make_fifo(feeding.path))
        SKIP("no FIFO has a name here");
    thread = test_thread_start(feed, &feeding);
    CHECK_OK(ambos_read_file(feeding.path, 0, &data, &size));
    test_thread_join(thread);
    CHECK_U64(size, feeding.pieces * 10);
    CHECK(strncmp(data + size - 10, "0123456789", 11) == 0);
    ambos_free(data);
}

static void grow_and_shrink(void *context)
{
    static char block[40000];
    ambos_file *file = context;

    memset(block, 'x', sizeof block);
    for (int i = 0; i < 300; i++) {
        CHECK_OK(ambos_file_write(file, block, sizeof block, NULL));
        if (i % 5 == 4) {
            CHECK_OK(ambos_file_truncate(file, 100));
            CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_END, NULL));
        }
    }
}

TEST(a_file_may_grow_and_shrink_while_it_is_read)
{
    const char *path = test_path("file");
    struct test_thread *thread;
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 0));
    thread = test_thread_start(grow_and_shrink, file);
    for (int i = 0; i < 200; i++) {
        char *data;
        size_t size;

        CHECK_OK(ambos_read_file(path, 0, &data, &size));
        CHECK_U64(strlen(data), strspn(data, "x"));
        CHECK(data[size] == '\0');
        ambos_free(data);
    }
    test_thread_join(thread);
    CHECK_OK(ambos_file_close(file));
}

TEST(reading_tells_what_is_wrong)
{
    char *data;

    write_text(test_path("file"), "x");
    check_read_fails(test_path("missing"), 0, AMBOS_ENOENT);
    check_read_fails(test_path("file/x"), 0, AMBOS_ENOTDIR);
    check_read_fails(test_dir(), 0, AMBOS_EISDIR);
    check_read_fails("", 0, AMBOS_ENOENT);
    check_read_fails(NULL, 0, AMBOS_EINVAL);
    CHECK_ERR(ambos_read_file(test_path("file"), 0, NULL, NULL), AMBOS_EINVAL);
    CHECK_OK(ambos_read_file(test_path("file"), 0, &data, NULL));
    ambos_free(data);
}

/* ---- writing ---- */

TEST(a_file_is_made_whole)
{
    static char large[300000];
    const char *path = test_path("file");

    CHECK_OK(put(path, "text", NULL));
    check_text(path, "text");
    CHECK_OK(put(test_path("empty"), "", NULL));
    check_text(test_path("empty"), "");
    CHECK_OK(ambos_write_file(test_path("none"), NULL, 0, &durable));
    check_text(test_path("none"), "");
    memset(large, 'l', sizeof large);
    CHECK_OK(ambos_write_file(test_path("large"), large, sizeof large, &durable));
    check_reads(test_path("large"), 0, large, sizeof large);
    CHECK_INT(count_entries(test_dir()), 4);
}

TEST(a_file_is_replaced_whole)
{
    const char *path = test_path("file");
    const ambos_write_options *const all[] = { NULL, &durable, &no_follow };

    write_text(path, "old");
    for (size_t i = 0; i < COUNT(all); i++) {
        const ambos_file_info before = info_of(path);
        ambos_file_info after;

        CHECK_OK(put(path, "new", all[i]));
        check_text(path, "new");
        after = info_of(path);
        CHECK(!ambos_same_file(&before, &after) || !(before.known & AMBOS_INFO_ID));
    }
    CHECK_INT(count_entries(test_dir()), 1);
}

TEST(a_relative_name_is_written_where_we_are)
{
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(put("file", "text", NULL));
    CHECK_OK(put("./file", "again", &durable));
    check_text(test_path("file"), "again");
    CHECK_INT(count_entries(test_dir()), 1);
}

TEST(a_new_file_gets_0666_less_the_umask)
{
    const unsigned mask = test_umask(027);

    if (test_is_windows())
        SKIP("no such bits here");
    CHECK_OK(put(test_path("a"), "x", NULL));
    CHECK_OK(put(test_path("b"), "x", &create_only));
    CHECK_OK(put(test_path("c"), "x", &private_only));
    CHECK_OK(put(test_path("d"), "x", &(ambos_write_options){ .mode = 0666 }));
    test_umask(mask);
    CHECK_U64(test_mode(test_path("a")), 0640);
    CHECK_U64(test_mode(test_path("b")), 0640);
    CHECK_U64(test_mode(test_path("c")), 0600);
    CHECK_U64(test_mode(test_path("d")), 0666);
}

TEST(the_mode_of_the_old_file_is_kept)
{
    static const unsigned modes[] = { 0600, 0644, 0640, 0666, 0400, 0444, 0755, 04755 };
    const unsigned mask = test_umask(077);
    const char *path = test_path("file");

    if (test_is_windows())
        SKIP("no such bits here");
    write_text(path, "old");
    for (size_t i = 0; i < COUNT(modes); i++) {
        CHECK_OK(ambos_chmod(path, modes[i], 0));
        CHECK_OK(put(path, "new", NULL));
        CHECK_U64(test_mode(path), modes[i]);
    }
    CHECK_OK(put(path, "new", &(ambos_write_options){ .mode = 0604 }));
    CHECK_U64(test_mode(path), 0604);
    CHECK_OK(put(path, "new", &private_only));
    CHECK_U64(test_mode(path), 0600);
    test_umask(mask);
}

/* 83 */
TEST(a_read_only_file_is_replaced_and_stays_so)
{
    const char *path = test_path("file");

    write_text(path, "old");
    CHECK_OK(ambos_chmod(path, 0444, 0));
    CHECK_OK(put(path, "new", NULL));
    check_text(path, "new");
    CHECK(!(info_of(path).mode & AMBOS_MODE_WUSR));
    CHECK_OK(put(path, "newer", &(ambos_write_options){ .mode = 0644, .flags = AMBOS_WRITE_DURABLE }));
    check_text(path, "newer");
    CHECK(info_of(path).mode & AMBOS_MODE_WUSR);
    CHECK_OK(put(path, "newest", &(ambos_write_options){ .mode = 0444 }));
    CHECK(!(info_of(path).mode & AMBOS_MODE_WUSR));
    CHECK_INT(count_entries(test_dir()), 1);
    CHECK_OK(ambos_chmod(path, 0644, 0));
}

TEST(other_names_keep_the_old_contents)
{
    write_text(test_path("a"), "old");
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    CHECK_OK(put(test_path("a"), "new", NULL));
    check_text(test_path("a"), "new");
    check_text(test_path("b"), "old");
}

TEST(who_has_it_open_keeps_the_old_contents)
{
    const char *path = test_path("file");
    ambos_file *file;
    char text[8];
    size_t got;

    write_text(path, "old");
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    if (test_is_wine()) {
        const ambos_error error = put(path, "new", &no_retry);

        CHECK(error == AMBOS_OK || error == AMBOS_EBUSY);
        check_text(path, error ? "old" : "new");
    } else {
        CHECK_OK(put(path, "new", NULL));
        check_text(path, "new");
    }
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_MEM(text, got, "old", 3);
    CHECK_OK(ambos_file_close(file));
    CHECK_INT(count_entries(test_dir()), 1);
}

TEST(what_is_not_shared_is_ebusy)
{
    const char *path = test_path("file");
    intptr_t held;

    write_text(path, "old");
    held = test_open_native(path, false);
    if (held == -1)
        SKIP("everything is shared here");
    CHECK_ERR(put(path, "new", &no_retry), AMBOS_EBUSY);
    CHECK_ERR(put(path, "new", &durable), AMBOS_EBUSY);
    test_close_native(held);
    check_text(path, "old");
    CHECK_INT(count_entries(test_dir()), 1);
}

/* ---- links ---- */

TEST(links_are_written_through)
{
    static const char *const links[] = { "link", "chain", "absolute" };

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("place"));
    write_text(test_path("dir/file"), "old");
    CHECK_OK(ambos_symlink("../dir/file", test_path("place/link"), 0));
    CHECK_OK(ambos_symlink("link", test_path("place/chain"), 0));
    CHECK_OK(ambos_symlink(test_path("dir/file"), test_path("place/absolute"), 0));
    for (size_t i = 0; i < COUNT(links); i++) {
        char path[64];

        snprintf(path, sizeof path, "place/%s", links[i]);
        CHECK_OK(put(test_path(path), links[i], i % 2 ? &durable : NULL));
        check_text(test_path("dir/file"), links[i]);
        CHECK_U64(info_of(test_path(path)).type, AMBOS_TYPE_SYMLINK);
        CHECK_U64(info_of(test_path("dir/file")).type, AMBOS_TYPE_FILE);
    }
    CHECK_INT(count_entries(test_path("dir")), 1);
    CHECK_INT(count_entries(test_path("place")), 3);
}

TEST(a_link_is_replaced_where_asked_for)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    write_text(test_path("file"), "old");
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(put(test_path("link"), "new", &no_follow));
    CHECK_OK(put(test_path("dangling"), "new", &no_follow));
    check_text(test_path("file"), "old");
    check_text(test_path("link"), "new");
    check_text(test_path("dangling"), "new");
    CHECK_U64(info_of(test_path("link")).type, AMBOS_TYPE_FILE);
    CHECK_U64(info_of(test_path("dangling")).type, AMBOS_TYPE_FILE);
    CHECK_INT(count_entries(test_dir()), 3);
}

TEST(a_link_that_points_nowhere)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("nowhere", test_path("link"), 0));
    CHECK_OK(ambos_symlink("self", test_path("self"), 0));
    CHECK_ERR(put(test_path("self"), "x", NULL), AMBOS_ELOOP);
    CHECK_ERR(put(test_path("link"), "x", &create_only), AMBOS_EEXIST);
    if (test_is_windows()) {
        CHECK_ERR(put(test_path("link"), "x", NULL), AMBOS_ENOENT);
        return;
    }
    CHECK_OK(put(test_path("link"), "text", NULL));
    check_text(test_path("nowhere"), "text");
    CHECK_INT(count_entries(test_dir()), 3);
}

/* ---- create only ---- */

TEST(create_only_replaces_nothing)
{
    const char *path = test_path("file");

    CHECK_OK(put(path, "first", &create_only));
    CHECK_ERR(put(path, "second", &create_only), AMBOS_EEXIST);
    CHECK_ERR(put(path, "second", &durable_create_only), AMBOS_EEXIST);
    check_text(path, "first");
    CHECK_OK(put(test_path("durable"), "text", &durable_create_only));
    test_make_dir(test_path("dir"));
    CHECK_ERR(put(test_path("dir"), "x", &create_only), AMBOS_EEXIST);
    CHECK_INT(count_entries(test_dir()), 3);
}

/* What begins while there is none ends when there is one. */
TEST(create_only_looks_again_at_the_end)
{
    const char *path = test_path("file");
    ambos_file_replace *replace;

    CHECK_OK(ambos_file_replace_begin(&replace, path, &create_only));
    CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "new", 3, NULL));
    write_text(path, "theirs");
    CHECK_ERR(ambos_file_replace_commit(replace), AMBOS_EEXIST);
    check_text(path, "theirs");
    CHECK_INT(count_entries(test_dir()), 1);
}

static void create_one(unsigned index, void *context)
{
    char text[2] = { (char)('0' + index), '\0' };
    const ambos_error error = put(context, text, &create_only);

    CHECK(error == AMBOS_OK || error == AMBOS_EEXIST || (test_is_wine() && error == AMBOS_EBUSY));
}

TEST(of_several_that_create_one_wins)
{
    for (int round = 0; round < 20; round++) {
        char name[20];

        snprintf(name, sizeof name, "file %d", round);
        child_threads(8, create_one, (void *)(uintptr_t)test_path(name));
        CHECK_U64(strlen(test_read_file(test_path(name), NULL)), 1);
    }
    CHECK_INT(count_entries(test_dir()), 20);
}

/* ---- piece by piece ---- */

TEST(a_file_is_replaced_piece_by_piece)
{
    const char *path = test_path("file");
    ambos_file_replace *replace;
    ambos_file *file;

    write_text(path, "old");
    CHECK_OK(ambos_file_replace_begin(&replace, path, &durable));
    file = ambos_file_replace_file(replace);
    CHECK_OK(ambos_file_write(file, "one two", 7, NULL));
    check_text(path, "old");
    CHECK_OK(ambos_file_seek(file, 4, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_write(file, "three", 5, NULL));
    CHECK_OK(ambos_file_pwrite(file, "ONE", 3, 0, NULL));
    CHECK_OK(ambos_file_truncate(file, 8));
    CHECK(!test_is_inheritable(ambos_file_native(file)));
    check_text(path, "old");
    CHECK_OK(ambos_file_replace_commit(replace));
    check_text(path, "ONE thre");
    CHECK_INT(count_entries(test_dir()), 1);
}

TEST(what_is_abandoned_leaves_nothing)
{
    const char *const names[] = { "file", "new" };

    write_text(test_path("file"), "old");
    for (size_t i = 0; i < COUNT(names); i++) {
        const int64_t handles = test_handle_count();
        ambos_file_replace *replace;

        CHECK_OK(ambos_file_replace_begin(&replace, test_path(names[i]), NULL));
        CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "new", 3, NULL));
        ambos_file_replace_abandon(replace);
        CHECK_INT(test_handle_count(), handles);
    }
    ambos_file_replace_abandon(NULL);
    check_text(test_path("file"), "old");
    CHECK_INT(count_entries(test_dir()), 1);
}

TEST(where_it_goes_is_settled_at_the_beginning)
{
    ambos_file_replace *replace;

    test_make_dir(test_path("a"));
    test_make_dir(test_path("b"));
    CHECK_OK(ambos_chdir(test_path("a")));
    CHECK_OK(ambos_file_replace_begin(&replace, "file", NULL));
    CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "text", 4, NULL));
    CHECK_OK(ambos_chdir(test_path("b")));
    CHECK_OK(ambos_file_replace_commit(replace));
    check_text(test_path("a/file"), "text");
    CHECK_INT(count_entries(test_path("b")), 0);
    CHECK_OK(ambos_chdir(".."));
}

TEST(the_old_file_may_come_and_go_meanwhile)
{
    const char *path = test_path("file");
    ambos_file_replace *replace;

    CHECK_OK(ambos_file_replace_begin(&replace, path, NULL));
    CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "new", 3, NULL));
    write_text(path, "theirs");
    CHECK_OK(ambos_file_replace_commit(replace));
    check_text(path, "new");
    CHECK_OK(ambos_file_replace_begin(&replace, path, NULL));
    CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "newer", 5, NULL));
    CHECK_OK(ambos_unlink(path));
    CHECK_OK(ambos_file_replace_commit(replace));
    check_text(path, "newer");
    CHECK_OK(ambos_file_replace_begin(&replace, path, NULL));
    CHECK_OK(ambos_unlink(path));
    test_make_dir(path);
    CHECK_ERR(ambos_file_replace_commit(replace), AMBOS_EISDIR);
    CHECK_INT(count_entries(test_dir()), 1);
    CHECK_INT(count_entries(path), 0);
}

/* ---- what is wrong ---- */

static void check_refused(const char *path, const ambos_write_options *options, ambos_error error)
{
    static char filler[] = "filler";
    ambos_file_replace *replace = (ambos_file_replace *)(void *)filler;

    CHECK_ERR(ambos_write_file(path, "new", 3, options), error);
    CHECK_ERR(ambos_file_replace_begin(&replace, path, options), error);
    CHECK(!replace);
}

TEST(what_is_no_file_is_refused)
{
    const char *null = test_is_windows() ? "NUL" : "/dev/null";

    test_make_dir(test_path("dir"));
    write_text(test_path("file"), "x");
    check_refused(test_path("dir"), NULL, AMBOS_EISDIR);
    check_refused(test_path("dir/"), NULL, AMBOS_EISDIR);
    check_refused(test_path("dir/."), NULL, AMBOS_EISDIR);
    check_refused(test_path("dir/.."), NULL, AMBOS_EISDIR);
    check_refused(".", NULL, AMBOS_EISDIR);
    check_refused("/", NULL, AMBOS_EISDIR);
    check_refused(test_path("new/"), NULL, AMBOS_EISDIR);
    check_refused(test_path("file/"), NULL, AMBOS_ENOTDIR);
    check_refused(test_path("file/x"), NULL, AMBOS_ENOTDIR);
    check_refused(test_path("missing/x"), NULL, AMBOS_ENOENT);
    check_refused("", NULL, AMBOS_ENOENT);
    check_refused(null, NULL, AMBOS_ENOTSUP);
    if (test_make_fifo(test_path("fifo"))) {
        check_refused(test_path("fifo"), NULL, AMBOS_ENOTSUP);
        test_remove_file(test_path("fifo"));
    }
    CHECK_INT(count_entries(test_dir()), 2);
    CHECK_INT(count_entries(test_path("dir")), 0);
    check_text(test_path("file"), "x");
}

TEST(streams_of_files_are_refused)
{
    if (!test_is_windows())
        SKIP("a colon is a letter here");
    write_text(test_path("file"), "x");
    check_refused(test_path("file:stream"), NULL, AMBOS_ENOTSUP);
    check_text(test_path("file"), "x");
}

TEST(bad_options_are_refused)
{
    const char *path = test_path("file");
    ambos_write_options options = { 0 };
    ambos_file_replace *replace;

    check_refused(NULL, NULL, AMBOS_EINVAL);
    options.flags = 0x0004;
    check_refused(path, &options, AMBOS_EINVAL);
    options.flags = 0;
    options.mode = 010000;
    check_refused(path, &options, AMBOS_EINVAL);
    options.flags = AMBOS_PRIVATE;
    options.mode = 0066;
    check_refused(path, &options, AMBOS_EINVAL);
    options.flags = 0;
    options.mode = 0;
    options.reserved[31] = 1;
    check_refused(path, &options, AMBOS_EINVAL);
    CHECK_ERR(ambos_write_file(path, NULL, 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_replace_begin(NULL, path, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_replace_commit(NULL), AMBOS_EINVAL);
    CHECK(ambos_file_replace_file(NULL) == NULL);
    (void)replace;
    CHECK_INT(count_entries(test_dir()), 0);
}

TEST(names_may_be_as_long_as_names_can_be)
{
    char name[257];

    memset(name, 'n', 256);
    name[255] = '\0';
    CHECK_OK(put(test_path(name), "text", NULL));
    CHECK_OK(put(test_path(name), "again", &durable));
    check_text(test_path(name), "again");
    CHECK_OK(ambos_unlink(test_path(name)));
    name[255] = 'n';
    name[256] = '\0';
    CHECK_ERR(put(test_path(name), "text", NULL), AMBOS_ENAMETOOLONG);
    CHECK_INT(count_entries(test_dir()), 0);
}

TEST(a_directory_that_may_not_be_written_is_eacces)
{
    const char *dir = test_path("dir");

    if (test_is_windows())
        SKIP("directories have no such bits here");
    test_make_dir(dir);
    write_text(test_path("dir/file"), "old");
    CHECK_OK(ambos_chmod(dir, 0555, 0));
    if (!test_can(TEST_NONROOT) && !test_drop_root())
        SKIP("permission bits do not bind here");
    CHECK_ERR(put(test_path("dir/file"), "new", NULL), AMBOS_EACCES);
    CHECK_ERR(put(test_path("dir/new"), "new", NULL), AMBOS_EACCES);
    check_text(test_path("dir/file"), "old");
    CHECK_INT(count_entries(dir), 1);
}

/* 124 */
TEST(a_full_device_leaves_the_old_file)
{
    static char large[100000];
    const char *dir = test_path("small");
    ambos_file_replace *replace;
    ambos_failure failure;

    test_make_dir(dir);
    if (!test_mount(dir))
        SKIP("nothing can be mounted here");
    write_text(test_path("small/file"), "old");
    CHECK_ERR(ambos_write_file(test_path("small/file"), large, sizeof large, NULL), AMBOS_ENOSPC);
    ambos_last_failure(&failure);
    CHECK_U64(failure.step, AMBOS_STEP_WRITE);
    CHECK_ERR(ambos_write_file(test_path("small/new"), large, sizeof large, &durable_create_only), AMBOS_ENOSPC);
    CHECK_OK(ambos_file_replace_begin(&replace, test_path("small/file"), NULL));
    CHECK_ERR(ambos_file_write(ambos_file_replace_file(replace), large, sizeof large, NULL), AMBOS_ENOSPC);
    ambos_file_replace_abandon(replace);
    check_text(test_path("small/file"), "old");
    CHECK_INT(count_entries(dir), 1);
    CHECK_OK(ambos_write_file(test_path("small/file"), large, 30000, &durable));
    CHECK_INT(count_entries(dir), 1);
    test_unmount(dir);
}

TEST(no_handle_is_left_over)
{
    const char *path = test_path("file");
    int64_t handles;
    char *data;

    CHECK_OK(put(path, "text", NULL));
    handles = test_handle_count();
    CHECK_OK(put(path, "text", &durable));
    CHECK_OK(put(test_path("new"), "text", &durable_create_only));
    CHECK_ERR(put(path, "text", &create_only), AMBOS_EEXIST);
    CHECK_ERR(put(test_dir(), "text", NULL), AMBOS_EISDIR);
    CHECK_ERR(put(test_path("missing/x"), "text", NULL), AMBOS_ENOENT);
    CHECK_OK(ambos_read_file(path, 0, &data, NULL));
    ambos_free(data);
    CHECK_ERR(ambos_read_file(path, 1, &data, NULL), AMBOS_EFBIG);
    CHECK_INT(test_handle_count(), handles);
}

TEST(with_no_handles_left_it_is_emfile)
{
    ambos_error first, second;

    write_text(test_path("file"), "old");
    if (!test_forbid_handles())
        SKIP("handles have no limit here");
    first = put(test_path("file"), "new", &durable);
    second = put(test_path("new"), "new", NULL);
    test_allow_handles();
    CHECK_CODE(first, AMBOS_EMFILE);
    CHECK_CODE(second, AMBOS_EMFILE);
    check_text(test_path("file"), "old");
    CHECK_INT(count_entries(test_dir()), 1);
}

/* ---- many at once ---- */

/* What is written tells its own length and what each byte of it is. */
enum { HEAD = 10, BODY_MOST = 120000 };

static size_t compose(char *text, uint32_t number)
{
    const size_t size = number * 7919 % BODY_MOST;
    const int letter = 'a' + (int)(number % 26);

    snprintf(text, HEAD + 1, "%08zx%c:", size, letter);
    memset(text + HEAD, letter, size);
    return HEAD + size;
}

static bool is_whole(const char *text, size_t size)
{
    char digits[9] = "";

    if (size < HEAD || text[9] != ':')
        return false;
    memcpy(digits, text, 8);
    if (strtoul(digits, NULL, 16) != size - HEAD)
        return false;
    for (size_t i = HEAD; i < size; i++)
        if (text[i] != text[8])
            return false;
    return true;
}

static char composed[HEAD + BODY_MOST + 1];

/* write MS FIRST PATH: in a loop; prints how often it could and could not. */
static int write_loop(int argc, char **argv)
{
    const int64_t end = test_clock_ms() + strtoll(argv[1], NULL, 10);
    uint32_t number = (uint32_t)strtoul(argv[2], NULL, 10);
    long done = 0, busy = 0;

    (void)argc;
    while (test_clock_ms() < end) {
        const ambos_error error = ambos_write_file(argv[3], composed, compose(composed, number++), NULL);

        if (error && error != AMBOS_EBUSY) {
            fprintf(stderr, "writing: %s\n", ambos_error_name(error));
            return 1;
        }
        *(error ? &busy : &done) += 1;
    }
    printf("%ld %ld\n", done, busy);
    return 0;
}

/* read MS PATH: likewise; any sight of less than a whole file is a failure. */
static int read_loop(int argc, char **argv)
{
    const int64_t end = test_clock_ms() + strtoll(argv[1], NULL, 10);
    long done = 0, busy = 0;

    (void)argc;
    while (test_clock_ms() < end) {
        char *data;
        size_t size;
        const ambos_error error = ambos_read_file(argv[2], 0, &data, &size);

        if ((error && error != AMBOS_EBUSY) || (!error && !is_whole(data, size))) {
            fprintf(stderr, "reading: %s, %zu bytes\n", ambos_error_name(error), size);
            return 1;
        }
        ambos_free(data);
        *(error ? &busy : &done) += 1;
        /* Where open files cannot be replaced there must be moments without one. */
        if (test_is_wine())
            test_sleep(2);
    }
    printf("%ld %ld\n", done, busy);
    return 0;
}

/* overwrite PATH: the control, which writes into the file itself until it is ended. */
static int overwrite_loop(int argc, char **argv)
{
    const int64_t end = test_clock_ms() + CHILD_PATIENCE_MS;
    uint32_t number = 0;

    (void)argc;
    while (test_clock_ms() < end)
        test_write_file(argv[1], composed, compose(composed, number++));
    return 0;
}

const struct test_command test_suite_commands[] = { { "write", 3, 3, write_loop },
                                                    { "read", 2, 2, read_loop },
                                                    { "overwrite", 1, 1, overwrite_loop },
                                                    { NULL, 0, 0, NULL } };

static void add_counts(ambos_process *process, long counts[2])
{
    const char *text = child_read(child_stream(process, 1), NULL);
    char *rest;

    child_end(process, 0);
    counts[0] += strtol(text, &rest, 10);
    counts[1] += strtol(rest, NULL, 10);
}

TEST(readers_see_the_old_or_the_new)
{
    enum { EACH = 8 };
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    const char *ms = test_is_windows() ? "3000" : "10000";
    const char *path = test_path("file");
    long written[2] = { 0, 0 }, seen[2] = { 0, 0 };
    ambos_process *processes[2 * EACH];

    CHECK_OK(ambos_write_file(path, composed, compose(composed, 1), NULL));
    for (int i = 0; i < EACH; i++) {
        char first[20];

        snprintf(first, sizeof first, "%d", i * 100003);
        processes[i] = child_spawn(CHILD("write", ms, first, path), &options);
        processes[EACH + i] = child_spawn(CHILD("read", ms, path), &options);
    }
    for (int i = 0; i < 2 * EACH; i++)
        add_counts(processes[i], i < EACH ? written : seen);
    printf("written %ld, busy %ld; read %ld, busy %ld\n", written[0], written[1], seen[0], seen[1]);
    CHECK(written[0] > 0 && seen[0] > 0);
    if (!test_is_windows())
        CHECK(written[1] == 0 && seen[1] == 0);
    CHECK_INT(count_entries(test_dir()), 1);
}

/* The same eyes see what the other way of writing does. */
TEST(readers_would_see_a_file_half_written)
{
    const char *path = test_path("file");
    ambos_process *process;
    const int64_t end = test_clock_ms() + CHILD_PATIENCE_MS;
    bool caught = false;

    test_write_file(path, composed, compose(composed, 1));
    process = child_spawn(CHILD("overwrite", path), NULL);
    while (!caught && test_clock_ms() < end) {
        char *data;
        size_t size;
        const ambos_error error = ambos_read_file(path, 0, &data, &size);

        caught = !error && !is_whole(data, size);
        ambos_free(data);
    }
    test_end_process((uint64_t)ambos_process_id(process));
    (void)child_wait(process);
    ambos_process_close(process);
    CHECK(caught);
}
