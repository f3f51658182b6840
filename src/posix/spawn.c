/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <string.h>

/* What passes by itself is tried again after 1, 2, 4 ... ms: a program still open
   for writing in a process that is just being started, and a lack of processes. */
#define SPAWN_RETRIES 5

/* ---- streams ---- */

/* The step is the stream, not the opening of some file. */
static ambos_error spawn_blame_stream(int index)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    failure.step = AMBOS_STEP_STREAM_IN + (uint32_t)index;
    ambos__failure_restore(&failure);
    return failure.code;
}

static ambos_error spawn_open_file(struct ambos__plan *plan, int index)
{
    const ambos_stream *stream = &plan->options->stdio[index];
    uint32_t flags = AMBOS_READ;
    struct ambos_file file;

    if (index != 0) {
        flags = AMBOS_WRITE | AMBOS_CREATE | stream->flags;
        if (!(stream->flags & (AMBOS_APPEND | AMBOS_EXCLUSIVE)))
            flags |= AMBOS_TRUNCATE;
    }
    memset(&file, 0, sizeof file);
    if (ambos__os_file_open(&file, AMBOS__CWD, stream->path, flags, 0666))
        return spawn_blame_stream(index);
    plan->opened[index] = (int)file.handle;
    plan->moves[index].source = (int)file.handle;
    return AMBOS_OK;
}

static ambos_error spawn_open_pipe(struct ambos__plan *plan, int index, struct ambos__child *child)
{
    const int ours = index == 0 ? 1 : 0;
    ambos_error error;
    int ends[2];

    if (!ambos__pipe_make(ends))
        return ambos__fail_errno(AMBOS_STEP_PIPE);
    plan->opened[index] = ends[1 - ours];
    plan->moves[index].source = ends[1 - ours];
    error = ambos__file_wrap(&child->base.stdio[index], ends[ours], AMBOS__FILE_PIPE);
    if (error)
        ambos__fd_discard(ends[ours]);
    return error;
}

static ambos_error spawn_open_stream(struct ambos__plan *plan, int index, struct ambos__child *child)
{
    const ambos_stream *stream = &plan->options->stdio[index];

    switch (stream->kind) {
    case AMBOS_STREAM_NULL:
        plan->moves[index].source = AMBOS__FD_NULL;
        return AMBOS_OK;
    case AMBOS_STREAM_PIPE:
        return spawn_open_pipe(plan, index, child);
    case AMBOS_STREAM_FILE:
        return spawn_open_file(plan, index);
    case AMBOS_STREAM_OPEN:
        plan->moves[index].source = (int)stream->file->handle;
        return AMBOS_OK;
    case AMBOS_STREAM_STDOUT:
        plan->moves[index].source = AMBOS__FD_STDOUT;
        return AMBOS_OK;
    default:
        return AMBOS_OK;
    }
}

ambos_error ambos__plan_streams(struct ambos__plan *plan, struct ambos__child *child)
{
    ambos_error error = AMBOS_OK;
    int i;

    for (i = 0; !error && i < 3; i++)
        error = spawn_open_stream(plan, i, child);
    return error;
}

/* ---- one attempt ---- */

/* The end for the child's report must not stand where a descriptor is to go. */
static bool spawn_clear_report(const struct ambos__plan *plan, int *end)
{
    while (ambos__plan_targets(plan, *end)) {
        const int moved = fcntl(*end, F_DUPFD_CLOEXEC, *end + 1);

        if (moved == -1)
            return false;
        ambos__fd_discard(*end);
        *end = moved;
    }
    return true;
}

/* Is another way worth trying? A sandbox or an old kernel may refuse the best. */
static bool spawn_way_refused(int error)
{
    return error == EINVAL || error == ENOSYS || error == EPERM;
}

static unsigned spawn_first_way(const struct ambos__plan *plan)
{
    const uint32_t credentials = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS;

    /* One who is another user, or goes on beside us, must not stand in our memory. */
    if ((plan->posix->flags & credentials) || plan->control_fd != -1)
        return AMBOS__START_COPY_PIDFD;
    return plan->options->flags & AMBOS_SPAWN_DETACHED ? AMBOS__START_SHARED : AMBOS__START_SHARED_PIDFD;
}

/* Once a child has stood in our memory the others will, and what they write there
   is report enough. Where every clone is made a fork (valgrind, qemu) none ever
   does. A fork of ours runs under the same kernel: it may believe the note. */
static ambos__atomic spawn_memory_is_shared;

static bool spawn_needs_pipe(unsigned way)
{
    const bool shares = way == AMBOS__START_SHARED_PIDFD || way == AMBOS__START_SHARED;

    return !shares || !ambos__os_atomic_load(&spawn_memory_is_shared);
}

/* False with errno. */
static bool spawn_open_report(const struct ambos__plan *plan, int ends[2])
{
    if (ambos__pipe_make(ends))
        return spawn_clear_report(plan, &ends[1]);
    ends[0] = ends[1] = -1;
    return false;
}

/* A copying clone holds its starter until the program runs, too: us, or the go-between of a detached child, which then
   says its number last. So all has been said by then, and waiting for the end of the pipe would be waiting for strangers
   who hold a copy of it. Only where the kernel was seen to do as it is asked, and never of a supervisor, who goes on. */
static bool spawn_has_said_all(const struct ambos__plan *plan, unsigned way)
{
    return way == AMBOS__START_COPY_PIDFD && plan->control_fd == -1 && ambos__os_atomic_load(&spawn_memory_is_shared);
}

/* What the child said until it closed its end. In our own memory it has been
   written before we went on, and reading could wait for a stranger who holds a
   copy of the end. */
static void spawn_listen(struct ambos__plan *plan, unsigned way, int end)
{
    struct ambos__report report;
    ssize_t got;

    if (plan->shared)
        (void)ambos__os_atomic_exchange_if(&spawn_memory_is_shared, 0, 1);
    if (plan->shared || end == -1)
        return;
    if (spawn_has_said_all(plan, way) && !ambos__plan_between(plan))
        (void)fcntl(end, F_SETFL, O_NONBLOCK);
    for (;;) {
        AMBOS__RETRY(got, read(end, &report, sizeof report));
        if (got != (ssize_t)sizeof report)
            return;
        if (report.step != AMBOS_STEP_NONE) {
            plan->heard = report;
            continue;
        }
        plan->told_id = report.value;
        if (spawn_has_said_all(plan, way))
            return;
    }
}

static int spawn_start(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    sigset_t all, before;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    plan->actions = ambos__actions_of_one_thread();
    if (plan->options->flags & AMBOS_SPAWN_DIE_WITH_PARENT)
        error = ambos__start_tied(plan, way, started);
    else
        error = ambos__start(plan, way, started);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

/* Starts it, with the pipe at hand if one is needed, and hears what came of it. */
static void spawn_start_and_listen(struct ambos__plan *plan, unsigned way, int ends[2], struct ambos__started *started)
{
    const int error = spawn_start(plan, way, started);

    ambos__fd_discard(ends[1]);
    ends[1] = -1;
    if (error) {
        plan->heard.step = AMBOS_STEP_START;
        plan->heard.value = error;
        return;
    }
    spawn_listen(plan, way, ends[0]);
    if (ambos__plan_between(plan) && plan->told_id <= 0 && plan->heard.step == AMBOS_STEP_NONE) {
        plan->heard.step = AMBOS_STEP_START; /* somebody ended the one between */
        plan->heard.value = ECHILD;
    }
    if ((plan->options->flags & AMBOS_SPAWN_DETACHED) || plan->heard.step != AMBOS_STEP_NONE)
        ambos__start_reap(started->pid);
}

/* What went wrong is in plan->heard, and then no child is left. */
static void spawn_one_way(struct ambos__plan *plan, unsigned way, struct ambos__started *started)
{
    int ends[2] = { -1, -1 };

    memset(&plan->heard, 0, sizeof plan->heard);
    plan->shared = false;
    plan->told_id = 0;
    if (spawn_needs_pipe(way) && !spawn_open_report(plan, ends)) {
        plan->heard.step = AMBOS_STEP_PIPE;
        plan->heard.value = errno;
    } else {
        plan->report_fd = ends[1];
        spawn_start_and_listen(plan, way, ends, started);
    }
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    if (plan->heard.step != AMBOS_STEP_NONE) {
        ambos__fd_discard(started->pidfd);
        started->pidfd = -1;
    }
}

static void spawn_attempt(struct ambos__plan *plan, struct ambos__started *started)
{
    unsigned way;

    for (way = spawn_first_way(plan); way < AMBOS__START_WAYS; way++) {
        started->pid = -1;
        started->pidfd = -1;
        spawn_one_way(plan, way, started);
        if (plan->heard.step != AMBOS_STEP_START || !spawn_way_refused(plan->heard.value))
            return;
    }
}

/* ---- all attempts ---- */

static bool spawn_passes(const struct ambos__report *heard)
{
    return (heard->step == AMBOS_STEP_EXEC && heard->value == ETXTBSY) ||
           (heard->step == AMBOS_STEP_START && heard->value == EAGAIN);
}

static ambos_error spawn_launch(struct ambos__plan *plan, struct ambos__started *started)
{
    int tries;

    for (tries = 0;; tries++) {
        spawn_attempt(plan, started);
        if (tries == SPAWN_RETRIES || !spawn_passes(&plan->heard))
            break;
        ambos_sleep((int64_t)1 << tries);
    }
    if (plan->heard.step == AMBOS_STEP_NONE)
        return AMBOS_OK;
    return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)plan->heard.value, plan->heard.step);
}

/* With the tier of its tree that is to be had. */
static ambos_error spawn_in_tree(struct ambos__plan *plan, struct ambos__tree *tree, struct ambos__started *started)
{
    ambos_failure before;
    ambos_error error;

    ambos__os_failure_load(&before);
    do {
        error = ambos__tree_make(tree, plan);
        if (!error)
            error = spawn_launch(plan, started);
        ambos__tree_started(plan);
    } while (error && plan->heard.step == AMBOS_STEP_TREE && ambos__tree_lower(tree, plan));
    if (!error)
        ambos__failure_restore(&before);
    return error;
}

static void spawn_settle_supervised(struct ambos__child *child, const struct ambos__plan *plan,
                                    const struct ambos__started *started)
{
    ambos__fd_discard(started->pidfd); /* of the supervisor */
    child->tree.supervisor = started->pid;
    child->base.id = plan->told_id;
    child->pid = plan->told_id;
    child->pidfd = ambos__supervise_meet(&child->tree);
    child->end_fd = child->tree.control;
}

static void spawn_settle(struct ambos__child *child, const struct ambos__plan *plan,
                         const struct ambos__started *started)
{
    child->base.flags = plan->options->flags;
    if (plan->options->flags & AMBOS_SPAWN_DETACHED) {
        child->base.id = plan->told_id;
        ambos__fd_discard(started->pidfd); /* of the go-between */
        return;
    }
    child->base.tree = child->tree.tier;
    if (child->tree.tier == AMBOS_TREE_SUPERVISOR) {
        spawn_settle_supervised(child, plan, started);
        return;
    }
    child->base.id = started->pid;
    child->pid = started->pid;
    child->pidfd = started->pidfd == -1 ? ambos__pidfd_of_child(child->pid) : ambos__fd_above_std(started->pidfd);
    child->end_fd = child->pidfd;
}

static void spawn_abandon(struct ambos__child *child)
{
    int i;

    for (i = 0; i < 3; i++)
        ambos__file_discard(child->base.stdio[i]);
    ambos__os_process_close(&child->base);
}

ambos_error ambos__os_spawn(ambos_process **process, const char *const argv[], const ambos_spawn_options *options)
{
    struct ambos__child *child = ambos__child_new();
    struct ambos__started started;
    struct ambos__plan plan;
    ambos_error error;

    if (!child)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = ambos__plan_make(&plan, argv, options);
    if (!error)
        error = ambos__tree_choose(&child->tree, options);
    if (!error)
        error = ambos__plan_streams(&plan, child);
    if (!error)
        error = spawn_in_tree(&plan, &child->tree, &started);
    ambos__plan_free(&plan);
    if (error) {
        spawn_abandon(child);
        return error;
    }
    spawn_settle(child, &plan, &started);
    *process = &child->base;
    return AMBOS_OK;
}

/* ---- the search alone; no child is ever suspended ---- */

ambos_error ambos__os_find_program(const char *name, const ambos_spawn_options *options, struct ambos__str *path)
{
    const char *argv[2] = { NULL, NULL };
    struct ambos__plan plan;
    ambos_error error;

    argv[0] = name;
    error = ambos__plan_search(&plan, argv, options);
    if (!error)
        error = ambos__plan_find(&plan, path);
    ambos__plan_free(&plan);
    return error;
}

ambos_error ambos__os_resume(ambos_process *process)
{
    (void)process;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_START);
}
