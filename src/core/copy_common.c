/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/temp.h"
#include "core/tree.h"

enum { COPY_LINKS_MAX = 40 };

/* One copy, with what is only told to the primitives. */
struct copy_job {
    ambos_native from_dir;
    const char *from;
    ambos_native to_dir;
    const char *to;
    uint32_t flags;
    int64_t retry_ms;
    bool moving; /* what bears the name goes as with a rename, be it a FIFO */
    struct ambos__copy how;
};

ambos_error ambos__copy_report(const struct ambos__copy *how, uint64_t done, uint64_t total)
{
    if (!how->progress || how->progress(how->context, done, total) == 0)
        return AMBOS_OK;
    return ambos__fail(AMBOS_ECANCELED, AMBOS_STEP_WRITE);
}

/* Links ---------------------------------------------------------------------------- */

/* For the link itself; not every file system can. */
static void copy_link_times(const struct copy_job *job, const char *to, const ambos_file_info *info)
{
    const ambos_time times[2] = { info->accessed, info->modified };

    if (job->how.flags & AMBOS_COPY_PRESERVE) {
        (void)!ambos__os_chown(job->to_dir, to, info->uid, info->gid, AMBOS_NOFOLLOW);
        (void)!ambos__os_utimens(job->to_dir, to, times, AMBOS_NOFOLLOW);
    }
}

static ambos_error copy_link_of(const struct copy_job *job, const char *to, const ambos_file_info *info,
                                const char *target)
{
    /* Of the links of Windows those to directories have the bits of one. */
    const uint32_t kind = info->mode & AMBOS_MODE_XUSR ? AMBOS_SYMLINK_DIRECTORY : AMBOS_SYMLINK_FILE;
    ambos_failure failure;
    ambos_error error;

    if (info->type == AMBOS_TYPE_JUNCTION)
        error = ambos__os_junction(target, job->to_dir, to);
    else
        error = ambos__os_symlink(target, job->to_dir, to, kind);
    if (error)
        return error;
    ambos__os_failure_load(&failure);
    copy_link_times(job, to, info);
    ambos__failure_restore(&failure);
    return AMBOS_OK;
}

static ambos_error copy_read_link(ambos_native dir, const char *path, char **target)
{
    struct ambos__str text = { NULL, 0, 0 };

    return ambos__text_hand_over(ambos__os_readlink(dir, path, &text), &text, target);
}

/* `loop`: what opening it as a file said. */
static ambos_error copy_link(const struct copy_job *job, const char *to, const ambos_failure *loop)
{
    ambos_file_info info = { 0 };
    char *target = NULL;
    ambos_error error = ambos__os_stat(job->from_dir, job->from, AMBOS_NOFOLLOW, &info);

    if (error)
        return error;
    if (info.type != AMBOS_TYPE_SYMLINK && info.type != AMBOS_TYPE_JUNCTION) {
        ambos__failure_restore(loop);
        return AMBOS_ELOOP;
    }
    error = ambos__copy_report(&job->how, 0, 0);
    if (!error)
        error = copy_read_link(job->from_dir, job->from, &target);
    if (!error)
        error = copy_link_of(job, to, &info, target);
    ambos__release(target);
    return error;
}

/* A new name -------------------------------------------------------------------------- */

static ambos_error copy_new(const struct copy_job *job, const char *to)
{
    const ambos_error error = ambos__os_copy_file(job->from_dir, job->from, job->to_dir, to, &job->how);
    ambos_failure failure;

    if (error != AMBOS_ELOOP || !(job->how.flags & AMBOS_NOFOLLOW))
        return error;
    ambos__os_failure_load(&failure);
    return copy_link(job, to, &failure);
}

static void copy_discard(const struct copy_job *job, const char *temporary)
{
    ambos_failure failure;

    ambos__os_failure_load(&failure);
    (void)!ambos__os_unlink(job->to_dir, temporary);
    ambos__failure_restore(&failure);
}

/* A name beside `to`, with a NUL behind it. */
static ambos_error copy_name_beside(const char *to, struct ambos__str *name)
{
    char last[AMBOS__TEMP_NAME_ROOM];
    const ambos_error error = ambos__temp_name(last, AMBOS_STEP_CREATE);

    if (error)
        return error;
    if (ambos__str_append(name, to, ambos__os_last_name(to)) || ambos__str_append(name, last, strlen(last) + 1))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return AMBOS_OK;
}

/* All of it beside `to`, and then in one step there. */
static ambos_error copy_by_rename(const struct copy_job *job, const char *to)
{
    const uint32_t flags = job->flags & AMBOS_COPY_NO_REPLACE ? AMBOS_RENAME_NO_REPLACE : 0;
    struct ambos__str name = { NULL, 0, 0 };
    ambos_error error = copy_name_beside(to, &name);

    if (!error)
        error = copy_new(job, name.data);
    if (!error) {
        error = ambos__os_rename(job->to_dir, name.data, job->to_dir, to, flags, job->retry_ms);
        if (error)
            copy_discard(job, name.data);
    }
    ambos__str_free(&name);
    return error;
}

/* What is replaced -------------------------------------------------------------------- */

/* The path that a link at the end of `path` stands for, which then is `path`. */
static ambos_error copy_follow_once(ambos_native dir, struct ambos__str *path)
{
    struct ambos__str joined = { NULL, 0, 0 };
    char *target = NULL;
    ambos_error error = copy_read_link(dir, path->data, &target);
    bool full;

    if (error)
        return error;
    full = !ambos__os_is_absolute(target) &&
           ambos__str_append(&joined, path->data, ambos__os_last_name(path->data)) != AMBOS_OK;
    full = full || ambos__str_append(&joined, target, strlen(target) + 1) != AMBOS_OK;
    ambos__release(target);
    if (full) {
        ambos__str_free(&joined);
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    ambos__str_free(path);
    *path = joined;
    return AMBOS_OK;
}

/* The name itself of the file `found`, to which the links at the end of `path` lead. */
static ambos_error copy_follow(ambos_native dir, struct ambos__str *path, const ambos_file_info *found)
{
    ambos_file_info info = { 0 };
    ambos_error error;
    int links = 0;

    for (;;) {
        error = ambos__os_stat(dir, path->data, AMBOS_NOFOLLOW, &info);
        if (!error && info.type == AMBOS_TYPE_SYMLINK && links++ < COPY_LINKS_MAX)
            error = copy_follow_once(dir, path);
        else
            break;
        /* It is no link any more: to be looked at again. */
        if (error && error != AMBOS_EINVAL)
            return error;
    }
    /* Somebody changes the links at this moment. */
    if (!error && !ambos_same_file(&info, found))
        error = ambos__fail(AMBOS_EBUSY, AMBOS_STEP_VERIFY);
    return error;
}

/* May it be replaced by a file? */
static ambos_error copy_check_target(const struct copy_job *job, const ambos_file_info *target)
{
    switch (target->type) {
    case AMBOS_TYPE_FILE:
    case AMBOS_TYPE_SYMLINK:
    case AMBOS_TYPE_JUNCTION:
        return AMBOS_OK;
    case AMBOS_TYPE_DIRECTORY:
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_CHECK);
    default:
        return job->moving ? AMBOS_OK : ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_CHECK);
    }
}

/* The very file, or in place of it a link to itself. */
static ambos_error copy_check_same(const struct copy_job *job, const ambos_file_info *target)
{
    ambos_file_info source = { 0 };
    ambos_error error = ambos__os_stat(job->from_dir, job->from, job->how.flags & AMBOS_NOFOLLOW, &source);

    if (error)
        return error;
    if (ambos_same_file(&source, target))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (source.type != AMBOS_TYPE_SYMLINK || ambos__os_stat(job->from_dir, job->from, 0, &source))
        return AMBOS_OK;
    return ambos_same_file(&source, target) ? ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK) : AMBOS_OK;
}

static ambos_error copy_over_link(const struct copy_job *job, const ambos_file_info *found)
{
    struct ambos__str path = { NULL, 0, 0 };
    ambos_error error;

    if (ambos__str_append(&path, job->to, strlen(job->to) + 1))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = copy_follow(job->to_dir, &path, found);
    if (!error)
        error = copy_by_rename(job, path.data);
    ambos__str_free(&path);
    return error;
}

/* Something bears the name. */
static ambos_error copy_over(const struct copy_job *job)
{
    ambos_file_info itself = { 0 }, target = { 0 };
    ambos_error error = ambos__os_stat(job->to_dir, job->to, AMBOS_NOFOLLOW, &itself);

    if (!error)
        error = ambos__os_stat(job->to_dir, job->to, job->how.flags & AMBOS_NOFOLLOW, &target);
    if (!error)
        error = copy_check_target(job, &target);
    if (!error)
        error = copy_check_same(job, &target);
    if (error)
        return error;
    if (itself.type == AMBOS_TYPE_SYMLINK && !(job->how.flags & AMBOS_NOFOLLOW))
        return copy_over_link(job, &target);
    return copy_by_rename(job, job->to);
}

/* All of it --------------------------------------------------------------------------- */

/* Is something there, so that it is known before anything is copied? */
static bool copy_is_taken(const struct copy_job *job)
{
    ambos_file_info info = { 0 };

    return ambos__os_stat(job->to_dir, job->to, AMBOS_NOFOLLOW, &info) == AMBOS_OK;
}

static ambos_error copy_run(const struct copy_job *job)
{
    ambos_error error;

    if (job->flags & AMBOS_COPY_WHOLE)
        error = copy_is_taken(job) ? ambos__fail(AMBOS_EEXIST, AMBOS_STEP_CHECK) : copy_by_rename(job, job->to);
    else
        error = copy_new(job, job->to);
    return error == AMBOS_EEXIST && !(job->flags & AMBOS_COPY_NO_REPLACE) ? copy_over(job) : error;
}

/* What was tried in vain on the way to success was no failure. */
static ambos_error copy_settle(ambos_error error, const ambos_failure *before)
{
    if (!error)
        ambos__failure_restore(before);
    return error;
}

static void copy_take(struct copy_job *job, const ambos_copy_options *options)
{
    job->flags = options->flags;
    job->retry_ms = ambos__rename_retry(options->retry_ms);
    job->how.flags = options->flags & (AMBOS_COPY_PRESERVE | AMBOS_NOFOLLOW);
    job->how.flush = false;
    job->how.progress = options->progress;
    job->how.context = options->context;
}

ambos_error ambos__copy_file(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             const ambos_copy_options *options)
{
    struct copy_job job = { .from_dir = from_dir, .from = from, .to_dir = to_dir, .to = to };
    ambos_failure before;

    ambos__os_failure_load(&before);
    copy_take(&job, options);
    return copy_settle(copy_run(&job), &before);
}

static bool copy_options_valid(const ambos_copy_options *options)
{
    const uint32_t known = AMBOS_COPY_NO_REPLACE | AMBOS_COPY_PRESERVE | AMBOS_COPY_WHOLE | AMBOS_NOFOLLOW;

    return !(options->flags & ~known) && options->unused == 0 &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

ambos_error AMBOS_CALL ambos_copy_file(const char *from, const char *to, const ambos_copy_options *options)
{
    static const ambos_copy_options defaults;

    if (!options)
        options = &defaults;
    if (!from || !to || !copy_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__copy_file(AMBOS__CWD, from, AMBOS__CWD, to, options);
}

/* Moving ---------------------------------------------------------------------------------- */

/* To another file system: all of it there, safely, and only then gone from here. */
static ambos_error move_by_copy(const char *from, const char *to, const ambos_move_options *options)
{
    const bool replace = !(options->flags & AMBOS_MOVE_NO_REPLACE);
    const ambos_copy_options copy = {
        .flags = AMBOS_COPY_WHOLE | AMBOS_COPY_PRESERVE | AMBOS_NOFOLLOW | (replace ? 0u : AMBOS_COPY_NO_REPLACE),
        .retry_ms = options->retry_ms,
        .progress = options->progress,
        .context = options->context
    };
    struct copy_job job = { .from_dir = AMBOS__CWD, .from = from, .to_dir = AMBOS__CWD, .to = to };
    ambos_error error;

    copy_take(&job, &copy);
    job.moving = true;
    job.how.flush = true;
    error = copy_run(&job);
    if (!error)
        error = ambos__os_flush_name(AMBOS__CWD, to);
    return error ? error : ambos__os_unlink(AMBOS__CWD, from);
}

static ambos_error move_tree(const char *from, const char *to, const ambos_move_options *options)
{
    struct ambos__str beside = { NULL, 0, 0 };
    ambos_error error = copy_name_beside(to, &beside);

    if (!error)
        error = ambos__tree_move(from, to, beside.data, options);
    ambos__str_free(&beside);
    return error;
}

static ambos_error move_run(const char *from, const char *to, const ambos_move_options *options)
{
    const uint32_t flags = options->flags & AMBOS_MOVE_NO_REPLACE ? AMBOS_RENAME_NO_REPLACE : 0;
    ambos_error error =
        ambos__os_rename(AMBOS__CWD, from, AMBOS__CWD, to, flags, ambos__rename_retry(options->retry_ms));
    ambos_file_info info = { 0 };

    if (error != AMBOS_EXDEV)
        return error;
    error = ambos__os_stat(AMBOS__CWD, from, AMBOS_NOFOLLOW, &info);
    if (error)
        return error;
    return info.type == AMBOS_TYPE_DIRECTORY ? move_tree(from, to, options) : move_by_copy(from, to, options);
}

static bool move_options_valid(const ambos_move_options *options)
{
    return !(options->flags & ~(uint32_t)AMBOS_MOVE_NO_REPLACE) && options->unused == 0 &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

ambos_error AMBOS_CALL ambos_move(const char *from, const char *to, const ambos_move_options *options)
{
    static const ambos_move_options defaults;
    ambos_failure before;

    if (!options)
        options = &defaults;
    if (!from || !to || !move_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__os_failure_load(&before);
    return copy_settle(move_run(from, to, options), &before);
}
