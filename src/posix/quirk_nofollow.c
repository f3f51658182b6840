/* SPDX-License-Identifier: MIT */
/* How a system says that O_NOFOLLOW met a link: ELOOP, but EMLINK on FreeBSD and
   EFTYPE on NetBSD. */
#include "posix/posix.h"

#if defined(EFTYPE)
#define NOFOLLOW_ALSO EFTYPE
#else
#define NOFOLLOW_ALSO EMLINK
#endif

bool ambos__refused_link(int number)
{
    return number == ELOOP || number == EMLINK || number == NOFOLLOW_ALSO;
}
