/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <sys/statvfs.h>

/* File systems that know no limit claim blocks without end. */
static uint64_t space_bytes(uint64_t blocks, uint64_t size)
{
    return size != 0 && blocks > UINT64_MAX / size ? UINT64_MAX : blocks * size;
}

ambos_error ambos__os_space(const char *path, ambos_space *space)
{
    struct statvfs info;
    uint64_t size;
    int result;

    AMBOS__RETRY(result, statvfs(path, &info));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    size = info.f_frsize ? info.f_frsize : info.f_bsize;
    space->total = space_bytes(info.f_blocks, size);
    space->free = space_bytes(info.f_bfree, size);
    space->available = space_bytes(info.f_bavail, size);
    return AMBOS_OK;
}
