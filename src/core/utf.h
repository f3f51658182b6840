/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_UTF_H
#define AMBOS_CORE_UTF_H

#include <stddef.h>
#include <stdint.h>

#include "ambos/base.h"

/* WTF-8 and UTF-16.

   WTF-8 is UTF-8 that also holds lone surrogates, three bytes each, so that every sequence of 16-bit units has
   exactly one spelling and comes back as it was. Refused: overlong forms, points above 10FFFF, truncated sequences,
   stray continuation bytes, and a high surrogate followed by a low one (that is the second spelling of a point above
   FFFF). NUL is text like any other.

   Lengths count bytes for WTF-8 and units for UTF-16. No terminator is read or written. None of these functions
   allocates or sets the failure slot. */

/* Converts WTF-8. *needed is the number of units of the whole text on AMBOS_OK and AMBOS_ERANGE, and the offset of the
   first bad sequence on AMBOS_EILSEQ. It is never more than `length`, so a buffer of that size needs no query.
   AMBOS_ERANGE: `out` is too small, its contents are unspecified. `out` may be NULL when `capacity` is 0. */
ambos_error ambos__utf8_to_utf16(const char *text, size_t length, uint16_t *out, size_t capacity, size_t *needed);

/* Converts UTF-16; every sequence of units has a spelling. *needed is the number of bytes of the whole text, never
   more than 3 * length. AMBOS_ERANGE: as above. */
ambos_error ambos__utf16_to_utf8(const uint16_t *text, size_t length, char *out, size_t capacity, size_t *needed);

/* Decodes the sequence at the start of `text`: its length in bytes, or 0 when it is empty or invalid. */
size_t ambos__utf8_decode(const char *text, size_t length, uint32_t *point);

/* The largest length <= limit that does not cut a sequence. Bytes that are not valid text are cut anywhere. */
size_t ambos__utf8_truncate(const char *text, size_t length, size_t limit);

#endif
