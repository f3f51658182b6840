/* SPDX-License-Identifier: MIT */
/* Reading and writing with a time limit, of descriptors that wait: nobody else who has the same open file must find it
   changed, so none is made non-blocking. Either the call itself can be told not to wait, or poll() is asked first. */
#include "posix/posix.h"

#include <limits.h>
#include <poll.h>
#include <sys/socket.h>

#define TIMED_LONGEST_POLL_MS (24 * 60 * 60 * 1000)
/* After the time is over, of what may go at once. */
#define TIMED_LAST_TRIES 16

/* A pipe that poll() finds ready takes so much without waiting, and no more is sure. */
#if defined(PIPE_BUF)
#define TIMED_SURE ((size_t)PIPE_BUF)
#else
#define TIMED_SURE ((size_t)_POSIX_PIPE_BUF)
#endif

/* Of a terminal one byte is: it is ready with less room than that. */
static size_t timed_sure(const ambos_file *file)
{
    return !(file->traits & AMBOS__FILE_PIPE) && isatty((int)file->handle) ? 1 : TIMED_SURE;
}

static bool timed_would_wait(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK;
}

/* At most so long. Interrupted: as if ready, for the caller tries and comes back. */
static bool timed_is_ready(int fd, short events, int64_t left_ms)
{
    struct pollfd asked;

    asked.fd = fd;
    asked.events = events;
    asked.revents = 0;
    return poll(&asked, 1, (int)(left_ms < TIMED_LONGEST_POLL_MS ? left_ms : TIMED_LONGEST_POLL_MS)) != 0;
}

/* ---- one attempt: -1 with EAGAIN when it would have to wait ---- */

/* Of one that cannot be read at all poll() says nothing, or nothing for ever; a read of nothing does. */
static ssize_t timed_read_asking(int fd, void *buffer, size_t size)
{
    ssize_t count;

    AMBOS__RETRY(count, read(fd, buffer, 0));
    if (count == -1 && errno == EBADF)
        return -1;
    if (!timed_is_ready(fd, POLLIN, 0)) {
        errno = EAGAIN;
        return -1;
    }
    AMBOS__RETRY(count, read(fd, buffer, size));
    return count;
}

static ssize_t timed_read_once(const ambos_file *file, void *buffer, size_t size)
{
    const int fd = (int)file->handle;
    ssize_t count = -1;

    errno = ENOSYS;
    if (file->traits & AMBOS__FILE_SOCKET)
        AMBOS__RETRY(count, recv(fd, buffer, size, MSG_DONTWAIT));
    else if (file->traits & AMBOS__FILE_PIPE)
        AMBOS__RETRY(count, ambos__read_nowait(fd, buffer, size));
    if (count == -1 && errno == ENOSYS)
        count = timed_read_asking(fd, buffer, size);
    return count;
}

static ssize_t timed_write_asking(const ambos_file *file, const void *data, size_t size)
{
    const int fd = (int)file->handle;
    ssize_t count;
    size_t sure;

    AMBOS__RETRY(count, write(fd, data, 0));
    if (count == -1 && errno == EBADF)
        return -1;
    if (!timed_is_ready(fd, POLLOUT, 0)) {
        errno = EAGAIN;
        return -1;
    }
    sure = timed_sure(file);
    AMBOS__RETRY(count, write(fd, data, size < sure ? size : sure));
    return count;
}

static ssize_t timed_write_once(const ambos_file *file, const void *data, size_t size)
{
    const int fd = (int)file->handle;
    ssize_t count = -1;

    errno = ENOSYS;
    if (file->traits & AMBOS__FILE_SOCKET)
        AMBOS__RETRY(count, send(fd, data, size, MSG_DONTWAIT));
    else if (file->traits & AMBOS__FILE_PIPE)
        AMBOS__RETRY(count, ambos__write_nowait(fd, data, size));
    if (count == -1 && errno == ENOSYS)
        count = timed_write_asking(file, data, size);
    return count;
}

/* ---- until the time is over ---- */

/* False: it is. */
static bool timed_pause(const ambos_file *file, short events, int64_t deadline_ns)
{
    const int64_t left = ambos__deadline_left(deadline_ns);

    if (left > 0)
        (void)timed_is_ready((int)file->handle, events, left);
    return left > 0;
}

ambos_error ambos__os_file_read_timed(ambos_file *file, void *buffer, size_t size, int64_t deadline_ns, size_t *got)
{
    const size_t asked = size < AMBOS__MOST_AT_ONCE ? size : AMBOS__MOST_AT_ONCE;
    ssize_t count;

    if (file->traits & AMBOS__FILE_REGULAR)
        return ambos__os_file_read(file, buffer, size, got);
    for (;;) {
        count = timed_read_once(file, buffer, asked);
        if (count >= 0)
            break;
        if (!timed_would_wait(errno))
            return ambos__fail_errno(AMBOS_STEP_READ);
        if (!timed_pause(file, POLLIN, deadline_ns))
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_READ);
    }
    *got = (size_t)count;
    return AMBOS_OK;
}

/* Only the write itself is done with SIGPIPE held: nobody else's is kept back while we wait. */
static ssize_t timed_write_quietly(const ambos_file *file, const char *data, size_t size)
{
    struct ambos__sigpipe guard;
    ssize_t count;

    ambos__sigpipe_hold(&guard, (int)file->handle);
    count = timed_write_once(file, data, size);
    ambos__sigpipe_release(&guard, (int)file->handle, count == -1 && errno == EPIPE);
    return count;
}

/* 0 with AMBOS_OK: it would have to wait. */
static ambos_error timed_write_part(const ambos_file *file, const char *data, size_t size, size_t *written)
{
    const size_t asked = size < AMBOS__MOST_AT_ONCE ? size : AMBOS__MOST_AT_ONCE;
    const ssize_t count = timed_write_quietly(file, data, asked);

    *written = count > 0 ? (size_t)count : 0;
    return count == -1 && !timed_would_wait(errno) ? ambos__fail_errno(AMBOS_STEP_WRITE) : AMBOS_OK;
}

ambos_error ambos__os_file_write_timed(ambos_file *file, const void *data, size_t size, int64_t deadline_ns,
                                       size_t *written)
{
    int tries = TIMED_LAST_TRIES;

    if (file->traits & AMBOS__FILE_REGULAR)
        return ambos__os_file_write(file, data, size, written);
    while (*written < size && tries > 0) {
        size_t part;
        const ambos_error error = timed_write_part(file, (const char *)data + *written, size - *written, &part);

        if (error)
            return error;
        *written += part;
        if (part == 0 && !timed_pause(file, POLLOUT, deadline_ns))
            break;
        if (ambos__deadline_left(deadline_ns) == 0)
            tries--;
    }
    return *written == size ? AMBOS_OK : ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WRITE);
}
