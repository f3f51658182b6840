/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_NT_PATH_H
#define AMBOS_CORE_NT_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambos/base.h"

/* Paths of Windows, as UTF-16, and the names by which its kernel opens them. Lengths count units; no terminator is
   read or written. Nothing here allocates or sets the failure slot. */

enum ambos__path_kind {
    AMBOS__PATH_RELATIVE,       /* x\y */
    AMBOS__PATH_ROOTED,         /* \x: on the current drive */
    AMBOS__PATH_DRIVE_RELATIVE, /* C:x: in the current directory of that drive */
    AMBOS__PATH_DRIVE,          /* C:\x */
    AMBOS__PATH_UNC,            /* \\server\share\x */
    AMBOS__PATH_DEVICE,         /* \\.\x, and \\?\x spelled with a slash: Win32 cleans what follows */
    AMBOS__PATH_VERBATIM        /* \\?\x or \??\x: taken as it stands */
};
enum ambos__path_kind ambos__path_kind(const uint16_t *path, size_t length);

/* Does the spelling demand a directory? It ends in a separator, or its last name is "." or ".."; of a verbatim path
   only a `\` at the end counts. */
bool ambos__path_demands_directory(const uint16_t *path, size_t length);

/* Is the last name, trailing separators aside, "." or ".."? Never of a verbatim path. */
bool ambos__path_ends_in_dot(const uint16_t *path, size_t length);

/* The kernel's name of an absolute path as GetFullPathNameW gives it, or of a verbatim one:
   C:\x -> \??\C:\x    \\s\h\x -> \??\UNC\s\h\x    \\.\x and \\?\x -> \??\x    \??\x as it stands.
   Separators at its end are left off unless it is a root, whose `\` tells the directory from the device under it.
   AMBOS_ERANGE: more than `capacity`; *needed is what it takes, never more than length + 6. AMBOS_EINVAL: not absolute.
 */
ambos_error ambos__nt_path_build(const uint16_t *path, size_t length, uint16_t *out, size_t capacity, size_t *needed);

/* Makes a relative path one that the kernel takes relative to a directory handle, in place: `/` becomes `\`, empty
   names and "." go. "" stands for the directory itself. AMBOS_EINVAL: a ".." in it, or not relative. */
ambos_error ambos__nt_path_clean(uint16_t *path, size_t *length);

/* How much of a kernel's name is a root that has no parent: `\??\C:\`, `\??\UNC\s\h\`; 0 of a relative name. */
size_t ambos__nt_path_root(const uint16_t *name, size_t length);

/* Cuts a kernel's name (of ambos__nt_path_build or _clean) before its last part: *parent units name the directory
   (0: the directory handle itself), from *last on is the name in it. False for a root and for "". */
bool ambos__nt_path_split(const uint16_t *name, size_t length, size_t *parent, size_t *last);

#endif
