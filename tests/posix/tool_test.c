/* SPDX-License-Identifier: MIT */
/* The ambos command beside the tools of GNU that it shares meanings with, and under real signals. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

#define SELF test_self(), "--child"
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- the same as GNU's ---- */

/* Both end alike and say the same; what they complain of is worded differently. */
static void check_same(const char *const gnu[], const char *const ours[])
{
    const ambos_run_options options = { .input = "in\n", .input_size = 3, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result one, other;
    char *path;

    if (ambos_find_program(gnu[0], NULL, &path))
        SKIP("no %s here", gnu[0]);
    ambos_free(path);
    CHECK_OK(ambos_run(gnu, &options, &one));
    CHECK_OK(ambos_run(ours, &options, &other));
    CHECK_INT(other.status.kind, one.status.kind);
    CHECK_INT(other.status.code, one.status.code);
    CHECK_MEM(other.output, other.output_size, one.output, one.output_size);
    CHECK_INT(other.errors_size > 0, one.errors_size > 0);
    ambos_run_free(&one);
    ambos_run_free(&other);
}

TEST(as_timeout)
{
    check_same(WORDS("timeout", "0.2", "sleep", "60"), TOOL_ARGV("run", "--timeout", "0.2", "sleep", "60"));
    check_same(WORDS("timeout", "60", "sh", "-c", "echo x; exit 3"),
               TOOL_ARGV("run", "--timeout", "60", "sh", "-c", "echo x; exit 3"));
    check_same(WORDS("timeout", "1m", "cat"), TOOL_ARGV("run", "--timeout", "1m", "cat"));
    check_same(WORDS("timeout", "0", "sh", "-c", "exit 4"), TOOL_ARGV("run", "--timeout", "0", "sh", "-c", "exit 4"));
    check_same(WORDS("timeout", "9", "ambos-has-no-such-program"),
               TOOL_ARGV("run", "--timeout", "9", "ambos-has-no-such-program"));
    check_same(WORDS("timeout", "9", test_dir()), TOOL_ARGV("run", "--timeout", "9", test_dir()));
}

TEST(as_env)
{
    check_same(WORDS("env", "-i", "A=1", "B=", "A=2"), TOOL_ARGV("env", "-i", "A=1", "B=", "A=2"));
    check_same(WORDS("env", "-i", "-0", "A=1", "B=2"), TOOL_ARGV("env", "-i", "-0", "A=1", "B=2"));
    check_same(WORDS("env", "-u", "HOME", "A=x", "sh", "-c", "echo $A.$HOME; exit 5"),
               TOOL_ARGV("env", "-u", "HOME", "A=x", "sh", "-c", "echo $A.$HOME; exit 5"));
    check_same(WORDS("env", "--unset=HOME", "--chdir=/", "pwd"), TOOL_ARGV("env", "--unset=HOME", "--chdir=/", "pwd"));
    check_same(WORDS("env", "ambos-has-no-such-program"), TOOL_ARGV("env", "ambos-has-no-such-program"));
    check_same(WORDS("env", test_dir()), TOOL_ARGV("env", test_dir()));
}

TEST(as_cat)
{
    test_write_file(test_path("a"), "a\0b", 3);
    check_same(WORDS("cat", test_path("a"), "-", test_path("a")),
               TOOL_ARGV("cat", test_path("a"), "-", test_path("a")));
    check_same(WORDS("cat"), TOOL_ARGV("cat"));
    check_same(WORDS("cat", test_path("missing"), test_path("a")),
               TOOL_ARGV("cat", test_path("missing"), test_path("a")));
    check_same(WORDS("cat", test_dir()), TOOL_ARGV("cat", test_dir()));
}

TEST(as_id)
{
    check_same(WORDS("id"), TOOL_ARGV("id"));
    check_same(WORDS("id", "-u"), TOOL_ARGV("id", "-u"));
    check_same(WORDS("id", "-un"), TOOL_ARGV("id", "-un"));
    check_same(WORDS("id", "-g"), TOOL_ARGV("id", "-g"));
    check_same(WORDS("id", "-gn"), TOOL_ARGV("id", "-gn"));
    check_same(WORDS("id", "-G"), TOOL_ARGV("id", "-G"));
    check_same(WORDS("id", "-Gn"), TOOL_ARGV("id", "-Gn"));
    check_same(WORDS("id", "-ru"), TOOL_ARGV("id", "-ru"));
}

TEST(as_which)
{
    check_same(WORDS("which", "sh", "cat"), TOOL_ARGV("which", "sh", "cat"));
    check_same(WORDS("which", "-a", "sh", "cat"), TOOL_ARGV("which", "-a", "sh", "cat"));
    check_same(WORDS("which", "/bin/sh"), TOOL_ARGV("which", "/bin/sh"));
}

/* That of Debian is not silent and not loud: it only ends with 1. */
TEST(as_which_of_what_is_not_there)
{
    tool_says(WORDS("which", "sh", "ambos-has-no-such-program"), 1, "sh\n", "");
    tool_says(TOOL_ARGV("which", "sh", "ambos-has-no-such-program"), 1, "sh\n", "ENOENT");
}

TEST(as_kill)
{
    check_same(WORDS("bash", "-c", "kill -l 9; kill -l 143; kill -l TERM; kill -l SIGINT"),
               TOOL_ARGV("kill", "-l", "9", "143", "TERM", "SIGINT"));
}

TEST(as_a_pipe_of_a_shell)
{
    check_same(WORDS("sh", "-c", "cat | tr a-z A-Z | cat"),
               TOOL_ARGV("pipe", "cat", "|", "tr", "a-z", "A-Z", "|", "cat"));
    check_same(WORDS("bash", "-o", "pipefail", "-c", "true | sh -c 'exit 3' | cat"),
               TOOL_ARGV("pipe", "true", "|", "sh", "-c", "exit 3", "|", "cat"));
    check_same(WORDS("sh", "-c", "echo a; exit 6"), TOOL_ARGV("shell", "echo a; exit 6"));
}

/* ---- signals ---- */

/* Counts interrupts; a second one would come soon. */
static volatile sig_atomic_t interrupts;

static void count(int number)
{
    (void)number;
    interrupts++;
}

static int count_interrupts(int argc, char **argv)
{
    int i;

    (void)argc;
    (void)argv;
    signal(SIGINT, count);
    test_write_file("/dev/stdout", "ready", 5);
    for (i = 0; i < 2000 && !interrupts; i++)
        test_sleep(10);
    test_sleep(300);
    return (int)interrupts;
}

const struct test_command test_suite_commands[] = { { "count-interrupts", 0, 0, count_interrupts },
                                                    { NULL, 0, 0, NULL } };

static ambos_process *begin(const char *const argv[], ambos_file **output)
{
    const ambos_spawn_options options = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_PIPE }, { 0 } } };
    ambos_process *process = child_spawn(argv, &options);

    *output = child_stream(process, 1);
    child_expect(*output, "ready");
    return process;
}

static void check_passed_on(const char *const argv[], uint32_t signal)
{
    ambos_file *output;
    ambos_process *process = begin(argv, &output);

    CHECK_OK(ambos_kill(process, signal));
    child_end(process, 128 + signal);
    CHECK_OK(ambos_file_close(output));
}

TEST(interrupts_are_passed_on)
{
    check_passed_on(TOOL_ARGV("run", SELF, "write-then-sleep", "ready", "100000"), AMBOS_SIGINT);
    check_passed_on(TOOL_ARGV("run", SELF, "write-then-sleep", "ready", "100000"), AMBOS_SIGTERM);
    check_passed_on(TOOL_ARGV("run", SELF, "write-then-sleep", "ready", "100000"), AMBOS_SIGHUP);
    check_passed_on(TOOL_ARGV("run", SELF, "write-then-sleep", "ready", "100000"), AMBOS_SIGQUIT);
    check_passed_on(TOOL_ARGV("run", "--tree", SELF, "write-then-sleep", "ready", "100000"), AMBOS_SIGTERM);
    check_passed_on(TOOL_ARGV("pipe", SELF, "sleep", "100000", "|", SELF, "write-then-sleep", "ready", "100000"),
                    AMBOS_SIGINT);
}

TEST(the_wait_goes_on_after_an_interrupt)
{
    ambos_file *output;
    ambos_process *process = begin(TOOL_ARGV("run", SELF, "ignore-term", "100000"), &output);

    CHECK_OK(ambos_kill(process, AMBOS_SIGTERM));
    CHECK_ERR(ambos_wait(process, 200, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(process, AMBOS_SIGINT));
    child_end(process, 128 + AMBOS_SIGINT);
    CHECK_OK(ambos_file_close(output));
}

/* As nohup wants. */
TEST(what_is_ignored_stays_so)
{
    ambos_file *output;
    ambos_process *process;
    const ambos_spawn_options options = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_PIPE }, { 0 } },
                                          .flags = AMBOS_SPAWN_KEEP_IGNORED };

    signal(SIGHUP, SIG_IGN);
    process = child_spawn(TOOL_ARGV("run", SELF, "write-then-sleep", "ready", "100000"), &options);
    signal(SIGHUP, SIG_DFL);
    output = child_stream(process, 1);
    child_expect(output, "ready");
    CHECK_OK(ambos_kill(process, AMBOS_SIGHUP));
    CHECK_ERR(ambos_wait(process, 200, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(process, AMBOS_SIGTERM));
    child_end(process, 128 + AMBOS_SIGTERM);
    CHECK_OK(ambos_file_close(output));
}

/* Presses Ctrl-C at a terminal that `argv` has; how it ends. */
static uint32_t ended_by_keys(const char *const argv[])
{
    const ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_TERMINAL };
    const int keys = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_SESSION, .posix = &posix };
    ambos_process *process;
    ambos_status status;
    ambos_file *output;

    CHECK(keys >= 0 && grantpt(keys) == 0 && unlockpt(keys) == 0);
    CHECK_OK(ambos_file_open(&options.stdio[0].file, ptsname(keys), AMBOS_READ | AMBOS_WRITE, 0));
    options.stdio[0].kind = AMBOS_STREAM_OPEN;
    options.stdio[1].kind = AMBOS_STREAM_PIPE;
    process = child_spawn(argv, &options);
    output = child_stream(process, 1);
    child_expect(output, "ready");
    CHECK(write(keys, "\x03", 1) == 1);
    status = child_wait(process);
    ambos_process_close(process);
    CHECK_OK(ambos_file_close(output));
    CHECK_OK(ambos_file_close(options.stdio[0].file));
    close(keys);
    return status.code;
}

/* The terminal tells both; one in a group of its own only hears of it through us. */
TEST(the_keys_reach_the_child_once)
{
    CHECK_INT(ended_by_keys(TOOL_ARGV("run", SELF, "count-interrupts")), 1);
    CHECK_INT(ended_by_keys(TOOL_ARGV("run", "--tree", SELF, "count-interrupts")), 1);
}

TEST(as_somebody_else)
{
    if (test_can(TEST_NONROOT))
        SKIP("only root may");
    tool_says(TOOL_ARGV("run", "--user", "nobody", "id", "-un"), 0, "nobody\n", "");
    tool_says(TOOL_ARGV("run", "--nice", "7", "nice"), 0, "7\n", "");
}

/* Each write is a packet here, and begins a character. */
TEST(no_character_is_cut_between_two_writes)
{
    static char variable[40002] = "ABC=";
    ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_OPEN } };
    ambos_process *process;
    char packet[65536];
    ssize_t got, all = 0;
    int ends[2], packets = 0;

    for (size_t at = 4; at + 2 < sizeof variable; at += 2)
        memcpy(variable + at, "\xC3\xA9", 2);
    for (size_t odd = 0; odd < 2; odd++) {
        CHECK_INT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
        CHECK_OK(ambos_file_adopt(&options.stdio[1].file, ends[1]));
        process = child_spawn(TOOL_ARGV("env", "-i", variable + odd), &options);
        CHECK_OK(ambos_file_close(options.stdio[1].file));
        for (; (got = recv(ends[0], packet, sizeof packet, 0)) > 0; packets++, all += got)
            CHECK((packet[0] & 0xC0) != 0x80);
        close(ends[0]);
        child_end(process, 0);
    }
    CHECK_INT(all, 2 * strlen(variable) + 1);
    CHECK(packets > 4);
}

TEST(without_a_reader_of_the_output)
{
    tool_says(WORDS("bash", "-c", "\"$0\" env > /dev/full", tool()), 1, "", "no space left on device (ENOSPC)");
    tool_says(WORDS("bash", "-c", "\"$0\" cat /dev/zero | head -c 10 > /dev/null; echo ${PIPESTATUS[0]}", tool()), 0,
              "1\n", "the reader has gone (EPIPE)");
}
