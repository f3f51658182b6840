/* SPDX-License-Identifier: MIT */
/* Linux says EPERM for a second name where the file system has none, and for a file that it protects. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sys/vfs.h>

/* Of linux/magic.h: FAT, exFAT. */
#define LINK_MAGIC_FAT 0x4d44u
#define LINK_MAGIC_EXFAT 0x2011bab0u

bool ambos__lacks_links(int dir, const char *path)
{
    const int kept = errno;
    struct statfs info;
    bool lacks = false;
    int fd;

    AMBOS__RETRY(fd, openat(dir, path, O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (fd != -1 && fstatfs(fd, &info) == 0)
        lacks = (uint32_t)info.f_type == LINK_MAGIC_FAT || (uint32_t)info.f_type == LINK_MAGIC_EXFAT;
    ambos__fd_discard(fd);
    errno = kept;
    return lacks;
}

#else

bool ambos__lacks_links(int dir, const char *path)
{
    (void)dir;
    (void)path;
    return false;
}

#endif
