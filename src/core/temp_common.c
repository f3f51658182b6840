/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"
#include "core/temp.h"

#define TEMP_PREFIX ".ambos-"

_Static_assert(sizeof TEMP_PREFIX + AMBOS__TEMP_LETTERS == AMBOS__TEMP_NAME_ROOM, "the name fits");

ambos_error ambos__temp_letters(char letters[AMBOS__TEMP_LETTERS + 1], uint32_t step)
{
    unsigned char bytes[AMBOS__TEMP_LETTERS];
    ambos_error error = ambos__os_random(bytes, sizeof bytes, step);
    size_t i;

    for (i = 0; i < sizeof bytes && !error; i++)
        letters[i] = "abcdefghijklmnopqrstuvwxyz234567"[bytes[i] % 32];
    letters[i] = '\0';
    return error;
}

ambos_error ambos__temp_name(char name[AMBOS__TEMP_NAME_ROOM], uint32_t step)
{
    memcpy(name, TEMP_PREFIX, sizeof TEMP_PREFIX - 1);
    return ambos__temp_letters(name + sizeof TEMP_PREFIX - 1, step);
}

/* A place for something temporary: its directory, as a name can stand behind it, and the whole path. */
struct temp_place {
    struct ambos__str directory;
    char *path;
};

static ambos_error temp_join(struct temp_place *place, const char *prefix, const char *letters)
{
    struct ambos__str text = { NULL, 0, 0 };
    ambos_error error = ambos__str_append(&text, place->directory.data, place->directory.size);

    if (!error)
        error = ambos__str_append_text(&text, prefix);
    if (!error)
        error = ambos__str_append_text(&text, letters);
    if (error)
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return ambos__text_hand_over(error, &text, &place->path);
}

static ambos_error temp_choose(struct temp_place *place, const char *dir, const char *prefix)
{
    char letters[AMBOS__TEMP_LETTERS + 1];
    ambos_error error = ambos__temp_letters(letters, AMBOS_STEP_CREATE);

    if (!error)
        error = ambos__os_temp_directory(dir, &place->directory);
    if (!error)
        error = temp_join(place, prefix ? prefix : "ambos-", letters);
    if (!error && ambos__str_append_char(&place->directory, '\0'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return error;
}

/* What leads out of the directory, or on Windows to a stream. */
static bool temp_prefix_valid(const char *prefix)
{
    return !prefix || strpbrk(prefix, "/\\:") == NULL;
}

static ambos_error temp_open(ambos_file **file, const struct temp_place *place, uint32_t flags)
{
    const uint32_t how = AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE | AMBOS_PRIVATE;
    ambos_file *made;
    ambos_error error;

    if (!(flags & AMBOS_TEMP_DELETE))
        return ambos_file_open(file, place->path, how, 0600);
    error = ambos__file_wrap(&made, AMBOS_NO_HANDLE, 0);
    if (error)
        return error;
    error = ambos__os_temp_nameless(made, place->directory.data, place->path);
    if (error)
        ambos__release(made);
    else
        *file = made;
    return error;
}

ambos_error AMBOS_CALL ambos_temp_file(ambos_file **file, const char *dir, const char *prefix, uint32_t flags, char **path)
{
    struct temp_place place = { { NULL, 0, 0 }, NULL };
    ambos_error error;

    if (file)
        *file = NULL;
    if (path)
        *path = NULL;
    if (!file || (flags & ~(uint32_t)AMBOS_TEMP_DELETE) || !temp_prefix_valid(prefix) || !path != (flags != 0))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = temp_choose(&place, dir, prefix);
    if (!error)
        error = temp_open(file, &place, flags);
    ambos__str_free(&place.directory);
    if (error || !path)
        ambos__release(place.path);
    else
        *path = place.path;
    return error;
}

ambos_error AMBOS_CALL ambos_temp_dir(char **path, const char *dir, const char *prefix, uint32_t flags)
{
    struct temp_place place = { { NULL, 0, 0 }, NULL };
    ambos_error error;

    if (path)
        *path = NULL;
    if (!path || flags || !temp_prefix_valid(prefix))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = temp_choose(&place, dir, prefix);
    if (!error)
        error = ambos__os_mkdir(AMBOS__CWD, place.path, 0700, AMBOS_PRIVATE);
    ambos__str_free(&place.directory);
    if (error)
        ambos__release(place.path);
    else
        *path = place.path;
    return error;
}
