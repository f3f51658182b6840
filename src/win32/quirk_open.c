/* SPDX-License-Identifier: MIT */
/* Opening by the kernel's own call, whose status tells apart what CreateFileW folds into "access denied". */
#include "win32/win32.h"

#include <string.h>
#include <wchar.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

enum { SHARE_ALL = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };

/* The kernel counts the bytes of a name in 16 bits. */
enum { NAME_MAX_UNITS = 32766 };

static ambos__ntstatus create_file(HANDLE *handle, struct ambos__nt_object *object, const struct ambos__how *how,
                                   struct ambos__nt_io *io)
{
    return NtCreateFile(handle, how->access | SYNCHRONIZE, object, io, NULL,
                        how->attributes ? how->attributes : FILE_ATTRIBUTE_NORMAL, SHARE_ALL,
                        how->disposition ? how->disposition : (ULONG)AMBOS__NT_OPEN,
                        how->options | AMBOS__NT_SYNCHRONOUS, NULL, 0);
}

/* One name in an open directory, to be opened as itself, has no business elsewhere, not even when somebody makes a
   junction of that very directory meanwhile. */
static bool stays_in_directory(const struct ambos__nt_object *object, const struct ambos__how *how)
{
    const size_t length = object->name->length / sizeof(wchar_t);

    return object->root && length > 0 && (how->options & AMBOS__NT_REPARSE_POINT) &&
           !wmemchr(object->name->text, L'\\', length);
}

static ambos__ntstatus open_name(HANDLE *handle, HANDLE root, wchar_t *text, size_t length,
                                 const struct ambos__how *how)
{
    const USHORT bytes = (USHORT)(length * sizeof *text);
    struct ambos__nt_string name = { bytes, bytes, text };
    struct ambos__nt_object object = { sizeof object, root, &name, AMBOS__NT_CASE_INSENSITIVE, how->security, NULL };
    struct ambos__nt_io io = { { 0 }, 0 };
    ambos__ntstatus status;

    *handle = NULL;
    if (length > NAME_MAX_UNITS)
        return AMBOS__STATUS_NAME_TOO_LONG;
    if (stays_in_directory(&object, how))
        object.attributes |= AMBOS__NT_DONT_REPARSE;
    status = create_file(handle, &object, how, &io);
    /* The first Windows 10 did not know it. */
    if (status == AMBOS__STATUS_INVALID_PARAMETER && (object.attributes & AMBOS__NT_DONT_REPARSE)) {
        object.attributes &= ~(ULONG)AMBOS__NT_DONT_REPARSE;
        status = create_file(handle, &object, how, &io);
    }
    if (status < 0)
        *handle = NULL;
    else if (how->done)
        *how->done = io.information;
    return status;
}

ambos__ntstatus ambos__nt_open(HANDLE *handle, const struct ambos__path *path, const struct ambos__how *how)
{
    struct ambos__how asked = *how;

    if (path->directory)
        asked.options |= AMBOS__NT_DIRECTORY_FILE;
    return open_name(handle, path->root, path->name.text, path->name.length, &asked);
}

/* Not so a link, which was to be followed. */
static ambos__ntstatus open_unserved(HANDLE *handle, const struct ambos__path *path, ACCESS_MASK access)
{
    const struct ambos__how how = { .access = access | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    struct ambos__nt_attribute_tag tag;
    ambos__ntstatus status = ambos__nt_open(handle, path, &how);

    if (status < 0)
        return status;
    status = ambos__nt_tag(*handle, &tag);
    if (status >= 0 && ambos__reparse_is_link(tag.tag))
        status = AMBOS__STATUS_REPARSE_TAG_NOT_HANDLED;
    if (status < 0)
        ambos__handle_close(handle);
    return status;
}

ambos__ntstatus ambos__nt_open_file(HANDLE *handle, const struct ambos__path *path, ACCESS_MASK access, bool follow)
{
    const struct ambos__how how = { .access = access, .options = follow ? 0 : (ULONG)AMBOS__NT_REPARSE_POINT };
    const ambos__ntstatus status = ambos__nt_open(handle, path, &how);

    return status == AMBOS__STATUS_REPARSE_TAG_NOT_HANDLED && follow ? open_unserved(handle, path, access) : status;
}

ambos__ntstatus ambos__nt_reopen(HANDLE *handle, HANDLE file, ACCESS_MASK access, ULONG options)
{
    const struct ambos__how how = { .access = access, .options = options };
    wchar_t itself[1] = { L'\0' };

    return open_name(handle, file, itself, 0, &how);
}

/* Opened as a reparse point so that no link is followed: a link is refused, and what a filter serves (a file of the
   cloud, a compressed one) is opened again so that the filter does its work. */
static ambos__ntstatus refuse_link(HANDLE *handle, ACCESS_MASK access, ULONG options)
{
    struct ambos__nt_attribute_tag tag;
    HANDLE served;
    ambos__ntstatus status = ambos__nt_tag(*handle, &tag);

    /* A device cannot be asked, and is no link. */
    if (status < 0)
        return GetFileType(*handle) == FILE_TYPE_DISK ? status : 0;
    if (tag.tag == 0)
        return 0;
    if (ambos__reparse_is_link(tag.tag))
        return AMBOS__STATUS_REPARSE_POINT_ENCOUNTERED;
    status = ambos__nt_reopen(&served, *handle, access, options);
    if (status < 0)
        return status;
    ambos__handle_close(handle);
    *handle = served;
    return 0;
}

ambos_error ambos__nt_refuse_link(HANDLE *handle, ACCESS_MASK access, ULONG options)
{
    const ambos__ntstatus status = refuse_link(handle, access, options);

    if (status == AMBOS__STATUS_REPARSE_POINT_ENCOUNTERED)
        return ambos__fail(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    return status < 0 ? ambos__fail_nt(status, AMBOS_STEP_OPEN) : AMBOS_OK;
}

/* The directory that is open already, which somebody may have made a junction meanwhile. */
static ambos__ntstatus open_again(HANDLE *handle, HANDLE root, ACCESS_MASK access)
{
    ambos__ntstatus status =
        ambos__nt_reopen(handle, root, access | FILE_READ_ATTRIBUTES, AMBOS__NT_DIRECTORY_FILE | AMBOS__NT_REPARSE_POINT);

    if (status < 0)
        return status;
    status = refuse_link(handle, access, AMBOS__NT_DIRECTORY_FILE);
    if (status < 0)
        ambos__handle_close(handle);
    return status;
}

ambos__ntstatus ambos__nt_open_parent(HANDLE *handle, const struct ambos__path *path, ACCESS_MASK access)
{
    const struct ambos__how how = { .access = access, .options = AMBOS__NT_DIRECTORY_FILE };
    size_t parent, last;

    *handle = NULL;
    if (!ambos__nt_path_split(path->name.text, path->name.length, &parent, &last))
        return AMBOS__STATUS_OBJECT_PATH_INVALID;
    if (path->root && parent == 0)
        return open_again(handle, path->root, access);
    return open_name(handle, path->root, path->name.text, parent, &how);
}

/* A part of the path is missing: but is it, or is the part before it no directory? The kernel says the same for both.
 */
static bool parent_is_no_directory(const struct ambos__path *path)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES };
    size_t length = path->name.length, last;

    while (ambos__nt_path_split(path->name.text, length, &length, &last)) {
        struct ambos__nt_standard standard;
        HANDLE handle;
        bool found;

        if (open_name(&handle, path->root, path->name.text, length, &how) < 0)
            continue;
        found = ambos__nt_query(handle, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0;
        ambos__handle_close(&handle);
        return found && !standard.directory;
    }
    return false;
}

/* File systems stop at 255 units; the kernel calls the name invalid then, and Wine says that it is not there. */
static bool has_overlong_name(const struct ambos__path *path)
{
    const size_t most = 255;
    size_t i, length = 0;

    for (i = 0; i < path->name.length && length <= most; i++)
        length = path->name.text[i] == L'\\' ? 0 : length + 1;
    return length > most;
}

ambos_error ambos__fail_open(ambos__ntstatus status, const struct ambos__path *path, uint32_t step)
{
    ambos_error code = ambos_error_from_native(AMBOS_DOMAIN_NTSTATUS, (uint32_t)status);

    switch (status) {
    case AMBOS__STATUS_OBJECT_PATH_NOT_FOUND:
        if (parent_is_no_directory(path))
            code = AMBOS_ENOTDIR;
        else if (has_overlong_name(path))
            code = AMBOS_ENAMETOOLONG;
        break;
    case AMBOS__STATUS_OBJECT_NAME_NOT_FOUND:
    case AMBOS__STATUS_OBJECT_NAME_INVALID:
        if (has_overlong_name(path))
            code = AMBOS_ENAMETOOLONG;
        break;
    case AMBOS__STATUS_DELETE_PENDING:
    case AMBOS__STATUS_SHARING_VIOLATION:
        code = AMBOS_EBUSY;
        break;
    default:
        break;
    }
    return ambos__fail_as(code, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, step);
}

ambos_error ambos__open(HANDLE *handle, ambos_native dir, const char *path, const struct ambos__how *how, uint32_t step)
{
    struct ambos__path name;
    ambos__ntstatus status;
    ambos_error error;

    *handle = NULL;
    error = ambos__path_init(&name, dir, path, step);
    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open(handle, &name, how);
    if (status < 0)
        error = ambos__fail_open(status, &name, step);
    ambos__path_free(&name);
    return error;
}

void ambos__handle_close(HANDLE *handle)
{
    const DWORD last = GetLastError();

    if (*handle && *handle != INVALID_HANDLE_VALUE)
        CloseHandle(*handle);
    *handle = NULL;
    SetLastError(last);
}

bool ambos__nt_unknown_request(ambos__ntstatus status)
{
    return status == AMBOS__STATUS_NOT_IMPLEMENTED || status == AMBOS__STATUS_INVALID_INFO_CLASS ||
           status == AMBOS__STATUS_INVALID_PARAMETER || status == AMBOS__STATUS_NOT_SUPPORTED ||
           status == AMBOS__STATUS_INVALID_DEVICE_REQUEST;
}

ambos__ntstatus ambos__nt_query(HANDLE file, int information_class, void *buffer, size_t length)
{
    struct ambos__nt_io io = { { 0 }, 0 };

    return NtQueryInformationFile(file, &io, buffer, (ULONG)length, information_class);
}

ambos__ntstatus ambos__nt_set(HANDLE file, int information_class, void *buffer, size_t length)
{
    struct ambos__nt_io io = { { 0 }, 0 };

    return NtSetInformationFile(file, &io, buffer, (ULONG)length, information_class);
}

ambos__ntstatus ambos__nt_tag(HANDLE file, struct ambos__nt_attribute_tag *tag)
{
    ambos__ntstatus status = ambos__nt_query(file, AMBOS__NT_ATTRIBUTE_TAG_INFORMATION, tag, sizeof *tag);
    struct ambos__nt_basic basic;

    if (status >= 0) {
        if (!(tag->attributes & FILE_ATTRIBUTE_REPARSE_POINT))
            tag->tag = 0;
        return status;
    }
    /* FAT has no such class, and no reparse points either. */
    status = ambos__nt_query(file, AMBOS__NT_BASIC_INFORMATION, &basic, sizeof basic);
    tag->attributes = status >= 0 ? basic.attributes : 0;
    tag->tag = 0;
    return status;
}

ambos__ntstatus ambos__nt_path_tag(const struct ambos__path *path, struct ambos__nt_attribute_tag *tag)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    HANDLE handle;
    ambos__ntstatus status = open_name(&handle, path->root, path->name.text, path->name.length, &how);

    memset(tag, 0, sizeof *tag);
    if (status >= 0)
        status = ambos__nt_tag(handle, tag);
    ambos__handle_close(&handle);
    return status;
}

void ambos__nt_identity(HANDLE file, struct ambos__nt_id *id)
{
    struct ambos__nt_io io = { { 0 }, 0 };
    struct ambos__nt_volume volume;
    LARGE_INTEGER number;
    ambos__ntstatus status;

    if (ambos__nt_query(file, AMBOS__NT_ID_INFORMATION, id, sizeof *id) >= 0) {
        id->volume = (uint32_t)id->volume;
        return;
    }
    memset(id, 0, sizeof *id);
    memset(&volume, 0, sizeof volume);
    status = NtQueryVolumeInformationFile(file, &io, &volume, sizeof volume, AMBOS__NT_VOLUME_INFORMATION);
    /* The label is not wanted, and may not fit. */
    if (status < 0 && status != AMBOS__STATUS_BUFFER_OVERFLOW)
        return;
    if (ambos__nt_query(file, AMBOS__NT_INTERNAL_INFORMATION, &number, sizeof number) < 0)
        return;
    id->volume = volume.serial;
    id->id[0] = (uint64_t)number.QuadPart;
}

ambos__ntstatus ambos__nt_set_basic(HANDLE file, struct ambos__nt_basic *basic)
{
    ambos__ntstatus status = ambos__nt_set(file, AMBOS__NT_BASIC_INFORMATION, basic, sizeof *basic);
    HANDLE writer;

    if (status != AMBOS__STATUS_ACCESS_DENIED)
        return status;
    status = ambos__nt_reopen(&writer, file, FILE_WRITE_ATTRIBUTES, AMBOS__NT_REPARSE_POINT);
    if (status >= 0)
        status = ambos__nt_set(writer, AMBOS__NT_BASIC_INFORMATION, basic, sizeof *basic);
    ambos__handle_close(&writer);
    return status;
}

ambos__ntstatus ambos__nt_set_attributes(HANDLE file, ULONG attributes)
{
    /* Times of zero stay as they are; so would attributes of zero. */
    struct ambos__nt_basic basic = { .attributes = attributes ? attributes : (ULONG)FILE_ATTRIBUTE_NORMAL };

    return ambos__nt_set_basic(file, &basic);
}

ambos__ntstatus ambos__nt_reparse(HANDLE file, void *buffer, size_t size, size_t *got)
{
    struct ambos__nt_io io = { { 0 }, 0 };
    const ambos__ntstatus status =
        NtFsControlFile(file, NULL, NULL, NULL, &io, AMBOS__NT_GET_REPARSE_POINT, NULL, 0, buffer, (ULONG)size);

    *got = status >= 0 ? io.information : 0;
    return status;
}
