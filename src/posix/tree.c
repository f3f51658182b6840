/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <string.h>
#include <sys/wait.h>

/* How long the killed may take to be gone. */
#define TREE_PATIENCE_MS 1000

void ambos__tree_init(struct ambos__tree *tree)
{
    memset(tree, 0, sizeof *tree);
    tree->cgroup_dir = tree->cgroup_kill = tree->control = -1;
    tree->supervisor = -1;
}

/* ---- letting go ---- */

/* True when nothing of it is left that has to be seen to. Its descriptors may be closed by then. */
static bool tree_discard(struct ambos__tree *tree)
{
    if (tree->supervisor != -1 && !ambos__supervise_leave(tree))
        return false;
    return !tree->cgroup[0] || ambos__cgroup_remove(tree) != EBUSY;
}

static void tree_close(struct ambos__tree *tree)
{
    ambos__fd_discard(tree->cgroup_kill);
    ambos__fd_discard(tree->cgroup_dir);
    ambos__fd_discard(tree->control);
    tree->cgroup_kill = tree->cgroup_dir = tree->control = -1;
}

/* Those that still had members when their objects were closed, to be seen to
   when they have none. What finds no room is left as it is. No lock is held while one is
   seen to: who looks at another place waits for nobody, and a fork that is made meanwhile
   only does without this one. */
enum { TREE_PLACE_FREE, TREE_PLACE_TAKEN, TREE_PLACE_KEPT };

static struct {
    ambos__atomic state;
    struct ambos__tree tree; /* for the one who has taken the place */
} tree_kept[64];

#define TREE_KEPT_COUNT (sizeof tree_kept / sizeof tree_kept[0])

static bool tree_take_place(size_t i, int32_t state)
{
    return ambos__os_atomic_exchange_if(&tree_kept[i].state, state, TREE_PLACE_TAKEN) == state;
}

static void tree_leave_place(size_t i, int32_t state)
{
    (void)ambos__os_atomic_exchange_if(&tree_kept[i].state, TREE_PLACE_TAKEN, state);
}

static void tree_sweep(void)
{
    size_t i;

    for (i = 0; i < TREE_KEPT_COUNT; i++)
        if (tree_take_place(i, TREE_PLACE_KEPT))
            tree_leave_place(i, tree_discard(&tree_kept[i].tree) ? TREE_PLACE_FREE : TREE_PLACE_KEPT);
}

static void tree_keep(const struct ambos__tree *tree)
{
    size_t i = 0;

    while (i < TREE_KEPT_COUNT && !tree_take_place(i, TREE_PLACE_FREE))
        i++;
    if (i == TREE_KEPT_COUNT)
        return;
    tree_kept[i].tree = *tree;
    tree_leave_place(i, TREE_PLACE_KEPT);
}

/* The zombie that kept the number of the group; not when somebody else has taken it, who has the number now. */
static void tree_reap_leader(const struct ambos__child *child)
{
    struct ambos__end end;
    const int error = child->pidfd == -1 ? ENOSYS : ambos__pidfd_reap(child->pidfd, false, &end);

    if (error == ENOSYS || error == EINVAL)
        (void)waitpid(child->pid, NULL, WNOHANG);
}

void ambos__tree_leave(struct ambos__child *child)
{
    struct ambos__tree *tree = &child->tree;
    bool gone;

    if (tree->tier == AMBOS_TREE_NONE)
        return;
    tree_sweep();
    if (tree->tier == AMBOS_TREE_GROUP && child->ended && child->status.kind != AMBOS_STATUS_UNKNOWN)
        tree_reap_leader(child);
    gone = tree_discard(tree);
    tree_close(tree);
    if (!gone)
        tree_keep(tree);
}

/* ---- before the child ---- */

ambos_error ambos__tree_choose(struct ambos__tree *tree, const ambos_spawn_options *options)
{
    const bool strict = (options->flags & AMBOS_SPAWN_TREE_STRICT) != 0;
    const bool tied = (options->flags & AMBOS_SPAWN_DIE_WITH_PARENT) != 0;

    if (!strict && !(options->flags & AMBOS_SPAWN_TREE))
        return AMBOS_OK;
    if ((strict || tied) && !ambos__can_supervise())
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_TREE);
    tree_sweep();
    /* Only who is there at our end can end others, then. */
    tree->tier = tied ? AMBOS_TREE_SUPERVISOR : AMBOS_TREE_CGROUP;
    return AMBOS_OK;
}

bool ambos__tree_lower(struct ambos__tree *tree, struct ambos__plan *plan)
{
    if (tree->tier != AMBOS_TREE_CGROUP)
        return false;
    ambos__tree_started(plan);
    (void)tree_discard(tree);
    tree_close(tree);
    ambos__tree_init(tree);
    tree->tier = plan->options->flags & AMBOS_SPAWN_TREE_STRICT ? AMBOS_TREE_SUPERVISOR : AMBOS_TREE_GROUP;
    return true;
}

static ambos_error tree_make_supervisor(struct ambos__tree *tree, struct ambos__plan *plan)
{
    const int error = ambos__supervise_make(tree, &plan->control_fd);

    return error ? ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, AMBOS_STEP_TREE) : AMBOS_OK;
}

static ambos_error tree_make_group(struct ambos__plan *plan)
{
    /* Of a group that was there before others would be killed. */
    if (plan->posix->flags & AMBOS_SPAWN_SET_GROUP)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_TREE);
    plan->own_group = true;
    return AMBOS_OK;
}

ambos_error ambos__tree_make(struct ambos__tree *tree, struct ambos__plan *plan)
{
    if (tree->tier == AMBOS_TREE_CGROUP && ambos__cgroup_make(tree, &plan->cgroup_fd))
        (void)ambos__tree_lower(tree, plan);
    if (tree->tier == AMBOS_TREE_SUPERVISOR)
        return tree_make_supervisor(tree, plan);
    return tree->tier == AMBOS_TREE_GROUP ? tree_make_group(plan) : AMBOS_OK;
}

void ambos__tree_started(struct ambos__plan *plan)
{
    ambos__fd_discard(plan->cgroup_fd);
    ambos__fd_discard(plan->control_fd);
    plan->cgroup_fd = plan->control_fd = -1;
}

/* ---- killing ---- */

static int tree_kill_group(const struct ambos__child *child)
{
    int error = ENOSYS;

    if (child->pidfd != -1)
        error = ambos__pidfd_kill_group(child->pidfd);
    if (error == 0 || error == ESRCH)
        return 0;
    if (error == EPERM)
        return error;
    if (!ambos__owns_number(child->pid))
        return ECHILD;
    return kill(-child->pid, SIGKILL) ? errno : 0;
}

/* The lock is for the number: nobody of ours reaps it meanwhile. */
static int tree_kill_locked_group(struct ambos__child *child)
{
    int error;

    pthread_mutex_lock(&child->lock);
    error = tree_kill_group(child);
    pthread_mutex_unlock(&child->lock);
    return error;
}

static int tree_kill_cgroup(const struct ambos__tree *tree)
{
    const int error = ambos__cgroup_kill(tree);

    if (!error)
        ambos__cgroup_await(tree, TREE_PATIENCE_MS);
    return error;
}

ambos_error ambos__os_kill_tree(ambos_process *process)
{
    struct ambos__child *child = (struct ambos__child *)(void *)process;
    int error;

    if (process->tree == AMBOS_TREE_CGROUP)
        error = tree_kill_cgroup(&child->tree);
    else if (process->tree == AMBOS_TREE_SUPERVISOR)
        error = ambos__supervise_kill(&child->tree, TREE_PATIENCE_MS);
    else
        error = tree_kill_locked_group(child);
    return error ? ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, AMBOS_STEP_KILL) : AMBOS_OK;
}
