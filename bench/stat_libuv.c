/* SPDX-License-Identifier: MIT */
#include "stat_peers.h"

#include <uv.h>

/* Without a callback it is done at once. */
bool bench_stat_libuv(const char *path)
{
    uv_fs_t request;
    bool told = uv_fs_stat(NULL, &request, path, NULL) == 0 && request.statbuf.st_size == 5;

    uv_fs_req_cleanup(&request);
    return told;
}
