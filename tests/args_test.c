/* SPDX-License-Identifier: MIT */
/* Arguments arrive as they were given, or the spawn is refused. Each vector goes through a real child, which prints
   what the C runtime made of it, and (Windows) what CommandLineToArgvW makes of it. Numbers in brackets: rows of the
   list of behaviours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { FIXED = 3 }; /* program, --child, command */

/* argv[FIXED] and on is what to send; the first three are filled here. */
static void round_trip_by(const char *command, const char **argv)
{
    const char *lines;
    const char *got;

    argv[0] = test_self();
    argv[1] = "--child";
    argv[2] = command;
    lines = child_output(argv, NULL);
    for (size_t i = FIXED; argv[i]; i++) {
        got = child_unhex_line(&lines, NULL);
        if (!got)
            FAIL("%s: argument %zu and those after it are missing", command, i - FIXED);
        CHECK_STR(got, argv[i]);
    }
    if (child_unhex_line(&lines, NULL))
        FAIL("%s: more arguments came than were sent", command);
}

static void round_trip(const char **argv)
{
    round_trip_by("echo-args", argv);
    round_trip_by("echo-args-shell", argv);
}

/* Sends all of a list in one child. */
static void round_trip_list(const char *const list[], size_t count)
{
    const char **argv = calloc(FIXED + count + 1, sizeof *argv);

    CHECK(argv != NULL);
    for (size_t i = 0; i < count; i++)
        argv[FIXED + i] = list[i];
    round_trip(argv);
    free(argv);
}

#define ROUND_TRIP(list) round_trip_list(list, sizeof(list) / sizeof(list)[0])

/* [6] Every text of at most five letters over those that mean something in a command line. */
TEST(every_short_text_of_special_letters)
{
    enum { LONGEST = 5, TEXTS = 3906, AT_ONCE = 800 };
    static const char letters[] = { 'a', ' ', '\\', '"', '\t' };
    static char texts[TEXTS][LONGEST + 1];
    static const char *argv[FIXED + AT_ONCE + 1];
    size_t count = 1; /* the first is the empty one */
    size_t from = 0;

    for (size_t length = 1; length <= LONGEST; length++) {
        size_t end = count;

        for (; from < end; from++) {
            for (size_t i = 0; i < sizeof letters; i++, count++) {
                memcpy(texts[count], texts[from], length);
                texts[count][length - 1] = letters[i];
            }
        }
    }
    CHECK_INT(count, TEXTS);
    for (size_t start = 0; start < TEXTS; start += AT_ONCE) {
        size_t here = TEXTS - start < AT_ONCE ? TEXTS - start : AT_ONCE;

        for (size_t i = 0; i < here; i++)
            argv[FIXED + i] = texts[start + i];
        argv[FIXED + here] = NULL;
        round_trip(argv);
    }
}

/* [7] */
TEST(empty_arguments_keep_their_place)
{
    static const char *const first[] = { "", "a", "" };
    static const char *const only[] = { "" };
    static const char *const many[] = { "", "", "", "x", "", "" };

    ROUND_TRIP(first);
    ROUND_TRIP(only);
    ROUND_TRIP(many);
    round_trip_list(NULL, 0);
}

/* Each is what some quoting that is in use gets wrong. */
TEST(arguments_that_others_break)
{
    static const char *const list[] = {
        "Hello\"World", "Hello World\\", "Hello\\\"World", "Hello\\World", "Hello\\\\World", "Hello World\\\\",
        "c:\\path\\to\\node.exe --eval \"require('c:\\\\path\\\\to\\\\test.js')\"", "\\\\server\\x y\\", "\"a b\"",
        "a\\\\\"b c\" d e", "a\"b\" c d", "\"\"", "\"", "\\", "\\\\", "a\\", "a b\\", "\\\"", "\"\\", "--", "-", "/?",
        "*", "*.c", "?", "~", "$HOME", "%PATH%", "!x!", "^", "^^", "&echo", "a|b", "<in", ">out", "(a)", "`a`", "$(a)",
        "a;b", "a,b", "a=b", "@file", "'a b'", "'", "\"'\"",
    };

    ROUND_TRIP(list);
}

TEST(spaces_that_separate_nothing)
{
    static const char *const list[] = {
        "a\nb", "\n", "a\vb", "\v", "a\fb", "a\rb", "a\r\nb", " ", "\t", "  a  ", "\xc2\xa0", "\xe2\x80\xa8", "\x01\x1f\x7f",
    };

    ROUND_TRIP(list);
}

TEST(letters_of_all_lengths)
{
    static const char *const list[] = {
        "\xc3\xa9", ("stra\xc3\x9f" "e"), "\xe2\x82\xac", "\xe6\x97\xa5\xe6\x9c\xac", "\xf0\x9f\x98\x80", "a \xf0\x9f\x98\x80\"",
        "e\xcc\x81", "\xef\xbb\xbf", "\xef\xbf\xbd", "\xef\xbf\xbf", "\xf4\x8f\xbf\xbf", "\xc2\x80",
    };

    ROUND_TRIP(list);
}

/* Lone halves of a pair, and a pair that is written as two halves: what is no text at all arrives too. */
TEST(lone_surrogates)
{
    static const char *const list[] = { "\xed\xa0\x80", "a\xed\xbf\xbf", "\xed\xb0\x80\xed\xa0\x80", "\xed\xa0\x80 \"b\"" };

    ROUND_TRIP(list);
}

/* [11] */
TEST(bytes_that_are_no_text)
{
    static const char *const list[] = { "\xff", "\xc0\xaf", "\xe2\x82", ("a\x80" "b"), "\xf8\x88\x80\x80\x80" };
    ambos_process *process;

    if (!test_is_windows()) {
        ROUND_TRIP(list);
        return;
    }
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        CHECK_ERR(ambos_spawn(&process, CHILD("echo-args", list[i]), NULL), AMBOS_EILSEQ);
        CHECK(process == NULL);
    }
}

TEST(every_byte_that_is_a_letter)
{
    static char texts[127][2];
    static const char *list[127];

    for (int i = 1; i < 128; i++) {
        texts[i - 1][0] = (char)i;
        list[i - 1] = texts[i - 1];
    }
    ROUND_TRIP(list);
}

TEST(many_arguments)
{
    enum { MANY = 2500 };
    static char texts[MANY][8];
    static const char *list[MANY];

    for (int i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "%d", i);
        list[i] = texts[i];
    }
    ROUND_TRIP(list);
}

TEST(one_long_argument)
{
    enum { LONG = 30000 };
    static char text[LONG + 1];
    static const char *const list[] = { text };

    memset(text, 'x', LONG);
    text[7] = ' ';
    text[LONG - 1] = '\\';
    ROUND_TRIP(list);
}

/* [10] Never cut. */
TEST(too_long_is_refused)
{
    enum { TOO_LONG = 1 << 18 };
    char *text = malloc(TOO_LONG + 1);
    ambos_process *process;

    CHECK(text != NULL);
    memset(text, 'x', TOO_LONG);
    text[TOO_LONG] = '\0';
    CHECK_ERR(ambos_spawn(&process, CHILD("echo-args", text), NULL), AMBOS_E2BIG);
    CHECK(process == NULL);
    CHECK(!test_has_children());
    free(text);
}

/* [10] */
TEST(too_much_in_all_is_refused)
{
    enum { EACH = 100000, COUNT = 300 };
    const char **argv = calloc(COUNT + 1, sizeof *argv);
    char *text = malloc(EACH + 1);
    ambos_process *process;

    CHECK(text != NULL && argv != NULL);
    memset(text, 'x', EACH);
    text[EACH] = '\0';
    for (int i = 0; i < COUNT; i++)
        argv[i] = text;
    argv[0] = test_self();
    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_E2BIG);
    CHECK(process == NULL);
    free(text);
    free(argv);
}

TEST(arguments_beside_another_program_name)
{
    const char *const argv[] = { "a \\name", "--child", "echo-args", "a b", "", "c\\", NULL };
    const ambos_spawn_options options = { .program = test_self() };
    const char *lines = child_output(argv, &options);

    CHECK_STR(lines, "612062\n\n635c\n");
}

/* ---- the arguments of this process ---- */

TEST(own_arguments_are_copied)
{
    char program[] = "program", empty[] = "", blank[] = "a b", letter[] = "\xc3\xa9";
    char *const argv[] = { program, empty, blank, letter, NULL };
    char **args;

    CHECK_OK(ambos_args(4, argv, &args));
    if (!test_is_windows()) { /* which has its own opinion of its command line */
        for (int i = 0; i < 4; i++) {
            CHECK_STR(args[i], argv[i]);
            CHECK(args[i] != argv[i]);
        }
        CHECK(!args[4]);
    }
    CHECK(args[0]);
    ambos_free(args);
}

TEST(own_arguments_are_checked)
{
    char program[] = "program";
    char *argv[] = { program, NULL };
    char **args = argv;

    CHECK_ERR(ambos_args(1, argv, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_args(-1, argv, &args), AMBOS_EINVAL);
    CHECK(!args);
    CHECK_ERR(ambos_args(1, NULL, &args), AMBOS_EINVAL);
    CHECK_OK(ambos_args(0, NULL, &args));
    CHECK(test_is_windows() || !args[0]);
    ambos_free(args);
}
