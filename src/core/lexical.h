/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_LEXICAL_H
#define AMBOS_CORE_LEXICAL_H

#include "ambos/base.h"
#include "core/str.h"

/* Paths of POSIX as text. */

/* Appends `path` without "." and doubled separators, behind `base`, an absolute path that is as it should be, where it is
   relative; `base` is not looked at otherwise. ".." stays, since the name before it may be a link; so does a separator at
   the end, which demands a directory, and "x/." is "x/". AMBOS_ENOMEM. */
ambos_error ambos__lexical_absolute(const char *base, const char *path, struct ambos__str *absolute);

#endif
