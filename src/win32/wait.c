/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <psapi.h>

#include "core/crash.h"
#include "win32/process.h"

/* The longest single wait: INFINITE is one more. */
#define WAIT_MOST ((int64_t)(INFINITE - 1))

DWORD ambos__wait_ms(int64_t left_ms)
{
    if (left_ms == AMBOS_FOREVER)
        return INFINITE;
    return (DWORD)(left_ms < WAIT_MOST ? left_ms : WAIT_MOST);
}

/* True when the process has ended. A wait may end a little before its time. */
static ambos_error wait_until_ended(HANDLE process, int64_t deadline_ns)
{
    for (;;) {
        int64_t left = ambos__deadline_left(deadline_ns);

        switch (WaitForSingleObject(process, ambos__wait_ms(left))) {
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

/* The first of several ---------------------------------------------------------------- */

ambos_error ambos__os_wait_first(ambos_process *const processes[], size_t count, int64_t left_ms, size_t *which)
{
    HANDLE handles[AMBOS_WAIT_ANY_MOST];
    size_t places[AMBOS_WAIT_ANY_MOST];
    DWORD found, some = 0;

    for (size_t i = 0; i < count; i++) {
        if (!processes[i])
            continue;
        places[some] = i;
        handles[some++] = ambos__child_of(processes[i])->handle;
    }
    *which = count;
    found = WaitForMultipleObjects(some, handles, FALSE, ambos__wait_ms(left_ms));
    if (found == WAIT_FAILED)
        return ambos__fail_win32(AMBOS_STEP_WAIT);
    if (found < WAIT_OBJECT_0 + some)
        *which = places[found - WAIT_OBJECT_0];
    return AMBOS_OK;
}

/* Processes of others ----------------------------------------------------------------- */

/* The right to end it is wanted, not needed. A number is found by its upper 30 bits alone, so it is asked back. */
static ambos_error wait_open_handle(HANDLE *process, DWORD id)
{
    const DWORD watching = SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION;

    *process = OpenProcess(watching | PROCESS_TERMINATE, FALSE, id);
    if (!*process && GetLastError() == ERROR_ACCESS_DENIED)
        *process = OpenProcess(watching, FALSE, id);
    if (!*process && GetLastError() == ERROR_INVALID_PARAMETER)
        return ambos__fail_as(AMBOS_ESRCH, AMBOS_DOMAIN_WIN32, ERROR_INVALID_PARAMETER, AMBOS_STEP_WAIT);
    if (!*process)
        return ambos__fail_win32(AMBOS_STEP_WAIT);
    if (GetProcessId(*process) == id)
        return AMBOS_OK;
    ambos__handle_close(process);
    return ambos__fail(AMBOS_ESRCH, AMBOS_STEP_WAIT);
}

ambos_error ambos__os_process_open(ambos_process **process, int64_t id)
{
    struct ambos__child *child;
    HANDLE handle;
    ambos_error error;

    if (id > (int64_t)UINT32_MAX)
        return ambos__fail(AMBOS_ESRCH, AMBOS_STEP_WAIT);
    error = wait_open_handle(&handle, (DWORD)id);
    if (error)
        return error;
    child = (struct ambos__child *)ambos__allocate_zeroed(sizeof *child);
    if (!child) {
        ambos__handle_close(&handle);
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    child->base.id = id;
    child->handle = handle;
    child->opened = true;
    *process = &child->base;
    return AMBOS_OK;
}

/* The object --------------------------------------------------------------------------- */

void ambos__os_process_lock(ambos_process *process)
{
    AcquireSRWLockExclusive(&ambos__child_of(process)->lock);
}

void ambos__os_process_unlock(ambos_process *process)
{
    ReleaseSRWLockExclusive(&ambos__child_of(process)->lock);
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
