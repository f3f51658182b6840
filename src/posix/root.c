/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <string.h>

bool ambos__os_is_separator(char byte)
{
    return byte == '/';
}

static bool root_is_dots(const char *name, size_t length)
{
    return (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.');
}

bool ambos__os_is_plain_name(const char *name)
{
    (void)name;
    return true;
}

/* The path of the directory, with a NUL, in the place of the name for the moment. */
static ambos_error root_open_parent(const char *path, size_t length, ambos_native *parent, struct ambos__str *text)
{
    if (ambos__str_append(text, length > 0 ? path : ".", length > 0 ? length : 1) || ambos__str_append_char(text, '\0'))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return ambos__os_dir_handle(AMBOS__CWD, text->data, AMBOS__SEARCH_ONLY, parent);
}

ambos_error ambos__os_path_parent(const char *path, ambos_native *parent, struct ambos__str *name, bool *directory)
{
    size_t end = strlen(path);
    size_t begin;
    ambos_error error;

    *directory = end > 0 && path[end - 1] == '/';
    while (end > 0 && path[end - 1] == '/')
        end--;
    begin = end;
    while (begin > 0 && path[begin - 1] != '/')
        begin--;
    if (begin == end || root_is_dots(path + begin, end - begin))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_open_parent(path, begin, parent, name);
    if (error)
        return error;
    name->size = 0;
    if (!ambos__str_append(name, path + begin, end - begin) && !ambos__str_append_char(name, '\0')) {
        name->size--;
        return AMBOS_OK;
    }
    ambos__os_dir_handle_close(*parent);
    return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
}
