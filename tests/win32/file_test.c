/* SPDX-License-Identifier: MIT */
/* Facts of files that only Windows has. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <ambos/ambos.h>

static void wide_path(const char *path, wchar_t wide[MAX_PATH])
{
    CHECK(MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH) > 0);
}

static HANDLE open_native(const char *path, DWORD share, DWORD disposition, DWORD flags)
{
    wchar_t wide[MAX_PATH];
    HANDLE handle;

    wide_path(path, wide);
    handle = CreateFileW(wide, GENERIC_READ | GENERIC_WRITE, share, NULL, disposition, flags, NULL);
    CHECK(handle != INVALID_HANDLE_VALUE);
    return handle;
}

static ambos_file *adopt(HANDLE handle)
{
    ambos_file *file;

    CHECK_OK(ambos_file_adopt(&file, (ambos_native)handle));
    return file;
}

/* test_path() with backslashes, behind a prefix. */
static const char *spelled(const char *prefix, const char *name)
{
    static char text[1024];

    snprintf(text, sizeof text, "%s%s", prefix, test_path(name));
    for (char *c = text; *c; c++)
        if (*c == '/')
            *c = '\\';
    return text;
}

TEST(verbatim_and_device_spellings)
{
    ambos_file_info info;

    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_stat(spelled("", "file"), &info));
    CHECK_OK(ambos_stat(spelled("\\\\?\\", "file"), &info));
    CHECK_OK(ambos_stat(spelled("\\??\\", "file"), &info));
    CHECK_OK(ambos_stat(spelled("\\\\.\\", "file"), &info));
    CHECK_OK(ambos_stat(spelled("//?/", "file"), &info));
    CHECK_ERR(ambos_stat(spelled("\\\\?\\", "file\\"), &info), AMBOS_ENOTDIR);
    CHECK_OK(ambos_stat(spelled("", "file. "), &info));
}

TEST(roots_are_directories_that_stay)
{
    static const char *const roots[] = { "C:\\", "C:/", "\\\\?\\C:\\", "/" };
    ambos_file_info info;

    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
        CHECK_OK(ambos_stat(roots[i], &info));
        CHECK_INT(info.type, AMBOS_TYPE_DIRECTORY);
        CHECK_ERR(ambos_mkdir(roots[i], 0, 0), AMBOS_EEXIST);
        CHECK_ERR(ambos_rmdir(roots[i]), AMBOS_EBUSY);
        CHECK_ERR(ambos_unlink(roots[i]), AMBOS_EISDIR);
        CHECK_ERR(ambos_rename(roots[i], test_path("x"), NULL), AMBOS_EBUSY);
    }
}

TEST(the_null_device_is_a_file_everywhere)
{
    static const char *const names[] = { "NUL", "nul", "\\\\.\\NUL" };
    ambos_file_info info;
    ambos_file *file;
    char byte;
    size_t got;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_OK(ambos_stat(names[i], &info));
        CHECK_INT(info.type, AMBOS_TYPE_CHARACTER);
        CHECK_OK(ambos_file_open(&file, names[i], AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0));
        CHECK_OK(ambos_file_write(file, "x", 1, NULL));
        CHECK_OK(ambos_file_read(file, &byte, 1, &got));
        CHECK_INT(got, 0);
        CHECK_ERR(ambos_file_seek(file, 0, AMBOS_SEEK_SET, NULL), AMBOS_ESPIPE);
        CHECK_OK(ambos_file_close(file));
    }
}

TEST(truncating_keeps_hidden_and_system)
{
    const DWORD both = FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM;
    wchar_t wide[MAX_PATH];
    ambos_file *file;

    test_write_file(test_path("file"), "old", 3);
    wide_path(test_path("file"), wide);
    CHECK(SetFileAttributesW(wide, both));
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0));
    CHECK_OK(ambos_file_close(file));
    CHECK_INT(GetFileAttributesW(wide) & both, both);
    CHECK_STR(test_read_file(test_path("file"), NULL), "");
}

TEST(what_nobody_shares_is_busy_and_can_be_looked_at)
{
    ambos_rename_options once = { .retry_ms = AMBOS_NO_RETRY };
    HANDLE holder = open_native(test_path("held"), 0, CREATE_ALWAYS, 0);
    ambos_file_info info;
    ambos_file *file;

    test_write_file(test_path("new"), "x", 1);
    CHECK_OK(ambos_stat(test_path("held"), &info));
    CHECK_OK(ambos_access(test_path("held"), AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE));
    CHECK_ERR(ambos_file_open(&file, test_path("held"), AMBOS_READ, 0), AMBOS_EBUSY);
    CHECK_ERR(ambos_unlink(test_path("held")), AMBOS_EBUSY);
    CHECK_ERR(ambos_rename(test_path("held"), test_path("other"), &once), AMBOS_EBUSY);
    CHECK_ERR(ambos_rename(test_path("new"), test_path("held"), &once), AMBOS_EBUSY);
    CHECK(test_exists(test_path("new")) && test_exists(test_path("held")));
    CloseHandle(holder);
    CHECK_OK(ambos_rename(test_path("new"), test_path("held"), &once));
}

TEST(overlapped_files_have_a_position)
{
    ambos_file *file = adopt(open_native(test_path("file"), 7, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED));
    char text[8];
    size_t got;
    int64_t position;

    CHECK_OK(ambos_file_write(file, "abc", 3, NULL));
    CHECK_OK(ambos_file_write(file, "def", 3, NULL));
    CHECK_OK(ambos_file_seek(file, 2, AMBOS_SEEK_SET, NULL));
    CHECK_OK(ambos_file_read(file, text, 2, &got));
    CHECK_MEM(text, got, "cd", 2);
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_MEM(text, got, "ef", 2);
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_INT(got, 0);
    CHECK_OK(ambos_file_seek(file, 0, AMBOS_SEEK_CUR, &position));
    CHECK_INT(position, 6);
    CHECK_OK(ambos_file_close(file));
}

/* A message of no bytes is not the end, and one that is longer than the buffer comes in parts. */
TEST(messages_of_a_pipe)
{
    static const char name[] = "\\\\.\\pipe\\ambos test of messages";
    HANDLE server = CreateNamedPipeA(name, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                                     PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 4096, 4096, 0, NULL);
    ambos_file *reader, *writer;
    char text[16];
    DWORD count;
    size_t got;

    CHECK(server != INVALID_HANDLE_VALUE);
    reader = adopt(server);
    CHECK_OK(ambos_file_open(&writer, name, AMBOS_READ | AMBOS_WRITE, 0));
    CHECK(WriteFile((HANDLE)ambos_file_native(writer), "", 0, &count, NULL));
    CHECK_OK(ambos_file_write(writer, "message", 7, NULL));
    CHECK_OK(ambos_file_read(reader, text, 3, &got));
    CHECK_MEM(text, got, "mes", 3);
    CHECK_OK(ambos_file_read(reader, text, sizeof text, &got));
    CHECK_MEM(text, got, "sage", 4);
    CHECK_OK(ambos_file_close(writer));
    CHECK_OK(ambos_file_read(reader, text, sizeof text, &got));
    CHECK_INT(got, 0);
    CHECK_OK(ambos_file_close(reader));
}

TEST(handles_that_are_no_files)
{
    static const ambos_native pseudo[] = { 0, -1, -2, -3, -4, -5, -6, 0x7FFF0 };
    HANDLE event = CreateEventW(NULL, FALSE, FALSE, NULL);
    ambos_file *file;

    for (size_t i = 0; i < sizeof pseudo / sizeof *pseudo; i++)
        CHECK_ERR(ambos_file_adopt(&file, pseudo[i]), AMBOS_EBADF);
    CHECK_ERR(ambos_file_adopt(&file, (ambos_native)event), AMBOS_EBADF);
    CHECK(CloseHandle(event));
}

/* Adopted without the right to change attributes, or even to ask for them: opened again. */
TEST(what_it_was_opened_for_does_not_matter)
{
    static const DWORD access[] = { FILE_READ_DATA, FILE_WRITE_DATA, SYNCHRONIZE, DELETE };
    const ambos_time then = { 1000000000, 123456700 };
    const char *path = test_path("file");
    wchar_t wide[MAX_PATH];
    ambos_file_info info;

    test_write_file(path, "x", 1);
    wide_path(path, wide);
    for (size_t i = 0; i < sizeof access / sizeof *access; i++) {
        ambos_file *file = adopt(CreateFileW(wide, access[i], 7, NULL, OPEN_EXISTING, 0, NULL));

        CHECK_OK(ambos_futimens(file, &then, &then));
        CHECK_OK(ambos_fchmod(file, 0444));
        CHECK_OK(ambos_stat(path, &info));
        CHECK(info.modified.sec == then.sec && info.modified.nsec == then.nsec);
        CHECK_INT(info.mode, 0444);
        CHECK_OK(ambos_fchmod(file, 0644));
        CHECK_OK(ambos_file_close(file));
    }
}

TEST(directories_left_alone_by_fchmod)
{
    wchar_t wide[MAX_PATH];
    ambos_file *file;

    test_make_dir(test_path("dir"));
    wide_path(test_path("dir"), wide);
    file = adopt(CreateFileW(wide, FILE_LIST_DIRECTORY, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL));
    CHECK_OK(ambos_fchmod(file, 0444));
    CHECK_OK(ambos_futimens(file, NULL, NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK(!(GetFileAttributesW(wide) & FILE_ATTRIBUTE_READONLY));
}

TEST(a_closed_handle_is_ebadf)
{
    HANDLE handle;
    ambos_file *file;

    handle = open_native(test_path("file"), 7, CREATE_ALWAYS, 0);
    file = adopt(handle);
    CHECK(CloseHandle(handle));
    CHECK_ERR(ambos_fchmod(file, 0444), AMBOS_EBADF);
    CHECK_ERR(ambos_futimens(file, NULL, NULL), AMBOS_EBADF);
    CHECK_ERR(ambos_file_close(file), AMBOS_EBADF);
}

TEST(realpath_takes_every_spelling)
{
    const char *const prefixes[] = { "", "\\\\?\\", "\\\\.\\", "//?/" };
    char *expected, *path;

    test_write_file(test_path("Some File"), "x", 1);
    CHECK_OK(ambos_realpath(test_path("Some File"), &expected));
    CHECK(expected[1] == ':' && expected[2] == '\\');
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        CHECK_OK(ambos_realpath(spelled(prefixes[i], "SOME file"), &path));
        CHECK_STR(path, expected);
        ambos_free(path);
    }
    ambos_free(expected);
}

/* The command interpreter's variable, which makes C:x count from there. */
TEST(chdir_remembers_the_directory_of_the_drive)
{
    wchar_t variable[] = L"=C:", value[MAX_PATH], current[MAX_PATH];

    CHECK_OK(ambos_chdir(test_dir()));
    CHECK(GetCurrentDirectoryW(MAX_PATH, current) > 2);
    variable[1] = current[0];
    CHECK(GetEnvironmentVariableW(variable, value, MAX_PATH) > 0);
    CHECK(wcscmp(value, current) == 0);
}

TEST(wildcards_are_not_names)
{
    static const char *const names[] = { "a*b", "a?b", "a<b", "a>b", "a|b", "a\"b" };
    ambos_file_info info;
    ambos_file *file;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        CHECK_ERR(ambos_stat(test_path(names[i]), &info), AMBOS_EINVAL);
        CHECK_ERR(ambos_file_open(&file, test_path(names[i]), AMBOS_WRITE | AMBOS_CREATE, 0), AMBOS_EINVAL);
        CHECK_ERR(ambos_mkdir(test_path(names[i]), 0, 0), AMBOS_EINVAL);
    }
}

/* Longer than a string of the kernel can say. */
TEST(names_longer_than_the_kernel_takes)
{
    static char path[4 + 33000 + 1];
    ambos_file_info info;

    memset(path, 'x', sizeof path - 1);
    memcpy(path, "\\\\?\\C:\\", 7);
    for (size_t i = 100; i < sizeof path - 1; i += 100)
        path[i] = '\\';
    CHECK_ERR(ambos_mkdir(path, 0, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_lstat(path, &info), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_rename(path, test_path("x"), NULL), AMBOS_ENAMETOOLONG);
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_rename(test_path("file"), path, NULL), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_link(test_path("file"), path), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_symlink("x", path, 0), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_junction(test_dir(), path), AMBOS_ENAMETOOLONG);
    CHECK(test_exists(test_path("file")));
}

/* ---- names ---- */

static void make_file(const char *path)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_close(file));
}

TEST(verbatim_names_are_taken_as_they_stand)
{
    static const char *const names[] = { "dot.", "space ", "nul", "com1.txt", "aux" };
    ambos_file_info info;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        make_file(spelled("\\\\?\\", names[i]));
        CHECK_OK(ambos_stat(spelled("\\\\?\\", names[i]), &info));
        CHECK_INT(info.type, AMBOS_TYPE_FILE);
        CHECK_OK(ambos_access(spelled("\\\\?\\", names[i]), AMBOS_ACCESS_READ));
        CHECK(ambos_lstat(test_path(names[i]), &info) != AMBOS_OK || info.type == AMBOS_TYPE_CHARACTER);
        CHECK_OK(ambos_unlink(spelled("\\\\?\\", names[i])));
    }
}

TEST(dots_and_spaces_at_the_end_go)
{
    static const char *const names[] = { "file", "file.", "file ", "file. . ." };
    ambos_file_info info;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        make_file(test_path(names[i]));
        CHECK_OK(ambos_stat(test_path("file"), &info));
        CHECK_OK(ambos_rename(test_path(names[i]), test_path("other."), NULL));
        CHECK_OK(ambos_unlink(test_path("other")));
    }
}

TEST(places_relative_to_a_drive)
{
    char relative[] = "?:file", rooted[1024], *cwd;
    ambos_file_info plain, info;

    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_getcwd(&cwd));
    relative[0] = cwd[0];
    make_file(relative);
    CHECK_OK(ambos_stat(test_path("file"), &plain));
    CHECK_OK(ambos_lstat(relative, &info));
    CHECK_INT(ambos_same_file(&plain, &info), 1);
    snprintf(rooted, sizeof rooted, "%s\\file", cwd + 2);
    CHECK_OK(ambos_stat(rooted, &info));
    CHECK_INT(ambos_same_file(&plain, &info), 1);
    CHECK_OK(ambos_unlink(relative));
    CHECK_OK(ambos_chdir("/"));
    ambos_free(cwd);
}

TEST(shares_that_are_not_there)
{
    static const char *const paths[] = { "\\\\localhost\\none$\\file", "//localhost/none$/file",
                                         "\\\\?\\UNC\\localhost\\none$\\file" };
    ambos_file_info info;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        CHECK_ERR(ambos_stat(paths[i], &info), AMBOS_ENOENT);
        CHECK_ERR(ambos_access(paths[i], AMBOS_ACCESS_READ), AMBOS_ENOENT);
        CHECK_ERR(ambos_unlink(paths[i]), AMBOS_ENOENT);
    }
}

TEST(streams_of_a_file)
{
    const char *stream = test_path("file:stream");
    ambos_file_info info;
    ambos_file *file;

    test_write_file(test_path("file"), "x", 1);
    if (ambos_file_open(&file, stream, AMBOS_WRITE | AMBOS_CREATE, 0) != AMBOS_OK) {
        CHECK(test_is_wine());
        SKIP("files have no streams here");
    }
    CHECK_OK(ambos_file_write(file, "four", 4, NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_stat(stream, &info));
    CHECK_U64(info.size, 4);
    CHECK_OK(ambos_access(stream, AMBOS_ACCESS_READ));
    CHECK_OK(ambos_unlink(stream));
    CHECK_ERR(ambos_stat(stream, &info), AMBOS_ENOENT);
    CHECK_OK(ambos_stat(test_path("file"), &info));
    CHECK_U64(info.size, 1);
}

/* Which a current directory cannot have. */
TEST(chdir_takes_verbatim_paths)
{
    char *before, *after;

    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_getcwd(&before));
    test_make_dir(test_path("sub"));
    CHECK_OK(ambos_chdir(spelled("\\\\?\\", "sub")));
    CHECK_OK(ambos_getcwd(&after));
    CHECK_STR(after, spelled("", "sub"));
    CHECK_ERR(ambos_chdir(spelled("\\\\?\\", "none")), AMBOS_ENOENT);
    CHECK_OK(ambos_chdir(before));
    ambos_free(before);
    ambos_free(after);
}

static int count_entries(const char *path)
{
    const ambos_dir_entry *entry;
    ambos_dir *listing;
    int count = -1;

    CHECK_OK(ambos_dir_open(&listing, path, 0));
    do {
        CHECK_OK(ambos_dir_next(listing, &entry));
        count++;
    } while (entry);
    ambos_dir_close(listing);
    return count;
}

/* Where replacing takes several steps, none of them is left behind. */
TEST(renames_of_directories_leave_no_other_names)
{
    static const ambos_rename_options once = { .retry_ms = AMBOS_NO_RETRY };
    ambos_error error;
    HANDLE inside;

    test_make_dir(test_path("a"));
    test_make_dir(test_path("b"));
    test_write_file(test_path("a/x"), "x", 1);
    CHECK_OK(ambos_rename(test_path("a"), test_path("b"), &once));
    CHECK_INT(count_entries(test_dir()), 1);
    test_make_dir(test_path("a"));
    CHECK_ERR(ambos_rename(test_path("a"), test_path("b"), &once), AMBOS_ENOTEMPTY);
    CHECK_ERR(ambos_rename(test_path("b/none"), test_path("a"), &once), AMBOS_ENOENT);
    CHECK_INT(count_entries(test_dir()), 2);
    CHECK_INT(count_entries(test_path("b")), 1);
    inside = open_native(test_path("b/x"), 7, OPEN_EXISTING, 0);
    error = ambos_rename(test_path("b"), test_path("a"), &once);
    CHECK(CloseHandle(inside));
    CHECK(error == AMBOS_OK || error == AMBOS_EBUSY);
    CHECK_INT(count_entries(test_dir()), error ? 2 : 1);
    CHECK(test_exists(test_path(error ? "b/x" : "a/x")));
}

/* NTFS moves no directory in which something is open, and calls that a matter of permission. */
TEST(a_directory_with_open_files_is_busy_or_moves)
{
    static const ambos_rename_options once = { .retry_ms = AMBOS_NO_RETRY };
    ambos_error error;
    HANDLE inside;

    test_make_dir(test_path("a"));
    inside = open_native(test_path("a/x"), 7, CREATE_ALWAYS, 0);
    error = ambos_rename(test_path("a"), test_path("b"), &once);
    CHECK(error == AMBOS_OK || error == AMBOS_EBUSY);
    CHECK(CloseHandle(inside));
    CHECK(test_exists(test_path(error ? "a/x" : "b/x")));
}

/* The other name keeps the attribute, which belongs to the file. */
TEST(replacing_one_name_of_a_read_only_file)
{
    wchar_t wide[MAX_PATH];

    test_write_file(test_path("old"), "old", 3);
    if (!test_hard_link(test_path("old"), test_path("other")))
        SKIP("no hard links here");
    wide_path(test_path("other"), wide);
    CHECK(SetFileAttributesW(wide, FILE_ATTRIBUTE_READONLY));
    test_write_file(test_path("new"), "new", 3);
    CHECK_OK(ambos_rename(test_path("new"), test_path("old"), NULL));
    CHECK_STR(test_read_file(test_path("old"), NULL), "new");
    CHECK_STR(test_read_file(test_path("other"), NULL), "old");
    CHECK(GetFileAttributesW(wide) & FILE_ATTRIBUTE_READONLY);
    CHECK_INT(count_entries(test_dir()), 2);
    CHECK_OK(ambos_chmod(test_path("other"), 0644, 0));
}

/* Where Wine shows the other file systems of the host. */
TEST(what_cannot_come_from_another_file_system_replaces_nothing)
{
    ambos_file_info here, there;
    char source[64];

    snprintf(source, sizeof source, "Z:\\dev\\shm\\ambos rename %lu", (unsigned long)GetCurrentProcessId());
    test_make_dir(test_path("target"));
    if (!test_is_wine() || ambos_mkdir(source, 0, 0))
        SKIP("no other file system at hand");
    CHECK_OK(ambos_stat(source, &there));
    CHECK_OK(ambos_stat(test_path("target"), &here));
    if (here.device != there.device)
        CHECK_ERR(ambos_rename(source, test_path("target"), NULL), AMBOS_EXDEV);
    CHECK(test_exists(source));
    CHECK_OK(ambos_rmdir(source));
    CHECK_INT(count_entries(test_dir()), 1);
    if (here.device == there.device)
        SKIP("the tests are on that file system too");
}
