/* SPDX-License-Identifier: MIT */
#include "peers.h"

#include <stddef.h>

#include <apr_general.h>
#include <apr_thread_proc.h>

static bool apr_spawn(const char *program, apr_pool_t *pool)
{
    const char *const argv[] = { program, NULL };
    apr_procattr_t *attributes;
    apr_exit_why_e why;
    apr_proc_t process;
    int code;

    return apr_procattr_create(&attributes, pool) == APR_SUCCESS &&
           apr_procattr_cmdtype_set(attributes, APR_PROGRAM_ENV) == APR_SUCCESS &&
           apr_proc_create(&process, program, argv, NULL, attributes, pool) == APR_SUCCESS &&
           apr_proc_wait(&process, &code, &why, APR_WAIT) == APR_CHILD_DONE && code == 0;
}

bool bench_apr(const char *program)
{
    static apr_pool_t *root;
    apr_pool_t *pool;
    bool good;

    if (!root && (apr_initialize() != APR_SUCCESS || apr_pool_create(&root, NULL) != APR_SUCCESS))
        return false;
    if (apr_pool_create(&pool, root) != APR_SUCCESS)
        return false;
    good = apr_spawn(program, pool);
    apr_pool_destroy(pool);
    return good;
}
