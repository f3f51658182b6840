/* SPDX-License-Identifier: MIT */
/* ambos pipe, as a user runs it. */
#include <string.h>

#include "children.h"

#define PIPE(...) TOOL("pipe", __VA_ARGS__)
#define SELF test_self(), "--child"

TEST(one_reads_what_the_other_writes)
{
    child_tool_says(PIPE(SELF, "write-stdout", "three", "|", SELF, "cat", "|", SELF, "drain"), 0, "5\n", "");
    CHECK_STR(child_tool_output(PIPE(SELF, "cat", "|", SELF, "cat"), "through", 7, 0, NULL), "through");
    child_tool_says(PIPE(SELF, "write-stdout", "alone"), 0, "alone", "");
    child_tool_says(PIPE("--separator", "--", "--", SELF, "write-stdout", "a|b", "--", SELF, "cat"), 0, "a|b", "");
}

TEST(the_first_that_failed_is_the_status)
{
    child_tool_says(PIPE(SELF, "exit", "3", "|", SELF, "exit", "4", "|", SELF, "exit", "0"), 3, "", "");
    child_tool_says(PIPE(SELF, "exit", "0", "|", SELF, "exit", "4"), 4, "", "");
    child_tool_says(PIPE(SELF, "exit", "0", "|", SELF, "exit", "0"), 0, "", "");
    child_tool_says(PIPE(SELF, "exit", "0", "|", "ambos-has-no-such-program"), 127, "",
                    "ambos: run 'ambos-has-no-such-program'");
}

TEST(one_whose_reader_has_enough_has_not_failed)
{
    if (test_is_windows())
        SKIP("there is no SIGPIPE: the writer says how it ends");
    child_tool_says(PIPE("yes", "|", "head", "-n", "1"), 0, "y\n", "");
}

TEST(each_status_is_listed)
{
    const char *said =
        child_tool_output(PIPE("--json", SELF, "exit", "3", "|", SELF, "write-both", "out", "err"), NULL, 0, 3, NULL);

    CHECK(strstr(said, "{\"stages\":[{\"program\":"));
    CHECK(strstr(said, "\"exited\":true,\"code\":3,\"signal\":null,\"crashed\":false"));
    CHECK(strstr(said, "\"exited\":true,\"code\":0,\"signal\":null,\"crashed\":false"));
    CHECK(strstr(said, "\"stdout\":\"out\",\"stderr\":\"err\""));
    CHECK(strstr(said, "\"timed_out\":false"));
}

TEST(options_are_for_all)
{
    test_write_file(test_path("in"), "abc", 3);
    child_tool_says(PIPE("--stdin", test_path("in"), "--stdout", test_path("out"), SELF, "cat", "|", SELF, "drain"), 0,
                    "", "");
    CHECK_STR(test_read_file(test_path("out"), NULL), "3\n");
    child_tool_says(
        PIPE("--stderr", test_path("err"), "--append", SELF, "write-stderr", "1", "|", SELF, "write-stderr", "2"), 0,
        "", "");
    CHECK_INT(strlen(test_read_file(test_path("err"), NULL)), 2);
    child_tool_says(PIPE("--env", "A=both", SELF, "getenv", "A", "|", SELF, "cat"), 0, "both", "");
    child_tool_says(PIPE("--timeout", "0.3", "--grace", "5", SELF, "sleep", "100000", "|", SELF, "cat"), 124, "", "");
}

TEST(wrong_usage)
{
    child_tool_says(PIPE(SELF, "|"), 2, "", "a program is missing behind a separator");
    child_tool_says(PIPE("|", SELF), 2, "", "a program is missing before a separator");
    child_tool_says(PIPE(SELF, "exit", "0", "|", "|", SELF), 2, "", "a program is missing before");
    child_tool_says(TOOL("pipe"), 2, "", "an operand is missing");
}
