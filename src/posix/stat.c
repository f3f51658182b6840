/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

uint32_t ambos__type_of_mode(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG:
        return AMBOS_TYPE_FILE;
    case S_IFDIR:
        return AMBOS_TYPE_DIRECTORY;
    case S_IFLNK:
        return AMBOS_TYPE_SYMLINK;
    case S_IFBLK:
        return AMBOS_TYPE_BLOCK;
    case S_IFCHR:
        return AMBOS_TYPE_CHARACTER;
    case S_IFIFO:
        return AMBOS_TYPE_FIFO;
    case S_IFSOCK:
        return AMBOS_TYPE_SOCKET;
    default:
        return AMBOS_TYPE_OTHER;
    }
}

uint32_t ambos__type_at(int dir, const char *path)
{
    const int kept = errno;
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstatat(dir, path, &info, AT_SYMLINK_NOFOLLOW));
    errno = kept;
    return result == 0 ? ambos__type_of_mode(info.st_mode) : AMBOS_TYPE_UNKNOWN;
}

ambos_error ambos__os_stat(ambos_native dir, const char *path, uint32_t flags, ambos_file_info *info)
{
    const int at = ambos__dirfd(dir);
    const int os_flags = flags & AMBOS_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
    int result;

    AMBOS__RETRY(result, ambos__statx(at, path, os_flags, info));
    if (result == 0)
        return AMBOS_OK;
    return ambos__call_missing(errno) ? ambos__stat_plain(at, path, os_flags, info) : ambos__fail_errno(AMBOS_STEP_QUERY);
}

ambos_error ambos__os_fstat(ambos_file *file, ambos_file_info *info)
{
    const int fd = (int)file->handle;
    struct stat found;
    int result;

    AMBOS__RETRY(result, ambos__statx(fd, NULL, 0, info));
    if (result == 0)
        return AMBOS_OK;
    if (!ambos__call_missing(errno))
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    AMBOS__RETRY(result, fstat(fd, &found));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    ambos__stat_fill(&found, info);
    return AMBOS_OK;
}
