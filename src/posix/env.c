/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <stdlib.h>
#include <string.h>

#include "core/env_object.h"

ambos_error ambos__os_getenv(const char *name, char *buffer, size_t size, size_t *length)
{
    const char *value = getenv(name);

    if (!value)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_ENVIRONMENT);
    *length = strlen(value);
    if (*length < size) {
        memcpy(buffer, value, *length + 1);
        return AMBOS_OK;
    }
    if (size > 0)
        buffer[0] = '\0';
    return ambos__fail(AMBOS_ERANGE, AMBOS_STEP_ENVIRONMENT);
}

ambos_error ambos__os_setenv(const char *name, const char *value)
{
    const int result = value ? setenv(name, value, 1) : unsetenv(name);

    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_ENVIRONMENT);
}

/* clearenv() is not on every system; an empty list means the same on all. */
ambos_error ambos__os_clearenv(void)
{
    char **entries = ambos__environ();

    if (entries)
        entries[0] = NULL;
    return AMBOS_OK;
}

/* Room for all of it at once. */
static ambos_error env_make_room(ambos_env *env, char *const *list)
{
    size_t count = 0, size = 0;

    for (; list && list[count]; count++)
        size += strlen(list[count]) + 1;
    return ambos__env_reserve(env, count, size);
}

ambos_error ambos__os_env_snapshot(ambos_env *env)
{
    char *const *list = ambos__environ();
    char *const *entry;
    ambos_error error = env_make_room(env, list);

    for (entry = list; entry && *entry && !error; entry++)
        if (**entry != '=') /* without a name: nothing is hidden here */
            error = ambos__env_append(env, *entry, strlen(*entry));
    return error;
}

bool ambos__os_env_same_name(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

uint32_t ambos__os_env_hash(const char *name, size_t length)
{
    return ambos__env_hash(name, length, NULL);
}

bool ambos__os_text_valid(const char *text, size_t length)
{
    (void)text;
    (void)length;
    return true;
}
