/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

ambos_error ambos__os_unlink(ambos_native dir, const char *path)
{
    const int at = ambos__dirfd(dir);
    int result;

    if (!ambos__unlink_spares_directories() && ambos__type_at(at, path) == AMBOS_TYPE_DIRECTORY)
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_REMOVE);
    AMBOS__RETRY(result, unlinkat(at, path, 0));
    if (result == 0)
        return AMBOS_OK;
    /* POSIX's word for a directory is EPERM. */
    if (errno == EPERM && ambos__type_at(at, path) == AMBOS_TYPE_DIRECTORY)
        return ambos__fail_errno_as(AMBOS_EISDIR, AMBOS_STEP_REMOVE);
    return ambos__fail_errno(AMBOS_STEP_REMOVE);
}

struct rename_name {
    int dir;
    const char *path;
};

/* ---- why a rename with a flag was refused ---- */

/* The directory that a name is in, for walking up from. */
static int rename_open_parent(const struct rename_name *name)
{
    char parent[PATH_MAX] = ".";
    size_t length = strlen(name->path);
    int fd;

    while (length > 1 && name->path[length - 1] == '/')
        length--;
    while (length > 0 && name->path[length - 1] != '/')
        length--;
    if (length >= sizeof parent)
        return -1;
    if (length > 0) {
        memcpy(parent, name->path, length);
        parent[length] = '\0';
    }
    AMBOS__RETRY(fd, openat(name->dir, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd;
}

static bool rename_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* One directory up; -1 above the root. Takes the descriptor. */
static int rename_step_up(int fd, struct stat *here)
{
    const struct stat below = *here;
    int above;

    AMBOS__RETRY(above, openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ambos__fd_discard(fd);
    if (above == -1 || (fstat(above, here) == 0 && !rename_same_file(here, &below)))
        return above;
    ambos__fd_discard(above);
    return -1;
}

/* Is a name inside of a directory, at any depth? */
static bool rename_is_inside(const struct rename_name *name, const struct rename_name *directory)
{
    struct stat wanted, here;
    bool found = false;
    int fd;

    if (fstatat(directory->dir, directory->path, &wanted, AT_SYMLINK_NOFOLLOW) || !S_ISDIR(wanted.st_mode))
        return false;
    fd = rename_open_parent(name);
    if (fd != -1 && fstat(fd, &here)) {
        ambos__fd_discard(fd);
        fd = -1;
    }
    while (fd != -1 && !found) {
        found = rename_same_file(&here, &wanted);
        if (!found)
            fd = rename_step_up(fd, &here);
    }
    ambos__fd_discard(fd);
    return found;
}

/* EINVAL is the answer of a file system that lacks the flag, and also that to a
   directory that would move into itself. */
static ambos_error rename_refused(const struct rename_name *from, const struct rename_name *to, uint32_t flags)
{
    const int kept = errno;
    const bool impossible =
        rename_is_inside(to, from) || ((flags & AMBOS_RENAME_EXCHANGE) && rename_is_inside(from, to));

    errno = kept;
    return impossible ? ambos__fail(AMBOS_EINVAL, AMBOS_STEP_RENAME)
                      : ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_RENAME);
}

/* ---- rename ---- */

/* A new name that must not be taken, by way of a second name for the file: the
   kernel itself refuses one that is taken. */
static ambos_error rename_by_link(const struct rename_name *from, const struct rename_name *to)
{
    int result;

    AMBOS__RETRY(result, linkat(from->dir, from->path, to->dir, to->path, 0));
    if (result && (errno == EPERM || errno == EMLINK || ambos__call_missing(errno)))
        return ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_RENAME);
    if (result)
        return ambos__fail_errno(AMBOS_STEP_RENAME);
    AMBOS__RETRY(result, unlinkat(from->dir, from->path, 0));
    if (result) {
        const ambos_error error = ambos__fail_errno(AMBOS_STEP_RENAME);

        unlinkat(to->dir, to->path, 0);
        return error;
    }
    return AMBOS_OK;
}

static ambos_error rename_flagged(const struct rename_name *from, const struct rename_name *to, uint32_t flags)
{
    int result;

    AMBOS__RETRY(result, ambos__renameat2(from->dir, from->path, to->dir, to->path, flags));
    if (result == 0)
        return AMBOS_OK;
    /* EPERM is left out: here it means what it says. */
    if (errno == EPERM || !ambos__call_missing(errno))
        return ambos__fail_errno(AMBOS_STEP_RENAME);
    if (flags & AMBOS_RENAME_EXCHANGE)
        return rename_refused(from, to, flags);
    if (ambos__type_at(from->dir, from->path) != AMBOS_TYPE_DIRECTORY)
        return rename_by_link(from, to);
    if (ambos__type_at(to->dir, to->path) != AMBOS_TYPE_UNKNOWN)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_RENAME);
    return rename_refused(from, to, flags);
}

ambos_error ambos__os_rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to, uint32_t flags,
                             int64_t retry_ms)
{
    const struct rename_name old_name = { ambos__dirfd(from_dir), from };
    const struct rename_name new_name = { ambos__dirfd(to_dir), to };
    int result;

    (void)retry_ms;
    if (flags)
        return rename_flagged(&old_name, &new_name, flags);
    AMBOS__RETRY(result, renameat(old_name.dir, from, new_name.dir, to));
    if (result == 0)
        return AMBOS_OK;
    /* POSIX lets a system say either when a directory has something in it. */
    return errno == EEXIST ? ambos__fail_errno_as(AMBOS_ENOTEMPTY, AMBOS_STEP_RENAME)
                           : ambos__fail_errno(AMBOS_STEP_RENAME);
}

/* No call renames by descriptor. */
ambos_error ambos__os_rename_open(ambos_file *file, ambos_native from_dir, const char *from, ambos_native to_dir,
                                  const char *to, uint32_t flags, int64_t retry_ms)
{
    (void)file;
    return ambos__os_rename(from_dir, from, to_dir, to, flags, retry_ms);
}
