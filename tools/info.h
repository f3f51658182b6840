/* SPDX-License-Identifier: MIT */
/* What stat, ls and walk say of a file. */
#ifndef AMBOS_TOOLS_INFO_H
#define AMBOS_TOOLS_INFO_H

#include <stdint.h>

/* file, directory, symlink ... */
const char *info_type(uint32_t type);

#endif
