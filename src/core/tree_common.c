/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/tree.h"

#define REMOVE_NAP_MS 2
/* So often a directory is gone through again, and what becomes a link and a directory by turns is tried. */
#define REMOVE_ROUNDS 100

#define REMOVE_FLAGS (AMBOS_REMOVE_MISSING_OK | AMBOS_REMOVE_CROSS_MOUNTS | AMBOS_REMOVE_FORCE)

struct remover {
    struct ambos__tree tree; /* first: visitors are given this */
    ambos_native parent;
    const char *name;
    uint32_t flags;
    int64_t retry_ms; /* what is left of it */
    bool itself;      /* the top is being removed, or the root, and not what is in it */
};

/* ---- things that are in the way ---- */

/* Somebody holds it: on Windows, where the kernel says so. */
static bool remove_is_held(void)
{
    ambos_failure failure;

    ambos__os_failure_load(&failure);
    return failure.domain == AMBOS_DOMAIN_NTSTATUS;
}

/* What comes free costs nothing; what does not has used up all there was. */
static bool remove_waits(struct remover *remover, int64_t *begun)
{
    const int64_t now = ambos_clock_ns();

    if (*begun < 0)
        *begun = now;
    if (remover->retry_ms <= 0 || !remove_is_held())
        return false;
    if (now - *begun >= remover->retry_ms * 1000000) {
        remover->retry_ms = 0;
        return false;
    }
    ambos_sleep(REMOVE_NAP_MS);
    return true;
}

static ambos_error remove_once(ambos_native dir, const char *name, bool directory)
{
    return directory ? ambos__os_rmdir(dir, name) : ambos__os_unlink(dir, name);
}

/* Gives the owner rights to a directory. False: it has them, or they cannot be given; the slot stays then. */
static bool remove_unlock(const struct remover *remover, ambos_native dir)
{
    ambos_failure failure;

    /* What the tree is in is not the tree. */
    if (!(remover->flags & AMBOS_REMOVE_FORCE) || dir == remover->parent)
        return false;
    ambos__os_failure_load(&failure);
    if (ambos__os_dir_unlock(dir))
        return true;
    ambos__failure_restore(&failure);
    return false;
}

/* One name in a directory; that it is gone already is as good. */
static ambos_error remove_name(struct remover *remover, ambos_native dir, const char *name, bool directory)
{
    int64_t begun = -1;
    bool again = true;
    ambos_error error = AMBOS_OK;

    while (again) {
        error = remove_once(dir, name, directory);
        if (error == AMBOS_EBUSY)
            again = remove_waits(remover, &begun);
        else
            again = error == AMBOS_EACCES && remove_unlock(remover, dir);
    }
    if (!error)
        ambos__tree_done(&remover->tree, remover->itself ? NULL : name, 0);
    return error == AMBOS_ENOENT ? AMBOS_OK : error;
}

/* ---- going in ---- */

/* Gives the owner rights to a directory that cannot be opened without: by a handle for searching alone where the system
   has such, so that it is a directory. */
static ambos_error remove_unlock_name(struct remover *remover, size_t index, ambos_native dir, const char *name)
{
    uint32_t *flags = &remover->tree.flags[0];
    ambos_native locked;
    ambos_error error;

    *flags |= AMBOS__SEARCH_ONLY;
    error = ambos__tree_open(&remover->tree, 0, index, dir, name, &locked);
    *flags &= ~(uint32_t)AMBOS__SEARCH_ONLY;
    if (error == AMBOS_EACCES)
        return ambos__os_chmod(dir, name, 0700, AMBOS_NOFOLLOW);
    if (error)
        return error;
    (void)ambos__os_dir_unlock(locked);
    ambos__os_dir_handle_close(locked);
    return AMBOS_OK;
}

static ambos_error remove_open(struct remover *remover, size_t index, ambos_native dir, const char *name,
                               ambos_native *handle)
{
    uint32_t *flags = &remover->tree.flags[0];
    const uint32_t kept = *flags;
    ambos_error error;

    /* The root may be where something is mounted. */
    if (index == AMBOS__TREE_OUTSIDE)
        *flags &= ~(uint32_t)AMBOS__SAME_MOUNT;
    error = ambos__tree_open(&remover->tree, 0, index, dir, name, handle);
    if (error == AMBOS_EACCES && (remover->flags & AMBOS_REMOVE_FORCE)) {
        error = remove_unlock_name(remover, index, dir, name);
        if (!error)
            error = ambos__tree_open(&remover->tree, 0, index, dir, name, handle);
    }
    *flags = kept;
    return error;
}

/* An empty directory need not be read to be removed. */
static ambos_error remove_unread(struct remover *remover, ambos_native dir, const char *name)
{
    ambos_failure failure;

    ambos__os_failure_load(&failure);
    if (ambos__os_rmdir(dir, name) == AMBOS_OK) {
        ambos__tree_done(&remover->tree, remover->itself ? NULL : name, 0);
        return AMBOS_OK;
    }
    ambos__failure_restore(&failure);
    return failure.code;
}

/* Opens what seems to be a directory. With AMBOS_OK and AMBOS_NO_HANDLE it is gone. */
static ambos_error remove_enter(struct remover *remover, size_t index, ambos_native dir, const char *name,
                                ambos_native *handle)
{
    unsigned turns = 0;
    ambos_error error;

    do {
        error = remove_open(remover, index, dir, name, handle);
        if (!error)
            return AMBOS_OK;
        *handle = AMBOS_NO_HANDLE;
        if (error == AMBOS_ELOOP || error == AMBOS_ENOTDIR)
            error = remove_name(remover, dir, name, false);
    } while (error == AMBOS_EISDIR && turns++ < REMOVE_ROUNDS);
    if (error == AMBOS_EACCES)
        return remove_unread(remover, dir, name);
    return error == AMBOS_ENOENT ? AMBOS_OK : error;
}

static ambos_error remove_visit(struct ambos__tree *tree, const ambos_dir_entry *entry)
{
    struct remover *remover = (struct remover *)(void *)tree;
    ambos_error error = AMBOS_EISDIR;

    if (entry->type != AMBOS_TYPE_DIRECTORY)
        error = remove_name(remover, tree->frames[tree->depth - 1].handles[0], entry->name, false);
    if (error == AMBOS_EISDIR)
        return ambos__tree_defer(tree, entry->name, entry->name_length);
    if (error)
        ambos__tree_failed(tree, entry->name);
    return AMBOS_OK;
}

static void remove_scan(struct remover *remover)
{
    if (ambos__tree_scan(&remover->tree, remove_visit))
        ambos__tree_failed(&remover->tree, NULL);
}

/* Into the directory whose name is there. */
static void remove_descend(struct remover *remover, size_t name)
{
    struct ambos__tree *tree = &remover->tree;
    const size_t top = tree->depth - 1;
    ambos_native handles[2] = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE };
    ambos_error error = ambos__tree_reach(tree, top);

    if (!error)
        error = remove_enter(remover, top, tree->frames[top].handles[0], tree->names.data + name, &handles[0]);
    if (!error && handles[0] != AMBOS_NO_HANDLE) {
        error = ambos__tree_push(tree, name, handles);
        if (!error)
            return;
        ambos__os_dir_handle_close(handles[0]);
    }
    /* A way that has gone is as good as removed. */
    if (error && error != AMBOS_ENOENT)
        ambos__tree_failed(tree, tree->names.data + name);
    tree->names.size = name;
}

/* ---- coming out ---- */

/* The directory that the top is in. */
static ambos_error remove_above(struct remover *remover, size_t *index, ambos_native *dir)
{
    struct ambos__tree *tree = &remover->tree;
    ambos_error error;

    *index = AMBOS__TREE_OUTSIDE;
    *dir = remover->parent;
    if (tree->depth == 1)
        return AMBOS_OK;
    *index = tree->depth - 2;
    error = ambos__tree_reach(tree, *index);
    *dir = tree->frames[*index].handles[0];
    return error;
}

/* Something is in it once more: it is gone through again. */
static ambos_error remove_again(struct remover *remover, size_t index, ambos_native dir, const char *name)
{
    struct ambos__tree_frame *top = &remover->tree.frames[remover->tree.depth - 1];

    /* What others hold keeps its name until they let go. */
    if (remove_is_held() && remover->retry_ms > 0) {
        ambos_sleep(REMOVE_NAP_MS);
        remover->retry_ms -= REMOVE_NAP_MS;
    } else if (++top->rounds > REMOVE_ROUNDS) {
        return AMBOS_ENOTEMPTY;
    }
    top->scanned = false;
    return remove_enter(remover, index, dir, name, &top->handles[0]);
}

/* The top has been emptied, as far as that goes. */
static void remove_leave(struct remover *remover)
{
    struct ambos__tree *tree = &remover->tree;
    const struct ambos__tree_frame *top = &tree->frames[tree->depth - 1];
    const char *name = tree->depth == 1 ? remover->name : tree->names.data + top->name;
    ambos_error error = AMBOS_OK;
    ambos_native dir;
    size_t index;

    ambos__tree_shut(tree);
    remover->itself = true;
    if (!top->failed) {
        error = remove_above(remover, &index, &dir);
        if (!error)
            error = remove_name(remover, dir, name, true);
        if (error == AMBOS_ENOTDIR)
            error = remove_name(remover, dir, name, false);
        if (error == AMBOS_ENOTEMPTY)
            error = remove_again(remover, index, dir, name);
        if (error && error != AMBOS_ENOENT)
            ambos__tree_failed(tree, NULL);
    }
    remover->itself = false;
    if (error || top->handles[0] == AMBOS_NO_HANDLE)
        ambos__tree_pop(tree);
}

static void remove_all(struct remover *remover)
{
    struct ambos__tree *tree = &remover->tree;
    size_t name;

    while (tree->depth > 0 && !tree->cancelled) {
        if (!tree->frames[tree->depth - 1].scanned)
            remove_scan(remover);
        else if (ambos__tree_next(tree, &name))
            remove_descend(remover, name);
        else
            remove_leave(remover);
    }
}

/* ---- the root ---- */

static ambos_error remove_root(struct remover *remover, bool directory)
{
    ambos_native handles[2] = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE };
    ambos_error error;

    remover->itself = true;
    if (directory)
        error = remove_open(remover, AMBOS__TREE_OUTSIDE, remover->parent, remover->name, &handles[0]);
    else
        error = remove_enter(remover, AMBOS__TREE_OUTSIDE, remover->parent, remover->name, &handles[0]);
    remover->itself = false;
    if (error == AMBOS_ELOOP)
        error = ambos__fail(AMBOS_ENOTDIR, AMBOS_STEP_REMOVE);
    if (!error && handles[0] != AMBOS_NO_HANDLE)
        error = ambos__tree_push(&remover->tree, 0, handles);
    if (error && handles[0] != AMBOS_NO_HANDLE)
        ambos__os_dir_handle_close(handles[0]);
    return error;
}

/* Nothing there was no removal either, when nobody else did it while we were at it. */
static bool remove_is_missing(const struct remover *remover)
{
    ambos_file_info info;

    memset(&info, 0, sizeof info);
    return ambos__os_stat(remover->parent, remover->name, AMBOS_NOFOLLOW, &info) == AMBOS_ENOENT;
}

static void remove_begin(struct remover *remover, const ambos_tree_options *options)
{
    struct ambos__tree *tree = &remover->tree;

    remover->flags = options->flags;
    remover->retry_ms = ambos__rename_retry(options->retry_ms);
    tree->sides = 1;
    tree->spacing = 1;
    tree->flags[0] = AMBOS_NOFOLLOW | (options->flags & AMBOS_REMOVE_CROSS_MOUNTS ? 0 : (uint32_t)AMBOS__SAME_MOUNT);
    tree->progress = options->progress;
    tree->context = options->context;
}

ambos_error ambos__tree_remove(ambos_native parent, const char *name, bool directory, const char *path,
                               const ambos_tree_options *options, ambos_tree_report *report)
{
    struct remover remover;
    ambos_failure before;
    ambos_error error;

    memset(&remover, 0, sizeof remover);
    ambos__os_failure_load(&before);
    remove_begin(&remover, options);
    remover.parent = parent;
    remover.name = name;
    remover.tree.path = path;
    remover.tree.report = report;
    if (!(options->flags & AMBOS_REMOVE_MISSING_OK) && remove_is_missing(&remover)) {
        ambos__tree_failed(&remover.tree, NULL);
        return AMBOS_ENOENT;
    }
    error = remove_root(&remover, directory);
    if (error && error != AMBOS_ENOENT)
        ambos__tree_failed(&remover.tree, NULL);
    remove_all(&remover);
    ambos__tree_end(&remover.tree);
    return ambos__tree_result(&remover.tree, &before, AMBOS_STEP_REMOVE);
}

bool ambos__tree_options_valid(const ambos_tree_options *options)
{
    return !(options->flags & ~(uint32_t)REMOVE_FLAGS) && options->unused == 0 &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

/* A path of which not even the directory could be found. */
static ambos_error remove_nowhere(const char *path, ambos_error error, const ambos_tree_options *options,
                                  ambos_tree_report *report, const ambos_failure *before)
{
    if (error != AMBOS_ENOENT || !(options->flags & AMBOS_REMOVE_MISSING_OK))
        return ambos__tree_nowhere(path, report);
    ambos__failure_restore(before);
    return AMBOS_OK;
}

static ambos_error remove_by_path(const char *path, const ambos_tree_options *options, ambos_tree_report *report)
{
    struct ambos__str name = { NULL, 0, 0 };
    ambos_failure before;
    ambos_native parent;
    bool directory;
    ambos_error error;

    ambos__os_failure_load(&before);
    error = ambos__os_path_parent(path, &parent, &name, &directory);
    if (error) {
        error = remove_nowhere(path, error, options, report, &before);
    } else {
        error = ambos__tree_remove(parent, name.data, directory, path, options, report);
        ambos__os_dir_handle_close(parent);
    }
    ambos__str_free(&name);
    return error;
}

/* A report that nobody wants. */
static ambos_error remove_unreported(const char *path, const ambos_tree_options *options)
{
    ambos_tree_report report;
    ambos_error error;

    memset(&report, 0, sizeof report);
    error = remove_by_path(path, options, &report);
    ambos__release(report.path);
    return error;
}

ambos_error AMBOS_CALL ambos_remove_tree(const char *path, const ambos_tree_options *options, ambos_tree_report *report)
{
    static const ambos_tree_options defaults;

    if (report)
        memset(report, 0, sizeof *report);
    if (!options)
        options = &defaults;
    if (!path || !ambos__tree_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return report ? remove_by_path(path, options, report) : remove_unreported(path, options);
}

/* ---- empty directories, upwards ---- */

/* Cuts the last name off; false: it was the only one. */
static bool dirs_step_up(char *path)
{
    size_t length = strlen(path);

    while (length > 0 && ambos__os_is_separator(path[length - 1]))
        length--;
    while (length > 0 && !ambos__os_is_separator(path[length - 1]))
        length--;
    while (length > 0 && ambos__os_is_separator(path[length - 1]))
        length--;
    path[length] = '\0';
    return length > 0;
}

static void dirs_remove_parents(char *path, uint32_t *removed)
{
    while (dirs_step_up(path)) {
        const ambos_error error = ambos__os_rmdir(AMBOS__CWD, path);

        /* Somebody else may be on the way up as well. */
        if (error && error != AMBOS_ENOENT)
            return;
        *removed += !error;
    }
}

static ambos_error dirs_remove(char *path, uint32_t *removed)
{
    ambos_failure before;
    const ambos_error error = ambos__os_rmdir(AMBOS__CWD, path);

    if (error)
        return error;
    ambos__os_failure_load(&before);
    *removed = 1;
    dirs_remove_parents(path, removed);
    ambos__failure_restore(&before);
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_remove_dirs(const char *path, uint32_t *removed)
{
    uint32_t ignored;
    ambos_error error;
    size_t size;
    char *copy;

    if (!removed)
        removed = &ignored;
    *removed = 0;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    size = strlen(path) + 1;
    copy = (char *)ambos__allocate(size);
    if (!copy)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memcpy(copy, path, size);
    error = dirs_remove(copy, removed);
    ambos__release(copy);
    return error;
}
