/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

#define FILE_RETRY_MS 100

/* A report is whole or zero: what was filled in before a failure goes. */
static ambos_error stat_settle(ambos_error error, ambos_file_info *info)
{
    if (error)
        memset(info, 0, sizeof *info);
    return error;
}

static ambos_error stat_by_name(const char *path, uint32_t flags, ambos_file_info *info)
{
    if (!info)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(info, 0, sizeof *info);
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
    memset(info, 0, sizeof *info);
    if (!file)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return stat_settle(ambos__os_fstat(file, info), info);
}

ambos_error AMBOS_CALL ambos_chmod(const char *path, uint32_t mode, uint32_t flags)
{
    if (!path || (mode & ~(uint32_t)AMBOS_MODE_ALL) || (flags & ~(uint32_t)AMBOS_NOFOLLOW))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_chmod(AMBOS__CWD, path, mode, flags);
}

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

static int64_t rename_retry(int64_t retry_ms)
{
    if (retry_ms == 0)
        return FILE_RETRY_MS;
    return retry_ms < 0 ? 0 : retry_ms;
}

ambos_error AMBOS_CALL ambos_rename(const char *from, const char *to, const ambos_rename_options *options)
{
    static const ambos_rename_options defaults;

    if (!options)
        options = &defaults;
    if (!from || !to || !rename_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_rename(AMBOS__CWD, from, AMBOS__CWD, to, options->flags, rename_retry(options->retry_ms));
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
