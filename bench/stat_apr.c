/* SPDX-License-Identifier: MIT */
#include "stat_peers.h"

#include <apr_file_info.h>
#include <apr_general.h>

bool bench_stat_apr(const char *path)
{
    static apr_pool_t *pool;
    apr_finfo_t info;

    if (!pool && (apr_initialize() || apr_pool_create(&pool, NULL)))
        return false;
    return apr_stat(&info, path, APR_FINFO_NORM & ~APR_FINFO_NAME, pool) == APR_SUCCESS && info.size == 5;
}
