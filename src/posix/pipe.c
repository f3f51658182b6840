/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

int ambos__fd_above_std(int fd)
{
    int moved;

    if (fd > 2)
        return fd;
    moved = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (moved == -1)
        return fd;
    ambos__fd_discard(fd);
    return moved;
}

#if AMBOS__LINUX

static bool pipe_open(int ends[2])
{
    return pipe2(ends, O_CLOEXEC) == 0;
}

#else

/* Without pipe2 a child that another thread starts in between by other means
   than ours inherits the ends. */
static bool pipe_open(int ends[2])
{
    if (pipe(ends))
        return false;
    if (fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0)
        return true;
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    return false;
}

#endif

bool ambos__pipe_make(int ends[2])
{
    if (!pipe_open(ends))
        return false;
    ends[0] = ambos__fd_above_std(ends[0]);
    ends[1] = ambos__fd_above_std(ends[1]);
    if (ends[0] > 2 && ends[1] > 2)
        return true;
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    errno = EMFILE;
    return false;
}
