/* SPDX-License-Identifier: MIT */
#include "core/env_block.h"

#include <stdlib.h>
#include <string.h>

#include "ambos/error.h"
#include "core/memory.h"
#include "core/utf.h"

/* qsort hands no context to its comparison, so each item carries what that needs. */
struct env_item {
    const struct ambos__env_entry *entry;
    size_t index;
    ambos__upcase *upcase;
};

/* A name read as the UTF-16 units that Windows would compare. */
struct env_reader {
    const char *text;
    size_t left;
    uint32_t low; /* second half of a pair that was begun, or 0 */
    ambos__upcase *upcase;
};

static const char env_root_name[] = "SYSTEMROOT=";

bool ambos__env_name_valid(const char *name, size_t length, bool hidden)
{
    size_t skip = hidden && length > 1 && name[0] == '=' ? 1 : 0;

    return length > 0 && !memchr(name + skip, '=', length - skip) && !memchr(name, '\0', length);
}

size_t ambos__env_name_length(const char *text, size_t length, bool hidden)
{
    size_t skip = hidden && length > 0 ? 1 : 0;
    const char *end = memchr(text + skip, '=', length - skip);
    size_t name_length = end ? (size_t)(end - text) : 0;

    return ambos__env_name_valid(text, name_length, hidden) ? name_length : 0;
}

/* The next unit, or -1 at the end. Bytes that are no text stand for themselves: they are refused elsewhere, here it
   only matters that they have a place in the order. */
static int32_t env_next_unit(struct env_reader *reader)
{
    uint32_t point = reader->low;
    size_t used;

    reader->low = 0;
    if (point)
        return (int32_t)point;
    if (reader->left == 0)
        return -1;
    used = ambos__utf8_decode(reader->text, reader->left, &point);
    if (used == 0) {
        point = (unsigned char)*reader->text;
        used = 1;
    }
    reader->text += used;
    reader->left -= used;
    if (point < 0x10000)
        return reader->upcase((uint16_t)point);
    reader->low = 0xDC00U | (point & 0x3FFU);
    return (int32_t)(0xD7C0U + (point >> 10));
}

static int env_compare_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t shared = a_length < b_length ? a_length : b_length;
    int order = shared > 0 ? memcmp(a, b, shared) : 0;

    return order ? order : (a_length > b_length) - (a_length < b_length);
}

int ambos__env_compare(const char *a, size_t a_length, const char *b, size_t b_length, ambos__upcase *upcase)
{
    struct env_reader left = { a, a_length, 0, upcase };
    struct env_reader right = { b, b_length, 0, upcase };
    int32_t l, r;

    if (!upcase)
        return env_compare_bytes(a, a_length, b, b_length);
    do {
        l = env_next_unit(&left);
        r = env_next_unit(&right);
    } while (l == r && l >= 0);
    return (l > r) - (l < r);
}

/* FNV-1a, over units in place of bytes when there is an upper case. */
uint32_t ambos__env_hash(const char *name, size_t length, ambos__upcase *upcase)
{
    struct env_reader reader = { name, length, 0, upcase };
    uint32_t hash = 2166136261U;
    int32_t unit;
    size_t i;

    for (i = 0; !upcase && i < length; i++)
        hash = (hash ^ (unsigned char)name[i]) * 16777619U;
    while (upcase && (unit = env_next_unit(&reader)) >= 0)
        hash = (hash ^ (uint32_t)unit) * 16777619U;
    return hash;
}

static int env_compare_names(const struct env_item *a, const struct env_item *b)
{
    return ambos__env_compare(a->entry->text, a->entry->name_length, b->entry->text, b->entry->name_length, a->upcase);
}

static int env_by_index(const void *a, const void *b)
{
    const struct env_item *left = a, *right = b;

    return (left->index > right->index) - (left->index < right->index);
}

static int env_by_name(const void *a, const void *b)
{
    int order = env_compare_names(a, b);

    return order ? order : env_by_index(a, b);
}

/* Sorts by name and drops all but the last variable of each; the new count. */
static size_t env_sort_unique(struct env_item *items, size_t count)
{
    size_t kept = 0;

    qsort(items, count, sizeof *items, env_by_name);
    for (size_t i = 0; i < count; i++) {
        if (i + 1 == count || env_compare_names(&items[i], &items[i + 1]) != 0)
            items[kept++] = items[i];
    }
    return kept;
}

static void env_list(struct env_item *items, const struct ambos__env_entry *entries, size_t count,
                     ambos__upcase *upcase)
{
    for (size_t i = 0; i < count; i++)
        items[i] = (struct env_item){ &entries[i], i + 1, upcase };
}

static bool env_entry_valid(const struct ambos__env_entry *entry, bool hidden)
{
    size_t name_length = entry->name_length;

    return name_length < entry->length && entry->text[name_length] == '=' &&
           ambos__env_name_valid(entry->text, name_length, hidden) &&
           !memchr(entry->text + name_length, '\0', entry->length - name_length);
}

/* Neither a name nor a value of more can be read or set by any means, whatever a block may hold. */
enum { ENV_UNITS_MOST = 32766 };

static bool env_too_long(const struct ambos__env_entry *entry, size_t units)
{
    size_t name_units = 0;

    if (units > ENV_UNITS_MOST)
        (void)ambos__utf8_to_utf16(entry->text, entry->name_length, NULL, 0, &name_units);
    return units > ENV_UNITS_MOST && (name_units > ENV_UNITS_MOST || units - name_units - 1 > ENV_UNITS_MOST);
}

/* Checks the entries and counts what they take, each with its NUL: units when there is an upper case, else bytes. */
static ambos_error env_measure(const struct ambos__env_entry *entries, size_t count, ambos__upcase *upcase,
                               size_t *total)
{
    /* So that no sum or product below overflows; the same text may stand in the list many times. */
    const size_t most = SIZE_MAX / 4;

    *total = 0;
    if (count >= most / (2 * sizeof(struct env_item)))
        return AMBOS_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        size_t size = entries[i].length;

        if (!env_entry_valid(&entries[i], upcase != NULL))
            return AMBOS_EINVAL;
        if (upcase && ambos__utf8_to_utf16(entries[i].text, size, NULL, 0, &size) == AMBOS_EILSEQ)
            return AMBOS_EILSEQ;
        if (upcase && env_too_long(&entries[i], size))
            return AMBOS_E2BIG;
        if (size >= most / 2 - *total)
            return AMBOS_ENOMEM;
        *total += size + 1;
    }
    return AMBOS_OK;
}

static void env_write_texts(char **array, char *text, const struct env_item *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        array[i] = text;
        memcpy(text, items[i].entry->text, items[i].entry->length);
        text += items[i].entry->length;
        *text++ = '\0';
    }
    array[count] = NULL;
}

ambos_error ambos__env_build_posix(const struct ambos__env_entry *entries, size_t count, char ***envp)
{
    size_t total, kept;
    char **array;
    struct env_item *items;
    ambos_error error = env_measure(entries, count, NULL, &total);

    *envp = NULL;
    if (error)
        return error;
    /* The items are of use here only, but a second allocation would cost more than the room they leave behind. */
    array = ambos__allocate((count + 1) * sizeof *array + count * sizeof *items + total);
    if (!array)
        return AMBOS_ENOMEM;
    items = (struct env_item *)(void *)(array + count + 1);
    env_list(items, entries, count, NULL);
    kept = env_sort_unique(items, count);
    qsort(items, kept, sizeof *items, env_by_index);
    env_write_texts(array, (char *)(items + count), items, kept);
    *envp = array;
    return AMBOS_OK;
}

/* Makes SYSTEMROOT the first variable of all, so that one among the entries wins as every later one does. */
static void env_list_root(struct env_item *item, struct ambos__env_entry *root, char *text, const char *value,
                          ambos__upcase *upcase)
{
    size_t name_length = sizeof env_root_name - 2;
    size_t value_length = strlen(value);

    memcpy(text, env_root_name, name_length + 1);
    memcpy(text + name_length + 1, value, value_length);
    *root = (struct ambos__env_entry){ text, name_length + 1 + value_length, name_length };
    *item = (struct env_item){ root, 0, upcase };
}

static ambos_error env_write_units(uint16_t *out, size_t capacity, const struct env_item *items, size_t count,
                                   size_t *units)
{
    size_t at = 0, size;

    for (size_t i = 0; i < count; i++) {
        ambos_error error = ambos__utf8_to_utf16(items[i].entry->text, items[i].entry->length, out + at, capacity - at,
                                                 &size);
        if (error)
            return error;
        at += size;
        out[at++] = 0;
    }
    if (count == 0)
        out[at++] = 0;
    out[at++] = 0;
    *units = at;
    return AMBOS_OK;
}

/* The block comes first in the allocation since it is what is handed over; the items, of use here only, and the text
   of SYSTEMROOT lie behind it. */
ambos_error ambos__env_build_windows(const struct ambos__env_entry *entries, size_t count, const char *system_root,
                                     ambos__upcase *upcase, uint16_t **block, size_t *units)
{
    size_t root_size = system_root ? sizeof env_root_name + strlen(system_root) : 0;
    size_t listed = system_root ? count + 1 : count;
    size_t total, capacity, block_items;
    struct ambos__env_entry root;
    struct env_item *memory, *items;
    ambos_error error = env_measure(entries, count, upcase, &total);

    *block = NULL;
    if (error)
        return error;
    capacity = total + root_size + 2;
    block_items = capacity * sizeof **block / sizeof *items + 1;
    memory = ambos__allocate((block_items + listed) * sizeof *items + root_size);
    if (!memory)
        return AMBOS_ENOMEM;
    items = memory + block_items;
    env_list(items, entries, count, upcase);
    if (system_root)
        env_list_root(&items[count], &root, (char *)(items + listed), system_root, upcase);
    error = env_write_units((uint16_t *)(void *)memory, capacity, items, env_sort_unique(items, listed), units);
    if (error)
        ambos__release(memory);
    else
        *block = (uint16_t *)(void *)memory;
    return error;
}
