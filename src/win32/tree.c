/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

/* How long the killed may take to be gone. */
enum { TREE_PATIENCE_MS = 1000 };

static bool tree_is_empty(HANDLE job)
{
    JOBOBJECT_BASIC_ACCOUNTING_INFORMATION accounting;

    return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &accounting, sizeof accounting, NULL) &&
           accounting.ActiveProcesses == 0;
}

/* Again and again, for one that was being started may have slipped in. */
static ambos_error tree_kill_job(HANDLE job)
{
    const int64_t deadline = ambos__deadline_after(TREE_PATIENCE_MS);

    do {
        if (!TerminateJobObject(job, AMBOS__KILLED_CODE))
            return ambos__fail_win32(AMBOS_STEP_KILL);
        if (tree_is_empty(job))
            return AMBOS_OK;
        Sleep(1);
    } while (ambos__deadline_left(deadline) > 0);
    return AMBOS_OK;
}

/* `killed` counts first, since another thread may see the end before the call returns; not when it has ended already: that
   was not us. */
ambos_error ambos__os_kill_tree(ambos_process *process)
{
    struct ambos__child *child = ambos__child_of(process);

    if (WaitForSingleObject(child->handle, 0) != WAIT_OBJECT_0)
        InterlockedIncrement(&child->killed);
    return tree_kill_job(child->job);
}
