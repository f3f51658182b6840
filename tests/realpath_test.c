/* SPDX-License-Identifier: MIT */
/* Paths made absolute: with every link resolved, and by their text alone. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

typedef ambos_error AMBOS_CALL path_function(const char *path, char **result);

static void check_fails(path_function *function, const char *path, ambos_error expected)
{
    char *result = FILLED;

    CHECK_ERR(function(path, &result), expected);
    CHECK(result == NULL);
}

/* With forward slashes. */
static char *path_of(path_function *function, const char *path)
{
    char *result = FILLED;

    CHECK_OK(function(path, &result));
    CHECK(result != NULL && result[0] != '\0');
    if (test_is_windows())
        for (char *c = result; *c; c++)
            if (*c == '\\')
                *c = '/';
    return result;
}

/* `expected` is relative to test_dir(); "" is that itself. */
static void check_path(path_function *function, const char *path, const char *expected)
{
    char *result = path_of(function, path);
    char *base = path_of(function, test_dir());
    const size_t length = strlen(base);

    CHECK(strncmp(result, base, length) == 0);
    if (expected[0] == '\0') {
        CHECK_STR(result, base);
    } else {
        CHECK_INT(result[length], '/');
        CHECK_STR(result + length + 1, expected);
    }
    ambos_free(base);
    ambos_free(result);
}

static void make_files(void)
{
    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/sub"));
    test_write_file(test_path("file"), "x", 1);
    test_write_file(test_path("dir/\xc3\xa4 b"), "x", 1);
}

/* ---- realpath ---- */

TEST(realpath_is_absolute_and_clean)
{
    make_files();
    check_path(ambos_realpath, test_path("file"), "file");
    check_path(ambos_realpath, test_path("dir"), "dir");
    check_path(ambos_realpath, test_path("dir/"), "dir");
    check_path(ambos_realpath, test_path("dir/."), "dir");
    check_path(ambos_realpath, test_path("dir/sub/.."), "dir");
    check_path(ambos_realpath, test_path("dir//.//sub/../\xc3\xa4 b"), "dir/\xc3\xa4 b");
    check_path(ambos_realpath, test_path("dir/.."), "");
}

TEST(realpath_of_relative_paths)
{
    make_files();
    CHECK_OK(ambos_chdir(test_path("dir")));
    check_path(ambos_realpath, ".", "dir");
    check_path(ambos_realpath, "sub", "dir/sub");
    check_path(ambos_realpath, "..", "");
    check_path(ambos_realpath, "../file", "file");
    CHECK_OK(ambos_chdir("../.."));
}

TEST(realpath_of_the_root)
{
    char *path = path_of(ambos_realpath, "/");

    if (test_is_windows())
        CHECK(path[1] == ':' && path[2] == '/' && path[3] == '\0');
    else
        CHECK_STR(path, "/");
    ambos_free(path);
}

TEST(realpath_resolves_links)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_files();
    CHECK_OK(ambos_symlink("file", test_path("a"), 0));
    CHECK_OK(ambos_symlink("a", test_path("b"), 0));
    CHECK_OK(ambos_symlink("../b", test_path("dir/c"), 0));
    CHECK_OK(ambos_symlink("dir", test_path("d"), 0));
    CHECK_OK(ambos_symlink(test_path("dir/sub"), test_path("absolute"), 0));
    check_path(ambos_realpath, test_path("a"), "file");
    check_path(ambos_realpath, test_path("b"), "file");
    check_path(ambos_realpath, test_path("dir/c"), "file");
    check_path(ambos_realpath, test_path("d"), "dir");
    check_path(ambos_realpath, test_path("d/"), "dir");
    check_path(ambos_realpath, test_path("d/c"), "file");
    check_path(ambos_realpath, test_path("d/sub"), "dir/sub");
    check_path(ambos_realpath, test_path("absolute"), "dir/sub");
    /* Windows reads ".." before it looks at links. */
    check_path(ambos_realpath, test_path("absolute/.."), test_is_windows() ? "" : "dir");
}

TEST(realpath_of_links_that_lead_nowhere)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_files();
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_symlink("two", test_path("one"), 0));
    CHECK_OK(ambos_symlink("one", test_path("two"), 0));
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    check_fails(ambos_realpath, test_path("dangling"), AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("dangling/x"), AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("one"), AMBOS_ELOOP);
    check_fails(ambos_realpath, test_path("one/x"), AMBOS_ELOOP);
    check_fails(ambos_realpath, test_path("link/"), AMBOS_ENOTDIR);
    check_fails(ambos_realpath, test_path("link/x"), AMBOS_ENOTDIR);
}

TEST(realpath_of_what_is_not_there)
{
    make_files();
    check_fails(ambos_realpath, NULL, AMBOS_EINVAL);
    CHECK_ERR(ambos_realpath(test_dir(), NULL), AMBOS_EINVAL);
    check_fails(ambos_realpath, "", AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("missing"), AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("dir/missing"), AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("missing/x"), AMBOS_ENOENT);
    check_fails(ambos_realpath, test_path("file/x"), AMBOS_ENOTDIR);
    check_fails(ambos_realpath, test_path("file/"), AMBOS_ENOTDIR);
    check_fails(ambos_realpath, test_path("file/."), AMBOS_ENOTDIR);
}

TEST(realpath_without_permission_is_eacces)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    make_files();
    CHECK_OK(ambos_chmod(test_path("dir"), 0600, 0));
    check_fails(ambos_realpath, test_path("dir/sub"), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("dir"), 0100, 0));
    check_path(ambos_realpath, test_path("dir/sub"), "dir/sub");
    CHECK_OK(ambos_chmod(test_path("dir"), 0700, 0));
}

/* ---- absolute by text ---- */

static const struct {
    const char *path, *posix, *windows;
} texts[] = {
    { "a", "a", "a" },
    { "missing/b", "missing/b", "missing/b" },
    { "./a//./b", "a/b", "a/b" },
    { "a/", "a/", "a/" },
    { "a/.", "a/", "a" },
    { "a/..", "a/..", "" },
    { "a/../b", "a/../b", "b" },
    { "link/../b", "link/../b", "b" },
    { "\xc3\xa4 b", "\xc3\xa4 b", "\xc3\xa4 b" },
    { "...", "...", NULL },
    { "a.", "a.", "a" },
    { "a ", "a ", "a" },
};

TEST(relative_paths_become_absolute)
{
    CHECK_OK(ambos_chdir(test_dir()));
    check_path(ambos_path_absolute, ".", "");
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!test_is_windows() || texts[i].windows)
            check_path(ambos_path_absolute, texts[i].path, test_is_windows() ? texts[i].windows : texts[i].posix);
    CHECK_OK(ambos_chdir(".."));
}

TEST(absolute_paths_stay)
{
    CHECK_OK(ambos_chdir(test_dir()));
    for (size_t i = 0; i < COUNT(texts); i++)
        if (!test_is_windows() || texts[i].windows)
            check_path(ambos_path_absolute, test_path(texts[i].path), test_is_windows() ? texts[i].windows : texts[i].posix);
    CHECK_OK(ambos_chdir(".."));
}

static void check_text(const char *path, const char *expected)
{
    char *result;

    CHECK_OK(ambos_path_absolute(path, &result));
    CHECK_STR(result, expected);
    ambos_free(result);
}

TEST(absolute_paths_of_each_system)
{
    static const char *const windows[][2] = {
        { "C:\\x\\..\\y", "C:\\y" },      { "C:/x/y", "C:\\x\\y" },
        { "C:\\..", "C:\\" },             { "\\\\server\\share\\x\\..\\y", "\\\\server\\share\\y" },
        { "//server/share/x", "\\\\server\\share\\x" }, { "\\\\?\\C:\\x\\..\\y", "\\\\?\\C:\\x\\..\\y" },
        { "\\\\?\\C:\\a. ", "\\\\?\\C:\\a. " },     { "\\\\.\\NUL", "\\\\.\\NUL" },
    };
    static const char *const posix[][2] = {
        { "/", "/" }, { "//", "/" }, { "/.", "/" }, { "/..", "/.." }, { "//a//b/", "/a/b/" }, { "/a\\b", "/a\\b" },
        { "/C:/x", "/C:/x" }, { "/\xff", "/\xff" },
    };

    for (size_t i = 0; i < (test_is_windows() ? COUNT(windows) : COUNT(posix)); i++)
        check_text(test_is_windows() ? windows[i][0] : posix[i][0], test_is_windows() ? windows[i][1] : posix[i][1]);
}

TEST(absolute_means_the_same)
{
    ambos_file_info before, after;
    char *path;

    make_files();
    CHECK_OK(ambos_chdir(test_path("dir")));
    CHECK_OK(ambos_stat("../file", &before));
    CHECK_OK(ambos_path_absolute("../file", &path));
    CHECK_OK(ambos_chdir("../.."));
    CHECK_OK(ambos_stat(path, &after));
    CHECK_INT(ambos_same_file(&before, &after), 1);
    ambos_free(path);
}

TEST(absolute_resolves_no_link)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_files();
    CHECK_OK(ambos_symlink("dir", test_path("link"), 0));
    check_path(ambos_path_absolute, test_path("link/sub"), "link/sub");
}

TEST(absolute_of_nothing)
{
    check_fails(ambos_path_absolute, NULL, AMBOS_EINVAL);
    CHECK_ERR(ambos_path_absolute(test_dir(), NULL), AMBOS_EINVAL);
    check_fails(ambos_path_absolute, "", AMBOS_ENOENT);
}

TEST(absolute_paths_are_long)
{
    char path[5001];

    memset(path, 'a', sizeof path);
    path[sizeof path - 1] = '\0';
    for (size_t i = 99; i < sizeof path - 1; i += 100)
        path[i] = '/';
    path[4999] = 'a';
    CHECK_OK(ambos_chdir(test_dir()));
    check_path(ambos_path_absolute, path, path);
    check_path(ambos_path_absolute, test_path(path), path);
    CHECK_OK(ambos_chdir(".."));
}

/* ---- both ---- */

TEST(a_current_directory_that_is_gone)
{
    if (test_is_windows())
        SKIP("it cannot be removed here");
    make_files();
    CHECK_OK(ambos_chdir(test_path("dir/sub")));
    CHECK_OK(ambos_rmdir(test_path("dir/sub")));
    check_fails(ambos_realpath, ".", AMBOS_ENOENT);
    check_fails(ambos_realpath, "x", AMBOS_ENOENT);
    check_fails(ambos_path_absolute, "x", AMBOS_ENOENT);
    check_path(ambos_realpath, test_path("file"), "file");
    check_path(ambos_path_absolute, test_path("file"), "file");
    CHECK_OK(ambos_chdir("/"));
}

/* Paths over 4,000 bytes do exist, where one has gone there by steps. */
TEST(a_current_directory_that_is_deep)
{
    char name[201];
    char *path = FILLED;
    ambos_error error;

    if (test_is_windows())
        SKIP("a current directory has no more than 258 characters here");
    memset(name, 'd', 200);
    name[200] = '\0';
    CHECK_OK(ambos_chdir(test_dir()));
    for (int i = 0; i < 22; i++) {
        CHECK_OK(ambos_mkdir(name, 0, 0));
        CHECK_OK(ambos_chdir(name));
    }
    error = ambos_path_absolute("x", &path);
    CHECK(error == AMBOS_OK ? strlen(path) == strlen(test_dir()) + 22 * 201 + 2 : error == AMBOS_ENAMETOOLONG && !path);
    ambos_free(path);
    test_write_file("x", "x", 1);
    error = ambos_realpath("x", &path);
    CHECK(error == AMBOS_OK ? strlen(path) == strlen(test_dir()) + 22 * 201 + 2 : error == AMBOS_ENAMETOOLONG && !path);
    ambos_free(path);
    CHECK_OK(ambos_chdir("/"));
}

static void *AMBOS_CALL refuse_allocate(void *context, size_t size)
{
    (void)context;
    (void)size;
    return NULL;
}

static void *AMBOS_CALL refuse_resize(void *context, void *block, size_t size)
{
    (void)block;
    return refuse_allocate(context, size);
}

static void AMBOS_CALL refuse_release(void *context, void *block)
{
    (void)context;
    (void)block;
}

TEST(paths_without_memory)
{
    static const ambos_allocator none = { refuse_allocate, refuse_resize, refuse_release, NULL };

    CHECK(test_dir() != NULL);
    CHECK_OK(ambos_set_allocator(&none));
    check_fails(ambos_realpath, test_dir(), AMBOS_ENOMEM);
    check_fails(ambos_path_absolute, test_dir(), AMBOS_ENOMEM);
    check_fails(ambos_path_absolute, "x", AMBOS_ENOMEM);
}

TEST(resolving_leaks_no_handle)
{
    int64_t handles;

    make_files();
    check_path(ambos_realpath, test_path("file"), "file");
    handles = test_handle_count();
    for (int i = 0; i < 20; i++) {
        check_path(ambos_realpath, test_path("file"), "file");
        check_fails(ambos_realpath, test_path("missing"), AMBOS_ENOENT);
        check_fails(ambos_realpath, test_path("file/"), AMBOS_ENOTDIR);
    }
    CHECK_INT(test_handle_count(), handles);
}

TEST(failures_of_realpath_name_their_step)
{
    ambos_failure last;

    check_fails(ambos_realpath, test_path("missing"), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_QUERY);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}
