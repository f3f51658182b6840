/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <stddef.h>

#include <ambos/process.h>

bool bench_ambos(const char *program)
{
    const char *const argv[] = { program, NULL };
    ambos_process *process;
    ambos_status status;
    ambos_error error;

    if (ambos_spawn(&process, argv, NULL))
        return false;
    error = ambos_wait(process, AMBOS_FOREVER, &status);
    ambos_process_close(process);
    return !error && status.kind == AMBOS_STATUS_EXITED && status.code == 0;
}
