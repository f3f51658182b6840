/* SPDX-License-Identifier: MIT */
/* Patterns: every short one, beside Python's fnmatch for names and beside a matcher that tries everything for paths. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "ambos/ambos.h"
#include "core/glob.h"
#include "glob_reference.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* The next text of the same length, with the last letter moving first; false: they are all done. */
static bool next_text(char *text, size_t length, const char *alphabet)
{
    while (length-- > 0) {
        const char *const after = strchr(alphabet, text[length]) + 1;

        text[length] = *after ? *after : alphabet[0];
        if (*after)
            return true;
    }
    return false;
}

static bool fits(const char *pattern, const char *name, uint32_t flags)
{
    const struct ambos__glob_part p = { pattern, strlen(pattern) };
    const struct ambos__glob_part n = { name, strlen(name) };

    return ambos__glob_fits(p, n, flags);
}

static uint64_t answers(const char *pattern)
{
    uint64_t bits = 0;
    unsigned at = 0;

    for (size_t length = 0; length <= 3; length++) {
        char name[4] = "";

        memset(name, 'a', length);
        do
            bits |= (uint64_t)fits(pattern, name, AMBOS_GLOB_HIDDEN) << at++;
        while (next_text(name, length, "ab-"));
    }
    CHECK_INT(at, 40);
    return bits;
}

TEST(every_short_pattern_fits_what_python_says)
{
    size_t at = 0;

    for (size_t length = 0; length <= 4; length++) {
        char pattern[5] = "";

        memset(pattern, 'a', length);
        do {
            CHECK(at < COUNT(glob_reference));
            if (answers(pattern) != glob_reference[at])
                FAIL("%s: %" PRIx64 " instead of %" PRIx64, pattern, answers(pattern), glob_reference[at]);
            at++;
        } while (next_text(pattern, length, "ab*?[]!-"));
    }
    CHECK_INT(at, COUNT(glob_reference));
}

/* ---- paths ---- */

static bool may_be_skipped(const char *name, uint32_t flags)
{
    return (flags & AMBOS_GLOB_HIDDEN) || name[0] != '.';
}

/* By trying everything. Both end with NULL. */
static bool naive(const char *const *pattern, const char *const *path, uint32_t flags)
{
    if (!*pattern)
        return !*path;
    if (strcmp(*pattern, "**") != 0)
        return *path && fits(*pattern, *path, flags) && naive(pattern + 1, path + 1, flags);
    if (pattern[1] && naive(pattern + 1, path, flags))
        return true;
    return *path && may_be_skipped(*path, flags) && ((!pattern[1] && !path[1]) || naive(pattern, path + 1, flags));
}

static const char *const parts[] = { "a", "*", "**", ".a", "b*" };
static const char *const names[] = { "a", "b", ".a" };

/* The digits of `number` as names; NULL behind them. */
static void pick(const char *const *from, size_t choices, size_t number, size_t count, const char *list[], char *text)
{
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        list[i] = from[number % choices];
        number /= choices;
        strcat(strcat(text, i ? "/" : ""), list[i]);
    }
    list[count] = NULL;
}

static size_t power(size_t base, size_t exponent)
{
    return exponent ? base * power(base, exponent - 1) : 1;
}

static void compare_paths(const char *const *pattern, const char *pattern_text, size_t count, uint32_t flags)
{
    const char *path[6];
    char text[32];

    for (size_t i = 0; i < power(COUNT(names), count); i++) {
        pick(names, COUNT(names), i, count, path, text);
        if (ambos_match(pattern_text, text, flags) != naive(pattern, path, flags))
            FAIL("%s, %s, %u: not %d", pattern_text, text, (unsigned)flags, ambos_match(pattern_text, text, flags));
    }
}

TEST(every_short_path_fits_as_trying_everything_says)
{
    const char *pattern[6];
    char text[32];

    for (size_t length = 1; length <= 5; length++)
        for (size_t i = 0; i < power(COUNT(parts), length); i++) {
            pick(parts, COUNT(parts), i, length, pattern, text);
            for (size_t count = 1; count <= 4; count++) {
                compare_paths(pattern, text, count, 0);
                compare_paths(pattern, text, count, AMBOS_GLOB_HIDDEN);
            }
        }
}

TEST(magic_is_what_fits_more_than_itself)
{
    static const struct {
        const char *text;
        bool magic;
    } rows[] = { { "a", false },  { "", false },    { "[", false },   { "[]", false },  { "[!]", false }, { "a]", false },
                 { "*", true },   { "a?", true },   { "[a]", true },  { "[]]", true },  { "[!]]", true }, { "x[[]", true },
                 { "[a", false }, { "\\*", true },  { "[!]a]", true } };

    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct ambos__glob_part part = { rows[i].text, strlen(rows[i].text) };

        if (ambos__glob_is_magic(part) != rows[i].magic)
            FAIL("%s", rows[i].text);
    }
}
