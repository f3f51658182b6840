/* SPDX-License-Identifier: MIT */
/* A child that ends with this process. What Linux ties it to is the thread that
   started it: so each such child has a thread of its own here, which starts it and
   sleeps until it has ended. A thread made for the one spawn has what the caller's
   has (its processors, its sandbox, its namespaces), which one for all would not. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <sys/wait.h>

#include "posix/linux_abi.h"

/* On the stack of the one who spawns, and there until the child was started. */
struct tie {
    struct ambos__plan *plan;
    unsigned way;
    struct ambos__started *started;
    int error;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

bool ambos__can_tie(void)
{
    return true;
}

/* Afterwards the tie is gone. The child's number, or -1 when there is none. */
static pid_t tie_start(struct tie *tie)
{
    const int error = ambos__start(tie->plan, tie->way, tie->started);
    const pid_t pid = tie->started->pid;

    pthread_mutex_lock(&tie->lock);
    tie->error = error;
    tie->done = true;
    pthread_cond_signal(&tie->changed);
    pthread_mutex_unlock(&tie->lock);
    return error ? -1 : pid;
}

/* Whoever reaps the child wakes us as well. */
static void *tie_run(void *context)
{
    const pid_t pid = tie_start((struct tie *)context);
    siginfo_t info;
    int result;

    if (pid != -1)
        AMBOS__RETRY(result, waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | __WALL));
    return NULL;
}

static void tie_wait(struct tie *tie)
{
    pthread_mutex_lock(&tie->lock);
    while (!tie->done)
        pthread_cond_wait(&tie->changed, &tie->lock);
    pthread_mutex_unlock(&tie->lock);
}

int ambos__start_tied(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    struct tie tie = { plan, way, started, 0, false, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };
    const int error = ambos__thread_start(tie_run, &tie);

    if (error)
        return error;
    tie_wait(&tie);
    pthread_cond_destroy(&tie.changed);
    pthread_mutex_destroy(&tie.lock);
    return tie.error;
}

#else

/* FreeBSD ties to the process. */
#if defined(__FreeBSD__)
#define TIE_CAN true
#else
#define TIE_CAN false
#endif

bool ambos__can_tie(void)
{
    return TIE_CAN;
}

int ambos__start_tied(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    return ambos__start(plan, way, started);
}

#endif
