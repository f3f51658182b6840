/* SPDX-License-Identifier: MIT */
#include "core/tree.h"

#include <string.h>

/* So many handles of those on top stay open, and at most about as many of the others. */
#define TREE_RECENT 16

static void tree_close_frame(const struct ambos__tree *tree, size_t index)
{
    unsigned side;

    for (side = 0; side < tree->sides; side++) {
        ambos_native *handle = &tree->frames[index].handles[side];

        if (*handle != AMBOS_NO_HANDLE)
            ambos__os_dir_handle_close(*handle);
        *handle = AMBOS_NO_HANDLE;
    }
}

static bool tree_is_open(const struct ambos__tree *tree, size_t index)
{
    const struct ambos__tree_frame *frame = &tree->frames[index];

    return frame->handles[0] != AMBOS_NO_HANDLE && (tree->sides == 1 || frame->handles[1] != AMBOS_NO_HANDLE);
}

void ambos__tree_end(struct ambos__tree *tree)
{
    while (tree->depth > 0)
        tree_close_frame(tree, --tree->depth);
    if (tree->listing)
        ambos__os_dir_close(tree->listing);
    ambos__release(tree->frames);
    ambos__str_free(&tree->names);
}

/* ---- which directories stay open ---- */

static size_t tree_recent(const struct ambos__tree *tree)
{
    return TREE_RECENT / tree->sides;
}

/* Twice as far apart, so that however deep it goes no more are open. */
static void tree_spread(struct ambos__tree *tree, size_t last)
{
    size_t index;

    for (index = tree->spacing; index <= last; index += 2 * tree->spacing)
        tree_close_frame(tree, index);
    tree->spacing *= 2;
}

/* One more is on top: the last of the recent ones is so no longer. */
static void tree_age(struct ambos__tree *tree)
{
    const size_t recent = tree_recent(tree);
    const size_t last = tree->depth > recent ? tree->depth - 1 - recent : 0;

    if (last == 0) {
        tree->spacing = 1;
        return;
    }
    if (last % tree->spacing != 0)
        tree_close_frame(tree, last);
    else if (last / tree->spacing > recent)
        tree_spread(tree, last);
}

bool ambos__tree_shed(struct ambos__tree *tree, size_t index)
{
    size_t i;

    for (i = 1; i < tree->depth; i++) {
        const ambos_native *handles = tree->frames[i].handles;

        if (i == index || (handles[0] == AMBOS_NO_HANDLE && handles[1] == AMBOS_NO_HANDLE))
            continue;
        tree_close_frame(tree, i);
        return true;
    }
    return false;
}

ambos_error ambos__tree_open(struct ambos__tree *tree, unsigned side, size_t index, ambos_native dir, const char *name,
                             ambos_native *handle)
{
    ambos_error error;

    do
        error = ambos__os_dir_handle(dir, name, tree->flags[side], handle);
    while ((error == AMBOS_EMFILE || error == AMBOS_ENFILE) && ambos__tree_shed(tree, index));
    return error;
}

/* From the frame below, which is open. */
static ambos_error tree_reopen(struct ambos__tree *tree, size_t index)
{
    struct ambos__tree_frame *frame = &tree->frames[index];
    ambos_error error = AMBOS_OK;
    unsigned side;

    for (side = 0; side < tree->sides && !error; side++) {
        ambos_native handle;

        if (frame->handles[side] != AMBOS_NO_HANDLE)
            continue;
        error = ambos__tree_open(tree, side, index - 1, tree->frames[index - 1].handles[side],
                                 tree->names.data + frame->name, &handle);
        if (!error)
            frame->handles[side] = handle;
    }
    return error;
}

ambos_error ambos__tree_reach(struct ambos__tree *tree, size_t index)
{
    size_t at = index;
    ambos_error error = AMBOS_OK;

    while (at > 0 && !tree_is_open(tree, at))
        at--;
    /* That of the root is lost only when there was none left while it was listed. */
    if (!tree_is_open(tree, at))
        return ambos__fail(AMBOS_EMFILE, AMBOS_STEP_OPEN);
    while (at < index && !error) {
        error = tree_reopen(tree, at + 1);
        if (at > 0 && at % tree->spacing != 0 && at + tree_recent(tree) <= index)
            tree_close_frame(tree, at);
        at++;
    }
    return error;
}

/* ---- the way ---- */

static ambos_error tree_grow(struct ambos__tree *tree)
{
    const size_t capacity = tree->capacity ? 2 * tree->capacity : 32;
    void *frames = ambos__resize(tree->frames, capacity * sizeof *tree->frames);

    if (!frames)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    tree->frames = (struct ambos__tree_frame *)frames;
    tree->capacity = capacity;
    return AMBOS_OK;
}

ambos_error ambos__tree_push(struct ambos__tree *tree, size_t name, const ambos_native handles[2])
{
    struct ambos__tree_frame *frame;

    if (tree->depth == tree->capacity && tree_grow(tree))
        return AMBOS_ENOMEM;
    frame = &tree->frames[tree->depth++];
    memset(frame, 0, sizeof *frame);
    frame->handles[0] = handles[0];
    frame->handles[1] = handles[1];
    frame->name = name;
    frame->pending = tree->names.size;
    tree_age(tree);
    return AMBOS_OK;
}

void ambos__tree_shut(struct ambos__tree *tree)
{
    tree_close_frame(tree, tree->depth - 1);
}

void ambos__tree_pop(struct ambos__tree *tree)
{
    const struct ambos__tree_frame *top = &tree->frames[tree->depth - 1];

    ambos__tree_shut(tree);
    tree->names.size = top->name;
    if (top->failed && tree->depth > 1)
        tree->frames[tree->depth - 2].failed = true;
    tree->depth--;
}

ambos_error ambos__tree_defer(struct ambos__tree *tree, const char *name, size_t length)
{
    if (ambos__str_append(&tree->names, name, length) || ambos__str_append_char(&tree->names, '\0'))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return AMBOS_OK;
}

bool ambos__tree_next(const struct ambos__tree *tree, size_t *name)
{
    const size_t first = tree->frames[tree->depth - 1].pending;
    size_t at = tree->names.size;

    if (at == first)
        return false;
    /* Before its own NUL, behind the one of the name before. */
    at--;
    while (at > first && tree->names.data[at - 1] != '\0')
        at--;
    *name = at;
    return true;
}

/* A name that is a path has been made up by a server or a driver. */
static bool tree_is_name(const ambos_dir_entry *entry)
{
    size_t i;

    for (i = 0; i < entry->name_length; i++)
        if (ambos__os_is_separator(entry->name[i]))
            return false;
    return true;
}

static ambos_error tree_list(struct ambos__tree *tree,
                             ambos_error (*visit)(struct ambos__tree *tree, const ambos_dir_entry *entry))
{
    const ambos_dir_entry *entry;
    ambos_error error = AMBOS_OK;

    while (!error && !tree->cancelled) {
        error = ambos__os_dir_next(tree->listing, &entry);
        /* It was removed. Who copies does not know what was left in it, and may not take it for copied. */
        if ((error == AMBOS_ENOENT && tree->sides == 1) || (!error && !entry))
            return AMBOS_OK;
        if (!error && !tree_is_name(entry))
            error = ambos__fail(AMBOS_EIO, AMBOS_STEP_LIST);
        if (!error)
            error = visit(tree, entry);
    }
    return error;
}

ambos_error ambos__tree_scan(struct ambos__tree *tree,
                             ambos_error (*visit)(struct ambos__tree *tree, const ambos_dir_entry *entry))
{
    struct ambos__tree_frame *top = &tree->frames[tree->depth - 1];
    ambos_error error = ambos__os_dir_list(&tree->listing, top->handles[0]);

    top->scanned = true;
    if (error)
        return error;
    error = tree_list(tree, visit);
    top->handles[0] = AMBOS_NO_HANDLE;
    if (tree->names.size > top->pending || tree->sides > 1)
        top->handles[0] = ambos__os_dir_detach(tree->listing);
    else
        ambos__os_dir_stop(tree->listing);
    return error;
}

/* ---- what came of it ---- */

/* The one that the caller has used last, for a path of one kind. */
static char tree_separator(const struct ambos__str *path)
{
    size_t at = path->size;

    while (at > 0 && !ambos__os_is_separator(path->data[at - 1]))
        at--;
    if (at > 0)
        return path->data[at - 1];
    return '/';
}

static ambos_error tree_add_part(struct ambos__str *path, const char *name)
{
    const char separator = tree_separator(path);

    if (path->size > 0 && !ambos__os_is_separator(path->data[path->size - 1]) &&
        ambos__str_append_char(path, separator))
        return AMBOS_ENOMEM;
    return ambos__str_append_text(path, name);
}

/* With a NUL. */
static ambos_error tree_path(const struct ambos__tree *tree, const char *entry, struct ambos__str *path)
{
    ambos_error error = ambos__str_append_text(path, tree->path);
    size_t i;

    for (i = 1; i < tree->depth && !error; i++)
        error = tree_add_part(path, tree->names.data + tree->frames[i].name);
    if (entry && !error)
        error = tree_add_part(path, entry);
    return error ? error : ambos__str_append_char(path, '\0');
}

void ambos__tree_failed(struct ambos__tree *tree, const char *entry)
{
    struct ambos__str path = { NULL, 0, 0 };
    ambos_tree_report *report = tree->report;

    if (tree->depth > 0)
        tree->frames[tree->depth - 1].failed = true;
    if (report->failures++ > 0)
        return;
    ambos__os_failure_load(&report->first);
    if (tree_path(tree, entry, &path))
        ambos__str_free(&path);
    report->path = path.data;
}

ambos_error ambos__tree_nowhere(const char *path, ambos_tree_report *report)
{
    struct ambos__tree tree;

    memset(&tree, 0, sizeof tree);
    tree.path = path;
    tree.report = report;
    ambos__tree_failed(&tree, NULL);
    return report->first.code;
}

void ambos__tree_tell(struct ambos__tree *tree, const char *entry, uint64_t bytes)
{
    struct ambos__str path = { NULL, 0, 0 };
    ambos_tree_progress progress;

    if (!tree->progress)
        return;
    memset(&progress, 0, sizeof progress);
    progress.entries = tree->report->entries;
    progress.bytes = tree->report->bytes + bytes;
    progress.failures = tree->report->failures;
    progress.path = tree_path(tree, entry, &path) ? "" : path.data;
    if (tree->progress(tree->context, &progress))
        tree->cancelled = true;
    ambos__str_free(&path);
}

void ambos__tree_done(struct ambos__tree *tree, const char *entry, uint64_t bytes)
{
    tree->report->entries++;
    tree->report->bytes += bytes;
    ambos__tree_tell(tree, entry, 0);
}

ambos_error ambos__tree_result(const struct ambos__tree *tree, const ambos_failure *before, uint32_t step)
{
    if (tree->cancelled)
        return ambos__fail(AMBOS_ECANCELED, step);
    ambos__failure_restore(tree->report->failures ? &tree->report->first : before);
    return tree->report->failures ? tree->report->first.code : AMBOS_OK;
}
