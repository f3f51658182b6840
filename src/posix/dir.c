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

ambos_error ambos__os_dir_handle(ambos_native dir, const char *name, uint32_t flags, ambos_native *handle)
{
    const int os_flags = (flags & AMBOS__SEARCH_ONLY ? AMBOS__O_SEARCH : O_RDONLY) | O_DIRECTORY | O_CLOEXEC |
                         (flags & AMBOS_NOFOLLOW ? O_NOFOLLOW : 0);
    const int at = ambos__dirfd(dir);
    int fd;

    if (flags & AMBOS__BENEATH)
        fd = ambos__open_beneath(at, name, os_flags);
    else if (flags & AMBOS__SAME_MOUNT)
        fd = ambos__open_same_mount(at, name, os_flags);
    else
        AMBOS__RETRY(fd, openat(at, name, os_flags));
    if (fd == -1 && (flags & AMBOS__BENEATH) && ambos__call_missing(errno))
        return ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
    if (fd == -1)
        return dir_open_refused(at, name, flags);
    *handle = fd;
    return AMBOS_OK;
}

ambos_error ambos__os_dir_parent(ambos_native handle, ambos_native *parent)
{
    return ambos__os_dir_handle(handle, "..", 0, parent);
}

void ambos__os_dir_handle_close(ambos_native handle)
{
    ambos__fd_discard((int)handle);
}

ambos_error ambos__os_dir_identity(ambos_native handle, struct ambos__dir_id *id)
{
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstat((int)handle, &info));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    id->device = (uint64_t)info.st_dev;
    id->id[0] = (uint64_t)info.st_ino;
    id->id[1] = 0;
    return AMBOS_OK;
}

ambos_error ambos__os_dir_list(ambos_dir **listing, ambos_native handle)
{
    ambos_dir *used = *listing ? *listing : (ambos_dir *)ambos__allocate(sizeof *used);
    ambos_error error = AMBOS_OK;

    if (!used)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memset(&used->entry, 0, sizeof used->entry);
    if (!ambos__dirents_begin(used, (int)handle))
        error = ambos__fail_errno(AMBOS_STEP_OPEN);
    if (!error)
        *listing = used;
    else if (!*listing)
        ambos__release(used);
    else
        used->fd = -1;
    return error;
}

ambos_error ambos__os_dir_open(ambos_dir **listing, ambos_native dir, const char *path, uint32_t flags)
{
    ambos_native handle;
    ambos_error error = ambos__os_dir_handle(dir, path, flags, &handle);

    if (error)
        return error;
    error = ambos__os_dir_list(listing, handle);
    if (error)
        ambos__os_dir_handle_close(handle);
    return error;
}

static bool dir_is_dots(const char *name)
{
    return name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0'));
}

AMBOS__HOT const ambos_dir_entry *ambos__os_dir_at_hand(ambos_dir *listing)
{
    ambos_dir_entry *const entry = &listing->entry;

    do
        if (!ambos__dirents_take(listing))
            return NULL;
    while (dir_is_dots(entry->name));
    if (entry->type == AMBOS_TYPE_UNKNOWN)
        entry->type = ambos__type_at(listing->fd, entry->name);
    return entry;
}

ambos_error ambos__os_dir_next(ambos_dir *listing, const ambos_dir_entry **entry)
{
    int more = 1;

    *entry = ambos__os_dir_at_hand(listing);
    while (!*entry && more == 1) {
        more = ambos__dirents_read(listing);
        *entry = ambos__os_dir_at_hand(listing);
    }
    if (!*entry)
        listing->entry.name = NULL;
    return more == -1 ? ambos__fail_errno(AMBOS_STEP_LIST) : AMBOS_OK;
}

AMBOS__HOT ambos_error ambos__os_dir_stat(ambos_dir *listing, uint32_t flags, ambos_file_info *info)
{
    if (listing->entry.name)
        return ambos__stat_plain(listing->fd, listing->entry.name, flags & AMBOS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0,
                                 info);
    ambos__info_clear(info);
    return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

ambos_error ambos__os_dir_rewind(ambos_dir *listing)
{
    listing->entry.name = NULL;
    return ambos__dirents_rewind(listing) ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_LIST);
}

ambos_native ambos__os_dir_native(const ambos_dir *listing)
{
    return listing->fd;
}

char ambos__os_dir_separator(const char *path, size_t length)
{
    return length > 0 && path[length - 1] == '/' ? '\0' : '/';
}

ambos_error ambos__os_dir_parts(const char *path, struct ambos__str *text, size_t *root, char *separator)
{
    *separator = '/';
    *root = strspn(path, "/");
    return ambos__str_append_text(text, path) ? ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY) : AMBOS_OK;
}

void ambos__os_dir_stop(ambos_dir *listing)
{
    ambos__dirents_end(listing);
    listing->fd = -1;
}

ambos_native ambos__os_dir_detach(ambos_dir *listing)
{
    const int fd = ambos__dirents_detach(listing);

    listing->fd = -1;
    return fd == -1 ? AMBOS_NO_HANDLE : fd;
}

bool ambos__os_dir_unlock(ambos_native handle)
{
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstat((int)handle, &info));
    if (result || (info.st_mode & 0700) == 0700)
        return false;
    return ambos__chmod_handle((int)handle, (info.st_mode & 07777) | 0700) == 0;
}

void ambos__os_dir_close(ambos_dir *listing)
{
    if (listing->fd != -1)
        ambos__dirents_end(listing);
    ambos__release(listing);
}
