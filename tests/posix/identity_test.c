/* SPDX-License-Identifier: MIT */
/* What a child is on POSIX: group, session, user, mask, limits, priority, terminal. Numbers in
   brackets: rows of the list of behaviours. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

#define SHELL(script) ((const char *const[]){ "/bin/sh", "-c", script, NULL })

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

/* The way that a change of groups takes makes a handle of the go-between, too. */
TEST(detached_children_of_another_group_leave_no_handle)
{
    ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_GID, .gid = 0 };
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED, .posix = &posix };
    int64_t before = 0;

    for (int i = 0; i < 10; i++) {
        ambos_process *process = child_spawn((const char *const[]){ "/bin/true", NULL }, &options);

        ambos_process_close(process);
        if (i == 0)
            before = test_handle_count();
    }
    CHECK_INT(test_handle_count(), before);
}

static void spawn_or_fork(unsigned index, void *context)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_GID, .gid = (uint32_t)getgid() };
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED, .posix = &posix };
    const int *release = context; /* forks live until its end */
    char byte;

    for (int i = 0; index == 0 && i < 30; i++)
        ambos_process_close(child_spawn((const char *const[]){ "/bin/true", NULL }, &options));
    for (int i = 0; index != 0 && i < 150; i++)
        if (fork() == 0) {
            close(release[1]);
            _exit(read(release[0], &byte, 1) != 0);
        }
}

/* Forks of the host that live on hold copies of the pipe over which a go-between reports. */
TEST(forks_of_the_host_hold_no_detached_spawn)
{
    int release[2];

    if (TEST_PORTABLE)
        SKIP("where every child is a fork, only the end of the pipe tells that it runs");
    /* What the kernel does is known from then on. */
    child_end(child_spawn((const char *const[]){ "/bin/true", NULL }, NULL), 0);
    CHECK_INT(pipe(release), 0);
    child_threads(2, spawn_or_fork, release);
    close(release[1]);
    while (waitpid(-1, NULL, 0) > 0)
        continue;
    close(release[0]);
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
