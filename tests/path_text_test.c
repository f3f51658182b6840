/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <ambos/ambos.h>

#include "check.h"

struct reference_path {
    const char *path;
    uint32_t kind;
    size_t drive, root, directory, name, extension;
    const char *normal;
};

/* relative: from the second to the first; NULL: not to be told from the texts, or not asked. */
struct reference_pair {
    const char *first, *second, *joined, *relative;
};

#include "path_reference.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* What a call made, compared and freed. */
static void check_made(const char *path, const char *other, ambos_error error, char **made, const char *expected)
{
    if (error != AMBOS_OK || strcmp(*made, expected) != 0)
        FAIL("'%s' '%s': '%s' (%s), and it should be '%s'", path, other, *made ? *made : "", ambos_error_name(error), expected);
    ambos_free(*made);
    *made = NULL;
}

static void check_parts(const struct reference_path *row, uint32_t grammar)
{
    ambos_path_parts parts;

    CHECK_OK(ambos_path_split(row->path, grammar, &parts));
    if (parts.kind != row->kind || parts.drive != row->drive || parts.root != row->root ||
        parts.directory != row->directory || parts.name != row->name || parts.extension != row->extension ||
        parts.length != strlen(row->path))
        FAIL("'%s': kind %u drive %zu root %zu directory %zu name %zu extension %zu", row->path, (unsigned)parts.kind,
             parts.drive, parts.root, parts.directory, parts.name, parts.extension);
    CHECK_INT(ambos_path_is_absolute(row->path, grammar), row->kind >= AMBOS_PATH_ABSOLUTE);
}

static void check_paths(const struct reference_path *rows, size_t count, uint32_t grammar)
{
    size_t i;

    for (i = 0; i < count; i++) {
        char *normal = NULL;
        const ambos_error error = ambos_path_normalise(rows[i].path, grammar, &normal);

        check_parts(&rows[i], grammar);
        check_made(rows[i].path, "normal", error, &normal, rows[i].normal);
    }
}

static void check_pairs(const struct reference_pair *rows, size_t count, uint32_t grammar)
{
    size_t i;

    for (i = 0; i < count; i++) {
        char *made = NULL;
        ambos_error error = ambos_path_join(rows[i].first, rows[i].second, grammar, &made);

        check_made(rows[i].first, rows[i].second, error, &made, rows[i].joined);
        if (rows[i].first[0] == '\0' || rows[i].second[0] == '\0')
            continue;
        error = ambos_path_relative(rows[i].first, rows[i].second, grammar, &made);
        if (rows[i].relative)
            check_made(rows[i].first, rows[i].second, error, &made, rows[i].relative);
        else if ((error != AMBOS_EINVAL && error != AMBOS_EXDEV) || made)
            FAIL("from '%s' to '%s': '%s'", rows[i].second, rows[i].first, made ? made : "");
    }
}

TEST(short_paths_of_posix_are_as_in_python)
{
    check_paths(reference_posix, COUNT(reference_posix), AMBOS_GRAMMAR_POSIX);
}

TEST(short_paths_of_windows_are_as_in_python)
{
    check_paths(reference_windows, COUNT(reference_windows), AMBOS_GRAMMAR_WINDOWS);
}

TEST(short_pairs_of_posix_are_as_in_python)
{
    check_pairs(reference_posix_pairs, COUNT(reference_posix_pairs), AMBOS_GRAMMAR_POSIX);
}

TEST(short_pairs_of_windows_are_as_in_python)
{
    check_pairs(reference_windows_pairs, COUNT(reference_windows_pairs), AMBOS_GRAMMAR_WINDOWS);
}

TEST(the_native_grammar_is_the_systems)
{
    CHECK_INT(ambos_path_is_absolute("C:\\a", AMBOS_GRAMMAR_NATIVE), test_is_windows());
    CHECK_INT(ambos_path_is_absolute("/a", AMBOS_GRAMMAR_NATIVE), !test_is_windows());
}

/* Normalising never changes what it has made, and never leaves what it should take out. */
TEST(what_is_normal_stays_as_it_is)
{
    size_t i;

    for (i = 0; i < COUNT(reference_windows); i++) {
        char *again = NULL;
        const ambos_error error = ambos_path_normalise(reference_windows[i].normal, AMBOS_GRAMMAR_WINDOWS, &again);

        check_made(reference_windows[i].path, "twice", error, &again, reference_windows[i].normal);
    }
}

/* The parts are within each other, whatever the text. */
TEST(parts_of_longer_windows_paths)
{
    static const struct {
        const char *path;
        uint32_t kind;
        size_t drive, root, directory, name, extension;
    } rows[] = {
        { "C:\\dir\\name.txt", AMBOS_PATH_ABSOLUTE, 2, 3, 6, 7, 11 },
        { "\\\\srv\\share\\a\\b.c", AMBOS_PATH_UNC, 11, 12, 13, 14, 15 },
        { "//srv/share", AMBOS_PATH_UNC, 11, 11, 11, 11, 11 },
        { "\\\\?\\C:\\a/b.x", AMBOS_PATH_VERBATIM, 6, 7, 7, 7, 10 },
        { "\\\\?\\UNC\\srv\\share\\x", AMBOS_PATH_VERBATIM, 17, 18, 18, 18, 19 },
        { "\\\\?\\unc\\srv\\share\\x", AMBOS_PATH_VERBATIM, 17, 18, 18, 18, 19 },
        { "\\??\\C:\\x", AMBOS_PATH_VERBATIM, 6, 7, 7, 7, 8 },
        { "//?/C:/x", AMBOS_PATH_DEVICE, 6, 7, 7, 7, 8 },
        { "\\\\.\\NUL", AMBOS_PATH_DEVICE, 7, 7, 7, 7, 7 },
        { "\\\\.", AMBOS_PATH_DEVICE, 3, 3, 3, 3, 3 },
        { "\\\\.x\\y\\z", AMBOS_PATH_UNC, 6, 7, 7, 7, 8 },
        { "C:name.tar.gz", AMBOS_PATH_DRIVE_RELATIVE, 2, 2, 2, 2, 10 },
        { "C:.profile", AMBOS_PATH_DRIVE_RELATIVE, 2, 2, 2, 2, 10 },
        { "\xc3\xa9:\\x", AMBOS_PATH_RELATIVE, 0, 0, 3, 4, 5 },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        const struct reference_path row = { rows[i].path,      rows[i].kind, rows[i].drive,     rows[i].root,
                                            rows[i].directory, rows[i].name, rows[i].extension, NULL };

        check_parts(&row, AMBOS_GRAMMAR_WINDOWS);
    }
}

TEST(normalising_keeps_what_a_path_means)
{
    static const struct {
        const char *path, *normal;
    } rows[] = {
        { "./c:x", ".\\c:x" },         { "./c:x/..", "." },
        { "a/../c:/x", ".\\c:\\x" },   { "/./?\?/x", "\\.\\?\?\\x" },
        { "\\\\?\\C:\\a\\..\\b/c", "\\\\?\\C:\\a\\..\\b/c" }, { "//srv/share/../x", "\\\\srv\\share\\x" },
        { "//srv/share", "\\\\srv\\share" }, { "c:..\\..\\x", "c:..\\..\\x" },
        { "\\\\.\\dev\\a\\..\\b", "\\\\.\\dev\\b" },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        char *normal = NULL;
        const ambos_error error = ambos_path_normalise(rows[i].path, AMBOS_GRAMMAR_WINDOWS, &normal);

        check_made(rows[i].path, "", error, &normal, rows[i].normal);
    }
}

TEST(joining_behind_shares_and_verbatim_paths)
{
    static const struct {
        const char *base, *name, *joined;
    } rows[] = {
        { "\\\\?\\C:\\a", "b/../c/./d", "\\\\?\\C:\\a\\c\\d" },
        { "\\\\?\\C:\\a\\", "..\\..\\..\\x", "\\\\?\\C:\\x" },
        { "\\\\?\\C:", "x", "\\\\?\\C:\\x" },
        { "\\\\?\\C:\\a", "/x/y", "\\\\?\\C:\\x\\y" },
        { "\\\\?\\C:\\a", "D:\\x", "D:\\x" },
        { "\\\\?\\UNC\\s\\h\\a", "..\\b", "\\\\?\\UNC\\s\\h\\b" },
        { "//srv/share", "x", "//srv/share\\x" },
        { "//srv/share", "/x", "//srv/share/x" },
        { "c:\\a", "C:b", "C:\\a\\b" },
        { "c:\\a", "d:b", "d:b" },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++) {
        char *joined = NULL;
        const ambos_error error = ambos_path_join(rows[i].base, rows[i].name, AMBOS_GRAMMAR_WINDOWS, &joined);

        check_made(rows[i].base, rows[i].name, error, &joined, rows[i].joined);
    }
}

TEST(relative_to_what)
{
    char *relative = NULL;

    check_made("case", "", ambos_path_relative("C:\\Dir\\X", "c:\\dIR\\y", AMBOS_GRAMMAR_WINDOWS, &relative), &relative, "..\\X");
    check_made("share", "", ambos_path_relative("//s/h/a", "\\\\S\\H", AMBOS_GRAMMAR_WINDOWS, &relative), &relative, "a");
    check_made("colon", "", ambos_path_relative("a/c:x", "a", AMBOS_GRAMMAR_WINDOWS, &relative), &relative, ".\\c:x");
    check_made("prefix", "", ambos_path_relative("/ab/c", "/a", AMBOS_GRAMMAR_POSIX, &relative), &relative, "../ab/c");
    CHECK_ERR(ambos_path_relative("C:\\a", "D:\\a", AMBOS_GRAMMAR_WINDOWS, &relative), AMBOS_EXDEV);
    CHECK_ERR(ambos_path_relative("/a", "a", AMBOS_GRAMMAR_POSIX, &relative), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_relative("a", "..", AMBOS_GRAMMAR_POSIX, &relative), AMBOS_EINVAL);
    CHECK(relative == NULL);
}

TEST(extensions_are_exchanged)
{
    char *changed = NULL;

    check_made("a/b.c", ".o", ambos_path_with_extension("a/b.c", ".o", AMBOS_GRAMMAR_POSIX, &changed), &changed, "a/b.o");
    check_made("a.d/b", ".o", ambos_path_with_extension("a.d/b", ".o", AMBOS_GRAMMAR_POSIX, &changed), &changed, "a.d/b.o");
    check_made("b.tar.gz", "", ambos_path_with_extension("b.tar.gz", "", AMBOS_GRAMMAR_POSIX, &changed), &changed, "b.tar");
    check_made(".b", ".c", ambos_path_with_extension(".b", ".c", AMBOS_GRAMMAR_POSIX, &changed), &changed, ".b.c");
    check_made("...", ".c", ambos_path_with_extension("...", ".c", AMBOS_GRAMMAR_POSIX, &changed), &changed, "....c");
    check_made("c:a", ".c", ambos_path_with_extension("c:a", ".c", AMBOS_GRAMMAR_WINDOWS, &changed), &changed, "c:a.c");
    changed = NULL;
    CHECK_ERR(ambos_path_with_extension("a/", ".c", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("a/..", ".c", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("", ".c", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("a", "c", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("a", ".", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("a", ".c/d", AMBOS_GRAMMAR_POSIX, &changed), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension("a", ".c\\d", AMBOS_GRAMMAR_WINDOWS, &changed), AMBOS_EINVAL);
    CHECK(changed == NULL);
}

TEST(separators_there_and_back)
{
    char *changed = NULL;

    check_made("", "", ambos_path_portable("", AMBOS_GRAMMAR_WINDOWS, &changed), &changed, "");
    check_made("C:\\a/b\\", "", ambos_path_portable("C:\\a/b\\", AMBOS_GRAMMAR_WINDOWS, &changed), &changed, "C:/a/b/");
    check_made("C:\\a/b\\", "", ambos_path_native("C:\\a/b\\", AMBOS_GRAMMAR_WINDOWS, &changed), &changed, "C:\\a\\b\\");
    check_made("verbatim", "", ambos_path_portable("\\\\?\\C:\\a", AMBOS_GRAMMAR_WINDOWS, &changed), &changed, "\\\\?\\C:\\a");
    check_made("posix", "", ambos_path_native("a\\b/c", AMBOS_GRAMMAR_POSIX, &changed), &changed, "a\\b/c");
}

TEST(names_that_windows_reserves)
{
    static const char *const reserved[] = { "nul",     "NUL.txt", "a/con",    "a\\con .txt", "COM1",        "lpt9.x.y",
                                            "com\xc2\xb9", "CONIN$",  "conout$.x", "a.",          "a ",          "a./b",
                                            "a*",      "a?b",     "a<b",      "a|b",         "a\"b",        "C:\\x:y",
                                            "a\tb",    "...",     "C:\\aux\\x" };
    static const char *const free_names[] = { "",     ".",     "..",    "com",   "com0",  "com10", "nul1", "null", "xnul",
                                              "a.nul", "C:\\a", "../a", "a/./b", "lpt",   "\xc3\xa9", "conin", " a", ".a" };
    size_t i;

    for (i = 0; i < COUNT(reserved); i++) {
        if (!ambos_path_is_reserved(reserved[i], AMBOS_GRAMMAR_WINDOWS))
            FAIL("'%s' is reserved", reserved[i]);
        CHECK_INT(ambos_path_is_reserved(reserved[i], AMBOS_GRAMMAR_POSIX), 0);
        CHECK_INT(ambos_path_is_local(reserved[i], AMBOS_GRAMMAR_WINDOWS), 0);
    }
    for (i = 0; i < COUNT(free_names); i++)
        if (ambos_path_is_reserved(free_names[i], AMBOS_GRAMMAR_WINDOWS))
            FAIL("'%s' is not reserved", free_names[i]);
}

TEST(paths_that_stay_below)
{
    static const struct {
        const char *path;
        int posix, windows;
    } rows[] = {
        { "", 0, 0 },        { ".", 1, 1 },       { "a", 1, 1 },       { "a/..", 1, 1 },    { "..", 0, 0 },   { "../a", 0, 0 },
        { "a/../..", 0, 0 }, { "a/../../a", 0, 0 }, { "a/./../b", 1, 1 }, { "/a", 0, 0 },     { "//a", 0, 0 },  { "\\a", 1, 0 },
        { "C:a", 1, 0 },     { "a:b", 1, 0 },     { "a/nul", 1, 0 },   { "..\\a", 1, 0 },   { "...", 1, 0 },  { "a//b/", 1, 1 },
        { "a/b/../../..", 0, 0 },
    };
    size_t i;

    for (i = 0; i < COUNT(rows); i++)
        if (ambos_path_is_local(rows[i].path, AMBOS_GRAMMAR_POSIX) != rows[i].posix ||
            ambos_path_is_local(rows[i].path, AMBOS_GRAMMAR_WINDOWS) != rows[i].windows)
            FAIL("'%s'", rows[i].path);
}

TEST(bad_arguments_are_refused)
{
    ambos_path_parts parts;
    char poison, *made = &poison;

    CHECK_ERR(ambos_path_split("a", 3, &parts), AMBOS_EINVAL);
    CHECK_INT(parts.length, 0);
    CHECK_ERR(ambos_path_split(NULL, 0, &parts), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_split("a", 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_join(NULL, "a", 0, &made), AMBOS_EINVAL);
    CHECK(made == NULL);
    CHECK_ERR(ambos_path_join("a", NULL, 0, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_join("a", "b", 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_join("a", "b", 7, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_normalise(NULL, 0, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_relative("a", NULL, 0, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_with_extension(NULL, ".a", 0, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_portable(NULL, 0, &made), AMBOS_EINVAL);
    CHECK_ERR(ambos_path_native("a", 3, &made), AMBOS_EINVAL);
    CHECK_INT(ambos_path_is_absolute(NULL, 0), 0);
    CHECK_INT(ambos_path_is_absolute("/", 3), 0);
    CHECK_INT(ambos_path_is_local(NULL, 0), 0);
    CHECK_INT(ambos_path_is_reserved("nul", 3), 0);
}
