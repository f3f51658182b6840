/* SPDX-License-Identifier: MIT */
/* ambos_shell: the one call that means the shell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

static ambos_run_result said_by(const char *command, const ambos_spawn_options *more)
{
    const ambos_run_options patience = { .timeout_ms = CHILD_PATIENCE_MS };
    ambos_spawn_options options = { 0 };
    ambos_process *shell;
    ambos_run_result result;

    if (more)
        options = *more;
    options.stdio[0].kind = AMBOS_STREAM_NULL;
    options.stdio[1].kind = options.stdio[2].kind = AMBOS_STREAM_PIPE;
    CHECK_OK(ambos_shell(&shell, command, &options));
    CHECK_OK(ambos_communicate(shell, &patience, &result));
    ambos_process_close(shell);
    return result;
}

static void says(const char *command, const char *expected)
{
    ambos_run_result result = said_by(command, NULL);
    size_t size = result.output_size;

    while (size > 0 && (result.output[size - 1] == '\n' || result.output[size - 1] == '\r'))
        result.output[--size] = '\0';
    CHECK_STR(result.output, expected);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, 0);
    ambos_run_free(&result);
}

TEST(bad_calls)
{
    const ambos_spawn_options program = { .program = "x" };
    const ambos_spawn_win32 nothing = { 0 };
    const ambos_spawn_options win32 = { .win32 = &nothing };
    ambos_process *shell = (ambos_process *)(void *)&shell;

    CHECK_ERR(ambos_shell(NULL, "exit 0", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_shell(&shell, NULL, NULL), AMBOS_EINVAL);
    CHECK(shell == NULL);
    shell = (ambos_process *)(void *)&shell;
    CHECK_ERR(ambos_shell(&shell, "exit 0", &program), AMBOS_EINVAL);
    CHECK(shell == NULL);
    CHECK_ERR(ambos_shell(&shell, "exit 0", &win32), AMBOS_EINVAL);
}

TEST(shell_understands_its_language)
{
    says("echo one", "one");
    says("echo one&& echo two", test_is_windows() ? "one\r\ntwo" : "one\ntwo");
}

/* Quotes at both ends and between them. */
TEST(quotes_arrive)
{
    char command[5000];

    snprintf(command, sizeof command, "\"%s\" --child write-stdout \"a  b\"", test_self());
    says(command, "a  b");
    says("echo \"a b\"", test_is_windows() ? "\"a b\"" : "a b");
    if (!test_is_windows())
        says("echo '\"'", "\"");
}

TEST(empty_command)
{
    ambos_process *shell;

    CHECK_OK(ambos_shell(&shell, "", NULL));
    child_end(shell, 0);
}

/* No option of the shell's. */
TEST(command_that_begins_with_a_dash)
{
    ambos_run_result result = said_by("-c", NULL);

    CHECK_STR(result.output, "");
    CHECK(result.errors_size > 0);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK(result.status.code != 0);
    ambos_run_free(&result);
}

TEST(exit_code_of_a_command)
{
    ambos_process *shell;

    CHECK_OK(ambos_shell(&shell, "exit 42", NULL));
    child_end(shell, 42);
}

TEST(command_that_is_not_there)
{
    ambos_run_result result = said_by("ambos-no-such-command", NULL);

    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK(result.status.code != 0);
    ambos_run_free(&result);
}

TEST(options_are_obeyed)
{
    ambos_env *env;
    ambos_spawn_options options = { 0 };
    ambos_run_result result;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_TEST", "value"));
    options.env = env;
    result = said_by(test_is_windows() ? "echo %AMBOS_TEST%" : "echo $AMBOS_TEST", &options);
    CHECK(strncmp(result.output, "value", 5) == 0);
    ambos_run_free(&result);
    ambos_env_free(env);
}

/* COMSPEC is for others. */
TEST(shell_is_the_systems_own)
{
    CHECK_OK(ambos_setenv("COMSPEC", test_path("no such shell")));
    CHECK_OK(ambos_setenv("SHELL", test_path("no such shell")));
    says("echo here", "here");
}

TEST(input_is_fed_to_a_shell)
{
    const ambos_run_options options = { .input = "abc", .input_size = 3, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_spawn_options spawn = { 0 };
    ambos_process *shell;
    ambos_run_result result;
    char command[5000];

    for (int i = 0; i < 3; i++)
        spawn.stdio[i].kind = AMBOS_STREAM_PIPE;
    snprintf(command, sizeof command, "\"%s\" --child drain", test_self());
    CHECK_OK(ambos_shell(&shell, command, &spawn));
    CHECK_OK(ambos_communicate(shell, &options, &result));
    CHECK_STR(result.output, "3\n");
    ambos_run_free(&result);
    ambos_process_close(shell);
}

TEST(line_breaks)
{
    ambos_process *shell;
    ambos_failure failure;

    if (!test_is_windows()) {
        says("echo one\necho two", "one\ntwo");
        return;
    }
    CHECK_ERR(ambos_shell(&shell, "echo one\necho two", NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_shell(&shell, "echo one\r", NULL), AMBOS_EINVAL);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_ARGUMENTS);
}

/* Never cut: it runs whole, or not at all. */
TEST(long_commands)
{
    enum { LONG = 8191 - (sizeof "cmd.exe /d /s /c \"\"" - 1), TOO_LONG = 1 << 20 };
    char *command = malloc(TOO_LONG + 1);
    ambos_process *shell;

    CHECK(command != NULL);
    memset(command, 'x', TOO_LONG);
    memcpy(command, "echo ", 5);
    command[LONG] = '\0';
    says(command, command + 5);
    command[LONG] = 'x';
    command[LONG + 1] = '\0';
    if (test_is_windows())
        CHECK_ERR(ambos_shell(&shell, command, NULL), AMBOS_E2BIG);
    command[LONG + 1] = 'x';
    command[TOO_LONG] = '\0';
    CHECK_ERR(ambos_shell(&shell, command, NULL), AMBOS_E2BIG);
    free(command);
}

TEST(text_that_is_none)
{
    ambos_process *shell;

    if (test_is_windows())
        CHECK_ERR(ambos_shell(&shell, "echo \xff", NULL), AMBOS_EILSEQ);
    else
        says("echo \xff", "\xff");
}
