/* SPDX-License-Identifier: MIT */
#include "core/port.h"

/* ---- at a place ---- */

/* Would it end beyond what a place can be? */
static bool io_beyond(int64_t offset, size_t size)
{
    return offset < 0 || (uint64_t)size > (uint64_t)(INT64_MAX - offset);
}

ambos_error AMBOS_CALL ambos_file_pread(ambos_file *file, void *buffer, size_t size, int64_t offset, size_t *got)
{
    ambos_error error = AMBOS_OK;
    size_t count = 1;

    if (got)
        *got = 0;
    if (!file || !got || (!buffer && size) || io_beyond(offset, size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    while (!error && count > 0 && *got < size) {
        count = 0;
        error = ambos__os_file_pread(file, (char *)buffer + *got, size - *got, offset + (int64_t)*got, &count);
        *got += count;
    }
    return error;
}

ambos_error AMBOS_CALL ambos_file_pwrite(ambos_file *file, const void *data, size_t size, int64_t offset, size_t *written)
{
    ambos_error error = AMBOS_OK;
    size_t unwanted;

    if (!written)
        written = &unwanted;
    *written = 0;
    if (!file || (!data && size) || io_beyond(offset, size) || (file->traits & AMBOS__FILE_APPEND))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    while (!error && *written < size) {
        size_t count = 0;

        error = ambos__os_file_pwrite(file, (const char *)data + *written, size - *written,
                                      offset + (int64_t)*written, &count);
        *written += count;
    }
    return error;
}

/* ---- as a whole ---- */

ambos_error AMBOS_CALL ambos_file_sync(ambos_file *file, uint32_t flags)
{
    if (!file || (flags & ~(uint32_t)AMBOS_SYNC_DATA))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (file->traits & AMBOS__FILE_PIPE)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_FLUSH);
    return ambos__os_file_sync(file, flags);
}

ambos_error AMBOS_CALL ambos_file_truncate(ambos_file *file, uint64_t size)
{
    if (!file || size > (uint64_t)INT64_MAX || (file->traits & AMBOS__FILE_PIPE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_file_truncate(file, (int64_t)size);
}

/* ---- locks ---- */

#define IO_LOCK_PAUSE_MS 16

static ambos_error lock_with_pauses(ambos_file *file, bool exclusive, int64_t deadline, bool *locked)
{
    int64_t pause_ms = 1;

    for (;;) {
        const ambos_error error = ambos__os_file_lock(file, exclusive, deadline == AMBOS_FOREVER, locked);
        int64_t left;

        if (error || *locked)
            return error;
        left = ambos__deadline_left(deadline);
        if (left <= 0)
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_CHANGE);
        ambos_sleep(pause_ms < left ? pause_ms : left);
        if (pause_ms < IO_LOCK_PAUSE_MS)
            pause_ms *= 2;
    }
}

ambos_error AMBOS_CALL ambos_file_lock(ambos_file *file, uint32_t flags, int64_t timeout_ms)
{
    bool locked = false;
    ambos_error error;

    if (!file || (flags != AMBOS_LOCK_SHARED && flags != AMBOS_LOCK_EXCLUSIVE))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (file->traits & AMBOS__FILE_PIPE)
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_CHANGE);
    /* The systems differ: the one changes the lock, the other waits for itself. */
    if (file->traits & AMBOS__FILE_LOCKED)
        return ambos__fail(AMBOS_EDEADLK, AMBOS_STEP_CHANGE);
    error = lock_with_pauses(file, flags == AMBOS_LOCK_EXCLUSIVE, ambos__deadline_after(timeout_ms), &locked);
    if (!error)
        file->traits |= AMBOS__FILE_LOCKED;
    return error;
}

ambos_error AMBOS_CALL ambos_file_unlock(ambos_file *file)
{
    ambos_error error;

    if (!file || !(file->traits & AMBOS__FILE_LOCKED))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_file_unlock(file);
    if (!error)
        file->traits &= ~(uint32_t)AMBOS__FILE_LOCKED;
    return error;
}
