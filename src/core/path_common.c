/* SPDX-License-Identifier: MIT */
#include "core/port.h"

ambos_error AMBOS_CALL ambos_getcwd(char **path)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *path = NULL;
    return ambos__text_hand_over(ambos__os_getcwd(&text), &text, path);
}

ambos_error AMBOS_CALL ambos_chdir(const char *path)
{
    return path ? ambos__os_chdir(path) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

ambos_error AMBOS_CALL ambos_path_absolute(const char *path, char **absolute)
{
    struct ambos__str text = { NULL, 0, 0 };
    ambos_error error;

    if (!absolute)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *absolute = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = path[0] ? ambos__os_path_absolute(path, &text) : ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(error, &text, absolute);
}
