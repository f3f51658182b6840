/* SPDX-License-Identifier: MIT */
/* ambos_run: spawn, feed and drain, wait. ambos_communicate: without the first. */
#include "core/run.h"

#include <string.h>

#define RUN_DRAIN_MS 1000
#define RUN_LOOKS 16
#define RUN_SPARE 4096
#define RUN_LINE_LIMIT ((size_t)65536)
#define RUN_FLAGS ((uint32_t)(AMBOS_RUN_KILL_AT_LIMIT | AMBOS_RUN_KEEP))

/* ---- sinks ---- */

char *ambos__sink_room(struct ambos__sink *sink, size_t least, size_t *room)
{
    if (ambos__str_reserve(&sink->text, least)) {
        (void)ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        return NULL;
    }
    *room = sink->text.capacity - sink->text.size - 1;
    return sink->text.data + sink->text.size;
}

static ambos_error run_sink_told(struct ambos__sink *sink, ambos_error error)
{
    if (error == AMBOS_ECANCELED)
        sink->enough = true;
    return error ? ambos__fail(error, error == AMBOS_ENOMEM ? AMBOS_STEP_MEMORY : AMBOS_STEP_READ) : AMBOS_OK;
}

static ambos_error run_sink_tell(struct ambos__sink *sink, char *data, size_t size)
{
    struct ambos__lines *lines = &sink->lines;

    if (size > 0 && sink->tell && !sink->enough && sink->tell(lines->context, lines->stream, data, size))
        return run_sink_told(sink, AMBOS_ECANCELED);
    if (size > 0 && lines->tell && !sink->enough)
        return run_sink_told(sink, ambos__lines_take(lines, data, size));
    return AMBOS_OK;
}

/* What is not kept is in the spare room of the text, where the next read goes. */
ambos_error ambos__sink_fill(struct ambos__sink *sink, size_t size)
{
    const uint64_t room = sink->limit - sink->seen;
    const size_t within = size > room ? (size_t)room : size;
    char *data = sink->text.data + sink->text.size;

    sink->truncated = sink->truncated || size > within;
    sink->seen += within;
    if (sink->keep)
        sink->text.size += within;
    return run_sink_tell(sink, data, sink->cut ? within : size);
}

/* Nothing more comes. */
static ambos_error run_sink_end(struct ambos__sink *sink)
{
    return sink->lines.tell && !sink->enough ? run_sink_told(sink, ambos__lines_end(&sink->lines)) : AMBOS_OK;
}

static void run_sink_hand_over(struct ambos__sink *sink, bool captured, char **text, size_t *size)
{
    const size_t spare = sink->text.capacity - sink->text.size;
    char *cut;

    *size = sink->text.size;
    /* An empty one may need a block for its NUL; without memory it stays NULL. */
    if (!captured || ambos__str_take(&sink->text, text))
        *size = 0;
    ambos__str_free(&sink->text);
    /* Reading wants more room than a short answer needs to keep. */
    cut = *text && spare > RUN_SPARE ? (char *)ambos__resize(*text, *size + 1) : NULL;
    if (cut)
        *text = cut;
}

/* ---- checks and defaults ---- */

bool ambos__run_options_valid(const ambos_run_options *options)
{
    return !(options->flags & ~RUN_FLAGS) && options->unused == 0 &&
           options->grace_ms >= 0 && ambos__all_zero(options->reserved, sizeof options->reserved) && (options->input || !options->input_size);
}

int64_t ambos__run_deadline(const ambos_run_options *options)
{
    return ambos__deadline_after(options->timeout_ms ? options->timeout_ms : AMBOS_FOREVER);
}

/* How the child is started: with pipes where nothing else was said. */
static bool run_spawn_options(const ambos_run_options *options, ambos_spawn_options *spawn)
{
    const uint32_t senseless = AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_SUSPENDED;

    memset(spawn, 0, sizeof *spawn);
    if (options->spawn)
        *spawn = *options->spawn;
    if (spawn->stdio[0].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[0].kind = options->input_size ? AMBOS_STREAM_PIPE : AMBOS_STREAM_NULL;
    if (spawn->stdio[1].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[1].kind = AMBOS_STREAM_PIPE;
    if (spawn->stdio[2].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[2].kind = AMBOS_STREAM_PIPE;
    return !(spawn->flags & senseless) && (options->input_size == 0 || spawn->stdio[0].kind == AMBOS_STREAM_PIPE);
}

static void run_sink_init(struct ambos__sink *sink, uint32_t stream, const ambos_run_options *options)
{
    const size_t limit = options->line_limit ? options->line_limit : RUN_LINE_LIMIT;

    sink->limit = options->output_limit ? options->output_limit : UINT64_MAX;
    sink->keep = (!options->on_output && !options->on_line) || (options->flags & AMBOS_RUN_KEEP);
    sink->cut = (options->flags & AMBOS_RUN_KILL_AT_LIMIT) != 0;
    sink->tell = options->on_output;
    sink->lines.tell = options->on_line;
    sink->lines.context = options->context;
    sink->lines.stream = stream;
    sink->lines.limit = limit < SIZE_MAX / 2 ? limit : SIZE_MAX / 2;
}

static void run_pump_init(struct ambos__pump *pump, struct ambos__job *job, const ambos_run_options *options)
{
    memset(pump, 0, sizeof *pump);
    pump->process = job->stages[0].process;
    pump->input = (const char *)options->input;
    pump->input_size = options->input_size;
    pump->interrupt = options->interrupt;
    for (uint32_t i = 0; i < 3; i++) {
        pump->streams[i] = job->streams[i];
        job->streams[i] = NULL;
        if (i > 0)
            run_sink_init(&pump->sinks[i - 1], i, options);
    }
}

/* ---- the loop ---- */

struct run_clock {
    int64_t deadline; /* of all of it */
    int64_t drain_ms;
    int64_t grace_ms;
    bool asked; /* the deadline is that of the grace */
    bool kill_at_limit;
};

static bool run_is_open(const struct ambos__pump *pump)
{
    return pump->streams[1] || pump->streams[2];
}

static bool run_over_limit(const struct ambos__pump *pump, const struct run_clock *clock)
{
    return clock->kill_at_limit && (pump->sinks[0].truncated || pump->sinks[1].truncated);
}

static void run_pass_on(struct ambos__pump *pump, const struct ambos__job *job)
{
    const int64_t past = 0;
    ambos_failure before;
    uint32_t come = 0;

    pump->interrupted = false;
    ambos__os_failure_load(&before);
    if (ambos__os_interrupt_next(pump->interrupt, past, &come))
        ambos__failure_restore(&before);
    for (size_t i = 0; come && i < job->count; i++)
        ambos__os_pass_on(job->stages[i].process, come);
}

/* The time is over: asks all of them, and grants them the grace; false when there is none, or no way to ask. */
static bool run_ask(const struct ambos__job *job, struct run_clock *clock)
{
    uint32_t asked = 0;
    ambos_failure before;

    ambos__os_failure_load(&before);
    for (size_t i = 0; clock->grace_ms && !clock->asked && i < job->count; i++)
        if (ambos__os_ask(job->stages[i].process, &asked))
            ambos__failure_restore(&before); /* it has ended */
    if (!asked)
        return false;
    clock->asked = true;
    clock->deadline = ambos__deadline_after(clock->grace_ms);
    return true;
}

/* Until the process has ended. */
static ambos_error run_pump_process(struct ambos__pump *pump, const struct ambos__job *job, struct run_clock *clock)
{
    ambos_error error = AMBOS_OK;

    while (!error && !pump->ended) {
        int64_t left = ambos__deadline_left(clock->deadline);

        error = ambos__os_pump_step(pump, left);
        if (!error && pump->interrupted)
            run_pass_on(pump, job);
        if (!error && run_over_limit(pump, clock))
            error = ambos__fail(AMBOS_EFBIG, AMBOS_STEP_READ);
        else if (!error && !pump->ended && left == 0 && !run_ask(job, clock))
            error = ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
    }
    return error;
}

/* After the end: what is left in the pipes, and what others still write there
   until the given moment. */
static ambos_error run_pump_rest(struct ambos__pump *pump, int64_t deadline)
{
    ambos_error error = AMBOS_OK;
    int64_t left = 1;

    while (!error && run_is_open(pump) && left > 0 && !pump->interrupted) {
        left = ambos__deadline_left(deadline);
        error = ambos__os_pump_step(pump, left);
    }
    return error;
}

/* Of children that were killed: what lies in the pipes, without waiting for others
   that hold them. More looks than it takes to empty a pipe of the usual size. */
static void run_pump_left_over(struct ambos__pump *pump)
{
    ambos_error error = AMBOS_OK;
    int looks = RUN_LOOKS;

    pump->ended = true;
    while (!error && run_is_open(pump) && looks-- > 0)
        error = ambos__os_pump_step(pump, 0);
}

static int64_t run_drain_deadline(const struct run_clock *clock)
{
    int64_t drain = ambos__deadline_after(clock->drain_ms);

    return drain < clock->deadline ? drain : clock->deadline;
}

/* Until all have ended, one looked at after the other, and their pipes too. */
static ambos_error run_pump_all(struct ambos__pump *pump, struct ambos__job *job, struct run_clock *clock)
{
    ambos_error error = AMBOS_OK;

    for (size_t i = 0; !error && i < job->count; i++) {
        pump->process = job->stages[i].process;
        pump->ended = false;
        error = run_pump_process(pump, job, clock);
    }
    if (!error && clock->asked)
        ambos__run_force_end(job); /* what is left of their trees */
    if (!error)
        error = run_pump_rest(pump, run_drain_deadline(clock));
    if (!error && run_over_limit(pump, clock))
        error = ambos__fail(AMBOS_EFBIG, AMBOS_STEP_READ);
    if (!error && clock->asked)
        error = ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
    return error;
}

/* One that has become another user may not be killed: then it is left alone, since
   waiting for it could take for ever. */
static void run_force_end(ambos_process *process, ambos_status *status)
{
    const int64_t now = 0;

    if (ambos__end_by_force(process))
        (void)ambos__os_wait(process, now, status);
    else
        (void)ambos__os_wait(process, AMBOS_FOREVER, status);
}

/* All are told before one is waited for; those that have ended are killed no more. */
void ambos__run_force_end(struct ambos__job *job)
{
    ambos_failure first;

    ambos_last_failure(&first);
    for (size_t i = 0; job->count > 1 && i < job->count; i++)
        (void)ambos__end_by_force(job->stages[i].process);
    for (size_t i = 0; i < job->count; i++)
        run_force_end(job->stages[i].process, &job->stages[i].status);
    ambos__failure_restore(&first);
}

/* Enough of one stream is enough of both. */
static bool run_pump_enough(struct ambos__pump *pump)
{
    const bool enough = pump->sinks[0].enough || pump->sinks[1].enough;

    pump->sinks[0].enough = pump->sinks[1].enough = enough;
    return enough;
}

/* What was written until now is still ours, and that of calls that are under way. The slot stays. */
static void run_pump_finish(struct ambos__pump *pump, bool killed)
{
    ambos_failure first;

    ambos_last_failure(&first);
    (void)run_pump_enough(pump);
    if (killed)
        run_pump_left_over(pump);
    ambos__os_pump_end(pump);
    ambos__failure_restore(&first);
}

/* The last lines. The first failure counts. */
static ambos_error run_pump_told(struct ambos__pump *pump, ambos_error error)
{
    ambos_failure first;
    ambos_error end = AMBOS_OK;

    ambos_last_failure(&first);
    for (int i = 0; !end && i < 2 && !run_pump_enough(pump); i++)
        end = run_sink_end(&pump->sinks[i]);
    if (error)
        ambos__failure_restore(&first);
    else if (!end && run_pump_enough(pump))
        end = ambos__fail(AMBOS_ECANCELED, AMBOS_STEP_READ);
    return error ? error : end;
}

static ambos_error run_pump(struct ambos__pump *pump, struct ambos__job *job, struct run_clock *clock)
{
    ambos_error error = ambos__os_pump_begin(pump);

    if (error) {
        ambos__run_force_end(job);
        return error;
    }
    error = run_pump_all(pump, job, clock);
    if (error)
        ambos__run_force_end(job);
    run_pump_finish(pump, error != AMBOS_OK);
    return error;
}

/* ---- the result ---- */

static uint32_t run_happened(const struct ambos__pump *pump, ambos_error error)
{
    uint32_t happened = AMBOS_RUN_STARTED;

    if (error == AMBOS_ETIMEDOUT)
        happened |= AMBOS_RUN_TIMED_OUT;
    if (pump->sinks[0].truncated || pump->streams[1])
        happened |= AMBOS_RUN_TRUNCATED_OUTPUT;
    if (pump->sinks[1].truncated || pump->streams[2])
        happened |= AMBOS_RUN_TRUNCATED_ERRORS;
    if (pump->input_broken || pump->input_size)
        happened |= AMBOS_RUN_INPUT_UNREAD;
    return happened;
}

/* captured: there was such a stream. */
static void run_result_fill(struct ambos__pump *pump, const bool captured[3], ambos_run_result *result)
{
    struct ambos__sink *sinks = pump->sinks;

    run_sink_hand_over(&sinks[0], captured[1] && sinks[0].keep, &result->output, &result->output_size);
    run_sink_hand_over(&sinks[1], captured[2] && sinks[1].keep, &result->errors, &result->errors_size);
    for (int i = 0; i < 3; i++)
        ambos__file_discard(pump->streams[i]);
    for (int i = 0; i < 2; i++)
        ambos__lines_free(&sinks[i].lines);
}

ambos_error ambos__run_job(struct ambos__job *job, const ambos_run_options *options, ambos_run_result *result)
{
    const bool captured[3] = { false, job->streams[1] != NULL, job->streams[2] != NULL };
    struct run_clock clock;
    struct ambos__pump pump;
    ambos_error error;

    clock.deadline = job->deadline;
    clock.grace_ms = options->grace_ms;
    clock.asked = false;
    clock.drain_ms = options->drain_ms ? options->drain_ms : RUN_DRAIN_MS;
    clock.kill_at_limit = (options->flags & AMBOS_RUN_KILL_AT_LIMIT) != 0;
    run_pump_init(&pump, job, options);
    error = run_pump(&pump, job, &clock);
    for (size_t i = 0; !error && i < job->count; i++)
        error = ambos__os_wait(job->stages[i].process, AMBOS_FOREVER, &job->stages[i].status);
    error = run_pump_told(&pump, error);
    result->happened = run_happened(&pump, error);
    run_result_fill(&pump, captured, result);
    return error;
}

/* ---- one process ---- */

static ambos_error run_child(ambos_process *process, int64_t deadline, const ambos_run_options *options,
                             ambos_run_result *result)
{
    struct ambos__stage stage;
    struct ambos__job job = { &stage, 1, { NULL, NULL, NULL }, deadline };
    ambos_error error;

    memset(&stage, 0, sizeof stage);
    stage.process = process;
    for (int i = 0; i < 3; i++) {
        job.streams[i] = process->stdio[i];
        process->stdio[i] = NULL;
    }
    error = ambos__run_job(&job, options, result);
    result->status = stage.status;
    return error;
}

static ambos_error run_program(const char *const argv[], const ambos_run_options *options, ambos_run_result *result)
{
    const int64_t deadline = ambos__run_deadline(options);
    ambos_spawn_options spawn;
    ambos_process *process;
    ambos_error error;

    if (!ambos__run_options_valid(options) || !run_spawn_options(options, &spawn))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos_spawn(&process, argv, &spawn);
    if (error)
        return error;
    error = run_child(process, deadline, options, result);
    ambos_process_close(process);
    return error;
}

static const ambos_run_options run_defaults;

ambos_error AMBOS_CALL ambos_run(const char *const argv[], const ambos_run_options *options, ambos_run_result *result)
{
    ambos_error error;

    if (!result)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(result, 0, sizeof *result);
    error = run_program(argv, options ? options : &run_defaults, result);
    if (error)
        ambos_last_failure(&result->failure);
    return error;
}

static ambos_error run_spawned(ambos_process *process, const ambos_run_options *options, ambos_run_result *result)
{
    if (!process || options->spawn || !ambos__run_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
    if (options->input_size && !process->stdio[0])
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return run_child(process, ambos__run_deadline(options), options, result);
}

ambos_error AMBOS_CALL ambos_communicate(ambos_process *process, const ambos_run_options *options,
                                         ambos_run_result *result)
{
    ambos_error error;

    if (!result)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(result, 0, sizeof *result);
    error = run_spawned(process, options ? options : &run_defaults, result);
    if (error)
        ambos_last_failure(&result->failure);
    return error;
}

void AMBOS_CALL ambos_run_free(ambos_run_result *result)
{
    if (!result)
        return;
    ambos__release(result->output);
    ambos__release(result->errors);
    memset(result, 0, sizeof *result);
}
