/* SPDX-License-Identifier: MIT */
/* macOS's fsync() stops at the cache of the device, and it has no fdatasync() that is declared. */
#include "posix/posix.h"

#if defined(__APPLE__)

int ambos__sync_file(int fd, bool data_only)
{
    (void)data_only;
    /* Not every file system knows it. */
    return fcntl(fd, F_FULLFSYNC) == 0 ? 0 : fsync(fd);
}

#else

int ambos__sync_file(int fd, bool data_only)
{
    return data_only ? fdatasync(fd) : fsync(fd);
}

#endif
