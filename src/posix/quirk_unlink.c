/* SPDX-License-Identifier: MIT */
/* POSIX lets a system allow root to unlink directories; Solaris does. */
#include "posix/posix.h"

#if AMBOS__LINUX || defined(__APPLE__) || defined(__FreeBSD__) || defined(__NetBSD__) || defined(__OpenBSD__)
#define UNLINK_SPARES_DIRECTORIES true
#else
#define UNLINK_SPARES_DIRECTORIES false
#endif

bool ambos__unlink_spares_directories(void)
{
    return UNLINK_SPARES_DIRECTORIES;
}
