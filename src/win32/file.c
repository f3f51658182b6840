/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/reparse.h"
#include "win32/nt.h"

/* One call of the system moves at most so much. */
enum { CHUNK_MAX = 1 << 30 };

static HANDLE file_handle(const ambos_file *file)
{
    return (HANDLE)file->handle;
}

/* Opening ------------------------------------------------------------------------ */

static ACCESS_MASK open_access(uint32_t flags)
{
    ACCESS_MASK access = FILE_READ_ATTRIBUTES;

    if (flags & AMBOS_READ)
        access |= FILE_GENERIC_READ;
    if (flags & AMBOS_APPEND)
        access |= FILE_GENERIC_WRITE & ~(ACCESS_MASK)FILE_WRITE_DATA;
    else if (flags & AMBOS_WRITE)
        access |= FILE_GENERIC_WRITE;
    return access;
}

/* A trailing separator: a directory, which is not to be opened, or nothing. */
static ambos_error open_directory_spelling(const struct ambos__path *path, uint32_t flags)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES };
    HANDLE handle;
    const ambos__ntstatus status = ambos__nt_open(&handle, path, &how);

    if (status >= 0) {
        ambos__handle_close(&handle);
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_OPEN);
    }
    if (status == AMBOS__STATUS_OBJECT_NAME_NOT_FOUND && (flags & AMBOS_CREATE))
        return ambos__fail_as(AMBOS_EISDIR, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_OPEN);
    return ambos__fail_open(status, path, AMBOS_STEP_OPEN);
}

static bool names_a_link(const struct ambos__path *path)
{
    struct ambos__nt_attribute_tag tag;

    return ambos__nt_path_tag(path, &tag) >= 0 && ambos__reparse_is_link(tag.tag);
}

static ambos__ntstatus set_end(HANDLE handle, int64_t size)
{
    LARGE_INTEGER end = { .QuadPart = size };

    return ambos__nt_set(handle, AMBOS__NT_END_OF_FILE_INFORMATION, &end, sizeof end);
}

/* Not by FILE_OVERWRITE, which refuses hidden and system files and takes the attributes away from others. */
static ambos_error truncate_opened(HANDLE handle)
{
    const ambos__ntstatus status = set_end(handle, 0);

    /* A device has no end to set, and cutting it is no error. */
    if (status < 0 && GetFileType(handle) == FILE_TYPE_DISK)
        return ambos__fail_nt(status, AMBOS_STEP_CHANGE);
    return AMBOS_OK;
}

static ambos_error after_open(HANDLE *handle, uint32_t flags, ULONG_PTR done)
{
    ambos_error error = AMBOS_OK;

    if (done == AMBOS__NT_CREATED)
        return AMBOS_OK;
    if (flags & AMBOS_NOFOLLOW)
        error = ambos__nt_refuse_link(handle, open_access(flags), AMBOS__NT_NON_DIRECTORY_FILE);
    if (error == AMBOS_OK && (flags & AMBOS_TRUNCATE))
        error = truncate_opened(*handle);
    return error;
}

static ambos_error open_file(HANDLE *handle, const struct ambos__path *path, uint32_t flags, uint32_t mode)
{
    ULONG_PTR done = AMBOS__NT_OPENED;
    struct ambos__how how = { .access = open_access(flags), .options = AMBOS__NT_NON_DIRECTORY_FILE, .done = &done };
    struct ambos__private security;
    ambos__ntstatus status;
    ambos_error error = AMBOS_OK;

    if (flags & AMBOS_CREATE)
        how.disposition = flags & AMBOS_EXCLUSIVE ? AMBOS__NT_CREATE : AMBOS__NT_OPEN_IF;
    if (flags & (AMBOS_NOFOLLOW | AMBOS_EXCLUSIVE))
        how.options |= AMBOS__NT_REPARSE_POINT;
    if (mode != 0 && !(mode & AMBOS_MODE_WUSR))
        how.attributes = FILE_ATTRIBUTE_READONLY;
    if ((flags & AMBOS_PRIVATE) && (flags & AMBOS_CREATE)) {
        error = ambos__private_init(&security, false, AMBOS_STEP_OPEN);
        how.security = &security.descriptor;
    }
    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_open(handle, path, &how);
    if (status == AMBOS__STATUS_FILE_IS_A_DIRECTORY && (flags & AMBOS_NOFOLLOW) && names_a_link(path))
        return ambos__fail_as(AMBOS_ELOOP, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_OPEN);
    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_OPEN);
    error = after_open(handle, flags, done);
    if (error != AMBOS_OK)
        ambos__handle_close(handle);
    return error;
}

ambos_error ambos__os_file_open(ambos_file *file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode)
{
    struct ambos__path name;
    HANDLE handle = NULL;
    ambos_error error = ambos__path_init(&name, dir, path, AMBOS_STEP_OPEN);

    if (error != AMBOS_OK)
        return error;
    error = name.directory ? open_directory_spelling(&name, flags) : open_file(&handle, &name, flags, mode);
    ambos__path_free(&name);
    if (error != AMBOS_OK)
        return error;
    file->handle = (ambos_native)handle;
    file->event = AMBOS_NO_HANDLE;
    file->traits = GetFileType(handle) == FILE_TYPE_PIPE ? AMBOS__FILE_PIPE : 0;
    if (flags & AMBOS_APPEND)
        file->traits |= AMBOS__FILE_APPEND;
    return AMBOS_OK;
}

/* GetCurrentProcess() and its like are small negative numbers; the first of them is INVALID_HANDLE_VALUE. */
static bool is_pseudo_handle(ambos_native handle)
{
    return handle <= 0 && handle >= -6;
}

static bool is_overlapped(HANDLE handle)
{
    ULONG mode = 0;

    return ambos__nt_query(handle, AMBOS__NT_MODE_INFORMATION, &mode, sizeof mode) >= 0 &&
           !(mode & (AMBOS__NT_SYNCHRONOUS | AMBOS__NT_SYNCHRONOUS_ALERT));
}

/* What it was opened for; nothing when that cannot be asked. */
static ACCESS_MASK granted_access(HANDLE handle)
{
    ACCESS_MASK access = 0;
    const ambos__ntstatus status = ambos__nt_query(handle, AMBOS__NT_ACCESS_INFORMATION, &access, sizeof access);

    return status >= 0 ? access : 0;
}

/* What may append and not write where it likes. */
static bool is_appending(HANDLE handle)
{
    return (granted_access(handle) & (FILE_APPEND_DATA | FILE_WRITE_DATA)) == FILE_APPEND_DATA;
}

ambos_error ambos__os_file_adopt(ambos_file *file, ambos_native handle)
{
    DWORD type;

    if (is_pseudo_handle(handle))
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_CHECK);
    SetLastError(NO_ERROR);
    type = GetFileType((HANDLE)handle);
    if (type == FILE_TYPE_UNKNOWN && GetLastError() != NO_ERROR)
        return ambos__fail_as(AMBOS_EBADF, AMBOS_DOMAIN_WIN32, GetLastError(), AMBOS_STEP_CHECK);
    file->handle = handle;
    file->event = AMBOS_NO_HANDLE;
    file->traits = type == FILE_TYPE_PIPE ? AMBOS__FILE_PIPE : 0;
    if (is_overlapped((HANDLE)handle))
        file->traits |= AMBOS__FILE_OVERLAPPED;
    if (type == FILE_TYPE_DISK && is_appending((HANDLE)handle))
        file->traits |= AMBOS__FILE_APPEND;
    return AMBOS_OK;
}

ambos_error ambos__os_file_standard(ambos_file *file, uint32_t stream)
{
    static const DWORD names[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    const HANDLE self = GetCurrentProcess(), ours = GetStdHandle(names[stream]);
    HANDLE copy;
    ambos_error error;

    if (!ours || ours == INVALID_HANDLE_VALUE)
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_OPEN);
    if (!DuplicateHandle(self, ours, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS))
        return ambos__fail_as(AMBOS_EBADF, AMBOS_DOMAIN_WIN32, GetLastError(), AMBOS_STEP_OPEN);
    error = ambos__os_file_adopt(file, (ambos_native)copy);
    if (error)
        ambos__handle_close(&copy);
    return error;
}

/* Reading and writing ---------------------------------------------------------------- */

static bool make_event(ambos_file *file)
{
    HANDLE event;

    if (file->event != AMBOS_NO_HANDLE)
        return true;
    event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (event)
        file->event = (ambos_native)event;
    return event != NULL;
}

/* Where the next overlapped call on a file with a position begins. */
static LARGE_INTEGER overlapped_position(const ambos_file *file)
{
    LARGE_INTEGER zero = { .QuadPart = 0 }, position = zero;

    if (!(file->traits & AMBOS__FILE_PIPE) && !SetFilePointerEx(file_handle(file), zero, &position, FILE_CURRENT))
        position = zero;
    return position;
}

/* Overlapped calls do not move the position, which still is the place where it is kept. */
static void advance_position(const ambos_file *file, DWORD count)
{
    LARGE_INTEGER step = { .QuadPart = count };

    if (count > 0 && !(file->traits & AMBOS__FILE_PIPE))
        (void)SetFilePointerEx(file_handle(file), step, NULL, FILE_CURRENT);
}

static bool finish_overlapped(const ambos_file *file, BOOL started, OVERLAPPED *overlapped, DWORD *count)
{
    if (!started && GetLastError() != ERROR_IO_PENDING)
        return false;
    return GetOverlappedResult(file_handle(file), overlapped, count, TRUE) != FALSE;
}

bool ambos__file_overlapped(ambos_file *file, OVERLAPPED *overlapped)
{
    if (!make_event(file))
        return false;
    /* The low bit keeps the end of the call out of a completion port that the handle may belong to. */
    overlapped->hEvent = (HANDLE)(file->event | 1);
    return true;
}

/* One transfer at a place. A handle that is not overlapped has its position moved. */
static bool transfer_at(ambos_file *file, void *in, const void *out, DWORD size, LARGE_INTEGER position, DWORD *count)
{
    const bool waits = !(file->traits & AMBOS__FILE_OVERLAPPED);
    OVERLAPPED overlapped = { 0 };
    BOOL started;

    *count = 0;
    if (!waits && !ambos__file_overlapped(file, &overlapped))
        return false;
    overlapped.Offset = position.LowPart;
    overlapped.OffsetHigh = (DWORD)position.HighPart;
    started = in ? ReadFile(file_handle(file), in, size, waits ? count : NULL, &overlapped)
                 : WriteFile(file_handle(file), out, size, waits ? count : NULL, &overlapped);
    return waits ? started != FALSE : finish_overlapped(file, started, &overlapped, count);
}

/* One transfer; like ReadFile and WriteFile, whether or not the handle is overlapped. */
static bool transfer(ambos_file *file, void *in, const void *out, DWORD size, DWORD *count)
{
    bool done;

    *count = 0;
    if (!(file->traits & AMBOS__FILE_OVERLAPPED))
        return in ? ReadFile(file_handle(file), in, size, count, NULL) != FALSE
                  : WriteFile(file_handle(file), out, size, count, NULL) != FALSE;
    done = transfer_at(file, in, out, size, overlapped_position(file), count);
    if (done)
        advance_position(file, *count);
    return done;
}

static bool is_directory(const ambos_file *file)
{
    struct ambos__nt_standard standard;

    return ambos__nt_query(file_handle(file), AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0 &&
           standard.directory;
}

ambos_error ambos__file_fail_read(const ambos_file *file, DWORD last)
{
    ambos_error code = ambos_error_from_native(AMBOS_DOMAIN_WIN32, last);

    if (is_directory(file))
        code = AMBOS_EISDIR;
    else if (last == ERROR_ACCESS_DENIED)
        code = AMBOS_EBADF;
    else if (last == ERROR_NO_DATA)
        code = AMBOS_EAGAIN;
    return ambos__fail_as(code, AMBOS_DOMAIN_WIN32, last, AMBOS_STEP_READ);
}

ambos_error ambos__os_file_read(ambos_file *file, void *buffer, size_t size, size_t *got)
{
    const DWORD chunk = size < CHUNK_MAX ? (DWORD)size : (DWORD)CHUNK_MAX;
    DWORD count = 0;

    *got = 0;
    if (size == 0)
        return AMBOS_OK;
    if (file->traits & AMBOS__FILE_WRITE_ONLY)
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_READ);
    /* A message of no bytes in a pipe is not its end. */
    do {
        DWORD last;

        if (transfer(file, buffer, NULL, chunk, &count))
            continue;
        last = GetLastError();
        if (last == ERROR_BROKEN_PIPE || last == ERROR_HANDLE_EOF)
            return AMBOS_OK;
        /* The rest of a message comes with the next read. */
        if (last != ERROR_MORE_DATA)
            return ambos__file_fail_read(file, last);
        if (count == 0)
            count = chunk;
    } while (count == 0 && (file->traits & AMBOS__FILE_PIPE));
    *got = count;
    return AMBOS_OK;
}

ambos_error ambos__file_fail_write(DWORD last)
{
    ambos_error code = ambos_error_from_native(AMBOS_DOMAIN_WIN32, last);

    if (last == ERROR_BROKEN_PIPE || last == ERROR_NO_DATA || last == ERROR_PIPE_NOT_CONNECTED)
        code = AMBOS_EPIPE;
    else if (last == ERROR_ACCESS_DENIED)
        code = AMBOS_EBADF;
    return ambos__fail_as(code, AMBOS_DOMAIN_WIN32, last, AMBOS_STEP_WRITE);
}

ambos_error ambos__os_file_write(ambos_file *file, const void *data, size_t size, size_t *written)
{
    const char *from = data;

    *written = 0;
    while (*written < size) {
        const size_t left = size - *written;
        DWORD count;

        if (!transfer(file, NULL, from + *written, left < CHUNK_MAX ? (DWORD)left : (DWORD)CHUNK_MAX, &count))
            return ambos__file_fail_write(GetLastError());
        /* A pipe in the mode that does not wait, and full. */
        if (count == 0)
            return ambos__fail(AMBOS_EAGAIN, AMBOS_STEP_WRITE);
        *written += count;
    }
    return AMBOS_OK;
}

ambos_error ambos__os_file_seek(ambos_file *file, int64_t offset, uint32_t origin, int64_t *position)
{
    const DWORD method = origin == AMBOS_SEEK_SET ? FILE_BEGIN : origin == AMBOS_SEEK_CUR ? FILE_CURRENT : FILE_END;
    LARGE_INTEGER distance, end;

    /* For others SetFilePointerEx succeeds and does nothing. */
    SetLastError(NO_ERROR);
    if (GetFileType(file_handle(file)) != FILE_TYPE_DISK)
        return GetLastError() == NO_ERROR ? ambos__fail(AMBOS_ESPIPE, AMBOS_STEP_SEEK)
                                          : ambos__fail_win32(AMBOS_STEP_SEEK);
    distance.QuadPart = offset;
    if (!SetFilePointerEx(file_handle(file), distance, &end, method)) {
        if (GetLastError() == ERROR_NEGATIVE_SEEK)
            return ambos__fail_as(AMBOS_EINVAL, AMBOS_DOMAIN_WIN32, ERROR_NEGATIVE_SEEK, AMBOS_STEP_SEEK);
        return ambos__fail_win32(AMBOS_STEP_SEEK);
    }
    *position = end.QuadPart;
    return AMBOS_OK;
}

/* At a place --------------------------------------------------------------------------- */

/* The position is set back; GetLastError() stays. */
static bool transfer_apart(ambos_file *file, void *in, const void *out, size_t size, int64_t offset, DWORD *count)
{
    const LARGE_INTEGER place = { .QuadPart = offset }, nowhere = { .QuadPart = 0 };
    LARGE_INTEGER position;
    DWORD last;
    bool done;

    if (!SetFilePointerEx(file_handle(file), nowhere, &position, FILE_CURRENT))
        return false;
    done = transfer_at(file, in, out, size < CHUNK_MAX ? (DWORD)size : (DWORD)CHUNK_MAX, place, count);
    last = GetLastError();
    (void)SetFilePointerEx(file_handle(file), position, NULL, FILE_BEGIN);
    SetLastError(last);
    return done;
}

static bool has_places(const ambos_file *file)
{
    return GetFileType(file_handle(file)) == FILE_TYPE_DISK;
}

ambos_error ambos__os_file_pread(ambos_file *file, void *buffer, size_t size, int64_t offset, size_t *got)
{
    DWORD count = 0;

    if (!has_places(file))
        return ambos__fail(AMBOS_ESPIPE, AMBOS_STEP_READ);
    if (!transfer_apart(file, buffer, NULL, size, offset, &count) && GetLastError() != ERROR_HANDLE_EOF)
        return ambos__file_fail_read(file, GetLastError());
    *got = count;
    return AMBOS_OK;
}

ambos_error ambos__os_file_pwrite(ambos_file *file, const void *data, size_t size, int64_t offset, size_t *written)
{
    DWORD count = 0;

    if (!has_places(file))
        return ambos__fail(AMBOS_ESPIPE, AMBOS_STEP_WRITE);
    if (!transfer_apart(file, NULL, data, size, offset, &count))
        return ambos__file_fail_write(GetLastError());
    if (count == 0)
        return ambos__fail(AMBOS_EIO, AMBOS_STEP_WRITE);
    *written = count;
    return AMBOS_OK;
}

/* Flushing and cutting ------------------------------------------------------------------ */

ambos_error ambos__os_file_sync(ambos_file *file, uint32_t flags)
{
    ambos_error error = AMBOS_OK;
    ambos__ntstatus status;
    HANDLE writer;

    (void)flags;
    if (FlushFileBuffers(file_handle(file)))
        return AMBOS_OK;
    if (GetLastError() == ERROR_INVALID_HANDLE && GetFileType(file_handle(file)) == FILE_TYPE_CHAR)
        return ambos__fail_as(AMBOS_ENOTSUP, AMBOS_DOMAIN_WIN32, ERROR_INVALID_HANDLE, AMBOS_STEP_FLUSH);
    if (GetLastError() != ERROR_ACCESS_DENIED)
        return ambos__fail_win32(AMBOS_STEP_FLUSH);
    /* It may only read. */
    status = ambos__nt_reopen(&writer, file_handle(file), FILE_APPEND_DATA, 0);
    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_FLUSH);
    if (!FlushFileBuffers(writer))
        error = ambos__fail_win32(AMBOS_STEP_FLUSH);
    ambos__handle_close(&writer);
    return error;
}

/* What may append may cut on other systems. */
static ambos__ntstatus set_end_of_appending(HANDLE handle, int64_t size)
{
    HANDLE writer;
    ambos__ntstatus status = ambos__nt_reopen(&writer, handle, FILE_WRITE_DATA, AMBOS__NT_NON_DIRECTORY_FILE);

    if (status >= 0)
        status = set_end(writer, size);
    ambos__handle_close(&writer);
    return status;
}

ambos_error ambos__os_file_truncate(ambos_file *file, int64_t size)
{
    const bool appending = (file->traits & AMBOS__FILE_APPEND) != 0;
    ambos__ntstatus status;

    if (!has_places(file))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHANGE);
    status = appending ? set_end_of_appending(file_handle(file), size) : set_end(file_handle(file), size);
    if (status >= 0)
        return AMBOS_OK;
    /* Wine has another word for it. */
    if (!appending && !(granted_access(file_handle(file)) & FILE_WRITE_DATA))
        return ambos__fail_as(AMBOS_EBADF, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_CHANGE);
    return ambos__fail_nt(status, AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_file_close(ambos_file *file)
{
    HANDLE event = (HANDLE)file->event, holder = (HANDLE)file->lock;

    ambos__handle_close(&event);
    ambos__handle_close(&holder);
    file->event = AMBOS_NO_HANDLE;
    file->lock = AMBOS_NO_HANDLE;
    if (!CloseHandle(file_handle(file)))
        return ambos__fail_win32(AMBOS_STEP_CLOSE);
    file->handle = AMBOS_NO_HANDLE;
    return AMBOS_OK;
}
