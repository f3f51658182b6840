/* SPDX-License-Identifier: MIT */
/* What files are, who may use them, and their names. Renaming has a suite of its own. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

/* ---- stat ---- */

static bool all_zero(const void *data, size_t size)
{
    const unsigned char *at = data;

    while (size > 0 && at[size - 1] == 0)
        size--;
    return size == 0;
}

typedef ambos_error AMBOS_CALL stat_function(const char *path, ambos_file_info *info);

static void check_fails(stat_function *function, const char *path, ambos_error expected)
{
    ambos_file_info info;

    memset(&info, 0xA5, sizeof info);
    CHECK_ERR(function(path, &info), expected);
    CHECK(all_zero(&info, sizeof info));
}

static void check_both_fail(const char *path, ambos_error expected)
{
    check_fails(ambos_stat, path, expected);
    check_fails(ambos_lstat, path, expected);
}

/* What holds of every answer. */
static void check_sound(const ambos_file_info *info)
{
    const uint32_t known = info->known;

    CHECK_U64(known & ~UINT32_C(0x03ff), 0);
    CHECK(info->type > AMBOS_TYPE_UNKNOWN && info->type <= AMBOS_TYPE_OTHER);
    CHECK_U64(info->mode & ~(uint32_t)AMBOS_MODE_ALL, 0);
    CHECK(all_zero(info->reserved, sizeof info->reserved));
    CHECK(info->accessed.nsec < 1000000000 && info->modified.nsec < 1000000000);
    CHECK(info->changed.nsec < 1000000000 && info->created.nsec < 1000000000);
    CHECK((known & AMBOS_INFO_OWNER) || (info->uid == 0 && info->gid == 0));
    CHECK((known & AMBOS_INFO_LINKS) || info->nlink == 0);
    CHECK((known & AMBOS_INFO_ID) || (info->device == 0 && info->id[0] == 0 && info->id[1] == 0));
    CHECK((known & AMBOS_INFO_ALLOCATED) || info->allocated == 0);
    CHECK((known & AMBOS_INFO_ACCESSED) || all_zero(&info->accessed, sizeof info->accessed));
    CHECK((known & AMBOS_INFO_MODIFIED) || all_zero(&info->modified, sizeof info->modified));
    CHECK((known & AMBOS_INFO_CHANGED) || all_zero(&info->changed, sizeof info->changed));
    CHECK((known & AMBOS_INFO_CREATED) || all_zero(&info->created, sizeof info->created));
    if (test_is_windows())
        CHECK(!(known & (AMBOS_INFO_MODE | AMBOS_INFO_OWNER)));
    else
        CHECK(info->reparse_tag == 0 && info->id[1] == 0);
}

static ambos_file_info info_of(stat_function *function, const char *path)
{
    ambos_file_info info;

    memset(&info, 0xA5, sizeof info);
    CHECK_OK(function(path, &info));
    check_sound(&info);
    return info;
}

static void check_type(const char *path, uint32_t type)
{
    CHECK_U64(info_of(ambos_stat, path).type, type);
    CHECK_U64(info_of(ambos_lstat, path).type, type);
}

/* 135 */
TEST(stat_refuses_null)
{
    ambos_file_info info;

    check_both_fail(NULL, AMBOS_EINVAL);
    CHECK_ERR(ambos_stat(test_dir(), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_lstat(test_dir(), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_stat(NULL, NULL), AMBOS_EINVAL);
    memset(&info, 0xA5, sizeof info);
    CHECK_ERR(ambos_fstat(NULL, &info), AMBOS_EINVAL);
    CHECK(all_zero(&info, sizeof info));
}

/* 64 */
TEST(stat_tells_files_and_directories)
{
    test_write_file(test_path("file"), "12345", 5);
    test_make_dir(test_path("dir"));
    check_type(test_path("file"), AMBOS_TYPE_FILE);
    check_type(test_path("dir"), AMBOS_TYPE_DIRECTORY);
    check_type(test_path("dir/."), AMBOS_TYPE_DIRECTORY);
    check_type(test_path("dir/.."), AMBOS_TYPE_DIRECTORY);
    check_type(".", AMBOS_TYPE_DIRECTORY);
    check_type("/", AMBOS_TYPE_DIRECTORY);
    CHECK_U64(info_of(ambos_stat, test_path("file")).size, 5);
}

/* 64 */
TEST(stat_tells_the_null_device)
{
    check_type(test_is_windows() ? "NUL" : "/dev/null", AMBOS_TYPE_CHARACTER);
    if (!test_is_windows())
        CHECK(info_of(ambos_stat, "/dev/null").rdevice != 0);
    CHECK_U64(info_of(ambos_stat, test_dir()).rdevice, 0);
}

/* 64 */
TEST(stat_tells_fifos)
{
    if (!test_make_fifo(test_path("fifo")))
        SKIP("no FIFO has a name here");
    check_type(test_path("fifo"), AMBOS_TYPE_FIFO);
}

/* 64 */
TEST(stat_tells_sockets)
{
    if (!test_make_socket(test_path("socket")))
        SKIP("no socket with a name can be made here");
    check_type(test_path("socket"), AMBOS_TYPE_SOCKET);
}

/* 64 */
TEST(stat_follows_links_and_lstat_does_not)
{
    ambos_file_info info;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "12345", 5);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("file", test_path("to file"), 0));
    CHECK_OK(ambos_symlink("dir", test_path("to dir"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_U64(info_of(ambos_stat, test_path("to file")).type, AMBOS_TYPE_FILE);
    CHECK_U64(info_of(ambos_stat, test_path("to file")).size, 5);
    CHECK_U64(info_of(ambos_stat, test_path("to dir")).type, AMBOS_TYPE_DIRECTORY);
    info = info_of(ambos_lstat, test_path("to file"));
    CHECK_U64(info.type, AMBOS_TYPE_SYMLINK);
    CHECK_U64(info.size, 4);
    CHECK_U64(info_of(ambos_lstat, test_path("to dir")).type, AMBOS_TYPE_SYMLINK);
}

/* 69 */
TEST(stat_of_a_dangling_link_is_enoent)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("nowhere at all", test_path("link"), 0));
    check_fails(ambos_stat, test_path("link"), AMBOS_ENOENT);
    check_both_fail(test_path("link/x"), AMBOS_ENOENT);
    CHECK_U64(info_of(ambos_lstat, test_path("link")).type, AMBOS_TYPE_SYMLINK);
    CHECK_U64(info_of(ambos_lstat, test_path("link")).size, 14);
}

/* 70 */
TEST(stat_of_a_loop_is_eloop)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("b", test_path("a"), 0));
    CHECK_OK(ambos_symlink("a", test_path("b"), 0));
    CHECK_OK(ambos_symlink("self", test_path("self"), 0));
    check_fails(ambos_stat, test_path("a"), AMBOS_ELOOP);
    check_fails(ambos_stat, test_path("self"), AMBOS_ELOOP);
    check_both_fail(test_path("a/x"), AMBOS_ELOOP);
    CHECK_U64(info_of(ambos_lstat, test_path("self")).type, AMBOS_TYPE_SYMLINK);
}

/* 71 */
/* Each leads to the one before it; Linux follows 40. */
TEST(a_chain_of_links_is_followed_for_so_long)
{
    ambos_file_info info;
    char name[16], target[16] = "file";

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    for (int i = 1; i <= 100; i++) {
        snprintf(name, sizeof name, "%d", i);
        CHECK_OK(ambos_symlink(target, test_path(name), AMBOS_SYMLINK_FILE));
        memcpy(target, name, sizeof target);
    }
    CHECK_U64(info_of(ambos_stat, test_path("20")).type, AMBOS_TYPE_FILE);
    CHECK_ERR(ambos_stat(test_path("100"), &info), AMBOS_ELOOP);
    CHECK_ERR(ambos_access(test_path("100"), AMBOS_ACCESS_EXISTS), AMBOS_ELOOP);
    CHECK_OK(ambos_lstat(test_path("100"), &info));
}

TEST(stat_with_a_separator_at_the_end_wants_a_directory)
{
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    check_both_fail(test_path("file/"), AMBOS_ENOTDIR);
    check_both_fail(test_path("file//"), AMBOS_ENOTDIR);
    check_type(test_path("dir/"), AMBOS_TYPE_DIRECTORY);
    check_type(test_path("dir//"), AMBOS_TYPE_DIRECTORY);
    check_both_fail(test_path("missing/"), AMBOS_ENOENT);
}

/* 71 */
TEST(a_separator_at_the_end_follows_a_link)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("file", test_path("to file"), 0));
    CHECK_OK(ambos_symlink("dir", test_path("to dir"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    check_type(test_path("to dir/"), AMBOS_TYPE_DIRECTORY);
    check_both_fail(test_path("to file/"), AMBOS_ENOTDIR);
    check_both_fail(test_path("dangling/"), AMBOS_ENOENT);
}

/* 72, 73 */
TEST(stat_tells_missing_from_not_a_directory)
{
    test_write_file(test_path("file"), "x", 1);
    check_both_fail("", AMBOS_ENOENT);
    check_both_fail(test_path("missing"), AMBOS_ENOENT);
    check_both_fail(test_path("missing/x"), AMBOS_ENOENT);
    check_both_fail(test_path("missing/x/y"), AMBOS_ENOENT);
    check_both_fail(test_path("file/x"), AMBOS_ENOTDIR);
    check_both_fail(test_path("file/x/y"), AMBOS_ENOTDIR);
    check_both_fail(test_path("file/x/"), AMBOS_ENOTDIR);
    check_both_fail(test_path("file/."), AMBOS_ENOTDIR);
}

static char *repeated(char c, size_t length)
{
    char *text = malloc(length + 1);

    CHECK(text != NULL);
    memset(text, c, length);
    text[length] = '\0';
    return text;
}

/* 74 */
TEST(names_of_255_bytes_are_fine_and_256_are_too_long)
{
    char *name = repeated('n', 256);
    ambos_file_info info;
    ambos_error error;

    name[255] = '\0';
    test_write_file(test_path(name), "x", 1);
    check_type(test_path(name), AMBOS_TYPE_FILE);
    name[255] = 'n';
    error = ambos_stat(test_path(name), &info);
    /* The Windows kernel says no more than that there can be no such name. */
    CHECK(error == AMBOS_ENAMETOOLONG ||
          (test_is_windows() && (error == AMBOS_EINVAL || error == AMBOS_ENOENT)));
    free(name);
}

/* 74 */
TEST(paths_longer_than_any_system_takes)
{
    char *path = repeated('a', 70000);

    for (size_t i = 1; i < 70000; i += 2)
        path[i] = '/';
    check_both_fail(path, AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_unlink(path), AMBOS_ENAMETOOLONG);
    CHECK_ERR(ambos_access(path, 0), AMBOS_ENAMETOOLONG);
    free(path);
}

/* 75 */
TEST(names_that_windows_keeps_for_itself)
{
    static const char *const devices[] = { "NUL", "nul" };

    test_write_file(test_path("a"), "12", 2);
    if (test_is_windows()) {
        for (size_t i = 0; i < COUNT(devices); i++)
            check_type(devices[i], AMBOS_TYPE_CHARACTER);
        CHECK_U64(info_of(ambos_stat, test_path("a.")).size, 2);
        CHECK_U64(info_of(ambos_stat, test_path("a ")).size, 2);
    } else {
        check_both_fail(test_path("NUL"), AMBOS_ENOENT);
        check_both_fail(test_path("a."), AMBOS_ENOENT);
        check_both_fail(test_path("a "), AMBOS_ENOENT);
    }
}

TEST(names_that_are_patterns_name_only_themselves)
{
    static const char *const patterns[] = { "*", "?", "fil?", "*.*", "f*", "<", ">", "\"" };

    test_write_file(test_path("file"), "x", 1);
    for (size_t i = 0; i < COUNT(patterns); i++) {
        ambos_file_info info;
        ambos_error error = ambos_stat(test_path(patterns[i]), &info);

        CHECK(error == AMBOS_ENOENT || (test_is_windows() && error == AMBOS_EINVAL));
    }
}

TEST(both_slashes_separate_on_windows_only)
{
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    if (test_is_windows())
        check_type(test_path("dir\\file"), AMBOS_TYPE_FILE);
    else
        check_both_fail(test_path("dir\\file"), AMBOS_ENOENT);
}

/* 76 */
TEST(stat_of_what_nobody_else_may_open)
{
    const char *path = test_path("file");
    intptr_t held;

    test_write_file(path, "12345", 5);
    held = test_open_native(path, false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    CHECK_U64(info_of(ambos_stat, path).size, 5);
    check_type(path, AMBOS_TYPE_FILE);
    test_close_native(held);
}

/* 67 */
TEST(identity_is_of_the_file_and_not_of_the_name)
{
    ambos_file_info a, b, c, d;

    test_write_file(test_path("a"), "x", 1);
    test_write_file(test_path("c"), "x", 1);
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    a = info_of(ambos_stat, test_path("a"));
    b = info_of(ambos_stat, test_path("b"));
    c = info_of(ambos_stat, test_path("c"));
    d = info_of(ambos_stat, test_path("./a"));
    if (!(a.known & AMBOS_INFO_ID))
        SKIP("this file system has no identities");
    CHECK_U64(a.device, b.device);
    CHECK_MEM(a.id, sizeof a.id, b.id, sizeof b.id);
    CHECK_MEM(a.id, sizeof a.id, d.id, sizeof d.id);
    CHECK_U64(a.device, c.device);
    CHECK(memcmp(a.id, c.id, sizeof a.id) != 0);
    CHECK(!all_zero(a.id, sizeof a.id));
}

/* 68 */
TEST(links_are_counted)
{
    test_write_file(test_path("a"), "x", 1);
    if (!(info_of(ambos_stat, test_path("a")).known & AMBOS_INFO_LINKS))
        SKIP("this file system does not count links");
    CHECK_U64(info_of(ambos_stat, test_path("a")).nlink, 1);
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    CHECK_U64(info_of(ambos_stat, test_path("a")).nlink, 2);
    CHECK_U64(info_of(ambos_stat, test_path("b")).nlink, 2);
    CHECK_OK(ambos_unlink(test_path("a")));
    CHECK_U64(info_of(ambos_stat, test_path("b")).nlink, 1);
}

static bool near(ambos_time a, ambos_time b)
{
    return a.sec - b.sec <= 3 && b.sec - a.sec <= 3;
}

TEST(times_of_a_new_file_are_now)
{
    const ambos_time now = ambos_now();
    ambos_file_info info;

    test_write_file(test_path("file"), "x", 1);
    info = info_of(ambos_stat, test_path("file"));
    CHECK(info.known & AMBOS_INFO_MODIFIED);
    CHECK(near(info.modified, now));
    CHECK(!(info.known & AMBOS_INFO_CHANGED) || near(info.changed, now));
    CHECK(!(info.known & AMBOS_INFO_ACCESSED) || near(info.accessed, now));
    CHECK(!(info.known & AMBOS_INFO_CREATED) || near(info.created, now));
}

/* 66 */
TEST(times_far_away_and_of_nanoseconds)
{
    static const ambos_time times[] = { { 0, 0 },
                                        { 1, 100 },
                                        { -1, 999999900 },
                                        { -1, 0 },
                                        { INT64_C(1) << 31, 123456700 },
                                        { (INT64_C(1) << 33) + 7, 999999900 },
                                        { 1 - (INT64_C(1) << 31), 100 },
                                        { INT64_C(1000000000), 1 } };
    const char *path = test_path("file");

    test_write_file(path, "x", 1);
    for (size_t i = 0; i < COUNT(times); i++) {
        ambos_file_info info;

        CHECK(test_set_modified(path, times[i].sec, times[i].nsec));
        info = info_of(ambos_stat, path);
        CHECK_INT(info.modified.sec, times[i].sec);
        CHECK_INT(info.modified.nsec / 100, times[i].nsec / 100);
    }
}

/* 81 */
TEST(modes_are_those_of_the_system)
{
    static const uint32_t modes[] = { 0, 0400, 0644, 0755, 0777, 01777, 02755, 04755, 07777 };

    if (test_is_windows())
        SKIP("no modes there");
    test_write_file(test_path("file"), "x", 1);
    for (size_t i = 0; i < COUNT(modes); i++) {
        ambos_file_info info;

        CHECK_OK(ambos_chmod(test_path("file"), modes[i], 0));
        info = info_of(ambos_stat, test_path("file"));
        CHECK_U64(info.mode, modes[i]);
        CHECK(info.known & AMBOS_INFO_MODE);
        CHECK(info.known & AMBOS_INFO_OWNER);
    }
}

/* 77 */
TEST(modes_are_a_summary_on_windows)
{
    static const struct {
        const char *name;
        uint32_t mode;
    } files[] = { { "plain", 0666 },     { "text.txt", 0666 }, { "prog.exe", 0777 },   { "LOUD.EXE", 0777 },
                  { "old.com", 0777 },   { "job.bat", 0777 },  { "job.CmD", 0777 },    { "exe", 0666 },
                  { "x.exe.txt", 0666 }, { "x.exes", 0666 },   { "archive.ex", 0666 } };

    if (!test_is_windows())
        SKIP("modes are true here");
    for (size_t i = 0; i < COUNT(files); i++) {
        test_write_file(test_path(files[i].name), "x", 1);
        CHECK_U64(info_of(ambos_stat, test_path(files[i].name)).mode, files[i].mode);
        CHECK_OK(ambos_chmod(test_path(files[i].name), 0444, 0));
        CHECK_U64(info_of(ambos_stat, test_path(files[i].name)).mode, files[i].mode & 0555);
    }
    test_make_dir(test_path("dir"));
    CHECK_U64(info_of(ambos_stat, test_path("dir")).mode, 0777);
}

TEST(fstat_knows_what_stat_knows)
{
    ambos_file *file;
    ambos_file_info by_name, by_handle;

    test_write_file(test_path("file"), "12345", 5);
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_READ, 0));
    memset(&by_handle, 0xA5, sizeof by_handle);
    CHECK_OK(ambos_fstat(file, &by_handle));
    check_sound(&by_handle);
    by_name = info_of(ambos_stat, test_path("file"));
    CHECK_U64(by_handle.type, AMBOS_TYPE_FILE);
    CHECK_U64(by_handle.size, 5);
    CHECK_U64(by_handle.mode, by_name.mode);
    CHECK_U64(by_handle.known & AMBOS_INFO_ID, by_name.known & AMBOS_INFO_ID);
    CHECK_U64(by_handle.device, by_name.device);
    CHECK_MEM(by_handle.id, sizeof by_handle.id, by_name.id, sizeof by_name.id);
    CHECK_INT(by_handle.modified.sec, by_name.modified.sec);
    CHECK_INT(by_handle.modified.nsec, by_name.modified.nsec);
    CHECK_OK(ambos_file_close(file));
}

TEST(fstat_sees_what_is_written)
{
    ambos_file *file;
    ambos_file_info info;

    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE, 0));
    for (uint64_t size = 0; size < 5; size++) {
        CHECK_OK(ambos_fstat(file, &info));
        CHECK_U64(info.size, size);
        CHECK_OK(ambos_file_write(file, "x", 1, NULL));
    }
    CHECK_ERR(ambos_fstat(file, NULL), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
}

/* 77 */
TEST(fstat_of_a_program_has_no_execute_bits_on_windows)
{
    ambos_file *file;
    ambos_file_info info;

    test_write_file(test_path("prog.exe"), "x", 1);
    CHECK_OK(ambos_file_open(&file, test_path("prog.exe"), AMBOS_READ, 0));
    CHECK_OK(ambos_fstat(file, &info));
    CHECK_U64(info.mode & 0111, 0);
    CHECK_OK(ambos_file_close(file));
}

/* 64 */
TEST(fstat_of_a_pipe)
{
    intptr_t ends[2];

    CHECK(test_pipe(ends));
    for (int i = 0; i < 2; i++) {
        ambos_file *file;
        ambos_file_info info;

        CHECK_OK(ambos_file_adopt(&file, ends[i]));
        CHECK_OK(ambos_fstat(file, &info));
        check_sound(&info);
        CHECK_U64(info.type, AMBOS_TYPE_FIFO);
        CHECK_OK(ambos_file_close(file));
    }
}

/* 78 */
TEST(fstat_of_a_closed_handle_is_ebadf)
{
    ambos_file *file;
    ambos_file_info info;

    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE, 0));
    test_close_native(ambos_file_native(file));
    memset(&info, 0xA5, sizeof info);
    CHECK_ERR(ambos_fstat(file, &info), AMBOS_EBADF);
    CHECK(all_zero(&info, sizeof info));
    ambos_file_close(file);
}

TEST(stat_without_permission_is_eacces)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("dir"), 0600, 0));
    check_both_fail(test_path("dir/file"), AMBOS_EACCES);
    CHECK_ERR(ambos_access(test_path("dir/file"), 0), AMBOS_EACCES);
    CHECK_ERR(ambos_chmod(test_path("dir/file"), 0600, 0), AMBOS_EACCES);
    CHECK_ERR(ambos_unlink(test_path("dir/file")), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("dir"), 0700, 0));
    check_type(test_path("dir/file"), AMBOS_TYPE_FILE);
}

/* 5 */
TEST(asking_leaks_no_handle)
{
    ambos_file_info info;
    int64_t handles;

    test_write_file(test_path("file"), "x", 1);
    (void)info_of(ambos_stat, test_path("file"));
    handles = test_handle_count();
    for (int i = 0; i < 50; i++) {
        (void)info_of(ambos_stat, test_path("file"));
        (void)info_of(ambos_lstat, test_path("file"));
        CHECK_ERR(ambos_stat(test_path("file/x"), &info), AMBOS_ENOTDIR);
        CHECK_ERR(ambos_stat(test_path("missing"), &info), AMBOS_ENOENT);
        CHECK_ERR(ambos_stat(test_path("file/"), &info), AMBOS_ENOTDIR);
        CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE));
        CHECK_OK(ambos_chmod(test_path("file"), 0600, 0));
        CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
        CHECK_ERR(ambos_unlink(test_dir()), AMBOS_EISDIR);
    }
    CHECK_INT(test_handle_count(), handles);
}

TEST(failures_of_files_name_their_step)
{
    ambos_file_info info;
    ambos_failure last;
    char *target;

    CHECK_ERR(ambos_stat(test_path("missing"), &info), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_QUERY);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
    CHECK_ERR(ambos_chmod(test_path("missing"), 0600, 0), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CHANGE);
    CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_REMOVE);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
    CHECK_ERR(ambos_readlink(test_path("missing"), &target), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_QUERY);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
    CHECK_ERR(ambos_symlink("", test_path("link"), 0), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_LINK);
}

/* ---- names ---- */

/* Every width, blanks, what shells mind, and what looks like an option. */
static const char *const names[] = { "plain", "with space", " leading", "-rf", "a;b&c", "$HOME %PATH%", "'quote'",
                                     "\xc3\xa4\xc3\x9f\xe2\x82\xac", "\xf0\x9f\x98\x80", "e\xcc\x81", "\xc3\xa9",
                                     "UPPER", "~", "..x", "#", "\xef\xbb\xbf" };

/* What POSIX takes beside. */
static const char *const posix_names[] = { "line\nline", "tab\t", "back\\slash", "\xff\xc0\x80", "a:b", "*?<>|\"", "\x01",
                                           "trailing.", "trailing ", "nul", "\xed\xa0\x80" };

static void check_name(const char *name)
{
    const char *path = test_path(name);
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0));
    CHECK_OK(ambos_file_write(file, name, strlen(name), NULL));
    CHECK_OK(ambos_file_close(file));
    CHECK_U64(info_of(ambos_lstat, path).size, strlen(name));
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_READ));
    CHECK_OK(ambos_rename(path, test_path("other"), NULL));
    check_fails(ambos_lstat, path, AMBOS_ENOENT);
    CHECK_OK(ambos_rename(test_path("other"), path, NULL));
    CHECK_OK(ambos_unlink(path));
    check_fails(ambos_lstat, path, AMBOS_ENOENT);
}

/* 94 */
TEST(files_of_every_name)
{
    for (size_t i = 0; i < COUNT(names); i++)
        check_name(names[i]);
    for (size_t i = 0; !test_is_windows() && i < COUNT(posix_names); i++)
        check_name(posix_names[i]);
}

/* 94 */
TEST(a_lone_surrogate_is_a_name)
{
    if (test_is_wine())
        SKIP("Wine cannot make such names");
    check_name("\xed\xa0\x80");
    check_name("x\xed\xb0\x80y");
}

TEST(paths_that_are_no_text_are_eilseq_on_windows)
{
    static const char *const bad[] = { "\xff", "a\x80", "\xc3", "\xc0\xaf", "\xf4\x90\x80\x80", "\xed\xa0\xbd\xed\xb8\x80" };
    const ambos_error expected = test_is_windows() ? AMBOS_EILSEQ : AMBOS_ENOENT;
    ambos_file *file;
    ambos_failure last;
    char *target;

    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *path = test_path(bad[i]);

        check_both_fail(path, expected);
        CHECK_ERR(ambos_file_open(&file, path, AMBOS_READ, 0), expected);
        CHECK_ERR(ambos_chmod(path, 0600, 0), expected);
        CHECK_ERR(ambos_access(path, 0), expected);
        CHECK_ERR(ambos_unlink(path), expected);
        CHECK_ERR(ambos_rename(path, test_path("new"), NULL), expected);
        CHECK_ERR(ambos_readlink(path, &target), expected);
        CHECK(!target);
        ambos_last_failure(&last);
        CHECK(!test_is_windows() || last.step == AMBOS_STEP_TEXT);
    }
}

/* ---- chmod ---- */

/* 79 */
TEST(chmod_sets_all_twelve_bits)
{
    const char *path = test_path("file");

    test_write_file(path, "x", 1);
    for (uint32_t mode = 0; mode <= AMBOS_MODE_ALL; mode += test_is_windows() ? 37 : 1) {
        CHECK_OK(ambos_chmod(path, mode, 0));
        CHECK_INT(test_mode(path), test_is_windows() ? (mode & 0200 ? 0666 : 0444) : mode);
    }
}

/* 135 */
TEST(chmod_refuses_bad_arguments)
{
    const char *path = test_path("file");

    test_write_file(path, "x", 1);
    CHECK_OK(ambos_chmod(path, 0644, 0));
    CHECK_ERR(ambos_chmod(NULL, 0600, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_chmod(path, 010000, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_chmod(path, UINT32_MAX, 0), AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (bit != AMBOS_NOFOLLOW)
            CHECK_ERR(ambos_chmod(path, 0400, bit), AMBOS_EINVAL);
    CHECK_INT(test_mode(path), test_is_windows() ? 0666 : 0644);
}

TEST(chmod_of_what_is_not_there)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_chmod("", 0600, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_chmod(test_path("missing"), 0600, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_chmod(test_path("missing"), 0600, AMBOS_NOFOLLOW), AMBOS_ENOENT);
    CHECK_ERR(ambos_chmod(test_path("missing/x"), 0600, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_chmod(test_path("file/x"), 0600, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_chmod(test_path("file/"), 0600, 0), AMBOS_ENOTDIR);
}

/* 80 */
TEST(chmod_follows_a_link_or_refuses_it)
{
    ambos_error error;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_chmod(test_path("link"), 0444, 0));
    CHECK_INT(test_mode(test_path("file")) & 0777, 0444);
    error = ambos_chmod(test_path("link"), 0666, AMBOS_NOFOLLOW);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOTSUP);
    CHECK_INT(test_mode(test_path("file")) & 0777, 0444);
    CHECK_ERR(ambos_chmod(test_path("dangling"), 0600, 0), AMBOS_ENOENT);
    CHECK_OK(ambos_chmod(test_path("file"), 0666, AMBOS_NOFOLLOW));
    CHECK_INT(test_mode(test_path("file")) & 0777, 0666);
}

TEST(chmod_of_a_file_without_following)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("file"), 0444, AMBOS_NOFOLLOW));
    CHECK_INT(test_mode(test_path("file")), 0444);
    CHECK_OK(ambos_chmod(test_path("file"), 0666, AMBOS_NOFOLLOW));
    CHECK_INT(test_mode(test_path("file")), 0666);
}

TEST(chmod_of_a_directory)
{
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_chmod(test_path("dir"), 0555, 0));
    CHECK_INT(test_mode(test_path("dir")), test_is_windows() ? 0666 : 0555);
    CHECK_OK(ambos_chmod(test_path("dir/"), 0755, 0));
    CHECK_INT(test_mode(test_path("dir")), test_is_windows() ? 0666 : 0755);
}

TEST(chmod_of_somebody_elses_file_is_eperm)
{
    test_write_file(test_path("file"), "x", 1);
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    if (ambos_access(test_path("file"), AMBOS_ACCESS_WRITE) == AMBOS_OK)
        SKIP("every file here is ours");
    CHECK_ERR(ambos_chmod(test_path("file"), 0777, 0), AMBOS_EPERM);
}

/* ---- access ---- */

/* 135 */
TEST(access_refuses_bad_arguments)
{
    CHECK_ERR(ambos_access(NULL, 0), AMBOS_EINVAL);
    for (uint32_t bit = 8; bit; bit <<= 1)
        if (bit != AMBOS_ACCESS_NOFOLLOW)
            CHECK_ERR(ambos_access(test_dir(), bit), AMBOS_EINVAL);
}

TEST(access_of_what_is_not_there)
{
    test_write_file(test_path("file"), "x", 1);
    for (uint32_t want = 0; want <= 7; want++) {
        CHECK_ERR(ambos_access("", want), AMBOS_ENOENT);
        CHECK_ERR(ambos_access(test_path("missing"), want), AMBOS_ENOENT);
        CHECK_ERR(ambos_access(test_path("missing/x"), want), AMBOS_ENOENT);
        CHECK_ERR(ambos_access(test_path("file/x"), want), AMBOS_ENOTDIR);
        CHECK_ERR(ambos_access(test_path("file/"), want), AMBOS_ENOTDIR);
    }
}

TEST(access_of_own_files_and_directories)
{
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_EXISTS));
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_READ));
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_WRITE));
    CHECK_OK(ambos_access(test_path("file"), AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE | AMBOS_ACCESS_NOFOLLOW));
    CHECK_ERR(ambos_access(test_path("file"), AMBOS_ACCESS_EXECUTE), AMBOS_EACCES);
    CHECK_ERR(ambos_access(test_path("file"), AMBOS_ACCESS_EXECUTE | AMBOS_ACCESS_READ), AMBOS_EACCES);
    CHECK_OK(ambos_access(test_path("dir"), AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE | AMBOS_ACCESS_EXECUTE));
    CHECK_OK(ambos_access(test_path("dir/"), AMBOS_ACCESS_EXISTS));
}

/* 77 */
TEST(access_to_execute)
{
    CHECK_OK(ambos_access(test_self(), AMBOS_ACCESS_EXECUTE));
    CHECK_OK(ambos_access(test_self(), AMBOS_ACCESS_EXECUTE | AMBOS_ACCESS_READ));
    test_write_file(test_path("prog.exe"), "x", 1);
    test_write_file(test_path("text.txt"), "x", 1);
    if (test_is_windows()) {
        CHECK_OK(ambos_access(test_path("prog.exe"), AMBOS_ACCESS_EXECUTE));
    } else {
        CHECK_ERR(ambos_access(test_path("prog.exe"), AMBOS_ACCESS_EXECUTE), AMBOS_EACCES);
        CHECK_OK(ambos_chmod(test_path("text.txt"), 0755, 0));
        CHECK_OK(ambos_access(test_path("text.txt"), AMBOS_ACCESS_EXECUTE));
        CHECK_OK(ambos_chmod(test_path("text.txt"), 0644, 0));
    }
    CHECK_ERR(ambos_access(test_path("text.txt"), AMBOS_ACCESS_EXECUTE), AMBOS_EACCES);
}

/* 82 */
TEST(access_goes_by_the_permissions)
{
    test_write_file(test_path("roots"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("roots"), 0600, 0));
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    if (ambos_chmod(test_path("roots"), 0600, 0) == AMBOS_EPERM) {
        CHECK_OK(ambos_access(test_path("roots"), AMBOS_ACCESS_EXISTS));
        CHECK_ERR(ambos_access(test_path("roots"), AMBOS_ACCESS_READ), AMBOS_EACCES);
        CHECK_ERR(ambos_access(test_path("roots"), AMBOS_ACCESS_WRITE), AMBOS_EACCES);
    }
    test_write_file(test_path("own"), "x", 1);
    for (uint32_t mode = 0; mode <= 7; mode++) {
        CHECK_OK(ambos_chmod(test_path("own"), mode << 6, 0));
        for (uint32_t want = 0; want <= 7; want++)
            CHECK_CODE(ambos_access(test_path("own"), want), want & ~mode ? AMBOS_EACCES : AMBOS_OK);
    }
}

TEST(access_to_write_goes_by_the_read_only_attribute)
{
    const char *path = test_path("file");

    if (!test_drop_root())
        SKIP("permission bits do not bind");
    test_write_file(path, "x", 1);
    CHECK_OK(ambos_chmod(path, 0444, 0));
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_READ));
    CHECK_ERR(ambos_access(path, AMBOS_ACCESS_WRITE), AMBOS_EACCES);
    CHECK_ERR(ambos_access(path, AMBOS_ACCESS_READ | AMBOS_ACCESS_WRITE), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(path, 0644, 0));
    CHECK_OK(ambos_access(path, AMBOS_ACCESS_WRITE));
}

TEST(access_follows_links_unless_told_not_to)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_symlink("loop", test_path("loop"), 0));
    CHECK_OK(ambos_access(test_path("link"), AMBOS_ACCESS_READ));
    CHECK_ERR(ambos_access(test_path("link"), AMBOS_ACCESS_EXECUTE), AMBOS_EACCES);
    CHECK_ERR(ambos_access(test_path("dangling"), 0), AMBOS_ENOENT);
    CHECK_OK(ambos_access(test_path("dangling"), AMBOS_ACCESS_NOFOLLOW));
    CHECK_ERR(ambos_access(test_path("loop"), 0), AMBOS_ELOOP);
    CHECK_OK(ambos_access(test_path("loop"), AMBOS_ACCESS_NOFOLLOW));
}

TEST(a_read_only_file_system_is_erofs)
{
    const char *mount = test_path("mount");
    ambos_error change, create, make, link, may, rename;

    test_make_dir(mount);
    test_write_file(test_path("file"), "x", 1);
    if (!test_mount_read_only(mount))
        SKIP("nothing can be mounted here");
    change = ambos_chmod(mount, 0700, 0);
    may = ambos_access(mount, AMBOS_ACCESS_WRITE);
    make = ambos_mkdir(test_path("mount/dir"), 0, 0);
    link = ambos_symlink("x", test_path("mount/link"), 0);
    rename = ambos_rename(mount, test_path("mount/x"), NULL);
    create = ambos_access(mount, AMBOS_ACCESS_READ);
    test_unmount(mount);
    CHECK_CODE(change, AMBOS_EROFS);
    CHECK_CODE(may, AMBOS_EROFS);
    CHECK_CODE(make, AMBOS_EROFS);
    CHECK_CODE(link, AMBOS_EROFS);
    CHECK(rename != AMBOS_OK);
    CHECK_OK(create);
}

/* ---- unlink ---- */

TEST(unlink_removes_a_file)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_unlink(test_path("file")));
    CHECK(!test_exists(test_path("file")));
    CHECK_ERR(ambos_unlink(test_path("file")), AMBOS_ENOENT);
}

/* 71, 72, 73, 135 */
TEST(unlink_of_what_is_not_there)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_unlink(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_unlink(""), AMBOS_ENOENT);
    CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
    CHECK_ERR(ambos_unlink(test_path("missing/x")), AMBOS_ENOENT);
    CHECK_ERR(ambos_unlink(test_path("file/x")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_unlink(test_path("file/")), AMBOS_ENOTDIR);
    CHECK(test_exists(test_path("file")));
}

TEST(unlink_of_a_directory_is_eisdir)
{
    test_make_dir(test_path("empty"));
    test_make_dir(test_path("full"));
    test_write_file(test_path("full/file"), "x", 1);
    CHECK_ERR(ambos_unlink(test_path("empty")), AMBOS_EISDIR);
    CHECK_ERR(ambos_unlink(test_path("full")), AMBOS_EISDIR);
    CHECK_ERR(ambos_unlink(test_path("empty/")), AMBOS_EISDIR);
    CHECK(test_exists(test_path("empty")));
    CHECK(test_exists(test_path("full/file")));
}

/* 83 */
TEST(unlink_of_a_read_only_file)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("file"), 0444, 0));
    CHECK_OK(ambos_unlink(test_path("file")));
    CHECK(!test_exists(test_path("file")));
}

/* 83: what is not removed stays as it was. */
TEST(unlink_that_fails_leaves_a_read_only_file_read_only)
{
    const char *path = test_path("file");
    intptr_t held;

    test_write_file(path, "x", 1);
    CHECK_OK(ambos_chmod(path, 0444, 0));
    held = test_open_native(path, false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    CHECK_ERR(ambos_unlink(path), AMBOS_EBUSY);
    CHECK_INT(test_mode(path), 0444);
    test_close_native(held);
    CHECK_OK(ambos_unlink(path));
}

TEST(unlink_of_one_name_of_two)
{
    test_write_file(test_path("a"), "text", 4);
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    CHECK_OK(ambos_unlink(test_path("a")));
    CHECK(!test_exists(test_path("a")));
    CHECK_STR(test_read_file(test_path("b"), NULL), "text");
}

/* Another name of a read-only file stays read-only. */
TEST(unlink_of_one_read_only_name_of_two)
{
    test_write_file(test_path("a"), "text", 4);
    if (!test_hard_link(test_path("a"), test_path("b")))
        SKIP("no hard links here");
    CHECK_OK(ambos_chmod(test_path("a"), 0444, 0));
    CHECK_OK(ambos_unlink(test_path("a")));
    CHECK(!test_exists(test_path("a")));
    CHECK_INT(test_mode(test_path("b")), 0444);
}

TEST(unlink_of_an_open_file)
{
    const char *path = test_path("file");
    ambos_file *file;
    char text[8];
    size_t got;

    test_write_file(path, "text", 4);
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    CHECK_OK(ambos_unlink(path));
    CHECK_OK(ambos_file_read(file, text, sizeof text, &got));
    CHECK_MEM(text, got, "text", 4);
    CHECK(test_is_windows() || !test_exists(path));
    CHECK_OK(ambos_file_close(file));
    CHECK(!test_exists(path));
}

TEST(unlink_of_what_is_not_shared_is_ebusy)
{
    const char *path = test_path("file");
    intptr_t held;

    test_write_file(path, "x", 1);
    held = test_open_native(path, false);
    if (held == -1)
        SKIP("nobody can keep a file to himself here");
    CHECK_ERR(ambos_unlink(path), AMBOS_EBUSY);
    test_close_native(held);
    CHECK_STR(test_read_file(path, NULL), "x");
    CHECK_OK(ambos_unlink(path));
}

/* 112 */
TEST(unlink_of_a_link_removes_the_link_alone)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/inside"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("to file"), 0));
    CHECK_OK(ambos_symlink("dir", test_path("to dir"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling dir"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_unlink(test_path("to file")));
    CHECK_OK(ambos_unlink(test_path("to dir")));
    CHECK_OK(ambos_unlink(test_path("dangling")));
    CHECK_OK(ambos_unlink(test_path("dangling dir")));
    CHECK(!test_exists(test_path("to file")));
    CHECK(!test_exists(test_path("to dir")));
    CHECK(!test_exists(test_path("dangling")));
    CHECK(!test_exists(test_path("dangling dir")));
    CHECK(test_exists(test_path("file")));
    CHECK(test_exists(test_path("dir/inside")));
}

TEST(unlink_without_permission)
{
    test_make_dir(test_path("sticky"));
    test_write_file(test_path("sticky/roots"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("sticky"), 01777, 0));
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    test_write_file(test_path("closed/file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("closed"), 0555, 0));
    CHECK_ERR(ambos_unlink(test_path("closed/file")), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("closed"), 0777, 0));
    if (ambos_chmod(test_path("sticky"), 01777, 0) == AMBOS_EPERM)
        CHECK_ERR(ambos_unlink(test_path("sticky/roots")), AMBOS_EPERM);
}

/* ---- symlinks ---- */

/* 135 */
TEST(symlink_refuses_bad_arguments)
{
    const char *path = test_path("link");

    CHECK_ERR(ambos_symlink(NULL, path, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_symlink("x", NULL, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_symlink("x", path, AMBOS_SYMLINK_FILE | AMBOS_SYMLINK_DIRECTORY), AMBOS_EINVAL);
    CHECK_ERR(ambos_symlink("x", path, 4), AMBOS_EINVAL);
    CHECK_ERR(ambos_symlink("x", path, UINT32_MAX), AMBOS_EINVAL);
    CHECK(!test_exists(path));
}

/* 106, 110: a system that says that it made a link, and did not, is not believed. */
TEST(symlink_tells_when_there_are_none)
{
    ambos_error error;

    if (test_can(TEST_SYMLINKS))
        SKIP("there are symlinks here");
    test_write_file(test_path("file"), "x", 1);
    error = ambos_symlink("file", test_path("link"), 0);
    CHECK(error == AMBOS_ENOTSUP || error == AMBOS_EPERM);
    CHECK(!test_exists(test_path("link")));
}

/* 106 */
TEST(readlink_gives_what_symlink_was_given)
{
    static const char *const targets[] = { "foo", "..", "../x y", ".", "a b c", "\xc3\xa4\xf0\x9f\x98\x80", "x\ny",
                                           "-", "no.such.thing" };

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    for (size_t i = 0; i < COUNT(targets); i++) {
        char *target = FILLED;

        if (test_is_windows() && strpbrk(targets[i], "\n/"))
            continue;
        CHECK_OK(ambos_symlink(targets[i], test_path("link"), AMBOS_SYMLINK_FILE));
        CHECK(test_exists(test_path("link")));
        CHECK_OK(ambos_readlink(test_path("link"), &target));
        CHECK_STR(target, targets[i]);
        CHECK_U64(info_of(ambos_lstat, test_path("link")).size, strlen(targets[i]));
        ambos_free(target);
        CHECK_OK(ambos_unlink(test_path("link")));
    }
}

/* 106 */
TEST(separators_of_a_target)
{
    char *target;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("../a/b\\c", test_path("link"), 0));
    CHECK_OK(ambos_readlink(test_path("link"), &target));
    CHECK_STR(target, test_is_windows() ? "..\\a\\b\\c" : "../a/b\\c");
    ambos_free(target);
}

/* 106, 108 */
TEST(targets_of_every_length)
{
    static const size_t lengths[] = { 1, 31, 59, 60, 63, 127, 128, 254, 255, 256, 257, 511, 512, 1023, 1024, 2047, 4094, 4095 };

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    for (size_t i = 0; i < COUNT(lengths); i++) {
        char *text = repeated('t', lengths[i]);
        char *target;

        CHECK_OK(ambos_symlink(text, test_path("link"), AMBOS_SYMLINK_FILE));
        CHECK_OK(ambos_readlink(test_path("link"), &target));
        CHECK_STR(target, text);
        ambos_free(target);
        free(text);
        CHECK_OK(ambos_unlink(test_path("link")));
    }
}

TEST(a_target_too_long_is_enametoolong)
{
    char *text = repeated('t', 70000);

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_ERR(ambos_symlink(text, test_path("link"), 0), AMBOS_ENAMETOOLONG);
    CHECK(!test_exists(test_path("link")));
    free(text);
}

/* 106 */
TEST(an_empty_target_is_enoent)
{
    CHECK_ERR(ambos_symlink("", test_path("link"), 0), AMBOS_ENOENT);
    CHECK(!test_exists(test_path("link")));
}

/* 113 */
TEST(symlink_over_what_is_there_is_eexist)
{
    static const char *const taken[] = { "file", "dir", "link", "dangling" };

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    for (size_t i = 0; i < COUNT(taken); i++)
        CHECK_ERR(ambos_symlink("other", test_path(taken[i]), 0), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("link"), NULL), "x");
    CHECK(!test_exists(test_path("nowhere")));
}

TEST(symlink_where_there_is_no_directory)
{
    test_write_file(test_path("file"), "x", 1);
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_ERR(ambos_symlink("x", "", 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_symlink("x", test_path("missing/link"), 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_symlink("x", test_path("file/link"), 0), AMBOS_ENOTDIR);
}

TEST(symlink_without_permission_is_eacces)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    CHECK_OK(ambos_chmod(test_path("closed"), 0555, 0));
    CHECK_ERR(ambos_symlink("x", test_path("closed/link"), 0), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
}

/* 109 */
TEST(a_link_to_a_directory_works_whichever_came_first)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("later", test_path("before"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_mkdir(test_path("later"), 0, 0));
    test_write_file(test_path("later/file"), "x", 1);
    CHECK_OK(ambos_symlink("later", test_path("auto"), AMBOS_SYMLINK_AUTO));
    check_type(test_path("before/file"), AMBOS_TYPE_FILE);
    check_type(test_path("auto/file"), AMBOS_TYPE_FILE);
}

/* 109: the target of a relative link counts from the link, and not from where the process is. */
TEST(a_relative_target_counts_from_the_link)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("sub"));
    test_make_dir(test_path("sub/target"));
    test_write_file(test_path("sub/target/file"), "x", 1);
    CHECK_OK(ambos_symlink("target", test_path("sub/link"), AMBOS_SYMLINK_AUTO));
    check_type(test_path("sub/link/file"), AMBOS_TYPE_FILE);
    CHECK_U64(info_of(ambos_stat, test_path("sub/link")).type, AMBOS_TYPE_DIRECTORY);
}

/* 107 */
TEST(readlink_of_what_is_no_link_is_einval)
{
    char *target = FILLED;

    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_readlink(test_path("file"), &target), AMBOS_EINVAL);
    CHECK(!target);
    target = FILLED;
    CHECK_ERR(ambos_readlink(test_path("dir"), &target), AMBOS_EINVAL);
    CHECK(!target);
    CHECK_ERR(ambos_readlink(test_path("dir/"), &target), AMBOS_EINVAL);
    CHECK_ERR(ambos_readlink(".", &target), AMBOS_EINVAL);
}

/* 72, 73, 135 */
TEST(readlink_of_what_is_not_there)
{
    char *target = FILLED;

    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_readlink(NULL, &target), AMBOS_EINVAL);
    CHECK(!target);
    CHECK_ERR(ambos_readlink(test_path("file"), NULL), AMBOS_EINVAL);
    target = FILLED;
    CHECK_ERR(ambos_readlink("", &target), AMBOS_ENOENT);
    CHECK(!target);
    target = FILLED;
    CHECK_ERR(ambos_readlink(test_path("missing"), &target), AMBOS_ENOENT);
    CHECK(!target);
    CHECK_ERR(ambos_readlink(test_path("missing/x"), &target), AMBOS_ENOENT);
    CHECK_ERR(ambos_readlink(test_path("file/x"), &target), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_readlink(test_path("file/"), &target), AMBOS_ENOTDIR);
}

TEST(readlink_without_permission_is_eacces)
{
    char *target = FILLED;

    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    CHECK_OK(ambos_symlink("x", test_path("closed/link"), 0));
    CHECK_OK(ambos_chmod(test_path("closed"), 0, 0));
    CHECK_ERR(ambos_readlink(test_path("closed/link"), &target), AMBOS_EACCES);
    CHECK(!target);
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
}
