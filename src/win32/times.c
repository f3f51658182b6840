/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "core/filetime.h"
#include "win32/nt.h"

/* False: the system cannot hold it. 0 leaves a time as it is. */
static bool take_time(LARGE_INTEGER *stamp, ambos_time time)
{
    int64_t filetime = 0;
    const ambos_time set = time.nsec == AMBOS_TIME_NOW ? ambos_now() : time;

    if (time.nsec != AMBOS_TIME_OMIT && !ambos__filetime_from(set, &filetime))
        return false;
    stamp->QuadPart = filetime;
    return true;
}

static ambos_error take_times(struct ambos__nt_basic *basic, const ambos_time times[2])
{
    if (take_time(&basic->accessed, times[0]) && take_time(&basic->modified, times[1]))
        return AMBOS_OK;
    return ambos__fail(AMBOS_ERANGE, AMBOS_STEP_CHANGE);
}

static ambos_error set_path_times(const struct ambos__path *path, struct ambos__nt_basic *basic, bool follow)
{
    HANDLE handle;
    ambos__ntstatus status = ambos__nt_open_file(&handle, path, FILE_WRITE_ATTRIBUTES, follow);

    if (status < 0)
        return ambos__fail_open(status, path, AMBOS_STEP_CHANGE);
    status = ambos__nt_set(handle, AMBOS__NT_BASIC_INFORMATION, basic, sizeof *basic);
    ambos__handle_close(&handle);
    return status >= 0 ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_utimens(ambos_native dir, const char *path, const ambos_time times[2], uint32_t flags)
{
    struct ambos__nt_basic basic = { .attributes = 0 };
    struct ambos__path name;
    ambos_error error = take_times(&basic, times);

    if (error == AMBOS_OK)
        error = ambos__path_init(&name, dir, path, AMBOS_STEP_CHANGE);
    if (error != AMBOS_OK)
        return error;
    /* With a separator behind it a link is no longer the last name. */
    error = set_path_times(&name, &basic, !(flags & AMBOS_NOFOLLOW) || name.directory);
    ambos__path_free(&name);
    return error;
}

ambos_error ambos__os_futimens(ambos_file *file, const ambos_time times[2])
{
    struct ambos__nt_basic basic = { .attributes = 0 };
    const ambos_error error = take_times(&basic, times);
    ambos__ntstatus status;

    if (error != AMBOS_OK)
        return error;
    status = ambos__nt_set_basic((HANDLE)file->handle, &basic);
    return status >= 0 ? AMBOS_OK : ambos__fail_nt(status, AMBOS_STEP_CHANGE);
}
