/* SPDX-License-Identifier: MIT */
/* Asking a process to end on Windows: Ctrl-Break to the group that it leads, WM_CLOSE to its windows; and nobody else
   hears of it. What needs a console runs in a child that has a hidden one of its own. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include "children.h"
#include "harness.h"

#include <windows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- children ---- */

static volatile LONG heard;
static DWORD exit_code;

/* The answer of a handler that exits is never seen. */
static BOOL WINAPI on_event(DWORD event)
{
    (void)event;
    InterlockedIncrement(&heard);
    if (exit_code)
        ExitProcess(exit_code);
    return TRUE;
}

/* listen CODE: says `ready`, and exits with the code when it hears an event; with 0 it passes over it. Ends with its
   input. */
static int listen_for_events(int argc, char **argv)
{
    char byte[1];

    (void)argc;
    exit_code = strtoul(argv[1], NULL, 10);
    SetConsoleCtrlHandler(on_event, TRUE);
    test_os_write(1, "ready", 5);
    while (test_os_read(0, byte, sizeof byte) > 0)
        continue;
    return 55;
}

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM wide, LPARAM low)
{
    if (message == WM_CLOSE)
        ExitProcess(44);
    return DefWindowProcW(window, message, wide, low);
}

static HWND make_window(void)
{
    const WNDCLASSW kind = { .lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = L"asked" };

    RegisterClassW(&kind);
    return CreateWindowExW(0, L"asked", L"asked", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 100, 100, NULL, NULL,
                           kind.hInstance, NULL);
}

/* A window that exits with 44 when it is closed. */
static int show_window(int argc, char **argv)
{
    MSG message;

    (void)argc;
    (void)argv;
    if (!make_window()) {
        test_os_write(1, "none!", 5);
        return 1;
    }
    test_os_write(1, "ready", 5);
    while (GetMessageW(&message, NULL, 0, 0) > 0)
        DispatchMessageW(&message);
    return 0;
}

/* guarded: allows to be watched and nothing else, says `ready`, and exits when its input ends, with the code of those who
   were ended by force. */
static int guard(int argc, char **argv)
{
    union {
        ACL list;
        BYTE bytes[256];
    } rights;
    SID everyone = { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { SECURITY_WORLD_RID } };
    SECURITY_DESCRIPTOR descriptor;
    char byte[1];

    (void)argc;
    (void)argv;
    if (!InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) ||
        !InitializeAcl(&rights.list, sizeof rights, ACL_REVISION) ||
        !AddAccessAllowedAce(&rights.list, ACL_REVISION, SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION, &everyone) ||
        !SetSecurityDescriptorDacl(&descriptor, TRUE, &rights.list, FALSE) ||
        !SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, &descriptor))
        return 1;
    test_os_write(1, "ready", 5);
    while (test_os_read(0, byte, sizeof byte) > 0)
        continue;
    return 137;
}

/* ---- in a console of its own ---- */

static ambos_process *listener(const char *code, uint32_t flags)
{
    const ambos_spawn_options options = {
        .flags = flags, .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("listen", code), &options);
    ambos_file *output = child_stream(process, 1);

    child_expect(output, "ready");
    CHECK_OK(ambos_file_close(output));
    return process;
}

static ambos_stop_result stopped(ambos_process *process, int64_t grace_ms)
{
    ambos_stop_result result;

    CHECK_OK(ambos_stop(process, grace_ms, &result));
    ambos_process_close(process);
    return result;
}

/* Has heard nothing: it goes on until its input ends. */
static void goes_on(ambos_process *process)
{
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 55);
}

/* Wine sends no Ctrl-Break before its version 9. */
static bool can_break(void)
{
    ambos_process *process = listener("33", AMBOS_SPAWN_NEW_GROUP);
    bool can = GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, (DWORD)ambos_process_id(process)) != 0;

    CHECK_OK(ambos_stop(process, 0, NULL));
    ambos_process_close(process);
    return can;
}

enum { CANNOT = 77 };

/* Wine ends a process by Ctrl-Break without asking its handlers. */
static void answers(void)
{
    ambos_stop_result result = stopped(listener("33", AMBOS_SPAWN_NEW_GROUP), CHILD_PATIENCE_MS);

    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, 33);
    /* One that listens and goes on. */
    result = stopped(listener("0", AMBOS_SPAWN_NEW_GROUP), 100);
    CHECK_INT(result.asked, AMBOS_ASKED_CONSOLE);
    CHECK_INT(result.forced, 1);
    CHECK_INT(result.status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(result.status.signal, AMBOS_SIGKILL);
}

static int ask_by_console(int argc, char **argv)
{
    ambos_process *neighbour, *leader;
    ambos_stop_result result;

    (void)argc;
    (void)argv;
    if (!can_break())
        return CANNOT;
    SetConsoleCtrlHandler(on_event, TRUE);
    neighbour = listener("66", 0);
    leader = listener("66", AMBOS_SPAWN_NEW_GROUP);

    /* One that listens. */
    result = stopped(listener("33", AMBOS_SPAWN_NEW_GROUP), CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, AMBOS_ASKED_CONSOLE);
    CHECK_INT(result.forced, 0);
    if (!test_is_wine())
        answers();
    /* Those who cannot be asked: no leader, or in another console. */
    result = stopped(listener("33", 0), CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, 0);
    CHECK_INT(result.forced, 1);
    result = stopped(listener("33", AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_NO_WINDOW), CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, 0);
    CHECK_INT(result.forced, 1);

    goes_on(neighbour);
    goes_on(leader);
    CHECK_INT(heard, 0);
    return 0;
}

/* What does not handle Ctrl-Break ends by it. */
static int ask_by_console_in_vain(int argc, char **argv)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_GROUP, .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_stop_result result;

    (void)argc;
    (void)argv;
    if (!can_break())
        return CANNOT;
    result = stopped(child_spawn(CHILD("exit-after-input", "9"), &options), CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, AMBOS_ASKED_CONSOLE);
    CHECK_INT(result.forced, 0);
    if (test_is_wine()) /* another number of its own */
        return 0;
    CHECK_INT(result.status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(result.status.signal, AMBOS_SIGINT);
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "listen", 1, 1, listen_for_events },
    { "window", 0, 0, show_window },
    { "guarded", 0, 0, guard },
    { "ask-by-console", 0, 0, ask_by_console },
    { "ask-by-console-in-vain", 0, 0, ask_by_console_in_vain },
    { NULL, 0, 0, NULL },
};

/* ---- the cases ---- */

static void in_a_console(const char *command)
{
    const ambos_spawn_options hidden = { .flags = AMBOS_SPAWN_NO_WINDOW };
    ambos_process *process = child_spawn(CHILD(command), &hidden);
    ambos_status status = child_wait(process);

    if (status.code == CANNOT)
        SKIP("this Wine sends no Ctrl-Break");
    child_end(process, 0);
}

TEST(leader_of_a_group_is_asked_and_nobody_else)
{
    in_a_console("ask-by-console");
}

TEST(ctrl_break_that_is_not_handled)
{
    in_a_console("ask-by-console-in-vain");
}

/* Where we have no console there is none to share. The child gets one of its own, whose server Wine leaves running, with
   our standard error open, when the child is killed before it is ready. */
TEST(nobody_is_asked_without_a_console)
{
    ambos_stop_result result;

    FreeConsole();
    result = stopped(listener("1", AMBOS_SPAWN_NEW_GROUP), CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, 0);
    CHECK_INT(result.forced, 1);
}

/* Wine draws windows where nobody sees them, if told to before the first. */
static void windows_without_a_screen(void)
{
    static const wchar_t driver[] = L"null";
    HKEY key;

    if (!test_is_wine() || RegCreateKeyW(HKEY_CURRENT_USER, L"Software\\Wine\\Drivers", &key) != ERROR_SUCCESS)
        return;
    RegSetValueExW(key, L"Graphics", 0, REG_SZ, (const BYTE *)driver, sizeof driver);
    RegCloseKey(key);
}

TEST(windows_are_asked_to_close)
{
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process, *other;
    ambos_stop_result result;
    ambos_file *output;
    size_t got;
    char first;

    windows_without_a_screen();
    CHECK(GetModuleHandleW(L"user32.dll") == NULL || test_is_wine());
    process = child_spawn(CHILD("window"), &options);
    output = child_stream(process, 1);
    CHECK_OK(ambos_file_read(output, &first, 1, &got));
    CHECK_OK(ambos_file_close(output));
    if (first == 'n')
        SKIP("no windows here");
    other = child_spawn(CHILD("window"), &options);
    child_expect(child_stream(other, 1), "ready");
    result = stopped(process, CHILD_PATIENCE_MS);
    CHECK_INT(result.asked, AMBOS_ASKED_WINDOWS);
    CHECK_INT(result.forced, 0);
    CHECK_INT(result.status.code, 44);
    CHECK_ERR(ambos_wait(other, 0, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_kill(other, AMBOS_SIGKILL));
    child_wait(other);
    ambos_process_close(other);
}

/* It stands still and hears nothing. */
TEST(suspended_child_is_forced)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_SUSPENDED | AMBOS_SPAWN_NEW_GROUP };
    ambos_stop_result result = stopped(child_spawn(CHILD("exit", "5"), &options), CHILD_PATIENCE_MS);

    CHECK_INT(result.asked, 0);
    CHECK_INT(result.forced, 1);
    CHECK_INT(result.status.signal, AMBOS_SIGKILL);
}

/* One that was opened and may only be watched. What was tried in vain is not how it ended. */
TEST(without_the_right_it_goes_on)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *child = child_spawn(CHILD("guarded"), &options);
    ambos_process *opened;
    ambos_stop_result result;

    child_expect(child_stream(child, 1), "ready");
    CHECK_OK(ambos_process_open(&opened, ambos_process_id(child)));
    CHECK_OK(ambos_kill(opened, 0));
    CHECK_ERR(ambos_kill(opened, AMBOS_SIGKILL), AMBOS_EPERM);
    CHECK_ERR(ambos_stop(opened, 10, &result), AMBOS_EPERM);
    CHECK_INT(result.forced, 0);
    CHECK_ERR(ambos_wait(opened, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(child_stream(child, 0)));
    child_end(opened, 137);
    child_end(child, 137);
}

/* ---- what an event loop gets ---- */

TEST(handle_is_signaled_at_the_end)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("exit-after-input", "3"), &options);
    HANDLE handle = (HANDLE)ambos_process_native(process);

    CHECK_INT(WaitForSingleObject(handle, 0), WAIT_TIMEOUT);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    CHECK_INT(WaitForSingleObject(handle, CHILD_PATIENCE_MS), WAIT_OBJECT_0);
    CHECK_OK(ambos_wait(process, AMBOS_POLL, NULL));
    child_end(process, 3);
}

/* A pipe end takes overlapped calls of a loop's own, by event or by port, and plain ones of ours between them. */
TEST(pipe_ends_take_overlapped_calls)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("cat"), &options);
    ambos_file *input = child_stream(process, 0), *output = child_stream(process, 1);
    HANDLE handle = (HANDLE)ambos_file_native(output), port;
    OVERLAPPED call = { .hEvent = CreateEventW(NULL, TRUE, FALSE, NULL) }, *ended;
    ULONG_PTR key;
    DWORD got;
    char byte;

    CHECK(!ReadFile(handle, &byte, 1, NULL, &call) && GetLastError() == ERROR_IO_PENDING);
    CHECK_INT(WaitForSingleObject(call.hEvent, 0), WAIT_TIMEOUT);
    CHECK_OK(ambos_file_write(input, "abc", 3, NULL));
    CHECK_INT(WaitForSingleObject(call.hEvent, CHILD_PATIENCE_MS), WAIT_OBJECT_0);
    CHECK(GetOverlappedResult(handle, &call, &got, FALSE) && got == 1 && byte == 'a');
    child_expect(output, "bc");

    port = CreateIoCompletionPort(handle, NULL, 7, 1);
    CHECK(port != NULL);
    CHECK(!ReadFile(handle, &byte, 1, NULL, &call) && GetLastError() == ERROR_IO_PENDING);
    CHECK_OK(ambos_file_write(input, "d", 1, NULL));
    CHECK(GetQueuedCompletionStatus(port, &got, &key, &ended, CHILD_PATIENCE_MS));
    CHECK(ended == &call && key == 7 && got == 1 && byte == 'd');
    CHECK_OK(ambos_file_close(input));
    CHECK_OK(ambos_file_close(output));
    CloseHandle(port);
    CloseHandle(call.hEvent);
    child_end(process, 0);
}
