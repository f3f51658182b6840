/* SPDX-License-Identifier: MIT */
/* The current directory. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

static void check_same_file(const char *a, const char *b)
{
    ambos_file_info one, two;

    CHECK_OK(ambos_stat(a, &one));
    CHECK_OK(ambos_stat(b, &two));
    CHECK_U64(one.device, two.device);
    CHECK_MEM(one.id, sizeof one.id, two.id, sizeof two.id);
}

/* Where the process is, with forward slashes. */
static char *where(void)
{
    char *path = FILLED;

    CHECK_OK(ambos_getcwd(&path));
    CHECK(path != NULL && path[0] != '\0');
    if (test_is_windows())
        for (char *c = path; *c; c++)
            if (*c == '\\')
                *c = '/';
    return path;
}

static void check_at(const char *expected)
{
    char *path = where();

    CHECK_STR(path, expected);
    ambos_free(path);
}

/* 105 */
TEST(getcwd_is_absolute_and_leads_here)
{
    char *path;

    CHECK_OK(ambos_getcwd(&path));
    if (test_is_windows())
        CHECK((path[1] == ':' && path[2] == '\\') || (path[0] == '\\' && path[1] == '\\'));
    else
        CHECK_INT(path[0], '/');
    CHECK(!test_is_windows() || !strchr(path, '/'));
    check_same_file(path, ".");
    ambos_free(path);
}

/* 105 */
TEST(chdir_goes_where_it_is_told)
{
    CHECK_OK(ambos_chdir(test_dir()));
    check_at(test_dir());
    check_same_file(".", test_dir());
    CHECK_OK(ambos_mkdir("sub", 0, 0));
    CHECK_OK(ambos_chdir("sub"));
    check_at(test_path("sub"));
    CHECK_OK(ambos_chdir("."));
    CHECK_OK(ambos_chdir(".."));
    check_at(test_dir());
    CHECK_OK(ambos_chdir("sub/"));
    check_at(test_path("sub"));
    CHECK_OK(ambos_chdir("../sub/./../sub"));
    check_at(test_path("sub"));
    test_write_file(test_path("sub/file"), "x", 1);
    check_same_file("file", test_path("sub/file"));
    CHECK_OK(ambos_chdir("../.."));
}

/* 105 */
TEST(names_of_every_kind_can_be_gone_to)
{
    static const char *const names[] = { "with space", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80", "-x", "..x", "e\xcc\x81" };

    for (size_t i = 0; i < COUNT(names); i++) {
        CHECK_OK(ambos_mkdir(test_path(names[i]), 0, 0));
        CHECK_OK(ambos_chdir(test_path(names[i])));
        check_at(test_path(names[i]));
    }
    CHECK_OK(ambos_chdir("../.."));
}

/* 72, 73, 95, 135 */
TEST(chdir_that_fails_stays)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_ERR(ambos_chdir(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_chdir(""), AMBOS_ENOENT);
    CHECK_ERR(ambos_chdir("missing"), AMBOS_ENOENT);
    CHECK_ERR(ambos_chdir("missing/x"), AMBOS_ENOENT);
    CHECK_ERR(ambos_chdir("file"), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_chdir("file/"), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_chdir("file/x"), AMBOS_ENOTDIR);
    check_at(test_dir());
    CHECK_OK(ambos_chdir(".."));
}

/* 135 */
TEST(getcwd_refuses_null)
{
    CHECK_ERR(ambos_getcwd(NULL), AMBOS_EINVAL);
}

TEST(failures_of_chdir_name_their_step)
{
    ambos_failure last;

    CHECK_ERR(ambos_chdir(test_path("missing")), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CWD);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}

TEST(chdir_through_links)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("loop", test_path("loop"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_chdir(test_path("link")));
    check_same_file(".", test_path("dir"));
    CHECK_ERR(ambos_chdir(test_path("dangling")), AMBOS_ENOENT);
    CHECK_ERR(ambos_chdir(test_path("loop")), AMBOS_ELOOP);
    check_same_file(".", test_path("dir"));
    CHECK_OK(ambos_chdir("../.."));
}

TEST(chdir_without_permission_is_eacces)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    CHECK_OK(ambos_chdir(test_dir()));
    test_make_dir(test_path("closed"));
    test_make_dir(test_path("closed/sub"));
    CHECK_OK(ambos_chmod(test_path("closed"), 0600, 0));
    CHECK_ERR(ambos_chdir(test_path("closed")), AMBOS_EACCES);
    CHECK_ERR(ambos_chdir(test_path("closed/sub")), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
    check_at(test_dir());
    CHECK_OK(ambos_chdir(".."));
}

/* 105 */
TEST(a_current_directory_that_was_removed)
{
    char *path = FILLED;
    ambos_error error;

    test_make_dir(test_path("gone"));
    CHECK_OK(ambos_chdir(test_path("gone")));
    error = ambos_rmdir(test_path("gone"));
    if (test_is_windows()) {
        CHECK_CODE(error, AMBOS_EBUSY);
        CHECK_OK(ambos_chdir(".."));
        CHECK_OK(ambos_rmdir(test_path("gone")));
    } else {
        CHECK_OK(error);
        CHECK_ERR(ambos_getcwd(&path), AMBOS_ENOENT);
        CHECK(!path);
        CHECK_OK(ambos_chdir(test_dir()));
    }
    check_at(test_dir());
    CHECK_OK(ambos_chdir(".."));
}

/* 105 */
TEST(a_long_current_directory_works_or_is_refused)
{
    char path[2048];
    ambos_error error;

    snprintf(path, sizeof path, "%s", test_dir());
    for (int i = 0; i < 6; i++) {
        const size_t length = strlen(path);

        path[length] = '/';
        memset(path + length + 1, 'd', 200);
        path[length + 201] = '\0';
        CHECK_OK(ambos_mkdir(path, 0, 0));
    }
    CHECK_OK(ambos_chdir(test_dir()));
    error = ambos_chdir(path);
    if (test_is_windows()) {
        CHECK_CODE(error, AMBOS_ENAMETOOLONG);
        check_at(test_dir());
    } else {
        CHECK_OK(error);
        check_at(path);
    }
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_chdir(".."));
}

/* 105: from one too deep for one call, by steps; no path that long can be given, but getcwd tells it. */
TEST(getcwd_of_any_length)
{
    char name[201];
    char *path;

    if (test_is_windows())
        SKIP("a current directory has no more than 258 characters there");
    memset(name, 'd', 200);
    name[200] = '\0';
    CHECK_OK(ambos_chdir(test_dir()));
    for (int i = 0; i < 18; i++) {
        CHECK_OK(ambos_mkdir(name, 0, 0));
        CHECK_OK(ambos_chdir(name));
    }
    CHECK_OK(ambos_getcwd(&path));
    CHECK_INT(strlen(path), strlen(test_dir()) + 18 * 201);
    CHECK(strncmp(path, test_dir(), strlen(test_dir())) == 0);
    ambos_free(path);
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_chdir(".."));
}

TEST(paths_that_are_no_text)
{
    const ambos_error expected = test_is_windows() ? AMBOS_EILSEQ : AMBOS_ENOENT;

    CHECK_ERR(ambos_chdir("\xff"), expected);
    CHECK_ERR(ambos_mkdir(test_path("\xff/x"), 0, 0), expected);
    CHECK_ERR(ambos_rmdir(test_path("\xed\xa0\xbd\xed\xb8\x80")), expected);
}

/* 5 */
TEST(changing_leaks_no_handle)
{
    int64_t handles;

    CHECK_OK(ambos_chdir(test_dir()));
    handles = test_handle_count();
    for (int i = 0; i < 50; i++) {
        ambos_free(where());
        CHECK_OK(ambos_chdir("."));
        CHECK_ERR(ambos_chdir("missing"), AMBOS_ENOENT);
    }
    CHECK_INT(test_handle_count(), handles);
    CHECK_OK(ambos_chdir(".."));
}
