/* SPDX-License-Identifier: MIT */
/* ambos pipe: programs at once, the output of each the input of the next, without a shell. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "launch.h"

enum { OPTION_SEPARATOR = LAUNCH_OWN };

struct pipe {
    struct launch launch;
    ambos_stage *stages;
    ambos_spawn_options *spawns;
    ambos_status *statuses;
    size_t count;
};

static int get_room(struct pipe *pipe, size_t most)
{
    pipe->stages = calloc(most, sizeof *pipe->stages);
    pipe->spawns = calloc(most, sizeof *pipe->spawns);
    pipe->statuses = calloc(most, sizeof *pipe->statuses);
    return pipe->stages && pipe->spawns && pipe->statuses ? TOOL_DONE : tool_failed("pipe", "programs", AMBOS_ENOMEM);
}

/* Cuts the words where the separators stand. */
static int read_stages(struct pipe *pipe, const struct tool_call *call)
{
    const char *separator = tool_value(call, OPTION_SEPARATOR);
    const char **word = call->operands, **first = word;
    int status = get_room(pipe, call->operand_count + 1);

    if (!separator)
        separator = "|";
    for (; status == TOOL_DONE; word++) {
        if (*word && strcmp(*word, separator) != 0)
            continue;
        if (word == first)
            status = tool_usage(call->command, "a program is missing %s a separator", *word ? "before" : "behind");
        pipe->stages[pipe->count++].argv = first;
        if (!*word)
            break;
        *word = NULL;
        first = word + 1;
    }
    return status;
}

/* The streams that join two belong to the library. */
static void spread_options(struct pipe *pipe)
{
    const ambos_stream joined = { .kind = AMBOS_STREAM_DEFAULT };
    size_t i;

    for (i = 0; i < pipe->count; i++) {
        pipe->spawns[i] = pipe->launch.spawn;
        if (i > 0)
            pipe->spawns[i].stdio[0] = joined;
        if (i + 1 < pipe->count)
            pipe->spawns[i].stdio[1] = joined;
        pipe->stages[i].spawn = &pipe->spawns[i];
    }
}

static int ended_well(const ambos_status *status)
{
    return status->kind == AMBOS_STATUS_EXITED && status->code == 0;
}

/* One that is ended because the next has read enough has done its part. */
static int failed_in_pipe(const struct pipe *pipe, size_t index)
{
    return !ended_well(&pipe->statuses[index]) &&
           (index + 1 == pipe->count || pipe->statuses[index].signal != AMBOS_SIGPIPE);
}

static const ambos_status *status_of_all(const struct pipe *pipe)
{
    size_t i = 0;

    while (i + 1 < pipe->count && !failed_in_pipe(pipe, i))
        i++;
    return &pipe->statuses[i];
}

static void say_stages(const struct pipe *pipe, ambos_error error, const ambos_run_result *result)
{
    size_t i;

    json_begin(NULL, '{');
    json_begin("stages", '[');
    for (i = 0; i < pipe->count; i++) {
        json_begin(NULL, '{');
        json_text("program", pipe->stages[i].argv[0]);
        launch_json_status(&pipe->statuses[i]);
        json_end('}');
    }
    json_end(']');
    launch_json_rest(&pipe->launch, error, result);
    json_end('}');
}

static int run_stages(struct pipe *pipe)
{
    ambos_run_result result;
    size_t failed;
    ambos_error error = ambos_pipeline(pipe->stages, pipe->count, &pipe->launch.run, &result, pipe->statuses, &failed);
    int status;

    if (error && error != AMBOS_ETIMEDOUT) {
        status = launch_failed("run", pipe->stages[failed < pipe->count ? failed : 0].argv[0], error);
    } else if (tool_has(pipe->launch.call, LAUNCH_JSON)) {
        say_stages(pipe, error, &result);
        status = error ? LAUNCH_TIMED_OUT : launch_exit_status(status_of_all(pipe));
    } else {
        result.status = *status_of_all(pipe);
        status = launch_report(&pipe->launch, error, &result, 0);
    }
    ambos_run_free(&result);
    return status;
}

static int pipe_run(const struct tool_call *call)
{
    struct pipe pipe = { .count = 0 };
    int status = read_stages(&pipe, call);

    if (status == TOOL_DONE) {
        status = launch_begin(&pipe.launch, call);
        spread_options(&pipe);
        if (status == TOOL_DONE)
            status = run_stages(&pipe);
        launch_end(&pipe.launch);
    }
    free(pipe.stages);
    free(pipe.spawns);
    free(pipe.statuses);
    return status;
}

static const struct tool_option pipe_options[] = {
    LAUNCH_OPTIONS,
    { OPTION_SEPARATOR, "separator", "WORD", "what stands between two programs ('|')" },
    { 0 },
};

const struct tool_command command_pipe = {
    .name = "pipe",
    .synopsis = "[OPTION]... [--] PROGRAM [ARGUMENT]... ['|' PROGRAM [ARGUMENT]...]...",
    .purpose = "run programs, each reading what the one before writes",
    .details = LAUNCH_STATUSES
    "Of several programs it is the status of the first that failed; one that SIGPIPE ended because the\n"
    "next had read enough has not failed. --stdin is for the first, --stdout for the last, all else for each.\n\n"
    "--json says: stages, an array with program, exited, code, signal, crashed, user_ms, system_ms and\n"
    "peak_memory_bytes of each; timed_out, truncated_stdout, truncated_stderr, stdout, stderr, wall_ms.\n\n"
    "examples:\n"
    "  ambos pipe sort names.txt '|' uniq -c\n"
    "  ambos pipe --separator=-- ls -- wc -l\n",
    .options = pipe_options,
    .least = 1,
    .most = TOOL_MANY,
    .order = TOOL_FIRST,
    .run = pipe_run,
};
