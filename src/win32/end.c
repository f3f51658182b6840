/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

/* Ending by force ------------------------------------------------------------------- */

/* Windows refuses access to a process that is ending, before waits see the end. A handle of a child has every right, so
   for a child it is nothing else; one that was opened may lack the right. */
static ambos_error end_failed(const struct ambos__child *child)
{
    const DWORD native = GetLastError();
    DWORD code;

    if (native == ERROR_ACCESS_DENIED && child->opened && GetExitCodeProcess(child->handle, &code) &&
        code == STILL_ACTIVE && !ambos__child_has_ended(child))
        return ambos__fail_as(AMBOS_EPERM, AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_KILL);
    if (native == ERROR_ACCESS_DENIED)
        return ambos__fail_as(AMBOS_ESRCH, AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_KILL);
    return ambos__fail_native(AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_KILL);
}

/* `killed` counts first, since another thread may see the end before TerminateProcess returns here. */
static ambos_error end_force_child(struct ambos__child *child)
{
    ambos_error error;

    if (ambos__child_has_ended(child))
        return ambos__fail(AMBOS_ESRCH, AMBOS_STEP_KILL);
    InterlockedIncrement(&child->killed);
    if (TerminateProcess(child->handle, AMBOS__KILLED_CODE))
        return AMBOS_OK;
    error = end_failed(child);
    InterlockedDecrement(&child->killed);
    return error;
}

ambos_error ambos__os_signal(ambos_process *process, uint32_t signal)
{
    struct ambos__child *child = ambos__child_of(process);

    if (signal == AMBOS_SIGKILL)
        return end_force_child(child);
    if (signal != 0)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_KILL);
    return ambos__child_has_ended(child) ? ambos__fail(AMBOS_ESRCH, AMBOS_STEP_KILL) : AMBOS_OK;
}

ambos_error ambos__os_kill(ambos_process *process)
{
    ambos_failure before;
    ambos_error error;

    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_KILL);
    ambos__os_failure_load(&before);
    error = end_force_child(ambos__child_of(process));
    if (error != AMBOS_ESRCH)
        return error;
    ambos__failure_restore(&before);
    return AMBOS_OK;
}

/* Asking ------------------------------------------------------------------------------ */

/* Is it one of the processes of our console? The list may be longer than the room that there is for it, and then it is
   not in there at all. */
static bool end_shares_console(DWORD id)
{
    enum { ROOM = 256 };
    DWORD ids[ROOM];
    DWORD count = GetConsoleProcessList(ids, ROOM);

    for (DWORD i = 0; count <= ROOM && i < count; i++) {
        if (ids[i] == id)
            return true;
    }
    return false;
}

/* A child that has only just been started joins its console a moment later. One that never does is no console program. */
static bool end_joins_console(const struct ambos__child *child)
{
    enum { TRIES = 10, PAUSE_MS = 10 };

    for (int tries = 1; !end_shares_console((DWORD)child->base.id); tries++) {
        if (tries == TRIES || WaitForSingleObject(child->handle, PAUSE_MS) != WAIT_TIMEOUT)
            return false;
    }
    return true;
}

/* An event for what leads no group of this console could reach all who share it, us among them; so both must be sure.
   The number is the child's as long as we hold its handle. */
static bool end_ask_console(const struct ambos__child *child)
{
    const uint32_t elsewhere = AMBOS_SPAWN_NO_WINDOW | AMBOS_SPAWN_NEW_CONSOLE | AMBOS_SPAWN_DETACHED;
    const uint32_t flags = child->base.flags;

    if (!(flags & (AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_STOPPABLE)) || (flags & elsewhere) ||
        !end_shares_console(GetCurrentProcessId()) || !end_joins_console(child))
        return false;
    return GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, (DWORD)child->base.id) != 0;
}

ambos_error ambos__os_ask(ambos_process *process, uint32_t *asked)
{
    const struct ambos__child *child = ambos__child_of(process);

    if (ambos__child_has_ended(child))
        return ambos__fail(AMBOS_ESRCH, AMBOS_STEP_KILL);
    if (child->thread) /* it stands still and hears nothing */
        return AMBOS_OK;
    if (ambos__windows_close((DWORD)process->id, (process->flags & AMBOS_SPAWN_NEW_CONSOLE) != 0))
        *asked |= AMBOS_ASKED_WINDOWS;
    if (end_ask_console(child))
        *asked |= AMBOS_ASKED_CONSOLE;
    return AMBOS_OK;
}

/* All that comes is from the console, which has told everybody in it but those that lead a group of their own. */
void ambos__os_pass_on(ambos_process *process, uint32_t come)
{
    const struct ambos__child *child = ambos__child_of(process);

    if (come && !ambos__child_has_ended(child))
        (void)end_ask_console(child);
}
