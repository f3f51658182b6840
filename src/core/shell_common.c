/* SPDX-License-Identifier: MIT */
#include "core/port.h"

ambos_error AMBOS_CALL ambos_shell(ambos_process **process, const char *command, const ambos_spawn_options *options)
{
    static const ambos_spawn_options defaults;

    if (process)
        *process = NULL;
    if (!options)
        options = &defaults;
    if (!process || !command || options->program || options->win32)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_shell(process, command, options);
}
