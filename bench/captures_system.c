/* SPDX-License-Identifier: MIT */
/* The least that can be done, and what ambos does. */
#include "captures.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ambos/process.h>

#define READ_SIZE ((size_t)65536)

static pid_t bare_start(const char *program, const char *size, int output)
{
    posix_spawn_file_actions_t actions;
    char *argv[] = { strdup(program), strdup(size), NULL };
    pid_t pid = -1;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    if (posix_spawn(&pid, program, &actions, NULL, argv, environ))
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    free(argv[0]);
    free(argv[1]);
    return pid;
}

static size_t bare_read(int input)
{
    size_t size = 0, capacity = READ_SIZE;
    char *data = (char *)malloc(capacity);
    ssize_t got;

    while (data && (got = read(input, data + size, capacity - size)) > 0) {
        size += (size_t)got;
        if (capacity - size < READ_SIZE)
            data = (char *)realloc(data, capacity *= 2);
    }
    free(data);
    return size;
}

size_t capture_bare(const char *program, const char *size)
{
    int ends[2], status = -1;
    size_t got;
    pid_t pid;

    if (pipe2(ends, O_CLOEXEC))
        return 0;
    pid = bare_start(program, size, ends[1]);
    close(ends[1]);
    got = bare_read(ends[0]);
    close(ends[0]);
    if (pid == -1 || waitpid(pid, &status, 0) != pid || status != 0)
        return 0;
    return got;
}

/* The errors are captured beside the output, as they are by default. */
size_t capture_ambos(const char *program, const char *size)
{
    const char *const argv[] = { program, size, NULL };
    ambos_run_result result;
    size_t got = 0;

    if (ambos_run(argv, NULL, &result) == AMBOS_OK && result.status.kind == AMBOS_STATUS_EXITED &&
        result.status.code == 0)
        got = result.output_size;
    ambos_run_free(&result);
    return got;
}
