/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"
#include "win32/rename.h"

ambos_error ambos__os_unlink(ambos_native dir, const char *path)
{
    return ambos__remove(dir, path, false);
}

struct ambos__rename_result ambos__rename_done(void)
{
    const struct ambos__rename_result result = { 0, AMBOS_OK, false, false };

    return result;
}

struct ambos__rename_result ambos__rename_refused(ambos_error code, ambos__ntstatus status)
{
    const struct ambos__rename_result result = { status, code, true, false };

    return result;
}

struct ambos__rename_result ambos__rename_busy(ambos__ntstatus status)
{
    const struct ambos__rename_result result = { status, AMBOS_EBUSY, true, true };

    return result;
}

bool ambos__rename_is_held(ambos__ntstatus status)
{
    return status == AMBOS__STATUS_SHARING_VIOLATION || status == AMBOS__STATUS_FILE_LOCK_CONFLICT ||
           status == AMBOS__STATUS_DELETE_PENDING;
}

/* A program that runs, or a mapped file. */
static bool is_in_use(ambos__ntstatus status)
{
    return status == AMBOS__STATUS_CANNOT_DELETE || status == AMBOS__STATUS_USER_MAPPED_FILE;
}

bool ambos__rename_is_directory(const struct ambos__nt_attribute_tag *tag)
{
    return (tag->attributes & FILE_ATTRIBUTE_DIRECTORY) && !ambos__reparse_is_link(tag->tag);
}

static void look_at_target(struct ambos__rename_job *job)
{
    job->target_exists = ambos__nt_path_tag(&job->to, &job->target) >= 0;
}

/* The names ----------------------------------------------------------------------- */

static bool same_units(const struct ambos__path *a, const struct ambos__path *b, size_t count, bool ignore_case)
{
    size_t i;

    if (a->root != b->root || a->name.length < count || b->name.length < count)
        return false;
    for (i = 0; i < count; i++) {
        const wchar_t x = a->name.text[i], y = b->name.text[i];

        if (x != y && !(ignore_case && RtlUpcaseUnicodeChar(x) == RtlUpcaseUnicodeChar(y)))
            return false;
    }
    return true;
}

static bool same_spelling(const struct ambos__rename_job *job, bool ignore_case)
{
    return job->from.name.length == job->to.name.length &&
           same_units(&job->from, &job->to, job->from.name.length, ignore_case);
}

static bool target_is_inside_source(const struct ambos__rename_job *job)
{
    const size_t length = job->from.name.length;

    return job->to.name.length > length && job->to.name.text[length] == L'\\' &&
           same_units(&job->from, &job->to, length, true);
}

static bool is_same_file(const struct ambos__rename_job *job)
{
    const struct ambos__how how = { .access = FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    struct ambos__nt_id a, b;
    HANDLE target;

    if (ambos__nt_open(&target, &job->to, &how) < 0)
        return false;
    ambos__nt_identity(job->source, &a);
    ambos__nt_identity(target, &b);
    ambos__handle_close(&target);
    return (a.id[0] != 0 || a.id[1] != 0) && memcmp(&a, &b, sizeof a) == 0;
}

/* Two names of one file; POSIX leaves both. Not so when only the case of one name changes. */
static bool is_hard_link_pair(const struct ambos__rename_job *job)
{
    struct ambos__nt_standard standard;

    return ambos__nt_query(job->source, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0 &&
           standard.links > 1 && !same_spelling(job, true) && is_same_file(job);
}

/* The request ------------------------------------------------------------------------ */

/* With the room that even an empty name needs: the kernel refuses less than the whole struct. */
enum { REQUEST_ROOM = sizeof(struct ambos__nt_rename) + AMBOS__WIDE_ROOM * sizeof(wchar_t) };

static ambos__ntstatus send_request(HANDLE file, int information_class, struct ambos__nt_rename *request, size_t size,
                                    const struct ambos__path *to, ULONG flags)
{
    memset(request, 0, sizeof *request);
    request->flags = flags;
    request->root = to->root;
    request->name_length = (ULONG)(to->name.length * sizeof(wchar_t));
    memcpy((BYTE *)request + offsetof(struct ambos__nt_rename, name), to->name.text, request->name_length);
    return ambos__nt_set(file, information_class, request, size);
}

ambos__ntstatus ambos__nt_rename(HANDLE file, int information_class, const struct ambos__path *to, ULONG flags)
{
    const size_t size = sizeof(struct ambos__nt_rename) + to->name.length * sizeof(wchar_t);
    union {
        struct ambos__nt_rename request;
        BYTE room[REQUEST_ROOM];
    } stack;
    struct ambos__nt_rename *request = &stack.request;
    ambos__ntstatus status;

    if (size > sizeof stack)
        request = ambos__allocate(size);
    if (!request)
        return AMBOS__STATUS_NO_MEMORY;
    status = send_request(file, information_class, request, size, to, flags);
    if (request != &stack.request)
        ambos__release(request);
    return status;
}

ambos__ntstatus ambos__rename_newer(const struct ambos__rename_job *job)
{
    const ULONG flags = AMBOS__NT_RENAME_POSIX | (job->replace ? (ULONG)AMBOS__NT_RENAME_REPLACE : 0);
    const ambos__ntstatus status = ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION_EX, &job->to,
                                                    flags | AMBOS__NT_RENAME_IGNORE_READONLY);

    /* Windows 10 had the one before the other. */
    if (ambos__nt_unknown_request(status))
        return ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION_EX, &job->to, flags);
    return status;
}

ambos__ntstatus ambos__rename_older(const struct ambos__rename_job *job)
{
    return ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION, &job->to,
                            job->replace ? (ULONG)AMBOS__NT_RENAME_REPLACE : 0);
}

/* The target in the way ---------------------------------------------------------------- */

ambos__ntstatus ambos__rename_open_target(HANDLE *handle, const struct ambos__rename_job *job)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };

    return ambos__nt_open(handle, &job->to, &how);
}

/* What stands in the way of what is renamed. */
struct ambos__rename_result ambos__rename_not_replaced(ambos__ntstatus status)
{
    if (ambos__rename_is_held(status))
        return ambos__rename_busy(status);
    return ambos__rename_refused(is_in_use(status) ? AMBOS_ETXTBSY : AMBOS_OK, status);
}

/* May something be made where the new name is? */
static bool may_add_target(const struct ambos__rename_job *job, ACCESS_MASK access)
{
    HANDLE directory;
    const bool may = ambos__nt_open_parent(&directory, &job->to, access) >= 0;

    ambos__handle_close(&directory);
    return may;
}

/* Denied, though there is nothing in the way: what is left is that something in the directory is open. */
struct ambos__rename_result ambos__rename_not_moved(const struct ambos__rename_job *job, ambos__ntstatus status)
{
    if (ambos__rename_is_held(status))
        return ambos__rename_busy(status);
    if (status == AMBOS__STATUS_ACCESS_DENIED && job->source_directory && may_add_target(job, FILE_ADD_SUBDIRECTORY))
        return ambos__rename_busy(status);
    return ambos__rename_refused(AMBOS_OK, status);
}

/* What a failure means ------------------------------------------------------------------- */

/* Denied, though both the target may be deleted and its directory be changed: what is left is that somebody has it open
   and the file system cannot replace it then. */
static bool denied_because_open(const struct ambos__rename_job *job)
{
    HANDLE target;
    const ambos__ntstatus status = ambos__rename_open_target(&target, job);

    ambos__handle_close(&target);
    return ambos__rename_is_held(status) || (status >= 0 && may_add_target(job, FILE_ADD_FILE));
}

/* POSIX wants a link to a directory, replacing or replaced, to be like a file. */
static bool is_denied_as_directory(const struct ambos__rename_job *job)
{
    return job->source_link || (job->target.attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* The kernel's "denied" and "exists" stand for many things: here they are told apart. */
static struct ambos__rename_result explain_denial(struct ambos__rename_job *job, ambos__ntstatus status)
{
    look_at_target(job);
    if (!job->target_exists)
        return ambos__rename_not_moved(job, status);
    if (!job->replace)
        return ambos__rename_refused(AMBOS_OK, status);
    /* Reached by another way, as through a junction: it must not be cleared out of its own way. */
    if (is_same_file(job))
        return same_spelling(job, true) ? ambos__rename_refused(AMBOS_OK, status) : ambos__rename_done();
    if (ambos__rename_is_directory(&job->target))
        return job->source_directory ? ambos__rename_in_steps(job) : ambos__rename_refused(AMBOS_EISDIR, status);
    if (job->source_directory)
        return ambos__rename_refused(AMBOS_ENOTDIR, status);
    if (is_denied_as_directory(job))
        return ambos__rename_in_steps(job);
    if (job->target.attributes & FILE_ATTRIBUTE_READONLY)
        return ambos__rename_over_read_only(job);
    return denied_because_open(job) ? ambos__rename_busy(status) : ambos__rename_refused(AMBOS_OK, status);
}

/* The system says it of a running program, and some versions of any file that is read-only. */
static struct ambos__rename_result explain_in_use(struct ambos__rename_job *job, ambos__ntstatus status)
{
    look_at_target(job);
    if (status == AMBOS__STATUS_CANNOT_DELETE && job->replace && job->target_exists && !job->source_directory &&
        !(job->target.attributes & FILE_ATTRIBUTE_DIRECTORY) && (job->target.attributes & FILE_ATTRIBUTE_READONLY))
        return ambos__rename_over_read_only(job);
    return ambos__rename_refused(AMBOS_ETXTBSY, status);
}

static struct ambos__rename_result explain_failure(struct ambos__rename_job *job, ambos__ntstatus status)
{
    if (ambos__rename_is_held(status))
        return ambos__rename_busy(status);
    switch (status) {
    case AMBOS__STATUS_ACCESS_DENIED:
    case AMBOS__STATUS_OBJECT_NAME_COLLISION:
    case AMBOS__STATUS_FILE_IS_A_DIRECTORY:
    case AMBOS__STATUS_NOT_A_DIRECTORY:
    case AMBOS__STATUS_INVALID_PARAMETER:
        return explain_denial(job, status);
    case AMBOS__STATUS_CANNOT_DELETE:
    case AMBOS__STATUS_USER_MAPPED_FILE:
        return explain_in_use(job, status);
    default:
        return ambos__rename_refused(AMBOS_OK, status);
    }
}

/* One attempt ---------------------------------------------------------------------------- */

/* What POSIX refuses and the kernel would do, or says no reason for. AMBOS_OK: go on. */
static ambos_error check_kinds(struct ambos__rename_job *job)
{
    if (!job->source_directory && job->to.directory)
        return AMBOS_ENOTDIR;
    if (!job->source_directory && !job->source_link)
        return AMBOS_OK;
    if (job->source_directory && target_is_inside_source(job))
        return AMBOS_EINVAL;
    look_at_target(job);
    if (!job->replace || !job->target_exists || ambos__rename_is_directory(&job->target) == job->source_directory)
        return AMBOS_OK;
    return job->source_directory ? AMBOS_ENOTDIR : AMBOS_EISDIR;
}

static struct ambos__rename_result rename_opened(struct ambos__rename_job *job)
{
    ambos_error code = check_kinds(job);
    ambos__ntstatus status;

    if (code != AMBOS_OK)
        return ambos__rename_refused(code, 0);
    if (!job->source_directory && is_hard_link_pair(job))
        return job->replace ? ambos__rename_done() : ambos__rename_refused(AMBOS_EEXIST, 0);
    status = ambos__rename_newer(job);
    if (ambos__nt_unknown_request(status)) {
        look_at_target(job);
        /* The older request lets a directory go, and its type was not looked at for nothing. */
        if (job->replace && job->target_exists && (job->target.attributes & FILE_ATTRIBUTE_DIRECTORY) &&
            !same_spelling(job, true))
            return explain_denial(job, AMBOS__STATUS_OBJECT_NAME_COLLISION);
        status = ambos__rename_older(job);
    }
    if (status >= 0 && same_spelling(job, true) && !same_spelling(job, false))
        status = ambos__nt_finish_case_rename(job->source, &job->from, &job->to);
    return status >= 0 ? ambos__rename_done() : explain_failure(job, status);
}

static struct ambos__rename_result open_failed(ambos__ntstatus status)
{
    struct ambos__rename_result result = ambos__rename_is_held(status) ? ambos__rename_busy(status) : ambos__rename_refused(AMBOS_OK, status);

    result.of_target = false;
    return result;
}

static struct ambos__rename_result rename_source(struct ambos__rename_job *job)
{
    struct ambos__nt_attribute_tag tag;
    const ambos__ntstatus status = ambos__nt_tag(job->source, &tag);

    job->source_directory = ambos__rename_is_directory(&tag);
    job->source_link = !job->source_directory && (tag.attributes & FILE_ATTRIBUTE_DIRECTORY);
    if (status < 0)
        return ambos__rename_refused(AMBOS_OK, status);
    if (job->from.directory && !job->source_directory)
        return ambos__rename_refused(AMBOS_ENOTDIR, 0);
    if (!job->replace && same_spelling(job, false))
        return ambos__rename_refused(AMBOS_EEXIST, 0);
    return rename_opened(job);
}

static struct ambos__rename_result attempt_rename(struct ambos__rename_job *job)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    struct ambos__rename_result result;
    ambos__ntstatus status;

    job->source = job->opened;
    if (job->opened)
        return rename_source(job);
    status = ambos__nt_open(&job->source, &job->from, &how);
    if (status < 0)
        return open_failed(status);
    result = rename_source(job);
    ambos__handle_close(&job->source);
    return result;
}

static ambos_error report_failure(const struct ambos__rename_job *job, const struct ambos__rename_result *result)
{
    if (result->code == AMBOS_OK)
        return ambos__fail_open(result->status, result->of_target ? &job->to : &job->from, AMBOS_STEP_RENAME);
    if (result->status == 0)
        return ambos__fail(result->code, AMBOS_STEP_RENAME);
    return ambos__fail_as(result->code, AMBOS_DOMAIN_NTSTATUS, (uint32_t)result->status, AMBOS_STEP_RENAME);
}

/* Scanners and indexers hold what is new for some milliseconds. */
static ambos_error rename_with_retries(struct ambos__rename_job *job, int64_t retry_ms)
{
    const int64_t deadline = ambos__deadline_after(retry_ms);
    struct ambos__rename_result result = attempt_rename(job);
    int64_t pause_ms = 1;

    while (result.busy) {
        const int64_t left = ambos__deadline_left(deadline);

        if (left <= 0)
            break;
        ambos_sleep(pause_ms < left ? pause_ms : left);
        pause_ms *= 2;
        result = attempt_rename(job);
    }
    return result.status >= 0 && result.code == AMBOS_OK ? AMBOS_OK : report_failure(job, &result);
}

static ambos_error rename_paths(struct ambos__rename_job *job, int64_t retry_ms)
{
    size_t parent, last;

    if (job->from.dot || job->to.dot)
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_RENAME);
    if (!ambos__nt_path_split(job->from.name.text, job->from.name.length, &parent, &last) ||
        !ambos__nt_path_split(job->to.name.text, job->to.name.length, &parent, &last))
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_RENAME);
    return rename_with_retries(job, retry_ms);
}

static ambos_error rename_between(HANDLE opened, ambos_native from_dir, const char *from, ambos_native to_dir,
                                  const char *to, uint32_t flags, int64_t retry_ms)
{
    struct ambos__rename_job job;
    ambos_error error;

    if (flags & AMBOS_RENAME_EXCHANGE)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_RENAME);
    error = ambos__path_init(&job.from, from_dir, from, AMBOS_STEP_RENAME);
    if (error != AMBOS_OK)
        return error;
    error = ambos__path_init(&job.to, to_dir, to, AMBOS_STEP_RENAME);
    if (error == AMBOS_OK) {
        job.replace = !(flags & AMBOS_RENAME_NO_REPLACE);
        job.opened = opened;
        error = rename_paths(&job, retry_ms);
        ambos__path_free(&job.to);
    }
    ambos__path_free(&job.from);
    return error;
}

ambos_error ambos__os_rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             uint32_t flags, int64_t retry_ms)
{
    return rename_between(NULL, from_dir, from, to_dir, to, flags, retry_ms);
}

ambos_error ambos__os_rename_open(ambos_file *file, ambos_native from_dir, const char *from, ambos_native to_dir,
                                  const char *to, uint32_t flags, int64_t retry_ms)
{
    return rename_between((HANDLE)file->handle, from_dir, from, to_dir, to, flags, retry_ms);
}
