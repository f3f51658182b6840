/* SPDX-License-Identifier: MIT */
#include "walk_peers.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

/* Its listing tells names alone, so that it has to ask in any case. */
long bench_walk_glib(const char *root, bool stat)
{
    GDir *const directory = g_dir_open(root, 0, NULL);
    const char *name;
    long count = 0;

    if (!directory)
        return -1;
    while (count != -1 && (name = g_dir_read_name(directory)) != NULL) {
        char *const path = g_build_filename(root, name, NULL);
        GStatBuf info;
        long below = 0;

        if (g_lstat(path, &info))
            below = -1;
        else if (S_ISDIR(info.st_mode))
            below = bench_walk_glib(path, stat);
        count = below == -1 ? -1 : count + below + 1;
        g_free(path);
    }
    g_dir_close(directory);
    return count;
}
