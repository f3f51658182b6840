/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <stdlib.h>
#include <string.h>

/* False with errno. */
static bool random_from_device(void *bytes, size_t size)
{
    ssize_t count;
    int fd;

    AMBOS__RETRY(fd, openat(AT_FDCWD, "/dev/urandom", O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (fd == -1)
        return false;
    AMBOS__RETRY(count, read(fd, bytes, size));
    if (count >= 0 && (size_t)count < size)
        errno = EIO;
    ambos__fd_discard(fd);
    return count >= 0 && (size_t)count == size;
}

ambos_error ambos__os_random(void *bytes, size_t size, uint32_t step)
{
    int result;

    AMBOS__RETRY(result, ambos__getrandom(bytes, size));
    if (result == 0 || random_from_device(bytes, size))
        return AMBOS_OK;
    return ambos__fail_errno(step);
}

/* The environment of a program that has more rights than its user is not to be trusted. */
static bool temp_trusts_environment(void)
{
    return getuid() == geteuid() && getgid() == getegid();
}

static const char *temp_of_system(void)
{
    const char *dir = temp_trusts_environment() ? getenv("TMPDIR") : NULL;
    struct stat info;

    if (dir && dir[0] == '/' && stat(dir, &info) == 0 && S_ISDIR(info.st_mode))
        return dir;
    return "/tmp";
}

ambos_error ambos__os_temp_directory(const char *dir, struct ambos__str *directory)
{
    const char *from = dir ? dir : temp_of_system();
    const size_t length = strlen(from);
    ambos_error error;

    if (length == 0)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CREATE);
    error = ambos__str_append(directory, from, length);
    if (!error && from[length - 1] != '/')
        error = ambos__str_append_char(directory, '/');
    return error ? ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY) : AMBOS_OK;
}

ambos_error ambos__os_temp_nameless(ambos_file *file, const char *directory, const char *path)
{
    int fd;

    AMBOS__RETRY(fd, ambos__open_nameless(AT_FDCWD, directory, 0600, false));
    if (fd == -1) {
        AMBOS__RETRY(fd, openat(AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600));
        if (fd == -1)
            return ambos__fail_errno(AMBOS_STEP_CREATE);
        unlinkat(AT_FDCWD, path, 0);
    }
    file->handle = fd;
    return AMBOS_OK;
}
