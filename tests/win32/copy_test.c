/* SPDX-License-Identifier: MIT */
/* What Windows knows of a file beside its contents, and moves between its file systems. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

static const ambos_copy_options preserve = { .flags = AMBOS_COPY_PRESERVE };

static DWORD attributes_of(const char *path)
{
    wchar_t wide[MAX_PATH];

    CHECK(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH) > 0);
    return GetFileAttributesW(wide);
}

static void set_attributes(const char *path, DWORD attributes)
{
    wchar_t wide[MAX_PATH];

    CHECK(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH) > 0);
    CHECK(SetFileAttributesW(wide, attributes));
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

TEST(attributes_are_preserved_when_asked_for)
{
    const DWORD looked_at = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_READONLY;

    test_write_file(test_path("from"), "x", 1);
    set_attributes(test_path("from"), looked_at);
    if ((attributes_of(test_path("from")) & looked_at) != looked_at)
        SKIP("files cannot be hidden here");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("plain"), NULL));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("preserved"), &preserve));
    CHECK_INT(attributes_of(test_path("plain")) & looked_at, FILE_ATTRIBUTE_READONLY);
    CHECK_INT(attributes_of(test_path("preserved")) & looked_at, looked_at);
    /* What is replaced may have any. */
    test_write_file(test_path("other"), "y", 1);
    CHECK_OK(ambos_copy_file(test_path("other"), test_path("preserved"), NULL));
    CHECK_STR(test_read_file(test_path("preserved"), NULL), "y");
    CHECK_INT(attributes_of(test_path("preserved")) & looked_at, 0);
}

/* A name of this process on a file system of the host's that Wine shows. */
static const char *far_path(const char *name)
{
    static char paths[4][128];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "Z:\\dev\\shm\\ambos move %lu%s", (unsigned long)GetCurrentProcessId(), name);
    return path;
}

TEST(a_move_to_another_file_system)
{
    static const ambos_move_options no_replace = { .flags = AMBOS_MOVE_NO_REPLACE };
    bool elsewhere;

    test_write_file(test_path("from"), "content", 7);
    CHECK(test_set_modified(test_path("from"), 1000000000, 0));
    CHECK_OK(ambos_chmod(test_path("from"), 0444, 0));
    if (!test_is_wine() || ambos_mkdir(far_path(""), 0, 0))
        SKIP("no other file system at hand");
    elsewhere = info_of(far_path("")).device != info_of(test_dir()).device;
    if (elsewhere)
        CHECK_ERR(ambos_rename(test_path("from"), far_path("\\to"), NULL), AMBOS_EXDEV);
    CHECK_OK(ambos_move(test_path("from"), far_path("\\to"), NULL));
    CHECK(!test_exists(test_path("from")));
    CHECK_STR(test_read_file(far_path("\\to"), NULL), "content");
    CHECK_INT(info_of(far_path("\\to")).modified.sec, 1000000000);
    CHECK_INT(test_mode(far_path("\\to")) & 0222, 0);
    test_write_file(test_path("back"), "old", 3);
    CHECK_ERR(ambos_move(far_path("\\to"), test_path("back"), &no_replace), AMBOS_EEXIST);
    CHECK_OK(ambos_move(far_path("\\to"), test_path("back"), NULL));
    CHECK_STR(test_read_file(test_path("back"), NULL), "content");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/inside"), "x", 1);
    CHECK_OK(ambos_move(test_path("dir"), far_path("\\dir"), NULL));
    CHECK_OK(ambos_move(far_path("\\dir"), test_path("dir back"), NULL));
    CHECK_STR(test_read_file(test_path("dir back/inside"), NULL), "x");
    CHECK_OK(ambos_rmdir(far_path("")));
    if (!elsewhere)
        SKIP("the tests are on that file system too");
}

TEST(paths_of_any_length_are_copied)
{
    char name[600], *at = name;

    for (int i = 0; i < 5; i++) {
        at += sprintf(at, "%s%0100d", i ? "/" : "", i);
        test_make_dir(test_path(name));
    }
    sprintf(at, "/file");
    test_write_file(test_path("from"), "content", 7);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path(name), NULL));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path(name), NULL));
    CHECK_OK(ambos_copy_file(test_path(name), test_path("back"), NULL));
    CHECK_STR(test_read_file(test_path("back"), NULL), "content");
}
