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
   when they have none. What finds no room is left as it is. A fork that is made while
   the lock is taken never gets it, and does without. */
static struct {
    pthread_mutex_t lock;
    struct ambos__tree trees[64];
} tree_kept = { PTHREAD_MUTEX_INITIALIZER, { { 0 } } };

#define TREE_KEPT_COUNT (sizeof tree_kept.trees / sizeof tree_kept.trees[0])

static void tree_sweep(void)
{
    size_t i;

    if (pthread_mutex_trylock(&tree_kept.lock))
        return;
    for (i = 0; i < TREE_KEPT_COUNT; i++)
        if (tree_kept.trees[i].tier != AMBOS_TREE_NONE && tree_discard(&tree_kept.trees[i]))
            tree_kept.trees[i].tier = AMBOS_TREE_NONE;
    pthread_mutex_unlock(&tree_kept.lock);
}

static void tree_keep(const struct ambos__tree *tree)
{
    size_t i = 0;

    if (pthread_mutex_trylock(&tree_kept.lock))
        return;
    while (i < TREE_KEPT_COUNT && tree_kept.trees[i].tier != AMBOS_TREE_NONE)
        i++;
    if (i < TREE_KEPT_COUNT)
        tree_kept.trees[i] = *tree;
    pthread_mutex_unlock(&tree_kept.lock);
}

/* The zombie that kept the number of the group. */
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
    if (tree->tier == AMBOS_TREE_GROUP && child->ended)
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
