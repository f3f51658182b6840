/* SPDX-License-Identifier: MIT */
/* Talking to a child that runs: ambos_communicate, and the callbacks of ambos_run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { MIB = 1 << 20 };

/* lines COUNT: "line 0" and on, LF and CR LF by turns, and the last line with neither. */
static int run_lines(int argc, char **argv)
{
    const int count = atoi(argv[1]);

    (void)argc;
    for (int i = 0; i < count; i++)
        printf("line %d%s", i, i + 1 == count ? "" : i % 2 ? "\r\n" : "\n");
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "lines", 1, 1, run_lines },
    { NULL, 0, 0, NULL },
};

static const ambos_spawn_options three_pipes = { .stdio = {
    { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };

static const ambos_run_options patience = { .timeout_ms = CHILD_PATIENCE_MS };

static void ended(const ambos_run_result *result, uint32_t code, uint32_t happened)
{
    CHECK_INT(result->status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result->status.code, code);
    CHECK_INT(result->happened, happened);
    CHECK_INT(result->failure.code, 0);
}

static void was_killed(const ambos_run_result *result)
{
    CHECK_INT(result->status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(result->status.signal, AMBOS_SIGKILL);
}

static bool is_flood(const char *data, size_t size, uint64_t from)
{
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)data[i] != (from + i) % 251)
            return false;
    return true;
}

/* So much that it takes a while, and under Wine, where each piece goes through its server, less. */
static const char *much(void)
{
    return test_is_slow() ? "4194304" : "104857600";
}

/* ---- ambos_communicate ---- */

TEST(bad_calls)
{
    ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
    const ambos_run_options with_spawn = { .spawn = &three_pipes };
    const ambos_run_options unknown = { .flags = 0x4000 };
    const ambos_run_options tail = { .reserved[sizeof tail.reserved - 1] = 1 };
    const ambos_run_options no_input = { .input_size = 1 };
    ambos_run_result result;

    CHECK_ERR(ambos_communicate(process, NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_communicate(NULL, NULL, &result), AMBOS_EINVAL);
    CHECK_INT(result.failure.code, AMBOS_EINVAL);
    CHECK_ERR(ambos_communicate(process, &with_spawn, &result), AMBOS_EINVAL);
    CHECK_ERR(ambos_communicate(process, &unknown, &result), AMBOS_EINVAL);
    CHECK_ERR(ambos_communicate(process, &tail, &result), AMBOS_EINVAL);
    CHECK_ERR(ambos_communicate(process, &no_input, &result), AMBOS_EINVAL);
    CHECK_INT(result.happened, 0);
    /* It is as it was. */
    CHECK_OK(ambos_communicate(process, &patience, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    ambos_run_free(&result);
    ambos_process_close(process);
}

TEST(child_that_was_spawned_before)
{
    const ambos_run_options options = { .input = "hello", .input_size = 5, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
    ambos_run_result result;
    ambos_file *file;

    CHECK_OK(ambos_communicate(process, &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "hello");
    CHECK_STR(result.errors, "");
    ambos_run_free(&result);
    for (uint32_t i = 0; i < 3; i++)
        CHECK_ERR(ambos_process_take_stream(process, i, &file), AMBOS_ENOENT);
    child_end(process, 0);
}

/* And once more for one that has ended: there is nothing to be read, and the status is the same. */
TEST(communicating_again)
{
    ambos_process *process = child_spawn(CHILD("write-both", "out", "err"), &three_pipes);
    ambos_run_result result;

    CHECK_OK(ambos_communicate(process, NULL, &result));
    CHECK_STR(result.output, "out");
    CHECK_STR(result.errors, "err");
    ambos_run_free(&result);
    CHECK_OK(ambos_communicate(process, NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(result.output == NULL && result.errors == NULL);
    ambos_run_free(&result);
    ambos_process_close(process);
}

TEST(child_that_was_waited_for)
{
    ambos_process *process = child_spawn(CHILD("write-both", "out", "err"), &three_pipes);
    ambos_run_result result;

    child_wait(process);
    CHECK_OK(ambos_communicate(process, NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "out");
    CHECK_STR(result.errors, "err");
    ambos_run_free(&result);
    ambos_process_close(process);
}

TEST(child_without_pipes)
{
    const ambos_spawn_options null = { .stdio = {
        { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL } } };
    const ambos_run_options options = { .input = "x", .input_size = 1 };
    ambos_process *process = child_spawn(CHILD("exit", "3"), &null);
    ambos_run_result result;

    CHECK_ERR(ambos_communicate(process, &options, &result), AMBOS_EINVAL);
    CHECK_OK(ambos_communicate(process, NULL, &result));
    ended(&result, 3, AMBOS_RUN_STARTED);
    CHECK(result.output == NULL && result.errors == NULL);
    ambos_run_free(&result);
    ambos_process_close(process);
}

/* What was taken is the caller's, and stays open. */
TEST(ends_that_were_taken)
{
    ambos_process *process = child_spawn(CHILD("write-both", "out", "err"), &three_pipes);
    ambos_file *input = child_stream(process, 0), *errors = child_stream(process, 2);
    ambos_run_result result;

    CHECK_OK(ambos_communicate(process, &patience, &result));
    CHECK_STR(result.output, "out");
    CHECK(result.errors == NULL);
    ambos_run_free(&result);
    CHECK_STR(child_read(errors, NULL), "err");
    CHECK_OK(ambos_file_close(input));
    ambos_process_close(process);
}

TEST(detached_child_is_nobodys)
{
    ambos_spawn_options options = three_pipes;
    ambos_process *process;
    ambos_run_result result;

    options.flags = AMBOS_SPAWN_DETACHED;
    process = child_spawn(CHILD("cat"), &options);
    CHECK_ERR(ambos_communicate(process, NULL, &result), AMBOS_ECHILD);
    CHECK_INT(result.failure.code, AMBOS_ECHILD);
    ambos_process_close(process);
}

/* The time counts from the call, not from the spawn. */
TEST(time_over)
{
    const ambos_run_options options = { .timeout_ms = 100 };
    ambos_process *process = child_spawn(CHILD("write-then-sleep", "partial", "60000"), &three_pipes);
    ambos_file *errors = child_stream(process, 2);
    int64_t began = ambos_clock_ns();
    ambos_run_result result;

    CHECK_ERR(ambos_communicate(process, &options, &result), AMBOS_ETIMEDOUT);
    CHECK((ambos_clock_ns() - began) / 1000000 >= 99);
    CHECK(result.happened & AMBOS_RUN_TIMED_OUT);
    was_killed(&result);
    ambos_run_free(&result);
    CHECK_OK(ambos_file_close(errors));
    ambos_process_close(process);
    CHECK(!test_has_children());
}

/* ---- much ---- */

TEST(much_on_both_streams_at_once)
{
    const uint64_t size = strtoull(much(), NULL, 10);
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", much()), &patience, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_U64(result.output_size, size);
    CHECK_U64(result.errors_size, size);
    CHECK(is_flood(result.output, result.output_size, 0));
    CHECK(is_flood(result.errors, result.errors_size, 0));
    ambos_run_free(&result);
}

TEST(much_there_and_back)
{
    ambos_run_options options = patience;
    const size_t size = (size_t)strtoull(much(), NULL, 10);
    char *bytes = malloc(size);
    ambos_run_result result;

    CHECK(bytes != NULL);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(unsigned char)(i * 7 + i / 256);
    options.input = bytes;
    options.input_size = size;
    CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(result.output_size == size && memcmp(result.output, bytes, size) == 0);
    ambos_run_free(&result);
    free(bytes);
}

/* ---- on_output ---- */

struct listener {
    uint64_t got[2];
    int calls;
    int enough_at; /* that many calls; 0: never */
    bool wrong;
};

static int AMBOS_CALL listen_flood(void *context, uint32_t stream, const char *data, size_t size)
{
    struct listener *listener = context;

    if (stream < 1 || stream > 2 || size == 0 || !is_flood(data, size, listener->got[stream - 1])) {
        listener->wrong = true;
        return 1;
    }
    listener->got[stream - 1] += size;
    listener->calls++;
    return listener->calls == listener->enough_at;
}

TEST(output_is_told_and_not_kept)
{
    struct listener listener = { 0 };
    const ambos_run_options options = { .on_output = listen_flood, .context = &listener };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "1000000"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(!listener.wrong);
    CHECK_U64(listener.got[0], 1000000);
    CHECK_U64(listener.got[1], 1000000);
    CHECK(result.output == NULL && result.errors == NULL);
    CHECK_U64(result.output_size + result.errors_size, 0);
    ambos_run_free(&result);
}

TEST(output_is_told_and_kept)
{
    struct listener listener = { 0 };
    const ambos_run_options options = { .on_output = listen_flood, .context = &listener, .flags = AMBOS_RUN_KEEP };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "300000"), &options, &result));
    CHECK_U64(listener.got[0], 300000);
    CHECK_U64(result.output_size, 300000);
    CHECK(is_flood(result.output, result.output_size, 0));
    CHECK_U64(result.errors_size, 300000);
    ambos_run_free(&result);
}

/* The limit is for what is kept. */
TEST(all_is_told_and_some_is_kept)
{
    struct listener listener = { 0 };
    const ambos_run_options options = {
        .on_output = listen_flood, .context = &listener, .flags = AMBOS_RUN_KEEP, .output_limit = 1000 };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "stdout", "300000"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED | AMBOS_RUN_TRUNCATED_OUTPUT);
    CHECK_U64(listener.got[0], 300000);
    CHECK_U64(result.output_size, 1000);
    ambos_run_free(&result);
}

/* Where too much is the end, the limit is for both. */
TEST(too_much_is_not_told)
{
    struct listener listener = { 0 };
    const ambos_run_options options = {
        .on_output = listen_flood, .context = &listener, .flags = AMBOS_RUN_KILL_AT_LIMIT, .output_limit = 100000 };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("flood", "stdout", "100000000000"), &options, &result), AMBOS_EFBIG);
    was_killed(&result);
    CHECK(!listener.wrong);
    CHECK_U64(listener.got[0], 100000);
    CHECK(result.output == NULL);
    ambos_run_free(&result);
}

TEST(enough_is_the_end)
{
    for (int at = 1; at < 4; at++) {
        struct listener listener = { .enough_at = at };
        const ambos_run_options options = { .on_output = listen_flood, .context = &listener, .timeout_ms = CHILD_PATIENCE_MS };
        ambos_run_result result;

        CHECK_ERR(ambos_run(CHILD("flood", "both", "100000000000"), &options, &result), AMBOS_ECANCELED);
        CHECK_INT(result.failure.code, AMBOS_ECANCELED);
        was_killed(&result);
        CHECK(!listener.wrong);
        CHECK_INT(listener.calls, at);
        ambos_run_free(&result);
        CHECK(!test_has_children());
    }
}

/* One that is told after the child's end says so too. */
TEST(enough_after_the_end)
{
    struct listener listener = { .enough_at = 1 };
    const ambos_run_options options = { .on_output = listen_flood, .context = &listener };
    ambos_process *process = child_spawn(CHILD("flood", "stdout", "1000"), &three_pipes);
    ambos_run_result result;

    child_wait(process);
    CHECK_ERR(ambos_communicate(process, &options, &result), AMBOS_ECANCELED);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(listener.calls, 1);
    ambos_run_free(&result);
    ambos_process_close(process);
}

/* What is told at the deadline is not lost. */
static int AMBOS_CALL append(void *context, uint32_t stream, const char *data, size_t size)
{
    char *text = context;

    if (stream == 1 && strlen(text) + size < 100)
        strncat(text, data, size);
    return 0;
}

TEST(partial_output_is_told)
{
    char text[100] = "";
    ambos_run_options options = { .on_output = append, .context = text, .timeout_ms = 200 };
    ambos_run_result result;

    while (!text[0] && options.timeout_ms < 10000) {
        CHECK_ERR(ambos_run(CHILD("write-then-sleep", "partial", "60000"), &options, &result), AMBOS_ETIMEDOUT);
        ambos_run_free(&result);
        options.timeout_ms *= 2;
    }
    CHECK_STR(text, "partial");
}

/* ---- on_line ---- */

struct reader {
    int count;
    int pieces;
    int enough_at;
    bool wrong;
    char last[64];
};

static int AMBOS_CALL read_line(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    struct reader *reader = context;
    char expected[64];

    snprintf(expected, sizeof expected, "line %d", reader->count);
    if (stream != 1 || more || strcmp(line, expected) != 0 || size != strlen(expected))
        reader->wrong = true;
    reader->count++;
    return reader->count == reader->enough_at;
}

TEST(a_thousand_lines)
{
    struct reader reader = { 0 };
    const ambos_run_options options = { .on_line = read_line, .context = &reader };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("lines", "1000"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(!reader.wrong);
    CHECK_INT(reader.count, 1000);
    CHECK(result.output == NULL);
    ambos_run_free(&result);
}

/* What is kept has its line ends as they came. */
TEST(lines_are_told_and_kept)
{
    struct reader reader = { 0 };
    const ambos_run_options options = { .on_line = read_line, .context = &reader, .flags = AMBOS_RUN_KEEP };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("lines", "4"), &options, &result));
    CHECK_INT(reader.count, 4);
    CHECK(!reader.wrong);
    CHECK_STR(result.output, "line 0\nline 1\r\nline 2\nline 3");
    ambos_run_free(&result);
}

TEST(enough_lines_are_the_end)
{
    struct reader reader = { .enough_at = 5 };
    const ambos_run_options options = { .on_line = read_line, .context = &reader, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("lines", "100000"), &options, &result), AMBOS_ECANCELED);
    CHECK_INT(reader.count, 5);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

TEST(enough_at_the_last_line)
{
    struct reader reader = { .enough_at = 3 };
    const ambos_run_options options = { .on_line = read_line, .context = &reader };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("lines", "3"), &options, &result), AMBOS_ECANCELED);
    CHECK_INT(reader.count, 3);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    ambos_run_free(&result);
}

static int AMBOS_CALL read_piece(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    struct reader *reader = context;

    (void)line;
    if (stream != 1 || size > 1000 || (more && size != 1000))
        reader->wrong = true;
    reader->pieces += more ? 1 : 0;
    reader->count += more ? 0 : 1;
    return 0;
}

/* flood writes no lines to speak of: 251 bytes, one of which is LF. */
TEST(long_lines_come_in_pieces)
{
    struct reader reader = { 0 };
    ambos_run_options options = { .on_line = read_piece, .context = &reader, .line_limit = 1000 };
    char *bytes = malloc(10500);
    ambos_run_result result;

    CHECK(bytes != NULL);
    memset(bytes, 'x', 10500);
    bytes[10499] = '\n';
    options.input = bytes;
    options.input_size = 10500;
    CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
    CHECK(!reader.wrong);
    CHECK_INT(reader.pieces, 10);
    CHECK_INT(reader.count, 1);
    ambos_run_free(&result);
    free(bytes);
}

static int AMBOS_CALL note_stream(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    char *text = context;

    (void)more;
    snprintf(text + strlen(text), 100 - strlen(text), "%u:%.*s;", (unsigned)stream, (int)size, line);
    return 0;
}

TEST(lines_of_both_streams)
{
    char text[100] = "";
    const ambos_run_options options = { .on_line = note_stream, .context = text };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "a", "b"), &options, &result));
    CHECK_STR(text, "1:a;2:b;");
    ambos_run_free(&result);
}

static int AMBOS_CALL note_output(void *context, uint32_t stream, const char *data, size_t size)
{
    char *text = context;

    (void)stream;
    snprintf(text + strlen(text), 100 - strlen(text), "(%.*s)", (int)size, data);
    return 0;
}

TEST(pieces_are_told_before_their_lines)
{
    char text[100] = "";
    const ambos_run_options options = { .on_output = note_output, .on_line = note_stream, .context = text };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-stdout", "ab\n"), &options, &result));
    CHECK_STR(text, "(ab\n)1:ab;");
    ambos_run_free(&result);
}

/* ---- memory ---- */

static ambos_error talk_once(void)
{
    char text[100] = "";
    const ambos_run_options options = { .on_line = note_stream, .context = text, .line_limit = 10,
                                        .flags = AMBOS_RUN_KEEP, .input = "a\nbc", .input_size = 4,
                                        .timeout_ms = CHILD_PATIENCE_MS };
    ambos_process *process;
    ambos_run_result result;
    ambos_error error = ambos_spawn(&process, CHILD("cat"), &three_pipes);

    if (error)
        return error;
    error = ambos_communicate(process, &options, &result);
    CHECK(error || strcmp(text, "1:a;1:bc;") == 0);
    ambos_run_free(&result);
    ambos_process_close(process);
    return error;
}

TEST(every_allocation_may_fail)
{
    child_sweep(talk_once);
}

/* Told and not kept: however much comes, memory does not grow. */
static ambos_error listen_once(void)
{
    struct listener listener = { 0 };
    const ambos_run_options options = { .on_output = listen_flood, .context = &listener };
    ambos_run_result result;
    const ambos_error error = ambos_run(CHILD("flood", "both", "3000000"), &options, &result);

    CHECK_U64(listener.got[1], 3000000);
    ambos_run_free(&result);
    return error;
}

TEST(what_is_not_kept_takes_no_room)
{
    const int64_t calls = child_allocations(listen_once);

    if (calls > 50)
        FAIL("%d allocations", (int)calls);
}
