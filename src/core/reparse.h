/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_REPARSE_H
#define AMBOS_CORE_REPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ambos/base.h"
#include "core/str.h"

/* Reparse points: what Windows makes links of, and other things. */

enum {
    AMBOS__REPARSE_MAX = 16384, /* the largest buffer of one */
    AMBOS__REPARSE_HEADER = 8
};

#define AMBOS__TAG_MOUNT_POINT 0xA0000003u
#define AMBOS__TAG_SYMLINK 0xA000000Cu
#define AMBOS__TAG_LX_SYMLINK 0xA000001Du
#define AMBOS__TAG_APP_EXEC_LINK 0x8000001Bu
#define AMBOS__TAG_AF_UNIX 0x80000023u
#define AMBOS__TAG_LX_FIFO 0x80000024u
#define AMBOS__TAG_LX_CHARACTER 0x80000025u
#define AMBOS__TAG_LX_BLOCK 0x80000026u

/* Does the name stand for another one? Only such a reparse point is a link; the rest are ordinary files and directories
   that a filter serves (cloud files, deduplication, compression). */
bool ambos__reparse_is_link(uint32_t tag);

/* AMBOS_TYPE_... by the attributes of Windows and the tag, which counts only when the attributes say that there is one.
 */
uint32_t ambos__reparse_type(uint32_t attributes, uint32_t tag);

/* The target of a link, still in its buffer: `prefix` is to be put before it. Either `units` (a symlink, a junction) or
   `bytes` (a symlink of WSL, valid WTF-8) is set. */
struct ambos__reparse {
    const char *prefix;
    const uint16_t *units;
    const char *bytes;
    size_t length; /* of units or bytes */
};

/* Reads a REPARSE_DATA_BUFFER, aligned to 2 bytes, in the byte order of Windows.
   \??\C:\x is read as C:\x, \??\UNC\s\x as \\s\x, any other \??\x as \\?\x; a relative target as it stands.
   AMBOS_EINVAL: no link. AMBOS_EIO: the buffer contradicts itself. AMBOS_EILSEQ: WSL's text is not WTF-8.
   Sets no failure slot, as the next two. */
ambos_error ambos__reparse_decode(const void *buffer, size_t size, struct ambos__reparse *link);

/* Bytes of the target as WTF-8. */
size_t ambos__reparse_length(const struct ambos__reparse *link);
/* Appends it. AMBOS_ENOMEM. */
ambos_error ambos__reparse_append(const struct ambos__reparse *link, struct ambos__str *target);

#endif
