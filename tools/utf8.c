/* SPDX-License-Identifier: MIT */
#include "utf8.h"

/* How long a character is by its first byte, and what its second may be: the table of RFC 3629. */
static size_t length_of(const unsigned char *text, size_t left)
{
    static const struct {
        unsigned char first, last, low, high;
        unsigned char size;
    } rows[] = {
        { 0x00, 0x7f, 0x00, 0xff, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
        { 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
        { 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
    };
    size_t row;

    for (row = 0; row < sizeof rows / sizeof rows[0]; row++)
        if (text[0] >= rows[row].first && text[0] <= rows[row].last)
            return rows[row].size <= left &&
                           (rows[row].size == 1 || (text[1] >= rows[row].low && text[1] <= rows[row].high))
                       ? rows[row].size
                       : 0;
    return 0;
}

size_t utf8_character(const char *data, size_t left, uint32_t *character)
{
    const unsigned char *text = (const unsigned char *)data;
    const size_t length = left ? length_of(text, left) : 0;
    size_t i;

    if (!length)
        return 0;
    *character = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        *character = *character << 6 | (text[i] & 0x3f);
    }
    return length;
}

int utf8_is(const char *text, size_t size)
{
    uint32_t character;
    size_t at = 0, step = 1;

    for (; at < size && step; at += step)
        step = utf8_character(text + at, size - at, &character);
    return step != 0;
}
