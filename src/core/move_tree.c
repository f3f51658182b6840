/* SPDX-License-Identifier: MIT */
/* A directory to another file system: copied beside its new name, which it gets then, and removed under the old. */
#include <string.h>

#include "core/tree.h"

static int AMBOS_CALL move_tell(void *context, const ambos_tree_progress *progress)
{
    const ambos_move_options *options = (const ambos_move_options *)context;

    return options->progress ? options->progress(options->context, progress->bytes, 0) : 0;
}

/* Before anything is copied in vain. */
static ambos_error move_check_target(const char *to, const ambos_move_options *options)
{
    const ambos_dir_entry *entry = NULL;
    ambos_file_info info;
    ambos_dir *listing = NULL;
    ambos_error error;

    memset(&info, 0, sizeof info);
    error = ambos__os_stat(AMBOS__CWD, to, AMBOS_NOFOLLOW, &info);
    if (error)
        return error == AMBOS_ENOENT ? AMBOS_OK : error;
    if (options->flags & AMBOS_MOVE_NO_REPLACE)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_RENAME);
    if (info.type != AMBOS_TYPE_DIRECTORY)
        return ambos__fail(AMBOS_ENOTDIR, AMBOS_STEP_RENAME);
    error = ambos__os_dir_open(&listing, AMBOS__CWD, to, AMBOS_NOFOLLOW);
    if (error)
        return error;
    error = ambos__os_dir_next(listing, &entry);
    ambos__os_dir_close(listing);
    return !error && entry ? ambos__fail(AMBOS_ENOTEMPTY, AMBOS_STEP_RENAME) : error;
}

static ambos_error move_discard(const char *beside, ambos_error error)
{
    const ambos_tree_options options = { .flags = AMBOS_REMOVE_MISSING_OK };
    ambos_failure failure;

    ambos__os_failure_load(&failure);
    (void)!ambos_remove_tree(beside, &options, NULL);
    ambos__failure_restore(&failure);
    return error;
}

/* By the step it is told from a failure before. */
static ambos_error move_remove(const char *from, const ambos_tree_options *options)
{
    const ambos_error error = ambos_remove_tree(from, options, NULL);
    ambos_failure failure;

    if (!error)
        return AMBOS_OK;
    ambos__os_failure_load(&failure);
    return ambos__fail_as(error, failure.domain, failure.native, AMBOS_STEP_REMOVE);
}

ambos_error ambos__tree_move(const char *from, const char *to, const char *beside, const ambos_move_options *options)
{
    const uint32_t flags = options->flags & AMBOS_MOVE_NO_REPLACE ? AMBOS_RENAME_NO_REPLACE : 0;
    ambos_move_options told = *options;
    const ambos_copy_tree_options copy = {
        .flags = AMBOS_COPY_TREE_PRESERVE, .retry_ms = options->retry_ms, .progress = move_tell, .context = &told
    };
    const ambos_tree_options removal = { .flags = AMBOS_REMOVE_MISSING_OK, .retry_ms = options->retry_ms };
    const ambos_rename_options renaming = { .flags = flags, .retry_ms = options->retry_ms };
    ambos_error error = move_check_target(to, options);
    ambos_tree_report report;

    if (error)
        return error;
    error = ambos_copy_tree(from, beside, &copy, &report);
    ambos__release(report.path);
    /* A name that is taken is somebody else's. */
    if (error)
        return error == AMBOS_EEXIST && report.entries == 0 ? error : move_discard(beside, error);
    error = ambos__rename(AMBOS__CWD, beside, AMBOS__CWD, to, &renaming);
    if (error)
        return move_discard(beside, error);
    return move_remove(from, &removal);
}
