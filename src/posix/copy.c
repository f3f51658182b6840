/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <string.h>

/* Files up to the size of the buffer are read at once. It is on the stack, and some threads have little of that. */
enum { COPY_BUFFER = 32 << 10, COPY_PORTION = 8 << 20, COPY_MOST_AT_ONCE = 1 << 30 };

/* The ways to move bytes, best first. */
enum { COPY_BY_RANGE, COPY_BY_SENDING, COPY_BY_HAND };

/* A copy under way, between two positions. */
struct copy_stream {
    int from;
    int to;
    const struct ambos__copy *how;
    uint64_t done;
    uint64_t total;
    int way;
    bool ended; /* the source has no more */
};

/* Moving bytes ------------------------------------------------------------------------- */

static ambos_error copy_write_all(int to, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t count;

        AMBOS__RETRY(count, write(to, data, size));
        if (count == 0)
            return ambos__fail(AMBOS_EIO, AMBOS_STEP_WRITE);
        if (count == -1)
            return ambos__fail_errno(AMBOS_STEP_WRITE);
        data += count;
        size -= (size_t)count;
    }
    return AMBOS_OK;
}

static ambos_error copy_by_hand(struct copy_stream *stream, size_t most, size_t *moved)
{
    char buffer[COPY_BUFFER];
    ssize_t count;

    AMBOS__RETRY(count, read(stream->from, buffer, most < sizeof buffer ? most : sizeof buffer));
    if (count == -1)
        return ambos__fail_errno(AMBOS_STEP_READ);
    *moved = (size_t)count;
    return copy_write_all(stream->to, buffer, (size_t)count);
}

/* Whatever a better way has against it, the last one finds out whether it is true: of some file systems they say that
   the file has ended, or that the disk has failed. */
static ambos_error copy_some(struct copy_stream *stream, size_t most, size_t *moved)
{
    while (stream->way != COPY_BY_HAND) {
        ssize_t count;

        if (stream->way == COPY_BY_RANGE)
            AMBOS__RETRY(count, ambos__copy_range(stream->from, stream->to, most));
        else
            AMBOS__RETRY(count, ambos__send_file(stream->from, stream->to, most));
        if (count > 0) {
            *moved = (size_t)count;
            return AMBOS_OK;
        }
        stream->way++;
    }
    return copy_by_hand(stream, most, moved);
}

/* So many bytes, or as many as there are. */
static ambos_error copy_span(struct copy_stream *stream, uint64_t length)
{
    const uint64_t portion = stream->how->progress ? COPY_PORTION : COPY_MOST_AT_ONCE;
    ambos_error error = AMBOS_OK;

    while (!error && length > 0 && !stream->ended) {
        size_t moved;

        error = copy_some(stream, (size_t)(length < portion ? length : portion), &moved);
        if (error)
            return error;
        stream->ended = moved == 0;
        stream->done += moved;
        length -= moved;
        if (moved > 0 && stream->done != stream->total)
            error = ambos__copy_report(stream->how, stream->done, stream->total);
    }
    return error;
}

/* Files with gaps ------------------------------------------------------------------------ */

/* Where data begin from here on; the end of the file when there are none. */
static off_t copy_next_data(const struct copy_stream *stream, off_t from)
{
    const off_t found = ambos__seek_data(stream->from, from);

    return found == -1 && errno == ENXIO ? (off_t)stream->total : found;
}

/* Not one byte: some file systems say so of what is not yet on the disk. */
static off_t copy_first_data(const struct copy_stream *stream)
{
    off_t found = copy_next_data(stream, 0);

    if (found == (off_t)stream->total && fsync(stream->from) == 0)
        found = copy_next_data(stream, 0);
    return found;
}

static bool copy_move_both(const struct copy_stream *stream, off_t position)
{
    return lseek(stream->from, position, SEEK_SET) != -1 && lseek(stream->to, position, SEEK_SET) != -1;
}

/* From the start of data to the next gap. */
static ambos_error copy_segment(struct copy_stream *stream, off_t data)
{
    off_t hole = ambos__seek_hole(stream->from, data);

    if (hole == -1 || hole > (off_t)stream->total)
        hole = (off_t)stream->total;
    if (!copy_move_both(stream, data))
        return ambos__fail_errno(AMBOS_STEP_SEEK);
    stream->done = (uint64_t)data;
    return copy_span(stream, (uint64_t)(hole - data));
}

static ambos_error copy_segments(struct copy_stream *stream, off_t data)
{
    const off_t end = (off_t)stream->total;
    ambos_error error = AMBOS_OK;
    int result = 0;

    while (!error && !stream->ended && data != -1 && data < end) {
        error = copy_segment(stream, data);
        if (!error && !stream->ended)
            data = copy_next_data(stream, (off_t)stream->done);
    }
    if (!error && data == -1)
        return ambos__fail_errno(AMBOS_STEP_SEEK);
    /* A gap at the end. */
    if (!error && !stream->ended)
        AMBOS__RETRY(result, ftruncate(stream->to, end));
    return result ? ambos__fail_errno(AMBOS_STEP_WRITE) : error;
}

static ambos_error copy_large(struct copy_stream *stream, const struct stat *source)
{
    off_t data;

    if (ambos__share_blocks(stream->from, stream->to))
        return AMBOS_OK;
    if ((uint64_t)source->st_blocks * 512 >= stream->total)
        return copy_span(stream, stream->total);
    data = copy_first_data(stream);
    if (data != -1)
        return copy_segments(stream, data);
    return copy_move_both(stream, 0) ? copy_span(stream, stream->total) : ambos__fail_errno(AMBOS_STEP_SEEK);
}

/* Files of /proc have a size of 0 and contents. */
static ambos_error copy_contents(struct copy_stream *stream, const struct stat *source)
{
    ambos_error error = ambos__copy_report(stream->how, 0, stream->total);

    if (error)
        return error;
    stream->way = stream->total <= COPY_BUFFER ? COPY_BY_HAND : COPY_BY_RANGE;
    if (stream->way == COPY_BY_RANGE)
        error = copy_large(stream, source);
    else
        error = copy_span(stream, stream->total > 0 ? stream->total : UINT64_MAX);
    if (error)
        return error;
    return ambos__copy_report(stream->how, stream->total > 0 ? stream->total : stream->done, stream->total);
}

/* What belongs to the contents -------------------------------------------------------------- */

/* Where there is no such thing, or it is fixed. */
static bool copy_is_not_kept(int number)
{
    return number == EPERM || number == EINVAL || number == ENOSYS || number == ENOTSUP || number == EOPNOTSUPP;
}

/* The bits that fit the owner which the copy got. */
static mode_t copy_owner(int to, const struct stat *source)
{
    mode_t mode = source->st_mode & 07777;
    int result;

    AMBOS__RETRY(result, fchown(to, source->st_uid, source->st_gid));
    if (result == 0)
        return mode;
    mode &= ~(mode_t)S_ISUID;
    AMBOS__RETRY(result, fchown(to, (uid_t)-1, source->st_gid));
    if (result == 0)
        return mode;
    return mode & ~(mode_t)S_ISGID;
}

static ambos_error copy_times(int to, const struct stat *source)
{
    ambos_file file = { .handle = to };
    ambos_file_info info = { 0 };
    ambos_time times[2];
    ambos_error error;

    ambos__stat_fill(source, &info);
    times[0] = info.accessed;
    times[1] = info.modified;
    error = ambos__os_futimens(&file, times);
    return error && copy_is_not_kept(errno) ? AMBOS_OK : error;
}

/* Owner first, which costs attributes and bits; the bits after the attributes, which want to be written. */
static ambos_error copy_attributes(const struct copy_stream *stream, const struct stat *source)
{
    const bool preserve = (stream->how->flags & AMBOS_COPY_PRESERVE) != 0;
    const mode_t mode = preserve ? copy_owner(stream->to, source) : source->st_mode & 0777;
    ambos_error error = preserve ? ambos__copy_xattrs(stream->from, stream->to) : AMBOS_OK;
    int result;

    if (error)
        return error;
    AMBOS__RETRY(result, fchmod(stream->to, mode));
    if (result && !copy_is_not_kept(errno))
        return ambos__fail_errno(AMBOS_STEP_CHANGE);
    if (preserve)
        error = copy_times(stream->to, source);
    if (error || !stream->how->flush)
        return error;
    AMBOS__RETRY(result, ambos__sync_file(stream->to, false));
    return result && errno != EINVAL && errno != ENOTSUP ? ambos__fail_errno(AMBOS_STEP_FLUSH) : AMBOS_OK;
}

/* Files ------------------------------------------------------------------------------------- */

static ambos_error copy_open_source(int *fd, int dir, const char *path, uint32_t flags, struct stat *source)
{
    /* To wait for a writer of a FIFO, only to refuse it, makes no sense. */
    const int os_flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (flags & AMBOS_NOFOLLOW ? O_NOFOLLOW : 0);
    int result = -1;

    AMBOS__RETRY(*fd, openat(dir, path, os_flags));
    /* Somebody has a lease on it: it is a file, and the kernel makes him give it back. */
    if (*fd == -1 && errno == EAGAIN)
        AMBOS__RETRY(*fd, openat(dir, path, os_flags & ~O_NONBLOCK));
    if (*fd == -1 && (flags & AMBOS_NOFOLLOW) && ambos__refused_link(errno))
        return ambos__fail_errno_as(AMBOS_ELOOP, AMBOS_STEP_OPEN);
    /* A socket, or a device that is not there. */
    if (*fd == -1 && (errno == ENXIO || errno == ENODEV))
        return ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
    if (*fd != -1)
        AMBOS__RETRY(result, fstat(*fd, source));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_OPEN);
    if (S_ISREG(source->st_mode))
        return AMBOS_OK;
    return ambos__fail(S_ISDIR(source->st_mode) ? AMBOS_EISDIR : AMBOS_ENOTSUP, AMBOS_STEP_OPEN);
}

static ambos_error copy_close(int fd)
{
    return close(fd) == 0 || errno == EINTR || errno == EINPROGRESS ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CLOSE);
}

/* Takes the descriptor of the copy. */
static ambos_error copy_filled(struct copy_stream *stream, const struct stat *source)
{
    ambos_error error = copy_contents(stream, source);

    if (!error)
        error = copy_attributes(stream, source);
    if (!error)
        return copy_close(stream->to);
    ambos__fd_discard(stream->to);
    return error;
}

static ambos_error copy_opened(int from, const struct stat *source, int dir, const char *path,
                               const struct ambos__copy *how)
{
    struct copy_stream stream = { .from = from, .how = how, .total = (uint64_t)source->st_size };
    ambos_error error;

    /* Until it is whole it is nobody else's business. */
    AMBOS__RETRY(stream.to, openat(dir, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY,
                                   source->st_mode & 0700));
    if (stream.to == -1)
        return ambos__fail_errno(AMBOS_STEP_CREATE);
    error = copy_filled(&stream, source);
    if (error)
        unlinkat(dir, path, 0);
    return error;
}

ambos_error ambos__os_copy_file(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                                const struct ambos__copy *how)
{
    struct stat source;
    int fd = -1;
    ambos_error error = copy_open_source(&fd, ambos__dirfd(from_dir), from, how->flags, &source);

    if (!error)
        error = copy_opened(fd, &source, ambos__dirfd(to_dir), to, how);
    ambos__fd_discard(fd);
    return error;
}

/* A directory that may be written but not read cannot be flushed, and one that says EINVAL need not be. */
static ambos_error copy_flush_directory(int dir, const char *path)
{
    int fd, result;

    AMBOS__RETRY(fd, openat(dir, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd == -1)
        return errno == EACCES ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_FLUSH);
    AMBOS__RETRY(result, ambos__sync_file(fd, false));
    ambos__fd_discard(fd);
    return result == 0 || errno == EINVAL || errno == ENOTSUP ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_FLUSH);
}

ambos_error ambos__os_flush_name(ambos_native dir, const char *path)
{
    const size_t length = ambos__os_last_name(path);
    struct ambos__str parent = { NULL, 0, 0 };
    ambos_error error;

    if (ambos__str_append(&parent, length > 0 ? path : ".", length > 0 ? length : 1) ||
        ambos__str_append_char(&parent, '\0'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_FLUSH);
    else
        error = copy_flush_directory(ambos__dirfd(dir), parent.data);
    ambos__str_free(&parent);
    return error;
}

size_t ambos__os_last_name(const char *path)
{
    size_t length = strlen(path);

    while (length > 0 && ambos__os_is_separator(path[length - 1]))
        length--;
    while (length > 0 && !ambos__os_is_separator(path[length - 1]))
        length--;
    return length;
}

bool ambos__os_is_absolute(const char *path)
{
    return ambos__os_is_separator(path[0]);
}
