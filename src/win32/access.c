/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "win32/nt.h"

static wchar_t lower_ascii(wchar_t unit)
{
    return unit >= L'A' && unit <= L'Z' ? (wchar_t)(unit - L'A' + L'a') : unit;
}

bool ambos__has_program_name(const wchar_t *name, size_t length)
{
    static const wchar_t endings[][5] = { L".exe", L".com", L".bat", L".cmd" };
    size_t i, k;

    for (i = 0; i < sizeof endings / sizeof *endings; i++) {
        for (k = 0; k < 4 && length >= 4; k++)
            if (lower_ascii(name[length - 4 + k]) != endings[i][k])
                break;
        if (k == 4)
            return true;
    }
    return false;
}

/* The bits mean listing, adding and traversing for directories. */
static ACCESS_MASK wanted_access(uint32_t want)
{
    ACCESS_MASK access = FILE_READ_ATTRIBUTES;

    if (want & AMBOS_ACCESS_READ)
        access |= FILE_READ_DATA;
    if (want & AMBOS_ACCESS_WRITE)
        access |= FILE_WRITE_DATA | FILE_APPEND_DATA;
    if (want & AMBOS_ACCESS_EXECUTE)
        access |= FILE_EXECUTE;
    return access;
}

static ambos_error check_runnable(const struct ambos__path *path, ULONG options)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES, .options = options };
    struct ambos__nt_standard standard;
    ambos__ntstatus status;
    HANDLE handle;

    if (ambos__has_program_name(path->name.text, path->name.length))
        return AMBOS_OK;
    status = ambos__nt_open(&handle, path, &how);
    if (status >= 0)
        status = ambos__nt_query(handle, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard);
    ambos__handle_close(&handle);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    return standard.directory ? AMBOS_OK : ambos__fail(AMBOS_EACCES, AMBOS_STEP_QUERY);
}

/* Known to the access list's check on Windows, not to that of Wine, which asks the system below it. */
static ambos_error check_read_only(HANDLE handle)
{
    struct ambos__nt_basic basic;

    if (ambos__nt_query(handle, AMBOS__NT_BASIC_INFORMATION, &basic, sizeof basic) < 0 ||
        (basic.attributes & FILE_ATTRIBUTE_DIRECTORY) || !(basic.attributes & FILE_ATTRIBUTE_READONLY))
        return AMBOS_OK;
    return ambos__fail(AMBOS_EACCES, AMBOS_STEP_QUERY);
}

/* A yes that opens nothing. A no, and whether the file system may be written at all, is for an open to say. */
static bool granted_by_name(const struct ambos__path *path, uint32_t want)
{
    const ACCESS_MASK wanted = wanted_access(want);
    struct ambos__nt_by_name found;

    if ((want & AMBOS_ACCESS_WRITE) || !ambos__nt_query_by_name(path, AMBOS__NT_STAT_INFORMATION, &found) ||
        (found.access & wanted) != wanted)
        return false;
    return !(want & AMBOS_ACCESS_EXECUTE) || (found.attributes & FILE_ATTRIBUTE_DIRECTORY) ||
           ambos__has_program_name(path->name.text, path->name.length);
}

static ambos_error try_access(const struct ambos__path *path, uint32_t want)
{
    const bool follow = !(want & AMBOS_ACCESS_NOFOLLOW) || path->directory;
    const struct ambos__how how = { .access = wanted_access(want),
                                    .options = follow ? 0 : (ULONG)AMBOS__NT_REPARSE_POINT };
    ambos_error error = AMBOS_OK;
    ambos__ntstatus status;
    HANDLE handle;

    if (granted_by_name(path, want))
        return AMBOS_OK;
    status = ambos__nt_open(&handle, path, &how);
    /* The system looks at who else has it open only when the access list has granted it. */
    if (status < 0 && status != AMBOS__STATUS_SHARING_VIOLATION)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    if (status >= 0 && (want & AMBOS_ACCESS_WRITE))
        error = check_read_only(handle);
    ambos__handle_close(&handle);
    if (error == AMBOS_OK && (want & AMBOS_ACCESS_EXECUTE))
        error = check_runnable(path, how.options);
    return error;
}

ambos_error ambos__os_access(ambos_native dir, const char *path, uint32_t want)
{
    ambos_file_info info = { 0 };
    struct ambos__path name;
    ambos_error error;

    if (!(want & (AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE | AMBOS_ACCESS_EXECUTE)))
        return ambos__os_stat(dir, path, want & AMBOS_ACCESS_NOFOLLOW ? AMBOS_NOFOLLOW : 0, &info);
    error = ambos__path_init(&name, dir, path, AMBOS_STEP_QUERY);
    if (error != AMBOS_OK)
        return error;
    error = try_access(&name, want);
    ambos__path_free(&name);
    return error;
}

static ambos__ntstatus change_mode(HANDLE handle, uint32_t mode)
{
    const ULONG read_only = mode & AMBOS_MODE_WUSR ? 0 : (ULONG)FILE_ATTRIBUTE_READONLY;
    struct ambos__nt_basic basic;
    ambos__ntstatus status = ambos__nt_query(handle, AMBOS__NT_BASIC_INFORMATION, &basic, sizeof basic);

    if (status < 0 || (basic.attributes & FILE_ATTRIBUTE_DIRECTORY) ||
        (basic.attributes & FILE_ATTRIBUTE_READONLY) == read_only)
        return status;
    return ambos__nt_set_attributes(handle, (basic.attributes & ~(ULONG)FILE_ATTRIBUTE_READONLY) | read_only);
}

ambos_error ambos__os_chmod(ambos_native dir, const char *path, uint32_t mode, uint32_t flags)
{
    struct ambos__how how = { .access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES };
    struct ambos__path name;
    ambos__ntstatus status;
    HANDLE handle;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_CHANGE);

    if (error != AMBOS_OK)
        return error;
    if ((flags & AMBOS_NOFOLLOW) && !name.directory)
        how.options = AMBOS__NT_REPARSE_POINT;
    status = ambos__nt_open(&handle, &name, &how);
    if (status < 0) {
        error = ambos__fail_open(status, &name, AMBOS_STEP_CHANGE);
    } else {
        status = change_mode(handle, mode);
        if (status < 0)
            error = ambos__fail_nt(status, AMBOS_STEP_CHANGE);
    }
    ambos__handle_close(&handle);
    ambos__path_free(&name);
    return error;
}

ambos_error ambos__os_fchmod(ambos_file *file, uint32_t mode)
{
    const HANDLE handle = (HANDLE)file->handle;
    HANDLE other = NULL;
    ambos__ntstatus status = change_mode(handle, mode);

    /* Adopted, and not even to be asked. */
    if (status == AMBOS__STATUS_ACCESS_DENIED)
        status =
            ambos__nt_reopen(&other, handle, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, AMBOS__NT_REPARSE_POINT);
    if (other)
        status = change_mode(other, mode);
    ambos__handle_close(&other);
    return status >= 0 ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_CHANGE);
}

/* Owners are no numbers here, and there is no umask. */
ambos_error ambos__os_chown(ambos_native dir, const char *path, uint32_t uid, uint32_t gid, uint32_t flags)
{
    (void)dir;
    (void)path;
    (void)uid;
    (void)gid;
    (void)flags;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_umask(uint32_t mask, uint32_t *old)
{
    (void)mask;
    (void)old;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CHANGE);
}
