/* SPDX-License-Identifier: MIT */
/* Reading and writing without waiting, said with the call and not set on the open file, which others may share. Linux
   has it for pipes from 6.4 on. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sys/uio.h>

#include "posix/linux_abi.h"

/* At the current position, as pipes have none. */
static ssize_t nowait_call(long number, int fd, const struct iovec *part)
{
    const ssize_t count = syscall(number, fd, part, 1L, -1L, -1L, AMBOS__RWF_NOWAIT);

    if (count == -1 && ambos__call_missing(errno))
        errno = ENOSYS;
    return count;
}

ssize_t ambos__read_nowait(int fd, void *buffer, size_t size)
{
    struct iovec part;

    part.iov_base = buffer;
    part.iov_len = size;
    return nowait_call(SYS_preadv2, fd, &part);
}

ssize_t ambos__write_nowait(int fd, const void *data, size_t size)
{
    union {
        const void *given;
        void *wanted;
    } bytes;
    struct iovec part;

    bytes.given = data;
    part.iov_base = bytes.wanted;
    part.iov_len = size;
    return nowait_call(SYS_pwritev2, fd, &part);
}

#else

ssize_t ambos__read_nowait(int fd, void *buffer, size_t size)
{
    (void)fd;
    (void)buffer;
    (void)size;
    errno = ENOSYS;
    return -1;
}

ssize_t ambos__write_nowait(int fd, const void *data, size_t size)
{
    (void)fd;
    (void)data;
    (void)size;
    errno = ENOSYS;
    return -1;
}

#endif
