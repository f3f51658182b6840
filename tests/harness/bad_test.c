/* SPDX-License-Identifier: MIT */
/* Cases that go wrong, each in one way; reports.cmake says what the harness must make of each. */
#include "check.h"

TEST(condition)
{
    CHECK(1 + 1 == 3);
}

TEST(number)
{
    CHECK_INT(-3, 4);
}

TEST(large_number)
{
    CHECK_U64(UINT64_MAX, 1);
}

TEST(text)
{
    CHECK_STR("a\xc3\xa9\n", "b");
}

TEST(null_text)
{
    CHECK_STR(NULL, "b");
}

TEST(bytes)
{
    CHECK_MEM("same\0x", 6, "same\0y", 6);
}

TEST(skipped)
{
    SKIP("no %s here", "moon");
}

TEST(ends_at_the_first)
{
    CHECK(!test_is_windows() && test_is_windows());
    CHECK_STR("went on", "");
}
