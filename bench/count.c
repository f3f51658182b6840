/* SPDX-License-Identifier: MIT */
/* For counting system calls: count NUMBER starts itself so often, and waits each time. */
#include <ambos/process.h>

#include <stddef.h>
#include <stdlib.h>

static int count_one(const char *program)
{
    const char *const argv[] = { program, "0", NULL };
    ambos_process *process;
    ambos_error error;

    if (ambos_spawn(&process, argv, NULL))
        return 1;
    error = ambos_wait(process, AMBOS_FOREVER, NULL);
    ambos_process_close(process);
    return error != AMBOS_OK;
}

int main(int argc, char **argv)
{
    int left;

    for (left = argc > 1 ? atoi(argv[1]) : 0; left > 0; left--)
        if (count_one(argv[0]))
            return 1;
    return 0;
}
