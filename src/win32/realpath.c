/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

/* Units of the prefix of a path that is taken as it stands. */
enum { PREFIX_UNITS = 4, UNC_PREFIX_UNITS = 8 };

/* What GetFinalPathNameByHandleW says, of any length. ERROR_SUCCESS or its failure. */
static DWORD final_path(HANDLE handle, struct ambos__wide *found, DWORD flags)
{
    for (;;) {
        const DWORD capacity = (DWORD)found->capacity;
        const DWORD length = GetFinalPathNameByHandleW(handle, found->text, capacity, flags);

        if (length == 0)
            return GetLastError();
        if (length < capacity) {
            found->length = length;
            return ERROR_SUCCESS;
        }
        found->length = 0;
        if (ambos__wide_reserve(found, length) != AMBOS_OK)
            return ERROR_NOT_ENOUGH_MEMORY;
    }
}

/* A volume without a letter has no name of DOS. To put the names into their normal form needs a look into the
   directories above, which may be forbidden. */
DWORD ambos__nt_final_path(HANDLE file, struct ambos__wide *path)
{
    static const DWORD forms[] = { VOLUME_NAME_DOS | FILE_NAME_NORMALIZED, VOLUME_NAME_DOS | FILE_NAME_OPENED,
                                   VOLUME_NAME_GUID | FILE_NAME_NORMALIZED, VOLUME_NAME_GUID | FILE_NAME_OPENED };
    DWORD failure = ERROR_SUCCESS;
    size_t i;

    for (i = 0; i < sizeof forms / sizeof *forms; i++) {
        const DWORD result = final_path(file, path, forms[i]);

        if (result == ERROR_SUCCESS || result == ERROR_NOT_ENOUGH_MEMORY)
            return result;
        if (i == 0)
            failure = result;
    }
    return failure;
}

/* Does no name of the path lead elsewhere? Cuts the name as it goes. */
static bool has_no_links(struct ambos__path *path)
{
    size_t last;

    do {
        struct ambos__nt_attribute_tag tag;

        if (ambos__nt_path_tag(path, &tag) < 0 || ambos__reparse_is_link(tag.tag))
            return false;
    } while (ambos__nt_path_split(path->name.text, path->name.length, &path->name.length, &last));
    return true;
}

/* Some drivers of drives in memory tell no names: a path without links is its own then. */
static ambos_error find_by_hand(struct ambos__path *path, struct ambos__wide *found, DWORD failure)
{
    const size_t length = path->name.length;
    ambos_error error;

    if (failure == ERROR_NOT_ENOUGH_MEMORY)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (!has_no_links(path))
        return ambos__fail_native(AMBOS_DOMAIN_WIN32, failure, AMBOS_STEP_QUERY);
    found->length = 0;
    error = ambos__wide_append(found, path->name.text, length);
    if (error == AMBOS_OK)
        found->text[1] = L'\\';
    return error;
}

/* How much of a path that is taken as it stands may go: as much as leaves a path that Win32 reads as the same. With a
   share, one unit more stays, which becomes a second separator. */
static ambos_error drop_prefix(struct ambos__wide *found)
{
    const bool unc = found->length > UNC_PREFIX_UNITS && wcsncmp(found->text, L"\\\\?\\UNC\\", UNC_PREFIX_UNITS) == 0;
    const size_t skip = unc ? UNC_PREFIX_UNITS - 2 : PREFIX_UNITS;
    const wchar_t kept = found->length > skip ? found->text[skip] : L'\0';
    struct ambos__path again;
    ambos_error error;
    bool same;

    if (!unc && (found->length <= PREFIX_UNITS + 1 || found->text[PREFIX_UNITS + 1] != L':'))
        return AMBOS_OK;
    if (unc)
        found->text[skip] = L'\\';
    error = ambos__path_init_wide(&again, found->text + skip, AMBOS_STEP_QUERY);
    if (unc)
        found->text[skip] = kept;
    if (error != AMBOS_OK)
        return error;
    same = again.name.length == found->length &&
           wcsncmp(again.name.text + PREFIX_UNITS, found->text + PREFIX_UNITS, found->length - PREFIX_UNITS) == 0;
    ambos__path_free(&again);
    if (!same)
        return AMBOS_OK;
    memmove(found->text, found->text + skip, (found->length - skip + 1) * sizeof *found->text);
    found->length -= skip;
    if (unc)
        found->text[0] = L'\\';
    return AMBOS_OK;
}

static ambos_error resolve_path(struct ambos__path *path, struct ambos__wide *found)
{
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open_file(&handle, path, FILE_READ_ATTRIBUTES, true);
    ambos_error error = AMBOS_OK;
    DWORD failure;

    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    failure = ambos__nt_final_path(handle, found);
    ambos__handle_close(&handle);
    if (failure != ERROR_SUCCESS)
        error = find_by_hand(path, found, failure);
    return error == AMBOS_OK ? drop_prefix(found) : error;
}

ambos_error ambos__os_realpath(const char *path, struct ambos__str *resolved)
{
    struct ambos__path name;
    struct ambos__wide found;
    ambos_error error = ambos__path_init(&name, AMBOS__CWD, path, AMBOS_STEP_QUERY);

    if (error != AMBOS_OK)
        return error;
    ambos__wide_init(&found);
    error = resolve_path(&name, &found);
    if (error == AMBOS_OK)
        error = ambos__str_append_wide(resolved, found.text, found.length);
    ambos__wide_free(&found);
    ambos__path_free(&name);
    return error;
}
