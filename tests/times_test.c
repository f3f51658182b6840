/* SPDX-License-Identifier: MIT */
/* When files were read and changed. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const ambos_time then = { 1000000000, 123456700 };
static const ambos_time later = { 1200000000, 7654300 };
static const ambos_time now = { 0, AMBOS_TIME_NOW };
static const ambos_time omit = { 0, AMBOS_TIME_OMIT };

static bool same_time(ambos_time a, ambos_time b)
{
    return a.sec == b.sec && a.nsec / 100 == b.nsec / 100;
}

static bool is_now(ambos_time time)
{
    const ambos_time clock = ambos_now();

    return time.sec - clock.sec <= 3 && clock.sec - time.sec <= 3;
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    CHECK(info.known & AMBOS_INFO_MODIFIED);
    return info;
}

static void check_times(const char *path, ambos_time accessed, ambos_time modified)
{
    const ambos_file_info info = info_of(path);

    CHECK_INT(info.accessed.sec, accessed.sec);
    CHECK_INT(info.accessed.nsec / 100, accessed.nsec / 100);
    CHECK_INT(info.modified.sec, modified.sec);
    CHECK_INT(info.modified.nsec / 100, modified.nsec / 100);
}

/* To tell what kind of thing is open, Wine reads from it, and that is a reading. */
static void check_times_of_opened(const char *path, ambos_time accessed, ambos_time modified)
{
    check_times(path, test_is_wine() ? info_of(path).accessed : accessed, modified);
}

/* A file whose times are known. */
static const char *old_file(const char *name)
{
    const char *path = test_path(name);

    test_write_file(path, "x", 1);
    CHECK_OK(ambos_utimens(path, &then, &later, 0));
    check_times(path, then, later);
    return path;
}

TEST(both_times_are_set)
{
    const char *path = old_file("file");

    CHECK_OK(ambos_utimens(path, &later, &then, 0));
    check_times(path, later, then);
    CHECK_U64(info_of(path).size, 1);
    CHECK(!(info_of(path).known & AMBOS_INFO_CHANGED) || is_now(info_of(path).changed));
}

/* 66 */
TEST(times_of_every_age)
{
    static const ambos_time times[] = { { 0, 0 },
                                        { 0, 100 },
                                        { -1, 999999999 },
                                        { -1, 0 },
                                        { 1, 999999999 },
                                        { INT64_C(1) << 31, 123456789 },
                                        { (INT64_C(1) << 33) + 7, 999999999 },
                                        { 1 - (INT64_C(1) << 31), 100 } };
    const char *path = old_file("file");

    for (size_t i = 0; i < COUNT(times); i++) {
        CHECK_OK(ambos_utimens(path, &times[i], &then, 0));
        check_times(path, times[i], then);
        CHECK_OK(ambos_utimens(path, &later, &times[i], 0));
        check_times(path, later, times[i]);
    }
}

/* 66: from 1601 to 9999, wherever a file system is found that holds them. */
TEST(times_of_the_ends_of_the_scale)
{
    static const ambos_time times[] = { { -11644473600, 100 }, { -11644473599, 999999900 }, { 253402300799, 999999900 } };
    const bool mounted = !test_is_windows();
    const char *mount = test_path("mount"), *path = test_path("mount/file");
    ambos_file_info info[COUNT(times)];
    ambos_error errors[COUNT(times)];

    if (test_is_wine())
        SKIP("the file system below Wine decides");
    test_make_dir(mount);
    if (mounted && !test_mount(mount))
        SKIP("nothing can be mounted here");
    test_write_file(path, "x", 1);
    for (size_t i = 0; i < COUNT(times); i++) {
        errors[i] = ambos_utimens(path, &times[i], &times[i], 0);
        CHECK_OK(ambos_stat(path, &info[i]));
    }
    if (mounted)
        test_unmount(mount);
    for (size_t i = 0; i < COUNT(times); i++) {
        CHECK_CODE(errors[i], AMBOS_OK);
        CHECK(same_time(info[i].accessed, times[i]));
        CHECK(same_time(info[i].modified, times[i]));
    }
}

/* Elsewhere the file system decides, and may cut without a word. */
static void check_out_of_range(ambos_error error)
{
    CHECK(error == AMBOS_ERANGE || (error == AMBOS_OK && !test_is_windows()));
}

TEST(times_that_windows_cannot_hold_are_erange)
{
    static const ambos_time times[] = { { -11644473600, 0 },  { -11644473600, 99 }, { -11644473601, 0 },
                                        { 910692730086, 0 }, { INT64_MIN, 0 },     { INT64_MAX, 999999999 } };
    const char *path = old_file("file");
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    for (size_t i = 0; i < COUNT(times); i++) {
        check_out_of_range(ambos_utimens(path, &times[i], &now, 0));
        check_out_of_range(ambos_utimens(path, &omit, &times[i], 0));
        check_out_of_range(ambos_futimens(file, &times[i], &now));
    }
    CHECK_OK(ambos_file_close(file));
    if (test_is_windows())
        check_times_of_opened(path, then, later);
}

TEST(null_is_now)
{
    const char *path = old_file("file");

    CHECK_OK(ambos_utimens(path, NULL, &then, 0));
    CHECK(is_now(info_of(path).accessed) && same_time(info_of(path).modified, then));
    CHECK_OK(ambos_utimens(path, &then, NULL, 0));
    CHECK(is_now(info_of(path).modified) && same_time(info_of(path).accessed, then));
    CHECK_OK(ambos_utimens(path, &then, &then, 0));
    CHECK_OK(ambos_utimens(path, NULL, NULL, 0));
    CHECK(is_now(info_of(path).accessed) && is_now(info_of(path).modified));
}

/* The seconds beside the special numbers do not count. */
TEST(now_and_omit)
{
    const ambos_time odd_now = { INT64_MAX, AMBOS_TIME_NOW }, odd_omit = { INT64_MIN, AMBOS_TIME_OMIT };
    const char *path = old_file("file");

    CHECK_OK(ambos_utimens(path, &odd_omit, &odd_omit, 0));
    check_times(path, then, later);
    CHECK_OK(ambos_utimens(path, &odd_omit, &then, 0));
    check_times(path, then, then);
    CHECK_OK(ambos_utimens(path, &later, &odd_omit, 0));
    check_times(path, later, then);
    CHECK_OK(ambos_utimens(path, &odd_now, &odd_omit, 0));
    CHECK(is_now(info_of(path).accessed) && same_time(info_of(path).modified, then));
    CHECK_OK(ambos_utimens(path, &then, &odd_now, 0));
    CHECK(same_time(info_of(path).accessed, then) && is_now(info_of(path).modified));
}

/* Also when there is nothing to set, which some systems do not look at. */
TEST(times_of_what_is_not_there)
{
    static const ambos_time *const set[] = { NULL, &then, &omit };
    const char *path = old_file("file");

    CHECK(path != NULL);
    for (size_t i = 0; i < COUNT(set); i++) {
        for (uint32_t flags = 0; flags <= AMBOS_NOFOLLOW; flags += AMBOS_NOFOLLOW) {
            CHECK_ERR(ambos_utimens("", set[i], set[i], flags), AMBOS_ENOENT);
            CHECK_ERR(ambos_utimens(test_path("missing"), set[i], set[i], flags), AMBOS_ENOENT);
            CHECK_ERR(ambos_utimens(test_path("missing/x"), set[i], set[i], flags), AMBOS_ENOENT);
            CHECK_ERR(ambos_utimens(test_path("file/x"), set[i], set[i], flags), AMBOS_ENOTDIR);
            CHECK_ERR(ambos_utimens(test_path("file/"), set[i], set[i], flags), AMBOS_ENOTDIR);
        }
    }
    check_times(path, then, later);
}

TEST(times_that_are_none)
{
    const ambos_time bad[] = { { 0, 1000000000 }, { 0, UINT32_MAX }, { 0, AMBOS_TIME_OMIT - 1 }, { 0, AMBOS_TIME_NOW + 1 } };
    const char *path = old_file("file");
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    for (size_t i = 0; i < COUNT(bad); i++) {
        CHECK_ERR(ambos_utimens(path, &bad[i], &now, 0), AMBOS_EINVAL);
        CHECK_ERR(ambos_utimens(path, NULL, &bad[i], 0), AMBOS_EINVAL);
        CHECK_ERR(ambos_futimens(file, &bad[i], &now), AMBOS_EINVAL);
        CHECK_ERR(ambos_futimens(file, &omit, &bad[i]), AMBOS_EINVAL);
    }
    CHECK_ERR(ambos_utimens(NULL, NULL, NULL, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_utimens(path, NULL, NULL, 1), AMBOS_EINVAL);
    CHECK_ERR(ambos_utimens(path, NULL, NULL, AMBOS_NOFOLLOW | AMBOS_PRIVATE), AMBOS_EINVAL);
    CHECK_ERR(ambos_futimens(NULL, NULL, NULL), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
    check_times_of_opened(path, then, later);
}

TEST(times_of_a_directory)
{
    const char *path = test_path("dir");

    test_make_dir(path);
    CHECK_OK(ambos_utimens(path, &then, &later, 0));
    check_times(path, then, later);
    CHECK_OK(ambos_utimens(test_path("dir/"), &later, &then, AMBOS_NOFOLLOW));
    check_times(path, later, then);
}

TEST(times_of_a_read_only_file)
{
    const char *path = old_file("file");

    CHECK_OK(ambos_chmod(path, 0444, 0));
    CHECK_OK(ambos_utimens(path, &later, &then, 0));
    check_times(path, later, then);
    CHECK_OK(ambos_utimens(path, NULL, NULL, 0));
    CHECK(test_is_wine() || !(test_mode(path) & 0222)); /* Wine 10 makes it writable, whoever sets the times */
    CHECK_OK(ambos_chmod(path, 0644, 0));
}

TEST(times_of_links)
{
    const ambos_time link_time = { 900000000, 500 };
    const char *path = old_file("file"), *link = test_path("link");

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_symlink("file", link, 0));
    CHECK_OK(ambos_utimens(link, &link_time, &link_time, AMBOS_NOFOLLOW));
    CHECK(same_time(info_of(link).modified, link_time));
    check_times(path, then, later);
    CHECK_OK(ambos_utimens(link, &later, &then, 0));
    check_times(path, later, then);
    CHECK(same_time(info_of(link).modified, link_time));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_ERR(ambos_utimens(test_path("dangling"), NULL, NULL, 0), AMBOS_ENOENT);
    CHECK_OK(ambos_utimens(test_path("dangling"), NULL, &then, AMBOS_NOFOLLOW));
    CHECK(same_time(info_of(test_path("dangling")).modified, then));
}

/* Whatever it was opened for. */
TEST(times_by_open_file)
{
    static const uint32_t flags[] = { AMBOS_READ, AMBOS_WRITE, AMBOS_APPEND, AMBOS_READ | AMBOS_WRITE };
    const char *path = old_file("file");

    for (size_t i = 0; i < COUNT(flags); i++) {
        ambos_file *file;

        CHECK_OK(ambos_file_open(&file, path, flags[i], 0));
        CHECK_OK(ambos_futimens(file, &then, &later));
        check_times(path, then, later);
        CHECK_OK(ambos_futimens(file, &later, &omit));
        check_times(path, later, later);
        CHECK_OK(ambos_futimens(file, &omit, &omit));
        CHECK_OK(ambos_futimens(file, &omit, NULL));
        CHECK(is_now(info_of(path).modified));
        check_times_of_opened(path, later, info_of(path).modified);
        CHECK_OK(ambos_file_close(file));
    }
}

TEST(times_of_somebody_elses_file)
{
    const char *own = test_path("own"), *shared = test_path("shared");

    if (test_can(TEST_NONROOT))
        SKIP("there is nobody else");
    test_write_file(own, "x", 1);
    test_write_file(shared, "x", 1);
    CHECK_OK(ambos_chmod(own, 0644, 0));
    CHECK_OK(ambos_chmod(shared, 0666, 0));
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    CHECK_ERR(ambos_utimens(own, &then, &later, 0), AMBOS_EPERM);
    CHECK_ERR(ambos_utimens(own, NULL, NULL, 0), AMBOS_EACCES);
    CHECK_ERR(ambos_utimens(own, &now, &omit, 0), AMBOS_EPERM);
    CHECK_ERR(ambos_utimens(shared, &then, &later, 0), AMBOS_EPERM);
    CHECK_OK(ambos_utimens(shared, &now, &now, 0));
    CHECK(is_now(info_of(shared).modified));
}

TEST(times_on_a_read_only_file_system)
{
    const char *mount = test_path("mount");
    ambos_error error;

    test_make_dir(mount);
    if (!test_mount_read_only(mount))
        SKIP("nothing can be mounted here");
    error = ambos_utimens(mount, &then, &then, 0);
    test_unmount(mount);
    CHECK_CODE(error, AMBOS_EROFS);
}

TEST(failures_of_times_name_their_step)
{
    ambos_failure last;

    CHECK_ERR(ambos_utimens(test_path("missing"), NULL, NULL, 0), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CHANGE);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}
