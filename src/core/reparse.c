/* SPDX-License-Identifier: MIT */
#include "core/reparse.h"

#include <string.h>

#include "ambos/error.h"
#include "ambos/file.h"
#include "core/utf.h"

enum { ATTRIBUTE_DIRECTORY = 0x10, ATTRIBUTE_DEVICE = 0x40, ATTRIBUTE_REPARSE = 0x400 };

bool ambos__reparse_is_link(uint32_t tag)
{
    return (tag & 0x20000000u) != 0;
}

uint32_t ambos__reparse_type(uint32_t attributes, uint32_t tag)
{
    if (attributes & ATTRIBUTE_REPARSE) {
        switch (tag) {
        case AMBOS__TAG_SYMLINK:
        case AMBOS__TAG_LX_SYMLINK:
            return AMBOS_TYPE_SYMLINK;
        case AMBOS__TAG_AF_UNIX:
            return AMBOS_TYPE_SOCKET;
        case AMBOS__TAG_LX_FIFO:
            return AMBOS_TYPE_FIFO;
        case AMBOS__TAG_LX_CHARACTER:
            return AMBOS_TYPE_CHARACTER;
        case AMBOS__TAG_LX_BLOCK:
            return AMBOS_TYPE_BLOCK;
        /* The alias of a Store app: it can be run, but not opened. */
        case AMBOS__TAG_APP_EXEC_LINK:
            return AMBOS_TYPE_OTHER;
        default:
            if (ambos__reparse_is_link(tag))
                return AMBOS_TYPE_JUNCTION;
        }
    }
    if (attributes & ATTRIBUTE_DIRECTORY)
        return AMBOS_TYPE_DIRECTORY;
    return attributes & ATTRIBUTE_DEVICE ? AMBOS_TYPE_CHARACTER : AMBOS_TYPE_FILE;
}

static uint32_t read_u16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t read_u32(const unsigned char *at)
{
    return read_u16(at) | read_u16(at + 2) << 16;
}

static bool unit_is_letter(uint16_t unit)
{
    return (unit >= 'A' && unit <= 'Z') || (unit >= 'a' && unit <= 'z');
}

static bool units_begin(const struct ambos__reparse *link, const char *ascii)
{
    size_t i;

    for (i = 0; ascii[i] != '\0'; i++)
        if (i >= link->length || link->units[i] != (uint16_t)(unsigned char)ascii[i])
            return false;
    return true;
}

static void drop_units(struct ambos__reparse *link, size_t count, const char *prefix)
{
    link->units += count;
    link->length -= count;
    link->prefix = prefix;
}

/* The kernel's spelling of an absolute target as Win32's. Only what Win32 reads back as the same place loses its
   prefix: "Volume{...}\x" alone would be a relative path. */
static void drop_kernel_prefix(struct ambos__reparse *link)
{
    if (!units_begin(link, "\\??\\"))
        return;
    if (units_begin(link, "\\??\\UNC\\"))
        drop_units(link, 8, "\\\\");
    else if (link->length >= 7 && unit_is_letter(link->units[4]) && link->units[5] == ':' && link->units[6] == '\\')
        drop_units(link, 4, "");
    else
        drop_units(link, 4, "\\\\?\\");
}

/* A name of a symlink or junction: `fields` has the offsets and lengths, in bytes, of the substitute name and the print
   name in `names`. */
static ambos_error find_name(const unsigned char *fields, const unsigned char *names, size_t size,
                             struct ambos__reparse *link)
{
    size_t offset = read_u16(fields), length = read_u16(fields + 2);

    /* Some tools leave the substitute name empty. */
    if (length == 0) {
        offset = read_u16(fields + 4);
        length = read_u16(fields + 6);
    }
    if (offset % 2 != 0 || length % 2 != 0 || offset > size || length > size - offset)
        return AMBOS_EIO;
    link->units = (const uint16_t *)(const void *)(names + offset);
    link->length = length / 2;
    return AMBOS_OK;
}

static ambos_error decode_symlink(const unsigned char *data, size_t size, struct ambos__reparse *link)
{
    enum { FIELDS = 12, RELATIVE = 1 };
    ambos_error error;

    if (size < FIELDS)
        return AMBOS_EIO;
    error = find_name(data, data + FIELDS, size - FIELDS, link);
    if (error == AMBOS_OK && !(read_u32(data + 8) & RELATIVE))
        drop_kernel_prefix(link);
    return error;
}

static ambos_error decode_mount_point(const unsigned char *data, size_t size, struct ambos__reparse *link)
{
    enum { FIELDS = 8 };
    ambos_error error;

    if (size < FIELDS)
        return AMBOS_EIO;
    error = find_name(data, data + FIELDS, size - FIELDS, link);
    if (error == AMBOS_OK)
        drop_kernel_prefix(link);
    return error;
}

static ambos_error decode_lx_symlink(const unsigned char *data, size_t size, struct ambos__reparse *link)
{
    enum { FIELDS = 4, VERSION = 2 };
    size_t units;

    if (size < FIELDS)
        return AMBOS_EIO;
    if (read_u32(data) != VERSION)
        return AMBOS_EINVAL;
    link->bytes = (const char *)data + FIELDS;
    link->length = size - FIELDS;
    return ambos__utf8_to_utf16(link->bytes, link->length, NULL, 0, &units) == AMBOS_EILSEQ ? AMBOS_EILSEQ : AMBOS_OK;
}

ambos_error ambos__reparse_decode(const void *buffer, size_t size, struct ambos__reparse *link)
{
    const unsigned char *bytes = buffer;
    size_t length;

    memset(link, 0, sizeof *link);
    link->prefix = "";
    if (size < AMBOS__REPARSE_HEADER)
        return AMBOS_EIO;
    length = read_u16(bytes + 4);
    if (length > size - AMBOS__REPARSE_HEADER)
        return AMBOS_EIO;
    switch (read_u32(bytes)) {
    case AMBOS__TAG_SYMLINK:
        return decode_symlink(bytes + AMBOS__REPARSE_HEADER, length, link);
    case AMBOS__TAG_MOUNT_POINT:
        return decode_mount_point(bytes + AMBOS__REPARSE_HEADER, length, link);
    case AMBOS__TAG_LX_SYMLINK:
        return decode_lx_symlink(bytes + AMBOS__REPARSE_HEADER, length, link);
    default:
        return AMBOS_EINVAL;
    }
}

size_t ambos__reparse_length(const struct ambos__reparse *link)
{
    size_t bytes = link->length;

    if (link->units)
        (void)ambos__utf16_to_utf8(link->units, link->length, NULL, 0, &bytes);
    return strlen(link->prefix) + bytes;
}

ambos_error ambos__reparse_append(const struct ambos__reparse *link, struct ambos__str *target)
{
    const size_t length = ambos__reparse_length(link), prefix = strlen(link->prefix);
    char *at;
    size_t bytes;

    if (ambos__str_reserve(target, length) != AMBOS_OK)
        return AMBOS_ENOMEM;
    at = target->data + target->size;
    memcpy(at, link->prefix, prefix);
    if (link->units)
        (void)ambos__utf16_to_utf8(link->units, link->length, at + prefix, length - prefix, &bytes);
    else
        memcpy(at + prefix, link->bytes, length - prefix);
    target->size += length;
    return AMBOS_OK;
}
