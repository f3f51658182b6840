/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/reparse.h"
#include "win32/nt.h"

ambos_error ambos__os_unlink(ambos_native dir, const char *path)
{
    return ambos__remove(dir, path, false);
}

/* A rename under way: the two names, and what is known of them in this attempt. */
struct rename_job {
    struct ambos__path from;
    struct ambos__path to;
    bool replace;
    HANDLE source;
    bool source_directory;
    bool target_exists;
    struct ambos__nt_attribute_tag target;
};

/* How an attempt ended. A code is set where the status alone does not say it. */
struct rename_result {
    ambos__ntstatus status;
    ambos_error code;
    bool of_target; /* it was about the path of the new name */
    bool busy;      /* somebody holds it, perhaps not for long */
};

static struct rename_result renamed(void)
{
    const struct rename_result result = { 0, AMBOS_OK, false, false };

    return result;
}

static struct rename_result refused(ambos_error code, ambos__ntstatus status)
{
    const struct rename_result result = { status, code, true, false };

    return result;
}

static struct rename_result busy(ambos__ntstatus status)
{
    const struct rename_result result = { status, AMBOS_EBUSY, true, true };

    return result;
}

static bool is_held(ambos__ntstatus status)
{
    return status == AMBOS__STATUS_SHARING_VIOLATION || status == AMBOS__STATUS_FILE_LOCK_CONFLICT ||
           status == AMBOS__STATUS_DELETE_PENDING;
}

static bool is_real_directory(const struct ambos__nt_attribute_tag *tag)
{
    return (tag->attributes & FILE_ATTRIBUTE_DIRECTORY) && !ambos__reparse_is_link(tag->tag);
}

static void look_at_target(struct rename_job *job)
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

static bool same_spelling(const struct rename_job *job, bool ignore_case)
{
    return job->from.name.length == job->to.name.length &&
           same_units(&job->from, &job->to, job->from.name.length, ignore_case);
}

static bool target_is_inside_source(const struct rename_job *job)
{
    const size_t length = job->from.name.length;

    return job->to.name.length > length && job->to.name.text[length] == L'\\' &&
           same_units(&job->from, &job->to, length, true);
}

static bool is_same_file(const struct rename_job *job)
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
static bool is_hard_link_pair(const struct rename_job *job)
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

static ambos__ntstatus rename_newer(const struct rename_job *job)
{
    const ULONG flags = AMBOS__NT_RENAME_POSIX | (job->replace ? (ULONG)AMBOS__NT_RENAME_REPLACE : 0);
    const ambos__ntstatus status = ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION_EX, &job->to,
                                                    flags | AMBOS__NT_RENAME_IGNORE_READONLY);

    /* Windows 10 had the one before the other. */
    if (ambos__nt_unknown_request(status))
        return ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION_EX, &job->to, flags);
    return status;
}

static ambos__ntstatus rename_older(const struct rename_job *job)
{
    return ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION, &job->to,
                            job->replace ? (ULONG)AMBOS__NT_RENAME_REPLACE : 0);
}

/* The target in the way ---------------------------------------------------------------- */

static ambos__ntstatus open_target(HANDLE *handle, const struct rename_job *job)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };

    return ambos__nt_open(handle, &job->to, &how);
}

/* The older request replaces no directory, be it as empty as POSIX wants it. */
static struct rename_result replace_empty_directory(const struct rename_job *job)
{
    HANDLE target;
    ambos__ntstatus status = open_target(&target, job);

    if (status >= 0)
        status = ambos__nt_remove(target, job->target.attributes);
    ambos__handle_close(&target);
    if (is_held(status))
        return busy(status);
    if (status >= 0)
        status = rename_older(job);
    return status >= 0 ? renamed() : refused(AMBOS_OK, status);
}

/* The older request replaces no file that is read-only. */
static struct rename_result replace_read_only(const struct rename_job *job)
{
    const ULONG attributes = job->target.attributes;
    HANDLE target;
    ambos__ntstatus status = open_target(&target, job);

    if (status >= 0)
        status = ambos__nt_set_attributes(target, attributes & ~(ULONG)FILE_ATTRIBUTE_READONLY);
    ambos__handle_close(&target);
    if (status < 0)
        return is_held(status) ? busy(status) : refused(AMBOS_OK, status);
    status = rename_older(job);
    if (status >= 0)
        return renamed();
    if (open_target(&target, job) >= 0) {
        (void)ambos__nt_set_attributes(target, attributes);
        ambos__handle_close(&target);
    }
    return is_held(status) ? busy(status) : refused(AMBOS_OK, status);
}

/* Denied, though both the target may be deleted and its directory be changed: what is left is that somebody has it open
   and the file system cannot replace it then. */
static bool denied_because_open(const struct rename_job *job)
{
    HANDLE target, directory;
    ambos__ntstatus status = open_target(&target, job);

    ambos__handle_close(&target);
    if (is_held(status))
        return true;
    if (status < 0 || ambos__nt_open_parent(&directory, &job->to, FILE_ADD_FILE) < 0)
        return false;
    ambos__handle_close(&directory);
    return true;
}

/* The kernel's "denied" and "exists" stand for many things: here they are told apart. */
static struct rename_result explain_denial(struct rename_job *job, ambos__ntstatus status)
{
    look_at_target(job);
    if (!job->target_exists || !job->replace)
        return refused(AMBOS_OK, status);
    /* Reached by another way, as through a junction: it must not be cleared out of its own way. */
    if (is_same_file(job))
        return same_spelling(job, true) ? refused(AMBOS_OK, status) : renamed();
    if (is_real_directory(&job->target))
        return job->source_directory ? replace_empty_directory(job) : refused(AMBOS_EISDIR, status);
    if (job->source_directory)
        return refused(AMBOS_ENOTDIR, status);
    if (job->target.attributes & FILE_ATTRIBUTE_READONLY)
        return replace_read_only(job);
    return denied_because_open(job) ? busy(status) : refused(AMBOS_OK, status);
}

static struct rename_result explain_failure(struct rename_job *job, ambos__ntstatus status)
{
    if (is_held(status))
        return busy(status);
    switch (status) {
    case AMBOS__STATUS_ACCESS_DENIED:
    case AMBOS__STATUS_OBJECT_NAME_COLLISION:
    case AMBOS__STATUS_FILE_IS_A_DIRECTORY:
    case AMBOS__STATUS_INVALID_PARAMETER:
        return explain_denial(job, status);
    case AMBOS__STATUS_CANNOT_DELETE:
    case AMBOS__STATUS_USER_MAPPED_FILE:
        return refused(AMBOS_ETXTBSY, status);
    default:
        return refused(AMBOS_OK, status);
    }
}

/* One attempt ---------------------------------------------------------------------------- */

/* What POSIX refuses and the kernel would do, or says no reason for. AMBOS_OK: go on. */
static ambos_error check_kinds(struct rename_job *job)
{
    if (!job->source_directory)
        return job->to.directory ? AMBOS_ENOTDIR : AMBOS_OK;
    if (target_is_inside_source(job))
        return AMBOS_EINVAL;
    look_at_target(job);
    if (job->replace && job->target_exists && !is_real_directory(&job->target))
        return AMBOS_ENOTDIR;
    return AMBOS_OK;
}

static struct rename_result rename_opened(struct rename_job *job)
{
    ambos_error code = check_kinds(job);
    ambos__ntstatus status;

    if (code != AMBOS_OK)
        return refused(code, 0);
    if (!job->source_directory && is_hard_link_pair(job))
        return job->replace ? renamed() : refused(AMBOS_EEXIST, 0);
    status = rename_newer(job);
    if (ambos__nt_unknown_request(status)) {
        look_at_target(job);
        /* The older request lets a directory go, and its type was not looked at for nothing. */
        if (job->replace && job->target_exists && is_real_directory(&job->target) && !same_spelling(job, true))
            return explain_denial(job, AMBOS__STATUS_OBJECT_NAME_COLLISION);
        status = rename_older(job);
    }
    if (status >= 0 && same_spelling(job, true) && !same_spelling(job, false))
        status = ambos__nt_finish_case_rename(job->source, &job->from, &job->to);
    return status >= 0 ? renamed() : explain_failure(job, status);
}

static struct rename_result open_failed(ambos__ntstatus status)
{
    struct rename_result result = is_held(status) ? busy(status) : refused(AMBOS_OK, status);

    result.of_target = false;
    return result;
}

static struct rename_result attempt_rename(struct rename_job *job)
{
    const struct ambos__how how = { .access = DELETE | FILE_READ_ATTRIBUTES, .options = AMBOS__NT_REPARSE_POINT };
    struct ambos__nt_attribute_tag tag;
    struct rename_result result;
    ambos__ntstatus status = ambos__nt_open(&job->source, &job->from, &how);

    if (status < 0)
        return open_failed(status);
    status = ambos__nt_tag(job->source, &tag);
    job->source_directory = is_real_directory(&tag);
    if (status < 0)
        result = refused(AMBOS_OK, status);
    else if (job->from.directory && !job->source_directory)
        result = refused(AMBOS_ENOTDIR, 0);
    else if (!job->replace && same_spelling(job, false))
        result = refused(AMBOS_EEXIST, 0);
    else
        result = rename_opened(job);
    ambos__handle_close(&job->source);
    return result;
}

static ambos_error report_failure(const struct rename_job *job, const struct rename_result *result)
{
    if (result->code == AMBOS_OK)
        return ambos__fail_open(result->status, result->of_target ? &job->to : &job->from, AMBOS_STEP_RENAME);
    if (result->status == 0)
        return ambos__fail(result->code, AMBOS_STEP_RENAME);
    return ambos__fail_as(result->code, AMBOS_DOMAIN_NTSTATUS, (uint32_t)result->status, AMBOS_STEP_RENAME);
}

/* Scanners and indexers hold what is new for some milliseconds. */
static ambos_error rename_with_retries(struct rename_job *job, int64_t retry_ms)
{
    const int64_t deadline = ambos__deadline_after(retry_ms);
    struct rename_result result = attempt_rename(job);
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

static ambos_error rename_paths(struct rename_job *job, int64_t retry_ms)
{
    size_t parent, last;

    if (job->from.dot || job->to.dot)
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_RENAME);
    if (!ambos__nt_path_split(job->from.name.text, job->from.name.length, &parent, &last) ||
        !ambos__nt_path_split(job->to.name.text, job->to.name.length, &parent, &last))
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_RENAME);
    return rename_with_retries(job, retry_ms);
}

ambos_error ambos__os_rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             uint32_t flags, int64_t retry_ms)
{
    struct rename_job job;
    ambos_error error;

    if (flags & AMBOS_RENAME_EXCHANGE)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_RENAME);
    error = ambos__path_init(&job.from, from_dir, from, AMBOS_STEP_RENAME);
    if (error != AMBOS_OK)
        return error;
    error = ambos__path_init(&job.to, to_dir, to, AMBOS_STEP_RENAME);
    if (error == AMBOS_OK) {
        job.replace = !(flags & AMBOS_RENAME_NO_REPLACE);
        error = rename_paths(&job, retry_ms);
        ambos__path_free(&job.to);
    }
    ambos__path_free(&job.from);
    return error;
}
