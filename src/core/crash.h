/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_CRASH_H
#define AMBOS_CORE_CRASH_H

#include <stdint.h>

#include "ambos/process.h"

/* What the 32-bit exit code of a Windows process means: fills `kind`, `code` and `signal`.

   The severity bits cannot tell: exit(-1) has them all, and so have the HRESULTs that programs exit with. So crashed is
   what stands in one list, every other code is an exit, and a program that exits with a code of the list on purpose is
   taken at its word.

   - Crashed: ended by an exception, by a fail-fast, or by the loader because a DLL is missing or does not start.
     abort() of the UCRT is a fail-fast; that of msvcrt.dll ends with exit code 3, which is an exit code like any other.
   - Signaled, SIGINT: what a process ends with that does not handle Ctrl-C or Ctrl-Break, C000013A. */
void ambos__classify_exit(uint32_t code, ambos_status *status);

#endif
