/* SPDX-License-Identifier: MIT */
/* From the paths of callers to those of Win32 and of the kernel. */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "win32/nt.h"

/* Below this no function of Win32 minds; a directory must leave room for a short name behind it. */
enum { SHORT_PATH = 248 };

/* The hint of GetFullPathNameW is too small for some paths, so that it is asked until it fits. */
static ambos_error resolve_full(struct ambos__wide *full, const wchar_t *path, uint32_t step)
{
    for (;;) {
        const DWORD capacity = (DWORD)full->capacity;
        const DWORD length = GetFullPathNameW(path, capacity, full->text, NULL);
        ambos_error error;

        if (length == 0)
            return ambos__fail_win32(step);
        if (length < capacity) {
            full->length = length;
            return AMBOS_OK;
        }
        full->length = 0;
        error = ambos__wide_reserve(full, length < 2 * capacity ? 2 * capacity : length);
        if (error != AMBOS_OK)
            return error;
    }
}

/* `full` is filled in any case, so that it may be freed. */
static ambos_error make_full(struct ambos__wide *full, const struct ambos__wide *path, uint32_t step)
{
    ambos__wide_init(full);
    if (ambos__path_kind(path->text, path->length) == AMBOS__PATH_VERBATIM)
        return ambos__wide_append(full, path->text, path->length);
    return resolve_full(full, path->text, step);
}

static ambos_error path_text(struct ambos__wide *wide, const char *path, uint32_t step)
{
    if (path[0] == '\0') {
        ambos__wide_init(wide);
        return ambos__fail(AMBOS_ENOENT, step);
    }
    return ambos__wide_from(wide, path, strlen(path));
}

ambos_error ambos__full_path(struct ambos__wide *full, const char *path, uint32_t step)
{
    struct ambos__wide wide;
    ambos_error error;

    ambos__wide_init(full);
    error = path_text(&wide, path, step);
    if (error == AMBOS_OK)
        error = make_full(full, &wide, step);
    ambos__wide_free(&wide);
    if (error != AMBOS_OK)
        ambos__wide_free(full);
    return error;
}

/* \\s\x -> \\?\UNC\s\x and C:\x -> \\?\C:\x, in place. */
static ambos_error add_verbatim_prefix(struct ambos__wide *full)
{
    const bool unc = ambos__path_kind(full->text, full->length) == AMBOS__PATH_UNC;
    const wchar_t *prefix = unc ? L"\\\\?\\UNC" : L"\\\\?\\";
    const size_t added = wcslen(prefix), skip = unc ? 1 : 0;
    ambos_error error = ambos__wide_reserve(full, full->length + added);

    if (error != AMBOS_OK)
        return error;
    memmove(full->text + added, full->text + skip, (full->length - skip + 1) * sizeof *full->text);
    memcpy(full->text, prefix, added * sizeof *prefix);
    full->length += added - skip;
    return AMBOS_OK;
}

ambos_error ambos__long_path(struct ambos__wide *full, const char *path, uint32_t step)
{
    ambos_error error = ambos__full_path(full, path, step);
    enum ambos__path_kind kind;

    if (error != AMBOS_OK || full->length < SHORT_PATH)
        return error;
    kind = ambos__path_kind(full->text, full->length);
    if (kind == AMBOS__PATH_DRIVE || kind == AMBOS__PATH_UNC)
        error = add_verbatim_prefix(full);
    if (error != AMBOS_OK)
        ambos__wide_free(full);
    return error;
}

/* Where Win32's own spelling begins in \\?\C:\x or \\?\UNC\s\x; 0: there is none. */
static size_t verbatim_prefix(const struct ambos__wide *full)
{
    if (full->length < 4 || ambos__path_kind(full->text, full->length) != AMBOS__PATH_VERBATIM)
        return 0;
    if (ambos__path_kind(full->text + 4, full->length - 4) == AMBOS__PATH_DRIVE)
        return 4;
    return full->length > 8 && _wcsnicmp(full->text + 4, L"UNC\\", 4) == 0 ? 6 : 0;
}

static ambos_error drop_verbatim_prefix(struct ambos__wide *full, size_t prefix, uint32_t step)
{
    const wchar_t first = full->text[prefix];
    struct ambos__wide same;
    ambos_error error;

    if (prefix == 6)
        full->text[prefix] = L'\\';
    ambos__wide_init(&same);
    error = resolve_full(&same, full->text + prefix, step);
    if (error == AMBOS_OK && wcscmp(same.text, full->text + prefix) == 0) {
        full->length -= prefix;
        memmove(full->text, full->text + prefix, (full->length + 1) * sizeof *full->text);
    } else {
        full->text[prefix] = first;
    }
    ambos__wide_free(&same);
    return error;
}

ambos_error ambos__directory_path(struct ambos__wide *full, const char *path, uint32_t step)
{
    ambos_error error = ambos__full_path(full, path, step);
    const size_t prefix = error == AMBOS_OK ? verbatim_prefix(full) : 0;

    if (prefix > 0)
        error = drop_verbatim_prefix(full, prefix, step);
    if (error != AMBOS_OK)
        ambos__wide_free(full);
    return error;
}

static ambos_error name_from_full(struct ambos__wide *name, const struct ambos__wide *full, uint32_t step)
{
    ambos_error error;

    name->length = 0;
    error = ambos__wide_reserve(name, full->length + 6);
    if (error != AMBOS_OK)
        return error;
    if (ambos__nt_path_build(full->text, full->length, name->text, name->capacity - 1, &name->length) != AMBOS_OK)
        return ambos__fail(AMBOS_EINVAL, step);
    name->text[name->length] = L'\0';
    return AMBOS_OK;
}

/* From path->name as the caller wrote it to the kernel's name. */
static ambos_error make_absolute(struct ambos__path *path, uint32_t step)
{
    struct ambos__wide full;
    ambos_error error = make_full(&full, &path->name, step);

    if (error == AMBOS_OK)
        error = name_from_full(&path->name, &full, step);
    ambos__wide_free(&full);
    return error;
}

static ambos_error make_relative(struct ambos__path *path, ambos_native dir, uint32_t step)
{
    path->root = (HANDLE)dir;
    if (ambos__nt_path_clean(path->name.text, &path->name.length) != AMBOS_OK)
        return ambos__fail(AMBOS_EINVAL, step);
    path->name.text[path->name.length] = L'\0';
    return AMBOS_OK;
}

/* What fits no string of the kernel is found out here, for all that use the name. */
static ambos_error finish_path(struct ambos__path *path, ambos_error error, uint32_t step)
{
    if (error == AMBOS_OK && path->name.length > AMBOS__NT_NAME_MAX)
        error = ambos__fail_nt(AMBOS__STATUS_NAME_TOO_LONG, step);
    if (error != AMBOS_OK)
        ambos__path_free(path);
    return error;
}

ambos_error ambos__path_init(struct ambos__path *path, ambos_native dir, const char *text, uint32_t step)
{
    ambos_error error = path_text(&path->name, text, step);
    enum ambos__path_kind kind;

    path->root = NULL;
    path->directory = false;
    path->dot = false;
    if (error != AMBOS_OK)
        return error;
    path->directory = ambos__path_demands_directory(path->name.text, path->name.length);
    path->dot = ambos__path_ends_in_dot(path->name.text, path->name.length);
    kind = ambos__path_kind(path->name.text, path->name.length);
    if (dir != AMBOS__CWD && (kind == AMBOS__PATH_RELATIVE || kind == AMBOS__PATH_DRIVE_RELATIVE))
        error = make_relative(path, dir, step);
    else
        error = make_absolute(path, step);
    return finish_path(path, error, step);
}

ambos_error ambos__path_init_wide(struct ambos__path *path, const wchar_t *text, uint32_t step)
{
    struct ambos__wide full;
    ambos_error error;

    path->root = NULL;
    path->directory = false;
    path->dot = false;
    ambos__wide_init(&path->name);
    ambos__wide_init(&full);
    error = resolve_full(&full, text, step);
    if (error == AMBOS_OK)
        error = name_from_full(&path->name, &full, step);
    ambos__wide_free(&full);
    return finish_path(path, error, step);
}

void ambos__path_free(struct ambos__path *path)
{
    ambos__wide_free(&path->name);
}

/* Where a name relative to a directory handle is, for calls that know no such handles. */
static ambos_error handle_relative_path(struct ambos__wide *full, const struct ambos__path *path, uint32_t step)
{
    const DWORD failure = ambos__nt_final_path(path->root, full);
    ambos_error error;

    if (failure != ERROR_SUCCESS)
        return ambos__fail_native(AMBOS_DOMAIN_WIN32, failure, step);
    error = ambos__wide_append(full, L"\\", 1);
    return error == AMBOS_OK ? ambos__wide_append(full, path->name.text, path->name.length) : error;
}

/* \??\ and \\?\ differ in one unit. */
ambos_error ambos__win32_path(struct ambos__wide *full, const struct ambos__path *path, uint32_t step)
{
    ambos_error error;

    ambos__wide_init(full);
    if (path->root)
        return handle_relative_path(full, path, step);
    error = ambos__wide_append(full, path->name.text, path->name.length);
    if (error == AMBOS_OK)
        full->text[1] = L'\\';
    return error;
}

/* Not \??\C:\... */
bool ambos__path_may_be_device(const struct ambos__path *path)
{
    return !path->root && !(path->name.length >= 7 && path->name.text[5] == L':' && path->name.text[6] == L'\\');
}
