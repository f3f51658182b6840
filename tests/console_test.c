/* SPDX-License-Identifier: MIT */
/* The console: is it one, what is written to it, and who wants us to end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

/* Text of every width, and bytes that are no text, which must come through to files and pipes. */
#define TEXT "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n\xff\x00z"
#define TEXT_SIZE (sizeof TEXT - 1)

static int print_text(int argc, char **argv)
{
    const uint32_t stream = (uint32_t)atoi(argv[1]);

    (void)argc;
    return ambos_print(stream, TEXT, TEXT_SIZE) ? 1 : 0;
}

static int print_much(int argc, char **argv)
{
    char *block = malloc(1 << 20);
    const ambos_error error = block ? ambos_print(AMBOS_STDOUT, memset(block, 'x', 1 << 20), 1 << 20) : AMBOS_ENOMEM;

    (void)argc;
    (void)argv;
    free(block);
    return error;
}

static int say_terminals(int argc, char **argv)
{
    uint32_t columns = 7, rows = 7;
    const ambos_error error = ambos_terminal_size(AMBOS_STDOUT, &columns, &rows);

    (void)argc;
    (void)argv;
    printf("%d%d%d %s %u %u", ambos_is_terminal(0), ambos_is_terminal(1), ambos_is_terminal(2), ambos_error_name(error),
           (unsigned)columns, (unsigned)rows);
    return 0;
}

/* Exit code of a child that could not interrupt itself: Wine 8 has no way. */
enum { CANNOT = 77 };

/* Interrupts itself in each way that it was told, and exits with what came. */
static int interrupt_self(int argc, char **argv)
{
    ambos_interrupt *interrupt;
    uint32_t which = 0;
    int i;

    if (ambos_interrupt_open(&interrupt, (uint32_t)atoi(argv[1])))
        return 3;
    for (i = 2; i < argc; i++) {
        const uint32_t bit = (uint32_t)atoi(argv[i]);
        uint32_t now = 0;

        if (!test_interrupt_self(bit))
            return CANNOT;
        while (!(which & bit)) {
            if (ambos_interrupt_next(interrupt, CHILD_PATIENCE_MS, &now))
                return 99;
            which |= now;
        }
    }
    ambos_interrupt_close(interrupt);
    return (int)which;
}

/* Waits for the keys of somebody at the terminal; tests/win32/terminal.py is one. */
static int interrupt_wait(int argc, char **argv)
{
    ambos_interrupt *interrupt;
    uint32_t which;
    ambos_error error;

    (void)argc;
    (void)argv;
    if (ambos_interrupt_open(&interrupt, 0) || ambos_print(AMBOS_STDOUT, "ready", 5))
        return 99;
    error = ambos_interrupt_next(interrupt, CHILD_PATIENCE_MS, &which);
    ambos_interrupt_close(interrupt);
    return error ? 99 : (int)which;
}

/* After the object has gone an interrupt ends the program again. */
static int interrupt_closed(int argc, char **argv)
{
    ambos_interrupt *interrupt;

    (void)argc;
    (void)argv;
    if (ambos_interrupt_open(&interrupt, AMBOS_INTERRUPT_BREAK))
        return 3;
    ambos_interrupt_close(interrupt);
    if (!test_interrupt_self(AMBOS_INTERRUPT_BREAK))
        return CANNOT;
    test_sleep(CHILD_PATIENCE_MS);
    return 0;
}

/* become-interrupt-wait: becomes that, so that both are at the terminal on Windows. */
static int become_interrupt_wait(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return ambos_exec(CHILD("interrupt-wait"), NULL) ? 99 : 98;
}

const struct test_command test_suite_commands[] = {
    { "print-text", 1, 1, print_text },
    { "print-much", 0, 0, print_much },
    { "terminals", 0, 0, say_terminals },
    { "interrupt", 2, -1, interrupt_self },
    { "interrupt-wait", 0, 0, interrupt_wait },
    { "become-interrupt-wait", 0, 0, become_interrupt_wait },
    { "interrupt-closed", 0, 0, interrupt_closed },
    { NULL, 0, 0, NULL },
};

TEST(text_goes_as_it_is_to_a_pipe)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("print-text", "1"), NULL, &result));
    CHECK_INT(result.status.code, 0);
    CHECK_MEM(result.output, result.output_size, TEXT, TEXT_SIZE);
    CHECK_INT(result.errors_size, 0);
    ambos_run_free(&result);
    CHECK_OK(ambos_run(CHILD("print-text", "2"), NULL, &result));
    CHECK_MEM(result.errors, result.errors_size, TEXT, TEXT_SIZE);
    ambos_run_free(&result);
}

TEST(text_goes_as_it_is_to_a_file)
{
    const char *path = test_path("printed");
    const ambos_spawn_options options = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .path = path }, { 0 } } };
    size_t size;
    char *text;

    child_end(child_spawn(CHILD("print-text", "1"), &options), 0);
    text = test_read_file(path, &size);
    CHECK_MEM(text, size, TEXT, TEXT_SIZE);
}

TEST(much_text_is_written_whole)
{
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("print-much"), NULL, &result));
    CHECK_INT(result.status.code, 0);
    CHECK_INT(result.output_size, 1 << 20);
    ambos_run_free(&result);
}

TEST(printing_to_nobody_is_epipe)
{
    const ambos_spawn_options options = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_PIPE }, { 0 } } };
    ambos_process *process = child_spawn(CHILD("print-much"), &options);

    ambos_file_close(child_stream(process, 1));
    child_end(process, AMBOS_EPIPE);
}

TEST(files_and_pipes_are_no_terminals)
{
    CHECK_STR(child_output(CHILD("terminals"), NULL), "000 ENOTTY 0 0");
}

TEST(bad_arguments_of_the_console)
{
    ambos_interrupt *interrupt = (ambos_interrupt *)&interrupt;
    uint32_t columns = 1, rows = 1, which = 1;

    CHECK_ERR(ambos_print(AMBOS_STDIN, "a", 1), AMBOS_EINVAL);
    CHECK_ERR(ambos_print(3, "a", 1), AMBOS_EINVAL);
    CHECK_ERR(ambos_print(AMBOS_STDOUT, NULL, 1), AMBOS_EINVAL);
    CHECK_OK(ambos_print(AMBOS_STDOUT, NULL, 0));
    CHECK_INT(ambos_is_terminal(3), 0);
    CHECK_ERR(ambos_terminal_size(3, &columns, &rows), AMBOS_EINVAL);
    CHECK_INT(columns, 0);
    CHECK_INT(rows, 0);
    CHECK_ERR(ambos_terminal_size(1, NULL, &rows), AMBOS_EINVAL);
    CHECK_ERR(ambos_interrupt_open(&interrupt, 0x10), AMBOS_EINVAL);
    CHECK(interrupt == NULL);
    CHECK_ERR(ambos_interrupt_open(NULL, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_interrupt_next(NULL, 0, &which), AMBOS_EINVAL);
    CHECK_INT(which, 0);
    CHECK_INT(ambos_interrupt_native(NULL), AMBOS_NO_HANDLE);
    ambos_interrupt_close(NULL);
}

TEST(one_at_a_time_is_told_of_interrupts)
{
    ambos_interrupt *interrupt, *second;
    uint32_t which = 1;

    CHECK_OK(ambos_interrupt_open(&interrupt, 0));
    CHECK(ambos_interrupt_native(interrupt) != AMBOS_NO_HANDLE);
    CHECK_ERR(ambos_interrupt_open(&second, 0), AMBOS_EBUSY);
    CHECK(second == NULL);
    CHECK_ERR(ambos_interrupt_next(interrupt, AMBOS_POLL, &which), AMBOS_ETIMEDOUT);
    CHECK_INT(which, 0);
    CHECK_ERR(ambos_interrupt_next(interrupt, 20, &which), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_interrupt_next(interrupt, 20, NULL), AMBOS_EINVAL);
    ambos_interrupt_close(interrupt);
    CHECK_OK(ambos_interrupt_open(&interrupt, AMBOS_INTERRUPT_BREAK));
    ambos_interrupt_close(interrupt);
}

/* In a console of its own on Windows, so that nobody else is interrupted. */
static const ambos_spawn_options alone = { .flags = AMBOS_SPAWN_NO_WINDOW };

static ambos_status interrupted(const char *const argv[])
{
    ambos_process *process = child_spawn(argv, &alone);
    const ambos_status status = child_wait(process);

    ambos_process_close(process);
    if (status.kind == AMBOS_STATUS_EXITED && status.code == CANNOT)
        SKIP("a program cannot interrupt itself here");
    return status;
}

static void check_ended(const ambos_status status)
{
    CHECK(status.kind != AMBOS_STATUS_EXITED || status.code == 0xC000013A);
}

TEST(interrupts_are_told)
{
    CHECK_INT(interrupted(CHILD("interrupt", "0", "1")).code, 1);
    CHECK_INT(interrupted(CHILD("interrupt", "9", "1", "8", "1")).code, 9);
}

/* On Windows the system waits in our handler until the object is closed, and may then be quicker than the program. */
TEST(whoever_is_told_to_end_can_still_close)
{
    const ambos_status status = interrupted(CHILD("interrupt", "2", "2"));

    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK(status.code == AMBOS_INTERRUPT_TERM || (test_is_windows() && status.code == 0xC000013A));
}

TEST(what_was_not_asked_for_still_ends_the_program)
{
    check_ended(interrupted(CHILD("interrupt", "1", "8")));
}

TEST(after_the_end_interrupts_mean_what_they_meant)
{
    check_ended(interrupted(CHILD("interrupt-closed")));
}
