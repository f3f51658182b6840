/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

/* What the threads of the system's pool tell, and who waits for it. */
struct set {
    struct ambos_waitset base; /* first: core's */
    SRWLOCK lock;              /* of `fired` */
    CONDITION_VARIABLE arrived;
    struct ambos__member *fired; /* those that have ended, the latest first */
};

static struct set *set_of(ambos_waitset *set)
{
    return (struct set *)set;
}

ambos_error ambos__os_waitset_create(ambos_waitset **result)
{
    /* All zero are an open lock and a condition that nobody waits for. */
    struct set *set = (struct set *)ambos__allocate_zeroed(sizeof *set);

    if (!set)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    *result = &set->base;
    return AMBOS_OK;
}

void ambos__os_waitset_free(ambos_waitset *set)
{
    ambos__release(set);
}

/* Members ------------------------------------------------------------------------------- */

/* In a thread of the pool. Who unregisters the wait waits until this is back, so set and member are there. */
static VOID CALLBACK set_fire(PVOID context, BOOLEAN timed_out)
{
    struct ambos__member *member = (struct ambos__member *)context;
    struct set *set = set_of(member->set);

    (void)timed_out;
    AcquireSRWLockExclusive(&set->lock);
    member->fired = set->fired;
    set->fired = member;
    ReleaseSRWLockExclusive(&set->lock);
    WakeConditionVariable(&set->arrived);
}

ambos_error ambos__os_waitset_watch(struct ambos__member *member)
{
    HANDLE wait;

    if (!RegisterWaitForSingleObject(&wait, ambos__child_of(member->process)->handle, set_fire, member, INFINITE,
                                     WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD))
        return ambos__fail_win32(AMBOS_STEP_WAIT);
    member->os = (ambos_native)wait;
    return AMBOS_OK;
}

/* With no lock held, since a thread that has it coming may want one. */
void ambos__os_waitset_unwatch(struct ambos__member *member)
{
    struct set *set = set_of(member->set);
    struct ambos__member **at = &set->fired;

    UnregisterWaitEx((HANDLE)member->os, INVALID_HANDLE_VALUE);
    AcquireSRWLockExclusive(&set->lock);
    while (*at && *at != member)
        at = &(*at)->fired;
    if (*at)
        *at = member->fired;
    ReleaseSRWLockExclusive(&set->lock);
}

/* Waiting ------------------------------------------------------------------------------- */

/* All that have arrived, the earliest first. */
static struct ambos__member *set_take(struct set *set, int64_t left_ms)
{
    struct ambos__member *latest, *earliest = NULL;

    AcquireSRWLockExclusive(&set->lock);
    if (!set->fired)
        SleepConditionVariableSRW(&set->arrived, &set->lock, ambos__wait_ms(left_ms), 0);
    latest = set->fired;
    set->fired = NULL;
    ReleaseSRWLockExclusive(&set->lock);
    while (latest) {
        struct ambos__member *before = latest->fired;

        latest->fired = earliest;
        earliest = latest;
        latest = before;
    }
    return earliest;
}

ambos_error ambos__os_waitset_step(ambos_waitset *waitset, int64_t left_ms)
{
    struct ambos__member *member = set_take(set_of(waitset), left_ms);

    while (member) {
        struct ambos__member *later = member->fired;

        ambos__member_ended(member);
        member = later;
    }
    return AMBOS_OK;
}
