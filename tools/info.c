/* SPDX-License-Identifier: MIT */
#include "info.h"

const char *info_type(uint32_t type)
{
    static const char *const names[] = { "unknown", "file",      "directory", "symlink", "junction",
                                         "block",   "character", "fifo",      "socket",  "other" };

    return type < sizeof names / sizeof names[0] ? names[type] : "other";
}
