/* SPDX-License-Identifier: MIT */
#include "core/glob.h"

#include <string.h>

#include "ambos/dir.h"
#include "core/utf.h"

bool ambos__glob_next(const char **at, const char *end, struct ambos__glob_part *part)
{
    const char *text = *at;

    while (text < end && *text == '/')
        text++;
    part->text = text;
    while (text < end && *text != '/')
        text++;
    part->length = (size_t)(text - part->text);
    *at = text;
    return part->length > 0;
}

bool ambos__glob_is_deep(struct ambos__glob_part part)
{
    return part.length == 2 && part.text[0] == '*' && part.text[1] == '*';
}

bool ambos__glob_may_begin(struct ambos__glob_part name, uint32_t flags)
{
    return (flags & AMBOS_GLOB_HIDDEN) || name.length == 0 || name.text[0] != '.';
}

/* Characters --------------------------------------------------------------------------- */

/* A byte that is no part of a code point is a character behind all of them. */
static uint32_t glob_take(const char **at, const char *end)
{
    uint32_t point;
    size_t length;

    if ((unsigned char)**at < 0x80) {
        point = (unsigned char)**at;
        (*at)++;
        return point;
    }
    length = ambos__utf8_decode(*at, (size_t)(end - *at), &point);
    if (length == 0) {
        point = UINT32_C(0x110000) + (unsigned char)**at;
        length = 1;
    }
    *at += length;
    return point;
}

static uint32_t glob_upper(uint32_t point)
{
    return point >= 'a' && point <= 'z' ? point - 'a' + 'A' : point;
}

static uint32_t glob_lower(uint32_t point)
{
    return point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point;
}

/* Sets ---------------------------------------------------------------------------------- */

/* The `]` of a set whose `[` is just before `at`; NULL: it is never closed. */
static const char *glob_set_end(const char *at, const char *end)
{
    if (at < end && *at == '!')
        at++;
    if (at < end && *at == ']')
        at++;
    return at < end ? (const char *)memchr(at, ']', (size_t)(end - at)) : NULL;
}

/* [at, end) is what is between the brackets, without `!`. */
static bool glob_set_has(const char *at, const char *end, uint32_t point)
{
    while (at < end) {
        const uint32_t low = glob_take(&at, end);
        uint32_t high = low;

        if (end - at >= 2 && *at == '-') {
            at++;
            high = glob_take(&at, end);
        }
        if (point >= low && point <= high)
            return true;
    }
    return false;
}

static bool glob_set_fits(const char *at, const char *end, uint32_t point, uint32_t flags)
{
    const bool negated = at < end && *at == '!';
    bool found;

    if (negated)
        at++;
    if (flags & AMBOS_GLOB_IGNORE_CASE)
        found = glob_set_has(at, end, glob_lower(point)) || glob_set_has(at, end, glob_upper(point));
    else
        found = glob_set_has(at, end, point);
    return found != negated;
}

bool ambos__glob_is_magic(struct ambos__glob_part part)
{
    const char *const end = part.text + part.length;
    const char *at;

    for (at = part.text; at < end; at++)
        if (*at == '*' || *at == '?' || (*at == '[' && glob_set_end(at + 1, end)))
            return true;
    return false;
}

/* Names --------------------------------------------------------------------------------- */

/* Does the next of the pattern, which is no star, fit this character? Then it is taken. */
static bool glob_fits_one(const char **pattern, const char *end, uint32_t point, uint32_t flags)
{
    const char *at = *pattern;
    const char *const close = *at == '[' ? glob_set_end(at + 1, end) : NULL;
    bool fits;

    if (close) {
        fits = glob_set_fits(at + 1, close, point, flags);
        at = close + 1;
    } else if (*at == '?') {
        fits = true;
        at++;
    } else {
        const uint32_t wanted = glob_take(&at, end);

        fits = wanted == point || ((flags & AMBOS_GLOB_IGNORE_CASE) && glob_lower(wanted) == glob_lower(point));
    }
    if (fits)
        *pattern = at;
    return fits;
}

/* Only the last star is ever tried again: what stands before it has found the first place where it fits, and no later
   one leaves more to the rest. */
static bool glob_fits_text(struct ambos__glob_part pattern, struct ambos__glob_part name, uint32_t flags)
{
    const char *at = pattern.text, *const end = at + pattern.length;
    const char *text = name.text, *const text_end = text + name.length;
    const char *star = NULL, *star_text = NULL;

    while (text < text_end) {
        const char *next = text;
        uint32_t point;

        if (at < end && *at == '*') {
            star = ++at;
            star_text = text;
            continue;
        }
        point = glob_take(&next, text_end);
        if (at < end && glob_fits_one(&at, end, point, flags)) {
            text = next;
            continue;
        }
        if (!star)
            return false;
        (void)glob_take(&star_text, text_end);
        text = star_text;
        at = star;
    }
    while (at < end && *at == '*')
        at++;
    return at == end;
}

bool ambos__glob_fits(struct ambos__glob_part pattern, struct ambos__glob_part name, uint32_t flags)
{
    if (!ambos__glob_may_begin(name, flags) && pattern.text[0] != '.')
        return false;
    return glob_fits_text(pattern, name, flags);
}

/* Paths --------------------------------------------------------------------------------- */

/* May a `**` at the end of a pattern have all that is left? */
static bool glob_all_may_begin(const char *path, const char *end, uint32_t flags)
{
    struct ambos__glob_part name;

    while (ambos__glob_next(&path, end, &name))
        if (!ambos__glob_may_begin(name, flags))
            return false;
    return true;
}

/* As glob_fits_text, with names for characters and `**` for the star. */
static bool glob_fits_path(const char *at, const char *end, const char *path, const char *path_end, uint32_t flags)
{
    const char *star = NULL, *star_path = NULL;
    struct ambos__glob_part part, name;
    const char *next_path = path;

    while (ambos__glob_next(&next_path, path_end, &name)) {
        const char *next = at;
        const bool more = ambos__glob_next(&next, end, &part);

        if (more && ambos__glob_is_deep(part)) {
            star = at = next;
            star_path = path;
            if (!ambos__glob_next(&next, end, &part))
                return glob_all_may_begin(path, path_end, flags);
        } else if (more && ambos__glob_fits(part, name, flags)) {
            at = next;
            path = next_path;
        } else if (star) {
            (void)ambos__glob_next(&star_path, path_end, &name);
            if (!ambos__glob_may_begin(name, flags))
                return false;
            path = star_path;
            at = star;
        } else {
            return false;
        }
        next_path = path;
    }
    return !ambos__glob_next(&at, end, &part);
}

int AMBOS_CALL ambos_match(const char *pattern, const char *path, uint32_t flags)
{
    const char *end;
    const char *path_end;

    if (!pattern || !path || (flags & ~(uint32_t)(AMBOS_GLOB_HIDDEN | AMBOS_GLOB_IGNORE_CASE)))
        return 0;
    end = pattern + strlen(pattern);
    path_end = path + strlen(path);
    if ((*pattern == '/') != (*path == '/'))
        return 0;
    if (end > pattern && end[-1] == '/' && (path_end == path || path_end[-1] != '/'))
        return 0;
    return glob_fits_path(pattern, end, path, path_end, flags);
}
