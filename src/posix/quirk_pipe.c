/* SPDX-License-Identifier: MIT */
/* The size of a pipe, which only Linux lets us set. A user's pipes together have a limit there: near it the call fails,
   and the pipe is as good as before. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

enum { PIPE_LARGE = 1 << 20 };

void ambos__pipe_enlarge(int fd)
{
    const int kept = errno;

    (void)fcntl(fd, F_SETPIPE_SZ, PIPE_LARGE);
    errno = kept;
}

#else

void ambos__pipe_enlarge(int fd)
{
    (void)fd;
}

#endif
