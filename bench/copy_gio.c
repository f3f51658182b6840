/* SPDX-License-Identifier: MIT */
#include "copy_peers.h"

#include <gio/gio.h>

int copy_by_gio(const char *from, const char *to)
{
    GFile *source = g_file_new_for_path(from);
    GFile *target = g_file_new_for_path(to);
    const gboolean done = g_file_copy(source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL);

    g_object_unref(source);
    g_object_unref(target);
    return !done;
}
