/* SPDX-License-Identifier: MIT */
/* What text takes on a terminal. */
#ifndef AMBOS_TOOLS_WIDTH_H
#define AMBOS_TOOLS_WIDTH_H

#include <stddef.h>

/* Columns of a name when width_say() writes it. */
size_t width_of(const char *text);
/* The name, with ? for each control character and each byte that is no UTF-8: a name must not steer the terminal. */
void width_say(const char *text);
/* Likewise to somewhere else, in pieces. */
void width_give(const char *text, void (*give)(const char *text, size_t size));

#endif
