/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/utf.h"

static HANDLE console_stream(uint32_t stream)
{
    static const DWORD numbers[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    const HANDLE handle = GetStdHandle(numbers[stream]);

    return handle ? handle : INVALID_HANDLE_VALUE;
}

static bool console_is(HANDLE handle)
{
    DWORD mode;

    return GetConsoleMode(handle, &mode) != 0;
}

/* `\msys-1234-pty0-to-master`, `\cygwin-...-pty1-from-master`: what their terminals are to other programs. */
static bool console_is_pty(HANDLE handle)
{
    union {
        FILE_NAME_INFO info;
        BYTE bytes[sizeof(FILE_NAME_INFO) + MAX_PATH * sizeof(wchar_t)];
    } name;

    if (GetFileType(handle) != FILE_TYPE_PIPE)
        return false;
    memset(&name, 0, sizeof name);
    if (!GetFileInformationByHandleEx(handle, FileNameInfo, &name, sizeof name - sizeof(wchar_t)))
        return false;
    return (wcsncmp(name.info.FileName, L"\\msys-", 6) == 0 || wcsncmp(name.info.FileName, L"\\cygwin-", 8) == 0) &&
           wcsstr(name.info.FileName, L"-pty");
}

bool ambos__os_is_terminal(uint32_t stream)
{
    const HANDLE handle = console_stream(stream);

    return console_is(handle) || console_is_pty(handle);
}

/* Only a buffer of output has a size: for the input it is that of the screen in front. */
static bool console_size(HANDLE handle, CONSOLE_SCREEN_BUFFER_INFO *info)
{
    HANDLE screen;
    bool known;

    if (GetConsoleScreenBufferInfo(handle, info))
        return true;
    if (!console_is(handle))
        return false;
    screen = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                         OPEN_EXISTING, 0, NULL);
    known = screen != INVALID_HANDLE_VALUE && GetConsoleScreenBufferInfo(screen, info);
    ambos__handle_close(&screen);
    return known;
}

ambos_error ambos__os_terminal_size(uint32_t stream, uint32_t *columns, uint32_t *rows)
{
    CONSOLE_SCREEN_BUFFER_INFO info;

    if (!console_size(console_stream(stream), &info))
        return ambos__fail_as(AMBOS_ENOTTY, AMBOS_DOMAIN_WIN32, GetLastError(), AMBOS_STEP_CONSOLE);
    *columns = (uint32_t)(info.srWindow.Right - info.srWindow.Left + 1);
    *rows = (uint32_t)(info.srWindow.Bottom - info.srWindow.Top + 1);
    return AMBOS_OK;
}

/* Printing ----------------------------------------------------------------------------- */

/* One call takes no more than some 32,000 units on older systems. */
enum { CONSOLE_UNITS = 4096 };

/* As many characters of the text as fit, with U+FFFD for a byte that belongs to none; how many bytes they were. */
static size_t console_convert(const char *text, size_t size, wchar_t *units, DWORD *count)
{
    size_t at = 0;

    *count = 0;
    while (at < size && *count + 2 <= CONSOLE_UNITS) {
        uint32_t point;
        const size_t length = ambos__utf8_decode(text + at, size - at, &point);

        if (length == 0)
            point = 0xFFFD;
        if (point >= 0x10000) {
            units[(*count)++] = (wchar_t)(0xD800 + ((point - 0x10000) >> 10));
            point = 0xDC00 + ((point - 0x10000) & 0x3FF);
        }
        units[(*count)++] = (wchar_t)point;
        at += length ? length : 1;
    }
    return at;
}

static bool console_write(HANDLE handle, const wchar_t *units, DWORD count)
{
    while (count > 0) {
        DWORD written = 0;

        if (!WriteConsoleW(handle, units, count, &written, NULL))
            return false;
        if (written == 0) {
            SetLastError(ERROR_WRITE_FAULT);
            return false;
        }
        units += written;
        count -= written;
    }
    return true;
}

static ambos_error console_print(HANDLE handle, const char *text, size_t size)
{
    wchar_t units[CONSOLE_UNITS];

    while (size > 0) {
        DWORD count;
        const size_t taken = console_convert(text, size, units, &count);

        if (!console_write(handle, units, count))
            return ambos__fail_win32(AMBOS_STEP_CONSOLE);
        text += taken;
        size -= taken;
    }
    return AMBOS_OK;
}

ambos_error ambos__os_print(uint32_t stream, const char *text, size_t size)
{
    const HANDLE handle = console_stream(stream);
    ambos_file file;
    size_t written;
    ambos_error error;

    if (console_is(handle))
        return console_print(handle, text, size);
    error = ambos__os_file_adopt(&file, (ambos_native)handle);
    if (error != AMBOS_OK)
        return error;
    error = ambos__os_file_write(&file, text, size, &written);
    if (file.event != AMBOS_NO_HANDLE)
        CloseHandle((HANDLE)file.event);
    return error;
}
