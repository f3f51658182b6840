/* SPDX-License-Identifier: MIT */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "core/env_block.h"
#include "core/memory.h"
#include "core/utf.h"

enum { MANY = 10000 };

static uint64_t upcase_calls;

/* The ASCII part of what Windows does, and one letter from beyond, as far as these tests go. */
static uint16_t upcase(uint16_t unit)
{
    upcase_calls++;
    if (unit == 0xE9)
        return 0xC9;
    return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 'a' + 'A') : unit;
}

/* An allocator that counts, and refuses the call with the number `refused`. */
static struct {
    size_t calls;
    size_t live;
    size_t refused;
} memory;

static void *AMBOS_CALL count_allocate(void *context, size_t size)
{
    (void)context;
    if (++memory.calls == memory.refused)
        return NULL;
    memory.live++;
    return malloc(size);
}

static void *AMBOS_CALL count_resize(void *context, void *block, size_t size)
{
    (void)context;
    return ++memory.calls == memory.refused ? NULL : realloc(block, size);
}

static void AMBOS_CALL count_release(void *context, void *block)
{
    (void)context;
    memory.live--;
    free(block);
}

static void use_counting_allocator(void)
{
    static const ambos_allocator counting = { count_allocate, count_resize, count_release, NULL };

    CHECK_OK(ambos_set_allocator(&counting));
}

static struct ambos__env_entry entry(const char *text)
{
    size_t length = strlen(text);

    return (struct ambos__env_entry){ text, length, ambos__env_name_length(text, length, true) };
}

/* The entries of a NULL-terminated list of texts. */
static size_t entries_of(struct ambos__env_entry *entries, const char *const *texts)
{
    size_t count = 0;

    for (; texts[count]; count++)
        entries[count] = entry(texts[count]);
    return count;
}

static void check_posix(const char *const *texts, const char *const *expected)
{
    struct ambos__env_entry entries[32];
    size_t count = entries_of(entries, texts), i;
    char **envp;

    CHECK_OK(ambos__env_build_posix(entries, count, &envp));
    for (i = 0; envp[i]; i++)
        CHECK_STR(envp[i], expected[i]);
    CHECK_STR(NULL, expected[i]);
    ambos__release(envp);
}

/* Compares a block, turned back into UTF-8, with texts in this order. */
static void check_block(const uint16_t *block, size_t units, const char *const *expected)
{
    char text[256];
    size_t at = 0, i = 0;

    for (; block[at] != 0; i++) {
        size_t length = 0, size;

        while (block[at + length] != 0)
            length++;
        CHECK_OK(ambos__utf16_to_utf8(block + at, length, text, sizeof text - 1, &size));
        text[size] = '\0';
        CHECK_STR(text, expected[i]);
        at += length + 1;
    }
    CHECK_STR(NULL, expected[i]);
    if (i == 0)
        CHECK_U64(block[++at], 0);
    CHECK_U64(units, at + 1);
}

static void check_windows(const char *const *texts, const char *system_root, const char *const *expected)
{
    struct ambos__env_entry entries[32];
    size_t count = entries_of(entries, texts), units;
    uint16_t *block;

    CHECK_OK(ambos__env_build_windows(entries, count, system_root, upcase, &block, &units));
    check_block(block, units, expected);
    ambos__release(block);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NONE ((const char *const[]){ NULL })

TEST(names)
{
    static const struct {
        const char *name;
        size_t length;
        bool posix, windows;
    } cases[] = {
        { "A", 1, true, true },
        { "", 0, false, false },
        { "=", 1, false, false },
        { "=C:", 3, false, true },
        { "==", 2, false, false },
        { "=C:=", 4, false, false },
        { "A=", 2, false, false },
        { "A=B", 3, false, false },
        { "A\0B", 3, false, false },
        { "\0", 1, false, false },
        { "=\0", 2, false, false },
        { "a b(c)%", 7, true, true },
        { "\xC3\xA9", 2, true, true },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(ambos__env_name_valid(cases[i].name, cases[i].length, false), cases[i].posix);
        CHECK_INT(ambos__env_name_valid(cases[i].name, cases[i].length, true), cases[i].windows);
    }
}

TEST(name_length_of_a_variable)
{
    static const struct {
        const char *text;
        size_t posix, windows;
    } cases[] = {
        { "A=1", 1, 1 },   { "A=", 1, 1 },          { "AB=C=D", 2, 2 }, { "AB", 0, 0 },  { "", 0, 0 },
        { "=", 0, 0 },     { "=x", 0, 0 },          { "==", 0, 0 },     { "=C:", 0, 0 }, { "=C:=C:\\x", 0, 3 },
        { "=C:==x", 0, 3 }, { "\xC3\xA9=\xFF", 2, 2 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_U64(ambos__env_name_length(cases[i].text, strlen(cases[i].text), false), cases[i].posix);
        CHECK_U64(ambos__env_name_length(cases[i].text, strlen(cases[i].text), true), cases[i].windows);
    }
}

static int sign_of(int order)
{
    return (order > 0) - (order < 0);
}

static void check_order(const char *a, const char *b, ambos__upcase *fold, int expected)
{
    size_t a_length = strlen(a), b_length = strlen(b);

    CHECK_INT(sign_of(ambos__env_compare(a, a_length, b, b_length, fold)), expected);
    CHECK_INT(sign_of(ambos__env_compare(b, b_length, a, a_length, fold)), -expected);
}

TEST(order_of_names)
{
    check_order("PATH", "PATH", upcase, 0);
    check_order("Path", "pATH", upcase, 0);
    check_order("Path", "pATH", NULL, -1);
    check_order("", "", upcase, 0);
    check_order("", "a", upcase, -1);
    check_order("", "a", NULL, -1);
    check_order("SYSTEM", "SYSTEMROOT", upcase, -1);
    check_order("a", "B", upcase, -1);
    check_order("a", "B", NULL, 1);
    /* Upper case decides: '_' is after Z and before a. */
    check_order("a_", "AB", upcase, 1);
    check_order("\xC3\xA9", "\xC3\x89", upcase, 0);
    check_order("\xC3\xA9", "\xC3\x89", NULL, 1);
    /* By unit a pair is before FF61, by code point or byte it is after. */
    check_order("\xF0\x90\x80\x82", "\xEF\xBD\xA1", upcase, -1);
    check_order("\xF0\x90\x80\x82", "\xEF\xBD\xA1", NULL, 1);
    check_order("\xF0\x90\x80\x82", "\xEE\x80\x80", upcase, -1);
    check_order("\xF0\x90\x80\x82", "\xF0\x90\x80\x83", upcase, -1);
    check_order("\xF0\x90\x80\x82", "\xED\xA0\x80", upcase, 1);
    check_order("\xF0\x90\x80\x82x", "\xF0\x90\x80\x82y", upcase, -1);
    /* What is no text has a place too. */
    check_order("\xFF", "\xFF", upcase, 0);
    check_order("\xC3", "\xC4", upcase, -1);
}

TEST(names_that_are_the_same_have_one_hash)
{
    CHECK(ambos__env_hash("Path\xc3\xa9", 6, upcase) == ambos__env_hash("PATH\xc3\x89", 6, upcase));
    CHECK(ambos__env_hash("Path", 4, NULL) != ambos__env_hash("PATH", 4, NULL));
    CHECK(ambos__env_hash("PATH", 4, NULL) == ambos__env_hash("PATH=", 4, NULL));
    CHECK(ambos__env_hash("AB", 2, upcase) != ambos__env_hash("BA", 2, upcase));
    CHECK(ambos__env_hash("a\xf0\x9f\x98\x80", 5, upcase) == ambos__env_hash("A\xf0\x9f\x98\x80", 5, upcase));
    CHECK(ambos__env_hash("a\xf0\x9f\x98\x80", 5, upcase) != ambos__env_hash("A\xf0\x9f\x98\x81", 5, upcase));
}

TEST(posix_keeps_order_and_bytes)
{
    check_posix(NONE, NONE);
    check_posix(LIST("B=2", "A=1", "C="), LIST("B=2", "A=1", "C="));
    check_posix(LIST("A=\xFF\x80", "\xFE=x"), LIST("A=\xFF\x80", "\xFE=x"));
    check_posix(LIST("A=b=c", "A_=", "A.=x"), LIST("A=b=c", "A_=", "A.=x"));
}

TEST(posix_last_of_a_name_wins)
{
    check_posix(LIST("A=1", "B=2", "A=3"), LIST("B=2", "A=3"));
    check_posix(LIST("A=1", "A=2", "A=3", "A="), LIST("A="));
    check_posix(LIST("A=1", "a=2", "AA=3"), LIST("A=1", "a=2", "AA=3"));
}

TEST(windows_empty_environment_has_two_nuls)
{
    uint16_t *block;
    size_t units;

    CHECK_OK(ambos__env_build_windows(NULL, 0, NULL, upcase, &block, &units));
    CHECK_U64(units, 2);
    CHECK(block[0] == 0 && block[1] == 0);
    ambos__release(block);
}

TEST(windows_block_is_spelled_like_this)
{
    static const uint16_t expected[] = { 'A', '=', '1', 0, 'b', '=', 0xD83D, 0xDE00, 0, 'C', '=', 0xD800, 0, 0 };
    struct ambos__env_entry entries[3];
    size_t count = entries_of(entries, LIST("b=\xF0\x9F\x98\x80", "C=\xED\xA0\x80", "A=1")), units;
    uint16_t *block;

    CHECK_OK(ambos__env_build_windows(entries, count, NULL, upcase, &block, &units));
    CHECK_MEM(block, units * sizeof *block, expected, sizeof expected);
    ambos__release(block);
}

TEST(windows_sorts_by_upper_cased_units)
{
    check_windows(LIST("b=2", "A=1", "c=3", "B_=4", "BA=5"), NULL, LIST("A=1", "b=2", "BA=5", "B_=4", "c=3"));
    check_windows(LIST("SYSTEMROOTED=1", "SYSTEM=2"), NULL, LIST("SYSTEM=2", "SYSTEMROOTED=1"));
    /* The name alone counts: '=' is greater than a digit. */
    check_windows(LIST("A1=x", "A=y", "A!=z"), NULL, LIST("A=y", "A!=z", "A1=x"));
    check_windows(LIST("B\xEF\xBD\xA1Z=4", "B\xF0\xA3\x91\x96Z=3", "B\xF0\x90\x80\x82Z=2", "B\xE2\x82\xACZ=1"), NULL,
                  LIST("B\xE2\x82\xACZ=1", "B\xF0\x90\x80\x82Z=2", "B\xF0\xA3\x91\x96Z=3", "B\xEF\xBD\xA1Z=4"));
}

TEST(windows_hidden_variables_stay)
{
    check_windows(LIST("PATH=x", "=C:=C:\\dir", "=ExitCode=0", "=::=::\\", "A=1"), NULL,
                  LIST("=::=::\\", "=C:=C:\\dir", "=ExitCode=0", "A=1", "PATH=x"));
    check_windows(LIST("=c:=1", "=C:=2"), NULL, LIST("=C:=2"));
}

TEST(windows_last_of_a_name_wins_in_its_own_spelling)
{
    check_windows(LIST("PATH=1", "Path=2"), NULL, LIST("Path=2"));
    check_windows(LIST("Path=2", "A=x", "PATH=1", "B=y", "path="), NULL, LIST("A=x", "B=y", "path="));
    check_windows(LIST("\xC3\xA9=1", "\xC3\x89=2"), NULL, LIST("\xC3\x89=2"));
}

TEST(windows_adds_systemroot_unless_it_is_there)
{
    check_windows(NONE, "C:\\Windows", LIST("SYSTEMROOT=C:\\Windows"));
    check_windows(LIST("SYSTEM=1", "TEMP=2", "SYSTEMROOTED=3"), "C:\\Windows",
                  LIST("SYSTEM=1", "SYSTEMROOT=C:\\Windows", "SYSTEMROOTED=3", "TEMP=2"));
    check_windows(LIST("SystemRoot=D:\\W", "A=1"), "C:\\Windows", LIST("A=1", "SystemRoot=D:\\W"));
    check_windows(LIST("systemroot="), "C:\\Windows", LIST("systemroot="));
    check_windows(LIST("A=1"), "\xC3\xA9", LIST("A=1", "SYSTEMROOT=\xC3\xA9"));
    check_windows(LIST("A=1"), "", LIST("A=1", "SYSTEMROOT="));
}

static ambos_error try_entry(struct ambos__env_entry bad, bool windows)
{
    struct ambos__env_entry entries[3] = { entry("A=1"), bad, entry("B=2") };
    char **envp = (char **)entries;
    uint16_t *block = (uint16_t *)entries;
    size_t units;
    ambos_error error;

    if (windows) {
        error = ambos__env_build_windows(entries, 3, "root", upcase, &block, &units);
        CHECK(error ? !block : block != NULL);
        ambos__release(block);
    } else {
        error = ambos__env_build_posix(entries, 3, &envp);
        CHECK(error ? !envp : envp != NULL);
        ambos__release(envp);
    }
    return error;
}

TEST(entries_that_are_no_variables_are_refused)
{
    static const struct {
        struct ambos__env_entry entry;
        ambos_error posix, windows;
    } cases[] = {
        { { "A=1", 3, 1 }, AMBOS_OK, AMBOS_OK },
        { { "A=1", 2, 1 }, AMBOS_OK, AMBOS_OK },
        { { "A=1", 1, 1 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A=1", 0, 0 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "=1", 2, 0 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A1", 2, 1 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "AB=1", 4, 1 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A=B=1", 5, 3 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A=1", 3, 7 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A=\0x", 4, 1 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "A=x\0", 4, 1 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "\0A=x", 4, 2 }, AMBOS_EINVAL, AMBOS_EINVAL },
        { { "=C:=x", 5, 3 }, AMBOS_EINVAL, AMBOS_OK },
        { { "A=\xFF", 3, 1 }, AMBOS_OK, AMBOS_EILSEQ },
        { { "\xFF=1", 3, 1 }, AMBOS_OK, AMBOS_EILSEQ },
        /* Refused even where a later variable of that name would have replaced it. */
        { { "B=\xFF", 3, 1 }, AMBOS_OK, AMBOS_EILSEQ },
        { { "A=\xED\xA0\x80\xED\xB0\x80", 8, 1 }, AMBOS_OK, AMBOS_EILSEQ },
        { { "A=\xED\xA0\x80", 5, 1 }, AMBOS_OK, AMBOS_OK },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_CODE(try_entry(cases[i].entry, false), cases[i].posix);
        CHECK_CODE(try_entry(cases[i].entry, true), cases[i].windows);
    }
}

TEST(systemroot_that_is_no_text_is_refused)
{
    uint16_t *block;
    size_t units;

    CHECK_CODE(ambos__env_build_windows(NULL, 0, "\xFF", upcase, &block, &units), AMBOS_EILSEQ);
    CHECK(!block);
}

/* The sums would wrap around: nothing is allocated, nothing is read beyond the first entry. */
/* The limit is that of the name and of the value, not of both. */
TEST(names_and_values_have_a_limit_on_windows)
{
    enum { MOST = 32766 };
    static char text[2 * MOST + 4];
    struct ambos__env_entry entry = { text, 2 * MOST + 1, MOST };
    uint16_t *block;
    char **envp;
    size_t units;

    memset(text, 'x', sizeof text);
    text[MOST] = '=';
    CHECK_CODE(ambos__env_build_windows(&entry, 1, NULL, upcase, &block, &units), AMBOS_OK);
    ambos__release(block);
    entry.length++;
    CHECK_CODE(ambos__env_build_windows(&entry, 1, NULL, upcase, &block, &units), AMBOS_E2BIG);
    CHECK(block == NULL);
    CHECK_CODE(ambos__env_build_posix(&entry, 1, &envp), AMBOS_OK);
    ambos__release(envp);
    text[MOST] = 'x';
    text[MOST + 1] = '=';
    entry.name_length = MOST + 1;
    CHECK_CODE(ambos__env_build_windows(&entry, 1, NULL, upcase, &block, &units), AMBOS_E2BIG);
}

TEST(sizes_that_overflow_are_refused)
{
    const struct ambos__env_entry one = entry("A=1");
    uint16_t *block;
    char **envp;
    size_t units;

    use_counting_allocator();
    CHECK_CODE(ambos__env_build_posix(&one, SIZE_MAX, &envp), AMBOS_ENOMEM);
    CHECK_CODE(ambos__env_build_posix(&one, SIZE_MAX / sizeof(char *), &envp), AMBOS_ENOMEM);
    CHECK_CODE(ambos__env_build_windows(&one, SIZE_MAX / 8, NULL, upcase, &block, &units), AMBOS_ENOMEM);
    CHECK_U64(memory.calls, 0);
}

TEST(one_allocation_and_none_left_after_a_failure)
{
    struct ambos__env_entry entries[4];
    size_t count = entries_of(entries, LIST("B=1", "A=2", "b=3", "\xC3\xA9=4")), units;
    uint16_t *block;
    char **envp;

    use_counting_allocator();
    CHECK_OK(ambos__env_build_posix(entries, count, &envp));
    CHECK_U64(memory.calls, 1);
    ambos__release(envp);
    CHECK_OK(ambos__env_build_windows(entries, count, "C:\\Windows", upcase, &block, &units));
    CHECK_U64(memory.calls, 2);
    ambos__release(block);
    memory.refused = 3;
    CHECK_CODE(ambos__env_build_posix(entries, count, &envp), AMBOS_ENOMEM);
    CHECK(!envp);
    memory.refused = 4;
    CHECK_CODE(ambos__env_build_windows(entries, count, "C:\\Windows", upcase, &block, &units), AMBOS_ENOMEM);
    CHECK(!block);
    CHECK_CODE(ambos__env_build_windows(entries, count, "\x80", upcase, &block, &units), AMBOS_EILSEQ);
    CHECK_U64(memory.live, 0);
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525U + 1013904223U;
    return *state >> 16;
}

/* Short names over few letters, so that they collide. */
static void random_variable(char *text, uint32_t *state, unsigned value)
{
    static const char *const letters[] = { "a", "A", "b", "_", "1", "\xC3\xA9", "\xC3\x89", "\xF0\x90\x80\x82",
                                           "\xEF\xBD\xA1" };
    size_t length = 1 + next_random(state) % 3;

    *text = '\0';
    while (length-- > 0)
        strcat(text, letters[next_random(state) % (sizeof letters / sizeof *letters)]);
    sprintf(text + strlen(text), "=%u", value);
}

/* A slow model: drop what is replaced later, then take the least again and again. */
static size_t model(const char **expected, const struct ambos__env_entry *entries, size_t count, ambos__upcase *fold)
{
    bool done[32] = { false };
    size_t made = 0;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = i + 1; j < count; j++)
            done[i] = done[i] || ambos__env_compare(entries[i].text, entries[i].name_length, entries[j].text,
                                                    entries[j].name_length, fold) == 0;
    }
    for (;;) {
        size_t least = count;

        for (size_t i = 0; i < count; i++) {
            if (!done[i] && (least == count || (fold && ambos__env_compare(entries[i].text, entries[i].name_length,
                                                                           entries[least].text,
                                                                           entries[least].name_length, fold) < 0)))
                least = i;
        }
        if (least == count)
            break;
        done[least] = true;
        expected[made++] = entries[least].text;
    }
    expected[made] = NULL;
    return made;
}

TEST(random_environments_agree_with_a_slow_model)
{
    uint32_t state = 1;

    for (unsigned round = 0; round < 3000; round++) {
        char texts[24][32];
        const char *list[25] = { NULL }, *expected[25];
        struct ambos__env_entry entries[25];
        size_t count = next_random(&state) % 25;

        for (size_t i = 0; i < count; i++) {
            random_variable(texts[i], &state, (unsigned)i);
            list[i] = texts[i];
        }
        entries_of(entries, list);
        model(expected, entries, count, upcase);
        check_windows(list, NULL, expected);
        model(expected, entries, count, NULL);
        check_posix(list, expected);
    }
}

/* Variable i of so many, in an order and with names that a poor sort or search would stumble over. */
static unsigned many_name(unsigned kind, unsigned i)
{
    static const unsigned sevens = 7919; /* prime, so that every number comes once */

    switch (kind) {
    case 0:
        return i;
    case 1:
        return MANY - 1 - i;
    case 2:
        return i % 3;
    case 3:
        return i < MANY / 2 ? i : MANY - i;
    default:
        return i * sevens % MANY;
    }
}

TEST(ten_thousand_variables_are_quick)
{
    char(*texts)[24] = malloc(MANY * sizeof *texts);
    struct ambos__env_entry *entries = malloc(MANY * sizeof *entries);

    CHECK(texts && entries);
    for (unsigned kind = 0; kind < 5; kind++) {
        uint16_t *block;
        char **envp;
        size_t units;

        for (unsigned i = 0; i < MANY; i++) {
            sprintf(texts[i], "V%05u=%u", many_name(kind, i), i);
            entries[i] = entry(texts[i]);
        }
        upcase_calls = 0;
        CHECK_OK(ambos__env_build_windows(entries, MANY, NULL, upcase, &block, &units));
        /* n log n comparisons of at most 12 units; a quadratic way would need a hundred times as many. */
        CHECK(upcase_calls < 12U * MANY * 14 * 6);
        CHECK_OK(ambos__env_build_posix(entries, MANY, &envp));
        ambos__release(block);
        ambos__release(envp);
    }
    free(texts);
    free(entries);
}
