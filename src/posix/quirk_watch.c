/* SPDX-License-Identifier: MIT */
/* Where a process has no descriptor: a thread that waits for it, without reaping
   it, and writes into a pipe then. It knows nothing of the process object,
   which may be gone by then. */
#include "posix/posix.h"
#include "posix/process.h"

#include <sys/wait.h>

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
    /* A byte that nobody reads, since a stranger's fork may hold a copy of the end,
       and then closing it would tell nobody. */
    AMBOS__RETRY(result, (int)write(watch->end, "", 1));
    ambos__fd_discard(watch->end);
    ambos__release(watch);
    return NULL;
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
    if (ambos__thread_start(watch_run, watch) == 0)
        return ends[0];
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    ambos__release(watch);
    return -1;
}
