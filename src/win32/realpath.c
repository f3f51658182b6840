/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

ambos_error ambos__os_realpath(const char *path, struct ambos__str *resolved)
{
    (void)path;
    (void)resolved;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_QUERY);
}
