/* SPDX-License-Identifier: MIT */
/* The access list of a file is an attribute on Linux; without one the mode says all. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <stdio.h>
#include <sys/xattr.h>

#define ACL_NAME "system.posix_acl_access"

/* Longer ones than any file system in use has. */
enum { ACL_ROOM = 8192, ACL_PATH_ROOM = 800 };

static ssize_t acl_of_opened(int dir, const char *name, char list[ACL_ROOM])
{
    const int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ssize_t size;

    if (fd == -1)
        return -1;
    size = fgetxattr(fd, ACL_NAME, list, ACL_ROOM);
    ambos__fd_discard(fd);
    return size;
}

/* No call takes a directory and a name here. Without /proc only who may read the file gets to its list. */
static ssize_t acl_get(int dir, const char *name, char list[ACL_ROOM])
{
    char path[ACL_PATH_ROOM];
    ssize_t size;

    snprintf(path, sizeof path, "/proc/self/fd/%d/%s", dir, name);
    size = lgetxattr(path, ACL_NAME, list, ACL_ROOM);
    return size == -1 && errno == ENOENT ? acl_of_opened(dir, name, list) : size;
}

/* Has it none, or is there no such thing? */
static bool acl_missing(int number)
{
    return number == ENODATA || number == ENOTSUP || number == ENOSYS || number == ENOENT;
}

int ambos__copy_acl(int dir, const char *name, int fd)
{
    char list[ACL_ROOM];
    ssize_t size = 0;

    if (name)
        size = acl_get(dir, name, list);
    if (size > 0)
        return fsetxattr(fd, ACL_NAME, list, (size_t)size, 0);
    if (size == -1 && !acl_missing(errno))
        return -1;
    /* The directory may have handed one down. */
    return fremovexattr(fd, ACL_NAME) == 0 || acl_missing(errno) ? 0 : -1;
}

#else

int ambos__copy_acl(int dir, const char *name, int fd)
{
    (void)dir;
    (void)name;
    (void)fd;
    return 0;
}

#endif
