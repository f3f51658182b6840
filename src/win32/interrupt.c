/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

struct ambos_interrupt {
    HANDLE event; /* set while there are bits */
    uint32_t which;
    uint32_t come;
};

/* The system calls the handler in a thread that it makes for the moment. */
static SRWLOCK interrupt_lock = SRWLOCK_INIT;
static CONDITION_VARIABLE interrupt_closed = CONDITION_VARIABLE_INIT;
static ambos_interrupt *interrupt_open; /* under the lock */

static uint32_t interrupt_bit(DWORD type)
{
    switch (type) {
    case CTRL_C_EVENT:
        return AMBOS_INTERRUPT_INT;
    case CTRL_BREAK_EVENT:
        return AMBOS_INTERRUPT_BREAK;
    default:
        return AMBOS_INTERRUPT_TERM;
    }
}

/* When the console is closed the process ends as soon as this returns: so not before the program has let go. */
static BOOL WINAPI interrupt_handler(DWORD type)
{
    const uint32_t bit = interrupt_bit(type);
    ambos_interrupt *told;

    AcquireSRWLockExclusive(&interrupt_lock);
    told = interrupt_open && (interrupt_open->which & bit) ? interrupt_open : NULL;
    if (told) {
        told->come |= bit;
        SetEvent(told->event);
    }
    while (told && bit == AMBOS_INTERRUPT_TERM && interrupt_open == told)
        SleepConditionVariableSRW(&interrupt_closed, &interrupt_lock, INFINITE, 0);
    ReleaseSRWLockExclusive(&interrupt_lock);
    return told != NULL;
}

/* False: there is one already. */
static bool interrupt_register(ambos_interrupt *interrupt)
{
    bool first;

    AcquireSRWLockExclusive(&interrupt_lock);
    first = !interrupt_open;
    if (first)
        interrupt_open = interrupt;
    ReleaseSRWLockExclusive(&interrupt_lock);
    return first;
}

static void interrupt_unregister(void)
{
    AcquireSRWLockExclusive(&interrupt_lock);
    interrupt_open = NULL;
    ReleaseSRWLockExclusive(&interrupt_lock);
    WakeAllConditionVariable(&interrupt_closed);
}

static ambos_error interrupt_begin(ambos_interrupt *interrupt)
{
    ambos_error error;

    interrupt->event = CreateEventW(NULL, TRUE, FALSE, NULL);
    if (!interrupt->event)
        return ambos__fail_win32(AMBOS_STEP_CONSOLE);
    if (!interrupt_register(interrupt))
        return ambos__fail(AMBOS_EBUSY, AMBOS_STEP_CONSOLE);
    if (SetConsoleCtrlHandler(interrupt_handler, TRUE))
        return AMBOS_OK;
    error = ambos__fail_win32(AMBOS_STEP_CONSOLE);
    interrupt_unregister();
    return error;
}

ambos_error ambos__os_interrupt_open(ambos_interrupt **interrupt, uint32_t which)
{
    ambos_interrupt *made = ambos__allocate_zeroed(sizeof *made);
    ambos_error error;

    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    made->which = which;
    error = interrupt_begin(made);
    if (error == AMBOS_OK) {
        *interrupt = made;
        return AMBOS_OK;
    }
    ambos__handle_close(&made->event);
    ambos__release(made);
    return error;
}

ambos_native ambos__os_interrupt_native(const ambos_interrupt *interrupt)
{
    return (ambos_native)interrupt->event;
}

/* All of it is the console's, which tells everybody. */
static uint32_t interrupt_collect(ambos_interrupt *interrupt)
{
    uint32_t come;

    AcquireSRWLockExclusive(&interrupt_lock);
    come = interrupt->come;
    interrupt->come = 0;
    ResetEvent(interrupt->event);
    ReleaseSRWLockExclusive(&interrupt_lock);
    return come << AMBOS__INTERRUPT_FROM_TERMINAL;
}

ambos_error ambos__os_interrupt_next(ambos_interrupt *interrupt, int64_t deadline_ns, uint32_t *come)
{
    for (;;) {
        const int64_t left = ambos__deadline_left(deadline_ns);
        const DWORD limit = left >= INT32_MAX ? (left == AMBOS_FOREVER ? INFINITE : INT32_MAX) : (DWORD)left;

        if (WaitForSingleObject(interrupt->event, limit) == WAIT_FAILED)
            return ambos__fail_win32(AMBOS_STEP_WAIT);
        *come = interrupt_collect(interrupt);
        if (*come)
            return AMBOS_OK;
        if (left == 0)
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
    }
}

/* In this order: the system holds a lock while it calls handlers, and ours waits to be unregistered. */
void ambos__os_interrupt_close(ambos_interrupt *interrupt)
{
    interrupt_unregister();
    SetConsoleCtrlHandler(interrupt_handler, FALSE);
    ambos__handle_close(&interrupt->event);
    ambos__release(interrupt);
}
