/* SPDX-License-Identifier: MIT */
/* Every call takes every name, of every length that there is; and none allocates for it. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What hands nothing over, of a file that is there; it is there again afterwards. */
static void use_file(const char *path, const char *other)
{
    ambos_file_info info, again;
    ambos_space space;

    CHECK_OK(ambos_stat(path, &info));
    CHECK_OK(ambos_lstat(path, &again));
    CHECK_INT(info.type, AMBOS_TYPE_FILE);
    CHECK_INT(ambos_same_file(&info, &again), 1);
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE));
    CHECK_OK(ambos_chmod(path, 0444, 0));
    CHECK_OK(ambos_chmod(path, 0644, AMBOS_NOFOLLOW));
    CHECK_OK(ambos_utimens(path, NULL, NULL, 0));
    CHECK_OK(ambos_utimens(path, NULL, NULL, AMBOS_NOFOLLOW));
    CHECK_OK(ambos_get_space(path, &space));
    CHECK_OK(ambos_link(path, other));
    CHECK_OK(ambos_unlink(path));
    CHECK_OK(ambos_rename(other, path, NULL));
    if (!test_is_windows())
        CHECK_OK(ambos_chown(path, AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, 0));
}

static void use_directory(const char *path)
{
    CHECK_OK(ambos_mkdir(path, 0, 0));
    CHECK_OK(ambos_rmdir(path));
}

static void use_objects(const char *path)
{
    ambos_file *file;
    ambos_file_info info;
    char *text;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_OK(ambos_fchmod(file, 0644));
    CHECK_OK(ambos_futimens(file, NULL, NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_realpath(path, &text));
    CHECK_OK(ambos_stat(text, &info));
    ambos_free(text);
    CHECK_OK(ambos_path_absolute(path, &text));
    CHECK_OK(ambos_stat(text, &info));
    ambos_free(text);
}

static void use_link(const char *path, const char *target)
{
    char *text;

    CHECK_OK(ambos_symlink(target, path, AMBOS_SYMLINK_FILE));
    CHECK_OK(ambos_readlink(path, &text));
    CHECK_STR(text, target);
    ambos_free(text);
    CHECK_OK(ambos_unlink(path));
}

static void use_listing(const char *path, const char *expected)
{
    const ambos_dir_entry *entry;
    ambos_dir *dir;

    CHECK_OK(ambos_dir_open(&dir, path, 0));
    CHECK_OK(ambos_dir_next(dir, &entry));
    CHECK_STR(entry->name, expected);
    CHECK_OK(ambos_dir_next(dir, &entry));
    CHECK(!entry);
    ambos_dir_close(dir);
}

/* ---- of any bytes ---- */

static const char *const names[] = { "plain",
                                     "with space",
                                     " leading",
                                     "-rf",
                                     "~",
                                     "..x",
                                     "$HOME %PATH%",
                                     "'quote'",
                                     "\xc3\xa4\xc3\x9f\xe2\x82\xac",
                                     "\xf0\x9f\x98\x80",
                                     "e\xcc\x81" };
static const char *const posix_names[] = { "line\nline", "tab\t",   "back\\slash",  "\xff\xc0\x80",
                                           "a:b",        "*?<>|\"", "\x01",         "trailing.",
                                           "trailing ",  "nul",     "\xed\xa0\x80", "\x7f" };

static void use_name(const char *name)
{
    use_objects(test_path(name));
    use_file(test_path(name), test_path("another"));
    use_listing(test_dir(), name);
    if (test_can(TEST_SYMLINKS))
        use_link(test_path("link"), name);
    CHECK_OK(ambos_unlink(test_path(name)));
    use_directory(test_path(name));
    if (test_can(TEST_SYMLINKS))
        use_link(test_path(name), "target");
}

TEST(every_call_takes_every_name)
{
    for (size_t i = 0; i < COUNT(names); i++)
        use_name(names[i]);
    for (size_t i = 0; !test_is_windows() && i < COUNT(posix_names); i++)
        use_name(posix_names[i]);
}

TEST(every_byte_is_a_name)
{
    if (test_is_windows())
        SKIP("names are no bytes here");
    for (int c = 1; c < 256; c++) {
        const char name[] = { 'x', (char)c, 'x', '\0' };

        if (c != '/')
            use_name(name);
    }
}

TEST(names_of_255_bytes)
{
    char name[256];

    memset(name, 'n', 255);
    name[255] = '\0';
    use_name(name);
}

/* ---- of any length ---- */

/* Makes directories of 200 characters inside of each other, until their path is `length` long or some more. */
static void make_deep(char *path, size_t size, size_t length)
{
    while (strlen(path) < length) {
        const size_t end = strlen(path);

        CHECK(end + 202 < size);
        path[end] = '/';
        memset(path + end + 1, 'd', 200);
        path[end + 201] = '\0';
        CHECK_OK(ambos_mkdir(path, 0, 0));
    }
}

static char *joined(const char *dir, const char *name)
{
    const size_t size = strlen(dir) + strlen(name) + 2;
    char *path = malloc(size);

    CHECK(path != NULL);
    snprintf(path, size, "%s/%s", dir, name);
    return path;
}

/* Long enough for MAX_PATH, and for the largest name that POSIX systems take at once. */
static void use_deep(char *path, size_t size, size_t length)
{
    char *file, *other, *dir;

    make_deep(path, size, length);
    file = joined(path, "file");
    other = joined(path, "other");
    dir = joined(path, "dir");
    use_objects(file);
    use_file(file, other);
    use_listing(path, "file");
    use_directory(dir);
    if (test_can(TEST_SYMLINKS))
        use_link(other, "file");
    free(file);
    free(other);
    free(dir);
}

/* Below Wine is a POSIX system. */
static size_t length_count(void)
{
    return test_is_windows() && !test_is_wine() ? 5 : 3;
}

TEST(absolute_paths_of_every_length)
{
    static const size_t lengths[] = { 200, 400, 3600, 4100, 6000 };
    char path[8000];

    snprintf(path, sizeof path, "%s", test_dir());
    for (size_t i = 0; i < length_count(); i++)
        use_deep(path, sizeof path, lengths[i]);
}

TEST(relative_paths_of_every_length)
{
    static const size_t lengths[] = { 200, 400, 3600, 4100, 6000 };
    char path[8000] = ".";

    CHECK_OK(ambos_chdir(test_dir()));
    for (size_t i = 0; i < length_count(); i++)
        use_deep(path, sizeof path, lengths[i]);
    CHECK_OK(ambos_chdir(".."));
}

/* ---- too long ---- */

static void refuse_everywhere(const char *path)
{
    const char *file = test_path("file");
    ambos_file_info info;
    ambos_space space;
    ambos_error error;
    ambos_file *opened;
    ambos_dir *dir;
    char *text;

    test_write_file(file, "x", 1);
    CHECK_ERR(ambos_stat(path, &info), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_lstat(path, &info), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_access(path, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_access(path, AMBOS_ACCESS_READ | AMBOS_ACCESS_NOFOLLOW), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_chmod(path, 0600, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_chmod(path, 0600, AMBOS_NOFOLLOW), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_utimens(path, NULL, NULL, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_get_space(path, &space), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_link(path, test_path("x")), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_link(file, path), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_rename(path, test_path("x"), NULL), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_rename(file, path, NULL), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_symlink("x", path, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_readlink(path, &text), AMBOS_ENAMETOOLONG);
    /* POSIX resolves name by name, and asks less of the whole. */
    error = ambos_realpath(path, &text);
    CHECK(error == AMBOS_ENAMETOOLONG || !test_is_windows());
    ambos_free(text);
    CHECK_ERR(ambos_unlink(path), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_mkdir(path, 0, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_rmdir(path), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_dir_open(&dir, path, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_file_open(&opened, path, AMBOS_READ, 0), AMBOS_ENAMETOOLONG);
    if (!test_is_windows())
        CHECK_ERR(ambos_chown(path, 0, 0, 0), AMBOS_ENAMETOOLONG);
    CHECK_OK(ambos_unlink(file));
}

TEST(paths_that_are_too_long_for_every_call)
{
    enum { LENGTH = 40000 };
    char *path = malloc(LENGTH + 1);

    CHECK(path != NULL);
    for (size_t i = 0; i < LENGTH; i++)
        path[i] = i % 2 ? '/' : 'a';
    path[LENGTH] = '\0';
    refuse_everywhere(path);
    free(path);
}

/* The last byte of 4,095 is the path's own. */
TEST(paths_at_the_limit_of_posix)
{
    enum { LIMIT = 4095 };
    const size_t begun = strlen(test_dir());
    char path[LIMIT + 2];

    if (test_is_windows())
        SKIP("the limit is another one here");
    snprintf(path, sizeof path, "%s", test_dir());
    for (size_t i = begun; i < LIMIT; i++)
        path[i] = '/';
    path[LIMIT - 1] = 'f';
    path[LIMIT] = '\0';
    use_objects(path);
    use_file(path, test_path("other"));
    path[LIMIT - 1] = '/';
    path[LIMIT] = 'f';
    path[LIMIT + 1] = '\0';
    refuse_everywhere(path);
}

/* Where a path from the root would be longer than any that a call takes. */
TEST(deeper_than_a_path_can_say)
{
    enum { DEPTH = 30 };
    char name[201];

    if (test_is_windows())
        SKIP("a current directory cannot be deep here");
    memset(name, 'd', 200);
    name[200] = '\0';
    CHECK_OK(ambos_chdir(test_dir()));
    for (int i = 0; i < DEPTH; i++) {
        CHECK_OK(ambos_mkdir(name, 0, 0));
        CHECK_OK(ambos_chdir(name));
    }
    test_write_file("file", "x", 1);
    use_file("file", "other");
    use_listing(".", "file");
    use_link("link", "file");
    use_directory("dir");
    CHECK_OK(ambos_unlink("file"));
    for (int i = 0; i < DEPTH; i++) {
        CHECK_OK(ambos_chdir(".."));
        CHECK_OK(ambos_rmdir(name));
    }
    CHECK_OK(ambos_chdir("/"));
}

/* ---- memory ---- */

static int64_t allocations;

static void *AMBOS_CALL count_allocate(void *context, size_t size)
{
    (void)context;
    allocations++;
    return malloc(size);
}

static void *AMBOS_CALL count_resize(void *context, void *block, size_t size)
{
    (void)context;
    allocations++;
    return realloc(block, size);
}

static void AMBOS_CALL count_release(void *context, void *block)
{
    (void)context;
    free(block);
}

TEST(no_allocation_where_nothing_is_handed_over)
{
    static const ambos_allocator counting = { count_allocate, count_resize, count_release, NULL };
    const char *path = test_path("file"), *other = test_path("other"), *dir = test_path("dir");
    ambos_file_info info;
    ambos_file *file;
    int64_t before;

    CHECK_OK(ambos_set_allocator(&counting));
    test_write_file(path, "x", 1);
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ | AMBOS_WRITE, 0));
    before = allocations;
    CHECK(before > 0);
    use_file(path, other);
    use_directory(dir);
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_OK(ambos_fchmod(file, 0644));
    CHECK_OK(ambos_futimens(file, NULL, NULL));
    CHECK_ERR(ambos_stat(test_path("missing"), &info), AMBOS_ENOENT);
    CHECK_ERR(ambos_stat(test_path("file/x"), &info), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
    CHECK_INT(allocations, before);
    CHECK_OK(ambos_file_close(file));
}
