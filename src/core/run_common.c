/* SPDX-License-Identifier: MIT */
/* ambos_run: spawn, feed and drain, wait. */
#include <string.h>

#include "core/port.h"

#define RUN_DRAIN_MS 1000
#define RUN_LOOKS 16
#define RUN_SPARE 4096

/* ---- sinks ---- */

bool ambos__sink_take(struct ambos__sink *sink, const char *data, size_t size)
{
    const uint64_t room = sink->limit - sink->text.size;

    if (size > room) {
        sink->truncated = true;
        size = (size_t)room;
    }
    return ambos__str_append(&sink->text, data, size) == AMBOS_OK;
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

static bool run_options_valid(const ambos_run_options *options)
{
    const uint32_t senseless = AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_SUSPENDED;

    if ((options->flags & ~(uint32_t)AMBOS_RUN_KILL_AT_LIMIT) || options->unused != 0 ||
        !ambos__all_zero(options->reserved, sizeof options->reserved))
        return false;
    if (options->input_size && !options->input)
        return false;
    return !options->spawn || !(options->spawn->flags & senseless);
}

/* How the child is started: with pipes where nothing else was said. */
static bool run_spawn_options(const ambos_run_options *options, ambos_spawn_options *spawn)
{
    memset(spawn, 0, sizeof *spawn);
    if (options->spawn)
        *spawn = *options->spawn;
    if (spawn->stdio[0].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[0].kind = options->input_size ? AMBOS_STREAM_PIPE : AMBOS_STREAM_NULL;
    if (spawn->stdio[1].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[1].kind = AMBOS_STREAM_PIPE;
    if (spawn->stdio[2].kind == AMBOS_STREAM_DEFAULT)
        spawn->stdio[2].kind = AMBOS_STREAM_PIPE;
    return options->input_size == 0 || spawn->stdio[0].kind == AMBOS_STREAM_PIPE;
}

static void run_pump_init(struct ambos__pump *pump, ambos_process *process, const ambos_run_options *options)
{
    const uint64_t limit = options->output_limit ? options->output_limit : UINT64_MAX;

    memset(pump, 0, sizeof *pump);
    pump->process = process;
    pump->input = (const char *)options->input;
    pump->input_size = options->input_size;
    pump->sinks[0].limit = limit;
    pump->sinks[1].limit = limit;
}

/* ---- the loop ---- */

struct run_clock {
    int64_t deadline; /* of all of it */
    int64_t drain_ms;
    bool kill_at_limit;
};

static bool run_is_open(const struct ambos__pump *pump)
{
    return pump->process->stdio[1] || pump->process->stdio[2];
}

static bool run_over_limit(const struct ambos__pump *pump, const struct run_clock *clock)
{
    return clock->kill_at_limit && (pump->sinks[0].truncated || pump->sinks[1].truncated);
}

/* Until the child has ended. */
static ambos_error run_pump_child(struct ambos__pump *pump, const struct run_clock *clock)
{
    ambos_error error = AMBOS_OK;

    while (!error && !pump->ended) {
        int64_t left = ambos__deadline_left(clock->deadline);

        error = ambos__os_pump_step(pump, left);
        if (!error && run_over_limit(pump, clock))
            error = ambos__fail(AMBOS_EFBIG, AMBOS_STEP_READ);
        else if (!error && !pump->ended && left == 0)
            error = ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
    }
    return error;
}

/* After its end: what it left in the pipes, and what others still write there
   until the given moment. */
static ambos_error run_pump_rest(struct ambos__pump *pump, int64_t deadline)
{
    ambos_error error = AMBOS_OK;
    int64_t left = 1;

    while (!error && run_is_open(pump) && left > 0) {
        left = ambos__deadline_left(deadline);
        error = ambos__os_pump_step(pump, left);
    }
    return error;
}

/* Of a child that was killed: what lies in the pipes, without waiting for others
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

/* Until the child has ended and its pipes too. */
static ambos_error run_pump_all(struct ambos__pump *pump, const struct run_clock *clock)
{
    ambos_error error = run_pump_child(pump, clock);

    if (!error)
        error = run_pump_rest(pump, run_drain_deadline(clock));
    if (!error && run_over_limit(pump, clock))
        error = ambos__fail(AMBOS_EFBIG, AMBOS_STEP_READ);
    return error;
}

/* One that has become another user may not be killed: then it is left alone, since
   waiting for it could take for ever. The first failure counts. */
static void run_force_end(ambos_process *process, ambos_status *status)
{
    ambos_failure first;
    const int64_t now = 0;

    ambos_last_failure(&first);
    if (ambos__end_by_force(process))
        (void)ambos__os_wait(process, now, status);
    else
        (void)ambos__os_wait(process, AMBOS_FOREVER, status);
    ambos__failure_restore(&first);
}

static ambos_error run_pump(struct ambos__pump *pump, const struct run_clock *clock, ambos_status *status)
{
    ambos_failure first;
    ambos_error error = ambos__os_pump_begin(pump);

    if (error) {
        run_force_end(pump->process, status);
        return error;
    }
    error = run_pump_all(pump, clock);
    if (error) {
        run_force_end(pump->process, status);
        ambos_last_failure(&first);
        run_pump_left_over(pump); /* what was written until now is still ours */
        ambos__failure_restore(&first);
    }
    ambos__os_pump_end(pump);
    return error;
}

/* ---- the result ---- */

static uint32_t run_happened(const struct ambos__pump *pump, ambos_error error)
{
    uint32_t happened = AMBOS_RUN_STARTED;

    if (error == AMBOS_ETIMEDOUT)
        happened |= AMBOS_RUN_TIMED_OUT;
    if (pump->sinks[0].truncated || pump->process->stdio[1])
        happened |= AMBOS_RUN_TRUNCATED_OUTPUT;
    if (pump->sinks[1].truncated || pump->process->stdio[2])
        happened |= AMBOS_RUN_TRUNCATED_ERRORS;
    if (pump->input_broken || pump->input_size)
        happened |= AMBOS_RUN_INPUT_UNREAD;
    return happened;
}

static ambos_error run_child(ambos_process *process, const ambos_run_options *options, ambos_run_result *result)
{
    const bool output = process->stdio[1] != NULL, errors = process->stdio[2] != NULL;
    struct run_clock clock;
    struct ambos__pump pump;
    ambos_error error;

    clock.deadline = ambos__deadline_after(options->timeout_ms ? options->timeout_ms : AMBOS_FOREVER);
    clock.drain_ms = options->drain_ms ? options->drain_ms : RUN_DRAIN_MS;
    clock.kill_at_limit = (options->flags & AMBOS_RUN_KILL_AT_LIMIT) != 0;
    run_pump_init(&pump, process, options);
    error = run_pump(&pump, &clock, &result->status);
    if (!error)
        error = ambos__os_wait(process, AMBOS_FOREVER, &result->status);
    result->happened = run_happened(&pump, error);
    run_sink_hand_over(&pump.sinks[0], output, &result->output, &result->output_size);
    run_sink_hand_over(&pump.sinks[1], errors, &result->errors, &result->errors_size);
    return error;
}

static ambos_error run_program(const char *const argv[], const ambos_run_options *options, ambos_run_result *result)
{
    ambos_spawn_options spawn;
    ambos_process *process;
    ambos_error error;

    if (!run_options_valid(options) || !run_spawn_options(options, &spawn))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos_spawn(&process, argv, &spawn);
    if (error)
        return error;
    error = run_child(process, options, result);
    ambos_process_close(process);
    return error;
}

ambos_error AMBOS_CALL ambos_run(const char *const argv[], const ambos_run_options *options, ambos_run_result *result)
{
    static const ambos_run_options defaults;
    ambos_error error;

    if (!result)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    memset(result, 0, sizeof *result);
    error = run_program(argv, options ? options : &defaults, result);
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
