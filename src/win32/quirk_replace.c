/* SPDX-License-Identifier: MIT */
/* What not every request of the kernel replaces in one step. POSIX wants an empty directory to be replaced by another,
   which the newer request does on NTFS and the older one nowhere; and a link to a directory to be like a file, which no
   Windows does. A read-only file is replaced by Windows 10 1809 on NTFS, not by older ones, not on other file systems,
   not by Wine. */
#include "win32/win32.h"

#include <string.h>

#include "core/nt_path.h"
#include "core/temp.h"
#include "win32/nt.h"
#include "win32/rename.h"

static bool entry_is_dots(const void *record, size_t size)
{
    struct ambos__nt_entry entry;

    return ambos__nt_entry_read(record, size, AMBOS__NT_DIRECTORY_INFORMATION, &entry) &&
           (entry.name_bytes == sizeof(wchar_t) || entry.name_bytes == 2 * sizeof(wchar_t)) &&
           memcmp(entry.name, L"..", entry.name_bytes) == 0;
}

/* Only the removal tells for certain; before it nothing shall move in vain, the less out of the very directory. */
static ambos__ntstatus check_empty(const struct ambos__path *path)
{
    const struct ambos__how how = { .access = FILE_LIST_DIRECTORY,
                                    .options = AMBOS__NT_DIRECTORY_FILE | AMBOS__NT_REPARSE_POINT };
    struct ambos__nt_io io = { { 0 }, 0 };
    uint64_t record[256];
    HANDLE directory;
    ambos__ntstatus status = ambos__nt_open(&directory, path, &how);

    if (status < 0)
        return status;
    do {
        status = NtQueryDirectoryFile(directory, NULL, NULL, NULL, &io, record, sizeof record,
                                      AMBOS__NT_DIRECTORY_INFORMATION, TRUE, NULL, FALSE);
    } while (status >= 0 && entry_is_dots(record, io.information));
    ambos__handle_close(&directory);
    return status >= 0 || status == AMBOS__STATUS_BUFFER_OVERFLOW ? AMBOS__STATUS_DIRECTORY_NOT_EMPTY : 0;
}

ambos__ntstatus ambos__rename_name_beside(struct ambos__path *beside, const struct ambos__path *path)
{
    char name[AMBOS__TEMP_NAME_ROOM];
    wchar_t wide[AMBOS__TEMP_NAME_ROOM];
    size_t parent, last, i = 0;

    if (!ambos__nt_path_split(path->name.text, path->name.length, &parent, &last))
        return AMBOS__STATUS_OBJECT_PATH_INVALID;
    if (ambos__temp_name(name, AMBOS_STEP_RENAME) != AMBOS_OK)
        return AMBOS__STATUS_NO_MEMORY;
    while ((wide[i] = (wchar_t)name[i]) != L'\0')
        i++;
    beside->root = path->root;
    if (ambos__wide_append(&beside->name, path->name.text, last) != AMBOS_OK ||
        ambos__wide_append(&beside->name, wide, i) != AMBOS_OK)
        return AMBOS__STATUS_NO_MEMORY;
    return 0;
}

static ambos__ntstatus remove_target(const struct ambos__rename_job *job)
{
    HANDLE target;
    ambos__ntstatus status = ambos__rename_open_target(&target, job);

    if (status >= 0)
        status = ambos__nt_remove(target, job->target.attributes);
    ambos__handle_close(&target);
    return status;
}

/* The source is beside the new name now: nothing that has to do with it can fail any more. */
static struct ambos__rename_result replace_from_parking(const struct ambos__rename_job *job)
{
    ambos__ntstatus status = remove_target(job);

    if (status >= 0)
        status = ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION, &job->to, 0);
    if (status >= 0)
        return ambos__rename_done();
    (void)ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION, &job->from, 0);
    /* Another one was quicker to take the name. */
    return status == AMBOS__STATUS_OBJECT_NAME_COLLISION ? ambos__rename_busy(status) : ambos__rename_not_replaced(status);
}

/* For what no request replaces, be the directory as empty as POSIX wants it. The target goes only when it is sure that
   the source can take its place. */
struct ambos__rename_result ambos__rename_in_steps(const struct ambos__rename_job *job)
{
    struct ambos__path parked = { .root = NULL };
    struct ambos__rename_result result;
    ambos__ntstatus status = 0;

    if (ambos__rename_is_directory(&job->target))
        status = check_empty(&job->to);
    if (status < 0)
        return ambos__rename_not_replaced(status);
    ambos__wide_init(&parked.name);
    status = ambos__rename_name_beside(&parked, &job->to);
    if (status >= 0)
        status = ambos__nt_rename(job->source, AMBOS__NT_RENAME_INFORMATION, &parked, 0);
    result = status >= 0 ? replace_from_parking(job) : ambos__rename_not_moved(job, status);
    ambos__path_free(&parked);
    return result;
}

/* A file that is read-only --------------------------------------------------------------- */

static ambos__ntstatus open_writable(HANDLE *target, const struct ambos__rename_job *job, bool *linked)
{
    const ULONG attributes = job->target.attributes & ~(ULONG)FILE_ATTRIBUTE_READONLY;
    struct ambos__nt_standard standard;
    ambos__ntstatus status = ambos__rename_open_target(target, job);

    *linked = status >= 0 &&
              ambos__nt_query(*target, AMBOS__NT_STANDARD_INFORMATION, &standard, sizeof standard) >= 0 &&
              standard.links > 1;
    return status >= 0 && !*linked ? ambos__nt_set_attributes(*target, attributes) : status;
}

/* The older requests replace no such file. Another name of it must not lose the attribute, which would be out of reach
   once this name is gone. */
struct ambos__rename_result ambos__rename_over_read_only(const struct ambos__rename_job *job)
{
    bool linked;
    HANDLE target;
    ambos__ntstatus status = open_writable(&target, job, &linked);

    ambos__handle_close(&target);
    if (status < 0)
        return ambos__rename_not_replaced(status);
    if (linked)
        return ambos__rename_in_steps(job);
    status = ambos__rename_newer(job);
    if (ambos__nt_unknown_request(status))
        status = ambos__rename_older(job);
    if (status >= 0)
        return ambos__rename_done();
    if (ambos__rename_open_target(&target, job) >= 0) {
        (void)ambos__nt_set_attributes(target, job->target.attributes);
        ambos__handle_close(&target);
    }
    return ambos__rename_not_replaced(status);
}
