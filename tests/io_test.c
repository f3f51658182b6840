/* SPDX-License-Identifier: MIT */
/* Open files at a place, flushed, cut and locked. Reading and writing on are in the suite base. */
#include <ambos/ambos.h>
#include "check.h"
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { READ_WRITE = AMBOS_READ | AMBOS_WRITE, MAKE = AMBOS_CREATE | AMBOS_TRUNCATE };

static ambos_file *open_file(const char *name, uint32_t flags)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, test_path(name), flags, 0));
    return file;
}

static ambos_file *make_file(const char *name, const char *text)
{
    test_write_file(test_path(name), text, strlen(text));
    return open_file(name, READ_WRITE);
}

static void check_text(const char *name, const char *text, size_t size)
{
    size_t got;
    const char *there = test_read_file(test_path(name), &got);

    CHECK_MEM(there, got, text, size);
}

static int64_t position_of(ambos_file *file)
{
    int64_t position;

    CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_CUR, &position));
    return position;
}

/* ---- at a place ---- */

TEST(pread_reads_at_a_place_and_moves_nothing)
{
    ambos_file *file = make_file("file", "0123456789");
    char buffer[16];
    size_t got;

    CHECK_OK(ambos_file_seek(file, 3, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_pread(file, buffer, 4, 5, &got));
    CHECK_MEM(buffer, got, "5678", 4);
    CHECK_INT(position_of(file), 3);
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, 0, &got));
    CHECK_MEM(buffer, got, "0123456789", 10);
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, 8, &got));
    CHECK_MEM(buffer, got, "89", 2);
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, 10, &got));
    CHECK_U64(got, 0);
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, INT64_C(1) << 40, &got));
    CHECK_U64(got, 0);
    CHECK_OK(ambos_file_pread(file, NULL, 0, 0, &got));
    CHECK_U64(got, 0);
    CHECK_INT(position_of(file), 3);
    CHECK_OK(ambos_file_close(file));
}

TEST(pwrite_writes_at_a_place_and_moves_nothing)
{
    ambos_file *file = make_file("file", "0123456789");
    size_t written;

    CHECK_OK(ambos_file_seek(file, 3, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_pwrite(file, "abc", 3, 5, &written));
    CHECK_U64(written, 3);
    CHECK_INT(position_of(file), 3);
    CHECK_OK(ambos_file_pwrite(file, "xy", 2, 12, NULL));
    CHECK_OK(ambos_file_pwrite(file, NULL, 0, 100, &written));
    CHECK_U64(written, 0);
    CHECK_OK(ambos_file_write(file, "Z", 1, NULL));
    CHECK_OK(ambos_file_close(file));
    check_text("file", "012Z4abc89\0\0xy", 14);
}

TEST(places_are_beyond_four_gigabytes)
{
    const int64_t far = (INT64_C(5) << 30) + 7;
    ambos_file *file = open_file("file", READ_WRITE | MAKE);
    ambos_file_info info;
    char buffer[4];
    size_t got;

    CHECK_OK(ambos_file_pwrite(file, "far", 3, far, NULL));
    CHECK_OK(ambos_file_pread(file, buffer, sizeof buffer, far, &got));
    CHECK_MEM(buffer, got, "far", 3);
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_U64(info.size, (uint64_t)far + 3);
    CHECK_OK(ambos_file_close(file));
}

TEST(places_are_checked)
{
    ambos_file *file = make_file("file", "text");
    char buffer[4];
    size_t got = 9;

    CHECK_ERR(ambos_file_pread(file, buffer, 4, -1, &got), AMBOS_EINVAL);
    CHECK_U64(got, 0);
    CHECK_ERR(ambos_file_pread(file, buffer, 4, INT64_MAX - 3, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pread(file, buffer, 4, INT64_MIN, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pread(NULL, buffer, 4, 0, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pread(file, NULL, 4, 0, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pread(file, buffer, 4, 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pwrite(file, "text", 4, -1, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pwrite(file, "text", 4, INT64_MAX, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pwrite(NULL, "text", 4, 0, &got), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_pwrite(file, NULL, 4, 0, &got), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
    check_text("file", "text", 4);
}

TEST(places_need_the_right_access)
{
    ambos_file *file;
    char buffer[4];
    size_t got;

    test_write_file(test_path("file"), "text", 4);
    file = open_file("file", AMBOS_READ);
    CHECK_ERR(ambos_file_pwrite(file, "x", 1, 0, &got), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(file));
    file = open_file("file", AMBOS_WRITE);
    CHECK_ERR(ambos_file_pread(file, buffer, 4, 0, &got), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(file));
    check_text("file", "text", 4);
}

TEST(what_appends_has_no_place_to_write_at)
{
    ambos_file *file, *adopted;
    char buffer[4];
    size_t got;

    test_write_file(test_path("file"), "text", 4);
    file = open_file("file", AMBOS_READ | AMBOS_APPEND);
    CHECK_ERR(ambos_file_pwrite(file, "x", 1, 0, &got), AMBOS_EINVAL);
    CHECK_OK(ambos_file_pread(file, buffer, 2, 1, &got));
    CHECK_MEM(buffer, got, "ex", 2);
    CHECK_OK(ambos_file_adopt(&adopted, ambos_file_native(file)));
    CHECK_ERR(ambos_file_pwrite(adopted, "x", 1, 0, &got), AMBOS_EINVAL);
    CHECK_OK(ambos_file_write(adopted, "x", 1, NULL));
    CHECK_OK(ambos_file_close(adopted));
    (void)ambos_file_close(file);
    check_text("file", "textx", 5);
}

TEST(pipes_have_no_places)
{
    intptr_t ends[2];
    ambos_file *reader, *writer;
    char byte;
    size_t got;

    if (!test_pipe(ends))
        SKIP("no pipe");
    CHECK_OK(ambos_file_adopt(&reader, ends[0]));
    CHECK_OK(ambos_file_adopt(&writer, ends[1]));
    CHECK_ERR(ambos_file_pread(reader, &byte, 1, 0, &got), AMBOS_ESPIPE);
    CHECK_ERR(ambos_file_pwrite(writer, "x", 1, 0, &got), AMBOS_ESPIPE);
    CHECK_ERR(ambos_file_truncate(writer, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_sync(writer, 0), AMBOS_ENOTSUP);
    CHECK_ERR(ambos_file_lock(writer, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(reader));
    CHECK_OK(ambos_file_close(writer));
}

/* ---- flushing ---- */

TEST(sync_works_on_every_open_file)
{
    static const uint32_t opened[] = { AMBOS_READ, AMBOS_WRITE, AMBOS_APPEND, AMBOS_READ | AMBOS_WRITE };

    test_write_file(test_path("file"), "text", 4);
    for (size_t i = 0; i < COUNT(opened); i++) {
        ambos_file *file = open_file("file", opened[i]);

        CHECK_OK(ambos_file_sync(file, 0));
        CHECK_OK(ambos_file_sync(file, AMBOS_SYNC_DATA));
        CHECK_ERR(ambos_file_sync(file, 2), AMBOS_EINVAL);
        CHECK_OK(ambos_file_close(file));
    }
    CHECK_ERR(ambos_file_sync(NULL, 0), AMBOS_EINVAL);
}

TEST(sync_of_a_device_is_enotsup)
{
    ambos_file *file;

    if (test_is_windows())
        SKIP("what devices say differs");
    CHECK_OK(ambos_file_open(&file, "/dev/null", AMBOS_WRITE, 0));
    CHECK_ERR(ambos_file_sync(file, 0), AMBOS_ENOTSUP);
    CHECK_OK(ambos_file_close(file));
}

/* ---- cutting ---- */

TEST(truncate_cuts_and_fills_with_zeros)
{
    ambos_file *file = make_file("file", "0123456789");

    CHECK_OK(ambos_file_seek(file, 8, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_truncate(file, 4));
    CHECK_INT(position_of(file), 8);
    check_text("file", "0123", 4);
    CHECK_OK(ambos_file_truncate(file, 6));
    check_text("file", "0123\0\0", 6);
    CHECK_OK(ambos_file_write(file, "x", 1, NULL));
    check_text("file", "0123\0\0\0\0x", 9);
    CHECK_OK(ambos_file_truncate(file, 0));
    CHECK_OK(ambos_file_close(file));
    check_text("file", "", 0);
}

TEST(truncate_of_what_appends)
{
    ambos_file *file;

    test_write_file(test_path("file"), "0123456789", 10);
    file = open_file("file", AMBOS_APPEND);
    CHECK_OK(ambos_file_truncate(file, 3));
    CHECK_OK(ambos_file_write(file, "x", 1, NULL));
    CHECK_OK(ambos_file_close(file));
    check_text("file", "012x", 4);
}

TEST(truncate_is_refused)
{
    ambos_file *file;

    test_write_file(test_path("file"), "text", 4);
    file = open_file("file", AMBOS_READ);
    CHECK_ERR(ambos_file_truncate(file, 0), AMBOS_EBADF);
    CHECK_ERR(ambos_file_truncate(file, UINT64_C(1) << 63), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_truncate(NULL, 0), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
    check_text("file", "text", 4);
}

/* ---- locks ---- */

static void wait_for_end_of_input(void)
{
    char byte;

    while (fread(&byte, 1, 1, stdin) == 1)
        continue;
}

/* hold FLAGS PATH: locks it, says so, and ends with its input. */
static int hold(int argc, char **argv)
{
    static ambos_file *file; /* never closed: the end of the process does */

    (void)argc;
    if (ambos_file_open(&file, argv[2], READ_WRITE, 0) ||
        ambos_file_lock(file, (uint32_t)strtoul(argv[1], NULL, 10), CHILD_PATIENCE_MS))
        return 1;
    puts("held");
    fflush(stdout);
    wait_for_end_of_input();
    return 0;
}

/* count TIMES PATH: says that it is ready, and once its input ends adds to the number in a file. */
static int count_up(int argc, char **argv)
{
    long times = strtol(argv[1], NULL, 10);
    ambos_file *file;

    (void)argc;
    if (ambos_file_open(&file, argv[2], READ_WRITE, 0))
        return 1;
    puts("ready");
    fflush(stdout);
    wait_for_end_of_input();
    for (; times > 0; times--) {
        char text[24] = "";
        size_t got;

        if (ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, times % 2 ? AMBOS_FOREVER : CHILD_PATIENCE_MS) ||
            ambos_file_pread(file, text, sizeof text - 1, 0, &got))
            return 2;
        snprintf(text, sizeof text, "%ld", strtol(text, NULL, 10) + 1);
        if (ambos_file_pwrite(file, text, strlen(text), 0, NULL) || ambos_file_unlock(file))
            return 3;
    }
    return ambos_file_close(file) ? 4 : 0;
}

static int copy_standard(int argc, char **argv)
{
    ambos_file *in, *out;
    char bytes[64];
    size_t got = 1;

    (void)argc;
    (void)argv;
    if (ambos_file_standard(&in, AMBOS_STDIN) || ambos_file_standard(&out, AMBOS_STDOUT))
        return 1;
    while (got)
        if (ambos_file_read(in, bytes, sizeof bytes, &got) || ambos_file_write(out, bytes, got, NULL))
            return 2;
    if (ambos_file_close(out) || ambos_file_close(in))
        return 3;
    puts("still open"); /* closing a copy closes nothing else */
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "hold", 2, 2, hold }, { "count", 2, 2, count_up }, { "copy-standard", 0, 0, copy_standard }, { NULL, 0, 0, NULL }
};

/* A child that has said so. */
static ambos_process *begin(const char *const argv[], const char *said)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(argv, &options);
    ambos_file *output = child_stream(process, 1);

    child_expect(output, said);
    CHECK_OK(ambos_file_close(output));
    return process;
}

static ambos_process *holder(const char *flags, const char *path)
{
    return begin(CHILD("hold", flags, path), "held");
}

#define SHARED "1"
#define EXCLUSIVE "2"

static void let_go(ambos_process *process)
{
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
}

TEST(an_exclusive_lock_keeps_all_others_out)
{
    ambos_file *file = make_file("file", "text");
    ambos_process *process = holder(EXCLUSIVE, test_path("file"));

    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED, -1), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED, 30), AMBOS_ETIMEDOUT);
    let_go(process);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_OK(ambos_file_unlock(file));
    CHECK_OK(ambos_file_close(file));
}

TEST(shared_locks_are_shared)
{
    ambos_file *file = make_file("file", "text");
    ambos_process *process = holder(SHARED, test_path("file"));

    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_SHARED, 0));
    CHECK_OK(ambos_file_unlock(file));
    let_go(process);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_OK(ambos_file_close(file));
}

TEST(a_lock_keeps_nobody_from_reading_and_writing)
{
    ambos_file *file = make_file("file", "text");
    ambos_process *process = holder(EXCLUSIVE, test_path("file"));
    char buffer[8];
    size_t got;

    CHECK_OK(ambos_file_write(file, "TEXT", 4, NULL));
    CHECK_OK(ambos_file_pwrite(file, "more", 4, 4, NULL));
    CHECK_OK(ambos_file_pread(file, buffer, 8, 0, &got));
    CHECK_MEM(buffer, got, "TEXTmore", 8);
    CHECK_OK(ambos_file_truncate(file, 2));
    CHECK_OK(ambos_file_close(file));
    check_text("file", "TE", 2);
    let_go(process);
}

TEST(a_lock_is_given_back_when_its_process_dies)
{
    ambos_file *file = make_file("file", "text");
    ambos_process *process = holder(EXCLUSIVE, test_path("file"));

    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_ETIMEDOUT);
    test_end_process((uint64_t)ambos_process_id(process));
    (void)child_wait(process);
    ambos_process_close(process);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_OK(ambos_file_close(file));
}

TEST(a_lock_is_given_back_when_its_file_is_closed)
{
    ambos_file *file = make_file("file", "text"), *other = open_file("file", READ_WRITE);

    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_ERR(ambos_file_lock(other, AMBOS_LOCK_SHARED, 0), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_file_lock(other, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_OK(ambos_file_close(other));
}

/* With the locks of POSIX closing any other descriptor of the file would give it back. */
TEST(a_lock_belongs_to_the_open_file)
{
    ambos_file *file = make_file("file", "text"), *other = open_file("file", READ_WRITE);

    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_close(open_file("file", AMBOS_READ)));
    CHECK_ERR(ambos_file_lock(other, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_unlock(file));
    CHECK_OK(ambos_file_lock(other, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED, 0), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(other));
    CHECK_OK(ambos_file_close(file));
}

static void lock_for_ever(void *context)
{
    if (ambos_file_lock(context, AMBOS_LOCK_EXCLUSIVE, AMBOS_FOREVER))
        FAIL("not locked");
}

TEST(waiting_ends_when_it_is_free)
{
    ambos_file *file = make_file("file", "text");
    ambos_process *process = holder(EXCLUSIVE, test_path("file"));
    struct test_thread *thread = test_thread_start(lock_for_ever, file);

    let_go(process);
    test_thread_join(thread);
    CHECK_OK(ambos_file_unlock(file));
    CHECK_OK(ambos_file_close(file));
}

TEST(locked_processes_do_not_meet)
{
    enum { PROCESSES = 4 };
    const char *path = test_path("file");
    ambos_process *processes[PROCESSES];

    test_write_file(path, "0", 1);
    for (size_t i = 0; i < PROCESSES; i++)
        processes[i] = begin(CHILD("count", "2000", path), "ready");
    for (size_t i = 0; i < PROCESSES; i++)
        CHECK_OK(ambos_file_close(child_stream(processes[i], 0)));
    for (size_t i = 0; i < PROCESSES; i++)
        child_end(processes[i], 0);
    CHECK_STR(test_read_file(path, NULL), "8000");
}

TEST(a_lock_needs_the_access_that_it_is_for)
{
    ambos_file *file;

    test_write_file(test_path("file"), "text", 4);
    file = open_file("file", AMBOS_READ);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_EBADF);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_SHARED, 0));
    CHECK_OK(ambos_file_close(file));
    file = open_file("file", AMBOS_WRITE);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED, 0), AMBOS_EBADF);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_close(file));
}

TEST(what_appends_can_be_locked)
{
    ambos_file *file, *other;
    int64_t handles;

    test_write_file(test_path("file"), "text", 4);
    file = open_file("file", AMBOS_APPEND);
    other = open_file("file", AMBOS_APPEND);
    handles = test_handle_count();
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_ERR(ambos_file_lock(other, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_write(file, "x", 1, NULL));
    CHECK_OK(ambos_file_unlock(file));
    CHECK_INT(test_handle_count(), handles);
    CHECK_OK(ambos_file_lock(other, AMBOS_LOCK_EXCLUSIVE, CHILD_PATIENCE_MS));
    CHECK_OK(ambos_file_close(other));
    CHECK_OK(ambos_file_close(file));
    check_text("file", "textx", 5);
}

TEST(locks_are_checked)
{
    ambos_file *file = make_file("file", "text");

    CHECK_ERR(ambos_file_lock(NULL, AMBOS_LOCK_SHARED, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_lock(file, 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED | AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_lock(file, 4, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_unlock(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_unlock(file), AMBOS_EINVAL);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_SHARED, 0));
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0), AMBOS_EDEADLK);
    CHECK_ERR(ambos_file_lock(file, AMBOS_LOCK_SHARED, AMBOS_FOREVER), AMBOS_EDEADLK);
    CHECK_OK(ambos_file_unlock(file));
    CHECK_ERR(ambos_file_unlock(file), AMBOS_EINVAL);
    CHECK_OK(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_close(file));
}

/* ---- standard streams ---- */

TEST(standard_streams_carry_every_byte)
{
    static const char bytes[] = "a\r\nb\nc\x1a\0d";
    const ambos_run_options options = { .input = bytes, .input_size = sizeof bytes };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("copy-standard"), &options, &result));
    CHECK_INT(result.status.code, 0);
    CHECK(result.output_size > sizeof bytes);
    CHECK_MEM(result.output, sizeof bytes, bytes, sizeof bytes);
    CHECK(strstr(result.output + sizeof bytes, "still open"));
    ambos_run_free(&result);
}

TEST(there_are_three_standard_streams)
{
    ambos_file *file;

    CHECK_ERR(ambos_file_standard(&file, 3), AMBOS_EINVAL);
    CHECK(file == NULL);
    CHECK_ERR(ambos_file_standard(NULL, 0), AMBOS_EINVAL);
}
