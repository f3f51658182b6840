/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <psapi.h>

#include "core/crash.h"
#include "win32/process.h"

/* The longest single wait: INFINITE is one more. */
#define WAIT_MOST ((int64_t)(INFINITE - 1))

/* True when the process has ended. A wait may end a little before its time. */
static ambos_error wait_until_ended(HANDLE process, int64_t deadline_ns)
{
    for (;;) {
        int64_t left = ambos__deadline_left(deadline_ns);
        DWORD ms = left == AMBOS_FOREVER ? INFINITE : (DWORD)(left < WAIT_MOST ? left : WAIT_MOST);

        switch (WaitForSingleObject(process, ms)) {
        case WAIT_OBJECT_0:
            return AMBOS_OK;
        case WAIT_TIMEOUT:
            if (left == 0)
                return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
            break;
        default:
            return ambos__fail_win32(AMBOS_STEP_WAIT);
        }
    }
}

/* Units of 100 ns. */
static ambos_time wait_time(const FILETIME *time)
{
    const uint64_t units = (uint64_t)time->dwHighDateTime << 32 | time->dwLowDateTime;
    ambos_time result;

    result.sec = (int64_t)(units / 10000000);
    result.nsec = (uint32_t)(units % 10000000) * 100;
    return result;
}

/* What is not told stays unknown. Wine says 0 for the memory. */
static void wait_usage(HANDLE process, ambos_status *status)
{
    FILETIME created, ended, system, user;
    PROCESS_MEMORY_COUNTERS memory;

    if (GetProcessTimes(process, &created, &ended, &system, &user)) {
        status->user_time = wait_time(&user);
        status->system_time = wait_time(&system);
        status->known |= AMBOS_STATUS_TIMES;
    }
    if (GetProcessMemoryInfo(process, &memory, sizeof memory) && memory.PeakWorkingSetSize > 0) {
        status->peak_memory = memory.PeakWorkingSetSize;
        status->known |= AMBOS_STATUS_MEMORY;
    }
}

static bool wait_was_killed(struct ambos__child *child, DWORD code)
{
    return code == AMBOS__KILLED_CODE && InterlockedCompareExchange(&child->killed, 0, 0) != 0;
}

/* The first to see the end writes it down, since the times may still grow a little. */
static bool wait_settle(struct ambos__child *child)
{
    DWORD code;

    if (child->settled)
        return true;
    if (!GetExitCodeProcess(child->handle, &code))
        return false;
    ambos__classify_exit(code, &child->status);
    if (wait_was_killed(child, code)) {
        child->status.kind = AMBOS_STATUS_SIGNALED;
        child->status.code = 0;
        child->status.signal = AMBOS_SIGKILL;
    }
    wait_usage(child->handle, &child->status);
    child->settled = true;
    return true;
}

ambos_error ambos__os_wait(ambos_process *process, int64_t deadline_ns, ambos_status *status)
{
    struct ambos__child *child = ambos__child_of(process);
    ambos_error error;

    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
    error = wait_until_ended(child->handle, deadline_ns);
    if (error)
        return error;
    AcquireSRWLockExclusive(&child->lock);
    if (!wait_settle(child))
        error = ambos__fail_win32(AMBOS_STEP_WAIT);
    *status = child->status;
    ReleaseSRWLockExclusive(&child->lock);
    return error;
}

bool ambos__child_has_ended(const struct ambos__child *child)
{
    return WaitForSingleObject(child->handle, 0) == WAIT_OBJECT_0;
}

ambos_native ambos__os_process_native(ambos_process *process)
{
    return (ambos_native)ambos__child_of(process)->handle;
}

/* When that cannot be found out, yes: they would be ended for it. */
static bool wait_job_has_members(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounting;

    return !QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &accounting, sizeof accounting, NULL) ||
           accounting.ActiveProcesses > 0;
}

/* Of what was not started as a tree nobody but the child is in the job. */
static bool wait_job_is_needed(const struct ambos__child *child)
{
    const uint32_t flags = child->base.flags;

    if (!(flags & AMBOS_SPAWN_DIE_WITH_PARENT) || !child->handle)
        return false;
    if (!ambos__child_has_ended(child))
        return true;
    return (flags & (AMBOS_SPAWN_TREE | AMBOS_SPAWN_TREE_STRICT)) && wait_job_has_members(child->job);
}

/* Handles of jobs that still had members when their objects were closed, to be closed once they have none: a console
   outlives its last program by a moment. What finds no room stays open. */
static struct {
    SRWLOCK lock;
    HANDLE jobs[64];
} kept = { SRWLOCK_INIT, { NULL } };

static void wait_sweep_jobs(void)
{
    AcquireSRWLockExclusive(&kept.lock);
    for (size_t i = 0; i < sizeof kept.jobs / sizeof kept.jobs[0]; i++)
        if (kept.jobs[i] && !wait_job_has_members(kept.jobs[i]))
            ambos__handle_close(&kept.jobs[i]);
    ReleaseSRWLockExclusive(&kept.lock);
}

static void wait_keep_job(HANDLE job)
{
    size_t i = 0;

    AcquireSRWLockExclusive(&kept.lock);
    while (i < sizeof kept.jobs / sizeof kept.jobs[0] && kept.jobs[i])
        i++;
    if (i < sizeof kept.jobs / sizeof kept.jobs[0])
        kept.jobs[i] = job;
    ReleaseSRWLockExclusive(&kept.lock);
}

/* The last handle of a job that ends its processes is kept open on purpose while there are any: closing must not kill,
   and they shall still die with us. */
void ambos__os_process_close(ambos_process *process)
{
    struct ambos__child *child = ambos__child_of(process);

    if (child->job && (process->flags & AMBOS_SPAWN_DIE_WITH_PARENT))
        wait_sweep_jobs();
    if (child->job && wait_job_is_needed(child))
        wait_keep_job(child->job);
    else
        ambos__handle_close(&child->job);
    ambos__handle_close(&child->thread);
    ambos__handle_close(&child->handle);
    ambos__release(child);
}
