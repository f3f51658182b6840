/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "core/port.h"

/* The Interlocked functions count in LONG, which is 32 bits on every Windows. */
int32_t ambos__os_atomic_load(ambos__atomic *number)
{
    return InterlockedCompareExchange((LONG volatile *)number, 0, 0);
}

int32_t ambos__os_atomic_exchange_if(ambos__atomic *number, int32_t expected, int32_t desired)
{
    return InterlockedCompareExchange((LONG volatile *)number, desired, expected);
}
