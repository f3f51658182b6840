/* SPDX-License-Identifier: MIT */
#include "stat_peers.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

bool bench_stat_glib(const char *path)
{
    GStatBuf info;

    return g_stat(path, &info) == 0 && info.st_size == 5;
}

/* What ambos_stat tells. */
bool bench_stat_gio(const char *path)
{
    GFile *file = g_file_new_for_path(path);
    GFileInfo *info = g_file_query_info(file, "standard::type,standard::size,standard::allocated-size,unix::*,time::*",
                                        G_FILE_QUERY_INFO_NONE, NULL, NULL);
    const bool told = info && g_file_info_get_size(info) == 5;

    g_clear_object(&info);
    g_object_unref(file);
    return told;
}
