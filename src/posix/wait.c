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
/* How long the one who may reap it is given to do so, where the kernel tells the
   status then. */
#define WAIT_PATIENCE_MS 100

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

/* Until it has been reaped; it is known to have ended. */
static void wait_until_reaped(int pidfd, int timeout_ms)
{
    struct pollfd asked;

    asked.fd = pidfd;
    asked.events = 0; /* that comes unasked */
    asked.revents = 0;
    (void)poll(&asked, 1, timeout_ms);
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
        error = ambos__pidfd_reap(child->pidfd, leave || child->opened, end);
    if (child->opened && error && error != EAGAIN)
        return ECHILD;
    if (error != EINVAL && error != ENOSYS)
        return error;
    /* Before Linux 5.4 one cannot wait through a pidfd, nor poll it. */
    if (child->end_fd == child->pidfd)
        child->end_fd = -1;
    if (child->end_fd != -1 && wait_is_watched(child))
        return EAGAIN;
    if (child->end_fd != -1)
        ambos__watch_leave(child->end_fd);
    return wait_reap_number(child->pid, leave, end);
}

/* Of one that is not ours to reap: has all been said? It may run yet, for we may be
   a fork of its parent; and how it ended is told when its parent has reaped it, or
   the kernel, where nobody wants to know. */
static bool wait_all_is_said(struct ambos__child *child, struct ambos__end *end)
{
    if (child->pidfd == -1)
        return true;
    if (!wait_is_ready(child->pidfd, 0))
        return false;
    if (ambos__pidfd_recall(child->pidfd, end) != EAGAIN)
        return true;
    if (child->patience == 0)
        child->patience = ambos__deadline_after(WAIT_PATIENCE_MS);
    return ambos__deadline_left(child->patience) == 0;
}

void ambos__child_look_locked(struct ambos__child *child)
{
    struct ambos__end end;
    int error;

    if (child->ended)
        return;
    memset(&end, 0, sizeof end);
    error = wait_reap(child, &end);
    if (error == EAGAIN || (error && !wait_all_is_said(child, &end)))
        return;
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

bool ambos__child_is_over(struct ambos__child *child)
{
    bool ended;

    pthread_mutex_lock(&child->lock);
    ended = child->ended;
    pthread_mutex_unlock(&child->lock);
    return ended;
}

void ambos__os_process_lock(ambos_process *process)
{
    pthread_mutex_lock(&wait_child(process)->lock);
}

void ambos__os_process_unlock(ambos_process *process)
{
    pthread_mutex_unlock(&wait_child(process)->lock);
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

/* How long at most; 0: all has been said, or nothing is known of its end. */
static int64_t wait_patience(struct ambos__child *child)
{
    int64_t left;

    pthread_mutex_lock(&child->lock);
    left = child->ended || child->patience == 0 ? 0 : ambos__deadline_left(child->patience);
    pthread_mutex_unlock(&child->lock);
    return left;
}

/* At most so long, until the child may have ended. */
static void wait_poll(struct ambos__child *child, int64_t left_ms)
{
    const int fd = ambos__child_end_fd(child);
    const int64_t patience = wait_patience(child);
    const int64_t longest = fd == -1 ? WAIT_BLIND_MS : patience ? patience : WAIT_LONGEST_POLL_MS;
    const int64_t pause = left_ms < longest ? left_ms : longest;

    if (fd == -1)
        ambos_sleep(pause);
    else if (patience)
        wait_until_reaped(child->pidfd, (int)pause);
    else
        (void)wait_is_ready(fd, (int)pause);
}

/* With a pidfd the pause comes first and the look is made once; without, a look
   may spare us a watcher. */
static bool wait_for_end(struct ambos__child *child, int64_t left_ms)
{
    if (ambos__child_is_over(child) || (child->pidfd == -1 && ambos__child_look(child)))
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

/* ---- the first of several ---- */

struct wait_list {
    struct pollfd asked[AMBOS_WAIT_ANY_MOST];
    size_t first; /* that is known to have ended; else the length of the list */
    bool blind;   /* of one there is no descriptor */
};

/* Without a pidfd a look may spare us a watcher. */
static void wait_list_add(struct wait_list *list, size_t index, ambos_process *process)
{
    struct ambos__child *child = wait_child(process);
    struct pollfd *asked = &list->asked[index];

    asked->fd = -1; /* passed over */
    asked->events = POLLIN;
    asked->revents = 0;
    if (!process || list->first < index)
        return;
    if (ambos__child_is_over(child) || (child->pidfd == -1 && ambos__child_look(child))) {
        list->first = index;
        return;
    }
    asked->fd = ambos__child_end_fd(child);
    list->blind = list->blind || asked->fd == -1;
}

static int wait_list_pause(const struct wait_list *list, size_t count, int64_t left_ms)
{
    const int64_t longest = list->blind ? WAIT_BLIND_MS : WAIT_LONGEST_POLL_MS;

    if (list->first < count)
        return 0;
    return (int)(left_ms < longest ? left_ms : longest);
}

ambos_error ambos__os_wait_first(ambos_process *const processes[], size_t count, int64_t left_ms, size_t *which)
{
    struct wait_list list;
    size_t i;

    list.first = count;
    list.blind = false;
    for (i = 0; i < count; i++)
        wait_list_add(&list, i, processes[i]);
    *which = list.first;
    if (poll(list.asked, (nfds_t)count, wait_list_pause(&list, count, left_ms)) == -1)
        return errno == EINTR ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_WAIT);
    for (i = 0; i < list.first; i++)
        if (list.asked[i].revents) {
            *which = i;
            break;
        }
    return AMBOS_OK;
}

/* ---- processes of others ---- */

static ambos_error wait_open_failed(void)
{
    switch (errno) {
    case EINVAL: /* a thread */
    case ENOENT:
        return ambos__fail_errno_as(AMBOS_ESRCH, AMBOS_STEP_WAIT);
    case ENOSYS:
    case EPERM: /* a sandbox */
        return ambos__fail_errno_as(AMBOS_ENOTSUP, AMBOS_STEP_WAIT);
    default:
        return ambos__fail_errno(AMBOS_STEP_WAIT);
    }
}

ambos_error ambos__os_process_open(ambos_process **process, int64_t id)
{
    struct ambos__child *child;
    ambos_error error;
    int pidfd;

    if (id > INT32_MAX)
        return ambos__fail(AMBOS_ESRCH, AMBOS_STEP_WAIT);
    pidfd = ambos__pidfd_open((pid_t)id);
    if (pidfd == -1)
        return wait_open_failed();
    child = ambos__child_new();
    if (!child) {
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
        ambos__fd_discard(pidfd);
        return error;
    }
    child->base.id = id;
    child->pid = (pid_t)id;
    child->pidfd = child->end_fd = pidfd;
    child->opened = true;
    *process = &child->base;
    return AMBOS_OK;
}

/* ---- for event loops of others ---- */

ambos_native ambos__os_process_native(ambos_process *process)
{
    struct ambos__child *child = wait_child(process);
    int fd = ambos__child_end_fd(child);

    /* One that has ended and never had one gets what can be read already. */
    if (fd == -1) {
        pthread_mutex_lock(&child->lock);
        if (child->end_fd == -1 && child->ended)
            child->end_fd = ambos__watch_over();
        fd = child->end_fd;
        pthread_mutex_unlock(&child->lock);
    }
    return fd == -1 ? AMBOS_NO_HANDLE : fd;
}
