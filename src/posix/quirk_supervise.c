/* SPDX-License-Identifier: MIT */
/* Linux: dealing with the process that is between us and a child: quirk_supervisor.c. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "posix/linux_abi.h"

/* Between its last word and its end. */
#define SUPERVISE_EXIT_MS 100

bool ambos__can_supervise(void)
{
    return true;
}

/* A message is told whole, and can be looked at without being taken away. */
int ambos__supervise_make(struct ambos__tree *tree, int *far)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == -1)
        return errno;
    tree->control = ambos__fd_above_std(ends[0]);
    *far = ambos__fd_above_std(ends[1]);
    return 0;
}

/* A byte and a descriptor. */
union supervise_extra {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

static void supervise_message(struct msghdr *message, struct iovec *part, union supervise_extra *extra)
{
    memset(message, 0, sizeof *message);
    memset(extra, 0, sizeof *extra);
    message->msg_iov = part;
    message->msg_iovlen = 1;
    message->msg_control = extra;
    message->msg_controllen = sizeof extra->bytes;
}

int ambos__supervise_meet(const struct ambos__tree *tree)
{
    union supervise_extra extra;
    char byte;
    struct iovec part = { &byte, 1 };
    struct msghdr message;
    ssize_t got;
    int pidfd = -1;

    supervise_message(&message, &part, &extra);
    AMBOS__RETRY(got, recvmsg(tree->control, &message, MSG_CMSG_CLOEXEC));
    if (got == 1 && message.msg_controllen >= CMSG_LEN(sizeof(int)) && extra.header.cmsg_type == SCM_RIGHTS)
        memcpy(&pidfd, CMSG_DATA(&extra.header), sizeof pidfd);
    return pidfd == -1 ? -1 : ambos__fd_above_std(pidfd);
}

/* What it said stays there, for a fork of ours that asks too. */
int ambos__supervised_reap(struct ambos__tree *tree, struct ambos__end *end)
{
    struct ambos__relay relay;
    ssize_t got;

    AMBOS__RETRY(got, recv(tree->control, &relay, sizeof relay, MSG_PEEK | MSG_DONTWAIT));
    if (got == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return EAGAIN;
    if (got != (ssize_t)sizeof relay)
        return ECHILD;
    ambos__end_fill(end, relay.code, relay.number, &relay.usage);
    tree->last = relay.last != 0;
    return 0;
}

/* It has let go of its end, so it ends. Of itself: when nobody was left. */
static int supervise_fate(const struct ambos__tree *tree)
{
    siginfo_t info;
    int result;

    AMBOS__RETRY(result, waitid(P_PID, (id_t)tree->supervisor, &info, WEXITED | WNOWAIT | __WALL));
    return result == 0 && info.si_code != CLD_EXITED ? ESRCH : 0;
}

static int supervise_await_answer(const struct ambos__tree *tree, int pipe, int64_t timeout_ms)
{
    const int64_t deadline = ambos__deadline_after(timeout_ms);
    struct pollfd asked = { pipe, POLLIN, 0 };
    unsigned char error = 0;
    ssize_t got = 0;
    int ready;

    do
        ready = poll(&asked, 1, (int)ambos__deadline_left(deadline));
    while (ready == -1 && errno == EINTR);
    if (ready != 1)
        return 0;
    AMBOS__RETRY(got, read(pipe, &error, 1));
    return got == 1 ? error : supervise_fate(tree);
}

static ssize_t supervise_send(const struct ambos__tree *tree, char command, int fd)
{
    union supervise_extra extra;
    struct iovec part = { &command, 1 };
    struct msghdr message;
    ssize_t sent;

    supervise_message(&message, &part, &extra);
    extra.header.cmsg_len = CMSG_LEN(sizeof fd);
    extra.header.cmsg_level = SOL_SOCKET;
    extra.header.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&extra.header), &fd, sizeof fd);
    AMBOS__RETRY(sent, sendmsg(tree->control, &message, MSG_NOSIGNAL | MSG_DONTWAIT));
    return sent;
}

/* Is it a child of ours still, ended or not? */
static bool supervise_is_ours(const struct ambos__tree *tree)
{
    siginfo_t info;
    int result;

    AMBOS__RETRY(result, waitid(P_PID, (id_t)tree->supervisor, &info, WEXITED | WNOHANG | WNOWAIT | __WALL));
    return result == 0;
}

/* Where no descriptor is to be had for an answer. It lets go of its end when nobody is left. */
static int supervise_kill_unheard(const struct ambos__tree *tree, int64_t timeout_ms)
{
    const int error = errno;
    const int64_t deadline = ambos__deadline_after(timeout_ms);
    struct pollfd asked = { tree->control, 0, 0 }; /* the end comes unasked */
    int ready;

    if (!supervise_is_ours(tree) || kill(tree->supervisor, SIGTERM))
        return error;
    do
        ready = poll(&asked, 1, (int)ambos__deadline_left(deadline));
    while (ready == -1 && errno == EINTR);
    return ready == 1 ? supervise_fate(tree) : 0;
}

int ambos__supervise_kill(const struct ambos__tree *tree, int64_t timeout_ms)
{
    int ends[2];
    int error = 0;

    if (!ambos__pipe_make(ends))
        return supervise_kill_unheard(tree, timeout_ms);
    if (supervise_send(tree, AMBOS__SUPERVISOR_KILL, ends[1]) == -1)
        error = errno;
    ambos__fd_discard(ends[1]);
    if (error == 0)
        error = supervise_await_answer(tree, ends[0], timeout_ms);
    else if (error == EPIPE || error == ECONNRESET || error == ENOTCONN)
        error = supervise_fate(tree);
    else if (error == EAGAIN)
        error = 0; /* others ask without pause: it is at it */
    ambos__fd_discard(ends[0]);
    return error;
}

static bool supervise_is_leaving(const struct ambos__tree *tree)
{
    struct pollfd asked = { tree->control, 0, 0 }; /* the end comes unasked */

    return tree->control != -1 && poll(&asked, 1, tree->last ? SUPERVISE_EXIT_MS : 0) == 1 &&
           (asked.revents & (POLLHUP | POLLERR));
}

bool ambos__supervise_leave(struct ambos__tree *tree)
{
    const int options = __WALL | (supervise_is_leaving(tree) ? 0 : WNOHANG);
    pid_t result;

    AMBOS__RETRY(result, waitpid(tree->supervisor, NULL, options));
    return result != 0;
}

#else

bool ambos__can_supervise(void)
{
    return false;
}

int ambos__supervise_make(struct ambos__tree *tree, int *far)
{
    (void)tree;
    (void)far;
    return ENOTSUP;
}

int ambos__supervise_meet(const struct ambos__tree *tree)
{
    (void)tree;
    return -1;
}

int ambos__supervised_reap(struct ambos__tree *tree, struct ambos__end *end)
{
    (void)tree;
    (void)end;
    return ECHILD;
}

int ambos__supervise_kill(const struct ambos__tree *tree, int64_t timeout_ms)
{
    (void)tree;
    (void)timeout_ms;
    return ESRCH;
}

bool ambos__supervise_leave(struct ambos__tree *tree)
{
    (void)tree;
    return true;
}

#endif
