/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <string.h>

#include "core/crash.h"

static ambos_status classify(uint32_t code)
{
    ambos_status status;

    memset(&status, 0, sizeof status);
    ambos__classify_exit(code, &status);
    return status;
}

static void check_all(const uint32_t *codes, size_t count, uint32_t kind)
{
    for (size_t i = 0; i < count; i++) {
        ambos_status status = classify(codes[i]);

        if (status.kind != kind)
            FAIL("%08X is of kind %u, not %u", (unsigned)codes[i], (unsigned)status.kind, (unsigned)kind);
        CHECK_INT(status.code, codes[i]);
        CHECK_INT(status.signal, 0);
        CHECK_INT(status.known, 0);
    }
}

TEST(exceptions_are_crashes)
{
    static const uint32_t codes[] = {
        0xC0000005, 0xC0000006, 0xC000001D, 0xC0000025, 0xC0000026, 0xC000008C, 0xC000008D, 0xC000008E, 0xC000008F,
        0xC0000090, 0xC0000091, 0xC0000092, 0xC0000093, 0xC0000094, 0xC0000095, 0xC0000096, 0xC00000FD, 0xC0000374,
        0xC0000409, 0xC000041D, 0xC0000420, 0xC0000602, 0x80000001, 0x80000002, 0x80000003, 0x80000004,
        0x4000001E, 0x4000001F, 0xC00000AA, 0xC00001B2, 0xC000027B, 0xC000027C, 0xCFFFFFFF,
    };

    check_all(codes, sizeof codes / sizeof codes[0], AMBOS_STATUS_CRASHED);
}

TEST(exceptions_of_languages_are_crashes)
{
    static const uint32_t codes[] = { 0xE06D7363, 0xE0434352, 0xE0434F4D };

    check_all(codes, sizeof codes / sizeof codes[0], AMBOS_STATUS_CRASHED);
}

TEST(what_the_loader_ends_is_a_crash)
{
    static const uint32_t codes[] = {
        0xC000007B, 0xC0000135, 0xC0000138, 0xC0000139, 0xC0000142, 0xC06D007E, 0xC06D007F,
    };

    check_all(codes, sizeof codes / sizeof codes[0], AMBOS_STATUS_CRASHED);
}

/* exit(-1) and its like, HRESULTs, STILL_ACTIVE, what abort() of msvcrt.dll ends with, neighbours of the list. */
TEST(every_other_code_is_an_exit)
{
    static const uint32_t codes[] = {
        0,          1,          2,          3,          127,        128,        134,        137,
        255,        256,        259,        0x7FFFFFFF, 0x80000000, 0x80000005, 0x80004005, 0x80070002,
        0xC0000000, 0xC0000001, 0xC0000004, 0xC0000007, 0xC00000FC, 0xC00000FE, 0xC0000408, 0xC000040A,
        0xE0000001, 0xE06D7362, 0xFFFFFFFE, 0xFFFFFFFF,
    };

    check_all(codes, sizeof codes / sizeof codes[0], AMBOS_STATUS_EXITED);
}

TEST(ctrl_c_is_a_signal)
{
    ambos_status status = classify(0xC000013A);

    CHECK_INT(status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(status.signal, AMBOS_SIGINT);
    CHECK_INT(status.code, 0);
}
