/* SPDX-License-Identifier: MIT */
/* ambos run: a program, and its exit status. */
#include "commands.h"

enum { RUN_FAILED = 125, RUN_NOT_RUNNABLE = 126, RUN_NOT_FOUND = 127 };

static int run_failed(const char *program, ambos_error error)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    tool_complain("cannot %s: run '%s': %s (%s)", ambos_step_text(failure.step), program, ambos_strerror(error),
                  ambos_error_name(error));
    if (failure.step != AMBOS_STEP_PROGRAM && failure.step != AMBOS_STEP_EXEC)
        return RUN_FAILED;
    return error == AMBOS_ENOENT ? RUN_NOT_FOUND : RUN_NOT_RUNNABLE;
}

static int run_exit_status(const ambos_status *status)
{
    if (status->kind == AMBOS_STATUS_EXITED)
        return (int)status->code;
    if (status->signal)
        return 128 + (int)status->signal;
    return status->kind == AMBOS_STATUS_CRASHED ? (int)status->code : RUN_FAILED;
}

static int run_run(const struct tool_call *call)
{
    ambos_process *process;
    ambos_status status;
    ambos_error error = ambos_spawn(&process, call->operands, NULL);

    if (error)
        return run_failed(call->operands[0], error);
    error = ambos_wait(process, AMBOS_FOREVER, &status);
    ambos_process_close(process);
    return error ? run_failed(call->operands[0], error) : run_exit_status(&status);
}

const struct tool_command command_run = {
    .name = "run",
    .synopsis = "[--] PROGRAM [ARGUMENT]...",
    .purpose = "run a program, end with its status",
    .least = 1,
    .most = TOOL_MANY,
    .order = TOOL_FIRST,
    .run = run_run,
};
