/* SPDX-License-Identifier: MIT */
/* The locks of POSIX belong to the process and go when it closes any descriptor of the file: no use to a library. Linux
   has such as belong to the open file; elsewhere flock() does, which asks for no access. */
#include "posix/posix.h"

#if AMBOS__LINUX

int ambos__lock_file(int fd, int kind, bool wait)
{
    struct flock lock = { 0 };

    lock.l_type = (short)kind;
    lock.l_whence = SEEK_SET;
    return fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &lock);
}

#else

#include <sys/file.h>

/* Is it open for what such a lock needs on other systems? */
static bool lock_may(int fd, int kind)
{
    const int access = fcntl(fd, F_GETFL);

    if (access == -1 || kind == F_UNLCK)
        return access != -1;
    errno = EBADF;
    return (access & O_ACCMODE) == O_RDWR || (access & O_ACCMODE) == (kind == F_WRLCK ? O_WRONLY : O_RDONLY);
}

int ambos__lock_file(int fd, int kind, bool wait)
{
    const int operation = kind == F_WRLCK ? LOCK_EX : kind == F_RDLCK ? LOCK_SH : LOCK_UN;

    if (!lock_may(fd, kind))
        return -1;
    return flock(fd, wait ? operation : operation | LOCK_NB);
}

#endif
