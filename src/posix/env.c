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

/* Without a name or a `=` it is no variable, and nobody could read it. */
static bool env_readable(const char *entry)
{
    return entry[0] != '=' && strchr(entry, '=');
}

/* Of a name that stands twice the first counts, as for getenv(): a snapshot that
   kept both would let the other come through when the first is changed. */
static bool env_shadowed(char *const *list, char *const *entry)
{
    const size_t length = (size_t)(strchr(*entry, '=') - *entry) + 1;

    while (list < entry && strncmp(*list, *entry, length) != 0)
        list++;
    return list < entry;
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
        if (env_readable(*entry) && !env_shadowed(list, entry))
            error = ambos__env_append(env, *entry, strlen(*entry));
    return error;
}

bool ambos__os_env_same_name(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && memcmp(a, b, a_length) == 0;
}

bool ambos__os_text_valid(const char *text, size_t length)
{
    (void)text;
    (void)length;
    return true;
}
