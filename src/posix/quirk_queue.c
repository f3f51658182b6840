/* SPDX-License-Identifier: MIT */
/* Linux: epoll. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <sys/epoll.h>

int ambos__queue_open(void)
{
    const int queue = epoll_create1(EPOLL_CLOEXEC);

    return queue == -1 ? -1 : ambos__fd_above_std(queue);
}

int ambos__queue_add(int queue, int fd, void *context)
{
    struct epoll_event event = {0};

    event.events = EPOLLIN;
    event.data.ptr = context;
    return epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event) == -1 ? errno : 0;
}

void ambos__queue_remove(int queue, int fd)
{
    (void)epoll_ctl(queue, EPOLL_CTL_DEL, fd, NULL);
}

int ambos__queue_wait(int queue, void *contexts[AMBOS__QUEUE_ROOM], int timeout_ms)
{
    struct epoll_event events[AMBOS__QUEUE_ROOM];
    const int count = epoll_wait(queue, events, AMBOS__QUEUE_ROOM, timeout_ms);
    int i;

    for (i = 0; i < count; i++)
        contexts[i] = events[i].data.ptr;
    return count;
}

#else

int ambos__queue_open(void)
{
    errno = ENOSYS;
    return -1;
}

int ambos__queue_add(int queue, int fd, void *context)
{
    (void)queue;
    (void)fd;
    (void)context;
    return ENOSYS;
}

void ambos__queue_remove(int queue, int fd)
{
    (void)queue;
    (void)fd;
}

int ambos__queue_wait(int queue, void *contexts[AMBOS__QUEUE_ROOM], int timeout_ms)
{
    (void)queue;
    (void)contexts;
    (void)timeout_ms;
    errno = ENOSYS;
    return -1;
}

#endif
