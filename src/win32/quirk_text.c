/* SPDX-License-Identifier: MIT */
/* UTF-16, which only this system wants: on the stack unless it is long. */
#include "win32/win32.h"

#include <string.h>

#include "core/utf.h"

void ambos__wide_init(struct ambos__wide *wide)
{
    wide->text = wide->room;
    wide->length = 0;
    wide->capacity = AMBOS__WIDE_ROOM;
    wide->room[0] = L'\0';
}

void ambos__wide_free(struct ambos__wide *wide)
{
    if (wide->text != wide->room)
        ambos__release(wide->text);
    ambos__wide_init(wide);
}

ambos_error ambos__wide_reserve(struct ambos__wide *wide, size_t length)
{
    wchar_t *block;

    if (length < wide->capacity)
        return AMBOS_OK;
    if (length > SIZE_MAX / sizeof *block - 1)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    block = ambos__allocate((length + 1) * sizeof *block);
    if (!block)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    memcpy(block, wide->text, (wide->length + 1) * sizeof *block);
    if (wide->text != wide->room)
        ambos__release(wide->text);
    wide->text = block;
    wide->capacity = length + 1;
    return AMBOS_OK;
}

ambos_error ambos__wide_append(struct ambos__wide *wide, const wchar_t *text, size_t length)
{
    ambos_error error = ambos__wide_reserve(wide, wide->length + length);

    if (error != AMBOS_OK)
        return error;
    memcpy(wide->text + wide->length, text, length * sizeof *text);
    wide->length += length;
    wide->text[wide->length] = L'\0';
    return AMBOS_OK;
}

ambos_error ambos__wide_from(struct ambos__wide *wide, const char *text, size_t length)
{
    size_t units = 0;
    ambos_error error;

    ambos__wide_init(wide);
    error = ambos__utf8_to_utf16(text, length, wide->text, wide->capacity - 1, &units);
    if (error == AMBOS_ERANGE) {
        error = ambos__wide_reserve(wide, units);
        if (error != AMBOS_OK)
            return error;
        error = ambos__utf8_to_utf16(text, length, wide->text, wide->capacity - 1, &units);
    }
    if (error != AMBOS_OK) {
        ambos__wide_free(wide);
        return ambos__fail(error, AMBOS_STEP_TEXT);
    }
    wide->length = units;
    wide->text[units] = L'\0';
    return AMBOS_OK;
}

ambos_error ambos__str_append_wide(struct ambos__str *str, const wchar_t *text, size_t length)
{
    size_t bytes = 0;

    (void)ambos__utf16_to_utf8(text, length, NULL, 0, &bytes);
    if (ambos__str_reserve(str, bytes) != AMBOS_OK)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    (void)ambos__utf16_to_utf8(text, length, str->data + str->size, bytes, &bytes);
    str->size += bytes;
    return AMBOS_OK;
}
