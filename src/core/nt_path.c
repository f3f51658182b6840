/* SPDX-License-Identifier: MIT */
#include "core/nt_path.h"

#include <string.h>

#include "ambos/error.h"

static bool path_separator(uint16_t unit)
{
    return unit == '\\' || unit == '/';
}

static bool path_letter(uint16_t unit)
{
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

static bool path_begins(const uint16_t *path, size_t length, const char *ascii)
{
    size_t i;

    for (i = 0; ascii[i] != '\0'; i++)
        if (i >= length || path[i] != (uint16_t)(unsigned char)ascii[i])
            return false;
    return true;
}

/* Ignoring case; `ascii` is in upper case and a separator or the end follows. */
static bool path_first_is(const uint16_t *path, size_t length, const char *ascii)
{
    size_t i;

    for (i = 0; ascii[i] != '\0'; i++) {
        uint16_t upper = i < length && path[i] >= 'a' && path[i] <= 'z' ? (uint16_t)(path[i] - 32) : 0;

        if (i >= length || (upper ? upper : path[i]) != (uint16_t)(unsigned char)ascii[i])
            return false;
    }
    return i == length || path[i] == '\\';
}

static enum ambos__path_kind slashed_kind(const uint16_t *path, size_t length)
{
    if (length < 2 || !path_separator(path[1]))
        return AMBOS__PATH_ROOTED;
    if (length < 3 || (path[2] != '.' && path[2] != '?'))
        return AMBOS__PATH_UNC;
    return length == 3 || path_separator(path[3]) ? AMBOS__PATH_DEVICE : AMBOS__PATH_UNC;
}

enum ambos__path_kind ambos__path_kind(const uint16_t *path, size_t length)
{
    if (path_begins(path, length, "\\\\?\\") || path_begins(path, length, "\\??\\"))
        return AMBOS__PATH_VERBATIM;
    if (length > 0 && path_separator(path[0]))
        return slashed_kind(path, length);
    if (length < 2 || path[1] != ':' || !path_letter(path[0]))
        return AMBOS__PATH_RELATIVE;
    return length > 2 && path_separator(path[2]) ? AMBOS__PATH_DRIVE : AMBOS__PATH_DRIVE_RELATIVE;
}

bool ambos__path_ends_in_dot(const uint16_t *path, size_t length)
{
    size_t dots = 0;

    if (ambos__path_kind(path, length) == AMBOS__PATH_VERBATIM)
        return false;
    while (length > 0 && path_separator(path[length - 1]))
        length--;
    while (dots < length && path[length - 1 - dots] == '.')
        dots++;
    if (dots != 1 && dots != 2)
        return false;
    return dots == length || path_separator(path[length - dots - 1]) || path[length - dots - 1] == ':';
}

bool ambos__path_demands_directory(const uint16_t *path, size_t length)
{
    if (length == 0)
        return false;
    if (ambos__path_kind(path, length) == AMBOS__PATH_VERBATIM)
        return path[length - 1] == '\\';
    return path_separator(path[length - 1]) || ambos__path_ends_in_dot(path, length);
}

/* The end of `parts` names from `at` on, with the separator behind them. */
static size_t path_after(const uint16_t *name, size_t length, size_t at, size_t parts)
{
    while (parts > 0 && at < length) {
        while (at < length && name[at] != '\\')
            at++;
        if (at < length)
            at++;
        parts--;
    }
    return at;
}

size_t ambos__nt_path_root(const uint16_t *name, size_t length)
{
    const size_t prefix = 4;

    if (!path_begins(name, length, "\\??\\"))
        return 0;
    if (path_first_is(name + prefix, length - prefix, "UNC"))
        return path_after(name, length, prefix, 3);
    if (path_first_is(name + prefix, length - prefix, "GLOBALROOT"))
        return path_after(name, length, prefix, 3);
    return path_after(name, length, prefix, 1);
}

static size_t without_separators(const uint16_t *name, size_t length)
{
    const size_t root = ambos__nt_path_root(name, length);

    while (length > root && name[length - 1] == '\\')
        length--;
    return length;
}

ambos_error ambos__nt_path_build(const uint16_t *path, size_t length, uint16_t *out, size_t capacity, size_t *needed)
{
    const enum ambos__path_kind kind = ambos__path_kind(path, length);
    const char *prefix = "\\??\\";
    size_t skip = 0, i, prefix_length;

    if (kind == AMBOS__PATH_UNC) {
        prefix = "\\??\\UNC\\";
        skip = 2;
    } else if (kind == AMBOS__PATH_DEVICE || kind == AMBOS__PATH_VERBATIM) {
        skip = length < 4 ? length : 4;
    } else if (kind != AMBOS__PATH_DRIVE) {
        return AMBOS_EINVAL;
    }
    prefix_length = strlen(prefix);
    *needed = prefix_length + (length - skip);
    if (*needed > capacity)
        return AMBOS_ERANGE;
    for (i = 0; i < prefix_length; i++)
        out[i] = (uint16_t)(unsigned char)prefix[i];
    if (length > skip)
        memcpy(out + prefix_length, path + skip, (length - skip) * sizeof *out);
    *needed = without_separators(out, *needed);
    return AMBOS_OK;
}

ambos_error ambos__nt_path_clean(uint16_t *path, size_t *length)
{
    size_t from = 0, to = 0;

    if (ambos__path_kind(path, *length) != AMBOS__PATH_RELATIVE)
        return AMBOS_EINVAL;
    while (from < *length) {
        size_t end = from;

        while (end < *length && !path_separator(path[end]))
            end++;
        if (end - from == 2 && path[from] == '.' && path[from + 1] == '.')
            return AMBOS_EINVAL;
        if (end > from && !(end - from == 1 && path[from] == '.')) {
            if (to > 0)
                path[to++] = '\\';
            memmove(path + to, path + from, (end - from) * sizeof *path);
            to += end - from;
        }
        from = end + 1;
    }
    *length = to;
    return AMBOS_OK;
}

bool ambos__nt_path_split(const uint16_t *name, size_t length, size_t *parent, size_t *last)
{
    const size_t root = ambos__nt_path_root(name, length);
    size_t at = length;

    if (length <= root)
        return false;
    while (at > root && name[at - 1] != '\\')
        at--;
    *last = at;
    while (at > root && name[at - 1] == '\\')
        at--;
    *parent = at;
    return true;
}
