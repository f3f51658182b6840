/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

typedef LONG(WINAPI *known_folder_function)(const GUID *folder, DWORD flags, HANDLE token, wchar_t **path);
typedef void(WINAPI *task_free_function)(void *memory);
typedef DWORD(WINAPI *temp_path_function)(DWORD size, wchar_t *path);

/* An entry point that is looked up when it is needed: the DLL takes longer to load than most programs run. */
static FARPROC late_entry(HMODULE *library, const wchar_t *name, const char *entry)
{
    *library = LoadLibraryExW(name, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    return *library ? GetProcAddress(*library, entry) : NULL;
}

static const GUID *folder_of(uint32_t which)
{
    static const GUID profile = { 0x5E6C858F, 0x0E22, 0x4760, { 0x9A, 0xFE, 0xEA, 0x33, 0x17, 0xB6, 0x71, 0x73 } };
    static const GUID roaming = { 0x3EB685DB, 0x65F9, 0x4CF6, { 0xA0, 0x3A, 0xE3, 0xEF, 0x65, 0x72, 0x9F, 0x3D } };
    static const GUID local = { 0xF1B32785, 0x6FBA, 0x4FCF, { 0x9D, 0x55, 0x7B, 0x8E, 0x7F, 0x15, 0x70, 0x91 } };

    if (which == AMBOS_PLACE_HOME)
        return &profile;
    return which == AMBOS_PLACE_CONFIG ? &roaming : &local;
}

/* Without separators at its end, but for a drive's root. */
static ambos_error place_add(struct ambos__str *path, const wchar_t *text, size_t length)
{
    while (length > 3 && (text[length - 1] == L'\\' || text[length - 1] == L'/'))
        length--;
    return ambos__str_append_wide(path, text, length);
}

static ambos_error known_folder(uint32_t which, struct ambos__str *path)
{
    HMODULE shell, ole;
    const known_folder_function ask =
        (known_folder_function)(void (*)(void))late_entry(&shell, L"shell32.dll", "SHGetKnownFolderPath");
    const task_free_function release =
        (task_free_function)(void (*)(void))late_entry(&ole, L"ole32.dll", "CoTaskMemFree");
    wchar_t *found = NULL;
    ambos_error error;
    LONG result;

    if (!ask || !release) {
        error = ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_SYSTEM);
    } else {
        result = ask(folder_of(which), 0, NULL, &found);
        error = result >= 0 ? place_add(path, found, wcslen(found))
                            : ambos__fail_as(AMBOS_ENOENT, AMBOS_DOMAIN_HRESULT, (uint32_t)result, AMBOS_STEP_SYSTEM);
        release(found);
    }
    if (shell)
        FreeLibrary(shell);
    if (ole)
        FreeLibrary(ole);
    return error;
}

/* The newer call leads services to a directory of their own. */
static ambos_error temp_path(struct ambos__str *path)
{
    wchar_t room[MAX_PATH + 2];
    const temp_path_function newer =
        (temp_path_function)(void (*)(void))GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "GetTempPath2W");
    const DWORD length = newer ? newer(MAX_PATH + 2, room) : GetTempPathW(MAX_PATH + 2, room);

    if (length == 0)
        return ambos__fail_win32(AMBOS_STEP_SYSTEM);
    if (length >= MAX_PATH + 2)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_SYSTEM);
    return place_add(path, room, length);
}

ambos_error ambos__os_place(uint32_t which, struct ambos__str *path)
{
    switch (which) {
    case AMBOS_PLACE_TEMP:
        return temp_path(path);
    case AMBOS_PLACE_RUNTIME:
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM);
    default:
        return known_folder(which, path);
    }
}

ambos_error ambos__os_program_path(struct ambos__str *path)
{
    struct ambos__wide name;
    ambos_error error = AMBOS_OK;
    DWORD length;

    ambos__wide_init(&name);
    for (;;) {
        length = GetModuleFileNameW(NULL, name.text, (DWORD)name.capacity);
        if (length < name.capacity)
            break;
        error = ambos__wide_reserve(&name, 2 * name.capacity);
        if (error != AMBOS_OK)
            break;
    }
    if (error == AMBOS_OK)
        error = length > 0 ? ambos__str_append_wide(path, name.text, length) : ambos__fail_win32(AMBOS_STEP_SYSTEM);
    ambos__wide_free(&name);
    return error;
}

ambos_error ambos__os_host_name(struct ambos__str *name)
{
    wchar_t room[256]; /* of a DNS name at most 63 */
    DWORD length = sizeof room / sizeof room[0];

    if (!GetComputerNameExW(ComputerNameDnsHostname, room, &length))
        return ambos__fail_win32(AMBOS_STEP_SYSTEM);
    return ambos__str_append_wide(name, room, length);
}

/* The mask tells of one group of processors; it is 0 for a process over several. */
size_t AMBOS_CALL ambos_cpu_count(void)
{
    DWORD_PTR mask = 0, all = 0;
    size_t count = 0;

    if (!GetProcessAffinityMask(GetCurrentProcess(), &mask, &all))
        mask = 0;
    for (; mask; mask &= mask - 1)
        count++;
    if (count == 0)
        count = GetActiveProcessorCount(ALL_PROCESSOR_GROUPS);
    return count > 0 ? count : 1;
}
