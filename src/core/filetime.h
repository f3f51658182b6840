/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_FILETIME_H
#define AMBOS_CORE_FILETIME_H

#include <stdbool.h>
#include <stdint.h>

#include "ambos/base.h"

/* Times of Windows: 100 ns each since 1601-01-01 00:00:00 UTC. In a request to change them 0 means "leave it", -1 and -2
   switch the keeping of times off and on, and other negative numbers are refused; so no time is below 1. */

/* Rounded down to 100 ns. False, and nothing changed: the time is none that can be set. Its nsec is under 10^9. */
bool ambos__filetime_from(ambos_time time, int64_t *filetime);

/* False, and all zero: below 1, which is what a file system says that does not know. */
bool ambos__filetime_to(int64_t filetime, ambos_time *time);

#endif
