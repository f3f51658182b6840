/* SPDX-License-Identifier: MIT */
/* What a process changes of itself on the way to another program, and takes back
   when it does not come there. */
#include "posix/posix.h"
#include "posix/process.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* Where there is no list: so many numbers are looked at, at most. */
#define UNDO_MOST (1 << 20)

/* ---- signals ---- */

/* An ignored signal would stay ignored; one that has a handler is at its default
   afterwards. Set to its default here it could end us before. */
static void undo_pass_over(int number)
{
    (void)number;
}

static void undo_ignored(struct ambos__undo *undo)
{
    struct sigaction handler;
    int number;

    memset(&handler, 0, sizeof handler);
    handler.sa_handler = undo_pass_over;
    handler.sa_flags = SA_RESTART;
    sigemptyset(&handler.sa_mask);
    for (number = 1; number < AMBOS__NSIG; number++) {
        struct sigaction *old = &undo->actions[number];

        if (number == SIGKILL || number == SIGSTOP || sigaction(number, NULL, old) ||
            (old->sa_flags & SA_SIGINFO) || old->sa_handler != SIG_IGN)
            continue;
        if (sigaction(number, &handler, NULL) == 0)
            sigaddset(&undo->ignored, number);
    }
}

void ambos__undo_hold_signals(struct ambos__undo *undo, bool keep)
{
    sigset_t all;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &undo->mask);
    undo->masked = true;
    if (!keep)
        undo_ignored(undo);
}

static void undo_signals(struct ambos__undo *undo)
{
    int number;

    for (number = 1; number < AMBOS__NSIG; number++)
        if (sigismember(&undo->ignored, number) == 1)
            (void)sigaction(number, &undo->actions[number], NULL);
    if (undo->masked)
        pthread_sigmask(SIG_SETMASK, &undo->mask, NULL);
}

/* ---- descriptors ---- */

/* A copy of what stands where another one goes; the number stays the same when
   nothing but its flag changes. */
static int undo_save(struct ambos__undo *undo, const struct ambos__plan *plan, const struct ambos__fd_plan *move)
{
    struct ambos__undo_fd *saved = &undo->saved[undo->saved_count];

    saved->number = move->target;
    saved->copy = -1;
    saved->flags = fcntl(move->target, F_GETFD);
    if (move->source == AMBOS__FD_INHERIT && saved->flags != -1 && !(saved->flags & FD_CLOEXEC))
        return 0;
    if (saved->flags != -1 && move->source != move->target) {
        int next = 3;

        do {
            ambos__fd_discard(saved->copy);
            saved->copy = fcntl(move->target, F_DUPFD_CLOEXEC, next);
            next = saved->copy + 1;
        } while (saved->copy != -1 && ambos__plan_targets(plan, saved->copy));
        if (saved->copy == -1)
            return errno;
    }
    undo->saved_count++;
    return 0;
}

static int undo_note(struct ambos__undo *undo, int fd)
{
    const int flags = fd > 2 ? fcntl(fd, F_GETFD) : -1;

    if (flags == -1 || (flags & FD_CLOEXEC))
        return 0;
    return ambos__str_append(&undo->open, &fd, sizeof fd) ? ENOMEM : 0;
}

static int undo_note_listed(struct ambos__undo *undo, DIR *list)
{
    struct dirent *entry;
    int error = 0;

    while (!error && (entry = readdir(list)) != NULL)
        if (entry->d_name[0] != '.')
            error = undo_note(undo, atoi(entry->d_name));
    return error;
}

static int undo_note_numbers(struct ambos__undo *undo)
{
    const long limit = sysconf(_SC_OPEN_MAX);
    const int end = limit > 0 && limit < UNDO_MOST ? (int)limit : UNDO_MOST;
    int fd, error = 0;

    for (fd = 3; !error && fd < end; fd++)
        error = undo_note(undo, fd);
    return error;
}

/* Those that are not close-on-exec, and are to be so until the exec. */
static int undo_note_open(struct ambos__undo *undo)
{
    DIR *list = opendir("/proc/self/fd");
    int error;

    if (!list)
        return undo_note_numbers(undo);
    error = undo_note_listed(undo, list);
    closedir(list);
    return error;
}

int ambos__undo_note_descriptors(struct ambos__undo *undo, struct ambos__plan *plan)
{
    size_t i;
    int error = undo_note_open(undo);

    if (error)
        return error;
    undo->saved = (struct ambos__undo_fd *)ambos__allocate(plan->move_count * sizeof *undo->saved);
    if (!undo->saved)
        return ENOMEM;
    for (i = 0; i < plan->move_count; i++)
        plan->moves[i].now = plan->moves[i].source;
    for (i = 0; !error && i < plan->move_count; i++)
        error = undo_save(undo, plan, &plan->moves[i]);
    undo->placed = true;
    return error;
}

static void undo_restore(const struct ambos__undo_fd *saved)
{
    if (saved->flags == -1) {
        ambos__fd_discard(saved->number);
        return;
    }
    if (saved->copy != -1)
        (void)dup2(saved->copy, saved->number);
    (void)fcntl(saved->number, F_SETFD, saved->flags);
    ambos__fd_discard(saved->copy);
}

static void undo_descriptors(struct ambos__undo *undo, const struct ambos__plan *plan)
{
    size_t i;
    int fd;

    for (i = 0; undo->placed && i < plan->move_count; i++)
        if (plan->moves[i].now != plan->moves[i].source)
            ambos__fd_discard(plan->moves[i].now);
    while (undo->saved_count > 0)
        undo_restore(&undo->saved[--undo->saved_count]);
    for (i = 0; i + sizeof fd <= undo->open.size; i += sizeof fd) {
        memcpy(&fd, undo->open.data + i, sizeof fd);
        (void)fcntl(fd, F_SETFD, 0);
    }
    ambos__release(undo->saved);
    ambos__str_free(&undo->open);
}

/* ---- the rest ---- */

int ambos__undo_chdir(struct ambos__undo *undo, const char *path)
{
    undo->cwd = open(".", AMBOS__O_SEARCH | O_DIRECTORY | O_CLOEXEC);
    if (undo->cwd == -1)
        return errno;
    return chdir(path) ? errno : 0;
}

void ambos__undo_umask(struct ambos__undo *undo, mode_t mask)
{
    undo->umask = umask(mask);
    undo->umask_set = true;
}

#if defined(__GLIBC__)
#define UNDO_RESOURCE(number) ((__rlimit_resource_t)(number))
#else
#define UNDO_RESOURCE(number) (number)
#endif

static int undo_note_limit(struct ambos__undo *undo, int resource)
{
    struct ambos__undo_limit *limit = &undo->limits[undo->limit_count];

    if (undo->limit_count == AMBOS__UNDO_LIMITS)
        return EINVAL;
    limit->resource = resource;
    if (getrlimit(UNDO_RESOURCE(resource), &limit->values))
        return errno;
    undo->limit_count++;
    return 0;
}

int ambos__undo_limits(struct ambos__undo *undo, const ambos_spawn_posix *posix)
{
    size_t i;
    int error = 0;

    for (i = 0; !error && i < posix->limit_count; i++)
        error = undo_note_limit(undo, posix->limits[i].resource);
    return error ? error : ambos__child_limits(posix);
}

/* As far as may be: a hard limit cannot always be raised again. */
static void undo_limits(struct ambos__undo *undo)
{
    while (undo->limit_count > 0) {
        struct ambos__undo_limit *limit = &undo->limits[--undo->limit_count];
        struct rlimit now;

        if (setrlimit(UNDO_RESOURCE(limit->resource), &limit->values) == 0 ||
            getrlimit(UNDO_RESOURCE(limit->resource), &now))
            continue;
        now.rlim_cur = now.rlim_max;
        (void)setrlimit(UNDO_RESOURCE(limit->resource), &now);
    }
}

/* ---- all ---- */

void ambos__undo_begin(struct ambos__undo *undo)
{
    memset(undo, 0, sizeof *undo);
    sigemptyset(&undo->ignored);
    undo->cwd = -1;
}

void ambos__undo_all(struct ambos__undo *undo, const struct ambos__plan *plan)
{
    const int kept = errno;

    undo_limits(undo);
    if (undo->umask_set)
        (void)umask(undo->umask);
    if (undo->cwd != -1 && fchdir(undo->cwd))
        errno = kept; /* it was there before, and is held open */
    ambos__fd_discard(undo->cwd);
    undo_descriptors(undo, plan);
    undo_signals(undo);
    errno = kept;
}
