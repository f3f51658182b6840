/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_GLOB_H
#define AMBOS_CORE_GLOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambos/base.h"

/* Patterns as text; what they mean is told in ambos/dir.h. Nothing here allocates or sets the failure slot. */

/* A name of a path, between two separators. */
struct ambos__glob_part {
    const char *text;
    size_t length;
};

/* Takes the next name off [*at, end); doubled separators count once. False: there is none. */
bool ambos__glob_next(const char **at, const char *end, struct ambos__glob_part *part);

/* Has it a wildcard? */
bool ambos__glob_is_magic(struct ambos__glob_part part);
/* Is it `**`? */
bool ambos__glob_is_deep(struct ambos__glob_part part);
/* May a wildcard begin to fit this name? Not when it is hidden, unless AMBOS_GLOB_HIDDEN is given. */
bool ambos__glob_may_begin(struct ambos__glob_part name, uint32_t flags);

/* Does a name fit a part of a pattern? Not for `**`. */
bool ambos__glob_fits(struct ambos__glob_part pattern, struct ambos__glob_part name, uint32_t flags);

#endif
