/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

ambos_error ambos__os_space(const char *path, ambos_space *space)
{
    (void)path;
    (void)space;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_QUERY);
}
