/* SPDX-License-Identifier: MIT */
/* The least that can be done, and what the C library offers. */
#include "peers.h"

#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool system_reap(pid_t pid)
{
    int status = -1;

    return pid > 0 && syscall(SYS_wait4, pid, &status, 0, NULL) == pid && status == 0;
}

static char *system_name(const char *program)
{
    union {
        const char *given;
        char *wanted;
    } name;

    name.given = program;
    return name.wanted;
}

bool bench_bare(const char *program)
{
    char *const argv[] = { system_name(program), NULL };
    const pid_t pid = vfork();

    if (pid == 0) {
        syscall(SYS_execve, program, argv, environ);
        _exit(127);
    }
    return system_reap(pid);
}

bool bench_fork(const char *program)
{
    char *const argv[] = { system_name(program), NULL };
    const pid_t pid = fork();

    if (pid == 0) {
        syscall(SYS_execve, program, argv, environ);
        _exit(127);
    }
    return system_reap(pid);
}

bool bench_posix_spawn(const char *program)
{
    char *const argv[] = { system_name(program), NULL };
    pid_t pid;

    return posix_spawn(&pid, program, NULL, NULL, argv, environ) == 0 && system_reap(pid);
}
