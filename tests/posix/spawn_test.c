/* SPDX-License-Identifier: MIT */
/* What only POSIX has of ambos_spawn: descriptors by number, signals, users, limits, scripts, terminals. Numbers in
   brackets: rows of the list of behaviours. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

#define SHELL(script) ((const char *const[]){ "/bin/sh", "-c", script, NULL })

static const ambos_spawn_options plain;

/* ---- programs ---- */

static const char *script(const char *name, const char *text)
{
    const char *path = test_path(name);

    test_write_file(path, text, strlen(text));
    test_set_executable(path, true);
    return path;
}

TEST(scripts_run)
{
    const char *const argv[] = { script("script", "#!/bin/sh\necho \"$0\" \"$1\"\n"), "a b", NULL };
    char expected[4096];

    snprintf(expected, sizeof expected, "%s a b\n", argv[0]);
    CHECK_STR(child_output(argv, NULL), expected);
}

/* [4] execvp would try a shell. */
TEST(script_without_interpreter)
{
    const char *const argv[] = { script("script", "echo hello\n"), NULL };

    child_refused(argv, NULL, AMBOS_ENOEXEC, AMBOS_STEP_EXEC);
}

/* [4] Found on PATH it ends the search, and no shell is tried either. */
TEST(script_without_interpreter_on_path)
{
    static const char *const argv[] = { "script", NULL };
    const char *entries[2] = { NULL, NULL };
    char path[4096];
    ambos_env *env;
    ambos_spawn_options options = plain;

    script("script", "echo hello\n");
    snprintf(path, sizeof path, "PATH=%s", test_dir());
    entries[0] = path;
    CHECK_OK(ambos_env_from_list(&env, entries));
    options.env = env;
    child_refused(argv, &options, AMBOS_ENOEXEC, AMBOS_STEP_EXEC);
    ambos_env_free(env);
}

TEST(script_whose_interpreter_is_missing)
{
    const char *const argv[] = { script("script", "#!/no/such/interpreter\n"), NULL };

    child_refused(argv, NULL, AMBOS_ENOENT, AMBOS_STEP_EXEC);
}

TEST(empty_file_is_no_program)
{
    const char *const argv[] = { script("script", ""), NULL };

    child_refused(argv, NULL, AMBOS_ENOEXEC, AMBOS_STEP_EXEC);
}

TEST(loop_of_links)
{
    const char *const argv[] = { test_path("loop"), NULL };

    CHECK_INT(symlink("loop", argv[0]), 0);
    child_refused(argv, NULL, AMBOS_ELOOP, AMBOS_STEP_EXEC);
}

/* What a link is called, not where it leads, is what is told. */
TEST(link_to_a_program)
{
    const char *const argv[] = { test_path("link"), "--child", "argv0", NULL };
    const char *lines;

    CHECK_INT(symlink(test_self(), argv[0]), 0);
    lines = child_output(argv, NULL);
    CHECK_STR(child_unhex_line(&lines, NULL), argv[0]);
}

TEST(program_open_for_writing)
{
    const char *const argv[] = { test_path("busy"), "--child", "exit", "0", NULL };
    int fd;

    test_copy_program(argv[0]);
    fd = open(argv[0], O_WRONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    child_refused(argv, NULL, AMBOS_ETXTBSY, AMBOS_STEP_EXEC);
    close(fd);
    child_end(child_spawn(argv, NULL), 0);
}

static void close_soon(void *context)
{
    test_sleep(3);
    close(*(int *)context);
}

/* That state passes by itself, so it is waited for a little. */
TEST(program_soon_no_longer_open_for_writing)
{
    const char *const argv[] = { test_path("busy"), "--child", "exit", "0", NULL };
    struct test_thread *thread;
    int fd;

    test_copy_program(argv[0]);
    fd = open(argv[0], O_WRONLY | O_CLOEXEC);
    thread = test_thread_start(close_soon, &fd);
    child_end(child_spawn(argv, NULL), 0);
    test_thread_join(thread);
}

static void write_and_run(unsigned index, void *context)
{
    const char *const argv[] = { test_path(index == 0 ? "a" : index == 1 ? "b" : index == 2 ? "c" : "d"), NULL };

    (void)context;
    for (int i = 0; i < 20; i++) {
        int fd = open(argv[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

        CHECK(fd >= 0);
        CHECK(write(fd, "#!/bin/true\n", 12) == 12);
        close(fd);
        child_end(child_spawn(argv, NULL), 0);
        unlink(argv[0]);
    }
}

/* Others start programs while one is being written. */
TEST(write_then_run_in_threads)
{
    (void)test_dir();
    (void)test_path("a");
    child_threads(4, write_and_run, NULL);
}

TEST(permission_to_search_is_missing)
{
    const char *const argv[] = { test_path("locked/program"), NULL };
    ambos_spawn_options options = { .cwd = test_path("locked") };

    if (!test_drop_root())
        SKIP("cannot become another user");
    test_make_dir(test_path("locked"));
    CHECK_INT(chmod(test_path("locked"), 0), 0);
    child_refused(argv, NULL, AMBOS_EACCES, AMBOS_STEP_EXEC);
    child_refused(CHILD("exit", "0"), &options, AMBOS_EACCES, AMBOS_STEP_CWD);
}

/* [10] */
TEST(one_argument_over_the_kernels_limit)
{
    enum { KERNELS = 128 * 1024 };
    static char text[KERNELS + 1];

    memset(text, 'x', KERNELS);
    child_refused(CHILD("echo-args", text), NULL, AMBOS_E2BIG, AMBOS_STEP_ARGUMENTS);
    text[KERNELS - 1] = '\0';
    child_end(child_spawn(CHILD("exit", "0", text), &plain), 64); /* too many words for `exit`, but they came */
}

TEST(child_of_this_process)
{
    char expected[32];

    snprintf(expected, sizeof expected, "%ld\n", (long)getpid());
    CHECK_STR(child_output(CHILD("ppid"), NULL), expected);
}

/* ---- descriptors ---- */

static void raise_limit(rlim_t most)
{
    struct rlimit limit;

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max < most ? limit.rlim_max : most;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* [28] As many as may be, up to ten thousand, of both kinds. */
TEST(ten_thousand_descriptors_stay_here)
{
    enum { MANY = 10000 };
    int opened = 0;

    raise_limit(MANY + 100);
    for (int fd; opened < MANY && (fd = open("/dev/null", O_RDONLY | (opened % 2 ? O_CLOEXEC : 0))) >= 0; opened++)
        if (opened % 1000 == 3)
            close(fd); /* holes */
    CHECK(opened > 500);
    close(dup(0)); /* some must be left for the run */
    for (int fd = 100; fd < 130; fd++)
        close(fd);
    CHECK_STR(child_output(CHILD("dump-handles"), NULL), "0\n1\n2\n");
}

/* At the highest limit that is granted, no loop over all numbers is run. */
TEST(highest_limit_costs_nothing)
{
    int64_t before;
    int top;

    raise_limit(RLIM_INFINITY);
    top = open("/dev/null", O_RDONLY);
    before = test_clock_ms();
    for (int i = 0; i < 20; i++)
        child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    CHECK(test_clock_ms() - before < 10000);
    close(top);
}

/* A descriptor above a limit that was lowered after it was opened. */
TEST(descriptor_above_the_limit)
{
    struct rlimit limit;
    int high = fcntl(0, F_DUPFD, 300);
    const char *told;

    CHECK(high >= 300);
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = 100;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    told = child_output(SHELL("if [ -e /proc/self/fd/300 ]; then echo leaked; else echo closed; fi"), NULL);
    /* Only the lane without close_range and /proc may skip this: see tests/skips. */
    if (strcmp(told, "leaked\n") == 0)
        SKIP("a descriptor over the limit went to the child");
    CHECK_STR(told, "closed\n");
}

struct pair {
    int from;
    int to;
};

/* What the child reads from `number`. */
static const char *child_reads(int number, const ambos_spawn_options *options)
{
    char command[64];

    snprintf(command, sizeof command, "cat <&%d", number);
    return child_output(SHELL(command), options);
}

static int file_of(const char *text)
{
    const char *path = test_path(text);
    int fd;

    test_write_file(path, text, strlen(text));
    fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    return fd;
}

TEST(handover_under_another_number)
{
    ambos_handover over = { .handle = file_of("seven"), .number = 7 };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };

    CHECK_STR(child_reads(7, &options), "seven");
    CHECK(fcntl((int)over.handle, F_GETFD) == FD_CLOEXEC);
    CHECK_STR(child_output(CHILD("dump-handles"), &options), "0\n1\n2\n7\n");
}

/* Two change places, three go around. */
TEST(handover_of_permutations)
{
    ambos_handover over[3];
    ambos_spawn_options options = { .handles = over, .handle_count = 3 };
    static const char *const names[] = { "one", "two", "three" };
    int fds[3];

    for (int i = 0; i < 3; i++)
        fds[i] = fcntl(file_of(names[i]), F_DUPFD_CLOEXEC, 5);
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < 3; i++) {
            over[i].handle = fds[i];
            over[i].number = fds[(i + turn) % 3];
        }
        for (int i = 0; i < 3; i++) {
            lseek(fds[i], 0, SEEK_SET);
            CHECK_STR(child_reads(fds[(i + turn) % 3], &options), names[i]);
        }
    }
    options.handle_count = 2;
    over[0].handle = fds[0];
    over[0].number = fds[1];
    over[1].handle = fds[1];
    over[1].number = fds[0];
    lseek(fds[0], 0, SEEK_SET);
    lseek(fds[1], 0, SEEK_SET);
    CHECK_STR(child_reads(fds[1], &options), "one");
    CHECK_STR(child_reads(fds[0], &options), "two");
}

/* Every low number as a target: one of them is where the library keeps its own. */
TEST(handover_to_each_low_number)
{
    ambos_handover over = { .handle = file_of("text") };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };

    for (int number = 3; number < 40; number++) {
        if (number > 9) { /* a shell has names for these only */
            char expected[32];

            over.number = number;
            snprintf(expected, sizeof expected, "0\n1\n2\n%d\n", number);
            CHECK_STR(child_output(CHILD("dump-handles"), &options), expected);
            continue;
        }
        over.number = number;
        lseek((int)over.handle, 0, SEEK_SET);
        CHECK_STR(child_reads(number, &options), "text");
    }
}

TEST(handover_of_many)
{
    enum { MANY = 60 };
    ambos_handover over[MANY];
    const ambos_spawn_options options = { .handles = over, .handle_count = MANY };
    const char *lines;
    int fd = file_of("text");

    for (int i = 0; i < MANY; i++) {
        over[i].handle = fd;
        over[i].number = 3 + (MANY - 1 - i);
    }
    lines = child_output(CHILD("dump-handles"), &options);
    for (int i = 0; i < MANY + 3; i++) {
        CHECK_INT(strtol(lines, NULL, 10), i);
        lines = strchr(lines, '\n') + 1;
    }
    CHECK_STR(lines, "");
}

/* A failing exec must still be told when every number near is a target. */
TEST(failures_are_told_beside_handovers)
{
    enum { MANY = 60 };
    ambos_handover over[MANY];
    const ambos_spawn_options options = { .handles = over, .handle_count = MANY };
    const char *const argv[] = { test_path("no such program"), NULL };
    int fd = file_of("text");

    for (int i = 0; i < MANY; i++) {
        over[i].handle = fd;
        over[i].number = 3 + i;
    }
    child_refused(argv, &options, AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
    CHECK(!test_has_children());
}

TEST(two_handles_for_one_number)
{
    ambos_handover over[2] = { { file_of("a"), 9 }, { file_of("b"), 9 } };
    const ambos_spawn_options options = { .handles = over, .handle_count = 2 };

    child_refused(CHILD("exit", "0"), &options, AMBOS_EINVAL, AMBOS_STEP_HANDLES);
}

TEST(handles_that_were_never_open)
{
    static const ambos_native numbers[] = { 777, -2, -100, INT32_MAX };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        ambos_handover over = { numbers[i], 9 };
        const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };

        child_refused(CHILD("exit", "0"), &options, AMBOS_EBADF, AMBOS_STEP_HANDLES);
    }
    CHECK(!test_has_children());
}

/* A standard stream as the source of a further one. */
TEST(handover_of_our_own_streams)
{
    int fd = file_of("text");
    ambos_native before = test_swap_stream(0, fd);
    ambos_handover over = { 0, 9 };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1, .stdio[0] = { .kind = AMBOS_STREAM_NULL } };
    const char *text = child_reads(9, &options);

    (void)test_swap_stream(0, before);
    CHECK_STR(text, "text");
}

/* Our flags of an open file are the child's too, so they are not touched. */
TEST(nonblocking_files_stay_nonblocking)
{
    int ends[2];
    ambos_file *file;
    ambos_spawn_options options = { 0 };

    CHECK_INT(pipe(ends), 0);
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    CHECK_OK(ambos_file_adopt(&file, ends[1]));
    options.stdio[1].kind = AMBOS_STREAM_OPEN;
    options.stdio[1].file = file;
    child_end(child_spawn(CHILD("write-stdout", "x"), &options), 0);
    CHECK(fcntl(ends[1], F_GETFL) & O_NONBLOCK);
    CHECK_OK(ambos_file_close(file));
    close(ends[0]);
}

/* Reopening /dev/stdout works on pipes and not on sockets. */
TEST(pipes_can_be_opened_by_name)
{
    if (access("/proc/self/fd", F_OK) != 0)
        SKIP("no /proc here");
    CHECK_STR(child_output(SHELL("echo hello >/proc/self/fd/1"), NULL), "hello\n");
}

/* A stream of ours is handed on though close-on-exec is set on it here. */
TEST(inherited_streams_with_close_on_exec)
{
    int fd = open(test_path("out"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ambos_native before = test_swap_stream(1, fd);
    ambos_process *process;

    CHECK_INT(fcntl(1, F_SETFD, FD_CLOEXEC), 0);
    process = child_spawn(CHILD("write-stdout", "said"), NULL);
    (void)child_wait(process);
    ambos_process_close(process);
    CHECK_INT(fcntl(1, F_GETFD), FD_CLOEXEC);
    (void)test_swap_stream(1, before);
    CHECK_STR(test_read_file(test_path("out"), NULL), "said");
}

/* ---- at the limit of descriptors ---- */

/* [36] From one that is enough down to none: either it runs or it says EMFILE; nothing is left. */
TEST(tight_limit_of_descriptors)
{
    static const ambos_spawn_options pipes = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    const char *const argv[] = { "/bin/true", NULL };
    struct rlimit limit;
    int64_t before = test_handle_count();
    int refusals = 0;

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    for (rlim_t most = 20; most >= 3; most--) {
        ambos_process *process;
        ambos_error error;

        limit.rlim_cur = most;
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
        error = ambos_spawn(&process, argv, &pipes);
        if (error) {
            CHECK_INT(error, AMBOS_EMFILE);
            CHECK(process == NULL);
            refusals++;
        } else {
            child_end(process, 0);
        }
        limit.rlim_cur = 64;
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
        CHECK(!test_has_children());
        CHECK_INT(test_handle_count(), before);
    }
    CHECK(refusals > 3);
}

/* [36] The same of a run. */
TEST(run_at_a_tight_limit_of_descriptors)
{
    const char *const argv[] = { "/bin/true", NULL };
    const ambos_run_options options = { .input = "x", .input_size = 1 };
    struct rlimit limit;
    int64_t before = test_handle_count();

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    for (rlim_t most = 24; most >= 3; most--) {
        ambos_run_result result;
        ambos_error error;

        limit.rlim_cur = most;
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
        error = ambos_run(argv, &options, &result);
        CHECK(error == AMBOS_OK || error == AMBOS_EMFILE);
        CHECK_INT(result.failure.code, error);
        ambos_run_free(&result);
        limit.rlim_cur = 64;
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
        CHECK(!test_has_children());
        CHECK_INT(test_handle_count(), before);
    }
}

/* [37] */
TEST(no_more_processes_for_this_user)
{
    struct rlimit limit;
    struct rlimit none;
    ambos_process *process;
    ambos_failure failure;
    int64_t before;

    if (!test_drop_root())
        SKIP("cannot become another user");
    CHECK_INT(getrlimit(RLIMIT_NPROC, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    CHECK_INT(setrlimit(RLIMIT_NPROC, &none), 0);
    before = test_handle_count();
    for (int i = 0; i < 5; i++) {
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &plain), AMBOS_EAGAIN);
        CHECK(process == NULL);
        ambos_last_failure(&failure);
        CHECK_INT(failure.step, AMBOS_STEP_START);
    }
    CHECK_INT(setrlimit(RLIMIT_NPROC, &limit), 0);
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

/* ---- signals ---- */

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

static volatile sig_atomic_t handled;

static void handler(int number)
{
    (void)number;
    handled = handled + 1;
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
    for (int i = 0; i < 100; i++)
        child_end(child_spawn(CHILD("burn", "2"), NULL), 0);
    for (int i = 0; i < 20; i++) {
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

/* The handler of ours never runs in the child that is not yet another program. */
TEST(handlers_do_not_run_in_children)
{
    int ends[2];
    char byte;

    CHECK_INT(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
    storm(500);
    for (int i = 0; i < 100; i++)
        child_end(child_spawn(CHILD("exit", "0"), &(ambos_spawn_options){ .flags = AMBOS_SPAWN_NEW_SESSION }), 0);
    storm(0);
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

/* ---- groups, sessions, detached ---- */

static const char *group_and_session(uint32_t flags)
{
    const ambos_spawn_options options = { .flags = flags };

    return child_output(SHELL("set -- $(cat /proc/self/stat); "
                              "[ $5 = $$ ] && echo leads group; [ $6 = $$ ] && echo leads session; true"), &options);
}

/* [31] */
TEST(groups_and_sessions)
{
    if (access("/proc/self/stat", R_OK) != 0)
        SKIP("no /proc here");
    CHECK_STR(group_and_session(0), "");
    CHECK_STR(group_and_session(AMBOS_SPAWN_NEW_GROUP), "leads group\n");
    CHECK_STR(group_and_session(AMBOS_SPAWN_NEW_SESSION), "leads group\nleads session\n");
    CHECK_STR(group_and_session(AMBOS_SPAWN_NEW_SESSION | AMBOS_SPAWN_NEW_GROUP), "leads group\nleads session\n");
}

/* The parent may count on it as soon as the call is back. */
TEST(new_group_is_there_at_once)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_GROUP, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);
    pid_t pid = (pid_t)ambos_process_id(process);

    CHECK_INT(getpgid(pid), pid);
    CHECK(getsid(pid) == getsid(0));
    ambos_process_close(process);
}

TEST(child_joins_a_group)
{
    const ambos_spawn_options leader = { .flags = AMBOS_SPAWN_NEW_GROUP, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *first = child_spawn(CHILD("drain"), &leader);
    ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_GROUP, .process_group = (int32_t)ambos_process_id(first) };
    const ambos_spawn_options options = { .posix = &posix, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *second = child_spawn(CHILD("drain"), &options);

    CHECK_INT(getpgid((pid_t)ambos_process_id(second)), ambos_process_id(first));
    ambos_process_close(second);
    posix.process_group = 1; /* of another session */
    child_refused(CHILD("exit", "0"), &options, AMBOS_EPERM, AMBOS_STEP_SESSION);
    ambos_process_close(first);
}

/* [31] The child of a parent that is gone lives, in a session of its own. */
TEST(detached_child_outlives_its_parent)
{
    int ends[2];
    int to_child[2];
    pid_t middle;
    char text[256] = "";
    char byte;
    ssize_t got;
    size_t total = 0;

    CHECK_INT(pipe(ends), 0);
    CHECK_INT(pipe(to_child), 0);
    middle = fork();
    CHECK(middle >= 0);
    if (middle == 0) {
        ambos_file *in;
        ambos_file *out;
        ambos_process *process;
        ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED };

        close(to_child[1]);
        CHECK_OK(ambos_file_adopt(&in, to_child[0]));
        CHECK_OK(ambos_file_adopt(&out, ends[1]));
        options.stdio[0].kind = AMBOS_STREAM_OPEN;
        options.stdio[0].file = in;
        options.stdio[1].kind = AMBOS_STREAM_OPEN;
        options.stdio[1].file = out;
        CHECK_OK(ambos_spawn(&process, SHELL("read x; set -- $(cat /proc/self/stat); echo $(($6 == $$)) $x"), &options));
        _exit(0);
    }
    CHECK_INT(waitpid(middle, NULL, 0), middle);
    close(ends[1]);
    close(to_child[0]);
    CHECK_INT(write(to_child[1], "alive\n", 6), 6);
    while ((got = read(ends[0], &byte, 1)) == 1 && total < sizeof text - 1)
        text[total++] = byte;
    CHECK_STR(text, "1 alive\n");
}

/* SIGCHLD of a detached child is nobody's. */
TEST(detached_child_is_not_ours)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);

    CHECK(!test_has_children());
    CHECK(getpgid((pid_t)ambos_process_id(process)) == ambos_process_id(process));
    CHECK(getsid((pid_t)ambos_process_id(process)) == ambos_process_id(process));
    ambos_process_close(process);
}

/* ---- user, mask, limits, priority ---- */

static const char *told(const char *const argv[], const ambos_spawn_posix *posix)
{
    const ambos_spawn_options options = { .posix = posix };

    return child_output(argv, &options);
}

TEST(umask_is_set)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UMASK, .umask = 0127 };

    umask(0022);
    CHECK_STR(told(SHELL("umask"), &posix), "0127\n");
    CHECK_STR(told(SHELL("umask"), NULL), "0022\n");
    CHECK_INT(umask(0022), 0022);
}

TEST(limits_are_set)
{
    const ambos_limit limits[] = {
        { .resource = RLIMIT_NOFILE, .soft = 55, .hard = 66 }, { .resource = RLIMIT_CORE, .soft = 0, .hard = 0 } };
    const ambos_spawn_posix posix = { .limits = limits, .limit_count = 2 };

    CHECK_STR(told(SHELL("ulimit -S -n; ulimit -H -n; ulimit -S -c"), &posix), "55\n66\n0\n");
}

TEST(limit_that_may_not_be_raised)
{
    const ambos_limit limit = { .resource = RLIMIT_NOFILE, .soft = 50, .hard = UINT64_MAX };
    const ambos_spawn_posix posix = { .limits = &limit, .limit_count = 1 };
    const ambos_spawn_options options = { .posix = &posix };

    if (!test_drop_root())
        SKIP("cannot become another user");
    child_refused(CHILD("exit", "0"), &options, AMBOS_EPERM, AMBOS_STEP_LIMITS);
    CHECK(!test_has_children());
}

TEST(limit_that_does_not_exist)
{
    const ambos_limit limit = { .resource = 12345, .soft = 1, .hard = 1 };
    const ambos_spawn_posix posix = { .limits = &limit, .limit_count = 1 };
    const ambos_spawn_options options = { .posix = &posix };

    child_refused(CHILD("exit", "0"), &options, AMBOS_EINVAL, AMBOS_STEP_LIMITS);
}

static int nice_of(const ambos_spawn_options *options)
{
    ambos_spawn_options fed = *options;
    ambos_process *process;
    int nice;

    fed.stdio[0].kind = AMBOS_STREAM_PIPE;
    process = child_spawn(CHILD("drain"), &fed);
    nice = getpriority(PRIO_PROCESS, (id_t)ambos_process_id(process));
    ambos_process_close(process);
    return nice;
}

TEST(priorities)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_NICE, .nice = 7 };
    ambos_spawn_options options = { .priority = AMBOS_PRIORITY_IDLE };

    CHECK_INT(nice_of(&options), 19);
    options.priority = AMBOS_PRIORITY_LOW;
    CHECK_INT(nice_of(&options), 10);
    options.priority = AMBOS_PRIORITY_NORMAL;
    CHECK_INT(nice_of(&options), 0);
    options.priority = AMBOS_PRIORITY_IDLE;
    options.posix = &posix; /* it wins */
    CHECK_INT(nice_of(&options), 7);
    options.priority = AMBOS_PRIORITY_DEFAULT;
    options.posix = NULL;
    CHECK_INT(setpriority(PRIO_PROCESS, 0, 3), 0);
    CHECK_INT(nice_of(&options), 3);
}

TEST(priority_that_needs_a_right)
{
    const ambos_spawn_options options = { .priority = AMBOS_PRIORITY_URGENT };
    ambos_process *process;
    ambos_failure failure;
    ambos_error error;

    if (!test_drop_root())
        SKIP("cannot become another user");
    error = ambos_spawn(&process, CHILD("exit", "0"), &options);
    CHECK(error == AMBOS_EACCES || error == AMBOS_EPERM);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_PRIORITY);
    CHECK(!test_has_children());
}

static ambos_error spawn_code(const ambos_spawn_options *options)
{
    ambos_process *process;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "0"), options);

    if (!error)
        child_end(process, 0);
    return error;
}

TEST(processors)
{
    cpu_set_t ours;
    uint32_t cpu = 0;
    const ambos_spawn_options options = { .cpus = &cpu, .cpu_count = 1 };
    char expected[64];

    CHECK_INT(sched_getaffinity(0, sizeof ours, &ours), 0);
    while (!CPU_ISSET(cpu, &ours))
        cpu++;
    if (spawn_code(&options) == AMBOS_ENOTSUP)
        SKIP("this build binds no process to a processor");
    snprintf(expected, sizeof expected, "Cpus_allowed_list:\t%u\n", (unsigned)cpu);
    CHECK_STR(child_output(SHELL("grep Cpus_allowed_list /proc/self/status"), &options), expected);
    cpu = 60000;
    {
        ambos_process *process;
        ambos_failure failure;

        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &options), AMBOS_EINVAL);
        ambos_last_failure(&failure);
        CHECK_INT(failure.step, AMBOS_STEP_PRIORITY);
    }
}

static void needs_root(void)
{
    if (geteuid() != 0)
        SKIP("only root becomes others");
}

/* Real, effective and saved, and no group of ours is left. */
TEST(another_user)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 1234, .gid = 2345 };

    needs_root();
    CHECK_INT(setgroups(2, (const gid_t[]){ 77, 88 }), 0);
    CHECK_STR(told(SHELL("grep -E '^(Uid|Gid|Groups):' /proc/self/status | tr -s ' \\t' '  '"), &posix),
              "Uid: 1234 1234 1234 1234\nGid: 2345 2345 2345 2345\nGroups: \n");
    CHECK_INT(getuid(), 0);
}

TEST(groups_of_another_user)
{
    static const uint32_t groups[] = { 11, 22 };
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS,
                                      .uid = 1234, .gid = 2345, .groups = groups, .group_count = 2 };

    needs_root();
    CHECK_STR(told(SHELL("grep -E '^Groups:' /proc/self/status | tr -s ' \\t' '  '"), &posix), "Groups: 11 22 \n");
}

TEST(another_user_is_refused)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID, .uid = 0 };
    const ambos_spawn_options options = { .posix = &posix };

    if (!test_drop_root())
        SKIP("cannot become another user");
    child_refused(CHILD("exit", "0"), &options, AMBOS_EPERM, AMBOS_STEP_USER);
    CHECK(!test_has_children());
}

/* The program must be one that the new user may run: the search is the child's own. */
TEST(another_user_may_not_run_it)
{
    const char *const argv[] = { test_path("mine"), "--child", "exit", "0", NULL };
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 1234, .gid = 2345 };
    const ambos_spawn_options options = { .posix = &posix };

    needs_root();
    test_copy_program(argv[0]);
    CHECK_INT(chmod(test_dir(), 0755), 0);
    CHECK_INT(chmod(argv[0], 0700), 0);
    child_refused(argv, &options, AMBOS_EACCES, AMBOS_STEP_EXEC);
}

/* ---- terminals ---- */

static ambos_file *terminal(int *master)
{
    ambos_file *file;
    int slave;

    *master = posix_openpt(O_RDWR | O_NOCTTY);
    if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0)
        SKIP("no pseudo terminals here");
    slave = open(ptsname(*master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(slave >= 0);
    CHECK_OK(ambos_file_adopt(&file, slave));
    return file;
}

TEST(controlling_terminal)
{
    int master;
    ambos_file *file = terminal(&master);
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_TERMINAL | AMBOS_SPAWN_FOREGROUND };
    ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_SESSION, .posix = &posix };

    options.stdio[0].kind = AMBOS_STREAM_OPEN;
    options.stdio[0].file = file;
    CHECK_STR(child_output(SHELL("set -- $(cat /proc/self/stat); [ $7 != 0 ] && [ $8 = $$ ] && echo it is ours; "
                                 "true </dev/tty && echo it opens"), &options),
              "it is ours\nit opens\n");
    CHECK_OK(ambos_file_close(file));
    close(master);
}

TEST(no_terminal_to_take)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_TERMINAL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_NEW_SESSION, .posix = &posix, .stdio[0] = { .kind = AMBOS_STREAM_NULL } };

    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOTTY, AMBOS_STEP_TERMINAL);
}

/* ---- threads ---- */

static void *spawn_in_thread(void *context)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };

    *(ambos_process **)context = child_spawn(CHILD("exit-after-input", "9"), &options);
    return NULL;
}

/* The child lives on when the thread that spawned it is gone, and any thread may wait. */
TEST(child_outlives_its_thread)
{
    ambos_process *process;
    pthread_t thread;

    CHECK_INT(pthread_create(&thread, NULL, spawn_in_thread, &process), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_ERR(ambos_wait(process, 50, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 9);
}

/* A thread with a small stack spawns as well: the child has one of its own. */
TEST(thread_with_a_small_stack)
{
    ambos_process *process;
    pthread_attr_t attributes;
    pthread_t thread;

    CHECK_INT(pthread_attr_init(&attributes), 0);
    CHECK_INT(pthread_attr_setstacksize(&attributes, 128 * 1024), 0);
    CHECK_INT(pthread_create(&thread, &attributes, spawn_in_thread, &process), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 9);
}

/* What is written before a spawn is not written again by a child that fails. */
TEST(buffered_output_is_not_doubled)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    FILE *file = fopen(test_path("out"), "w");
    ambos_process *process;

    CHECK(file != NULL);
    fputs("once", file);
    CHECK_ERR(ambos_spawn(&process, missing, NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_spawn(&process, missing, &(ambos_spawn_options){ .flags = AMBOS_SPAWN_DETACHED }), AMBOS_ENOENT);
    CHECK_INT(fclose(file), 0);
    CHECK_STR(test_read_file(test_path("out"), NULL), "once");
}

static int at_end;

static void note_end(void)
{
    FILE *file;

    if (!at_end)
        return;
    file = fopen("/tmp/ambos-never", "w");
    if (file)
        fclose(file);
}

/* Nor do functions for the end of the program run in it. */
TEST(exit_functions_do_not_run_in_a_failed_child)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    ambos_process *process;

    CHECK_INT(atexit(note_end), 0);
    unlink("/tmp/ambos-never");
    at_end = 1;
    CHECK_ERR(ambos_spawn(&process, missing, NULL), AMBOS_ENOENT);
    at_end = 0;
    CHECK(!test_exists("/tmp/ambos-never"));
}
