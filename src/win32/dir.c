/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "core/utf.h"
#include "win32/nt.h"

/* Making and removing --------------------------------------------------------------- */

/* The system says "denied" of a drive's root, and of what is there in a directory that may not be changed. */
bool ambos__nt_is_taken(ambos__ntstatus status, const struct ambos__path *path)
{
    struct ambos__nt_attribute_tag tag;

    switch (status) {
    case AMBOS__STATUS_OBJECT_NAME_COLLISION:
        return true;
    case AMBOS__STATUS_OBJECT_NAME_NOT_FOUND:
    case AMBOS__STATUS_OBJECT_PATH_NOT_FOUND:
        return false;
    default:
        return ambos__nt_path_tag(path, &tag) >= 0;
    }
}

static ambos_error make_directory(const struct ambos__path *path, uint32_t flags)
{
    struct ambos__how how = { .access = FILE_LIST_DIRECTORY,
                              .disposition = AMBOS__NT_CREATE,
                              /* A link that points nowhere is a name that is taken, not a place to make it. */
                              .options = AMBOS__NT_DIRECTORY_FILE | AMBOS__NT_REPARSE_POINT };
    struct ambos__private security;
    ambos_error error = AMBOS_OK;
    ambos__ntstatus status;
    HANDLE handle;

    if (flags & AMBOS_PRIVATE) {
        error = ambos__private_init(&security, true, AMBOS_STEP_CREATE);
        how.security = &security.descriptor;
    }
    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open(&handle, path, &how);
    ambos__handle_close(&handle);
    if (status >= 0)
        return AMBOS_OK;
    if (ambos__nt_is_taken(status, path))
        return ambos__fail_as(AMBOS_EEXIST, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_CREATE);
    return ambos__fail_open(status, path, AMBOS_STEP_CREATE);
}

ambos_error ambos__os_mkdir(ambos_native dir, const char *path, uint32_t mode, uint32_t flags)
{
    struct ambos__path name;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_CREATE);

    (void)mode;
    if (error != AMBOS_OK)
        return error;
    error = make_directory(&name, flags);
    ambos__path_free(&name);
    return error;
}

ambos_error ambos__os_rmdir(ambos_native dir, const char *path)
{
    return ambos__remove(dir, path, true);
}

/* Listing ---------------------------------------------------------------------------- */

enum {
    LISTING_BYTES = 64 * 1024,
    /* File systems stop at 255. */
    ENTRY_UNITS = 1024
};

struct ambos_dir {
    HANDLE handle; /* NULL: stopped */
    int information_class;
    bool begun;
    bool ended;
    size_t at;   /* of the next record in `records` */
    size_t size; /* bytes in it; 0: none */
    ambos_dir_entry entry;
    struct ambos__nt_entry record; /* that `entry` was made of */
    size_t units;                  /* of its name in `wide` */
    struct ambos__nt_id id;        /* of the directory, once somebody asked */
    wchar_t wide[ENTRY_UNITS];
    char name[3 * ENTRY_UNITS + 1];
    uint64_t records[LISTING_BYTES / sizeof(uint64_t)];
};

/* What each class has between the common part and the name. */
static size_t entry_name_offset(int information_class)
{
    switch (information_class) {
    case AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION:
        return 88;
    case AMBOS__NT_ID_FULL_DIRECTORY_INFORMATION:
        return 80;
    default:
        return 64;
    }
}

bool ambos__nt_entry_read(const void *record, size_t size, int information_class, struct ambos__nt_entry *entry)
{
    enum { EA_OFFSET = 64, TAG_OFFSET = 68, ID_OFFSET = 72 };
    const size_t name = entry_name_offset(information_class);
    const BYTE *bytes = record;

    /* Copied, because some drivers do not align their records. */
    memset(entry, 0, sizeof *entry);
    if (size < name)
        return false;
    memcpy(&entry->data, bytes, sizeof entry->data);
    if (entry->data.name_length > size - name)
        return false;
    entry->name = bytes + name;
    entry->name_bytes = entry->data.name_length;
    if (information_class == AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION) {
        memcpy(&entry->tag, bytes + TAG_OFFSET, sizeof entry->tag);
        memcpy(entry->id, bytes + ID_OFFSET, sizeof entry->id);
    } else if (information_class == AMBOS__NT_ID_FULL_DIRECTORY_INFORMATION) {
        /* A file cannot have both, so the size of its extended attributes has the tag. */
        memcpy(&entry->tag, bytes + EA_OFFSET, sizeof entry->tag);
        memcpy(entry->id, bytes + ID_OFFSET, sizeof entry->id[0]);
    }
    if (!(entry->data.attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        entry->tag = 0;
    return true;
}

static ACCESS_MASK directory_access(uint32_t flags)
{
    return FILE_READ_ATTRIBUTES | (flags & AMBOS__SEARCH_ONLY ? (ACCESS_MASK)FILE_TRAVERSE : FILE_LIST_DIRECTORY);
}

static ambos_error open_directory(HANDLE *handle, const struct ambos__path *path, uint32_t flags)
{
    struct ambos__how how = { .access = directory_access(flags), .options = AMBOS__NT_DIRECTORY_FILE };
    /* With a separator behind it a link is no longer the last name; and what is open already leads nowhere. */
    const bool nofollow =
        ((flags & AMBOS_NOFOLLOW) && !path->directory) || (path->root && path->name.length == 0);
    struct ambos__nt_attribute_tag tag;
    ambos__ntstatus status;
    ambos_error error;

    if (nofollow)
        how.options |= AMBOS__NT_REPARSE_POINT;
    status = ambos__nt_open(handle, path, &how);
    if (status == AMBOS__STATUS_NOT_A_DIRECTORY && nofollow && ambos__nt_path_tag(path, &tag) >= 0 &&
        ambos__reparse_is_link(tag.tag))
        return ambos__fail_as(AMBOS_ELOOP, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_OPEN);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_OPEN);
    error = nofollow ? ambos__nt_refuse_link(handle, how.access, AMBOS__NT_DIRECTORY_FILE) : AMBOS_OK;
    if (error != AMBOS_OK)
        ambos__handle_close(handle);
    return error;
}

/* A volume that is mounted in a directory is behind a link, which with AMBOS_NOFOLLOW was refused. */
static ambos_error refuse_other_volume(HANDLE handle, ambos_native dir)
{
    struct ambos__nt_id id, parent;

    ambos__nt_identity(handle, &id);
    ambos__nt_identity((HANDLE)dir, &parent);
    return id.volume == parent.volume ? AMBOS_OK : ambos__fail(AMBOS_EXDEV, AMBOS_STEP_OPEN);
}

ambos_error ambos__os_dir_handle(ambos_native dir, const char *name, uint32_t flags, ambos_native *handle)
{
    struct ambos__path path;
    HANDLE opened = NULL;
    ambos_error error;

    if (flags & AMBOS__BENEATH)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
    error = ambos__path_init(&path, dir, name, AMBOS_STEP_OPEN);
    if (error != AMBOS_OK)
        return error;
    error = open_directory(&opened, &path, flags);
    if (error == AMBOS_OK && (flags & AMBOS__SAME_MOUNT) && !(flags & AMBOS_NOFOLLOW) && path.root)
        error = refuse_other_volume(opened, dir);
    ambos__path_free(&path);
    if (error == AMBOS_OK)
        *handle = (ambos_native)opened;
    else
        ambos__handle_close(&opened);
    return error;
}

static ambos_error open_parent(HANDLE *parent, const struct ambos__wide *path)
{
    struct ambos__path name;
    ambos__ntstatus status;
    ambos_error error = ambos__path_init_wide(&name, path->text, AMBOS_STEP_OPEN);

    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open_parent(parent, &name, FILE_LIST_DIRECTORY | FILE_READ_ATTRIBUTES);
    if (status < 0)
        error = ambos__fail_open(status, &name, AMBOS_STEP_OPEN);
    ambos__path_free(&name);
    return error;
}

/* The kernel knows no "..", but where a directory is now. */
ambos_error ambos__os_dir_parent(ambos_native handle, ambos_native *parent)
{
    struct ambos__wide path;
    HANDLE opened = NULL;
    ambos_error error = AMBOS_OK;
    DWORD failure;

    ambos__wide_init(&path);
    failure = ambos__nt_final_path((HANDLE)handle, &path);
    if (failure != ERROR_SUCCESS)
        error = ambos__fail_native(AMBOS_DOMAIN_WIN32, failure, AMBOS_STEP_QUERY);
    else
        error = open_parent(&opened, &path);
    ambos__wide_free(&path);
    if (error == AMBOS_OK)
        *parent = (ambos_native)opened;
    return error;
}

void ambos__os_dir_handle_close(ambos_native handle)
{
    HANDLE closed = (HANDLE)handle;

    ambos__handle_close(&closed);
}

ambos_error ambos__os_dir_identity(ambos_native handle, struct ambos__dir_id *id)
{
    struct ambos__nt_id found;

    ambos__nt_identity((HANDLE)handle, &found);
    id->device = found.volume;
    id->id[0] = found.id[0];
    id->id[1] = found.id[1];
    return AMBOS_OK;
}

ambos_error ambos__os_dir_list(ambos_dir **listing, ambos_native handle)
{
    ambos_dir *used = *listing ? *listing : ambos__allocate(sizeof *used);

    if (!used)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memset(used, 0, offsetof(ambos_dir, wide));
    used->handle = (HANDLE)handle;
    used->information_class = AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION;
    *listing = used;
    return AMBOS_OK;
}

ambos_error ambos__os_dir_open(ambos_dir **listing, ambos_native dir, const char *path, uint32_t flags)
{
    ambos_native handle;
    ambos_error error = ambos__os_dir_handle(dir, path, flags, &handle);

    if (error != AMBOS_OK)
        return error;
    error = ambos__os_dir_list(listing, handle);
    if (error != AMBOS_OK)
        ambos__os_dir_handle_close(handle);
    return error;
}

static int older_class(int information_class)
{
    return information_class == AMBOS__NT_ID_EXTD_DIRECTORY_INFORMATION ? AMBOS__NT_ID_FULL_DIRECTORY_INFORMATION
                                                                        : AMBOS__NT_DIRECTORY_INFORMATION;
}

static ambos__ntstatus query_records(ambos_dir *listing)
{
    struct ambos__nt_io io = { { 0 }, 0 };
    const ambos__ntstatus status =
        NtQueryDirectoryFile(listing->handle, NULL, NULL, NULL, &io, listing->records, LISTING_BYTES,
                             listing->information_class, FALSE, NULL, !listing->begun);

    listing->at = 0;
    listing->size = status >= 0 ? io.information : 0;
    return status;
}

/* Some file systems say of an empty directory, which then lacks even ".", that no file was found. One that was removed
   meanwhile is empty. */
static bool is_end(const ambos_dir *listing, ambos__ntstatus status)
{
    switch (status) {
    case AMBOS__STATUS_NO_MORE_FILES:
    case AMBOS__STATUS_DELETE_PENDING:
    case AMBOS__STATUS_FILE_DELETED:
        return true;
    case AMBOS__STATUS_NO_SUCH_FILE:
    case AMBOS__STATUS_OBJECT_NAME_NOT_FOUND:
        return !listing->begun;
    default:
        return status >= 0 && listing->size == 0;
    }
}

static ambos_error fill_records(ambos_dir *listing)
{
    ambos__ntstatus status = query_records(listing);

    while (!listing->begun && ambos__nt_unknown_request(status) &&
           listing->information_class != AMBOS__NT_DIRECTORY_INFORMATION) {
        listing->information_class = older_class(listing->information_class);
        status = query_records(listing);
    }
    listing->ended = is_end(listing, status);
    listing->begun = true;
    return status >= 0 || listing->ended ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_LIST);
}

/* Records are of the system's making, but a driver's may be wrong. */
static ambos_error next_record(ambos_dir *listing, struct ambos__nt_entry *entry)
{
    const size_t left = listing->size - listing->at;

    if (!ambos__nt_entry_read((const BYTE *)listing->records + listing->at, left, listing->information_class, entry) ||
        entry->data.next > left)
        return ambos__fail(AMBOS_EIO, AMBOS_STEP_LIST);
    if (entry->data.next == 0)
        listing->at = listing->size;
    else
        listing->at += entry->data.next;
    return AMBOS_OK;
}

/* The oldest class tells that it is a reparse point, but not which. */
static ULONG ask_tag(const ambos_dir *listing, size_t units)
{
    struct ambos__path path = { .root = listing->handle };
    struct ambos__nt_attribute_tag tag = { 0, 0 };

    ambos__wide_init(&path.name);
    if (ambos__wide_append(&path.name, listing->wide, units) == AMBOS_OK)
        (void)ambos__nt_path_tag(&path, &tag);
    ambos__path_free(&path);
    return tag.tag;
}

static bool is_dot_name(const wchar_t *name, size_t units)
{
    return (units == 1 && name[0] == L'.') || (units == 2 && name[0] == L'.' && name[1] == L'.');
}

/* Sets entry.name_length to 0 for "." and "..". */
static ambos_error take_entry(ambos_dir *listing, const struct ambos__nt_entry *record)
{
    size_t units = record->name_bytes / sizeof(wchar_t), length = 0;
    ULONG tag = record->tag;

    listing->entry.name_length = 0;
    if (units > ENTRY_UNITS)
        return ambos__fail(AMBOS_EIO, AMBOS_STEP_LIST);
    memcpy(listing->wide, record->name, units * sizeof(wchar_t));
    /* SharePoint counts the NUL. */
    while (units > 0 && listing->wide[units - 1] == L'\0')
        units--;
    if (is_dot_name(listing->wide, units))
        return AMBOS_OK;
    if (tag == 0 && (record->data.attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        tag = ask_tag(listing, units);
    (void)ambos__utf16_to_utf8(listing->wide, units, listing->name, sizeof listing->name - 1, &length);
    listing->name[length] = '\0';
    listing->entry.name = listing->name;
    listing->entry.name_length = length;
    listing->entry.type = ambos__reparse_type(record->data.attributes, tag);
    listing->entry.reparse_tag = tag;
    listing->record = *record;
    listing->units = units;
    return AMBOS_OK;
}

ambos_error ambos__os_dir_next(ambos_dir *listing, const ambos_dir_entry **entry)
{
    struct ambos__nt_entry record;
    ambos_error error = AMBOS_OK;

    *entry = NULL;
    listing->entry.name = NULL;
    do {
        if (!listing->ended && listing->at >= listing->size)
            error = fill_records(listing);
        if (error != AMBOS_OK || listing->ended)
            return error;
        error = next_record(listing, &record);
        if (error == AMBOS_OK)
            error = take_entry(listing, &record);
        if (error != AMBOS_OK)
            return error;
    } while (listing->entry.name_length == 0);
    *entry = &listing->entry;
    return AMBOS_OK;
}

/* A record may be wrong, so that each can fail. */
const ambos_dir_entry *ambos__os_dir_at_hand(ambos_dir *listing)
{
    (void)listing;
    return NULL;
}

/* What the record tells, which is all but the number of names: the file is not opened. */
static void stat_record(ambos_dir *listing, ambos_file_info *info)
{
    if (listing->id.volume == 0)
        ambos__nt_identity(listing->handle, &listing->id);
    ambos__nt_entry_stat(&listing->record, &listing->id, info);
    info->type = listing->entry.type;
    info->reparse_tag = listing->entry.reparse_tag;
    if (info->type == AMBOS_TYPE_FILE && ambos__has_program_name(listing->wide, listing->units))
        info->mode |= 0111;
}

/* Of a link the record has neither what it leads to nor how long its text is. */
ambos_error ambos__os_dir_stat(ambos_dir *listing, uint32_t flags, ambos_file_info *info)
{
    ambos_error error = AMBOS_OK;

    ambos__info_clear(info);
    if (!listing->entry.name)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (!ambos__reparse_is_link(listing->entry.reparse_tag))
        stat_record(listing, info);
    else
        error = ambos__os_stat((ambos_native)listing->handle, listing->entry.name, flags, info);
    if (error)
        ambos__info_clear(info);
    return error;
}

ambos_error ambos__os_dir_rewind(ambos_dir *listing)
{
    listing->entry.name = NULL;
    listing->begun = false;
    listing->ended = false;
    listing->at = 0;
    listing->size = 0;
    return AMBOS_OK;
}

ambos_native ambos__os_dir_native(const ambos_dir *listing)
{
    return (ambos_native)listing->handle;
}

static bool is_verbatim(const char *path, size_t length)
{
    return length >= 4 && (memcmp(path, "\\\\?\\", 4) == 0 || memcmp(path, "\\??\\", 4) == 0);
}

char ambos__os_dir_separator(const char *path, size_t length)
{
    if (length > 0 && path[length - 1] == '\\')
        return '\0';
    if (is_verbatim(path, length))
        return '\\';
    return length == 0 || path[length - 1] == '/' || (length == 2 && path[1] == ':') ? '\0' : '/';
}

ambos_error ambos__os_dir_parts(const char *path, struct ambos__str *text, size_t *root, char *separator)
{
    struct ambos__path name;
    size_t units;
    ambos_error error = ambos__path_init(&name, AMBOS__CWD, path, AMBOS_STEP_CREATE);

    if (error != AMBOS_OK)
        return error;
    *separator = '\\';
    units = ambos__nt_path_root(name.name.text, name.name.length);
    error = ambos__str_append_wide(text, name.name.text, units);
    *root = text->size;
    if (error == AMBOS_OK)
        error = ambos__str_append_wide(text, name.name.text + units, name.name.length - units);
    ambos__path_free(&name);
    return error;
}

void ambos__os_dir_stop(ambos_dir *listing)
{
    ambos__handle_close(&listing->handle);
}

ambos_native ambos__os_dir_detach(ambos_dir *listing)
{
    const HANDLE handle = listing->handle;

    listing->handle = NULL;
    return (ambos_native)handle;
}

/* Directories have no such bits here. */
bool ambos__os_dir_unlock(ambos_native handle)
{
    (void)handle;
    return false;
}

void ambos__os_dir_close(ambos_dir *listing)
{
    ambos__handle_close(&listing->handle);
    ambos__release(listing);
}
