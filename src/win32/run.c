/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

enum {
    PUMP_BUFFER = 65536,
    PUMP_LARGEST_READ = 1 << 20,
    PUMP_ROUNDS = 16 /* moves of one stream in a row, so that a flood of one does not hold up the others */
};

/* One overlapped call that may be under way. */
struct pump_stream {
    OVERLAPPED io;
    bool pending;
};

/* The kernel writes into it, and into the room of the sinks, while a call is pending: they go only when none is. */
struct pump_state {
    struct pump_stream streams[3];
};

static HANDLE pump_handle(const struct ambos__pump *pump, int which)
{
    return (HANDLE)pump->streams[which]->handle;
}

static void pump_close_stream(struct ambos__pump *pump, int which)
{
    ambos__file_discard(pump->streams[which]);
    pump->streams[which] = NULL;
}

/* The other end is closed, by will or by death. */
static bool pump_is_end(DWORD native)
{
    return native == ERROR_BROKEN_PIPE || native == ERROR_NO_DATA || native == ERROR_PIPE_NOT_CONNECTED ||
           native == ERROR_HANDLE_EOF;
}

static ambos_error pump_failed(struct ambos__pump *pump, int which)
{
    const DWORD native = GetLastError();

    if (!pump_is_end(native))
        return ambos__fail_native(AMBOS_DOMAIN_WIN32, native, which == 0 ? AMBOS_STEP_WRITE : AMBOS_STEP_READ);
    if (which == 0)
        pump->input_broken = true;
    pump_close_stream(pump, which);
    return AMBOS_OK;
}

static bool pump_begun(BOOL done)
{
    return done || GetLastError() == ERROR_IO_PENDING;
}

static ambos_error pump_start(struct ambos__pump *pump, int which, bool *begun)
{
    OVERLAPPED *io = &((struct pump_state *)pump->os)->streams[which].io;
    size_t size = 0;
    char *room;

    if (which == 0) {
        size = pump->input_size < PUMP_BUFFER ? pump->input_size : PUMP_BUFFER;
        *begun = pump_begun(WriteFile(pump_handle(pump, which), pump->input, (DWORD)size, NULL, io));
        return AMBOS_OK;
    }
    room = ambos__sink_room(&pump->sinks[which - 1], PUMP_BUFFER, &size);
    if (!room)
        return AMBOS_ENOMEM;
    if (size > PUMP_LARGEST_READ)
        size = PUMP_LARGEST_READ;
    *begun = pump_begun(ReadFile(pump_handle(pump, which), room, (DWORD)size, NULL, io));
    return AMBOS_OK;
}

static ambos_error pump_take(struct ambos__pump *pump, int which, size_t size)
{
    if (which > 0)
        return ambos__sink_fill(&pump->sinks[which - 1], size);
    pump->input += size;
    pump->input_size -= size;
    return AMBOS_OK;
}

/* One call: begun if none is under way, ended if it is done. *moved: something was. */
static ambos_error pump_move(struct ambos__pump *pump, int which, bool *moved)
{
    struct pump_stream *stream = &((struct pump_state *)pump->os)->streams[which];
    ambos_error error = AMBOS_OK;
    bool begun = true;
    DWORD done;

    *moved = false;
    if (!stream->pending)
        error = pump_start(pump, which, &begun);
    if (error || !begun)
        return error ? error : pump_failed(pump, which);
    stream->pending = true;
    if (!HasOverlappedIoCompleted(&stream->io))
        return AMBOS_OK;
    stream->pending = false;
    *moved = true;
    if (!GetOverlappedResult(pump_handle(pump, which), &stream->io, &done, FALSE))
        return pump_failed(pump, which);
    return pump_take(pump, which, done);
}

static ambos_error pump_move_stream(struct ambos__pump *pump, int which, bool *moved)
{
    bool more = true;
    ambos_error error = AMBOS_OK;

    for (int round = 0; !error && more && pump->streams[which] && round < PUMP_ROUNDS; round++) {
        if (which == 0 && pump->input_size == 0) {
            pump_close_stream(pump, which);
            break;
        }
        error = pump_move(pump, which, &more);
        *moved = *moved || more;
    }
    return error;
}

static ambos_error pump_move_all(struct ambos__pump *pump, bool *moved)
{
    ambos_error error = AMBOS_OK;

    *moved = false;
    for (int i = 0; !error && i < 3; i++)
        error = pump_move_stream(pump, i, moved);
    return error;
}

/* The process comes first: of several that are ready the first is told, and a grandchild that floods a stream must not
   hide the end of the child. */
enum { PUMP_WAITED = 5 };

static DWORD pump_list(const struct ambos__pump *pump, HANDLE handles[PUMP_WAITED])
{
    const struct pump_state *state = (const struct pump_state *)pump->os;
    DWORD count = 0;

    if (!pump->ended)
        handles[count++] = ambos__child_of(pump->process)->handle;
    for (int i = 0; i < 3; i++) {
        if (pump->streams[i])
            handles[count++] = state->streams[i].io.hEvent;
    }
    if (count > 0 && pump->interrupt)
        handles[count++] = (HANDLE)ambos__os_interrupt_native(pump->interrupt);
    return count;
}

ambos_error ambos__os_pump_step(struct ambos__pump *pump, int64_t timeout_ms)
{
    HANDLE handles[PUMP_WAITED];
    DWORD count, which;
    bool moved;
    ambos_error error = pump_move_all(pump, &moved);

    if (error)
        return error;
    count = pump_list(pump, handles);
    if (count == 0)
        return AMBOS_OK;
    which = WaitForMultipleObjects(count, handles, FALSE, moved ? 0 : ambos__wait_ms(timeout_ms));
    if (which == WAIT_FAILED)
        return ambos__fail_win32(AMBOS_STEP_WAIT);
    if (which == WAIT_TIMEOUT)
        return AMBOS_OK;
    if (!pump->ended && which == WAIT_OBJECT_0)
        pump->ended = true;
    else if (pump->interrupt && which == WAIT_OBJECT_0 + count - 1)
        pump->interrupted = true;
    return pump_move_all(pump, &moved);
}

/* Manual events, as overlapped calls want them. */
static ambos_error pump_make_events(struct ambos__pump *pump)
{
    struct pump_state *state = (struct pump_state *)pump->os;

    for (int i = 0; i < 3; i++) {
        if (!pump->streams[i])
            continue;
        state->streams[i].io.hEvent = CreateEventW(NULL, TRUE, FALSE, NULL);
        if (!state->streams[i].io.hEvent)
            return ambos__fail_win32(AMBOS_STEP_PIPE);
    }
    return AMBOS_OK;
}

static void pump_free(struct ambos__pump *pump)
{
    struct pump_state *state = (struct pump_state *)pump->os;

    for (int i = 0; i < 3; i++)
        ambos__handle_close(&state->streams[i].io.hEvent);
    ambos__release(state);
    pump->os = NULL;
}

ambos_error ambos__os_pump_begin(struct ambos__pump *pump)
{
    struct pump_state *state = (struct pump_state *)ambos__allocate(sizeof *state);
    ambos_error error;

    pump->os = state;
    if (!state)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    for (int i = 0; i < 3; i++)
        state->streams[i] = (struct pump_stream){ { 0 }, false };
    error = pump_make_events(pump);
    if (error)
        pump_free(pump);
    return error;
}

/* What came in time to be caught by the cancelling still counts. */
static void pump_settle(struct ambos__pump *pump, int which)
{
    struct pump_state *state = (struct pump_state *)pump->os;
    OVERLAPPED *io = &state->streams[which].io;
    DWORD done;

    CancelIoEx(pump_handle(pump, which), io);
    if (GetOverlappedResult(pump_handle(pump, which), io, &done, TRUE) && done > 0)
        (void)pump_take(pump, which, done);
}

void ambos__os_pump_end(struct ambos__pump *pump)
{
    struct pump_state *state = (struct pump_state *)pump->os;

    if (!state)
        return;
    for (int i = 0; i < 3; i++) {
        if (state->streams[i].pending && pump->streams[i])
            pump_settle(pump, i);
    }
    pump_free(pump);
}
