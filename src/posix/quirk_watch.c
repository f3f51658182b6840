/* SPDX-License-Identifier: MIT */
/* Where a process has no descriptor: one that tells of its end. BSD and macOS: a
   queue of the kernel with that one event in it. Elsewhere a thread that waits for
   it, without reaping it, and writes into a pipe then; it knows nothing of the process
   object, which may be gone by then. */
#include "posix/posix.h"
#include "posix/process.h"

#include <poll.h>
#include <sys/wait.h>

/* AMBOS_PORTABLE leaves it out. */
#if !defined(AMBOS_PORTABLE) && (defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || \
                                 defined(__OpenBSD__) || defined(__DragonFly__))
#define WATCH_KQUEUE 1
#include <sys/event.h>
#else
#define WATCH_KQUEUE 0
#endif

int ambos__watch_over(void)
{
    int ends[2];
    ssize_t count;

    if (!ambos__pipe_make(ends))
        return -1;
    AMBOS__RETRY(count, write(ends[1], "", 1));
    ambos__fd_discard(ends[1]);
    return ends[0];
}

#if WATCH_KQUEUE

/* Registered, it is told also when it has ended meanwhile; of one that is a zombie
   already macOS says that it is not there. */
int ambos__watch(pid_t pid)
{
    const int queue = kqueue();
    struct kevent change;
    int error;

    if (queue == -1)
        return -1;
    EV_SET(&change, (uintptr_t)pid, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, 0);
    if (fcntl(queue, F_SETFD, FD_CLOEXEC) == 0 && kevent(queue, &change, 1, NULL, 0, NULL) == 0)
        return ambos__fd_above_std(queue);
    error = errno;
    ambos__fd_discard(queue);
    return error == ESRCH ? ambos__watch_over() : -1;
}

void ambos__watch_leave(int fd)
{
    (void)fd;
}

#else

#define WATCH_LEAVE_MS 10

struct watch {
    pid_t pid;
    int end;
};

static void *watch_run(void *context)
{
    struct watch *watch = (struct watch *)context;
    siginfo_t info;
    int result;

    AMBOS__RETRY(result, waitid(P_PID, (id_t)watch->pid, &info, WEXITED | WNOWAIT));
    /* A byte that nobody reads, since a stranger's fork may hold a copy of the end,
       and then closing it would tell nobody. */
    AMBOS__RETRY(result, (int)write(watch->end, "", 1));
    ambos__fd_discard(watch->end);
    ambos__release(watch);
    return NULL;
}

int ambos__watch(pid_t pid)
{
    struct watch *watch = (struct watch *)ambos__allocate(sizeof *watch);
    int ends[2];

    if (!watch)
        return -1;
    if (!ambos__pipe_make(ends)) {
        ambos__release(watch);
        return -1;
    }
    watch->pid = pid;
    watch->end = ends[1];
    if (ambos__thread_start(watch_run, watch) == 0)
        return ends[0];
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    ambos__release(watch);
    return -1;
}

/* The watcher closes its end right after it has written. Where a fork of the host
   holds a copy that is not to be seen, so only a moment is waited for it. */
void ambos__watch_leave(int fd)
{
    struct pollfd asked;

    asked.fd = fd;
    asked.events = 0; /* the end comes unasked */
    asked.revents = 0;
    (void)poll(&asked, 1, WATCH_LEAVE_MS);
}

#endif
