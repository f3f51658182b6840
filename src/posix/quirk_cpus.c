/* SPDX-License-Identifier: MIT */
/* How many processors we may run on. Linux counts those of the affinity, of which there may be more than the fixed
   mask of the C library holds. */
#include "posix/posix.h"

#include <stdlib.h>

#if AMBOS__LINUX

#include <sched.h>

enum { CPUS_MOST = 1 << 16 };

/* 0: the mask is too small. */
static size_t cpus_in_mask(size_t cpus)
{
    cpu_set_t *mask = CPU_ALLOC(cpus);
    const size_t size = CPU_ALLOC_SIZE(cpus);
    size_t count = 0;

    if (mask && sched_getaffinity(0, size, mask) == 0)
        count = (size_t)CPU_COUNT_S(size, mask);
    CPU_FREE(mask);
    return count;
}

static size_t cpus_allowed(void)
{
    size_t cpus, count = 0;

    for (cpus = CPU_SETSIZE; count == 0 && cpus <= CPUS_MOST; cpus *= 4)
        count = cpus_in_mask(cpus);
    return count;
}

#else

static size_t cpus_allowed(void)
{
    return 0;
}

#endif

size_t AMBOS_CALL ambos_cpu_count(void)
{
    const size_t allowed = cpus_allowed();
    const long online = allowed ? 0 : sysconf(_SC_NPROCESSORS_ONLN);

    if (allowed)
        return allowed;
    return online > 0 ? (size_t)online : 1;
}
