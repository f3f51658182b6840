/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/filetime.h"
#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

static void fill_times(ambos_file_info *info, LARGE_INTEGER created, LARGE_INTEGER accessed, LARGE_INTEGER modified,
                       LARGE_INTEGER changed)
{
    if (ambos__filetime_to(created.QuadPart, &info->created))
        info->known |= AMBOS_INFO_CREATED;
    if (ambos__filetime_to(accessed.QuadPart, &info->accessed))
        info->known |= AMBOS_INFO_ACCESSED;
    if (ambos__filetime_to(modified.QuadPart, &info->modified))
        info->known |= AMBOS_INFO_MODIFIED;
    if (ambos__filetime_to(changed.QuadPart, &info->changed))
        info->known |= AMBOS_INFO_CHANGED;
}

static void fill_type(ambos_file_info *info, ULONG attributes, ULONG tag)
{
    info->type = ambos__reparse_type(attributes, tag);
    info->reparse_tag = tag;
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        info->mode = 0777;
    else
        info->mode = attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
}

static void fill_identity(ambos_file_info *info, uint64_t device, const uint64_t id[2])
{
    if (id[0] == 0 && id[1] == 0)
        return;
    info->device = device;
    info->id[0] = id[0];
    info->id[1] = id[1];
    info->known |= AMBOS_INFO_ID;
}

/* Of a link, which has no size of its own. What cannot be read counts as nothing. */
static uint64_t target_length(HANDLE handle)
{
    uint64_t buffer[AMBOS__REPARSE_MAX / sizeof(uint64_t)];
    struct ambos__reparse link;
    size_t size;

    if (ambos__nt_reparse(handle, buffer, sizeof buffer, &size) < 0 ||
        ambos__reparse_decode(buffer, size, &link) != AMBOS_OK)
        return 0;
    return ambos__reparse_length(&link);
}

static void fill_from_all(ambos_file_info *info, HANDLE handle, const struct ambos__nt_all *all)
{
    struct ambos__nt_attribute_tag tag = { all->basic.attributes, 0 };
    struct ambos__nt_id id;

    if (all->basic.attributes & FILE_ATTRIBUTE_REPARSE_POINT)
        (void)ambos__nt_tag(handle, &tag);
    fill_type(info, all->basic.attributes, tag.tag);
    fill_times(info, all->basic.created, all->basic.accessed, all->basic.modified, all->basic.changed);
    ambos__nt_identity(handle, &id);
    fill_identity(info, id.volume, id.id);
    info->size = (uint64_t)all->standard.size.QuadPart;
    info->allocated = (uint64_t)all->standard.allocated.QuadPart;
    info->nlink = all->standard.links;
    info->known |= AMBOS_INFO_ALLOCATED | AMBOS_INFO_LINKS;
    if (info->type == AMBOS_TYPE_SYMLINK || info->type == AMBOS_TYPE_JUNCTION)
        info->size = target_length(handle);
}

/* False: to be opened. STAT_INFORMATION will not do: it does not tell the device. */
static bool stat_without_open(const struct ambos__path *path, ambos_file_info *info)
{
    struct ambos__nt_by_name found;

    if (!ambos__nt_query_by_name(path, AMBOS__NT_STAT_BASIC_INFORMATION, &found) ||
        (found.id.id[0] == 0 && found.id.id[1] == 0))
        return false;
    fill_type(info, found.attributes, 0);
    fill_times(info, found.created, found.accessed, found.modified, found.changed);
    fill_identity(info, (uint32_t)found.id.volume, found.id.id);
    info->size = (uint64_t)found.size.QuadPart;
    info->allocated = (uint64_t)found.allocated.QuadPart;
    info->nlink = found.links;
    info->known |= AMBOS_INFO_ALLOCATED | AMBOS_INFO_LINKS;
    return true;
}

/* Drivers of devices and pipes answer questions about files with what they please, or not at all. */
static bool fill_device(ambos_file_info *info, HANDLE handle)
{
    switch (GetFileType(handle)) {
    case FILE_TYPE_CHAR:
        info->type = AMBOS_TYPE_CHARACTER;
        break;
    case FILE_TYPE_PIPE:
        info->type = AMBOS_TYPE_FIFO;
        break;
    default:
        return false;
    }
    info->mode = 0666;
    return true;
}

static ambos_error stat_handle(HANDLE handle, ambos_file_info *info)
{
    union {
        struct ambos__nt_all all;
        BYTE bytes[sizeof(struct ambos__nt_all) + 2 * MAX_PATH];
    } buffer;
    ambos__ntstatus status;

    memset(&buffer, 0, sizeof buffer);
    status = ambos__nt_query(handle, AMBOS__NT_ALL_INFORMATION, &buffer, sizeof buffer);
    /* The name is not wanted, and may not fit. */
    if (status >= 0 || status == AMBOS__STATUS_BUFFER_OVERFLOW) {
        fill_from_all(info, handle, &buffer.all);
        return AMBOS_OK;
    }
    return fill_device(info, handle) ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_QUERY);
}

/* The listing of its directory ------------------------------------------------------- */

/* Some characters of a name would be a pattern there. */
static bool is_plain_name(const wchar_t *name, size_t length)
{
    size_t i;

    for (i = 0; i < length; i++)
        if (wcschr(L"*?<>\"", name[i]))
            return false;
    return length > 0;
}

static ambos__ntstatus list_one(HANDLE directory, wchar_t *name, size_t length, int information_class,
                                struct ambos__nt_entry *entry)
{
    uint64_t record[512];
    struct ambos__nt_string pattern = { (USHORT)(length * sizeof *name), (USHORT)(length * sizeof *name), name };
    struct ambos__nt_io io = { { 0 }, 0 };
    const ambos__ntstatus status = NtQueryDirectoryFile(directory, NULL, NULL, NULL, &io, record, sizeof record,
                                                        information_class, TRUE, &pattern, TRUE);
    const bool whole = status >= 0 && ambos__nt_entry_read(record, io.information, information_class, entry);

    return whole || status < 0 ? status : AMBOS__STATUS_NO_SUCH_FILE;
}

static ambos__ntstatus find_in_listing(const struct ambos__path *path, struct ambos__nt_entry *entry,
                                       struct ambos__nt_id *directory_id)
{
    size_t parent, last, length;
    ambos__ntstatus status;
    HANDLE directory;
    wchar_t *name;

    if (!ambos__nt_path_split(path->name.text, path->name.length, &parent, &last))
        return AMBOS__STATUS_NO_SUCH_FILE;
    name = path->name.text + last;
    length = path->name.length - last;
    if (!is_plain_name(name, length))
        return AMBOS__STATUS_NO_SUCH_FILE;
    status = ambos__nt_open_parent(&directory, path, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES);
    if (status < 0)
        return status;
    ambos__nt_identity(directory, directory_id);
    status = list_one(directory, name, length, AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION, entry);
    if (ambos__nt_unknown_request(status))
        status = list_one(directory, name, length, AMBOS__NT_ID_FULL_DIRECTORY_INFORMATION, entry);
    ambos__handle_close(&directory);
    return status;
}

void ambos__nt_entry_stat(const struct ambos__nt_entry *entry, const struct ambos__nt_id *directory, ambos_file_info *info)
{
    fill_type(info, entry->data.attributes, entry->tag);
    fill_times(info, entry->data.created, entry->data.accessed, entry->data.modified, entry->data.changed);
    /* Where files have numbers of 128 bits, a listing that knows 64 tells another number. */
    if ((entry->id[1] != 0) == (directory->id[1] != 0))
        fill_identity(info, directory->volume, entry->id);
    info->size = (uint64_t)entry->data.size.QuadPart;
    info->allocated = (uint64_t)entry->data.allocated.QuadPart;
    info->known |= AMBOS_INFO_ALLOCATED | AMBOS_INFO_LISTING;
}

/* False: not found there, or a link that should have been followed. */
static bool stat_listing(const struct ambos__path *path, bool follow, ambos_file_info *info)
{
    struct ambos__nt_entry entry;
    struct ambos__nt_id directory_id;

    if (find_in_listing(path, &entry, &directory_id) < 0)
        return false;
    if (follow && ambos__reparse_is_link(entry.tag))
        return false;
    if (path->directory && !(entry.data.attributes & FILE_ATTRIBUTE_DIRECTORY))
        return false;
    ambos__nt_entry_stat(&entry, &directory_id, info);
    return true;
}

/* By path ------------------------------------------------------------------------------ */

static bool cannot_be_opened(ambos__ntstatus status)
{
    return status == AMBOS__STATUS_ACCESS_DENIED || status == AMBOS__STATUS_SHARING_VIOLATION ||
           status == AMBOS__STATUS_DELETE_PENDING;
}

static ambos_error stat_by_path(const struct ambos__path *path, bool follow, ambos_file_info *info)
{
    ambos_error error = AMBOS_OK;
    ambos__ntstatus status;
    HANDLE handle;

    if (stat_without_open(path, info))
        return AMBOS_OK;
    status = ambos__nt_open_file(&handle, path, FILE_READ_ATTRIBUTES, follow);
    if (status < 0 && cannot_be_opened(status) && stat_listing(path, follow, info))
        return AMBOS_OK;
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    if (!ambos__path_may_be_device(path) || !fill_device(info, handle))
        error = stat_handle(handle, info);
    ambos__handle_close(&handle);
    return error;
}

ambos_error ambos__os_stat(ambos_native dir, const char *path, uint32_t flags, ambos_file_info *info)
{
    struct ambos__path name;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_QUERY);

    if (error != AMBOS_OK)
        return error;
    /* With a separator behind it a link is no longer the last name. */
    error = stat_by_path(&name, !(flags & AMBOS_NOFOLLOW) || name.directory, info);
    if (error == AMBOS_OK && info->type == AMBOS_TYPE_FILE && ambos__has_program_name(name.name.text, name.name.length))
        info->mode |= 0111;
    ambos__path_free(&name);
    return error;
}

ambos_error ambos__os_fstat(ambos_file *file, ambos_file_info *info)
{
    const HANDLE handle = (HANDLE)file->handle;

    return fill_device(info, handle) ? AMBOS_OK : stat_handle(handle, info);
}
