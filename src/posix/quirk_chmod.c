/* SPDX-License-Identifier: MIT */
/* chmod of a name that may be a link. fchmodat() of older C libraries refuses the
   flag, and the kernel's own call ignored it before there was fchmodat2(). */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <stdio.h>

/* By way of a descriptor that stands for the very thing that was looked at. */
static int chmod_by_handle(int fd, mode_t mode)
{
    char name[sizeof "/proc/thread-self/fd/" + 3 * sizeof fd];
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstat(fd, &info));
    if (result)
        return -1;
    if (S_ISLNK(info.st_mode)) {
        errno = ENOTSUP;
        return -1;
    }
    snprintf(name, sizeof name, "/proc/thread-self/fd/%d", fd);
    AMBOS__RETRY(result, chmod(name, mode));
    if (result && errno == ENOENT)
        errno = ENOTSUP; /* no /proc */
    return result;
}

int ambos__chmod_nofollow(int dir, const char *path, mode_t mode)
{
    int result, fd;

    AMBOS__RETRY(result, ambos__fchmodat2(dir, path, mode, AT_SYMLINK_NOFOLLOW));
    if (result == 0 || !ambos__call_missing(errno))
        return result;
    AMBOS__RETRY(fd, openat(dir, path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (fd == -1)
        return -1;
    result = chmod_by_handle(fd, mode);
    ambos__fd_discard(fd);
    return result;
}

int ambos__chmod_handle(int fd, mode_t mode)
{
    int result;

    AMBOS__RETRY(result, fchmod(fd, mode));
    return result && errno == EBADF ? chmod_by_handle(fd, mode) : result;
}

#else

int ambos__chmod_handle(int fd, mode_t mode)
{
    int result;

    AMBOS__RETRY(result, fchmod(fd, mode));
    return result;
}

int ambos__chmod_nofollow(int dir, const char *path, mode_t mode)
{
    int result;

    AMBOS__RETRY(result, fchmodat(dir, path, mode, AT_SYMLINK_NOFOLLOW));
    return result;
}

#endif
