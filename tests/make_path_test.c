/* SPDX-License-Identifier: MIT */
/* Directories made with those above them. */
#include <ambos/ambos.h>
#include "check.h"
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void check_is_dir(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_stat(path, &info));
    CHECK_U64(info.type, AMBOS_TYPE_DIRECTORY);
}

/* 87, 89 */
TEST(every_missing_part_is_made)
{
    static const char *const paths[] = { "a", "b/", "c/d", "e/f/g/h/", "i//j///k", "l/./m/.", "e/f/g/x" };

    for (size_t i = 0; i < COUNT(paths); i++) {
        const char *path = test_path(paths[i]);

        CHECK_OK(ambos_make_path(path, 0, 0));
        check_is_dir(path);
        CHECK_OK(ambos_make_path(path, 0, 0));
    }
}

/* 89 */
TEST(a_relative_path_begins_in_the_current_directory)
{
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_make_path("a/b/c", 0, 0));
    CHECK_OK(ambos_make_path("a/../d/e", 0, 0));
    CHECK_OK(ambos_make_path(".", 0, 0));
    CHECK_OK(ambos_make_path("..", 0, 0));
    CHECK_OK(ambos_make_path("./x/./y", 0, 0));
    check_is_dir(test_path("a/b/c"));
    check_is_dir(test_path("d/e"));
    check_is_dir(test_path("x/y"));
}

/* 89 */
TEST(roots_are_there)
{
    static const char *const posix[] = { "/", "//", "/." };
    static const char *const windows[] = { "C:\\", "C:/", "C:\\.", "\\\\?\\C:\\", "C:" };

    for (size_t i = 0; test_is_windows() && i < COUNT(windows); i++)
        CHECK_OK(ambos_make_path(windows[i], 0, 0));
    for (size_t i = 0; !test_is_windows() && i < COUNT(posix); i++)
        CHECK_OK(ambos_make_path(posix[i], 0, 0));
}

/* 88 */
TEST(a_file_in_the_way_is_enotdir)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_make_path(test_path("file"), 0, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_make_path(test_path("file/"), 0, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_make_path(test_path("file/b"), 0, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_make_path(test_path("file/b/c"), 0, 0), AMBOS_ENOTDIR);
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
}

TEST(links_to_directories_are_followed)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("dir", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("file", test_path("to file"), 0));
    CHECK_OK(ambos_make_path(test_path("link"), 0, 0));
    CHECK_OK(ambos_make_path(test_path("link/a/b"), 0, 0));
    check_is_dir(test_path("dir/a/b"));
    CHECK_ERR(ambos_make_path(test_path("dangling"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_make_path(test_path("dangling/a"), 0, 0), AMBOS_EEXIST);
    CHECK_ERR(ambos_make_path(test_path("to file"), 0, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_make_path(test_path("to file/a/b"), 0, 0), AMBOS_ENOTDIR);
    CHECK(!test_exists(test_path("nowhere")));
}

/* 135 */
TEST(bad_arguments_of_making)
{
    CHECK_ERR(ambos_make_path(NULL, 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_make_path("", 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_make_path(test_path("a/b"), 010000, 0), AMBOS_EINVAL);
    for (uint32_t bit = 1; bit; bit <<= 1)
        if (bit != AMBOS_PRIVATE)
            CHECK_ERR(ambos_make_path(test_path("a/b"), 0, bit), AMBOS_EINVAL);
    CHECK(!test_exists(test_path("a")));
}

TEST(a_drive_that_is_not_there)
{
    if (!test_is_windows())
        SKIP("no drives there");
    CHECK(ambos_make_path("Q:\\a\\b", 0, 0) != AMBOS_OK);
    CHECK(ambos_make_path("Q:\\", 0, 0) != AMBOS_OK);
}

/* 81 */
TEST(modes_of_what_is_made)
{
    if (test_is_windows())
        SKIP("no umask there");
    test_umask(0027);
    CHECK_OK(ambos_make_path(test_path("a/b"), 0711, 0));
    CHECK_INT(test_mode(test_path("a")), 0750);
    CHECK_INT(test_mode(test_path("a/b")), 0710);
    CHECK_OK(ambos_make_path(test_path("p/q"), 0, AMBOS_PRIVATE));
    CHECK_INT(test_mode(test_path("p")), 0700);
    CHECK_INT(test_mode(test_path("p/q")), 0700);
    test_umask(0);
    CHECK_OK(ambos_make_path(test_path("c/d"), 0, 0));
    CHECK_INT(test_mode(test_path("c")), 0777);
    CHECK_INT(test_mode(test_path("c/d")), 0777);
}

/* Made as root it would work anyway. */
TEST(a_umask_that_forbids_everything_does_not_bind_the_parts)
{
    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits do not bind");
    (void)test_dir();
    test_umask(0777);
    CHECK_OK(ambos_make_path(test_path("a/b/c"), 0, 0));
    CHECK_INT(test_mode(test_path("a")), 0700);
    CHECK_INT(test_mode(test_path("a/b")), 0700);
    CHECK_INT(test_mode(test_path("a/b/c")), 0);
    test_umask(0022);
}

TEST(a_directory_that_may_only_be_passed_is_enough)
{
    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits do not bind");
    CHECK_OK(ambos_make_path(test_path("a/b"), 0, 0));
    CHECK_OK(ambos_chmod(test_path("a"), 0500, 0));
    CHECK_ERR(ambos_make_path(test_path("a/c"), 0, 0), AMBOS_EACCES);
    CHECK_ERR(ambos_make_path(test_path("a/c/d"), 0, 0), AMBOS_EACCES);
    CHECK_OK(ambos_make_path(test_path("a/b/c/d"), 0, 0));
    CHECK_OK(ambos_chmod(test_path("a"), 0700, 0));
}

TEST(a_path_of_a_thousand_parts)
{
    const int depth = test_is_wine() ? 100 : 1000;
    char *path = malloc(8192);

    CHECK(path != NULL);
    snprintf(path, 8192, "%s", test_dir());
    for (int i = 0; i < depth; i++)
        strcat(path, "/d");
    CHECK_OK(ambos_make_path(path, 0, 0));
    check_is_dir(path);
    free(path);
}

TEST(a_success_leaves_the_last_failure_alone)
{
    ambos_failure before, after;

    CHECK_ERR(ambos_mkdir(test_path("missing/x"), 0, 0), AMBOS_ENOENT);
    ambos_last_failure(&before);
    CHECK_OK(ambos_make_path(test_path("a/b/c"), 0, 0));
    CHECK_OK(ambos_make_path(test_path("a/b/c"), 0, 0));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
}

TEST(making_leaks_no_handle)
{
    int64_t handles;

    CHECK_OK(ambos_make_path(test_path("warm/up"), 0, 0));
    test_write_file(test_path("file"), "", 0);
    handles = test_handle_count();
    for (int i = 0; i < 20; i++) {
        char name[64];

        snprintf(name, sizeof name, "%d/a/b/c", i);
        CHECK_OK(ambos_make_path(test_path(name), 0, 0));
        CHECK_ERR(ambos_make_path(test_path("file/a/b"), 0, 0), AMBOS_ENOTDIR);
    }
    CHECK_INT(test_handle_count(), handles);
}

/* ---- at once ---- */

static void make_many(const char *base, ambos_error *error)
{
    for (int i = 0; i < 30 && *error == AMBOS_OK; i++) {
        char path[2048];

        snprintf(path, sizeof path, "%s/%d/a/b/c/d/e/f", base, i);
        *error = ambos_make_path(path, 0, 0);
    }
}

static int command_make(int argc, char **argv)
{
    ambos_error error = AMBOS_OK;

    (void)argc;
    make_many(argv[1], &error);
    return (int)error;
}

const struct test_command test_suite_commands[] = { { "make", 1, 1, command_make }, { NULL, 0, 0, NULL } };

/* 87 */
TEST(twenty_processes_make_the_same_paths)
{
    enum { MANY = 20 };
    ambos_process *processes[MANY];

    for (int i = 0; i < MANY; i++)
        processes[i] = child_spawn(CHILD("make", test_dir()), NULL);
    for (int i = 0; i < MANY; i++)
        child_end(processes[i], 0);
    check_is_dir(test_path("29/a/b/c/d/e/f"));
}

/* ---- an attacker ---- */

struct attacker {
    char victim[1024], aside[1024], outside[1024];
    test_flag stop;
    int swaps;
};

/* As soon as the directory is there, it is taken away and a link to the outside put in its place. */
static void swap_for_a_link(void *context)
{
    struct attacker *attacker = context;

    while (!test_flag_raised(&attacker->stop)) {
        if (ambos_rename(attacker->victim, attacker->aside, NULL))
            continue;
        if (ambos_symlink(attacker->outside, attacker->victim, AMBOS_SYMLINK_DIRECTORY) == AMBOS_OK)
            attacker->swaps++;
        if (ambos_remove_tree(attacker->aside, NULL, NULL))
            continue;
    }
}

/* 100 */
TEST(a_part_that_becomes_a_link_leads_nowhere)
{
    static struct attacker attacker;
    const int64_t end = test_clock_ms() + 3000;
    struct test_thread *thread;
    int made = 0;

    if (test_is_windows() || !test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_make_path(test_path("outside"), 0, 0));
    snprintf(attacker.victim, sizeof attacker.victim, "%s", test_path("t/x/y"));
    snprintf(attacker.aside, sizeof attacker.aside, "%s", test_path("aside"));
    snprintf(attacker.outside, sizeof attacker.outside, "%s", test_path("outside"));
    thread = test_thread_start(swap_for_a_link, &attacker);
    while (test_clock_ms() < end) {
        /* Whether it comes through is the attacker's luck. */
        if (ambos_make_path(test_path("t/x/y/a/b/c/d"), 0, 0) == AMBOS_OK)
            made++;
        CHECK(!test_exists(test_path("outside/a")));
        if (ambos_remove_tree(test_path("t"), NULL, NULL))
            continue;
    }
    test_flag_raise(&attacker.stop);
    test_thread_join(thread);
    CHECK(attacker.swaps > 0 && made > 0);
}
