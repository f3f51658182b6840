/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <string.h>

#if AMBOS__LINUX
#include <sys/prctl.h>
#endif

struct exec {
    struct ambos__plan *plan;
    struct ambos__undo *undo;
    uint32_t step; /* under way, or failed */
};

/* ---- on a thread of its own ----

   On Linux user and priority are a thread's own: one that has them executes the
   program, or ends, and nothing has happened to the others. */

#define EXEC_USER (AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS)

static bool exec_wants_thread(const struct ambos__plan *plan)
{
    return (plan->posix->flags & EXEC_USER) || plan->set_nice || plan->cpus;
}

#if AMBOS__LINUX

struct exec_thread {
    struct exec *exec;
    int error;
    bool done;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

static int exec_last_steps(struct exec *exec)
{
    sigset_t none;
    int error;

    exec->step = AMBOS_STEP_PRIORITY;
    error = ambos__child_priority(exec->plan);
    if (error)
        return error;
    exec->step = AMBOS_STEP_USER;
    error = ambos__child_user(exec->plan->posix);
    if (error)
        return error;
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    error = ambos__child_exec(exec->plan, &exec->step);
    sigfillset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    return error;
}

static void *exec_run(void *context)
{
    struct exec_thread *thread = (struct exec_thread *)context;
    const int error = exec_last_steps(thread->exec);

    pthread_mutex_lock(&thread->lock);
    thread->error = error;
    thread->done = true;
    pthread_cond_signal(&thread->changed);
    pthread_mutex_unlock(&thread->lock);
    return NULL;
}

/* What has changed its user on any thread may leave no core file any more, as a whole. */
static int exec_on_thread(struct exec *exec)
{
    struct exec_thread thread = { exec, 0, false, PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER };
    const int dumpable = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    const int error = ambos__thread_start(exec_run, &thread);

    if (error)
        return error;
    pthread_mutex_lock(&thread.lock);
    while (!thread.done)
        pthread_cond_wait(&thread.changed, &thread.lock);
    pthread_mutex_unlock(&thread.lock);
    pthread_cond_destroy(&thread.changed);
    pthread_mutex_destroy(&thread.lock);
    if (dumpable == 1)
        (void)prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
    return thread.error;
}

static ambos_error exec_refuse(const struct ambos__plan *plan)
{
    (void)plan;
    return AMBOS_OK;
}

#else

static int exec_on_thread(struct exec *exec)
{
    (void)exec;
    return ENOTSUP;
}

static ambos_error exec_refuse(const struct ambos__plan *plan)
{
    if (!exec_wants_thread(plan))
        return AMBOS_OK;
    return ambos__fail(AMBOS_ENOTSUP, plan->posix->flags & EXEC_USER ? AMBOS_STEP_USER : AMBOS_STEP_PRIORITY);
}

#endif

/* ---- the steps ---- */

static int exec_signals(struct exec *exec)
{
    exec->step = AMBOS_STEP_SIGNALS;
    ambos__undo_hold_signals(exec->undo, (exec->plan->options->flags & AMBOS_SPAWN_KEEP_IGNORED) != 0);
    return 0;
}

static int exec_descriptors(struct exec *exec)
{
    int error;

    exec->step = AMBOS_STEP_HANDLES;
    error = ambos__undo_note_descriptors(exec->undo, exec->plan);
    if (error)
        return error;
    ambos__child_close_rest();
    return ambos__child_place_all(exec->plan, &exec->step);
}

static int exec_directory(struct exec *exec)
{
    exec->step = AMBOS_STEP_CWD;
    return exec->plan->options->cwd ? ambos__undo_chdir(exec->undo, exec->plan->options->cwd) : 0;
}

static int exec_limits(struct exec *exec)
{
    const ambos_spawn_posix *posix = exec->plan->posix;

    exec->step = AMBOS_STEP_LIMITS;
    if (posix->flags & AMBOS_SPAWN_SET_UMASK)
        ambos__undo_umask(exec->undo, (mode_t)posix->umask);
    return ambos__undo_limits(exec->undo, posix);
}

static int exec_go(struct exec *exec)
{
    sigset_t none;

    exec->step = AMBOS_STEP_START;
    if (exec_wants_thread(exec->plan))
        return exec_on_thread(exec);
    sigemptyset(&none);
    pthread_sigmask(SIG_SETMASK, &none, NULL);
    return ambos__child_exec(exec->plan, &exec->step);
}

/* Comes back when something fails, and nothing has happened then. */
static ambos_error exec_become(struct ambos__plan *plan)
{
    static int (*const steps[])(struct exec *) = { exec_signals, exec_descriptors, exec_directory, exec_limits, exec_go };
    struct ambos__undo undo;
    struct exec exec = { plan, &undo, AMBOS_STEP_NONE };
    size_t i;
    int error = 0;

    ambos__undo_begin(&undo);
    for (i = 0; !error && i < sizeof steps / sizeof steps[0]; i++)
        error = steps[i](&exec);
    ambos__undo_all(&undo, plan);
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, exec.step);
}

ambos_error ambos__os_exec(const char *const argv[], const ambos_spawn_options *options)
{
    struct ambos__plan plan;
    ambos_error error = ambos__plan_make(&plan, argv, options);

    if (!error)
        error = exec_refuse(&plan);
    if (!error)
        error = ambos__plan_streams(&plan, NULL);
    if (!error)
        error = exec_become(&plan);
    ambos__plan_free(&plan);
    return error;
}
