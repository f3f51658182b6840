/* SPDX-License-Identifier: MIT */
/* Every failing return of a public function goes through one of these: they
   fill the slot of ambos_last_failure() and return the code. Clean-up after them
   never touches the slot. */
#ifndef AMBOS_CORE_FAILURE_H
#define AMBOS_CORE_FAILURE_H

#include <ambos/error.h>

/* ambos itself found the fault. */
ambos_error ambos__fail(ambos_error code, uint32_t step);

/* The system found it: the code is looked up in the domain's table. */
ambos_error ambos__fail_native(uint32_t domain, uint32_t native, uint32_t step);

/* The system found it, and the call knows better than the table what it means. */
ambos_error ambos__fail_as(ambos_error code, uint32_t domain, uint32_t native, uint32_t step);

/* Keep the slot over clean-up that may fail on its own. */
void ambos__failure_restore(const ambos_failure *failure);

#endif
