/* SPDX-License-Identifier: MIT */
/* The system calls of a child between its start and its exec. On Linux they go
   to the kernel directly: the child may share the memory of its parent, and the
   C library's own functions keep books there (handlers, credentials of all
   threads), as do the interceptors of sanitizers. Each returns errno or 0 unless
   said. */
#ifndef AMBOS_POSIX_CHILD_CALLS_H
#define AMBOS_POSIX_CHILD_CALLS_H

#include <sys/ioctl.h>
#include <sys/resource.h>
#if defined(__FreeBSD__)
#include <sys/procctl.h>
#endif

#if AMBOS__LINUX
#include <sys/prctl.h>

#include "posix/linux_abi.h"
#else
#include <grp.h>
#include <termios.h>
#endif

AMBOS__CHILD static inline int child_error(long result)
{
    return result == -1 ? errno : 0;
}

#if AMBOS__LINUX

#if defined(SYS_fcntl64)
#define CHILD_SYS_FCNTL SYS_fcntl64
#else
#define CHILD_SYS_FCNTL SYS_fcntl
#endif
/* Where ids once had 16 bits. */
#if defined(SYS_setresuid32)
#define CHILD_SYS_SETGROUPS SYS_setgroups32
#define CHILD_SYS_SETRESGID SYS_setresgid32
#define CHILD_SYS_SETRESUID SYS_setresuid32
#else
#define CHILD_SYS_SETGROUPS SYS_setgroups
#define CHILD_SYS_SETRESGID SYS_setresgid
#define CHILD_SYS_SETRESUID SYS_setresuid
#endif

/* The size of the kernel's set of signals. */
#define CHILD_SIGSET_SIZE ((size_t)(AMBOS__NSIG / 8))

/* A disposition and a set of signals of the kernel's: default, none, nothing. */
static const unsigned long child_nothing[32];

AMBOS__CHILD static inline void child_sys_default(int number)
{
    syscall(SYS_rt_sigaction, number, child_nothing, NULL, CHILD_SIGSET_SIZE);
}

AMBOS__CHILD static inline int child_sys_unblock(void)
{
    return child_error(syscall(SYS_rt_sigprocmask, SIG_SETMASK, child_nothing, NULL, CHILD_SIGSET_SIZE));
}

AMBOS__CHILD static inline int child_sys_fcntl(int fd, int command, int value)
{
    return (int)syscall(CHILD_SYS_FCNTL, fd, command, value); /* -1: errno */
}

AMBOS__CHILD static inline int child_sys_open(const char *path, int flags)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, 0); /* -1: errno */
}

AMBOS__CHILD static inline void child_sys_close(int fd)
{
    syscall(SYS_close, fd);
}

AMBOS__CHILD static inline int child_sys_dup(int from, int to)
{
    return child_error(syscall(SYS_dup3, from, to, 0));
}

AMBOS__CHILD static inline void child_sys_write(int fd, const void *data, size_t size)
{
    syscall(SYS_write, fd, data, size);
}

AMBOS__CHILD static inline int child_sys_setsid(void)
{
    return child_error(syscall(SYS_setsid));
}

AMBOS__CHILD static inline int child_sys_setpgid(pid_t group)
{
    return child_error(syscall(SYS_setpgid, 0, group));
}

AMBOS__CHILD static inline int child_sys_take_terminal(int fd)
{
    return child_error(syscall(SYS_ioctl, fd, TIOCSCTTY, 0));
}

AMBOS__CHILD static inline int child_sys_to_foreground(int fd)
{
    const pid_t group = (pid_t)syscall(SYS_getpgid, 0);

    return child_error(syscall(SYS_ioctl, fd, TIOCSPGRP, &group));
}

AMBOS__CHILD static inline int child_sys_chdir(const char *path)
{
    return child_error(syscall(SYS_chdir, path));
}

AMBOS__CHILD static inline void child_sys_umask(uint32_t mask)
{
    syscall(SYS_umask, mask);
}

AMBOS__CHILD static inline int child_sys_limit(const ambos_limit *limit)
{
    const uint64_t values[2] = {limit->soft, limit->hard};

    return child_error(syscall(SYS_prlimit64, 0, limit->resource, values, NULL));
}

AMBOS__CHILD static inline int child_sys_nice(int nice)
{
    return child_error(syscall(SYS_setpriority, PRIO_PROCESS, 0, nice));
}

AMBOS__CHILD static inline int child_sys_cpus(const void *mask, size_t size)
{
    return child_error(syscall(SYS_sched_setaffinity, 0, size, mask));
}

AMBOS__CHILD static inline int child_sys_groups(size_t count, const uint32_t *groups)
{
    return child_error(syscall(CHILD_SYS_SETGROUPS, count, groups));
}

AMBOS__CHILD static inline int child_sys_group(uint32_t id)
{
    return child_error(syscall(CHILD_SYS_SETRESGID, id, id, id));
}

AMBOS__CHILD static inline int child_sys_user(uint32_t id)
{
    return child_error(syscall(CHILD_SYS_SETRESUID, id, id, id));
}

/* 0: whoever writes it. */
AMBOS__CHILD static inline int child_sys_enter(int cgroup)
{
    return syscall(SYS_write, cgroup, "0", 1) == 1 ? 0 : errno;
}

AMBOS__CHILD static inline int child_sys_die_with_parent(int signal)
{
    return child_error(syscall(SYS_prctl, PR_SET_PDEATHSIG, signal, 0, 0, 0));
}

AMBOS__CHILD static inline pid_t child_sys_parent(void)
{
    return (pid_t)syscall(SYS_getppid);
}

AMBOS__CHILD static inline bool child_sys_exists(const char *path)
{
    return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

AMBOS__CHILD static inline int child_sys_exec(const char *path, const char *const argv[], char *const envp[])
{
    return child_error(syscall(SYS_execve, path, argv, envp));
}

AMBOS__CHILD AMBOS__NORETURN static inline void child_sys_exit(int code)
{
    for (;;)
        syscall(SYS_exit_group, code);
}

#else

static inline void child_sys_default(int number)
{
    struct sigaction action;

    action.sa_handler = SIG_DFL;
    action.sa_flags = 0;
    sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

static inline int child_sys_unblock(void)
{
    sigset_t none;

    sigemptyset(&none);
    return child_error(sigprocmask(SIG_SETMASK, &none, NULL));
}

static inline int child_sys_fcntl(int fd, int command, int value)
{
    return fcntl(fd, command, value);
}

static inline int child_sys_open(const char *path, int flags)
{
    return open(path, flags);
}

static inline void child_sys_close(int fd)
{
    close(fd);
}

static inline int child_sys_dup(int from, int to)
{
    return child_error(dup2(from, to));
}

static inline void child_sys_write(int fd, const void *data, size_t size)
{
    if (write(fd, data, size) == -1)
        return;
}

static inline int child_sys_setsid(void)
{
    return child_error(setsid());
}

static inline int child_sys_setpgid(pid_t group)
{
    return child_error(setpgid(0, group));
}

#if defined(TIOCSCTTY)
static inline int child_sys_take_terminal(int fd)
{
    return child_error(ioctl(fd, TIOCSCTTY, 0));
}
#else
static inline int child_sys_take_terminal(int fd)
{
    (void)fd;
    return ENOTSUP;
}
#endif

static inline int child_sys_to_foreground(int fd)
{
    return child_error(tcsetpgrp(fd, getpgrp()));
}

static inline int child_sys_chdir(const char *path)
{
    return child_error(chdir(path));
}

static inline void child_sys_umask(uint32_t mask)
{
    (void)umask((mode_t)mask);
}

/* glibc and the number of groups: types of their own. */
#if defined(__GLIBC__)
#define CHILD_RESOURCE(number) ((__rlimit_resource_t)(number))
#else
#define CHILD_RESOURCE(number) (number)
#endif
#if defined(__linux__)
#define CHILD_COUNT(number) (number)
#else
#define CHILD_COUNT(number) ((int)(number))
#endif

static inline int child_sys_limit(const ambos_limit *limit)
{
    struct rlimit values;

    values.rlim_cur = limit->soft == UINT64_MAX ? RLIM_INFINITY : (rlim_t)limit->soft;
    values.rlim_max = limit->hard == UINT64_MAX ? RLIM_INFINITY : (rlim_t)limit->hard;
    return child_error(setrlimit(CHILD_RESOURCE(limit->resource), &values));
}

static inline int child_sys_nice(int nice)
{
    return child_error(setpriority(PRIO_PROCESS, 0, nice));
}

static inline int child_sys_cpus(const void *mask, size_t size)
{
    (void)mask;
    (void)size;
    return ENOTSUP;
}

static inline int child_sys_groups(size_t count, const uint32_t *groups)
{
    return child_error(setgroups(CHILD_COUNT(count), (const gid_t *)groups));
}

/* The saved ids follow, since the real ones are set. */
static inline int child_sys_group(uint32_t id)
{
    return child_error(setregid((gid_t)id, (gid_t)id));
}

static inline int child_sys_user(uint32_t id)
{
    return child_error(setreuid((uid_t)id, (uid_t)id));
}

static inline int child_sys_enter(int cgroup)
{
    (void)cgroup;
    return ENOTSUP;
}

#if defined(__FreeBSD__)
static inline int child_sys_die_with_parent(int signal)
{
    int number = signal;

    return child_error(procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &number));
}
#else
static inline int child_sys_die_with_parent(int signal)
{
    (void)signal;
    return ENOTSUP;
}
#endif

static inline pid_t child_sys_parent(void)
{
    return getppid();
}

static inline bool child_sys_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

static inline int child_sys_exec(const char *path, const char *const argv[], char *const envp[])
{
    union {
        const char *const *given;
        char *const *wanted;
    } arguments;

    arguments.given = argv;
    return child_error(execve(path, arguments.wanted, envp));
}

AMBOS__NORETURN static inline void child_sys_exit(int code)
{
    _exit(code);
}

#endif

#endif
