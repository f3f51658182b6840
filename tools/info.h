/* SPDX-License-Identifier: MIT */
/* What stat, ls and walk say of a file. */
#ifndef AMBOS_TOOLS_INFO_H
#define AMBOS_TOOLS_INFO_H

#include "tool.h"

/* file, directory, symlink ... */
const char *info_type(uint32_t type);
/* The type and the permissions as ls -l has them, such as drwxr-xr-x. */
const char *info_letters(const ambos_file_info *info);
int info_is_link(uint32_t type);

/* The members of a file's JSON object; info NULL: no more than path, name and type. `name` NULL: no such member. */
void info_json(const char *path, const char *name, uint32_t type, const ambos_file_info *info);
/* One line of ls -l, without a name. */
void info_line(const ambos_file_info *info);

/* For --help. */
#define INFO_JSON_HELP                                                                                                \
    "JSON: type is one of file, directory, symlink, junction, block, character, fifo, socket, other; mode is octal\n" \
    "digits; device, id and the times (nanoseconds since 1970, also before) are strings of decimal digits, since\n"   \
    "they do not fit a JSON number; null is what is not known here. A path that is no UTF-8 comes as path_base64.\n"

#endif
