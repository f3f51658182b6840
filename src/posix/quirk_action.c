/* SPDX-License-Identifier: MIT */
/* Which signals have another action than their default. The kernel tells it of all at once, in three calls; to set each
   without asking is 62, and where a call is dear, as in many a virtual machine, more than half of what a spawn costs
   above a bare one. */
#include "posix/posix.h"
#include "posix/process.h"

#include "posix/child_calls.h"

#if AMBOS__LINUX

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define ACTION_ONE_THREAD (__libc_single_threaded != 0)
#endif
#endif
#ifndef ACTION_ONE_THREAD
#define ACTION_ONE_THREAD false
#endif

/* A list of groups stands before what we look for: who has very many does without. */
#define ACTION_TEXT_SIZE ((size_t)4096)

AMBOS__CHILD static size_t action_read(char *text)
{
    const int fd = child_sys_open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    long size;

    if (fd == -1)
        return 0;
    size = syscall(SYS_read, fd, text, ACTION_TEXT_SIZE);
    child_sys_close(fd);
    return size > 0 ? (size_t)size : 0;
}

/* Where the value stands in the line that begins so; the label with the line feed before it. `size`: nowhere. */
AMBOS__CHILD static size_t action_find(const char *text, size_t size, const char *label)
{
    size_t at, same = 0;

    for (at = 0; at < size && label[same]; at++)
        same = text[at] == label[same] ? same + 1 : text[at] == label[0];
    return label[same] ? size : at;
}

/* A bit for each signal; all of them if there is no such line. */
AMBOS__CHILD static uint64_t action_set(const char *text, size_t size, const char *label)
{
    uint64_t set = 0;
    size_t at;

    for (at = action_find(text, size, label); at < size && text[at] != '\n'; at++)
        set = set << 4 | (uint64_t)(text[at] <= '9' ? text[at] - '0' : text[at] - 'a' + 10);
    return at < size ? set : AMBOS__ACTIONS_UNKNOWN;
}

AMBOS__CHILD static uint64_t action_others(const char *text, size_t size)
{
    return action_set(text, size, "\nSigIgn:\t") | action_set(text, size, "\nSigCgt:\t");
}

AMBOS__CHILD uint64_t ambos__child_actions(void)
{
    char text[ACTION_TEXT_SIZE];

    return action_others(text, action_read(text));
}

/* The kernel's own list of threads is believed, too: not everybody starts them by the C library. */
uint64_t ambos__actions_of_one_thread(void)
{
    char text[ACTION_TEXT_SIZE];
    const size_t size = ACTION_ONE_THREAD ? action_read(text) : 0;

    return action_find(text, size, "\nThreads:\t1\n") < size ? action_others(text, size) : AMBOS__ACTIONS_UNKNOWN;
}

#else

uint64_t ambos__child_actions(void)
{
    return AMBOS__ACTIONS_UNKNOWN;
}

uint64_t ambos__actions_of_one_thread(void)
{
    return AMBOS__ACTIONS_UNKNOWN;
}

#endif
