/* SPDX-License-Identifier: MIT */
/* UTF-8 as RFC 3629 has it: no surrogates, nothing overlong. */
#ifndef AMBOS_TOOLS_UTF8_H
#define AMBOS_TOOLS_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* How many bytes the character at `text` takes, and which it is; 0: that is none. */
size_t utf8_character(const char *text, size_t left, uint32_t *character);
int utf8_is(const char *text, size_t size);

#endif
