/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/nt.h"

/* One byte where no data is: Windows keeps others from reading and writing what is locked. */
#define LOCK_LOW 0xFFFFFFFEu
#define LOCK_HIGH 0x7FFFFFFFu

static OVERLAPPED lock_place(void)
{
    OVERLAPPED place = { 0 };

    place.Offset = LOCK_LOW;
    place.OffsetHigh = LOCK_HIGH;
    return place;
}

static HANDLE lock_handle(const ambos_file *file)
{
    return (HANDLE)(file->lock != AMBOS_NO_HANDLE ? file->lock : file->handle);
}

/* Is it open for what the lock needs on other systems? What may only append holds no lock itself. */
static ambos_error lock_prepare(ambos_file *file, bool exclusive)
{
    const ACCESS_MASK needed = exclusive ? FILE_WRITE_DATA | FILE_APPEND_DATA : FILE_READ_DATA;
    ACCESS_MASK access = 0;
    ambos__ntstatus status =
        ambos__nt_query((HANDLE)file->handle, AMBOS__NT_ACCESS_INFORMATION, &access, sizeof access);
    HANDLE holder;

    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_QUERY);
    if (!(access & needed))
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_CHANGE);
    if (access & (FILE_READ_DATA | FILE_WRITE_DATA))
        return AMBOS_OK;
    status = ambos__nt_reopen(&holder, (HANDLE)file->handle, FILE_WRITE_DATA, AMBOS__NT_NON_DIRECTORY_FILE);
    if (status < 0)
        return ambos__fail_nt(status, AMBOS_STEP_CHANGE);
    file->lock = (ambos_native)holder;
    return AMBOS_OK;
}

static void lock_forget(ambos_file *file)
{
    HANDLE holder = (HANDLE)file->lock;

    ambos__handle_close(&holder);
    file->lock = AMBOS_NO_HANDLE;
}

/* One request; GetLastError() says why not. The event is for handles that do not wait themselves. */
static bool lock_request(HANDLE handle, DWORD flags)
{
    OVERLAPPED place = lock_place();
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    DWORD unused;
    bool done;

    if (!event)
        return false;
    /* The low bit keeps the end of the call out of a completion port that the handle may belong to. */
    place.hEvent = (HANDLE)((ULONG_PTR)event | 1);
    done = LockFileEx(handle, flags, 0, 1, 0, &place) != FALSE;
    if (!done && GetLastError() == ERROR_IO_PENDING)
        done = GetOverlappedResult(handle, &place, &unused, TRUE) != FALSE;
    ambos__handle_close(&event);
    return done;
}

ambos_error ambos__os_file_lock(ambos_file *file, bool exclusive, bool wait, bool *locked)
{
    const DWORD flags = (exclusive ? (DWORD)LOCKFILE_EXCLUSIVE_LOCK : 0) | (wait ? 0 : (DWORD)LOCKFILE_FAIL_IMMEDIATELY);
    ambos_error error = lock_prepare(file, exclusive);

    if (error != AMBOS_OK)
        return error;
    *locked = lock_request(lock_handle(file), flags);
    if (!*locked && GetLastError() != ERROR_LOCK_VIOLATION)
        error = ambos__fail_win32(AMBOS_STEP_CHANGE);
    if (!*locked)
        lock_forget(file);
    return error;
}

ambos_error ambos__os_file_unlock(ambos_file *file)
{
    OVERLAPPED place = lock_place();

    if (!UnlockFileEx(lock_handle(file), 0, 1, 0, &place))
        return ambos__fail_win32(AMBOS_STEP_CHANGE);
    lock_forget(file);
    return AMBOS_OK;
}
