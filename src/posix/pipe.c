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

/* Here an end of ours is no other than one of a child. */
ambos_error ambos__os_pipe(ambos_file **reader, ambos_file **writer, bool we_read)
{
    int ends[2];
    ambos_error error;

    (void)we_read;
    *reader = *writer = NULL;
    if (!ambos__pipe_make(ends))
        return ambos__fail_errno(AMBOS_STEP_PIPE);
    error = ambos__file_wrap(reader, ends[0], AMBOS__FILE_PIPE);
    if (!error)
        error = ambos__file_wrap(writer, ends[1], AMBOS__FILE_PIPE);
    if (!error)
        return AMBOS_OK;
    if (!*reader)
        ambos__fd_discard(ends[0]);
    ambos__file_discard(*reader);
    ambos__fd_discard(ends[1]);
    *reader = NULL;
    return error;
}
