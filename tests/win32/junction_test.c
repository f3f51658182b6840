/* SPDX-License-Identifier: MIT */
/* Junctions, which only Windows has. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#include <winioctl.h>

#include <ambos/ambos.h>

#include "imports.h"

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

/* Makes one where the system can. A failure leaves nothing behind. */
static bool make_junction(const char *target, const char *path)
{
    const ambos_error error = ambos_junction(target, path);

    CHECK(error == AMBOS_OK || !test_exists(path));
    if (error != AMBOS_ENOTSUP || !test_is_wine())
        CHECK_CODE(error, AMBOS_OK);
    return error == AMBOS_OK;
}

static char *with_slashes(char *path)
{
    for (char *c = path; *c; c++)
        if (*c == '\\')
            *c = '/';
    return path;
}

/* 111 */
TEST(a_junction_stands_for_its_directory)
{
    const char *path = test_path("junction");
    char *target;

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/canary"), "x", 1);
    if (!make_junction(test_path("dir"), path))
        SKIP("no junctions here");
    CHECK_INT(info_of(path).type, AMBOS_TYPE_JUNCTION);
    CHECK_STR(test_read_file(test_path("junction/canary"), NULL), "x");
    CHECK_OK(ambos_readlink(path, &target));
    CHECK_STR(with_slashes(target), test_path("dir"));
    ambos_free(target);
    CHECK_U64(info_of(path).size, strlen(test_path("dir")));
    CHECK_OK(ambos_unlink(path));
    CHECK(!test_exists(path) && test_exists(test_path("dir/canary")));
}

TEST(the_target_of_a_junction_is_made_absolute)
{
    char *target;

    CHECK_OK(ambos_chdir(test_dir()));
    if (!make_junction("./missing/../later", "junction")) {
        CHECK_OK(ambos_chdir(".."));
        SKIP("no junctions here");
    }
    CHECK_OK(ambos_readlink("junction", &target));
    CHECK_STR(with_slashes(target), test_path("later"));
    ambos_free(target);
    test_make_dir(test_path("later"));
    test_write_file(test_path("later/file"), "x", 1);
    CHECK_STR(test_read_file(test_path("junction/file"), NULL), "x");
    CHECK_OK(ambos_chdir(".."));
}

/* A drive for this case, as `subst` makes them; `place` with backslashes. */
static bool define_drive(wchar_t *name, DWORD flags, const char *place)
{
    wchar_t wide[MAX_PATH];

    CHECK(MultiByteToWideChar(CP_UTF8, 0, place, -1, wide, MAX_PATH) > 0);
    for (name[0] = L'J'; name[0] < L'Y'; name[0]++)
        if (!(GetLogicalDrives() & 1u << (name[0] - L'A')))
            return DefineDosDeviceW(flags | DDD_NO_BROADCAST_SYSTEM, name, wide);
    return false;
}

/* ---- what is asked of the kernel, which here need not be able to do it ---- */

typedef LONG(NTAPI *control_call)(HANDLE file, HANDLE event, void *apc, void *context, void *io, ULONG code,
                                  void *input, ULONG input_length, void *output, ULONG output_length);

static control_call real_control;
static BYTE asked[16384];
static ULONG asked_length;

static LONG NTAPI heard_control(HANDLE file, HANDLE event, void *apc, void *context, void *io, ULONG code, void *input,
                                ULONG input_length, void *output, ULONG output_length)
{
    if (code == FSCTL_SET_REPARSE_POINT) {
        CHECK(input_length <= sizeof asked);
        memcpy(asked, input, input_length);
        asked_length = input_length;
    }
    return real_control(file, event, apc, context, io, code, input, input_length, output, output_length);
}

/* The header, the fields, and the two names as they follow each other. */
static void check_asked(const void *fields, size_t size, const wchar_t *names, size_t units)
{
    CHECK_INT(asked_length, size + units * sizeof *names);
    CHECK_MEM(asked, size, fields, size);
    CHECK_MEM(asked + size, units * sizeof *names, names, units * sizeof *names);
    asked_length = 0;
}

static void hear_controls(void)
{
    real_control = (control_call)import_replace("NtFsControlFile", (any_call)heard_control);
}

#define UNITS(text) (text), sizeof(text) / sizeof *(text)-1

TEST(a_junction_byte_by_byte)
{
    static const BYTE fields[] = { 3, 0, 0, 0xA0, 32, 0, 0, 0, 0, 0, 14, 0, 16, 0, 6, 0 };

    hear_controls();
    (void)make_junction("c:\\x/..", test_path("junction"));
    check_asked(fields, sizeof fields, UNITS(L"\\??\\c:\\\0c:\\\0"));
}

TEST(a_junction_to_a_drive_of_subst_says_what_that_is)
{
    static const BYTE fields[] = { 3, 0, 0, 0xA0, 52, 0, 0, 0, 0, 0, 24, 0, 26, 0, 16, 0 };
    char drive[16];
    wchar_t name[] = L"?:";

    hear_controls();
    if (!define_drive(name, DDD_RAW_TARGET_PATH, "\\??\\C:\\dir\\"))
        SKIP("no drives can be made here");
    snprintf(drive, sizeof drive, "%c:/a", (char)name[0]);
    (void)make_junction(drive, test_path("junction"));
    CHECK(DefineDosDeviceW(DDD_REMOVE_DEFINITION | DDD_NO_BROADCAST_SYSTEM, name, NULL));
    check_asked(fields, sizeof fields, UNITS(L"\\??\\C:\\dir\\a\0C:\\dir\\a\0"));
}

/* Where the system makes links itself nothing is asked. */
TEST(a_symlink_byte_by_byte)
{
    static const BYTE fields[] = { 12, 0, 0, 0xA0, 36, 0, 0, 0, 12, 0, 12, 0, 0, 0, 12, 0, 1, 0, 0, 0 };
    ambos_error error;

    hear_controls();
    error = ambos_symlink("../dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOTSUP || error == AMBOS_EPERM);
    CHECK_INT(test_exists(test_path("link")), error == AMBOS_OK);
    if (asked_length == 0)
        SKIP("the system makes links by itself");
    check_asked(fields, sizeof fields, UNITS(L"..\\dir..\\dir"));
}

/* The kernel would take ".." for a name. */
TEST(a_symlink_to_an_absolute_path_has_it_resolved)
{
    static const BYTE fields[] = { 12, 0, 0, 0xA0, 36, 0, 0, 0, 8, 0, 16, 0, 0, 0, 8, 0, 0, 0, 0, 0 };
    ambos_error error;
    ambos_root *root;

    hear_controls();
    CHECK_OK(ambos_root_open(&root, test_dir()));
    error = ambos_root_symlink(root, "C:/x/../y", "link", AMBOS_SYMLINK_FILE);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOTSUP || error == AMBOS_EPERM);
    check_asked(fields, sizeof fields, UNITS(L"C:\\y\\?\?\\C:\\y"));
    ambos_root_close(root);
}

TEST(a_symlink_to_a_place_relative_to_a_drive_is_absolute)
{
    wchar_t current[MAX_PATH];
    ambos_error error;
    char *target;

    hear_controls();
    CHECK(GetCurrentDirectoryW(MAX_PATH, current) > 0);
    target = (char[]){ (char)current[0], ':', 'x', '\0' };
    error = ambos_symlink(target, test_path("link"), AMBOS_SYMLINK_FILE);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOTSUP || error == AMBOS_EPERM);
    if (error == AMBOS_OK) {
        CHECK_OK(ambos_readlink(test_path("link"), &target));
        CHECK(target[1] == ':' && target[2] == '\\');
        ambos_free(target);
    } else if (asked_length > 0) {
        CHECK_MEM(asked + 16, 4, "\0\0\0\0", 4);
        CHECK_MEM(asked + 20, wcslen(current) * sizeof *current, current, wcslen(current) * sizeof *current);
    }
}

/* ---- what the system would say, said here ---- */

typedef BOOLEAN(WINAPI *link_call)(const wchar_t *path, const wchar_t *target, DWORD flags);

static DWORD link_flags[2];
static unsigned links_made;
static wchar_t link_target[64];

/* An older Windows, and a user without the privilege. */
static BOOLEAN WINAPI refuse_link(const wchar_t *path, const wchar_t *target, DWORD flags)
{
    CHECK(wcsncmp(path, L"\\\\?\\", 4) == 0);
    CHECK(wcslen(target) < sizeof link_target / sizeof *link_target && links_made < 2);
    wcscpy(link_target, target);
    link_flags[links_made++] = flags;
    SetLastError(flags & 2 ? ERROR_INVALID_PARAMETER : ERROR_PRIVILEGE_NOT_HELD);
    return FALSE;
}

static void check_link(const char *target, uint32_t kind, DWORD expected)
{
    links_made = 0;
    CHECK_ERR(ambos_symlink(target, test_path("sub/link"), kind), AMBOS_EPERM);
    CHECK_INT(links_made, 2);
    CHECK_INT(link_flags[0], expected | 2);
    CHECK_INT(link_flags[1], expected);
}

/* 109, 110: what a target is counts from the directory of the link. */
TEST(links_without_the_privilege)
{
    (void)(link_call)import_replace("CreateSymbolicLinkW", (any_call)refuse_link);
    test_make_dir(test_path("sub"));
    test_make_dir(test_path("sub/inner"));
    test_make_dir(test_path("dir"));
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_chdir(test_dir()));
    check_link("../dir", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    CHECK(wcscmp(link_target, L"..\\dir") == 0);
    check_link("./inner/", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("inner", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("dir", AMBOS_SYMLINK_AUTO, 0);
    check_link("../file", AMBOS_SYMLINK_AUTO, 0);
    check_link("..", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("/", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("c:/", AMBOS_SYMLINK_AUTO, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("missing", AMBOS_SYMLINK_AUTO, 0);
    check_link("missing", AMBOS_SYMLINK_DIRECTORY, SYMBOLIC_LINK_FLAG_DIRECTORY);
    check_link("../dir", AMBOS_SYMLINK_FILE, 0);
    CHECK_OK(ambos_chdir("/"));
    CHECK(!test_exists(test_path("sub/link")));
}

static const void *told;
static size_t told_size;

static LONG NTAPI tell_reparse(HANDLE file, HANDLE event, void *apc, void *context, void *io, ULONG code, void *input,
                               ULONG input_length, void *output, ULONG output_length)
{
    if (code != FSCTL_GET_REPARSE_POINT)
        return real_control(file, event, apc, context, io, code, input, input_length, output, output_length);
    CHECK(told_size <= output_length);
    memcpy(output, told, told_size);
    ((ULONG_PTR *)io)[1] = told_size;
    return 0;
}

static void check_target(const void *data, size_t size, const char *expected)
{
    char *target;

    told = data;
    told_size = size;
    CHECK_OK(ambos_readlink(test_path("file"), &target));
    CHECK_STR(target, expected);
    ambos_free(target);
}

TEST(targets_as_the_system_tells_them)
{
    static const BYTE relative[] = { 12, 0, 0, 0xA0, 20, 0, 0,   0, 0,    0, 4,   0, 4,    0,
                                     4,  0, 1, 0,    0,  0, 'a', 0, '\\', 0, 'a', 0, '\\', 0 };
    static const BYTE junction[] = { 3,   0, 0,   0xA0, 28,   0, 0,   0, 0,   0, 16,   0, 18,   0, 0, 0, '\\', 0,
                                     '?', 0, '?', 0,    '\\', 0, 'C', 0, ':', 0, '\\', 0, 0xE4, 0, 0, 0, 0,    0 };
    static const BYTE wsl[] = { 0x1D, 0, 0, 0xA0, 8, 0, 0, 0, 2, 0, 0, 0, '/', 'm', 'n', 't' };

    test_write_file(test_path("file"), "x", 1);
    real_control = (control_call)import_replace("NtFsControlFile", (any_call)tell_reparse);
    check_target(relative, sizeof relative, "a\\");
    check_target(junction, sizeof junction, "C:\\\xc3\xa4");
    check_target(wsl, sizeof wsl, "/mnt");
}

TEST(a_junction_to_a_drive_of_a_share_is_refused)
{
    const char *const prefixes[] = { "", "\\\\?\\" };
    wchar_t name[] = L"?:";
    char target[32];

    if (!define_drive(name, DDD_RAW_TARGET_PATH, "\\??\\UNC\\server\\share"))
        SKIP("no drives can be made here");
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        snprintf(target, sizeof target, "%s%c:\\dir", prefixes[i], (char)name[0]);
        CHECK_ERR(ambos_junction(target, test_path("junction")), AMBOS_EINVAL);
    }
    CHECK(DefineDosDeviceW(DDD_REMOVE_DEFINITION | DDD_NO_BROADCAST_SYSTEM, name, NULL));
}

TEST(junctions_that_cannot_be)
{
    char *distant = malloc(20000);

    CHECK(distant != NULL);
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_junction(test_dir(), test_path("file")), AMBOS_EEXIST);
    CHECK_ERR(ambos_junction(test_dir(), test_path("missing/junction")), AMBOS_ENOENT);
    CHECK_ERR(ambos_junction(test_dir(), test_path("file/junction")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_junction("\\\\server\\share\\dir", test_path("junction")), AMBOS_EINVAL);
    CHECK_ERR(ambos_junction("\\\\.\\NUL", test_path("junction")), AMBOS_EINVAL);
    CHECK_ERR(ambos_junction("", test_path("junction")), AMBOS_ENOENT);
    CHECK_ERR(ambos_junction("\xff", test_path("junction")), AMBOS_EILSEQ);
    memset(distant, 'x', 20000);
    memcpy(distant, "C:\\", 3);
    distant[19999] = '\0';
    CHECK_ERR(ambos_junction(distant, test_path("junction")), AMBOS_ENAMETOOLONG);
    CHECK(!test_exists(test_path("junction")));
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    free(distant);
}
