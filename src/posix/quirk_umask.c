/* SPDX-License-Identifier: MIT */
/* Linux 4.7 and newer tell the umask; elsewhere it can only be set, which other threads would notice. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <string.h>

/* The line is the second, behind a name of at most 64 bytes. */
static bool umask_read(char *text, size_t size)
{
    ssize_t length;
    int fd;

    AMBOS__RETRY(fd, open("/proc/thread-self/status", O_RDONLY | O_CLOEXEC));
    if (fd == -1)
        return false;
    AMBOS__RETRY(length, read(fd, text, size - 1));
    ambos__fd_discard(fd);
    if (length <= 0)
        return false;
    text[length] = '\0';
    return true;
}

bool ambos__umask_look(uint32_t *mask)
{
    char text[256];
    const char *at;
    int digits;

    if (!umask_read(text, sizeof text))
        return false;
    at = strstr(text, "\nUmask:\t");
    if (!at)
        return false;
    *mask = 0;
    for (at += 8, digits = 0; *at >= '0' && *at <= '7' && digits < 5; at++, digits++)
        *mask = *mask * 8 + (uint32_t)(*at - '0');
    *mask &= 0777;
    return digits > 0 && *at == '\n';
}

#else

bool ambos__umask_look(uint32_t *mask)
{
    (void)mask;
    return false;
}

#endif
