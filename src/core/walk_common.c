/* SPDX-License-Identifier: MIT */
/* A stack of directories, of which the last few are open. One that is closed has been read to its end before, and is
   opened again through the one below it when that is done with. */
#include <string.h>

#include "core/port.h"
#include "core/walk.h"

enum { WALK_OPEN_MOST = 32 };

enum walk_state {
    WALK_ROOT,  /* nothing was shown yet */
    WALK_READ,  /* the next entry of the last level */
    WALK_ENTER, /* a directory was shown, and is to become a level */
    WALK_DONE,  /* a directory is done with, but may have to be shown */
    WALK_END
};

struct walk_level {
    ambos_dir *listing;       /* which owns the handle, or NULL */
    ambos_native handle;      /* AMBOS_NO_HANDLE: closed */
    ambos_dir_entry *rest;    /* what was read beforehand, or NULL */
    size_t next;              /* of `rest` */
    size_t name_at;           /* of its name in the path */
    size_t name_end;
    size_t path_size;         /* of its path with a separator */
    struct ambos__dir_id id;  /* all zero: nobody asked, or not known */
    ambos_failure failure;    /* why it is not read further */
    uint32_t reparse_tag;
    bool followed;
};

struct ambos_walk {
    uint32_t flags;
    size_t max_depth; /* SIZE_MAX: none */
    bool loops;
    bool out_of_memory;
    bool touched; /* the slot of the last failure, perhaps */
    enum walk_state state;
    bool shown;            /* `entry` is a visit */
    bool fresh;            /* and the listing's last entry */
    size_t count;          /* of levels */
    size_t first_open;     /* those from here on are open */
    size_t capacity;
    struct walk_level *levels;
    size_t spare_count;
    ambos_dir *spare[WALK_OPEN_MOST]; /* stopped */
    struct ambos__str path;           /* of the last level with a separator; behind it a name, perhaps */
    ambos_walk_entry entry;
    size_t root_length;
    char root[1]; /* as it was given */
};

/* Levels ---------------------------------------------------------------------------------- */

static struct walk_level *walk_top(ambos_walk *walk)
{
    return &walk->levels[walk->count - 1];
}

static void walk_close_level(ambos_walk *walk, struct walk_level *level)
{
    if (level->listing) {
        ambos__os_dir_stop(level->listing);
        walk->spare[walk->spare_count++] = level->listing;
        level->listing = NULL;
    } else if (level->handle != AMBOS_NO_HANDLE) {
        ambos__os_dir_handle_close(level->handle);
    }
    level->handle = AMBOS_NO_HANDLE;
}

static bool walk_id_known(const struct ambos__dir_id *id)
{
    return (id->id[0] | id->id[1]) != 0;
}

static bool walk_id_same(const struct ambos__dir_id *a, const struct ambos__dir_id *b)
{
    return walk_id_known(a) && a->device == b->device && a->id[0] == b->id[0] && a->id[1] == b->id[1];
}

static void walk_identify(struct walk_level *level)
{
    if (!walk_id_known(&level->id) && level->handle != AMBOS_NO_HANDLE)
        (void)ambos__os_dir_identity(level->handle, &level->id);
}

/* Everything that is left of a level, so that its handle is needed no more. Only for lack of memory it fails. */
static ambos_error walk_read_rest(struct walk_level *level, bool sorted)
{
    size_t count;
    ambos_error error = ambos__dir_read_rest(level->listing, sorted, &level->rest, &count);

    level->next = 0;
    if (error == AMBOS_OK || error == AMBOS_ENOMEM)
        return error;
    ambos__os_failure_load(&level->failure);
    return AMBOS_OK;
}

/* One handle less. *closed false: none can be spared. */
static ambos_error walk_close_oldest(ambos_walk *walk, bool *closed)
{
    struct walk_level *level;
    ambos_error error = AMBOS_OK;

    *closed = false;
    if (walk->first_open + 1 >= walk->count)
        return AMBOS_OK;
    level = &walk->levels[walk->first_open];
    walk_identify(level);
    if (!level->rest && !level->failure.code)
        error = walk_read_rest(level, false);
    if (error)
        return error;
    walk_close_level(walk, level);
    walk->first_open++;
    *closed = true;
    return AMBOS_OK;
}

/* Opening again ------------------------------------------------------------------------------ */

static uint32_t walk_root_flags(const ambos_walk *walk)
{
    return walk->flags & AMBOS_WALK_FOLLOW_ROOT ? 0 : AMBOS_NOFOLLOW;
}

/* One name of the path, which goes on behind it. */
static ambos_error walk_step_down(ambos_walk *walk, const struct walk_level *level, ambos_native *at)
{
    const ambos_native from = *at;
    char *const end = walk->path.data + level->name_end;
    const char kept = *end;
    ambos_error error;

    *end = '\0';
    error = ambos__os_dir_handle(from, walk->path.data + level->name_at, level->followed ? 0 : AMBOS_NOFOLLOW, at);
    *end = kept;
    ambos__os_dir_handle_close(from);
    return error;
}

/* From the root, by names. */
static ambos_error walk_open_down(ambos_walk *walk, size_t index, ambos_native *handle)
{
    ambos_error error = ambos__os_dir_handle(AMBOS__CWD, walk->root, walk_root_flags(walk), handle);
    size_t i;

    for (i = 1; !error && i <= index; i++)
        error = walk_step_down(walk, &walk->levels[i], handle);
    return error;
}

static bool walk_is_level(const struct walk_level *level, ambos_native handle)
{
    struct ambos__dir_id id = { 0, { 0, 0 } };

    return ambos__os_dir_identity(handle, &id) == AMBOS_OK && walk_id_same(&level->id, &id);
}

/* A level that was closed; the one below it may be open. What is opened counts only if it is the same directory: that
   below may have been moved, and the names may mean something else by now. */
static ambos_error walk_reopen(ambos_walk *walk, size_t index)
{
    struct walk_level *const level = &walk->levels[index];
    const struct walk_level *const below = level + 1;
    const ambos_native from = below->handle;
    ambos_native handle;
    ambos_error error;

    if (from != AMBOS_NO_HANDLE && !below->followed && ambos__os_dir_parent(from, &handle) == AMBOS_OK) {
        if (walk_is_level(level, handle)) {
            level->handle = handle;
            return AMBOS_OK;
        }
        ambos__os_dir_handle_close(handle);
    }
    error = walk_open_down(walk, index, &handle);
    if (error == AMBOS_ENOENT || error == AMBOS_ENOTDIR || error == AMBOS_ELOOP)
        error = ambos__fail(AMBOS_ESTALE, AMBOS_STEP_OPEN);
    if (error)
        return error;
    if (!walk_is_level(level, handle)) {
        ambos__os_dir_handle_close(handle);
        return ambos__fail(AMBOS_ESTALE, AMBOS_STEP_OPEN);
    }
    level->handle = handle;
    return AMBOS_OK;
}

/* Entering ------------------------------------------------------------------------------------- */

static ambos_error walk_room(ambos_walk *walk)
{
    const size_t capacity = walk->capacity ? 2 * walk->capacity : 16;
    struct walk_level *levels;

    if (walk->count < walk->capacity)
        return AMBOS_OK;
    levels = (struct walk_level *)ambos__resize(walk->levels, capacity * sizeof *levels);
    if (!levels)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    walk->levels = levels;
    walk->capacity = capacity;
    return AMBOS_OK;
}

/* The name of the entry behind the path, with room for a separator. The entry's own text may go when a level is closed, so
   that in the path is its text from here on. */
static ambos_error walk_append_name(ambos_walk *walk, struct walk_level *level)
{
    ambos_walk_entry *const entry = &walk->entry;

    level->name_at = walk->path.size;
    level->name_end = level->name_at + entry->name_length;
    if (ambos__str_reserve(&walk->path, entry->name_length + 1))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memcpy(walk->path.data + level->name_at, entry->name, entry->name_length);
    walk->path.data[level->name_end] = '\0';
    if (walk->count > 0)
        entry->name = walk->path.data + level->name_at;
    return AMBOS_OK;
}

static void walk_append_separator(ambos_walk *walk, struct walk_level *level)
{
    const char separator = ambos__os_dir_separator(walk->path.data, level->name_end);

    level->path_size = level->name_end;
    if (separator)
        walk->path.data[level->path_size++] = separator;
    walk->path.size = level->path_size;
}

/* With as few other handles as it takes. */
static ambos_error walk_open_handle(ambos_walk *walk, ambos_native *handle)
{
    const bool root = walk->count == 0;
    const uint32_t nofollow = walk->entry.followed ? 0 : AMBOS_NOFOLLOW;
    const uint32_t mount = walk->flags & AMBOS_WALK_CROSS_MOUNTS ? 0 : AMBOS__SAME_MOUNT;
    ambos_error error = AMBOS_OK;
    bool closed = true;

    if (root)
        return ambos__os_dir_handle(AMBOS__CWD, walk->root, walk_root_flags(walk), handle);
    if (walk->count - walk->first_open >= WALK_OPEN_MOST)
        error = walk_close_oldest(walk, &closed);
    while (!error) {
        error = ambos__os_dir_handle(walk->entry.dir, walk->entry.name, nofollow | mount, handle);
        if (error != AMBOS_EMFILE && error != AMBOS_ENFILE)
            return error;
        if (walk_close_oldest(walk, &closed))
            return AMBOS_ENOMEM;
        if (closed)
            error = AMBOS_OK;
    }
    return error;
}

/* Does it lead back to a directory that is being walked? Without links there is no way back. */
static bool walk_is_loop(ambos_walk *walk, struct walk_level *level)
{
    bool linked = level->followed;
    size_t i;

    for (i = 0; i < walk->count && !linked; i++)
        linked = walk->levels[i].followed;
    if (!linked || walk->loops)
        return false;
    walk_identify(level);
    for (i = 0; i < walk->count; i++) {
        walk_identify(&walk->levels[i]);
        if (walk_id_same(&walk->levels[i].id, &level->id))
            return true;
    }
    return false;
}

static ambos_error walk_list(ambos_walk *walk, struct walk_level *level, ambos_native handle)
{
    ambos_dir *listing = walk->spare_count ? walk->spare[walk->spare_count - 1] : NULL;
    ambos_error error = ambos__os_dir_list(&listing, handle);

    if (error) {
        ambos__os_dir_handle_close(handle);
        return error;
    }
    if (walk->spare_count)
        walk->spare_count--;
    level->listing = listing;
    level->handle = handle;
    if (walk_is_loop(walk, level))
        error = ambos__fail(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    else if (walk->flags & AMBOS_WALK_SORTED)
        error = walk_read_rest(level, true);
    if (error)
        walk_close_level(walk, level);
    return error;
}

static ambos_error walk_push(ambos_walk *walk)
{
    struct walk_level *level;
    ambos_native handle = AMBOS_NO_HANDLE;
    ambos_error error = walk_room(walk);

    if (error)
        return error;
    level = &walk->levels[walk->count];
    memset(level, 0, sizeof *level);
    level->handle = AMBOS_NO_HANDLE;
    level->reparse_tag = walk->entry.reparse_tag;
    level->followed = walk->entry.followed != 0;
    error = walk_append_name(walk, level);
    if (!error)
        error = walk_open_handle(walk, &handle);
    if (!error)
        error = walk_list(walk, level, handle);
    if (error)
        return error;
    walk_append_separator(walk, level);
    walk->count++;
    return AMBOS_OK;
}

/* What is shown ---------------------------------------------------------------------------------- */

/* The last level is done with, and becomes the entry. */
static void walk_pop(ambos_walk *walk)
{
    struct walk_level *const level = walk_top(walk);
    struct walk_level *const above = walk->count > 1 ? level - 1 : NULL;
    ambos_walk_entry *const entry = &walk->entry;

    walk->touched = true;
    if (above && walk->first_open >= walk->count - 1 && !above->failure.code) {
        if (walk_reopen(walk, walk->count - 2) == AMBOS_OK)
            walk->first_open = walk->count - 2;
        else
            ambos__os_failure_load(&above->failure);
    }
    walk_close_level(walk, level);
    ambos__release(level->rest);
    walk->count--;
    if (walk->first_open > walk->count)
        walk->first_open = walk->count;
    walk->path.size = above ? above->path_size : 0;
    walk->path.data[level->name_end] = '\0';
    entry->name = above ? walk->path.data + level->name_at : walk->root;
    entry->name_length = level->name_end - level->name_at;
    entry->dir = above ? above->handle : AMBOS_NO_HANDLE;
    entry->type = AMBOS_TYPE_DIRECTORY;
    entry->depth = (uint32_t)walk->count;
    entry->reparse_tag = level->reparse_tag;
    entry->followed = level->followed;
}

static bool walk_show(ambos_walk *walk, uint32_t visit)
{
    walk->entry.visit = visit;
    walk->shown = true;
    return true;
}

static bool walk_show_error(ambos_walk *walk, const ambos_failure *failure)
{
    walk->entry.failure = *failure;
    return walk_show(walk, AMBOS_VISIT_ERROR);
}

/* A new entry, whose fields are filled in. True: it is to be shown. */
static bool walk_begin_entry(ambos_walk *walk)
{
    ambos_walk_entry *const entry = &walk->entry;

    if (entry->type != AMBOS_TYPE_DIRECTORY) {
        walk->state = entry->depth ? WALK_READ : WALK_END;
        return walk_show(walk, AMBOS_VISIT_ENTRY);
    }
    walk->state = entry->depth < walk->max_depth ? WALK_ENTER : WALK_DONE;
    return !(walk->flags & AMBOS_WALK_NO_BEFORE) && walk_show(walk, AMBOS_VISIT_BEFORE);
}

/* Does a link lead to a directory? If that cannot be told it stays a link. */
static void walk_follow(ambos_walk *walk)
{
    ambos_walk_entry *const entry = &walk->entry;
    ambos_file_info info = { 0 };

    walk->touched = true;
    if (ambos__os_stat(entry->dir, entry->name, 0, &info) || info.type != AMBOS_TYPE_DIRECTORY)
        return;
    entry->type = AMBOS_TYPE_DIRECTORY;
    entry->followed = 1;
}

/* The next entry of the last level; NULL: no more. A failure is kept in the level. */
static const ambos_dir_entry *walk_read(ambos_walk *walk, struct walk_level *level)
{
    const ambos_dir_entry *found = NULL;

    if (level->failure.code)
        return NULL;
    if (level->rest) {
        found = &level->rest[level->next];
        if (!found->name)
            return NULL;
        level->next++;
        return found;
    }
    if (ambos__os_dir_next(level->listing, &found)) {
        ambos__os_failure_load(&level->failure);
        walk->touched = true;
    }
    walk->fresh = found != NULL;
    return found;
}

static void walk_fill(ambos_walk *walk, const struct walk_level *level, const ambos_dir_entry *found)
{
    ambos_walk_entry *const entry = &walk->entry;

    entry->name = found->name;
    entry->name_length = found->name_length;
    entry->dir = level->handle;
    entry->type = found->type;
    entry->depth = (uint32_t)walk->count;
    entry->reparse_tag = found->reparse_tag;
    entry->followed = 0;
}

/* The steps; each is true when there is something to show. ----------------------------------------- */

static bool walk_do_read(ambos_walk *walk)
{
    struct walk_level *const level = walk_top(walk);
    const ambos_dir_entry *const found = walk_read(walk, level);

    if (!found) {
        const ambos_failure failure = level->failure;

        walk->state = WALK_DONE;
        walk_pop(walk);
        return failure.code && walk_show_error(walk, &failure);
    }
    walk_fill(walk, level, found);
    if ((walk->flags & AMBOS_WALK_FOLLOW_ALL) == AMBOS_WALK_FOLLOW_ALL &&
        (found->type == AMBOS_TYPE_SYMLINK || found->type == AMBOS_TYPE_JUNCTION))
        walk_follow(walk);
    return walk_begin_entry(walk);
}

static bool walk_do_enter(ambos_walk *walk)
{
    ambos_failure failure;

    walk->touched = true;
    if (walk_push(walk) == AMBOS_OK) {
        walk->state = WALK_READ;
        return false;
    }
    ambos__os_failure_load(&failure);
    walk->out_of_memory = failure.code == AMBOS_ENOMEM;
    walk->state = walk->out_of_memory ? WALK_END : WALK_DONE;
    if (walk->out_of_memory)
        return false;
    return failure.code == AMBOS_EXDEV ? walk_show(walk, AMBOS_VISIT_MOUNT) : walk_show_error(walk, &failure);
}

static bool walk_do_done(ambos_walk *walk)
{
    walk->state = walk->count ? WALK_READ : WALK_END;
    return (walk->flags & AMBOS_WALK_AFTER) && walk_show(walk, AMBOS_VISIT_AFTER);
}

static bool walk_step(ambos_walk *walk)
{
    switch (walk->state) {
    case WALK_READ:
        return walk_do_read(walk);
    case WALK_ENTER:
        return walk_do_enter(walk);
    case WALK_DONE:
        return walk_do_done(walk);
    default:
        return walk_begin_entry(walk);
    }
}

/* The calls ------------------------------------------------------------------------------------------- */

static bool walk_options_valid(const ambos_walk_options *options)
{
    const uint32_t known = AMBOS_WALK_AFTER | AMBOS_WALK_NO_BEFORE | AMBOS_WALK_FOLLOW_ALL | AMBOS_WALK_CROSS_MOUNTS |
                           AMBOS_WALK_SORTED;

    return !(options->flags & ~known) && ambos__all_zero(options->reserved, sizeof options->reserved);
}

static void walk_set_root(ambos_walk *walk, const ambos_file_info *info)
{
    ambos_walk_entry *const entry = &walk->entry;

    entry->name = walk->root;
    entry->name_length = walk->root_length;
    entry->dir = AMBOS_NO_HANDLE;
    entry->type = info->type;
    entry->reparse_tag = info->reparse_tag;
    walk->state = WALK_ROOT;
}

ambos_error ambos__walk_begin(ambos_walk **walk, const char *path, const ambos_walk_options *options, bool loops)
{
    const size_t length = strlen(path);
    ambos_file_info info = { 0 };
    ambos_walk *made;
    ambos_error error;

    error = ambos__os_stat(AMBOS__CWD, path, options->flags & AMBOS_WALK_FOLLOW_ROOT ? 0 : AMBOS_NOFOLLOW, &info);
    if (error)
        return error;
    made = (ambos_walk *)ambos__allocate_zeroed(sizeof *made + length);
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    made->flags = options->flags;
    made->max_depth = options->max_depth ? options->max_depth : SIZE_MAX;
    made->loops = loops;
    made->root_length = length;
    memcpy(made->root, path, length + 1);
    walk_set_root(made, &info);
    *walk = made;
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_walk_open(ambos_walk **walk, const char *path, const ambos_walk_options *options)
{
    static const ambos_walk_options defaults;

    if (!walk)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *walk = NULL;
    if (!options)
        options = &defaults;
    if (!path || !walk_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__walk_begin(walk, path, options, false);
}

/* What most calls come to: the next entry without asking the system, so that nothing can fail. */
static bool walk_show_at_hand(ambos_walk *walk)
{
    const struct walk_level *const level = walk_top(walk);
    const ambos_dir_entry *found;

    if (level->rest || level->failure.code || (walk->flags & AMBOS_WALK_FOLLOW_ALL) == AMBOS_WALK_FOLLOW_ALL)
        return false;
    found = ambos__os_dir_at_hand(level->listing);
    if (!found)
        return false;
    walk_fill(walk, level, found);
    walk->fresh = true;
    return walk_begin_entry(walk);
}

/* What fails on the way is told by the entries, so the slot is as it was. */
AMBOS__NOINLINE static ambos_error walk_show_next(ambos_walk *walk)
{
    ambos_failure kept;

    ambos__os_failure_load(&kept);
    if (walk->shown && walk->entry.visit == AMBOS_VISIT_ERROR)
        memset(&walk->entry.failure, 0, sizeof walk->entry.failure);
    walk->shown = false;
    walk->fresh = false;
    walk->touched = false;
    while (walk->state != WALK_END && !walk_step(walk))
        continue;
    if (walk->out_of_memory)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (walk->touched)
        ambos__failure_restore(&kept);
    return AMBOS_OK;
}

AMBOS__HOT ambos_error AMBOS_CALL ambos_walk_next(ambos_walk *walk, const ambos_walk_entry **entry)
{
    ambos_error error = AMBOS_OK;

    if (entry)
        *entry = NULL;
    if (!walk || !entry)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (walk->state != WALK_READ || !walk_show_at_hand(walk))
        error = walk_show_next(walk);
    if (!error && walk->shown)
        *entry = &walk->entry;
    return error;
}

void AMBOS_CALL ambos_walk_prune(ambos_walk *walk)
{
    if (walk && walk->shown && walk->state == WALK_ENTER)
        walk->state = WALK_DONE;
}

const char *AMBOS_CALL ambos_walk_path(ambos_walk *walk)
{
    const ambos_walk_entry *entry;

    if (!walk || !walk->shown)
        return NULL;
    entry = &walk->entry;
    if (entry->depth == 0)
        return walk->root;
    if (walk->path.data + walk->path.size == entry->name)
        return walk->path.data;
    if (ambos__str_reserve(&walk->path, entry->name_length))
        return NULL;
    memcpy(walk->path.data + walk->path.size, entry->name, entry->name_length);
    walk->path.data[walk->path.size + entry->name_length] = '\0';
    return walk->path.data;
}

/* Of an entry that is not its listing's last any more, or of no listing. */
AMBOS__NOINLINE static ambos_error walk_stat_entry(const ambos_walk *walk, uint32_t flags, ambos_file_info *info)
{
    const ambos_walk_entry *const entry = &walk->entry;
    ambos_error error;

    ambos__info_clear(info);
    if (entry->depth == 0)
        error = ambos__os_stat(AMBOS__CWD, walk->root, flags, info);
    else if (entry->dir == AMBOS_NO_HANDLE)
        error = ambos__fail(AMBOS_ESTALE, AMBOS_STEP_QUERY);
    else
        error = ambos__os_stat(entry->dir, entry->name, flags, info);
    if (error)
        ambos__info_clear(info);
    return error;
}

AMBOS__HOT ambos_error AMBOS_CALL ambos_walk_stat(ambos_walk *walk, uint32_t flags, ambos_file_info *info)
{
    if (info && walk && walk->shown && !(flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return walk->fresh ? ambos__os_dir_stat(walk_top(walk)->listing, flags, info)
                           : walk_stat_entry(walk, flags, info);
    if (info)
        ambos__info_clear(info);
    return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

void AMBOS_CALL ambos_walk_close(ambos_walk *walk)
{
    size_t i;

    if (!walk)
        return;
    for (i = 0; i < walk->count; i++) {
        walk_close_level(walk, &walk->levels[i]);
        ambos__release(walk->levels[i].rest);
    }
    for (i = 0; i < walk->spare_count; i++)
        ambos__os_dir_close(walk->spare[i]);
    ambos__release(walk->levels);
    ambos__str_free(&walk->path);
    ambos__release(walk);
}
