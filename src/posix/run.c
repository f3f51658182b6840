/* SPDX-License-Identifier: MIT */
/* Feeding one stream and draining two, without waiting in any. */
#include "posix/posix.h"
#include "posix/process.h"

#include <poll.h>

#define PUMP_READ_SIZE ((size_t)64 << 10)
#define PUMP_LARGEST_READ ((size_t)1 << 20)
/* A stream that has brought so much will bring more: a larger pipe spares both sides many turns. */
#define PUMP_BULKY ((uint64_t)1 << 20)
/* A stream that never runs dry must not keep the others and the clock waiting. */
#define PUMP_READS_AT_ONCE 16
#define PUMP_LARGEST_WRITE ((size_t)1 << 20)
#define PUMP_LONGEST_POLL_MS (24 * 60 * 60 * 1000)
#define PUMP_BLIND_MS 10

static struct ambos__child *pump_child(const struct ambos__pump *pump)
{
    return (struct ambos__child *)(void *)pump->process;
}

static void pump_close(struct ambos__pump *pump, int index)
{
    ambos__file_discard(pump->streams[index]);
    pump->streams[index] = NULL;
}

/* ---- feeding ---- */

static ssize_t pump_write(int fd, const char *data, size_t size)
{
    struct ambos__sigpipe guard;
    ssize_t count;

    ambos__sigpipe_hold(&guard, fd);
    AMBOS__RETRY(count, write(fd, data, size));
    ambos__sigpipe_release(&guard, fd, count == -1 && errno == EPIPE);
    return count;
}

static ambos_error pump_feed(struct ambos__pump *pump)
{
    const int fd = (int)pump->streams[0]->handle;
    const size_t size = pump->input_size < PUMP_LARGEST_WRITE ? pump->input_size : PUMP_LARGEST_WRITE;
    ssize_t count = 0;

    if (size > 0)
        count = pump_write(fd, pump->input, size);
    if (count == -1 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return AMBOS_OK;
    if (count == -1 && errno != EPIPE)
        return ambos__fail_errno(AMBOS_STEP_WRITE);
    if (count == -1) {
        pump->input_broken = true;
    } else {
        pump->input += count;
        pump->input_size -= (size_t)count;
    }
    if (pump->input_broken || pump->input_size == 0)
        pump_close(pump, 0);
    return AMBOS_OK;
}

/* ---- draining ---- */

static ambos_error pump_fill(struct ambos__pump *pump, int index, size_t got)
{
    struct ambos__sink *sink = &pump->sinks[index - 1];
    const bool was_bulky = sink->seen >= PUMP_BULKY;
    const ambos_error error = ambos__sink_fill(sink, got);

    if (!was_bulky && sink->seen >= PUMP_BULKY)
        ambos__pipe_enlarge((int)pump->streams[index]->handle);
    return error;
}

/* Reads once. *dry: there is no more now, for a read that is short took all there was. */
static ambos_error pump_read(struct ambos__pump *pump, int index, bool *dry)
{
    struct ambos__sink *sink = &pump->sinks[index - 1];
    size_t size = 0;
    char *room = ambos__sink_room(sink, PUMP_READ_SIZE, &size);
    ssize_t got;

    *dry = true;
    if (!room)
        return AMBOS_ENOMEM;
    if (size > PUMP_LARGEST_READ)
        size = PUMP_LARGEST_READ;
    AMBOS__RETRY(got, read((int)pump->streams[index]->handle, room, size));
    if (got > 0) {
        *dry = (size_t)got < size;
        return pump_fill(pump, index, (size_t)got);
    }
    if (got == 0)
        pump_close(pump, index);
    else if (errno != EAGAIN && errno != EWOULDBLOCK)
        return ambos__fail_errno(AMBOS_STEP_READ);
    return AMBOS_OK;
}

static ambos_error pump_drain(struct ambos__pump *pump, int index)
{
    ambos_error error = AMBOS_OK;
    bool dry = false;
    int i;

    for (i = 0; !error && !dry && i < PUMP_READS_AT_ONCE; i++)
        error = pump_read(pump, index, &dry);
    return error;
}

/* ---- the step ---- */

static void pump_ask(struct pollfd *asked, int fd, short events)
{
    asked->fd = fd; /* -1 is passed over */
    asked->events = events;
    asked->revents = 0;
}

enum { PUMP_END = 3, PUMP_INTERRUPT, PUMP_ASKED };

static int pump_poll(struct ambos__pump *pump, struct pollfd asked[PUMP_ASKED], int64_t timeout_ms)
{
    int64_t longest = PUMP_LONGEST_POLL_MS;
    int i;

    for (i = 0; i < 3; i++) {
        const ambos_file *file = pump->streams[i];

        pump_ask(&asked[i], file ? (int)file->handle : -1, i == 0 ? POLLOUT : POLLIN);
    }
    pump_ask(&asked[PUMP_END], pump->ended ? -1 : ambos__child_end_fd(pump_child(pump)), POLLIN);
    pump_ask(&asked[PUMP_INTERRUPT], pump->interrupt ? (int)ambos__os_interrupt_native(pump->interrupt) : -1, POLLIN);
    if (!pump->ended && asked[PUMP_END].fd == -1)
        longest = PUMP_BLIND_MS;
    return poll(asked, PUMP_ASKED, (int)(timeout_ms < longest ? timeout_ms : longest));
}

/* Its end, seen or to be asked for. One that cries wolf is asked again only after a pause. */
static void pump_look(struct ambos__pump *pump, const struct pollfd *asked)
{
    const int64_t pause_ms = 1;

    if (pump->ended || (asked->fd != -1 && !asked->revents))
        return;
    pump->ended = ambos__child_look(pump_child(pump));
    if (!pump->ended && asked->revents)
        ambos_sleep(pause_ms);
}

ambos_error ambos__os_pump_step(struct ambos__pump *pump, int64_t timeout_ms)
{
    struct pollfd asked[PUMP_ASKED];
    ambos_error error = AMBOS_OK;
    int i;

    if (pump_poll(pump, asked, timeout_ms) == -1)
        return errno == EINTR ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_WAIT);
    if (asked[0].revents)
        error = pump_feed(pump);
    for (i = 1; !error && i < 3; i++)
        if (asked[i].revents)
            error = pump_drain(pump, i);
    if (!error)
        pump_look(pump, &asked[PUMP_END]);
    if (asked[PUMP_INTERRUPT].revents)
        pump->interrupted = true;
    return error;
}

ambos_error ambos__os_pump_begin(struct ambos__pump *pump)
{
    int i;

    pump->os = NULL;
    for (i = 0; i < 3; i++)
        if (pump->streams[i] && fcntl((int)pump->streams[i]->handle, F_SETFL, O_NONBLOCK) == -1)
            return ambos__fail_errno(AMBOS_STEP_PIPE);
    if (pump->streams[0] && pump->input_size == 0)
        pump_close(pump, 0);
    return AMBOS_OK;
}

void ambos__os_pump_end(struct ambos__pump *pump)
{
    (void)pump;
}
