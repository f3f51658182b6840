/* SPDX-License-Identifier: MIT */
/* Permissions in words, as chmod has them. */
#ifndef AMBOS_TOOLS_MODE_H
#define AMBOS_TOOLS_MODE_H

#include "tool.h"

/* 0644, or u+rwx,go-w,a=rX. 0: it is neither. */
int mode_is(const char *text);
/* What becomes of `old`; `directory` is about X. Without u, g, o or a the bits of the umask stay as they are. */
uint32_t mode_changed(const char *text, uint32_t old, int directory);

#endif
