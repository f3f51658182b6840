/* SPDX-License-Identifier: MIT */
/* The library's memory: the allocator of ambos_set_allocator(), or malloc's.
   Failures return NULL and leave the failure slot to the caller. */
#ifndef AMBOS_CORE_MEMORY_H
#define AMBOS_CORE_MEMORY_H

#include <stddef.h>

void *ambos__allocate(size_t size);
void *ambos__allocate_zeroed(size_t size);
void *ambos__resize(void *block, size_t size); /* block may be NULL */
void ambos__release(void *block);              /* block may be NULL */

#endif
