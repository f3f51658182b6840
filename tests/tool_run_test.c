/* SPDX-License-Identifier: MIT */
/* ambos run and ambos shell, as a user runs them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

/* `ambos run ... this program as a child`. */
#define RUN(...) TOOL_ARGV("run", __VA_ARGS__)
#define SELF test_self(), "--child"

TEST(it_ends_as_the_program_does)
{
    tool_says(RUN("--", SELF, "exit", "42"), 42, "", "");
    tool_says(RUN(SELF, "exit", "0"), 0, "", "");
    if (test_is_windows())
        tool_says(RUN(SELF, "exit", "70000"), 70000, "", "");
    else
        tool_says(RUN(SELF, "raise", "15"), 128 + 15, "", "");
}

TEST(a_crash_is_handed_on)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(RUN(SELF, "crash", "segv"), NULL, &result));
    CHECK_INT(result.status.kind, test_is_windows() ? AMBOS_STATUS_CRASHED : AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, test_is_windows() ? 0xc0000005 : 128 + AMBOS_SIGSEGV);
    ambos_run_free(&result);
}

TEST(the_streams_are_handed_on)
{
    size_t size;
    const char *output = tool_reply(RUN(SELF, "cat"), "in and\r\nout\0", 12, 0, &size);

    CHECK_MEM(output, size, "in and\r\nout\0", 12);
    tool_says(RUN(SELF, "write-both", "out", "err"), 0, "out", "err");
}

TEST(what_cannot_run)
{
    test_write_file(test_path("text"), "no program", 10);
    test_set_executable(test_path("text"), true);
    tool_says(RUN("ambos-has-no-such-program"), 127, "",
              "ambos: run 'ambos-has-no-such-program': no such file or directory (ENOENT)");
    tool_says(RUN(test_path("text")), 126, "", "(ENOEXEC)");
    tool_says(RUN(test_dir()), 126, "", "permission denied (EACCES)");
    tool_says(RUN("--cwd", test_path("missing"), SELF, "exit", "0"), 125, "", "cannot enter the working directory");
    tool_says(RUN("--stdin", test_path("missing"), SELF, "exit", "0"), 125, "", "ambos: open '");
    tool_says(TOOL_ARGV("shell", "--cwd", test_path("missing"), "exit 0"), 125, "", "ambos: shell 'exit 0'");
}

TEST(wrong_usage)
{
    tool_says(RUN("--nonsense"), 2, "", "ambos run: no option '--nonsense'");
    tool_says(RUN("--timeout", "soon", "x"), 2, "", "'soon' is no time");
    tool_says(RUN("--grace", "-1", "x"), 2, "", "'-1' is no time");
    tool_says(RUN("--env", "novalue", "x"), 2, "", "no value in 'novalue'");
    tool_says(RUN("--env", "=x", "x"), 2, "", "'=x' is no name");
    tool_says(RUN("--unset", "a=b", "x"), 2, "", "'a=b' is no name");
    tool_says(RUN("--nice", "20", "x"), 2, "", "not from -20 to 19");
    tool_says(RUN("--nice", "-21", "x"), 2, "", "not from -20 to 19");
    tool_says(RUN("--max-output", "5", "x"), 2, "", "needs --capture");
    tool_says(RUN("--max-output", "0", "--json", "x"), 2, "", "over 0");
    tool_says(RUN("--append", "x"), 2, "", "--append needs");
    tool_says(TOOL_ARGV("shell", "a", "b"), 2, "", "one operand too many: 'b'");
}

TEST(options_end_at_the_program)
{
    const char *output = tool_reply(RUN(SELF, "echo-args", "--timeout", "--", "-x"), NULL, 0, 0, NULL);

    CHECK_STR(output, "2d2d74696d656f7574\n2d2d\n2d78\n");
}

TEST(the_working_directory)
{
    test_make_dir(test_path("there"));
    tool_says(RUN("--cwd", test_path("there"), SELF, "cwd"), 0, "there", "");
}

TEST(variables_in_the_order_of_the_line)
{
    tool_says(RUN("--env", "AMBOS_A=1 = 2", SELF, "getenv", "AMBOS_A"), 0, "1 = 2", "");
    tool_says(RUN("--env", "A=1", "--env", "A=2", SELF, "getenv", "A"), 0, "2", "");
    tool_says(RUN("--env", "A=1", "--unset", "A", SELF, "getenv", "A"), 1, "", "");
    tool_says(RUN("--unset", "A", "--env", "A=", SELF, "getenv", "A"), 0, "", "");
    tool_says(RUN("--unset", "PATH", SELF, "getenv", "PATH"), 1, "", "");
    tool_says(RUN("--clear-env", "--env", "ONLY=this", SELF, "dump-env"), 0, "ONLY=this", "");
    tool_says(RUN("--clear-env", SELF, "getenv", "PATH"), 1, "", "");
}

TEST(streams_to_files)
{
    const char *out = test_path("out"), *err = test_path("err"), *in = test_path("in");

    test_write_file(in, "some input", 10);
    tool_says(RUN("--stdin", in, "--stdout", out, SELF, "cat"), 0, "", "");
    CHECK_STR(test_read_file(out, NULL), "some input");
    tool_says(RUN("--stdout", out, "--append", SELF, "write-stdout", ", more"), 0, "", "");
    CHECK_STR(test_read_file(out, NULL), "some input, more");
    tool_says(RUN("--stdout", out, "--stderr", err, SELF, "write-both", "o", "e"), 0, "", "");
    CHECK_STR(test_read_file(out, NULL), "o");
    CHECK_STR(test_read_file(err, NULL), "e");
    tool_says(RUN("--stdout", out, "--stderr", "stdout", SELF, "write-both", "o", "e"), 0, "", "");
    CHECK_STR(test_read_file(out, NULL), "oe");
}

TEST(streams_to_nowhere)
{
    size_t size;

    tool_says(RUN("--stdout", "null", "--stderr", "null", SELF, "write-both", "o", "e"), 0, "", "");
    CHECK_STR(tool_reply(RUN("--stdin", "null", SELF, "drain"), "abc", 3, 0, &size), "0\n");
    CHECK_STR(tool_reply(RUN("--stdin", "-", SELF, "drain"), "abc", 3, 0, &size), "3\n");
}

TEST(the_time_is_over)
{
    tool_says(RUN("--timeout", "0.2", "--grace", "1", SELF, "sleep", "100000"), 124, "", "");
    tool_says(RUN("--timeout", "0.2", "--grace", "0", SELF, "sleep", "100000"), 124, "", "");
    tool_says(RUN("--timeout", "1m", SELF, "exit", "7"), 7, "", "");
    tool_says(RUN("--timeout", "0", SELF, "exit", "7"), 7, "", "");
}

/* It has said that it will not hear before the time is over, or else it is ended by being asked. */
TEST(one_that_will_not_hear_is_forced)
{
    tool_says(RUN("--timeout", "1", "--grace", "0.3", "--json", SELF, "ignore-term", "100000"), 124,
              "\"signal\":9,\"crashed\":false", "");
}

static uint64_t number_behind(const char *text, const char *key)
{
    const char *found = strstr(text, key);

    CHECK(found != NULL);
    return strtoull(found + strlen(key), NULL, 10);
}

/* A grandchild that hears nothing, and a child between that passes on to it what it is asked. Wine takes its time to
   start two. */
TEST(the_time_is_over_for_the_tree)
{
    const char *said = tool_reply(RUN("--timeout", test_is_windows() ? "8" : "1", "--grace", "0.3", "--tree", "--json",
                                      tool(), "run", SELF, "ignore-term", "100000"),
                                  NULL, 0, 124, NULL);

    /* Nobody is left who could hold the stream. */
    CHECK(strstr(said, "\"timed_out\":true,\"truncated_stdout\":false"));
    CHECK(strstr(said, "\"stdout\":\"ready"));
}

/* The child ends by itself; the grandchild holds the streams, and would for long. */
TEST(streams_are_drained_for_the_grace)
{
    const char *said =
        tool_reply(RUN("--grace", "0.2", "--json", SELF, "grandchild", "sleep", "100000"), NULL, 0, 0, NULL);

    CHECK(strstr(said, "\"truncated_stdout\":true"));
    CHECK(number_behind(said, "\"wall_ms\":") >= 200);
    test_end_process(number_behind(said, "\"stdout\":\""));
}

TEST(the_object_says_all)
{
    static const char *const keys[] = { "{\"pid\":",
                                        ",\"exited\":true",
                                        ",\"code\":3",
                                        ",\"signal\":null",
                                        ",\"crashed\":false",
                                        ",\"timed_out\":false",
                                        ",\"truncated_stdout\":false",
                                        ",\"truncated_stderr\":false",
                                        ",\"stdout\":\"\"",
                                        ",\"stderr\":\"\"",
                                        ",\"wall_ms\":",
                                        ",\"user_ms\":",
                                        ",\"system_ms\":",
                                        ",\"peak_memory_bytes\":" };
    const char *said = tool_reply(RUN("--json", SELF, "exit", "3"), NULL, 0, 3, NULL);
    const char *key;
    size_t i, count = 0;

    for (i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strstr(said, keys[i]))
            FAIL("no %s in %s", keys[i], said);
    for (key = said; (key = strstr(key, "\":")) != NULL; key++)
        count++;
    CHECK_INT(count, sizeof keys / sizeof keys[0]);
    CHECK_STR(strchr(said, '\n'), "\n");
    CHECK(number_behind(said, "{\"pid\":") > 0);
}

TEST(the_object_has_the_streams)
{
    tool_says(RUN("--json", SELF, "write-both", "a\"\\\n\xc3\xa4", "e"), 0,
              "\"stdout\":\"a\\\"\\\\\\n\xc3\xa4\",\"stderr\":\"e\"", "");
    tool_says(RUN("--json", "--stderr", "stdout", SELF, "write-both", "o", "e"), 0, "\"stdout\":\"oe\",\"stderr\":null",
              "");
    /* 0, 1 ... 250 is no UTF-8. */
    tool_says(RUN("--json", SELF, "flood", "stdout", "251"), 0, "\"stdout_base64\":\"AAECAwQF", "");
    tool_says(RUN("--json", "--max-output", "3", SELF, "write-stdout", "abcdef"), 0,
              "\"truncated_stdout\":true,\"truncated_stderr\":false,\"stdout\":\"abc\"", "");
    tool_says(RUN("--json", "--timeout", test_is_windows() ? "8" : "0.5", "--grace", "0", SELF, "write-then-sleep",
                  "said", "100000"),
              124, "\"timed_out\":true,\"truncated_stdout\":false,\"truncated_stderr\":false,\"stdout\":\"said\"", "");
    tool_says(RUN("--json", "ambos-has-no-such-program"), 127, "", "ENOENT");
}

TEST(captured_streams_come_whole)
{
    size_t size;

    tool_says(RUN("--capture", SELF, "write-both", "out", "err"), 0, "out", "err");
    tool_reply(RUN("--capture", SELF, "flood", "stdout", "3000000"), NULL, 0, 0, &size);
    CHECK_INT(size, 3000000);
    tool_reply(RUN("--capture", "--max-output", "1000", SELF, "flood", "stdout", "3000000"), NULL, 0, 0, &size);
    CHECK_INT(size, 1000);
}

TEST(priority_and_user)
{
    tool_says(RUN("--nice", "10", SELF, "exit", "5"), 5, "", "");
    if (test_is_windows())
        tool_says(RUN("--user", "SYSTEM", SELF, "exit", "5"), 125, "", "become 'SYSTEM': not supported here (ENOTSUP)");
    else
        tool_says(RUN("--user", "no such user, ever", SELF, "exit", "5"), 125, "", "no such user (ENOENT)");
}

TEST(a_batch_file_runs_when_it_may)
{
    const char *file = test_path("ten.bat");

    if (!test_is_windows())
        SKIP("there are none here");
    test_write_file(file, "@exit 10\r\n", 10);
    tool_says(RUN(file), 126, "", "(EPERM)");
    tool_says(RUN("--batch", file), 10, "", "");
}

TEST(it_dies_with_its_parent_where_that_can_be)
{
    const char *const argv[] = { tool(), "run", "--die-with-parent", SELF, "ignore-term", "100000", NULL };
    const ambos_spawn_options options = { .stdio = {
                                              { 0 }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_NULL } } };
    ambos_process *process = child_spawn(argv, &options);
    ambos_file *output = child_stream(process, 1);
    ambos_status status;
    char text[16];
    size_t got = 1;

    if (ambos_wait(process, 300, &status) == AMBOS_OK) {
        CHECK_INT(status.code, 125); /* plain POSIX cannot */
    } else {
        child_expect(output, "ready");
        CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
        /* The child holds the other end: it ends when that does. */
        while (got)
            CHECK_OK(ambos_file_read_timed(output, text, sizeof text, CHILD_PATIENCE_MS, &got));
        child_wait(process);
    }
    CHECK_OK(ambos_file_close(output));
    ambos_process_close(process);
}

TEST(a_shell_runs_its_command)
{
    tool_says(TOOL_ARGV("shell", "echo one&&exit 3"), 3, "one", "");
    tool_says(TOOL_ARGV("shell", "--json", "exit 4"), 4, "\"code\":4", "");
    tool_says(TOOL_ARGV("shell", "--", "exit 5"), 5, "", "");
}
