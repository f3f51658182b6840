/* SPDX-License-Identifier: MIT */
/* Removing by handle. What deletes like POSIX came with Windows 10, piece by piece and not on every file system, so
   that each call tries the newest first. */
#include "win32/win32.h"

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

static ambos__ntstatus dispose_newer(HANDLE file, ULONG flags)
{
    return ambos__nt_set(file, AMBOS__NT_DISPOSITION_INFORMATION_EX, &flags, sizeof flags);
}

static ambos__ntstatus dispose_older(HANDLE file)
{
    ambos__ntstatus status = dispose_newer(file, AMBOS__NT_DISPOSITION_DELETE | AMBOS__NT_DISPOSITION_POSIX);
    BOOLEAN remove = TRUE;

    if (!ambos__nt_unknown_request(status))
        return status;
    return ambos__nt_set(file, AMBOS__NT_DISPOSITION_INFORMATION, &remove, sizeof remove);
}

static bool has_other_names(HANDLE file)
{
    struct ambos__nt_standard standard;

    return ambos__nt_query(file, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0 && standard.links > 1;
}

static ambos__ntstatus remove_read_only(HANDLE file, ULONG attributes)
{
    const bool keep = has_other_names(file);
    ambos__ntstatus status = ambos__nt_set_attributes(file, attributes & ~(ULONG)FILE_ATTRIBUTE_READONLY);

    if (status < 0)
        return status;
    status = dispose_older(file);
    /* The attribute belongs to the file, not to the name that goes. */
    if (status < 0 || keep)
        (void)ambos__nt_set_attributes(file, attributes);
    return status;
}

ambos__ntstatus ambos__nt_remove(HANDLE file, ULONG attributes)
{
    const ambos__ntstatus status = dispose_newer(file, AMBOS__NT_DISPOSITION_DELETE | AMBOS__NT_DISPOSITION_POSIX |
                                                           AMBOS__NT_DISPOSITION_IGNORE_READONLY);

    /* Not every server heeds the wish to ignore it. */
    if ((attributes & FILE_ATTRIBUTE_READONLY) &&
        (ambos__nt_unknown_request(status) || status == AMBOS__STATUS_CANNOT_DELETE))
        return remove_read_only(file, attributes);
    return ambos__nt_unknown_request(status) ? dispose_older(file) : status;
}

static bool tag_is_directory(const struct ambos__nt_attribute_tag *tag)
{
    return (tag->attributes & FILE_ATTRIBUTE_DIRECTORY) && !ambos__reparse_is_link(tag->tag);
}

static ambos_error fail_removal(ambos__ntstatus status, bool directory)
{
    ambos_error code;

    switch (status) {
    case AMBOS__STATUS_CANNOT_DELETE:
    case AMBOS__STATUS_USER_MAPPED_FILE:
        code = directory ? AMBOS_EBUSY : AMBOS_ETXTBSY;
        break;
    case AMBOS__STATUS_SHARING_VIOLATION:
        code = AMBOS_EBUSY;
        break;
    default:
        return ambos__fail_nt(status, AMBOS_STEP_REMOVE);
    }
    return ambos__fail_as(code, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_REMOVE);
}

/* Why the wrong kind of thing cannot be removed this way; AMBOS_OK: it is the right kind. */
static ambos_error check_kind(const struct ambos__path *path, const struct ambos__nt_attribute_tag *tag, bool directory)
{
    if (directory)
        return tag_is_directory(tag) ? AMBOS_OK : AMBOS_ENOTDIR;
    if (tag_is_directory(tag))
        return AMBOS_EISDIR;
    return path->directory ? AMBOS_ENOTDIR : AMBOS_OK;
}

static ambos_error fail_opening(ambos__ntstatus status, const struct ambos__path *path, bool directory)
{
    struct ambos__nt_attribute_tag tag;
    ambos_error code = AMBOS_OK;

    /* It is being removed already, and nobody can get it back. */
    if (status == AMBOS__STATUS_DELETE_PENDING)
        return AMBOS_OK;
    if (status == AMBOS__STATUS_ACCESS_DENIED || status == AMBOS__STATUS_SHARING_VIOLATION)
        code = ambos__nt_path_tag(path, &tag) >= 0 ? check_kind(path, &tag, directory) : AMBOS_OK;
    if (code != AMBOS_OK)
        return ambos__fail_as(code, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_REMOVE);
    return ambos__fail_open(status, path, AMBOS_STEP_REMOVE);
}

static ambos_error remove_opened(HANDLE handle, const struct ambos__path *path, bool directory)
{
    struct ambos__nt_attribute_tag tag;
    ambos__ntstatus status = ambos__nt_tag(handle, &tag);
    ambos_error code;

    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_QUERY);
    code = check_kind(path, &tag, directory);
    if (code != AMBOS_OK)
        return ambos__fail(code, AMBOS_STEP_REMOVE);
    status = ambos__nt_remove(handle, tag.attributes);
    if (status >= 0 || status == AMBOS__STATUS_DELETE_PENDING)
        return AMBOS_OK;
    return fail_removal(status, directory);
}

static ambos_error remove_path(const struct ambos__path *path, bool directory)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    size_t parent, last;
    ambos__ntstatus status;
    ambos_error error;
    HANDLE handle;

    if (directory && path->dot)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_REMOVE);
    /* A root; Wine has some that look like junctions. */
    if ((directory || path->directory) && !ambos__nt_path_split(path->name.text, path->name.length, &parent, &last))
        return ambos__fail(directory ? AMBOS_EBUSY : AMBOS_EISDIR, AMBOS_STEP_REMOVE);
    status = ambos__nt_open(&handle, path, &how);
    if (status < 0)
        return fail_opening(status, path, directory);
    error = remove_opened(handle, path, directory);
    ambos__handle_close(&handle);
    return error;
}

ambos_error ambos__remove(ambos_native dir, const char *path, bool directory)
{
    struct ambos__path name;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_REMOVE);

    if (error != AMBOS_OK)
        return error;
    error = remove_path(&name, directory);
    ambos__path_free(&name);
    return error;
}
