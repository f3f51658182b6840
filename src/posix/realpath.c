/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <stdlib.h>
#include <string.h>

/* Does the spelling demand a directory? Not every realpath() looks. */
static bool realpath_wants_directory(const char *path)
{
    const size_t length = strlen(path);

    return length > 0 &&
           (path[length - 1] == '/' || (length > 1 && path[length - 1] == '.' && path[length - 2] == '/'));
}

/* The C library's block, however long, becomes ours. */
static ambos_error realpath_take(char *found, struct ambos__str *resolved)
{
    ambos_error error = AMBOS_OK;

    /* Linux may say "(unreachable)/x" of a directory outside of this root. */
    if (found[0] != '/')
        error = ambos__fail(AMBOS_ENOENT, AMBOS_STEP_QUERY);
    else if (ambos__str_append_text(resolved, found))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    free(found);
    return error;
}

ambos_error ambos__os_realpath(const char *path, struct ambos__str *resolved)
{
    struct stat info;
    char *found;
    int result = 0;

    if (realpath_wants_directory(path))
        AMBOS__RETRY(result, stat(path, &info));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    do
        found = realpath(path, NULL);
    while (!found && errno == EINTR);
    return found ? realpath_take(found, resolved) : ambos__fail_errno(AMBOS_STEP_QUERY);
}
