/* SPDX-License-Identifier: MIT */
/* Linux makes files that have no name yet: nothing is left of one when the process dies. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <stdio.h>

enum { NAMELESS_PATH_ROOM = 40 };

static void nameless_path(int fd, char path[NAMELESS_PATH_ROOM])
{
    snprintf(path, NAMELESS_PATH_ROOM, "/proc/self/fd/%d", fd);
}

int ambos__open_nameless(int dir, const char *path, mode_t mode, bool linkable)
{
    const int flags = O_TMPFILE | O_RDWR | O_CLOEXEC | (linkable ? 0 : O_EXCL);
    const int fd = openat(dir, path, flags, mode);
    char link[NAMELESS_PATH_ROOM];

    if (fd == -1 || !linkable)
        return fd;
    /* Without /proc it would never get a name. */
    nameless_path(fd, link);
    if (faccessat(AT_FDCWD, link, F_OK, 0) == 0)
        return fd;
    ambos__fd_discard(fd);
    errno = ENOTSUP;
    return -1;
}

int ambos__link_nameless(int fd, int dir, const char *name)
{
    char link[NAMELESS_PATH_ROOM];

    nameless_path(fd, link);
    return linkat(AT_FDCWD, link, dir, name, AT_SYMLINK_FOLLOW);
}

#else

int ambos__open_nameless(int dir, const char *path, mode_t mode, bool linkable)
{
    (void)dir;
    (void)path;
    (void)mode;
    (void)linkable;
    errno = ENOTSUP;
    return -1;
}

int ambos__link_nameless(int fd, int dir, const char *name)
{
    (void)fd;
    (void)dir;
    (void)name;
    errno = ENOTSUP;
    return -1;
}

#endif
