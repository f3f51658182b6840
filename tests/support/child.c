/* SPDX-License-Identifier: MIT */
/* What a suite's program does when it is started as a child: `test_self() --child COMMAND ...`.

   The same on both systems:

     echo-args ARG...        each argument in hex on a line, as the C runtime took the command line apart
     print-pid
     self                    the path of this program
     exit N                  ends with N, all 32 bits where the system keeps them
     exit-after-input N      reads stdin to its end first
     burn MS                 keeps a processor busy
     sleep MS                then exits 0
     cat                     stdin to stdout
     drain                   reads stdin to its end, then prints how many bytes came
     flood STREAM BYTES      stdout, stderr or both: so many bytes to each, 0, 1 ... 250, 0, 1 ...
     write-stdout TEXT       TEXT and no newline
     write-stderr TEXT
     write-both OUT ERR
     write-then-sleep TEXT MS
     close-stdout-then-sleep MS
     grandchild COMMAND ...  starts another such child with the same streams, prints its process id, exits at once

   Each system its own way, in os_posix.c and os_win32.c:

     echo-args-shell ARG...  as CommandLineToArgvW takes it apart; on POSIX no different
     command-line            as it came, in hex; on POSIX the arguments with a NUL after each
     argv0                   the name this child was given, in hex
     dump-env, dump-env-hex  the environment as it came, a line each: as it stands, in hex
     getenv NAME             the value and no newline; exit code 1 when there is none
     cwd                     the current directory
     ppid
     dump-handles HANDLE...  POSIX: every open descriptor, a line each. Windows: the three standard handles, then those
                             named in hex: `HEX closed`, or `HEX disk|char|pipe|other NAME`
     signal-state            POSIX: `blocked HEX` and `ignored HEX`, bit n-1 for signal n. Windows: both 0
     ignore-term MS          ignores SIGTERM (Windows: Ctrl events), prints `ready`, sleeps
     crash KIND              segv, abort, ill, fpe; Windows also: stack-overflow, fail-fast
     raise N                 POSIX: sends itself signal N. Windows: raises exception N

   A suite may have commands of its own, which may use ambos: test_suite_commands.

   A line ends with a single LF everywhere. Exit code 64: no such command. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

enum { BAD_COMMAND = 64 };

static char buffer[65536];

void test_print_hex(const void *data, size_t size)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++)
        printf("%02x", (unsigned)bytes[i]);
    putchar('\n');
}

static int echo_args(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        test_print_hex(argv[i], strlen(argv[i]));
    return 0;
}

static int print_pid(int argc, char **argv)
{
    printf("%" PRIu64 "\n", test_os_pid());
    return 0;
}

static int exit_with(int argc, char **argv)
{
    test_os_exit((uint32_t)strtoull(argv[1], NULL, 0));
}

static int print_self(int argc, char **argv)
{
    puts(test_self());
    return 0;
}

static int exit_after_input(int argc, char **argv)
{
    while (test_os_read(0, buffer, sizeof buffer) > 0)
        continue;
    test_os_exit((uint32_t)strtoull(argv[1], NULL, 0));
}

static int burn(int argc, char **argv)
{
    int64_t end = test_clock_ms() + strtoll(argv[1], NULL, 10);

    while (test_clock_ms() < end)
        continue;
    return 0;
}

static int nap(const char *ms)
{
    test_sleep((int64_t)strtoll(ms, NULL, 10));
    return 0;
}

static int sleep_ms(int argc, char **argv)
{
    return nap(argv[1]);
}

static int cat(int argc, char **argv)
{
    size_t got;

    while ((got = test_os_read(0, buffer, sizeof buffer)) > 0)
        if (!test_os_write(1, buffer, got))
            return 1;
    return 0;
}

static int drain(int argc, char **argv)
{
    uint64_t total = 0;
    size_t got;

    while ((got = test_os_read(0, buffer, sizeof buffer)) > 0)
        total += got;
    printf("%" PRIu64 "\n", total);
    return 0;
}

static int flood(int argc, char **argv)
{
    enum { PERIOD = 251, CHUNK = PERIOD * 64 };
    bool out = strcmp(argv[1], "stderr") != 0;
    bool err = strcmp(argv[1], "stdout") != 0;
    uint64_t left = strtoull(argv[2], NULL, 10);

    for (size_t i = 0; i < CHUNK; i++)
        buffer[i] = (char)(unsigned char)(i % PERIOD);
    while (left > 0) {
        size_t size = left < CHUNK ? (size_t)left : CHUNK;

        if ((out && !test_os_write(1, buffer, size)) || (err && !test_os_write(2, buffer, size)))
            return 1;
        left -= size;
    }
    return 0;
}

static int write_text(int stream, const char *text)
{
    return test_os_write(stream, text, strlen(text)) ? 0 : 1;
}

static int write_stdout(int argc, char **argv)
{
    return write_text(1, argv[1]);
}

static int write_stderr(int argc, char **argv)
{
    return write_text(2, argv[1]);
}

static int write_both(int argc, char **argv)
{
    return write_text(1, argv[1]) | write_text(2, argv[2]);
}

static int write_then_sleep(int argc, char **argv)
{
    return write_text(1, argv[1]) | nap(argv[2]);
}

static int close_stdout_then_sleep(int argc, char **argv)
{
    test_os_close(1);
    return nap(argv[1]);
}

static int grandchild(int argc, char **argv)
{
    printf("%" PRIu64 "\n", test_os_start_child(argc - 1, argv + 1));
    return 0;
}

static const struct test_command commands[] = {
    { "echo-args", 0, -1, echo_args },
    { "print-pid", 0, 0, print_pid },
    { "self", 0, 0, print_self },
    { "exit-after-input", 1, 1, exit_after_input },
    { "burn", 1, 1, burn },
    { "exit", 1, 1, exit_with },
    { "sleep", 1, 1, sleep_ms },
    { "cat", 0, 0, cat },
    { "drain", 0, 0, drain },
    { "flood", 2, 2, flood },
    { "write-stdout", 1, 1, write_stdout },
    { "write-stderr", 1, 1, write_stderr },
    { "write-both", 2, 2, write_both },
    { "write-then-sleep", 2, 2, write_then_sleep },
    { "close-stdout-then-sleep", 1, 1, close_stdout_then_sleep },
    { "grandchild", 1, -1, grandchild },
    { NULL, 0, 0, NULL },
};

static const struct test_command *find(const struct test_command *command, int argc, const char *name)
{
    for (; command->name; command++)
        if (strcmp(command->name, name) == 0 && argc - 1 >= command->least &&
            (command->most < 0 || argc - 1 <= command->most))
            return command;
    return NULL;
}

int test_child(int argc, char **argv)
{
    const struct test_command *command = find(commands, argc, argv[0]);
    int code;

    if (!command)
        command = find(test_os_commands, argc, argv[0]);
    if (!command)
        command = find(test_suite_commands, argc, argv[0]);
    if (!command) {
        fprintf(stderr, "no command %s with %d arguments\n", argv[0], argc - 1);
        return BAD_COMMAND;
    }
    code = command->run(argc, argv);
    fflush(stdout);
    return code;
}
