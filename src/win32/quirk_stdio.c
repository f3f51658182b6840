/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

void ambos__stdio_init(struct ambos__stdio *streams)
{
    for (int i = 0; i < 3; i++) {
        streams->source[i] = NULL;
        streams->owned[i] = false;
        streams->copy[i] = NULL;
    }
}

/* Failures of the helpers below, under the stream's name. */
static ambos_error stdio_restep(ambos_error error, int which)
{
    ambos_failure failure;

    if (!error)
        return AMBOS_OK;
    ambos__os_failure_load(&failure);
    failure.step = AMBOS_STEP_STREAM_IN + (uint32_t)which;
    ambos__failure_restore(&failure);
    return error;
}

static ambos_error stdio_open_null(struct ambos__stdio *streams, int which)
{
    const DWORD access = which == 0 ? GENERIC_READ : GENERIC_WRITE | FILE_READ_ATTRIBUTES;
    HANDLE file = CreateFileW(L"NUL", access, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);

    if (file == INVALID_HANDLE_VALUE)
        return ambos__fail_win32(AMBOS_STEP_STREAM_IN + (uint32_t)which);
    streams->source[which] = file;
    streams->owned[which] = true;
    return AMBOS_OK;
}

/* Programs without a console have no streams, or numbers that mean nothing. GetFileType would tell too, but it waits
   for whoever reads from the same file just now. */
static ambos_error stdio_inherit(struct ambos__stdio *streams, int which)
{
    static const DWORD names[3] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    HANDLE handle = GetStdHandle(names[which]);
    DWORD flags;

    if (!handle || handle == INVALID_HANDLE_VALUE || !GetHandleInformation(handle, &flags))
        return stdio_open_null(streams, which);
    streams->source[which] = handle;
    return AMBOS_OK;
}

static ambos_error stdio_open_pipe(struct ambos__stdio *streams, int which, ambos_file **ours)
{
    const uint32_t traits = AMBOS__FILE_PIPE | AMBOS__FILE_OVERLAPPED;
    HANDLE here, there;
    ambos_error error = ambos__pipe_make(&here, &there, which != 0);

    if (error)
        return error;
    error = ambos__file_wrap(ours, (ambos_native)here, which == 0 ? traits | AMBOS__FILE_WRITE_ONLY : traits);
    if (error) {
        ambos__handle_close(&here);
        ambos__handle_close(&there);
        return error;
    }
    streams->source[which] = there;
    streams->owned[which] = true;
    return AMBOS_OK;
}

static uint32_t stdio_file_flags(int which, uint32_t flags)
{
    if (which == 0)
        return AMBOS_READ;
    if (flags & (AMBOS_APPEND | AMBOS_EXCLUSIVE))
        return AMBOS_WRITE | AMBOS_CREATE | flags;
    return AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE | flags;
}

static ambos_error stdio_open_file(struct ambos__stdio *streams, int which, const ambos_stream *stream)
{
    ambos_file file = { AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, AMBOS_NO_HANDLE, 0 };
    ambos_error error = ambos__os_file_open(&file, AMBOS__CWD, stream->path, stdio_file_flags(which, stream->flags), 0666);

    if (error)
        return stdio_restep(error, which);
    streams->source[which] = (HANDLE)file.handle;
    streams->owned[which] = true;
    return AMBOS_OK;
}

/* An overlapped handle stays one for ever, and programs read and write their streams with calls that may believe the end
   of one another's work, then. Our ends of pipes are such handles. */
static ambos_error stdio_borrow(struct ambos__stdio *streams, int which, const ambos_file *file)
{
    if (file->traits & AMBOS__FILE_OVERLAPPED)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_STREAM_IN + (uint32_t)which);
    streams->source[which] = (HANDLE)file->handle;
    return AMBOS_OK;
}

static ambos_error stdio_open_one(struct ambos__stdio *streams, int which, const ambos_spawn_options *options,
                                  ambos_process *process)
{
    const ambos_stream *stream = &options->stdio[which];

    switch (stream->kind) {
    case AMBOS_STREAM_NULL:
        return stdio_open_null(streams, which);
    case AMBOS_STREAM_PIPE:
        return stdio_restep(stdio_open_pipe(streams, which, &process->stdio[which]), which);
    case AMBOS_STREAM_FILE:
        return stdio_open_file(streams, which, stream);
    case AMBOS_STREAM_OPEN:
        return stdio_borrow(streams, which, stream->file);
    case AMBOS_STREAM_STDOUT:
        streams->source[which] = streams->source[1];
        return AMBOS_OK;
    case AMBOS_STREAM_INHERIT:
        return stdio_inherit(streams, which);
    default:
        /* Whoever asks for a console of its own means to talk through it. */
        return options->flags & AMBOS_SPAWN_NEW_CONSOLE ? AMBOS_OK : stdio_inherit(streams, which);
    }
}

ambos_error ambos__stdio_open(struct ambos__stdio *streams, const ambos_spawn_options *options, ambos_process *process)
{
    ambos_error error = AMBOS_OK;

    for (int i = 0; !error && i < 3; i++)
        error = stdio_open_one(streams, i, options, process);
    return error;
}

/* One copy for both where output and errors are the same: they share the position in a file in any case, but a program
   may compare the handles. */
ambos_error ambos__stdio_copy(struct ambos__stdio *streams)
{
    const HANDLE self = GetCurrentProcess();

    for (int i = 0; i < 3; i++) {
        if (i == 2 && streams->source[2] == streams->source[1])
            streams->copy[2] = streams->copy[1];
        else if (streams->source[i] &&
                 !DuplicateHandle(self, streams->source[i], self, &streams->copy[i], 0, TRUE, DUPLICATE_SAME_ACCESS))
            return ambos__fail_win32(AMBOS_STEP_STREAM_IN + (uint32_t)i);
    }
    return AMBOS_OK;
}

void ambos__stdio_close_copies(struct ambos__stdio *streams)
{
    if (streams->copy[2] == streams->copy[1])
        streams->copy[2] = NULL;
    for (int i = 0; i < 3; i++) {
        ambos__handle_close(&streams->copy[i]);
        streams->copy[i] = NULL;
    }
}

void ambos__stdio_close(struct ambos__stdio *streams)
{
    ambos__stdio_close_copies(streams);
    for (int i = 0; i < 3; i++) {
        if (streams->owned[i])
            ambos__handle_close(&streams->source[i]);
        streams->owned[i] = false;
    }
}
