/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

ambos_time AMBOS_CALL ambos_now(void)
{
    const uint64_t epoch = 116444736000000000u, second = 10000000u;
    FILETIME time;
    ambos_time now;
    uint64_t ticks;

    GetSystemTimePreciseAsFileTime(&time);
    ticks = ((uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime) - epoch;
    now.sec = (int64_t)(ticks / second);
    now.nsec = (uint32_t)(ticks % second) * 100;
    return now;
}

int64_t AMBOS_CALL ambos_clock_ns(void)
{
    const int64_t second = 1000000000;
    LARGE_INTEGER count, frequency;

    /* Neither can fail since Windows XP. */
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&count);
    return count.QuadPart / frequency.QuadPart * second +
           count.QuadPart % frequency.QuadPart * second / frequency.QuadPart;
}

void AMBOS_CALL ambos_sleep(int64_t duration_ms)
{
    const int64_t longest = 0x7FFFFFFF;
    const int64_t deadline = ambos__deadline_after(duration_ms);
    int64_t left;

    /* A loop, because Sleep counts in ticks of its own and may be early by the other clock. */
    while ((left = ambos__deadline_left(deadline)) > 0)
        Sleep((DWORD)(left < longest ? left : longest));
}
