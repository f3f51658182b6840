/* SPDX-License-Identifier: MIT */
/* Linux: a descriptor that is one process and never another. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "posix/linux_abi.h"

enum { PIDFD_ID_TYPE = 3 }; /* P_PIDFD */

/* waitid with its fifth argument, which the C library hides; it may be NULL. */
static int pidfd_waitid(int pidfd, int options, siginfo_t *info, struct ambos__kernel_usage *usage)
{
    long result;

    info->si_pid = 0;
    AMBOS__RETRY(result, syscall(SYS_waitid, PIDFD_ID_TYPE, pidfd, info, options, usage));
    if (result == -1)
        return errno;
    return info->si_pid == 0 ? EAGAIN : 0;
}

int ambos__pidfd_of_child(pid_t pid)
{
    const int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    siginfo_t info;
    int error;

    if (pidfd == -1)
        return -1;
    /* If somebody has reaped it already the number may be another's. */
    error = pidfd_waitid(pidfd, WEXITED | WNOHANG | WNOWAIT, &info, NULL);
    if (error == 0 || error == EAGAIN)
        return ambos__fd_above_std(pidfd);
    ambos__fd_discard(pidfd);
    return -1;
}

static ambos_time pidfd_time(long sec, long usec)
{
    ambos_time result;

    result.sec = sec;
    result.nsec = (uint32_t)usec * 1000;
    return result;
}

int ambos__pidfd_open(pid_t pid)
{
    const int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);

    return pidfd == -1 ? -1 : ambos__fd_above_std(pidfd);
}

void ambos__end_fill(struct ambos__end *end, int code, int number, const struct ambos__kernel_usage *usage)
{
    end->known = true;
    end->signaled = code != CLD_EXITED;
    end->core = code == CLD_DUMPED;
    end->number = number;
    end->usage = true;
    end->user_time = pidfd_time(usage->user_sec, usage->user_usec);
    end->system_time = pidfd_time(usage->system_sec, usage->system_usec);
    end->peak_memory = (uint64_t)usage->max_rss * 1024;
}

int ambos__pidfd_reap(int pidfd, bool leave, struct ambos__end *end)
{
    struct ambos__kernel_usage usage;
    siginfo_t info;
    const int error = pidfd_waitid(pidfd, WEXITED | WNOHANG | (leave ? WNOWAIT : 0), &info, &usage);

    if (!error)
        ambos__end_fill(end, info.si_code, info.si_status, &usage);
    return error;
}

int ambos__pidfd_await(int pidfd)
{
    siginfo_t info;

    return pidfd_waitid(pidfd, WEXITED | WNOWAIT, &info, NULL);
}

/* Of linux/pidfd.h, Linux 6.15. */
struct pidfd_info_v0 {
    uint64_t mask;
    uint64_t cgroup;
    uint32_t ids[11];
    int32_t status; /* as wait() has it */
};

_Static_assert(sizeof(struct pidfd_info_v0) == 64, "as the kernel has it");

#define PIDFD_RECALL _IOWR(0xFF, 11, struct pidfd_info_v0)
#define PIDFD_RECALL_STATUS 8u

/* Since Linux 6.9. */
static bool pidfd_was_reaped(int pidfd)
{
    struct pollfd asked;

    asked.fd = pidfd;
    asked.events = 0;
    asked.revents = 0;
    return poll(&asked, 1, 0) > 0 && (asked.revents & POLLHUP);
}

/* Asked in this order, since it may be reaped meanwhile. */
int ambos__pidfd_recall(int pidfd, struct ambos__end *end)
{
    const bool reaped = pidfd_was_reaped(pidfd);
    struct pidfd_info_v0 info = {0};

    info.mask = PIDFD_RECALL_STATUS;
    /* Raw, since the request is no int, which musl's ioctl wants. */
    if (syscall(SYS_ioctl, pidfd, PIDFD_RECALL, &info) == -1)
        return ENOSYS;
    if (!(info.mask & PIDFD_RECALL_STATUS))
        return reaped ? ENOSYS : EAGAIN;
    end->known = true;
    end->signaled = WIFSIGNALED(info.status);
    end->core = end->signaled && WCOREDUMP(info.status);
    end->number = end->signaled ? WTERMSIG(info.status) : WEXITSTATUS(info.status);
    return 0;
}

int ambos__pidfd_signal(int pidfd, int number)
{
    return syscall(SYS_pidfd_send_signal, pidfd, number, NULL, 0) == -1 ? errno : 0;
}

#define PIDFD_TO_GROUP 4u

int ambos__pidfd_kill_group(int pidfd)
{
    return syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, PIDFD_TO_GROUP) == -1 ? errno : 0;
}

#else

int ambos__pidfd_of_child(pid_t pid)
{
    (void)pid;
    return -1;
}

int ambos__pidfd_open(pid_t pid)
{
    (void)pid;
    errno = ENOSYS;
    return -1;
}

int ambos__pidfd_reap(int pidfd, bool leave, struct ambos__end *end)
{
    (void)pidfd;
    (void)leave;
    (void)end;
    return ENOSYS;
}

int ambos__pidfd_await(int pidfd)
{
    (void)pidfd;
    return ENOSYS;
}

int ambos__pidfd_recall(int pidfd, struct ambos__end *end)
{
    (void)pidfd;
    (void)end;
    return ENOSYS;
}

int ambos__pidfd_signal(int pidfd, int number)
{
    (void)pidfd;
    (void)number;
    return ENOSYS;
}

int ambos__pidfd_kill_group(int pidfd)
{
    (void)pidfd;
    return ENOSYS;
}

#endif
