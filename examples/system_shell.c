/* SPDX-License-Identifier: MIT */
/* Give a command line to the system's shell: sh, or cmd.exe on Windows. Never build one from what others sent. */
#include "example.h"

/* What it said, without the end of the line. */
static void show(const char *command, const ambos_run_result *result)
{
    printf("%s\n  said %.*s, exit code %u\n", command, (int)strcspn(result->output, "\r\n"), result->output,
           (unsigned)result->status.code);
}

static void run(const char *command)
{
    ambos_process *shell;
    ambos_run_result result;

    /* [ambos_shell] */
    const ambos_spawn_options options = { .stdio = { [1] = { .kind = AMBOS_STREAM_PIPE } } };

    must(ambos_shell(&shell, command, &options), command);
    must(ambos_communicate(shell, NULL, &result), command); /* reads the pipe, waits */
    /* [ambos_shell] */
    show(command, &result);
    ambos_run_free(&result);
    ambos_process_close(shell);
}

int main(void)
{
    run("echo hello");
    run("echo first&& exit 4");
    return 0;
}
