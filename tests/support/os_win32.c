/* SPDX-License-Identifier: MIT */
/* The system's half of the harness on Windows. */
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00
#include "harness.h"

#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <tlhelp32.h>
#include <wchar.h>

/* MinGW's runtime would expand `*` in arguments. */
int _dowildcard = 0;

static char *self;
static wchar_t self_wide[32768];

TEST_NORETURN static void give_up(const char *what)
{
    fprintf(stderr, "test harness: %s: error %lu\n", what, GetLastError());
    exit(EXIT_FAILURE);
}

static void *take(size_t size)
{
    void *block = malloc(size);

    if (!block)
        give_up("no memory");
    return block;
}

/* ---- text: UTF-8 in which a lone surrogate stands as three bytes, so that nothing is lost ---- */

static uint32_t next_code(const wchar_t **text)
{
    uint32_t code = *(*text)++;

    if (code >= 0xd800 && code < 0xdc00 && **text >= 0xdc00 && **text < 0xe000)
        code = 0x10000 + ((code - 0xd800) << 10) + ((uint32_t) * (*text)++ - 0xdc00);
    return code;
}

/* To be freed. */
static char *narrow(const wchar_t *text)
{
    unsigned char *start = take(wcslen(text) * 3 + 1);
    unsigned char *out = start;

    while (*text) {
        uint32_t code = next_code(&text);

        if (code < 0x80) {
            *out++ = (unsigned char)code;
        } else {
            if (code < 0x800) {
                *out++ = (unsigned char)(0xc0 | code >> 6);
            } else {
                if (code < 0x10000) {
                    *out++ = (unsigned char)(0xe0 | code >> 12);
                } else {
                    *out++ = (unsigned char)(0xf0 | code >> 18);
                    *out++ = (unsigned char)(0x80 | (code >> 12 & 0x3f));
                }
                *out++ = (unsigned char)(0x80 | (code >> 6 & 0x3f));
            }
            *out++ = (unsigned char)(0x80 | (code & 0x3f));
        }
    }
    *out = '\0';
    return (char *)start;
}

/* Trusts its input, which the tests wrote. To be freed. */
static wchar_t *widen(const char *text)
{
    const unsigned char *in = (const unsigned char *)text;
    wchar_t *start = take((strlen(text) + 1) * sizeof *start);
    wchar_t *out = start;

    while (*in) {
        uint32_t code = *in++;
        int more = code < 0x80 ? 0 : code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;

        if (more > 0)
            code &= 0x3fu >> more;
        for (; more > 0 && *in; more--)
            code = code << 6 | (*in++ & 0x3fu);
        if (code >= 0x10000) {
            *out++ = (wchar_t)(0xd800 + ((code - 0x10000) >> 10));
            code = 0xdc00 + (code & 0x3ff);
        }
        *out++ = (wchar_t)code;
    }
    *out = 0;
    return start;
}

/* `\\?\` and the full path: of any length, and `a.` or `nul` are ordinary names. To be freed. */
static wchar_t *wide_path(const char *path)
{
    wchar_t *given = widen(path);
    DWORD size;
    wchar_t *full;

    if (wcsncmp(given, L"\\\\", 2) == 0)
        return given;
    /* GetFullPathName would take the dot off `a.`; a path that is absolute only needs its slashes turned. */
    if (given[0] && given[1] == L':') {
        size_t length = wcslen(given);

        full = take((length + 5) * sizeof *full);
        wcscpy(full, L"\\\\?\\");
        wcscat(full, given);
    } else {
        size = GetFullPathNameW(given, 0, NULL, NULL);
        full = take((size + 4) * sizeof *full);
        wcscpy(full, L"\\\\?\\");
        GetFullPathNameW(given, size, full + 4, NULL);
    }
    free(given);
    for (wchar_t *c = full; *c; c++)
        if (*c == L'/')
            *c = L'\\';
    return full;
}

/* ---- the program ---- */

int wmain(int argc, wchar_t **wide);

/* The C runtime's own parse of the command line is what arrives here. */
int wmain(int argc, wchar_t **wide)
{
    char **argv = take(((size_t)argc + 1) * sizeof *argv);

    for (int i = 0; i < argc; i++)
        argv[i] = narrow(wide[i]);
    argv[argc] = NULL;
    return test_main(argc, argv);
}

void test_os_start(int argc, char **argv)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX);
#if !defined(__MINGW32__) || defined(_UCRT)
    _set_abort_behavior(0, _WRITE_ABORT_MSG | _CALL_REPORTFAULT);
#endif
    _setmode(0, _O_BINARY);
    _setmode(1, _O_BINARY);
    _setmode(2, _O_BINARY);
    if (!GetModuleFileNameW(NULL, self_wide, (DWORD)(sizeof self_wide / sizeof self_wide[0])))
        give_up("GetModuleFileNameW");
    self = narrow(self_wide);
}

const char *test_self(void)
{
    return self;
}

bool test_is_windows(void)
{
    return true;
}

bool test_is_wine(void)
{
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
}

uint64_t test_os_pid(void)
{
    return GetCurrentProcessId();
}

int64_t test_clock_ms(void)
{
    return (int64_t)GetTickCount64();
}

void test_sleep(int64_t ms)
{
    Sleep((DWORD)ms);
}

/* ---- files ---- */

const char *test_os_temp(void)
{
    static char *temp;
    wchar_t path[MAX_PATH + 1];
    wchar_t full[32768];

    if (temp)
        return temp;
    if (!GetTempPathW(MAX_PATH + 1, path) || !GetLongPathNameW(path, full, (DWORD)(sizeof full / sizeof full[0])))
        give_up("no directory for temporary files");
    temp = narrow(full);
    for (char *c = temp; *c; c++)
        if (*c == '\\')
            *c = '/';
    while (*temp && temp[strlen(temp) - 1] == '/')
        temp[strlen(temp) - 1] = '\0';
    return temp;
}

bool test_os_make_dir(const char *path)
{
    wchar_t *wide = wide_path(path);
    bool done = CreateDirectoryW(wide, NULL);

    free(wide);
    return done;
}

bool test_os_remove_file(const char *path)
{
    wchar_t *wide = wide_path(path);
    bool done = DeleteFileW(wide);

    free(wide);
    return done;
}

FILE *test_os_open(const char *path, bool to_write)
{
    wchar_t *wide = wide_path(path);
    FILE *file = _wfopen(wide, to_write ? L"wbN" : L"rbN");

    free(wide);
    return file;
}

bool test_exists(const char *path)
{
    wchar_t *wide = wide_path(path);
    bool exists = GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;

    free(wide);
    return exists;
}

static wchar_t *child_path(const wchar_t *dir, const wchar_t *name)
{
    wchar_t *path = take((wcslen(dir) + wcslen(name) + 2) * sizeof *path);

    wcscpy(path, dir);
    wcscat(path, L"\\");
    wcscat(path, name);
    return path;
}

static void remove_wide(const wchar_t *path, DWORD attributes);

static void empty_dir(const wchar_t *path)
{
    WIN32_FIND_DATAW found;
    wchar_t *pattern = child_path(path, L"*");
    HANDLE search = FindFirstFileW(pattern, &found);

    free(pattern);
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        if (wcscmp(found.cFileName, L".") != 0 && wcscmp(found.cFileName, L"..") != 0) {
            wchar_t *inside = child_path(path, found.cFileName);

            remove_wide(inside, found.dwFileAttributes);
            free(inside);
        }
    } while (FindNextFileW(search, &found));
    FindClose(search);
}

static void remove_wide(const wchar_t *path, DWORD attributes)
{
    if (attributes & FILE_ATTRIBUTE_READONLY)
        SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
    if (!(attributes & FILE_ATTRIBUTE_DIRECTORY)) {
        DeleteFileW(path);
        return;
    }
    if (!(attributes & FILE_ATTRIBUTE_REPARSE_POINT))
        empty_dir(path);
    RemoveDirectoryW(path);
}

void test_os_remove_tree(const char *path)
{
    wchar_t *wide = wide_path(path);

    remove_wide(wide, FILE_ATTRIBUTE_DIRECTORY);
    free(wide);
}

/* Wine 8 says yes and makes nothing, so the link is looked for. */
static bool can_symlink(void)
{
    enum { ALLOW_UNPRIVILEGED = 2 };
    wchar_t *link = wide_path(test_path("a link to try"));
    DWORD attributes;

    CreateSymbolicLinkW(link, L"nowhere", ALLOW_UNPRIVILEGED);
    attributes = GetFileAttributesW(link);
    DeleteFileW(link);
    free(link);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT);
}

static bool tells_case(void)
{
    bool tells;

    test_write_file(test_path("case to try"), "", 0);
    tells = !test_exists(test_path("CASE to try"));
    test_remove_file(test_path("case to try"));
    return tells;
}

bool test_can(enum test_feature feature)
{
    switch (feature) {
    case TEST_SYMLINKS:
        return can_symlink();
    case TEST_CASE_SENSITIVE:
        return tells_case();
    case TEST_NONROOT:
        return true;
    }
    return false;
}

bool test_drop_root(void)
{
    return true;
}

/* ---- the child half ---- */

static HANDLE stream_handle(int stream)
{
    static const DWORD numbers[] = { STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE };

    return GetStdHandle(numbers[stream]);
}

size_t test_os_read(int stream, void *buffer, size_t size)
{
    DWORD got = 0;

    return ReadFile(stream_handle(stream), buffer, (DWORD)size, &got, NULL) ? got : 0;
}

bool test_os_write(int stream, const void *data, size_t size)
{
    const char *bytes = data;

    while (size > 0) {
        DWORD done = 0;

        if (!WriteFile(stream_handle(stream), bytes, (DWORD)size, &done, NULL))
            return false;
        bytes += done;
        size -= done;
    }
    return true;
}

void test_os_close(int stream)
{
    _close(stream);
}

static wchar_t *append(wchar_t *text, const wchar_t *more)
{
    size_t size = (text ? wcslen(text) : 0) + wcslen(more) + 1;
    wchar_t *grown = realloc(text, size * sizeof *grown);

    if (!grown)
        give_up("no memory");
    if (!text)
        grown[0] = 0;
    return wcscat(grown, more);
}

/* Only for words with no quote and no backslash at their end, as commands are. */
static wchar_t *quote_words(int argc, char **argv)
{
    wchar_t *line = append(append(append(NULL, L"\""), self_wide), L"\" --child");

    for (int i = 0; i < argc; i++) {
        wchar_t *word = widen(argv[i]);

        line = append(append(append(line, L" \""), word), L"\"");
        free(word);
    }
    return line;
}

uint64_t test_os_start_child(int argc, char **argv)
{
    wchar_t *line = quote_words(argc, argv);
    STARTUPINFOW startup = { .cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES };
    PROCESS_INFORMATION process;

    fflush(stdout);
    startup.hStdInput = stream_handle(0);
    startup.hStdOutput = stream_handle(1);
    startup.hStdError = stream_handle(2);
    if (!CreateProcessW(self_wide, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process))
        give_up("CreateProcessW");
    free(line);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return process.dwProcessId;
}

void test_os_exit(uint32_t code)
{
    fflush(stdout);
    ExitProcess(code);
}

static void print_wide(const wchar_t *text, bool hex)
{
    char *utf8 = narrow(text);

    if (hex)
        test_print_hex(utf8, strlen(utf8));
    else
        printf("%s\n", utf8);
    free(utf8);
}

static int echo_args_shell(int argc, char **argv)
{
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);

    /* The program, --child and the command come first. */
    for (int i = 3; words && i < count; i++)
        print_wide(words[i], true);
    LocalFree(words);
    return 0;
}

static int command_line(int argc, char **argv)
{
    print_wide(GetCommandLineW(), true);
    return 0;
}

static int argv0(int argc, char **argv)
{
    print_wide(__wargv[0], true);
    return 0;
}

static int dump_env(int argc, char **argv)
{
    wchar_t *block = GetEnvironmentStringsW();

    for (const wchar_t *entry = block; entry && *entry; entry += wcslen(entry) + 1)
        print_wide(entry, strcmp(argv[0], "dump-env-hex") == 0);
    FreeEnvironmentStringsW(block);
    return 0;
}

static int get_env(int argc, char **argv)
{
    static wchar_t value[65536];
    wchar_t *name = widen(argv[1]);
    char *utf8;

    SetLastError(ERROR_SUCCESS);
    if (!GetEnvironmentVariableW(name, value, (DWORD)(sizeof value / sizeof value[0])) &&
        GetLastError() == ERROR_ENVVAR_NOT_FOUND)
        return 1;
    utf8 = narrow(value);
    fputs(utf8, stdout);
    free(utf8);
    free(name);
    return 0;
}

static int cwd(int argc, char **argv)
{
    static wchar_t path[32768];

    if (!GetCurrentDirectoryW((DWORD)(sizeof path / sizeof path[0]), path))
        return 1;
    print_wide(path, false);
    return 0;
}

static int parent_pid(int argc, char **argv)
{
    HANDLE snapshot = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    PROCESSENTRY32W process = { .dwSize = sizeof process };

    for (BOOL more = Process32FirstW(snapshot, &process); more; more = Process32NextW(snapshot, &process))
        if (process.th32ProcessID == GetCurrentProcessId())
            printf("%lu\n", process.th32ParentProcessID);
    CloseHandle(snapshot);
    return 0;
}

static void print_handle(HANDLE handle)
{
    static const char *const kinds[] = { "other", "disk", "char", "pipe" };
    wchar_t path[1024] = L"";
    DWORD flags;

    printf("%" PRIxPTR " ", (uintptr_t)handle);
    if (!GetHandleInformation(handle, &flags)) {
        puts("closed");
        return;
    }
    GetFinalPathNameByHandleW(handle, path, 1024, 0);
    printf("%s ", kinds[GetFileType(handle) & 3]);
    print_wide(path, false);
}

static int dump_handles(int argc, char **argv)
{
    for (int stream = 0; stream < 3; stream++)
        print_handle(stream_handle(stream));
    for (int i = 1; i < argc; i++)
        print_handle((HANDLE)(uintptr_t)strtoull(argv[i], NULL, 16));
    return 0;
}

static int signal_state(int argc, char **argv)
{
    puts("blocked 0\nignored 0");
    return 0;
}

static int ignore_term(int argc, char **argv)
{
    SetConsoleCtrlHandler(NULL, TRUE);
    puts("ready");
    fflush(stdout);
    test_sleep(strtoll(argv[1], NULL, 10));
    return 0;
}

static int raise_exception(int argc, char **argv)
{
    RaiseException((DWORD)strtoul(argv[1], NULL, 0), EXCEPTION_NONCONTINUABLE, 0, NULL);
    return 1;
}

/* Each frame reads the one above when the call is back, or a compiler would make a loop of it. */
static int overflow_stack(volatile char *above)
{
    static volatile int go_on = 1;
    volatile char frame[4096];

    frame[0] = above ? above[0] : 0;
    return go_on ? overflow_stack(frame) + frame[0] : 0;
}

static int crash(int argc, char **argv)
{
    static volatile int zero;
    static int *volatile nowhere;

    if (strcmp(argv[1], "segv") == 0)
        *nowhere = 1;
    else if (strcmp(argv[1], "abort") == 0)
        abort();
    else if (strcmp(argv[1], "ill") == 0)
        RaiseException(EXCEPTION_ILLEGAL_INSTRUCTION, EXCEPTION_NONCONTINUABLE, 0, NULL);
    else if (strcmp(argv[1], "fpe") == 0)
        return 100 / zero;
    else if (strcmp(argv[1], "stack-overflow") == 0)
        return overflow_stack(NULL);
    else if (strcmp(argv[1], "fail-fast") == 0)
        RaiseFailFastException(NULL, NULL, 0);
    return 64;
}

const struct test_command test_os_commands[] = {
    { "echo-args-shell", 0, -1, echo_args_shell },
    { "command-line", 0, -1, command_line },
    { "argv0", 0, 0, argv0 },
    { "dump-env", 0, 0, dump_env },
    { "dump-env-hex", 0, 0, dump_env },
    { "getenv", 1, 1, get_env },
    { "cwd", 0, 0, cwd },
    { "ppid", 0, 0, parent_pid },
    { "dump-handles", 0, -1, dump_handles },
    { "signal-state", 0, 0, signal_state },
    { "ignore-term", 1, 1, ignore_term },
    { "crash", 1, 1, crash },
    { "raise", 1, 1, raise_exception },
    { NULL, 0, 0, NULL },
};
