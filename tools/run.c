/* SPDX-License-Identifier: MIT */
/* ambos run, ambos shell: a program, and its exit status. */
#include "commands.h"
#include "launch.h"

typedef ambos_error start(ambos_process **process, const struct tool_call *call, const ambos_spawn_options *spawn);

static ambos_error start_program(ambos_process **process, const struct tool_call *call,
                                 const ambos_spawn_options *spawn)
{
    return ambos_spawn(process, call->operands, spawn);
}

static ambos_error start_shell(ambos_process **process, const struct tool_call *call, const ambos_spawn_options *spawn)
{
    return ambos_shell(process, call->operands[0], spawn);
}

static int launch_one(struct launch *launch, start *begin)
{
    const struct tool_call *call = launch->call;
    ambos_process *process;
    ambos_run_result result;
    ambos_error error = begin(&process, call, &launch->spawn);
    int status;

    if (error)
        return launch_failed(call->command->name, call->operands[0], error);
    error = ambos_communicate(process, &launch->run, &result);
    if (error && error != AMBOS_ETIMEDOUT)
        status = launch_failed("wait for", call->operands[0], error);
    else
        status = launch_report(launch, error, &result, ambos_process_id(process));
    ambos_run_free(&result);
    ambos_process_close(process);
    return status;
}

static int launch_with(const struct tool_call *call, start *begin)
{
    struct launch launch;
    int status = launch_begin(&launch, call);

    if (status == TOOL_DONE)
        status = launch_one(&launch, begin);
    launch_end(&launch);
    return status;
}

static int run_run(const struct tool_call *call)
{
    return launch_with(call, start_program);
}

static int shell_run(const struct tool_call *call)
{
    return launch_with(call, start_shell);
}

static const struct tool_option run_options[] = { LAUNCH_OPTIONS, { 0 } };

const struct tool_command command_run = {
    .name = "run",
    .synopsis = "[OPTION]... [--] PROGRAM [ARGUMENT]...",
    .purpose = "run a program, end with its status",
    .details = LAUNCH_STATUSES
    "\n--json says: pid, exited, code, signal, crashed, user_ms, system_ms, peak_memory_bytes, timed_out,\n"
    "truncated_stdout, truncated_stderr, stdout, stderr, wall_ms; null is unknown. A stream that is not\n"
    "UTF-8 comes as stdout_base64 or stderr_base64.\n\n"
    "examples:\n"
    "  ambos run --timeout 5m --tree -- make check\n"
    "  ambos run --env MODE=test --stdin null --stdout log.txt --append program\n"
    "  ambos run --json --max-output 65536 -- git status\n",
    .options = run_options,
    .least = 1,
    .most = TOOL_MANY,
    .order = TOOL_FIRST,
    .run = run_run,
};

const struct tool_command command_shell = {
    .name = "shell",
    .synopsis = "[OPTION]... COMMAND",
    .purpose = "run a command line of the system's shell",
    .details = LAUNCH_STATUSES
    "\nThe shell is /bin/sh, on Windows cmd.exe: the command means what it means there. Never build it\n"
    "from what others sent.\n\n"
    "examples:\n"
    "  ambos shell 'echo one && echo two'\n"
    "  ambos shell --timeout 10 --json 'exit 3'\n",
    .options = run_options,
    .least = 1,
    .most = 1,
    .order = TOOL_FIRST,
    .run = shell_run,
};
