/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

/* Reparse points ---------------------------------------------------------------------- */

struct reparse_data {
    uint64_t data[AMBOS__REPARSE_MAX / sizeof(uint64_t)];
    size_t size;
};

/* Makes what is new and empty a reparse point, and looks whether it is one. */
static ambos_error set_reparse(HANDLE handle, struct reparse_data *reparse)
{
    struct ambos__nt_attribute_tag tag;
    struct ambos__nt_io io = { { 0 }, 0 };
    const ambos__ntstatus status = NtFsControlFile(handle, NULL, NULL, NULL, &io, AMBOS__NT_SET_REPARSE_POINT,
                                                   reparse->data, (ULONG)reparse->size, NULL, 0);

    if (ambos__nt_unknown_request(status))
        return ambos__fail_as(AMBOS_ENOTSUP, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_LINK);
    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_LINK);
    if (ambos__nt_tag(handle, &tag) < 0 || !ambos__reparse_is_link(tag.tag))
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_VERIFY);
    return AMBOS_OK;
}

static ambos_error make_reparse(const struct ambos__path *path, struct reparse_data *reparse, bool directory)
{
    const ULONG kind = directory ? AMBOS__NT_DIRECTORY_FILE : AMBOS__NT_NON_DIRECTORY_FILE;
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | FILE_WRITE_DATA | DELETE,
                                    .disposition = AMBOS__NT_CREATE,
                                    .options = kind | AMBOS__NT_REPARSE_POINT };
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open(&handle, path, &how);
    ambos_error error;

    if (status < 0 && ambos__nt_is_taken(status, path))
        return ambos__fail_as(AMBOS_EEXIST, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_LINK);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_LINK);
    error = set_reparse(handle, reparse);
    if (error != AMBOS_OK)
        (void)ambos__nt_remove(handle, directory ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_NORMAL);
    ambos__handle_close(&handle);
    return error;
}

/* Symlinks ---------------------------------------------------------------------------- */

/* Where an absolute target is the kernel knows neither ".." nor directories of drives. */
static bool is_to_be_resolved(const struct ambos__wide *target)
{
    const enum ambos__path_kind kind = ambos__path_kind(target->text, target->length);

    return kind == AMBOS__PATH_DRIVE_RELATIVE || kind == AMBOS__PATH_DRIVE || kind == AMBOS__PATH_UNC;
}

/* The kernel follows only `\` in a target. */
static ambos_error link_target(struct ambos__wide *wide, const char *target)
{
    ambos_error error;
    size_t i;

    ambos__wide_init(wide);
    if (target[0] == '\0')
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_LINK);
    error = ambos__wide_from(wide, target, strlen(target));
    if (error == AMBOS_OK && is_to_be_resolved(wide)) {
        ambos__wide_free(wide);
        return ambos__full_path(wide, target, AMBOS_STEP_LINK);
    }
    for (i = 0; error == AMBOS_OK && i < wide->length; i++)
        if (wide->text[i] == L'/')
            wide->text[i] = L'\\';
    return error;
}

/* What a relative target counts from: the directory of the link. */
static bool link_directory(struct ambos__wide *base, const struct ambos__path *link)
{
    size_t parent, last;

    if (ambos__win32_path(base, link, AMBOS_STEP_LINK) != AMBOS_OK ||
        !ambos__nt_path_split(link->name.text, link->name.length, &parent, &last))
        return false;
    base->length -= link->name.length - last;
    return true;
}

/* And what \x counts from: the root of the link's volume, whatever the current drive is. */
static bool link_root(struct ambos__wide *base, const struct ambos__path *link)
{
    if (ambos__win32_path(base, link, AMBOS_STEP_LINK) != AMBOS_OK)
        return false;
    /* For the moment the kernel's prefix again. */
    base->text[1] = L'?';
    base->length = ambos__nt_path_root(base->text, base->length);
    base->text[1] = L'\\';
    return base->length > 0;
}

/* The target as seen from the link, absolute and cleaned of "..". False: there is no such path. */
static bool seen_from_link(struct ambos__path *seen, const struct ambos__path *link, const struct ambos__wide *target)
{
    const enum ambos__path_kind kind = ambos__path_kind(target->text, target->length);
    const size_t skip = kind == AMBOS__PATH_ROOTED ? 1 : 0;
    struct ambos__wide joined;
    bool done = true;

    ambos__wide_init(&joined);
    if (kind == AMBOS__PATH_RELATIVE)
        done = link_directory(&joined, link);
    else if (kind == AMBOS__PATH_ROOTED)
        done = link_root(&joined, link);
    done = done && ambos__wide_append(&joined, target->text + skip, target->length - skip) == AMBOS_OK &&
           ambos__path_init_wide(seen, joined.text, AMBOS_STEP_LINK) == AMBOS_OK;
    ambos__wide_free(&joined);
    return done;
}

static bool target_is_directory(const struct ambos__path *link, const struct ambos__wide *target)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES, .options = AMBOS__NT_DIRECTORY_FILE };
    struct ambos__path seen;
    ambos_failure failure;
    HANDLE handle;
    bool directory;

    ambos__os_failure_load(&failure);
    if (!seen_from_link(&seen, link, target)) {
        ambos__failure_restore(&failure);
        return false;
    }
    directory = ambos__nt_open(&handle, &seen, &how) >= 0;
    ambos__handle_close(&handle);
    ambos__path_free(&seen);
    return directory;
}

/* Nothing may bear the name. Asked beforehand because Wine 8 says TRUE even then. */
static ambos_error check_free(const struct ambos__path *path)
{
    struct ambos__nt_attribute_tag tag;
    const ambos__ntstatus status = ambos__nt_path_tag(path, &tag);

    if (status >= 0)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_LINK);
    if (status != AMBOS__STATUS_OBJECT_NAME_NOT_FOUND || path->directory)
        return ambos__fail_open(status, path, AMBOS_STEP_LINK);
    return AMBOS_OK;
}

/* A system that does not know the flag for users without the privilege refuses it. */
static ambos_error create_link(const wchar_t *path, const wchar_t *target, DWORD kind)
{
    const DWORD unprivileged = 0x2;

    if (CreateSymbolicLinkW(path, target, kind | unprivileged))
        return AMBOS_OK;
    if (GetLastError() == ERROR_INVALID_PARAMETER && CreateSymbolicLinkW(path, target, kind))
        return AMBOS_OK;
    return ambos__fail_win32(AMBOS_STEP_LINK);
}

/* What was put there in place of a link, an empty file or directory, goes again. */
static void remove_placeholder(const struct ambos__path *path, ULONG attributes)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    struct ambos__nt_standard standard;
    HANDLE handle;

    if (ambos__nt_open(&handle, path, &how) < 0)
        return;
    if (ambos__nt_query(handle, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0 &&
        (standard.directory || standard.size.QuadPart == 0))
        (void)ambos__nt_remove(handle, attributes);
    ambos__handle_close(&handle);
}

/* By the request that CreateSymbolicLinkW makes, where that did nothing. */
static ambos_error make_by_hand(const struct ambos__path *path, const struct ambos__wide *target, bool directory)
{
    struct reparse_data link;
    ambos_error error = ambos__reparse_encode_symlink(target->text, target->length, link.data, &link.size);
    bool privileged;

    if (error != AMBOS_OK)
        return ambos__fail(error, AMBOS_STEP_LINK);
    privileged = ambos__symlink_privilege_begin();
    error = make_reparse(path, &link, directory);
    ambos__symlink_privilege_end(privileged);
    return error;
}

/* Wine 8 claims to make links and makes none. */
static bool was_made(const struct ambos__path *path)
{
    struct ambos__nt_attribute_tag tag;
    const ambos__ntstatus status = ambos__nt_path_tag(path, &tag);

    if (status >= 0 && tag.tag == AMBOS__TAG_SYMLINK)
        return true;
    if (status >= 0)
        remove_placeholder(path, tag.attributes);
    return false;
}

static ambos_error make_link(const struct ambos__path *path, const struct ambos__wide *target, uint32_t flags)
{
    const bool directory =
        flags == AMBOS_SYMLINK_DIRECTORY || (flags == AMBOS_SYMLINK_AUTO && target_is_directory(path, target));
    struct ambos__wide full;
    ambos_error error = check_free(path);

    if (error != AMBOS_OK)
        return error;
    /* A path would lead elsewhere when somebody swaps a directory of it. */
    if (path->root)
        return make_by_hand(path, target, directory);
    error = ambos__win32_path(&full, path, AMBOS_STEP_LINK);
    if (error == AMBOS_OK)
        error = create_link(full.text, target->text, directory ? (DWORD)SYMBOLIC_LINK_FLAG_DIRECTORY : 0);
    if (error == AMBOS_OK && !was_made(path))
        error = make_by_hand(path, target, directory);
    ambos__wide_free(&full);
    return error;
}

ambos_error ambos__os_symlink(const char *target, ambos_native dir, const char *path, uint32_t flags)
{
    struct ambos__path name;
    struct ambos__wide wide;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_LINK);

    if (error != AMBOS_OK)
        return error;
    error = link_target(&wide, target);
    if (error == AMBOS_OK)
        error = make_link(&name, &wide, flags);
    ambos__wide_free(&wide);
    ambos__path_free(&name);
    return error;
}

/* Reading ----------------------------------------------------------------------------- */

static ambos_error fail_readlink(ambos__ntstatus status)
{
    /* No such request: no such thing as a link either. */
    if (status == AMBOS__STATUS_NOT_A_REPARSE_POINT || ambos__nt_unknown_request(status))
        return ambos__fail_as(AMBOS_EINVAL, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_QUERY);
    return ambos__fail_nt(status, AMBOS_STEP_QUERY);
}

static ambos_error read_target(HANDLE handle, struct ambos__str *target)
{
    uint64_t buffer[AMBOS__REPARSE_MAX / sizeof(uint64_t)];
    struct ambos__reparse link;
    size_t size;
    const ambos__ntstatus status = ambos__nt_reparse(handle, buffer, sizeof buffer, &size);
    ambos_error code;

    if (status < 0)
        return fail_readlink(status);
    code = ambos__reparse_decode(buffer, size, &link);
    if (code != AMBOS_OK)
        return ambos__fail(code, AMBOS_STEP_QUERY);
    code = ambos__reparse_append(&link, target);
    return code == AMBOS_OK ? AMBOS_OK : ambos__fail(code, AMBOS_STEP_MEMORY);
}

static ambos_error readlink_path(const struct ambos__path *path, struct ambos__str *target)
{
    /* With a separator behind it the link is followed, and what it leads to is a directory. */
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES,
                                    .options = path->directory ? 0 : (ULONG)AMBOS__NT_REPARSE_POINT };
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open(&handle, path, &how);
    ambos_error error;

    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_QUERY);
    error = path->directory ? ambos__fail(AMBOS_EINVAL, AMBOS_STEP_QUERY) : read_target(handle, target);
    ambos__handle_close(&handle);
    return error;
}

ambos_error ambos__os_readlink(ambos_native dir, const char *path, struct ambos__str *target)
{
    struct ambos__path name;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_QUERY);

    if (error != AMBOS_OK)
        return error;
    error = readlink_path(&name, target);
    ambos__path_free(&name);
    return error;
}

/* Second names ------------------------------------------------------------------------ */

static ambos_error fail_link(ambos__ntstatus status, const struct ambos__path *to)
{
    if (status == AMBOS__STATUS_FILE_IS_A_DIRECTORY)
        return ambos__fail_as(AMBOS_EPERM, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_LINK);
    if (ambos__nt_unknown_request(status))
        return ambos__fail_as(AMBOS_ENOTSUP, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_LINK);
    if (ambos__nt_is_taken(status, to))
        return ambos__fail_as(AMBOS_EEXIST, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_LINK);
    return ambos__fail_open(status, to, AMBOS_STEP_LINK);
}

static ambos_error link_opened(HANDLE from, const struct ambos__path *to)
{
    struct ambos__nt_attribute_tag tag;
    ambos__ntstatus status = ambos__nt_tag(from, &tag);

    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_LINK);
    if (tag.attributes & FILE_ATTRIBUTE_DIRECTORY)
        return ambos__fail(AMBOS_EPERM, AMBOS_STEP_LINK);
    /* A file cannot be what a separator at the end demands. */
    if (to->directory)
        return check_free(to);
    status = ambos__nt_rename(from, AMBOS__NT_LINK_INFORMATION, to, 0);
    return status >= 0 ? AMBOS_OK : fail_link(status, to);
}

static ambos_error link_paths(const struct ambos__path *from, const struct ambos__path *to)
{
    /* A link is given a second name itself, but not what has a separator behind it. */
    HANDLE handle;
    const ambos__ntstatus status =
        ambos__nt_open_file(&handle, from, FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES, from->directory);
    ambos_error error;

    if (status < 0)
        return ambos__fail_open(status, from, AMBOS_STEP_LINK);
    error = link_opened(handle, to);
    ambos__handle_close(&handle);
    return error;
}

ambos_error ambos__os_link(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to)
{
    struct ambos__path source, further;
    ambos_error error = ambos__path_init(&source, from_dir, from, AMBOS_STEP_LINK);

    if (error != AMBOS_OK)
        return error;
    error = ambos__path_init(&further, to_dir, to, AMBOS_STEP_LINK);
    if (error == AMBOS_OK) {
        error = link_paths(&source, &further);
        ambos__path_free(&further);
    }
    ambos__path_free(&source);
    return error;
}

/* Junctions --------------------------------------------------------------------------- */

/* Puts `place` where the drive begins at `at`: what was before it goes. */
static ambos_error replace_drive(struct ambos__wide *full, size_t at, const wchar_t *place)
{
    size_t length = wcslen(place);
    struct ambos__wide joined;
    ambos_error error;

    while (length > 0 && place[length - 1] == L'\\')
        length--;
    ambos__wide_init(&joined);
    error = ambos__wide_append(&joined, place, length);
    if (error == AMBOS_OK)
        error = ambos__wide_append(&joined, full->text + at + 2, full->length - at - 2);
    full->length = 0;
    if (error == AMBOS_OK)
        error = ambos__wide_append(full, joined.text, joined.length);
    ambos__wide_free(&joined);
    return error;
}

/* A drive made by `subst` is this user's alone, and not for long: the junction says what it stands for. A share it
   cannot say. Drives of their own are a device, which does not begin so. */
static ambos_error resolve_drives(struct ambos__wide *full)
{
    const size_t at = ambos__path_kind(full->text, full->length) == AMBOS__PATH_VERBATIM ? 4 : 0;
    wchar_t root[] = L"?:\\", name[] = L"?:", device[AMBOS__WIDE_ROOM];
    ambos_error error = AMBOS_OK;
    int most = 8;

    while (error == AMBOS_OK && full->length >= at + 3 && full->text[at + 1] == L':') {
        root[0] = name[0] = full->text[at];
        if (GetDriveTypeW(root) == DRIVE_REMOTE || most-- == 0)
            return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_LINK);
        if (!QueryDosDeviceW(name, device, AMBOS__WIDE_ROOM) || wcsncmp(device, L"\\??\\", 4) != 0)
            break;
        if (_wcsnicmp(device + 4, L"UNC\\", 4) == 0)
            return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_LINK);
        error = replace_drive(full, at, device + (at ? 0 : 4));
    }
    return error;
}

static ambos_error encode_junction(struct reparse_data *junction, const char *target)
{
    struct ambos__wide full;
    ambos_error error = ambos__full_path(&full, target, AMBOS_STEP_LINK);

    if (error != AMBOS_OK)
        return error;
    error = resolve_drives(&full);
    if (error == AMBOS_OK) {
        error = ambos__reparse_encode_junction(full.text, full.length, junction->data, &junction->size);
        if (error != AMBOS_OK)
            (void)ambos__fail(error, AMBOS_STEP_LINK);
    }
    ambos__wide_free(&full);
    return error;
}

ambos_error ambos__os_junction(const char *target, ambos_native dir, const char *path)
{
    struct reparse_data junction;
    struct ambos__path name;
    ambos_error error = encode_junction(&junction, target);

    if (error == AMBOS_OK)
        error = ambos__path_init(&name, dir, path, AMBOS_STEP_LINK);
    if (error != AMBOS_OK)
        return error;
    error = make_reparse(&name, &junction, true);
    ambos__path_free(&name);
    return error;
}
