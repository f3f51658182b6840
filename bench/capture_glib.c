/* SPDX-License-Identifier: MIT */
#include "captures.h"

#include <string.h>

#include <glib.h>

size_t capture_glib(const char *program, const char *size)
{
    char name[4096], number[32], *argv[3] = { name, number, NULL }, *output = NULL;
    int status = -1;
    size_t got;

    strcpy(name, program);
    strcpy(number, size);
    if (!g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status, NULL))
        return 0;
    got = status == 0 ? (size_t)strtoull(size, NULL, 10) : 0; /* it tells no length: the bytes may be anything */
    g_free(output);
    return got;
}
