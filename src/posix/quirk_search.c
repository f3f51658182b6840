/* SPDX-License-Identifier: MIT */
/* The search for a program without running it: over the same candidates as the
   child's, which finds by trying. */
#include "posix/posix.h"
#include "posix/process.h"

#include <string.h>

/* As the child sees it: from its directory. */
static ambos_error search_from_cwd(const char *cwd, const char *candidate, struct ambos__str *path)
{
    ambos_error error = AMBOS_OK;

    path->size = 0;
    if (cwd && candidate[0] != '/') {
        error = ambos__str_append_text(path, cwd);
        if (!error)
            error = ambos__str_append_char(path, '/');
    }
    /* With its NUL, for the system; it does not count. */
    if (!error)
        error = ambos__str_append(path, candidate, strlen(candidate) + 1);
    path->size -= error ? 0 : 1;
    return error;
}

/* What exec would say of the file, as far as that can be told without it. */
static int search_looks_runnable(const char *path)
{
    struct stat info;
    int result;

    AMBOS__RETRY(result, stat(path, &info));
    if (result == -1)
        return errno;
    if (!S_ISREG(info.st_mode))
        return EACCES;
    return ambos__access_effective(AT_FDCWD, path, X_OK, 0) == 0 ? 0 : errno;
}

ambos_error ambos__plan_find(const struct ambos__plan *plan, struct ambos__str *path)
{
    const char *candidate = plan->candidates ? plan->candidates : plan->program;
    int known = 0;

    while (*candidate) {
        int found;

        if (search_from_cwd(plan->options->cwd, candidate, path))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        found = search_looks_runnable(path->data);
        if (!found)
            return AMBOS_OK;
        if (!plan->candidates || !ambos__candidate_missing(found))
            return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)found, AMBOS_STEP_PROGRAM);
        known = ambos__candidate_weightier(known, found);
        candidate = ambos__candidate_next(candidate);
    }
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)known, AMBOS_STEP_PROGRAM);
}
