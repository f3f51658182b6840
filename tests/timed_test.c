/* SPDX-License-Identifier: MIT */
/* Reading and writing with a time limit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { MIB = 1 << 20, SOON_MS = 50 };

/* late-drain FILE: reads nothing before there is such a file; then all, and says how much that was. */
static int run_late_drain(int argc, char **argv)
{
    char drain[] = "drain";
    char *then[] = { drain, NULL };

    (void)argc;
    while (!test_exists(argv[1]))
        test_sleep(5);
    return test_child(1, then);
}

const struct test_command test_suite_commands[] = {
    { "late-drain", 1, 1, run_late_drain },
    { NULL, 0, 0, NULL },
};

static const ambos_spawn_options two_pipes = { .stdio[0].kind = AMBOS_STREAM_PIPE, .stdio[1].kind = AMBOS_STREAM_PIPE };

static int64_t ms_since(int64_t began)
{
    return (ambos_clock_ns() - began) / 1000000;
}

static void times_out(ambos_file *file, int64_t timeout_ms)
{
    const int64_t began = ambos_clock_ns();
    char byte = 'x';
    size_t got = 77;

    CHECK_ERR(ambos_file_read_timed(file, &byte, 1, timeout_ms, &got), AMBOS_ETIMEDOUT);
    CHECK_U64(got, 0);
    CHECK_INT(byte, 'x');
    CHECK(timeout_ms <= 0 || ms_since(began) >= timeout_ms - 1);
    CHECK(ms_since(began) < CHILD_PATIENCE_MS);
}

static void brings(ambos_file *file, const char *text)
{
    char bytes[100];
    size_t size = 0;

    while (size < strlen(text)) {
        size_t got;

        CHECK_OK(ambos_file_read_timed(file, bytes + size, strlen(text) - size, CHILD_PATIENCE_MS, &got));
        CHECK(got > 0);
        size += got;
    }
    CHECK_MEM(bytes, size, text, strlen(text));
}

TEST(bad_calls)
{
    ambos_process *process = child_spawn(CHILD("cat"), &two_pipes);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    char byte;
    size_t size = 77;

    CHECK_ERR(ambos_file_read_timed(NULL, &byte, 1, 0, &size), AMBOS_EINVAL);
    CHECK_U64(size, 0);
    CHECK_ERR(ambos_file_read_timed(output, NULL, 1, 0, &size), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_read_timed(output, &byte, 1, 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_file_read_timed(output, &byte, 1, AMBOS_FOREVER, NULL), AMBOS_EINVAL);
    size = 77;
    CHECK_ERR(ambos_file_write_timed(NULL, "x", 1, 0, &size), AMBOS_EINVAL);
    CHECK_U64(size, 0);
    CHECK_ERR(ambos_file_write_timed(input, NULL, 1, 0, &size), AMBOS_EINVAL);
    CHECK_OK(ambos_file_read_timed(output, NULL, 0, 0, &size));
    CHECK_OK(ambos_file_write_timed(input, NULL, 0, 0, NULL));
    CHECK_ERR(ambos_file_read_timed(input, &byte, 1, SOON_MS, &size), AMBOS_EBADF);
    CHECK_ERR(ambos_file_write_timed(output, "x", 1, SOON_MS, &size), AMBOS_EBADF);
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}

/* ---- reading ---- */

TEST(nothing_comes_and_then_something)
{
    ambos_process *process = child_spawn(CHILD("cat"), &two_pipes);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    size_t got;
    char byte;

    times_out(output, SOON_MS);
    times_out(output, 1);
    times_out(output, 0);
    times_out(output, AMBOS_POLL);
    times_out(output, INT64_MIN);
    CHECK_OK(ambos_file_write(input, "hello", 5, NULL));
    brings(output, "he");
    brings(output, "llo");
    times_out(output, SOON_MS);
    CHECK_OK(ambos_file_write_timed(input, "again", 5, AMBOS_FOREVER, NULL));
    brings(output, "again");
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_file_read_timed(output, &byte, 1, CHILD_PATIENCE_MS, &got));
    CHECK_U64(got, 0);
    CHECK_OK(ambos_file_read_timed(output, &byte, 1, AMBOS_POLL, &got));
    CHECK_U64(got, 0);
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}

TEST(long_times_are_times)
{
    ambos_process *process = child_spawn(CHILD("write-stdout", "abcd"), &two_pipes);
    ambos_file *output = child_stream(process, 1);
    char byte;
    size_t got;

    for (int i = 0; i < 4; i++) {
        static const int64_t times[] = { INT64_MAX, INT64_MAX - 1, INT64_MAX / 1000000, INT64_C(0x100000001) };

        CHECK_OK(ambos_file_read_timed(output, &byte, 1, times[i], &got));
        CHECK_U64(got, 1);
        CHECK_INT(byte, 'a' + i);
    }
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}

/* What is there is had without waiting. */
TEST(what_has_come_is_there_at_once)
{
    ambos_process *process = child_spawn(CHILD("write-stdout", "text"), &two_pipes);
    ambos_file *output = child_stream(process, 1);
    char bytes[10];
    size_t got;

    child_wait(process);
    CHECK_OK(ambos_file_read_timed(output, bytes, sizeof bytes, AMBOS_POLL, &got));
    CHECK_MEM(bytes, got, "text", 4);
    CHECK_OK(ambos_file_close(output));
    ambos_process_close(process);
}

/* Reads that are given up by the hundred lose nothing. */
TEST(no_byte_is_lost_to_impatience)
{
    static char bytes[5000];
    ambos_process *process = child_spawn(CHILD("flood", "stdout", "2000000"), &two_pipes);
    ambos_file *output = child_stream(process, 1);
    uint64_t total = 0;

    for (;;) {
        size_t got;
        ambos_error error = ambos_file_read_timed(output, bytes, sizeof bytes, AMBOS_POLL, &got);

        if (error == AMBOS_ETIMEDOUT)
            error = ambos_file_read_timed(output, bytes, sizeof bytes, 1, &got);
        if (error == AMBOS_ETIMEDOUT)
            continue;
        CHECK_OK(error);
        if (got == 0)
            break;
        for (size_t i = 0; i < got; i++)
            CHECK_INT((unsigned char)bytes[i], (total + i) % 251);
        total += got;
    }
    CHECK_U64(total, 2000000);
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}

/* ---- writing ---- */

/* Nobody reads: what fits goes, and what went is what arrives. */
TEST(so_much_was_written_as_is_said)
{
    static const int64_t times[] = { SOON_MS, AMBOS_POLL };
    static char bytes[MIB];

    for (int i = 0; i < 2; i++) {
        const char *go = test_path(i ? "go 1" : "go 0");
        ambos_process *process = child_spawn(CHILD("late-drain", go), &two_pipes);
        ambos_file *input = child_stream(process, 0);
        const int64_t began = ambos_clock_ns();
        size_t written = 77, more;
        char text[32];

        CHECK_ERR(ambos_file_write_timed(input, bytes, sizeof bytes, times[i], &written), AMBOS_ETIMEDOUT);
        CHECK(ms_since(began) >= times[i] - 1 && ms_since(began) < CHILD_PATIENCE_MS);
        CHECK(written > 0 && written < sizeof bytes);
        if (times[i] > 0) {
            CHECK_ERR(ambos_file_write_timed(input, bytes, sizeof bytes, AMBOS_POLL, &more), AMBOS_ETIMEDOUT);
            CHECK(more == 0 || test_is_wine()); /* where it goes byte by byte, and is not full yet */
            written += more;
        }
        test_write_file(go, "", 0);
        CHECK_OK(ambos_file_close(input));
        snprintf(text, sizeof text, "%llu\n", (unsigned long long)written);
        CHECK_STR(child_read(child_stream(process, 1), NULL), text);
        child_end(process, 0);
    }
}

/* In many goes, each of which may give up. */
TEST(all_of_it_in_the_end)
{
    static char bytes[MIB];
    const size_t size = test_is_wine() ? 3000 : sizeof bytes;
    ambos_process *process = child_spawn(CHILD("cat"), &two_pipes);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    static char back[65536];
    size_t sent = 0, came = 0, part;

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(unsigned char)(i % 251);
    while (came < size) {
        ambos_error error = AMBOS_OK;

        if (sent < size) {
            error = ambos_file_write_timed(input, bytes + sent, size - sent, 1, &part);
            sent += part;
            CHECK(error == AMBOS_OK || error == AMBOS_ETIMEDOUT);
        }
        error = ambos_file_read_timed(output, back, sizeof back, 1, &part);
        CHECK(error == AMBOS_OK || error == AMBOS_ETIMEDOUT);
        CHECK(part <= size - came && memcmp(back, bytes + came, part) == 0);
        came += part;
    }
    CHECK_U64(sent, size);
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}

TEST(writing_to_a_child_that_is_gone)
{
    ambos_process *process = child_spawn(CHILD("exit", "0"), &two_pipes);
    ambos_file *input = child_stream(process, 0);

    child_end(process, 0);
    CHECK_ERR(ambos_file_write_timed(input, "x", 1, SOON_MS, NULL), AMBOS_EPIPE);
    CHECK_ERR(ambos_file_write_timed(input, "x", 1, AMBOS_POLL, NULL), AMBOS_EPIPE);
    CHECK_OK(ambos_file_close(input));
}

/* ---- other files ---- */

TEST(regular_files_never_wait)
{
    char bytes[10];
    ambos_file *file;
    size_t size;

    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK_OK(ambos_file_write_timed(file, "hello", 5, AMBOS_POLL, &size));
    CHECK_U64(size, 5);
    CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_read_timed(file, bytes, sizeof bytes, AMBOS_POLL, &size));
    CHECK_MEM(bytes, size, "hello", 5);
    CHECK_OK(ambos_file_read_timed(file, bytes, sizeof bytes, SOON_MS, &size));
    CHECK_U64(size, 0);
    CHECK_OK(ambos_file_close(file));
}

/* On Windows a plain pipe cannot be waited for. */
TEST(pipes_of_others)
{
    static char bytes[MIB];
    intptr_t ends[2];
    ambos_file *reader, *writer;
    size_t size;

    if (!test_pipe(ends))
        FAIL("no pipe");
    CHECK_OK(ambos_file_adopt(&reader, ends[0]));
    CHECK_OK(ambos_file_adopt(&writer, ends[1]));
    if (test_is_windows()) {
        CHECK_ERR(ambos_file_read_timed(reader, bytes, 1, SOON_MS, &size), AMBOS_ENOTSUP);
        CHECK_ERR(ambos_file_write_timed(writer, "x", 1, SOON_MS, &size), AMBOS_ENOTSUP);
        CHECK_OK(ambos_file_write_timed(writer, "x", 1, AMBOS_FOREVER, &size));
        CHECK_OK(ambos_file_read_timed(reader, bytes, 1, AMBOS_FOREVER, &size));
        CHECK_U64(size, 1);
    } else {
        times_out(reader, SOON_MS);
        CHECK_ERR(ambos_file_write_timed(writer, bytes, sizeof bytes, SOON_MS, &size), AMBOS_ETIMEDOUT);
        CHECK(size > 0 && size < sizeof bytes);
        CHECK_OK(ambos_file_close(reader));
        CHECK_ERR(ambos_file_write_timed(writer, bytes, sizeof bytes, SOON_MS, &size), AMBOS_EPIPE);
        reader = NULL;
    }
    CHECK_OK(ambos_file_close(reader));
    CHECK_OK(ambos_file_close(writer));
}

TEST(no_handle_is_left)
{
    int64_t handles = 0;

    for (int i = 0; i < 5; i++) {
        ambos_process *process = child_spawn(CHILD("cat"), &two_pipes);
        ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);

        times_out(output, 1);
        CHECK_OK(ambos_file_write_timed(input, "x", 1, SOON_MS, NULL));
        brings(output, "x");
        CHECK_OK(ambos_file_close(input));
        CHECK_OK(ambos_file_close(output));
        child_end(process, 0);
        if (i == 1)
            handles = test_handle_count();
    }
    CHECK_INT(test_handle_count(), handles);
}
