/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>
#include <wchar.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "core/temp.h"
#include "core/utf.h"
#include "win32/nt.h"

/* What a file keeps when another takes its place. */
enum {
    KEPT_ATTRIBUTES = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM |
                      FILE_ATTRIBUTE_NOT_CONTENT_INDEXED
};

static HANDLE replacing_handle(const struct ambos_file_replace *replace)
{
    return (HANDLE)replace->file.handle;
}

static void close_all(struct ambos_file_replace *replace)
{
    HANDLE file = replacing_handle(replace), event = (HANDLE)replace->file.event, lock = (HANDLE)replace->file.lock;
    HANDLE dir = (HANDLE)replace->dir;

    ambos__handle_close(&file);
    ambos__handle_close(&event);
    ambos__handle_close(&lock);
    ambos__handle_close(&dir);
}

void ambos__os_replace_abandon(struct ambos_file_replace *replace)
{
    struct ambos__nt_attribute_tag tag;

    if (replace->temporary[0] && ambos__nt_tag(replacing_handle(replace), &tag) >= 0)
        (void)ambos__nt_remove(replacing_handle(replace), tag.attributes);
    close_all(replace);
}

/* Where it is ---------------------------------------------------------------------------- */

/* The root of a drive, or a device. */
static ambos_error refuse_root(const struct ambos__path *path)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES };
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open(&handle, path, &how);
    const bool disk = status >= 0 && GetFileType(handle) == FILE_TYPE_DISK;

    ambos__handle_close(&handle);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    return ambos__fail(disk ? AMBOS_EISDIR : AMBOS_ENOTSUP, AMBOS_STEP_QUERY);
}

/* A spelling that demands a directory. */
static ambos_error refuse_directory(const struct ambos__path *path)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES };
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open(&handle, path, &how);

    ambos__handle_close(&handle);
    if (status < 0 && status != AMBOS__STATUS_OBJECT_NAME_NOT_FOUND)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_QUERY);
}

/* The name as text for the calls relative to the directory. `x:y` would be a stream of x, and no name. */
static ambos_error take_name(struct ambos_file_replace *replace, const struct ambos__path *path, size_t last)
{
    const size_t units = path->name.length - last;
    size_t bytes = 0;

    if (wmemchr(path->name.text + last, L':', units))
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_QUERY);
    if (ambos__utf16_to_utf8(path->name.text + last, units, replace->name, sizeof replace->name - 1, &bytes) != AMBOS_OK)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_QUERY);
    replace->name[bytes] = '\0';
    return AMBOS_OK;
}

static ambos_error enter_parent(struct ambos_file_replace *replace, const struct ambos__path *path)
{
    HANDLE before = (HANDLE)replace->dir;
    size_t parent, last;
    ambos__ntstatus status;
    ambos_error error;
    HANDLE dir;

    if (!ambos__nt_path_split(path->name.text, path->name.length, &parent, &last))
        return refuse_root(path);
    if (path->directory || path->dot)
        return refuse_directory(path);
    error = take_name(replace, path, last);
    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open_parent(&dir, path, FILE_READ_ATTRIBUTES);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_OPEN);
    ambos__handle_close(&before);
    replace->dir = (ambos_native)dir;
    return AMBOS_OK;
}

/* What is there already, a link that is followed aside. */
static ambos_error look_at_old(struct ambos_file_replace *replace, const struct ambos__nt_attribute_tag *tag)
{
    const bool link = ambos__reparse_is_link(tag->tag);

    if (replace->flags & AMBOS_WRITE_CREATE_ONLY)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_QUERY);
    if ((tag->attributes & FILE_ATTRIBUTE_DIRECTORY) && !link)
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_QUERY);
    replace->exists = !link;
    replace->old_mode = link ? 0 : tag->attributes;
    return AMBOS_OK;
}

static ambos_error find_place(struct ambos_file_replace *replace, const char *path, bool follow);

/* Through a link: all links of the path at once. */
static ambos_error find_behind_link(struct ambos_file_replace *replace, const char *path)
{
    struct ambos__str resolved = { NULL, 0, 0 };
    char *target = NULL;
    ambos_error error = ambos__text_hand_over(ambos__os_realpath(path, &resolved), &resolved, &target);

    if (error == AMBOS_OK)
        error = find_place(replace, target, false);
    ambos__release(target);
    return error;
}

static ambos_error find_place(struct ambos_file_replace *replace, const char *path, bool follow)
{
    struct ambos__nt_attribute_tag tag;
    struct ambos__path name;
    bool there = false, through = false;
    const ambos_native dir = replace->dir == AMBOS_NO_HANDLE ? AMBOS__CWD : replace->dir;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_OPEN);

    if (error != AMBOS_OK)
        return error;
    if (!name.directory && !name.dot)
        there = ambos__nt_path_tag(&name, &tag) >= 0;
    through = there && follow && ambos__reparse_is_link(tag.tag);
    if (!through)
        error = enter_parent(replace, &name);
    ambos__path_free(&name);
    if (through)
        return find_behind_link(replace, path);
    return error == AMBOS_OK && there ? look_at_old(replace, &tag) : error;
}

/* The file beside it ---------------------------------------------------------------------- */

static ambos_error create_beside(struct ambos_file_replace *replace)
{
    struct ambos__how how = { .access = FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE | READ_CONTROL | WRITE_DAC,
                              .disposition = AMBOS__NT_CREATE,
                              .options = AMBOS__NT_NON_DIRECTORY_FILE | AMBOS__NT_REPARSE_POINT };
    char name[AMBOS__TEMP_NAME_ROOM];
    struct ambos__private security;
    ambos_error error = ambos__temp_name(name, AMBOS_STEP_CREATE);
    HANDLE handle;

    if (error == AMBOS_OK && (replace->exists || (replace->flags & AMBOS_PRIVATE))) {
        error = ambos__private_init(&security, false, AMBOS_STEP_CREATE);
        how.security = &security.descriptor;
    }
    if (error == AMBOS_OK)
        error = ambos__open(&handle, replace->dir, name, &how, AMBOS_STEP_CREATE);
    if (error != AMBOS_OK)
        return error;
    memcpy(replace->temporary, name, sizeof name);
    replace->file.handle = (ambos_native)handle;
    return AMBOS_OK;
}

ambos_error ambos__os_replace_begin(struct ambos_file_replace *replace, const char *path)
{
    const bool follow = !(replace->flags & (AMBOS_NOFOLLOW | AMBOS_WRITE_CREATE_ONLY));
    ambos_error error = find_place(replace, path, follow);

    if (error == AMBOS_OK)
        error = create_beside(replace);
    if (error != AMBOS_OK)
        close_all(replace);
    return error;
}

/* What the old file had ------------------------------------------------------------------- */

/* As long as a list can be, but for one in which every right is spelled out for thousands. */
enum { LIST_ROOM = 4096 };

/* What was handed down to the old file is still seen as such. */
static bool set_list(HANDLE file, SECURITY_DESCRIPTOR *descriptor)
{
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision;

    if (GetSecurityDescriptorControl(descriptor, &control, &revision) && (control & SE_DACL_AUTO_INHERITED))
        (void)SetSecurityDescriptorControl(descriptor, SE_DACL_AUTO_INHERIT_REQ, SE_DACL_AUTO_INHERIT_REQ);
    return SetKernelObjectSecurity(file, DACL_SECURITY_INFORMATION, descriptor) != FALSE;
}

static ambos_error copy_list(HANDLE from, HANDLE to)
{
    union {
        SECURITY_DESCRIPTOR descriptor;
        BYTE room[LIST_ROOM];
    } stack;
    SECURITY_DESCRIPTOR *list = &stack.descriptor;
    ambos_error error = AMBOS_OK;
    DWORD size = sizeof stack;
    bool got = GetKernelObjectSecurity(from, DACL_SECURITY_INFORMATION, list, size, &size) != FALSE;

    if (!got && GetLastError() == ERROR_INSUFFICIENT_BUFFER) {
        list = ambos__allocate(size);
        if (!list)
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        got = GetKernelObjectSecurity(from, DACL_SECURITY_INFORMATION, list, size, &size) != FALSE;
    }
    if (!got || !set_list(to, list))
        error = ambos__fail_win32(AMBOS_STEP_CHANGE);
    if (list != &stack.descriptor)
        ambos__release(list);
    return error;
}

/* One that may not be read cannot be kept. */
static ambos_error keep_list(const struct ambos_file_replace *replace)
{
    const struct ambos__how how = { .access = READ_CONTROL, .options = AMBOS__NT_REPARSE_POINT };
    ambos_failure before;
    HANDLE old;
    ambos_error error;

    ambos_last_failure(&before);
    if (ambos__open(&old, replace->dir, replace->name, &how, AMBOS_STEP_CHANGE) != AMBOS_OK) {
        ambos__failure_restore(&before);
        return AMBOS_OK;
    }
    error = copy_list(old, replacing_handle(replace));
    ambos__handle_close(&old);
    return error;
}

static ambos_error keep_attributes(const struct ambos_file_replace *replace)
{
    ULONG kept = replace->exists ? replace->old_mode & (ULONG)KEPT_ATTRIBUTES : 0;
    ambos__ntstatus status;

    if (replace->mode)
        kept = (kept & ~(ULONG)FILE_ATTRIBUTE_READONLY) |
               (replace->mode & AMBOS_MODE_WUSR ? 0 : (ULONG)FILE_ATTRIBUTE_READONLY);
    /* With a mode that is given, also to take away what a list may have brought along (Wine). */
    if (!kept && !replace->mode)
        return AMBOS_OK;
    status = ambos__nt_set_attributes(replacing_handle(replace), kept | FILE_ATTRIBUTE_ARCHIVE);
    return status >= 0 ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_CHANGE);
}

/* Into its place ---------------------------------------------------------------------------- */

static ambos_error rename_into_place(struct ambos_file_replace *replace)
{
    const uint32_t flags = replace->flags & AMBOS_WRITE_CREATE_ONLY ? (uint32_t)AMBOS_RENAME_NO_REPLACE : 0;
    const ambos_error error = ambos__os_rename_open(&replace->file, replace->dir, replace->temporary, replace->dir,
                                                    replace->name, flags, replace->retry_ms);

    if (error == AMBOS_OK)
        replace->temporary[0] = '\0';
    return error;
}

static ambos_error flush_replacing(const struct ambos_file_replace *replace)
{
    if (!(replace->flags & AMBOS_WRITE_DURABLE) || FlushFileBuffers(replacing_handle(replace)))
        return AMBOS_OK;
    return ambos__fail_win32(AMBOS_STEP_FLUSH);
}

ambos_error ambos__os_replace_commit(struct ambos_file_replace *replace)
{
    ambos_error error = AMBOS_OK;

    if (replace->exists && !(replace->flags & AMBOS_PRIVATE))
        error = keep_list(replace);
    if (error == AMBOS_OK)
        error = keep_attributes(replace);
    if (error == AMBOS_OK)
        error = flush_replacing(replace);
    if (error == AMBOS_OK)
        error = rename_into_place(replace);
    /* NTFS writes its log with the file: what was renamed before is in it. */
    if (error == AMBOS_OK)
        error = flush_replacing(replace);
    ambos__os_replace_abandon(replace);
    return error;
}
