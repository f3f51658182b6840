/* SPDX-License-Identifier: MIT */
/* ambos pipe, as a user runs it. */
#include <string.h>

#include "tool.h"

#define PIPE(...) TOOL_ARGV("pipe", __VA_ARGS__)
#define SELF test_self(), "--child"

TEST(one_reads_what_the_other_writes)
{
    tool_says(PIPE(SELF, "write-stdout", "three", "|", SELF, "cat", "|", SELF, "drain"), 0, "5\n", "");
    CHECK_STR(tool_reply(PIPE(SELF, "cat", "|", SELF, "cat"), "through", 7, 0, NULL), "through");
    tool_says(PIPE(SELF, "write-stdout", "alone"), 0, "alone", "");
    tool_says(PIPE("--separator", "--", "--", SELF, "write-stdout", "a|b", "--", SELF, "cat"), 0, "a|b", "");
}

TEST(the_first_that_failed_is_the_status)
{
    tool_says(PIPE(SELF, "exit", "3", "|", SELF, "exit", "4", "|", SELF, "exit", "0"), 3, "", "");
    tool_says(PIPE(SELF, "exit", "0", "|", SELF, "exit", "4"), 4, "", "");
    tool_says(PIPE(SELF, "exit", "0", "|", SELF, "exit", "0"), 0, "", "");
    tool_says(PIPE(SELF, "exit", "0", "|", "ambos-has-no-such-program"), 127, "",
              "ambos: run 'ambos-has-no-such-program'");
}

TEST(one_whose_reader_has_enough_has_not_failed)
{
    if (test_is_windows())
        SKIP("there is no SIGPIPE: the writer says how it ends");
    tool_says(PIPE("yes", "|", "head", "-n", "1"), 0, "y\n", "");
}

TEST(each_status_is_listed)
{
    const char *said =
        tool_reply(PIPE("--json", SELF, "exit", "3", "|", SELF, "write-both", "out", "err"), NULL, 0, 3, NULL);

    CHECK(strstr(said, "{\"stages\":[{\"program\":"));
    CHECK(strstr(said, "\"exited\":true,\"code\":3,\"signal\":null,\"crashed\":false"));
    CHECK(strstr(said, "\"exited\":true,\"code\":0,\"signal\":null,\"crashed\":false"));
    CHECK(strstr(said, "\"stdout\":\"out\",\"stderr\":\"err\""));
    CHECK(strstr(said, "\"timed_out\":false"));
}

TEST(options_are_for_all)
{
    test_write_file(test_path("in"), "abc", 3);
    tool_says(PIPE("--stdin", test_path("in"), "--stdout", test_path("out"), SELF, "cat", "|", SELF, "drain"), 0, "",
              "");
    CHECK_STR(test_read_file(test_path("out"), NULL), "3\n");
    tool_says(PIPE("--stderr", test_path("err"), "--append", SELF, "write-stderr", "1", "|", SELF, "write-stderr", "2"),
              0, "", "");
    CHECK_INT(strlen(test_read_file(test_path("err"), NULL)), 2);
    tool_says(PIPE("--env", "A=both", SELF, "getenv", "A", "|", SELF, "cat"), 0, "both", "");
    tool_says(PIPE("--timeout", "0.3", "--grace", "5", SELF, "sleep", "100000", "|", SELF, "cat"), 124, "", "");
}

TEST(wrong_usage)
{
    tool_says(PIPE(SELF, "|"), 2, "", "a program is missing behind a separator");
    tool_says(PIPE("|", SELF), 2, "", "a program is missing before a separator");
    tool_says(PIPE(SELF, "exit", "0", "|", "|", SELF), 2, "", "a program is missing before");
    tool_says(TOOL_ARGV("pipe"), 2, "", "an operand is missing");
}
