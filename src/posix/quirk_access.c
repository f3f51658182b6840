/* SPDX-License-Identifier: MIT */
/* Linux's old call knows the real user only. Where that is the effective one as
   well its answer is exact; the C library's way round is asked only where not,
   since it guesses, and gives up in a sandbox that keeps the new call back. */
#include "posix/posix.h"

#if AMBOS__LINUX

#include <sys/syscall.h>

int ambos__faccessat_plain(int dir, const char *path, int mode)
{
    if (getuid() == geteuid() && getgid() == getegid())
        return (int)syscall(SYS_faccessat, dir, path, mode);
    return faccessat(dir, path, mode, AT_EACCESS);
}

#else

int ambos__faccessat_plain(int dir, const char *path, int mode)
{
    return faccessat(dir, path, mode, AT_EACCESS);
}

#endif
