/* SPDX-License-Identifier: MIT */
/* Command lines are checked by reading them back with models of the readers: the start-up code of the UCRT,
   CommandLineToArgvW and the argument parser of cmd.exe. The models themselves are held against known results first. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ambos/base.h"
#include "ambos/error.h"
#include "core/cmdline.h"
#include "core/memory.h"

enum { WORDS_MAX = 16, TEXT_MAX = 1024 };

/* Decoded words, one after the other in `text`. */
struct words {
    size_t count;
    const char *word[WORDS_MAX + 1];
    char text[TEXT_MAX];
    char *end;
};

typedef void reader(struct words *words, const char *line);

static void words_begin(struct words *words)
{
    words->count = 0;
    words->end = words->text;
}

static void word_begin(struct words *words)
{
    CHECK(words->count < WORDS_MAX);
    words->word[words->count++] = words->end;
}

static void word_put(struct words *words, char c, size_t times)
{
    CHECK(words->end + times < words->text + TEXT_MAX);
    memset(words->end, c, times);
    words->end += times;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* One argument of the UCRT (2008 and later). */
static const char *ucrt_read_argument(struct words *words, const char *p)
{
    bool quoted = false;

    word_begin(words);
    for (;; p++) {
        bool copy = true;
        size_t slashes = strspn(p, "\\");

        p += slashes;
        if (*p == '"') {
            if (slashes % 2 == 0) {
                if (quoted && p[1] == '"') {
                    p++;
                } else {
                    copy = false;
                    quoted = !quoted;
                }
            }
            slashes /= 2;
        }
        word_put(words, '\\', slashes);
        if (*p == '\0' || (!quoted && is_blank(*p)))
            break;
        if (copy)
            word_put(words, *p, 1);
    }
    word_put(words, '\0', 1);
    return p;
}

static void read_as_ucrt(struct words *words, const char *p)
{
    bool quoted = false;

    words_begin(words);
    word_begin(words);
    for (; *p && (quoted || !is_blank(*p)); p++) {
        if (*p == '"')
            quoted = !quoted;
        else
            word_put(words, *p, 1);
    }
    word_put(words, '\0', 1);
    for (p += strspn(p, " \t"); *p; p += strspn(p, " \t"))
        p = ucrt_read_argument(words, p);
}

/* The program name of CommandLineToArgvW: up to the next quote, or to any white space or control character. */
static const char *shell_read_program(struct words *words, const char *p)
{
    bool quoted = *p == '"';

    word_begin(words);
    if (quoted)
        p++;
    while (*p && (quoted ? *p != '"' : (unsigned char)*p > ' '))
        word_put(words, *p++, 1);
    word_put(words, '\0', 1);
    return quoted && *p ? p + 1 : p;
}

/* Three quotes in a row, the opening one counted, are a quote and end the quoting. */
static const char *shell_read_argument(struct words *words, const char *p)
{
    size_t quotes = 0, slashes = 0;

    word_begin(words);
    for (; *p && (quotes > 0 || !is_blank(*p)); p++) {
        if (*p != '"') {
            slashes = *p == '\\' ? slashes + 1 : 0;
            word_put(words, *p, 1);
            continue;
        }
        words->end -= slashes - slashes / 2;
        if (slashes % 2 == 1)
            word_put(words, '"', 1);
        else
            quotes++;
        slashes = 0;
        for (; p[1] == '"'; p++) {
            if (++quotes == 3) {
                word_put(words, '"', 1);
                quotes = 0;
            }
        }
        if (quotes == 2)
            quotes = 0;
    }
    word_put(words, '\0', 1);
    return p;
}

static void read_as_shell(struct words *words, const char *p)
{
    words_begin(words);
    p = shell_read_program(words, p);
    for (p += strspn(p, " \t"); *p; p += strspn(p, " \t"))
        p = shell_read_argument(words, p);
}

/* Our own. */
static void read_as_ambos(struct words *words, const char *line)
{
    char **arguments;

    words_begin(words);
    CHECK_OK(ambos__cmdline_split(line, &arguments));
    for (size_t i = 0; arguments[i]; i++) {
        word_begin(words);
        for (const char *at = arguments[i]; *at; at++)
            word_put(words, *at, 1);
        word_put(words, '\0', 1);
    }
    ambos__release(arguments);
}

static reader *const readers[] = { read_as_ucrt, read_as_shell, read_as_ambos };

static void check_words(const struct words *words, const char *const *expected)
{
    for (size_t i = 0; i < words->count; i++)
        CHECK_STR(words->word[i], expected[i]);
    CHECK_STR(NULL, expected[words->count]);
}

TEST(models_read_known_lines)
{
    static const struct {
        reader *read;
        const char *line;
        const char *words[WORDS_MAX];
    } cases[] = {
        { read_as_ucrt, "EXE \"abc\" d e", { "EXE", "abc", "d", "e" } },
        { read_as_ucrt, "EXE a\\\\\\b d\"e f\"g h", { "EXE", "a\\\\\\b", "de fg", "h" } },
        { read_as_ucrt, "EXE a\\\\\\\"b c d", { "EXE", "a\\\"b", "c", "d" } },
        { read_as_ucrt, "EXE a\\\\\\\\\"b c\" d e", { "EXE", "a\\\\b c", "d", "e" } },
        { read_as_ucrt, "EXE \"ab\\\"c\" \"\\\\\" d", { "EXE", "ab\"c", "\\", "d" } },
        { read_as_ucrt, "EXE \"\" \"\"\"", { "EXE", "", "\"" } },
        { read_as_ucrt, "EXE \"a b c\"\"", { "EXE", "a b c\"" } },
        { read_as_ucrt, "EXE \"\"\"Call Me Ishmael\"\"\"", { "EXE", "\"Call Me Ishmael\"" } },
        { read_as_ucrt,
          "EXE \"\"\"\"Call Me Ishmael\"\" b c",
          { "EXE", "\"Call", "Me", "Ishmael", "b", "c" } },
        { read_as_ucrt, "\"EXE \\\"for\\\" check", { "EXE \\for\\ check" } },
        { read_as_ucrt, " EXE a", { "", "EXE", "a" } },
        { read_as_ucrt, "EXE", { "EXE" } },
        { read_as_shell, "EXE \"abc\" d e", { "EXE", "abc", "d", "e" } },
        { read_as_shell, "EXE a\\\\\\b d\"e f\"g h", { "EXE", "a\\\\\\b", "de fg", "h" } },
        { read_as_shell, "EXE a\\\\\\\"b c d", { "EXE", "a\\\"b", "c", "d" } },
        { read_as_shell, "EXE a\\\\\\\\\"b c\" d e", { "EXE", "a\\\\b c", "d", "e" } },
        { read_as_shell, "EXE \"ab\\\"c\" \"\\\\\" d", { "EXE", "ab\"c", "\\", "d" } },
        { read_as_shell, "EXE \"\" \"\"\"", { "EXE", "", "\"" } },
        { read_as_shell, "EXE \"a b c\"\" d", { "EXE", "a b c\"", "d" } },
        { read_as_shell, "EXE \"\"\"Call Me Ishmael\"\"\"", { "EXE", "\"Call", "Me", "Ishmael\"" } },
        { read_as_shell, "\"EXE \\\"for\\\" check", { "EXE \\", "for\"", "check" } },
        { read_as_shell, "EXE\na b", { "EXE", "\na", "b" } },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct words words;

        cases[i].read(&words, cases[i].line);
        check_words(&words, cases[i].words);
    }
}

/* Writes the word with this number; false when it is longer than `limit`. Numbers count through all shorter words
   first. */
static bool word_number(char *word, size_t number, const char *alphabet, size_t limit)
{
    size_t base = strlen(alphabet), all = 1, length = 0;

    for (; number >= all; all *= base, length++)
        number -= all;
    if (length > limit)
        return false;
    word[length] = '\0';
    for (; length > 0; number /= base)
        word[--length] = alphabet[number % base];
    return true;
}

/* Whatever the line is, it is read as the C runtime reads it. */
TEST(every_short_line_is_read_as_the_runtime_does)
{
    char line[24], first[8], rest[8];

    for (size_t i = 0; word_number(first, i, "a \\\"", 2); i++)
        for (size_t j = 0; word_number(rest, j, "a \\\"\t", 5); j++) {
            struct words expected, words;

            strcpy(line, first);
            strcat(line, " ");
            strcat(line, rest);
            read_as_ucrt(&expected, line);
            read_as_ambos(&words, line);
            CHECK_INT(words.count, expected.count);
            for (size_t k = 0; k < words.count; k++)
                CHECK_STR(words.word[k], expected.word[k]);
        }
}

/* The line as text; the string keeps it. */
static const char *line_text(struct ambos__str *line)
{
    CHECK_OK(ambos__str_append_char(line, '\0'));
    return line->data;
}

static void check_round_trip(const char *const *argv)
{
    struct ambos__str line = { 0 };
    struct words words;

    CHECK_OK(ambos__cmdline_build(&line, argv));
    line_text(&line);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        readers[i](&words, line.data);
        check_words(&words, argv);
    }
    ambos__str_free(&line);
}

static void check_everywhere(const char *word)
{
    check_round_trip((const char *const[]){ "p", word, NULL });
    check_round_trip((const char *const[]){ "p", word, "x y", "z", NULL });
    check_round_trip((const char *const[]){ "p", "z", word, "x\"y", NULL });
    check_round_trip((const char *const[]){ "p", "x y\\", "z", word, NULL });
}

TEST(every_short_argument_comes_back)
{
    char word[8];
    size_t count = 0;

    for (; word_number(word, count, "a \\\"\t", 5); count++)
        check_everywhere(word);
    CHECK_U64(count, 3906);
}

TEST(every_pair_of_short_arguments_comes_back)
{
    char first[8], second[8];

    for (size_t i = 0; word_number(first, i, "a \\\"\t", 3); i++) {
        for (size_t j = 0; word_number(second, j, "a \\\"\t", 3); j++)
            check_round_trip((const char *const[]){ "p", first, second, NULL });
    }
}

TEST(every_short_program_name_comes_back_or_is_refused)
{
    struct ambos__str line = { 0 };
    char word[8];

    for (size_t i = 0; word_number(word, i, "a \\\"\t\n*", 4); i++) {
        if (!strchr(word, '"')) {
            check_round_trip((const char *const[]){ word, NULL });
            check_round_trip((const char *const[]){ word, "x y", word, NULL });
        } else {
            CHECK_CODE(ambos__cmdline_build(&line, (const char *const[]){ word, NULL }), AMBOS_EINVAL);
        }
    }
    ambos__str_free(&line);
}

TEST(real_arguments_come_back)
{
    static const char *const arguments[] = {
        "\\\\server\\x y\\",
        "\"a b\"",
        "Hello\"World",
        "Hello World\\",
        "Hello\\\"World",
        "Hello\\\\World",
        "c:\\path\\to\\node.exe --eval \"require('c:\\\\path\\\\to\\\\test.js')\"",
        "line\nbreak",
        "carriage\r\nreturn",
        "vertical\vtab",
        "\x01",
        "\x7F",
        "\xC2\xA0\xE3\x80\x80",
        "\xF0\x9F\x98\x80 non-BMP",
        "lone\xED\xA0\x80surrogate",
        "%PATH% ^ & | < > ( ) ! ; , =",
        "* ?",
        "'single'",
        "--name=",
    };

    for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
        check_everywhere(arguments[i]);
}

/* Readable lines stay readable; the spelling is part of what other programs see. */
TEST(quotes_only_where_they_are_due)
{
    static const struct {
        const char *argument, *quoted;
    } cases[] = {
        { "a", " a" },
        { "", " \"\"" },
        { "a\\b\\", " a\\b\\" },
        { "a b", " \"a b\"" },
        { "a b\\", " \"a b\\\\\"" },
        { "a\"b", " \"a\\\"b\"" },
        { "a\\\"b", " \"a\\\\\\\"b\"" },
        { "\\\\x\\y z", " \"\\\\x\\y z\"" },
        { "a\tb", " \"a\tb\"" },
        { "a\nb", " \"a\nb\"" },
        { "*.c", " \"*.c\"" },
        { "a?", " \"a?\"" },
        { "-x='y'", " -x='y'" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ambos__str line = { 0 };

        CHECK_OK(ambos__cmdline_append_argument(&line, cases[i].argument));
        CHECK_STR(line_text(&line), cases[i].quoted);
        ambos__str_free(&line);
    }
}

TEST(program_names_have_their_own_rules)
{
    static const struct {
        const char *program, *quoted;
    } cases[] = {
        { "C:\\x\\y.exe", "C:\\x\\y.exe" },
        { "C:\\Program Files\\", "\"C:\\Program Files\\\"" },
        { "a\tb", "\"a\tb\"" },
        { "", "\"\"" },
    };
    struct ambos__str line = { 0 };

    CHECK_CODE(ambos__cmdline_append_program(&line, "a\"b"), AMBOS_EINVAL);
    CHECK_CODE(ambos__cmdline_build(&line, (const char *const[]){ NULL }), AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        line.size = 0;
        CHECK_OK(ambos__cmdline_append_program(&line, cases[i].program));
        CHECK_STR(line_text(&line), cases[i].quoted);
    }
    ambos__str_free(&line);
}

static ambos_error build_with_filler(const char *start, const char *character, size_t times)
{
    struct ambos__str argument = { 0 }, line = { 0 };
    ambos_error error;

    CHECK_OK(ambos__str_append_text(&argument, start));
    for (size_t i = 0; i < times; i++)
        CHECK_OK(ambos__str_append_text(&argument, character));
    error = ambos__cmdline_build(&line, (const char *const[]){ "p", line_text(&argument), NULL });
    ambos__str_free(&argument);
    ambos__str_free(&line);
    return error;
}

/* The program and the space take two units, quotes two more. */
TEST(length_is_counted_in_units)
{
    CHECK_OK(build_with_filler("", "x", 32764));
    CHECK_CODE(build_with_filler("", "x", 32765), AMBOS_E2BIG);
    CHECK_OK(build_with_filler(" ", "x", 32761));
    CHECK_CODE(build_with_filler(" ", "x", 32762), AMBOS_E2BIG);
    CHECK_OK(build_with_filler("", "\xE2\x82\xAC", 32764));
    CHECK_CODE(build_with_filler("", "\xE2\x82\xAC", 32765), AMBOS_E2BIG);
    CHECK_OK(build_with_filler("", "\xF0\x9F\x98\x80", 16382));
    CHECK_CODE(build_with_filler("", "\xF0\x9F\x98\x80", 16383), AMBOS_E2BIG);
    CHECK_OK(build_with_filler("", "\"", 16381));
    CHECK_CODE(build_with_filler("", "\"", 16382), AMBOS_E2BIG);
    CHECK_CODE(build_with_filler("", "x", 10000000), AMBOS_E2BIG);
}

TEST(text_that_is_not_wtf8_is_refused)
{
    struct ambos__str line = { 0 };

    CHECK_CODE(build_with_filler("", "\x80", 1), AMBOS_EILSEQ);
    CHECK_CODE(build_with_filler("\xED\xA0\x80\xED\xB0\x80", "x", 1), AMBOS_EILSEQ);
    CHECK_CODE(ambos__cmdline_build(&line, (const char *const[]){ "\xFF", NULL }), AMBOS_EILSEQ);
    line.size = 0;
    CHECK_CODE(ambos__batch_command_line(&line, "cmd", "x.bat", (const char *const[]){ "\xC3", NULL }), AMBOS_EILSEQ);
    ambos__str_free(&line);
    /* The end of one argument and the start of the next never become one character. */
    check_round_trip((const char *const[]){ "p", "\xED\xA0\x80", "\xED\xB0\x80", NULL });
}

TEST(batch_names_are_recognised)
{
    static const char *const batch[] = {
        "x.bat",      "x.cmd",          "x.BAT",        "x.bAt",           "X.CMD",
        "x.cmd ",     "x.bat...",       "x.bat   ",     "x.bat .. ",       "x.bat. .",
        ".bat",       "a.exe.bat",      "x.bat::$DATA", "x.bat::$data",    "x.bat:stream",
        "x.bat. ::$DATA",               "x.bat:s:$DATA", "x.exe:y.bat",    "x.exe:y.cmd:$DATA",
        "C:x.bat",    "C:\\dir\\x.bat", "C:/dir/x.CMD. ", "\\\\?\\C:\\x.bat", "x.bat\\",
        "x.bat\\.",   "x.bat/. ",       "\\\\srv\\share\\x.cmd::$DATA", "\xC3\xA9.bat",
    };
    static const char *const other[] = {
        "",
        "x",
        "bat",
        "x.exe",
        "xbat",
        "x.bat.exe",
        "archive.bat.zip",
        "x.batch",
        "x.bat_",
        "x.ba",
        "x.cmdx",
        "x. bat",
        "C:\\dir.bat\\x.exe",
        "C:/dir.cmd/x.exe",
        "C:\\dir.bat\\x.exe::$DATA",
        "x.exe::$DATA",
        "C:",
        "C:\\",
        "...",
        ":",
        "::",
        "x.exe:bat",
    };

    for (size_t i = 0; i < sizeof batch / sizeof *batch; i++) {
        if (!ambos__is_batch_name(batch[i], strlen(batch[i])))
            FAIL("%s", batch[i]);
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
        if (ambos__is_batch_name(other[i], strlen(other[i])))
            FAIL("%s", other[i]);
    }
    CHECK(ambos__is_batch_name("x.bat.zip", 5));
    CHECK(!ambos__is_batch_name("x.bat", 4));
}

/* What is between the outer quotes after /c: cmd.exe takes the first and the last quote of the rest away, unless there
   are exactly two. */
static void cmd_read_command(char *inside, const char *line)
{
    const char *start = strstr(line, " /c ");
    size_t length, quotes = 0;

    CHECK(start && start[4] == '"');
    start += 5;
    length = strlen(start);
    CHECK(length > 0 && length < TEXT_MAX && start[length - 1] == '"');
    memcpy(inside, start, length - 1);
    inside[length - 1] = '\0';
    for (size_t i = 0; inside[i]; i++)
        quotes += inside[i] == '"';
    CHECK(quotes >= 2 && quotes % 2 == 0);
}

/* Nothing in the command may mean anything but itself. */
static void check_inert(const char *command)
{
    bool quoted = false;

    for (; *command; command++) {
        if (*command == '"')
            quoted = !quoted;
        CHECK(!strchr("%!^\r\n", *command));
        CHECK(quoted || !strchr("&|<>()", *command));
    }
    CHECK(!quoted);
}

/* %0, %1 ...: split at blanks and , ; = outside quotes; the quotes belong to the word. */
static void read_as_cmd(struct words *words, const char *p)
{
    static const char delimiters[] = " \t\v\f,;=";

    words_begin(words);
    for (p += strspn(p, delimiters); *p; p += strspn(p, delimiters)) {
        bool quoted = false;

        word_begin(words);
        for (; *p && (quoted || !strchr(delimiters, *p)); p++) {
            if (*p == '"')
                quoted = !quoted;
            word_put(words, *p, 1);
        }
        word_put(words, '\0', 1);
    }
}

/* %~1: without the quotes around it. */
static void cmd_unquote(char *out, const char *word)
{
    size_t length = strlen(word);

    if (length > 0 && word[0] == '"') {
        word++;
        length--;
    }
    if (length > 0 && word[length - 1] == '"')
        length--;
    memcpy(out, word, length);
    out[length] = '\0';
}

/* What a program gets that the script starts with `exe %*` and with `exe "%~1" "%~2" ...`. */
static void check_handed_on(const char *command, const struct words *words, const char *const *arguments)
{
    char again[TEXT_MAX], plain[TEXT_MAX];
    const char *expected[WORDS_MAX] = { "exe" };
    const char *tail = command + strlen(words->word[0]);
    struct words read;

    for (size_t i = 0; arguments[i]; i++)
        expected[i + 1] = arguments[i];
    snprintf(again, sizeof again, "exe%s", tail);
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        readers[i](&read, again);
        check_words(&read, expected);
    }
    strcpy(again, "exe");
    for (size_t i = 1; i < words->count; i++) {
        cmd_unquote(plain, words->word[i]);
        strcat(strcat(strcat(again, " \""), plain), "\"");
    }
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        readers[i](&read, again);
        check_words(&read, expected);
    }
}

/* Delivered to the script and to what it starts, or refused: true when delivered. */
static bool deliver(const char *script, const char *const *arguments)
{
    struct ambos__str line = { 0 };
    struct words words;
    char command[TEXT_MAX], plain[TEXT_MAX];
    ambos_error error = ambos__batch_command_line(&line, "C:\\Windows\\System32\\cmd.exe", script, arguments);

    if (error) {
        CHECK_CODE(error, AMBOS_EINVAL);
        ambos__str_free(&line);
        return false;
    }
    cmd_read_command(command, line_text(&line));
    check_inert(command);
    read_as_cmd(&words, command);
    cmd_unquote(plain, words.word[0]);
    CHECK_STR(plain, script);
    for (size_t i = 1; i < words.count; i++) {
        cmd_unquote(plain, words.word[i]);
        CHECK_STR(plain, arguments[i - 1]);
    }
    CHECK_STR(arguments[words.count - 1], NULL);
    check_handed_on(command, &words, arguments);
    ambos__str_free(&line);
    return true;
}

TEST(batch_line_is_spelled_like_this)
{
    struct ambos__str line = { 0 };

    CHECK_OK(ambos__batch_command_line(&line, "C:\\Windows\\System32\\cmd.exe", "C:\\a b\\x.bat",
                                       (const char *const[]){ "one", "", "two three", NULL }));
    CHECK_STR(line_text(&line), "\"C:\\Windows\\System32\\cmd.exe\" /d /e:ON /v:OFF /c "
                                "\"\"C:\\a b\\x.bat\" \"one\" \"\" \"two three\"\"");
    ambos__str_free(&line);
}

TEST(batch_arguments_are_delivered)
{
    static const char *const delivered[] = {
        "a", "", "a b", " ", "\t", "key=value", "a,b;c=d", "=", "\\\\srv\\share", "C:\\x y\\z", "/?", "-x", "*.c", "?",
        "'q'", "`", "~", "#", "$HOME", "@", "+", "[x]", "{x}", "\xC3\xA9", "\xED\xA0\x80", "\x01",
    };

    CHECK(deliver("C:\\dir\\x.bat", (const char *const[]){ NULL }));
    CHECK(deliver("C:\\Program Files (x86)\\nodejs\\npm.cmd", (const char *const[]){ "install", NULL }));
    for (size_t i = 0; i < sizeof delivered / sizeof *delivered; i++) {
        if (!deliver("x.bat", (const char *const[]){ "b", delivered[i], "c d", delivered[i], NULL }))
            FAIL("%s", delivered[i]);
    }
}

TEST(every_short_batch_argument_is_delivered_or_refused)
{
    char word[8];

    for (size_t i = 0; word_number(word, i, "a \t\\,;=/", 4); i++) {
        size_t length = strlen(word);
        bool trailing = length > 0 && word[length - 1] == '\\';

        CHECK_INT(deliver("x.bat", (const char *const[]){ "b", word, "c", NULL }), !trailing);
    }
}

TEST(batch_arguments_that_could_run_code_are_refused)
{
    static const char *const refused[] = {
        "\"",
        " \"",
        "\\",
        "a\\",
        ">file.txt",
        "&a.exe",
        "&echo hello ",
        "&echo hello,&whoami,>file.txt",
        "!TMP!",
        "\"key=value\"",
        "key=[\"value\"]",
        "\",a=b",
        "key=\"foo bar\"",
        "key=\"&whoami\"",
        "%hello",
        "%PATH%",
        "%%cd:~,%",
        "%PATH%PATH%",
        "\">file.txt",
        "abc\"&echo hello",
        "\"&echo hello&whoami.exe",
        "hello^\"world",
        "hello &echo oh no >file.txt",
        "%CMDCMDLINE:~-1%&calc.exe",
        "%FOO%",
        "a\rb",
        "a\n&calc",
        "(",
        ")",
        "|calc",
        "<file",
        "^",
    };

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (deliver("x.bat", (const char *const[]){ "b", refused[i], "c", NULL }))
            FAIL("%s", refused[i]);
    }
}

TEST(one_bad_character_anywhere_refuses_the_whole)
{
    static const char bad[] = "\"%!&|<>^()\r\n";

    for (size_t i = 0; bad[i]; i++) {
        for (size_t at = 0; at < 5; at++) {
            char word[] = "abcde", script[] = "abcde.bat";
            bool in_path = bad[i] == '(' || bad[i] == ')';

            word[at] = bad[i];
            script[at] = bad[i];
            CHECK(!deliver("x.bat", (const char *const[]){ word, NULL }));
            CHECK(!deliver("x.bat", (const char *const[]){ "a", "b", word, NULL }));
            CHECK_INT(deliver(script, (const char *const[]){ "a", NULL }), in_path);
        }
    }
    CHECK(!deliver("x.bat\\", (const char *const[]){ NULL }));
    CHECK(!deliver("x.bat/", (const char *const[]){ NULL }));
    CHECK(!deliver("", (const char *const[]){ NULL }));
}

TEST(interpreter_path_is_checked_like_the_script)
{
    struct ambos__str line = { 0 };

    CHECK_CODE(ambos__batch_command_line(&line, "C:\\a\"b\\cmd.exe", "x.bat", (const char *const[]){ NULL }),
               AMBOS_EINVAL);
    CHECK_CODE(ambos__batch_command_line(&line, "", "x.bat", (const char *const[]){ NULL }), AMBOS_EINVAL);
    ambos__str_free(&line);
}

TEST(batch_lines_have_a_shorter_limit)
{
    struct ambos__str line = { 0 };
    char argument[9000];
    size_t around;

    CHECK_OK(ambos__batch_command_line(&line, "cmd", "x.bat", (const char *const[]){ "", NULL }));
    around = line.size;
    memset(argument, 'x', sizeof argument);
    argument[8191 - around] = '\0';
    line.size = 0;
    CHECK_OK(ambos__batch_command_line(&line, "cmd", "x.bat", (const char *const[]){ argument, NULL }));
    CHECK_U64(line.size, 8191);
    argument[8191 - around] = 'x';
    argument[8191 - around + 1] = '\0';
    line.size = 0;
    CHECK_CODE(ambos__batch_command_line(&line, "cmd", "x.bat", (const char *const[]){ argument, NULL }), AMBOS_E2BIG);
    ambos__str_free(&line);
}

/* An allocator that refuses the call with the number in its context. */
static size_t calls, refused;

static void *AMBOS_CALL refuse_resize(void *context, void *block, size_t size)
{
    (void)context;
    return ++calls == refused ? NULL : realloc(block, size);
}

static void *AMBOS_CALL refuse_allocate(void *context, size_t size)
{
    return refuse_resize(context, NULL, size);
}

static void AMBOS_CALL refuse_release(void *context, void *block)
{
    (void)context;
    free(block);
}

/* Every allocation fails once; the words are so long that every step of the work needs one. */
TEST(lack_of_memory_is_reported_wherever_it_strikes)
{
    static const ambos_allocator refusing = { refuse_allocate, refuse_resize, refuse_release, NULL };
    char plain[300], spaced[1000];
    ambos_error error[2] = { AMBOS_ENOMEM, AMBOS_ENOMEM };

    memset(plain, 'x', sizeof plain);
    memset(spaced, ' ', sizeof spaced);
    plain[sizeof plain - 1] = spaced[sizeof spaced - 1] = '\0';
    CHECK_OK(ambos_set_allocator(&refusing));
    for (size_t n = 1; error[0] || error[1]; n++) {
        for (int batch = 0; batch < 2; batch++) {
            struct ambos__str line = { 0 };
            const char *const words[] = { plain, spaced, plain, spaced, NULL };

            calls = 0;
            refused = n;
            error[batch] = batch ? ambos__batch_command_line(&line, "cmd", plain, words)
                                 : ambos__cmdline_build(&line, words);
            CHECK_CODE(error[batch], calls >= n ? AMBOS_ENOMEM : AMBOS_OK);
            CHECK(n > 1 || error[batch]);
            ambos__str_free(&line);
        }
    }
}
