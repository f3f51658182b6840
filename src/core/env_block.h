/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_ENV_BLOCK_H
#define AMBOS_CORE_ENV_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambos/base.h"

/* Environments as text. A variable is "NAME=value"; it belongs to the caller. Errors do not set the failure slot. */
struct ambos__env_entry {
    const char *text; /* need not end in NUL */
    size_t length;    /* of the whole text */
    size_t name_length;
};

/* The ordinal upper case of one UTF-16 unit, which only Windows knows (RtlUpcaseUnicodeChar); surrogates map to
   themselves. NULL wherever one is asked for means the POSIX rule: names are bytes, and case counts. */
typedef uint16_t ambos__upcase(uint16_t unit);

/* Not empty, no NUL, no '='. With `hidden` a leading '=' and something after it are allowed: Windows keeps the
   current directory of each drive in variables like "=C:". */
bool ambos__env_name_valid(const char *name, size_t length, bool hidden);

/* Length of the name in "NAME=value", or 0 when the text is no variable. */
size_t ambos__env_name_length(const char *text, size_t length, bool hidden);

/* Order of two names, <0, 0 or >0: by upper-cased UTF-16 units as Windows sorts them, or by bytes. */
int ambos__env_compare(const char *a, size_t a_length, const char *b, size_t b_length, ambos__upcase *upcase);

/* A number that is the same for names of which ambos__env_compare says 0. */
uint32_t ambos__env_hash(const char *name, size_t length, ambos__upcase *upcase);

/* The envp of an exec: one block for ambos__release, a NULL-terminated array followed by the texts. Keeps the order;
   of variables with the same name only the last stays. AMBOS_EINVAL: an entry that is no variable, or has a NUL in it.
   *envp is NULL on failure. */
ambos_error ambos__env_build_posix(const struct ambos__env_entry *entries, size_t count, char ***envp);

/* The block of CreateProcessW: "NAME=value" texts in UTF-16, sorted, each with its NUL, and one more NUL (two when
   there are no variables). One block for ambos__release; *units counts all of it. Of variables whose names differ in
   case only the last stays, spelled as it was given. `system_root`, unless NULL, is the value of SYSTEMROOT when no
   entry has it: without that variable sockets, cryptography and .NET fail in the child.
   AMBOS_EINVAL as above, AMBOS_EILSEQ for text that is not WTF-8, AMBOS_E2BIG for a name or value over 32,766 units.
   *block is NULL on failure. */
ambos_error ambos__env_build_windows(const struct ambos__env_entry *entries, size_t count, const char *system_root,
                                     ambos__upcase *upcase, uint16_t **block, size_t *units);

#endif
