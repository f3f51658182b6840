/* SPDX-License-Identifier: MIT */
/* A stat as the C library has it, and its times: POSIX has three, under names that macOS and NetBSD spell
   otherwise, and the BSDs have a fourth. */
#include "posix/posix.h"

#include <string.h>

#if AMBOS__LINUX
#include "posix/linux_abi.h"
#endif

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

static bool stat_is_device(const struct stat *from)
{
    return S_ISBLK(from->st_mode) || S_ISCHR(from->st_mode);
}

AMBOS__HOT void ambos__stat_fill(const struct stat *from, ambos_file_info *info)
{
    info->known = AMBOS_INFO_MODE | AMBOS_INFO_OWNER | AMBOS_INFO_LINKS | AMBOS_INFO_ID | AMBOS_INFO_ALLOCATED |
                  AMBOS_INFO_ACCESSED | AMBOS_INFO_MODIFIED | AMBOS_INFO_CHANGED;
    info->type = S_ISREG(from->st_mode) ? AMBOS_TYPE_FILE : ambos__type_of_mode(from->st_mode);
    info->mode = (uint32_t)from->st_mode & AMBOS_MODE_ALL;
    info->reparse_tag = 0;
    info->uid = from->st_uid;
    info->gid = from->st_gid;
    info->size = (uint64_t)from->st_size;
    info->allocated = (uint64_t)from->st_blocks * 512;
    info->nlink = (uint64_t)from->st_nlink;
    info->device = (uint64_t)from->st_dev;
    info->id[0] = (uint64_t)from->st_ino;
    info->id[1] = 0;
    info->rdevice = stat_is_device(from) ? (uint64_t)from->st_rdev : 0;
    info->accessed = stat_time(STAT_TIME(from, a));
    info->modified = stat_time(STAT_TIME(from, m));
    info->changed = stat_time(STAT_TIME(from, c));
    info->created.sec = 0;
    info->created.nsec = 0;
    stat_created(from, info);
    memset(info->reserved, 0, sizeof info->reserved);
}

/* As fstatat(). */
#if defined(AMBOS__RAW_FSTATAT)

static inline int stat_call(int dir, const char *path, struct stat *found, int os_flags)
{
    const long result = ambos__raw_fstatat(dir, path, found, os_flags);

    if (result == 0)
        return 0;
    errno = (int)-result;
    return -1;
}

#else

static int stat_call(int dir, const char *path, struct stat *found, int os_flags)
{
    return fstatat(dir, path, found, os_flags);
}

#endif

AMBOS__HOT ambos_error ambos__stat_plain(int dir, const char *path, int os_flags, ambos_file_info *info)
{
    struct stat found;
    int result;

    AMBOS__RETRY(result, stat_call(dir, path, &found, os_flags));
    if (result) {
        ambos__info_clear(info);
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    }
    ambos__stat_fill(&found, info);
    return AMBOS_OK;
}
