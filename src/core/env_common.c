/* SPDX-License-Identifier: MIT */
/* The environment of the process itself. */
#include <string.h>

#include "core/port.h"

#define ENV_FIRST_SIZE 256

static ambos_error own_env_check(const char *name)
{
    if (!name || !name[0] || strchr(name, '='))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_getenv_into(const char *name, char *buffer, size_t size, size_t *length)
{
    size_t unwanted;

    if (!length)
        length = &unwanted;
    *length = 0;
    if (buffer && size)
        buffer[0] = '\0';
    if (!buffer && size)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (own_env_check(name))
        return AMBOS_EINVAL;
    return ambos__os_getenv(name, buffer, size, length);
}

/* It may grow between two looks, so ask until it fits. */
static ambos_error own_env_copy(const char *name, struct ambos__str *text)
{
    size_t length = ENV_FIRST_SIZE;
    ambos_failure before;
    ambos_error error;

    ambos_last_failure(&before);
    do {
        if (ambos__str_reserve(text, length))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        error = ambos__os_getenv(name, text->data, length + 1, &length);
    } while (error == AMBOS_ERANGE);
    if (!error) {
        text->size = length;
        ambos__failure_restore(&before); /* "does not fit yet" was no failure */
    }
    return error;
}

ambos_error AMBOS_CALL ambos_getenv(const char *name, char **value)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!value)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *value = NULL;
    if (own_env_check(name))
        return AMBOS_EINVAL;
    return ambos__text_hand_over(own_env_copy(name, &text), &text, value);
}

ambos_error AMBOS_CALL ambos_setenv(const char *name, const char *value)
{
    if (!value)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return own_env_check(name) ? AMBOS_EINVAL : ambos__os_setenv(name, value);
}

ambos_error AMBOS_CALL ambos_unsetenv(const char *name)
{
    return own_env_check(name) ? AMBOS_EINVAL : ambos__os_setenv(name, NULL);
}

ambos_error AMBOS_CALL ambos_clearenv(void)
{
    return ambos__os_clearenv();
}
