/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_LINES_H
#define AMBOS_CORE_LINES_H

#include <stddef.h>

#include "ambos/process.h"
#include "core/str.h"

/* Takes a stream apart into lines, however its pieces are cut. {0} with `tell` and a `limit` over 0 is a new one.

   The functions set no failure slot: AMBOS_ENOMEM, or AMBOS_ECANCELED when `tell` had enough. */
struct ambos__lines {
    ambos_line_callback tell;
    void *context;
    uint32_t stream;
    size_t limit;              /* a longer line is told in pieces */
    struct ambos__str partial; /* of a line whose end has not come: at most the limit and one byte that may be a CR */
};

/* `data` is written to and restored: where a line ends there is a NUL while it is told. */
ambos_error ambos__lines_take(struct ambos__lines *lines, char *data, size_t size);
/* Nothing more comes: a last line without its end. */
ambos_error ambos__lines_end(struct ambos__lines *lines);
void ambos__lines_free(struct ambos__lines *lines);

#endif
