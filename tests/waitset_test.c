/* SPDX-License-Identifier: MIT */
/* Waiting for several, and for processes of others. Children end when their input ends, so that a case says who ends
   when. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

static const ambos_spawn_options fed = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };

static ambos_process *idle_child(const char *code)
{
    return child_spawn(CHILD("exit-after-input", code), &fed);
}

static void let_go(ambos_process *process)
{
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
}

static void until_gone(ambos_process *process)
{
    int64_t end = test_clock_ms() + CHILD_PATIENCE_MS;

    while (ambos_kill(process, 0) == AMBOS_OK && test_clock_ms() < end)
        test_sleep(1);
    CHECK_ERR(ambos_kill(process, 0), AMBOS_ESRCH);
}

/* Let go, waited for, closed. */
static void end_idle(ambos_process *process, uint32_t code)
{
    let_go(process);
    child_end(process, code);
}

/* ---- ambos_wait_any ---- */

TEST(any_bad_calls)
{
    const ambos_spawn_options detached = { .flags = AMBOS_SPAWN_DETACHED };
    ambos_process *processes[AMBOS_WAIT_ANY_MOST + 1] = { NULL };
    ambos_status status = { .kind = 99 };
    size_t which = 99;

    CHECK_ERR(ambos_wait_any(processes, 3, 0, NULL, &status), AMBOS_EINVAL);
    CHECK_INT(status.kind, 0);
    CHECK_ERR(ambos_wait_any(NULL, 1, 0, &which, NULL), AMBOS_EINVAL);
    CHECK_INT(which, 1);
    CHECK_ERR(ambos_wait_any(processes, AMBOS_WAIT_ANY_MOST + 1, 0, &which, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_wait_any(NULL, 0, 0, &which, NULL), AMBOS_ENOENT);
    CHECK_INT(which, 0);
    CHECK_ERR(ambos_wait_any(processes, 3, AMBOS_FOREVER, &which, NULL), AMBOS_ENOENT);
    CHECK_INT(which, 3);
    processes[1] = child_spawn(CHILD("exit", "0"), &detached);
    CHECK_ERR(ambos_wait_any(processes, 3, AMBOS_FOREVER, &which, NULL), AMBOS_ECHILD);
    ambos_process_close(processes[1]);
}

TEST(any_tells_who)
{
    ambos_process *processes[5] = { NULL };
    ambos_status status = { .kind = 99 };
    size_t which;

    processes[1] = idle_child("1");
    processes[2] = idle_child("2");
    processes[4] = idle_child("4");
    CHECK_ERR(ambos_wait_any(processes, 5, 0, &which, &status), AMBOS_ETIMEDOUT);
    CHECK_INT(which, 5);
    CHECK_INT(status.kind, 0);
    CHECK_ERR(ambos_wait_any(processes, 5, 30, &which, NULL), AMBOS_ETIMEDOUT);
    let_go(processes[4]);
    CHECK_OK(ambos_wait_any(processes, 5, AMBOS_FOREVER, &which, &status));
    CHECK_INT(which, 4);
    CHECK_INT(status.code, 4);
    let_go(processes[1]);
    until_gone(processes[1]);
    /* The first of those that have ended. */
    CHECK_OK(ambos_wait_any(processes, 5, 0, &which, &status));
    CHECK_INT(which, 1);
    CHECK_INT(status.code, 1);
    child_end(processes[1], 1);
    processes[1] = NULL;
    CHECK_OK(ambos_wait_any(processes, 5, CHILD_PATIENCE_MS, &which, NULL));
    CHECK_INT(which, 4);
    child_end(processes[4], 4);
    end_idle(processes[2], 2);
}

TEST(any_of_the_most)
{
    static ambos_process *processes[AMBOS_WAIT_ANY_MOST];
    ambos_status status;
    size_t which;

    for (size_t i = 0; i < AMBOS_WAIT_ANY_MOST; i++)
        processes[i] = idle_child("3");
    let_go(processes[63]);
    CHECK_OK(ambos_wait_any(processes, AMBOS_WAIT_ANY_MOST, CHILD_PATIENCE_MS, &which, &status));
    CHECK_INT(which, 63);
    CHECK_INT(status.code, 3);
    ambos_process_close(processes[63]);
    for (size_t i = 0; i < 63; i++)
        end_idle(processes[i], 3);
}

TEST(any_keeps_its_time)
{
    ambos_process *processes[2] = { idle_child("0"), idle_child("0") };
    int64_t before = ambos_clock_ns();
    int64_t took;
    size_t which;

    CHECK_ERR(ambos_wait_any(processes, 2, 50, &which, NULL), AMBOS_ETIMEDOUT);
    took = (ambos_clock_ns() - before) / 1000000;
    CHECK(took >= 49 && took < 5000);
    let_go(processes[1]);
    CHECK_OK(ambos_wait_any(processes, 2, INT64_MAX - 1, &which, NULL));
    CHECK_INT(which, 1);
    ambos_process_close(processes[1]);
    end_idle(processes[0], 0);
}

TEST(any_leaves_the_slot_alone)
{
    ambos_process *process = idle_child("0");
    ambos_failure failure;
    size_t which;

    CHECK_ERR(ambos_kill(NULL, 0), AMBOS_EINVAL);
    let_go(process);
    CHECK_OK(ambos_wait_any(&process, 1, CHILD_PATIENCE_MS, &which, NULL));
    ambos_last_failure(&failure);
    CHECK_INT(failure.code, AMBOS_EINVAL);
    ambos_process_close(process);
}

/* ---- waitsets ---- */

static ambos_waitset *new_set(void)
{
    ambos_waitset *set;

    CHECK_OK(ambos_waitset_create(&set));
    CHECK(set != NULL);
    return set;
}

static ambos_process *next_of(ambos_waitset *set)
{
    ambos_process *process;

    CHECK_OK(ambos_waitset_next(set, CHILD_PATIENCE_MS, &process));
    CHECK(process != NULL);
    return process;
}

TEST(set_bad_calls)
{
    const ambos_spawn_options detached = { .flags = AMBOS_SPAWN_DETACHED };
    ambos_process *other = child_spawn(CHILD("exit", "0"), &detached);
    ambos_process *process = idle_child("1");
    ambos_process *found = process;
    ambos_waitset *set = new_set();

    CHECK_ERR(ambos_waitset_create(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_add(NULL, process), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_add(set, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_add(set, other), AMBOS_ECHILD);
    CHECK_ERR(ambos_waitset_remove(NULL, process), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_remove(set, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_remove(set, process), AMBOS_ENOENT);
    CHECK_ERR(ambos_waitset_next(NULL, 0, &found), AMBOS_EINVAL);
    CHECK(found == NULL);
    CHECK_ERR(ambos_waitset_next(set, 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_waitset_next(set, AMBOS_FOREVER, &found), AMBOS_ENOENT);
    CHECK_OK(ambos_waitset_add(set, process));
    CHECK_ERR(ambos_waitset_add(set, process), AMBOS_EEXIST);
    CHECK_OK(ambos_waitset_remove(set, process));
    CHECK_ERR(ambos_waitset_remove(set, process), AMBOS_ENOENT);
    CHECK_ERR(ambos_waitset_next(set, AMBOS_FOREVER, &found), AMBOS_ENOENT);
    ambos_waitset_free(set);
    ambos_waitset_free(NULL);
    ambos_process_close(other);
    end_idle(process, 1);
}

TEST(set_hands_out_who_has_ended)
{
    ambos_process *a = idle_child("1"), *b = idle_child("2"), *c = idle_child("3");
    ambos_process *found = a;
    ambos_waitset *set = new_set();

    CHECK_OK(ambos_waitset_add(set, a));
    CHECK_OK(ambos_waitset_add(set, b));
    CHECK_OK(ambos_waitset_add(set, c));
    CHECK_ERR(ambos_waitset_next(set, 0, &found), AMBOS_ETIMEDOUT);
    CHECK(found == NULL);
    CHECK_ERR(ambos_waitset_next(set, 20, &found), AMBOS_ETIMEDOUT);
    let_go(b);
    CHECK(next_of(set) == b);
    CHECK_ERR(ambos_waitset_remove(set, b), AMBOS_ENOENT);
    let_go(a);
    CHECK(next_of(set) == a);
    CHECK_ERR(ambos_waitset_next(set, 0, &found), AMBOS_ETIMEDOUT);
    let_go(c);
    CHECK(next_of(set) == c);
    CHECK_ERR(ambos_waitset_next(set, AMBOS_FOREVER, &found), AMBOS_ENOENT);
    child_end(a, 1);
    child_end(b, 2);
    child_end(c, 3);
    ambos_waitset_free(set);
}

/* Ended, and waited for, before they came in. */
TEST(set_takes_the_dead)
{
    ambos_process *a = child_spawn(CHILD("exit", "1"), NULL), *b = child_spawn(CHILD("exit", "2"), NULL);
    ambos_waitset *set = new_set();
    ambos_process *found;

    until_gone(a);
    CHECK_INT(child_wait(b).code, 2);
    CHECK_OK(ambos_waitset_add(set, a));
    CHECK_OK(ambos_waitset_add(set, b));
    CHECK_OK(ambos_waitset_next(set, 1000, &found));
    CHECK(found == a || found == b);
    CHECK(next_of(set) == (found == a ? b : a));
    /* And again. */
    CHECK_OK(ambos_waitset_add(set, a));
    CHECK(next_of(set) == a);
    child_end(a, 1);
    child_end(b, 2);
    ambos_waitset_free(set);
}

TEST(set_keeps_its_time)
{
    ambos_process *process = idle_child("0");
    ambos_waitset *set = new_set();
    ambos_process *found;
    int64_t before;
    int64_t took;

    CHECK_OK(ambos_waitset_add(set, process));
    before = ambos_clock_ns();
    CHECK_ERR(ambos_waitset_next(set, 50, &found), AMBOS_ETIMEDOUT);
    took = (ambos_clock_ns() - before) / 1000000;
    CHECK(took >= 49 && took < 5000);
    CHECK_ERR(ambos_waitset_next(set, INT64_MIN, &found), AMBOS_ETIMEDOUT);
    let_go(process);
    CHECK_OK(ambos_waitset_next(set, INT64_MAX - 1, &found));
    child_end(process, 0);
    ambos_waitset_free(set);
}

/* A closed process is out of every set, running or ended; a freed set leaves its processes as they are. */
TEST(closing_and_freeing_in_any_order)
{
    ambos_process *a = idle_child("1"), *b = child_spawn(CHILD("exit", "2"), NULL), *c = idle_child("3");
    ambos_waitset *set = new_set(), *other = new_set();
    ambos_process *found;

    CHECK_OK(ambos_waitset_add(set, a));
    CHECK_OK(ambos_waitset_add(other, a));
    CHECK_OK(ambos_waitset_add(set, b));
    CHECK_OK(ambos_waitset_add(set, c));
    CHECK_OK(ambos_waitset_add(other, c));
    until_gone(b);
    let_go(a);
    CHECK_INT(child_wait(a).code, 1);
    ambos_process_close(a);
    ambos_process_close(b);
    CHECK_ERR(ambos_waitset_next(set, 0, &found), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_waitset_next(other, 0, &found), AMBOS_ETIMEDOUT);
    ambos_waitset_free(other);
    let_go(c);
    CHECK(next_of(set) == c);
    CHECK_OK(ambos_waitset_add(set, c));
    ambos_waitset_free(set);
    child_end(c, 3);
}

/* Each of two sets hands it out. */
TEST(one_process_in_two_sets)
{
    ambos_process *process = idle_child("6");
    ambos_waitset *set = new_set(), *other = new_set();

    CHECK_OK(ambos_waitset_add(set, process));
    CHECK_OK(ambos_waitset_add(other, process));
    let_go(process);
    CHECK(next_of(set) == process);
    CHECK_INT(child_wait(process).code, 6);
    CHECK(next_of(other) == process);
    ambos_waitset_free(set);
    ambos_waitset_free(other);
    child_end(process, 6);
}

/* More than the 64 that one wait of Windows takes, and than one answer of epoll has. */
TEST(set_of_many)
{
    static ambos_process *processes[150];
    const int count = test_is_wine() ? 70 : 150; /* it starts slowly */
    ambos_waitset *set = new_set();
    int seen = 0;

    for (int i = 0; i < count; i++) {
        processes[i] = idle_child("0");
        CHECK_OK(ambos_waitset_add(set, processes[i]));
    }
    let_go(processes[count - 1]);
    CHECK(next_of(set) == processes[count - 1]);
    ambos_process_close(processes[count - 1]);
    for (int i = 0; i < count - 1; i++)
        let_go(processes[i]);
    for (int i = 0; i < count - 1; i++) {
        ambos_process *process = next_of(set);

        for (int j = 0; j < count - 1; j++)
            if (processes[j] == process) {
                processes[j] = NULL;
                seen++;
            }
        child_end(process, 0);
    }
    CHECK_INT(seen, count - 1);
    CHECK(!test_has_children());
    ambos_waitset_free(set);
}

TEST(sets_leave_nothing)
{
    int64_t before = 0;

    for (int i = 0; i < 20; i++) {
        ambos_process *a = idle_child("0"), *b = idle_child("0");
        ambos_waitset *set = new_set();

        CHECK_OK(ambos_waitset_add(set, a));
        CHECK_OK(ambos_waitset_add(set, b));
        let_go(a);
        CHECK(next_of(set) == a);
        child_end(a, 0);
        ambos_waitset_free(set);
        end_idle(b, 0);
        if (i == 4)
            before = test_handle_count();
    }
    CHECK(test_handle_count() <= before + 2);
}

/* ---- no memory ---- */

static bool memory_is_out;

static void *AMBOS_CALL take(void *context, size_t size)
{
    (void)context;
    return memory_is_out ? NULL : malloc(size);
}

static void *AMBOS_CALL take_more(void *context, void *block, size_t size)
{
    (void)context;
    return memory_is_out ? NULL : realloc(block, size);
}

static void AMBOS_CALL give_back(void *context, void *block)
{
    (void)context;
    free(block);
}

/* What fails for lack of memory leaves all as it was. */
TEST(without_memory)
{
    const ambos_allocator allocator = { take, take_more, give_back, NULL };
    ambos_process *process, *found, *other;
    ambos_waitset *set, *second;
    int64_t before;
    size_t which;

    CHECK_OK(ambos_set_allocator(&allocator));
    process = idle_child("2");
    set = new_set();
    before = test_handle_count();
    memory_is_out = true;
    CHECK_ERR(ambos_waitset_create(&second), AMBOS_ENOMEM);
    CHECK(second == NULL);
    CHECK_ERR(ambos_waitset_add(set, process), AMBOS_ENOMEM);
    CHECK_ERR(ambos_waitset_next(set, AMBOS_FOREVER, &found), AMBOS_ENOENT);
    CHECK(ambos_process_open(&other, ambos_process_id(process)) != AMBOS_OK);
    CHECK_INT(test_handle_count(), before);
    /* These need none. */
    CHECK_ERR(ambos_wait_any(&process, 1, 1, &which, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    CHECK_OK(ambos_wait(process, CHILD_PATIENCE_MS, NULL));
    memory_is_out = false;
    CHECK_OK(ambos_waitset_add(set, process));
    memory_is_out = true;
    CHECK(next_of(set) == process);
    CHECK_OK(ambos_stop(process, 0, NULL));
    ambos_waitset_free(set);
    ambos_process_close(process);
}

/* ---- threads ---- */

struct crowd {
    ambos_process *shared;
    uint32_t codes[8];
};

static void wait_in_a_set(unsigned index, void *context)
{
    struct crowd *crowd = context;
    ambos_process *own = idle_child("9");
    ambos_waitset *set = new_set();

    CHECK_OK(ambos_waitset_add(set, own));
    CHECK_OK(ambos_waitset_add(set, crowd->shared));
    if (index == 0)
        CHECK_OK(ambos_kill(crowd->shared, AMBOS_SIGKILL));
    CHECK(next_of(set) == crowd->shared);
    crowd->codes[index] = child_wait(crowd->shared).signal;
    let_go(own);
    CHECK(next_of(set) == own);
    CHECK_INT(child_wait(own).code, 9);
    ambos_waitset_free(set);
    ambos_process_close(own);
}

TEST(sets_of_several_threads_share_a_process)
{
    for (int round = 0; round < (test_is_slow() ? 3 : 20); round++) {
        struct crowd crowd;

        memset(&crowd, 0, sizeof crowd);
        crowd.shared = idle_child("1");
        child_threads(8, wait_in_a_set, &crowd);
        for (int i = 0; i < 8; i++)
            CHECK_INT(crowd.codes[i], AMBOS_SIGKILL);
        ambos_process_close(crowd.shared);
    }
    CHECK(!test_has_children());
}

/* ---- processes of others ---- */

/* Skips where there is no handle of a process. */
static ambos_process *opened(int64_t id)
{
    ambos_process *process;
    ambos_error error = ambos_process_open(&process, id);

    if (error == AMBOS_ENOTSUP)
        SKIP("a process has no handle here");
    CHECK_OK(error);
    CHECK(process != NULL);
    CHECK_INT(ambos_process_id(process), id);
    return process;
}

TEST(open_bad_calls)
{
    ambos_process *process;

    CHECK_ERR(ambos_process_open(NULL, 1), AMBOS_EINVAL);
    CHECK_ERR(ambos_process_open(&process, 0), AMBOS_EINVAL);
    CHECK(process == NULL);
    CHECK_ERR(ambos_process_open(&process, -1), AMBOS_EINVAL);
    CHECK_ERR(ambos_process_open(&process, INT64_MIN), AMBOS_EINVAL);
    CHECK_ERR(ambos_process_open(&process, INT64_MAX), AMBOS_ESRCH);
    CHECK_ERR(ambos_process_open(&process, INT64_C(0x100000004)), AMBOS_ESRCH);
    CHECK(process == NULL);
}

TEST(open_of_nobody)
{
    ambos_process *child = child_spawn(CHILD("exit", "0"), NULL);
    int64_t id = ambos_process_id(child);
    ambos_process *process;
    ambos_error error;

    child_end(child, 0);
    error = ambos_process_open(&process, id);
    if (error == AMBOS_ENOTSUP)
        SKIP("a process has no handle here");
    if (error == AMBOS_OK) /* its number is another's already */
        ambos_process_close(process);
    else
        CHECK_INT(error, AMBOS_ESRCH);
}

/* A child of ours, seen a second time: told whole, and reaped only by its own object. */
TEST(open_of_a_child)
{
    ambos_process *child = idle_child("12");
    ambos_process *process = opened(ambos_process_id(child));
    ambos_status status;

    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_wait(process, 20, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(process, 0));
    let_go(child);
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, 12);
    CHECK(status.known & AMBOS_STATUS_TIMES);
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_ESRCH);
    ambos_process_close(process);
    child_end(child, 12);
}

static ambos_process *grandchild(ambos_file **feed, ambos_process **parent)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    char line[32] = "";
    ambos_file *output;
    size_t got;

    *parent = child_spawn(CHILD("grandchild", "exit-after-input", "13"), &options);
    *feed = child_stream(*parent, 0);
    output = child_stream(*parent, 1);
    for (size_t i = 0; i < sizeof line - 1 && !strchr(line, '\n'); i++)
        CHECK_OK(ambos_file_read(output, line + i, 1, &got));
    CHECK_OK(ambos_file_close(output));
    child_end(*parent, 0);
    return opened(strtoll(line, NULL, 10));
}

/* Its parent is gone: nobody's child, so on POSIX its status is told by the kernel or not at all. */
TEST(open_of_a_grandchild)
{
    ambos_process *parent, *process;
    ambos_status status;
    ambos_file *feed;

    process = grandchild(&feed, &parent);
    CHECK_ERR(ambos_wait(process, 20, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(feed));
    status = child_wait(process);
    if (test_is_windows() || status.kind != AMBOS_STATUS_UNKNOWN) {
        CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
        CHECK_INT(status.code, 13);
    }
    ambos_process_close(process);
}

TEST(opened_processes_are_killed_and_in_sets)
{
    ambos_process *parent, *process;
    ambos_waitset *set = new_set();
    ambos_status status;
    ambos_file *feed;
    size_t which;

    process = grandchild(&feed, &parent);
    CHECK_OK(ambos_waitset_add(set, process));
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    CHECK(next_of(set) == process);
    CHECK_OK(ambos_wait_any(&process, 1, CHILD_PATIENCE_MS, &which, &status));
    if (status.kind != AMBOS_STATUS_UNKNOWN) {
        CHECK_INT(status.kind, AMBOS_STATUS_SIGNALED);
        CHECK_INT(status.signal, AMBOS_SIGKILL);
    }
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_ESRCH);
    CHECK_OK(ambos_file_close(feed));
    ambos_waitset_free(set);
    ambos_process_close(process);
}

TEST(opened_processes_are_stopped)
{
    ambos_process *parent, *process;
    ambos_stop_result result;
    ambos_file *feed;

    process = grandchild(&feed, &parent);
    CHECK_OK(ambos_stop(process, CHILD_PATIENCE_MS, &result));
    CHECK_INT(result.asked, test_is_windows() ? 0 : AMBOS_ASKED_SIGNAL);
    CHECK_INT(result.forced, test_is_windows());
    CHECK_OK(ambos_file_close(feed));
    ambos_process_close(process);
}
