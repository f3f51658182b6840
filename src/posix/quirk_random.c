/* SPDX-License-Identifier: MIT */
/* Linux needs no descriptor for random numbers. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sys/random.h>

int ambos__getrandom(void *bytes, size_t size)
{
    const ssize_t count = getrandom(bytes, size, 0);

    if (count >= 0 && (size_t)count < size)
        errno = EINTR;
    return count == (ssize_t)size ? 0 : -1;
}

#else

int ambos__getrandom(void *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    errno = ENOSYS;
    return -1;
}

#endif
