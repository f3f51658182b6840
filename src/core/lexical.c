/* SPDX-License-Identifier: MIT */
#include "core/lexical.h"

#include <stdbool.h>
#include <string.h>

#include "ambos/error.h"

/* One separator, behind whatever is there. */
static void lexical_separate(struct ambos__str *text, size_t begun)
{
    if (text->size == begun || text->data[text->size - 1] != '/')
        text->data[text->size++] = '/';
}

/* The names of a path, each behind a separator. There is room for all of it. */
static void lexical_add(struct ambos__str *text, size_t begun, const char *path)
{
    bool added = path[0] == '/';

    while (*path) {
        const size_t length = strcspn(path, "/");

        if (length > 0 && !(length == 1 && path[0] == '.')) {
            lexical_separate(text, begun);
            memcpy(text->data + text->size, path, length);
            text->size += length;
            added = true;
        }
        /* "." and nothing behind a separator: what was before must be a directory. The base is one. */
        path += length + strspn(path + length, "/");
        if (*path == '\0' && added && (path[-1] == '/' || (length == 1 && path[-1] == '.')))
            lexical_separate(text, begun);
    }
}

ambos_error ambos__lexical_absolute(const char *base, const char *path, struct ambos__str *absolute)
{
    const size_t begun = absolute->size, base_length = path[0] == '/' ? 0 : strlen(base);

    if (ambos__str_reserve(absolute, base_length + strlen(path) + 1))
        return AMBOS_ENOMEM;
    memcpy(absolute->data + begun, base, base_length);
    absolute->size += base_length;
    lexical_add(absolute, begun, path);
    return AMBOS_OK;
}
