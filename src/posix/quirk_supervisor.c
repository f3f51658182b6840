/* SPDX-License-Identifier: MIT */
/* Linux: the process between us and a child whose tree must not be lost. It is a
   copy of us that executes nothing: as in a child before its exec, nothing here
   does more than bare system calls. All signals stay blocked. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "posix/child_calls.h"

/* Of this thread, the only one. */
#define SUPER_LIST "/proc/thread-self/children"

#if defined(SYS_ppoll)
typedef long super_time;
#else
#define SYS_ppoll SYS_ppoll_time64
typedef int64_t super_time;
#endif
#if defined(SYS_lseek)
#define SUPER_REWIND(fd) syscall(SYS_lseek, fd, 0, SEEK_SET)
#else
#define SUPER_REWIND(fd) syscall(SYS__llseek, fd, 0, 0, &(int64_t){0}, SEEK_SET)
#endif

/* How many rounds of killing are usual; how many of those after them leave the dead. */
#define SUPER_QUICK_ROUNDS 32
#define SUPER_ROUNDS 16

struct supervisor {
    struct ambos__plan *plan;
    pid_t child; /* 0: reaped */
    int control; /* -1: those who could ask for anything are gone */
    int signals;
    int list;  /* of our children */
    int spare; /* keeps a number for the child's pidfd */
    int reaped; /* how many, lately */
    bool ended; /* the child, and that is to be told */
    struct ambos__relay relay;
};

/* ---- before the child ---- */

/* A /proc of another pid namespace tells other numbers, if it knows us at all. */
AMBOS__CHILD static bool super_has_proc(void)
{
    char text[24];
    const long size = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self", text, sizeof text);
    long number = 0, i;

    for (i = 0; i < size; i++)
        number = number * 10 + (text[i] - '0');
    return size > 0 && number == syscall(SYS_getpid);
}

AMBOS__CHILD static int super_open_signals(void)
{
    unsigned long set[2] = { 0, 0 }; /* as wide as any kernel's */

    set[0] = 1ul << (SIGCHLD - 1) | 1ul << (SIGTERM - 1);
    return (int)syscall(SYS_signalfd4, -1, set, CHILD_SIGSET_SIZE, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What may be missing is found out before the program runs. */
AMBOS__CHILD static void super_prepare(struct supervisor *super)
{
    const pid_t self = (pid_t)syscall(SYS_getpid);

    child_sys_default(SIGCHLD);
    super->signals = super_open_signals();
    super->list = super_has_proc() ? child_sys_open(SUPER_LIST, O_RDONLY | O_CLOEXEC) : -1;
    super->spare = (int)syscall(SYS_pidfd_open, self, 0);
    if (super->signals == -1 || super->list == -1 || super->spare == -1 ||
        syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == -1)
        ambos__child_fail(super->plan, AMBOS_STEP_TREE, errno == EMFILE || errno == ENFILE ? errno : ENOTSUP);
}

/* By a signal that can be heard: all are to be killed then. */
AMBOS__CHILD static void super_tie(struct ambos__plan *plan)
{
    const int error = child_sys_die_with_parent(SIGTERM);
    const pid_t parent = child_sys_parent();

    if (error)
        ambos__child_fail(plan, AMBOS_STEP_PARENT, error);
    if (parent != plan->parent && parent != 0)
        child_sys_exit(127);
}

/* ---- after its start ---- */

/* Its pidfd, which we alone can open without doubt, for we have not reaped it. */
AMBOS__CHILD static void super_introduce(struct supervisor *super)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } extra;
    char byte = 0;
    struct iovec part = { &byte, 1 };
    struct msghdr message = { 0 };
    int pidfd;

    child_sys_close(super->spare);
    pidfd = (int)syscall(SYS_pidfd_open, super->child, 0);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (pidfd != -1) {
        message.msg_control = &extra;
        message.msg_controllen = sizeof extra.bytes;
        extra.header.cmsg_len = CMSG_LEN(sizeof(int));
        extra.header.cmsg_level = SOL_SOCKET;
        extra.header.cmsg_type = SCM_RIGHTS;
        *(int *)(void *)CMSG_DATA(&extra.header) = pidfd;
    }
    syscall(SYS_sendmsg, super->control, &message, MSG_NOSIGNAL);
}

AMBOS__CHILD static bool super_keeps(const struct supervisor *super, int fd)
{
    return fd == super->control || fd == super->signals || fd == super->list;
}

/* Before Linux 5.9. */
AMBOS__CHILD static void super_close_each(const struct supervisor *super, int first, int last)
{
    uint64_t limit[2] = { 0, 0 };
    int fd;

    syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, NULL, limit);
    for (fd = first; fd <= last && (uint64_t)fd < limit[0]; fd++)
        if (!super_keeps(super, fd))
            child_sys_close(fd);
}

AMBOS__CHILD static void super_close_range(const struct supervisor *super, int first, int last)
{
    if (first <= last && syscall(SYS_close_range, first, last, 0) == -1)
        super_close_each(super, first, last);
}

/* What we hold nobody else would see the end of. */
AMBOS__CHILD static void super_close_all(const struct supervisor *super)
{
    int first = 0, kept;

    for (kept = 0; kept <= 2; kept++) {
        int next = INT32_MAX;

        next = super->control >= first && super->control < next ? super->control : next;
        next = super->signals >= first && super->signals < next ? super->signals : next;
        next = super->list >= first && super->list < next ? super->list : next;
        super_close_range(super, first, next - 1);
        first = next + 1;
    }
    super_close_range(super, first, INT32_MAX);
}

/* Out of the way of the terminal and of whoever signals our group. */
AMBOS__CHILD static void super_withdraw(struct supervisor *super)
{
    super_close_all(super);
    (void)child_sys_setpgid(0);
    (void)child_sys_chdir("/");
    syscall(SYS_prctl, PR_SET_NAME, "ambos-tree", 0, 0, 0);
}

/* ---- ends of children ---- */

AMBOS__CHILD static long super_wait_next(siginfo_t *info, struct ambos__kernel_usage *usage)
{
    long result;

    info->si_pid = 0;
    do
        result = syscall(SYS_waitid, P_ALL, 0, info, WEXITED | WNOHANG | __WALL, usage);
    while (result == -1 && errno == EINTR);
    return result;
}

AMBOS__CHILD static void super_note(struct supervisor *super, const siginfo_t *info,
                                    const struct ambos__kernel_usage *usage)
{
    if (info->si_pid != super->child)
        return;
    super->child = 0;
    super->ended = true;
    super->relay.code = info->si_code;
    super->relay.number = info->si_status;
    super->relay.usage = *usage;
}

/* Reaps all that have ended, and tells the child's end. False: nobody is left. */
AMBOS__CHILD static bool super_reap(struct supervisor *super)
{
    struct ambos__kernel_usage usage;
    siginfo_t info;
    long result = super_wait_next(&info, &usage);

    while (result == 0 && info.si_pid != 0) {
        super->reaped++;
        super_note(super, &info, &usage);
        result = super_wait_next(&info, &usage);
    }
    if (super->ended) {
        super->relay.last = result == -1;
        child_sys_write(super->control, &super->relay, sizeof super->relay);
        super->ended = false;
    }
    return result == 0;
}

/* ---- killing ---- */

/* What a look at our children has found. */
struct super_look {
    int killed;  /* running, and sent the signal */
    int refused; /* running, and not to be killed by us */
    bool cut;    /* there are more */
};

/* Nobody but us reaps our children, so the number of one stays its own; a number that
   is no child's is not touched. */
AMBOS__CHILD static void super_kill(pid_t pid, struct super_look *look)
{
    siginfo_t info;

    info.si_pid = 0;
    if (syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT | __WALL, NULL) == -1 || info.si_pid != 0)
        return;
    if (syscall(SYS_kill, pid, SIGKILL) == 0)
        look->killed++;
    else
        look->refused++;
}

AMBOS__CHILD static void super_kill_listed(const struct supervisor *super, struct super_look *look)
{
    char text[4096];
    long size, at;
    pid_t pid = 0;

    look->killed = look->refused = 0;
    SUPER_REWIND(super->list);
    size = syscall(SYS_read, super->list, text, sizeof text);
    look->cut = size == (long)sizeof text;
    for (at = 0; at < size; at++) {
        if (text[at] >= '0' && text[at] <= '9') {
            pid = pid * 10 + (text[at] - '0');
        } else if (pid > 0) {
            super_kill(pid, look);
            pid = 0;
        }
    }
}

/* Until another has ended, or a moment. */
AMBOS__CHILD static void super_pause(const struct supervisor *super)
{
    struct pollfd asked = { super->signals, POLLIN, 0 };
    super_time moment[2] = { 0, 1000000 }; /* a struct timespec of this call: 1 ms */
    struct signalfd_siginfo info;

    syscall(SYS_ppoll, &asked, 1, moment, NULL, CHILD_SIGSET_SIZE);
    while (syscall(SYS_read, super->signals, &info, sizeof info) == (long)sizeof info)
        continue;
}

/* A tree that outlasts many rounds forks as fast as it is killed. Then the dead are left
   for most of them, to count against the limit that it may have. */
AMBOS__CHILD static bool super_leaves_dead(unsigned round, const struct super_look *look)
{
    return round >= SUPER_QUICK_ROUNDS && round % SUPER_ROUNDS != 0 && look->killed > 0 && !look->cut;
}

/* Whom a child leaves behind becomes ours when it dies: so on until nobody is left. 0,
   or EPERM when only such are left as may not be killed. */
AMBOS__CHILD static int super_kill_all(struct supervisor *super)
{
    struct super_look look;
    unsigned round;

    for (round = 0;; round++) {
        super_kill_listed(super, &look);
        if (look.killed > 0)
            super_pause(super);
        super->reaped = 0;
        if (!super_leaves_dead(round, &look) && !super_reap(super))
            return 0;
        if (look.killed == 0 && look.refused > 0 && super->reaped == 0)
            return EPERM;
    }
}

/* ---- asked for ---- */

AMBOS__CHILD static void super_answer(int pipe, int error)
{
    const char byte = (char)error;

    child_sys_write(pipe, &byte, 1);
    child_sys_close(pipe);
}

AMBOS__CHILD static void super_hear(struct supervisor *super)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } extra;
    char byte = 0;
    struct iovec part = { &byte, 1 };
    struct msghdr message = { 0 };
    long got;

    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &extra;
    message.msg_controllen = sizeof extra.bytes;
    got = syscall(SYS_recvmsg, super->control, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (got == 1 && byte == AMBOS__SUPERVISOR_KILL && message.msg_controllen >= CMSG_LEN(sizeof(int)) &&
        extra.header.cmsg_type == SCM_RIGHTS)
        super_answer(*(int *)(void *)CMSG_DATA(&extra.header), super_kill_all(super));
    else if (got == 0 || (got == -1 && errno != EAGAIN && errno != EINTR))
        super->control = -1;
}

AMBOS__CHILD static void super_hear_signals(struct supervisor *super)
{
    struct signalfd_siginfo info;
    bool end = false;

    while (syscall(SYS_read, super->signals, &info, sizeof info) == (long)sizeof info)
        end = end || info.ssi_signo == SIGTERM;
    if (end)
        (void)super_kill_all(super);
}

AMBOS__CHILD AMBOS__NORETURN static void super_go_on(struct supervisor *super)
{
    while (super_reap(super)) {
        struct pollfd asked[2] = { { super->control, POLLIN, 0 }, { super->signals, POLLIN, 0 } };

        syscall(SYS_ppoll, asked, 2, NULL, NULL, CHILD_SIGSET_SIZE);
        if (asked[1].revents)
            super_hear_signals(super);
        if (asked[0].revents)
            super_hear(super);
    }
    child_sys_exit(0);
}

AMBOS__CHILD int ambos__supervisor_main(void *context)
{
    struct ambos__plan *plan = (struct ambos__plan *)context;
    struct supervisor super = { 0 };

    super.plan = plan;
    super.control = plan->control_fd;
    super_prepare(&super);
    if (plan->options->flags & AMBOS_SPAWN_DIE_WITH_PARENT)
        super_tie(plan);
    plan->parent = (pid_t)syscall(SYS_getpid); /* the child is tied to us in turn */
    super.child = ambos__start_second(plan);
    if (super.child == -1)
        ambos__child_fail(plan, AMBOS_STEP_START, errno);
    super_introduce(&super);
    ambos__child_tell(plan, AMBOS_STEP_NONE, super.child);
    super_withdraw(&super);
    super_go_on(&super);
}

#else

int ambos__supervisor_main(void *plan)
{
    (void)plan;
    return 0;
}

#endif
