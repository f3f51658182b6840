/* SPDX-License-Identifier: MIT */
/* Version, memory, time, and open files. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { ALL_OPEN_FLAGS = AMBOS_READ | AMBOS_WRITE | AMBOS_APPEND | AMBOS_CREATE | AMBOS_EXCLUSIVE | AMBOS_TRUNCATE |
                        AMBOS_NOFOLLOW | AMBOS_PRIVATE };

/* ---- version ---- */

TEST(version_is_that_of_the_header)
{
    char text[32];

    CHECK_U64(ambos_version(), AMBOS_VERSION);
    CHECK_STR(ambos_version_text(), AMBOS_VERSION_TEXT);
    snprintf(text, sizeof text, "%d.%d.%d", AMBOS_VERSION_MAJOR, AMBOS_VERSION_MINOR, AMBOS_VERSION_PATCH);
    CHECK_STR(ambos_version_text(), text);
    CHECK_U64(ambos_version() >> 16, AMBOS_VERSION_MAJOR);
    CHECK_U64(ambos_version() >> 8 & 0xff, AMBOS_VERSION_MINOR);
    CHECK_U64(ambos_version() & 0xff, AMBOS_VERSION_PATCH);
}

/* ---- memory ---- */

/* Counts what lives, and fails once when `left` comes to 0; negative: never. */
struct counting {
    int64_t live;
    int64_t calls;
    int64_t left;
    bool failed;
    bool misused;
};

static bool may_allocate(struct counting *counting, size_t size)
{
    counting->calls++;
    if (size == 0)
        counting->misused = true;
    if (counting->left < 0 || counting->left-- > 0)
        return true;
    counting->failed = true;
    return false;
}

static void *AMBOS_CALL count_allocate(void *context, size_t size)
{
    struct counting *counting = context;
    void *block = may_allocate(counting, size) ? malloc(size) : NULL;

    if (block)
        counting->live++;
    return block;
}

static void *AMBOS_CALL count_resize(void *context, void *block, size_t size)
{
    struct counting *counting = context;

    if (!block)
        counting->misused = true;
    return may_allocate(counting, size) ? realloc(block, size) : NULL;
}

static void AMBOS_CALL count_release(void *context, void *block)
{
    struct counting *counting = context;

    if (!block)
        counting->misused = true;
    counting->live--;
    free(block);
}

static struct counting counting = { 0, 0, -1, false, false };
static const ambos_allocator counting_allocator = { count_allocate, count_resize, count_release, &counting };

TEST(free_takes_null)
{
    ambos_free(NULL);
    ambos_free(NULL);
}

TEST(allocator_can_be_set_before_the_first_allocation)
{
    char *cwd;

    CHECK_OK(ambos_set_allocator(&counting_allocator));
    CHECK_INT(counting.calls, 0);
    CHECK_OK(ambos_getcwd(&cwd));
    CHECK(counting.calls > 0);
    CHECK_INT(counting.live, 1);
    ambos_free(cwd);
    CHECK_INT(counting.live, 0);
    CHECK(!counting.misused);
}

TEST(allocator_cannot_be_set_after_an_allocation)
{
    char *cwd;

    CHECK_OK(ambos_getcwd(&cwd));
    CHECK_ERR(ambos_set_allocator(&counting_allocator), AMBOS_EBUSY);
    ambos_free(cwd);
    CHECK_ERR(ambos_set_allocator(&counting_allocator), AMBOS_EBUSY);
    CHECK_OK(ambos_getcwd(&cwd));
    ambos_free(cwd);
    CHECK_INT(counting.calls, 0);
}

TEST(allocator_can_be_set_only_once)
{
    struct counting other = { 0, 0, -1, false, false };
    const ambos_allocator second = { count_allocate, count_resize, count_release, &other };
    char *cwd;

    CHECK_OK(ambos_set_allocator(&counting_allocator));
    CHECK_ERR(ambos_set_allocator(&second), AMBOS_EBUSY);
    CHECK_OK(ambos_getcwd(&cwd));
    ambos_free(cwd);
    CHECK_INT(other.calls, 0);
    CHECK(counting.calls > 0);
}

/* 135 */
TEST(allocator_needs_all_three_functions)
{
    ambos_allocator part;

    CHECK_ERR(ambos_set_allocator(NULL), AMBOS_EINVAL);
    part = counting_allocator;
    part.allocate = NULL;
    CHECK_ERR(ambos_set_allocator(&part), AMBOS_EINVAL);
    part = counting_allocator;
    part.resize = NULL;
    CHECK_ERR(ambos_set_allocator(&part), AMBOS_EINVAL);
    part = counting_allocator;
    part.release = NULL;
    CHECK_ERR(ambos_set_allocator(&part), AMBOS_EINVAL);
    /* A bad try has not used up the one there is. */
    CHECK_OK(ambos_set_allocator(&counting_allocator));
}

/* That nothing was allocated is what a call says that allocates nothing. */
TEST(calls_that_hand_over_no_memory_leave_the_allocator_free)
{
    ambos_file_info info;
    char value[16];

    CHECK_OK(ambos_stat(test_dir(), &info));
    CHECK_ERR(ambos_stat(test_path("missing"), &info), AMBOS_ENOENT);
    CHECK_ERR(ambos_getenv_into("AMBOS_TEST_MISSING", value, sizeof value, NULL), AMBOS_ENOENT);
    CHECK_OK(ambos_set_allocator(&counting_allocator));
}

struct setter {
    ambos_error result;
    struct counting counting;
};

static void set_allocator(void *context)
{
    struct setter *setter = context;
    ambos_allocator allocator = counting_allocator;

    allocator.context = &setter->counting;
    setter->result = ambos_set_allocator(&allocator);
}

TEST(of_several_threads_that_set_an_allocator_one_wins)
{
    struct setter setters[8];
    struct test_thread *threads[COUNT(setters)];
    int winners = 0;
    char *cwd;

    memset(setters, 0, sizeof setters);
    for (size_t i = 0; i < COUNT(setters); i++) {
        setters[i].counting.left = -1;
        threads[i] = test_thread_start(set_allocator, &setters[i]);
    }
    for (size_t i = 0; i < COUNT(setters); i++)
        test_thread_join(threads[i]);
    CHECK_OK(ambos_getcwd(&cwd));
    ambos_free(cwd);
    for (size_t i = 0; i < COUNT(setters); i++) {
        if (setters[i].result == AMBOS_OK)
            winners++;
        else
            CHECK_CODE(setters[i].result, AMBOS_EBUSY);
        CHECK((setters[i].result == AMBOS_OK) == (setters[i].counting.calls > 0));
        CHECK_INT(setters[i].counting.live, 0);
    }
    CHECK_INT(winners, 1);
}

/* ---- memory that runs out, at every place where some is asked for ---- */

static const char *sweep_file;
static const char *sweep_link;

static ambos_error do_open(void)
{
    ambos_file *file = (ambos_file *)&counting;
    ambos_error error = ambos_file_open(&file, sweep_file, AMBOS_READ, 0);

    CHECK(!error || !file);
    ambos_file_close(file);
    return error;
}

static ambos_error do_adopt(void)
{
    const intptr_t native = test_open_native(sweep_file, true);
    ambos_file *file = (ambos_file *)&counting;
    ambos_error error = ambos_file_adopt(&file, native);

    CHECK(!error || !file);
    if (error)
        test_close_native(native); /* it is still ours */
    ambos_file_close(file);
    return error;
}

static ambos_error do_read_file(void)
{
    char *data;
    ambos_error error = ambos_read_file(sweep_file, 0, &data, NULL);

    CHECK(error ? !data : data[0] == 'x');
    ambos_free(data);
    return error;
}

static ambos_error do_replace(void)
{
    ambos_file_replace *replace;
    ambos_error error = ambos_file_replace_begin(&replace, sweep_file, NULL);

    CHECK(!error == (replace != NULL));
    if (error)
        return error;
    CHECK_OK(ambos_file_write(ambos_file_replace_file(replace), "x", 1, NULL));
    return ambos_file_replace_commit(replace);
}

static ambos_error do_temp_file(void)
{
    ambos_file *file;
    char *path;
    ambos_error error = ambos_temp_file(&file, test_dir(), NULL, 0, &path);

    CHECK(!error == (file != NULL) && !error == (path != NULL));
    (void)ambos_file_close(file);
    counting.left = -1;
    if (path)
        CHECK_OK(ambos_unlink(path));
    ambos_free(path);
    return error;
}

static ambos_error do_temp_nameless(void)
{
    ambos_file *file;
    ambos_error error = ambos_temp_file(&file, NULL, NULL, AMBOS_TEMP_DELETE, NULL);

    (void)ambos_file_close(file);
    return error;
}

static ambos_error do_temp_dir(void)
{
    char *path;
    ambos_error error = ambos_temp_dir(&path, test_dir(), NULL, 0);

    counting.left = -1;
    if (path)
        CHECK_OK(ambos_rmdir(path));
    ambos_free(path);
    return error;
}

static ambos_error do_list(void)
{
    ambos_dir *dir = (ambos_dir *)&counting;
    const ambos_dir_entry *entry = NULL;
    ambos_error error = ambos_dir_open(&dir, test_dir(), 0);

    CHECK(!error || !dir);
    if (error)
        return error;
    do {
        error = ambos_dir_next(dir, &entry);
        CHECK(!error || !entry);
    } while (!error && entry);
    ambos_dir_close(dir);
    return error;
}

static ambos_error text_result(ambos_error error, char *text)
{
    CHECK(!error || !text);
    ambos_free(text);
    return error;
}

static ambos_error do_getcwd(void)
{
    char *text = (char *)&counting;
    ambos_error error = ambos_getcwd(&text);

    return text_result(error, text);
}

static ambos_error do_listdir(void)
{
    ambos_dir_entry *entries = (ambos_dir_entry *)&counting;
    ambos_error error = ambos_listdir(test_dir(), 0, &entries, NULL);

    CHECK(!error == (entries != NULL));
    ambos_free(entries);
    return error;
}

static ambos_error do_walk(void)
{
    const ambos_walk_options options = { .flags = AMBOS_WALK_SORTED };
    ambos_walk *walk = (ambos_walk *)&counting;
    const ambos_walk_entry *entry = NULL;
    ambos_error error = ambos_walk_open(&walk, test_dir(), &options);
    bool unnamed = false;

    CHECK(!error == (walk != NULL));
    if (error)
        return error;
    do {
        error = ambos_walk_next(walk, &entry);
        unnamed = unnamed || (entry && !ambos_walk_path(walk));
    } while (!error && entry);
    ambos_walk_close(walk);
    return unnamed ? AMBOS_ENOMEM : error;
}

static ambos_error do_glob(void)
{
    char pattern[2000];
    char **paths = (char **)&counting;
    ambos_error error;

    snprintf(pattern, sizeof pattern, "%s/**", test_dir());
    error = ambos_glob(pattern, NULL, &paths, NULL);
    CHECK(!error == (paths != NULL));
    ambos_free(paths);
    return error;
}

static ambos_error do_make_path(void)
{
    ambos_error error = ambos_make_path(test_path("made/a/b"), 0, 0);

    if (!error)
        CHECK(ambos_rmdir(test_path("made/a/b")) == AMBOS_OK && ambos_rmdir(test_path("made/a")) == AMBOS_OK &&
              ambos_rmdir(test_path("made")) == AMBOS_OK);
    return error;
}

static ambos_error do_find_program(void)
{
    char *text = (char *)&counting;
    ambos_error error = ambos_find_program(test_self(), NULL, &text);

    return text_result(error, text);
}

static ambos_error do_getenv(void)
{
    char *text = (char *)&counting;
    ambos_error error = ambos_getenv("AMBOS_TEST_SWEEP", &text);

    CHECK(error || strlen(text) == 5000);
    return text_result(error, text);
}

static ambos_error do_readlink(void)
{
    char *text = (char *)&counting;
    ambos_error error = ambos_readlink(sweep_link, &text);

    CHECK(error || strlen(text) == 2000);
    return text_result(error, text);
}

static ambos_error do_env_create(void)
{
    ambos_env *env = (ambos_env *)&counting;
    ambos_error error = ambos_env_create(&env);

    CHECK(!error || !env);
    ambos_env_free(env);
    return error;
}

static ambos_error do_env_snapshot(void)
{
    ambos_env *env = (ambos_env *)&counting;
    ambos_error error = ambos_env_snapshot(&env);

    CHECK(!error || !env);
    ambos_env_free(env);
    return error;
}

static ambos_error do_env_list(void)
{
    static const char *const list[] = { "A=1", "B=2", "A=3", "C=a rather long value of this variable", NULL };
    ambos_env *env = (ambos_env *)&counting;
    ambos_error error = ambos_env_from_list(&env, list);

    CHECK(!error || !env);
    ambos_env_free(env);
    return error;
}

/* Sets of one environment, made anew until all goes well; a failed one changes nothing. */
static ambos_error do_env_set(void)
{
    ambos_env *env;
    ambos_error error = ambos_env_create(&env);
    char name[32];
    const char *value;
    size_t count = 0;

    while (!error && count < 100) {
        snprintf(name, sizeof name, "V%zu", count);
        error = ambos_env_set(env, name, "value");
        if (!error)
            count++;
    }
    CHECK_INT(ambos_env_count(env), count);
    for (size_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, "V%zu", i);
        CHECK_OK(ambos_env_get(env, name, &value));
        CHECK_STR(value, "value");
    }
    ambos_env_free(env);
    return error;
}

static ambos_error do_env_merge(void)
{
    static const char *const first[] = { "A=1", "B=2", NULL };
    static const char *const second[] = { "B=two, and a text that is longer", "C=3", "D=4", NULL };
    ambos_env *env = NULL;
    ambos_env *other = NULL;
    const char *value;
    ambos_error error = ambos_env_from_list(&env, first);

    if (!error)
        error = ambos_env_from_list(&other, second);
    if (!error) {
        error = ambos_env_merge(env, other);
        CHECK_INT(ambos_env_count(env), error ? 2 : 4);
        CHECK_OK(ambos_env_get(env, "B", &value));
        CHECK_STR(value, error ? "2" : "two, and a text that is longer");
    }
    ambos_env_free(env);
    ambos_env_free(other);
    return error;
}

static ambos_error do_long_stat(void)
{
    static char path[1200];
    ambos_file_info info;
    ambos_error error;

    if (!path[0]) {
        snprintf(path, sizeof path, "%s", test_dir());
        while (strlen(path) < 1000)
            strcat(path, "/.");
    }
    error = ambos_stat(path, &info);
    CHECK(error || info.type == AMBOS_TYPE_DIRECTORY);
    return error;
}

static ambos_error do_long_rename(void)
{
    static char path[1200];
    ambos_error error;

    if (!path[0]) {
        snprintf(path, sizeof path, "%s", test_dir());
        while (strlen(path) < 1000)
            strcat(path, "/.");
        strcat(path, "/moved");
    }
    error = ambos_rename(sweep_file, path, NULL);
    CHECK(test_exists(sweep_file) == (error != AMBOS_OK));
    counting.left = -1;
    if (!error)
        CHECK_OK(ambos_rename(path, sweep_file, NULL));
    return error;
}

/* The old one stays until the new one is whole. */
static ambos_error do_copy_over(void)
{
    static const ambos_copy_options preserve = { .flags = AMBOS_COPY_PRESERVE };
    const char *to = test_path("copy");
    ambos_error error;

    test_write_file(to, "old", 3);
    error = ambos_copy_file(sweep_file, to, &preserve);
    CHECK_STR(test_read_file(to, NULL), error ? "old" : "x");
    return error;
}

static void sweep(const char *name, ambos_error (*call)(void))
{
    const int64_t live = counting.live;
    int64_t handles;

    CHECK_OK(call()); /* what is made once and kept is made */
    handles = test_handle_count();
    for (int64_t n = 0;; n++) {
        ambos_error error;

        counting.left = n;
        counting.failed = false;
        error = call();
        counting.left = -1;
        if (error != (counting.failed ? AMBOS_ENOMEM : AMBOS_OK))
            FAIL("%s: allocation %" PRId64 " failed, and the result is %s", name, n, ambos_error_name(error));
        if (counting.live != live)
            FAIL("%s: allocation %" PRId64 " failed, and %" PRId64 " blocks leaked", name, n, counting.live - live);
        if (test_handle_count() != handles)
            FAIL("%s: allocation %" PRId64 " failed, and a handle leaked", name, n);
        if (!counting.failed)
            return;
        if (n > 5000)
            FAIL("%s: no end of allocations", name);
    }
}

static void set_long_variable(void)
{
    char value[5001];

    memset(value, 'v', sizeof value - 1);
    value[sizeof value - 1] = '\0';
    CHECK_OK(ambos_setenv("AMBOS_TEST_SWEEP", value));
}

/* 136 */
TEST(every_allocation_may_fail)
{
    static const struct {
        const char *name;
        ambos_error (*call)(void);
    } calls[] = { { "file_open", do_open },
                  { "file_adopt", do_adopt },
                  { "read_file", do_read_file },
                  { "file_replace", do_replace },
                  { "temp_file", do_temp_file },
                  { "temp_file deleted", do_temp_nameless },
                  { "temp_dir", do_temp_dir },
                  { "dir_open and next", do_list },
                  { "listdir", do_listdir },
                  { "walk", do_walk },
                  { "glob", do_glob },
                  { "make_path", do_make_path },
                  { "getcwd", do_getcwd },
                  { "find_program", do_find_program },
                  { "getenv", do_getenv },
                  { "env_create", do_env_create },
                  { "env_snapshot", do_env_snapshot },
                  { "env_from_list", do_env_list },
                  { "env_set", do_env_set },
                  { "env_merge", do_env_merge },
                  { "stat of a long path", do_long_stat },
                  { "rename to a long path", do_long_rename },
                  { "copy_file over another", do_copy_over } };

    sweep_file = test_path("file");
    test_write_file(sweep_file, "x", 1);
    CHECK_OK(ambos_set_allocator(&counting_allocator));
    set_long_variable();
    for (size_t i = 0; i < COUNT(calls); i++)
        sweep(calls[i].name, calls[i].call);
    CHECK_INT(counting.live, 0);
    CHECK(!counting.misused);
}

/* 136 */
TEST(every_allocation_of_readlink_may_fail)
{
    char target[2001];

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    sweep_link = test_path("link");
    memset(target, 't', sizeof target - 1);
    target[sizeof target - 1] = '\0';
    CHECK_OK(ambos_set_allocator(&counting_allocator));
    CHECK_OK(ambos_symlink(target, sweep_link, 0));
    sweep("readlink", do_readlink);
    CHECK_INT(counting.live, 0);
    CHECK(!counting.misused);
}

/* 5 */
TEST(failures_leak_no_memory)
{
    static const char *const bad_list[] = { "A=1", "no sign", NULL };
    const char *path = test_path("file");
    ambos_file *file;
    ambos_dir *dir;
    ambos_env *env;
    char *text;

    test_write_file(path, "x", 1);
    CHECK_OK(ambos_set_allocator(&counting_allocator));
    CHECK_ERR(ambos_file_open(&file, test_path("missing"), AMBOS_READ, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_file_open(&file, test_dir(), AMBOS_READ, 0), AMBOS_EISDIR);
    CHECK(ambos_file_adopt(&file, AMBOS_NO_HANDLE) != AMBOS_OK);
    CHECK_ERR(ambos_dir_open(&dir, path, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_dir_open(&dir, test_path("missing"), 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_readlink(path, &text), AMBOS_EINVAL);
    CHECK_ERR(ambos_readlink(test_path("missing"), &text), AMBOS_ENOENT);
    CHECK_ERR(ambos_getenv("AMBOS_TEST_MISSING", &text), AMBOS_ENOENT);
    CHECK_ERR(ambos_env_from_list(&env, bad_list), AMBOS_EINVAL);
    CHECK_INT(counting.live, 0);
    CHECK(!counting.misused);
}

TEST(nothing_is_allocated_where_nothing_is_handed_over)
{
    const char *path = test_path("file");
    ambos_file *file;
    ambos_file_info info;
    char buffer[8];
    size_t got;

    CHECK_OK(ambos_set_allocator(&counting_allocator));
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE, 0));
    counting.left = 0;
    CHECK_OK(ambos_file_write(file, "abc", 3, NULL));
    CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_read(file, buffer, sizeof buffer, &got));
    CHECK_OK(ambos_file_pwrite(file, "abc", 3, 0, NULL));
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, 0, &got));
    CHECK_OK(ambos_file_truncate(file, 2));
    CHECK_OK(ambos_file_sync(file, 0));
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_unlock(file));
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_OK(ambos_stat(path, &info));
    CHECK_OK(ambos_lstat(path, &info));
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_READ));
    CHECK_OK(ambos_chmod(path, 0600, 0));
    CHECK_OK(ambos_rename(path, test_path("other"), NULL));
    CHECK_OK(ambos_write_file(test_path("whole"), "abc", 3, NULL));
    CHECK_OK(ambos_write_file(test_path("whole"), "abc", 3, NULL));
    CHECK_OK(ambos_unlink(test_path("whole")));
    CHECK_OK(ambos_mkdir(test_path("dir"), 0, 0));
    CHECK_OK(ambos_rmdir(test_path("dir")));
    CHECK_OK(ambos_setenv("AMBOS_TEST_BASE", "value"));
    CHECK_OK(ambos_getenv_into("AMBOS_TEST_BASE", buffer, sizeof buffer, &got));
    CHECK_OK(ambos_unsetenv("AMBOS_TEST_BASE"));
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_chdir(".."));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_unlink(test_path("other")));
    CHECK(!counting.failed);
    CHECK_INT(counting.live, 0);
}

/* ---- time ---- */

TEST(now_is_the_time_of_day)
{
    const time_t before = time(NULL);
    const ambos_time now = ambos_now();
    const time_t after = time(NULL);

    CHECK(now.sec >= (int64_t)before - 1);
    CHECK(now.sec <= (int64_t)after + 1);
    CHECK(now.nsec < 1000000000);
}

TEST(now_counts_parts_of_a_second)
{
    bool seen = false;

    for (int i = 0; i < 20 && !seen; i++) {
        seen = ambos_now().nsec % 1000000 != 0;
        ambos_sleep(1);
    }
    CHECK(seen);
}

TEST(clock_only_goes_forward)
{
    int64_t last = ambos_clock_ns();

    CHECK(last >= 0);
    for (int i = 0; i < 100000; i++) {
        const int64_t next = ambos_clock_ns();

        CHECK(next >= last);
        last = next;
    }
}

TEST(clock_and_sleep_agree_with_the_system)
{
    const int64_t system = test_clock_ms();
    const int64_t start = ambos_clock_ns();
    int64_t ours, theirs;

    ambos_sleep(150);
    ours = (ambos_clock_ns() - start) / 1000000;
    theirs = test_clock_ms() - system;
    CHECK(ours >= 150);
    CHECK(theirs >= 150 - 16);            /* its own steps may be 16 ms */
    CHECK(ours <= theirs + 40);
    CHECK(theirs < 150 + 5000);
}

TEST(sleep_of_nothing_returns_at_once)
{
    const int64_t start = ambos_clock_ns();

    ambos_sleep(0);
    ambos_sleep(-1);
    ambos_sleep(AMBOS_POLL);
    ambos_sleep(INT64_MIN);
    CHECK(ambos_clock_ns() - start < INT64_C(2000000000));
}

TEST(short_sleeps_are_never_short)
{
    for (int64_t ms = 1; ms <= 12; ms++) {
        const int64_t start = ambos_clock_ns();

        ambos_sleep(ms);
        CHECK(ambos_clock_ns() - start >= ms * 1000000);
    }
}

/* ---- opening ---- */

static ambos_file *open_file(const char *path, uint32_t flags)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, flags, 0));
    CHECK(file != NULL);
    return file;
}

static void check_open_fails(const char *path, uint32_t flags, ambos_error expected)
{
    ambos_file *file = (ambos_file *)&counting;

    CHECK_ERR(ambos_file_open(&file, path, flags, 0), expected);
    CHECK(!file);
}

static void check_content(const char *path, const void *data, size_t size)
{
    size_t got;
    const char *is = test_read_file(path, &got);

    CHECK_MEM(is, got, data, size);
}

/* 135 */
TEST(open_refuses_bad_arguments)
{
    static const uint32_t bad[] = { 0,
                                    AMBOS_CREATE,
                                    AMBOS_NOFOLLOW | AMBOS_PRIVATE,
                                    AMBOS_READ | AMBOS_CREATE,
                                    AMBOS_READ | AMBOS_TRUNCATE,
                                    AMBOS_WRITE | AMBOS_EXCLUSIVE,
                                    AMBOS_READ | AMBOS_EXCLUSIVE };
    const char *path = test_path("file");

    CHECK_ERR(ambos_file_open(NULL, path, AMBOS_READ, 0), AMBOS_EINVAL);
    check_open_fails(NULL, AMBOS_READ, AMBOS_EINVAL);
    for (size_t i = 0; i < COUNT(bad); i++)
        check_open_fails(path, bad[i], AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (!(bit & ALL_OPEN_FLAGS))
            check_open_fails(path, AMBOS_WRITE | AMBOS_CREATE | bit, AMBOS_EINVAL);
    CHECK(!test_exists(path));
}

TEST(open_refuses_mode_bits_that_do_not_exist)
{
    const char *path = test_path("file");
    ambos_file *file = (ambos_file *)&counting;

    CHECK_ERR(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 010000), AMBOS_EINVAL);
    CHECK(!file);
    CHECK(!test_exists(path));
}

/* 73 */
TEST(open_of_the_empty_path_is_enoent)
{
    check_open_fails("", AMBOS_READ, AMBOS_ENOENT);
    check_open_fails("", AMBOS_WRITE | AMBOS_CREATE, AMBOS_ENOENT);
    check_open_fails("", AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, AMBOS_ENOENT);
}

/* 72 */
TEST(open_tells_missing_from_not_a_directory)
{
    test_write_file(test_path("file"), "x", 1);
    check_open_fails(test_path("missing"), AMBOS_READ, AMBOS_ENOENT);
    check_open_fails(test_path("missing"), AMBOS_WRITE, AMBOS_ENOENT);
    check_open_fails(test_path("missing"), AMBOS_WRITE | AMBOS_TRUNCATE, AMBOS_ENOENT);
    check_open_fails(test_path("missing/x"), AMBOS_READ, AMBOS_ENOENT);
    check_open_fails(test_path("missing/x/y"), AMBOS_WRITE | AMBOS_CREATE, AMBOS_ENOENT);
    check_open_fails(test_path("file/x"), AMBOS_READ, AMBOS_ENOTDIR);
    check_open_fails(test_path("file/x/y"), AMBOS_READ, AMBOS_ENOTDIR);
    check_open_fails(test_path("file/x"), AMBOS_WRITE | AMBOS_CREATE, AMBOS_ENOTDIR);
}

/* 71 */
TEST(open_with_a_separator_at_the_end)
{
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    check_open_fails(test_path("file/"), AMBOS_READ, AMBOS_ENOTDIR);
    check_open_fails(test_path("file/"), AMBOS_WRITE, AMBOS_ENOTDIR);
    check_open_fails(test_path("dir/"), AMBOS_READ, AMBOS_EISDIR);
    check_open_fails(test_path("dir/"), AMBOS_WRITE, AMBOS_EISDIR);
    check_content(test_path("file"), "x", 1);
}

TEST(open_with_a_separator_at_the_end_makes_nothing)
{
    ambos_file *file;
    ambos_error error = ambos_file_open(&file, test_path("new/"), AMBOS_WRITE | AMBOS_CREATE, 0);

    CHECK(error == AMBOS_ENOTDIR || error == AMBOS_EISDIR || error == AMBOS_ENOENT);
    CHECK(!file);
    CHECK(!test_exists(test_path("new")));
}

TEST(open_of_a_directory_is_eisdir)
{
    test_make_dir(test_path("dir"));
    check_open_fails(test_path("dir"), AMBOS_READ, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_WRITE, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_READ | AMBOS_WRITE, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_APPEND, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_WRITE | AMBOS_CREATE, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, AMBOS_EISDIR);
    check_open_fails(test_path("."), AMBOS_READ, AMBOS_EISDIR);
    check_open_fails(test_path("dir"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, AMBOS_EEXIST);
}

TEST(create_makes_and_opens)
{
    const char *path = test_path("file");
    ambos_file *file = open_file(path, AMBOS_WRITE | AMBOS_CREATE);

    CHECK(test_exists(path));
    CHECK_OK(ambos_file_write(file, "first text", 10, NULL));
    CHECK_OK(ambos_file_close(file));
    file = open_file(path, AMBOS_WRITE | AMBOS_CREATE);
    CHECK_OK(ambos_file_write(file, "FIRST", 5, NULL));
    CHECK_OK(ambos_file_close(file));
    check_content(path, "FIRST text", 10);
}

TEST(truncate_cuts_to_nothing)
{
    const char *path = test_path("file");

    test_write_file(path, "0123456789", 10);
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_WRITE | AMBOS_TRUNCATE)));
    check_content(path, "", 0);
    test_write_file(path, "0123456789", 10);
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE)));
    check_content(path, "", 0);
    CHECK_OK(ambos_file_close(open_file(test_path("new"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE)));
    check_content(test_path("new"), "", 0);
}

TEST(exclusive_refuses_what_is_there)
{
    const uint32_t flags = AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE;
    const char *path = test_path("file");

    CHECK_OK(ambos_file_close(open_file(path, flags)));
    test_write_file(path, "x", 1);
    check_open_fails(path, flags, AMBOS_EEXIST);
    check_open_fails(path, flags | AMBOS_TRUNCATE, AMBOS_EEXIST);
    check_open_fails(path, AMBOS_APPEND | AMBOS_CREATE | AMBOS_EXCLUSIVE, AMBOS_EEXIST);
    check_content(path, "x", 1);
}

TEST(exclusive_counts_a_link_as_there)
{
    const uint32_t flags = AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    check_open_fails(test_path("link"), flags, AMBOS_EEXIST);
    check_open_fails(test_path("dangling"), flags, AMBOS_EEXIST);
    CHECK(!test_exists(test_path("nowhere")));
}

struct racer {
    const char *path;
    int won;
    int lost;
};

static void race_to_create(void *context)
{
    struct racer *racer = context;
    char path[1024];
    ambos_file *file;

    for (int i = 0; i < 50; i++) {
        snprintf(path, sizeof path, "%s%d", racer->path, i);
        switch (ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0)) {
        case AMBOS_OK:
            racer->won++;
            break;
        case AMBOS_EEXIST:
            racer->lost++;
            break;
        default:
            break;
        }
        ambos_file_close(file);
    }
}

TEST(of_several_exclusive_creators_one_wins)
{
    struct racer racers[8];
    struct test_thread *threads[COUNT(racers)];
    int won = 0;
    int lost = 0;

    for (size_t i = 0; i < COUNT(racers); i++) {
        racers[i] = (struct racer){ test_path("race"), 0, 0 };
        threads[i] = test_thread_start(race_to_create, &racers[i]);
    }
    for (size_t i = 0; i < COUNT(racers); i++) {
        test_thread_join(threads[i]);
        won += racers[i].won;
        lost += racers[i].lost;
    }
    CHECK_INT(won, 50);
    CHECK_INT(lost, 350);
}

TEST(open_follows_links_unless_told_not_to)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_file_close(open_file(test_path("link"), AMBOS_READ)));
    CHECK_OK(ambos_file_close(open_file(test_path("file"), AMBOS_READ | AMBOS_NOFOLLOW)));
    check_open_fails(test_path("link"), AMBOS_READ | AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("link"), AMBOS_WRITE | AMBOS_TRUNCATE | AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("dangling"), AMBOS_READ | AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("dangling"), AMBOS_READ, AMBOS_ENOENT);
    check_content(test_path("file"), "x", 1);
}

TEST(nofollow_looks_at_the_last_name_only)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_file_close(open_file(test_path("link/file"), AMBOS_READ | AMBOS_NOFOLLOW)));
    check_open_fails(test_path("link"), AMBOS_READ | AMBOS_NOFOLLOW, AMBOS_ELOOP);
    check_open_fails(test_path("link"), AMBOS_READ, AMBOS_EISDIR);
}

/* 70 */
TEST(open_of_a_loop_is_eloop)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("b", test_path("a"), 0));
    CHECK_OK(ambos_symlink("a", test_path("b"), 0));
    check_open_fails(test_path("a"), AMBOS_READ, AMBOS_ELOOP);
    check_open_fails(test_path("a/x"), AMBOS_READ, AMBOS_ELOOP);
}

/* ---- modes ---- */

static unsigned made_mode(const char *name, uint32_t flags, uint32_t mode)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, test_path(name), AMBOS_WRITE | AMBOS_CREATE | flags, mode));
    CHECK_OK(ambos_file_close(file));
    return test_mode(test_path(name));
}

/* 81 */
TEST(mode_of_a_new_file_is_less_the_umask)
{
    if (test_is_windows())
        SKIP("no umask there");
    test_umask(0022);
    CHECK_INT(made_mode("a", 0, 0), 0644);
    CHECK_INT(made_mode("b", 0, 0777), 0755);
    CHECK_INT(made_mode("c", 0, 0600), 0600);
    CHECK_INT(made_mode("d", AMBOS_EXCLUSIVE, 0640), 0640);
    test_umask(0);
    CHECK_INT(made_mode("e", 0, 0), 0666);
    test_umask(0777);
    CHECK_INT(made_mode("f", 0, 0), 0);
}

TEST(mode_of_a_file_that_is_there_stays)
{
    if (test_is_windows())
        SKIP("no umask there");
    test_umask(0);
    CHECK_INT(made_mode("a", 0, 0640), 0640);
    CHECK_INT(made_mode("a", AMBOS_TRUNCATE, 0777), 0640);
    CHECK_INT(made_mode("a", AMBOS_PRIVATE, 0), 0640);
}

TEST(mode_without_owners_write_makes_a_read_only_file)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE, 0444));
    CHECK_OK(ambos_file_write(file, "still written", 13, NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_INT(test_mode(test_path("file")) & 0222, 0);
    check_content(test_path("file"), "still written", 13);
    CHECK((made_mode("other", 0, 0) & 0200) != 0);
}

/* 84 */
TEST(private_files_are_for_their_owner_alone)
{
    const char *path = test_path("private");
    ambos_file *file;

    test_umask(0);
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE | AMBOS_PRIVATE, 0));
    if (!test_is_windows())
        CHECK_INT(test_mode(path), 0600);
    CHECK_OK(ambos_file_write(file, "mine", 4, NULL));
    CHECK_OK(ambos_file_close(file));
    check_content(path, "mine", 4);
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ | AMBOS_WRITE)));
    if (!test_is_windows())
        CHECK_INT(made_mode("with a mode", AMBOS_PRIVATE, 0666), 0600);
    CHECK_OK(ambos_unlink(path));
}

/* ---- what is not permitted ---- */

TEST(open_without_permission_is_eacces)
{
    if (test_is_windows())
        SKIP("permission bits do not bind there");
    test_make_dir(test_path("closed"));
    test_write_file(test_path("closed/inside"), "x", 1);
    test_write_file(test_path("file"), "x", 1);
    if (!test_drop_root())
        SKIP("root is not bound by permissions");
    CHECK_OK(ambos_mkdir(test_path("own"), 0, 0));
    test_write_file(test_path("own/inside"), "x", 1);
    test_write_file(test_path("own/file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("own/file"), 0444, 0));
    check_open_fails(test_path("own/file"), AMBOS_WRITE, AMBOS_EACCES);
    CHECK_OK(ambos_file_close(open_file(test_path("own/file"), AMBOS_READ)));
    CHECK_OK(ambos_chmod(test_path("own/file"), 0222, 0));
    check_open_fails(test_path("own/file"), AMBOS_READ, AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("own"), 0555, 0));
    check_open_fails(test_path("own/new"), AMBOS_WRITE | AMBOS_CREATE, AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("own"), 0, 0));
    check_open_fails(test_path("own/inside"), AMBOS_READ, AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("own"), 0777, 0));
    CHECK_OK(ambos_chmod(test_path("own/file"), 0666, 0));
}

TEST(open_of_a_read_only_file_for_writing_is_eacces)
{
    const char *path = test_path("file");

    if (!test_drop_root())
        SKIP("root is not bound by permissions");
    if (test_is_wine())
        SKIP("Wine lets root write to read-only files");
    test_write_file(path, "x", 1);
    CHECK_OK(ambos_chmod(path, 0444, 0));
    check_open_fails(path, AMBOS_WRITE, AMBOS_EACCES);
    check_open_fails(path, AMBOS_APPEND, AMBOS_EACCES);
    check_open_fails(path, AMBOS_WRITE | AMBOS_TRUNCATE, AMBOS_EACCES);
    check_open_fails(path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, AMBOS_EACCES);
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ)));
    check_content(path, "x", 1);
}

TEST(open_of_what_is_not_shared_is_ebusy)
{
    const char *path = test_path("file");
    intptr_t held;

    test_write_file(path, "x", 1);
    held = test_open_native(path, false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    check_open_fails(path, AMBOS_READ, AMBOS_EBUSY);
    check_open_fails(path, AMBOS_WRITE, AMBOS_EBUSY);
    check_open_fails(path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, AMBOS_EBUSY);
    test_close_native(held);
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ)));
    check_content(path, "x", 1);
}

TEST(open_of_a_running_program_for_writing)
{
    ambos_file *file;
    ambos_error error = ambos_file_open(&file, test_self(), AMBOS_WRITE, 0);

    if (test_is_windows())
        CHECK(error == AMBOS_ETXTBSY || error == AMBOS_EBUSY || error == AMBOS_EACCES);
    else
        CHECK_CODE(error, AMBOS_ETXTBSY);
    CHECK(!file);
    CHECK_OK(ambos_file_close(open_file(test_self(), AMBOS_READ)));
}

TEST(open_with_no_handles_left_is_emfile)
{
    const char *path = test_path("file");

    test_write_file(path, "x", 1);
    check_open_fails(test_path("missing"), AMBOS_READ, AMBOS_ENOENT);
    if (!test_forbid_handles())
        SKIP("the number of handles has no limit here");
    check_open_fails(path, AMBOS_READ, AMBOS_EMFILE);
    check_open_fails(test_path("new"), AMBOS_WRITE | AMBOS_CREATE, AMBOS_EMFILE);
    test_allow_handles();
    CHECK(!test_exists(test_path("new")));
}

TEST(open_on_a_read_only_file_system_is_erofs)
{
    const char *mount = test_path("mount");
    ambos_file *file;
    ambos_error error;

    test_make_dir(mount);
    if (!test_mount_read_only(mount))
        SKIP("nothing can be mounted here");
    error = ambos_file_open(&file, test_path("mount/new"), AMBOS_WRITE | AMBOS_CREATE, 0);
    test_unmount(mount);
    CHECK_CODE(error, AMBOS_EROFS);
    CHECK(!file);
}

TEST(a_full_device_is_enospc)
{
    static char data[200000];
    const char *mount = test_path("mount");
    ambos_file *file;
    size_t written;
    ambos_error error;

    test_make_dir(mount);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    file = open_file(test_path("mount/file"), AMBOS_WRITE | AMBOS_CREATE);
    error = ambos_file_write(file, data, sizeof data, &written);
    ambos_file_close(file);
    test_unmount(mount);
    CHECK_CODE(error, AMBOS_ENOSPC);
    CHECK_INT(written, 65536);
}

/* ---- reading, writing, seeking ---- */

static void check_reads(ambos_file *file, const char *expected)
{
    char buffer[256];
    size_t total = 0;
    size_t got;

    do {
        CHECK_OK(ambos_file_read(file, buffer + total, sizeof buffer - total, &got));
        total += got;
    } while (got > 0);
    CHECK_MEM(buffer, total, expected, strlen(expected));
}

static int64_t seek_to(ambos_file *file, int64_t offset, uint32_t origin)
{
    int64_t position = -77;

    CHECK_OK(ambos_file_seek(file, offset, origin, &position));
    return position;
}

TEST(every_byte_comes_back)
{
    unsigned char data[1024];
    unsigned char back[1024];
    ambos_file *file = open_file(test_path("file"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE);
    size_t written = 0;
    size_t got;
    size_t total = 0;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i < 256 ? i : i % 3 ? '\r' : '\n');
    data[300] = 26;
    CHECK_OK(ambos_file_write(file, data, sizeof data, &written));
    CHECK_INT(written, sizeof data);
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_SET), 0);
    do {
        CHECK_OK(ambos_file_read(file, back + total, sizeof back - total, &got));
        total += got;
    } while (got > 0 && total < sizeof back);
    CHECK_MEM(back, total, data, sizeof data);
    CHECK_OK(ambos_file_close(file));
    check_content(test_path("file"), data, sizeof data);
}

TEST(the_end_reads_as_nothing)
{
    ambos_file *file;
    char byte = 'k';
    size_t got = 7;

    test_write_file(test_path("file"), "", 0);
    file = open_file(test_path("file"), AMBOS_READ);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(ambos_file_read(file, &byte, 1, &got));
        CHECK_INT(got, 0);
        got = 7;
    }
    CHECK_INT(seek_to(file, 100, AMBOS_SEEK_SET), 100);
    CHECK_OK(ambos_file_read(file, &byte, 1, &got));
    CHECK_INT(got, 0);
    CHECK_INT(byte, 'k');
    CHECK_OK(ambos_file_close(file));
}

TEST(a_read_or_write_of_nothing_is_fine)
{
    ambos_file *file = open_file(test_path("file"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE);
    size_t count = 7;

    CHECK_OK(ambos_file_read(file, NULL, 0, &count));
    CHECK_INT(count, 0);
    count = 7;
    CHECK_OK(ambos_file_write(file, NULL, 0, &count));
    CHECK_INT(count, 0);
    CHECK_OK(ambos_file_write(file, NULL, 0, NULL));
    CHECK_OK(ambos_file_close(file));
    check_content(test_path("file"), "", 0);
}

/* 135 */
TEST(read_write_and_seek_refuse_bad_arguments)
{
    ambos_file *file = open_file(test_path("file"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE);
    size_t count = 7;
    int64_t position = 7;
    char byte = 0;

    CHECK_ERR(ambos_file_read(NULL, &byte, 1, &count), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_read(file, NULL, 1, &count), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_read(file, &byte, 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_write(NULL, "x", 1, &count), AMBOS_EINVAL);
    CHECK_INT(count, 0);
    count = 7;
    CHECK_ERR(ambos_file_write(file, NULL, 1, &count), AMBOS_EINVAL);
    CHECK_INT(count, 0);
    CHECK_ERR(ambos_file_seek(NULL, 0, AMBOS_SEEK_SET, &position), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, 0, 3, &position), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, 0, UINT32_MAX, NULL), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
}

/* 78 */
TEST(read_and_write_need_the_right_access)
{
    ambos_file *file;
    size_t count = 7;
    char byte;

    test_write_file(test_path("file"), "x", 1);
    file = open_file(test_path("file"), AMBOS_WRITE);
    CHECK_ERR(ambos_file_read(file, &byte, 1, &count), AMBOS_EBADF);
    CHECK_INT(count, 0);
    CHECK_OK(ambos_file_close(file));
    file = open_file(test_path("file"), AMBOS_APPEND);
    CHECK_ERR(ambos_file_read(file, &byte, 1, &count), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(file));
    file = open_file(test_path("file"), AMBOS_READ);
    count = 7;
    CHECK_ERR(ambos_file_write(file, "y", 1, &count), AMBOS_EBADF);
    CHECK_INT(count, 0);
    CHECK_ERR(ambos_file_write(file, "y", 1, NULL), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(file));
    check_content(test_path("file"), "x", 1);
}

TEST(seek_counts_from_three_places)
{
    ambos_file *file;

    test_write_file(test_path("file"), "0123456789", 10);
    file = open_file(test_path("file"), AMBOS_READ);
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_CUR), 0);
    CHECK_INT(seek_to(file, 4, AMBOS_SEEK_SET), 4);
    CHECK_INT(seek_to(file, 2, AMBOS_SEEK_CUR), 6);
    CHECK_INT(seek_to(file, -1, AMBOS_SEEK_CUR), 5);
    check_reads(file, "56789");
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_CUR), 10);
    CHECK_INT(seek_to(file, -3, AMBOS_SEEK_END), 7);
    check_reads(file, "789");
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_END), 10);
    CHECK_INT(seek_to(file, 5, AMBOS_SEEK_END), 15);
    CHECK_OK(ambos_file_seek(file, 1, AMBOS_SEEK_SET, NULL));
    check_reads(file, "123456789");
    CHECK_OK(ambos_file_close(file));
}

TEST(seek_before_the_start_is_einval_and_moves_nothing)
{
    ambos_file *file;

    test_write_file(test_path("file"), "0123456789", 10);
    file = open_file(test_path("file"), AMBOS_READ);
    CHECK_INT(seek_to(file, 3, AMBOS_SEEK_SET), 3);
    CHECK_ERR(ambos_file_seek(file, -1, AMBOS_SEEK_SET, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, -4, AMBOS_SEEK_CUR, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, -11, AMBOS_SEEK_END, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, INT64_MIN, AMBOS_SEEK_SET, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, INT64_MIN, AMBOS_SEEK_CUR, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_seek(file, INT64_MIN, AMBOS_SEEK_END, NULL), AMBOS_EINVAL);
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_CUR), 3);
    check_reads(file, "3456789");
    CHECK_OK(ambos_file_close(file));
}

TEST(a_write_behind_the_end_leaves_zeros)
{
    ambos_file *file = open_file(test_path("file"), AMBOS_WRITE | AMBOS_CREATE);

    CHECK_OK(ambos_file_write(file, "a", 1, NULL));
    CHECK_INT(seek_to(file, 4, AMBOS_SEEK_END), 5);
    CHECK_OK(ambos_file_write(file, "b", 1, NULL));
    CHECK_OK(ambos_file_close(file));
    check_content(test_path("file"), "a\0\0\0\0b", 6);
}

/* 65 */
TEST(files_are_larger_than_four_gigabytes)
{
    const int64_t far = INT64_C(5) << 30;
    ambos_file *file = open_file(test_path("big"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE);
    ambos_file_info info;
    char text[4];
    size_t got;
    ambos_error error;

    CHECK_INT(seek_to(file, far, AMBOS_SEEK_SET), far);
    error = ambos_file_write(file, "end", 3, NULL);
    if (error == AMBOS_ENOSPC || error == AMBOS_EFBIG)
        SKIP("no sparse files of that size here");
    CHECK_OK(error);
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_CUR), far + 3);
    CHECK_INT(seek_to(file, -3, AMBOS_SEEK_END), far);
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_MEM(text, got, "end", 3);
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_U64(info.size, (uint64_t)far + 3);
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_stat(test_path("big"), &info));
    CHECK_U64(info.size, (uint64_t)far + 3);
}

TEST(append_writes_at_the_end_as_it_is_then)
{
    const char *path = test_path("log");
    ambos_file *one;
    ambos_file *two;

    test_write_file(path, "start ", 6);
    one = open_file(path, AMBOS_APPEND);
    two = open_file(path, AMBOS_READ | AMBOS_APPEND | AMBOS_CREATE);
    CHECK_OK(ambos_file_write(one, "a", 1, NULL));
    CHECK_OK(ambos_file_write(two, "b", 1, NULL));
    CHECK_OK(ambos_file_write(one, "c", 1, NULL));
    CHECK_INT(seek_to(two, 0, AMBOS_SEEK_SET), 0);
    CHECK_OK(ambos_file_write(two, "d", 1, NULL));
    CHECK_INT(seek_to(two, 0, AMBOS_SEEK_SET), 0);
    check_reads(two, "start abcd");
    CHECK_OK(ambos_file_close(one));
    CHECK_OK(ambos_file_close(two));
    check_content(path, "start abcd", 10);
}

TEST(append_and_write_together_append)
{
    const char *path = test_path("log");
    ambos_file *file;

    test_write_file(path, "start ", 6);
    file = open_file(path, AMBOS_READ | AMBOS_WRITE | AMBOS_APPEND);
    CHECK_INT(seek_to(file, 0, AMBOS_SEEK_SET), 0);
    CHECK_OK(ambos_file_write(file, "end", 3, NULL));
    CHECK_OK(ambos_file_close(file));
    check_content(path, "start end", 9);
}

static void append_lines(void *context)
{
    ambos_file *file;

    if (ambos_file_open(&file, context, AMBOS_APPEND, 0))
        return;
    for (int i = 0; i < 200; i++)
        if (ambos_file_write(file, "0123456789abcde\n", 16, NULL))
            break;
    ambos_file_close(file);
}

TEST(appended_writes_of_several_threads_never_overlap)
{
    char path[1024];
    struct test_thread *threads[4];
    const char *text;
    size_t size;

    if (test_is_wine())
        SKIP("Wine looks for the end and writes there in two steps");
    snprintf(path, sizeof path, "%s", test_path("log"));
    test_write_file(path, "", 0);
    for (size_t i = 0; i < COUNT(threads); i++)
        threads[i] = test_thread_start(append_lines, path);
    for (size_t i = 0; i < COUNT(threads); i++)
        test_thread_join(threads[i]);
    text = test_read_file(path, &size);
    CHECK_INT(size, 4 * 200 * 16);
    for (size_t i = 0; i < size; i += 16)
        CHECK_MEM(text + i, 16, "0123456789abcde\n", 16);
}

TEST(a_large_write_is_written_whole)
{
    const size_t size = 20u << 20;
    char *data = malloc(size);
    ambos_file *file = open_file(test_path("file"), AMBOS_WRITE | AMBOS_CREATE);
    ambos_file_info info;
    size_t written;

    CHECK(data != NULL);
    memset(data, 'x', size);
    CHECK_OK(ambos_file_write(file, data, size, &written));
    CHECK_INT(written, size);
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_U64(info.size, size);
    CHECK_OK(ambos_file_close(file));
    free(data);
}

/* ---- handles of the system ---- */

TEST(native_of_null_is_no_handle)
{
    CHECK_INT(ambos_file_native(NULL), AMBOS_NO_HANDLE);
    CHECK_INT(AMBOS_NO_HANDLE, -1);
}

/* 28 */
TEST(opened_files_are_not_inherited)
{
    ambos_file *file = open_file(test_path("file"), AMBOS_WRITE | AMBOS_CREATE);

    CHECK(ambos_file_native(file) != AMBOS_NO_HANDLE);
    CHECK(!test_is_inheritable(ambos_file_native(file)));
    CHECK_OK(ambos_file_close(file));
}

TEST(adopt_takes_a_handle_over)
{
    intptr_t native;
    ambos_file *file;
    ambos_file *again;

    test_write_file(test_path("file"), "text", 4);
    native = test_open_native(test_path("file"), true);
    CHECK(native != -1);
    CHECK_OK(ambos_file_adopt(&file, native));
    CHECK_INT(ambos_file_native(file), native);
    check_reads(file, "text");
    CHECK_INT(seek_to(file, 1, AMBOS_SEEK_SET), 1);
    check_reads(file, "ext");
    CHECK_OK(ambos_file_close(file));
    CHECK_ERR(ambos_file_adopt(&again, native), AMBOS_EBADF);
    CHECK(!again);
}

/* 78 */
TEST(adopt_refuses_what_is_not_open)
{
    static const ambos_native bad[] = { AMBOS_NO_HANDLE, (ambos_native)-2, 99999, INTPTR_MIN };
    ambos_file *file;

    CHECK_ERR(ambos_file_adopt(NULL, 0), AMBOS_EINVAL);
    for (size_t i = 0; i < COUNT(bad); i++) {
        ambos_error error;

        file = (ambos_file *)&counting;
        error = ambos_file_adopt(&file, bad[i]);
        CHECK(error == AMBOS_EBADF || (test_is_windows() && error == AMBOS_EINVAL));
        CHECK(!file);
    }
}

TEST(adopt_leaves_inheritance_as_it_is)
{
    intptr_t ends[2];
    ambos_file *file;
    bool inherited;

    CHECK(test_pipe(ends));
    inherited = test_is_inheritable(ends[0]);
    CHECK_OK(ambos_file_adopt(&file, ends[0]));
    CHECK(test_is_inheritable(ends[0]) == inherited);
    CHECK_OK(ambos_file_close(file));
    test_close_native(ends[1]);
}

TEST(reading_a_directory_is_eisdir)
{
    const intptr_t native = test_open_native(test_dir(), true);
    ambos_file *file;
    char byte;
    size_t got = 7;

    if (native == -1)
        SKIP("a directory does not open as a file here");
    CHECK_OK(ambos_file_adopt(&file, native));
    CHECK_ERR(ambos_file_read(file, &byte, 1, &got), AMBOS_EISDIR);
    CHECK_INT(got, 0);
    CHECK_OK(ambos_file_close(file));
}

static void open_pipe(ambos_file *files[2])
{
    intptr_t ends[2];

    CHECK(test_pipe(ends));
    CHECK_OK(ambos_file_adopt(&files[0], ends[0]));
    CHECK_OK(ambos_file_adopt(&files[1], ends[1]));
}

TEST(a_pipe_reads_what_is_there_and_then_the_end)
{
    ambos_file *pipe[2];
    char buffer[16];
    size_t count;

    open_pipe(pipe);
    CHECK_OK(ambos_file_write(pipe[1], "hello", 5, &count));
    CHECK_INT(count, 5);
    CHECK_OK(ambos_file_read(pipe[0], buffer, sizeof buffer, &count));
    CHECK_MEM(buffer, count, "hello", 5);
    CHECK_OK(ambos_file_write(pipe[1], "last", 4, NULL));
    CHECK_OK(ambos_file_close(pipe[1]));
    CHECK_OK(ambos_file_read(pipe[0], buffer, 2, &count));
    CHECK_MEM(buffer, count, "la", 2);
    CHECK_OK(ambos_file_read(pipe[0], buffer, sizeof buffer, &count));
    CHECK_MEM(buffer, count, "st", 2);
    for (int i = 0; i < 3; i++) {
        count = 7;
        CHECK_OK(ambos_file_read(pipe[0], buffer, sizeof buffer, &count));
        CHECK_INT(count, 0);
    }
    CHECK_OK(ambos_file_close(pipe[0]));
}

/* 34 */
TEST(a_pipe_without_reader_is_epipe_and_no_signal)
{
    ambos_file *pipe[2];
    size_t written = 7;

    open_pipe(pipe);
    CHECK_OK(ambos_file_close(pipe[0]));
    CHECK_ERR(ambos_file_write(pipe[1], "x", 1, &written), AMBOS_EPIPE);
    CHECK_INT(written, 0);
    CHECK_ERR(ambos_file_write(pipe[1], "x", 1, NULL), AMBOS_EPIPE);
    CHECK_OK(ambos_file_close(pipe[1]));
}

TEST(a_pipe_end_works_in_one_direction)
{
    ambos_file *pipe[2];
    size_t count = 7;
    char byte;

    open_pipe(pipe);
    CHECK_ERR(ambos_file_write(pipe[0], "x", 1, &count), AMBOS_EBADF);
    CHECK_ERR(ambos_file_read(pipe[1], &byte, 1, &count), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(pipe[0]));
    CHECK_OK(ambos_file_close(pipe[1]));
}

TEST(a_pipe_has_no_position)
{
    ambos_file *pipe[2];
    int64_t position;

    open_pipe(pipe);
    for (int end = 0; end < 2; end++) {
        CHECK_ERR(ambos_file_seek(pipe[end], 0, AMBOS_SEEK_CUR, &position), AMBOS_ESPIPE);
        CHECK_ERR(ambos_file_seek(pipe[end], 0, AMBOS_SEEK_SET, NULL), AMBOS_ESPIPE);
        CHECK_OK(ambos_file_close(pipe[end]));
    }
}

static void fill_pipe(void *context)
{
    static char data[1 << 20];
    ambos_file *end = context;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i % 251);
    if (ambos_file_write(end, data, sizeof data, NULL) == AMBOS_OK)
        ambos_file_close(end);
}

TEST(a_write_to_a_full_pipe_goes_on_until_all_is_through)
{
    static char data[1 << 16];
    ambos_file *pipe[2];
    struct test_thread *writer;
    size_t total = 0;
    size_t got;

    open_pipe(pipe);
    writer = test_thread_start(fill_pipe, pipe[1]);
    do {
        CHECK_OK(ambos_file_read(pipe[0], data, sizeof data, &got));
        for (size_t i = 0; i < got; i++)
            CHECK(data[i] == (char)((total + i) % 251));
        total += got;
    } while (got > 0);
    test_thread_join(writer);
    CHECK_INT(total, 1 << 20);
    CHECK_OK(ambos_file_close(pipe[0]));
}

/* ---- closing ---- */

TEST(close_of_null_is_fine)
{
    CHECK_OK(ambos_file_close(NULL));
}

/* 5 */
TEST(opening_and_failing_leak_no_handle)
{
    const char *path = test_path("file");
    int64_t handles;

    test_write_file(path, "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ)));
    check_open_fails(test_path("missing"), AMBOS_READ, AMBOS_ENOENT);
    handles = test_handle_count();
    for (int i = 0; i < 50; i++) {
        CHECK_OK(ambos_file_close(open_file(path, AMBOS_READ)));
        check_open_fails(test_path("missing"), AMBOS_READ, AMBOS_ENOENT);
        check_open_fails(test_path("dir"), AMBOS_READ, AMBOS_EISDIR);
        check_open_fails(test_path("file/x"), AMBOS_READ, AMBOS_ENOTDIR);
        check_open_fails(test_path("file/"), AMBOS_READ, AMBOS_ENOTDIR);
        check_open_fails(path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, AMBOS_EEXIST);
    }
    CHECK_INT(test_handle_count(), handles);
}

/* 132 */
TEST(closing_keeps_the_errors_of_the_system)
{
    ambos_file *file = open_file(test_path("file"), AMBOS_WRITE | AMBOS_CREATE);

    test_set_native_errors(77);
    CHECK_OK(ambos_file_close(file));
    CHECK(test_native_errors_are(77));
}
