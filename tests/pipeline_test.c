/* SPDX-License-Identifier: MIT */
/* ambos_pipeline: several programs at once, joined by pipes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { MIB = 1 << 20, MOST = 8 };

/* head BYTES: so much of the input, then it is left alone. */
static int run_head(int argc, char **argv)
{
    static char buffer[4096];
    size_t left = (size_t)strtoull(argv[1], NULL, 10);

    (void)argc;
    while (left > 0) {
        const size_t got = fread(buffer, 1, left < sizeof buffer ? left : sizeof buffer, stdin);

        if (got == 0 || fwrite(buffer, 1, got, stdout) != got)
            break;
        left -= got;
    }
    return 0;
}

/* shout TEXT: TEXT to the errors, then cat. */
static int run_shout(int argc, char **argv)
{
    char cat[] = "cat";
    char *again[] = { cat, NULL };

    (void)argc;
    fputs(argv[1], stderr);
    fflush(stderr);
    return test_child(1, again);
}

const struct test_command test_suite_commands[] = {
    { "head", 1, 1, run_head },
    { "shout", 1, 1, run_shout },
    { NULL, 0, 0, NULL },
};

static const ambos_run_options patience = { .timeout_ms = CHILD_PATIENCE_MS };

static ambos_run_options fed(const char *text)
{
    ambos_run_options options = patience;

    options.input = text;
    options.input_size = strlen(text);
    return options;
}

static void exited(const ambos_status *status, uint32_t code)
{
    CHECK_INT(status->kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status->code, code);
}

static void was_killed(const ambos_status *status)
{
    CHECK_INT(status->kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(status->signal, AMBOS_SIGKILL);
}

static void is_zero(const ambos_status *status)
{
    static const ambos_status zero;

    CHECK_MEM(status, sizeof *status, &zero, sizeof zero);
}

/* What `flood` writes. */
static void is_flood(const char *data, size_t size, size_t expected)
{
    CHECK_U64(size, expected);
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)data[i] != i % 251)
            FAIL("byte %d is wrong", (int)i);
}

/* ---- bad calls ---- */

static void refused(const ambos_stage stages[], size_t count, const ambos_run_options *options)
{
    ambos_status statuses[MOST];
    ambos_run_result result;
    size_t failed = 77;

    memset(statuses, 0xff, sizeof statuses);
    memset(&result, 0xff, sizeof result);
    CHECK_ERR(ambos_pipeline(stages, count, options, &result, statuses, &failed), AMBOS_EINVAL);
    CHECK_INT(result.failure.code, AMBOS_EINVAL);
    CHECK(result.output == NULL && result.errors == NULL && result.happened == 0);
    CHECK_U64(failed, count);
    for (size_t i = 0; i < count; i++)
        is_zero(&statuses[i]);
}

TEST(bad_calls)
{
    const char *const none[] = { NULL };
    const ambos_stage good = { CHILD("exit", "0"), NULL };
    const ambos_stage stages[2] = { { CHILD("exit", "0"), NULL }, { none, NULL } };
    const ambos_stage empty = { NULL, NULL };
    const ambos_spawn_options spawn = { 0 };
    const ambos_run_options with_spawn = { .spawn = &spawn };
    const ambos_run_options unknown = { .flags = 0x4000 };

    CHECK_ERR(ambos_pipeline(&good, 1, NULL, NULL, NULL, NULL), AMBOS_EINVAL);
    refused(NULL, 1, NULL);
    refused(&good, 0, NULL);
    refused(&empty, 1, NULL);
    refused(stages, 2, NULL);
    refused(&good, 1, &with_spawn);
    refused(&good, 1, &unknown);
}

TEST(streams_that_are_joined_are_not_to_be_said)
{
    const ambos_spawn_options input = { .stdio[0].kind = AMBOS_STREAM_NULL };
    const ambos_spawn_options output = { .stdio[1].kind = AMBOS_STREAM_PIPE };
    const ambos_spawn_options detached = { .flags = AMBOS_SPAWN_DETACHED };
    const ambos_spawn_options suspended = { .flags = AMBOS_SPAWN_SUSPENDED };
    const ambos_run_options input_given = fed("x");
    ambos_stage stages[2] = { { CHILD("exit", "0"), NULL }, { CHILD("exit", "0"), NULL } };

    stages[1].spawn = &input;
    refused(stages, 2, NULL);
    stages[1].spawn = &detached;
    refused(stages, 2, NULL);
    stages[1].spawn = &suspended;
    refused(stages, 2, NULL);
    stages[1].spawn = NULL;
    stages[0].spawn = &output;
    refused(stages, 2, NULL);
    stages[0].spawn = &input;
    refused(stages, 2, &input_given);
}

/* ---- what flows ---- */

TEST(one_stage_is_a_run)
{
    const ambos_stage stage = { CHILD("write-both", "out", "err"), NULL };
    ambos_run_result result;
    size_t failed;

    CHECK_OK(ambos_pipeline(&stage, 1, NULL, &result, NULL, &failed));
    CHECK_STR(result.output, "out");
    CHECK_STR(result.errors, "err");
    CHECK_INT(result.happened, AMBOS_RUN_STARTED);
    exited(&result.status, 0);
    CHECK_U64(failed, 1);
    ambos_run_free(&result);
}

TEST(output_of_each_is_input_of_the_next)
{
    const ambos_run_options options = fed("there and back");
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("cat"), NULL }, { CHILD("drain"), NULL } };
    ambos_status statuses[3];
    ambos_run_result result;
    size_t failed;

    CHECK_OK(ambos_pipeline(stages, 3, &options, &result, statuses, &failed));
    CHECK_STR(result.output, "14\n");
    CHECK_STR(result.errors, "");
    CHECK_U64(failed, 3);
    for (int i = 0; i < 3; i++)
        exited(&statuses[i], 0);
    CHECK(statuses[0].known & AMBOS_STATUS_TIMES);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

static const char *fifty_mib(void)
{
    return test_is_wine() ? "3145728" : "52428800";
}

TEST(fifty_mebibytes_through_five_stages)
{
    const ambos_stage stages[] = { { CHILD("flood", "stdout", fifty_mib()), NULL },
                                   { CHILD("cat"), NULL },
                                   { CHILD("cat"), NULL },
                                   { CHILD("cat"), NULL },
                                   { CHILD("cat"), NULL } };
    ambos_run_result result;
    size_t failed;

    CHECK_OK(ambos_pipeline(stages, 5, &patience, &result, NULL, &failed));
    is_flood(result.output, result.output_size, strtoul(fifty_mib(), NULL, 10));
    CHECK_U64(failed, 5);
    ambos_run_free(&result);
}

/* Errors of all in one; each says its own before it gets anything, so that the order is nobody's. */
TEST(errors_come_together)
{
    const ambos_stage stages[] = { { CHILD("shout", "a"), NULL }, { CHILD("shout", "a"), NULL }, { CHILD("shout", "a"), NULL } };
    const ambos_run_options options = fed("x");
    ambos_run_result result;

    CHECK_OK(ambos_pipeline(stages, 3, &options, &result, NULL, NULL));
    CHECK_STR(result.errors, "aaa");
    CHECK_STR(result.output, "x");
    ambos_run_free(&result);
}

TEST(errors_of_one_stage_elsewhere)
{
    const ambos_spawn_options file = { .stdio[2] = { .kind = AMBOS_STREAM_FILE, .path = test_path("errors") } };
    const ambos_spawn_options merged = { .stdio[2].kind = AMBOS_STREAM_STDOUT };
    const ambos_spawn_options piped = { .stdio[2].kind = AMBOS_STREAM_PIPE };
    const ambos_stage stages[] = { { CHILD("shout", "one"), &file },
                                   { CHILD("shout", "two"), &merged },
                                   { CHILD("shout", "three"), &piped } };
    ambos_run_result result;

    CHECK_OK(ambos_pipeline(stages, 3, &patience, &result, NULL, NULL));
    CHECK_STR(result.output, "two");
    CHECK_STR(result.errors, "three");
    CHECK_STR(test_read_file(test_path("errors"), NULL), "one");
    ambos_run_free(&result);
}

TEST(no_errors_wanted_by_anybody)
{
    const ambos_spawn_options quiet = { .stdio[2].kind = AMBOS_STREAM_NULL };
    const ambos_stage stages[] = { { CHILD("shout", "one"), &quiet }, { CHILD("shout", "two"), &quiet } };
    const ambos_run_options options = fed("x");
    ambos_run_result result;

    CHECK_OK(ambos_pipeline(stages, 2, &options, &result, NULL, NULL));
    CHECK_STR(result.output, "x");
    CHECK(result.errors == NULL);
    ambos_run_free(&result);
}

TEST(ends_may_be_files)
{
    const ambos_spawn_options first = { .stdio[0] = { .kind = AMBOS_STREAM_FILE, .path = test_path("in") } };
    const ambos_spawn_options last = { .stdio[1] = { .kind = AMBOS_STREAM_FILE, .path = test_path("out") } };
    const ambos_stage stages[] = { { CHILD("cat"), &first }, { CHILD("cat"), &last } };
    ambos_run_result result;

    test_write_file(test_path("in"), "from a file", 11);
    CHECK_OK(ambos_pipeline(stages, 2, &patience, &result, NULL, NULL));
    CHECK(result.output == NULL);
    CHECK_STR(test_read_file(test_path("out"), NULL), "from a file");
    ambos_run_free(&result);
}

TEST(input_pipe_with_nothing_to_feed)
{
    const ambos_spawn_options first = { .stdio[0].kind = AMBOS_STREAM_PIPE };
    const ambos_stage stages[] = { { CHILD("cat"), &first }, { CHILD("drain"), NULL } };
    ambos_run_result result;

    CHECK_OK(ambos_pipeline(stages, 2, &patience, &result, NULL, NULL));
    CHECK_STR(result.output, "0\n");
    ambos_run_free(&result);
}

static int AMBOS_CALL count_line(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    (void)stream;
    (void)line;
    (void)size;
    (void)more;
    ++*(int *)context;
    return 0;
}

TEST(lines_of_the_last)
{
    int count = 0;
    ambos_run_options options = fed("one\ntwo\nthree");
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("cat"), NULL } };
    ambos_run_result result;

    options.on_line = count_line;
    options.context = &count;
    CHECK_OK(ambos_pipeline(stages, 2, &options, &result, NULL, NULL));
    CHECK_INT(count, 3);
    CHECK(result.output == NULL);
    ambos_run_free(&result);
}

/* ---- those that fail ---- */

TEST(first_failure_is_named)
{
    const ambos_stage stages[] = { { CHILD("exit-after-input", "0"), NULL },
                                   { CHILD("exit-after-input", "7"), NULL },
                                   { CHILD("exit-after-input", "0"), NULL },
                                   { CHILD("exit-after-input", "9"), NULL } };
    ambos_status statuses[4];
    ambos_run_result result;
    size_t failed;

    CHECK_OK(ambos_pipeline(stages, 4, &patience, &result, statuses, &failed));
    CHECK_U64(failed, 1);
    exited(&statuses[0], 0);
    exited(&statuses[1], 7);
    exited(&statuses[2], 0);
    exited(&statuses[3], 9);
    exited(&result.status, 7);
    CHECK_INT(result.failure.code, 0);
    ambos_run_free(&result);
}

/* As of `yes | head`: the one that has read enough ends the one before it. */
TEST(reader_that_has_enough)
{
    const ambos_stage stages[] = { { CHILD("flood", "stdout", "100000000000"), NULL },
                                   { CHILD("cat"), NULL },
                                   { CHILD("head", "1000"), NULL } };
    ambos_status statuses[3];
    ambos_run_result result;
    size_t failed;

    CHECK_OK(ambos_pipeline(stages, 3, &patience, &result, statuses, &failed));
    is_flood(result.output, result.output_size, 1000);
    CHECK_U64(failed, 0);
    exited(&statuses[2], 0);
    for (int i = 0; i < 2; i++) {
        if (test_is_windows()) {
            exited(&statuses[i], 1);
        } else {
            CHECK_INT(statuses[i].kind, AMBOS_STATUS_SIGNALED);
            CHECK_INT(statuses[i].signal, AMBOS_SIGPIPE);
        }
    }
    ambos_run_free(&result);
}

TEST(input_that_the_first_does_not_read)
{
    char *bytes = calloc(1, MIB);
    ambos_run_options options = patience;
    const ambos_stage stages[] = { { CHILD("head", "0"), NULL }, { CHILD("drain"), NULL } };
    ambos_run_result result;
    size_t failed;

    CHECK(bytes != NULL);
    options.input = bytes;
    options.input_size = MIB;
    CHECK_OK(ambos_pipeline(stages, 2, &options, &result, NULL, &failed));
    CHECK_STR(result.output, "0\n");
    CHECK_INT(result.happened, AMBOS_RUN_STARTED | AMBOS_RUN_INPUT_UNREAD);
    CHECK_U64(failed, 2);
    ambos_run_free(&result);
    free(bytes);
}

/* Whichever cannot be started, the others go, and nothing of them stays. */
TEST(program_that_is_not_there)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    int64_t handles = 0;

    for (int round = 0; round < 2; round++) {
        handles = test_handle_count();
        for (size_t bad = 0; bad < 3; bad++) {
            ambos_stage stages[3] = { { CHILD("sleep", "60000"), NULL },
                                      { CHILD("sleep", "60000"), NULL },
                                      { CHILD("sleep", "60000"), NULL } };
            ambos_status statuses[3];
            ambos_run_result result;
            size_t failed;

            stages[bad].argv = missing;
            CHECK_ERR(ambos_pipeline(stages, 3, NULL, &result, statuses, &failed), AMBOS_ENOENT);
            CHECK_U64(failed, bad);
            CHECK_INT(result.happened, 0);
            CHECK_INT(result.failure.code, AMBOS_ENOENT);
            CHECK(result.failure.step == AMBOS_STEP_PROGRAM || result.failure.step == AMBOS_STEP_EXEC);
            for (size_t i = 0; i < 3; i++)
                if (i < bad)
                    was_killed(&statuses[i]);
                else
                    is_zero(&statuses[i]);
            is_zero(&result.status);
            CHECK(result.output == NULL && result.errors == NULL);
            CHECK(!test_has_children());
        }
    }
    CHECK_INT(test_handle_count(), handles);
}

/* ---- limits ---- */

TEST(time_over_ends_all)
{
    const ambos_run_options options = { .timeout_ms = 300 };
    const ambos_stage stages[] = { { CHILD("sleep", "60000"), NULL },
                                   { CHILD("write-then-sleep", "partial", "60000"), NULL },
                                   { CHILD("sleep", "60000"), NULL } };
    ambos_status statuses[3];
    ambos_run_result result;
    size_t failed;

    CHECK_ERR(ambos_pipeline(stages, 3, &options, &result, statuses, &failed), AMBOS_ETIMEDOUT);
    CHECK(result.happened & AMBOS_RUN_TIMED_OUT);
    CHECK_U64(failed, 0);
    for (int i = 0; i < 3; i++)
        was_killed(&statuses[i]);
    was_killed(&result.status);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

/* Some have ended by then: theirs is told as it was. */
TEST(time_over_with_one_left)
{
    const ambos_run_options options = { .timeout_ms = 1000 };
    const ambos_stage stages[] = { { CHILD("exit", "0"), NULL }, { CHILD("sleep", "60000"), NULL }, { CHILD("drain"), NULL } };
    ambos_status statuses[3];
    ambos_run_result result;
    size_t failed;

    CHECK_ERR(ambos_pipeline(stages, 3, &options, &result, statuses, &failed), AMBOS_ETIMEDOUT);
    exited(&statuses[0], 0);
    was_killed(&statuses[1]);
    CHECK_U64(failed, 1);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

TEST(too_much_ends_all)
{
    const ambos_run_options options = {
        .output_limit = 1000, .flags = AMBOS_RUN_KILL_AT_LIMIT, .timeout_ms = CHILD_PATIENCE_MS };
    const ambos_stage stages[] = { { CHILD("flood", "stdout", "100000000000"), NULL }, { CHILD("cat"), NULL } };
    ambos_run_result result;
    size_t failed;

    CHECK_ERR(ambos_pipeline(stages, 2, &options, &result, NULL, &failed), AMBOS_EFBIG);
    is_flood(result.output, result.output_size, 1000);
    CHECK(result.happened & AMBOS_RUN_TRUNCATED_OUTPUT);
    CHECK(failed < 2);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

static int AMBOS_CALL have_enough(void *context, uint32_t stream, const char *data, size_t size)
{
    (void)context;
    (void)stream;
    (void)data;
    (void)size;
    return 1;
}

TEST(enough_ends_all)
{
    const ambos_run_options options = { .on_output = have_enough, .timeout_ms = CHILD_PATIENCE_MS };
    const ambos_stage stages[] = { { CHILD("flood", "stdout", "100000000000"), NULL }, { CHILD("cat"), NULL } };
    ambos_run_result result;

    CHECK_ERR(ambos_pipeline(stages, 2, &options, &result, NULL, NULL), AMBOS_ECANCELED);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

/* ---- nothing stays ---- */

TEST(handles_are_given_back)
{
    const ambos_run_options options = fed("text");
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("cat"), NULL }, { CHILD("cat"), NULL } };
    int64_t handles = 0;

    for (int i = 0; i < 4; i++) {
        ambos_run_result result;

        if (i == 1)
            handles = test_handle_count();
        CHECK_OK(ambos_pipeline(stages, 3, &options, &result, NULL, NULL));
        CHECK_STR(result.output, "text");
        ambos_run_free(&result);
    }
    CHECK_INT(test_handle_count(), handles);
}

/* Pipelines beside one another do not hold each other's ends. */
static void run_beside(unsigned index, void *context)
{
    const ambos_run_options options = fed("text");
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("drain"), NULL } };

    (void)index;
    (void)context;
    for (int i = 0; i < (test_is_slow() ? 3 : 20); i++) {
        ambos_run_result result;

        CHECK_OK(ambos_pipeline(stages, 2, &options, &result, NULL, NULL));
        CHECK_STR(result.output, "4\n");
        ambos_run_free(&result);
    }
}

TEST(pipelines_beside_one_another)
{
    child_threads(4, run_beside, NULL);
}

/* ---- memory ---- */

static ambos_error run_two(void)
{
    const ambos_run_options options = fed("text");
    const ambos_stage stages[] = { { CHILD("shout", "a"), NULL }, { CHILD("cat"), NULL } };
    ambos_run_result result;
    const ambos_error error = ambos_pipeline(stages, 2, &options, &result, NULL, NULL);

    ambos_run_free(&result);
    return error;
}

TEST(every_allocation_may_fail)
{
    child_sweep(run_two);
}
