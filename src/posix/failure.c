/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

static _Thread_local ambos_failure failure_slot;

void ambos__os_failure_store(const ambos_failure *failure)
{
    failure_slot = *failure;
}

void ambos__os_failure_load(ambos_failure *failure)
{
    *failure = failure_slot;
}

ambos_error ambos__fail_errno(uint32_t step)
{
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)errno, step);
}

ambos_error ambos__fail_errno_as(ambos_error code, uint32_t step)
{
    return ambos__fail_as(code, AMBOS_DOMAIN_ERRNO, (uint32_t)errno, step);
}

bool ambos__os_native_text(uint32_t domain, uint32_t native, char text[AMBOS__TEXT_MAX])
{
    const int kept = errno;
    bool known = domain == AMBOS_DOMAIN_ERRNO && native <= INT32_MAX && ambos__errno_text((int)native, text);

    errno = kept;
    return known;
}
