/* SPDX-License-Identifier: MIT */
/* A walk in which each directory has a set: the places in the pattern that the names down to it can have come to. */
#include <stdlib.h>
#include <string.h>

#include "core/glob.h"
#include "core/port.h"
#include "core/walk.h"

enum { GLOB_PARTS_MOST = 63 };

struct glob {
    uint32_t flags;
    bool directories; /* only */
    bool deep;        /* there is a `**` */
    size_t count;     /* of parts, from the first wildcard on */
    struct ambos__glob_part parts[GLOB_PARTS_MOST + 1];
    size_t skipped;           /* bytes of the walk's paths that the caller did not write */
    struct ambos__str places; /* a uint64_t for each depth */
    struct ambos__str found;  /* paths, each with a NUL */
    size_t found_count;
};

/* Pattern --------------------------------------------------------------------------------- */

static bool glob_is_dots(struct ambos__glob_part part)
{
    return part.text[0] == '.' && (part.length == 1 || (part.length == 2 && part.text[1] == '.'));
}

/* Where the first part with a wildcard begins; the end: there is none. */
static const char *glob_first_magic(const char *pattern, const char *end)
{
    const char *at = pattern;
    struct ambos__glob_part part;

    while (ambos__glob_next(&at, end, &part))
        if (ambos__glob_is_magic(part))
            return part.text;
    return end;
}

/* A `**` at the end is one and a star. */
static ambos_error glob_take_parts(struct glob *glob, const char *at, const char *end)
{
    static const struct ambos__glob_part star = { "*", 1 };
    struct ambos__glob_part part;

    while (ambos__glob_next(&at, end, &part)) {
        if (glob_is_dots(part) || glob->count == GLOB_PARTS_MOST)
            return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
        glob->deep = glob->deep || ambos__glob_is_deep(part);
        glob->parts[glob->count++] = part;
    }
    if (glob->count > 0 && ambos__glob_is_deep(glob->parts[glob->count - 1]))
        glob->parts[glob->count++] = star;
    return AMBOS_OK;
}

/* Places ---------------------------------------------------------------------------------- */

static uint64_t glob_bit(size_t place)
{
    return UINT64_C(1) << place;
}

/* To be at a `**` is to be behind it as well. */
static uint64_t glob_arrive(const struct glob *glob, size_t place)
{
    uint64_t places = glob_bit(place);

    while (ambos__glob_is_deep(glob->parts[place]))
        places |= glob_bit(++place);
    return places;
}

/* Where a name leads from one place; *fits: the pattern ends with it. */
static uint64_t glob_from(const struct glob *glob, size_t place, const ambos_walk_entry *entry, bool *fits)
{
    const struct ambos__glob_part part = glob->parts[place];
    const struct ambos__glob_part name = { entry->name, entry->name_length };

    if (ambos__glob_is_deep(part))
        return !entry->followed && ambos__glob_may_begin(name, glob->flags) ? glob_arrive(glob, place) : 0;
    if (!ambos__glob_fits(part, name, glob->flags))
        return 0;
    if (place + 1 < glob->count)
        return glob_arrive(glob, place + 1);
    *fits = true;
    return 0;
}

static uint64_t glob_places(const struct glob *glob, uint32_t depth)
{
    uint64_t places;

    memcpy(&places, glob->places.data + depth * sizeof places, sizeof places);
    return places;
}

static ambos_error glob_set_places(struct glob *glob, uint32_t depth, uint64_t places)
{
    glob->places.size = depth * sizeof places;
    return ambos__str_append(&glob->places, &places, sizeof places) ? ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY)
                                                                    : AMBOS_OK;
}

/* Walk ------------------------------------------------------------------------------------- */

static ambos_error glob_keep(struct glob *glob, const char *path)
{
    const bool slash = glob->directories;

    if (!path || ambos__str_append_text(&glob->found, path + glob->skipped) ||
        (slash && ambos__str_append_char(&glob->found, '/')) || ambos__str_append_char(&glob->found, '\0'))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    glob->found_count++;
    return AMBOS_OK;
}

static ambos_error glob_look(struct glob *glob, ambos_walk *walk, const ambos_walk_entry *entry)
{
    const bool directory = entry->type == AMBOS_TYPE_DIRECTORY;
    const uint64_t from = glob_places(glob, entry->depth - 1);
    ambos_error error = AMBOS_OK;
    uint64_t to = 0;
    bool fits = false;
    size_t i;

    for (i = 0; i < glob->count; i++)
        if (from & glob_bit(i))
            to |= glob_from(glob, i, entry, &fits);
    if (fits && (directory || !glob->directories))
        error = glob_keep(glob, ambos_walk_path(walk));
    if (!directory)
        return error;
    if (to == 0)
        ambos_walk_prune(walk);
    return error ? error : glob_set_places(glob, entry->depth, to);
}

/* What cannot be read has nothing in it, unless it is for want of what everything needs. */
static ambos_error glob_mind(const struct glob *glob, const ambos_failure *failure)
{
    const ambos_error code = failure->code;

    if (code != AMBOS_EMFILE && code != AMBOS_ENFILE &&
        (!(glob->flags & AMBOS_GLOB_STRICT) || code == AMBOS_ENOENT || code == AMBOS_ENOTDIR || code == AMBOS_ELOOP))
        return AMBOS_OK;
    ambos__failure_restore(failure);
    return code;
}

static ambos_error glob_visit(struct glob *glob, ambos_walk *walk, const ambos_walk_entry *entry)
{
    if (entry->visit == AMBOS_VISIT_ERROR)
        return glob_mind(glob, &entry->failure);
    return entry->depth == 0 ? AMBOS_OK : glob_look(glob, walk, entry);
}

static ambos_error glob_walk(struct glob *glob, const char *root)
{
    ambos_walk_options options = { AMBOS_WALK_FOLLOW_ALL | AMBOS_WALK_CROSS_MOUNTS, 0, { 0 } };
    const ambos_walk_entry *entry = NULL;
    ambos_failure before, failure;
    ambos_walk *walk = NULL;
    ambos_error error;

    ambos__os_failure_load(&before);
    options.max_depth = glob->deep ? 0 : (uint32_t)glob->count;
    error = ambos__walk_begin(&walk, root, &options, true);
    if (error) {
        ambos__os_failure_load(&failure);
        ambos__failure_restore(&before);
        return error == AMBOS_ENOMEM ? ambos__fail(error, AMBOS_STEP_MEMORY) : glob_mind(glob, &failure);
    }
    error = glob_set_places(glob, 0, glob_arrive(glob, 0));
    while (!error && (error = ambos_walk_next(walk, &entry)) == AMBOS_OK && entry)
        error = glob_visit(glob, walk, entry);
    ambos_walk_close(walk);
    return error;
}

/* The whole --------------------------------------------------------------------------------- */

/* Without a wildcard the path fits if it is there. */
static ambos_error glob_plain(struct glob *glob, const char *pattern)
{
    ambos_file_info info = { 0 };
    ambos_failure before, failure;

    ambos__os_failure_load(&before);
    if (ambos__os_stat(AMBOS__CWD, pattern, AMBOS_NOFOLLOW, &info) == AMBOS_OK) {
        glob->directories = false;
        return glob_keep(glob, pattern);
    }
    ambos__os_failure_load(&failure);
    ambos__failure_restore(&before);
    return glob_mind(glob, &failure);
}

/* The directory before the first wildcard, as it is written, is the root of the walk. */
static ambos_error glob_below(struct glob *glob, const char *pattern, const char *magic, const char *end)
{
    struct ambos__str root = { NULL, 0, 0 };
    const char *const here = "./";
    ambos_error error = glob_take_parts(glob, magic, end);

    if (error)
        return error;
    glob->directories = end[-1] == '/';
    if (magic == pattern) {
        glob->skipped = strlen(here);
        return glob_walk(glob, here);
    }
    if (ambos__str_append(&root, pattern, (size_t)(magic - pattern)) || ambos__str_append_char(&root, '\0'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    else
        error = glob_walk(glob, root.data);
    ambos__str_free(&root);
    return error;
}

static int glob_compare(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

static ambos_error glob_hand_over(const struct glob *glob, char ***paths)
{
    const size_t pointers = (glob->found_count + 1) * sizeof(char *);
    char **const made = (char **)ambos__allocate(pointers + glob->found.size);
    char *text;
    size_t i;

    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    text = (char *)made + pointers;
    if (glob->found.size)
        memcpy(text, glob->found.data, glob->found.size);
    for (i = 0; i < glob->found_count; i++) {
        made[i] = text;
        text += strlen(text) + 1;
    }
    made[glob->found_count] = NULL;
    if (glob->found_count)
        qsort(made, glob->found_count, sizeof *made, glob_compare);
    *paths = made;
    return AMBOS_OK;
}

static ambos_error glob_all(const char *pattern, uint32_t flags, char ***paths, size_t *count)
{
    const char *const end = pattern + strlen(pattern);
    const char *const magic = glob_first_magic(pattern, end);
    struct glob glob;
    ambos_error error;

    memset(&glob, 0, sizeof glob);
    glob.flags = flags;
    error = magic == end ? glob_plain(&glob, pattern) : glob_below(&glob, pattern, magic, end);
    if (!error)
        error = glob_hand_over(&glob, paths);
    if (!error && count)
        *count = glob.found_count;
    ambos__str_free(&glob.places);
    ambos__str_free(&glob.found);
    return error;
}

ambos_error AMBOS_CALL ambos_glob(const char *pattern, const ambos_glob_options *options, char ***paths, size_t *count)
{
    static const ambos_glob_options defaults;
    const uint32_t known = AMBOS_GLOB_HIDDEN | AMBOS_GLOB_IGNORE_CASE | AMBOS_GLOB_STRICT;

    if (count)
        *count = 0;
    if (!paths)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *paths = NULL;
    if (!options)
        options = &defaults;
    if (!pattern || (options->flags & ~known) || options->unused ||
        !ambos__all_zero(options->reserved, sizeof options->reserved))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return glob_all(pattern, options->flags, paths, count);
}
