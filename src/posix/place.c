/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <stdlib.h>
#include <string.h>

#define HOST_FIRST_SIZE 256

static ambos_error place_add(struct ambos__str *path, const char *text)
{
    return ambos__str_append_text(path, text) ? ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY) : AMBOS_OK;
}

/* The value of a variable that holds an absolute path; else NULL. */
static const char *place_variable(const char *name)
{
    const char *value = name ? getenv(name) : NULL;

    return value && value[0] == '/' ? value : NULL;
}

/* The environment of a program that has more rights than its user is not to be trusted with files of others. */
static bool place_can_be_temp(const char *path)
{
    struct stat info;

    return getuid() == geteuid() && getgid() == getegid() && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static ambos_error place_home(struct ambos__str *path)
{
    const char *home = place_variable("HOME");
    ambos_error error = home ? place_add(path, home) : ambos__os_user_home(NULL, path);

    return error == AMBOS_OK && path->data[0] != '/' ? ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM) : error;
}

/* Without separators at its end, but for the root's. */
static void place_trim(struct ambos__str *path)
{
    while (path->size > 1 && path->data[path->size - 1] == '/')
        path->size--;
}

/* Below the home directory. */
static ambos_error place_at_home(struct ambos__str *path, const char *name)
{
    ambos_error error = place_home(path);

    place_trim(path);
    if (error == AMBOS_OK && name[0] != '\0' && path->data[path->size - 1] != '/')
        error = place_add(path, "/");
    return error == AMBOS_OK ? place_add(path, name) : error;
}

ambos_error ambos__os_place(uint32_t which, struct ambos__str *path)
{
    const struct ambos__place *place = ambos__place_of(which);
    const char *value = place_variable(place->variable);
    ambos_error error;

    if (value && which == AMBOS_PLACE_TEMP && !place_can_be_temp(value))
        value = NULL;
    if (!value && !place->otherwise)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM);
    if (!value && place->otherwise[0] != '/')
        error = place_at_home(path, place->otherwise);
    else
        error = place_add(path, value ? value : place->otherwise);
    place_trim(path);
    return error;
}

/* A name that fills the room may have been cut: systems differ in whether they say so. */
ambos_error ambos__os_host_name(struct ambos__str *name)
{
    size_t wanted = HOST_FIRST_SIZE;

    for (;;) {
        if (ambos__str_reserve(name, wanted))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        memset(name->data, 0, name->capacity);
        if (gethostname(name->data, name->capacity - 1) != 0 && errno != ENAMETOOLONG)
            return ambos__fail_errno(AMBOS_STEP_SYSTEM);
        name->size = strlen(name->data);
        if (name->size + 2 < name->capacity)
            return AMBOS_OK;
        wanted = name->capacity;
    }
}
