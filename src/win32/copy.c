/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/reparse.h"
#include "win32/nt.h"

/* Missing in the headers of MinGW. */
enum { COPY_SPARSE = 0x20000000 };

enum {
    COPY_KEPT_ATTRIBUTES = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM |
                           FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE |
                           FILE_ATTRIBUTE_NOT_CONTENT_INDEXED
};

/* A copy under way. Both files are held for their attributes alone, which no sharing mode minds. The target is made by
   us: so it is known to be ours, whatever bears the name when it has to be removed. And while something in them is open
   nobody can rename the directories above, by whose path the system copies. */
struct copy_job {
    const struct ambos__copy *how;
    struct ambos__path from;
    struct ambos__path to;
    struct ambos__nt_basic source;
    uint64_t size;
    HANDLE opened; /* the source */
    HANDLE target;
    bool canceled;
};

/* The source ---------------------------------------------------------------------------- */

static ambos_error copy_query_source(struct copy_job *job)
{
    const HANDLE source = job->opened;
    struct ambos__nt_standard standard;
    struct ambos__nt_attribute_tag tag;
    ambos__ntstatus status;
    uint32_t type;

    if (GetFileType(source) != FILE_TYPE_DISK)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
    status = ambos__nt_tag(source, &tag);
    if (status >= 0)
        status = ambos__nt_query(source, AMBOS__NT_BASIC_INFORMATION, &job->source, sizeof job->source);
    if (status >= 0)
        status = ambos__nt_query(source, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard);
    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_QUERY);
    job->size = (uint64_t)standard.size.QuadPart;
    type = ambos__reparse_type(tag.attributes, tag.tag);
    if (type == AMBOS_TYPE_SYMLINK || type == AMBOS_TYPE_JUNCTION)
        return ambos__fail(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    if (type == AMBOS_TYPE_DIRECTORY)
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_OPEN);
    return type == AMBOS_TYPE_FILE ? AMBOS_OK : ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
}

static ambos_error copy_look_at_source(struct copy_job *job)
{
    const bool follow = !(job->how->flags & AMBOS_NOFOLLOW) || job->from.directory;
    const ambos__ntstatus status = ambos__nt_open_file(&job->opened, &job->from, FILE_READ_ATTRIBUTES, follow);

    return status >= 0 ? copy_query_source(job) : ambos__fail_open(status, &job->from, AMBOS_STEP_OPEN);
}

/* The target ---------------------------------------------------------------------------- */

/* A separator at the end is no name for a file. */
static ambos_error copy_refuse_directory(const struct ambos__path *path)
{
    struct ambos__nt_attribute_tag tag;
    const ambos__ntstatus status = ambos__nt_path_tag(path, &tag);

    if (status >= 0)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_CREATE);
    if (status == AMBOS__STATUS_OBJECT_NAME_NOT_FOUND)
        return ambos__fail_as(AMBOS_EISDIR, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_CREATE);
    return ambos__fail_open(status, path, AMBOS_STEP_CREATE);
}

static ambos_error copy_make_target(struct copy_job *job)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
                                    .disposition = AMBOS__NT_CREATE,
                                    .options = AMBOS__NT_NON_DIRECTORY_FILE | AMBOS__NT_REPARSE_POINT };
    ambos__ntstatus status;

    if (job->to.directory)
        return copy_refuse_directory(&job->to);
    status = ambos__nt_open(&job->target, &job->to, &how);
    if (status < 0 && ambos__nt_is_taken(status, &job->to))
        return ambos__fail_as(AMBOS_EEXIST, AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, AMBOS_STEP_CREATE);
    if (status < 0)
        return ambos__fail_open(status, &job->to, AMBOS_STEP_CREATE);
    if (GetFileType(job->target) == FILE_TYPE_DISK)
        return AMBOS_OK;
    ambos__handle_close(&job->target);
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CREATE);
}

static void copy_remove_target(struct copy_job *job)
{
    HANDLE target;

    if (ambos__nt_reopen(&target, job->target, DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
                         AMBOS__NT_REPARSE_POINT) < 0)
        return;
    (void)ambos__nt_set_attributes(target, 0);
    (void)ambos__nt_remove(target, 0);
    ambos__handle_close(&target);
}

/* The contents -------------------------------------------------------------------------- */

/* False: not to go on. The last report is ours, when all is done. */
static bool copy_tell(struct copy_job *job, uint64_t done)
{
    job->canceled = job->canceled ||
                    (done < job->size && ambos__copy_report(job->how, done, job->size) != AMBOS_OK);
    return !job->canceled;
}

static COPYFILE2_MESSAGE_ACTION CALLBACK copy_heard(const COPYFILE2_MESSAGE *message, void *context)
{
    const bool chunk = message->Type == COPYFILE2_CALLBACK_CHUNK_FINISHED;

    if (chunk && !copy_tell(context, message->Info.ChunkFinished.uliTotalBytesTransferred.QuadPart))
        return COPYFILE2_PROGRESS_CANCEL;
    return COPYFILE2_PROGRESS_CONTINUE;
}

static DWORD CALLBACK copy_heard_older(LARGE_INTEGER size, LARGE_INTEGER done, LARGE_INTEGER stream_size,
                                       LARGE_INTEGER stream_done, DWORD stream, DWORD reason, HANDLE from, HANDLE to,
                                       void *context)
{
    (void)size;
    (void)stream_size;
    (void)stream_done;
    (void)stream;
    (void)from;
    (void)to;
    if (reason == CALLBACK_CHUNK_FINISHED && !copy_tell(context, (uint64_t)done.QuadPart))
        return PROGRESS_CANCEL;
    return PROGRESS_CONTINUE;
}

typedef HRESULT(WINAPI *copy_newer)(PCWSTR from, PCWSTR to, COPYFILE2_EXTENDED_PARAMETERS *parameters);

static HRESULT copy_by_newer(copy_newer copy, struct copy_job *job, const wchar_t *from, const wchar_t *to,
                             DWORD flags)
{
    COPYFILE2_EXTENDED_PARAMETERS parameters = { .dwSize = sizeof parameters, .dwCopyFlags = flags };

    parameters.pProgressRoutine = job->how->progress ? copy_heard : NULL;
    parameters.pvCallbackContext = job;
    return copy(from, to, &parameters);
}

/* Gaps are kept by Windows 11 when it is told to; older ones refuse to be told. */
static ambos_error copy_newest_way(copy_newer copy, struct copy_job *job, const wchar_t *from, const wchar_t *to,
                                   DWORD flags)
{
    const bool sparse = (job->source.attributes & FILE_ATTRIBUTE_SPARSE_FILE) != 0;
    HRESULT result = copy_by_newer(copy, job, from, to, sparse ? flags | (DWORD)COPY_SPARSE : flags);

    if (sparse && result == HRESULT_FROM_WIN32(ERROR_INVALID_PARAMETER))
        result = copy_by_newer(copy, job, from, to, flags);
    return SUCCEEDED(result) ? AMBOS_OK
                             : ambos__fail_native(AMBOS_DOMAIN_HRESULT, (uint32_t)result, AMBOS_STEP_WRITE);
}

static ambos_error copy_named(struct copy_job *job, wchar_t *from, wchar_t *to)
{
    const DWORD flags = job->how->flags & AMBOS_NOFOLLOW ? (DWORD)COPY_FILE_COPY_SYMLINK : 0;
    const FARPROC found = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "CopyFile2");
    copy_newer newer = NULL;

    memcpy(&newer, &found, sizeof newer);
    if (newer)
        return copy_newest_way(newer, job, from, to, flags);
    if (CopyFileExW(from, to, job->how->progress ? copy_heard_older : NULL, job, NULL, flags))
        return AMBOS_OK;
    return ambos__fail_win32(AMBOS_STEP_WRITE);
}

static ambos_error copy_contents(struct copy_job *job)
{
    struct ambos__wide from, to;
    ambos_error error = ambos__copy_report(job->how, 0, job->size);

    if (error != AMBOS_OK)
        return error;
    error = ambos__win32_path(&from, &job->from, AMBOS_STEP_OPEN);
    if (error == AMBOS_OK) {
        error = ambos__win32_path(&to, &job->to, AMBOS_STEP_CREATE);
        if (error == AMBOS_OK)
            error = copy_named(job, from.text, to.text);
        ambos__wide_free(&to);
    }
    ambos__wide_free(&from);
    if (job->canceled)
        return ambos__fail(AMBOS_ECANCELED, AMBOS_STEP_WRITE);
    return error == AMBOS_OK ? ambos__copy_report(job->how, job->size, job->size) : error;
}

/* What belongs to the contents ------------------------------------------------------------ */

/* The right to write is needed for it, and a read-only file gives that to nobody. */
static ambos_error copy_flush(const struct copy_job *job)
{
    ambos_error error = AMBOS_OK;
    ambos__ntstatus status = ambos__nt_set_attributes(job->target, 0);
    HANDLE writer;

    if (status >= 0)
        status = ambos__nt_reopen(&writer, job->target, FILE_WRITE_DATA, AMBOS__NT_REPARSE_POINT);
    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_FLUSH);
    if (!FlushFileBuffers(writer))
        error = ambos__fail_win32(AMBOS_STEP_FLUSH);
    ambos__handle_close(&writer);
    return error;
}

/* The system copies all attributes and the time of the last change, without being asked. */
static ambos_error copy_attributes(const struct copy_job *job)
{
    struct ambos__nt_basic basic = job->source;
    ambos__ntstatus status;

    basic.changed.QuadPart = 0;
    basic.attributes &= COPY_KEPT_ATTRIBUTES;
    if (!(job->how->flags & AMBOS_COPY_PRESERVE)) {
        GetSystemTimeAsFileTime((FILETIME *)&basic.modified);
        basic.created.QuadPart = 0;
        basic.accessed = basic.modified;
        basic.attributes = (basic.attributes & FILE_ATTRIBUTE_READONLY) | FILE_ATTRIBUTE_ARCHIVE;
    }
    if (basic.attributes == 0)
        basic.attributes = FILE_ATTRIBUTE_NORMAL;
    status = ambos__nt_set_basic(job->target, &basic);
    return status < 0 ? ambos__fail_nt(status, AMBOS_STEP_CHANGE) : AMBOS_OK;
}

static ambos_error copy_into_target(struct copy_job *job)
{
    ambos_error error = copy_contents(job);

    if (error == AMBOS_OK && job->how->flush)
        error = copy_flush(job);
    if (error == AMBOS_OK)
        error = copy_attributes(job);
    if (error != AMBOS_OK)
        copy_remove_target(job);
    ambos__handle_close(&job->target);
    return error;
}

static ambos_error copy_paths(struct copy_job *job)
{
    ambos_error error = copy_look_at_source(job);

    if (error == AMBOS_OK)
        error = copy_make_target(job);
    if (error == AMBOS_OK)
        error = copy_into_target(job);
    ambos__handle_close(&job->opened);
    return error;
}

ambos_error ambos__os_copy_file(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                                const struct ambos__copy *how)
{
    struct copy_job job = { .how = how };
    ambos_error error = ambos__path_init(&job.from, from_dir, from, AMBOS_STEP_OPEN);

    if (error != AMBOS_OK)
        return error;
    error = ambos__path_init(&job.to, to_dir, to, AMBOS_STEP_CREATE);
    if (error == AMBOS_OK) {
        error = copy_paths(&job);
        ambos__path_free(&job.to);
    }
    ambos__path_free(&job.from);
    return error;
}

/* Names in paths -------------------------------------------------------------------------- */

/* No call flushes a name, but NTFS writes its log with the file: what was renamed before is in it. A link has nothing
   that could be flushed, and not every file lets this user do so. */
ambos_error ambos__os_flush_name(ambos_native dir, const char *path)
{
    ambos_file file = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, 0 };
    ambos_error error = ambos__os_file_open(&file, dir, path, AMBOS_READ | AMBOS_NOFOLLOW, 0);

    if (error)
        return AMBOS_OK;
    error = ambos__os_file_sync(&file, 0);
    (void)ambos__os_file_close(&file);
    return error == AMBOS_EIO ? error : AMBOS_OK;
}

size_t ambos__os_last_name(const char *path)
{
    size_t length = strlen(path);

    while (length > 0 && ambos__os_is_separator(path[length - 1]))
        length--;
    while (length > 0 && !ambos__os_is_separator(path[length - 1]) && path[length - 1] != ':')
        length--;
    return length;
}

bool ambos__os_is_absolute(const char *path)
{
    return ambos__os_is_separator(path[0]) || (path[0] != '\0' && path[1] == ':');
}
