/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

ambos_error ambos__os_utimens(ambos_native dir, const char *path, const ambos_time times[2], uint32_t flags)
{
    (void)dir;
    (void)path;
    (void)times;
    (void)flags;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_futimens(ambos_file *file, const ambos_time times[2])
{
    (void)file;
    (void)times;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CHANGE);
}
