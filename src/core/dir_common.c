/* SPDX-License-Identifier: MIT */
#include "core/port.h"

ambos_error AMBOS_CALL ambos_mkdir(const char *path, uint32_t mode, uint32_t flags)
{
    if (!path || (mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_PRIVATE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_mkdir(AMBOS__CWD, path, mode ? mode : 0777, flags);
}

ambos_error AMBOS_CALL ambos_rmdir(const char *path)
{
    return path ? ambos__os_rmdir(AMBOS__CWD, path) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

ambos_error AMBOS_CALL ambos_dir_open(ambos_dir **dir, const char *path, uint32_t flags)
{
    if (!dir)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *dir = NULL;
    if (!path || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_dir_open(dir, AMBOS__CWD, path, flags);
}

ambos_error AMBOS_CALL ambos_dir_next(ambos_dir *dir, const ambos_dir_entry **entry)
{
    if (entry)
        *entry = NULL;
    if (!dir || !entry)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_dir_next(dir, entry);
}

void AMBOS_CALL ambos_dir_close(ambos_dir *dir)
{
    if (dir)
        ambos__os_dir_close(dir);
}
