/* SPDX-License-Identifier: MIT */
/* Reading and writing with a time limit. A read that is cancelled has taken nothing, or all that it tells; of a write that
   is cancelled the reader may have had a part, and nothing tells how much. So no write is begun that might have to be
   cancelled, but of one single byte. */
#include "win32/win32.h"

#include "win32/nt.h"
#include "win32/process.h"

enum {
    TIMED_MOST = 1 << 16,
    TIMED_LAST_TRIES = 16 /* after the time is over, of what may go at once */
};

static HANDLE timed_handle(const ambos_file *file)
{
    return (HANDLE)file->handle;
}

/* Disks and the null device never wait; a console and a plain pipe do, and nothing ends their calls. */
enum timed_kind { TIMED_NEVER_WAITS, TIMED_OVERLAPPED, TIMED_IMPOSSIBLE };

static enum timed_kind timed_kind_of(const ambos_file *file)
{
    DWORD mode;

    if (file->traits & AMBOS__FILE_PIPE)
        return file->traits & AMBOS__FILE_OVERLAPPED ? TIMED_OVERLAPPED : TIMED_IMPOSSIBLE;
    return GetConsoleMode(timed_handle(file), &mode) ? TIMED_IMPOSSIBLE : TIMED_NEVER_WAITS;
}

static bool timed_await(HANDLE event, int64_t deadline_ns)
{
    for (;;) {
        const int64_t left = ambos__deadline_left(deadline_ns);

        if (WaitForSingleObject(event, ambos__wait_ms(left)) == WAIT_OBJECT_0)
            return true;
        if (left == 0)
            return false;
    }
}

/* The end of a call that was begun; at the moment given it is cancelled. What came in time to be caught by the cancelling
   counts. False with GetLastError(). */
static bool timed_finish(const ambos_file *file, BOOL begun, OVERLAPPED *io, int64_t deadline_ns, DWORD *count)
{
    if (!begun && GetLastError() != ERROR_IO_PENDING)
        return false;
    if (!timed_await(io->hEvent, deadline_ns))
        CancelIoEx(timed_handle(file), io);
    return GetOverlappedResult(timed_handle(file), io, count, TRUE) != FALSE;
}

static bool timed_read(ambos_file *file, void *buffer, DWORD size, int64_t deadline_ns, DWORD *count)
{
    OVERLAPPED io = { 0 };

    *count = 0;
    if (!ambos__file_overlapped(file, &io))
        return false;
    return timed_finish(file, ReadFile(timed_handle(file), buffer, size, NULL, &io), &io, deadline_ns, count);
}

static bool timed_write(ambos_file *file, const void *data, DWORD size, int64_t deadline_ns, DWORD *count)
{
    OVERLAPPED io = { 0 };

    *count = 0;
    if (!ambos__file_overlapped(file, &io))
        return false;
    return timed_finish(file, WriteFile(timed_handle(file), data, size, NULL, &io), &io, deadline_ns, count);
}

static ambos_error timed_read_pipe(ambos_file *file, void *buffer, size_t size, int64_t deadline_ns, size_t *got)
{
    const DWORD asked = size < TIMED_MOST ? (DWORD)size : (DWORD)TIMED_MOST;
    DWORD count, last;

    if (file->traits & AMBOS__FILE_WRITE_ONLY)
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_READ);
    /* A message of no bytes in a pipe is not its end. */
    do {
        if (timed_read(file, buffer, asked, deadline_ns, &count))
            continue;
        last = GetLastError();
        if (last == ERROR_BROKEN_PIPE || last == ERROR_HANDLE_EOF)
            return AMBOS_OK;
        if (last == ERROR_OPERATION_ABORTED)
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_READ);
        /* The rest of a message comes with the next read. */
        if (last != ERROR_MORE_DATA)
            return ambos__file_fail_read(file, last);
        if (count == 0)
            count = asked;
    } while (count == 0);
    *got = count;
    return AMBOS_OK;
}

ambos_error ambos__os_file_read_timed(ambos_file *file, void *buffer, size_t size, int64_t deadline_ns, size_t *got)
{
    switch (timed_kind_of(file)) {
    case TIMED_NEVER_WAITS:
        return ambos__os_file_read(file, buffer, size, got);
    case TIMED_OVERLAPPED:
        return timed_read_pipe(file, buffer, size, deadline_ns, got);
    default:
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_READ);
    }
}

/* So much goes without waiting, for we alone write there. Where a reader waits for much, the system says none is free;
   then one byte lets it go on. It also says so where it does not know. */
static DWORD timed_room(const ambos_file *file)
{
    struct ambos__nt_pipe_local pipe;

    if (ambos__nt_query(timed_handle(file), AMBOS__NT_PIPE_LOCAL_INFORMATION, &pipe, sizeof pipe) < 0 ||
        pipe.write_quota_available == 0)
        return 1;
    return pipe.write_quota_available < TIMED_MOST ? pipe.write_quota_available : TIMED_MOST;
}

static ambos_error timed_write_failed(DWORD last)
{
    if (last == ERROR_OPERATION_ABORTED)
        return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WRITE);
    return ambos__file_fail_write(last);
}

static ambos_error timed_write_pipe(ambos_file *file, const char *data, size_t size, int64_t deadline_ns, size_t *written)
{
    int tries = TIMED_LAST_TRIES;

    while (*written < size && tries > 0) {
        const size_t left = size - *written;
        const DWORD room = timed_room(file);
        DWORD count;

        if (!timed_write(file, data + *written, left < room ? (DWORD)left : room, deadline_ns, &count))
            return timed_write_failed(GetLastError());
        *written += count;
        if (ambos__deadline_left(deadline_ns) == 0)
            tries--;
    }
    return *written == size ? AMBOS_OK : ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WRITE);
}

ambos_error ambos__os_file_write_timed(ambos_file *file, const void *data, size_t size, int64_t deadline_ns,
                                       size_t *written)
{
    switch (timed_kind_of(file)) {
    case TIMED_NEVER_WAITS:
        return ambos__os_file_write(file, data, size, written);
    case TIMED_OVERLAPPED:
        return timed_write_pipe(file, (const char *)data, size, deadline_ns, written);
    default:
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_WRITE);
    }
}
