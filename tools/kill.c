/* SPDX-License-Identifier: MIT */
/* ambos kill: processes that others started. */
#include <string.h>

#include "commands.h"

struct signal_row {
    const char *name; /* With SIG in front. */
    uint32_t number;
};

#define SIGNAL_ROW(name, number) { #name, number },

static const struct signal_row signals[] = { AMBOS_SIGNALS(SIGNAL_ROW) };

enum { SIGNALS = sizeof signals / sizeof signals[0] };

static const struct signal_row *find_number(uint64_t number)
{
    size_t i;

    for (i = 0; i < SIGNALS; i++)
        if (signals[i].number == number)
            return &signals[i];
    return NULL;
}

/* Names compare without case, as those of other kills do. */
static int same_name(const char *a, const char *b)
{
    for (; *a && *b; a++, b++)
        if ((*a >= 'a' && *a <= 'z' ? *a - 'a' + 'A' : *a) != *b)
            return 0;
    return *a == *b;
}

/* TERM, SIGTERM, 15; 0 only asks. */
static int read_signal(const char *text, uint64_t *number)
{
    size_t i;

    if (tool_number(text, 10, AMBOS_SIGNAL_LIMIT - 1, number))
        return 1;
    for (i = 0; i < SIGNALS; i++)
        if (same_name(text, signals[i].name) || same_name(text, signals[i].name + 3)) {
            *number = signals[i].number;
            return 1;
        }
    return 0;
}

/* ---- the list ---- */

/* A number becomes a name, that of a shell's exit status too; a name a number. */
static int translate(const struct tool_call *call, const char *text)
{
    const struct signal_row *row;
    uint64_t number;

    if (tool_number(text, 10, UINT32_MAX, &number)) {
        row = find_number(number >= 128 ? number - 128 : number);
        if (!row)
            return tool_usage(call->command, "no signal '%s'", text);
        tool_format("%s\n", row->name + 3);
        return TOOL_DONE;
    }
    if (!read_signal(text, &number))
        return tool_usage(call->command, "no signal '%s'", text);
    tool_format("%u\n", (unsigned)number);
    return TOOL_DONE;
}

static int list_signals(const struct tool_call *call)
{
    int status = TOOL_DONE;
    size_t i;

    for (i = 0; !call->operand_count && i < SIGNALS; i++)
        tool_format("%s\n", signals[i].name + 3);
    for (i = 0; status == TOOL_DONE && i < call->operand_count; i++)
        status = translate(call, call->operands[i]);
    return status;
}

/* ---- ending ---- */

struct ending {
    uint64_t signal;
    int64_t grace_ms; /* -1: the signal alone. */
};

static int end_process(const struct ending *ending, const char *text, int64_t id)
{
    ambos_process *process;
    ambos_error error = ambos_process_open(&process, id);

    if (!error && ending->grace_ms >= 0)
        error = ambos_stop(process, ending->grace_ms, NULL);
    else if (!error)
        error = ambos_kill(process, (uint32_t)ending->signal);
    ambos_process_close(process);
    return error ? tool_failed("kill", text, error) : TOOL_DONE;
}

static int read_ending(const struct tool_call *call, struct ending *ending)
{
    const char *signal = tool_value(call, 's'), *grace = tool_value(call, 'g');

    ending->signal = AMBOS_SIGTERM;
    ending->grace_ms = -1;
    if (signal && grace)
        return tool_usage(call->command, "-s and --grace exclude each other");
    if (signal && !read_signal(signal, &ending->signal))
        return tool_usage(call->command, "no signal '%s'; -l lists them", signal);
    if (grace && !tool_duration(grace, &ending->grace_ms))
        return tool_usage(call->command, "'%s' is no time: 2, 0.5, 3m, 1h", grace);
    return TOOL_DONE;
}

/* All numbers are looked at before anybody is killed. */
static int check_ids(const struct tool_call *call)
{
    uint64_t id;
    size_t i;

    if (!call->operand_count)
        return tool_usage(call->command, "an operand is missing");
    for (i = 0; i < call->operand_count; i++)
        if (!tool_number(call->operands[i], 10, INT64_MAX, &id) || id == 0)
            return tool_usage(call->command, "'%s' is no number of a process", call->operands[i]);
    return TOOL_DONE;
}

static int kill_run(const struct tool_call *call)
{
    struct ending ending;
    int status;
    uint64_t id;
    size_t i;

    if (tool_has(call, 'l'))
        return list_signals(call);
    status = check_ids(call);
    if (status == TOOL_DONE)
        status = read_ending(call, &ending);
    if (status != TOOL_DONE)
        return status;
    for (i = 0; i < call->operand_count; i++)
        if (tool_number(call->operands[i], 10, INT64_MAX, &id) &&
            end_process(&ending, call->operands[i], (int64_t)id) != TOOL_DONE)
            status = TOOL_FAILED;
    return status;
}

static const struct tool_option kill_options[] = {
    { 's', "signal", "SIGNAL", "a name or number; 0 only asks whether it runs (TERM)" },
    { 'g', "grace", "TIME", "ask it, wait so long, force it; wait for its end" },
    { 'l', "list", NULL, "list the signals, or translate names and numbers" },
    { 0 },
};

const struct tool_command command_kill = {
    .name = "kill",
    .synopsis = "[-s SIGNAL | --grace TIME] PID..., or -l [SIGNAL]...",
    .purpose = "end processes, or send them a signal",
    .details = "Windows knows KILL and 0; to ask there, use --grace.\n\n"
               "examples:\n"
               "  ambos kill 1234\n"
               "  ambos kill --grace 5 1234 1235\n"
               "  ambos kill -l 143\n",
    .options = kill_options,
    .most = TOOL_MANY,
    .run = kill_run,
};
