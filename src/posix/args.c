/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <string.h>

/* The bytes are what they are: a copy, so that both systems hand over the same. */
ambos_error ambos__os_args(int argc, char *const argv[], char ***args)
{
    const size_t count = (size_t)argc;
    size_t size = (count + 1) * sizeof **args;
    char *to;
    size_t i;

    for (i = 0; i < count; i++)
        size += strlen(argv[i]) + 1;
    *args = (char **)ambos__allocate(size);
    if (!*args)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    to = (char *)(*args + count + 1);
    for (i = 0; i < count; i++) {
        const size_t length = strlen(argv[i]) + 1;

        (*args)[i] = (char *)memcpy(to, argv[i], length);
        to += length;
    }
    (*args)[count] = NULL;
    return AMBOS_OK;
}
