/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/path_text.h"
#include "win32/nt.h"

bool ambos__os_is_separator(char byte)
{
    return byte == '/' || byte == '\\';
}

bool ambos__os_is_plain_name(const char *name)
{
    /* A letter and a colon would be a drive, which may have any name. */
    return !strchr(name, ':') && !ambos__path_reserved(name, true);
}

/* The last name is nothing but dots and spaces, which Win32 takes off; or there is none. */
static bool root_names_nothing(const char *path, size_t end)
{
    while (end > 0 && (path[end - 1] == '.' || path[end - 1] == ' '))
        end--;
    return end == 0 || path[end - 1] == ':' || ambos__os_is_separator(path[end - 1]);
}

static ambos_error root_take_name(struct ambos__str *name, const struct ambos__path *path, size_t last)
{
    ambos_error error = ambos__str_append_wide(name, path->name.text + last, path->name.length - last);

    if (error == AMBOS_OK && ambos__str_append_char(name, '\0') != AMBOS_OK)
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (error == AMBOS_OK)
        name->size--;
    return error;
}

static ambos_error root_split(const struct ambos__path *path, ambos_native *parent, struct ambos__str *name)
{
    HANDLE handle;
    size_t above, last;
    ambos__ntstatus status;
    ambos_error error;

    if (!ambos__nt_path_split(path->name.text, path->name.length, &above, &last))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_take_name(name, path, last);
    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open_parent(&handle, path, FILE_TRAVERSE | FILE_READ_ATTRIBUTES);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_OPEN);
    *parent = (ambos_native)handle;
    return AMBOS_OK;
}

ambos_error ambos__os_path_parent(const char *path, ambos_native *parent, struct ambos__str *name, bool *directory)
{
    size_t end = strlen(path);
    struct ambos__path whole;
    ambos_error error;

    *directory = end > 0 && ambos__os_is_separator(path[end - 1]);
    while (end > 0 && ambos__os_is_separator(path[end - 1]))
        end--;
    if (root_names_nothing(path, end))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__path_init(&whole, AMBOS__CWD, path, AMBOS_STEP_OPEN);
    if (error != AMBOS_OK)
        return error;
    error = root_split(&whole, parent, name);
    ambos__path_free(&whole);
    return error;
}
