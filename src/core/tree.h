/* SPDX-License-Identifier: MIT */
/* The way through one directory tree, or through two alike at a time, without recursion and without paths: what work
   on trees has in common. */
#ifndef AMBOS_CORE_TREE_H
#define AMBOS_CORE_TREE_H

#include "core/port.h"

/* A directory on the way from the root to where the work is. */
struct ambos__tree_frame {
    ambos_native handles[2]; /* AMBOS_NO_HANDLE: closed for the time being */
    size_t name;             /* its own name in `names` */
    size_t pending;          /* from here on in `names`: the directories in it that are still to come */
    uint32_t rounds;         /* how often it was listed again */
    uint32_t mode;           /* copied: that of the source */
    bool made;               /* copied: by us */
    bool scanned;
    bool failed; /* something in it could not be done */
};

/* Those on top are open, the root is, and some on the way; the others are reached again from these by their names, a
   link never being followed. */
struct ambos__tree {
    struct ambos__tree_frame *frames;
    size_t depth;
    size_t capacity;
    size_t spacing;          /* every so many of those far from the top are open */
    struct ambos__str names; /* each with its NUL */
    unsigned sides;          /* 1 or 2 */
    uint32_t flags[2];       /* for ambos__os_dir_handle */
    ambos_dir *listing;      /* memory for the next one, or NULL */
    const char *path;        /* the root as the caller wrote it */
    ambos_tree_report *report;
    ambos_tree_callback progress;
    void *context;
    bool cancelled;
};

/* No frame: of what is relative to a directory outside. */
#define AMBOS__TREE_OUTSIDE SIZE_MAX

/* Closes what is open, and frees. */
void ambos__tree_end(struct ambos__tree *tree);

/* Puts a directory on top; takes the handles over unless it fails. */
ambos_error ambos__tree_push(struct ambos__tree *tree, size_t name, const ambos_native handles[2]);
/* Closes the handles of the top. */
void ambos__tree_shut(struct ambos__tree *tree);
/* Takes it off, and its name. Where something failed in it, that holds for the one below too. */
void ambos__tree_pop(struct ambos__tree *tree);

/* Opens again what was closed of a frame on the way. */
ambos_error ambos__tree_reach(struct ambos__tree *tree, size_t index);
/* As ambos__os_dir_handle; when no handle is left, closes frames other than `index`, whose directory `dir` is. */
ambos_error ambos__tree_open(struct ambos__tree *tree, unsigned side, size_t index, ambos_native dir, const char *name,
                             ambos_native *handle);
/* Closes the handles of one frame that is neither the root nor `index`. False: none is open. */
bool ambos__tree_shed(struct ambos__tree *tree, size_t index);

/* Lists the top and closes it when no directory is to come. visit: AMBOS_OK goes on. */
ambos_error ambos__tree_scan(struct ambos__tree *tree,
                             ambos_error (*visit)(struct ambos__tree *tree, const ambos_dir_entry *entry));
/* A directory of the top that is to come later. */
ambos_error ambos__tree_defer(struct ambos__tree *tree, const char *name, size_t length);
/* Where the next of them is in `names`; false: none. Cutting `names` there drops it. */
bool ambos__tree_next(const struct ambos__tree *tree, size_t *name);

/* Counts the last failure, of an entry of the top; NULL: of the top itself. */
void ambos__tree_failed(struct ambos__tree *tree, const char *entry);
/* Counts what is done, and tells the caller. */
void ambos__tree_done(struct ambos__tree *tree, const char *entry, uint64_t bytes);

/* Tells the caller of an entry, so many bytes of which are copied. */
void ambos__tree_tell(struct ambos__tree *tree, const char *entry, uint64_t bytes);
/* Counts the last failure, of a root that could not even be looked for. */
ambos_error ambos__tree_nowhere(const char *path, ambos_tree_report *report);

/* What the whole comes to: the first failure, or that it was cancelled at this step. `before`: the slot as it was at
   the start, for success. */
ambos_error ambos__tree_result(const struct ambos__tree *tree, const ambos_failure *before, uint32_t step);

/* tree_common.c: all of ambos_remove_tree, of a name in a directory. `path` is what reports call it; `directory`: it
   must be one. */
ambos_error ambos__tree_remove(ambos_native parent, const char *name, bool directory, const char *path,
                               const ambos_tree_options *options, ambos_tree_report *report);
bool ambos__tree_options_valid(const ambos_tree_options *options);

/* move_tree.c: all of ambos_move of a directory to another file system, by way of a free name beside the new one. */
ambos_error ambos__tree_move(const char *from, const char *to, const char *beside, const ambos_move_options *options);

/* copy_tree_common.c: all of ambos_copy_tree, to a name in a directory. */
ambos_error ambos__tree_copy(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             const ambos_copy_tree_options *options, ambos_tree_report *report);

#endif
