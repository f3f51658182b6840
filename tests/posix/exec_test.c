/* SPDX-License-Identifier: MIT */
/* What only POSIX has of becoming another program. Who does is a fork of the case. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

struct becoming {
    const char *const *argv;
    const ambos_spawn_options *options;
};

/* What it says on its output. */
static const char *output_of(void (*become)(const struct becoming *), const char *const argv[],
                             const ambos_spawn_options *options, pid_t *pid)
{
    const struct becoming becoming = { argv, options };
    ambos_file *file;
    const char *text;
    int ends[2];
    int status;

    CHECK_INT(pipe(ends), 0);
    *pid = fork();
    CHECK(*pid >= 0);
    if (*pid == 0) {
        dup2(ends[1], 1);
        close(ends[0]);
        close(ends[1]);
        become(&becoming);
        _exit(9);
    }
    close(ends[1]);
    CHECK_OK(ambos_file_adopt(&file, ends[0]));
    text = child_read(file, NULL);
    CHECK_INT(waitpid(*pid, &status, 0), *pid);
    CHECK_INT(status, 0);
    return text;
}

static void become_at_once(const struct becoming *becoming)
{
    (void)!ambos_exec(becoming->argv, becoming->options);
}

static void *become_on_a_thread(void *context)
{
    become_at_once(context);
    return NULL;
}

static void become_elsewhere(const struct becoming *becoming)
{
    pthread_t thread;

    pthread_create(&thread, NULL, become_on_a_thread, (void *)(uintptr_t)becoming);
    pthread_join(thread, NULL);
}

static void keeps_its_number(void (*become)(const struct becoming *), const ambos_spawn_options *options)
{
    char expected[32];
    pid_t pid;
    const char *text = output_of(become, CHILD("print-pid"), options, &pid);

    snprintf(expected, sizeof expected, "%d\n", (int)pid);
    CHECK_STR(text, expected);
}

TEST(its_number_is_ours)
{
    keeps_its_number(become_at_once, NULL);
    keeps_its_number(become_elsewhere, NULL);
}

static void ignore_and_block(const struct becoming *becoming)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    become_at_once(becoming);
}

TEST(its_signals_start_anew)
{
    const ambos_spawn_options keep = { .flags = AMBOS_SPAWN_KEEP_IGNORED };
    pid_t pid;

    CHECK_STR(output_of(ignore_and_block, CHILD("signal-state"), NULL, &pid), "blocked 0\nignored 0\n");
    CHECK_STR(output_of(ignore_and_block, CHILD("signal-state"), &keep, &pid), "blocked 0\nignored 1001\n");
}

/* Only the three, and the one that was named. */
TEST(its_descriptors_are_those_that_were_named)
{
    ambos_native careless = test_open_inheritable(test_self());
    ambos_handover handover = { careless, 40 };
    const ambos_spawn_options options = { .handles = &handover, .handle_count = 1 };
    const char *text;
    pid_t pid;

    text = output_of(become_at_once, CHILD("dump-handles"), NULL, &pid);
    CHECK(strstr(text, "\n2") != NULL && strstr(text, "\n3") == NULL);
    text = output_of(become_at_once, CHILD("dump-handles"), &options, &pid);
    CHECK(strstr(text, "\n40") != NULL && strstr(text, "\n3") == NULL);
    test_close_native(careless);
}

static bool users_can_be_set(void)
{
    const ambos_spawn_posix nobody = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 65534, .gid = 65534 };
    const ambos_spawn_options options = { .posix = &nobody };

    return geteuid() == 0 && ambos_exec((const char *const[]){ test_path("missing"), NULL }, &options) == AMBOS_ENOENT;
}

TEST(its_user_and_priority_are_those_of_the_options)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_NICE |
                                               AMBOS_SPAWN_SET_UMASK,
                                      .uid = 65534, .gid = 65533, .nice = 3, .umask = 0123 };
    const ambos_spawn_options options = { .posix = &posix };
    const char *const id[] = { "/bin/sh", "-c", "id -u; id -g; id -G; nice; umask", NULL };
    pid_t pid;

    if (!users_can_be_set())
        SKIP("users cannot be changed here");
    CHECK_STR(output_of(become_at_once, id, &options, &pid), "65534\n65533\n65533\n3\n0123\n");
    keeps_its_number(become_elsewhere, &(ambos_spawn_options){ .priority = AMBOS_PRIORITY_LOW });
}

/* Of a directory that may not be read one can only be told to come back. */
TEST(it_leaves_a_directory_that_may_not_be_read)
{
    const ambos_spawn_options options = { .cwd = "/" };
    const char *const pwd[] = { "/bin/sh", "-c", "pwd", NULL };
    pid_t pid;

    if (TEST_PORTABLE)
        SKIP("no way to hold such a directory open");
    CHECK_INT(mkdir(test_path("dark"), 0711), 0);
    CHECK_INT(chdir(test_path("dark")), 0);
    CHECK_INT(chmod(".", 0311), 0);
    if (geteuid() == 0 && (setgid(65534) || chown(".", 65534, 65534) || setuid(65534)))
        SKIP("users cannot be changed here");
    CHECK_STR(output_of(become_at_once, pwd, &options, &pid), "/\n");
}

/* ---- when it does not work ---- */

static volatile sig_atomic_t heard;

static void hear(int number)
{
    heard = number;
}

struct before {
    struct stat streams[3];
    int flags[64];
    sigset_t mask;
    mode_t mode;
    struct rlimit files;
    int nice;
    int dumpable;
    char cwd[4096];
};

static void look(struct before *state)
{
    memset(state, 0, sizeof *state);
    for (int i = 0; i < 3; i++)
        CHECK_INT(fstat(i, &state->streams[i]), 0);
    for (int i = 0; i < 64; i++)
        state->flags[i] = fcntl(i, F_GETFD);
    pthread_sigmask(SIG_SETMASK, NULL, &state->mask);
    state->mode = umask(0);
    umask(state->mode);
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &state->files), 0);
    state->nice = getpriority(PRIO_PROCESS, 0);
#if defined(__linux__)
    state->dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
#endif
    CHECK(getcwd(state->cwd, sizeof state->cwd) != NULL);
}

static void is_as_it_was(const struct before *before)
{
    struct before now;
    struct sigaction action;

    look(&now);
    for (int i = 0; i < 3; i++)
        CHECK(now.streams[i].st_dev == before->streams[i].st_dev && now.streams[i].st_ino == before->streams[i].st_ino);
    CHECK_MEM(now.flags, sizeof now.flags, before->flags, sizeof before->flags);
    for (int number = 1; number < 32; number++)
        CHECK_INT(sigismember(&now.mask, number), sigismember(&before->mask, number));
    CHECK_INT(now.mode, before->mode);
    CHECK_U64(now.files.rlim_cur, before->files.rlim_cur);
    CHECK_INT(now.nice, before->nice);
    CHECK_INT(now.dumpable, before->dumpable);
    CHECK_STR(now.cwd, before->cwd);
    CHECK_INT(sigaction(SIGPIPE, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_IGN);
    CHECK_INT(sigaction(SIGUSR2, NULL, &action), 0);
    CHECK(action.sa_handler == hear);
}

static void fails_without_a_trace(const ambos_spawn_posix *posix, const char *program, ambos_error error)
{
    ambos_native careless = test_open_inheritable(test_self());
    ambos_handover handovers[] = { { careless, 30 }, { careless, 31 }, { careless, AMBOS_NO_HANDLE } };
    const ambos_spawn_options options = { .cwd = "/",
                                          .posix = posix,
                                          .handles = handovers,
                                          .handle_count = 3,
                                          .stdio = { { .kind = AMBOS_STREAM_NULL },
                                                     { .kind = AMBOS_STREAM_FILE, .path = test_path("out") },
                                                     { .kind = AMBOS_STREAM_STDOUT } } };
    struct before before;
    uid_t user = geteuid();

    signal(SIGPIPE, SIG_IGN);
    signal(SIGUSR2, hear);
    look(&before);
    for (int i = 0; i < 3; i++) {
        CHECK_ERR(ambos_exec((const char *const[]){ program, NULL }, &options), error);
        is_as_it_was(&before);
    }
    CHECK_INT(geteuid(), user);
    test_close_native(careless);
}

TEST(a_failure_changes_nothing)
{
    const ambos_limit limit = { .resource = RLIMIT_NOFILE, .soft = 128, .hard = UINT64_MAX };
    struct rlimit files;
    ambos_limit same = limit;
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UMASK, .umask = 0777, .limits = &same, .limit_count = 1 };

    CHECK_INT(getrlimit(RLIMIT_NOFILE, &files), 0);
    same.hard = files.rlim_max;
    fails_without_a_trace(NULL, test_path("missing"), AMBOS_ENOENT);
    fails_without_a_trace(&posix, test_path("missing"), AMBOS_ENOENT);
    test_write_file(test_path("no program"), "text", 4);
    test_set_executable(test_path("no program"), true);
    fails_without_a_trace(&posix, test_path("no program"), AMBOS_ENOEXEC);
}

TEST(a_failure_as_another_user_changes_nothing)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_NICE,
                                      .uid = 65534, .gid = 65534, .nice = 5 };

    if (!users_can_be_set())
        SKIP("users cannot be changed here");
    fails_without_a_trace(&posix, test_path("missing"), AMBOS_ENOENT);
}

/* The user whose work it is counts: it may not read what is only root's. */
TEST(what_cannot_be_taken_back_is_refused_or_on_a_thread)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_NICE, .nice = 5 };
    const ambos_spawn_options options = { .posix = &posix };
    ambos_error error = ambos_exec((const char *const[]){ test_path("missing"), NULL }, &options);

    CHECK(error == AMBOS_ENOENT || error == AMBOS_ENOTSUP);
    CHECK_INT(getpriority(PRIO_PROCESS, 0), 0);
}
