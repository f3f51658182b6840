/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <sys/wait.h>

/* Is the number still our child's? */
bool ambos__owns_number(pid_t pid)
{
    siginfo_t info;
    int result;

    AMBOS__RETRY(result, waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT));
    return result == 0;
}

/* With the lock held, so that nobody of ours reaps it meanwhile. Returns errno or 0. */
static int end_send(struct ambos__child *child, int number)
{
    int error = ENOSYS;

    ambos__child_look_locked(child);
    if (child->ended || child->patience)
        return ESRCH;
    if (child->pidfd != -1)
        error = ambos__pidfd_signal(child->pidfd, number);
    /* A sandbox may refuse one call and not the other. */
    if (error && error != ESRCH && error != EINVAL && !child->opened && ambos__owns_number(child->pid))
        error = kill(child->pid, number) ? errno : 0;
    return error;
}

ambos_error ambos__os_signal(ambos_process *process, uint32_t signal)
{
    struct ambos__child *child = (struct ambos__child *)(void *)process;
    const int number = ambos__signal_native(signal);
    int error;

    if (number == -1)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_KILL);
    pthread_mutex_lock(&child->lock);
    error = end_send(child, number);
    pthread_mutex_unlock(&child->lock);
    if (!error)
        return AMBOS_OK;
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, AMBOS_STEP_KILL);
}

ambos_error ambos__os_kill(ambos_process *process)
{
    ambos_failure before;
    ambos_error error;

    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_KILL);
    ambos__os_failure_load(&before);
    error = ambos__os_signal(process, AMBOS_SIGKILL);
    if (error != AMBOS_ESRCH)
        return error;
    ambos__failure_restore(&before);
    return AMBOS_OK;
}

/* One that is stopped gets the signal only when it goes on. */
ambos_error ambos__os_ask(ambos_process *process, uint32_t *asked)
{
    ambos_error error = ambos__os_signal(process, AMBOS_SIGTERM);
    ambos_failure before;

    if (error)
        return error;
    *asked = AMBOS_ASKED_SIGNAL;
    ambos__os_failure_load(&before);
    if (ambos__os_signal(process, AMBOS_SIGCONT))
        ambos__failure_restore(&before);
    return AMBOS_OK;
}

/* Does what the terminal sends go past it? */
static bool end_leads_group(const ambos_process *process)
{
    return (process->flags & (AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_NEW_SESSION)) || process->tree == AMBOS_TREE_GROUP;
}

void ambos__os_pass_on(ambos_process *process, uint32_t come)
{
    static const uint32_t signals[] = { AMBOS_SIGINT, AMBOS_SIGTERM, AMBOS_SIGHUP, AMBOS_SIGQUIT };
    const uint32_t from_terminal = end_leads_group(process) ? come >> AMBOS__INTERRUPT_FROM_TERMINAL : 0;
    ambos_failure before;
    uint32_t i;

    ambos__os_failure_load(&before);
    for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if ((come | from_terminal) & (1u << i) && ambos__os_signal(process, signals[i]))
            ambos__failure_restore(&before); /* it has ended */
}
