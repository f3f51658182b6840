/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#define LINK_FIRST_SIZE 127

ambos_error ambos__os_symlink(const char *target, ambos_native dir, const char *path, uint32_t flags)
{
    int result;

    (void)flags;
    /* Not every system refuses it, and none can follow it. */
    if (target[0] == '\0')
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_LINK);
    AMBOS__RETRY(result, symlinkat(target, ambos__dirfd(dir), path));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_LINK);
}

/* The size that lstat() tells is 0 for the links of /proc, and another link may
   be there by now: a text is whole when it leaves room in the buffer. */
ambos_error ambos__os_readlink(ambos_native dir, const char *path, struct ambos__str *target)
{
    size_t wanted = LINK_FIRST_SIZE;
    ssize_t length;

    for (;;) {
        if (ambos__str_reserve(target, wanted))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        AMBOS__RETRY(length, readlinkat(ambos__dirfd(dir), path, target->data, target->capacity));
        if (length == -1)
            return ambos__fail_errno(AMBOS_STEP_QUERY);
        if ((size_t)length < target->capacity)
            break;
        wanted = target->capacity;
    }
    target->size = (size_t)length;
    return AMBOS_OK;
}

ambos_error ambos__os_link(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to)
{
    const int at = ambos__dirfd(from_dir);
    int result;

    /* A system on which root can do the one to a directory lets it do the other. */
    if (!ambos__unlink_spares_directories() && ambos__type_at(at, from) == AMBOS_TYPE_DIRECTORY)
        return ambos__fail(AMBOS_EPERM, AMBOS_STEP_LINK);
    AMBOS__RETRY(result, linkat(at, from, ambos__dirfd(to_dir), to, 0));
    if (result == 0)
        return AMBOS_OK;
    if (errno == EPERM && ambos__type_at(at, from) != AMBOS_TYPE_DIRECTORY && ambos__lacks_links(at, from))
        return ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_LINK);
    return ambos__fail_errno(AMBOS_STEP_LINK);
}

ambos_error ambos__os_junction(const char *target, ambos_native dir, const char *path)
{
    (void)target;
    (void)dir;
    (void)path;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_LINK);
}
