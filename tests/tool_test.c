/* SPDX-License-Identifier: MIT */
/* The ambos command, run as a user runs it. */
#include <stdio.h>
#include <string.h>

#include "children.h"

/* The program lies beside the suites. */
static const char *tool(void)
{
    const char *self = test_self();
    const char *slash = strrchr(self, '/');
    const char *backslash = strrchr(self, '\\');
    const char *end = !slash || (backslash && backslash > slash) ? backslash : slash;
    static char path[4096];

    snprintf(path, sizeof path, "%.*s/ambos%s", (int)(end - self), self, test_is_windows() ? ".exe" : "");
    return path;
}

/* Runs `ambos first second third`; arguments end at the first NULL. */
static void run_tool(ambos_run_result *result, const char *first, const char *second, const char *third)
{
    const char *const argv[] = { tool(), first, second, third, NULL };

    CHECK_OK(ambos_run(argv, NULL, result));
    CHECK_INT(result->status.kind, AMBOS_STATUS_EXITED);
}

/* Ends with a status, says something that has `output` in it, and in its errors `errors`. */
static void check_tool(const char *first, const char *second, const char *third, uint32_t code, const char *output,
                       const char *errors)
{
    ambos_run_result result;

    run_tool(&result, first, second, third);
    CHECK_INT(result.status.code, code);
    CHECK(strstr(result.output, output));
    CHECK(strstr(result.errors, errors));
    CHECK(output[0] || result.output_size == 0);
    CHECK(errors[0] || result.errors_size == 0);
    ambos_run_free(&result);
}

TEST(version_is_the_librarys)
{
    check_tool("--version", NULL, NULL, 0, ambos_version_text(), "");
    check_tool("--version", "more", NULL, 2, "", "one operand too many: 'more'");
}

TEST(help_names_every_command)
{
    check_tool("--help", NULL, NULL, 0, "usage: ambos COMMAND", "");
    check_tool("help", NULL, NULL, 0, "\n  strerror   explain", "");
    check_tool("help", "ls", NULL, 0, "usage: ambos ls", "");
    check_tool("ls", "--help", NULL, 0, "usage: ambos ls", "");
    check_tool("help", "nonsense", NULL, 2, "", "no command 'nonsense'");
}

TEST(wrong_usage_ends_with_2)
{
    check_tool(NULL, NULL, NULL, 2, "", "ambos: a command is missing; see ambos --help");
    check_tool("nonsense", NULL, NULL, 2, "", "no command 'nonsense'");
    check_tool("stat", NULL, NULL, 2, "", "ambos stat: an operand is missing; see ambos stat --help");
    check_tool("help", "a", "b", 2, "", "ambos help: one operand too many: 'b'");
    check_tool("run", NULL, NULL, 2, "", "ambos run: an operand is missing");
    check_tool("run", "--nonsense", NULL, 2, "", "ambos run: no option '--nonsense'");
    check_tool("strerror", "-x", NULL, 2, "", "ambos strerror: no option '-x'");
    check_tool("strerror", "--json=1", NULL, 2, "", "option '--json' takes no value");
}

/* Options behind operands, and what looks like one behind --. */
TEST(options_end_where_it_is_said)
{
    check_tool("strerror", "8", "--json", 0, "\"name\":\"ENOENT\"", "");
    check_tool("strerror", "--", "--json", 1, "", "strerror '--json': no such error");
}

TEST(strerror_takes_numbers_and_names)
{
    check_tool("strerror", "8", NULL, 0, "ENOENT (8): no such file or directory", "");
    check_tool("strerror", "ENOENT", NULL, 0, "ENOENT (8): no such file or directory", "");
    check_tool("strerror", "AMBOS_EEXIST", NULL, 0, "EEXIST (9): already exists", "");
    check_tool("strerror", "0", NULL, 0, "OK (0): no error", "");
    check_tool("strerror", "99999", NULL, 1, "", "ambos: strerror '99999': no such error");
    check_tool("strerror", "8x", NULL, 1, "", "ambos: strerror '8x': no such error");
}

TEST(stat_says_what_a_file_is)
{
    const char *path = test_path("letter");

    test_write_file(path, "seven .", 7);
    check_tool("stat", path, NULL, 0, "type: file", "");
    check_tool("stat", path, NULL, 0, "size: 7", "");
    check_tool("stat", test_dir(), NULL, 0, "type: directory", "");
    check_tool("stat", test_path("missing"), NULL, 1, "", "no such file or directory (ENOENT)");
    check_tool("stat", test_path("letter/x"), NULL, 1, "", "not a directory (ENOTDIR)");
}

TEST(ls_lists_names_with_types)
{
    test_write_file(test_path("a file"), "", 0);
    test_make_dir(test_path("folder"));
    check_tool("ls", test_dir(), NULL, 0, "file      a file", "");
    check_tool("ls", test_dir(), NULL, 0, "directory folder", "");
    check_tool("ls", test_path("missing"), NULL, 1, "", "ambos: ls '");
    check_tool("ls", test_path("a file"), NULL, 1, "", "not a directory (ENOTDIR)");
}

/* Letters that no code page of the machine need have. */
TEST(names_of_every_script_arrive)
{
    const char *path = test_path("\xce\xb1 \xe6\x97\xa5 \xf0\x9f\x98\x80");

    test_write_file(path, "", 0);
    check_tool("stat", path, NULL, 0, "type: file", "");
}

TEST(run_ends_as_the_program_does)
{
    const char *const argv[] = { tool(), "run", "--", test_self(), "--child", "exit", "42", NULL };
    ambos_run_result result;

    CHECK_OK(ambos_run(argv, NULL, &result));
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, 42);
    CHECK_INT(result.errors_size, 0);
    ambos_run_free(&result);
}

TEST(run_hands_on_the_streams)
{
    const char *const argv[] = { tool(), "run", test_self(), "--child", "cat", NULL };
    const ambos_run_options options = { .input = "in and out", .input_size = 10 };
    ambos_run_result result;

    CHECK_OK(ambos_run(argv, &options, &result));
    CHECK_INT(result.status.code, 0);
    CHECK_STR(result.output, "in and out");
    ambos_run_free(&result);
}

TEST(run_of_what_cannot_run)
{
    test_write_file(test_path("text"), "no program", 10);
    check_tool("run", "ambos-has-no-such-program", NULL, 127, "", "no such file or directory (ENOENT)");
    check_tool("run", "--", "ambos-has-no-such-program", 127, "", "cannot find the program");
    check_tool("run", test_path("text"), NULL, 126, "", "cannot execute the program");
    check_tool("run", test_dir(), NULL, 126, "", "permission denied (EACCES)");
}
