/* SPDX-License-Identifier: MIT */
/* Renaming: every kind over every kind, by the table of POSIX. */
#include <ambos/ambos.h>
#include "check.h"
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum kind {
    MISSING,
    PLAIN,
    READ_ONLY,
    OPENED,
    UNSHARED,
    MAPPED,
    RUNNING,
    LINKED,
    EMPTY,
    FULL,
    LINK,
    DANGLING,
    LINK_TO_DIR,
    JUNCTION,
    KINDS
};

static const char *const kind_names[KINDS] = {
    "nothing",           "a file",           "a read-only file", "an open file",
    "a file not shared", "a mapped file",    "a running program", "a file with two names",
    "an empty directory", "a full directory", "a link to a file", "a dangling link",
    "a link to a directory", "a junction"
};

static const ambos_rename_options no_replace = { .flags = AMBOS_RENAME_NO_REPLACE };
static const ambos_rename_options exchange = { .flags = AMBOS_RENAME_EXCHANGE };
static const ambos_rename_options no_retry = { .retry_ms = AMBOS_NO_RETRY };

/* Something of a kind, with a text in it by which it is known again. */
struct thing {
    enum kind kind;
    const char *path;
    const char *text;
    ambos_file *held;       /* OPENED */
    intptr_t unshared;      /* UNSHARED */
    void *mapped;           /* MAPPED */
    ambos_process *process; /* RUNNING; `held` keeps it */
    ambos_file_info info;   /* of what is a file */
};

static bool is_link(enum kind kind)
{
    return kind == LINK || kind == DANGLING || kind == LINK_TO_DIR || kind == JUNCTION;
}

/* In the way of a rename on Windows. */
static bool is_held(enum kind kind)
{
    return kind == OPENED || kind == UNSHARED || kind == MAPPED || kind == RUNNING;
}

/* Can there be such a thing here? */
static bool can_be(enum kind kind)
{
    if (kind == JUNCTION) {
        const ambos_error error = ambos_junction(test_dir(), test_path("junction"));

        if (!error)
            CHECK_OK(ambos_unlink(test_path("junction")));
        return error == AMBOS_OK;
    }
    if (kind == UNSHARED)
        return test_is_windows();
    return !is_link(kind) || test_can(TEST_SYMLINKS);
}

static bool is_dir(enum kind kind)
{
    return kind == EMPTY || kind == FULL;
}

static void write_text(const char *path, const char *text)
{
    test_write_file(path, text, strlen(text));
}

static const char *inside(const struct thing *thing)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s/%s", thing->path, thing->text);
    return path;
}

/* A running program may be renamed, so it gets its name now. It ends with its input. */
static void make_running(struct thing *thing)
{
    const char *program = test_path(test_program_name("program"));
    const char *const argv[] = { program, "--child", "cat", NULL };
    ambos_spawn_options options = { .flags = 0 };

    options.stdio[0].kind = AMBOS_STREAM_PIPE;
    test_copy_program(program);
    thing->process = child_spawn(argv, &options);
    thing->held = child_stream(thing->process, 0);
    CHECK_OK(ambos_rename(program, thing->path, NULL));
}

static void make_link(const struct thing *thing)
{
    if (thing->kind == LINK)
        write_text(test_path(thing->text), thing->text);
    if (thing->kind == LINK_TO_DIR || thing->kind == JUNCTION)
        test_make_dir(test_path(thing->text));
    if (thing->kind == JUNCTION)
        CHECK_OK(ambos_junction(test_path(thing->text), thing->path));
    else
        CHECK_OK(ambos_symlink(thing->text, thing->path,
                               thing->kind == LINK_TO_DIR ? AMBOS_SYMLINK_DIRECTORY : AMBOS_SYMLINK_FILE));
}

static void make_file(struct thing *thing)
{
    write_text(thing->path, thing->text);
    if (thing->kind == READ_ONLY)
        CHECK_OK(ambos_chmod(thing->path, 0444, 0));
    if (thing->kind == OPENED)
        CHECK_OK(ambos_file_open(&thing->held, thing->path, AMBOS_READ, 0));
    if (thing->kind == UNSHARED)
        thing->unshared = test_open_native(thing->path, false);
    if (thing->kind == MAPPED)
        thing->mapped = test_map(thing->path);
    if (thing->kind == LINKED)
        CHECK(test_hard_link(thing->path, test_path(thing->text)));
}

static void make(struct thing *thing)
{
    thing->unshared = -1;
    if (thing->kind == MISSING)
        return;
    if (is_link(thing->kind)) {
        make_link(thing);
    } else if (is_dir(thing->kind)) {
        CHECK_OK(ambos_mkdir(thing->path, 0, 0));
        if (thing->kind == FULL)
            write_text(inside(thing), thing->text);
    } else if (thing->kind == RUNNING) {
        make_running(thing);
    } else {
        make_file(thing);
    }
    CHECK_OK(ambos_lstat(thing->path, &thing->info));
}

static void let_go_of(struct thing *thing)
{
    ambos_file_close(thing->held);
    if (thing->unshared != -1)
        test_close_native(thing->unshared);
    if (thing->mapped)
        test_unmap(thing->mapped);
    if (thing->process)
        child_end(thing->process, 0);
}

/* Is that thing at this path? */
static bool is_at(const struct thing *thing, const char *path)
{
    struct thing there = *thing;
    ambos_file_info info;
    ambos_error error = ambos_lstat(path, &info);
    char *target = NULL;
    bool same;

    there.path = path;
    if (thing->kind == MISSING)
        return error == AMBOS_ENOENT;
    if (error)
        return false;
    if (is_link(thing->kind)) {
        same = info.type == (thing->kind == JUNCTION ? AMBOS_TYPE_JUNCTION : AMBOS_TYPE_SYMLINK) &&
               ambos_readlink(path, &target) == AMBOS_OK &&
               (thing->kind == JUNCTION || strcmp(target, thing->text) == 0);
        ambos_free(target);
        return same;
    }
    if (thing->kind == EMPTY)
        return info.type == AMBOS_TYPE_DIRECTORY && !test_exists(test_path("from/x"));
    if (thing->kind == FULL)
        return info.type == AMBOS_TYPE_DIRECTORY && test_exists(inside(&there));
    /* What runs is no text, and what nobody shares cannot be read. */
    if (thing->kind == RUNNING || thing->kind == UNSHARED)
        return ambos_same_file(&info, &thing->info);
    return info.type == AMBOS_TYPE_FILE && strcmp(test_read_file(path, NULL), thing->text) == 0 &&
           (thing->kind != READ_ONLY || (test_mode(path) & 0222) == 0);
}

static void clear(const char *path)
{
    ambos_file_info info;

    if (ambos_lstat(path, &info) == AMBOS_ENOENT)
        return;
    if (info.type == AMBOS_TYPE_DIRECTORY) {
        (void)!ambos_unlink(test_path("from/source"));
        (void)!ambos_unlink(test_path("from/target"));
        (void)!ambos_unlink(test_path("to/source"));
        (void)!ambos_unlink(test_path("to/target"));
        CHECK_OK(ambos_rmdir(path));
    } else {
        CHECK_OK(ambos_unlink(path));
    }
}

static void clear_all(void)
{
    clear(test_path("from"));
    clear(test_path("to"));
    clear(test_path("source"));
    clear(test_path("target"));
}

static ambos_error expected_of(enum kind from, enum kind to, const ambos_rename_options *options)
{
    if (from == MISSING)
        return AMBOS_ENOENT;
    if (from == UNSHARED)
        return AMBOS_EBUSY;
    if (to == MISSING)
        return AMBOS_OK;
    if (options->flags & AMBOS_RENAME_NO_REPLACE)
        return AMBOS_EEXIST;
    if (!is_dir(from))
        return is_dir(to) ? AMBOS_EISDIR : to == UNSHARED ? AMBOS_EBUSY : AMBOS_OK;
    if (!is_dir(to))
        return AMBOS_ENOTDIR;
    return to == FULL ? AMBOS_ENOTEMPTY : AMBOS_OK;
}

/* What may be instead. Wine, like FAT and SMB, replaces no open file. */
static bool may_be_refused(enum kind from, enum kind to, ambos_error error)
{
    if (test_is_wine() && is_held(to) && !is_dir(from) && error == AMBOS_EBUSY)
        return true;
    if (test_is_windows() && (to == RUNNING || to == MAPPED) && !is_dir(from))
        return error == AMBOS_ETXTBSY;
    return is_dir(from) && error == AMBOS_ENOTSUP && to == MISSING;
}

static void check_pair(struct thing *from, struct thing *to, ambos_error error, uint32_t flags)
{
    const char *const from_name = kind_names[from->kind];
    const char *const to_name = kind_names[to->kind];

    if (error && (!is_at(from, from->path) || !is_at(to, to->path)))
        FAIL("%s to %s (flags %" PRIu32 "): %s, but something changed", from_name, to_name, flags,
             ambos_error_name(error));
    if (!error && (test_exists(from->path) || !is_at(from, to->path)))
        FAIL("%s to %s (flags %" PRIu32 "): not there afterwards", from_name, to_name, flags);
    /* The other name of what was replaced, and of what replaces. */
    if (from->kind == LINKED)
        CHECK_STR(test_read_file(test_path("source"), NULL), "source");
    if (to->kind == LINKED)
        CHECK_STR(test_read_file(test_path("target"), NULL), "target");
}

static void try_pair(enum kind from_kind, enum kind to_kind, const ambos_rename_options *options)
{
    struct thing from = { .kind = from_kind, .path = test_path("from"), .text = "source" };
    struct thing to = { .kind = to_kind, .path = test_path("to"), .text = "target" };
    const ambos_error expected = expected_of(from_kind, to_kind, options);
    ambos_error error;

    make(&from);
    make(&to);
    error = ambos_rename(from.path, to.path, options);
    let_go_of(&from);
    let_go_of(&to);
    if (error != expected && !may_be_refused(from_kind, to_kind, error))
        FAIL("%s to %s (flags %" PRIu32 "): %s, not %s", kind_names[from_kind], kind_names[to_kind], options->flags,
             ambos_error_name(error), ambos_error_name(expected));
    check_pair(&from, &to, error, options->flags);
    clear_all();
}

static void try_over_all(enum kind from, const ambos_rename_options *options)
{
    if (!can_be(from))
        SKIP("there is no such thing here");
    for (int to = MISSING; to < KINDS; to++)
        if (can_be((enum kind)to))
            try_pair(from, (enum kind)to, options);
}

/* 114, 116 */
TEST(nothing_over_everything)
{
    try_over_all(MISSING, &no_retry);
}

/* 114, 116, 125 */
TEST(a_file_over_everything)
{
    try_over_all(PLAIN, &no_retry);
}

/* 114, 116 */
TEST(a_read_only_file_over_everything)
{
    try_over_all(READ_ONLY, &no_retry);
}

/* 115, 116 */
TEST(an_open_file_over_everything)
{
    try_over_all(OPENED, &no_retry);
}

/* 115, 116 */
TEST(a_file_that_is_not_shared_over_everything)
{
    try_over_all(UNSHARED, &no_retry);
}

/* 114, 116 */
TEST(a_mapped_file_over_everything)
{
    try_over_all(MAPPED, &no_retry);
}

/* 114, 116 */
TEST(a_running_program_over_everything)
{
    try_over_all(RUNNING, &no_retry);
}

/* 114, 116 */
TEST(a_file_with_two_names_over_everything)
{
    try_over_all(LINKED, &no_retry);
}

/* 116, 117 */
TEST(an_empty_directory_over_everything)
{
    try_over_all(EMPTY, &no_retry);
}

/* 116, 117 */
TEST(a_full_directory_over_everything)
{
    try_over_all(FULL, &no_retry);
}

/* 125 */
TEST(a_link_over_everything)
{
    try_over_all(LINK, &no_retry);
}

/* 125 */
TEST(a_dangling_link_over_everything)
{
    try_over_all(DANGLING, &no_retry);
}

/* 125 */
TEST(a_link_to_a_directory_over_everything)
{
    try_over_all(LINK_TO_DIR, &no_retry);
}

/* 125 */
TEST(a_junction_over_everything)
{
    try_over_all(JUNCTION, &no_retry);
}

/* 128 */
TEST(no_replace_replaces_nothing)
{
    for (int from = MISSING; from < KINDS; from++)
        if (!is_link((enum kind)from) && !is_held((enum kind)from))
            try_over_all((enum kind)from, &no_replace);
}

/* 128 */
TEST(no_replace_of_links_replaces_nothing)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    for (int from = LINK; from < KINDS; from++)
        if (can_be((enum kind)from))
            try_over_all((enum kind)from, &no_replace);
}

struct racer {
    char from[1024];
    char to[1024];
    ambos_error result;
};

static void rename_once(void *context)
{
    struct racer *racer = context;

    racer->result = ambos_rename(racer->from, racer->to, &no_replace);
}

/* 128 */
TEST(of_several_that_do_not_replace_one_wins)
{
    struct racer racers[8];
    struct test_thread *threads[COUNT(racers)];
    int won = 0;

    for (size_t i = 0; i < COUNT(racers); i++) {
        char name[32];

        snprintf(name, sizeof name, "from %zu", i);
        snprintf(racers[i].from, sizeof racers[i].from, "%s", test_path(name));
        snprintf(racers[i].to, sizeof racers[i].to, "%s", test_path("to"));
        write_text(racers[i].from, name);
    }
    for (size_t i = 0; i < COUNT(racers); i++)
        threads[i] = test_thread_start(rename_once, &racers[i]);
    for (size_t i = 0; i < COUNT(racers); i++)
        test_thread_join(threads[i]);
    for (size_t i = 0; i < COUNT(racers); i++) {
        if (racers[i].result == AMBOS_OK)
            won++;
        else
            CHECK_CODE(racers[i].result, AMBOS_EEXIST);
        CHECK(test_exists(racers[i].from) == (racers[i].result != AMBOS_OK));
    }
    CHECK_INT(won, 1);
}

TEST(exchange_changes_places_or_is_refused)
{
    ambos_error error;

    write_text(test_path("a"), "first");
    test_make_dir(test_path("b"));
    write_text(test_path("b/inside"), "second");
    error = ambos_rename(test_path("a"), test_path("b"), &exchange);
    if (error == AMBOS_ENOTSUP) {
        CHECK_STR(test_read_file(test_path("a"), NULL), "first");
        CHECK_STR(test_read_file(test_path("b/inside"), NULL), "second");
        SKIP("no exchange here");
    }
    CHECK_OK(error);
    CHECK_STR(test_read_file(test_path("b"), NULL), "first");
    CHECK_STR(test_read_file(test_path("a/inside"), NULL), "second");
    CHECK_ERR(ambos_rename(test_path("a"), test_path("missing"), &exchange), AMBOS_ENOENT);
    CHECK(test_exists(test_path("a/inside")));
}

/* 135 */
TEST(rename_refuses_bad_arguments)
{
    const char *from = test_path("from");
    const char *to = test_path("to");
    ambos_rename_options options;

    write_text(from, "x");
    CHECK_ERR(ambos_rename(NULL, to, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(from, NULL, NULL), AMBOS_EINVAL);
    for (uint32_t bit = 4; bit; bit <<= 1) {
        memset(&options, 0, sizeof options);
        options.flags = bit;
        CHECK_ERR(ambos_rename(from, to, &options), AMBOS_EINVAL);
    }
    options.flags = AMBOS_RENAME_NO_REPLACE | AMBOS_RENAME_EXCHANGE;
    CHECK_ERR(ambos_rename(from, to, &options), AMBOS_EINVAL);
    memset(&options, 0, sizeof options);
    options.unused = 1;
    CHECK_ERR(ambos_rename(from, to, &options), AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof options.reserved; i++) {
        memset(&options, 0, sizeof options);
        options.reserved[i] = 1;
        CHECK_ERR(ambos_rename(from, to, &options), AMBOS_EINVAL);
    }
    CHECK(test_exists(from));
    CHECK(!test_exists(to));
    memset(&options, 0, sizeof options);
    options.retry_ms = AMBOS_FOREVER;
    CHECK_OK(ambos_rename(from, to, &options));
}

/* 72, 73 */
TEST(rename_of_or_to_what_is_not_there)
{
    write_text(test_path("file"), "x");
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_rename("", test_path("to"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("file"), "", NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("missing"), test_path("to"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("missing/x"), test_path("to"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("file/x"), test_path("to"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_rename(test_path("file"), test_path("missing/to"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("dir"), test_path("missing/to"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_rename(test_path("dir"), test_path("file/to"), NULL), AMBOS_ENOTDIR);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    CHECK(test_exists(test_path("dir")));
}

/* 71 */
TEST(rename_with_a_separator_at_the_end)
{
    write_text(test_path("file"), "x");
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_rename(test_path("file/"), test_path("to"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_rename(test_path("file"), test_path("to/"), NULL), AMBOS_ENOTDIR);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    CHECK_OK(ambos_rename(test_path("dir/"), test_path("other/"), NULL));
    CHECK(!test_exists(test_path("dir")));
    CHECK_OK(ambos_rename(test_path("other"), test_path("dir/"), NULL));
    CHECK(test_exists(test_path("dir")));
}

/* 118 */
TEST(a_directory_does_not_move_into_itself)
{
    test_make_dir(test_path("a"));
    test_make_dir(test_path("a/b"));
    test_make_dir(test_path("a/b/c"));
    CHECK_ERR(ambos_rename(test_path("a"), test_path("a/new"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(test_path("a"), test_path("a/b/new"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(test_path("a"), test_path("a/b/c"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(test_path("a/b"), test_path("a/b/c/new"), &no_replace), AMBOS_EINVAL);
    CHECK(test_exists(test_path("a/b/c")));
    /* A name that only begins alike is another. */
    CHECK_OK(ambos_rename(test_path("a"), test_path("ab"), NULL));
    test_make_dir(test_path("a"));
    CHECK_OK(ambos_rename(test_path("a"), test_path("ab/x"), NULL));
}

TEST(a_directory_does_not_replace_the_one_it_is_in)
{
    test_make_dir(test_path("a"));
    test_make_dir(test_path("a/b"));
    CHECK_ERR(ambos_rename(test_path("a/b"), test_path("a"), NULL), AMBOS_ENOTEMPTY);
    CHECK(test_exists(test_path("a/b")));
}

TEST(dots_and_roots_are_not_renamed)
{
    test_make_dir(test_path("dir"));
    CHECK(ambos_rename(test_path("dir/."), test_path("to"), NULL) != AMBOS_OK);
    CHECK(ambos_rename(test_path("dir/.."), test_path("to"), NULL) != AMBOS_OK);
    CHECK(ambos_rename("/", test_path("to"), NULL) != AMBOS_OK);
    CHECK(test_exists(test_path("dir")));
    CHECK(!test_exists(test_path("to")));
}

/* 120 */
TEST(rename_to_itself_changes_nothing)
{
    write_text(test_path("file"), "x");
    test_make_dir(test_path("dir"));
    write_text(test_path("dir/inside"), "y");
    CHECK_OK(ambos_rename(test_path("file"), test_path("file"), NULL));
    CHECK_OK(ambos_rename(test_path("file"), test_path("./file"), NULL));
    CHECK_OK(ambos_rename(test_path("dir"), test_path("dir"), NULL));
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    CHECK_STR(test_read_file(test_path("dir/inside"), NULL), "y");
}

/* 120 */
TEST(both_names_of_one_file_stay)
{
    write_text(test_path("a"), "x");
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    CHECK_OK(ambos_rename(test_path("a"), test_path("b"), NULL));
    CHECK_STR(test_read_file(test_path("a"), NULL), "x");
    CHECK_STR(test_read_file(test_path("b"), NULL), "x");
    CHECK_ERR(ambos_rename(test_path("a"), test_path("b"), &no_replace), AMBOS_EEXIST);
    CHECK_OK(ambos_rename(test_path("a"), test_path("c"), NULL));
    CHECK(!test_exists(test_path("a")));
    CHECK_STR(test_read_file(test_path("c"), NULL), "x");
}

static void check_only_entry(const char *dir, const char *name)
{
    const ambos_dir_entry *entry;
    ambos_dir *listing;

    CHECK_OK(ambos_dir_open(&listing, dir, 0));
    CHECK_OK(ambos_dir_next(listing, &entry));
    CHECK(entry != NULL);
    CHECK_STR(entry->name, name);
    CHECK_OK(ambos_dir_next(listing, &entry));
    CHECK(!entry);
    ambos_dir_close(listing);
}

/* 119 */
TEST(only_the_case_of_a_name_changes)
{
    test_make_dir(test_path("files"));
    write_text(test_path("files/name"), "x");
    CHECK_OK(ambos_rename(test_path("files/name"), test_path("files/NAME"), NULL));
    check_only_entry(test_path("files"), "NAME");
    CHECK_STR(test_read_file(test_path("files/NAME"), NULL), "x");
    CHECK_OK(ambos_rename(test_path("files/NAME"), test_path("files/Name"), NULL));
    check_only_entry(test_path("files"), "Name");
    test_make_dir(test_path("dirs"));
    test_make_dir(test_path("dirs/sub"));
    write_text(test_path("dirs/sub/inside"), "y");
    CHECK_OK(ambos_rename(test_path("dirs/sub"), test_path("dirs/SUB"), NULL));
    check_only_entry(test_path("dirs"), "SUB");
    CHECK_STR(test_read_file(test_path("dirs/SUB/inside"), NULL), "y");
}

/* 115 */
TEST(a_reader_of_what_is_replaced_keeps_the_old)
{
    ambos_file *reader;
    ambos_error error;
    char text[8];
    size_t got;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    CHECK_OK(ambos_file_open(&reader, test_path("to"), AMBOS_READ, 0));
    error = ambos_rename(test_path("from"), test_path("to"), &no_retry);
    CHECK_OK(ambos_file_read(reader, text, sizeof text, &got));
    CHECK_MEM(text, got, "old", 3);
    CHECK_OK(ambos_file_close(reader));
    if (test_is_wine() && error == AMBOS_EBUSY) {
        CHECK_STR(test_read_file(test_path("from"), NULL), "new");
        CHECK_STR(test_read_file(test_path("to"), NULL), "old");
        return;
    }
    CHECK_OK(error);
    CHECK(!test_exists(test_path("from")));
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
}

/* 115 */
TEST(what_is_not_shared_is_ebusy_after_the_retries)
{
    static const struct {
        int64_t retry_ms;
        int64_t least_ms;
        int64_t most_ms;
    } limits[] = { { AMBOS_NO_RETRY, 0, 5000 }, { 0, 80, 5000 }, { 400, 350, 5000 } };
    intptr_t held;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    held = test_open_native(test_path("to"), false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    for (size_t i = 0; i < COUNT(limits); i++) {
        const ambos_rename_options options = { .retry_ms = limits[i].retry_ms };
        const int64_t start = test_clock_ms();
        int64_t took;

        CHECK_ERR(ambos_rename(test_path("from"), test_path("to"), &options), AMBOS_EBUSY);
        took = test_clock_ms() - start;
        CHECK(took >= limits[i].least_ms && took <= limits[i].most_ms);
    }
    test_close_native(held);
    CHECK_STR(test_read_file(test_path("from"), NULL), "new");
    CHECK_STR(test_read_file(test_path("to"), NULL), "old");
    held = test_open_native(test_path("from"), false);
    CHECK_ERR(ambos_rename(test_path("from"), test_path("to"), &no_retry), AMBOS_EBUSY);
    test_close_native(held);
    CHECK_OK(ambos_rename(test_path("from"), test_path("to"), &no_retry));
}

static void let_go(void *context)
{
    test_sleep(150);
    test_close_native(*(intptr_t *)context);
}

/* 115 */
TEST(what_is_let_go_in_time_is_replaced)
{
    const ambos_rename_options patient = { .retry_ms = 10000 };
    struct test_thread *thread;
    intptr_t held;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    held = test_open_native(test_path("to"), false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    thread = test_thread_start(let_go, &held);
    CHECK_OK(ambos_rename(test_path("from"), test_path("to"), &patient));
    test_thread_join(thread);
    CHECK_STR(test_read_file(test_path("to"), NULL), "new");
}

struct reader {
    char path[1024];
    char stop[1024]; /* a file: when it is there, enough was read */
    int whole;
    ambos_error wrong;
    bool torn;
};

static void read_over_and_over(void *context)
{
    struct reader *reader = context;
    char text[4096];

    while (!reader->torn && !reader->wrong && (reader->whole % 8 || !test_exists(reader->stop))) {
        ambos_file *file;
        size_t got = 0;
        ambos_error error = ambos_file_open(&file, reader->path, AMBOS_READ, 0);

        if (error == AMBOS_EBUSY && !test_exists(reader->stop))
            continue;
        if (!error)
            error = ambos_file_read(file, text, sizeof text, &got);
        ambos_file_close(file);
        if (test_is_wine())
            test_sleep(2); /* what is never closed there is never replaced */
        reader->wrong = error;
        reader->torn = got != 2048;
        for (size_t i = 1; i < got; i++)
            reader->torn = reader->torn || text[i] != text[0];
        reader->whole++;
    }
}

/* 114, 123 */
TEST(readers_never_see_none_or_a_part)
{
    static struct reader readers[2];
    struct test_thread *threads[COUNT(readers)];
    char text[2048];
    const int rounds = test_is_wine() ? 100 : 400;
    int replaced = 0;

    memset(text, 'a', sizeof text);
    test_write_file(test_path("to"), text, sizeof text);
    for (size_t i = 0; i < COUNT(readers); i++) {
        snprintf(readers[i].path, sizeof readers[i].path, "%s", test_path("to"));
        snprintf(readers[i].stop, sizeof readers[i].stop, "%s", test_path("stop"));
        threads[i] = test_thread_start(read_over_and_over, &readers[i]);
    }
    for (int i = 0; i < rounds; i++) {
        ambos_error error;

        memset(text, 'a' + i % 26, sizeof text);
        test_write_file(test_path("from"), text, sizeof text);
        error = ambos_rename(test_path("from"), test_path("to"), NULL);
        CHECK(error == AMBOS_OK || (test_is_windows() && error == AMBOS_EBUSY));
        replaced += error == AMBOS_OK;
    }
    write_text(test_path("stop"), "");
    for (size_t i = 0; i < COUNT(readers); i++) {
        test_thread_join(threads[i]);
        CHECK_CODE(readers[i].wrong, AMBOS_OK);
        CHECK(!readers[i].torn);
        CHECK(readers[i].whole > 0);
    }
    CHECK(replaced > 0);
}

/* 121 */
TEST(another_file_system_is_exdev)
{
    const char *mount = test_path("mount");
    ambos_error error, back, plain;

    test_make_dir(mount);
    write_text(test_path("file"), "x");
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    error = ambos_rename(test_path("file"), test_path("mount/file"), NULL);
    plain = ambos_rename(test_path("file"), test_path("mount/file"), &no_replace);
    test_make_dir(test_path("mount/dir"));
    back = ambos_rename(test_path("mount/dir"), test_path("dir"), NULL);
    test_unmount(mount);
    CHECK_CODE(error, AMBOS_EXDEV);
    CHECK_CODE(plain, AMBOS_EXDEV);
    CHECK_CODE(back, AMBOS_EXDEV);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
}

TEST(rename_without_permission)
{
    test_make_dir(test_path("sticky"));
    write_text(test_path("sticky/roots"), "x");
    CHECK_OK(ambos_chmod(test_path("sticky"), 01777, 0));
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    write_text(test_path("closed/file"), "x");
    write_text(test_path("file"), "y");
    CHECK_OK(ambos_chmod(test_path("closed"), 0555, 0));
    CHECK_ERR(ambos_rename(test_path("closed/file"), test_path("to"), NULL), AMBOS_EACCES);
    CHECK_ERR(ambos_rename(test_path("file"), test_path("closed/to"), NULL), AMBOS_EACCES);
    CHECK_ERR(ambos_rename(test_path("file"), test_path("closed/file"), NULL), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("closed"), 0777, 0));
    CHECK_STR(test_read_file(test_path("closed/file"), NULL), "x");
    if (ambos_chmod(test_path("sticky"), 01777, 0) == AMBOS_EPERM)
        CHECK_ERR(ambos_rename(test_path("sticky/roots"), test_path("to"), NULL), AMBOS_EPERM);
}

TEST(rename_names_its_step)
{
    ambos_failure last;

    CHECK_ERR(ambos_rename(test_path("missing"), test_path("to"), NULL), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_RENAME);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}

/* 5 */
TEST(renaming_leaks_no_handle)
{
    int64_t handles;

    write_text(test_path("a"), "x");
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_rename(test_path("a"), test_path("b"), NULL));
    handles = test_handle_count();
    for (int i = 0; i < 30; i++) {
        CHECK_OK(ambos_rename(test_path("b"), test_path("a"), NULL));
        write_text(test_path("b"), "y");
        CHECK_OK(ambos_rename(test_path("a"), test_path("b"), NULL));
        CHECK_ERR(ambos_rename(test_path("b"), test_path("dir"), NULL), AMBOS_EISDIR);
        CHECK_ERR(ambos_rename(test_path("dir"), test_path("b"), NULL), AMBOS_ENOTDIR);
        CHECK_ERR(ambos_rename(test_path("missing"), test_path("b"), NULL), AMBOS_ENOENT);
        CHECK_ERR(ambos_rename(test_path("b"), test_path("dir"), &no_replace), AMBOS_EEXIST);
    }
    CHECK_INT(test_handle_count(), handles);
}
