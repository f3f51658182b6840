/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/run.h"

/* What is open while the stages are started one after the other. */
struct pipeline {
    const ambos_stage *stages;
    size_t count;
    const ambos_run_options *options;
    struct ambos__job job; /* of those that have been started */
    ambos_file *input;     /* for the next: the other end of what the last one writes; NULL for the first */
    ambos_file *errors;    /* for each of them; NULL when nobody writes there */
};

static bool pipeline_is_last(const struct pipeline *line, size_t index)
{
    return index + 1 == line->count;
}

/* ---- checks ---- */

static bool pipeline_captures(uint32_t kind)
{
    return kind == AMBOS_STREAM_DEFAULT || kind == AMBOS_STREAM_PIPE;
}

static bool pipeline_stage_valid(const struct pipeline *line, size_t index)
{
    const ambos_stage *stage = &line->stages[index];
    const ambos_spawn_options *spawn = stage->spawn;
    const uint32_t senseless = AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_SUSPENDED;

    if (!stage->argv || !stage->argv[0])
        return false;
    if (!spawn)
        return true;
    if (index > 0 && spawn->stdio[0].kind != AMBOS_STREAM_DEFAULT)
        return false;
    if (!pipeline_is_last(line, index) && spawn->stdio[1].kind != AMBOS_STREAM_DEFAULT)
        return false;
    return !(spawn->flags & senseless);
}

static bool pipeline_valid(const struct pipeline *line)
{
    const ambos_spawn_options *first;

    if (!line->stages || line->count == 0 || line->options->spawn || !ambos__run_options_valid(line->options))
        return false;
    for (size_t i = 0; i < line->count; i++)
        if (!pipeline_stage_valid(line, i))
            return false;
    first = line->stages[0].spawn;
    return line->options->input_size == 0 || !first || pipeline_captures(first->stdio[0].kind);
}

/* ---- starting ---- */

static bool pipeline_errors_wanted(const struct pipeline *line)
{
    for (size_t i = 0; i < line->count; i++)
        if (!line->stages[i].spawn || pipeline_captures(line->stages[i].spawn->stdio[2].kind))
            return true;
    return false;
}

static void pipeline_open_stream(ambos_stream *stream, ambos_file *file)
{
    memset(stream, 0, sizeof *stream);
    stream->kind = AMBOS_STREAM_OPEN;
    stream->file = file;
}

/* `output`: where it writes, NULL for the last. */
static void pipeline_spawn_options(const struct pipeline *line, size_t index, ambos_file *output,
                                   ambos_spawn_options *spawn)
{
    memset(spawn, 0, sizeof *spawn);
    if (line->stages[index].spawn)
        *spawn = *line->stages[index].spawn;
    if (line->input)
        pipeline_open_stream(&spawn->stdio[0], line->input);
    else if (spawn->stdio[0].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[0].kind = line->options->input_size ? AMBOS_STREAM_PIPE : AMBOS_STREAM_NULL;
    if (output)
        pipeline_open_stream(&spawn->stdio[1], output);
    else if (spawn->stdio[1].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[1].kind = AMBOS_STREAM_PIPE;
    if (pipeline_captures(spawn->stdio[2].kind))
        pipeline_open_stream(&spawn->stdio[2], line->errors);
}

/* Our ends of its pipes become those of all. */
static void pipeline_take_streams(struct ambos__job *job, ambos_process *process)
{
    for (int i = 0; i < 2; i++) {
        if (!process->stdio[i])
            continue;
        job->streams[i] = process->stdio[i];
        process->stdio[i] = NULL;
    }
}

/* What one stage is given here is closed at once, so that nobody waits for an end that we hold. */
static ambos_error pipeline_start(struct pipeline *line, size_t index)
{
    struct ambos__stage *stage = &line->job.stages[index];
    ambos_file *next = NULL, *output = NULL;
    ambos_spawn_options spawn;
    ambos_error error = AMBOS_OK;

    if (!pipeline_is_last(line, index))
        error = ambos__os_pipe(&next, &output, false);
    if (!error) {
        pipeline_spawn_options(line, index, output, &spawn);
        error = ambos_spawn(&stage->process, line->stages[index].argv, &spawn);
    }
    ambos__file_discard(output);
    ambos__file_discard(line->input);
    line->input = next;
    if (error)
        return error;
    pipeline_take_streams(&line->job, stage->process);
    line->job.count++;
    return AMBOS_OK;
}

static ambos_error pipeline_start_all(struct pipeline *line)
{
    ambos_error error = AMBOS_OK;

    if (pipeline_errors_wanted(line))
        error = ambos__os_pipe(&line->job.streams[2], &line->errors, true);
    for (size_t i = 0; !error && i < line->count; i++)
        error = pipeline_start(line, i);
    ambos__file_discard(line->errors);
    ambos__file_discard(line->input);
    if (!error)
        return AMBOS_OK;
    for (int i = 0; i < 3; i++)
        ambos__file_discard(line->job.streams[i]);
    ambos__run_force_end(&line->job);
    return error;
}

/* ---- the result ---- */

static size_t pipeline_failed(const struct pipeline *line)
{
    size_t i = 0;

    while (i < line->job.count && line->job.stages[i].status.kind == AMBOS_STATUS_EXITED &&
           line->job.stages[i].status.code == 0)
        i++;
    return i;
}

static void pipeline_report(const struct pipeline *line, ambos_run_result *result, ambos_status statuses[],
                            size_t *failed)
{
    const bool started = line->job.count == line->count;

    *failed = started ? pipeline_failed(line) : line->job.count;
    if (started)
        result->status = line->job.stages[*failed < line->count ? *failed : line->count - 1].status;
    for (size_t i = 0; statuses && i < line->count; i++)
        statuses[i] = line->job.stages[i].status;
}

static void pipeline_close(struct pipeline *line)
{
    for (size_t i = 0; i < line->job.count; i++)
        ambos_process_close(line->job.stages[i].process);
    ambos__release(line->job.stages);
}

static ambos_error pipeline_run(struct pipeline *line, ambos_run_result *result, ambos_status statuses[],
                                size_t *failed)
{
    ambos_error error;

    if (line->count > SIZE_MAX / sizeof *line->job.stages)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    line->job.stages = (struct ambos__stage *)ambos__allocate_zeroed(line->count * sizeof *line->job.stages);
    if (!line->job.stages)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = pipeline_start_all(line);
    if (!error)
        error = ambos__run_job(&line->job, line->options, result);
    pipeline_report(line, result, statuses, failed);
    pipeline_close(line);
    return error;
}

ambos_error AMBOS_CALL ambos_pipeline(const ambos_stage stages[], size_t count, const ambos_run_options *options,
                                      ambos_run_result *result, ambos_status statuses[], size_t *failed)
{
    static const ambos_run_options defaults;
    struct pipeline line;
    size_t unwanted;
    ambos_error error = AMBOS_EINVAL;

    if (!failed)
        failed = &unwanted;
    *failed = count;
    if (statuses)
        memset(statuses, 0, count * sizeof *statuses);
    if (!result)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(result, 0, sizeof *result);
    memset(&line, 0, sizeof line);
    line.stages = stages;
    line.count = count;
    line.options = options ? options : &defaults;
    line.job.deadline = ambos__run_deadline(line.options);
    error = pipeline_valid(&line) ? pipeline_run(&line, result, statuses, failed)
                                  : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (error)
        ambos_last_failure(&result->failure);
    return error;
}
