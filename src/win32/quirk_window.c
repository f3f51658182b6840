/* SPDX-License-Identifier: MIT */
/* The windows of another process. user32.dll is loaded when they are first asked for, since it makes a thread one with a
   queue of messages, and a program without windows should not have to be; it is never let go again. */
#include "win32/win32.h"

#include "win32/process.h"

struct window_calls {
    BOOL(WINAPI *enumerate)(WNDENUMPROC, LPARAM);
    DWORD(WINAPI *process_of)(HWND, DWORD *);
    BOOL(WINAPI *is_visible)(HWND);
    int(WINAPI *class_name)(HWND, wchar_t *, int);
    BOOL(WINAPI *post)(HWND, UINT, WPARAM, LPARAM);
};

struct window_search {
    struct window_calls calls;
    DWORD process;
    HWND ours; /* the window of our own console */
    bool own_console;
    bool found;
};

static bool window_load(struct window_calls *calls)
{
    HMODULE user32 = GetModuleHandleW(L"user32.dll");

    if (!user32)
        user32 = LoadLibraryExW(L"user32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (!user32)
        return false;
    calls->enumerate = (BOOL(WINAPI *)(WNDENUMPROC, LPARAM))(void (*)(void))GetProcAddress(user32, "EnumWindows");
    calls->process_of = (DWORD(WINAPI *)(HWND, DWORD *))(void (*)(void))GetProcAddress(user32, "GetWindowThreadProcessId");
    calls->is_visible = (BOOL(WINAPI *)(HWND))(void (*)(void))GetProcAddress(user32, "IsWindowVisible");
    calls->class_name = (int(WINAPI *)(HWND, wchar_t *, int))(void (*)(void))GetProcAddress(user32, "GetClassNameW");
    calls->post = (BOOL(WINAPI *)(HWND, UINT, WPARAM, LPARAM))(void (*)(void))GetProcAddress(user32, "PostMessageW");
    return calls->enumerate && calls->process_of && calls->is_visible && calls->class_name && calls->post;
}

static bool window_same_text(const wchar_t *a, const wchar_t *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

/* The window of a console says that it belongs to one of those who share it: to close it would end all of them. Only a
   child that was given one of its own may be asked in that way. */
static bool window_is_shared(const struct window_search *search, HWND window)
{
    enum { ROOM = 64 };
    wchar_t name[ROOM];

    if (window == search->ours)
        return true;
    if (search->own_console || !search->calls.class_name(window, name, ROOM))
        return false;
    return window_same_text(name, L"ConsoleWindowClass") || window_same_text(name, L"PseudoConsoleWindow");
}

static BOOL CALLBACK window_visit(HWND window, LPARAM context)
{
    struct window_search *search = (struct window_search *)context;
    DWORD process = 0;

    search->calls.process_of(window, &process);
    if (process == search->process && search->calls.is_visible(window) && !window_is_shared(search, window) &&
        search->calls.post(window, WM_CLOSE, 0, 0))
        search->found = true;
    return TRUE;
}

bool ambos__windows_close(DWORD process, bool own_console)
{
    struct window_search search = { { NULL, NULL, NULL, NULL, NULL }, process, GetConsoleWindow(), own_console, false };

    if (window_load(&search.calls))
        search.calls.enumerate(window_visit, (LPARAM)&search);
    return search.found;
}
