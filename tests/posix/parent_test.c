/* SPDX-License-Identifier: MIT */
/* What only POSIX has of children that die with their parent. The parent is a fork of the case, the child `cat`, whose
   output ends when it does. */
#define _GNU_SOURCE 1
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

struct family {
    pid_t parent;
    int input;
    int output;
};

static void set_stream(ambos_spawn_options *options, int stream, int fd)
{
    ambos_file *file;

    CHECK_OK(ambos_file_adopt(&file, fd));
    options->stdio[stream].kind = AMBOS_STREAM_OPEN;
    options->stdio[stream].file = file;
}

static bool can_tie(void)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT };
    ambos_process *process;

    if (ambos_spawn(&process, CHILD("exit", "0"), &options) == AMBOS_ENOTSUP)
        return false;
    child_end(process, 0);
    return true;
}

/* The fork spawns `cat` and goes on with `then`, which does not come back. */
static struct family fork_parent(const ambos_spawn_posix *posix, void (*then)(void))
{
    struct family family;
    int in[2];
    int out[2];

    CHECK_INT(pipe2(in, O_CLOEXEC), 0);
    CHECK_INT(pipe2(out, O_CLOEXEC), 0);
    family.parent = fork();
    CHECK(family.parent >= 0);
    if (family.parent == 0) {
        static ambos_process *process;
        ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT, .posix = posix };

        set_stream(&options, 0, in[0]);
        set_stream(&options, 1, out[1]);
        CHECK_OK(ambos_spawn(&process, CHILD("cat"), &options));
        close(out[0]);
        close(in[1]);
        then();
        _exit(0);
    }
    close(in[0]);
    close(out[1]);
    family.input = in[1];
    family.output = out[0];
    return family;
}

static void expect_end(struct family *family)
{
    char byte;

    CHECK_INT(read(family->output, &byte, 1), 0);
    close(family->input);
    CHECK_INT(waitpid(family->parent, NULL, 0), family->parent);
}

static void answer(void)
{
    return;
}

/* The change of user comes first, since it would undo the tie. */
TEST(child_of_another_user_ends_too)
{
    const ambos_spawn_posix nobody = { .flags = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID, .uid = 65534, .gid = 65534 };
    struct family family;

    if (geteuid() != 0)
        SKIP("only root can make another user's child");
    if (!can_tie())
        SKIP("no way here to tie a child to its parent");
    family = fork_parent(&nobody, answer);
    expect_end(&family);
}

static void become_another_program(void)
{
    execl("/bin/sleep", "sleep", "60", (char *)NULL);
}

TEST(child_ends_when_its_parent_becomes_another_program)
{
    struct family family;

    if (!can_tie())
        SKIP("no way here to tie a child to its parent");
    family = fork_parent(NULL, become_another_program);
    CHECK_INT(read(family.output, &(char){ 0 }, 1), 0);
    test_end_process((uint64_t)family.parent);
    expect_end(&family);
}

static size_t count_threads(void)
{
    DIR *dir = opendir("/proc/self/task");
    size_t count = 0;

    if (!dir)
        SKIP("no /proc here");
    while (readdir(dir))
        count++;
    closedir(dir);
    return count;
}

/* A thread for each while it runs, and none afterwards, also where the object is closed first. */
TEST(threads_end_with_the_children)
{
    enum { CHILDREN = 20 };
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT,
                                          .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_NULL } } };
    ambos_process *processes[CHILDREN];
    ambos_file *inputs[CHILDREN];
    int64_t deadline = test_clock_ms() + CHILD_PATIENCE_MS;
    size_t before;

    if (!can_tie())
        SKIP("no way here to tie a child to its parent");
    before = count_threads();
    for (int i = 0; i < CHILDREN; i++) {
        processes[i] = child_spawn(CHILD("drain"), &options);
        inputs[i] = child_stream(processes[i], 0);
    }
    CHECK(count_threads() > CHILDREN);
    for (int i = 0; i < CHILDREN; i++) {
        if (i % 2)
            ambos_process_close(processes[i]);
        CHECK_OK(ambos_file_close(inputs[i]));
        if (i % 2 == 0)
            child_end(processes[i], 0);
    }
    while (count_threads() > before && test_clock_ms() < deadline)
        test_sleep(1);
    CHECK(count_threads() <= before);
}

static void *spawn_on_one_processor(void *context)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT };
    cpu_set_t one;

    CPU_ZERO(&one);
    CPU_SET(0, &one);
    *(bool *)context = pthread_setaffinity_np(pthread_self(), sizeof one, &one) == 0;
    if (*(bool *)context)
        CHECK_STR(child_output((const char *const[]){ "/bin/sh", "-c", "exec nproc", NULL }, &options), "1\n");
    return NULL;
}

/* What the spawning thread alone has, the child inherits, as without the flag. */
TEST(child_inherits_from_the_thread_that_spawned_it)
{
    pthread_t thread;
    bool bound;

    if (!can_tie())
        SKIP("no way here to tie a child to its parent");
    CHECK_INT(pthread_create(&thread, NULL, spawn_on_one_processor, &bound), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    if (!bound)
        SKIP("cannot be on the first processor alone");
}
