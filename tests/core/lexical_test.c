/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <string.h>

#include "ambos/error.h"
#include "core/lexical.h"

static const struct {
    const char *base, *path, *absolute;
} rows[] = {
    { "/base", "a", "/base/a" },
    { "/base", "a/b", "/base/a/b" },
    { "/base", "./a//./b", "/base/a/b" },
    { "/base", "a/", "/base/a/" },
    { "/base", "a///", "/base/a/" },
    { "/base", "a/.", "/base/a/" },
    { "/base", "a/./", "/base/a/" },
    { "/base", ".", "/base" },
    { "/base", "./", "/base" },
    { "/base", ".//.", "/base" },
    { "/base", "..", "/base/.." },
    { "/base", "../x", "/base/../x" },
    { "/base", "a/..", "/base/a/.." },
    { "/base", "a/../", "/base/a/../" },
    { "/base", "...", "/base/..." },
    { "/base", ".a", "/base/.a" },
    { "/base", "a.", "/base/a." },
    { "/base", "a/b.", "/base/a/b." },
    { "/base", " ", "/base/ " },
    { "/base", "\xff\n", "/base/\xff\n" },
    { "/", "a", "/a" },
    { "/", ".", "/" },
    { "/", "..", "/.." },
    { "/base", "/", "/" },
    { "/base", "//", "/" },
    { "/base", "/.", "/" },
    { "/base", "/./", "/" },
    { "/base", "/..", "/.." },
    { "/base", "/a", "/a" },
    { "/base", "//a//b/", "/a/b/" },
    { "/base", "/./a/.", "/a/" },
    { "", "/a", "/a" },
};

TEST(paths_become_absolute)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ambos__str text = { 0 };

        CHECK_CODE(ambos__lexical_absolute(rows[i].base, rows[i].path, &text), AMBOS_OK);
        CHECK_MEM(text.data, text.size, rows[i].absolute, strlen(rows[i].absolute));
        ambos__str_free(&text);
    }
}

/* What is absolute stays as it is. */
TEST(twice_is_once)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ambos__str text = { 0 };

        CHECK_CODE(ambos__lexical_absolute("/other", rows[i].absolute, &text), AMBOS_OK);
        CHECK_MEM(text.data, text.size, rows[i].absolute, strlen(rows[i].absolute));
        ambos__str_free(&text);
    }
}

TEST(what_is_there_stays)
{
    struct ambos__str text = { 0 };

    CHECK_CODE(ambos__str_append_text(&text, "x/"), AMBOS_OK);
    CHECK_CODE(ambos__lexical_absolute("/b", "/c/", &text), AMBOS_OK);
    CHECK_MEM(text.data, text.size, "x//c/", 5);
    ambos__str_free(&text);
}
