/* SPDX-License-Identifier: MIT */
/* Where the environment of the process is. */
#include "posix/posix.h"

#if defined(__APPLE__)

#include <crt_externs.h>

/* A shared library cannot see `environ` there. */
char **ambos__environ(void)
{
    return *_NSGetEnviron();
}

#else

extern char **environ;

char **ambos__environ(void)
{
    return environ;
}

#endif
