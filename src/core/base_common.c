/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

uint32_t AMBOS_CALL ambos_version(void)
{
    return AMBOS_VERSION;
}

const char *AMBOS_CALL ambos_version_text(void)
{
    return AMBOS_VERSION_TEXT;
}

static size_t volatile info_size = sizeof(ambos_file_info); /* not to be known to the compiler */

void ambos__info_clear(ambos_file_info *info)
{
    memset(info, 0, info_size);
}

bool ambos__all_zero(const void *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;

    while (size > 0 && *at == 0) {
        at++;
        size--;
    }
    return size == 0;
}

ambos_error ambos__text_hand_over(ambos_error error, struct ambos__str *text, char **block)
{
    if (!error && ambos__str_take(text, block))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    ambos__str_free(text);
    return error;
}

/* ---- deadlines ---- */

#define NS_PER_MS INT64_C(1000000)

int64_t ambos__deadline_after(int64_t timeout_ms)
{
    int64_t now;

    if (timeout_ms == AMBOS_FOREVER)
        return AMBOS_FOREVER;
    now = ambos_clock_ns();
    if (timeout_ms <= 0)
        return now;
    /* A limit too far away to count is none. */
    if (timeout_ms > (AMBOS_FOREVER - now) / NS_PER_MS)
        return AMBOS_FOREVER;
    return now + timeout_ms * NS_PER_MS;
}

int64_t ambos__deadline_left(int64_t deadline_ns)
{
    int64_t left;

    if (deadline_ns == AMBOS_FOREVER)
        return AMBOS_FOREVER;
    left = deadline_ns - ambos_clock_ns();
    /* Rounded up: waiting 0 ms for the last fraction would spin. */
    return left <= 0 ? 0 : (left - 1) / NS_PER_MS + 1;
}

/* ---- open files ---- */

static ambos_error file_check_open(const char *path, uint32_t flags, uint32_t mode)
{
    const uint32_t known = AMBOS_READ | AMBOS_WRITE | AMBOS_APPEND | AMBOS_CREATE | AMBOS_EXCLUSIVE | AMBOS_TRUNCATE |
                           AMBOS_NOFOLLOW | AMBOS_PRIVATE;
    const uint32_t writing = flags & (AMBOS_WRITE | AMBOS_APPEND);

    if (!path || (flags & ~known) || (mode & ~(uint32_t)AMBOS_MODE_ALL))
        return AMBOS_EINVAL;
    if (!writing && (!(flags & AMBOS_READ) || (flags & (AMBOS_CREATE | AMBOS_TRUNCATE))))
        return AMBOS_EINVAL;
    if ((flags & AMBOS_TRUNCATE) && (flags & AMBOS_APPEND))
        return AMBOS_EINVAL;
    if ((flags & AMBOS_EXCLUSIVE) && !(flags & AMBOS_CREATE))
        return AMBOS_EINVAL;
    return AMBOS_OK;
}

/* An object with nothing in it. */
static ambos_file *file_object(void)
{
    ambos_file *file = (ambos_file *)ambos__allocate_zeroed(sizeof *file);

    if (file) {
        file->handle = AMBOS_NO_HANDLE;
        file->event = AMBOS_NO_HANDLE;
        file->lock = AMBOS_NO_HANDLE;
    }
    return file;
}

ambos_error ambos__file_wrap(ambos_file **file, ambos_native handle, uint32_t traits)
{
    *file = file_object();
    if (!*file)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    (*file)->handle = handle;
    (*file)->traits = traits;
    return AMBOS_OK;
}

/* Hand the object over, or drop it when what should be in it could not be had. */
static ambos_error file_hand_over(ambos_file **file, ambos_file *made, ambos_error error)
{
    if (error)
        ambos__release(made);
    else
        *file = made;
    return error;
}

ambos_error ambos__file_open(ambos_file **file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode)
{
    ambos_file *made;

    if (file_check_open(path, flags, mode))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    made = file_object();
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (flags & AMBOS_APPEND)
        flags |= AMBOS_WRITE;
    return file_hand_over(file, made, ambos__os_file_open(made, dir, path, flags, mode ? mode : 0666));
}

ambos_error AMBOS_CALL ambos_file_open(ambos_file **file, const char *path, uint32_t flags, uint32_t mode)
{
    if (!file)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *file = NULL;
    return ambos__file_open(file, AMBOS__CWD, path, flags, mode);
}

ambos_error AMBOS_CALL ambos_file_adopt(ambos_file **file, ambos_native handle)
{
    ambos_file *made;

    if (!file)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *file = NULL;
    made = file_object();
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return file_hand_over(file, made, ambos__os_file_adopt(made, handle));
}

ambos_error AMBOS_CALL ambos_file_standard(ambos_file **file, uint32_t stream)
{
    ambos_file *made;

    if (file)
        *file = NULL;
    if (!file || stream > 2)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    made = file_object();
    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return file_hand_over(file, made, ambos__os_file_standard(made, stream));
}

ambos_native AMBOS_CALL ambos_file_native(const ambos_file *file)
{
    return file ? file->handle : AMBOS_NO_HANDLE;
}

ambos_error AMBOS_CALL ambos_file_read(ambos_file *file, void *buffer, size_t size, size_t *got)
{
    if (got)
        *got = 0;
    if (!file || !got || (!buffer && size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return size ? ambos__os_file_read(file, buffer, size, got) : AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_file_write(ambos_file *file, const void *data, size_t size, size_t *written)
{
    size_t unwanted;

    if (!written)
        written = &unwanted;
    *written = 0;
    if (!file || (!data && size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return size ? ambos__os_file_write(file, data, size, written) : AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_file_read_timed(ambos_file *file, void *buffer, size_t size, int64_t timeout_ms,
                                             size_t *got)
{
    const int64_t deadline = ambos__deadline_after(timeout_ms);

    if (deadline == AMBOS_FOREVER)
        return ambos_file_read(file, buffer, size, got);
    if (got)
        *got = 0;
    if (!file || !got || (!buffer && size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return size ? ambos__os_file_read_timed(file, buffer, size, deadline, got) : AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_file_write_timed(ambos_file *file, const void *data, size_t size, int64_t timeout_ms,
                                              size_t *written)
{
    const int64_t deadline = ambos__deadline_after(timeout_ms);
    size_t unwanted;

    if (deadline == AMBOS_FOREVER)
        return ambos_file_write(file, data, size, written);
    if (!written)
        written = &unwanted;
    *written = 0;
    if (!file || (!data && size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return size ? ambos__os_file_write_timed(file, data, size, deadline, written) : AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_file_seek(ambos_file *file, int64_t offset, uint32_t origin, int64_t *position)
{
    int64_t unwanted;

    if (!position)
        position = &unwanted;
    *position = 0;
    if (!file || origin > AMBOS_SEEK_END)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_file_seek(file, offset, origin, position);
}

void ambos__file_discard(ambos_file *file)
{
    ambos_failure kept;

    ambos_last_failure(&kept);
    (void)ambos_file_close(file);
    ambos__failure_restore(&kept);
}

ambos_error AMBOS_CALL ambos_file_close(ambos_file *file)
{
    ambos_error error;

    if (!file)
        return AMBOS_OK;
    error = ambos__os_file_close(file);
    ambos__release(file);
    return error;
}
