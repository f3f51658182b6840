/* SPDX-License-Identifier: MIT */
#include "core/utf.h"

#include <stdbool.h>
#include <string.h>

#include "ambos/error.h"

enum { UTF_BLOCK = 16 };

/* Where one conversion stands: `at` counts the whole output, also what no longer fitted. */
struct utf_units {
    uint16_t *data;
    size_t capacity;
    size_t at;
};

struct utf_bytes {
    unsigned char *data;
    size_t capacity;
    size_t at;
};

static bool utf_is_high(uint32_t unit)
{
    return (unit & 0xFFFFFC00U) == 0xD800U;
}

static bool utf_is_low(uint32_t unit)
{
    return (unit & 0xFFFFFC00U) == 0xDC00U;
}

static bool utf_is_continuation(unsigned char byte)
{
    return (byte & 0xC0U) == 0x80U;
}

static size_t utf_sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead < 0xC2)
        return 0;
    if (lead < 0xE0)
        return 2;
    if (lead < 0xF0)
        return 3;
    return lead < 0xF5 ? 4 : 0;
}

/* The lead byte alone does not rule out overlong forms and points above 10FFFF: the next byte does. */
static bool utf_second_fits(unsigned char lead, unsigned char second)
{
    switch (lead) {
    case 0xE0:
        return second >= 0xA0;
    case 0xF0:
        return second >= 0x90;
    case 0xF4:
        return second < 0x90;
    default:
        return true;
    }
}

static bool utf_starts_low_surrogate(const unsigned char *text, size_t length)
{
    return length >= 3 && text[0] == 0xED && text[1] >= 0xB0 && text[1] <= 0xBF && utf_is_continuation(text[2]);
}

static size_t utf_decode_one(const unsigned char *text, size_t length, uint32_t *point)
{
    size_t used = length > 0 ? utf_sequence_length(text[0]) : 0;
    uint32_t value;

    if (used < 2) {
        *point = used == 1 ? text[0] : 0;
        return used;
    }
    if (used > length || !utf_second_fits(text[0], text[1]))
        return 0;
    value = text[0] & (0x7FU >> used);
    for (size_t i = 1; i < used; i++) {
        if (!utf_is_continuation(text[i]))
            return 0;
        value = value << 6 | (text[i] & 0x3FU);
    }
    if (utf_is_high(value) && utf_starts_low_surrogate(text + used, length - used))
        return 0;
    *point = value;
    return used;
}

/* Eight bytes at a time: names, paths and environments are nearly always ASCII throughout. */
static size_t utf_ascii_bytes(const unsigned char *text, size_t length)
{
    size_t n = 0;
    uint64_t word;

    for (; length - n >= sizeof word; n += sizeof word) {
        memcpy(&word, text + n, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (n < length && text[n] < 0x80)
        n++;
    return n;
}

static size_t utf_ascii_units(const uint16_t *text, size_t length)
{
    size_t n = 0;
    uint64_t word;

    for (; length - n >= sizeof word / sizeof *text; n += sizeof word / sizeof *text) {
        memcpy(&word, text + n, sizeof word);
        if (word & UINT64_C(0xFF80FF80FF80FF80))
            break;
    }
    while (n < length && text[n] < 0x80)
        n++;
    return n;
}

static size_t utf_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* In blocks of a fixed size and without aliasing compilers use vectors for these two. */
static void utf_copy_wider(uint16_t *restrict out, const unsigned char *restrict text, size_t length)
{
    for (; length >= UTF_BLOCK; length -= UTF_BLOCK, out += UTF_BLOCK, text += UTF_BLOCK) {
        for (size_t i = 0; i < UTF_BLOCK; i++)
            out[i] = text[i];
    }
    for (size_t i = 0; i < length; i++)
        out[i] = text[i];
}

static void utf_copy_narrower(unsigned char *restrict out, const uint16_t *restrict text, size_t length)
{
    for (; length >= UTF_BLOCK; length -= UTF_BLOCK, out += UTF_BLOCK, text += UTF_BLOCK) {
        for (size_t i = 0; i < UTF_BLOCK; i++)
            out[i] = (unsigned char)text[i];
    }
    for (size_t i = 0; i < length; i++)
        out[i] = (unsigned char)text[i];
}

static void utf_put_ascii_units(struct utf_units *out, const unsigned char *text, size_t length)
{
    if (out->at < out->capacity)
        utf_copy_wider(out->data + out->at, text, utf_least(length, out->capacity - out->at));
    out->at += length;
}

static void utf_put_ascii_bytes(struct utf_bytes *out, const uint16_t *text, size_t length)
{
    if (out->at < out->capacity)
        utf_copy_narrower(out->data + out->at, text, utf_least(length, out->capacity - out->at));
    out->at += length;
}

static void utf_put_unit(struct utf_units *out, uint32_t unit)
{
    if (out->at < out->capacity)
        out->data[out->at] = (uint16_t)unit;
    out->at++;
}

static void utf_put_point16(struct utf_units *out, uint32_t point)
{
    if (point < 0x10000) {
        utf_put_unit(out, point);
    } else {
        utf_put_unit(out, 0xD7C0U + (point >> 10));
        utf_put_unit(out, 0xDC00U | (point & 0x3FFU));
    }
}

static void utf_put_byte(struct utf_bytes *out, uint32_t byte)
{
    if (out->at < out->capacity)
        out->data[out->at] = (unsigned char)byte;
    out->at++;
}

static void utf_put_point8(struct utf_bytes *out, uint32_t point)
{
    if (point < 0x800) {
        utf_put_byte(out, 0xC0U | point >> 6);
    } else {
        if (point < 0x10000) {
            utf_put_byte(out, 0xE0U | point >> 12);
        } else {
            utf_put_byte(out, 0xF0U | point >> 18);
            utf_put_byte(out, 0x80U | (point >> 12 & 0x3FU));
        }
        utf_put_byte(out, 0x80U | (point >> 6 & 0x3FU));
    }
    utf_put_byte(out, 0x80U | (point & 0x3FU));
}

ambos_error ambos__utf8_to_utf16(const char *text, size_t length, uint16_t *out, size_t capacity, size_t *needed)
{
    const unsigned char *bytes = (const unsigned char *)text;
    struct utf_units units = { out, capacity, 0 };
    size_t at = 0;

    while (at < length) {
        size_t run = utf_ascii_bytes(bytes + at, length - at);
        uint32_t point;

        utf_put_ascii_units(&units, bytes + at, run);
        at += run;
        while (at < length && bytes[at] >= 0x80) {
            size_t used = utf_decode_one(bytes + at, length - at, &point);

            if (used == 0) {
                *needed = at;
                return AMBOS_EILSEQ;
            }
            utf_put_point16(&units, point);
            at += used;
        }
    }
    *needed = units.at;
    return units.at <= capacity ? AMBOS_OK : AMBOS_ERANGE;
}

/* A pair is one point, any other unit is a point of its own, lone surrogates too. */
static size_t utf_read_point(const uint16_t *text, size_t length, uint32_t *point)
{
    *point = text[0];
    if (length < 2 || !utf_is_high(text[0]) || !utf_is_low(text[1]))
        return 1;
    *point = 0x10000U + ((text[0] & 0x3FFU) << 10 | (text[1] & 0x3FFU));
    return 2;
}

ambos_error ambos__utf16_to_utf8(const uint16_t *text, size_t length, char *out, size_t capacity, size_t *needed)
{
    struct utf_bytes bytes = { (unsigned char *)out, capacity, 0 };
    size_t at = 0;

    while (at < length) {
        size_t run = utf_ascii_units(text + at, length - at);
        uint32_t point;

        utf_put_ascii_bytes(&bytes, text + at, run);
        at += run;
        while (at < length && text[at] >= 0x80) {
            at += utf_read_point(text + at, length - at, &point);
            utf_put_point8(&bytes, point);
        }
    }
    *needed = bytes.at;
    return bytes.at <= capacity ? AMBOS_OK : AMBOS_ERANGE;
}

size_t ambos__utf8_decode(const char *text, size_t length, uint32_t *point)
{
    return utf_decode_one((const unsigned char *)text, length, point);
}

size_t ambos__utf8_truncate(const char *text, size_t length, size_t limit)
{
    const unsigned char *bytes = (const unsigned char *)text;

    if (limit >= length)
        return length;
    for (size_t back = 0; back <= 3 && back <= limit; back++) {
        if (!utf_is_continuation(bytes[limit - back]))
            return utf_sequence_length(bytes[limit - back]) > back ? limit - back : limit;
    }
    return limit;
}
