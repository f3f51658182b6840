/* SPDX-License-Identifier: MIT */
#include "check.h"

#include "core/filetime.h"

static const struct {
    ambos_time time;
    int64_t filetime;
} rows[] = {
    { { -11644473600, 100 }, 1 },
    { { -11644473599, 0 }, 10000000 },
    { { -11644473600, 999999900 }, 9999999 },
    { { -1, 999999900 }, 116444735999999999 },
    { { 0, 0 }, 116444736000000000 },
    { { 0, 100 }, 116444736000000001 },
    { { 1, 0 }, 116444736010000000 },
    { { 8589934592, 123456700 }, 202344081921234567 },
    { { 253402300799, 999999900 }, INT64_C(2650467743999999999) },
    { { 910692730085, 477580700 }, INT64_MAX },
};

TEST(times_and_their_numbers)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ambos_time time = { 77, 77 };
        int64_t filetime = 77;

        CHECK(ambos__filetime_from(rows[i].time, &filetime));
        CHECK_INT(filetime, rows[i].filetime);
        CHECK(ambos__filetime_to(rows[i].filetime, &time));
        CHECK_INT(time.sec, rows[i].time.sec);
        CHECK_U64(time.nsec, rows[i].time.nsec);
    }
}

TEST(times_are_rounded_down)
{
    const ambos_time before = { -1, 999999999 }, after = { 0, 199 };
    int64_t filetime;

    CHECK(ambos__filetime_from(before, &filetime));
    CHECK_INT(filetime, 116444735999999999);
    CHECK(ambos__filetime_from(after, &filetime));
    CHECK_INT(filetime, 116444736000000001);
}

TEST(times_that_cannot_be_set)
{
    static const ambos_time times[] = {
        { -11644473600, 0 },  { -11644473600, 99 },        { -11644473601, 999999999 }, { INT64_MIN, 0 },
        { INT64_MAX, 0 },     { 910692730085, 477580800 }, { 910692730086, 0 },         { INT64_MIN, 999999999 },
        { INT64_MAX / 2, 0 },
    };

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        int64_t filetime = 77;

        CHECK(!ambos__filetime_from(times[i], &filetime));
        CHECK_INT(filetime, 77);
    }
}

TEST(numbers_that_are_no_times)
{
    static const int64_t numbers[] = { 0, -1, -2, INT64_MIN };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        ambos_time time = { 77, 77 };

        CHECK(!ambos__filetime_to(numbers[i], &time));
        CHECK_INT(time.sec, 0);
        CHECK_U64(time.nsec, 0);
    }
}
