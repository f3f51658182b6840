/* SPDX-License-Identifier: MIT */
/* The times of a stat: POSIX has three, under names that macOS and NetBSD spell
   otherwise, and the BSDs have a fourth. */
#include "posix/posix.h"

#if defined(__APPLE__) || defined(__NetBSD__)
#define STAT_TIME(stat, letter) ((stat)->st_##letter##timespec)
#else
#define STAT_TIME(stat, letter) ((stat)->st_##letter##tim)
#endif

static ambos_time stat_time(struct timespec from)
{
    ambos_time time;

    time.sec = from.tv_sec;
    time.nsec = (uint32_t)from.tv_nsec;
    return time;
}

#if defined(__APPLE__) || defined(__NetBSD__) || defined(__FreeBSD__)

/* A file system without it says -1 or 0. */
static void stat_created(const struct stat *from, ambos_file_info *info)
{
    const ambos_time created = stat_time(STAT_TIME(from, birth));

    if (created.sec == -1 || (created.sec == 0 && created.nsec == 0))
        return;
    info->created = created;
    info->known |= AMBOS_INFO_CREATED;
}

#else

static void stat_created(const struct stat *from, ambos_file_info *info)
{
    (void)from;
    (void)info;
}

#endif

void ambos__stat_times(const struct stat *from, ambos_file_info *info)
{
    info->accessed = stat_time(STAT_TIME(from, a));
    info->modified = stat_time(STAT_TIME(from, m));
    info->changed = stat_time(STAT_TIME(from, c));
    info->known |= AMBOS_INFO_ACCESSED | AMBOS_INFO_MODIFIED | AMBOS_INFO_CHANGED;
    stat_created(from, info);
}
