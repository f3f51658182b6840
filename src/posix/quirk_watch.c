/* SPDX-License-Identifier: MIT */
/* Where a process has no descriptor: a thread that waits for it, without reaping
   it, and closes its end of a pipe then. It knows nothing of the process object,
   which may be gone by then. */
#include "posix/posix.h"
#include "posix/process.h"

#include <sys/wait.h>

#define WATCH_STACK_SIZE ((size_t)64 << 10)

struct watch {
    pid_t pid;
    int end;
};

static void *watch_run(void *context)
{
    struct watch *watch = (struct watch *)context;
    siginfo_t info;
    int result;

    AMBOS__RETRY(result, waitid(P_PID, (id_t)watch->pid, &info, WEXITED | WNOWAIT));
    ambos__fd_discard(watch->end);
    ambos__release(watch);
    return NULL;
}

/* A thread that no signal is for. Returns errno or 0. */
static int watch_start(struct watch *watch)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    pthread_t thread;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)pthread_attr_setstacksize(&attributes, WATCH_STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, watch_run, watch);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

int ambos__watch(pid_t pid)
{
    struct watch *watch = (struct watch *)ambos__allocate(sizeof *watch);
    int ends[2];

    if (!watch)
        return -1;
    if (!ambos__pipe_make(ends)) {
        ambos__release(watch);
        return -1;
    }
    watch->pid = pid;
    watch->end = ends[1];
    if (watch_start(watch) == 0)
        return ends[0];
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    ambos__release(watch);
    return -1;
}
