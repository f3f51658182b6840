/* SPDX-License-Identifier: MIT */
#include "core/filetime.h"

#define FILETIME_PER_S INT64_C(10000000)
#define FILETIME_NS 100
/* From 1601 to 1970. */
#define FILETIME_EPOCH_S INT64_C(11644473600)

bool ambos__filetime_from(ambos_time time, int64_t *filetime)
{
    const int64_t fraction = time.nsec / FILETIME_NS;
    int64_t seconds;

    if (time.sec < -FILETIME_EPOCH_S || time.sec > INT64_MAX / FILETIME_PER_S - FILETIME_EPOCH_S)
        return false;
    seconds = time.sec + FILETIME_EPOCH_S;
    if (fraction > INT64_MAX - seconds * FILETIME_PER_S || (seconds == 0 && fraction == 0))
        return false;
    *filetime = seconds * FILETIME_PER_S + fraction;
    return true;
}

bool ambos__filetime_to(int64_t filetime, ambos_time *time)
{
    const bool known = filetime > 0;

    time->sec = known ? filetime / FILETIME_PER_S - FILETIME_EPOCH_S : 0;
    time->nsec = known ? (uint32_t)(filetime % FILETIME_PER_S) * FILETIME_NS : 0;
    return known;
}
