/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <string.h>

#include "posix/dirents.h"

ambos_error ambos__os_mkdir(ambos_native dir, const char *path, uint32_t mode, uint32_t flags)
{
    const mode_t os_mode = (mode_t)(flags & AMBOS_PRIVATE ? mode & 0700 : mode);
    int result;

    AMBOS__RETRY(result, mkdirat(ambos__dirfd(dir), path, os_mode));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CREATE);
}

/* Is the last name of a path "." or ".."? */
static bool dir_ends_in_dots(const char *path)
{
    size_t length = strlen(path);
    size_t dots = 0;

    while (length > 0 && path[length - 1] == '/')
        length--;
    while (dots < length && path[length - dots - 1] == '.')
        dots++;
    return (dots == 1 || dots == 2) && (dots == length || path[length - dots - 1] == '/');
}

ambos_error ambos__os_rmdir(ambos_native dir, const char *path)
{
    int result;

    AMBOS__RETRY(result, unlinkat(ambos__dirfd(dir), path, AT_REMOVEDIR));
    if (result == 0)
        return AMBOS_OK;
    if (errno != ENOTEMPTY && errno != EEXIST && errno != EBUSY)
        return ambos__fail_errno(AMBOS_STEP_REMOVE);
    /* POSIX lets a system say EEXIST, and ".." may be "not empty" or "in use". */
    if (dir_ends_in_dots(path))
        return ambos__fail_errno_as(AMBOS_EINVAL, AMBOS_STEP_REMOVE);
    return errno == EEXIST ? ambos__fail_errno_as(AMBOS_ENOTEMPTY, AMBOS_STEP_REMOVE)
                           : ambos__fail_errno(AMBOS_STEP_REMOVE);
}

/* ---- listing ---- */

/* O_DIRECTORY says "not a directory" of a link that must not be followed, too. */
static ambos_error dir_open_refused(int at, const char *path, uint32_t flags)
{
    const bool nofollow = (flags & AMBOS_NOFOLLOW) != 0;

    if (nofollow && (ambos__refused_link(errno) ||
                     (errno == ENOTDIR && ambos__type_at(at, path) == AMBOS_TYPE_SYMLINK)))
        return ambos__fail_errno_as(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    return ambos__fail_errno(AMBOS_STEP_OPEN);
}

static ambos_error dir_wrap(ambos_dir **listing, int fd)
{
    ambos_dir *made = (ambos_dir *)ambos__allocate(sizeof *made);

    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memset(&made->entry, 0, sizeof made->entry);
    if (!ambos__dirents_begin(made, fd)) {
        const ambos_error error = ambos__fail_errno(AMBOS_STEP_OPEN);

        ambos__release(made);
        return error;
    }
    *listing = made;
    return AMBOS_OK;
}

ambos_error ambos__os_dir_open(ambos_dir **listing, ambos_native dir, const char *path, uint32_t flags)
{
    const int nofollow = flags & AMBOS_NOFOLLOW ? O_NOFOLLOW : 0;
    const int at = ambos__dirfd(dir);
    ambos_error error;
    int fd;

    AMBOS__RETRY(fd, openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | nofollow));
    if (fd == -1)
        return dir_open_refused(at, path, flags);
    error = dir_wrap(listing, fd);
    if (error)
        ambos__fd_discard(fd);
    return error;
}

static bool dir_is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

ambos_error ambos__os_dir_next(ambos_dir *listing, const ambos_dir_entry **entry)
{
    int found;

    do
        found = ambos__dirents_next(listing);
    while (found == 1 && dir_is_dots(listing->entry.name));
    if (found == -1)
        return ambos__fail_errno(AMBOS_STEP_LIST);
    if (found == 0) {
        *entry = NULL;
        return AMBOS_OK;
    }
    if (listing->entry.type == AMBOS_TYPE_UNKNOWN)
        listing->entry.type = ambos__type_at(listing->fd, listing->entry.name);
    *entry = &listing->entry;
    return AMBOS_OK;
}

void ambos__os_dir_close(ambos_dir *listing)
{
    ambos__dirents_end(listing);
    ambos__release(listing);
}
