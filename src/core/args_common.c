/* SPDX-License-Identifier: MIT */
#include "core/port.h"

ambos_error AMBOS_CALL ambos_args(int argc, char *const argv[], char ***args)
{
    if (args)
        *args = NULL;
    if (!args || argc < 0 || (argc > 0 && !argv))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_args(argc, argv, args);
}
