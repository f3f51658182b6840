/* SPDX-License-Identifier: MIT */
#include "width.h"

#include <string.h>

#include "tool.h"
#include "utf8.h"

/* The blocks of East Asian Width W and F that fonts draw two columns wide, and of emoji; roughly, as there is no
   wcwidth that is the same everywhere. */
static int is_wide(uint32_t character)
{
    static const uint32_t blocks[][2] = {
        { 0x1100, 0x115f }, { 0x2e80, 0xa4cf }, { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },   { 0xfe30, 0xfe6f },
        { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
    };
    size_t i;

    for (i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
        if (character >= blocks[i][0] && character <= blocks[i][1])
            return 1;
    return 0;
}

static int is_control(uint32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0);
}

/* The next character, moving on; 0xfffd and one byte where there is none. */
static uint32_t next_character(const char **text, size_t *size)
{
    uint32_t character = 0xfffd;

    *size = utf8_character(*text, strlen(*text), &character);
    *text += *size ? *size : 1;
    return *size ? character : 0xfffd;
}

size_t width_of(const char *text)
{
    size_t width = 0, size;

    while (*text) {
        const uint32_t character = next_character(&text, &size);

        /* Combining marks stand on the letter before. */
        if (character < 0x300 || character > 0x36f)
            width += is_wide(character) ? 2 : 1;
    }
    return width;
}

void width_give(const char *text, void (*give)(const char *text, size_t size))
{
    size_t size;

    while (*text) {
        const char *start = text;
        const uint32_t character = next_character(&text, &size);

        if (!size || is_control(character))
            give("?", 1);
        else
            give(start, size);
    }
}

void width_say(const char *text)
{
    width_give(text, tool_out);
}
