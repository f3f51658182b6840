/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_WALK_H
#define AMBOS_CORE_WALK_H

#include "core/port.h"

/* As ambos_walk_open(), its options checked. `loops`: links back to a directory that is being walked are followed too,
   since the caller sees to it that there is an end. */
ambos_error ambos__walk_begin(ambos_walk **walk, const char *path, const ambos_walk_options *options, bool loops);

#endif
