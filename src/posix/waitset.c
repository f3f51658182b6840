/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"
#include "posix/process.h"

#include <poll.h>
#include <string.h>

#define SET_LONGEST_POLL_MS (24 * 60 * 60 * 1000)
/* How often those are looked at that there is no descriptor of. */
#define SET_BLIND_MS 10
#define SET_LEAST_ROOM 16

/* Where there is no queue, a list for poll() that add() makes room in. */
struct set {
    struct ambos_waitset base; /* first: core's */
    int queue;                 /* or -1 */
    size_t blind;              /* members without a descriptor */
    struct pollfd *polls;
    struct ambos__member **polled; /* whose they are */
    size_t count, room;
};

/* What the `os` of a member is: its descriptor in a queue, its place in a list, or */
enum { SET_BLIND = -1, SET_NONE = -2 };

static struct set *set_of(ambos_waitset *set)
{
    return (struct set *)(void *)set;
}

static struct ambos__child *set_child(const struct ambos__member *member)
{
    return (struct ambos__child *)(void *)member->process;
}

ambos_error ambos__os_waitset_create(ambos_waitset **result)
{
    struct set *set = (struct set *)ambos__allocate_zeroed(sizeof *set);
    ambos_error error;

    if (!set)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    set->queue = ambos__queue_open();
    if (set->queue == -1 && errno != ENOSYS) {
        error = ambos__fail_errno(AMBOS_STEP_WAIT);
        ambos__release(set);
        return error;
    }
    *result = &set->base;
    return AMBOS_OK;
}

void ambos__os_waitset_free(ambos_waitset *waitset)
{
    struct set *set = set_of(waitset);

    ambos__fd_discard(set->queue);
    ambos__release(set->polls);
    ambos__release(set->polled);
    ambos__release(set);
}

/* ---- members ---- */

static bool set_reserve(struct set *set)
{
    const size_t room = set->room ? set->room * 2 : SET_LEAST_ROOM;
    struct ambos__member **polled;
    struct pollfd *polls;

    if (set->count < set->room)
        return true;
    polls = (struct pollfd *)ambos__resize(set->polls, room * sizeof *polls);
    if (!polls)
        return false;
    set->polls = polls;
    polled = (struct ambos__member **)ambos__resize(set->polled, room * sizeof *polled);
    if (!polled)
        return false;
    set->polled = polled;
    set->room = room;
    return true;
}

static ambos_error set_list(struct set *set, struct ambos__member *member, int fd)
{
    if (!set_reserve(set))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    set->polls[set->count].fd = fd;
    set->polls[set->count].events = POLLIN;
    set->polls[set->count].revents = 0;
    set->polled[set->count] = member;
    member->os = (ambos_native)set->count++;
    return AMBOS_OK;
}

static void set_unlist(struct set *set, const struct ambos__member *member)
{
    const size_t at = (size_t)member->os;

    set->count--;
    set->polls[at] = set->polls[set->count];
    set->polled[at] = set->polled[set->count];
    set->polled[at]->os = (ambos_native)at;
}

static void set_go_blind(struct set *set, struct ambos__member *member)
{
    member->os = SET_BLIND;
    set->blind++;
}

static ambos_error set_queue_up(struct set *set, struct ambos__member *member, int fd)
{
    const int error = ambos__queue_add(set->queue, fd, member);

    if (!error)
        member->os = fd;
    else if (error == EPERM) /* a pidfd of Linux 5.2, which cannot be waited for */
        set_go_blind(set, member);
    else
        return ambos__fail_native(AMBOS_DOMAIN_ERRNO, (uint32_t)error, AMBOS_STEP_WAIT);
    return AMBOS_OK;
}

ambos_error ambos__os_waitset_watch(struct ambos__member *member)
{
    struct set *set = set_of(member->set);
    struct ambos__child *child = set_child(member);
    int fd;

    member->os = SET_NONE;
    if (child->pidfd == -1 && ambos__child_look(child)) {
        ambos__member_ended(member);
        return AMBOS_OK;
    }
    fd = ambos__child_end_fd(child);
    if (fd == -1) {
        set_go_blind(set, member);
        return AMBOS_OK;
    }
    return set->queue == -1 ? set_list(set, member, fd) : set_queue_up(set, member, fd);
}

void ambos__os_waitset_unwatch(struct ambos__member *member)
{
    struct set *set = set_of(member->set);

    if (member->os == SET_BLIND)
        set->blind--;
    else if (member->os != SET_NONE && set->queue == -1)
        set_unlist(set, member);
    else if (member->os != SET_NONE)
        ambos__queue_remove(set->queue, (int)member->os);
    member->os = SET_NONE;
}

/* ---- waiting ---- */

/* One whose descriptor can be read. Of one that is not ours to reap that is all there is to know; and one that is not
   over, though it looks so, is looked at from time to time. */
static void set_notice(struct set *set, struct ambos__member *member)
{
    struct ambos__child *child = set_child(member);
    const bool over = child->opened || ambos__child_look(child);

    ambos__os_waitset_unwatch(member);
    if (over)
        ambos__member_ended(member);
    else
        set_go_blind(set, member);
}

static void set_look_around(struct set *set)
{
    struct ambos__link *next, *link = set->base.running.next;

    for (; set->blind > 0 && link != &set->base.running; link = next) {
        struct ambos__member *member = (struct ambos__member *)(void *)link;

        next = link->next;
        if (member->os == SET_BLIND && ambos__child_look(set_child(member)))
            set_notice(set, member);
    }
}

static ambos_error set_failed(void)
{
    return errno == EINTR ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_WAIT);
}

static ambos_error set_wait_queue(struct set *set, int timeout_ms)
{
    void *members[AMBOS__QUEUE_ROOM];
    const int count = ambos__queue_wait(set->queue, members, timeout_ms);
    int i;

    for (i = 0; i < count; i++)
        set_notice(set, (struct ambos__member *)members[i]);
    return count == -1 ? set_failed() : AMBOS_OK;
}

/* From the end, since who leaves the list gets the last one's place. */
static ambos_error set_wait_list(struct set *set, int timeout_ms)
{
    size_t i;

    if (poll(set->polls, (nfds_t)set->count, timeout_ms) == -1)
        return set_failed();
    for (i = set->count; i-- > 0;)
        if (set->polls[i].revents)
            set_notice(set, set->polled[i]);
    return AMBOS_OK;
}

ambos_error ambos__os_waitset_step(ambos_waitset *waitset, int64_t left_ms)
{
    struct set *set = set_of(waitset);
    const int64_t longest = set->blind ? SET_BLIND_MS : SET_LONGEST_POLL_MS;
    const int pause = (int)(left_ms < longest ? left_ms : longest);
    ambos_error error = set->queue == -1 ? set_wait_list(set, pause) : set_wait_queue(set, pause);

    if (!error)
        set_look_around(set);
    return error;
}
