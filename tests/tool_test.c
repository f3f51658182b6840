/* SPDX-License-Identifier: MIT */
/* The ambos command, run as a user runs it. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

/* `ambos first second third`; arguments end at the first NULL. */
static void check_tool(const char *first, const char *second, const char *third, uint32_t code, const char *output,
                       const char *errors)
{
    const char *const argv[] = { tool(), first, second, third, NULL };

    tool_says(argv, code, output, errors);
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
