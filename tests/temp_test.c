/* SPDX-License-Identifier: MIT */
/* Temporary files and directories. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count_entries(const char *path)
{
    const ambos_dir_entry *entry;
    ambos_dir *dir;
    int count = 0;

    CHECK_OK(ambos_dir_open(&dir, path, 0));
    while (ambos_dir_next(dir, &entry) == AMBOS_OK && entry)
        count++;
    ambos_dir_close(dir);
    return count;
}

static const char *last_name(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (*path == '/' || *path == '\\')
            name = path + 1;
    return name;
}

static uint32_t mode_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_stat(path, &info));
    return info.mode;
}

/* 84 */
TEST(a_temporary_file_is_new_and_private)
{
    unsigned mask = test_umask(0);
    ambos_file *file;
    char *path, text[8];
    size_t got;

    CHECK_OK(ambos_temp_file(&file, test_dir(), "begin", 0, &path));
    test_umask(mask);
    CHECK(strncmp(path, test_dir(), strlen(test_dir())) == 0);
    CHECK(strncmp(last_name(path), "begin", 5) == 0);
    CHECK_U64(strlen(last_name(path)), 5 + 24);
    CHECK_U64(strspn(last_name(path) + 5, "abcdefghijklmnopqrstuvwxyz234567"), 24);
    if (!test_is_windows())
        CHECK_U64(mode_of(path), 0600);
    CHECK_OK(ambos_file_write(file, "text", 4, NULL));
    CHECK_OK(ambos_file_pread(file, text, sizeof text, 0, &got));
    CHECK_MEM(text, got, "text", 4);
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(path, NULL), "text");
    CHECK_OK(ambos_unlink(path));
    ambos_free(path);
}

TEST(no_two_names_are_the_same)
{
    enum { FILES = 50 };
    char *paths[FILES];

    for (int i = 0; i < FILES; i++) {
        ambos_file *file;

        CHECK_OK(ambos_temp_file(&file, test_dir(), NULL, 0, &paths[i]));
        CHECK_OK(ambos_file_close(file));
        for (int k = 0; k < i; k++)
            CHECK(strcmp(paths[i], paths[k]) != 0);
    }
    CHECK_INT(count_entries(test_dir()), FILES);
    for (int i = 0; i < FILES; i++)
        ambos_free(paths[i]);
}

TEST(what_is_to_be_deleted_is_gone_when_it_is_closed)
{
    ambos_file *file;
    ambos_file_info info;
    char text[8];
    size_t got;

    CHECK_OK(ambos_temp_file(&file, test_dir(), NULL, AMBOS_TEMP_DELETE, NULL));
    CHECK_INT(count_entries(test_dir()), test_is_windows() ? 1 : 0);
    CHECK_OK(ambos_file_write(file, "text", 4, NULL));
    CHECK_OK(ambos_file_pread(file, text, sizeof text, 0, &got));
    CHECK_MEM(text, got, "text", 4);
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_U64(info.type, AMBOS_TYPE_FILE);
    if (!test_is_windows())
        CHECK_U64(info.mode, 0600);
    CHECK(!test_is_inheritable(ambos_file_native(file)));
    CHECK_OK(ambos_file_close(file));
    CHECK_INT(count_entries(test_dir()), 0);
}

/* 84 */
TEST(a_temporary_directory_is_new_and_private)
{
    unsigned mask = test_umask(0);
    char *path, *other;

    CHECK_OK(ambos_temp_dir(&path, test_dir(), NULL, 0));
    CHECK_OK(ambos_temp_dir(&other, test_dir(), "x", 0));
    test_umask(mask);
    CHECK(strcmp(path, other) != 0);
    CHECK(strncmp(last_name(path), "ambos-", 6) == 0);
    CHECK(last_name(other)[0] == 'x');
    if (!test_is_windows())
        CHECK_U64(mode_of(path), 0700);
    CHECK_INT(count_entries(path), 0);
    CHECK_OK(ambos_rmdir(path));
    CHECK_OK(ambos_rmdir(other));
    ambos_free(path);
    ambos_free(other);
}

TEST(the_system_has_a_place)
{
    ambos_file *file;
    char *path;

    CHECK_OK(ambos_temp_file(&file, NULL, NULL, 0, &path));
    CHECK_OK(ambos_file_close(file));
    CHECK(test_exists(path));
    CHECK_OK(ambos_unlink(path));
    ambos_free(path);
    CHECK_OK(ambos_temp_dir(&path, NULL, NULL, 0));
    CHECK_OK(ambos_rmdir(path));
    ambos_free(path);
    CHECK_OK(ambos_temp_file(&file, NULL, NULL, AMBOS_TEMP_DELETE, NULL));
    CHECK_OK(ambos_file_close(file));
}

static bool is_made_in(const char *dir)
{
    char *path;
    bool is;

    CHECK_OK(ambos_temp_dir(&path, NULL, NULL, 0));
    is = strncmp(path, dir, strlen(dir)) == 0 && strpbrk(path + strlen(dir) + 1, "/\\") == NULL;
    CHECK_OK(ambos_rmdir(path));
    ambos_free(path);
    return is;
}

TEST(the_environment_says_where)
{
    const char *dir = test_path("place");

    test_make_dir(dir);
    if (test_is_windows()) {
        char *full;

        CHECK_OK(ambos_path_absolute(dir, &full));
        CHECK_OK(ambos_setenv("TMP", full));
        CHECK(is_made_in(full));
        ambos_free(full);
        return;
    }
    CHECK_OK(ambos_setenv("TMPDIR", dir));
    CHECK(is_made_in(dir));
    CHECK_OK(ambos_setenv("TMPDIR", test_path("missing")));
    CHECK(is_made_in("/tmp"));
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_setenv("TMPDIR", test_path("file")));
    CHECK(is_made_in("/tmp"));
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_setenv("TMPDIR", "place"));
    CHECK(is_made_in("/tmp"));
    CHECK_OK(ambos_setenv("TMPDIR", ""));
    CHECK(is_made_in("/tmp"));
    CHECK_OK(ambos_unsetenv("TMPDIR"));
    CHECK(is_made_in("/tmp"));
}

TEST(a_directory_is_taken_as_it_is_spelled)
{
    char *path;

    test_make_dir(test_path("place"));
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_temp_dir(&path, "place/", "n", 0));
    CHECK(strncmp(path, "place/n", 7) == 0);
    CHECK(test_exists(test_path(path)));
    ambos_free(path);
}

static void check_file_fails(const char *dir, const char *prefix, uint32_t flags, bool with_path, ambos_error error)
{
    static char filler[] = "filler";
    ambos_file *file = (ambos_file *)(void *)filler;
    char *path = filler;

    CHECK_ERR(ambos_temp_file(&file, dir, prefix, flags, with_path ? &path : NULL), error);
    CHECK(!file && (!with_path || !path));
}

TEST(temporary_files_are_checked)
{
    ambos_file *file;
    char *path;

    test_write_file(test_path("file"), "x", 1);
    check_file_fails(test_dir(), "a/b", 0, true, AMBOS_EINVAL);
    check_file_fails(test_dir(), "a\\b", 0, true, AMBOS_EINVAL);
    check_file_fails(test_dir(), "a:b", 0, true, AMBOS_EINVAL);
    check_file_fails(test_dir(), NULL, 2, true, AMBOS_EINVAL);
    check_file_fails(test_dir(), NULL, 0, false, AMBOS_EINVAL);
    check_file_fails(test_dir(), NULL, AMBOS_TEMP_DELETE, true, AMBOS_EINVAL);
    check_file_fails("", NULL, 0, true, AMBOS_ENOENT);
    check_file_fails(test_path("missing"), NULL, 0, true, AMBOS_ENOENT);
    check_file_fails(test_path("missing"), NULL, AMBOS_TEMP_DELETE, false, AMBOS_ENOENT);
    check_file_fails(test_path("file"), NULL, 0, true, AMBOS_ENOTDIR);
    check_file_fails(test_path("file"), NULL, AMBOS_TEMP_DELETE, false, AMBOS_ENOTDIR);
    CHECK_ERR(ambos_temp_file(NULL, test_dir(), NULL, 0, &path), AMBOS_EINVAL);
    CHECK(!path);
    CHECK_ERR(ambos_temp_file(NULL, test_dir(), NULL, AMBOS_TEMP_DELETE, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_temp_dir(NULL, test_dir(), NULL, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_temp_dir(&path, test_dir(), NULL, AMBOS_TEMP_DELETE), AMBOS_EINVAL);
    CHECK(!path);
    CHECK_ERR(ambos_temp_dir(&path, test_dir(), "a/b", 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_temp_dir(&path, test_path("missing"), NULL, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_temp_dir(&path, test_path("file"), NULL, 0), AMBOS_ENOTDIR);
    CHECK_INT(count_entries(test_dir()), 1);
    (void)file;
}

TEST(a_prefix_may_be_too_long)
{
    char prefix[256];

    memset(prefix, 'p', sizeof prefix - 1);
    prefix[sizeof prefix - 1] = '\0';
    check_file_fails(test_dir(), prefix, 0, true, AMBOS_ENAMETOOLONG);
    prefix[255 - 24] = '\0';
    {
        ambos_file *file;
        char *path;

        CHECK_OK(ambos_temp_file(&file, test_dir(), prefix, 0, &path));
        CHECK_OK(ambos_file_close(file));
        CHECK_OK(ambos_unlink(path));
        ambos_free(path);
    }
}
