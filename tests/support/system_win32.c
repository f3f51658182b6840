/* SPDX-License-Identifier: MIT */
/* What the suites of processes ask of the system, on Windows. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include "children.h"

#include "harness.h"

#include <windows.h>

#include <wchar.h>

bool test_has_children(void)
{
    return false;
}

void test_end_process(uint64_t pid)
{
    HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, (DWORD)pid);

    TerminateProcess(process, 1);
    CloseHandle(process);
}

bool test_process_exists(uint64_t pid)
{
    HANDLE process = OpenProcess(SYNCHRONIZE, FALSE, (DWORD)pid);
    bool runs = process && WaitForSingleObject(process, 0) == WAIT_TIMEOUT;

    if (process)
        CloseHandle(process);
    return runs;
}

/* ---- files; every path here has fewer than 260 characters ---- */

static void widen_path(const char *path, wchar_t wide[MAX_PATH])
{
    if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, wide, MAX_PATH))
        FAIL("not a path for this: %s", path);
}

const char *test_program_name(const char *name)
{
    return test_join(name, ".exe");
}

/* The DLL that this program is linked with must stand beside the copy. */
static void copy_library(const wchar_t *program)
{
    HMODULE library = GetModuleHandleW(L"libambos.dll");
    wchar_t from[MAX_PATH];
    wchar_t to[MAX_PATH + 16];
    wchar_t *slash;

    if (!library || !GetModuleFileNameW(library, from, MAX_PATH))
        return;
    wcscpy(to, program);
    for (wchar_t *c = to; *c; c++)
        if (*c == L'/')
            *c = L'\\';
    slash = wcsrchr(to, L'\\');
    CHECK(slash != NULL);
    wcscpy(slash + 1, L"libambos.dll");
    CHECK(CopyFileW(from, to, FALSE));
}

void test_copy_program(const char *path)
{
    wchar_t from[MAX_PATH];
    wchar_t to[MAX_PATH];

    widen_path(test_self(), from);
    widen_path(path, to);
    CHECK(CopyFileW(from, to, FALSE));
    copy_library(to);
}

void test_set_executable(const char *path, bool may)
{
    (void)path;
    (void)may;
}

ambos_native test_open_inheritable(const char *path)
{
    SECURITY_ATTRIBUTES inherit = { sizeof inherit, NULL, TRUE };
    wchar_t wide[MAX_PATH];
    HANDLE handle;

    widen_path(path, wide);
    handle = CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, &inherit, OPEN_EXISTING,
                         0, NULL);
    if (handle == INVALID_HANDLE_VALUE)
        FAIL("cannot open %s", path);
    return (ambos_native)handle;
}

ambos_native test_swap_stream(int stream, ambos_native handle)
{
    static const DWORD numbers[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };
    HANDLE before = GetStdHandle(numbers[stream]);

    SetStdHandle(numbers[stream], handle == AMBOS_NO_HANDLE ? NULL : (HANDLE)handle);
    return before ? (ambos_native)before : AMBOS_NO_HANDLE;
}

/* What the system starts a thread with when the console is closed, which a program cannot ask for in another way. */
static bool close_console(void)
{
    const HMODULE library = GetModuleHandleW(L"kernelbase.dll");
    const LPTHREAD_START_ROUTINE routine =
        library ? (LPTHREAD_START_ROUTINE)(void (*)(void))GetProcAddress(library, "CtrlRoutine") : NULL;
    const HANDLE thread = routine ? CreateThread(NULL, 0, routine, (void *)(ULONG_PTR)CTRL_CLOSE_EVENT, 0, NULL) : NULL;

    return thread && CloseHandle(thread);
}

bool test_interrupt_self(uint32_t bit)
{
    if (bit == AMBOS_INTERRUPT_TERM)
        return close_console();
    if (bit != AMBOS_INTERRUPT_INT && bit != AMBOS_INTERRUPT_BREAK)
        return false;
    /* Wine 10 ends whoever asks for it, handler or not. */
    if (bit == AMBOS_INTERRUPT_BREAK && test_is_wine())
        return false;
    return GenerateConsoleCtrlEvent(bit == AMBOS_INTERRUPT_INT ? CTRL_C_EVENT : CTRL_BREAK_EVENT, 0) != 0;
}
