/* SPDX-License-Identifier: MIT */
/* How children end on POSIX, as seen past the library: who reaps them, what the kernel still tells, whom a number means.
   Numbers in brackets: rows of the list of behaviours. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

static bool has_handles(void)
{
    ambos_process *self;

    if (ambos_process_open(&self, getpid()))
        return false;
    ambos_process_close(self);
    return true;
}

static void reap(pid_t pid, int *status)
{
    pid_t result;

    CHECK(pid > 1);
    do
        result = waitpid(pid, status, 0);
    while (result == -1 && errno == EINTR);
    CHECK_INT(result, pid);
}

/* Does the kernel remember how one ended that was reaped by somebody else (Linux 6.15)? */
static bool kernel_remembers(void)
{
    pid_t child = fork();
    ambos_process *process;
    ambos_status status;

    CHECK(child >= 0);
    if (child == 0) {
        pause();
        _exit(1);
    }
    if (ambos_process_open(&process, child)) {
        kill(child, SIGKILL);
        reap(child, NULL);
        return false;
    }
    kill(child, SIGKILL);
    reap(child, NULL);
    CHECK_OK(ambos_wait(process, CHILD_PATIENCE_MS, &status));
    ambos_process_close(process);
    return status.kind == AMBOS_STATUS_SIGNALED && status.signal == AMBOS_SIGKILL;
}

/* ---- statuses that somebody else took ---- */

static void same_again(ambos_process *process, const ambos_status *status)
{
    ambos_status again;

    CHECK_OK(ambos_wait(process, AMBOS_FOREVER, &again));
    CHECK_INT(again.kind, status->kind);
    CHECK_INT(again.code, status->code);
    CHECK_INT(again.signal, status->signal);
    CHECK_INT(again.known, status->known);
}

/* Either all of it or nothing: never invented. */
static void known_or_not(ambos_process *process, bool remembered, uint32_t kind, uint32_t code, uint32_t signal)
{
    ambos_status status = child_wait(process);

    if (remembered || status.kind != AMBOS_STATUS_UNKNOWN) {
        CHECK_INT(status.kind, kind);
        CHECK_INT(status.code, code);
        CHECK_INT(status.signal, signal);
    } else {
        CHECK_INT(status.code, 0);
        CHECK_INT(status.signal, 0);
        CHECK_INT(status.known, 0);
    }
    same_again(process, &status);
    ambos_process_close(process);
}

/* [46] The kernel tells it a moment after the end, which a wait must not come before. */
TEST(status_is_recalled_though_sigchld_is_ignored)
{
    const bool remembered = kernel_remembers();

    signal(SIGCHLD, SIG_IGN);
    for (int i = 0; i < (test_is_slow() ? 10 : 100); i++) {
        known_or_not(child_spawn(CHILD("exit", "6"), NULL), remembered, AMBOS_STATUS_EXITED, 6, 0);
        known_or_not(child_spawn(CHILD("raise", "15"), NULL), remembered, AMBOS_STATUS_SIGNALED, 0, AMBOS_SIGTERM);
    }
    known_or_not(child_spawn(CHILD("raise", "11"), NULL), remembered, AMBOS_STATUS_CRASHED, 0, AMBOS_SIGSEGV);
}

/* [47] */
TEST(status_is_recalled_though_the_host_took_it)
{
    const bool remembered = kernel_remembers();

    for (int i = 0; i < 50; i++) {
        ambos_process *process = idle_child("6");

        let_go(process);
        reap((pid_t)ambos_process_id(process), NULL);
        known_or_not(process, remembered, AMBOS_STATUS_EXITED, 6, 0);
    }
}

static void thief(void *context)
{
    (void)context;
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
        continue;
}

/* [47] While we wait: it may be taken at any moment. */
TEST(status_is_recalled_while_another_thread_takes_all)
{
    const bool remembered = kernel_remembers();

    for (int i = 0; i < 50; i++) {
        ambos_process *process = idle_child("6");
        struct test_thread *thread = test_thread_start(thief, NULL);

        let_go(process);
        known_or_not(process, remembered, AMBOS_STATUS_EXITED, 6, 0);
        test_thread_join(thread);
    }
}

/* ---- numbers that are used again ---- */

/* The next process of this namespace gets the number, if it is free. */
static pid_t fork_with_number(pid_t number)
{
    FILE *file = fopen("/proc/sys/kernel/ns_last_pid", "w");
    pid_t pid;

    CHECK(file && fprintf(file, "%d", (int)number - 1) > 0 && fclose(file) == 0);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0) {
        pause();
        _exit(1);
    }
    return pid;
}

static void is_untouched(pid_t stranger)
{
    int status = 0;

    CHECK(stranger > 1);
    CHECK_INT(waitpid(stranger, &status, WNOHANG), 0);
    kill(stranger, SIGUSR1);
    reap(stranger, &status);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
}

/* [45] Waited for, and then its number is another's. */
static void number_of_one_that_was_waited_for(void)
{
    ambos_process *process = child_spawn(CHILD("exit", "7"), NULL);
    const pid_t number = (pid_t)ambos_process_id(process);
    ambos_stop_result result;
    pid_t stranger;

    CHECK_INT(child_wait(process).code, 7);
    stranger = fork_with_number(number);
    CHECK_INT(stranger, number);
    CHECK_ERR(ambos_kill(process, SIGKILL), AMBOS_ESRCH);
    CHECK_ERR(ambos_kill(process, 0), AMBOS_ESRCH);
    CHECK_OK(ambos_stop(process, 100, &result));
    CHECK_INT(result.asked | result.forced, 0);
    CHECK_INT(child_wait(process).code, 7);
    ambos_process_close(process);
    is_untouched(stranger);
}

/* Not waited for: it keeps its number. */
static void number_of_a_zombie(void)
{
    ambos_process *process = child_spawn(CHILD("exit", "8"), NULL);
    const pid_t number = (pid_t)ambos_process_id(process);
    siginfo_t info;
    pid_t stranger;

    CHECK_INT(waitid(P_PID, (id_t)number, &info, WEXITED | WNOWAIT), 0);
    stranger = fork_with_number(number);
    CHECK(stranger != number);
    CHECK_INT(child_wait(process).code, 8);
    ambos_process_close(process);
    is_untouched(stranger);
}

/* [45] [47] The worst: the host took its status, and its number is that of another child of the host. */
static void number_of_one_that_was_taken(void)
{
    const bool remembered = kernel_remembers();
    ambos_process *process = idle_child("9"), *found;
    const pid_t number = (pid_t)ambos_process_id(process);
    ambos_waitset *set;
    ambos_status status;
    pid_t stranger;

    CHECK_OK(ambos_waitset_create(&set));
    CHECK_OK(ambos_waitset_add(set, process));
    let_go(process);
    reap(number, NULL);
    stranger = fork_with_number(number);
    CHECK_INT(stranger, number);
    CHECK_ERR(ambos_kill(process, SIGKILL), AMBOS_ESRCH);
    CHECK_OK(ambos_waitset_next(set, CHILD_PATIENCE_MS, &found));
    CHECK(found == process);
    status = child_wait(process);
    CHECK_INT(status.kind, remembered ? AMBOS_STATUS_EXITED : AMBOS_STATUS_UNKNOWN);
    CHECK_OK(ambos_stop(process, 100, NULL));
    ambos_waitset_free(set);
    ambos_process_close(process);
    is_untouched(stranger);
}

enum { NO_NAMESPACE = 77 };

/* The first process of a namespace of its own. */
static int in_a_namespace(void)
{
    pid_t first;
    int status;

    if (unshare(CLONE_NEWPID | CLONE_NEWNS) != 0)
        return NO_NAMESPACE;
    first = fork();
    CHECK(first >= 0);
    if (first > 0) {
        reap(first, &status);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount("proc", "/proc", "proc", 0, NULL) != 0 ||
        access("/proc/sys/kernel/ns_last_pid", W_OK) != 0)
        _exit(NO_NAMESPACE);
    number_of_one_that_was_waited_for();
    number_of_a_zombie();
    if (has_handles())
        number_of_one_that_was_taken();
    _exit(0);
}

TEST(numbers_that_are_used_again)
{
    pid_t outer = fork();
    int status;

    CHECK(outer >= 0);
    if (outer == 0)
        _exit(in_a_namespace());
    reap(outer, &status);
    if (WIFEXITED(status) && WEXITSTATUS(status) == NO_NAMESPACE)
        SKIP("no namespace of numbers is to be had here");
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- the ends of others ---- */

TEST(open_works_or_is_said_not_to)
{
    ambos_process *process;
    ambos_error error = ambos_process_open(&process, getppid());

    CHECK((error == AMBOS_OK) == (process != NULL));
    if (error) {
        CHECK_INT(error, AMBOS_ENOTSUP);
        return;
    }
    CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    ambos_process_close(process);
}

/* An opened child of the host is looked at, and left for the host to reap. */
TEST(opened_child_of_the_host_is_not_reaped)
{
    pid_t child = fork();
    ambos_process *process;
    ambos_status status;
    ambos_error error;
    int ended;

    CHECK(child >= 0);
    if (child == 0)
        _exit(23);
    error = ambos_process_open(&process, child);
    if (error == AMBOS_ENOTSUP) {
        reap(child, NULL);
        SKIP("a process has no handle here");
    }
    CHECK_OK(error);
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, 23);
    ambos_process_close(process);
    reap(child, &ended);
    CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 23);
}

static void copy_waits(ambos_process *process, bool remembered, int to_parent, int from_parent)
{
    const int64_t before = test_clock_ms();
    ambos_status status;
    char byte;

    /* It is a zombie: how it ended is still to be told, so it has not. */
    if (remembered)
        CHECK_ERR(ambos_wait(process, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_INT(write(to_parent, "x", 1), 1);
    CHECK_INT(read(from_parent, &byte, 1), 1);
    status = child_wait(process);
    same_again(process, &status);
    if (remembered && test_clock_ms() - before < 90) /* else its patience may have been over */
        CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    if (status.kind != AMBOS_STATUS_UNKNOWN)
        CHECK_INT(status.code, 14);
    _exit(0);
}

/* A fork of us has the object, and is not the parent: it sees how it ended once we have reaped. */
TEST(fork_of_the_parent_waits_too)
{
    const bool remembered = kernel_remembers();
    ambos_process *process = child_spawn(CHILD("exit", "14"), NULL);
    int to_parent[2], from_parent[2];
    char byte = 0;
    siginfo_t info;
    int ended;
    pid_t copy;

    if (!has_handles())
        SKIP("a process has no handle here");
    CHECK(pipe(to_parent) == 0 && pipe(from_parent) == 0);
    CHECK_INT(waitid(P_PID, (id_t)ambos_process_id(process), &info, WEXITED | WNOWAIT), 0);
    copy = fork();
    CHECK(copy >= 0);
    if (copy == 0)
        copy_waits(process, remembered, to_parent[1], from_parent[0]);
    close(to_parent[1]);
    CHECK_INT(read(to_parent[0], &byte, 1), 1);
    child_end(process, 14);
    CHECK_INT(write(from_parent[1], "x", 1), 1);
    reap(copy, &ended);
    CHECK(WIFEXITED(ended) && WEXITSTATUS(ended) == 0);
}

/* ---- ending ---- */

/* [51] One that is stopped is asked, goes on, and hears. */
TEST(stop_of_a_stopped_child)
{
    ambos_process *process = idle_child("1");
    const pid_t pid = (pid_t)ambos_process_id(process);
    ambos_stop_result result;
    siginfo_t info;

    CHECK_OK(ambos_kill(process, AMBOS_SIGSTOP));
    CHECK(pid > 1);
    CHECK_INT(waitid(P_PID, (id_t)pid, &info, WSTOPPED | WNOWAIT), 0);
    CHECK_ERR(ambos_wait(process, 20, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(process, 0));
    CHECK_OK(ambos_stop(process, CHILD_PATIENCE_MS, &result));
    CHECK_INT(result.asked, AMBOS_ASKED_SIGNAL);
    CHECK_INT(result.forced, 0);
    CHECK_INT(result.status.signal, AMBOS_SIGTERM);
    ambos_process_close(process);
}

TEST(signals_by_name_and_by_number)
{
    static const uint32_t signals[] = { AMBOS_SIGHUP, AMBOS_SIGALRM, AMBOS_SIGXCPU, AMBOS_SIGSYS, AMBOS_SIGUSR2 };

    for (size_t i = 0; i <= sizeof signals / sizeof signals[0]; i++) {
        const bool named = i < sizeof signals / sizeof signals[0];
        const uint32_t number = named ? signals[i] : (uint32_t)SIGRTMIN + 1;
        ambos_process *process = idle_child("1");

        CHECK_OK(ambos_kill(process, number));
        CHECK_INT(child_wait(process).signal, number);
        ambos_process_close(process);
    }
}

TEST(processes_of_another_user)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 1234, .gid = 2345 };
    ambos_spawn_options options = fed;
    ambos_process *process;
    ambos_stop_result result;

    if (geteuid() != 0)
        SKIP("only root becomes others");
    options.posix = &posix;
    process = child_spawn((const char *const[]){ "/bin/cat", NULL }, &options);
    if (!test_drop_root())
        SKIP("cannot become another user");
    CHECK_ERR(ambos_kill(process, AMBOS_SIGKILL), AMBOS_EPERM);
    CHECK_ERR(ambos_kill(process, 0), AMBOS_EPERM);
    CHECK_ERR(ambos_stop(process, 1000, &result), AMBOS_EPERM);
    CHECK_INT(result.asked | result.forced | result.status.kind, 0);
    CHECK_ERR(ambos_stop(process, 0, &result), AMBOS_EPERM);
    CHECK_INT(result.forced, 0);
    let_go(process);
    child_end(process, 0);
}

/* ---- what it used ---- */

/* Filled by the kernel, since a sanitizer would keep books of each byte that is written here. */
static bool take_memory(size_t mib)
{
    return mmap(NULL, mib << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) != MAP_FAILED;
}

static int use_memory(int argc, char **argv)
{
    (void)argc;
    return take_memory((size_t)strtoul(argv[1], NULL, 10)) ? 0 : 1;
}

const struct test_command test_suite_commands[] = { { "use-memory", 1, 1, use_memory }, { NULL, 0, 0, NULL } };

static bool memory_is_free(size_t mib)
{
    const long pages = sysconf(_SC_AVPHYS_PAGES), size = sysconf(_SC_PAGESIZE);

    return pages > 0 && size > 0 && (uint64_t)pages * (uint64_t)size > (uint64_t)mib << 20;
}

/* Of a parent of 1 GiB the kernel says that its children had 1 GiB. */
TEST(peak_memory_of_the_parent_is_not_told)
{
    enum { MIB = 1024 };
    ambos_process *process = child_spawn(CHILD("use-memory", "200"), NULL);
    ambos_status status = child_wait(process);

    if (status.known & AMBOS_STATUS_MEMORY)
        CHECK(status.peak_memory >= (uint64_t)200 << 20 && status.peak_memory < (uint64_t)MIB << 20);
    ambos_process_close(process);
    if (!memory_is_free(2 * MIB))
        SKIP("too little memory for a parent of 1 GiB");
    CHECK(take_memory(MIB));
    for (int i = 0; i < 2; i++) {
        process = child_spawn(CHILD("use-memory", i ? "200" : "1"), NULL);
        status = child_wait(process);
        CHECK(!(status.known & AMBOS_STATUS_MEMORY));
        CHECK_U64(status.peak_memory, 0);
        ambos_process_close(process);
    }
}

/* The bit says what the kernel says to who reaps by hand. */
TEST(core_files_are_told)
{
    const ambos_limit limit = { .resource = RLIMIT_CORE, .soft = 1 << 20, .hard = 1 << 20 };
    const ambos_spawn_posix posix = { .limits = &limit, .limit_count = 1 };
    const ambos_spawn_options options = { .posix = &posix, .cwd = test_dir() };
    const char *const argv[] = { "/bin/sh", "-c", "kill -SEGV $$", NULL };
    ambos_process *process;
    ambos_status status;
    ambos_error error = ambos_spawn(&process, argv, &options);
    siginfo_t info;

    if (error == AMBOS_EPERM)
        SKIP("the limit may not be raised here");
    CHECK_OK(error);
    CHECK_INT(waitid(P_PID, (id_t)ambos_process_id(process), &info, WEXITED | WNOWAIT), 0);
    status = child_wait(process);
    CHECK_INT(status.kind, AMBOS_STATUS_CRASHED);
    CHECK_INT(status.signal, AMBOS_SIGSEGV);
    CHECK_INT((status.known & AMBOS_STATUS_CORE) != 0, info.si_code == CLD_DUMPED);
    ambos_process_close(process);
}

/* ---- what an event loop gets ---- */

static int polled(ambos_native handle, int timeout_ms)
{
    struct pollfd asked = { .fd = (int)handle, .events = POLLIN };
    int result;

    CHECK(handle != AMBOS_NO_HANDLE);
    do
        result = poll(&asked, 1, timeout_ms);
    while (result == -1 && errno == EINTR);
    return result;
}

TEST(handle_can_be_polled)
{
    ambos_process *process = idle_child("3");
    const ambos_native handle = ambos_process_native(process);

    CHECK_INT(polled(handle, 0), 0);
    CHECK_INT(fcntl((int)handle, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    CHECK_INT(ambos_process_native(process), handle);
    let_go(process);
    CHECK_INT(polled(handle, CHILD_PATIENCE_MS), 1);
    CHECK_OK(ambos_wait(process, AMBOS_POLL, NULL));
    CHECK_INT(polled(ambos_process_native(process), 0), 1);
    child_end(process, 3);
}

/* Asked for only when it is all over. */
TEST(handle_of_one_that_was_waited_for)
{
    ambos_process *process = child_spawn(CHILD("exit", "3"), NULL);

    CHECK_INT(child_wait(process).code, 3);
    CHECK_INT(polled(ambos_process_native(process), CHILD_PATIENCE_MS), 1);
    child_end(process, 3);
}

/* What says that it can be read is read without waiting, and its end as well. */
TEST(pipe_ends_can_be_polled)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("cat"), &options);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    char bytes[64];
    size_t got;

    CHECK_INT(polled(ambos_file_native(output), 0), 0);
    CHECK_OK(ambos_file_write(input, "abc", 3, NULL));
    CHECK_INT(polled(ambos_file_native(output), CHILD_PATIENCE_MS), 1);
    CHECK_OK(ambos_file_read(output, bytes, sizeof bytes, &got));
    CHECK_MEM(bytes, got, "abc", 3);
    CHECK_OK(ambos_file_close(input));
    CHECK_INT(polled(ambos_file_native(output), CHILD_PATIENCE_MS), 1);
    CHECK_OK(ambos_file_read(output, bytes, sizeof bytes, &got));
    CHECK_INT(got, 0);
    CHECK_OK(ambos_file_close(output));
    child_end(process, 0);
}
