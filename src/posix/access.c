/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

ambos_error ambos__os_chmod(ambos_native dir, const char *path, uint32_t mode, uint32_t flags)
{
    const int at = ambos__dirfd(dir);
    int result;

    if (flags & AMBOS_NOFOLLOW)
        result = ambos__chmod_nofollow(at, path, (mode_t)mode);
    else
        AMBOS__RETRY(result, fchmodat(at, path, (mode_t)mode, 0));
    if (result == 0)
        return AMBOS_OK;
    return errno == EOPNOTSUPP ? ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_CHANGE)
                               : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

static int access_mode(uint32_t want)
{
    return (want & AMBOS_ACCESS_READ ? R_OK : 0) | (want & AMBOS_ACCESS_WRITE ? W_OK : 0) |
           (want & AMBOS_ACCESS_EXECUTE ? X_OK : 0);
}

int ambos__access_effective(int dir, const char *path, int mode, int link_flag)
{
    int result;

    AMBOS__RETRY(result, ambos__faccessat2(dir, path, mode, AT_EACCESS | link_flag));
    if (result == 0 || !ambos__call_missing(errno))
        return result;
    /* The plain call cannot be asked about a link, but nothing guards one. */
    if (link_flag && ambos__type_at(dir, path) == AMBOS_TYPE_SYMLINK)
        return 0;
    AMBOS__RETRY(result, ambos__faccessat_plain(dir, path, mode));
    return result;
}

ambos_error ambos__os_access(ambos_native dir, const char *path, uint32_t want)
{
    const int link_flag = want & AMBOS_ACCESS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
    const int result = ambos__access_effective(ambos__dirfd(dir), path, access_mode(want), link_flag);

    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_QUERY);
}

ambos_error ambos__os_fchmod(ambos_file *file, uint32_t mode)
{
    int result;

    AMBOS__RETRY(result, fchmod((int)file->handle, (mode_t)mode));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

static uid_t chown_user(uint32_t id)
{
    return id == AMBOS_SAME_OWNER ? (uid_t)-1 : (uid_t)id;
}

static gid_t chown_group(uint32_t id)
{
    return id == AMBOS_SAME_OWNER ? (gid_t)-1 : (gid_t)id;
}

ambos_error ambos__os_chown(ambos_native dir, const char *path, uint32_t uid, uint32_t gid, uint32_t flags)
{
    const int link_flag = flags & AMBOS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
    int result;

    AMBOS__RETRY(result, fchownat(ambos__dirfd(dir), path, chown_user(uid), chown_group(gid), link_flag));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_umask(uint32_t mask, uint32_t *old)
{
    if (mask != AMBOS_SAME_UMASK) {
        *old = (uint32_t)umask((mode_t)mask) & 0777;
    } else if (!ambos__umask_look(old)) {
        *old = (uint32_t)umask(0) & 0777;
        umask((mode_t)*old);
    }
    return AMBOS_OK;
}
