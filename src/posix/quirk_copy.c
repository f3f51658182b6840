/* SPDX-License-Identifier: MIT */
/* What only Linux has for copying a file without its bytes passing through this process, and for what hangs on one. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <string.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/xattr.h>

#include "posix/linux_abi.h"

bool ambos__share_blocks(int from, int to)
{
    int result;

    AMBOS__RETRY(result, ioctl(to, AMBOS__FICLONE, from));
    return result == 0;
}

ssize_t ambos__copy_range(int from, int to, size_t most)
{
    return (ssize_t)syscall(SYS_copy_file_range, from, NULL, to, NULL, most, 0);
}

ssize_t ambos__send_file(int from, int to, size_t most)
{
    return sendfile(to, from, NULL, most);
}

/* The kernel hands out no more than this of either. */
enum { XATTR_ROOM = 4096, XATTR_MOST = 65536 };

/* Asks into the room on the stack, and into a block when there is more. -1 with errno. */
struct xattr_text {
    char *data;
    ssize_t size;
    char room[XATTR_ROOM];
};

static ssize_t xattr_ask(int fd, const char *name, char *data, size_t size)
{
    ssize_t got;

    AMBOS__RETRY(got, name ? fgetxattr(fd, name, data, size) : flistxattr(fd, data, size));
    return got;
}

/* Of a name its value; of NULL the list of names. */
static void xattr_get(struct xattr_text *text, int fd, const char *name)
{
    text->data = text->room;
    text->size = xattr_ask(fd, name, text->room, sizeof text->room);
    if (text->size != -1 || errno != ERANGE)
        return;
    text->data = ambos__allocate(XATTR_MOST);
    if (text->data)
        text->size = xattr_ask(fd, name, text->data, XATTR_MOST);
    else
        errno = ENOMEM;
}

static void xattr_free(struct xattr_text *text)
{
    if (text->data != text->room)
        ambos__release(text->data);
}

/* Not for this user, or not on this file system: it stays behind. */
static bool xattr_may_stay(int number)
{
    return number == EPERM || number == EACCES || number == EINVAL || number == ENOTSUP || number == EOPNOTSUPP ||
           number == ENOSYS || number == ENODATA;
}

static ambos_error xattr_copy(int from, int to, const char *name)
{
    struct xattr_text value;
    ambos_error error = AMBOS_OK;
    int result = 0;

    xattr_get(&value, from, name);
    if (value.size >= 0)
        AMBOS__RETRY(result, fsetxattr(to, name, value.data, (size_t)value.size, 0));
    if ((value.size < 0 || result) && !xattr_may_stay(errno))
        error = ambos__fail_errno(value.size < 0 ? AMBOS_STEP_QUERY : AMBOS_STEP_CHANGE);
    xattr_free(&value);
    return error;
}

ambos_error ambos__copy_xattrs(int from, int to)
{
    struct xattr_text names;
    ambos_error error = AMBOS_OK;
    const char *name;

    xattr_get(&names, from, NULL);
    if (names.size < 0 && !xattr_may_stay(errno))
        error = ambos__fail_errno(AMBOS_STEP_QUERY);
    for (name = names.data; !error && names.size > 0 && name < names.data + names.size; name += strlen(name) + 1)
        error = xattr_copy(from, to, name);
    xattr_free(&names);
    return error;
}

#else

bool ambos__share_blocks(int from, int to)
{
    (void)from;
    (void)to;
    return false;
}

ssize_t ambos__copy_range(int from, int to, size_t most)
{
    (void)from;
    (void)to;
    (void)most;
    errno = ENOSYS;
    return -1;
}

ssize_t ambos__send_file(int from, int to, size_t most)
{
    return ambos__copy_range(from, to, most);
}

ambos_error ambos__copy_xattrs(int from, int to)
{
    (void)from;
    (void)to;
    return AMBOS_OK;
}

#endif

/* Not in all headers of Linux; elsewhere they are there or they are not. */
#if defined(__linux__) && !defined(SEEK_DATA)
#define SEEK_DATA 3
#define SEEK_HOLE 4
#endif

#if defined(SEEK_DATA) && defined(SEEK_HOLE)

off_t ambos__seek_data(int fd, off_t from)
{
    return lseek(fd, from, SEEK_DATA);
}

off_t ambos__seek_hole(int fd, off_t from)
{
    return lseek(fd, from, SEEK_HOLE);
}

#else

off_t ambos__seek_data(int fd, off_t from)
{
    (void)fd;
    (void)from;
    errno = EINVAL;
    return -1;
}

off_t ambos__seek_hole(int fd, off_t from)
{
    return ambos__seek_data(fd, from);
}

#endif
