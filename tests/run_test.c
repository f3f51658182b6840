/* SPDX-License-Identifier: MIT */
/* ambos_run: start, feed, capture, wait. Numbers in brackets: rows of the list of behaviours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { MIB = 1 << 20 };

static void result_is_zero(const ambos_run_result *result)
{
    static const ambos_run_result zero;

    CHECK(result->output == NULL && result->errors == NULL);
    CHECK(result->output_size == 0 && result->errors_size == 0);
    CHECK_INT(result->happened, 0);
    CHECK_INT(result->status.kind, 0);
    CHECK_MEM(&result->failure, sizeof result->failure, &zero.failure, sizeof zero.failure);
}

/* Wants: ended with `code`, no surprise. */
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

/* What `flood` writes. */
static void is_flood(const char *data, size_t size, size_t expected)
{
    CHECK_U64(size, expected);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)data[i] != i % 251)
            FAIL("byte %d is wrong", (int)i);
    CHECK_INT(data[size], 0);
}

static char *some_bytes(size_t size)
{
    char *bytes = malloc(size);

    CHECK(bytes != NULL);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(unsigned char)(i * 7 + i / 256);
    return bytes;
}

/* ---- bad calls ---- */

TEST(bad_calls)
{
    const char *const none[] = { NULL };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("exit", "0"), NULL, NULL), AMBOS_EINVAL);
    memset(&result, 0xff, sizeof result);
    CHECK_ERR(ambos_run(none, NULL, &result), AMBOS_EINVAL);
    CHECK(result.output == NULL && result.errors == NULL);
    CHECK_INT(result.failure.code, AMBOS_EINVAL);
    ambos_run_free(&result);
    CHECK_ERR(ambos_run(NULL, NULL, &result), AMBOS_EINVAL);
    ambos_run_free(&result);
}

static void refused(const ambos_run_options *options)
{
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("exit", "0"), options, &result), AMBOS_EINVAL);
    CHECK_INT(result.failure.code, AMBOS_EINVAL);
    CHECK_INT(result.happened, 0);
    ambos_run_free(&result);
}

TEST(bad_options)
{
    ambos_run_options options = { .flags = 0x0004 };

    refused(&options);
    options.flags = 0;
    options.unused = 1;
    refused(&options);
    options.unused = 0;
    options.reserved[sizeof options.reserved - 1] = 1;
    refused(&options);
    options.reserved[sizeof options.reserved - 1] = 0;
    options.input_size = 1;
    refused(&options);
}

TEST(spawn_options_that_make_no_sense_here)
{
    ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_DETACHED };
    ambos_run_options options = { .spawn = &spawn };

    refused(&options);
    spawn.flags = AMBOS_SPAWN_SUSPENDED;
    refused(&options);
    spawn.flags = 0;
    spawn.reserved[0] = 1;
    refused(&options);
    spawn.reserved[0] = 0;
    options.input = "x";
    options.input_size = 1;
    spawn.stdio[0].kind = AMBOS_STREAM_NULL;
    refused(&options);
    spawn.stdio[0].kind = AMBOS_STREAM_INHERIT;
    refused(&options);
}

/* ---- capture ---- */

TEST(both_streams_are_captured)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "out", "error"), NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "out");
    CHECK_U64(result.output_size, 3);
    CHECK_STR(result.errors, "error");
    CHECK_U64(result.errors_size, 5);
    ambos_run_free(&result);
}

TEST(silence_is_an_empty_text)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("exit", "0"), NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "");
    CHECK_STR(result.errors, "");
    CHECK_U64(result.output_size + result.errors_size, 0);
    ambos_run_free(&result);
}

TEST(exit_code_is_no_failure_of_the_call)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("exit", "42"), NULL, &result));
    ended(&result, 42, AMBOS_RUN_STARTED);
    ambos_run_free(&result);
}

TEST(crash_is_no_failure_of_the_call)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("crash", "segv"), NULL, &result));
    CHECK_INT(result.status.kind, AMBOS_STATUS_CRASHED);
    ambos_run_free(&result);
}

/* [32] */
TEST(a_mebibyte_of_each_at_once)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "1048576"), NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    is_flood(result.output, result.output_size, MIB);
    is_flood(result.errors, result.errors_size, MIB);
    ambos_run_free(&result);
}

/* [32] One stream alone fills while the other is silent. */
TEST(a_mebibyte_of_one)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "stderr", "1048576"), NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_U64(result.output_size, 0);
    is_flood(result.errors, result.errors_size, MIB);
    ambos_run_free(&result);
}

TEST(sizes_around_a_pipes_size)
{
    static const char *const sizes[] = { "1", "4095", "4096", "4097", "65535", "65536", "65537", "131072" };

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        ambos_run_result result;

        CHECK_OK(ambos_run(CHILD("flood", "both", sizes[i]), NULL, &result));
        is_flood(result.output, result.output_size, strtoul(sizes[i], NULL, 10));
        is_flood(result.errors, result.errors_size, strtoul(sizes[i], NULL, 10));
        ambos_run_free(&result);
    }
}

TEST(child_that_closes_its_output_early)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("close-stdout-then-sleep", "100"), NULL, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "");
    ambos_run_free(&result);
}

/* ---- input ---- */

/* [32] [33] */
TEST(a_mebibyte_there_and_back)
{
    char *bytes = some_bytes(MIB);
    const ambos_run_options options = { .input = bytes, .input_size = MIB, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_MEM(result.output, result.output_size, bytes, MIB);
    ambos_run_free(&result);
    free(bytes);
}

/* [33] */
TEST(every_byte_there_and_back)
{
    char all[260];
    const ambos_run_options options = { .input = all, .input_size = sizeof all };
    ambos_run_result result;

    for (size_t i = 0; i < 256; i++)
        all[i] = (char)(unsigned char)i;
    memcpy(all + 256, "\r\n\x1a\0", 4);
    CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
    CHECK_MEM(result.output, result.output_size, all, sizeof all);
    ambos_run_free(&result);
}

TEST(no_input_is_an_empty_one)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("drain"), NULL, &result));
    CHECK_STR(result.output, "0\n");
    ambos_run_free(&result);
}

TEST(input_pipe_with_nothing_to_feed)
{
    const ambos_spawn_options spawn = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    const ambos_run_options options = { .spawn = &spawn, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("drain"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK_STR(result.output, "0\n");
    ambos_run_free(&result);
}

/* [34] The child never reads, and there is more than a pipe can hold. Nobody gets a signal. */
TEST(input_that_nobody_reads)
{
    char *bytes = some_bytes(MIB);
    const ambos_run_options options = { .input = bytes, .input_size = MIB, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("exit", "5"), &options, &result));
    ended(&result, 5, AMBOS_RUN_STARTED | AMBOS_RUN_INPUT_UNREAD);
    ambos_run_free(&result);
    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED | AMBOS_RUN_INPUT_UNREAD);
    CHECK_STR(result.output, "out");
    CHECK_STR(result.errors, "err");
    ambos_run_free(&result);
    free(bytes);
}

/* [32] Much in, much out, and the child does not read before it has written. */
TEST(input_waits_while_output_flows)
{
    char *bytes = some_bytes(MIB);
    const ambos_run_options options = { .input = bytes, .input_size = MIB, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "1048576"), &options, &result));
    is_flood(result.output, result.output_size, MIB);
    is_flood(result.errors, result.errors_size, MIB);
    CHECK_INT(result.happened, AMBOS_RUN_STARTED | AMBOS_RUN_INPUT_UNREAD);
    ambos_run_free(&result);
    free(bytes);
}

/* ---- kinds of streams ---- */

TEST(errors_into_the_output)
{
    const ambos_spawn_options spawn = { .stdio[2] = { .kind = AMBOS_STREAM_STDOUT } };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), &options, &result));
    CHECK_STR(result.output, "outerr");
    CHECK(result.errors == NULL);
    CHECK_U64(result.errors_size, 0);
    ambos_run_free(&result);
}

TEST(streams_of_another_kind_are_not_captured)
{
    const ambos_spawn_options spawn = { .stdio = {
        { .kind = AMBOS_STREAM_FILE, .path = test_path("in") },
        { .kind = AMBOS_STREAM_FILE, .path = test_path("out") },
        { .kind = AMBOS_STREAM_NULL } } };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;

    test_write_file(test_path("in"), "text", 4);
    CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(result.output == NULL && result.errors == NULL);
    CHECK_STR(test_read_file(test_path("out"), NULL), "text");
    ambos_run_free(&result);
}

TEST(streams_that_are_said_to_be_pipes_are_captured)
{
    const ambos_spawn_options spawn = { .stdio = {
        { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_PIPE } } };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), &options, &result));
    CHECK(result.output == NULL);
    CHECK_STR(result.errors, "err");
    ambos_run_free(&result);
}

TEST(spawn_options_are_obeyed)
{
    ambos_env *env;
    ambos_spawn_options spawn = { .cwd = test_path("there") };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;

    test_make_dir(spawn.cwd);
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_TEST", "a value"));
    spawn.env = env;
    CHECK_OK(ambos_run(CHILD("getenv", "AMBOS_TEST"), &options, &result));
    CHECK_STR(result.output, "a value");
    ambos_run_free(&result);
    CHECK_OK(ambos_run(CHILD("cwd"), &options, &result));
    CHECK(strstr(result.output, "there") != NULL);
    ambos_run_free(&result);
    ambos_env_free(env);
}

/* ---- limits of size ---- */

TEST(over_the_limit_is_dropped)
{
    const ambos_run_options options = { .output_limit = 1000 };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "300000"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED | AMBOS_RUN_TRUNCATED_OUTPUT | AMBOS_RUN_TRUNCATED_ERRORS);
    is_flood(result.output, result.output_size, 1000);
    is_flood(result.errors, result.errors_size, 1000);
    ambos_run_free(&result);
}

TEST(limits_are_of_each_stream)
{
    const ambos_run_options options = { .output_limit = 3 };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "abc", "abcd"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED | AMBOS_RUN_TRUNCATED_ERRORS);
    CHECK_STR(result.output, "abc");
    CHECK_STR(result.errors, "abc");
    ambos_run_free(&result);
}

TEST(just_the_limit_is_not_too_much)
{
    const ambos_run_options options = { .output_limit = 70000, .flags = AMBOS_RUN_KILL_AT_LIMIT };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("flood", "both", "70000"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    is_flood(result.output, result.output_size, 70000);
    ambos_run_free(&result);
}

/* One that would write for ever is ended, and what came up to the limit is handed over. */
TEST(over_the_limit_is_the_end)
{
    const ambos_run_options options = {
        .output_limit = 1000, .flags = AMBOS_RUN_KILL_AT_LIMIT, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("flood", "stdout", "100000000000"), &options, &result), AMBOS_EFBIG);
    CHECK_INT(result.failure.code, AMBOS_EFBIG);
    CHECK_INT(result.happened, AMBOS_RUN_STARTED | AMBOS_RUN_TRUNCATED_OUTPUT);
    was_killed(&result);
    is_flood(result.output, result.output_size, 1000);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

/* A child that has gone too far and ended by then. */
TEST(over_the_limit_and_ended)
{
    const ambos_run_options options = { .output_limit = 2, .flags = AMBOS_RUN_KILL_AT_LIMIT };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("write-stdout", "abc"), &options, &result), AMBOS_EFBIG);
    CHECK_STR(result.output, "ab");
    CHECK(result.happened & AMBOS_RUN_TRUNCATED_OUTPUT);
    ambos_run_free(&result);
}

/* ---- limits of time ---- */

/* The limit grows until the child has had time to write: slow machines are no failure. */
TEST(time_over_hands_over_what_came)
{
    ambos_run_options options = { .timeout_ms = 200 };
    ambos_run_result result;
    int64_t began;

    for (;; options.timeout_ms *= 2) {
        began = ambos_clock_ns();
        CHECK_ERR(ambos_run(CHILD("write-then-sleep", "partial", "60000"), &options, &result), AMBOS_ETIMEDOUT);
        CHECK((ambos_clock_ns() - began) / 1000000 >= options.timeout_ms - 1);
        CHECK((ambos_clock_ns() - began) / 1000000 < options.timeout_ms + 5000);
        CHECK_INT(result.happened & ~(uint32_t)(AMBOS_RUN_TRUNCATED_OUTPUT | AMBOS_RUN_TRUNCATED_ERRORS),
                  AMBOS_RUN_STARTED | AMBOS_RUN_TIMED_OUT);
        CHECK_INT(result.failure.code, AMBOS_ETIMEDOUT);
        was_killed(&result);
        if (result.output_size > 0 || options.timeout_ms > 8000)
            break;
        ambos_run_free(&result);
    }
    CHECK_STR(result.output, "partial");
    CHECK_STR(result.errors, "");
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

TEST(no_time_at_all)
{
    const ambos_run_options options = { .timeout_ms = AMBOS_POLL };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("sleep", "60000"), &options, &result), AMBOS_ETIMEDOUT);
    CHECK(result.happened & AMBOS_RUN_TIMED_OUT);
    was_killed(&result);
    ambos_run_free(&result);
}

/* A child that reads nothing and says nothing, and input for it. */
TEST(time_over_while_feeding)
{
    char *bytes = some_bytes(MIB);
    const ambos_run_options options = { .input = bytes, .input_size = MIB, .timeout_ms = 300 };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("sleep", "60000"), &options, &result), AMBOS_ETIMEDOUT);
    CHECK(result.happened & AMBOS_RUN_INPUT_UNREAD);
    was_killed(&result);
    ambos_run_free(&result);
    free(bytes);
}

TEST(time_over_while_output_flows)
{
    const ambos_run_options options = { .timeout_ms = 300, .output_limit = 100 };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("flood", "both", "100000000000"), &options, &result), AMBOS_ETIMEDOUT);
    was_killed(&result);
    ambos_run_free(&result);
}

TEST(time_over_after_the_output_is_closed)
{
    const ambos_run_options options = { .timeout_ms = 300 };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("close-stdout-then-sleep", "60000"), &options, &result), AMBOS_ETIMEDOUT);
    was_killed(&result);
    ambos_run_free(&result);
}

/* ---- grandchildren ---- */

/* [49] The child ends at once; its own child holds the pipes for a minute. */
static void held_open(int64_t drain_ms, int64_t most_ms)
{
    const ambos_run_options options = { .drain_ms = drain_ms };
    ambos_run_result result;
    int64_t began = ambos_clock_ns();
    int64_t took;

    CHECK_OK(ambos_run(CHILD("grandchild", "sleep", "60000"), &options, &result));
    took = (ambos_clock_ns() - began) / 1000000;
    test_end_process(strtoull(result.output, NULL, 10));
    ended(&result, 0, AMBOS_RUN_STARTED | AMBOS_RUN_TRUNCATED_OUTPUT | AMBOS_RUN_TRUNCATED_ERRORS);
    CHECK(result.output_size > 1 && result.output[result.output_size - 1] == '\n');
    if (drain_ms > 0 && took < drain_ms - 1)
        FAIL("read on for %d ms only", (int)took);
    if (took > most_ms)
        FAIL("took %d ms", (int)took);
    ambos_run_free(&result);
}

TEST(grandchild_that_holds_the_pipe)
{
    held_open(100, 10000);
}

TEST(grandchild_that_holds_the_pipe_and_no_patience)
{
    held_open(AMBOS_POLL, 10000);
}

TEST(grandchild_that_holds_the_pipe_by_default)
{
    held_open(0, 12000);
}

/* What a grandchild still says in time is part of it. */
TEST(grandchild_that_ends_in_time)
{
    const ambos_run_options options = { .drain_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("grandchild", "write-then-sleep", "later", "100"), &options, &result));
    ended(&result, 0, AMBOS_RUN_STARTED);
    CHECK(strstr(result.output, "later") != NULL);
    ambos_run_free(&result);
}

/* ---- failures ---- */

TEST(program_that_is_not_there)
{
    const char *const argv[] = { test_path("no such program"), NULL };
    const ambos_run_options options = { .input = "abc", .input_size = 3 };
    ambos_run_result result;
    ambos_failure last;

    memset(&result, 0xff, sizeof result);
    CHECK_ERR(ambos_run(argv, &options, &result), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_MEM(&result.failure, sizeof last, &last, sizeof last);
    memset(&result.failure, 0, sizeof result.failure);
    result_is_zero(&result);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

TEST(directory_that_is_not_there)
{
    const ambos_spawn_options spawn = { .cwd = test_path("no such directory") };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("exit", "0"), &options, &result), AMBOS_ENOENT);
    CHECK_INT(result.failure.step, AMBOS_STEP_CWD);
    ambos_run_free(&result);
}

TEST(results_are_freed_and_zeroed)
{
    static const ambos_run_result zero;
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), NULL, &result));
    ambos_run_free(&result);
    CHECK_MEM(&result, sizeof result, &zero, sizeof zero);
    ambos_run_free(&result);
    ambos_run_free(NULL);
}

TEST(reserved_parts_of_results_are_zero)
{
    ambos_run_result result;

    memset(&result, 0xff, sizeof result);
    CHECK_OK(ambos_run(CHILD("exit", "0"), NULL, &result));
    CHECK_INT(result.unused, 0);
    for (size_t i = 0; i < sizeof result.reserved; i++)
        CHECK_INT(result.reserved[i], 0);
    ambos_run_free(&result);
}

/* ---- what is left behind ---- */

static void one_of_each(void)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    const ambos_run_options fast = { .timeout_ms = 1 };
    const ambos_run_options small = { .output_limit = 10, .flags = AMBOS_RUN_KILL_AT_LIMIT };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), NULL, &result));
    ambos_run_free(&result);
    CHECK_ERR(ambos_run(missing, NULL, &result), AMBOS_ENOENT);
    ambos_run_free(&result);
    CHECK_ERR(ambos_run(CHILD("sleep", "60000"), &fast, &result), AMBOS_ETIMEDOUT);
    ambos_run_free(&result);
    CHECK_ERR(ambos_run(CHILD("flood", "stdout", "100000000000"), &small, &result), AMBOS_EFBIG);
    ambos_run_free(&result);
}

TEST(runs_leave_nothing)
{
    int64_t before;

    one_of_each();
    before = test_handle_count();
    for (int i = 0; i < (test_is_slow() ? 10 : 30); i++)
        one_of_each();
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

static void echo_much(unsigned index, void *context)
{
    enum { SIZE = 200000 };
    char *bytes = some_bytes(SIZE);
    const ambos_run_options options = { .input = bytes, .input_size = SIZE, .timeout_ms = CHILD_PATIENCE_MS };

    (void)context;
    bytes[0] = (char)index;
    for (int i = 0; i < (test_is_slow() ? 3 : 10); i++) {
        ambos_run_result result;

        CHECK_OK(ambos_run(CHILD("cat"), &options, &result));
        CHECK_MEM(result.output, result.output_size, bytes, SIZE);
        ended(&result, 0, AMBOS_RUN_STARTED);
        ambos_run_free(&result);
    }
    free(bytes);
}

TEST(eight_threads_run)
{
    child_threads(8, echo_much, NULL);
    CHECK(!test_has_children());
}

/* It would run for much longer; SIGTERM, or Ctrl-Break where there is a console, ends it. */
TEST(at_the_end_of_its_time_a_child_is_asked_first)
{
    const ambos_spawn_options spawn = { .flags = AMBOS_SPAWN_STOPPABLE };
    const ambos_run_options options = { .spawn = &spawn, .timeout_ms = 300, .grace_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;
    const int64_t start = test_clock_ms();

    CHECK_ERR(ambos_run(CHILD("write-then-sleep", "said", "100000"), &options, &result), AMBOS_ETIMEDOUT);
    CHECK(test_clock_ms() - start < CHILD_PATIENCE_MS);
    CHECK(result.happened & AMBOS_RUN_TIMED_OUT);
    if (!test_is_windows())
        CHECK_INT(result.status.signal, AMBOS_SIGTERM);
    CHECK(result.status.kind == AMBOS_STATUS_SIGNALED || test_is_windows());
    CHECK_STR(result.output, "said");
    ambos_run_free(&result);
}

TEST(one_that_will_not_hear_is_killed_after_the_grace)
{
    const ambos_spawn_options spawn = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_PIPE }, { 0 } },
                                        .flags = AMBOS_SPAWN_STOPPABLE };
    const ambos_run_options options = { .timeout_ms = 50, .grace_ms = 200 };
    ambos_process *process = child_spawn(CHILD("ignore-term", "100000"), &spawn);
    ambos_file *output = child_stream(process, 1);
    const int64_t start = test_clock_ms();
    ambos_run_result result;

    child_expect(output, "ready");
    CHECK_ERR(ambos_communicate(process, &options, &result), AMBOS_ETIMEDOUT);
    CHECK(test_is_windows() || test_clock_ms() - start >= 250);
    CHECK_INT(result.status.signal, AMBOS_SIGKILL);
    ambos_run_free(&result);
    CHECK_OK(ambos_file_close(output));
    ambos_process_close(process);
}

TEST(a_grace_is_not_negative)
{
    const ambos_run_options options = { .grace_ms = -1 };
    ambos_run_result result;

    CHECK_ERR(ambos_run(CHILD("exit", "0"), &options, &result), AMBOS_EINVAL);
}
