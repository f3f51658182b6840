/* SPDX-License-Identifier: MIT */
/* ambos_wait: when it comes back and what it says. Children end when their input ends, so that no case waits by time.
   Numbers in brackets: rows of the list of behaviours. */
#include <stdio.h>
#include <string.h>

#include "children.h"

static const ambos_spawn_options fed = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };

static void same_status(const ambos_status *a, const ambos_status *b)
{
    CHECK_INT(a->kind, b->kind);
    CHECK_INT(a->code, b->code);
    CHECK_INT(a->signal, b->signal);
    CHECK_INT(a->known, b->known);
    CHECK_INT(a->user_time.sec, b->user_time.sec);
    CHECK_INT(a->user_time.nsec, b->user_time.nsec);
    CHECK_INT(a->system_time.sec, b->system_time.sec);
    CHECK_INT(a->system_time.nsec, b->system_time.nsec);
    CHECK_U64(a->peak_memory, b->peak_memory);
}

static void is_zero(const ambos_status *status)
{
    static const ambos_status zero;

    same_status(status, &zero);
}

TEST(bad_calls)
{
    ambos_status status = { .kind = 99, .code = 99 };

    CHECK_ERR(ambos_wait(NULL, 0, &status), AMBOS_EINVAL);
    is_zero(&status);
    CHECK_ERR(ambos_wait(NULL, AMBOS_FOREVER, NULL), AMBOS_EINVAL);
}

/* [39] */
TEST(poll_says_running_then_ended)
{
    ambos_process *process = child_spawn(CHILD("exit-after-input", "3"), &fed);
    ambos_status status = { .kind = 99 };

    CHECK_ERR(ambos_wait(process, 0, &status), AMBOS_ETIMEDOUT);
    is_zero(&status);
    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, 3);
    CHECK_OK(ambos_wait(process, 0, &status));
    CHECK_INT(status.code, 3);
    ambos_process_close(process);
}

/* [38] */
TEST(waiting_again_says_the_same)
{
    ambos_process *process = child_spawn(CHILD("burn", "30"), NULL);
    ambos_status first = child_wait(process);
    ambos_status again;

    CHECK_OK(ambos_wait(process, AMBOS_FOREVER, &again));
    same_status(&first, &again);
    CHECK_OK(ambos_wait(process, 0, &again));
    same_status(&first, &again);
    CHECK_OK(ambos_wait(process, -1, &again));
    same_status(&first, &again);
    CHECK_OK(ambos_wait(process, 100, NULL));
    ambos_process_close(process);
}

/* [38] Never another child's: the first is waited for again when others have come and gone. */
TEST(statuses_are_not_mixed_up)
{
    ambos_process *first = child_spawn(CHILD("exit", "1"), NULL);
    ambos_process *second = child_spawn(CHILD("exit", "2"), NULL);
    ambos_status status = child_wait(second);

    CHECK_INT(status.code, 2);
    child_end(child_spawn(CHILD("exit", "3"), NULL), 3);
    CHECK_INT(child_wait(first).code, 1);
    child_end(child_spawn(CHILD("exit", "4"), NULL), 4);
    CHECK_INT(child_wait(first).code, 1);
    ambos_process_close(second);
    CHECK_INT(child_wait(first).code, 1);
    ambos_process_close(first);
}

/* [42] Never early; the upper bound is what a loaded machine may take. */
TEST(timeouts_are_kept)
{
    static const int64_t limits[] = { 1, 50, 200 };
    ambos_process *process = child_spawn(CHILD("exit-after-input", "0"), &fed);
    ambos_status status = { .kind = 99 };

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        int64_t before = ambos_clock_ns();
        int64_t took;

        CHECK_ERR(ambos_wait(process, limits[i], &status), AMBOS_ETIMEDOUT);
        took = (ambos_clock_ns() - before) / 1000000;
        is_zero(&status);
        if (took < limits[i] - 1 || took > limits[i] + 5000)
            FAIL("a limit of %d ms took %d ms", (int)limits[i], (int)took);
    }
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
}

/* [43] 0 and less only look, whatever the number. */
TEST(limits_of_zero_and_less)
{
    static const int64_t limits[] = { 0, -1, -50, INT64_MIN, INT64_MIN + 1 };
    ambos_process *process = child_spawn(CHILD("exit-after-input", "0"), &fed);
    int64_t before = ambos_clock_ns();

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        CHECK_ERR(ambos_wait(process, limits[i], NULL), AMBOS_ETIMEDOUT);
    CHECK(ambos_clock_ns() - before < INT64_C(5000000000));
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
}

/* [43] Numbers that a narrower type would make something else of: most would say "timed out" at once. */
TEST(limits_beyond_any_narrower_type)
{
    static const int64_t limits[] = {
        0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x100000001, INT64_MAX / 1000000, INT64_MAX / 1000000 + 1,
        INT64_MAX - 1, AMBOS_FOREVER,
    };

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        ambos_process *process = child_spawn(CHILD("sleep", "20"), NULL);
        ambos_status status;

        CHECK_OK(ambos_wait(process, limits[i], &status));
        CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
        ambos_process_close(process);
    }
}

TEST(waits_that_time_out_disturb_nothing)
{
    ambos_process *process = child_spawn(CHILD("exit-after-input", "9"), &fed);
    int64_t before = test_handle_count();

    for (int i = 0; i < 100; i++)
        CHECK_ERR(ambos_wait(process, i % 3, NULL), AMBOS_ETIMEDOUT);
    CHECK(test_handle_count() <= before + 2);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 9);
}

/* ---- threads ---- */

struct waiters {
    ambos_process *process;
    ambos_status statuses[4];
};

static void wait_too(unsigned index, void *context)
{
    struct waiters *waiters = context;

    if (index == 4) {
        test_sleep(20); /* so that most are waiting; right either way */
        CHECK_OK(ambos_file_close(child_stream(waiters->process, 0)));
        return;
    }
    CHECK_OK(ambos_wait(waiters->process, index % 2 ? AMBOS_FOREVER : CHILD_PATIENCE_MS, &waiters->statuses[index]));
}

/* [50] */
TEST(four_threads_wait_for_one_child)
{
    for (int round = 0; round < (test_is_slow() ? 5 : 30); round++) {
        struct waiters waiters;

        memset(&waiters, 0, sizeof waiters);
        waiters.process = child_spawn(CHILD("exit-after-input", "77"), &fed);
        child_threads(5, wait_too, &waiters);
        CHECK_INT(waiters.statuses[0].kind, AMBOS_STATUS_EXITED);
        CHECK_INT(waiters.statuses[0].code, 77);
        for (int i = 1; i < 4; i++)
            same_status(&waiters.statuses[0], &waiters.statuses[i]);
        ambos_process_close(waiters.process);
    }
    CHECK(!test_has_children());
}

static void poll_until_ended(unsigned index, void *context)
{
    struct waiters *waiters = context;
    ambos_error error;

    do
        error = ambos_wait(waiters->process, index % 2, &waiters->statuses[index]);
    while (error == AMBOS_ETIMEDOUT);
    CHECK_OK(error);
}

/* [50] */
TEST(four_threads_poll_one_child)
{
    for (int round = 0; round < (test_is_slow() ? 5 : 30); round++) {
        struct waiters waiters;

        memset(&waiters, 0, sizeof waiters);
        waiters.process = child_spawn(CHILD("exit", "78"), NULL);
        child_threads(4, poll_until_ended, &waiters);
        for (int i = 0; i < 4; i++)
            CHECK_INT(waiters.statuses[i].code, 78);
        ambos_process_close(waiters.process);
    }
    CHECK(!test_has_children());
}

static void wait_for_own(unsigned index, void *context)
{
    char code[16];

    (void)context;
    snprintf(code, sizeof code, "%u", index + 1);
    for (int i = 0; i < 5; i++)
        child_end(child_spawn(CHILD("exit", code), NULL), index + 1);
}

TEST(threads_get_their_own_childs_status)
{
    child_threads(8, wait_for_own, NULL);
}

/* ---- how it ended ---- */

/* [40] On Windows this number also means "still running" to who asks the wrong question. */
TEST(exit_code_259)
{
    child_end(child_spawn(CHILD("exit", "259"), NULL), test_is_windows() ? 259 : 3);
}

/* [1] */
TEST(every_exit_code_of_eight_bits)
{
    const unsigned step = test_is_slow() ? 17 : 1;

    for (unsigned code = 0; code < 256; code += step) {
        char text[16];

        snprintf(text, sizeof text, "%u", code);
        child_end(child_spawn(CHILD("exit", text), NULL), code);
    }
}

/* [41] */
TEST(crashes_are_told_from_exits)
{
    static const struct {
        const char *kind;
        uint32_t signal;
        uint32_t status;
    } crashes[] = {
        { "segv", AMBOS_SIGSEGV, 0xC0000005 }, { "ill", AMBOS_SIGILL, 0xC000001D }, { "fpe", AMBOS_SIGFPE, 0xC0000094 },
    };

    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
        ambos_process *process = child_spawn(CHILD("crash", crashes[i].kind), NULL);
        ambos_status status = child_wait(process);

        CHECK_INT(status.kind, AMBOS_STATUS_CRASHED);
        if (test_is_windows())
            CHECK_U64(status.code, crashes[i].status);
        else
            CHECK_INT(status.signal, crashes[i].signal);
        CHECK(!(status.known & AMBOS_STATUS_CORE));
        ambos_process_close(process);
    }
}

/* [49] */
TEST(wait_is_back_though_a_grandchild_holds_the_pipe)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("grandchild", "drain"), &options);
    ambos_file *input = child_stream(process, 0);
    ambos_file *output = child_stream(process, 1);
    const char *said;

    child_end(process, 0);
    CHECK_OK(ambos_file_write(input, "abc", 3, NULL));
    CHECK_OK(ambos_file_close(input));
    said = child_read(output, NULL);
    CHECK(strlen(said) > 2 && strcmp(said + strlen(said) - 2, "3\n") == 0);
}

/* ---- what it used ---- */

static int64_t milliseconds(ambos_time time)
{
    CHECK(time.sec >= 0 && time.nsec < 1000000000);
    return time.sec * 1000 + time.nsec / 1000000;
}

TEST(processor_time_is_told)
{
    ambos_process *process;
    ambos_status status;
    int64_t used;

    if (test_is_wine())
        SKIP("Wine tells our own times for those of a child");
    process = child_spawn(CHILD("burn", "400"), NULL);
    status = child_wait(process);
    used = milliseconds(status.user_time) + milliseconds(status.system_time);
    CHECK(status.known & AMBOS_STATUS_TIMES);
    /* At least a part of what it wanted, should the machine be busy; never much more. */
    if (used < 20 || used > 2000)
        FAIL("a child that was busy for 400 ms used %d ms", (int)used);
    ambos_process_close(process);
}

TEST(processor_time_of_an_idle_child)
{
    ambos_process *process = child_spawn(CHILD("sleep", "300"), NULL);
    ambos_status status = child_wait(process);

    CHECK(status.known & AMBOS_STATUS_TIMES);
    CHECK(milliseconds(status.user_time) + milliseconds(status.system_time) < 250);
    ambos_process_close(process);
}

TEST(memory_is_told_only_when_known)
{
    ambos_process *process = child_spawn(CHILD("exit", "0"), NULL);
    ambos_status status = child_wait(process);

    if (status.known & AMBOS_STATUS_MEMORY)
        CHECK(status.peak_memory > 65536);
    else
        CHECK_U64(status.peak_memory, 0);
    CHECK(!(status.known & ~(uint32_t)(AMBOS_STATUS_TIMES | AMBOS_STATUS_MEMORY)));
    for (size_t i = 0; i < sizeof status.reserved; i++)
        CHECK_INT(status.reserved[i], 0);
    ambos_process_close(process);
}
