/* SPDX-License-Identifier: MIT */
#include "core/str.h"

#include <stdint.h>
#include <string.h>

#include "ambos/error.h"
#include "core/memory.h"

enum { STR_SMALLEST = 64 };

static size_t str_next_capacity(size_t capacity, size_t needed)
{
    size_t next = capacity > SIZE_MAX / 2 ? SIZE_MAX : capacity * 2;

    if (next < STR_SMALLEST)
        next = STR_SMALLEST;
    return next < needed ? needed : next;
}

ambos_error ambos__str_reserve(struct ambos__str *str, size_t extra)
{
    size_t needed, capacity;
    char *data;

    if (extra >= SIZE_MAX - str->size)
        return AMBOS_ENOMEM;
    needed = str->size + extra + 1;
    if (needed <= str->capacity)
        return AMBOS_OK;
    capacity = str_next_capacity(str->capacity, needed);
    data = ambos__resize(str->data, capacity);
    if (!data)
        return AMBOS_ENOMEM;
    str->data = data;
    str->capacity = capacity;
    return AMBOS_OK;
}

ambos_error ambos__str_append(struct ambos__str *str, const void *bytes, size_t size)
{
    ambos_error error = ambos__str_reserve(str, size);

    if (error || size == 0)
        return error;
    memcpy(str->data + str->size, bytes, size);
    str->size += size;
    return AMBOS_OK;
}

ambos_error ambos__str_append_text(struct ambos__str *str, const char *text)
{
    return ambos__str_append(str, text, strlen(text));
}

ambos_error ambos__str_append_char(struct ambos__str *str, char byte)
{
    return ambos__str_append(str, &byte, 1);
}

ambos_error ambos__str_take(struct ambos__str *str, char **block)
{
    ambos_error error = ambos__str_reserve(str, 0);

    *block = NULL;
    if (error)
        return error;
    str->data[str->size] = '\0';
    *block = str->data;
    *str = (struct ambos__str){ 0 };
    return AMBOS_OK;
}

void ambos__str_free(struct ambos__str *str)
{
    ambos__release(str->data);
    *str = (struct ambos__str){ 0 };
}
