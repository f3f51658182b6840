/* SPDX-License-Identifier: MIT */
/* The harness is tested first: what it promises to the cases of every other suite. */
#include "check.h"

#include <string.h>

TEST(dir_is_private_and_absolute)
{
    const char *dir = test_dir();

    CHECK(dir == test_dir());
    CHECK(dir[0] == '/' || dir[1] == ':');
    CHECK(!strchr(dir, '\\'));
    CHECK(strchr(dir, ' '));
    CHECK(test_exists(dir));
}

TEST(files_round_trip)
{
    static const char data[] = "a\r\nb\0\x1a\xff\n";
    const char *path = test_path("f\xc3\xad"
                                 "le");
    size_t size;
    char *back;

    CHECK(!test_exists(path));
    test_write_file(path, data, sizeof data);
    CHECK(test_exists(path));
    back = test_read_file(path, &size);
    CHECK_MEM(back, size, data, sizeof data);
    CHECK_INT(back[size], 0);
    test_remove_file(path);
    CHECK(!test_exists(path));
}

TEST(empty_file)
{
    size_t size = 1;

    test_write_file(test_path("empty"), NULL, 0);
    CHECK_STR(test_read_file(test_path("empty"), &size), "");
    CHECK_U64(size, 0);
}

TEST(deep_tree_is_left_for_the_end)
{
    static const char step[] = "a name of some length";
    char name[20 * sizeof step] = "";

    for (int depth = 0; depth < 19; depth++) {
        strcat(strcat(name, depth ? "/" : ""), step);
        test_make_dir(test_path(name));
    }
    CHECK(test_exists(test_path(name)));
}

TEST(self_exists)
{
    CHECK(test_exists(test_self()));
}

TEST(clock_goes_forward)
{
    int64_t before = test_clock_ms();

    test_sleep(50);
    CHECK(test_clock_ms() - before >= 30);
}

TEST(wine_is_windows)
{
    CHECK(test_is_windows() || !test_is_wine());
}

TEST(features_can_be_asked_for)
{
    CHECK(test_is_windows() || test_can(TEST_SYMLINKS));
    (void)test_can(TEST_CASE_SENSITIVE);
    (void)test_can(TEST_NONROOT);
}

TEST(root_can_be_dropped)
{
    if (!test_drop_root())
        SKIP("the user cannot be changed");
    CHECK(test_can(TEST_NONROOT));
    test_write_file(test_path("mine"), "x", 1);
}
