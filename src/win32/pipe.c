/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "win32/process.h"

/* RtlGenRandom, which no header declares under that name. */
__declspec(dllimport) BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length);

enum {
    PIPE_BUFFER = 65536,
    PIPE_RANDOM = 16, /* bytes */
    PIPE_TRIES = 4
};

static const wchar_t pipe_prefix[] = L"\\\\.\\pipe\\ambos-";

/* The prefix, the number of this process, "-", the random bytes and a NUL. */
enum { PIPE_NAME_ROOM = sizeof pipe_prefix / sizeof pipe_prefix[0] + 8 + 1 + 2 * PIPE_RANDOM };

static wchar_t *pipe_put_hex(wchar_t *out, const BYTE *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        *out++ = L"0123456789abcdef"[bytes[i] >> 4];
        *out++ = L"0123456789abcdef"[bytes[i] & 15];
    }
    return out;
}

/* Nobody can guess it, so nobody can be there first. */
static ambos_error pipe_make_name(wchar_t name[PIPE_NAME_ROOM])
{
    const DWORD id = GetCurrentProcessId();
    BYTE random[PIPE_RANDOM];
    wchar_t *at = name;

    if (!SystemFunction036(random, sizeof random))
        return ambos__fail(AMBOS_EAGAIN, AMBOS_STEP_PIPE);
    for (const wchar_t *from = pipe_prefix; *from; from++)
        *at++ = *from;
    at = pipe_put_hex(at, (const BYTE *)&id, sizeof id);
    *at++ = L'-';
    at = pipe_put_hex(at, random, sizeof random);
    *at = L'\0';
    return AMBOS_OK;
}

static bool pipe_try(HANDLE *ours, HANDLE *childs, const wchar_t *name, bool we_read)
{
    /* The attributes let the child ask about the pipe, and set its mode, whichever end it has. */
    const DWORD access = we_read ? GENERIC_WRITE | FILE_READ_ATTRIBUTES : GENERIC_READ | FILE_WRITE_ATTRIBUTES;

    /* To ask how much room there is needs rights that only come with those to read. */
    *ours = CreateNamedPipeW(
        name, (we_read ? PIPE_ACCESS_INBOUND : PIPE_ACCESS_DUPLEX) | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
        PIPE_TYPE_BYTE | PIPE_READMODE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, PIPE_BUFFER, PIPE_BUFFER, 0, NULL);
    if (*ours == INVALID_HANDLE_VALUE)
        return false;
    *childs = CreateFileW(name, access, 0, NULL, OPEN_EXISTING, SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
    if (*childs != INVALID_HANDLE_VALUE)
        return true;
    ambos__handle_close(ours);
    return false;
}

/* Pipes can be listed, and somebody may have connected before us. */
static bool pipe_was_taken(void)
{
    const DWORD error = GetLastError();

    return error == ERROR_PIPE_BUSY || error == ERROR_ACCESS_DENIED;
}

ambos_error ambos__pipe_make(HANDLE *ours, HANDLE *childs, bool we_read)
{
    wchar_t name[PIPE_NAME_ROOM];

    for (int tries = 1;; tries++) {
        ambos_error error = pipe_make_name(name);

        if (error || pipe_try(ours, childs, name, we_read))
            return error;
        if (tries == PIPE_TRIES || !pipe_was_taken())
            return ambos__fail_win32(AMBOS_STEP_PIPE);
    }
}

static ambos_error pipe_wrap_both(ambos_file **reader, ambos_file **writer, HANDLE ends[2], uint32_t read_traits)
{
    ambos_error error = ambos__file_wrap(reader, (ambos_native)ends[0], read_traits);

    if (error) {
        ambos__handle_close(&ends[0]);
        ambos__handle_close(&ends[1]);
        return error;
    }
    error = ambos__file_wrap(writer, (ambos_native)ends[1], AMBOS__FILE_PIPE);
    if (error) {
        ambos__file_discard(*reader);
        *reader = NULL;
        ambos__handle_close(&ends[1]);
    }
    return error;
}

ambos_error ambos__os_pipe(ambos_file **reader, ambos_file **writer, bool we_read)
{
    HANDLE ends[2];
    ambos_error error = AMBOS_OK;

    *reader = *writer = NULL;
    if (we_read)
        error = ambos__pipe_make(&ends[0], &ends[1], true);
    else if (!CreatePipe(&ends[0], &ends[1], NULL, PIPE_BUFFER))
        error = ambos__fail_win32(AMBOS_STEP_PIPE);
    if (error)
        return error;
    return pipe_wrap_both(reader, writer, ends, we_read ? AMBOS__FILE_PIPE | AMBOS__FILE_OVERLAPPED : AMBOS__FILE_PIPE);
}
