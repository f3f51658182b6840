/* SPDX-License-Identifier: MIT */
/* What only POSIX has of trees: cgroups, supervisors, groups. A tied tree has a supervisor wherever there can be one; what
   else is in force depends on where the case runs, see tiers.cmake. */
#define _GNU_SOURCE 1
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

enum { TREE = AMBOS_SPAWN_TREE, STRICT = AMBOS_SPAWN_TREE_STRICT, TIED = AMBOS_SPAWN_DIE_WITH_PARENT };
enum { BOMB_USER = 61234, BOMB_SIZE = 60, BOMB_SECONDS = 30 };

/* ---- what the trees do ---- */

/* Whatever comes of the case, nobody goes on for longer. */
static bool time_is_left(void)
{
    static int64_t end; /* forks have it too */

    if (!end)
        end = test_clock_ms() + BOMB_SECONDS * 1000;
    return test_clock_ms() < end;
}

/* bomb: all that it forks fork. */
static int run_bomb(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("ready");
    fflush(stdout);
    while (time_is_left())
        if (fork() == 0)
            setsid();
    return 0;
}

/* chain: forks and ends, for ever; eight of them. */
static int run_chain(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    puts("ready");
    fflush(stdout);
    for (int i = 0; i < 3 && time_is_left(); i++)
        (void)!fork();
    while (time_is_left()) {
        pid_t pid = fork();

        if (pid > 0)
            _exit(0);
        if (pid == 0)
            setsid();
    }
    return 0;
}

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY);
    bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

    close(fd);
    return done;
}

/* The directory of our own cgroup. */
static bool find_cgroup(char *path, size_t size)
{
    char line[4096], point[4096] = "", own[4096] = "";
    FILE *file = fopen("/proc/self/mountinfo", "r");

    while (file && fgets(line, sizeof line, file))
        if (strstr(line, " - cgroup2 "))
            (void)sscanf(line, "%*s %*s %*s %*s %4095s", point);
    if (file)
        fclose(file);
    file = fopen("/proc/self/cgroup", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "0::", 3) == 0)
            (void)sscanf(line + 3, "%4095s", own);
    if (file)
        fclose(file);
    snprintf(path, size, "%s%s", point, strcmp(own, "/") == 0 ? "" : own);
    return point[0] && own[0];
}

/* nest: makes a cgroup in its own, goes into it, says "ready" and reads. */
static int run_nest(int argc, char **argv)
{
    char path[9000], inner[9100];

    (void)argc;
    (void)argv;
    if (!find_cgroup(path, sizeof path))
        return 1;
    snprintf(inner, sizeof inner, "%s/inner", path);
    if (mkdir(inner, 0755))
        return 1;
    snprintf(inner, sizeof inner, "%s/inner/cgroup.procs", path);
    if (!write_text(inner, "0"))
        return 1;
    puts("ready");
    fflush(stdout);
    while (getchar() != EOF)
        continue;
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "bomb", 0, 0, run_bomb },
    { "chain", 0, 0, run_chain },
    { "nest", 0, 0, run_nest },
    { NULL, 0, 0, NULL },
};

/* ---- spawning them ---- */

struct tree {
    ambos_process *process;
    ambos_file *input;
    ambos_file *output;
};

static struct tree spawn_tree(const char *const argv[], uint32_t flags, const ambos_spawn_posix *posix)
{
    const ambos_spawn_options options = { .flags = flags,
                                          .posix = posix,
                                          .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    struct tree tree;
    ambos_error error = ambos_spawn(&tree.process, argv, &options);

    if (error == AMBOS_ENOTSUP)
        SKIP("no such tree here");
    CHECK_OK(error);
    tree.input = child_stream(tree.process, 0);
    tree.output = child_stream(tree.process, 1);
    return tree;
}

static void end_tree(struct tree *tree)
{
    CHECK_OK(ambos_kill_tree(tree->process));
    (void)child_read(tree->output, NULL);
    CHECK(child_wait(tree->process).kind != AMBOS_STATUS_UNKNOWN);
    CHECK_OK(ambos_file_close(tree->input));
    ambos_process_close(tree->process);
}

/* The one between us and the child of a tied tree. */
static pid_t supervisor_of(ambos_process *process)
{
    char path[64], line[512] = "";
    int parent = 0;
    FILE *file;

    CHECK_INT(ambos_process_tree(process), AMBOS_TREE_SUPERVISOR);
    snprintf(path, sizeof path, "/proc/%d/stat", (int)ambos_process_id(process));
    file = fopen(path, "r");
    CHECK(file != NULL);
    CHECK(fgets(line, sizeof line, file) != NULL);
    fclose(file);
    CHECK_INT(sscanf(strrchr(line, ')') + 1, " %*c %d", &parent), 1);
    CHECK(parent > 1 && parent != getpid());
    return parent;
}

/* ---- those who fork while they are killed ---- */

static void explodes(const char *command, uint32_t flags, const ambos_spawn_posix *posix)
{
    struct tree tree = spawn_tree(CHILD(command), flags, posix);
    int64_t begin;

    child_expect(tree.output, "ready\n");
    begin = test_clock_ms();
    CHECK_OK(ambos_kill_tree(tree.process));
    (void)child_read(tree.output, NULL); /* "ready" again, of those who had not said it yet */
    printf("%s: all gone after %d ms\n", command, (int)(test_clock_ms() - begin));
    CHECK(child_wait(tree.process).kind != AMBOS_STATUS_UNKNOWN);
    CHECK_OK(ambos_file_close(tree.input));
    ambos_process_close(tree.process);
}

TEST(chains_of_forks_end)
{
    explodes("chain", TIED | TREE, NULL);
    explodes("chain", STRICT, NULL);
}

TEST(fork_bombs_end)
{
    const ambos_limit limit = { .resource = RLIMIT_NPROC, .soft = BOMB_SIZE, .hard = BOMB_SIZE };
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = BOMB_USER, .gid = BOMB_USER,
                                      .limits = &limit, .limit_count = 1 };

    if (geteuid() != 0)
        SKIP("only root can have a user of whom nobody else is");
    explodes("bomb", TIED | TREE, &posix);
    explodes("bomb", STRICT, &posix);
}

/* ---- cgroups ---- */

static int cgroups_of_ours(void)
{
    char path[9000], prefix[64];
    struct dirent *entry;
    DIR *dir;
    int count = 0;

    if (!find_cgroup(path, sizeof path) || (dir = opendir(path)) == NULL)
        SKIP("no cgroups to be seen here");
    snprintf(prefix, sizeof prefix, "ambos-%d-", (int)getpid());
    while ((entry = readdir(dir)) != NULL)
        count += strncmp(entry->d_name, prefix, strlen(prefix)) == 0;
    closedir(dir);
    return count;
}

static struct tree tree_in_cgroup(const char *const argv[], const ambos_spawn_posix *posix)
{
    struct tree tree = spawn_tree(argv, TREE, posix);

    if (ambos_process_tree(tree.process) != AMBOS_TREE_CGROUP) {
        end_tree(&tree);
        SKIP("no cgroup can be made here");
    }
    return tree;
}

TEST(a_cgroup_is_there_as_long_as_the_tree)
{
    const ambos_spawn_options nowhere = { .flags = TREE, .cwd = test_path("missing") };
    struct tree tree = tree_in_cgroup(CHILD("cat"), NULL);

    CHECK_INT(cgroups_of_ours(), 1);
    end_tree(&tree);
    CHECK_INT(cgroups_of_ours(), 0);
    child_refused(CHILD("cat"), &nowhere, AMBOS_ENOENT, AMBOS_STEP_CWD);
    CHECK_INT(cgroups_of_ours(), 0);
    tree = tree_in_cgroup(CHILD("exit", "4"), NULL);
    CHECK_INT(child_wait(tree.process).code, 4);
    ambos_process_close(tree.process);
    CHECK_INT(cgroups_of_ours(), 0);
    CHECK_OK(ambos_file_close(tree.input));
    CHECK_OK(ambos_file_close(tree.output));
}

TEST(the_cgroup_of_an_abandoned_tree_is_removed_later)
{
    struct tree tree = tree_in_cgroup(CHILD("cat"), NULL);
    int64_t deadline = test_clock_ms() + CHILD_PATIENCE_MS;
    pid_t pid = (pid_t)ambos_process_id(tree.process);

    ambos_process_close(tree.process);
    CHECK_INT(cgroups_of_ours(), 1);
    CHECK_OK(ambos_file_close(tree.input));
    CHECK_STR(child_read(tree.output, NULL), "");
    CHECK_INT(waitpid(pid, NULL, 0), pid);
    do {
        tree = tree_in_cgroup(CHILD("cat"), NULL);
        end_tree(&tree);
    } while (cgroups_of_ours() > 0 && test_clock_ms() < deadline);
    CHECK_INT(cgroups_of_ours(), 0);
}

TEST(cgroups_within_are_removed_too)
{
    struct tree tree = tree_in_cgroup(CHILD("nest"), NULL);

    child_expect(tree.output, "ready\n");
    end_tree(&tree);
    CHECK_INT(cgroups_of_ours(), 0);
}

TEST(a_tree_of_another_user_is_in_a_cgroup_too)
{
    const ambos_spawn_posix nobody = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 65534, .gid = 65534 };
    struct tree tree;

    if (geteuid() != 0)
        SKIP("only root can make another user's child");
    tree = tree_in_cgroup(CHILD("cat"), &nobody);
    end_tree(&tree);
}

/* Where a cgroup can be made, but nobody can enter it. */
TEST(a_cgroup_that_cannot_be_entered_is_given_up)
{
    char home[9000], ours[9100], file[9200];
    struct tree tree = tree_in_cgroup(CHILD("cat"), NULL);
    uint32_t strict, plain;

    end_tree(&tree);
    if (!find_cgroup(home, sizeof home))
        SKIP("no cgroups to be seen here");
    snprintf(ours, sizeof ours, "%s/ambos-test-%d", home, (int)getpid());
    if (mkdir(ours, 0755))
        SKIP("no cgroup can be made here");
    snprintf(file, sizeof file, "%s/cgroup.type", ours);
    if (!write_text(file, "threaded")) {
        rmdir(ours);
        SKIP("no cgroup of threads can be made here");
    }
    snprintf(file, sizeof file, "%s/cgroup.procs", ours);
    CHECK(write_text(file, "0"));
    tree = spawn_tree(CHILD("cat"), STRICT, NULL);
    strict = ambos_process_tree(tree.process);
    end_tree(&tree);
    tree = spawn_tree(CHILD("cat"), TREE, NULL);
    plain = ambos_process_tree(tree.process);
    end_tree(&tree);
    snprintf(file, sizeof file, "%s/cgroup.procs", home);
    CHECK(write_text(file, "0"));
    CHECK_INT(rmdir(ours), 0); /* so nothing was left in it */
    CHECK_INT(strict, AMBOS_TREE_SUPERVISOR);
    CHECK_INT(plain, AMBOS_TREE_GROUP);
}

/* ---- supervisors ---- */

TEST(a_supervisor_holds_nothing_of_ours)
{
    ambos_native careless = test_open_inheritable(test_self());
    struct tree tree = spawn_tree(CHILD("cat"), TIED | STRICT, NULL);
    pid_t supervisor = supervisor_of(tree.process);
    int64_t deadline = test_clock_ms() + CHILD_PATIENCE_MS;
    char path[64], cwd[64];
    ssize_t size = 0;
    int count;

    snprintf(path, sizeof path, "/proc/%d/fd", (int)supervisor);
    do {
        DIR *dir = opendir(path);

        CHECK(dir != NULL);
        for (count = 0; readdir(dir) != NULL;)
            count++;
        closedir(dir);
    } while (count > 5 && test_clock_ms() < deadline);
    CHECK_INT(count, 5); /* with "." and "..": to us, the signals, the list */
    snprintf(path, sizeof path, "/proc/%d/cwd", (int)supervisor);
    while (test_clock_ms() < deadline && (size = readlink(path, cwd, sizeof cwd)) != 1)
        continue;
    CHECK_INT(size, 1);
    end_tree(&tree);
    test_close_native(careless);
    CHECK(!test_process_exists((uint64_t)supervisor));
}

TEST(a_supervisor_passes_over_what_the_terminal_sends)
{
    struct tree tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);
    pid_t supervisor = supervisor_of(tree.process);

    kill(supervisor, SIGINT);
    kill(supervisor, SIGHUP);
    kill(supervisor, SIGQUIT);
    kill(supervisor, SIGTSTP);
    CHECK_OK(ambos_file_write(tree.input, "alive", 5, NULL));
    child_expect(tree.output, "alive");
    end_tree(&tree);
}

TEST(sigterm_to_a_supervisor_ends_the_tree)
{
    struct tree tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);

    kill(supervisor_of(tree.process), SIGTERM);
    CHECK_STR(child_read(tree.output, NULL), "");
    CHECK_INT(child_wait(tree.process).signal, AMBOS_SIGKILL);
    CHECK_OK(ambos_kill_tree(tree.process));
    CHECK_OK(ambos_file_close(tree.input));
    ambos_process_close(tree.process);
}

/* Then the child ends as well, and nothing hangs. */
static void loses_its_supervisor(uint32_t flags)
{
    struct tree tree = spawn_tree(CHILD("cat"), flags, NULL);
    ambos_status status;

    if (ambos_process_tree(tree.process) != AMBOS_TREE_SUPERVISOR) {
        end_tree(&tree);
        return;
    }
    test_end_process((uint64_t)supervisor_of(tree.process));
    CHECK_STR(child_read(tree.output, NULL), "");
    status = child_wait(tree.process);
    CHECK(status.kind == AMBOS_STATUS_UNKNOWN || status.signal == AMBOS_SIGKILL);
    CHECK_ERR(ambos_kill_tree(tree.process), AMBOS_ESRCH);
    CHECK_OK(ambos_file_close(tree.input));
    ambos_process_close(tree.process);
}

TEST(a_supervisor_that_is_killed)
{
    loses_its_supervisor(TIED | TREE);
    loses_its_supervisor(STRICT);
}

TEST(a_supervisor_relays_the_status)
{
    struct tree tree;

    signal(SIGCHLD, SIG_IGN); /* as a child of ours its end would be lost */
    tree = spawn_tree(CHILD("raise", "10"), TIED | STRICT, NULL);
    CHECK_INT(child_wait(tree.process).signal, AMBOS_SIGUSR1);
    end_tree(&tree);
    tree = spawn_tree(CHILD("exit", "77"), TIED | STRICT, NULL);
    CHECK_INT(child_wait(tree.process).code, 77);
    end_tree(&tree);
}

TEST(a_signal_reaches_the_child_of_a_supervisor)
{
    struct tree tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);

    CHECK_OK(ambos_kill(tree.process, 0));
    CHECK_OK(ambos_kill(tree.process, AMBOS_SIGUSR1));
    CHECK_INT(child_wait(tree.process).signal, AMBOS_SIGUSR1);
    CHECK_ERR(ambos_kill(tree.process, AMBOS_SIGUSR1), AMBOS_ESRCH);
    end_tree(&tree);
}

/* Those between us and the children, as only __WALL finds them. */
static bool supervisors_are_left(void)
{
    siginfo_t info;

    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT | __WALL) == 0;
}

enum { ABANDONED = 6 };

static void abandon_trees(unsigned index, void *context)
{
    (void)index;
    (void)context;
    for (int i = 0; i < ABANDONED; i++) {
        const ambos_spawn_options options = { .flags = TIED | TREE, .stdio[0].kind = AMBOS_STREAM_PIPE };
        ambos_process *process = child_spawn(CHILD("cat"), &options);
        ambos_file *input = child_stream(process, 0);

        ambos_process_close(process);
        CHECK_OK(ambos_file_close(input));
    }
}

TEST(abandoned_trees_of_several_threads_are_seen_to)
{
    int64_t deadline = test_clock_ms() + CHILD_PATIENCE_MS;
    struct tree tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);

    CHECK_INT(ambos_process_tree(tree.process), AMBOS_TREE_SUPERVISOR);
    end_tree(&tree);
    child_threads(8, abandon_trees, NULL);
    do {
        tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);
        end_tree(&tree);
    } while (supervisors_are_left() && test_clock_ms() < deadline);
    CHECK(!supervisors_are_left());
}

TEST(a_supervised_tree_ends_though_no_descriptor_is_to_be_had)
{
    struct tree tree = spawn_tree(CHILD("chain"), TIED | TREE, NULL);
    struct rlimit limit, none;
    ambos_error error;

    child_expect(tree.output, "ready\n");
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    none = limit;
    none.rlim_cur = 0;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &none), 0);
    error = ambos_kill_tree(tree.process);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
    CHECK_OK(error);
    end_tree(&tree);
}

TEST(a_supervised_child_of_another_user)
{
    const ambos_spawn_posix nobody = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 65534, .gid = 65534 };
    const char *const missing[] = { test_path("missing"), NULL };
    const ambos_spawn_options options = { .flags = TIED | TREE, .posix = &nobody };
    struct tree tree;

    if (geteuid() != 0)
        SKIP("only root can make another user's child");
    tree = spawn_tree(CHILD("cat"), TIED | TREE, &nobody);
    end_tree(&tree);
    child_refused(missing, &options, AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
}

TEST(a_supervised_child_stays_in_our_group)
{
    struct tree tree = spawn_tree(CHILD("cat"), TIED | TREE, NULL);

    CHECK_INT(getpgid((pid_t)ambos_process_id(tree.process)), getpgrp());
    CHECK_INT(getsid((pid_t)ambos_process_id(tree.process)), getsid(0));
    end_tree(&tree);
}

/* ---- groups ---- */

/* Or the number could be another's by the time that the group is to be ended. */
TEST(the_leader_of_a_group_keeps_its_number)
{
    struct tree tree = spawn_tree(CHILD("exit", "5"), TREE, NULL);
    pid_t pid = (pid_t)ambos_process_id(tree.process);

    if (ambos_process_tree(tree.process) != AMBOS_TREE_GROUP) {
        end_tree(&tree);
        SKIP("trees are no groups here");
    }
    CHECK_INT(child_wait(tree.process).code, 5);
    CHECK_INT(kill(pid, 0), 0);
    end_tree(&tree);
    CHECK_INT(kill(pid, 0), -1);
    CHECK(!test_has_children());
}

TEST(a_group_that_was_there_is_no_tree)
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_GROUP, .process_group = getpgrp() };
    const ambos_spawn_options options = { .flags = TREE, .posix = &posix };
    ambos_process *process;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "0"), &options);

    if (error == AMBOS_OK) {
        CHECK_INT(ambos_process_tree(process), AMBOS_TREE_CGROUP);
        child_end(process, 0);
        return;
    }
    CHECK_CODE(error, AMBOS_ENOTSUP);
    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOTSUP, AMBOS_STEP_TREE);
}
