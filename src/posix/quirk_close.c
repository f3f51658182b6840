/* SPDX-License-Identifier: MIT */
/* Making all descriptors over 2 close-on-exec, in a child; no more may be used
   than process.h says. */
#include "posix/posix.h"
#include "posix/process.h"

#include <poll.h>

#include "posix/child_calls.h"

#define CLOSE_FIRST 3

/* The last resort asks for so many descriptors at once, and for no more in all
   than Linux grants unless told otherwise. */
#define CLOSE_BATCH 256
#define CLOSE_MOST (1 << 20)

AMBOS__CHILD static void close_mark(int fd)
{
    (void)child_sys_fcntl(fd, F_SETFD, FD_CLOEXEC);
}

#if AMBOS__LINUX

#define CLOSE_RANGE_MARK 4u

/* Linux 5.11. */
AMBOS__CHILD static bool close_by_range(void)
{
    return syscall(SYS_close_range, (unsigned)CLOSE_FIRST, ~0u, CLOSE_RANGE_MARK) == 0;
}

/* linux_dirent64 */
struct close_entry {
    uint64_t inode;
    int64_t offset;
    uint16_t length;
    uint8_t type;
    char name[];
};

union close_entries {
    struct close_entry first;
    char bytes[4096];
};

AMBOS__CHILD static int close_number(const char *name)
{
    int number = 0;

    if (*name < '0' || *name > '9')
        return -1;
    for (; *name; name++)
        number = number * 10 + (*name - '0');
    return number;
}

AMBOS__CHILD static void close_listed(const union close_entries *entries, long size)
{
    long at = 0;

    while (at < size) {
        const struct close_entry *entry = (const struct close_entry *)(const void *)(entries->bytes + at);
        const int fd = close_number(entry->name);

        if (fd >= CLOSE_FIRST)
            close_mark(fd);
        at += entry->length;
    }
}

/* The list does not change under us: only flags do. */
AMBOS__CHILD static bool close_by_list(void)
{
    const int list = child_sys_open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    union close_entries entries;
    long size;

    if (list == -1)
        return false;
    do {
        size = syscall(SYS_getdents64, list, &entries, sizeof entries);
        if (size > 0)
            close_listed(&entries, size);
    } while (size > 0);
    child_sys_close(list);
    return size == 0;
}

AMBOS__CHILD static uint64_t close_limit(void)
{
    uint64_t limit[2];

    return syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit) == 0 ? limit[0] : UINT64_MAX;
}

AMBOS__CHILD static int close_poll(struct pollfd *asked, nfds_t count)
{
    const struct timespec now = {0, 0};

    return (int)syscall(SYS_ppoll, asked, count, &now, NULL, CHILD_SIGSET_SIZE);
}

#else

static bool close_by_range(void)
{
    return false;
}

static bool close_by_list(void)
{
    return false;
}

static uint64_t close_limit(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (uint64_t)limit.rlim_cur : UINT64_MAX;
}

static int close_poll(struct pollfd *asked, nfds_t count)
{
    return poll(asked, count, 0);
}

#endif

/* One poll tells which of many numbers are open at all. */
AMBOS__CHILD static void close_batch(int first, int count)
{
    struct pollfd asked[CLOSE_BATCH];
    int i, known;

    for (i = 0; i < count; i++) {
        asked[i].fd = first + i;
        asked[i].events = 0;
        asked[i].revents = 0;
    }
    known = close_poll(asked, (nfds_t)count);
    for (i = 0; i < count; i++)
        if (known == -1 || !(asked[i].revents & POLLNVAL))
            close_mark(first + i);
}

/* No list, no range: every number up to the limit. */
AMBOS__CHILD static void close_by_number(void)
{
    const uint64_t limit = close_limit();
    const int end = limit < CLOSE_MOST ? (int)limit : CLOSE_MOST;
    int first;

    for (first = CLOSE_FIRST; first < end; first += CLOSE_BATCH)
        close_batch(first, end - first < CLOSE_BATCH ? end - first : CLOSE_BATCH);
}

AMBOS__CHILD void ambos__child_close_rest(void)
{
    if (!close_by_range() && !close_by_list())
        close_by_number();
}
