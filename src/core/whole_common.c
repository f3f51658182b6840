/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

/* ---- reading ---- */

enum { WHOLE_SMALLEST = 1024 };

/* Room for what is said to be there and one byte more, so that the end is seen without growing. */
static ambos_error whole_reserve(struct ambos__str *text, uint64_t expected)
{
    if (expected >= SIZE_MAX)
        return AMBOS_ENOMEM;
    return ambos__str_reserve(text, expected < WHOLE_SMALLEST ? (size_t)WHOLE_SMALLEST : (size_t)expected + 1);
}

/* Sizes lie: /proc says 0, and others may write meanwhile. The end is where nothing more is read. */
static ambos_error whole_drain(ambos_file *file, uint64_t limit, struct ambos__str *text)
{
    size_t got = 1;

    while (got > 0) {
        ambos_error error;
        size_t room;

        if (ambos__str_reserve(text, 1))
            return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        room = text->capacity - text->size - 1;
        if (limit > 0 && room > limit - text->size)
            room = (size_t)(limit - text->size) + 1;
        error = ambos__os_file_read(file, text->data + text->size, room, &got);
        if (error)
            return error;
        text->size += got;
        if (limit > 0 && text->size > limit)
            return ambos__fail(AMBOS_EFBIG, AMBOS_STEP_READ);
    }
    return AMBOS_OK;
}

static ambos_error whole_read(ambos_file *file, uint64_t limit, struct ambos__str *text)
{
    ambos_file_info info = { 0 };
    ambos_error error = ambos__os_fstat(file, &info);

    if (error)
        return error;
    if (limit > 0 && info.size > limit)
        info.size = limit;
    if (whole_reserve(text, info.size))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return whole_drain(file, limit, text);
}

ambos_error AMBOS_CALL ambos_read_file(const char *path, uint64_t limit, char **data, size_t *size)
{
    struct ambos_file file = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, 0 };
    struct ambos__str text = { NULL, 0, 0 };
    ambos_failure kept;
    ambos_error error;
    size_t length;

    if (size)
        *size = 0;
    if (!data)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *data = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_file_open(&file, AMBOS__CWD, path, AMBOS_READ, 0);
    if (error)
        return error;
    error = whole_read(&file, limit, &text);
    ambos_last_failure(&kept);
    (void)ambos__os_file_close(&file);
    ambos__failure_restore(&kept);
    length = text.size;
    error = ambos__text_hand_over(error, &text, data);
    if (!error && size)
        *size = length;
    return error;
}

/* ---- writing ---- */

static bool whole_options_valid(const ambos_write_options *options)
{
    const uint32_t known = AMBOS_WRITE_DURABLE | AMBOS_WRITE_CREATE_ONLY | AMBOS_NOFOLLOW | AMBOS_PRIVATE;

    const bool closed = (options->flags & AMBOS_PRIVATE) && options->mode && !(options->mode & 0600);

    return !closed && !(options->flags & ~known) && !(options->mode & ~(uint32_t)AMBOS_MODE_ALL) &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

static ambos_error whole_begin(struct ambos_file_replace *replace, ambos_native dir, const char *path,
                               const ambos_write_options *options)
{
    memset(replace, 0, sizeof *replace);
    replace->file.handle = AMBOS_NO_HANDLE;
    replace->file.event = AMBOS_NO_HANDLE;
    replace->file.lock = AMBOS_NO_HANDLE;
    replace->dir = dir;
    replace->flags = options->flags;
    replace->mode = options->mode;
    replace->retry_ms = ambos__rename_retry(options->retry_ms);
    if (options->flags & AMBOS_PRIVATE)
        replace->mode = (options->mode ? options->mode : 0666) & 0600;
    return ambos__os_replace_begin(replace, path);
}

static const ambos_write_options whole_defaults;

bool ambos__write_options_valid(const void *data, size_t size, const ambos_write_options *options)
{
    return (data || !size) && (!options || whole_options_valid(options));
}

ambos_error ambos__write_file(ambos_native dir, const char *path, const void *data, size_t size,
                              const ambos_write_options *options)
{
    struct ambos_file_replace replace;
    size_t written;
    ambos_error error = whole_begin(&replace, dir, path, options ? options : &whole_defaults);

    if (error)
        return error;
    if (size)
        error = ambos__os_file_write(&replace.file, data, size, &written);
    if (!error)
        return ambos__os_replace_commit(&replace);
    ambos__os_replace_abandon(&replace);
    return error;
}

ambos_error AMBOS_CALL ambos_write_file(const char *path, const void *data, size_t size,
                                        const ambos_write_options *options)
{
    if (!path || !ambos__write_options_valid(data, size, options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__write_file(AMBOS_NO_HANDLE, path, data, size, options);
}

ambos_error AMBOS_CALL ambos_file_replace_begin(ambos_file_replace **replace, const char *path,
                                                const ambos_write_options *options)
{
    ambos_file_replace *made;
    ambos_error error;

    if (!replace)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *replace = NULL;
    if (!options)
        options = &whole_defaults;
    if (!path || !whole_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    made = (ambos_file_replace *)ambos__allocate(sizeof *made);
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = whole_begin(made, AMBOS_NO_HANDLE, path, options);
    if (error)
        ambos__release(made);
    else
        *replace = made;
    return error;
}

ambos_file *AMBOS_CALL ambos_file_replace_file(ambos_file_replace *replace)
{
    return replace ? &replace->file : NULL;
}

ambos_error AMBOS_CALL ambos_file_replace_commit(ambos_file_replace *replace)
{
    ambos_error error;

    if (!replace)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_replace_commit(replace);
    ambos__release(replace);
    return error;
}

void AMBOS_CALL ambos_file_replace_abandon(ambos_file_replace *replace)
{
    if (!replace)
        return;
    ambos__os_replace_abandon(replace);
    ambos__release(replace);
}
