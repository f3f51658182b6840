/* SPDX-License-Identifier: MIT */
#include "walk_peers.h"

#include <string.h>

#include <apr_file_info.h>
#include <apr_general.h>
#include <apr_pools.h>
#include <apr_strings.h>

/* What the listing tells and what it does not are both good: the type is there. */
static int apr_next(apr_finfo_t *info, apr_int32_t wanted, apr_dir_t *directory)
{
    const apr_status_t status = apr_dir_read(info, wanted, directory);

    return status == APR_SUCCESS || status == APR_INCOMPLETE;
}

static long apr_below(const char *path, apr_int32_t wanted, apr_pool_t *pool)
{
    apr_pool_t *own;
    apr_dir_t *directory;
    apr_finfo_t info;
    long count = 0;

    apr_pool_create(&own, pool);
    if (apr_dir_open(&directory, path, own))
        count = -1;
    while (count != -1 && apr_next(&info, wanted, directory)) {
        long below = 0;

        if (strcmp(info.name, ".") == 0 || strcmp(info.name, "..") == 0)
            continue;
        if (info.filetype == APR_DIR)
            below = apr_below(apr_pstrcat(own, path, "/", info.name, NULL), wanted, own);
        count = below == -1 ? -1 : count + below + 1;
    }
    apr_pool_destroy(own);
    return count;
}

long bench_walk_apr(const char *root, bool stat)
{
    static apr_pool_t *pool;

    if (!pool && (apr_initialize() || apr_pool_create(&pool, NULL)))
        return -1;
    return apr_below(root, stat ? APR_FINFO_MIN | APR_FINFO_LINK : APR_FINFO_TYPE, pool);
}
