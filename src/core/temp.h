/* SPDX-License-Identifier: MIT */
/* Names for what is not there for long. */
#ifndef AMBOS_CORE_TEMP_H
#define AMBOS_CORE_TEMP_H

#include <ambos/base.h>

/* 120 bits by chance: nobody guesses such a name, and it is never taken, so that nobody need try again. */
enum { AMBOS__TEMP_LETTERS = 24, AMBOS__TEMP_NAME_ROOM = 32 };

/* Letters a-z and 2-7, of one case for file systems that know no other, and a NUL. */
ambos_error ambos__temp_letters(char letters[AMBOS__TEMP_LETTERS + 1], uint32_t step);

/* `.ambos-` and such letters: what stands beside a file while that is replaced. No part of the file's own name is in
   it, which may be as long as names can be. */
ambos_error ambos__temp_name(char name[AMBOS__TEMP_NAME_ROOM], uint32_t step);

#endif
