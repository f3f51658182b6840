/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <limits.h>

void ambos__fd_discard(int fd)
{
    const int kept = errno;

    if (fd >= 0)
        close(fd);
    errno = kept;
}

static int file_open_flags(uint32_t flags)
{
    int os_flags = O_CLOEXEC | O_NOCTTY;

    if ((flags & AMBOS_READ) && (flags & AMBOS_WRITE))
        os_flags |= O_RDWR;
    else
        os_flags |= flags & AMBOS_WRITE ? O_WRONLY : O_RDONLY;
    if (flags & AMBOS_APPEND)
        os_flags |= O_APPEND;
    if (flags & AMBOS_CREATE)
        os_flags |= O_CREAT;
    if (flags & AMBOS_EXCLUSIVE)
        os_flags |= O_EXCL;
    if (flags & AMBOS_TRUNCATE)
        os_flags |= O_TRUNC;
    if (flags & AMBOS_NOFOLLOW)
        os_flags |= O_NOFOLLOW;
    return os_flags;
}

static uint32_t file_traits(mode_t mode)
{
    if (S_ISSOCK(mode))
        return AMBOS__FILE_PIPE | AMBOS__FILE_SOCKET;
    if (S_ISFIFO(mode))
        return AMBOS__FILE_PIPE;
    return S_ISREG(mode) ? AMBOS__FILE_REGULAR : 0;
}

static size_t file_at_once(size_t size)
{
    return size < AMBOS__MOST_AT_ONCE ? size : AMBOS__MOST_AT_ONCE;
}

/* What it is; a directory, which opens for reading like a file, is refused. */
static ambos_error file_look(int fd, bool directory_allowed, uint32_t *traits)
{
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstat(fd, &info));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_OPEN);
    if (S_ISDIR(info.st_mode) && !directory_allowed)
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_OPEN);
    *traits = file_traits(info.st_mode);
    return AMBOS_OK;
}

ambos_error ambos__os_file_open(ambos_file *file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode)
{
    const mode_t os_mode = (mode_t)(flags & AMBOS_PRIVATE ? mode & 0600 : mode);
    ambos_error error;
    int fd;

    AMBOS__RETRY(fd, openat(ambos__dirfd(dir), path, file_open_flags(flags), os_mode));
    if (fd == -1 && (flags & AMBOS_NOFOLLOW) && ambos__refused_link(errno))
        return ambos__fail_errno_as(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    if (fd == -1)
        return ambos__fail_errno(AMBOS_STEP_OPEN);
    error = file_look(fd, false, &file->traits);
    if (error) {
        ambos__fd_discard(fd);
        return error;
    }
    file->handle = fd;
    if (flags & AMBOS_APPEND)
        file->traits |= AMBOS__FILE_APPEND;
    return AMBOS_OK;
}

ambos_error ambos__os_file_adopt(ambos_file *file, ambos_native handle)
{
    ambos_error error;

    if (handle < 0 || handle > INT_MAX)
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_OPEN);
    error = file_look((int)handle, true, &file->traits);
    if (error)
        return error;
    file->handle = handle;
    if (fcntl((int)handle, F_GETFL) & O_APPEND)
        file->traits |= AMBOS__FILE_APPEND;
    return AMBOS_OK;
}

ambos_error ambos__os_file_standard(ambos_file *file, uint32_t stream)
{
    const int fd = fcntl((int)stream, F_DUPFD_CLOEXEC, 3);
    ambos_error error;

    if (fd == -1)
        return ambos__fail_errno(AMBOS_STEP_OPEN);
    error = ambos__os_file_adopt(file, fd);
    if (error)
        ambos__fd_discard(fd);
    return error;
}

ambos_error ambos__os_file_read(ambos_file *file, void *buffer, size_t size, size_t *got)
{
    ssize_t count;

    AMBOS__RETRY(count, read((int)file->handle, buffer, file_at_once(size)));
    if (count == -1)
        return ambos__fail_errno(AMBOS_STEP_READ);
    *got = (size_t)count;
    return AMBOS_OK;
}

/* One write. Progress of nothing at all would go on for ever: an error. */
static ssize_t file_write_some(int fd, const char *data, size_t size)
{
    ssize_t count;

    AMBOS__RETRY(count, write(fd, data, file_at_once(size)));
    if (count == 0) {
        errno = EIO;
        count = -1;
    }
    return count;
}

/* False with errno when not all could be written. */
static bool file_write_all(int fd, const char *data, size_t size, size_t *written)
{
    while (*written < size) {
        const ssize_t count = file_write_some(fd, data + *written, size - *written);

        if (count == -1)
            return false;
        *written += (size_t)count;
    }
    return true;
}

static bool file_write_pipe(int fd, const char *data, size_t size, size_t *written)
{
    struct ambos__sigpipe guard;
    bool done;

    ambos__sigpipe_hold(&guard, fd);
    done = file_write_all(fd, data, size, written);
    ambos__sigpipe_release(&guard, fd, !done && errno == EPIPE);
    return done;
}

ambos_error ambos__os_file_write(ambos_file *file, const void *data, size_t size, size_t *written)
{
    const bool pipe = (file->traits & AMBOS__FILE_PIPE) != 0;
    bool done;

    *written = 0;
    done = pipe ? file_write_pipe((int)file->handle, (const char *)data, size, written)
                : file_write_all((int)file->handle, (const char *)data, size, written);
    return done ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_WRITE);
}

ambos_error ambos__os_file_seek(ambos_file *file, int64_t offset, uint32_t origin, int64_t *position)
{
    const int whence = origin == AMBOS_SEEK_SET ? SEEK_SET : origin == AMBOS_SEEK_CUR ? SEEK_CUR : SEEK_END;
    const off_t moved = lseek((int)file->handle, (off_t)offset, whence);

    if (moved == -1)
        return ambos__fail_errno(AMBOS_STEP_SEEK);
    *position = moved;
    return AMBOS_OK;
}

ambos_error ambos__os_file_pread(ambos_file *file, void *buffer, size_t size, int64_t offset, size_t *got)
{
    ssize_t count;

    AMBOS__RETRY(count, pread((int)file->handle, buffer, file_at_once(size), (off_t)offset));
    if (count == -1)
        return ambos__fail_errno(AMBOS_STEP_READ);
    *got = (size_t)count;
    return AMBOS_OK;
}

ambos_error ambos__os_file_pwrite(ambos_file *file, const void *data, size_t size, int64_t offset, size_t *written)
{
    ssize_t count;

    AMBOS__RETRY(count, pwrite((int)file->handle, data, file_at_once(size), (off_t)offset));
    if (count == 0)
        errno = EIO;
    if (count <= 0)
        return ambos__fail_errno(AMBOS_STEP_WRITE);
    *written = (size_t)count;
    return AMBOS_OK;
}

ambos_error ambos__os_file_sync(ambos_file *file, uint32_t flags)
{
    int result;

    AMBOS__RETRY(result, ambos__sync_file((int)file->handle, (flags & AMBOS_SYNC_DATA) != 0));
    if (result == 0)
        return AMBOS_OK;
    return errno == EINVAL || errno == EROFS ? ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_FLUSH)
                                             : ambos__fail_errno(AMBOS_STEP_FLUSH);
}

static bool file_may_write(int fd)
{
    const int flags = fcntl(fd, F_GETFL);

    return flags == -1 || (flags & O_ACCMODE) != O_RDONLY;
}

ambos_error ambos__os_file_truncate(ambos_file *file, int64_t size)
{
    const int fd = (int)file->handle;
    int result;

    AMBOS__RETRY(result, ftruncate(fd, (off_t)size));
    if (result == 0)
        return AMBOS_OK;
    /* POSIX lets a system say either of what is not open for writing. */
    if (errno == EINVAL && !file_may_write(fd))
        return ambos__fail(AMBOS_EBADF, AMBOS_STEP_CHANGE);
    return ambos__fail_errno(AMBOS_STEP_CHANGE);
}

ambos_error ambos__os_file_close(ambos_file *file)
{
    const int fd = (int)file->handle;

    file->handle = AMBOS_NO_HANDLE;
    /* Interrupted means closed: a second call could close somebody else's. */
    if (close(fd) == 0 || errno == EINTR || errno == EINPROGRESS)
        return AMBOS_OK;
    return ambos__fail_errno(AMBOS_STEP_CLOSE);
}
