/* SPDX-License-Identifier: MIT */
/* The child, from its start to its exec. It may run in the parent's memory while
   the thread that started it stands still and all others go on: nothing here
   allocates, takes a lock or calls the C library for more than a bare system
   call. All signals are blocked until the last moment. */
#include "posix/posix.h"
#include "posix/process.h"

#include "posix/child_calls.h"

/* ---- the news ---- */

AMBOS__CHILD void ambos__child_tell(struct ambos__plan *plan, uint32_t step, int value)
{
    struct ambos__report report;

    if (plan->report_fd == -1)
        return;
    report.step = step;
    report.value = value;
    child_sys_write(plan->report_fd, &report, sizeof report);
}

AMBOS__CHILD AMBOS__NORETURN void ambos__child_fail(struct ambos__plan *plan, uint32_t step, int error)
{
    plan->heard.step = step;
    plan->heard.value = error;
    ambos__child_tell(plan, step, error);
    child_sys_exit(127);
}

AMBOS__CHILD static void child_check(struct ambos__plan *plan, uint32_t step, int error)
{
    if (error)
        ambos__child_fail(plan, step, error);
}

/* ---- the steps, in their order ---- */

/* Handlers are ours and must not run there; an ignored signal would stay so. */
AMBOS__CHILD static void child_reset_signals(const struct ambos__plan *plan)
{
    const bool keep = (plan->options->flags & AMBOS_SPAWN_KEEP_IGNORED) != 0;
    const uint64_t others = plan->actions == AMBOS__ACTIONS_UNKNOWN ? ambos__child_actions() : plan->actions;
    int number;

    for (number = 1; number < AMBOS__NSIG; number++)
        if ((number > 64 || (others >> (number - 1) & 1) != 0) && number != SIGKILL && number != SIGSTOP &&
            !(keep && sigismember(&plan->ignored, number) == 1))
            child_sys_default(number); /* fails where there is no such signal */
}

AMBOS__CHILD static int child_group(const struct ambos__plan *plan)
{
    if (plan->options->flags & (AMBOS_SPAWN_NEW_SESSION | AMBOS_SPAWN_DETACHED))
        return child_sys_setsid();
    if (plan->posix->flags & AMBOS_SPAWN_SET_GROUP)
        return child_sys_setpgid((pid_t)plan->posix->process_group);
    return plan->own_group || (plan->options->flags & AMBOS_SPAWN_NEW_GROUP) ? child_sys_setpgid(0) : 0;
}

AMBOS__CHILD bool ambos__plan_targets(const struct ambos__plan *plan, int fd)
{
    size_t i;

    for (i = 0; i < plan->move_count; i++)
        if (plan->moves[i].target == fd)
            return true;
    return false;
}

AMBOS__CHILD static int child_move_away(const struct ambos__plan *plan, struct ambos__fd_plan *move)
{
    int old = -1;

    do {
        move->now = child_sys_fcntl(move->now, F_DUPFD_CLOEXEC, move->now + 1);
        if (old != -1)
            child_sys_close(old);
        old = move->now;
    } while (move->now != -1 && ambos__plan_targets(plan, move->now));
    return child_error(move->now);
}

/* A source that stands where another one is to go moves away first. */
AMBOS__CHILD static int child_clear_targets(struct ambos__plan *plan, uint32_t *step)
{
    size_t i;
    int error = 0;

    for (i = 0; i < plan->move_count; i++)
        plan->moves[i].now = plan->moves[i].source;
    for (i = 0; !error && i < plan->move_count; i++) {
        struct ambos__fd_plan *move = &plan->moves[i];

        *step = move->step;
        if (move->source >= 0 && move->source != move->target && ambos__plan_targets(plan, move->source))
            error = child_move_away(plan, move);
    }
    return error;
}

AMBOS__CHILD static int child_place_null(int target)
{
    const int fd = child_sys_open("/dev/null", target == 0 ? O_RDONLY : O_WRONLY);
    int error;

    if (fd == -1)
        return errno;
    if (fd == target)
        return 0;
    error = child_sys_dup(fd, target);
    child_sys_close(fd);
    return error;
}

/* One that closes on exec is no stream of ours: something else was opened where
   a stream was missing. */
AMBOS__CHILD static int child_place_inherited(int target)
{
    const int flags = child_sys_fcntl(target, F_GETFD, 0);

    return flags == -1 || (flags & FD_CLOEXEC) ? child_place_null(target) : 0;
}

AMBOS__CHILD static int child_place(const struct ambos__fd_plan *move)
{
    switch (move->source) {
    case AMBOS__FD_NULL:
        return child_place_null(move->target);
    case AMBOS__FD_INHERIT:
        return child_place_inherited(move->target);
    case AMBOS__FD_STDOUT:
        return child_sys_dup(1, move->target);
    default:
        /* On the same number dup does nothing, and the flag would stay. */
        if (move->now == move->target)
            return child_error(child_sys_fcntl(move->target, F_SETFD, 0));
        return child_sys_dup(move->now, move->target);
    }
}

AMBOS__CHILD int ambos__child_place_all(struct ambos__plan *plan, uint32_t *step)
{
    int error = child_clear_targets(plan, step);
    size_t i;

    for (i = 0; !error && i < plan->move_count; i++) {
        *step = plan->moves[i].step;
        error = child_place(&plan->moves[i]);
    }
    return error;
}

AMBOS__CHILD static int child_terminal(const struct ambos__plan *plan)
{
    int error = 0;

    if (plan->posix->flags & AMBOS_SPAWN_TERMINAL)
        error = child_sys_take_terminal(0);
    if (!error && (plan->posix->flags & AMBOS_SPAWN_FOREGROUND))
        error = child_sys_to_foreground(0);
    return error;
}

AMBOS__CHILD int ambos__child_limits(const ambos_spawn_posix *posix)
{
    size_t i;
    int error = 0;

    for (i = 0; !error && i < posix->limit_count; i++)
        error = child_sys_limit(&posix->limits[i]);
    return error;
}

AMBOS__CHILD int ambos__child_priority(const struct ambos__plan *plan)
{
    const int error = plan->set_nice ? child_sys_nice(plan->nice) : 0;

    return !error && plan->cpus ? child_sys_cpus(plan->cpus, plan->cpus_size) : error;
}

/* The groups first, while we may; the user last. */
AMBOS__CHILD int ambos__child_user(const ambos_spawn_posix *posix)
{
    int error = 0;

    if (posix->flags & AMBOS_SPAWN_SET_GROUPS)
        error = child_sys_groups(posix->group_count, posix->groups);
    else if (posix->flags & AMBOS_SPAWN_SET_UID)
        error = child_sys_groups(0, NULL);
    if (!error && (posix->flags & AMBOS_SPAWN_SET_GID))
        error = child_sys_group(posix->gid);
    if (!error && (posix->flags & AMBOS_SPAWN_SET_UID))
        error = child_sys_user(posix->uid);
    return error;
}

/* After the change of user, which would undo it. Who has lost the parent before
   that will not hear of it: 1 or another reaper is the parent then. 0 is one in
   another pid namespace, of whom nothing can be known. */
AMBOS__CHILD static int child_tie(const struct ambos__plan *plan)
{
    const int error = child_sys_die_with_parent(SIGKILL);
    const pid_t parent = child_sys_parent();

    if (!error && parent != plan->parent && parent != 0)
        child_sys_exit(127);
    return error;
}

/* ---- the program ---- */

AMBOS__CHILD const char *ambos__candidate_next(const char *text)
{
    while (*text)
        text++;
    return text + 1;
}

AMBOS__CHILD bool ambos__candidate_missing(int error)
{
    return error == ENOENT || error == ENOTDIR || error == EACCES || error == ENAMETOOLONG;
}

AMBOS__CHILD int ambos__candidate_weightier(int known, int error)
{
    if (known == EACCES || error == EACCES)
        return EACCES;
    return known == ENOENT || error == ENOENT || error == ENOTDIR ? ENOENT : error;
}

AMBOS__CHILD static int child_search(const struct ambos__plan *plan)
{
    const char *candidate;
    int known = 0;

    for (candidate = plan->candidates; *candidate; candidate = ambos__candidate_next(candidate)) {
        const int error = child_sys_exec(candidate, plan->argv, plan->envp);

        if (!ambos__candidate_missing(error))
            return error;
        known = ambos__candidate_weightier(known, error);
    }
    return known;
}

/* A file that is there and yet ENOENT lacks its interpreter. */
AMBOS__CHILD static bool child_found(const struct ambos__plan *plan)
{
    const char *candidate;

    if (!plan->candidates)
        return child_sys_exists(plan->program);
    for (candidate = plan->candidates; *candidate; candidate = ambos__candidate_next(candidate))
        if (child_sys_exists(candidate))
            return true;
    return false;
}

AMBOS__CHILD int ambos__child_exec(const struct ambos__plan *plan, uint32_t *step)
{
    const int error =
        plan->candidates ? child_search(plan) : child_sys_exec(plan->program, plan->argv, plan->envp);

    *step = AMBOS_STEP_EXEC;
    if (error == E2BIG)
        *step = AMBOS_STEP_ARGUMENTS;
    else if ((error == ENOENT || error == ENOTDIR) && !child_found(plan))
        *step = AMBOS_STEP_PROGRAM;
    return error;
}

/* ---- the whole ---- */

AMBOS__CHILD int ambos__child_main(void *context)
{
    struct ambos__plan *plan = (struct ambos__plan *)context;
    uint32_t step;
    int error;

    plan->shared = true;
    child_reset_signals(plan);
    /* Before it can have children of its own. */
    if (plan->cgroup_fd != -1)
        child_check(plan, AMBOS_STEP_TREE, child_sys_enter(plan->cgroup_fd));
    child_check(plan, AMBOS_STEP_SESSION, child_group(plan));
    /* First everything, then what stays is put back: one call, however many stay. */
    ambos__child_close_rest();
    error = ambos__child_place_all(plan, &step);
    child_check(plan, step, error);
    child_check(plan, AMBOS_STEP_TERMINAL, child_terminal(plan));
    if (plan->options->cwd)
        child_check(plan, AMBOS_STEP_CWD, child_sys_chdir(plan->options->cwd));
    if (plan->posix->flags & AMBOS_SPAWN_SET_UMASK)
        child_sys_umask(plan->posix->umask);
    child_check(plan, AMBOS_STEP_LIMITS, ambos__child_limits(plan->posix));
    child_check(plan, AMBOS_STEP_PRIORITY, ambos__child_priority(plan));
    child_check(plan, AMBOS_STEP_USER, ambos__child_user(plan->posix));
    /* What a supervisor that is gone cannot tell of should not go on. */
    if ((plan->options->flags & AMBOS_SPAWN_DIE_WITH_PARENT) || plan->control_fd != -1)
        child_check(plan, AMBOS_STEP_PARENT, child_tie(plan));
    child_check(plan, AMBOS_STEP_SIGNALS, child_sys_unblock());
    error = ambos__child_exec(plan, &step);
    ambos__child_fail(plan, step, error);
}

AMBOS__CHILD int ambos__child_detach(void *context)
{
    struct ambos__plan *plan = (struct ambos__plan *)context;
    pid_t pid;

    plan->shared = true;
    pid = ambos__start_second(plan);
    if (pid == -1)
        ambos__child_fail(plan, AMBOS_STEP_START, errno);
    plan->told_id = pid;
    ambos__child_tell(plan, AMBOS_STEP_NONE, pid);
    child_sys_exit(0);
}
