/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/tree.h"

/* So often a directory is made again that somebody removes. */
#define ROOT_TRIES 100

struct ambos_root {
    ambos_native handle;
};

/* What names a call takes beside those of things in the root. */
enum { ROOT_ITSELF = 1, ROOT_SEPARATOR = 2 };

/* Where a name leads: a name in an open directory. */
struct root_place {
    ambos_native dir;
    bool opened;      /* for this place */
    bool separator;   /* one was behind the name */
    const char *name; /* "." for the root itself */
    char *text;       /* all parts, with '/' between */
    char room[512];
};

/* ---- names ---- */

static bool root_is_part(const char *part, size_t length, const char *dots)
{
    return length == strlen(dots) && memcmp(part, dots, length) == 0;
}

/* Takes the parts over, without "." and doubled separators. False: one is "..". */
static bool root_clean(struct root_place *place, const char *name)
{
    char *to = place->text;

    while (*name) {
        size_t length = 0;

        while (name[length] && !ambos__os_is_separator(name[length]))
            length++;
        if (root_is_part(name, length, ".."))
            return false;
        place->separator = name[length] != '\0' || root_is_part(name, length, ".");
        if (length > 0 && !root_is_part(name, length, ".")) {
            if (to != place->text)
                *to++ = '/';
            memcpy(to, name, length);
            to += length;
        }
        name += length + (name[length] != '\0');
    }
    *to = '\0';
    return true;
}

static ambos_error root_take(struct root_place *place, const char *name, uint32_t allowed)
{
    const size_t size = strlen(name) + 1;

    if (size == 1 || ambos__os_is_separator(name[0]))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    place->text = size <= sizeof place->room ? place->room : (char *)ambos__allocate(size);
    if (!place->text)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (!root_clean(place, name) || !ambos__os_is_plain_name(place->text))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (place->text[0] == '\0' ? !(allowed & ROOT_ITSELF) : place->separator && !(allowed & ROOT_SEPARATOR))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return AMBOS_OK;
}

/* ---- ways ---- */

/* A place in the directory that a part of the way leads to. Takes the handle. */
static void root_enter(struct root_place *place, ambos_native handle)
{
    if (place->opened)
        ambos__os_dir_handle_close(place->dir);
    place->dir = handle;
    place->opened = true;
}

static ambos_error root_step(struct root_place *place, const char *part)
{
    ambos_native handle;
    const ambos_error error = ambos__os_dir_handle(place->dir, part, AMBOS_NOFOLLOW | AMBOS__SEARCH_ONLY, &handle);

    if (!error)
        root_enter(place, handle);
    return error;
}

/* Part by part, each from the one before. */
static ambos_error root_walk(struct root_place *place, char *way)
{
    ambos_error error = AMBOS_OK;

    while (way && !error) {
        char *end = strchr(way, '/');

        if (end)
            *end = '\0';
        error = root_step(place, way);
        if (end)
            *end = '/';
        way = end ? end + 1 : NULL;
    }
    return error;
}

static ambos_error root_go(struct root_place *place, char *way)
{
    ambos_failure before;
    ambos_native handle;
    ambos_error error;

    ambos__os_failure_load(&before);
    error = ambos__os_dir_handle(place->dir, way, AMBOS__BENEATH | AMBOS__SEARCH_ONLY, &handle);
    if (!error)
        root_enter(place, handle);
    if (error != AMBOS_ENOTSUP)
        return error;
    error = root_walk(place, way);
    if (!error)
        ambos__failure_restore(&before);
    return error;
}

/* To be left in any case. */
static ambos_error root_find(struct root_place *place, const ambos_root *root, const char *name, uint32_t allowed)
{
    ambos_error error;
    char *last;

    place->text = NULL;
    place->opened = false;
    place->separator = false;
    if (!root || !name)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    place->dir = root->handle;
    error = root_take(place, name, allowed);
    if (error)
        return error;
    last = strrchr(place->text, '/');
    place->name = last ? last + 1 : place->text[0] ? place->text : ".";
    if (!last)
        return AMBOS_OK;
    *last = '\0';
    return root_go(place, place->text);
}

static void root_leave(struct root_place *place)
{
    if (place->opened)
        ambos__os_dir_handle_close(place->dir);
    if (place->text != place->room)
        ambos__release(place->text);
}

/* ---- the root ---- */

ambos_error AMBOS_CALL ambos_root_open(ambos_root **root, const char *path)
{
    ambos_root *made;
    ambos_error error;

    if (!root)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *root = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    made = (ambos_root *)ambos__allocate(sizeof *made);
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = ambos__os_dir_handle(AMBOS__CWD, path, AMBOS__SEARCH_ONLY, &made->handle);
    if (error)
        ambos__release(made);
    else
        *root = made;
    return error;
}

void AMBOS_CALL ambos_root_close(ambos_root *root)
{
    if (!root)
        return;
    ambos__os_dir_handle_close(root->handle);
    ambos__release(root);
}

/* ---- what is in it ---- */

ambos_error AMBOS_CALL ambos_root_file_open(ambos_file **file, ambos_root *root, const char *name, uint32_t flags,
                                            uint32_t mode)
{
    struct root_place place;
    ambos_error error;

    if (!file)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *file = NULL;
    error = root_find(&place, root, name, 0);
    if (!error)
        error = ambos__file_open(file, place.dir, place.name, flags | AMBOS_NOFOLLOW, mode);
    root_leave(&place);
    return error;
}

static ambos_error root_write(const struct root_place *place, const void *data, size_t size,
                              const ambos_write_options *options)
{
    ambos_write_options asked;
    ambos_native handle;
    ambos_error error = ambos__os_dir_handle(place->dir, ".", AMBOS__SEARCH_ONLY, &handle);

    if (error)
        return error;
    memset(&asked, 0, sizeof asked);
    if (options)
        asked = *options;
    asked.flags |= AMBOS_NOFOLLOW;
    return ambos__write_file(handle, place->name, data, size, &asked);
}

ambos_error AMBOS_CALL ambos_root_write_file(ambos_root *root, const char *name, const void *data, size_t size,
                                             const ambos_write_options *options)
{
    struct root_place place;
    ambos_error error;

    if (!ambos__write_options_valid(data, size, options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_find(&place, root, name, 0);
    if (!error)
        error = root_write(&place, data, size, options);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_stat(ambos_root *root, const char *name, ambos_file_info *info)
{
    struct root_place place;
    ambos_error error;

    if (!info)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__info_clear(info);
    error = root_find(&place, root, name, ROOT_ITSELF);
    if (!error)
        error = ambos__os_stat(place.dir, place.name, AMBOS_NOFOLLOW, info);
    root_leave(&place);
    if (error)
        ambos__info_clear(info);
    return error;
}

/* Some systems have modes of links, which nobody means. */
static ambos_error root_change_mode(const struct root_place *place, uint32_t mode)
{
    ambos_file_info info;
    ambos_error error;

    memset(&info, 0, sizeof info);
    error = ambos__os_stat(place->dir, place->name, AMBOS_NOFOLLOW, &info);
    if (error)
        return error;
    if (info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION)
        return ambos__fail(AMBOS_ELOOP, AMBOS_STEP_CHANGE);
    return ambos__os_chmod(place->dir, place->name, mode, AMBOS_NOFOLLOW);
}

ambos_error AMBOS_CALL ambos_root_chmod(ambos_root *root, const char *name, uint32_t mode)
{
    struct root_place place;
    ambos_error error;

    if (mode & ~(uint32_t)AMBOS_MODE_ALL)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_find(&place, root, name, 0);
    if (!error)
        error = root_change_mode(&place, mode);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_mkdir(ambos_root *root, const char *name, uint32_t mode, uint32_t flags)
{
    struct root_place place;
    ambos_error error;

    if ((mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_PRIVATE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_find(&place, root, name, ROOT_SEPARATOR);
    if (!error)
        error = ambos__os_mkdir(place.dir, place.name, mode ? mode : 0777, flags);
    root_leave(&place);
    return error;
}

/* Into a directory that is made if it is missing; others may make it or remove it at the same time. */
static ambos_error root_make_step(struct root_place *place, const char *part, uint32_t mode)
{
    int tries = 0;
    ambos_error error;

    do {
        error = root_step(place, part);
        if (error != AMBOS_ENOENT)
            return error;
        error = ambos__os_mkdir(place->dir, part, mode, 0);
        if (error && error != AMBOS_EEXIST)
            return error;
    } while (tries++ < ROOT_TRIES);
    return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CREATE);
}

static ambos_error root_make_way(struct root_place *place, char *way, uint32_t mode)
{
    ambos_error error = AMBOS_OK;

    while (way && !error) {
        char *end = strchr(way, '/');

        if (end)
            *end = '\0';
        error = root_make_step(place, way, end ? mode | AMBOS_MODE_WUSR | AMBOS_MODE_XUSR : mode);
        way = end ? end + 1 : NULL;
    }
    return error;
}

ambos_error AMBOS_CALL ambos_root_make_path(ambos_root *root, const char *name, uint32_t mode)
{
    struct root_place place = { AMBOS_NO_HANDLE, false, false, NULL, NULL, { 0 } };
    ambos_failure before;
    ambos_error error;

    if (!root || !name || (mode & ~(uint32_t)AMBOS_MODE_ALL))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__os_failure_load(&before);
    place.dir = root->handle;
    error = root_take(&place, name, ROOT_ITSELF | ROOT_SEPARATOR);
    if (!error && place.text[0])
        error = root_make_way(&place, place.text, mode ? mode : 0777);
    root_leave(&place);
    if (!error)
        ambos__failure_restore(&before);
    return error;
}

ambos_error AMBOS_CALL ambos_root_unlink(ambos_root *root, const char *name)
{
    struct root_place place;
    ambos_error error = root_find(&place, root, name, 0);

    if (!error)
        error = ambos__os_unlink(place.dir, place.name);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_rmdir(ambos_root *root, const char *name)
{
    struct root_place place;
    ambos_error error = root_find(&place, root, name, ROOT_SEPARATOR);

    if (!error)
        error = ambos__os_rmdir(place.dir, place.name);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_rename(ambos_root *root, const char *from, const char *to,
                                         const ambos_rename_options *options)
{
    struct root_place source, target;
    ambos_error error = root_find(&source, root, from, 0);

    if (!error) {
        error = root_find(&target, root, to, 0);
        if (!error)
            error = ambos__rename(source.dir, source.name, target.dir, target.name, options);
        root_leave(&target);
    }
    root_leave(&source);
    return error;
}

ambos_error AMBOS_CALL ambos_root_symlink(ambos_root *root, const char *target, const char *name, uint32_t flags)
{
    struct root_place place;
    ambos_error error;

    if (!target || flags > AMBOS_SYMLINK_DIRECTORY)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_find(&place, root, name, 0);
    if (!error)
        error = ambos__os_symlink(target, place.dir, place.name, flags);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_readlink(ambos_root *root, const char *name, char **target)
{
    struct ambos__str text = { NULL, 0, 0 };
    struct root_place place;
    ambos_error error;

    if (!target)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *target = NULL;
    error = root_find(&place, root, name, 0);
    if (!error)
        error = ambos__text_hand_over(ambos__os_readlink(place.dir, place.name, &text), &text, target);
    root_leave(&place);
    return error;
}

ambos_error AMBOS_CALL ambos_root_dir_open(ambos_dir **dir, ambos_root *root, const char *name)
{
    struct root_place place;
    ambos_error error;

    if (!dir)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *dir = NULL;
    error = root_find(&place, root, name, ROOT_ITSELF | ROOT_SEPARATOR);
    if (!error)
        error = ambos__os_dir_open(dir, place.dir, place.name, AMBOS_NOFOLLOW);
    root_leave(&place);
    return error;
}

static ambos_error root_remove(const struct root_place *place, const char *name, const ambos_tree_options *options,
                               ambos_tree_report *report)
{
    ambos_tree_report unwanted;
    ambos_error error;

    if (report)
        return ambos__tree_remove(place->dir, place->name, place->separator, name, options, report);
    memset(&unwanted, 0, sizeof unwanted);
    error = ambos__tree_remove(place->dir, place->name, place->separator, name, options, &unwanted);
    ambos__release(unwanted.path);
    return error;
}

ambos_error AMBOS_CALL ambos_root_remove_tree(ambos_root *root, const char *name, const ambos_tree_options *options,
                                              ambos_tree_report *report)
{
    static const ambos_tree_options defaults;
    struct root_place place;
    ambos_error error;

    if (report)
        memset(report, 0, sizeof *report);
    if (!options)
        options = &defaults;
    if (!ambos__tree_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = root_find(&place, root, name, ROOT_SEPARATOR);
    if (!error)
        error = root_remove(&place, name, options, report);
    root_leave(&place);
    return error;
}
