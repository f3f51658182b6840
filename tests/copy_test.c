/* SPDX-License-Identifier: MIT */
/* Copying a file: what arrives, what is replaced, what is refused, and what is left when it fails. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { MIB = 1 << 20 };

static const ambos_copy_options no_replace = { .flags = AMBOS_COPY_NO_REPLACE };
static const ambos_copy_options preserve = { .flags = AMBOS_COPY_PRESERVE };
static const ambos_copy_options nofollow = { .flags = AMBOS_NOFOLLOW };
static const ambos_copy_options whole = { .flags = AMBOS_COPY_WHOLE };
static const ambos_copy_options no_retry = { .retry_ms = AMBOS_NO_RETRY };

static void write_text(const char *path, const char *text)
{
    test_write_file(path, text, strlen(text));
}

/* Bytes that repeat nowhere soon; to be freed. */
static char *many_bytes(size_t size)
{
    char *bytes = malloc(size + 1);
    uint32_t state = 1;

    CHECK(bytes != NULL);
    for (size_t i = 0; i < size; i++) {
        state = state * 1664525 + 1013904223;
        bytes[i] = (char)(state >> 24);
    }
    return bytes;
}

static void make_file(const char *path, size_t size)
{
    char *bytes = many_bytes(size);

    test_write_file(path, bytes, size);
    free(bytes);
}

static void check_same(const char *a, const char *b)
{
    size_t a_size, b_size;
    const char *a_bytes = test_read_file(a, &a_size);
    const char *b_bytes = test_read_file(b, &b_size);

    CHECK_U64(b_size, a_size);
    CHECK(memcmp(a_bytes, b_bytes, a_size) == 0);
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

static int names_in(const char *dir)
{
    const ambos_dir_entry *entry;
    ambos_dir *listing;
    int count = 0;

    CHECK_OK(ambos_dir_open(&listing, dir, 0));
    for (;;) {
        CHECK_OK(ambos_dir_next(listing, &entry));
        if (!entry)
            break;
        count++;
    }
    ambos_dir_close(listing);
    return count;
}

/* The file systems of all tests know this much. */
static void make_old(const char *path)
{
    CHECK(test_set_modified(path, 1000000000, 500000000));
}

/* What is copied --------------------------------------------------------------------------- */

TEST(contents_of_every_size_arrive)
{
    static const size_t sizes[] = { 0,     1,         4095,      4096,    32767,       32768,       32769,
                                    65536, MIB - 1, MIB + 1, 3 * MIB, 9 * MIB + 7 };

    for (size_t i = 0; i < COUNT(sizes); i++) {
        make_file(test_path("from"), sizes[i]);
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
        check_same(test_path("from"), test_path("to"));
        CHECK_OK(ambos_unlink(test_path("to")));
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &whole));
        check_same(test_path("from"), test_path("to"));
        make_file(test_path("to"), 17);
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
        check_same(test_path("from"), test_path("to"));
        CHECK_OK(ambos_unlink(test_path("to")));
    }
    CHECK_INT(names_in(test_dir()), 1);
}

/* Byte for byte where there is something, and no bytes for the gaps. */
TEST(gaps_stay_gaps)
{
    static const int64_t places[] = { 0, 3 * MIB, 9 * MIB };
    char *bytes = many_bytes(64 << 10);
    ambos_file_info from, to;
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, test_path("from"), AMBOS_WRITE | AMBOS_CREATE, 0));
    for (size_t i = 0; i < COUNT(places); i++) {
        CHECK_OK(ambos_file_seek(file, places[i], AMBOS_SEEK_SET, NULL));
        CHECK_OK(ambos_file_write(file, bytes, 64 << 10, NULL));
    }
    CHECK_OK(ambos_file_close(file));
    free(bytes);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    check_same(test_path("from"), test_path("to"));
    from = info_of(test_path("from"));
    to = info_of(test_path("to"));
    CHECK_U64(to.size, from.size);
    if (from.allocated < 4 * MIB && !test_is_windows())
        CHECK(to.allocated < 4 * MIB);
}

TEST(permission_bits_are_copied)
{
    static const uint32_t modes[] = { 0644, 0600, 0666, 0777, 0444, 0400, 0640, 0711 };
    const unsigned umask = test_umask(022);

    for (size_t i = 0; i < COUNT(modes); i++) {
        write_text(test_path("from"), "x");
        CHECK_OK(ambos_chmod(test_path("from"), modes[i], 0));
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
        CHECK_INT(test_mode(test_path("to")), test_mode(test_path("from")));
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
        CHECK_INT(test_mode(test_path("to")), test_mode(test_path("from")));
        CHECK_OK(ambos_unlink(test_path("from")));
        CHECK_OK(ambos_unlink(test_path("to")));
    }
    test_umask(umask);
}

TEST(a_set_id_bit_needs_preserve)
{
    if (test_is_windows())
        SKIP("no such bits");
    write_text(test_path("from"), "x");
    CHECK_OK(ambos_chmod(test_path("from"), 06755, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("plain"), NULL));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("preserved"), &preserve));
    CHECK_INT(test_mode(test_path("plain")), 0755);
    CHECK_INT(test_mode(test_path("preserved")), 06755);
}

TEST(times_are_new_or_preserved)
{
    write_text(test_path("from"), "x");
    make_old(test_path("from"));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("plain"), NULL));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("preserved"), &preserve));
    CHECK(info_of(test_path("plain")).modified.sec > 1500000000);
    CHECK_INT(info_of(test_path("preserved")).modified.sec, 1000000000);
    CHECK_INT(info_of(test_path("preserved")).modified.nsec, 500000000);
    /* Replacing is no different. */
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("plain"), &preserve));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("preserved"), NULL));
    CHECK_INT(info_of(test_path("plain")).modified.sec, 1000000000);
    CHECK(info_of(test_path("preserved")).modified.sec > 1500000000);
}

TEST(a_read_only_file_is_copied_with_its_times)
{
    write_text(test_path("from"), "x");
    make_old(test_path("from"));
    CHECK_OK(ambos_chmod(test_path("from"), 0444, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &preserve));
    CHECK_INT(test_mode(test_path("to")) & 0222, 0);
    CHECK_INT(info_of(test_path("to")).modified.sec, 1000000000);
}

TEST(an_open_file_is_copied)
{
    ambos_file *file;

    write_text(test_path("from"), "content");
    CHECK_OK(ambos_file_open(&file, test_path("from"), AMBOS_READ | AMBOS_WRITE, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(test_path("to"), NULL), "content");
}

/* What is replaced --------------------------------------------------------------------------- */

TEST(what_is_replaced_is_a_new_file)
{
    write_text(test_path("from"), "new");
    write_text(test_path("to"), "the old one");
    if (!test_hard_link(test_path("to"), test_path("other")))
        SKIP("no hard links here");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
    CHECK_STR(test_read_file(test_path("other"), NULL), "the old one");
    CHECK_INT(names_in(test_dir()), 3);
}

TEST(a_read_only_file_is_replaced)
{
    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    CHECK_OK(ambos_chmod(test_path("to"), 0444, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
    CHECK_INT(test_mode(test_path("to")), test_mode(test_path("from")));
}

TEST(an_open_file_is_replaced_and_its_reader_keeps_the_old)
{
    ambos_file *reader;
    ambos_error error;
    char text[8];
    size_t got;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    CHECK_OK(ambos_file_open(&reader, test_path("to"), AMBOS_READ, 0));
    error = ambos_copy_file(test_path("from"), test_path("to"), &no_retry);
    CHECK_OK(ambos_file_read(reader, text, sizeof text, &got));
    CHECK_MEM(text, got, "old", 3);
    CHECK_OK(ambos_file_close(reader));
    if (!test_is_wine() || error != AMBOS_EBUSY)
        CHECK_CODE(error, AMBOS_OK);
    CHECK_STR(test_read_file(test_path("to"), NULL), error ? "old" : "new");
    CHECK_INT(names_in(test_dir()), 2);
}

TEST(no_replace_of_copies_replaces_nothing)
{
    write_text(test_path("from"), "new");
    write_text(test_path("file"), "old");
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("file"), &no_replace), AMBOS_EEXIST);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("dir"), &no_replace), AMBOS_EEXIST);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("from"), &no_replace), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("file"), NULL), "old");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("free"), &no_replace));
    CHECK_STR(test_read_file(test_path("free"), NULL), "new");
    CHECK_INT(names_in(test_dir()), 4);
}

TEST(no_replace_and_whole)
{
    const ambos_copy_options both = { .flags = AMBOS_COPY_NO_REPLACE | AMBOS_COPY_WHOLE };

    write_text(test_path("from"), "new");
    write_text(test_path("file"), "old");
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("file"), &both), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("file"), NULL), "old");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("free"), &both));
    CHECK_STR(test_read_file(test_path("free"), NULL), "new");
    CHECK_INT(names_in(test_dir()), 3);
}

/* What is refused ---------------------------------------------------------------------------- */

TEST(the_same_file_is_left_alone)
{
    const char *file = test_path("file");

    write_text(file, "content");
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_copy_file(file, file, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(test_path("./file"), test_path("dir/../file"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(file, file, &whole), AMBOS_EINVAL);
    if (!test_can(TEST_CASE_SENSITIVE))
        CHECK_ERR(ambos_copy_file(file, test_path("FILE"), NULL), AMBOS_EINVAL);
    CHECK_STR(test_read_file(file, NULL), "content");
    if (!test_hard_link(file, test_path("other")))
        SKIP("no hard links here");
    CHECK_ERR(ambos_copy_file(file, test_path("other"), NULL), AMBOS_EINVAL);
    CHECK_STR(test_read_file(file, NULL), "content");
    CHECK_STR(test_read_file(test_path("other"), NULL), "content");
    CHECK_INT(names_in(test_dir()), 3);
}

TEST(the_same_file_through_links_is_left_alone)
{
    const char *file = test_path("file");
    const char *link = test_path("link");

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    write_text(file, "content");
    CHECK_OK(ambos_symlink("file", link, 0));
    CHECK_ERR(ambos_copy_file(file, link, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(link, file, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(link, link, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(link, link, &nofollow), AMBOS_EINVAL);
    /* It would point to itself. */
    CHECK_ERR(ambos_copy_file(link, file, &nofollow), AMBOS_EINVAL);
    CHECK_STR(test_read_file(file, NULL), "content");
    CHECK_INT(info_of(link).type, AMBOS_TYPE_SYMLINK);
}

TEST(directories_are_refused)
{
    write_text(test_path("file"), "x");
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("other"));
    CHECK_ERR(ambos_copy_file(test_path("dir"), test_path("new"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("dir/"), test_path("new"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("dir"), test_path("new"), &nofollow), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("dir"), test_path("other"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("dir"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("dir/"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("new/"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_copy_file(test_path("file/"), test_path("new"), NULL), AMBOS_ENOTDIR);
    CHECK(!test_exists(test_path("new")));
    CHECK_INT(names_in(test_path("dir")), 0);
}

TEST(what_is_missing_is_told)
{
    write_text(test_path("file"), "x");
    CHECK_ERR(ambos_copy_file("", test_path("new"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("file"), "", NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("missing"), test_path("new"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("missing/x"), test_path("new"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("file/x"), test_path("new"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("missing/new"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("file/new"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_copy_file(test_path("missing"), test_path("file"), NULL), AMBOS_ENOENT);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    CHECK_INT(names_in(test_dir()), 1);
}

/* Neither blocks nor replaces. */
TEST(devices_are_refused)
{
    const char *device = test_is_windows() ? "NUL" : "/dev/null";
    const char *fifo = test_path("fifo");

    write_text(test_path("file"), "x");
    CHECK_ERR(ambos_copy_file(device, test_path("new"), NULL), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_copy_file(test_path("file"), device, NULL), AMBOS_ENOTSUP);
    CHECK(!test_exists(test_path("new")));
    if (!test_make_fifo(fifo) || !test_make_socket(test_path("socket")))
        SKIP("no FIFOs here");
    CHECK_ERR(ambos_copy_file(fifo, test_path("new"), NULL), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_copy_file(test_path("file"), fifo, NULL), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_copy_file(test_path("file"), fifo, &whole), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_copy_file(test_path("socket"), test_path("new"), NULL), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_copy_file(test_path("file"), test_path("socket"), NULL), AMBOS_ENOTSUP);
    CHECK_INT(info_of(fifo).type, AMBOS_TYPE_FIFO);
    CHECK_INT(info_of(test_path("socket")).type, AMBOS_TYPE_SOCKET);
    CHECK(!test_exists(test_path("new")));
}

TEST(copy_refuses_bad_arguments)
{
    const uint32_t known = AMBOS_COPY_NO_REPLACE | AMBOS_COPY_PRESERVE | AMBOS_COPY_WHOLE | AMBOS_NOFOLLOW;
    const char *from = test_path("from");
    const char *to = test_path("to");
    ambos_copy_options options;

    write_text(from, "x");
    CHECK_ERR(ambos_copy_file(NULL, to, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_file(from, NULL, NULL), AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1) {
        memset(&options, 0, sizeof options);
        options.flags = bit;
        if (!(bit & known))
            CHECK_ERR(ambos_copy_file(from, to, &options), AMBOS_EINVAL);
    }
    memset(&options, 0, sizeof options);
    options.unused = 1;
    CHECK_ERR(ambos_copy_file(from, to, &options), AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof options.reserved; i++) {
        memset(&options, 0, sizeof options);
        options.reserved[i] = 1;
        CHECK_ERR(ambos_copy_file(from, to, &options), AMBOS_EINVAL);
    }
    if (test_is_windows())
        CHECK_ERR(ambos_copy_file("\xff", to, NULL), AMBOS_EILSEQ);
    CHECK(!test_exists(to));
}

/* Links -------------------------------------------------------------------------------------- */

TEST(links_are_followed)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    write_text(test_path("from"), "new");
    write_text(test_path("dir/target"), "old");
    CHECK_OK(ambos_symlink("from", test_path("from link"), 0));
    CHECK_OK(ambos_symlink("second", test_path("first"), 0));
    CHECK_OK(ambos_symlink("dir/third", test_path("second"), 0));
    CHECK_OK(ambos_symlink("target", test_path("dir/third"), 0));
    CHECK_OK(ambos_symlink("missing", test_path("dangling"), 0));
    CHECK_OK(ambos_symlink("loop", test_path("loop"), 0));
    CHECK_OK(ambos_symlink("dir", test_path("to dir"), 0));
    CHECK_OK(ambos_copy_file(test_path("from link"), test_path("first"), NULL));
    CHECK_STR(test_read_file(test_path("dir/target"), NULL), "new");
    CHECK_INT(info_of(test_path("first")).type, AMBOS_TYPE_SYMLINK);
    CHECK_INT(info_of(test_path("dir/third")).type, AMBOS_TYPE_SYMLINK);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("dangling"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("dangling"), test_path("new"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("loop"), NULL), AMBOS_ELOOP);
    CHECK_ERR(ambos_copy_file(test_path("loop"), test_path("new"), NULL), AMBOS_ELOOP);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("to dir"), NULL), AMBOS_EISDIR);
    CHECK_INT(names_in(test_path("dir")), 2);
    CHECK(!test_exists(test_path("missing")) && !test_exists(test_path("new")));
}

static void check_link(const char *path, const char *expected)
{
    char *target;

    CHECK_OK(ambos_readlink(path, &target));
    CHECK_STR(target, expected);
    ambos_free(target);
}

TEST(links_are_copied_when_not_to_be_followed)
{
    const ambos_copy_options both = { .flags = AMBOS_NOFOLLOW | AMBOS_COPY_PRESERVE };

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    write_text(test_path("file"), "content");
    CHECK_OK(ambos_symlink("missing", test_path("dangling"), 0));
    CHECK_OK(ambos_copy_file(test_path("dangling"), test_path("new"), &nofollow));
    check_link(test_path("new"), "missing");
    CHECK_OK(ambos_copy_file(test_path("file"), test_path("new"), &nofollow));
    CHECK_INT(info_of(test_path("new")).type, AMBOS_TYPE_FILE);
    CHECK_STR(test_read_file(test_path("new"), NULL), "content");
    CHECK_OK(ambos_copy_file(test_path("dangling"), test_path("new"), &both));
    check_link(test_path("new"), "missing");
    CHECK_INT(info_of(test_path("new")).modified.sec, info_of(test_path("dangling")).modified.sec);
    CHECK_OK(ambos_symlink("loop", test_path("loop"), 0));
    CHECK_OK(ambos_copy_file(test_path("loop"), test_path("loop copy"), &nofollow));
    check_link(test_path("loop copy"), "loop");
    CHECK_ERR(ambos_copy_file(test_path("loop/x"), test_path("nothing"), &nofollow), AMBOS_ELOOP);
    CHECK_INT(names_in(test_dir()), 5);
}

/* Progress ----------------------------------------------------------------------------------- */

struct watcher {
    int calls;
    uint64_t last;
    uint64_t total;
    int cancel_at; /* which call; 0: none */
    bool backwards;
    const char *looked_at;
    bool was_there;
    char was[8];
};

static int AMBOS_CALL watch(void *context, uint64_t done, uint64_t total)
{
    struct watcher *watcher = context;

    watcher->backwards = watcher->backwards || done < watcher->last || (watcher->calls > 0 && total != watcher->total);
    watcher->calls++;
    watcher->last = done;
    watcher->total = total;
    if (watcher->looked_at && test_exists(watcher->looked_at)) {
        watcher->was_there = true;
        snprintf(watcher->was, sizeof watcher->was, "%.7s", test_read_file(watcher->looked_at, NULL));
    }
    return watcher->calls == watcher->cancel_at;
}

TEST(progress_goes_from_nothing_to_all)
{
    static const size_t sizes[] = { 0, 1, 100000, 20 * MIB };

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct watcher watcher = { .calls = 0 };
        const ambos_copy_options options = { .progress = watch, .context = &watcher };

        make_file(test_path("from"), sizes[i]);
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &options));
        check_same(test_path("from"), test_path("to"));
        CHECK(watcher.calls >= 2 && !watcher.backwards);
        CHECK_U64(watcher.last, sizes[i]);
        CHECK_U64(watcher.total, sizes[i]);
    }
}

static void cancel_at(int call, bool there, uint32_t flags)
{
    struct watcher watcher = { .cancel_at = call };
    const ambos_copy_options options = { .flags = flags, .progress = watch, .context = &watcher };

    if (there)
        write_text(test_path("to"), "old");
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("to"), &options), AMBOS_ECANCELED);
    CHECK_INT(watcher.calls, call);
    CHECK(test_exists(test_path("to")) == there);
    if (there)
        CHECK_STR(test_read_file(test_path("to"), NULL), "old");
    CHECK_INT(names_in(test_dir()), there ? 2 : 1);
}

TEST(a_cancelled_copy_leaves_nothing)
{
    struct watcher counter = { .calls = 0 };
    const ambos_copy_options count = { .progress = watch, .context = &counter };

    make_file(test_path("from"), 20 * MIB);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &count));
    CHECK_OK(ambos_unlink(test_path("to")));
    cancel_at(1, false, 0);
    cancel_at(2, false, 0);
    cancel_at(counter.calls, false, 0);
    cancel_at(counter.calls, false, AMBOS_COPY_WHOLE);
    cancel_at(1, true, 0);
    cancel_at(counter.calls, true, 0);
}

TEST(what_is_replaced_is_there_until_all_is_copied)
{
    struct watcher watcher = { .looked_at = test_path("to") };
    ambos_copy_options options = { .progress = watch, .context = &watcher };

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &options));
    CHECK(watcher.was_there);
    CHECK_STR(watcher.was, "old");
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
    CHECK_OK(ambos_unlink(test_path("to")));
    watcher.was_there = false;
    options.flags = AMBOS_COPY_WHOLE;
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &options));
    CHECK(!watcher.was_there);
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
}

/* Failures ----------------------------------------------------------------------------------- */

TEST(success_leaves_the_last_failure_alone)
{
    ambos_failure before, after;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
    ambos_last_failure(&before);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("whole"), &whole));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("preserved"), &preserve));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
}

TEST(copies_leave_no_handles)
{
    int64_t before;

    write_text(test_path("from"), "x");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    before = test_handle_count();
    for (int i = 0; i < 20; i++) {
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
        CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &preserve));
        CHECK_ERR(ambos_copy_file(test_path("from"), test_path("from"), NULL), AMBOS_EINVAL);
        CHECK_ERR(ambos_copy_file(test_path("from"), test_path("to"), &no_replace), AMBOS_EEXIST);
        CHECK_ERR(ambos_copy_file(test_dir(), test_path("new"), NULL), AMBOS_EISDIR);
        CHECK_ERR(ambos_copy_file(test_path("from"), test_path("missing/new"), NULL), AMBOS_ENOENT);
    }
    CHECK_INT(test_handle_count(), before);
}

TEST(copy_with_no_handles_left_is_emfile)
{
    ambos_error none, one;

    write_text(test_path("from"), "x");
    if (!test_forbid_handles())
        SKIP("handles have no limit here");
    none = ambos_copy_file(test_path("from"), test_path("to"), NULL);
    test_allow_handles();
    one = ambos_copy_file(test_path("from"), test_path("to"), NULL);
    CHECK_CODE(none, AMBOS_EMFILE);
    CHECK_OK(one);
}

TEST(a_full_file_system_gets_no_part)
{
    const char *mount = test_path("mount");
    ambos_error fresh, over, entire;
    int names;
    bool same;

    test_make_dir(mount);
    make_file(test_path("from"), 200000);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    write_text(test_path("mount/old"), "old");
    fresh = ambos_copy_file(test_path("from"), test_path("mount/new"), NULL);
    entire = ambos_copy_file(test_path("from"), test_path("mount/new"), &whole);
    over = ambos_copy_file(test_path("from"), test_path("mount/old"), NULL);
    names = names_in(mount);
    same = strcmp(test_read_file(test_path("mount/old"), NULL), "old") == 0;
    test_unmount(mount);
    CHECK_CODE(fresh, AMBOS_ENOSPC);
    CHECK_CODE(entire, AMBOS_ENOSPC);
    CHECK_CODE(over, AMBOS_ENOSPC);
    CHECK_INT(names, 1);
    CHECK(same);
}

TEST(copies_to_another_file_system)
{
    const ambos_copy_options all = { .flags = AMBOS_COPY_PRESERVE | AMBOS_COPY_WHOLE };
    const char *mount = test_path("mount");
    ambos_error error;
    bool same;

    test_make_dir(mount);
    make_file(test_path("from"), 50000);
    make_old(test_path("from"));
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    error = ambos_copy_file(test_path("from"), test_path("mount/to"), &all);
    if (!error)
        error = ambos_copy_file(test_path("mount/to"), test_path("back"), &preserve);
    same = !error && info_of(test_path("mount/to")).modified.sec == 1000000000;
    test_unmount(mount);
    CHECK_OK(error);
    CHECK(same);
    check_same(test_path("from"), test_path("back"));
}

TEST(copy_without_permission_is_eacces)
{
    write_text(test_path("from"), "x");
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    write_text(test_path("mine"), "x");
    write_text(test_path("unreadable"), "x");
    test_make_dir(test_path("closed"));
    write_text(test_path("closed/file"), "old");
    CHECK_OK(ambos_chmod(test_path("unreadable"), 0000, 0));
    CHECK_OK(ambos_chmod(test_path("closed"), 0555, 0));
    CHECK_ERR(ambos_copy_file(test_path("unreadable"), test_path("to"), NULL), AMBOS_EACCES);
    CHECK_ERR(ambos_copy_file(test_path("mine"), test_path("closed/new"), NULL), AMBOS_EACCES);
    CHECK_ERR(ambos_copy_file(test_path("mine"), test_path("closed/file"), NULL), AMBOS_EACCES);
    CHECK_STR(test_read_file(test_path("closed/file"), NULL), "old");
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
    /* The owner cannot be kept; the rest is. */
    make_old(test_path("mine"));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("theirs"), &preserve));
    CHECK_STR(test_read_file(test_path("theirs"), NULL), "x");
    CHECK(!test_exists(test_path("to")));
}

TEST(copy_of_what_is_not_shared_is_ebusy)
{
    intptr_t held;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    held = test_open_native(test_path("from"), false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("new"), NULL), AMBOS_EBUSY);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("to"), &no_retry), AMBOS_EBUSY);
    test_close_native(held);
    held = test_open_native(test_path("to"), false);
    CHECK_ERR(ambos_copy_file(test_path("from"), test_path("to"), &no_retry), AMBOS_EBUSY);
    test_close_native(held);
    CHECK_STR(test_read_file(test_path("to"), NULL), "old");
    CHECK_INT(names_in(test_dir()), 2);
}
