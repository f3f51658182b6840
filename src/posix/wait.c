/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

#define WAIT_LONGEST_POLL_MS (24 * 60 * 60 * 1000)
/* How long to sleep where there is nothing to wait on. */
#define WAIT_BLIND_MS 10
#define WAIT_WATCHER_MS 10

#if defined(__APPLE__)
#define WAIT_MAXRSS_UNIT 1u
#else
#define WAIT_MAXRSS_UNIT 1024u
#endif

/* ---- the object ---- */

struct ambos__child *ambos__child_new(void)
{
    struct ambos__child *child = (struct ambos__child *)ambos__allocate_zeroed(sizeof *child);

    if (!child)
        return NULL;
    if (pthread_mutex_init(&child->lock, NULL)) {
        ambos__release(child);
        return NULL;
    }
    child->base.id = -1;
    child->pid = -1;
    child->pidfd = -1;
    child->end_fd = -1;
    ambos__tree_init(&child->tree);
    return child;
}

static struct ambos__child *wait_child(ambos_process *process)
{
    return (struct ambos__child *)(void *)process;
}

void ambos__os_process_close(ambos_process *process)
{
    struct ambos__child *child = wait_child(process);

    if (child->end_fd != child->pidfd && child->end_fd != child->tree.control)
        ambos__fd_discard(child->end_fd);
    ambos__tree_leave(child);
    ambos__fd_discard(child->pidfd);
    pthread_mutex_destroy(&child->lock);
    ambos__release(child);
}

/* ---- the status ---- */

static bool wait_is_crash(int native)
{
    return native == SIGILL || native == SIGTRAP || native == SIGABRT || native == SIGBUS || native == SIGFPE ||
           native == SIGSEGV || native == SIGSYS;
}

/* Our own peak when it was last asked for, in MiB. It only grows, so what does not
   exceed this need not be asked again; a fork, which begins with less, may say
   less of its children than it could. */
static ambos__atomic wait_own_peak;

/* Kernels count a little loosely. */
static bool wait_exceeds(uint64_t peak, uint64_t ours)
{
    return peak > ours + ours / 16 + ((uint64_t)1 << 20);
}

/* Until its exec a child has the memory of its parent, and the kernel counts
   that for it: its own figure is known only when it is larger than ours could
   have been. */
static bool wait_memory_is_its_own(uint64_t peak)
{
    const int32_t before = ambos__os_atomic_load(&wait_own_peak);
    struct rusage usage;
    uint64_t ours;

    if (!wait_exceeds(peak, (uint64_t)before << 20) || getrusage(RUSAGE_SELF, &usage))
        return false;
    ours = (uint64_t)usage.ru_maxrss * WAIT_MAXRSS_UNIT;
    (void)ambos__os_atomic_exchange_if(&wait_own_peak, before, (int32_t)(ours >> 20));
    return wait_exceeds(peak, ours);
}

static void wait_translate(const struct ambos__end *end, ambos_status *status)
{
    memset(status, 0, sizeof *status);
    if (!end->known)
        return;
    if (end->signaled) {
        status->kind = wait_is_crash(end->number) ? AMBOS_STATUS_CRASHED : AMBOS_STATUS_SIGNALED;
        status->signal = ambos__signal_number(end->number);
        status->known |= end->core ? AMBOS_STATUS_CORE : 0u;
    } else {
        status->kind = AMBOS_STATUS_EXITED;
        status->code = (uint32_t)end->number;
    }
    if (!end->usage)
        return;
    status->known |= AMBOS_STATUS_TIMES;
    status->user_time = end->user_time;
    status->system_time = end->system_time;
    if (wait_memory_is_its_own(end->peak_memory)) {
        status->known |= AMBOS_STATUS_MEMORY;
        status->peak_memory = end->peak_memory;
    }
}

/* ---- reaping ---- */

static ambos_time wait_time(const struct timeval *time)
{
    ambos_time result;

    result.sec = time->tv_sec;
    result.nsec = (uint32_t)time->tv_usec * 1000;
    return result;
}

/* Not of POSIX, but on nearly every system. */
#if defined(WCOREDUMP)
#define WAIT_CORE(status) WCOREDUMP(status)
#else
#define WAIT_CORE(status) false
#endif

/* The leader of a group stays a zombie, so that the group's number stays its own. */
static int wait_leave_number(pid_t pid, struct ambos__end *end)
{
    siginfo_t info;
    int result;

    info.si_pid = 0;
    AMBOS__RETRY(result, waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT));
    if (result == -1)
        return errno;
    if (info.si_pid == 0)
        return EAGAIN;
    end->known = true;
    end->signaled = info.si_code != CLD_EXITED;
    end->number = info.si_status;
    end->core = info.si_code == CLD_DUMPED;
    return 0;
}

/* As ambos__pidfd_reap, by number: ours as long as nobody has reaped it. */
static int wait_reap_number(pid_t pid, bool leave, struct ambos__end *end)
{
    struct rusage usage;
    int status;
    pid_t result;

    if (leave)
        return wait_leave_number(pid, end);
    AMBOS__RETRY(result, wait4(pid, &status, WNOHANG, &usage));
    if (result == 0)
        return EAGAIN;
    if (result == -1)
        return errno;
    end->known = true;
    end->signaled = WIFSIGNALED(status);
    end->number = end->signaled ? WTERMSIG(status) : WEXITSTATUS(status);
    end->core = end->signaled && WAIT_CORE(status);
    end->usage = true;
    end->user_time = wait_time(&usage.ru_utime);
    end->system_time = wait_time(&usage.ru_stime);
    end->peak_memory = (uint64_t)usage.ru_maxrss * WAIT_MAXRSS_UNIT;
    return 0;
}

static bool wait_is_ready(int fd, int timeout_ms)
{
    struct pollfd asked;
    int result;

    asked.fd = fd;
    asked.events = POLLIN;
    asked.revents = 0;
    result = poll(&asked, 1, timeout_ms);
    return result > 0;
}

/* The watcher closes its end right after it has written. Where a fork of the host
   holds a copy that is not to be seen, so only a moment is waited for it. */
static void wait_watcher_leaves(int fd)
{
    struct pollfd asked;

    asked.fd = fd;
    asked.events = 0; /* the end comes unasked */
    asked.revents = 0;
    (void)poll(&asked, 1, WAIT_WATCHER_MS);
}

/* While a watcher waits for the number the child must stay a zombie. */
static bool wait_is_watched(const struct ambos__child *child)
{
    return child->end_fd != child->pidfd && !wait_is_ready(child->end_fd, 0);
}

/* Without a supervisor nothing but the child's own descriptor can tell its end. */
static int wait_reap_supervised(struct ambos__child *child, struct ambos__end *end)
{
    const int error = ambos__supervised_reap(&child->tree, end);

    if (error == ECHILD)
        child->end_fd = child->pidfd;
    return error;
}

static int wait_reap(struct ambos__child *child, struct ambos__end *end)
{
    const bool leave = child->tree.tier == AMBOS_TREE_GROUP;
    int error = ENOSYS;

    if (child->tree.tier == AMBOS_TREE_SUPERVISOR)
        return wait_reap_supervised(child, end);
    if (child->pidfd != -1)
        error = ambos__pidfd_reap(child->pidfd, leave, end);
    if (error != EINVAL && error != ENOSYS)
        return error;
    /* Before Linux 5.4 one cannot wait through a pidfd, nor poll it. */
    if (child->end_fd == child->pidfd)
        child->end_fd = -1;
    if (child->end_fd != -1 && wait_is_watched(child))
        return EAGAIN;
    if (child->end_fd != -1)
        wait_watcher_leaves(child->end_fd);
    return wait_reap_number(child->pid, leave, end);
}

void ambos__child_look_locked(struct ambos__child *child)
{
    struct ambos__end end;
    int error;

    if (child->ended)
        return;
    memset(&end, 0, sizeof end);
    error = wait_reap(child, &end);
    if (error == EAGAIN)
        return;
    /* Not ours to reap. It may run yet, for we may be a fork of its parent. */
    if (error && child->pidfd != -1 && !wait_is_ready(child->pidfd, 0))
        return;
    if (error && child->pidfd != -1)
        (void)ambos__pidfd_recall(child->pidfd, &end);
    child->ended = true;
    wait_translate(&end, &child->status);
}

bool ambos__child_look(struct ambos__child *child)
{
    bool ended;

    pthread_mutex_lock(&child->lock);
    ambos__child_look_locked(child);
    ended = child->ended;
    pthread_mutex_unlock(&child->lock);
    return ended;
}

/* ---- waiting ---- */

int ambos__child_end_fd(struct ambos__child *child)
{
    int fd;

    pthread_mutex_lock(&child->lock);
    if (child->end_fd == -1 && !child->ended)
        child->end_fd = ambos__watch(child->pid);
    fd = child->end_fd;
    pthread_mutex_unlock(&child->lock);
    return fd;
}

/* Until the child has ended. Not reaping, for that needs the lock, which kill
   must be able to have; so any number of threads may sleep here. */
static bool wait_sleep(const struct ambos__child *child)
{
    return child->pidfd != -1 && ambos__pidfd_await(child->pidfd) == 0;
}

/* At most so long, until the child may have ended. */
static void wait_poll(struct ambos__child *child, int64_t left_ms)
{
    const int fd = ambos__child_end_fd(child);
    const int64_t longest = fd == -1 ? WAIT_BLIND_MS : WAIT_LONGEST_POLL_MS;
    const int64_t pause = left_ms < longest ? left_ms : longest;

    if (fd == -1)
        ambos_sleep(pause);
    else
        (void)wait_is_ready(fd, (int)pause);
}

/* With a pidfd the pause comes first and the look is made once; without, a look
   may spare us a watcher. */
static bool wait_for_end(struct ambos__child *child, int64_t left_ms)
{
    if (child->pidfd == -1 && ambos__child_look(child))
        return true;
    if (left_ms != 0 && !(left_ms == AMBOS_FOREVER && wait_sleep(child)))
        wait_poll(child, left_ms);
    return ambos__child_look(child);
}

ambos_error ambos__os_wait(ambos_process *process, int64_t deadline_ns, ambos_status *status)
{
    struct ambos__child *child = wait_child(process);
    int64_t left;

    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
    do {
        left = ambos__deadline_left(deadline_ns);
        if (wait_for_end(child, left)) {
            *status = child->status; /* never changes again */
            return AMBOS_OK;
        }
    } while (left != 0);
    return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
}

/* ---- for event loops of others ---- */

ambos_native ambos__os_process_native(ambos_process *process)
{
    const int fd = ambos__child_end_fd(wait_child(process));

    return fd == -1 ? AMBOS_NO_HANDLE : fd;
}
