/* SPDX-License-Identifier: MIT */
/* What only POSIX has of ambos_spawn: scripts, descriptors by number, limits of descriptors and processes, threads. Numbers in
   brackets: rows of the list of behaviours. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
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
    const char *const argv[] = { ((const char *const *)context)[index], NULL };

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
    const char *paths[] = { test_path("a"), test_path("b"), test_path("c"), test_path("d") };

    child_threads(4, write_and_run, paths);
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

/* ---- the search alone ---- */

static void finds(const char *name, const ambos_spawn_options *options, const char *expected)
{
    char *found;

    CHECK_OK(ambos_find_program(name, options, &found));
    CHECK_STR(found, expected);
    ambos_free(found);
}

/* As it is, and joined to the child's directory where it is relative. */
TEST(search_gives_paths_as_they_are)
{
    const ambos_spawn_options inside = { .cwd = test_dir() };
    const char *path = script("script", "#!/bin/sh\n");

    finds(path, NULL, path);
    finds(path, &inside, path);
    finds("./script", &inside, test_path("./script"));
    finds("../../bin/sh", &(ambos_spawn_options){ .cwd = "/bin/." }, "/bin/./../../bin/sh");
    CHECK_OK(ambos_chdir("/bin"));
    finds("./sh", NULL, "./sh");
    CHECK_OK(ambos_chdir("/"));
}

/* Whether it is a program at all shows only when it is run. */
TEST(search_finds_what_cannot_be_executed)
{
    const char *path = script("script", "#!/no/such/interpreter\n");

    finds(path, NULL, path);
    path = script("script", "echo hello\n");
    finds(path, NULL, path);
}

TEST(search_says_what_a_spawn_would)
{
    static const struct {
        const char *path;
        ambos_error error;
    } rows[] = { { "loop", AMBOS_ELOOP },        { "file/x", AMBOS_ENOTDIR }, { "fifo", AMBOS_EACCES },
                 { "plain", AMBOS_EACCES },      { "dangling", AMBOS_ENOENT }, { "plain/", AMBOS_ENOTDIR } };
    const ambos_spawn_options options = { .cwd = test_dir() };
    ambos_process *process;
    char *found;

    CHECK_INT(symlink("loop", test_path("loop")), 0);
    CHECK_INT(symlink("nowhere", test_path("dangling")), 0);
    CHECK(test_make_fifo(test_path("fifo")));
    CHECK_INT(chmod(test_path("fifo"), 0755), 0);
    test_write_file(test_path("plain"), "", 0);
    script("file", "#!/bin/sh\n");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char path[32];
        const char *const argv[] = { path, NULL };

        snprintf(path, sizeof path, "./%s", rows[i].path);
        CHECK_ERR(ambos_find_program(argv[0], &options, &found), rows[i].error);
        CHECK(found == NULL);
        CHECK_ERR(ambos_spawn(&process, argv, &options), rows[i].error);
    }
}

TEST(name_that_is_too_long)
{
    char name[400];
    const char *const argv[] = { name, NULL };
    ambos_process *process;
    char *found;

    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    CHECK_OK(ambos_setenv("PATH", "/bin")); /* of a directory that is not there the system says ENOENT, which tells more */
    CHECK_ERR(ambos_find_program(name, NULL, &found), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ENAMETOOLONG);
}

/* The user in force is who counts, not who may have started us. */
TEST(search_by_the_effective_user)
{
    const char *path = script("script", "#!/bin/sh\n");
    char *found;

    if (!test_drop_root())
        SKIP("cannot become another user");
    finds(path, NULL, path);
    /* The file is root's where root ran this, else ours. */
    if (chmod(path, 0677) == 0)
        CHECK_ERR(ambos_find_program(path, NULL, &found), AMBOS_EACCES);
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

/* What closes on exec is no stream of ours, whatever its number: the child has the null device in its place. */
TEST(streams_that_close_on_exec_are_not_inherited)
{
    int fd = open(test_path("out"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ambos_native before = test_swap_stream(1, fd);
    ambos_process *process;

    CHECK_INT(fcntl(1, F_SETFD, FD_CLOEXEC), 0);
    process = child_spawn(CHILD("write-stdout", "said"), NULL);
    child_end(process, 0);
    CHECK_INT(fcntl(1, F_GETFD), FD_CLOEXEC);
    (void)test_swap_stream(1, before);
    CHECK_STR(test_read_file(test_path("out"), NULL), "");
}

/* ---- an environment that has a name twice ---- */

extern char **environ;

/* The first counts, as for getenv(), and what is set or removed afterwards does not come back. */
TEST(a_name_twice_in_the_environment)
{
    char first[] = "AMBOS_TWICE=first", second[] = "AMBOS_TWICE=second", path[] = "PATH=/usr/bin:/bin";
    char *list[] = { path, first, second, NULL };
    char **before = environ;
    const char *value;
    ambos_env *env;

    environ = list;
    CHECK_OK(ambos_env_snapshot(&env));
    environ = before;
    CHECK_INT(ambos_env_count(env), 2);
    CHECK_OK(ambos_env_get(env, "AMBOS_TWICE", &value));
    CHECK_STR(value, "first");
    CHECK_STR(child_output(SHELL("echo $AMBOS_TWICE"), &(ambos_spawn_options){ .env = env }), "first\n");
    CHECK_OK(ambos_env_set(env, "AMBOS_TWICE", "new"));
    CHECK_STR(child_output(SHELL("echo $AMBOS_TWICE"), &(ambos_spawn_options){ .env = env }), "new\n");
    CHECK_OK(ambos_env_unset(env, "AMBOS_TWICE"));
    CHECK_STR(child_output(SHELL("echo ${AMBOS_TWICE-unset}"), &(ambos_spawn_options){ .env = env }), "unset\n");
    ambos_env_free(env);
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

/* 0: a child succeeded and another failed, as they must. */
static int spawn_both_ways(void)
{
    const ambos_spawn_options nowhere = { .cwd = "no such directory" };
    ambos_process *process;
    ambos_failure failure;
    ambos_status status;

    if (ambos_spawn(&process, CHILD("exit", "5"), &nowhere) != AMBOS_ENOENT)
        return 1;
    ambos_last_failure(&failure);
    if (failure.step != AMBOS_STEP_CWD)
        return 2;
    if (ambos_spawn(&process, CHILD("exit", "5"), NULL) || ambos_wait(process, AMBOS_FOREVER, &status))
        return 3;
    ambos_process_close(process);
    return status.kind == AMBOS_STATUS_EXITED && status.code == 5 ? 0 : 4;
}

static void fork_or_spawn(unsigned index, void *context)
{
    (void)context;
    for (int i = 0; i < 40; i++) {
        int status = 0;
        pid_t fork_of_us = index == 0 ? fork() : -1;

        if (fork_of_us == 0)
            _exit(spawn_both_ways());
        CHECK_INT(spawn_both_ways(), 0);
        if (fork_of_us != -1) {
            CHECK_INT(waitpid(fork_of_us, &status, 0), fork_of_us);
            CHECK_INT(status, 0);
        }
    }
}

/* The allocator of a sanitizer may be locked for ever in a fork that has threads beside it. */
#define FORKS_CAN_ALLOCATE (!TEST_SANITIZED)

/* A fork of the host, made while its other threads are in the middle of a spawn, can spawn. */
TEST(forks_beside_spawning_threads_spawn)
{
    if (!FORKS_CAN_ALLOCATE)
        SKIP("a sanitizer's allocator does not survive a fork beside threads");
    child_threads(4, fork_or_spawn, NULL);
}

/* A fork of the host has copies of all that we have open: it must not keep a wait from seeing the end. */
TEST(forks_beside_a_wait_do_not_prolong_it)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("exit-after-input", "3"), &options);
    ambos_file *input = child_stream(process, 0);
    ambos_status status;
    int release[2];
    pid_t forked;

    CHECK_INT(pipe(release), 0);
    CHECK_ERR(ambos_wait(process, 20, NULL), AMBOS_ETIMEDOUT); /* by now it has what it waits with */
    forked = fork();
    CHECK(forked >= 0);
    if (forked == 0) {
        char byte;

        close(release[1]);
        ambos_file_close(input);
        _exit(read(release[0], &byte, 1) != 0);
    }
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_wait(process, CHILD_PATIENCE_MS, &status));
    CHECK_INT(status.code, 3);
    close(release[1]);
    close(release[0]);
    CHECK_INT(waitpid(forked, NULL, 0), forked);
    ambos_process_close(process);
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
