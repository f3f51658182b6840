/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "core/nt_path.h"

/* Texts here are ASCII; the code under test sees one unit for each character. */
struct units {
    uint16_t data[256];
    size_t length;
};

static struct units units_of(const char *text)
{
    struct units units = { { 0 }, strlen(text) };

    CHECK(units.length < 256);
    for (size_t i = 0; i < units.length; i++)
        units.data[i] = (uint16_t)(unsigned char)text[i];
    return units;
}

static const char *text_of(const uint16_t *data, size_t length)
{
    static char text[256];

    CHECK(length < sizeof text);
    for (size_t i = 0; i < length; i++)
        text[i] = (char)data[i];
    text[length] = '\0';
    return text;
}

TEST(kinds_of_paths)
{
    static const struct {
        const char *path;
        enum ambos__path_kind kind;
    } rows[] = {
        { "", AMBOS__PATH_RELATIVE },
        { "x", AMBOS__PATH_RELATIVE },
        { ".", AMBOS__PATH_RELATIVE },
        { "x\\y", AMBOS__PATH_RELATIVE },
        { "x/C:/y", AMBOS__PATH_RELATIVE },
        { "1:x", AMBOS__PATH_RELATIVE },
        { "ab:x", AMBOS__PATH_RELATIVE },
        { "\\", AMBOS__PATH_ROOTED },
        { "/", AMBOS__PATH_ROOTED },
        { "/x", AMBOS__PATH_ROOTED },
        { "\\x\\y", AMBOS__PATH_ROOTED },
        { "C:", AMBOS__PATH_DRIVE_RELATIVE },
        { "c:x", AMBOS__PATH_DRIVE_RELATIVE },
        { "z:..", AMBOS__PATH_DRIVE_RELATIVE },
        { "C:\\", AMBOS__PATH_DRIVE },
        { "c:/", AMBOS__PATH_DRIVE },
        { "Z:\\x", AMBOS__PATH_DRIVE },
        { "\\\\", AMBOS__PATH_UNC },
        { "\\\\s", AMBOS__PATH_UNC },
        { "//s/h", AMBOS__PATH_UNC },
        { "\\/s\\h", AMBOS__PATH_UNC },
        { "\\\\.x\\h", AMBOS__PATH_UNC },
        { "\\\\?x\\h", AMBOS__PATH_UNC },
        { "\\\\.", AMBOS__PATH_DEVICE },
        { "\\\\.\\NUL", AMBOS__PATH_DEVICE },
        { "//./NUL", AMBOS__PATH_DEVICE },
        { "//?/C:/x", AMBOS__PATH_DEVICE },
        { "\\\\?/C:\\x", AMBOS__PATH_DEVICE },
        { "\\\\?\\C:\\x", AMBOS__PATH_VERBATIM },
        { "\\\\?\\", AMBOS__PATH_VERBATIM },
        { "\\??\\C:\\x", AMBOS__PATH_VERBATIM },
        { "\\??", AMBOS__PATH_ROOTED },
        { "/?\?/C:", AMBOS__PATH_ROOTED },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct units path = units_of(rows[i].path);

        if (ambos__path_kind(path.data, path.length) != rows[i].kind)
            FAIL("%s", rows[i].path);
    }
}

TEST(spellings_that_demand_a_directory)
{
    static const struct {
        const char *path;
        bool directory, dot;
    } rows[] = {
        { "", false, false },
        { "x", false, false },
        { "x/", true, false },
        { "x\\", true, false },
        { "x//", true, false },
        { ".", true, true },
        { "..", true, true },
        { "./", true, true },
        { "x/.", true, true },
        { "x\\..", true, true },
        { "x/../", true, true },
        { "C:.", true, true },
        { "C:..", true, true },
        { "C:", false, false },
        { "x.", false, false },
        { "x..", false, false },
        { "...", false, false },
        { "x/...", false, false },
        { ".x", false, false },
        { "/", true, false },
        { "C:/", true, false },
        { "\\\\s\\h", false, false },
        { "\\\\?\\C:\\x", false, false },
        { "\\\\?\\C:\\x\\", true, false },
        { "\\\\?\\C:\\x/", false, false },
        { "\\\\?\\C:\\.", false, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct units path = units_of(rows[i].path);

        if (ambos__path_demands_directory(path.data, path.length) != rows[i].directory)
            FAIL("directory: %s", rows[i].path);
        if (ambos__path_ends_in_dot(path.data, path.length) != rows[i].dot)
            FAIL("dot: %s", rows[i].path);
    }
}

static const struct {
    const char *path, *name;
} builds[] = {
    { "C:\\", "\\??\\C:\\" },
    { "C:\\x", "\\??\\C:\\x" },
    { "C:\\x\\", "\\??\\C:\\x" },
    { "C:\\x\\\\", "\\??\\C:\\x" },
    { "\\\\s\\h", "\\??\\UNC\\s\\h" },
    { "\\\\s\\h\\", "\\??\\UNC\\s\\h\\" },
    { "\\\\s\\h\\x\\", "\\??\\UNC\\s\\h\\x" },
    { "\\\\s", "\\??\\UNC\\s" },
    { "\\\\.\\NUL", "\\??\\NUL" },
    { "\\\\.\\pipe\\x", "\\??\\pipe\\x" },
    { "\\\\.\\pipe\\", "\\??\\pipe\\" },
    { "\\\\.", "\\??\\" },
    { "\\\\?\\C:\\x", "\\??\\C:\\x" },
    { "\\\\?\\C:\\a/b", "\\??\\C:\\a/b" },
    { "\\\\?\\C:\\x\\.\\", "\\??\\C:\\x\\." },
    { "\\\\?\\C:\\", "\\??\\C:\\" },
    { "\\\\?\\C:", "\\??\\C:" },
    { "\\\\?\\UNC\\s\\h\\x", "\\??\\UNC\\s\\h\\x" },
    { "\\\\?\\unc\\s\\h\\", "\\??\\unc\\s\\h\\" },
    { "\\\\?\\Volume{1}\\", "\\??\\Volume{1}\\" },
    { "\\\\?\\Volume{1}\\x\\", "\\??\\Volume{1}\\x" },
    { "\\\\?\\GLOBALROOT\\Device\\Harddisk\\", "\\??\\GLOBALROOT\\Device\\Harddisk\\" },
    { "\\\\?\\GLOBALROOT\\Device\\Harddisk\\x\\", "\\??\\GLOBALROOT\\Device\\Harddisk\\x" },
    { "\\??\\C:\\x\\", "\\??\\C:\\x" },
};

TEST(kernel_names)
{
    for (size_t i = 0; i < sizeof builds / sizeof *builds; i++) {
        const struct units path = units_of(builds[i].path);
        uint16_t out[256];
        size_t needed = 0;

        CHECK_CODE(ambos__nt_path_build(path.data, path.length, out, path.length + 6, &needed), AMBOS_OK);
        CHECK_STR(text_of(out, needed), builds[i].name);
    }
}

TEST(kernel_names_that_do_not_fit)
{
    for (size_t i = 0; i < sizeof builds / sizeof *builds; i++) {
        const struct units path = units_of(builds[i].path);
        uint16_t out[256];

        for (size_t room = 0; room < strlen(builds[i].name); room++) {
            size_t needed = 0;

            out[room] = 0x5A5A;
            CHECK_CODE(ambos__nt_path_build(path.data, path.length, out, room, &needed), AMBOS_ERANGE);
            CHECK(needed >= strlen(builds[i].name) && needed <= path.length + 6);
            CHECK_INT(out[room], 0x5A5A);
        }
    }
}

TEST(paths_without_a_kernel_name)
{
    static const char *const paths[] = { "", "x", "\\x", "/", "C:", "C:x", ".." };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        const struct units path = units_of(paths[i]);
        uint16_t out[64];
        size_t needed = 0;

        CHECK_CODE(ambos__nt_path_build(path.data, path.length, out, 64, &needed), AMBOS_EINVAL);
    }
}

TEST(relative_paths_are_cleaned)
{
    static const struct {
        const char *path, *clean;
    } rows[] = {
        { "", "" },
        { "x", "x" },
        { ".", "" },
        { "./", "" },
        { "./.", "" },
        { "x/", "x" },
        { "x//y", "x\\y" },
        { "x/./y", "x\\y" },
        { "./x", "x" },
        { "x/.", "x" },
        { "x\\y/z", "x\\y\\z" },
        { "...", "..." },
        { ".x/y.", ".x\\y." },
        { "a /b. ", "a \\b. " },
        { "x\\\\", "x" },
        { "a..b", "a..b" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct units path = units_of(rows[i].path);

        CHECK_CODE(ambos__nt_path_clean(path.data, &path.length), AMBOS_OK);
        CHECK_STR(text_of(path.data, path.length), rows[i].clean);
    }
}

/* Nothing that could lead out of the directory. */
TEST(relative_paths_that_are_refused)
{
    static const char *const paths[] = { "..", "../x",  "x/..",  "x/../y",       "..\\",   "/x",   "\\",       "C:x",
                                         "C:", "C:\\x", "//s/h", "\\\\?\\C:\\x", "\\??\\", "./..", "x\\..\\.." };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct units path = units_of(paths[i]);

        if (ambos__nt_path_clean(path.data, &path.length) != AMBOS_EINVAL)
            FAIL("%s", paths[i]);
    }
}

TEST(kernel_names_are_split)
{
    static const struct {
        const char *name;
        bool split;
        const char *parent, *last;
    } rows[] = {
        { "\\??\\C:\\x", true, "\\??\\C:\\", "x" },
        { "\\??\\C:\\x\\yy", true, "\\??\\C:\\x", "yy" },
        { "\\??\\C:\\", false, NULL, NULL },
        { "\\??\\C:", false, NULL, NULL },
        { "\\??\\UNC\\s\\h\\x", true, "\\??\\UNC\\s\\h\\", "x" },
        { "\\??\\UNC\\s\\h", false, NULL, NULL },
        { "\\??\\UNC\\s\\h\\", false, NULL, NULL },
        { "\\??\\Volume{1}\\x", true, "\\??\\Volume{1}\\", "x" },
        { "\\??\\NUL", false, NULL, NULL },
        { "\\??\\C:\\x\\\\y", true, "\\??\\C:\\x", "y" },
        { "x", true, "", "x" },
        { "x\\y", true, "x", "y" },
        { "", false, NULL, NULL },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct units name = units_of(rows[i].name);
        size_t parent = 0, last = 0;

        CHECK(ambos__nt_path_split(name.data, name.length, &parent, &last) == rows[i].split);
        if (!rows[i].split)
            continue;
        CHECK_STR(text_of(name.data, parent), rows[i].parent);
        CHECK_STR(text_of(name.data + last, name.length - last), rows[i].last);
    }
}

/* Going up ends, whatever the name. */
TEST(walking_up_ends)
{
    struct units name = units_of("\\??\\C:\\a\\bb\\\\c\\d");
    size_t steps = 0, last;

    while (ambos__nt_path_split(name.data, name.length, &name.length, &last))
        steps++;
    CHECK_INT(steps, 4);
    CHECK_STR(text_of(name.data, name.length), "\\??\\C:\\");
}
