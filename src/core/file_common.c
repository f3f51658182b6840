/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

#define FILE_RETRY_MS 100
#define FILE_NS_PER_S UINT32_C(1000000000)

/* A report is whole or zero: what was filled in before a failure goes. */
static ambos_error stat_settle(ambos_error error, ambos_file_info *info)
{
    if (error)
        ambos__info_clear(info);
    return error;
}

static ambos_error stat_by_name(const char *path, uint32_t flags, ambos_file_info *info)
{
    if (!info)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__info_clear(info);
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return stat_settle(ambos__os_stat(AMBOS__CWD, path, flags, info), info);
}

ambos_error AMBOS_CALL ambos_stat(const char *path, ambos_file_info *info)
{
    return stat_by_name(path, 0, info);
}

ambos_error AMBOS_CALL ambos_lstat(const char *path, ambos_file_info *info)
{
    return stat_by_name(path, AMBOS_NOFOLLOW, info);
}

ambos_error AMBOS_CALL ambos_fstat(ambos_file *file, ambos_file_info *info)
{
    if (!info)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__info_clear(info);
    if (!file)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return stat_settle(ambos__os_fstat(file, info), info);
}

/* No file has the number 0: a system that says so does not know. */
int AMBOS_CALL ambos_same_file(const ambos_file_info *a, const ambos_file_info *b)
{
    return a && b && (a->known & b->known & AMBOS_INFO_ID) && (a->id[0] | a->id[1]) != 0 && a->device == b->device &&
           a->id[0] == b->id[0] && a->id[1] == b->id[1];
}

/* ---- owners and permissions ---- */

ambos_error AMBOS_CALL ambos_chmod(const char *path, uint32_t mode, uint32_t flags)
{
    if (!path || (mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_chmod(AMBOS__CWD, path, mode, flags);
}

ambos_error AMBOS_CALL ambos_fchmod(ambos_file *file, uint32_t mode)
{
    if (!file || (mode & ~(uint32_t)AMBOS_MODE_ALL))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_fchmod(file, mode);
}

ambos_error AMBOS_CALL ambos_chown(const char *path, uint32_t uid, uint32_t gid, uint32_t flags)
{
    if (!path || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_chown(AMBOS__CWD, path, uid, gid, flags);
}

ambos_error AMBOS_CALL ambos_umask(uint32_t mask, uint32_t *old)
{
    uint32_t ignored;

    if (mask != AMBOS_SAME_UMASK && (mask & ~UINT32_C(0777)))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_umask(mask, old ? old : &ignored);
}

/* ---- times ---- */

static bool times_valid(const ambos_time times[2])
{
    int i;

    for (i = 0; i < 2; i++)
        if (times[i].nsec >= FILE_NS_PER_S && times[i].nsec != AMBOS_TIME_NOW && times[i].nsec != AMBOS_TIME_OMIT)
            return false;
    return true;
}

/* False: one is none. */
static bool times_take(ambos_time times[2], const ambos_time *accessed, const ambos_time *modified)
{
    static const ambos_time now = { 0, AMBOS_TIME_NOW };

    times[0] = accessed ? *accessed : now;
    times[1] = modified ? *modified : now;
    return times_valid(times);
}

static bool times_omitted(const ambos_time times[2])
{
    return times[0].nsec == AMBOS_TIME_OMIT && times[1].nsec == AMBOS_TIME_OMIT;
}

ambos_error AMBOS_CALL ambos_utimens(const char *path, const ambos_time *accessed, const ambos_time *modified,
                                     uint32_t flags)
{
    ambos_file_info info = { 0 };
    ambos_time times[2];

    if (!path || (flags & ~(uint32_t)AMBOS_NOFOLLOW) || !times_take(times, accessed, modified))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    /* Systems differ in whether they look at the path then. */
    if (times_omitted(times))
        return ambos__os_stat(AMBOS__CWD, path, flags, &info);
    return ambos__os_utimens(AMBOS__CWD, path, times, flags);
}

ambos_error AMBOS_CALL ambos_futimens(ambos_file *file, const ambos_time *accessed, const ambos_time *modified)
{
    ambos_file_info info = { 0 };
    ambos_time times[2];

    if (!file || !times_take(times, accessed, modified))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (times_omitted(times))
        return ambos__os_fstat(file, &info);
    return ambos__os_futimens(file, times);
}

ambos_error AMBOS_CALL ambos_get_space(const char *path, ambos_space *space)
{
    if (!space)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(space, 0, sizeof *space);
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_space(path, space);
}

/* ---- access and names ---- */

ambos_error AMBOS_CALL ambos_access(const char *path, uint32_t want)
{
    const uint32_t known = AMBOS_ACCESS_EXECUTE | AMBOS_ACCESS_WRITE | AMBOS_ACCESS_READ | AMBOS_ACCESS_NOFOLLOW;

    if (!path || (want & ~known))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_access(AMBOS__CWD, path, want);
}

ambos_error AMBOS_CALL ambos_unlink(const char *path)
{
    return path ? ambos__os_unlink(AMBOS__CWD, path) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

static bool rename_options_valid(const ambos_rename_options *options)
{
    const uint32_t known = AMBOS_RENAME_NO_REPLACE | AMBOS_RENAME_EXCHANGE;

    return !(options->flags & ~known) && options->flags != known && options->unused == 0 &&
           ambos__all_zero(options->reserved, sizeof options->reserved);
}

int64_t ambos__rename_retry(int64_t retry_ms)
{
    if (retry_ms == 0)
        return FILE_RETRY_MS;
    return retry_ms < 0 ? 0 : retry_ms;
}

ambos_error ambos__rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                          const ambos_rename_options *options)
{
    static const ambos_rename_options defaults;

    if (!options)
        options = &defaults;
    if (!from || !to || !rename_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_rename(from_dir, from, to_dir, to, options->flags, ambos__rename_retry(options->retry_ms));
}

ambos_error AMBOS_CALL ambos_rename(const char *from, const char *to, const ambos_rename_options *options)
{
    return ambos__rename(AMBOS__CWD, from, AMBOS__CWD, to, options);
}

ambos_error AMBOS_CALL ambos_symlink(const char *target, const char *path, uint32_t flags)
{
    if (!target || !path || flags > AMBOS_SYMLINK_DIRECTORY)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_symlink(target, AMBOS__CWD, path, flags);
}

ambos_error AMBOS_CALL ambos_readlink(const char *path, char **target)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!target)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *target = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(ambos__os_readlink(AMBOS__CWD, path, &text), &text, target);
}

ambos_error AMBOS_CALL ambos_link(const char *from, const char *to)
{
    if (!from || !to)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_link(AMBOS__CWD, from, AMBOS__CWD, to);
}

ambos_error AMBOS_CALL ambos_junction(const char *target, const char *path)
{
    if (!target || !path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_junction(target, AMBOS__CWD, path);
}

ambos_error AMBOS_CALL ambos_realpath(const char *path, char **resolved)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!resolved)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *resolved = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(ambos__os_realpath(path, &text), &text, resolved);
}
