/* SPDX-License-Identifier: MIT */
/* The environment of this process, and environments as objects. */
#include <ambos/ambos.h>
#include "check.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define NAME "AMBOS_TEST_ENV"

/* What an out-parameter holds before a call. */
static char filler[] = "filler";
#define FILLED ((void *)filler)

/* Names that no variable has. */
static const char *const bad_names[] = { "", "=", "=C:", "A=B", "A=", "=A=B" };

/* Bytes that are no WTF-8: stray, cut short, overlong, too large, a surrogate pair as two times three bytes. */
static const char *const bad_texts[] = { "\xff\xc0", "a\x80", "\xc3", "\xe2\x82", "\xc0\xaf", "\xf4\x90\x80\x80",
                                         "\xed\xa0\xbd\xed\xb8\x80" };

/* Text of every width; the last is a lone surrogate as WTF-8 has it. */
static const char *const good_texts[] = { "plain", "\xc3\xa4\xc3\x9f", "\xe2\x82\xac \xe6\xbc\xa2", "\xf0\x9f\x98\x80",
                                          "line\nline\ttab", "a=b=c", " ", "%PATH%$HOME", "\xed\xa0\x80" };

static void check_value(const char *name, const char *expected)
{
    char *value = FILLED;
    ambos_error error = ambos_getenv(name, &value);

    CHECK_CODE(error, expected ? AMBOS_OK : AMBOS_ENOENT);
    CHECK_STR(value, expected);
    ambos_free(value);
}

/* A text of so many `c`. */
static char *long_text(char c, size_t length)
{
    char *text = malloc(length + 1);

    CHECK(text != NULL);
    memset(text, c, length);
    text[length] = '\0';
    return text;
}

/* ---- the process ---- */

/* 58 */
TEST(empty_is_not_unset)
{
    check_value(NAME, NULL);
    CHECK_OK(ambos_setenv(NAME, ""));
    check_value(NAME, "");
    CHECK_OK(ambos_unsetenv(NAME));
    check_value(NAME, NULL);
}

/* 54 */
TEST(a_variable_is_set_replaced_and_removed)
{
    CHECK_OK(ambos_setenv(NAME, "one"));
    check_value(NAME, "one");
    CHECK_OK(ambos_setenv(NAME, "two, which is longer"));
    check_value(NAME, "two, which is longer");
    CHECK_OK(ambos_setenv(NAME, "3"));
    check_value(NAME, "3");
    CHECK_OK(ambos_unsetenv(NAME));
    check_value(NAME, NULL);
    CHECK_OK(ambos_unsetenv(NAME));
}

/* 60 */
TEST(values_keep_every_character)
{
    for (size_t i = 0; i < COUNT(good_texts); i++) {
        CHECK_OK(ambos_setenv(NAME, good_texts[i]));
        check_value(NAME, good_texts[i]);
    }
}

/* 60 */
TEST(names_keep_every_character)
{
    static const char *const names[] = { "AMBOS \xc3\xa4", "AMBOS\xf0\x9f\x98\x80", "AMBOS\nLINE", "AMBOS(X86)", "ambos.x-y",
                                         "1" };

    for (size_t i = 0; i < COUNT(names); i++) {
        CHECK_OK(ambos_setenv(names[i], "here"));
        check_value(names[i], "here");
        CHECK_OK(ambos_unsetenv(names[i]));
        check_value(names[i], NULL);
    }
}

TEST(bytes_that_are_no_text)
{
    for (size_t i = 0; i < COUNT(bad_texts); i++) {
        char *value = FILLED;

        CHECK_OK(ambos_setenv(NAME, "before"));
        if (test_is_windows()) {
            CHECK_ERR(ambos_setenv(NAME, bad_texts[i]), AMBOS_EILSEQ);
            check_value(NAME, "before");
            CHECK_ERR(ambos_setenv(bad_texts[i], "x"), AMBOS_EILSEQ);
            CHECK_ERR(ambos_unsetenv(bad_texts[i]), AMBOS_EILSEQ);
            CHECK_ERR(ambos_getenv(bad_texts[i], &value), AMBOS_EILSEQ);
            CHECK(!value);
        } else {
            CHECK_OK(ambos_setenv(NAME, bad_texts[i]));
            check_value(NAME, bad_texts[i]);
            CHECK_OK(ambos_setenv(bad_texts[i], "x"));
            check_value(bad_texts[i], "x");
        }
    }
}

/* 57, 135 */
TEST(bad_names_and_null_are_einval)
{
    char buffer[8] = "filled";
    char *value;
    size_t length;

    for (size_t i = 0; i <= COUNT(bad_names); i++) {
        const char *name = i < COUNT(bad_names) ? bad_names[i] : NULL;

        value = FILLED;
        CHECK_ERR(ambos_getenv(name, &value), AMBOS_EINVAL);
        CHECK(!value);
        CHECK_ERR(ambos_getenv_into(name, buffer, sizeof buffer, &length), AMBOS_EINVAL);
        CHECK_ERR(ambos_setenv(name, "x"), AMBOS_EINVAL);
        CHECK_ERR(ambos_unsetenv(name), AMBOS_EINVAL);
    }
    CHECK_OK(ambos_setenv(NAME, "x"));
    CHECK_ERR(ambos_getenv(NAME, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_setenv(NAME, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_getenv_into(NAME, NULL, 1, &length), AMBOS_EINVAL);
    check_value(NAME, "x");
}

TEST(failures_name_their_step)
{
    ambos_failure last;
    char *value;

    CHECK_ERR(ambos_getenv(NAME, &value), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_ENVIRONMENT);
    CHECK_ERR(ambos_setenv("A=B", "x"), AMBOS_EINVAL);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CHECK);
    CHECK_U64(last.domain, AMBOS_DOMAIN_NONE);
    CHECK_U64(last.native, 0);
}

/* 59 */
TEST(a_value_of_32766_units_fits_everywhere)
{
    char *text = long_text('v', 32766);

    CHECK_OK(ambos_setenv(NAME, text));
    check_value(NAME, text);
    free(text);
}

/* 59 */
TEST(a_longer_value_fits_or_is_refused_whole)
{
    static const size_t lengths[] = { 32767, 32768, 65535, 65536, 100000 };

    for (size_t i = 0; i < COUNT(lengths); i++) {
        char *text = long_text('v', lengths[i]);

        CHECK_OK(ambos_setenv(NAME, "before"));
        if (test_is_windows()) {
            CHECK_ERR(ambos_setenv(NAME, text), AMBOS_E2BIG);
            check_value(NAME, "before");
        } else {
            CHECK_OK(ambos_setenv(NAME, text));
            check_value(NAME, text);
        }
        free(text);
    }
}

/* 59: what counts is the length in UTF-16, not in bytes. */
TEST(a_name_that_is_too_long_for_the_system_is_not_set)
{
    char *name = long_text('n', 70000);

    check_value(name, NULL);
    name[40000] = '\0';
    check_value(name, NULL);
    CHECK_OK(ambos_unsetenv(name));
    free(name);
}

TEST(a_value_of_many_bytes_and_few_units_fits)
{
    char *text = long_text('x', 60000);

    for (size_t i = 0; i + 3 <= 60000; i += 3)
        memcpy(text + i, "\xe2\x82\xac", 3);
    CHECK_OK(ambos_setenv(NAME, text));
    check_value(NAME, text);
    free(text);
}

/* 62 */
TEST(getenv_into_tells_how_much_room_it_needs)
{
    char buffer[16];
    size_t length;

    CHECK_OK(ambos_setenv(NAME, "0123456789"));
    for (size_t size = 0; size <= sizeof buffer; size++) {
        memset(buffer, 'Z', sizeof buffer);
        length = 77;
        if (size > 10) {
            CHECK_OK(ambos_getenv_into(NAME, buffer, size, &length));
            CHECK_STR(buffer, "0123456789");
        } else {
            CHECK_ERR(ambos_getenv_into(NAME, buffer, size, &length), AMBOS_ERANGE);
            CHECK(size == 0 || buffer[0] == '\0');
        }
        CHECK_INT(length, 10);
        for (size_t i = size; i < sizeof buffer; i++)
            CHECK(buffer[i] == 'Z');
    }
    length = 77;
    CHECK_ERR(ambos_getenv_into(NAME, NULL, 0, &length), AMBOS_ERANGE);
    CHECK_INT(length, 10);
    CHECK_ERR(ambos_getenv_into(NAME, NULL, 0, NULL), AMBOS_ERANGE);
    CHECK_OK(ambos_getenv_into(NAME, buffer, sizeof buffer, NULL));
    CHECK_STR(buffer, "0123456789");
}

/* 62 */
TEST(getenv_into_of_empty_and_unset)
{
    char buffer[4] = "old";
    size_t length = 77;

    CHECK_OK(ambos_setenv(NAME, ""));
    CHECK_OK(ambos_getenv_into(NAME, buffer, 1, &length));
    CHECK_STR(buffer, "");
    CHECK_INT(length, 0);
    length = 77;
    CHECK_ERR(ambos_getenv_into(NAME, NULL, 0, &length), AMBOS_ERANGE);
    CHECK_INT(length, 0);
    CHECK_OK(ambos_unsetenv(NAME));
    CHECK_ERR(ambos_getenv_into(NAME, buffer, sizeof buffer, &length), AMBOS_ENOENT);
    CHECK_ERR(ambos_getenv_into(NAME, NULL, 0, NULL), AMBOS_ENOENT);
}

TEST(getenv_into_counts_bytes_of_utf8)
{
    char buffer[64];
    size_t length;

    for (size_t i = 0; i < COUNT(good_texts); i++) {
        const size_t expected = strlen(good_texts[i]);

        CHECK_OK(ambos_setenv(NAME, good_texts[i]));
        CHECK_ERR(ambos_getenv_into(NAME, buffer, expected, &length), AMBOS_ERANGE);
        CHECK_INT(length, expected);
        CHECK_OK(ambos_getenv_into(NAME, buffer, expected + 1, &length));
        CHECK_MEM(buffer, length, good_texts[i], expected);
        CHECK_OK(ambos_getenv_into(NAME, buffer, sizeof buffer, &length));
        CHECK_INT(length, expected);
    }
}

/* 61 */
TEST(a_value_is_a_copy)
{
    char *first;
    char *second;

    CHECK_OK(ambos_setenv(NAME, "first"));
    CHECK_OK(ambos_getenv(NAME, &first));
    CHECK_OK(ambos_getenv(NAME, &second));
    CHECK(first != second);
    first[0] = 'F';
    CHECK_OK(ambos_setenv(NAME, "a value that is so long that it must move"));
    CHECK_STR(first, "First");
    CHECK_STR(second, "first");
    ambos_free(first);
    CHECK_OK(ambos_unsetenv(NAME));
    CHECK_STR(second, "first");
    ambos_free(second);
}

static void read_many(void *context)
{
    bool *right = context;

    *right = true;
    for (int i = 0; i < 2000 && *right; i++) {
        char *value = NULL;
        char buffer[32];

        *right = ambos_getenv(NAME, &value) == AMBOS_OK && strcmp(value, "for all of them") == 0 &&
                 ambos_getenv_into(NAME, buffer, sizeof buffer, NULL) == AMBOS_OK;
        ambos_free(value);
    }
}

/* 61 */
TEST(many_threads_may_read)
{
    struct test_thread *threads[8];
    bool right[COUNT(threads)];

    CHECK_OK(ambos_setenv(NAME, "for all of them"));
    for (size_t i = 0; i < COUNT(threads); i++)
        threads[i] = test_thread_start(read_many, &right[i]);
    for (size_t i = 0; i < COUNT(threads); i++) {
        test_thread_join(threads[i]);
        CHECK(right[i]);
    }
}

static void write_many(void *context)
{
    (void)context;
    for (int i = 0; i < 2000; i++)
        if (ambos_setenv(NAME, i % 2 ? "odd" : "an even and rather longer value"))
            return;
}

/* 61: on POSIX nobody may do this. */
TEST(a_value_may_change_while_it_is_read_where_the_system_can)
{
    struct test_thread *writer;
    char *value;

    if (!test_is_windows())
        SKIP("undefined behaviour on POSIX, and said so");
    CHECK_OK(ambos_setenv(NAME, "odd"));
    writer = test_thread_start(write_many, NULL);
    for (int i = 0; i < 2000; i++) {
        CHECK_OK(ambos_getenv(NAME, &value));
        CHECK(strcmp(value, "odd") == 0 || strcmp(value, "an even and rather longer value") == 0);
        ambos_free(value);
    }
    test_thread_join(writer);
}

/* 56 */
TEST(names_go_by_the_rule_of_the_system)
{
    CHECK_OK(ambos_setenv("Ambos_Test_Case", "mixed"));
    if (test_is_windows()) {
        check_value("AMBOS_TEST_CASE", "mixed");
        CHECK_OK(ambos_setenv("ambos_test_CASE", "again"));
        check_value("Ambos_Test_Case", "again");
        CHECK_OK(ambos_unsetenv("AMBOS_TEST_CASE"));
        check_value("Ambos_Test_Case", NULL);
    } else {
        check_value("AMBOS_TEST_CASE", NULL);
        CHECK_OK(ambos_setenv("AMBOS_TEST_CASE", "upper"));
        check_value("Ambos_Test_Case", "mixed");
        check_value("AMBOS_TEST_CASE", "upper");
    }
}

/* 63 */
TEST(the_c_library_sees_what_was_set)
{
    CHECK_OK(ambos_setenv(NAME, "one"));
    CHECK_STR(getenv(NAME), "one");
    CHECK_OK(ambos_setenv(NAME, "two"));
    CHECK_STR(getenv(NAME), "two");
    CHECK_OK(ambos_setenv(NAME, ""));
    CHECK_STR(getenv(NAME), test_is_windows() ? NULL : "");
    check_value(NAME, "");
    CHECK_OK(ambos_setenv(NAME, "three"));
    CHECK_STR(getenv(NAME), "three");
    CHECK_OK(ambos_unsetenv(NAME));
    CHECK_STR(getenv(NAME), NULL);
}

/* 63 */
TEST(the_c_library_sees_that_all_was_removed)
{
    CHECK_OK(ambos_setenv(NAME, "one"));
    CHECK_OK(ambos_clearenv());
    CHECK_STR(getenv(NAME), NULL);
    CHECK_STR(getenv("PATH"), NULL);
    CHECK_OK(ambos_setenv(NAME, "two"));
    CHECK_STR(getenv(NAME), "two");
}

/* 53 */
TEST(clearenv_removes_every_variable)
{
    ambos_env *env;

    CHECK_OK(ambos_setenv(NAME, "x"));
    CHECK_OK(ambos_setenv("AMBOS_TEST_EMPTY", ""));
    CHECK_OK(ambos_clearenv());
    check_value(NAME, NULL);
    check_value("AMBOS_TEST_EMPTY", NULL);
    check_value("PATH", NULL);
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_INT(ambos_env_count(env), 0);
    ambos_env_free(env);
    CHECK_OK(ambos_clearenv());
    CHECK_OK(ambos_unsetenv(NAME));
    CHECK_OK(ambos_setenv(NAME, "after"));
    check_value(NAME, "after");
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_INT(ambos_env_count(env), 1);
    ambos_env_free(env);
}

TEST(ten_thousand_changes_leave_the_last)
{
    char value[32];

    for (int i = 0; i < 10000; i++) {
        snprintf(value, sizeof value, "value %d", i);
        CHECK_OK(ambos_setenv(NAME, value));
    }
    check_value(NAME, "value 9999");
}

/* 132 */
TEST(reading_keeps_the_errors_of_the_system)
{
    char *value;

    CHECK_OK(ambos_setenv(NAME, "x"));
    CHECK_OK(ambos_getenv(NAME, &value));
    test_set_native_errors(77);
    ambos_free(value);
    CHECK(test_native_errors_are(77));
}

/* ---- objects ---- */

static void check_entry(const ambos_env *env, size_t index, const char *name, const char *value)
{
    const char *entry = FILLED;
    size_t length = 77;

    CHECK_OK(ambos_env_at(env, index, &entry, &length));
    CHECK_MEM(entry, length, name, strlen(name));
    CHECK_INT(entry[length], '=');
    CHECK_STR(entry + length + 1, value);
    CHECK_OK(ambos_env_at(env, index, &entry, NULL));
}

static void check_get(const ambos_env *env, const char *name, const char *expected)
{
    const char *value = FILLED;
    ambos_error error = ambos_env_get(env, name, &value);

    CHECK_CODE(error, expected ? AMBOS_OK : AMBOS_ENOENT);
    CHECK_STR(value, expected);
}

static ambos_env *make_env(const char *const list[])
{
    ambos_env *env = FILLED;

    CHECK_OK(ambos_env_from_list(&env, list));
    CHECK(env != NULL);
    return env;
}

/* 53 */
TEST(a_new_object_is_empty)
{
    ambos_env *env = FILLED;
    const char *entry = FILLED;
    size_t length = 77;

    CHECK_OK(ambos_env_create(&env));
    CHECK_INT(ambos_env_count(env), 0);
    check_get(env, "PATH", NULL);
    CHECK_ERR(ambos_env_at(env, 0, &entry, &length), AMBOS_ENOENT);
    CHECK(!entry);
    CHECK_OK(ambos_env_unset(env, "PATH"));
    ambos_env_free(env);
}

/* 135 */
TEST(objects_refuse_null)
{
    static const char *const list[] = { "A=1", NULL };
    ambos_env *env = make_env(list);
    ambos_env *none = FILLED;
    const char *text = FILLED;
    size_t length;

    CHECK_ERR(ambos_env_create(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_snapshot(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_from_list(NULL, list), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_from_list(&none, NULL), AMBOS_EINVAL);
    CHECK(!none);
    CHECK_ERR(ambos_env_get(NULL, "A", &text), AMBOS_EINVAL);
    CHECK(!text);
    text = FILLED;
    CHECK_ERR(ambos_env_get(env, NULL, &text), AMBOS_EINVAL);
    CHECK(!text);
    CHECK_ERR(ambos_env_get(env, "A", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_set(NULL, "A", "1"), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_set(env, NULL, "1"), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_set(env, "A", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_unset(NULL, "A"), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_unset(env, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_merge(NULL, env), AMBOS_EINVAL);
    CHECK_ERR(ambos_env_merge(env, NULL), AMBOS_EINVAL);
    text = FILLED;
    CHECK_ERR(ambos_env_at(NULL, 0, &text, &length), AMBOS_EINVAL);
    CHECK(!text);
    CHECK_ERR(ambos_env_at(env, 0, NULL, &length), AMBOS_EINVAL);
    CHECK_INT(ambos_env_count(NULL), 0);
    ambos_env_clear(NULL);
    ambos_env_free(NULL);
    CHECK_INT(ambos_env_count(env), 1);
    check_get(env, "A", "1");
    ambos_env_free(env);
}

/* 57 */
TEST(objects_refuse_bad_names)
{
    static const char *const list[] = { "A=1", NULL };
    ambos_env *env = make_env(list);

    for (size_t i = 0; i < COUNT(bad_names); i++) {
        const char *value = FILLED;

        CHECK_ERR(ambos_env_get(env, bad_names[i], &value), AMBOS_EINVAL);
        CHECK(!value);
        CHECK_ERR(ambos_env_set(env, bad_names[i], "x"), AMBOS_EINVAL);
        CHECK_ERR(ambos_env_unset(env, bad_names[i]), AMBOS_EINVAL);
    }
    CHECK_INT(ambos_env_count(env), 1);
    check_entry(env, 0, "A", "1");
    ambos_env_free(env);
}

/* 57 */
TEST(a_list_with_a_bad_entry_makes_nothing)
{
    static const char *const bad[] = { "", "no sign", "=", "=x", "=C:=C:\\" };

    for (size_t i = 0; i < COUNT(bad); i++) {
        const char *list[] = { "A=1", bad[i], "B=2", NULL };
        ambos_env *env = FILLED;

        CHECK_ERR(ambos_env_from_list(&env, list), AMBOS_EINVAL);
        CHECK(!env);
    }
}

TEST(an_empty_list_makes_an_empty_object)
{
    static const char *const list[] = { NULL };
    ambos_env *env = make_env(list);

    CHECK_INT(ambos_env_count(env), 0);
    ambos_env_free(env);
}

/* 54 */
TEST(objects_are_edited_in_place_and_at_the_end)
{
    static const char *const list[] = { "B=2", "A=1", "C=", NULL };
    ambos_env *env = make_env(list);

    CHECK_INT(ambos_env_count(env), 3);
    check_entry(env, 0, "B", "2");
    check_entry(env, 1, "A", "1");
    check_entry(env, 2, "C", "");
    CHECK_OK(ambos_env_set(env, "A", "one, and more than there was"));
    CHECK_OK(ambos_env_set(env, "D", "4"));
    CHECK_INT(ambos_env_count(env), 4);
    check_entry(env, 1, "A", "one, and more than there was");
    check_entry(env, 3, "D", "4");
    CHECK_OK(ambos_env_unset(env, "B"));
    CHECK_OK(ambos_env_unset(env, "B"));
    CHECK_INT(ambos_env_count(env), 3);
    check_entry(env, 0, "A", "one, and more than there was");
    check_entry(env, 1, "C", "");
    check_entry(env, 2, "D", "4");
    check_get(env, "B", NULL);
    CHECK_OK(ambos_env_set(env, "B", "back"));
    check_entry(env, 3, "B", "back");
    ambos_env_free(env);
}

TEST(entries_after_the_last_are_enoent)
{
    static const char *const list[] = { "A=1", "B=2", NULL };
    static const size_t beyond[] = { 2, 3, 100, SIZE_MAX - 1, SIZE_MAX };
    ambos_env *env = make_env(list);

    for (size_t i = 0; i < COUNT(beyond); i++) {
        const char *entry = FILLED;

        CHECK_ERR(ambos_env_at(env, beyond[i], &entry, NULL), AMBOS_ENOENT);
        CHECK(!entry);
    }
    ambos_env_free(env);
}

/* 58 */
TEST(objects_tell_empty_from_unset)
{
    static const char *const list[] = { "E=", NULL };
    ambos_env *env = make_env(list);

    check_get(env, "E", "");
    CHECK_OK(ambos_env_set(env, "E", "x"));
    CHECK_OK(ambos_env_set(env, "E", ""));
    check_get(env, "E", "");
    CHECK_OK(ambos_env_unset(env, "E"));
    check_get(env, "E", NULL);
    CHECK_INT(ambos_env_count(env), 0);
    ambos_env_free(env);
}

/* 55 */
TEST(of_doubles_the_last_value_counts_in_the_first_place)
{
    static const char *const list[] = { "A=1", "B=2", "A=3", "B=4", "A=5", NULL };
    ambos_env *env = make_env(list);

    CHECK_INT(ambos_env_count(env), 2);
    check_entry(env, 0, "A", "5");
    check_entry(env, 1, "B", "4");
    ambos_env_free(env);
}

/* 55 */
TEST(doubles_go_by_the_rule_of_the_system)
{
    static const char *const list[] = { "Name=1", "x=2", "NAME=3", NULL };
    ambos_env *env = make_env(list);

    if (test_is_windows()) {
        CHECK_INT(ambos_env_count(env), 2);
        check_entry(env, 0, "Name", "3");
        CHECK_OK(ambos_env_set(env, "nAME", "4"));
        check_entry(env, 0, "Name", "4");
        CHECK_OK(ambos_env_unset(env, "NAME"));
        CHECK_INT(ambos_env_count(env), 1);
    } else {
        CHECK_INT(ambos_env_count(env), 3);
        check_get(env, "Name", "1");
        check_get(env, "NAME", "3");
        check_get(env, "nAME", NULL);
    }
    ambos_env_free(env);
}

struct pair {
    const char *a;
    const char *b;
    bool same; /* on Windows */
};

/* By single characters and the same in every locale: so no sharp s, and nothing Turkish. */
static const struct pair pairs[] = {
    { "a", "A", true },
    { "i", "I", true },
    { "z", "Z", true },
    { "\xc3\xa4", "\xc3\x84", true },         /* a with diaeresis */
    { "\xc3\xb6", "\xc3\x96", true },         /* o with diaeresis */
    { "\xc3\xa9", "\xc3\x89", true },         /* e with acute */
    { "\xc3\xbf", "\xc5\xb8", true },         /* y with diaeresis */
    { "\xce\xb1", "\xce\x91", true },         /* alpha */
    { "\xd1\x8f", "\xd0\xaf", true },         /* ya */
    { "\xc3\xa4", "\xc3\x96", false },
    { "\xc3\xa4", "a", false },
    { "\xc3\x9f", "SS", false },              /* sharp s */
    { "\xc3\x9f", "ss", false },
    { "I", "\xc4\xb0", false },               /* I with a dot */
    { "i", "\xc4\xb0", false },
    { "I", "\xc4\xb1", false },               /* i without one */
    { "i", "\xc4\xb1", false },
    { "\xc4\xb0", "\xc4\xb1", false },
    { "\xef\xac\x81", "FI", false },          /* ligature fi */
    { "\xc3\xa9", "e\xcc\x81", false },       /* composed, and in two parts */
    { "_", "-", false },
    { "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81", false },
};

/* 56, 137 */
TEST(names_fold_by_the_table_of_the_system_in_every_locale)
{
    static const char *const locales[] = { "C", "", "tr_TR.UTF-8", "Turkish" };

    for (size_t i = 0; i < COUNT(locales); i++) {
        (void)setlocale(LC_ALL, locales[i]);
        for (size_t k = 0; k < COUNT(pairs); k++) {
            ambos_env *env;
            const char *value;
            ambos_error expected = test_is_windows() && pairs[k].same ? AMBOS_OK : AMBOS_ENOENT;

            CHECK_OK(ambos_env_create(&env));
            CHECK_OK(ambos_env_set(env, pairs[k].a, "x"));
            if (ambos_env_get(env, pairs[k].b, &value) != expected)
                FAIL("%s and %s in locale %s: expected %s", pairs[k].a, pairs[k].b, locales[i],
                     ambos_error_name(expected));
            check_get(env, pairs[k].a, "x");
            ambos_env_free(env);
        }
    }
}

/* 60 */
TEST(objects_keep_every_character)
{
    ambos_env *env;

    CHECK_OK(ambos_env_create(&env));
    for (size_t i = 0; i < COUNT(good_texts); i++) {
        CHECK_OK(ambos_env_set(env, "VALUE", good_texts[i]));
        check_get(env, "VALUE", good_texts[i]);
        if (strchr(good_texts[i], '='))
            continue;
        CHECK_OK(ambos_env_set(env, good_texts[i], "name"));
        check_get(env, good_texts[i], "name");
    }
    ambos_env_free(env);
}

/* 11 */
TEST(objects_take_bytes_that_are_no_text_where_the_system_does)
{
    ambos_env *env;
    ambos_env *made;
    char entry[32];

    CHECK_OK(ambos_env_create(&env));
    CHECK_OK(ambos_env_set(env, "V", "before"));
    for (size_t i = 0; i < COUNT(bad_texts); i++) {
        const char *list[] = { "A=1", entry, NULL };

        snprintf(entry, sizeof entry, "N=%s", bad_texts[i]);
        made = FILLED;
        if (test_is_windows()) {
            CHECK_ERR(ambos_env_set(env, "V", bad_texts[i]), AMBOS_EILSEQ);
            CHECK_ERR(ambos_env_set(env, bad_texts[i], "x"), AMBOS_EILSEQ);
            check_get(env, "V", "before");
            CHECK_INT(ambos_env_count(env), 1);
            CHECK_ERR(ambos_env_from_list(&made, list), AMBOS_EILSEQ);
            CHECK(!made);
        } else {
            CHECK_OK(ambos_env_set(env, "V", bad_texts[i]));
            check_get(env, "V", bad_texts[i]);
            CHECK_OK(ambos_env_from_list(&made, list));
            check_get(made, "N", bad_texts[i]);
            ambos_env_free(made);
        }
    }
    ambos_env_free(env);
}

TEST(a_list_is_copied)
{
    char entry[] = "A=1";
    const char *list[] = { entry, NULL };
    ambos_env *env = make_env(list);

    memcpy(entry, "Z=9", 3);
    check_entry(env, 0, "A", "1");
    ambos_env_free(env);
}

TEST(names_and_values_are_copied)
{
    char name[] = "A";
    char value[] = "1";
    ambos_env *env;

    CHECK_OK(ambos_env_create(&env));
    CHECK_OK(ambos_env_set(env, name, value));
    name[0] = 'Z';
    value[0] = '9';
    check_entry(env, 0, "A", "1");
    ambos_env_free(env);
}

/* What is set may be a part of what is changed. */
TEST(an_object_may_be_given_its_own_text)
{
    static const char *const list[] = { "A=a text that is here twice", "B=2", NULL };
    ambos_env *env = make_env(list);
    const char *value;
    const char *entry;

    for (int i = 0; i < 50; i++) {
        char name[32];

        snprintf(name, sizeof name, "COPY%d", i);
        CHECK_OK(ambos_env_get(env, "A", &value));
        CHECK_OK(ambos_env_set(env, name, value));
        check_get(env, name, "a text that is here twice");
        CHECK_OK(ambos_env_get(env, "A", &value));
        CHECK_OK(ambos_env_set(env, "A", value));
        CHECK_OK(ambos_env_get(env, "A", &value));
        CHECK_OK(ambos_env_set(env, "B", value + 10));
        check_get(env, "B", "t is here twice");
        CHECK_OK(ambos_env_at(env, 0, &entry, NULL));
        CHECK_OK(ambos_env_set(env, "WHOLE", entry));
        check_get(env, "WHOLE", "A=a text that is here twice");
        check_get(env, "A", "a text that is here twice");
    }
    CHECK_INT(ambos_env_count(env), 53);
    ambos_env_free(env);
}

TEST(clear_empties_an_object)
{
    static const char *const list[] = { "A=1", "B=2", NULL };
    ambos_env *env = make_env(list);

    ambos_env_clear(env);
    CHECK_INT(ambos_env_count(env), 0);
    check_get(env, "A", NULL);
    ambos_env_clear(env);
    CHECK_OK(ambos_env_set(env, "C", "3"));
    CHECK_INT(ambos_env_count(env), 1);
    check_entry(env, 0, "C", "3");
    ambos_env_free(env);
}

TEST(merge_sets_every_variable_of_the_other)
{
    static const char *const first[] = { "A=1", "B=2", NULL };
    static const char *const second[] = { "C=3", "B=two, which is longer", "E=", NULL };
    ambos_env *env = make_env(first);
    ambos_env *other = make_env(second);

    CHECK_OK(ambos_env_merge(env, other));
    CHECK_INT(ambos_env_count(env), 4);
    check_entry(env, 0, "A", "1");
    check_entry(env, 1, "B", "two, which is longer");
    check_entry(env, 2, "C", "3");
    check_entry(env, 3, "E", "");
    CHECK_INT(ambos_env_count(other), 3);
    check_entry(other, 1, "B", "two, which is longer");
    ambos_env_free(other);
    check_get(env, "C", "3");
    ambos_env_free(env);
}

TEST(merge_with_itself_or_nothing_changes_nothing)
{
    static const char *const list[] = { "A=1", "B=2", NULL };
    ambos_env *env = make_env(list);
    ambos_env *empty;

    CHECK_OK(ambos_env_create(&empty));
    CHECK_OK(ambos_env_merge(env, env));
    CHECK_OK(ambos_env_merge(env, empty));
    CHECK_INT(ambos_env_count(env), 2);
    check_entry(env, 0, "A", "1");
    check_entry(env, 1, "B", "2");
    CHECK_OK(ambos_env_merge(empty, env));
    CHECK_INT(ambos_env_count(empty), 2);
    check_entry(empty, 0, "A", "1");
    ambos_env_free(empty);
    ambos_env_free(env);
}

TEST(objects_do_not_share)
{
    ambos_env *one;
    ambos_env *two;

    CHECK_OK(ambos_env_create(&one));
    CHECK_OK(ambos_env_set(one, "A", "1"));
    CHECK_OK(ambos_env_create(&two));
    CHECK_OK(ambos_env_merge(two, one));
    CHECK_OK(ambos_env_set(one, "A", "changed"));
    check_get(two, "A", "1");
    check_value("A", NULL);
    ambos_env_free(one);
    check_get(two, "A", "1");
    ambos_env_free(two);
}

TEST(a_thousand_variables_and_long_values)
{
    char *big = long_text('b', 200000);
    char name[32];
    char value[32];
    ambos_env *env;

    CHECK_OK(ambos_env_create(&env));
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "NAME_%d", i);
        snprintf(value, sizeof value, "%d", i * 7);
        CHECK_OK(ambos_env_set(env, name, value));
    }
    CHECK_OK(ambos_env_set(env, "BIG", big));
    CHECK_INT(ambos_env_count(env), 1001);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "NAME_%d", i);
        snprintf(value, sizeof value, "%d", i * 7);
        check_entry(env, (size_t)i, name, value);
        check_get(env, name, value);
    }
    check_get(env, "BIG", big);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "NAME_%d", 999 - i);
        CHECK_OK(ambos_env_unset(env, name));
    }
    CHECK_INT(ambos_env_count(env), 1);
    check_entry(env, 0, "BIG", big);
    ambos_env_free(env);
    free(big);
}

static void many_name(char name[32], int i, bool upper)
{
    snprintf(name, 32, "%s_%d", upper ? "MANY" : "many", i);
}

/* Every third is removed, in no order, and the rest is still there, in order, under the names of the system's rule. */
static void remove_a_third(ambos_env *env, int count)
{
    char name[32];
    int i, left = 0;

    for (i = 0; i < count; i++) {
        many_name(name, (int)((int64_t)i * 7919 % count), false);
        if ((int64_t)i * 7919 % count % 3 == 0)
            CHECK_OK(ambos_env_unset(env, name));
    }
    for (i = 0; i < count; i++) {
        const char *value, *entry;

        many_name(name, i, test_is_windows());
        CHECK_CODE(ambos_env_get(env, name, &value), i % 3 == 0 ? AMBOS_ENOENT : AMBOS_OK);
        if (i % 3 == 0)
            continue;
        CHECK_OK(ambos_env_at(env, (size_t)left++, &entry, NULL));
        CHECK(value == strchr(entry, '=') + 1);
    }
    CHECK_INT(ambos_env_count(env), left);
}

/* A list in which each name stands twice. */
TEST(ten_thousand_variables)
{
    enum { MANY = 10000 };
    char(*texts)[48] = malloc(2 * MANY * sizeof *texts);
    const char **list = malloc((2 * MANY + 1) * sizeof *list);
    ambos_env *env, *other, *snapshot;
    int i;

    CHECK(texts && list);
    for (i = 0; i < 2 * MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "many_%d=%d", i % MANY, i);
        list[i] = texts[i];
    }
    list[2 * MANY] = NULL;
    CHECK_OK(ambos_env_from_list(&env, list));
    CHECK_INT(ambos_env_count(env), MANY);
    check_get(env, "many_7", "10007");
    CHECK_OK(ambos_env_create(&other));
    CHECK_OK(ambos_env_merge(other, env));
    CHECK_OK(ambos_env_merge(other, env));
    CHECK_INT(ambos_env_count(other), MANY);
    remove_a_third(other, MANY);
    CHECK_OK(ambos_env_merge(other, env));
    CHECK_INT(ambos_env_count(other), MANY);
    ambos_env_clear(other);
    check_get(other, "many_7", NULL);
    CHECK_OK(ambos_env_set(other, "many_7", "again"));
    check_get(other, "many_7", "again");
    CHECK_OK(ambos_env_snapshot(&snapshot));
    CHECK_OK(ambos_env_merge(env, snapshot));
    CHECK_INT(ambos_env_count(env), MANY + ambos_env_count(snapshot));
    ambos_env_free(env);
    ambos_env_free(other);
    ambos_env_free(snapshot);
    free(list);
    free(texts);
}

/* Replacing for ever takes no more and more room; this would end a machine otherwise. */
TEST(replacing_ten_thousand_times)
{
    char *big = long_text('b', 50000);
    ambos_env *env;

    CHECK_OK(ambos_env_create(&env));
    for (int i = 0; i < 10000; i++) {
        big[100 + i * 7 % 40000] = '\0';
        CHECK_OK(ambos_env_set(env, "A", big));
        big[100 + i * 7 % 40000] = 'b';
    }
    CHECK_INT(ambos_env_count(env), 1);
    ambos_env_free(env);
    free(big);
}

/* ---- snapshots ---- */

TEST(a_snapshot_has_what_the_process_has)
{
    ambos_env *env;
    const char *entry;
    size_t length;

    CHECK_OK(ambos_setenv(NAME, "here"));
    CHECK_OK(ambos_setenv("AMBOS_TEST_EMPTY", ""));
    CHECK_OK(ambos_setenv("AMBOS_TEST_TEXT", "\xc3\xa4\xf0\x9f\x98\x80=\n"));
    CHECK_OK(ambos_env_snapshot(&env));
    check_get(env, NAME, "here");
    check_get(env, "AMBOS_TEST_EMPTY", "");
    check_get(env, "AMBOS_TEST_TEXT", "\xc3\xa4\xf0\x9f\x98\x80=\n");
    check_get(env, "AMBOS_TEST_MISSING", NULL);
    CHECK(ambos_env_count(env) >= 3);
    for (size_t i = 0; i < ambos_env_count(env); i++) {
        char name[512];

        CHECK_OK(ambos_env_at(env, i, &entry, &length));
        CHECK(length > 0 && length < sizeof name);
        CHECK(entry[0] != '=');
        memcpy(name, entry, length);
        name[length] = '\0';
        check_value(name, entry + length + 1);
    }
    ambos_env_free(env);
}

/* 61 */
TEST(a_snapshot_stays_as_it_was)
{
    ambos_env *env;
    const char *value;

    CHECK_OK(ambos_setenv(NAME, "then"));
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_get(env, NAME, &value));
    CHECK_OK(ambos_setenv(NAME, "now"));
    CHECK_STR(value, "then");
    CHECK_OK(ambos_clearenv());
    check_get(env, NAME, "then");
    CHECK_OK(ambos_env_set(env, NAME, "only here"));
    check_value(NAME, NULL);
    ambos_env_free(env);
}

static size_t count_hidden(const ambos_env *env)
{
    const char *entry;
    size_t length;
    size_t hidden = 0;

    for (size_t i = 0; i < ambos_env_count(env); i++) {
        CHECK_OK(ambos_env_at(env, i, &entry, &length));
        if (length == 0 || entry[0] == '=')
            hidden++;
    }
    return hidden;
}

/* 57: chdir makes a hidden variable on Windows. */
TEST(hidden_variables_are_neither_listed_nor_found)
{
    ambos_env *env;
    ambos_env *copy;
    char *value;

    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_OK(ambos_clearenv());
    CHECK_OK(ambos_setenv(NAME, "x"));
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_INT(count_hidden(env), 0);
    CHECK_INT(ambos_env_count(env), 1);
    check_entry(env, 0, NAME, "x");
    CHECK_ERR(ambos_getenv("=C:", &value), AMBOS_EINVAL);
    CHECK_OK(ambos_env_set(env, "NEW", "y"));
    CHECK_OK(ambos_env_unset(env, NAME));
    CHECK_INT(ambos_env_count(env), 1);
    check_entry(env, 0, "NEW", "y");
    CHECK_OK(ambos_env_create(&copy));
    CHECK_OK(ambos_env_set(copy, "OWN", "z"));
    CHECK_OK(ambos_env_merge(copy, env));
    CHECK_INT(count_hidden(copy), 0);
    CHECK_INT(ambos_env_count(copy), 2);
    check_entry(copy, 0, "OWN", "z");
    check_entry(copy, 1, "NEW", "y");
    CHECK_OK(ambos_env_merge(copy, env));
    CHECK_INT(ambos_env_count(copy), 2);
    ambos_env_free(copy);
    ambos_env_free(env);
    CHECK_OK(ambos_chdir(".."));
}

static void read_object(void *context)
{
    const ambos_env *env = context;
    const char *value;

    for (int i = 0; i < 5000; i++)
        if (ambos_env_get(env, "B", &value) || strcmp(value, "2") != 0 || ambos_env_count(env) != 3 ||
            ambos_env_at(env, 2, &value, NULL))
            abort();
}

TEST(many_threads_may_read_one_object)
{
    static const char *const list[] = { "A=1", "B=2", "C=3", NULL };
    ambos_env *env = make_env(list);
    struct test_thread *threads[8];

    for (size_t i = 0; i < COUNT(threads); i++)
        threads[i] = test_thread_start(read_object, env);
    for (size_t i = 0; i < COUNT(threads); i++)
        test_thread_join(threads[i]);
    ambos_env_free(env);
}

TEST(a_long_value_leaves_the_last_failure_alone)
{
    char *value = long_text('v', 5000);
    ambos_failure before, after;
    char *copy;

    CHECK_OK(ambos_setenv("AMBOS_TEST_LONG", value));
    CHECK_CODE(ambos_getenv("AMBOS_TEST_MISSING", &copy), AMBOS_ENOENT);
    ambos_last_failure(&before);
    CHECK_OK(ambos_getenv("AMBOS_TEST_LONG", &copy));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
    CHECK_STR(copy, value);
    ambos_free(copy);
    free(value);
}
