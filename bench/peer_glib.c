/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <string.h>
#include <sys/wait.h>

#include <glib.h>

/* Without a main loop, which would only cost more. */
static bool glib_spawn(const char *program, GSpawnFlags flags)
{
    char name[4096], *argv[2] = { name, NULL };
    int status = -1;
    GPid pid;

    strcpy(name, program);
    if (!g_spawn_async(NULL, argv, NULL, flags, NULL, NULL, &pid, NULL))
        return false;
    waitpid(pid, &status, 0);
    g_spawn_close_pid(pid);
    return status == 0;
}

bool bench_glib(const char *program)
{
    return glib_spawn(program, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN);
}

/* Its quickest way, for which it must leave every descriptor open in the child. */
bool bench_glib_open(const char *program)
{
    return glib_spawn(program,
                      G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN | G_SPAWN_LEAVE_DESCRIPTORS_OPEN);
}
