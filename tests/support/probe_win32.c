/* SPDX-License-Identifier: MIT */
/* The system without ambos, on Windows. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include "check.h"

#include <windows.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <winternl.h>

static void *take(size_t size)
{
    void *block = malloc(size);

    if (!block)
        FAIL("no memory");
    return block;
}

/* `\\?\` and an absolute path. To be freed. */
static wchar_t *wide_absolute(const char *path)
{
    int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, NULL, 0);
    wchar_t *wide;

    if (size == 0)
        FAIL("no UTF-8: %s", path);
    wide = take(((size_t)size + 4) * sizeof *wide);
    wmemcpy(wide, L"\\\\?\\", 4);
    MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, path, -1, wide + 4, size);
    for (wchar_t *c = wide; *c; c++)
        if (*c == L'/')
            *c = L'\\';
    return wide;
}

struct test_thread {
    HANDLE handle;
    void (*run)(void *context);
    void *context;
};

static DWORD WINAPI thread_main(LPVOID argument)
{
    struct test_thread *thread = argument;

    thread->run(thread->context);
    return 0;
}

struct test_thread *test_thread_start(void (*run)(void *context), void *context)
{
    struct test_thread *thread = take(sizeof *thread);

    thread->run = run;
    thread->context = context;
    thread->handle = CreateThread(NULL, 0, thread_main, thread, 0, NULL);
    if (!thread->handle)
        FAIL("cannot start a thread: error %lu", GetLastError());
    return thread;
}

void test_thread_join(struct test_thread *thread)
{
    if (WaitForSingleObject(thread->handle, INFINITE) != WAIT_OBJECT_0)
        FAIL("cannot join a thread: error %lu", GetLastError());
    CloseHandle(thread->handle);
    free(thread);
}

void test_flag_raise(test_flag *flag)
{
    InterlockedExchange((LONG volatile *)flag, 1);
}

bool test_flag_raised(test_flag *flag)
{
    return InterlockedCompareExchange((LONG volatile *)flag, 0, 0) != 0;
}

void test_set_native_errors(int value)
{
    SetLastError((DWORD)value);
    errno = value;
}

bool test_native_errors_are(int value)
{
    return GetLastError() == (DWORD)value && errno == value;
}

/* SystemExtendedHandleInformation: GetProcessHandleCount says 0 under Wine. */
struct handle_entry {
    PVOID object;
    ULONG_PTR process;
    ULONG_PTR handle;
    ULONG access;
    USHORT trace;
    USHORT type;
    ULONG attributes;
    ULONG reserved;
};
struct handle_list {
    ULONG_PTR count;
    ULONG_PTR reserved;
    struct handle_entry entries[1];
};

typedef NTSTATUS(NTAPI *query_system)(ULONG info, PVOID buffer, ULONG size, PULONG needed);

static struct handle_list *all_handles(void)
{
    enum { EXTENDED_HANDLES = 64, TOO_SHORT = (int)0xC0000004 };
    FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQuerySystemInformation");
    query_system query;
    ULONG size = 1u << 20;
    void *buffer = take(size);
    NTSTATUS status;

    memcpy(&query, &found, sizeof query);
    while ((status = query(EXTENDED_HANDLES, buffer, size, NULL)) == TOO_SHORT) {
        free(buffer);
        size *= 2;
        buffer = take(size);
    }
    if (status < 0)
        FAIL("cannot list handles: 0x%08lx", (unsigned long)status);
    return buffer;
}

int64_t test_handle_count(void)
{
    struct handle_list *list = all_handles();
    int64_t count = 0;

    for (ULONG_PTR i = 0; i < list->count; i++)
        if (list->entries[i].process == GetCurrentProcessId())
            count++;
    free(list);
    return count;
}

bool test_forbid_handles(void)
{
    return false;
}

void test_allow_handles(void)
{
}

bool test_is_inheritable(intptr_t native)
{
    DWORD flags = 0;

    return GetHandleInformation((HANDLE)native, &flags) && (flags & HANDLE_FLAG_INHERIT);
}

bool test_pipe(intptr_t ends[2])
{
    HANDLE from, to;

    if (!CreatePipe(&from, &to, NULL, 0))
        return false;
    ends[0] = (intptr_t)from;
    ends[1] = (intptr_t)to;
    return true;
}

intptr_t test_open_native(const char *path, bool shared)
{
    wchar_t *wide = wide_absolute(path);
    DWORD sharing = shared ? FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE : 0;
    HANDLE handle = CreateFileW(wide, GENERIC_READ, sharing, NULL, OPEN_EXISTING, 0, NULL);

    free(wide);
    return (intptr_t)handle;
}

void test_close_native(intptr_t native)
{
    CloseHandle((HANDLE)native);
}

/* The handles go at once; what keeps the file is the view. */
void *test_map(const char *path)
{
    wchar_t *wide = wide_absolute(path);
    const HANDLE file =
        CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
    const HANDLE mapping = CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL);
    void *bytes = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);

    free(wide);
    CloseHandle(mapping);
    CloseHandle(file);
    if (!bytes)
        FAIL("cannot map %s", path);
    return bytes;
}

void test_unmap(void *bytes)
{
    UnmapViewOfFile(bytes);
}

bool test_hard_link(const char *from, const char *to)
{
    wchar_t *wide_from = wide_absolute(from);
    wchar_t *wide_to = wide_absolute(to);
    bool done = CreateHardLinkW(wide_to, wide_from, NULL);

    free(wide_from);
    free(wide_to);
    return done;
}

bool test_make_fifo(const char *path)
{
    (void)path;
    return false;
}

bool test_make_socket(const char *path)
{
    (void)path;
    return false;
}

unsigned test_mode(const char *path)
{
    wchar_t *wide = wide_absolute(path);
    DWORD attributes = GetFileAttributesW(wide);

    free(wide);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        FAIL("cannot find %s", path);
    return attributes & FILE_ATTRIBUTE_READONLY ? 0444 : 0666;
}

bool test_set_modified(const char *path, int64_t sec, uint32_t nsec)
{
    const int64_t ticks = (sec + INT64_C(11644473600)) * 10000000 + nsec / 100;
    const FILETIME time = { (DWORD)(ticks & 0xffffffff), (DWORD)(ticks >> 32) };
    wchar_t *wide = wide_absolute(path);
    HANDLE handle = CreateFileW(wide, FILE_WRITE_ATTRIBUTES, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    bool done = handle != INVALID_HANDLE_VALUE && SetFileTime(handle, NULL, NULL, &time);

    free(wide);
    CloseHandle(handle);
    return done;
}

unsigned test_umask(unsigned mask)
{
    (void)mask;
    return 0;
}

bool test_mount(const char *dir)
{
    (void)dir;
    return false;
}

bool test_mount_read_only(const char *dir)
{
    (void)dir;
    return false;
}

void test_unmount(const char *dir)
{
    (void)dir;
}
