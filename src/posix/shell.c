/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

/* "--", since a command may begin with a dash. */
ambos_error ambos__os_shell(ambos_process **process, const char *command, const ambos_spawn_options *options)
{
    const char *const argv[] = { "sh", "-c", "--", command, NULL };
    ambos_spawn_options spawn = *options;

    spawn.program = "/bin/sh";
    return ambos_spawn(process, argv, &spawn);
}
