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

ambos_error ambos__os_temp_directory(const char *dir, struct ambos__str *directory)
{
    ambos_error error;

    if (!dir)
        error = ambos__os_place(AMBOS_PLACE_TEMP, directory);
    else if (!*dir)
        error = ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CREATE);
    else if (ambos__str_append_text(directory, dir))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    else
        error = AMBOS_OK;
    if (error == AMBOS_OK && directory->data[directory->size - 1] != '/' && ambos__str_append_char(directory, '/'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return error;
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
