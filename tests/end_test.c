/* SPDX-License-Identifier: MIT */
/* ambos_kill and ambos_stop: who ends, how it reads afterwards, and who does not. Numbers in brackets: rows of the list
   of behaviours. */
#include <string.h>

#include "children.h"

static const ambos_spawn_options fed = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
static const ambos_spawn_options talking = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };

/* Until it has ended, without waiting for it. */
static void until_gone(ambos_process *process)
{
    int64_t end = test_clock_ms() + CHILD_PATIENCE_MS;

    while (ambos_kill(process, 0) == AMBOS_OK && test_clock_ms() < end)
        test_sleep(1);
    CHECK_ERR(ambos_kill(process, 0), AMBOS_ESRCH);
}

static void is_killed(const ambos_status *status)
{
    CHECK_INT(status->kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(status->signal, AMBOS_SIGKILL);
    CHECK_INT(status->code, 0);
}

static ambos_process *idle_child(void)
{
    return child_spawn(CHILD("exit-after-input", "5"), &fed);
}

static void let_go(ambos_process *process)
{
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 5);
}

/* ---- ambos_kill ---- */

TEST(bad_calls)
{
    ambos_process *process = idle_child();
    ambos_stop_result result;

    memset(&result, 1, sizeof result);
    CHECK_ERR(ambos_kill(NULL, AMBOS_SIGKILL), AMBOS_EINVAL);
    CHECK_ERR(ambos_kill(process, AMBOS_SIGNAL_LIMIT), AMBOS_EINVAL);
    CHECK_ERR(ambos_kill(process, UINT32_MAX), AMBOS_EINVAL);
    CHECK_ERR(ambos_stop(NULL, 10, &result), AMBOS_EINVAL);
    CHECK_INT(result.asked, 0);
    CHECK_INT(result.reserved[31], 0);
    CHECK_INT(ambos_process_native(NULL), AMBOS_NO_HANDLE);
    let_go(process);
}

TEST(detached_is_nobodys)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED };
    ambos_process *process = child_spawn(CHILD("exit", "0"), &options);

    CHECK_ERR(ambos_kill(process, 0), AMBOS_ECHILD);
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_ECHILD);
    CHECK_ERR(ambos_stop(process, 0, NULL), AMBOS_ECHILD);
    CHECK_INT(ambos_process_native(process), AMBOS_NO_HANDLE);
    ambos_process_close(process);
}

TEST(zero_only_asks)
{
    ambos_process *process = idle_child();

    CHECK_OK(ambos_kill(process, 0));
    CHECK_OK(ambos_kill(process, 0));
    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    until_gone(process);
    child_end(process, 5);
}

/* [41] */
TEST(killed_is_told_from_exited)
{
    ambos_process *process = idle_child();
    ambos_status status;

    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    status = child_wait(process);
    is_killed(&status);
    ambos_process_close(process);
}

/* [44] Not waited for, then waited for. */
TEST(kill_after_the_end)
{
    ambos_process *process = child_spawn(CHILD("exit", "7"), NULL);
    ambos_status status;

    until_gone(process);
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_ESRCH);
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, 7);
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_ESRCH);
    CHECK_ERR(ambos_kill(process, 0), AMBOS_ESRCH);
    child_end(process, 7);
}

/* What a forced end leaves behind on Windows is a number that a program may exit with, too. */
TEST(exit_like_a_shell_is_an_exit)
{
    child_end(child_spawn(CHILD("exit", "137"), NULL), 137);
}

TEST(other_signals)
{
    ambos_process *process = idle_child();
    ambos_status status;

    if (test_is_windows()) {
        CHECK_ERR(ambos_kill(process, AMBOS_SIGTERM), AMBOS_ENOTSUP);
        CHECK_ERR(ambos_kill(process, AMBOS_SIGINT), AMBOS_ENOTSUP);
        let_go(process);
        return;
    }
    CHECK_OK(ambos_kill(process, AMBOS_SIGUSR1));
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(status.signal, AMBOS_SIGUSR1);
    ambos_process_close(process);
}

/* ---- ambos_stop ---- */

TEST(stop_asks)
{
    ambos_process *process = idle_child();
    ambos_stop_result result;

    CHECK_OK(ambos_stop(process, CHILD_PATIENCE_MS, &result));
    CHECK_INT(result.status.kind, AMBOS_STATUS_SIGNALED);
    if (test_is_windows()) {
        /* It leads no group and has no window: nothing to wait for. */
        CHECK_INT(result.asked, 0);
        CHECK_INT(result.forced, 1);
        is_killed(&result.status);
    } else {
        CHECK_INT(result.asked, AMBOS_ASKED_SIGNAL);
        CHECK_INT(result.forced, 0);
        CHECK_INT(result.status.signal, AMBOS_SIGTERM);
    }
    ambos_process_close(process);
}

TEST(stop_forces_who_does_not_listen)
{
    ambos_process *process = child_spawn(CHILD("ignore-term", "60000"), &talking);
    ambos_file *output = child_stream(process, 1);
    int64_t before;
    ambos_stop_result result;

    child_expect(output, test_is_windows() ? "ready" : "ready\n");
    CHECK_OK(ambos_file_close(output));
    before = test_clock_ms();
    CHECK_OK(ambos_stop(process, 100, &result));
    CHECK(test_is_windows() || test_clock_ms() - before >= 99);
    CHECK(test_clock_ms() - before < 30000);
    CHECK_INT(result.asked, test_is_windows() ? 0 : AMBOS_ASKED_SIGNAL);
    CHECK_INT(result.forced, 1);
    is_killed(&result.status);
    ambos_process_close(process);
}

TEST(stop_without_time_does_not_ask)
{
    static const int64_t graces[] = { 0, AMBOS_POLL, INT64_MIN };

    for (size_t i = 0; i < sizeof graces / sizeof graces[0]; i++) {
        ambos_process *process = idle_child();
        ambos_stop_result result;

        CHECK_OK(ambos_stop(process, graces[i], &result));
        CHECK_INT(result.asked, 0);
        CHECK_INT(result.forced, 1);
        is_killed(&result.status);
        ambos_process_close(process);
    }
}

TEST(stop_of_one_that_has_ended)
{
    ambos_process *process = child_spawn(CHILD("exit", "9"), NULL);
    ambos_stop_result result;

    until_gone(process);
    for (int i = 0; i < 2; i++) {
        memset(&result, 1, sizeof result);
        CHECK_OK(ambos_stop(process, i ? AMBOS_FOREVER : 0, &result));
        CHECK_INT(result.asked, 0);
        CHECK_INT(result.forced, 0);
        CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
        CHECK_INT(result.status.code, 9);
        CHECK_INT(result.reserved[0], 0);
    }
    CHECK_OK(ambos_stop(process, 100, NULL));
    ambos_process_close(process);
}

TEST(stop_that_never_forces)
{
    ambos_process *process = idle_child();
    ambos_stop_result result;

    if (test_is_windows()) {
        CHECK_ERR(ambos_stop(process, AMBOS_FOREVER, &result), AMBOS_ENOTSUP);
        CHECK_INT(result.asked, 0);
        CHECK_INT(result.forced, 0);
        CHECK_INT(result.status.kind, 0);
        let_go(process);
        return;
    }
    CHECK_OK(ambos_stop(process, AMBOS_FOREVER, &result));
    CHECK_INT(result.asked, AMBOS_ASKED_SIGNAL);
    CHECK_INT(result.forced, 0);
    ambos_process_close(process);
}

/* Nobody but the one that is meant. */
TEST(others_go_on)
{
    ambos_process *others[4];
    ambos_process *process;

    for (int i = 0; i < 4; i++)
        others[i] = idle_child();
    process = idle_child();
    CHECK_OK(ambos_stop(process, 50, NULL));
    ambos_process_close(process);
    process = idle_child();
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    child_wait(process);
    ambos_process_close(process);
    for (int i = 0; i < 4; i++)
        let_go(others[i]);
}

TEST(success_leaves_the_slot_alone)
{
    ambos_process *process = idle_child();
    ambos_failure failure;

    CHECK_ERR(ambos_kill(NULL, 1), AMBOS_EINVAL);
    CHECK_OK(ambos_stop(process, 20, NULL));
    ambos_last_failure(&failure);
    CHECK_INT(failure.code, AMBOS_EINVAL);
    CHECK_INT(failure.step, AMBOS_STEP_CHECK);
    ambos_process_close(process);
}

/* ---- threads ---- */

struct enders {
    ambos_process *process;
    ambos_status statuses[6];
};

static void end_too(unsigned index, void *context)
{
    struct enders *enders = context;
    ambos_stop_result result;
    ambos_error error;

    if (index < 2) {
        CHECK_OK(ambos_wait(enders->process, CHILD_PATIENCE_MS, &enders->statuses[index]));
    } else if (index < 4) {
        error = ambos_kill(enders->process, AMBOS_SIGKILL);
        if (error != AMBOS_ESRCH)
            CHECK_OK(error);
        CHECK_OK(ambos_wait(enders->process, CHILD_PATIENCE_MS, &enders->statuses[index]));
    } else {
        CHECK_OK(ambos_stop(enders->process, 1, &result));
        enders->statuses[index] = result.status;
    }
}

/* [50] All see one end, and the same. */
TEST(wait_kill_and_stop_at_once)
{
    for (int round = 0; round < (test_is_wine() ? 5 : 50); round++) {
        struct enders enders;

        memset(&enders, 0, sizeof enders);
        enders.process = idle_child();
        child_threads(6, end_too, &enders);
        for (int i = 0; i < 6; i++) {
            CHECK_INT(enders.statuses[i].kind, AMBOS_STATUS_SIGNALED);
            CHECK_INT(enders.statuses[i].signal, enders.statuses[0].signal);
            CHECK_INT(enders.statuses[i].known, enders.statuses[0].known);
        }
        CHECK_ERR(ambos_kill(enders.process, AMBOS_SIGKILL), AMBOS_ESRCH);
        ambos_process_close(enders.process);
    }
    CHECK(!test_has_children());
}
