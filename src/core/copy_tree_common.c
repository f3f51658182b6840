/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/tree.h"

#define COPY_TREE_FLAGS \
    (AMBOS_COPY_TREE_PRESERVE | AMBOS_COPY_TREE_MERGE | AMBOS_COPY_TREE_NO_REPLACE | AMBOS_COPY_TREE_CROSS_MOUNTS)

struct tree_copier {
    struct ambos__tree tree; /* first: visitors are given this */
    uint32_t flags;
    ambos_copy_options file; /* for each of the files */
    const char *entry;       /* the one that is being copied */
    uint64_t bytes;          /* of it */
    struct ambos__dir_id target;
};

static bool copier_same(const struct ambos__dir_id *a, const struct ambos__dir_id *b)
{
    return (a->id[0] | a->id[1]) != 0 && a->device == b->device && a->id[0] == b->id[0] && a->id[1] == b->id[1];
}

/* ---- files and links ---- */

/* Of a long file the caller is told on the way as well. */
static int AMBOS_CALL copier_progress(void *context, uint64_t done, uint64_t total)
{
    struct tree_copier *copier = (struct tree_copier *)context;

    copier->bytes = done;
    if (done > 0 && done < total)
        ambos__tree_tell(&copier->tree, copier->entry, done);
    return copier->tree.cancelled;
}

static ambos_error copier_file(struct tree_copier *copier, ambos_native from_dir, const char *from, ambos_native to_dir,
                               const char *to, size_t index)
{
    ambos_error error;

    do {
        copier->bytes = 0;
        error = ambos__copy_file(from_dir, from, to_dir, to, &copier->file);
    } while ((error == AMBOS_EMFILE || error == AMBOS_ENFILE) && ambos__tree_shed(&copier->tree, index));
    if (!error)
        ambos__tree_done(&copier->tree, copier->entry, copier->bytes);
    return error;
}

/* What is no directory in the top. */
static ambos_error copier_entry(struct tree_copier *copier, const char *name)
{
    const size_t top = copier->tree.depth - 1;
    const ambos_native *handles = copier->tree.frames[top].handles;

    copier->entry = name;
    return copier_file(copier, handles[0], name, handles[1], name, top);
}

static ambos_error copier_visit(struct ambos__tree *tree, const ambos_dir_entry *entry)
{
    struct tree_copier *copier = (struct tree_copier *)(void *)tree;
    ambos_error error = AMBOS_EISDIR;

    if (entry->type != AMBOS_TYPE_DIRECTORY)
        error = copier_entry(copier, entry->name);
    if (error == AMBOS_EISDIR)
        return ambos__tree_defer(tree, entry->name, entry->name_length);
    if (error && !tree->cancelled)
        ambos__tree_failed(tree, entry->name);
    return AMBOS_OK;
}

/* ---- directories ---- */

static ambos_error copier_stat(ambos_native handle, ambos_file_info *info)
{
    ambos_file file = { .handle = handle, .event = AMBOS_NO_HANDLE };

    ambos__info_clear(info);
    return ambos__os_fstat(&file, info);
}

/* Makes the directory, for the owner to fill, or finds one that is to be filled. */
static ambos_error copier_make(struct tree_copier *copier, size_t index, ambos_native dir, const char *name,
                               uint32_t mode, ambos_native *handle, bool *made)
{
    ambos_error error = ambos__os_mkdir(dir, name, (mode & 0777) | 0700, 0);

    *made = !error;
    if (error && (error != AMBOS_EEXIST || !(copier->flags & AMBOS_COPY_TREE_MERGE)))
        return error;
    return ambos__tree_open(&copier->tree, 1, index, dir, name, handle);
}

/* The target is in the source: it would be copied into itself for ever. */
static ambos_error copier_check_source(const struct tree_copier *copier, ambos_native source)
{
    struct ambos__dir_id id;
    const ambos_error error = ambos__os_dir_identity(source, &id);

    if (error)
        return error;
    return copier_same(&id, &copier->target) ? ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK) : AMBOS_OK;
}

/* Puts a pair of directories on top: an open one, and its copy, which is made. Takes the open one over. */
static ambos_error copier_push(struct tree_copier *copier, size_t name, ambos_native source, size_t index,
                               ambos_native to_dir, const char *to)
{
    ambos_native handles[2] = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE };
    ambos_file_info info;
    bool made = false;
    ambos_error error = copier_stat(source, &info);

    handles[0] = source;
    if (!error && copier->tree.depth > 0)
        error = copier_check_source(copier, source);
    if (!error)
        error = copier_make(copier, index, to_dir, to, info.mode, &handles[1], &made);
    if (!error && copier->tree.depth == 0)
        error = ambos__os_dir_identity(handles[1], &copier->target);
    if (!error && copier->tree.depth == 0)
        error = copier_check_source(copier, source);
    if (!error)
        error = ambos__tree_push(&copier->tree, name, handles);
    if (!error) {
        copier->tree.frames[copier->tree.depth - 1].mode = info.mode;
        copier->tree.frames[copier->tree.depth - 1].made = made;
        return AMBOS_OK;
    }
    if (handles[1] != AMBOS_NO_HANDLE)
        ambos__os_dir_handle_close(handles[1]);
    ambos__os_dir_handle_close(source);
    return error;
}

static ambos_error copier_enter(struct tree_copier *copier, size_t name)
{
    struct ambos__tree *tree = &copier->tree;
    const size_t top = tree->depth - 1;
    ambos_native source;
    ambos_error error = ambos__tree_reach(tree, top);

    if (error)
        return error;
    error = ambos__tree_open(tree, 0, top, tree->frames[top].handles[0], tree->names.data + name, &source);
    if (error == AMBOS_ELOOP || error == AMBOS_ENOTDIR) {
        error = copier_entry(copier, tree->names.data + name);
        tree->names.size = name;
        return error;
    }
    if (error)
        return error;
    return copier_push(copier, name, source, top, tree->frames[top].handles[1], tree->names.data + name);
}

static void copier_descend(struct tree_copier *copier, size_t name)
{
    struct ambos__tree *tree = &copier->tree;

    if (!copier_enter(copier, name))
        return;
    if (!tree->cancelled)
        ambos__tree_failed(tree, tree->names.data + name);
    tree->names.size = name;
}

/* ---- what a directory gets when all is in it ---- */

/* A directory that its owner may not fill was made so that he may. */
static ambos_error copier_lock(ambos_native copy, uint32_t mode)
{
    ambos_file file = { .handle = copy, .event = AMBOS_NO_HANDLE };
    ambos_file_info info;
    ambos_error error = copier_stat(copy, &info);

    if (!error)
        error = ambos__os_fchmod(&file, info.mode & ~(0700 & ~mode));
    return error;
}

/* The owner where he can be had; set-id bits with him alone. */
static uint32_t copier_own(ambos_native copy, const ambos_file_info *info)
{
    if (!(info->known & AMBOS_INFO_OWNER) || ambos__os_chown(copy, ".", info->uid, info->gid, 0) == AMBOS_OK)
        return info->mode;
    return info->mode & 01777;
}

static ambos_error copier_preserve(ambos_native source, ambos_native copy)
{
    ambos_file file = { .handle = copy, .event = AMBOS_NO_HANDLE };
    ambos_file_info info;
    ambos_time times[2];
    ambos_error error = copier_stat(source, &info);

    if (error)
        return error;
    times[0] = info.accessed;
    times[1] = info.modified;
    error = ambos__os_fchmod(&file, copier_own(copy, &info));
    return error ? error : ambos__os_futimens(&file, times);
}

static ambos_error copier_finish(struct tree_copier *copier)
{
    struct ambos__tree *tree = &copier->tree;
    const struct ambos__tree_frame *top = &tree->frames[tree->depth - 1];
    const bool locked = top->made && (top->mode & 0700) != 0700;
    ambos_error error;

    if (!(copier->flags & AMBOS_COPY_TREE_PRESERVE) && !locked)
        return AMBOS_OK;
    error = ambos__tree_reach(tree, tree->depth - 1);
    if (error)
        return error;
    if (copier->flags & AMBOS_COPY_TREE_PRESERVE)
        return copier_preserve(top->handles[0], top->handles[1]);
    return copier_lock(top->handles[1], top->mode);
}

static void copier_leave(struct tree_copier *copier)
{
    if (copier_finish(copier))
        ambos__tree_failed(&copier->tree, NULL);
    else
        ambos__tree_done(&copier->tree, NULL, 0);
    ambos__tree_pop(&copier->tree);
}

static void copier_all(struct tree_copier *copier)
{
    struct ambos__tree *tree = &copier->tree;
    size_t name;

    while (tree->depth > 0 && !tree->cancelled) {
        if (!tree->frames[tree->depth - 1].scanned) {
            if (ambos__tree_scan(tree, copier_visit))
                ambos__tree_failed(tree, NULL);
        } else if (ambos__tree_next(tree, &name)) {
            copier_descend(copier, name);
        } else {
            copier_leave(copier);
        }
    }
}

/* ---- the root ---- */

/* Is a directory the one with this number, or below it? What cannot be found out is found out on the way. */
static bool copier_is_below(ambos_native dir, const struct ambos__dir_id *id)
{
    struct ambos__dir_id here, above;
    ambos_native at = dir, parent;
    bool found = false, top = ambos__os_dir_identity(dir, &here) != AMBOS_OK;

    while (!top && !found) {
        found = copier_same(&here, id);
        if (found || ambos__os_dir_parent(at, &parent))
            break;
        top = ambos__os_dir_identity(parent, &above) != AMBOS_OK || copier_same(&above, &here);
        if (at != dir)
            ambos__os_dir_handle_close(at);
        at = parent;
        here = above;
    }
    if (at != dir)
        ambos__os_dir_handle_close(at);
    return found;
}

static ambos_error copier_root(struct tree_copier *copier, ambos_native from_dir, const char *from, ambos_native to_dir,
                               const char *to)
{
    struct ambos__dir_id id;
    ambos_native source;
    ambos_error error = ambos__os_dir_handle(from_dir, from, AMBOS_NOFOLLOW, &source);

    if (error == AMBOS_ELOOP || error == AMBOS_ENOTDIR)
        return copier_file(copier, from_dir, from, to_dir, to, AMBOS__TREE_OUTSIDE);
    if (error)
        return error;
    error = ambos__os_dir_identity(source, &id);
    if (!error && copier_is_below(to_dir, &id))
        error = ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (!error)
        return copier_push(copier, 0, source, AMBOS__TREE_OUTSIDE, to_dir, to);
    ambos__os_dir_handle_close(source);
    return error;
}

static void copier_begin(struct tree_copier *copier, const ambos_copy_tree_options *options)
{
    struct ambos__tree *tree = &copier->tree;

    copier->flags = options->flags;
    copier->file.flags = AMBOS_NOFOLLOW;
    if (options->flags & AMBOS_COPY_TREE_PRESERVE)
        copier->file.flags |= AMBOS_COPY_PRESERVE;
    if (!(options->flags & AMBOS_COPY_TREE_MERGE) || (options->flags & AMBOS_COPY_TREE_NO_REPLACE))
        copier->file.flags |= AMBOS_COPY_NO_REPLACE;
    copier->file.retry_ms = options->retry_ms;
    copier->file.progress = copier_progress;
    copier->file.context = copier;
    tree->sides = 2;
    tree->spacing = 1;
    tree->flags[0] = AMBOS_NOFOLLOW;
    if (!(options->flags & AMBOS_COPY_TREE_CROSS_MOUNTS))
        tree->flags[0] |= (uint32_t)AMBOS__SAME_MOUNT;
    tree->flags[1] = AMBOS_NOFOLLOW;
    tree->progress = options->progress;
    tree->context = options->context;
}

ambos_error ambos__tree_copy(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             const ambos_copy_tree_options *options, ambos_tree_report *report)
{
    struct tree_copier copier;
    ambos_failure before;

    memset(&copier, 0, sizeof copier);
    ambos__os_failure_load(&before);
    copier_begin(&copier, options);
    copier.tree.path = from;
    copier.tree.report = report;
    if (copier_root(&copier, from_dir, from, to_dir, to) && !copier.tree.cancelled)
        ambos__tree_failed(&copier.tree, NULL);
    copier_all(&copier);
    ambos__tree_end(&copier.tree);
    return ambos__tree_result(&copier.tree, &before, AMBOS_STEP_WRITE);
}

static bool copier_options_valid(const ambos_copy_tree_options *options)
{
    return !(options->flags & ~(uint32_t)COPY_TREE_FLAGS) && options->unused == 0 &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

static ambos_error copier_by_path(const char *from, const char *to, const ambos_copy_tree_options *options,
                                  ambos_tree_report *report)
{
    struct ambos__str name = { NULL, 0, 0 };
    ambos_native parent;
    bool directory;
    ambos_error error = ambos__os_path_parent(to, &parent, &name, &directory);

    if (error) {
        error = ambos__tree_nowhere(to, report);
    } else {
        error = ambos__tree_copy(AMBOS__CWD, from, parent, name.data, options, report);
        ambos__os_dir_handle_close(parent);
    }
    ambos__str_free(&name);
    return error;
}

ambos_error AMBOS_CALL ambos_copy_tree(const char *from, const char *to, const ambos_copy_tree_options *options,
                                       ambos_tree_report *report)
{
    static const ambos_copy_tree_options defaults;
    ambos_tree_report unwanted;
    ambos_error error;

    if (report)
        memset(report, 0, sizeof *report);
    if (!options)
        options = &defaults;
    if (!from || !to || !copier_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (report)
        return copier_by_path(from, to, options, report);
    memset(&unwanted, 0, sizeof unwanted);
    error = copier_by_path(from, to, options, &unwanted);
    ambos__release(unwanted.path);
    return error;
}
