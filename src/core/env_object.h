/* SPDX-License-Identifier: MIT */
/* An environment as an object. Hidden entries ("=C:=C:\x", Windows) stand before
   the others; nothing public counts or finds them. */
#ifndef AMBOS_CORE_ENV_OBJECT_H
#define AMBOS_CORE_ENV_OBJECT_H

#include <stdbool.h>

#include <ambos/env.h>

#include "core/env_block.h"

/* One block holds the entries, behind them the slots by which names are found, and
   behind those the texts, each with its NUL. Texts that were replaced or removed are
   left lying until the block is full; the next one is made of the living. */
struct ambos_env {
    struct ambos__env_entry *entries; /* the block */
    size_t count;
    size_t capacity;
    size_t hidden; /* the first so many entries are hidden ones */
    /* For each name that is not hidden, at its hash or in the next free slot behind:
       its place among those, counted from 1. 0: free. */
    uint32_t *slots;
    size_t slot_mask; /* their number, a power of two and at least twice `capacity`, less 1 */
    char *text;
    size_t text_size;
    size_t text_capacity;
    bool no_system_root; /* SYSTEMROOT was removed on purpose: do not add it */
};

/* Room for so many more entries and so many more bytes of text, NULs included. */
ambos_error ambos__env_reserve(ambos_env *env, size_t entries, size_t text_size);

#endif
