/* SPDX-License-Identifier: MIT */
/* What Windows keeps of a file that is written anew. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <ambos/ambos.h>

static const wchar_t *wide_path(const char *path)
{
    static wchar_t wide[MAX_PATH];

    CHECK(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH) > 0);
    return wide;
}

static DWORD attributes_of(const char *path)
{
    return GetFileAttributesW(wide_path(path)) & ~(DWORD)(FILE_ATTRIBUTE_ARCHIVE | FILE_ATTRIBUTE_NORMAL);
}

TEST(attributes_are_kept)
{
    static const DWORD kept[] = { FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_HIDDEN,
                                  FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN };
    const char *path = test_path("file");
    size_t i;

    test_write_file(path, "old", 3);
    for (i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        DWORD before;

        CHECK(SetFileAttributesW(wide_path(path), kept[i]));
        before = attributes_of(path);
        CHECK_OK(ambos_write_file(path, "new", 3, NULL));
        CHECK_STR(test_read_file(path, NULL), "new");
        CHECK_U64(attributes_of(path), before);
    }
    CHECK_OK(ambos_chmod(path, 0644, 0));
}

/* The list of a file, as bytes. */
static DWORD list_of(const char *path, void *list, DWORD room)
{
    DWORD size = 0;

    CHECK(GetFileSecurityW(wide_path(path), DACL_SECURITY_INFORMATION, list, room, &size));
    return size;
}

static void make_file(const char *path, uint32_t flags)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | flags, 0));
    CHECK_OK(ambos_file_close(file));
}

/* Its entries, in which nobody is but who was. */
static void check_list_kept(const char *path, const ambos_write_options *options)
{
    unsigned char before[2048], after[2048];
    DWORD size = list_of(path, before, sizeof before);

    CHECK_OK(ambos_write_file(path, "new", 3, options));
    CHECK_INT(list_of(path, after, sizeof after), size);
    CHECK_MEM(after + sizeof(SECURITY_DESCRIPTOR_RELATIVE), size - sizeof(SECURITY_DESCRIPTOR_RELATIVE),
              before + sizeof(SECURITY_DESCRIPTOR_RELATIVE), size - sizeof(SECURITY_DESCRIPTOR_RELATIVE));
}

TEST(the_access_list_is_kept)
{
    static const ambos_write_options durable = { .flags = AMBOS_WRITE_DURABLE };

    make_file(test_path("private"), AMBOS_PRIVATE);
    check_list_kept(test_path("private"), NULL);
    make_file(test_path("plain"), 0);
    check_list_kept(test_path("plain"), &durable);
}

TEST(a_private_file_is_private_whatever_it_was)
{
    static const ambos_write_options private_only = { .flags = AMBOS_PRIVATE };
    unsigned char expected[2048], list[2048];
    DWORD size;

    make_file(test_path("private"), AMBOS_PRIVATE);
    make_file(test_path("plain"), 0);
    CHECK_OK(ambos_write_file(test_path("plain"), "new", 3, &private_only));
    size = list_of(test_path("private"), expected, sizeof expected);
    CHECK_INT(list_of(test_path("plain"), list, sizeof list), size);
    CHECK_MEM(list, size, expected, size);
}
