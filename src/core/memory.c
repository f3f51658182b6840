/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "core/port.h"

static void *AMBOS_CALL memory_c_allocate(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void *AMBOS_CALL memory_c_resize(void *context, void *block, size_t size)
{
    (void)context;
    return realloc(block, size);
}

static void AMBOS_CALL memory_c_release(void *context, void *block)
{
    (void)context;
    free(block);
}

enum { MEMORY_UNUSED, MEMORY_BEING_SET, MEMORY_FIXED };

static ambos_allocator memory_allocator = { memory_c_allocate, memory_c_resize, memory_c_release, NULL };
static ambos__atomic memory_state; /* MEMORY_..., only ever growing */

/* From the first allocation on the allocator stays what it is. */
static void memory_fix(void)
{
    if (ambos__os_atomic_load(&memory_state) == MEMORY_FIXED)
        return;
    /* Another thread that is setting it is three words from done. */
    while (ambos__os_atomic_exchange_if(&memory_state, MEMORY_UNUSED, MEMORY_FIXED) == MEMORY_BEING_SET)
        continue;
}

ambos_error AMBOS_CALL ambos_set_allocator(const ambos_allocator *allocator)
{
    if (!allocator || !allocator->allocate || !allocator->resize || !allocator->release)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (ambos__os_atomic_exchange_if(&memory_state, MEMORY_UNUSED, MEMORY_BEING_SET) != MEMORY_UNUSED)
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_CHECK);
    memory_allocator = *allocator;
    (void)ambos__os_atomic_exchange_if(&memory_state, MEMORY_BEING_SET, MEMORY_FIXED);
    return AMBOS_OK;
}

void *ambos__allocate(size_t size)
{
    memory_fix();
    return memory_allocator.allocate(memory_allocator.context, size ? size : 1);
}

void *ambos__allocate_zeroed(size_t size)
{
    void *block = ambos__allocate(size);

    return block ? memset(block, 0, size) : NULL;
}

void *ambos__resize(void *block, size_t size)
{
    if (!block)
        return ambos__allocate(size);
    return memory_allocator.resize(memory_allocator.context, block, size ? size : 1);
}

void ambos__release(void *block)
{
    if (block)
        memory_allocator.release(memory_allocator.context, block);
}

void AMBOS_CALL ambos_free(void *block)
{
    ambos__release(block);
}
