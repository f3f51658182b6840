/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

/* The program gets them too, and ends or not; after the last three this process would be ended at once, and the program
   with it, so that it had no time: they wait for the end that comes. */
static BOOL WINAPI exec_pass_over(DWORD event)
{
    if (event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT || event == CTRL_SHUTDOWN_EVENT)
        Sleep(INFINITE);
    return TRUE;
}

/* What this process has buffered stays unsaid, as where it is replaced: so nothing of it runs any more. */
static void exec_end_as(HANDLE program)
{
    DWORD code = AMBOS__KILLED_CODE;

    WaitForSingleObject(program, INFINITE);
    GetExitCodeProcess(program, &code);
    TerminateProcess(GetCurrentProcess(), code);
}

/* The job ends the program with us, and lets go of what it starts. */
ambos_error ambos__os_exec(const char *const argv[], const ambos_spawn_options *options)
{
    ambos_spawn_options tied = *options;
    ambos_process *process;
    ambos_error error;

    tied.flags |= AMBOS_SPAWN_DIE_WITH_PARENT;
    SetConsoleCtrlHandler(exec_pass_over, TRUE);
    error = ambos__os_spawn(&process, argv, &tied);
    if (!error)
        exec_end_as(ambos__child_of(process)->handle);
    SetConsoleCtrlHandler(exec_pass_over, FALSE);
    return error;
}
