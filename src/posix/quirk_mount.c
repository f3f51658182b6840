/* SPDX-License-Identifier: MIT */
/* To open a directory only where no mount lies between: a bind mount shows the
   same file system, so that device numbers do not tell. Linux has openat2(), and
   before 5.6 or in a sandbox that refuses it the number of the mount; elsewhere
   the device has to do. */
#include "posix/posix.h"

#include <string.h>

/* The directory of a descriptor of ours, or the current one. */
static int mount_stat(int fd, struct stat *info)
{
    int result;

    if (fd == AT_FDCWD)
        AMBOS__RETRY(result, stat(".", info));
    else
        AMBOS__RETRY(result, fstat(fd, info));
    return result;
}

static int mount_compare_devices(int one, int other)
{
    struct stat a;
    struct stat b;

    if (mount_stat(one, &a) || mount_stat(other, &b))
        return -1;
    return a.st_dev == b.st_dev;
}

#if AMBOS__LINUX

#include "posix/linux_abi.h"

/* As of 5.8. */
static bool mount_number_of_statx(int fd, uint64_t *number)
{
    struct ambos__statx found;
    long result;

    memset(&found, 0, sizeof found);
    AMBOS__RETRY(result,
                 syscall(SYS_statx, fd, fd == AT_FDCWD ? "." : "", AMBOS__AT_EMPTY_PATH, AMBOS__STATX_MOUNT, &found));
    *number = found.mount;
    return result == 0 && (found.mask & AMBOS__STATX_MOUNT);
}

/* The handle itself is not wanted: with no room for it the call still tells the mount. */
static bool mount_number_of_handle(int fd, uint64_t *number)
{
    struct {
        unsigned size;
        int type;
    } handle = { 0, 0 };
    int mount = -1;
    const long result = syscall(SYS_name_to_handle_at, fd, fd == AT_FDCWD ? "." : "", &handle, &mount, AMBOS__AT_EMPTY_PATH);

    *number = (uint64_t)mount;
    return (result == 0 || errno == EOVERFLOW) && mount != -1;
}

/* 1: the same mount, 0: not, -1 with errno. */
static int mount_is_same(int one, int other)
{
    uint64_t a;
    uint64_t b;

    if (mount_number_of_statx(one, &a) && mount_number_of_statx(other, &b))
        return a == b;
    if (mount_number_of_handle(one, &a) && mount_number_of_handle(other, &b))
        return a == b;
    return mount_compare_devices(one, other);
}

/* ENOSYS and the like: not here. A link may lead through other mounts. */
static int mount_openat2(int dir, const char *path, int flags)
{
    struct ambos__open_how how = { 0, 0, AMBOS__RESOLVE_NO_XDEV };
    long fd;

    if (!(flags & O_NOFOLLOW)) {
        errno = ENOSYS;
        return -1;
    }
    how.flags = (uint64_t)(unsigned)flags;
    AMBOS__RETRY(fd, syscall(SYS_openat2, dir, path, &how, sizeof how));
    return (int)fd;
}

#else

static int mount_is_same(int one, int other)
{
    return mount_compare_devices(one, other);
}

static int mount_openat2(int dir, const char *path, int flags)
{
    (void)dir;
    (void)path;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

#endif

int ambos__open_same_mount(int dir, const char *path, int flags)
{
    int same;
    int fd = mount_openat2(dir, path, flags);

    if (fd != -1 || !ambos__call_missing(errno))
        return fd;
    AMBOS__RETRY(fd, openat(dir, path, flags));
    if (fd == -1)
        return -1;
    same = mount_is_same(dir, fd);
    if (same == 0)
        errno = EXDEV;
    if (same != 1) {
        ambos__fd_discard(fd);
        return -1;
    }
    return fd;
}
