/* SPDX-License-Identifier: MIT */
/* Moments as text: in UTC, so that the same file has the same text on every machine. */
#ifndef AMBOS_TOOLS_WHEN_H
#define AMBOS_TOOLS_WHEN_H

#include "tool.h"

/* 2026-12-01T09:30:00.123456789Z and 2026-12-01 09:30; good until the next call. */
const char *when_exact(ambos_time time);
const char *when_minutes(ambos_time time);
/* `now`, @SECONDS[.FRACTION], or 2026-12-01, with a T or a space and 09:30[:00[.FRACTION]] behind, and Z or +01:00
   behind that; without one it is UTC. 0: it is none of these. */
int when_read(const char *text, ambos_time *time);

#endif
