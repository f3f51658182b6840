/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_PATH_TEXT_H
#define AMBOS_CORE_PATH_TEXT_H

#include <stdbool.h>

#include "ambos/path.h"
#include "core/str.h"

/* Paths of both systems as text: nothing here asks a system. What is answered is what Python's posixpath and ntpath
   answer, but where path.h says otherwise. Results are appended to a string that is empty at entry; the only failures
   are AMBOS_ENOMEM and those said, and the failure slot is not set. */

void ambos__path_split(const char *path, bool windows, ambos_path_parts *parts);
ambos_error ambos__path_join(const char *base, const char *name, bool windows, struct ambos__str *joined);
ambos_error ambos__path_normalise(const char *path, bool windows, struct ambos__str *normal);
/* AMBOS_EXDEV: other drives. AMBOS_EINVAL: one counts from where the other does not, or the text cannot tell. */
ambos_error ambos__path_relative(const char *path, const char *start, bool windows, struct ambos__str *relative);
/* AMBOS_EINVAL: no name to give it to, or a text that is no extension. */
ambos_error ambos__path_with_extension(const char *path, const char *extension, bool windows, struct ambos__str *changed);
/* Every separator as `separator`, '/' or '\'; only on Windows do they differ, and never in a verbatim path. */
ambos_error ambos__path_separate(const char *path, bool windows, char separator, struct ambos__str *changed);
bool ambos__path_reserved(const char *path, bool windows);
bool ambos__path_local(const char *path, bool windows);

#endif
