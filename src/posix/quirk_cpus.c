/* SPDX-License-Identifier: MIT */
/* How many processors we may run on. Linux counts those of the affinity, of which there may be more than one mask of the
   C library holds. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sched.h>

/* Room for 65,536, which is more than any kernel is built for. */
enum { CPU_MASKS = 64 };

/* 0: the system does not tell. */
static size_t cpus_allowed(void)
{
    cpu_set_t masks[CPU_MASKS];

    if (sched_getaffinity(0, sizeof masks, masks) != 0)
        return 0;
    return (size_t)CPU_COUNT_S(sizeof masks, masks);
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
