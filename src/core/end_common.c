/* SPDX-License-Identifier: MIT */
/* ambos_kill, ambos_stop. */
#include <string.h>

#include "core/port.h"

static ambos_error end_check(const ambos_process *process, uint32_t signal)
{
    if (!process || signal >= AMBOS_SIGNAL_LIMIT)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_KILL);
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_kill(ambos_process *process, uint32_t signal)
{
    ambos_error error = end_check(process, signal);

    return error ? error : ambos__os_signal(process, signal);
}

/* One that has ended meanwhile needs no asking and can be waited for. */
static ambos_error end_unless_gone(ambos_error error)
{
    return error == AMBOS_ESRCH ? AMBOS_OK : error;
}

static ambos_error end_ask(ambos_process *process, int64_t grace_ms, ambos_stop_result *result)
{
    ambos_error error = end_unless_gone(ambos__os_ask(process, &result->asked));

    if (error || result->asked)
        return error;
    /* It may have ended, else there is no way to ask. */
    if (grace_ms == AMBOS_FOREVER && ambos__os_wait(process, 0, &result->status))
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_KILL);
    return AMBOS_OK;
}

/* Until a moment: AMBOS_ETIMEDOUT when it runs still. */
static ambos_error end_wait(ambos_process *process, int64_t deadline_ns, ambos_stop_result *result)
{
    ambos_error error = ambos__os_wait(process, deadline_ns, &result->status);

    if (error)
        memset(&result->status, 0, sizeof result->status);
    return error;
}

static ambos_error end_force(ambos_process *process, ambos_stop_result *result)
{
    ambos_error error = ambos__os_signal(process, AMBOS_SIGKILL);

    result->forced = !error;
    error = end_unless_gone(error);
    return error ? error : end_wait(process, AMBOS_FOREVER, result);
}

static ambos_error end_stop(ambos_process *process, int64_t grace_ms, ambos_stop_result *result)
{
    const int64_t past = 0;
    ambos_error error = end_wait(process, past, result);

    if (error != AMBOS_ETIMEDOUT)
        return error;
    if (grace_ms > 0) {
        error = end_ask(process, grace_ms, result);
        if (error)
            return error;
    }
    if (result->asked) {
        error = end_wait(process, ambos__deadline_after(grace_ms), result);
        if (error != AMBOS_ETIMEDOUT)
            return error;
    }
    return end_force(process, result);
}

ambos_error AMBOS_CALL ambos_stop(ambos_process *process, int64_t grace_ms, ambos_stop_result *result)
{
    ambos_stop_result unwanted;
    ambos_failure before;
    ambos_error error;

    if (!result)
        result = &unwanted;
    memset(result, 0, sizeof *result);
    error = end_check(process, 0);
    if (error)
        return error;
    ambos__os_failure_load(&before);
    error = end_stop(process, grace_ms, result);
    if (!error)
        ambos__failure_restore(&before);
    return error;
}
