/* SPDX-License-Identifier: MIT */
/* WTF-8 and UTF-16, held against a slow reference that shares nothing with the library's code. */
#include "check.h"

#include <string.h>

#include "ambos/error.h"
#include "core/utf.h"

enum { TEXT_MAX = 64, GUARD = 0x5AA5 };

/* The bits of a sequence by its pattern alone; then the shortest spelling of that value must be this one. */
static size_t reference_point(const unsigned char *text, size_t length, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t used = 1;

    if (text[0] < 0x80) {
        *point = text[0];
        return 1;
    }
    while (used < 5 && (text[0] << used & 0x80))
        used++;
    if (used < 2 || used > 4 || used > length)
        return 0;
    *point = (uint32_t)(text[0] & (0xFF >> (used + 1)));
    for (size_t i = 1; i < used; i++) {
        if (text[i] / 64 != 2)
            return 0;
        *point = *point * 64 + text[i] % 64;
    }
    return *point >= least[used] && *point <= 0x10FFFF ? used : 0;
}

static bool reference_decode(const unsigned char *text, size_t length, uint16_t *out, size_t *count)
{
    uint32_t before = 0, point;
    size_t used;

    *count = 0;
    for (size_t at = 0; at < length; at += used, before = point) {
        used = reference_point(text + at, length - at, &point);
        if (used == 0)
            return false;
        if (before >= 0xD800 && before < 0xDC00 && point >= 0xDC00 && point < 0xE000)
            return false;
        if (point >= 0x10000) {
            out[(*count)++] = (uint16_t)(0xD800 + (point - 0x10000) / 0x400);
            out[(*count)++] = (uint16_t)(0xDC00 + (point - 0x10000) % 0x400);
        } else {
            out[(*count)++] = (uint16_t)point;
        }
    }
    return true;
}

static void check_against_reference(const unsigned char *text, size_t length)
{
    uint16_t expected[TEXT_MAX], actual[TEXT_MAX];
    size_t count, needed;
    bool valid = reference_decode(text, length, expected, &count);
    ambos_error error = ambos__utf8_to_utf16((const char *)text, length, actual, TEXT_MAX, &needed);

    if (error == (valid ? AMBOS_OK : AMBOS_EILSEQ) &&
        (!valid || (needed == count && memcmp(actual, expected, count * sizeof *actual) == 0)))
        return;
    FAIL("%zu bytes %02x %02x %02x %02x ...: valid %d, error %d", length, (unsigned)text[0], (unsigned)text[1],
         (unsigned)text[2], (unsigned)text[3], (int)valid, (int)error);
}

TEST(every_sequence_of_one_and_two_bytes)
{
    unsigned char text[4] = { 0 };

    for (unsigned a = 0; a < 256; a++) {
        text[0] = (unsigned char)a;
        check_against_reference(text, 1);
        for (unsigned b = 0; b < 256; b++) {
            text[1] = (unsigned char)b;
            check_against_reference(text, 2);
        }
        text[1] = 0;
    }
}

/* ASCII in front leaves a sequence of two, which is covered, so one such byte stands for all. */
TEST(every_sequence_of_three_bytes)
{
    unsigned char text[4] = { 0 };

    for (unsigned i = 0x7F; i < 0x100; i++) {
        for (unsigned j = 0; j < 0x10000; j++) {
            text[0] = (unsigned char)i;
            text[1] = (unsigned char)(j >> 8);
            text[2] = (unsigned char)j;
            check_against_reference(text, 3);
        }
    }
}

TEST(boundaries_of_four_bytes)
{
    static const unsigned char edge[] = { 0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xAF, 0xB0, 0xBF, 0xC0, 0xFF };
    unsigned char text[5] = { 0 };

    for (unsigned a = 0xE0; a < 0x100; a++) {
        for (unsigned b = 0; b < 0x100; b++) {
            for (size_t c = 0; c < sizeof edge * sizeof edge; c++) {
                text[0] = (unsigned char)a;
                text[1] = (unsigned char)b;
                text[2] = edge[c / sizeof edge];
                text[3] = edge[c % sizeof edge];
                check_against_reference(text, 4);
                text[4] = 'a';
                check_against_reference(text, 5);
            }
        }
    }
}

TEST(surrogates_in_sequence)
{
    static const unsigned char second[] = { 0x9F, 0xA0, 0xAF, 0xB0, 0xBF, 0xC0 };
    static const unsigned char third[] = { 0x7F, 0x80, 0xBF, 0xC0 };
    const size_t n = sizeof second, m = sizeof third;

    for (size_t i = 0; i < n * m * n * m; i++) {
        const unsigned char text[] = { 0xED, second[i % n], third[i / n % m], 0xED, second[i / n / m % n],
                                       third[i / n / m / n] };
        for (size_t length = 1; length <= sizeof text; length++)
            check_against_reference(text, length);
    }
}

TEST(every_point_and_lone_surrogate_comes_back)
{
    for (uint32_t point = 0; point <= 0x10FFFF; point++) {
        uint16_t units[2] = { (uint16_t)point, 0 }, again[2];
        char text[4];
        size_t count = point < 0x10000 ? 1 : 2, bytes, needed;
        uint32_t decoded = 0;

        if (count == 2) {
            units[0] = (uint16_t)(0xD800 + (point - 0x10000) / 0x400);
            units[1] = (uint16_t)(0xDC00 + (point - 0x10000) % 0x400);
        }
        CHECK_OK(ambos__utf16_to_utf8(units, count, text, sizeof text, &bytes));
        CHECK_U64(ambos__utf8_decode(text, bytes, &decoded), bytes);
        CHECK_U64(decoded, point);
        CHECK_OK(ambos__utf8_to_utf16(text, bytes, again, 2, &needed));
        CHECK_MEM(again, needed * sizeof *again, units, count * sizeof *units);
    }
}

TEST(known_spellings)
{
    static const struct {
        uint16_t units[2];
        size_t count;
        const char *text;
    } cases[] = {
        { { 0x7F }, 1, "\x7F" },
        { { 0x80 }, 1, "\xC2\x80" },
        { { 0x7FF }, 1, "\xDF\xBF" },
        { { 0x800 }, 1, "\xE0\xA0\x80" },
        { { 0x20AC }, 1, "\xE2\x82\xAC" },
        { { 0xD7FF }, 1, "\xED\x9F\xBF" },
        { { 0xD800 }, 1, "\xED\xA0\x80" },
        { { 0xDFFF }, 1, "\xED\xBF\xBF" },
        { { 0xE000 }, 1, "\xEE\x80\x80" },
        { { 0xFFFF }, 1, "\xEF\xBF\xBF" },
        { { 0xD800, 0xDC00 }, 2, "\xF0\x90\x80\x80" },
        { { 0xD83D, 0xDE00 }, 2, "\xF0\x9F\x98\x80" },
        { { 0xDBFF, 0xDFFF }, 2, "\xF4\x8F\xBF\xBF" },
        { { 0xDC00, 0xD800 }, 2, "\xED\xB0\x80\xED\xA0\x80" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[6];
        size_t bytes;

        CHECK_OK(ambos__utf16_to_utf8(cases[i].units, cases[i].count, text, sizeof text, &bytes));
        CHECK_MEM(text, bytes, cases[i].text, strlen(cases[i].text));
    }
}

/* Both ways through buffers of every size: too small says how much is needed and writes nothing beyond. */
static void check_round_trip(const uint16_t *units, size_t count)
{
    char text[3 * TEXT_MAX + 1];
    uint16_t again[TEXT_MAX + 1];
    size_t bytes, needed;

    CHECK_CODE(ambos__utf16_to_utf8(units, count, NULL, 0, &bytes), count ? AMBOS_ERANGE : AMBOS_OK);
    for (size_t room = 0; room <= bytes; room++) {
        text[room] = '#';
        CHECK_CODE(ambos__utf16_to_utf8(units, count, text, room, &needed), room < bytes ? AMBOS_ERANGE : AMBOS_OK);
        CHECK_U64(needed, bytes);
        CHECK_INT(text[room], '#');
    }
    CHECK_CODE(ambos__utf8_to_utf16(text, bytes, NULL, 0, &needed), count ? AMBOS_ERANGE : AMBOS_OK);
    CHECK_U64(needed, count);
    for (size_t room = 0; room <= count; room++) {
        again[room] = GUARD;
        CHECK_CODE(ambos__utf8_to_utf16(text, bytes, again, room, &needed), room < count ? AMBOS_ERANGE : AMBOS_OK);
        CHECK_U64(needed, count);
        CHECK_U64(again[room], GUARD);
    }
    CHECK_MEM(again, count * sizeof *again, units, count * sizeof *units);
}

TEST(every_short_string_of_nasty_units_comes_back)
{
    static const uint16_t nasty[] = { 0,      'a',    0x7F,   0x80,   0x7FF,  0x800,  0xD7FF, 0xD800,
                                      0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFFFD, 0xFFFF };
    const size_t n = sizeof nasty / sizeof *nasty;
    size_t all = 1;

    for (size_t length = 0; length <= 4; length++, all *= n) {
        for (size_t i = 0; i < all; i++) {
            uint16_t units[4] = { 0 };

            for (size_t k = 0, rest = i; k < length; k++, rest /= n)
                units[k] = nasty[rest % n];
            check_round_trip(units, length);
        }
    }
}

/* The fast path goes by eights; what is not ASCII may stand at any place in them. */
TEST(long_ascii_with_one_other_character_anywhere)
{
    static const uint16_t other[] = { 0x80, 0xE9, 0xFF, 0x100, 0x20AC, 0xD800, 0xFF80 };

    for (size_t length = 0; length <= 40; length++) {
        uint16_t units[TEXT_MAX] = { 0 };

        for (size_t i = 0; i < length; i++)
            units[i] = (uint16_t)('0' + i);
        check_round_trip(units, length);
        for (size_t at = 0; at < length; at++) {
            uint16_t saved = units[at];

            units[at] = other[(at + length) % (sizeof other / sizeof *other)];
            check_round_trip(units, length);
            units[at] = saved;
        }
    }
}

TEST(invalid_sequences_are_refused_at_every_position)
{
    static const char *const bad[] = {
        "\x80",                     /* stray continuation */
        "\xBF",
        "\xC0\x80",                 /* overlong */
        "\xC1\xBF",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xF0\x80\x80\x80",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",         /* above 10FFFF */
        "\xF5\x80\x80\x80",
        "\xF8\x88\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xC3",                     /* truncated */
        "\xE2\x82",
        "\xE2",
        "\xF0\x9F\x98",
        "\xF0\x9F",
        "\xF0",
        "\xED\xA0",
        "\xED\xA0\x80\xED\xB0\x80", /* a pair in two halves */
        "\xED\xAF\xBF\xED\xBF\xBF",
        "\xED\xA0\xBD\xED\xB8\x80",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (size_t before = 0; before <= 18; before++) {
            for (size_t after = 0; after <= 9; after++) {
                char text[TEXT_MAX];
                size_t needed = 999, size = strlen(bad[i]);

                memset(text, 'a', sizeof text);
                memcpy(text + before, bad[i], size);
                CHECK_CODE(ambos__utf8_to_utf16(text, before + size + after, NULL, 0, &needed), AMBOS_EILSEQ);
                CHECK_U64(needed, before);
            }
        }
    }
}

TEST(decode_of_nothing_and_of_nonsense)
{
    uint32_t point;

    CHECK_U64(ambos__utf8_decode("", 0, &point), 0);
    CHECK_U64(ambos__utf8_decode("\x80", 1, &point), 0);
    CHECK_U64(ambos__utf8_decode("\xE2\x82", 2, &point), 0);
    CHECK_U64(ambos__utf8_decode("\0a", 2, &point), 1);
    CHECK_U64(point, 0);
}

TEST(truncate_never_cuts_a_sequence)
{
    static const char text[] = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xED\xA0\x80z";
    static const size_t expected[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10, 10, 13, 14, 14 };
    const size_t length = sizeof text - 1;

    for (size_t limit = 0; limit < sizeof expected / sizeof *expected; limit++)
        CHECK_U64(ambos__utf8_truncate(text, length, limit), expected[limit]);
    CHECK_U64(ambos__utf8_truncate("", 0, 0), 0);
    CHECK_U64(ambos__utf8_truncate("", 0, 5), 0);
}

TEST(truncate_of_other_bytes_is_where_it_was_asked)
{
    CHECK_U64(ambos__utf8_truncate("\x80\x80\x80\x80\x80\x80", 6, 5), 5);
    CHECK_U64(ambos__utf8_truncate("\x80\x80\x80", 3, 1), 1);
    CHECK_U64(ambos__utf8_truncate("a\xC3z\x80\x80", 5, 4), 4);
    CHECK_U64(ambos__utf8_truncate("\xC3\xA9\xA9", 3, 2), 2);
    CHECK_U64(ambos__utf8_truncate("\xFF\x80\x80", 3, 2), 2);
}
