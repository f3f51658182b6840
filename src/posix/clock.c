/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <time.h>

#define CLOCK_NS_PER_SEC INT64_C(1000000000)
#define CLOCK_LONGEST_NAP (3600 * CLOCK_NS_PER_SEC) /* fits a time_t of 32 bits */

ambos_time AMBOS_CALL ambos_now(void)
{
    struct timespec now = { 0, 0 };
    ambos_time time;

    clock_gettime(CLOCK_REALTIME, &now);
    time.sec = now.tv_sec;
    time.nsec = (uint32_t)now.tv_nsec;
    return time;
}

int64_t AMBOS_CALL ambos_clock_ns(void)
{
    struct timespec now = { 0, 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * CLOCK_NS_PER_SEC + now.tv_nsec;
}

/* What is left is counted anew after each nap, so neither signals nor rounding
   add up; clock_nanosleep() with a moment is not on every system. */
void AMBOS_CALL ambos_sleep(int64_t duration_ms)
{
    const int64_t deadline = ambos__deadline_after(duration_ms);
    int64_t left = duration_ms <= 0 ? 0 : deadline - ambos_clock_ns();

    while (left > 0) {
        const int64_t nap = left < CLOCK_LONGEST_NAP ? left : CLOCK_LONGEST_NAP;
        struct timespec length;

        length.tv_sec = (time_t)(nap / CLOCK_NS_PER_SEC);
        length.tv_nsec = (long)(nap % CLOCK_NS_PER_SEC);
        nanosleep(&length, NULL);
        left = deadline - ambos_clock_ns();
    }
}
