/* SPDX-License-Identifier: MIT */
/* Raw entries of a directory: on Linux getdents64() with a buffer of our own,
   which no C library's readdir() lets one choose; elsewhere readdir(). */
#include "posix/posix.h"

#include <stddef.h>
#include <string.h>

#include "posix/dirents.h"

#if defined(DT_UNKNOWN)

AMBOS__NOINLINE static uint32_t dirents_type(unsigned kind)
{
    switch (kind) {
    case DT_REG:
        return AMBOS_TYPE_FILE;
    case DT_DIR:
        return AMBOS_TYPE_DIRECTORY;
    case DT_LNK:
        return AMBOS_TYPE_SYMLINK;
    case DT_BLK:
        return AMBOS_TYPE_BLOCK;
    case DT_CHR:
        return AMBOS_TYPE_CHARACTER;
    case DT_FIFO:
        return AMBOS_TYPE_FIFO;
    case DT_SOCK:
        return AMBOS_TYPE_SOCKET;
    default:
        return AMBOS_TYPE_UNKNOWN;
    }
}

#endif

#if AMBOS__LINUX

#include "posix/linux_abi.h"

#define DIRENTS_NAME ((size_t)19)

bool ambos__dirents_begin(ambos_dir *listing, int fd)
{
    listing->fd = fd;
    listing->size = 0;
    listing->next = 0;
    return true;
}

bool ambos__dirents_rewind(ambos_dir *listing)
{
    listing->size = 0;
    listing->next = 0;
    return lseek(listing->fd, 0, SEEK_SET) == 0;
}

int ambos__dirents_read(ambos_dir *listing)
{
    long size;

    AMBOS__RETRY(size, syscall(SYS_getdents64, listing->fd, listing->buffer, sizeof listing->buffer));
    if (size <= 0)
        return (int)size;
    listing->size = (size_t)size;
    listing->next = 0;
    return 1;
}

/* The kernel's record: inode 8 bytes, offset 8, length of the record 2, type 1, name and NUL; behind that at most 7
   bytes to the next multiple of 8. */
AMBOS__HOT bool ambos__dirents_take(ambos_dir *listing)
{
    const char *const record = listing->buffer + listing->next;
    size_t end = DIRENTS_NAME;
    unsigned char kind;
    uint16_t length;

    if (listing->next >= listing->size)
        return false;
    memcpy(&length, record + 16, sizeof length);
    listing->next += length;
    kind = (unsigned char)record[DIRENTS_NAME - 1];
    if (length > DIRENTS_NAME + 8)
        end = length - 8u;
    while (record[end])
        end++;
    listing->entry.type = kind == DT_REG ? AMBOS_TYPE_FILE : dirents_type(kind);
    listing->entry.name = record + DIRENTS_NAME;
    listing->entry.name_length = end - DIRENTS_NAME;
    return true;
}

void ambos__dirents_end(ambos_dir *listing)
{
    ambos__fd_discard(listing->fd);
}

int ambos__dirents_detach(ambos_dir *listing)
{
    return listing->fd;
}

#else

#if defined(DT_UNKNOWN)
#define DIRENTS_TYPE(found) dirents_type((found)->d_type)
#else
#define DIRENTS_TYPE(found) AMBOS_TYPE_UNKNOWN
#endif

bool ambos__dirents_begin(ambos_dir *listing, int fd)
{
    listing->fd = fd;
    listing->read = NULL;
    do /* it asks first whether that is a directory */
        listing->stream = fdopendir(fd);
    while (!listing->stream && errno == EINTR);
    return listing->stream != NULL;
}

bool ambos__dirents_rewind(ambos_dir *listing)
{
    rewinddir(listing->stream);
    listing->read = NULL;
    return true;
}

/* NULL is the end only when errno was not set. */
int ambos__dirents_read(ambos_dir *listing)
{
    do {
        errno = 0;
        listing->read = readdir(listing->stream);
    } while (!listing->read && errno == EINTR);
    if (listing->read)
        return 1;
    return errno ? -1 : 0;
}

bool ambos__dirents_take(ambos_dir *listing)
{
    const struct dirent *const found = listing->read;

    if (!found)
        return false;
    listing->read = NULL;
    listing->entry.type = DIRENTS_TYPE(found);
    listing->entry.name = found->d_name;
    listing->entry.name_length = strlen(found->d_name);
    return true;
}

void ambos__dirents_end(ambos_dir *listing)
{
    const int kept = errno;

    closedir(listing->stream);
    errno = kept;
}

/* The stream keeps its descriptor. */
int ambos__dirents_detach(ambos_dir *listing)
{
    const int fd = fcntl(listing->fd, F_DUPFD_CLOEXEC, 0);

    ambos__dirents_end(listing);
    return fd;
}

#endif
