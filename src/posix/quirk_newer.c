/* SPDX-License-Identifier: MIT */
/* Calls of newer kernels, by number: the C library may know none of them. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sys/sysmacros.h>

#include "posix/linux_abi.h"

static ambos_time newer_time(struct ambos__statx_time from)
{
    ambos_time time;

    time.sec = from.sec;
    time.nsec = from.nsec;
    return time;
}

static const struct {
    uint32_t given;
    uint32_t known;
} newer_known[] = {
    { AMBOS__STATX_MODE, AMBOS_INFO_MODE },        { AMBOS__STATX_UID | AMBOS__STATX_GID, AMBOS_INFO_OWNER },
    { AMBOS__STATX_NLINK, AMBOS_INFO_LINKS },      { AMBOS__STATX_INO, AMBOS_INFO_ID },
    { AMBOS__STATX_BLOCKS, AMBOS_INFO_ALLOCATED }, { AMBOS__STATX_ATIME, AMBOS_INFO_ACCESSED },
    { AMBOS__STATX_MTIME, AMBOS_INFO_MODIFIED },   { AMBOS__STATX_CTIME, AMBOS_INFO_CHANGED },
    { AMBOS__STATX_BTIME, AMBOS_INFO_CREATED },
};

#define NEWER_ASKED (AMBOS__STATX_BASIC | AMBOS__STATX_BTIME)
#define NEWER_KNOWN                                                                                 \
    (AMBOS_INFO_MODE | AMBOS_INFO_OWNER | AMBOS_INFO_LINKS | AMBOS_INFO_ID | AMBOS_INFO_ALLOCATED | \
     AMBOS_INFO_ACCESSED | AMBOS_INFO_MODIFIED | AMBOS_INFO_CHANGED | AMBOS_INFO_CREATED)

/* Most file systems tell all that is asked for. */
static uint32_t newer_known_of(uint32_t mask)
{
    uint32_t known = 0;
    size_t i;

    if ((mask & NEWER_ASKED) == NEWER_ASKED)
        return NEWER_KNOWN;
    for (i = 0; i < sizeof newer_known / sizeof newer_known[0]; i++)
        if ((mask & newer_known[i].given) == newer_known[i].given)
            known |= newer_known[i].known;
    return known;
}

/* What is not known stays zero. */
static void newer_fill(const struct ambos__statx *from, ambos_file_info *info)
{
    info->known |= newer_known_of(from->mask);
    info->type = ambos__type_of_mode(from->mode);
    info->mode = from->mode & (uint32_t)AMBOS_MODE_ALL;
    info->uid = from->uid;
    info->gid = from->gid;
    info->size = from->size;
    info->allocated = from->blocks * 512;
    info->nlink = from->nlink;
    info->device = makedev(from->dev_major, from->dev_minor);
    info->id[0] = from->ino;
    if (S_ISBLK(from->mode) || S_ISCHR(from->mode))
        info->rdevice = makedev(from->rdev_major, from->rdev_minor);
    info->accessed = newer_time(from->atime);
    info->modified = newer_time(from->mtime);
    info->changed = newer_time(from->ctime);
    if (info->known & AMBOS_INFO_CREATED)
        info->created = newer_time(from->btime);
}

int ambos__statx(int dir, const char *path, int flags, ambos_file_info *info)
{
    struct ambos__statx found;
    long result;

    /* Like stat(), which starts no automounter for the last name. */
    flags |= path ? AMBOS__AT_NO_AUTOMOUNT : AMBOS__AT_EMPTY_PATH;
    result = syscall(SYS_statx, dir, path ? path : "", flags, NEWER_ASKED, &found);
    /* Some sandboxes say 1 for a call that they do not know. */
    if (result > 0)
        errno = ENOSYS;
    if (result != 0)
        return -1;
    newer_fill(&found, info);
    return 0;
}

int ambos__fchmodat2(int dir, const char *path, mode_t mode, int flags)
{
    return (int)syscall(SYS_fchmodat2, dir, path, mode, flags);
}

int ambos__faccessat2(int dir, const char *path, int mode, int flags)
{
    return (int)syscall(SYS_faccessat2, dir, path, mode, flags);
}

int ambos__renameat2(int from_dir, const char *from, int to_dir, const char *to, uint32_t flags)
{
    const unsigned os_flags = (flags & AMBOS_RENAME_NO_REPLACE ? (unsigned)AMBOS__RENAME_NOREPLACE : 0) |
                              (flags & AMBOS_RENAME_EXCHANGE ? (unsigned)AMBOS__RENAME_EXCHANGE : 0);

    return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, os_flags);
}

#else

int ambos__statx(int dir, const char *path, int flags, ambos_file_info *info)
{
    (void)dir;
    (void)path;
    (void)flags;
    (void)info;
    errno = ENOSYS;
    return -1;
}

int ambos__fchmodat2(int dir, const char *path, mode_t mode, int flags)
{
    (void)dir;
    (void)path;
    (void)mode;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

int ambos__faccessat2(int dir, const char *path, int mode, int flags)
{
    (void)dir;
    (void)path;
    (void)mode;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

#if defined(__APPLE__)

#include <stdio.h>

int ambos__renameat2(int from_dir, const char *from, int to_dir, const char *to, uint32_t flags)
{
    const unsigned os_flags =
        (flags & AMBOS_RENAME_NO_REPLACE ? RENAME_EXCL : 0u) | (flags & AMBOS_RENAME_EXCHANGE ? RENAME_SWAP : 0u);

    return renameatx_np(from_dir, from, to_dir, to, os_flags);
}

#else

int ambos__renameat2(int from_dir, const char *from, int to_dir, const char *to, uint32_t flags)
{
    (void)from_dir;
    (void)from;
    (void)to_dir;
    (void)to;
    (void)flags;
    errno = ENOSYS;
    return -1;
}

#endif
#endif

bool ambos__call_missing(int number)
{
    return number == ENOSYS || number == EPERM || number == EINVAL || number == ENOTSUP || number == EOPNOTSUPP;
}
