/* SPDX-License-Identifier: MIT */
/* Writing to a pipe that nobody reads, without the signal. */
#include "posix/posix.h"

#include <string.h>
#include <time.h>

#if defined(__APPLE__)

/* The signal goes to the process there, not to the thread that writes, so that
   blocking it in this thread is no help. The setting belongs to the open pipe. */
void ambos__sigpipe_hold(struct ambos__sigpipe *guard, int fd)
{
    const int kept = errno;

    memset(guard, 0, sizeof *guard);
    guard->old_setting = fcntl(fd, F_GETNOSIGPIPE);
    if (guard->old_setting == 0)
        fcntl(fd, F_SETNOSIGPIPE, 1);
    errno = kept;
}

void ambos__sigpipe_release(const struct ambos__sigpipe *guard, int fd, bool broken)
{
    const int kept = errno;

    (void)broken;
    if (guard->old_setting == 0)
        fcntl(fd, F_SETNOSIGPIPE, 0);
    errno = kept;
}

#else

static void sigpipe_set(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGPIPE);
}

static bool sigpipe_pending(void)
{
    sigset_t pending;

    sigemptyset(&pending);
    return sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE) == 1;
}

#if defined(__OpenBSD__)

static void sigpipe_take(const sigset_t *set)
{
    int number;

    if (sigpipe_pending())
        sigwait(set, &number);
}

#else

static void sigpipe_take(const sigset_t *set)
{
    const struct timespec none = { 0, 0 };
    int result;

    AMBOS__RETRY(result, sigtimedwait(set, NULL, &none));
}

#endif

void ambos__sigpipe_hold(struct ambos__sigpipe *guard, int fd)
{
    const int kept = errno;
    sigset_t set;

    (void)fd;
    guard->old_setting = 0;
    sigpipe_set(&set);
    pthread_sigmask(SIG_BLOCK, &set, &guard->old_mask);
    /* Only where it was blocked before can one be waiting that is not ours. */
    guard->was_pending = sigismember(&guard->old_mask, SIGPIPE) == 1 && sigpipe_pending();
    errno = kept;
}

/* The signal of a write is this thread's own, and is taken before one that waits
   for the whole process. Beside one of this thread that waited already it leaves
   no trace: then there is nothing to take. */
void ambos__sigpipe_release(const struct ambos__sigpipe *guard, int fd, bool broken)
{
    const int kept = errno;
    sigset_t set;

    (void)fd;
    sigpipe_set(&set);
    if (broken && !guard->was_pending)
        sigpipe_take(&set);
    if (sigismember(&guard->old_mask, SIGPIPE) == 0)
        pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    errno = kept;
}

#endif
