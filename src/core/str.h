/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_STR_H
#define AMBOS_CORE_STR_H

#include <stddef.h>

#include "ambos/base.h"

/* A growable string of bytes. {0} is an empty one and owns nothing.

   data[size] is free for the owner's use up to `capacity`: reserve, write there, add to `size`. The bytes are not
   NUL-terminated before they are taken. A call that fails gives AMBOS_ENOMEM, sets no failure slot and leaves the
   string as it was. */
struct ambos__str {
    char *data;
    size_t size;
    size_t capacity;
};

/* Makes room for `extra` more bytes, and a NUL after them. Grows by doubling, so that many appends cost linear time. */
ambos_error ambos__str_reserve(struct ambos__str *str, size_t extra);

/* `bytes` may be NULL when `size` is 0; they must not lie in the string itself. */
ambos_error ambos__str_append(struct ambos__str *str, const void *bytes, size_t size);

ambos_error ambos__str_append_text(struct ambos__str *str, const char *text);
ambos_error ambos__str_append_char(struct ambos__str *str, char byte);

/* Hands over the bytes and a NUL as a block for ambos__release (even when there are no bytes). The string is empty
   afterwards. Fails only for a string that never held or reserved anything. */
ambos_error ambos__str_take(struct ambos__str *str, char **block);

/* Frees the block; the string is empty and may be used again. */
void ambos__str_free(struct ambos__str *str);

#endif
