/* SPDX-License-Identifier: MIT */
/* Signals around children: what they start with, what we get, how they end by them, who reaps them. Numbers in
   brackets: rows of the list of behaviours. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

/* ---- signals ---- */

static volatile sig_atomic_t handled;

static void handler(int number)
{
    (void)number;
    handled = handled + 1;
}

static void block_and_ignore(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR1);
    CHECK_INT(pthread_sigmask(SIG_BLOCK, &set, NULL), 0);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGUSR2, SIG_IGN);
    signal(SIGRTMIN, SIG_IGN);
    signal(SIGRTMAX, SIG_IGN);
}

/* [30] */
TEST(signals_start_anew)
{
    block_and_ignore();
    CHECK_STR(child_output(CHILD("signal-state"), NULL), "blocked 0\nignored 0\n");
}

static void *stay(void *end)
{
    char byte;

    CHECK_INT(read(*(const int *)end, &byte, 1), 0);
    return NULL;
}

/* Where another thread could change them, it is the child who asks what was set. */
TEST(signals_start_anew_beside_threads)
{
    pthread_t thread;
    int ends[2];

    block_and_ignore();
    signal(SIGWINCH, handler);
    CHECK_INT(pipe(ends), 0);
    CHECK_INT(pthread_create(&thread, NULL, stay, &ends[0]), 0);
    CHECK_STR(child_output(CHILD("signal-state"), NULL), "blocked 0\nignored 0\n");
    close(ends[1]);
    CHECK_INT(pthread_join(thread, NULL), 0);
}

/* So many groups that the kernel's list of signals does not fit behind them. */
TEST(signals_start_anew_for_one_in_many_groups)
{
    static gid_t groups[4000];
    const size_t count = sizeof groups / sizeof groups[0];

    for (size_t i = 0; i < count; i++)
        groups[i] = (gid_t)(100000 + i);
    if (setgroups(count, groups))
        SKIP("only root chooses groups");
    block_and_ignore();
    CHECK_STR(child_output(CHILD("signal-state"), NULL), "blocked 0\nignored 0\n");
}

/* [30] As nohup wants it; what is blocked is freed all the same. */
TEST(ignored_signals_are_kept_on_request)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_KEEP_IGNORED };
    uint64_t ignored = 0;
    char expected[64];

    block_and_ignore();
    for (int number = 1; number < 65; number++) {
        struct sigaction action;

        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored |= UINT64_C(1) << (number - 1);
    }
    CHECK(ignored != 0);
    snprintf(expected, sizeof expected, "blocked 0\nignored %" PRIx64 "\n", ignored);
    CHECK_STR(child_output(CHILD("signal-state"), &options), expected);
}

/* The caller's mask and handlers are as they were, after a success and after a failure. */
TEST(our_own_signals_are_not_touched)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    sigset_t before, after;
    struct sigaction action;
    ambos_process *process;

    block_and_ignore();
    signal(SIGCHLD, handler);
    pthread_sigmask(SIG_BLOCK, NULL, &before);
    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK_ERR(ambos_spawn(&process, missing, NULL), AMBOS_ENOENT);
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    for (int number = 1; number < 65; number++)
        CHECK_INT(sigismember(&after, number), sigismember(&before, number));
    CHECK_INT(sigaction(SIGCHLD, NULL, &action), 0);
    CHECK(action.sa_handler == handler);
    CHECK_INT(sigaction(SIGPIPE, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_IGN);
}

static void storm(int64_t microseconds)
{
    struct sigaction action;
    struct itimerval timer;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler; /* and no SA_RESTART */
    CHECK_INT(sigaction(SIGALRM, &action, NULL), 0);
    timer.it_interval.tv_sec = 0;
    timer.it_interval.tv_usec = (suseconds_t)microseconds;
    timer.it_value = timer.it_interval;
    CHECK_INT(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

/* [35] */
TEST(storm_of_signals)
{
    static char bytes[100000];
    const ambos_run_options feed = { .input = bytes, .input_size = sizeof bytes };
    ambos_run_result result;

    storm(1000);
    for (int i = 0; i < (test_is_slow() ? 20 : 100); i++)
        child_end(child_spawn(CHILD("burn", "2"), NULL), 0);
    for (int i = 0; i < (test_is_slow() ? 5 : 20); i++) {
        CHECK_OK(ambos_run(CHILD("cat"), &feed, &result));
        CHECK_U64(result.output_size, sizeof bytes);
        ambos_run_free(&result);
    }
    storm(0);
    CHECK(handled > 20);
}

/* [35] Deadlines keep running. */
TEST(storm_of_signals_and_timeouts)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);
    int64_t before;
    int64_t took;

    storm(1000);
    before = test_clock_ms();
    CHECK_ERR(ambos_wait(process, 200, NULL), AMBOS_ETIMEDOUT);
    took = test_clock_ms() - before;
    storm(0);
    CHECK(took >= 198 && took < 5000);
    CHECK(handled > 10);
    ambos_process_close(process);
}

static pid_t own_id;
static int tell_tale;

static void tell_in_a_child(int number)
{
    (void)number;
    if (getpid() != own_id && write(tell_tale, "", 1) != 1)
        _exit(99);
}

/* Sends it to the whole group, this process and each child of its, as quickly as it can. */
static pid_t bombard(int number)
{
    const pid_t bomber = fork();

    if (bomber == 0) {
        signal(number, SIG_IGN);
        for (;;)
            kill(0, number);
    }
    return bomber;
}

/* Our handler never runs in the child that is not yet another program: it has no handler when the signals that were
   held back arrive. */
TEST(handlers_do_not_run_in_children)
{
    struct sigaction action = { .sa_handler = tell_in_a_child, .sa_flags = SA_RESTART };
    int ends[2], ended_by_it = 0;
    pid_t bomber;
    char byte;

    CHECK_INT(setpgid(0, 0), 0);
    CHECK_INT(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    own_id = getpid();
    tell_tale = ends[1];
    CHECK_INT(sigaction(SIGUSR1, &action, NULL), 0);
    bomber = bombard(SIGUSR1);
    for (int i = 0; i < 100; i++) {
        ambos_process *process = child_spawn(CHILD("exit", "0"), NULL);
        const ambos_status status = child_wait(process);

        ended_by_it += status.kind == AMBOS_STATUS_SIGNALED && status.signal == AMBOS_SIGUSR1;
        ambos_process_close(process);
    }
    kill(bomber, SIGKILL);
    CHECK_INT(waitpid(bomber, NULL, 0), bomber);
    CHECK(ended_by_it > 0);
    CHECK(read(ends[0], &byte, 1) == -1);
}

/* [34] A writer whose reader has gone gets no signal, with SIGPIPE at its default. */
TEST(no_sigpipe_of_our_writes)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    static char bytes[1 << 20];
    const ambos_run_options feed = { .input = bytes, .input_size = sizeof bytes };
    ambos_process *process;
    ambos_file *input;
    ambos_run_result result;
    sigset_t pending;

    signal(SIGPIPE, SIG_DFL);
    process = child_spawn(CHILD("exit", "0"), &options);
    input = child_stream(process, 0);
    child_end(process, 0);
    CHECK_ERR(ambos_file_write(input, "x", 1, NULL), AMBOS_EPIPE);
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_run(CHILD("exit", "0"), &feed, &result));
    ambos_run_free(&result);
    CHECK_INT(sigpending(&pending), 0);
    CHECK_INT(sigismember(&pending, SIGPIPE), 0);
}

/* ---- how children end ---- */

/* [41] */
TEST(ended_by_signals)
{
    static const struct {
        const char *number;
        uint32_t signal;
    } signals[] = {
        { "1", AMBOS_SIGHUP }, { "2", AMBOS_SIGINT }, { "9", AMBOS_SIGKILL }, { "13", AMBOS_SIGPIPE },
        { "14", AMBOS_SIGALRM }, { "15", AMBOS_SIGTERM },
    };

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        ambos_process *process = child_spawn(CHILD("raise", signals[i].number), NULL);
        ambos_status status = child_wait(process);

        CHECK_INT(status.kind, AMBOS_STATUS_SIGNALED);
        CHECK_INT(status.signal, signals[i].signal);
        CHECK_INT(status.code, 0);
        ambos_process_close(process);
    }
}

static void ended_as(int number, uint32_t kind, uint32_t signal)
{
    char text[16];
    ambos_process *process;
    ambos_status status;

    snprintf(text, sizeof text, "%d", number);
    process = child_spawn(CHILD("raise", text), NULL);
    status = child_wait(process);
    CHECK_INT(status.kind, kind);
    CHECK_INT(status.signal, signal);
    ambos_process_close(process);
}

/* [41] The list of the header. */
TEST(crashes)
{
    ended_as(SIGILL, AMBOS_STATUS_CRASHED, AMBOS_SIGILL);
    ended_as(SIGTRAP, AMBOS_STATUS_CRASHED, AMBOS_SIGTRAP);
    ended_as(SIGABRT, AMBOS_STATUS_CRASHED, AMBOS_SIGABRT);
    ended_as(SIGBUS, AMBOS_STATUS_CRASHED, AMBOS_SIGBUS);
    ended_as(SIGFPE, AMBOS_STATUS_CRASHED, AMBOS_SIGFPE);
    ended_as(SIGSEGV, AMBOS_STATUS_CRASHED, AMBOS_SIGSEGV);
    ended_as(SIGSYS, AMBOS_STATUS_CRASHED, AMBOS_SIGSYS);
    ended_as(SIGUSR1, AMBOS_STATUS_SIGNALED, AMBOS_SIGUSR1);
    ended_as(SIGUSR2, AMBOS_STATUS_SIGNALED, AMBOS_SIGUSR2);
    ended_as(SIGXCPU, AMBOS_STATUS_SIGNALED, AMBOS_SIGXCPU);
    ended_as(SIGVTALRM, AMBOS_STATUS_SIGNALED, AMBOS_SIGVTALRM);
    ended_as(SIGRTMIN, AMBOS_STATUS_SIGNALED, (uint32_t)SIGRTMIN);
}

/* [51] */
TEST(stopped_is_not_ended)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("exit-after-input", "4"), &options);
    pid_t pid = (pid_t)ambos_process_id(process);
    siginfo_t info;

    CHECK(pid > 1); /* -1 would be everybody */
    CHECK_INT(kill(pid, SIGSTOP), 0);
    CHECK_INT(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT), 0);
    CHECK_ERR(ambos_wait(process, 50, NULL), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_INT(kill(pid, SIGCONT), 0);
    CHECK_INT(waitid(P_PID, (id_t)pid, &info, WCONTINUED | WNOWAIT), 0);
    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 4);
}

/* [46] No hang, and an ending that is said to be unknown unless the kernel still tells it. */
TEST(host_ignores_sigchld)
{
    ambos_process *process;
    ambos_status status;
    ambos_run_result result;

    signal(SIGCHLD, SIG_IGN);
    process = child_spawn(CHILD("exit", "6"), NULL);
    status = child_wait(process);
    CHECK(status.kind == AMBOS_STATUS_UNKNOWN || (status.kind == AMBOS_STATUS_EXITED && status.code == 6));
    CHECK_OK(ambos_wait(process, 0, NULL));
    ambos_process_close(process);
    CHECK_OK(ambos_run(CHILD("write-both", "out", "err"), NULL, &result));
    CHECK_STR(result.output, "out");
    ambos_run_free(&result);
}

/* [47] */
TEST(host_reaps_everything)
{
    ambos_process *process = child_spawn(CHILD("exit", "6"), NULL);
    pid_t pid = (pid_t)ambos_process_id(process);
    ambos_status status;
    ambos_status again;

    while (waitpid(-1, NULL, 0) != pid)
        continue;
    status = child_wait(process);
    CHECK(status.kind == AMBOS_STATUS_UNKNOWN || (status.kind == AMBOS_STATUS_EXITED && status.code == 6));
    CHECK_OK(ambos_wait(process, AMBOS_FOREVER, &again));
    CHECK_INT(again.kind, status.kind);
    CHECK_INT(again.code, status.code);
    ambos_process_close(process);
}

static void reap_all(void *context)
{
    (void)context;
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

/* [47] Another thread is faster, while we wait. */
TEST(host_reaps_in_another_thread)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };

    for (int i = 0; i < 20; i++) {
        ambos_process *process = child_spawn(CHILD("exit-after-input", "6"), &options);
        struct test_thread *thread = test_thread_start(reap_all, NULL);
        ambos_status status;

        CHECK_OK(ambos_file_close(child_stream(process, 0)));
        status = child_wait(process);
        CHECK(status.kind == AMBOS_STATUS_UNKNOWN || (status.kind == AMBOS_STATUS_EXITED && status.code == 6));
        test_thread_join(thread);
        ambos_process_close(process);
    }
}

/* [48] */
TEST(children_of_the_host_are_left_alone)
{
    pid_t own = fork();
    int status = 0;

    CHECK(own >= 0);
    if (own == 0)
        _exit(23);
    for (int i = 0; i < 10; i++)
        child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK_INT(waitpid(own, &status, 0), own);
    CHECK_INT(WEXITSTATUS(status), 23);
}

/* [45] A child that was reaped is no number any more: what bears it now is somebody else. Close does nothing to it. */
TEST(closing_after_the_end_touches_nobody)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *ended = child_spawn(CHILD("exit", "0"), NULL);
    ambos_process *other = child_spawn(CHILD("exit-after-input", "0"), &options);

    (void)child_wait(ended);
    ambos_process_close(ended);
    CHECK_ERR(ambos_wait(other, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(other, 0)));
    child_end(other, 0);
}

/* One not waited for stays a zombie until we end, and is not ours to be surprised by. */
TEST(abandoned_child_stays_a_zombie)
{
    ambos_process *process = child_spawn(CHILD("exit", "8"), NULL);
    pid_t pid = (pid_t)ambos_process_id(process);
    siginfo_t info;

    ambos_process_close(process);
    CHECK_INT(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
    CHECK_INT(info.si_status, 8);
    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK_INT(waitid(P_PID, (id_t)pid, &info, WEXITED), 0);
}

/* The status is read before a close that follows a wait. */
TEST(waited_child_is_no_zombie)
{
    ambos_process *process = child_spawn(CHILD("exit", "8"), NULL);

    (void)child_wait(process);
    CHECK(!test_has_children());
    ambos_process_close(process);
}
