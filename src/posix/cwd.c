/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <string.h>

#include "core/lexical.h"

#define CWD_FIRST_SIZE 255

ambos_error ambos__os_getcwd(struct ambos__str *path)
{
    size_t wanted = CWD_FIRST_SIZE;

    for (;;) {
        if (ambos__str_reserve(path, wanted))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        if (getcwd(path->data, path->capacity))
            break;
        if (errno != ERANGE)
            return ambos__fail_errno(AMBOS_STEP_QUERY);
        wanted = path->capacity;
    }
    /* Linux may say "(unreachable)/x" of a directory outside of this root. */
    if (path->data[0] != '/')
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_QUERY);
    path->size = strlen(path->data);
    return AMBOS_OK;
}

ambos_error ambos__os_chdir(const char *path)
{
    int result;

    AMBOS__RETRY(result, chdir(path));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CWD);
}

ambos_error ambos__os_path_absolute(const char *path, struct ambos__str *absolute)
{
    struct ambos__str base = { NULL, 0, 0 };
    ambos_error error = AMBOS_OK;

    if (path[0] != '/')
        error = ambos__os_getcwd(&base);
    if (error == AMBOS_OK && ambos__lexical_absolute(base.data ? base.data : "", path, absolute))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    ambos__str_free(&base);
    return error;
}

bool ambos__os_is_windows(void)
{
    return false;
}
