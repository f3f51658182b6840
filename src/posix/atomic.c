/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include "core/port.h"

int32_t ambos__os_atomic_load(ambos__atomic *number)
{
    return __atomic_load_n(number, __ATOMIC_SEQ_CST);
}

int32_t ambos__os_atomic_exchange_if(ambos__atomic *number, int32_t expected, int32_t desired)
{
    __atomic_compare_exchange_n(number, &expected, desired, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}
