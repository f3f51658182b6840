/* SPDX-License-Identifier: MIT */
#include "core/lines.h"

#include <stdbool.h>
#include <string.h>

#include "ambos/error.h"

static bool lines_end_in_cr(const char *text, size_t size)
{
    return size > 0 && text[size - 1] == '\r';
}

/* The byte behind is ours to change for the moment. */
static ambos_error lines_tell(const struct ambos__lines *lines, char *text, size_t size, bool more)
{
    const char behind = text[size];
    int enough;

    text[size] = '\0';
    enough = lines->tell(lines->context, lines->stream, text, size, more);
    text[size] = behind;
    return enough ? AMBOS_ECANCELED : AMBOS_OK;
}

/* The first piece of what is held; the byte or none behind it stays. */
static ambos_error lines_tell_piece(struct ambos__lines *lines)
{
    struct ambos__str *held = &lines->partial;
    const ambos_error error = lines_tell(lines, held->data, lines->limit, true);

    held->size -= lines->limit;
    memmove(held->data, held->data + lines->limit, held->size);
    return error;
}

/* What is held and no end of a line. */
static ambos_error lines_hold(struct ambos__lines *lines, const char *data, size_t size)
{
    ambos_error error = AMBOS_OK;

    while (!error && size > 0) {
        const size_t room = lines->limit + 1 - lines->partial.size;
        const size_t part = size < room ? size : room;

        if (part == 0) {
            error = lines_tell_piece(lines);
            continue;
        }
        error = ambos__str_append(&lines->partial, data, part);
        data += part;
        size -= part;
    }
    return error;
}

/* What is held is a line. */
static ambos_error lines_tell_held(struct ambos__lines *lines)
{
    ambos_error error = AMBOS_OK;

    if (lines->partial.size > lines->limit)
        error = lines_tell_piece(lines);
    if (!error)
        error = lines_tell(lines, lines->partial.data, lines->partial.size, false);
    lines->partial.size = 0;
    return error;
}

/* The rest of a line and its LF, which data[size] is. */
static ambos_error lines_complete(struct ambos__lines *lines, char *data, size_t size)
{
    struct ambos__str *held = &lines->partial;
    ambos_error error;

    if (held->size == 0 && size <= lines->limit)
        return lines_tell(lines, data, lines_end_in_cr(data, size) ? size - 1 : size, false);
    error = lines_hold(lines, data, size);
    if (!error && lines_end_in_cr(held->data, held->size))
        held->size--;
    return error ? error : lines_tell_held(lines);
}

ambos_error ambos__lines_take(struct ambos__lines *lines, char *data, size_t size)
{
    ambos_error error = AMBOS_OK;

    while (!error && size > 0) {
        char *end = (char *)memchr(data, '\n', size);
        const size_t length = end ? (size_t)(end - data) : size;

        error = end ? lines_complete(lines, data, length) : lines_hold(lines, data, length);
        data += length + (end != NULL);
        size -= length + (end != NULL);
    }
    return error;
}

ambos_error ambos__lines_end(struct ambos__lines *lines)
{
    return lines->partial.size > 0 ? lines_tell_held(lines) : AMBOS_OK;
}

void ambos__lines_free(struct ambos__lines *lines)
{
    ambos__str_free(&lines->partial);
}
