/* SPDX-License-Identifier: MIT */
#include "core/failure.h"

#include "core/error_map.h"
#include "core/port.h"

ambos_error ambos__fail_as(ambos_error code, uint32_t domain, uint32_t native, uint32_t step)
{
    ambos_failure failure;

    failure.code = code;
    failure.domain = domain;
    failure.native = native;
    failure.step = step;
    ambos__os_failure_store(&failure);
    return code;
}

ambos_error ambos__fail(ambos_error code, uint32_t step)
{
    return ambos__fail_as(code, AMBOS_DOMAIN_NONE, 0, step);
}

ambos_error ambos__fail_native(uint32_t domain, uint32_t native, uint32_t step)
{
    ambos_error code = ambos__error_lookup(domain, native);

    /* A system that fails and says "success" has still failed. */
    return ambos__fail_as(code ? code : AMBOS_EUNKNOWN, domain, native, step);
}

void ambos__failure_restore(const ambos_failure *failure)
{
    ambos__os_failure_store(failure);
}
