/* SPDX-License-Identifier: MIT */
/* Processes of others, waiting for one of a handful, and waitsets. */
#include <string.h>

#include "core/port.h"

ambos_error AMBOS_CALL ambos_process_open(ambos_process **process, int64_t id)
{
    if (process)
        *process = NULL;
    if (!process || id <= 0)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_process_open(process, id);
}

/* ---- one of a handful ---- */

static ambos_error any_check(ambos_process *const processes[], size_t count)
{
    bool some = false;
    size_t i;

    if ((!processes && count) || count > AMBOS_WAIT_ANY_MOST)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    for (i = 0; i < count; i++) {
        if (processes[i] && (processes[i]->flags & AMBOS_SPAWN_DETACHED))
            return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
        some = some || processes[i];
    }
    return some ? AMBOS_OK : ambos__fail(AMBOS_ENOENT, AMBOS_STEP_WAIT);
}

/* One that cries wolf is asked again only after a pause. */
static ambos_error any_wait(ambos_process *const processes[], size_t count, int64_t deadline_ns, size_t *which,
                            ambos_status *status)
{
    const int64_t past = 0, pause_ms = 1;
    ambos_error error;
    int64_t left;
    size_t found;

    do {
        left = ambos__deadline_left(deadline_ns);
        error = ambos__os_wait_first(processes, count, left, &found);
        if (error)
            return error;
        if (found == count)
            continue;
        error = ambos__os_wait(processes[found], past, status);
        if (error != AMBOS_ETIMEDOUT) {
            *which = error ? count : found;
            return error;
        }
        if (left > 0)
            ambos_sleep(pause_ms);
    } while (left != 0);
    return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
}

ambos_error AMBOS_CALL ambos_wait_any(ambos_process *const processes[], size_t count, int64_t timeout_ms, size_t *which,
                                      ambos_status *status)
{
    ambos_status unwanted;
    ambos_failure before;
    ambos_error error;

    if (!status)
        status = &unwanted;
    memset(status, 0, sizeof *status);
    if (!which)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *which = count;
    error = any_check(processes, count);
    if (error)
        return error;
    ambos__os_failure_load(&before);
    error = any_wait(processes, count, ambos__deadline_after(timeout_ms), which, status);
    if (error)
        memset(status, 0, sizeof *status);
    else
        ambos__failure_restore(&before);
    return error;
}

/* ---- rings ---- */

static void set_ring_init(struct ambos__link *ring)
{
    ring->next = ring->before = ring;
}

static bool set_ring_is_empty(const struct ambos__link *ring)
{
    return ring->next == ring;
}

static void set_ring_append(struct ambos__link *ring, struct ambos__link *link)
{
    link->next = ring;
    link->before = ring->before;
    ring->before->next = link;
    ring->before = link;
}

static void set_ring_leave(struct ambos__link *link)
{
    link->next->before = link->before;
    link->before->next = link->next;
}

void ambos__member_ended(struct ambos__member *member)
{
    set_ring_leave(&member->link);
    set_ring_append(&member->set->ended, &member->link);
}

/* ---- members ---- */

/* The process may be in sets of other threads. */
static struct ambos__member *set_find(const ambos_waitset *set, ambos_process *process)
{
    struct ambos__member *member;

    ambos__os_process_lock(process);
    member = process->members;
    while (member && member->set != set)
        member = member->other;
    ambos__os_process_unlock(process);
    return member;
}

static void set_enrol(struct ambos__member *member)
{
    ambos_process *process = member->process;

    ambos__os_process_lock(process);
    member->other = process->members;
    process->members = member;
    ambos__os_process_unlock(process);
}

static void set_strike_off(const struct ambos__member *member)
{
    ambos_process *process = member->process;
    struct ambos__member **at = &process->members;

    ambos__os_process_lock(process);
    while (*at != member)
        at = &(*at)->other;
    *at = member->other;
    ambos__os_process_unlock(process);
}

static void set_drop(struct ambos__member *member)
{
    ambos__os_waitset_unwatch(member);
    set_ring_leave(&member->link);
    set_strike_off(member);
    ambos__release(member);
}

void ambos__waitsets_leave(ambos_process *process)
{
    while (process->members)
        set_drop(process->members);
}

/* ---- the public functions ---- */

ambos_error AMBOS_CALL ambos_waitset_create(ambos_waitset **set)
{
    ambos_error error;

    if (!set)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *set = NULL;
    error = ambos__os_waitset_create(set);
    if (error)
        return error;
    set_ring_init(&(*set)->running);
    set_ring_init(&(*set)->ended);
    return AMBOS_OK;
}

static ambos_error set_join(ambos_waitset *set, ambos_process *process)
{
    struct ambos__member *member = (struct ambos__member *)ambos__allocate_zeroed(sizeof *member);
    ambos_error error;

    if (!member)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    member->set = set;
    member->process = process;
    set_ring_append(&set->running, &member->link);
    error = ambos__os_waitset_watch(member);
    if (error) {
        set_ring_leave(&member->link);
        ambos__release(member);
        return error;
    }
    set_enrol(member);
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_waitset_add(ambos_waitset *set, ambos_process *process)
{
    if (!set || !process)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
    if (set_find(set, process))
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_CHECK);
    return set_join(set, process);
}

ambos_error AMBOS_CALL ambos_waitset_remove(ambos_waitset *set, ambos_process *process)
{
    struct ambos__member *member;

    if (!set || !process)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    member = set_find(set, process);
    if (!member)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CHECK);
    set_drop(member);
    return AMBOS_OK;
}

static ambos_error set_wait(ambos_waitset *set, int64_t deadline_ns)
{
    int64_t left = 1;

    while (set_ring_is_empty(&set->ended)) {
        ambos_error error;

        if (set_ring_is_empty(&set->running))
            return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_WAIT);
        if (left == 0)
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
        left = ambos__deadline_left(deadline_ns);
        error = ambos__os_waitset_step(set, left);
        if (error)
            return error;
    }
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_waitset_next(ambos_waitset *set, int64_t timeout_ms, ambos_process **process)
{
    struct ambos__member *member;
    ambos_error error;

    if (process)
        *process = NULL;
    if (!set || !process)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = set_wait(set, ambos__deadline_after(timeout_ms));
    if (error)
        return error;
    member = (struct ambos__member *)(void *)set->ended.next;
    *process = member->process;
    set_drop(member);
    return AMBOS_OK;
}

void AMBOS_CALL ambos_waitset_free(ambos_waitset *set)
{
    if (!set)
        return;
    while (!set_ring_is_empty(&set->ended))
        set_drop((struct ambos__member *)(void *)set->ended.next);
    while (!set_ring_is_empty(&set->running))
        set_drop((struct ambos__member *)(void *)set->running.next);
    ambos__os_waitset_free(set);
}
