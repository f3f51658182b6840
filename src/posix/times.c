/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

/* False: a time that time_t cannot hold. */
static bool times_convert(const ambos_time from[2], struct timespec to[2])
{
    int i;

    for (i = 0; i < 2; i++) {
        to[i].tv_sec = 0;
        if (from[i].nsec == AMBOS_TIME_NOW) {
            to[i].tv_nsec = UTIME_NOW;
        } else if (from[i].nsec == AMBOS_TIME_OMIT) {
            to[i].tv_nsec = UTIME_OMIT;
        } else {
            to[i].tv_sec = (time_t)from[i].sec;
            to[i].tv_nsec = (long)from[i].nsec;
            if ((int64_t)to[i].tv_sec != from[i].sec)
                return false;
        }
    }
    return true;
}

ambos_error ambos__os_utimens(ambos_native dir, const char *path, const ambos_time times[2], uint32_t flags)
{
    const int link_flag = flags & AMBOS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
    struct timespec os_times[2];
    int result;

    if (!times_convert(times, os_times))
        return ambos__fail(AMBOS_ERANGE, AMBOS_STEP_CHECK);
    AMBOS__RETRY(result, utimensat(ambos__dirfd(dir), path, os_times, link_flag));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_futimens(ambos_file *file, const ambos_time times[2])
{
    struct timespec os_times[2];
    int result;

    if (!times_convert(times, os_times))
        return ambos__fail(AMBOS_ERANGE, AMBOS_STEP_CHECK);
    AMBOS__RETRY(result, futimens((int)file->handle, os_times));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}
