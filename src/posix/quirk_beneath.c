/* SPDX-License-Identifier: MIT */
/* To open a name of several parts, none of which is a link, in one call: Linux has
   openat2() as of 5.6. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include "posix/linux_abi.h"

/* Names that are moved meanwhile make the kernel say "again". */
#define BENEATH_TRIES 100

int ambos__open_beneath(int dir, const char *path, int flags)
{
    struct ambos__open_how how = { 0, 0,
                                   AMBOS__RESOLVE_BENEATH | AMBOS__RESOLVE_NO_SYMLINKS | AMBOS__RESOLVE_NO_MAGICLINKS };
    int tries = 0;
    long fd;

    how.flags = (uint64_t)(unsigned)flags;
    do
        fd = syscall(SYS_openat2, dir, path, &how, sizeof how);
    while (fd == -1 && (errno == EINTR || (errno == EAGAIN && tries++ < BENEATH_TRIES)));
    if (fd == -1 && errno == EAGAIN)
        errno = ENOSYS;
    return (int)fd;
}

#else

int ambos__open_beneath(int dir, const char *path, int flags)
{
    (void)dir;
    (void)path;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

#endif
