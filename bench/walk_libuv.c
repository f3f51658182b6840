/* SPDX-License-Identifier: MIT */
#include "walk_peers.h"

#include <stdio.h>
#include <uv.h>

static long libuv_below(const char *path, bool stat);

static long libuv_entry(const char *directory, const uv_dirent_t *entry, bool stat)
{
    char path[4096];
    uv_fs_t request;
    long below;

    if (!stat && entry->type != UV_DIRENT_DIR)
        return 1;
    snprintf(path, sizeof path, "%s/%s", directory, entry->name);
    if (stat) {
        const int error = uv_fs_lstat(NULL, &request, path, NULL);

        uv_fs_req_cleanup(&request);
        if (error)
            return -1;
    }
    if (entry->type != UV_DIRENT_DIR)
        return 1;
    below = libuv_below(path, stat);
    return below == -1 ? -1 : below + 1;
}

static long libuv_below(const char *path, bool stat)
{
    uv_fs_t request;
    uv_dirent_t entry;
    long count = 0;

    if (uv_fs_scandir(NULL, &request, path, 0, NULL) < 0)
        count = -1;
    while (count != -1 && uv_fs_scandir_next(&request, &entry) != UV_EOF) {
        const long more = libuv_entry(path, &entry, stat);

        count = more == -1 ? -1 : count + more;
    }
    uv_fs_req_cleanup(&request);
    return count;
}

long bench_walk_libuv(const char *root, bool stat)
{
    return libuv_below(root, stat);
}
