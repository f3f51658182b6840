/* SPDX-License-Identifier: MIT */
#include "copy_peers.h"

#include <stddef.h>

#include <uv.h>

int copy_by_libuv(const char *from, const char *to)
{
    uv_fs_t request;
    const int result = uv_fs_copyfile(NULL, &request, from, to, 0, NULL);

    uv_fs_req_cleanup(&request);
    return result;
}
