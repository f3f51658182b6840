/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <stddef.h>

#include <reproc/reproc.h>

bool bench_reproc(const char *program)
{
    const char *const argv[] = { program, NULL };
    reproc_t *process = reproc_new();
    reproc_options options = { .redirect.parent = true };
    bool good;

    if (!process)
        return false;
    good = reproc_start(process, argv, options) >= 0 && reproc_wait(process, REPROC_INFINITE) == 0;
    reproc_destroy(process);
    return good;
}
