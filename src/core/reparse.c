/* SPDX-License-Identifier: MIT */
#include "core/reparse.h"

#include <string.h>

#include "ambos/error.h"
#include "ambos/file.h"
#include "core/nt_path.h"
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
        case AMBOS__TAG_APP_EXEC:
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

/* A version and texts with a NUL behind each: package, entry point, program. */
static ambos_error decode_app_exec(const unsigned char *data, size_t size, struct ambos__reparse *link)
{
    enum { FIELDS = 4, VERSION = 3, PROGRAM = 2 };
    size_t at = FIELDS, text, begun = FIELDS;

    if (size < FIELDS)
        return AMBOS_EIO;
    if (read_u32(data) != VERSION)
        return AMBOS_EINVAL;
    for (text = 0; text <= PROGRAM; text++) {
        for (begun = at; at + 2 <= size && read_u16(data + at) != 0; at += 2)
            continue;
        if (at + 2 > size)
            return AMBOS_EIO;
        at += 2;
    }
    link->units = (const uint16_t *)(const void *)(data + begun);
    link->length = (at - 2 - begun) / 2;
    return AMBOS_OK;
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
    case AMBOS__TAG_APP_EXEC:
        return decode_app_exec(bytes + AMBOS__REPARSE_HEADER, length, link);
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

/* ---- encoding ---- */

enum { SYMLINK_FIELDS = 12, MOUNT_POINT_FIELDS = 8, SYMLINK_RELATIVE = 1 };

static void write_u16(unsigned char *at, size_t value)
{
    at[0] = (unsigned char)(value & 0xFF);
    at[1] = (unsigned char)(value >> 8 & 0xFF);
}

static void write_u32(unsigned char *at, uint32_t value)
{
    write_u16(at, value & 0xFFFF);
    write_u16(at + 2, value >> 16);
}

/* `prefix` and the units; the number of bytes. */
static size_t write_name(unsigned char *at, const char *prefix, const uint16_t *units, size_t length)
{
    const size_t before = strlen(prefix);
    size_t i;

    for (i = 0; i < before; i++)
        write_u16(at + 2 * i, (unsigned char)prefix[i]);
    for (i = 0; i < length; i++)
        write_u16(at + 2 * (before + i), units[i]);
    return 2 * (before + length);
}

static void write_header(unsigned char *bytes, uint32_t tag, size_t data)
{
    write_u32(bytes, tag);
    write_u16(bytes + 4, data);
    write_u16(bytes + 6, 0);
}

/* How the kernel spells a target: `prefix` in place of its first `skip` units. False: it cannot. */
static bool symlink_spelling(const uint16_t *target, size_t length, const char **prefix, size_t *skip)
{
    *prefix = "";
    *skip = 0;
    switch (ambos__path_kind(target, length)) {
    case AMBOS__PATH_RELATIVE:
    case AMBOS__PATH_ROOTED:
        return length > 0;
    case AMBOS__PATH_DRIVE_RELATIVE:
        return false;
    case AMBOS__PATH_DRIVE:
        *prefix = "\\??\\";
        return true;
    case AMBOS__PATH_UNC:
        *prefix = "\\??\\UNC\\";
        *skip = 2;
        return true;
    default:
        *prefix = "\\??\\";
        *skip = 4;
        return length > 4;
    }
}

ambos_error ambos__reparse_encode_symlink(const uint16_t *target, size_t length, void *buffer, size_t *size)
{
    unsigned char *const bytes = buffer, *const names = bytes + AMBOS__REPARSE_HEADER + SYMLINK_FIELDS;
    size_t skip, printed, substituted;
    const char *prefix;

    if (!symlink_spelling(target, length, &prefix, &skip))
        return AMBOS_EINVAL;
    if (length > AMBOS__REPARSE_MAX ||
        AMBOS__REPARSE_HEADER + SYMLINK_FIELDS + 2 * (2 * length - skip + strlen(prefix)) > AMBOS__REPARSE_MAX)
        return AMBOS_ENAMETOOLONG;
    printed = write_name(names, "", target, length);
    substituted = write_name(names + printed, prefix, target + skip, length - skip);
    write_u16(bytes + 8, printed);
    write_u16(bytes + 10, substituted);
    write_u16(bytes + 12, 0);
    write_u16(bytes + 14, printed);
    write_u32(bytes + 16, prefix[0] ? 0 : SYMLINK_RELATIVE);
    write_header(bytes, AMBOS__TAG_SYMLINK, SYMLINK_FIELDS + printed + substituted);
    *size = AMBOS__REPARSE_HEADER + SYMLINK_FIELDS + printed + substituted;
    return AMBOS_OK;
}

static bool units_are_drive(const uint16_t *units, size_t length)
{
    return length >= 3 && unit_is_letter(units[0]) && units[1] == ':' && units[2] == '\\';
}

/* The part of a junction's target behind the prefix \??\, and how much of it is a root. 0: no target for one. */
static size_t junction_root(const uint16_t *units, size_t length)
{
    const struct ambos__reparse text = { "", units, NULL, length };
    size_t i;

    if (units_are_drive(units, length))
        return 3;
    if (!units_begin(&text, "Volume{"))
        return 0;
    for (i = 0; i + 1 < length; i++)
        if (units[i] == '}' && units[i + 1] == '\\')
            return i + 2;
    return 0;
}

/* The names of a junction have a NUL behind each, which their lengths do not count. */
static size_t write_junction_names(unsigned char *bytes, const uint16_t *place, size_t length, const char *shown_prefix)
{
    unsigned char *const names = bytes + AMBOS__REPARSE_HEADER + MOUNT_POINT_FIELDS;
    const size_t substituted = write_name(names, "\\??\\", place, length);
    const size_t printed = write_name(names + substituted + 2, shown_prefix, place, length);

    write_u16(names + substituted, 0);
    write_u16(names + substituted + 2 + printed, 0);
    write_u16(bytes + 8, 0);
    write_u16(bytes + 10, substituted);
    write_u16(bytes + 12, substituted + 2);
    write_u16(bytes + 14, printed);
    return substituted + 2 + printed + 2;
}

ambos_error ambos__reparse_encode_junction(const uint16_t *target, size_t length, void *buffer, size_t *size)
{
    const bool verbatim = ambos__path_kind(target, length) == AMBOS__PATH_VERBATIM;
    const uint16_t *const place = target + (verbatim ? 4 : 0);
    const size_t root = junction_root(place, length - (verbatim ? 4 : 0));
    const char *const shown = root != 0 && place[1] != ':' ? "\\\\?\\" : "";
    size_t data;

    if (root == 0 || (!verbatim && shown[0]))
        return AMBOS_EINVAL;
    length -= verbatim ? 4 : 0;
    while (length > root && place[length - 1] == '\\')
        length--;
    if (length > AMBOS__REPARSE_MAX || AMBOS__REPARSE_HEADER + MOUNT_POINT_FIELDS +
                                               2 * (4 + length + 1 + strlen(shown) + length + 1) >
                                           AMBOS__REPARSE_MAX)
        return AMBOS_ENAMETOOLONG;
    data = MOUNT_POINT_FIELDS + write_junction_names(buffer, place, length, shown);
    write_header(buffer, AMBOS__TAG_MOUNT_POINT, data);
    *size = AMBOS__REPARSE_HEADER + data;
    return AMBOS_OK;
}
