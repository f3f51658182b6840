/* SPDX-License-Identifier: MIT */
/* The ways to start a child. */
#include "posix/posix.h"
#include "posix/process.h"

#include <sys/wait.h>

#include "posix/child_calls.h"

#if AMBOS__LINUX
#include <sched.h>
#include <sys/mman.h>
#endif

bool ambos__plan_between(const struct ambos__plan *plan)
{
    return plan->control_fd != -1 || (plan->options->flags & AMBOS_SPAWN_DETACHED) != 0;
}

/* What the process that we start is to do. */
static int (*clone_entry(const struct ambos__plan *plan))(void *)
{
    if (plan->control_fd != -1)
        return ambos__supervisor_main;
    return plan->options->flags & AMBOS_SPAWN_DETACHED ? ambos__child_detach : ambos__child_main;
}

static int clone_by_fork(struct ambos__plan *plan, struct ambos__started *started)
{
    const pid_t pid = fork();

    if (pid == -1)
        return errno;
    if (pid == 0)
        child_sys_exit(clone_entry(plan)(plan));
    started->pid = pid;
    return 0;
}

#if AMBOS__LINUX

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif
#define CLONE_REAP_FLAGS __WALL
/* The deepest of a child is a buffer of 4 KiB and the dynamic linker. */
#define CLONE_STACK_SIZE ((size_t)64 << 10)

/* The C library's own name of clone(), where it has one: the sanitizers catch the
   other and take every child for a fork, also one that shares their memory. */
#if defined(__GLIBC__)
extern int __clone(int (*function)(void *), void *stack, int flags, void *argument, ...);
#define CLONE_CALL __clone
#else
#define CLONE_CALL clone
#endif

struct clone_stack {
    char *block;
    size_t size;
    bool keep;
};

/* One stack is kept for the next child: to make one and to touch its pages for the
   first time is a tenth of all that a spawn costs. Who finds it taken makes one for
   the moment, so nobody waits. It is never given back: no moment is the last spawn.
   A fork that another thread makes while it is taken has it taken for ever, and
   goes on with those for the moment. */
enum { CLONE_KEPT_NONE, CLONE_KEPT_TAKEN, CLONE_KEPT_FREE };

static ambos__atomic clone_kept_state;
static struct clone_stack clone_kept; /* for the one who has taken it */

/* A stack with a guard page under it, not a part of the caller's: threads may
   have small ones. */
static bool clone_stack_make(struct clone_stack *stack)
{
    const size_t guard = (size_t)sysconf(_SC_PAGESIZE);
    void *block;

    stack->size = CLONE_STACK_SIZE + guard;
    block = mmap(NULL, stack->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE,
                 -1, 0);
    if (block == MAP_FAILED)
        return false;
    stack->block = (char *)block;
    (void)mprotect(block, guard, PROT_NONE);
    return true;
}

static char *clone_stack_top(const struct clone_stack *stack)
{
    return stack->block + stack->size;
}

/* False with errno. */
static bool clone_stack_take(struct clone_stack *stack)
{
    if (ambos__os_atomic_exchange_if(&clone_kept_state, CLONE_KEPT_FREE, CLONE_KEPT_TAKEN) == CLONE_KEPT_FREE) {
        *stack = clone_kept;
        return true;
    }
    stack->keep =
        ambos__os_atomic_exchange_if(&clone_kept_state, CLONE_KEPT_NONE, CLONE_KEPT_TAKEN) == CLONE_KEPT_NONE;
    if (clone_stack_make(stack))
        return true;
    if (stack->keep)
        (void)ambos__os_atomic_exchange_if(&clone_kept_state, CLONE_KEPT_TAKEN, CLONE_KEPT_NONE);
    return false;
}

static void clone_stack_return(const struct clone_stack *stack)
{
    const int kept = errno;

    if (stack->keep) {
        clone_kept = *stack;
        (void)ambos__os_atomic_exchange_if(&clone_kept_state, CLONE_KEPT_TAKEN, CLONE_KEPT_FREE);
        return;
    }
    munmap(stack->block, stack->size);
    errno = kept;
}

static int clone_flags(unsigned way, bool between)
{
    /* One that is between us and the child ends unheard: no SIGCHLD for it, and it
       is not there for anybody's wait(). */
    const int end = between ? 0 : SIGCHLD;

    switch (way) {
    case AMBOS__START_SHARED_PIDFD:
        return CLONE_VM | CLONE_VFORK | CLONE_PIDFD | end;
    case AMBOS__START_SHARED:
        return CLONE_VM | CLONE_VFORK | end;
    default:
        return CLONE_PIDFD | (between ? 0 : CLONE_VFORK) | end;
    }
}

static int clone_on(struct ambos__plan *plan, unsigned way, const struct clone_stack *stack,
                    struct ambos__started *started)
{
    const bool between = ambos__plan_between(plan);
    /* Kernels before 5.2 pass over CLONE_PIDFD and leave it so. */
    int pidfd = -1;
    const pid_t pid =
        CLONE_CALL(clone_entry(plan), clone_stack_top(stack), clone_flags(way, between), plan, &pidfd, NULL, NULL);

    if (pid == -1)
        return errno;
    started->pid = pid;
    started->pidfd = pidfd;
    return 0;
}

static int clone_with_stacks(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    struct clone_stack first, second;
    int error;

    if (!clone_stack_take(&first))
        return errno;
    plan->second_stack = NULL;
    if (!ambos__plan_between(plan)) {
        error = clone_on(plan, way, &first, started);
    } else if (clone_stack_take(&second)) {
        plan->second_stack = clone_stack_top(&second);
        error = clone_on(plan, way, &first, started);
        clone_stack_return(&second);
    } else {
        error = errno;
    }
    clone_stack_return(&first);
    return error;
}

int ambos__start(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    started->pid = -1;
    started->pidfd = -1;
    plan->second_stack = NULL;
    return way == AMBOS__START_FORK ? clone_by_fork(plan, started) : clone_with_stacks(plan, way, started);
}

AMBOS__CHILD pid_t ambos__start_second(struct ambos__plan *plan)
{
    const uint32_t credentials = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS;
    /* One who is another user must not stand in the memory of a supervisor. */
    const int memory = plan->control_fd != -1 && (plan->posix->flags & credentials) ? 0 : CLONE_VM;
    pid_t pid;

    if (plan->second_stack)
        return CLONE_CALL(ambos__child_main, plan->second_stack, memory | CLONE_VFORK | SIGCHLD, plan);
    pid = fork();
    if (pid == 0)
        ambos__child_main(plan);
    return pid;
}

#else

#define CLONE_REAP_FLAGS 0

int ambos__start(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    started->pid = -1;
    started->pidfd = -1;
    return way == AMBOS__START_FORK ? clone_by_fork(plan, started) : ENOSYS;
}

pid_t ambos__start_second(struct ambos__plan *plan)
{
    const pid_t pid = fork();

    if (pid == 0)
        ambos__child_main(plan);
    return pid;
}

#endif

void ambos__start_reap(pid_t pid)
{
    const int kept = errno;
    pid_t result;

    AMBOS__RETRY(result, waitpid(pid, NULL, CLONE_REAP_FLAGS));
    errno = kept;
}
