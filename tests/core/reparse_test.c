/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "ambos/file.h"
#include "core/memory.h"
#include "core/reparse.h"

enum { FILE_ATTRIBUTES = 0x400, DIRECTORY_ATTRIBUTES = 0x410 };

/* A buffer as the kernel fills it. */
struct buffer {
    uint64_t align;
    unsigned char bytes[512];
    size_t size;
};

static void put_u16(struct buffer *buffer, size_t at, size_t value)
{
    buffer->bytes[at] = (unsigned char)(value & 0xFF);
    buffer->bytes[at + 1] = (unsigned char)(value >> 8);
}

static void put_u32(struct buffer *buffer, size_t at, uint32_t value)
{
    put_u16(buffer, at, value & 0xFFFF);
    put_u16(buffer, at + 2, value >> 16);
}

static size_t put_name(struct buffer *buffer, size_t at, const char *name)
{
    for (size_t i = 0; name[i] != '\0'; i++) {
        const uint16_t unit = (uint16_t)(unsigned char)name[i];

        memcpy(buffer->bytes + at + 2 * i, &unit, 2);
    }
    return 2 * strlen(name);
}

static void put_header(struct buffer *buffer, uint32_t tag, size_t data)
{
    put_u32(buffer, 0, tag);
    put_u16(buffer, 4, data);
    put_u16(buffer, 6, 0);
    buffer->size = 8 + data;
}

/* The print name first, as some tools order them. */
static struct buffer link_buffer(uint32_t tag, const char *substitute, const char *print, uint32_t flags)
{
    struct buffer buffer = { 0 };
    const size_t fields = tag == AMBOS__TAG_SYMLINK ? 12 : 8, names = 8 + fields;
    const size_t printed = put_name(&buffer, names, print);
    const size_t substituted = put_name(&buffer, names + printed, substitute);

    put_u16(&buffer, 8, printed);
    put_u16(&buffer, 10, substituted);
    put_u16(&buffer, 12, 0);
    put_u16(&buffer, 14, printed);
    if (tag == AMBOS__TAG_SYMLINK)
        put_u32(&buffer, 16, flags);
    put_header(&buffer, tag, fields + printed + substituted);
    return buffer;
}

static struct buffer lx_buffer(uint32_t version, const char *target)
{
    struct buffer buffer = { 0 };

    put_u32(&buffer, 8, version);
    memcpy(buffer.bytes + 12, target, strlen(target));
    put_header(&buffer, AMBOS__TAG_LX_SYMLINK, 4 + strlen(target));
    return buffer;
}

static void check_target(const struct buffer *buffer, const char *expected)
{
    struct ambos__reparse link;
    struct ambos__str target = { 0 };

    CHECK_CODE(ambos__reparse_decode(buffer->bytes, buffer->size, &link), AMBOS_OK);
    CHECK_U64(ambos__reparse_length(&link), strlen(expected));
    CHECK_CODE(ambos__reparse_append(&link, &target), AMBOS_OK);
    CHECK_MEM(target.data, target.size, expected, strlen(expected));
    ambos__str_free(&target);
}

static void check_code(const struct buffer *buffer, ambos_error expected)
{
    struct ambos__reparse link;

    CHECK_CODE(ambos__reparse_decode(buffer->bytes, buffer->size, &link), expected);
}

/* Every shorter buffer is refused, and not a byte behind it is read (the blocks are exact, for the sanitizers). */
static void cut_everywhere(const struct buffer *whole)
{
    for (size_t size = 0; size < whole->size; size++) {
        unsigned char *copy = malloc(size + 1);
        struct ambos__reparse link;

        CHECK(copy != NULL);
        memcpy(copy, whole->bytes, size);
        copy[size] = 0xFF;
        CHECK_CODE(ambos__reparse_decode(copy, size, &link), AMBOS_EIO);
        free(copy);
    }
}

TEST(targets_of_symlinks)
{
    static const struct {
        const char *substitute;
        uint32_t flags;
        const char *target;
    } rows[] = {
        { "foo", 1, "foo" },
        { "..\\x y", 1, "..\\x y" },
        { "\\x", 1, "\\x" },
        { "\\??\\C:\\x", 0, "C:\\x" },
        { "\\??\\c:\\", 0, "c:\\" },
        { "\\??\\C:", 0, "\\\\?\\C:" },
        { "\\??\\UNC\\s\\h\\x", 0, "\\\\s\\h\\x" },
        { "\\??\\Volume{1}\\x", 0, "\\\\?\\Volume{1}\\x" },
        { "\\??\\UNCLE\\x", 0, "\\\\?\\UNCLE\\x" },
        { "\\??\\1:\\x", 0, "\\\\?\\1:\\x" },
        { "\\??\\", 0, "\\\\?\\" },
        { "C:\\x", 0, "C:\\x" },
        { "\\\\?\\C:\\x", 0, "\\\\?\\C:\\x" },
        { "\\??\\C:\\x", 1, "\\??\\C:\\x" },
        { "\\Device\\Mup\\s", 0, "\\Device\\Mup\\s" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct buffer buffer = link_buffer(AMBOS__TAG_SYMLINK, rows[i].substitute, "for show", rows[i].flags);

        check_target(&buffer, rows[i].target);
    }
}

TEST(targets_of_junctions)
{
    struct buffer buffer = link_buffer(AMBOS__TAG_MOUNT_POINT, "\\??\\C:\\Users\\", "", 0);

    check_target(&buffer, "C:\\Users\\");
    buffer = link_buffer(AMBOS__TAG_MOUNT_POINT, "\\??\\Volume{1-2}\\", "C:\\mnt", 0);
    check_target(&buffer, "\\\\?\\Volume{1-2}\\");
}

TEST(print_name_stands_in_for_an_empty_name)
{
    struct buffer buffer = link_buffer(AMBOS__TAG_MOUNT_POINT, "", "C:\\shown", 0);

    check_target(&buffer, "C:\\shown");
    buffer = link_buffer(AMBOS__TAG_SYMLINK, "", "", 1);
    check_target(&buffer, "");
}

TEST(names_beyond_ascii)
{
    struct buffer buffer = link_buffer(AMBOS__TAG_SYMLINK, "abcd", "", 1);
    static const uint16_t units[] = { 0xE4, 0xD83D, 0xDE00, 0xD800 };

    memcpy(buffer.bytes + 20, units, sizeof units);
    check_target(&buffer, "\xC3\xA4\xF0\x9F\x98\x80\xED\xA0\x80");
}

TEST(targets_of_wsl_symlinks)
{
    struct buffer buffer = lx_buffer(2, "/mnt/c/\xC3\xA4");

    check_target(&buffer, "/mnt/c/\xC3\xA4");
    buffer = lx_buffer(2, "");
    check_target(&buffer, "");
    buffer = lx_buffer(2, "a\xFF");
    check_code(&buffer, AMBOS_EILSEQ);
    buffer = lx_buffer(1, "a");
    check_code(&buffer, AMBOS_EINVAL);
}

static struct buffer app_exec_buffer(uint32_t version, const char *const texts[4])
{
    struct buffer buffer = { 0 };
    size_t at = 12;

    put_u32(&buffer, 8, version);
    for (size_t i = 0; i < 4 && texts[i]; i++)
        at += put_name(&buffer, at, texts[i]) + 2;
    put_header(&buffer, AMBOS__TAG_APP_EXEC, at - 8);
    return buffer;
}

TEST(targets_of_aliases_of_packaged_programs)
{
    static const char *const texts[4] = { "Package_1", "Package_1!App", "C:\\Program Files\\app.exe", "0" };
    static const char *const old[4] = { "P", "E", "C:\\app.exe", NULL };
    static const char *const few[4] = { "P", "E", NULL, NULL };
    struct buffer buffer = app_exec_buffer(3, texts);

    check_target(&buffer, "C:\\Program Files\\app.exe");
    buffer = app_exec_buffer(3, old);
    check_target(&buffer, "C:\\app.exe");
    cut_everywhere(&buffer);
    put_u16(&buffer, 4, buffer.size - 8 - 2);
    check_code(&buffer, AMBOS_EIO);
    buffer = app_exec_buffer(3, few);
    check_code(&buffer, AMBOS_EIO);
    buffer = app_exec_buffer(2, texts);
    check_code(&buffer, AMBOS_EINVAL);
}

TEST(other_reparse_points_are_no_links)
{
    static const uint32_t tags[] = { 0, AMBOS__TAG_AF_UNIX, 0x80000013u, 0x9000001Au, 0xFFFFFFFFu };
    struct buffer buffer = lx_buffer(2, "a");

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        put_u32(&buffer, 0, tags[i]);
        check_code(&buffer, AMBOS_EINVAL);
    }
}

TEST(cut_buffers)
{
    struct buffer buffer = link_buffer(AMBOS__TAG_SYMLINK, "\\??\\C:\\x", "C:\\x", 0);

    cut_everywhere(&buffer);
    buffer = link_buffer(AMBOS__TAG_MOUNT_POINT, "\\??\\C:\\x", "", 0);
    cut_everywhere(&buffer);
    buffer = lx_buffer(2, "abc");
    cut_everywhere(&buffer);
}

/* The header's own length is the limit, not the size of the buffer that the caller has. */
TEST(lengths_that_lie)
{
    struct buffer buffer = link_buffer(AMBOS__TAG_SYMLINK, "abcd", "", 1);

    put_u16(&buffer, 10, 10);
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 10, 3);
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 10, 8);
    put_u16(&buffer, 8, 1);
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 8, 0xFFFE);
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 8, 0);
    put_u16(&buffer, 4, 11);
    buffer.size = 400;
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 4, 18);
    check_code(&buffer, AMBOS_EIO);
    put_u16(&buffer, 4, 20);
    check_target(&buffer, "abcd");
}

static void *AMBOS_CALL refuse_allocate(void *context, size_t size)
{
    (void)context;
    (void)size;
    return NULL;
}

static void *AMBOS_CALL refuse_resize(void *context, void *block, size_t size)
{
    (void)block;
    return refuse_allocate(context, size);
}

static void AMBOS_CALL refuse_release(void *context, void *block)
{
    (void)context;
    (void)block;
}

/* The length, which stat wants, takes no memory. */
TEST(without_memory)
{
    static const ambos_allocator none = { refuse_allocate, refuse_resize, refuse_release, NULL };
    const struct buffer buffer = link_buffer(AMBOS__TAG_SYMLINK, "\\??\\UNC\\s\\h", "", 0);
    struct ambos__reparse link;
    struct ambos__str target = { 0 };

    CHECK_OK(ambos_set_allocator(&none));
    CHECK_CODE(ambos__reparse_decode(buffer.bytes, buffer.size, &link), AMBOS_OK);
    CHECK_U64(ambos__reparse_length(&link), 5);
    CHECK_CODE(ambos__reparse_append(&link, &target), AMBOS_ENOMEM);
}

TEST(types)
{
    static const struct {
        uint32_t attributes, tag, type;
    } rows[] = {
        { 0x80, 0, AMBOS_TYPE_FILE },
        { 0, 0, AMBOS_TYPE_FILE },
        { 0x10, 0, AMBOS_TYPE_DIRECTORY },
        { 0x40, 0, AMBOS_TYPE_CHARACTER },
        { 0x20, AMBOS__TAG_SYMLINK, AMBOS_TYPE_FILE },
        { FILE_ATTRIBUTES, AMBOS__TAG_SYMLINK, AMBOS_TYPE_SYMLINK },
        { DIRECTORY_ATTRIBUTES, AMBOS__TAG_SYMLINK, AMBOS_TYPE_SYMLINK },
        { FILE_ATTRIBUTES, AMBOS__TAG_LX_SYMLINK, AMBOS_TYPE_SYMLINK },
        { DIRECTORY_ATTRIBUTES, AMBOS__TAG_MOUNT_POINT, AMBOS_TYPE_JUNCTION },
        { FILE_ATTRIBUTES, 0xA0000019u, AMBOS_TYPE_JUNCTION },
        { FILE_ATTRIBUTES, AMBOS__TAG_AF_UNIX, AMBOS_TYPE_SOCKET },
        { FILE_ATTRIBUTES, AMBOS__TAG_LX_FIFO, AMBOS_TYPE_FIFO },
        { FILE_ATTRIBUTES, AMBOS__TAG_LX_CHARACTER, AMBOS_TYPE_CHARACTER },
        { FILE_ATTRIBUTES, AMBOS__TAG_LX_BLOCK, AMBOS_TYPE_BLOCK },
        { FILE_ATTRIBUTES, 0x80000013u, AMBOS_TYPE_FILE },
        { DIRECTORY_ATTRIBUTES, 0x9000001Au, AMBOS_TYPE_DIRECTORY },
        { FILE_ATTRIBUTES, AMBOS__TAG_APP_EXEC, AMBOS_TYPE_OTHER },
        { 0x20, AMBOS__TAG_APP_EXEC, AMBOS_TYPE_FILE },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_INT(ambos__reparse_type(rows[i].attributes, rows[i].tag), rows[i].type);
    CHECK(ambos__reparse_is_link(AMBOS__TAG_MOUNT_POINT) && !ambos__reparse_is_link(0x9000001Au));
}

/* ---- encoding ---- */

typedef ambos_error encode_function(const uint16_t *target, size_t length, void *buffer, size_t *size);

static size_t widen(uint16_t *units, const char *text)
{
    size_t i;

    for (i = 0; text[i] != '\0'; i++)
        units[i] = (unsigned char)text[i];
    return i;
}

static void check_encoded(encode_function *encode, const char *target, const void *expected, size_t expected_size)
{
    unsigned char buffer[AMBOS__REPARSE_MAX];
    uint16_t units[64];
    size_t size = 0;

    CHECK_CODE(encode(units, widen(units, target), buffer, &size), AMBOS_OK);
    CHECK_MEM(buffer, size, expected, expected_size);
}

#define CHECK_ENCODED(encode, target, bytes) check_encoded(encode, target, bytes, sizeof(bytes) - 1)

TEST(symlinks_byte_by_byte)
{
    CHECK_ENCODED(ambos__reparse_encode_symlink, "a",
                  "\x0C\0\0\xA0\x10\0\0\0" "\2\0\2\0\0\0\2\0" "\1\0\0\0" "a\0" "a\0");
    CHECK_ENCODED(ambos__reparse_encode_symlink, "\\a",
                  "\x0C\0\0\xA0\x14\0\0\0" "\4\0\4\0\0\0\4\0" "\1\0\0\0" "\\\0a\0" "\\\0a\0");
    CHECK_ENCODED(ambos__reparse_encode_symlink, "C:\\",
                  "\x0C\0\0\xA0\x20\0\0\0" "\6\0\x0E\0\0\0\6\0" "\0\0\0\0" "C\0:\0\\\0"
                  "\\\0?\0?\0\\\0C\0:\0\\\0");
    CHECK_ENCODED(ambos__reparse_encode_symlink, "\\\\s\\h",
                  "\x0C\0\0\xA0\x2C\0\0\0" "\x0A\0\x16\0\0\0\x0A\0" "\0\0\0\0" "\\\0\\\0s\0\\\0h\0"
                  "\\\0?\0?\0\\\0U\0N\0C\0\\\0s\0\\\0h\0");
}

TEST(junctions_byte_by_byte)
{
    static const char drive[] = "\x03\0\0\xA0\x24\0\0\0" "\0\0\x10\0\x12\0\x08\0" "\\\0?\0?\0\\\0C\0:\0\\\0x\0" "\0\0"
                                "C\0:\0\\\0x\0" "\0\0";

    CHECK_ENCODED(ambos__reparse_encode_junction, "C:\\x", drive);
    CHECK_ENCODED(ambos__reparse_encode_junction, "C:\\x\\", drive);
    CHECK_ENCODED(ambos__reparse_encode_junction, "\\\\?\\C:\\x", drive);
    CHECK_ENCODED(ambos__reparse_encode_junction, "c:\\",
                  "\x03\0\0\xA0\x20\0\0\0" "\0\0\x0E\0\x10\0\6\0" "\\\0?\0?\0\\\0c\0:\0\\\0" "\0\0" "c\0:\0\\\0"
                  "\0\0");
    CHECK_ENCODED(ambos__reparse_encode_junction, "\\\\?\\Volume{1}\\",
                  "\x03\0\0\xA0\x44\0\0\0" "\0\0\x1C\0\x1E\0\x1C\0" "\\\0?\0?\0\\\0V\0o\0l\0u\0m\0e\0{\0" "1\0}\0\\\0"
                  "\0\0" "\\\0\\\0?\0\\\0V\0o\0l\0u\0m\0e\0{\0" "1\0}\0\\\0" "\0\0");
}

static void check_refused(encode_function *encode, const char *target, ambos_error expected)
{
    unsigned char buffer[AMBOS__REPARSE_MAX];
    uint16_t units[64];
    size_t size = 77;

    CHECK_CODE(encode(units, widen(units, target), buffer, &size), expected);
    CHECK_U64(size, 77);
}

TEST(targets_that_no_link_can_have)
{
    static const char *const symlinks[] = { "", "C:", "C:x", "\\\\?\\", "\\\\.\\" };
    static const char *const junctions[] = {
        "", "x", "\\x", "C:", "C:x", "\\\\s\\h\\x", "\\\\?\\UNC\\s\\h", "\\\\.\\C:\\x", "\\\\?\\Volume{1}",
        "\\\\?\\C:", "\\\\?\\GLOBALROOT\\Device\\x", "Volume{1}\\",
    };

    for (size_t i = 0; i < sizeof symlinks / sizeof *symlinks; i++)
        check_refused(ambos__reparse_encode_symlink, symlinks[i], AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof junctions / sizeof *junctions; i++)
        check_refused(ambos__reparse_encode_junction, junctions[i], AMBOS_EINVAL);
}

/* What is written is read back, up to the longest that fits, and nothing is written behind it. */
static size_t longest(encode_function *encode, const char *begin)
{
    enum { GUARD = 64 };
    unsigned char *const buffer = malloc(AMBOS__REPARSE_MAX + GUARD);
    uint16_t *const units = malloc(2 * AMBOS__REPARSE_MAX * sizeof *units);
    size_t length, size, fits = 0;
    ambos_error error = AMBOS_OK;

    CHECK(buffer != NULL && units != NULL);
    memset(buffer, 0x55, AMBOS__REPARSE_MAX + GUARD);
    length = widen(units, begin);
    while (error == AMBOS_OK && length < 2 * AMBOS__REPARSE_MAX) {
        units[length++] = 0xD83D;
        error = encode(units, length, buffer, &size);
        if (error == AMBOS_OK) {
            struct ambos__reparse link;

            CHECK(size <= AMBOS__REPARSE_MAX);
            CHECK_CODE(ambos__reparse_decode(buffer, size, &link), AMBOS_OK);
            CHECK_U64(strlen(link.prefix) + link.length, length);
            CHECK_MEM(link.units, link.length * 2, units + strlen(link.prefix), link.length * 2);
            fits = length;
        }
    }
    CHECK_CODE(error, AMBOS_ENAMETOOLONG);
    CHECK_CODE(encode(units, 2 * AMBOS__REPARSE_MAX, buffer, &size), AMBOS_ENAMETOOLONG);
    for (size_t i = 0; i < GUARD; i++)
        CHECK_INT(buffer[AMBOS__REPARSE_MAX + i], 0x55);
    free(buffer);
    free(units);
    return fits;
}

TEST(targets_as_long_as_can_be)
{
    CHECK_U64(longest(ambos__reparse_encode_symlink, "x"), (16384 - 20) / 4);
    CHECK_U64(longest(ambos__reparse_encode_symlink, "C:\\"), (16384 - 20 - 8) / 4);
    CHECK_U64(longest(ambos__reparse_encode_junction, "C:\\"), (16384 - 16 - 8 - 4) / 4);
}
