/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/port.h"

ambos_error AMBOS_CALL ambos_mkdir(const char *path, uint32_t mode, uint32_t flags)
{
    if (!path || (mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_PRIVATE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_mkdir(AMBOS__CWD, path, mode ? mode : 0777, flags);
}

ambos_error AMBOS_CALL ambos_rmdir(const char *path)
{
    return path ? ambos__os_rmdir(AMBOS__CWD, path) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

ambos_error AMBOS_CALL ambos_dir_open(ambos_dir **dir, const char *path, uint32_t flags)
{
    if (!dir)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *dir = NULL;
    if (!path || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_dir_open(dir, AMBOS__CWD, path, flags);
}

ambos_error AMBOS_CALL ambos_dir_next(ambos_dir *dir, const ambos_dir_entry **entry)
{
    if (entry)
        *entry = NULL;
    if (!dir || !entry)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_dir_next(dir, entry);
}

ambos_error AMBOS_CALL ambos_dir_stat(ambos_dir *dir, uint32_t flags, ambos_file_info *info)
{
    if (info && dir && !(flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__os_dir_stat(dir, flags, info);
    if (info)
        ambos__info_clear(info);
    return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

void AMBOS_CALL ambos_dir_close(ambos_dir *dir)
{
    if (dir)
        ambos__os_dir_close(dir);
}

/* ---- whole listings ---- */

/* An entry among others; its name and a NUL follow. */
struct listing_record {
    size_t length;
    uint32_t type;
    uint32_t reparse_tag;
};

static ambos_error listing_collect(ambos_dir *listing, struct ambos__str *records, size_t *count)
{
    const ambos_dir_entry *entry;
    struct listing_record record;
    ambos_error error;

    *count = 0;
    for (;;) {
        error = ambos__os_dir_next(listing, &entry);
        if (error || !entry)
            return error;
        record.length = entry->name_length;
        record.type = entry->type;
        record.reparse_tag = entry->reparse_tag;
        if (ambos__str_append(records, &record, sizeof record) ||
            ambos__str_append(records, entry->name, entry->name_length + 1))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        ++*count;
    }
}

/* From the records to entries with their names behind them. */
static ambos_dir_entry *listing_lay_out(const struct ambos__str *records, size_t count)
{
    const size_t names = records->size - count * sizeof(struct listing_record);
    ambos_dir_entry *const entries = (ambos_dir_entry *)ambos__allocate((count + 1) * sizeof *entries + names);
    const char *from = records->data;
    struct listing_record record;
    char *name;
    size_t i;

    if (!entries)
        return NULL;
    name = (char *)(entries + count + 1);
    for (i = 0; i < count; i++) {
        memcpy(&record, from, sizeof record);
        from += sizeof record;
        memcpy(name, from, record.length + 1);
        from += record.length + 1;
        entries[i].name = name;
        entries[i].name_length = record.length;
        entries[i].type = record.type;
        entries[i].reparse_tag = record.reparse_tag;
        name += record.length + 1;
    }
    memset(&entries[count], 0, sizeof entries[count]);
    return entries;
}

/* The bytes of WTF-8 have the order of its code points. */
static int listing_compare(const void *one, const void *other)
{
    const ambos_dir_entry *const a = (const ambos_dir_entry *)one;
    const ambos_dir_entry *const b = (const ambos_dir_entry *)other;
    const int order = memcmp(a->name, b->name, a->name_length < b->name_length ? a->name_length : b->name_length);

    return order ? order : (a->name_length > b->name_length) - (a->name_length < b->name_length);
}

ambos_error ambos__dir_read_rest(ambos_dir *listing, bool sorted, ambos_dir_entry **entries, size_t *count)
{
    struct ambos__str records = { NULL, 0, 0 };
    ambos_error error = listing_collect(listing, &records, count);

    *entries = NULL;
    if (!error) {
        *entries = listing_lay_out(&records, *count);
        error = *entries ? AMBOS_OK : ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    if (*entries && sorted)
        qsort(*entries, *count, sizeof **entries, listing_compare);
    ambos__str_free(&records);
    return error;
}

ambos_error AMBOS_CALL ambos_listdir(const char *path, uint32_t flags, ambos_dir_entry **entries, size_t *count)
{
    ambos_dir *listing = NULL;
    size_t found = 0;
    ambos_error error;

    if (count)
        *count = 0;
    if (!entries)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *entries = NULL;
    if (!path || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_dir_open(&listing, AMBOS__CWD, path, flags);
    if (error)
        return error;
    error = ambos__dir_read_rest(listing, true, entries, &found);
    ambos__os_dir_close(listing);
    if (!error && count)
        *count = found;
    return error;
}

/* ---- making paths ---- */

struct make {
    struct ambos__str text; /* with a NUL behind it */
    size_t root;            /* bytes of `text` that name where to begin */
    char separator;
    ambos_native handle; /* of the directory that is reached, or AMBOS__CWD */
    bool own;            /* it was made by us, so that no link can have been in it before */
    uint32_t mode;
    uint32_t flags;
};

/* What is there already is as good when it is a directory, whatever was said of making it. */
static ambos_error make_accept(ambos_native dir, const char *name, uint32_t flags, ambos_error error)
{
    ambos_file_info info = { 0 };
    ambos_failure failure;
    ambos_error looked;

    ambos__os_failure_load(&failure);
    looked = ambos__os_stat(dir, name, flags, &info);
    if (looked == AMBOS_OK && info.type == AMBOS_TYPE_DIRECTORY)
        return AMBOS_OK;
    if (error == AMBOS_EEXIST && (looked == AMBOS_OK || looked == AMBOS_ENOTDIR))
        return ambos__fail_as(AMBOS_ENOTDIR, failure.domain, failure.native, AMBOS_STEP_CREATE);
    ambos__failure_restore(&failure);
    return error;
}

static void make_reach(struct make *make, ambos_native handle)
{
    if (make->handle != AMBOS__CWD)
        ambos__os_dir_handle_close(make->handle);
    make->handle = handle;
}

/* The first `end` bytes as a directory. */
static ambos_error make_open_prefix(struct make *make, size_t end)
{
    char *const cut = make->text.data + end;
    const char kept = *cut;
    ambos_native handle = AMBOS_NO_HANDLE;
    ambos_error error;

    *cut = '\0';
    error = ambos__os_dir_handle(AMBOS__CWD, make->text.data, AMBOS__SEARCH_ONLY, &handle);
    *cut = kept;
    if (!error)
        make_reach(make, handle);
    return error;
}

/* Without its last name and the separators around that. */
static size_t make_shorter(const struct make *make, size_t end)
{
    const char *const text = make->text.data;

    while (end > make->root && text[end - 1] == make->separator)
        end--;
    while (end > make->root && text[end - 1] != make->separator)
        end--;
    while (end > make->root && text[end - 1] == make->separator)
        end--;
    return end;
}

/* Opens as much of the path as there is, without its last name. */
static ambos_error make_find(struct make *make, size_t *end)
{
    ambos_error error;

    *end = make->text.size;
    do {
        *end = make_shorter(make, *end);
        if (*end == 0)
            return AMBOS_OK;
        error = make_open_prefix(make, *end);
    } while (error == AMBOS_ENOENT && *end > make->root);
    return error;
}

/* Whatever the umask is, more can be made in a directory of ours. Without AMBOS__SEARCH_ONLY it has to be opened for that. */
static ambos_error make_usable(struct make *make, const char *name)
{
    const uint32_t owner = 0700;
    ambos_file_info info = { 0 };
    ambos_error error = ambos__os_stat(make->handle, name, AMBOS_NOFOLLOW, &info);

    if (error || info.type != AMBOS_TYPE_DIRECTORY)
        return error;
    return ambos__os_chmod(make->handle, name, info.mode | owner, AMBOS_NOFOLLOW);
}

/* One that was made must not have become a link. */
static ambos_error make_enter_own(struct make *make, const char *name, ambos_native *handle)
{
    const uint32_t flags = AMBOS__SEARCH_ONLY | AMBOS_NOFOLLOW;
    ambos_error error = ambos__os_dir_handle(make->handle, name, flags, handle);

    if (error == AMBOS_EACCES) {
        error = make_usable(make, name);
        if (!error)
            error = ambos__os_dir_handle(make->handle, name, flags, handle);
    }
    if (!error)
        (void)ambos__os_dir_unlock(*handle);
    return error;
}

/* A part that is not the last: made, or there, and then entered. */
static ambos_error make_part(struct make *make, const char *name)
{
    ambos_error error = ambos__os_mkdir(make->handle, name, 0777, make->flags);
    ambos_native handle = AMBOS_NO_HANDLE;
    ambos_failure failure;
    ambos_error entered;

    if (!error) {
        error = make_enter_own(make, name, &handle);
        if (error)
            return error;
        make_reach(make, handle);
        make->own = true;
        return AMBOS_OK;
    }
    ambos__os_failure_load(&failure);
    entered = ambos__os_dir_handle(make->handle, name, AMBOS__SEARCH_ONLY | (make->own ? AMBOS_NOFOLLOW : 0), &handle);
    if (!entered) {
        make_reach(make, handle);
        return AMBOS_OK;
    }
    if (error == AMBOS_EEXIST && entered != AMBOS_ENOENT)
        return entered;
    ambos__failure_restore(&failure);
    return error;
}

static ambos_error make_last(struct make *make, const char *name)
{
    const ambos_error error = ambos__os_mkdir(make->handle, name, make->mode, make->flags);

    return error ? make_accept(make->handle, name, make->own ? AMBOS_NOFOLLOW : 0, error) : AMBOS_OK;
}

/* Ends the name at `at` with a NUL; gives what is behind it, NULL when it is the last. */
static char *make_cut(const struct make *make, char *at)
{
    while (*at && *at != make->separator)
        at++;
    while (*at == make->separator)
        *at++ = '\0';
    return *at ? at : NULL;
}

static ambos_error make_missing(struct make *make)
{
    size_t end;
    ambos_error error = make_find(make, &end);
    char *name = make->text.data + end;

    while (*name == make->separator)
        name++;
    while (!error && name) {
        char *const next = make_cut(make, name);

        error = next ? make_part(make, name) : make_last(make, name);
        name = next;
    }
    return error;
}

static ambos_error make_by_parts(const char *path, uint32_t mode, uint32_t flags)
{
    struct make make = { { NULL, 0, 0 }, 0, '/', AMBOS__CWD, false, mode, flags };
    ambos_error error = ambos__os_dir_parts(path, &make.text, &make.root, &make.separator);

    if (!error && ambos__str_append_char(&make.text, '\0'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (!error) {
        make.text.size--;
        error = make_missing(&make);
    }
    make_reach(&make, AMBOS__CWD);
    ambos__str_free(&make.text);
    return error;
}

/* On success the slot is as it was, whatever failed on the way. */
ambos_error AMBOS_CALL ambos_make_path(const char *path, uint32_t mode, uint32_t flags)
{
    ambos_failure before;
    ambos_error error;

    if (!path || (mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_PRIVATE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    mode = mode ? mode : 0777;
    ambos__os_failure_load(&before);
    error = ambos__os_mkdir(AMBOS__CWD, path, mode, flags);
    if (!error)
        return AMBOS_OK;
    if (error == AMBOS_ENOENT && path[0])
        error = make_by_parts(path, mode, flags);
    else
        error = make_accept(AMBOS__CWD, path, 0, error);
    if (!error)
        ambos__failure_restore(&before);
    return error;
}
