/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "win32/nt.h"

/* RtlGenRandom bears this name in the DLL, and no name in some headers. */
typedef BOOLEAN(WINAPI *random_function)(PVOID bytes, ULONG size);
typedef DWORD(WINAPI *temp_path_function)(DWORD capacity, LPWSTR path);

union entry_point {
    FARPROC any;
    random_function random;
    temp_path_function temp_path;
};

static union entry_point find_entry(const wchar_t *library, const char *name)
{
    const HMODULE module = GetModuleHandleW(library);
    union entry_point found = { NULL };

    if (module)
        found.any = GetProcAddress(module, name);
    return found;
}

ambos_error ambos__os_random(void *bytes, size_t size, uint32_t step)
{
    const union entry_point entry = find_entry(L"advapi32.dll", "SystemFunction036");

    if (entry.any && entry.random(bytes, (ULONG)size))
        return AMBOS_OK;
    return ambos__fail(AMBOS_EIO, step);
}

/* The newer call leads services to a directory of their own. */
static ambos_error append_system_temp(struct ambos__str *directory)
{
    union entry_point entry = find_entry(L"kernel32.dll", "GetTempPath2W");
    wchar_t path[MAX_PATH + 2];
    DWORD length;

    if (!entry.any)
        entry.temp_path = GetTempPathW;
    length = entry.temp_path(MAX_PATH + 2, path);
    if (length == 0)
        return ambos__fail_win32(AMBOS_STEP_CREATE);
    if (length >= MAX_PATH + 2)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_CREATE);
    return ambos__str_append_wide(directory, path, length);
}

ambos_error ambos__os_temp_directory(const char *dir, struct ambos__str *directory)
{
    ambos_error error;

    if (!dir)
        return append_system_temp(directory);
    if (!*dir)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CREATE);
    error = ambos__str_append_text(directory, dir);
    if (error == AMBOS_OK && !strchr("/\\:", dir[strlen(dir) - 1]))
        error = ambos__str_append_char(directory, '\\');
    return error == AMBOS_OK ? AMBOS_OK : ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
}

ambos_error ambos__os_temp_nameless(ambos_file *file, const char *directory, const char *path)
{
    struct ambos__how how = { .access = FILE_GENERIC_READ | FILE_GENERIC_WRITE | DELETE,
                              .disposition = AMBOS__NT_CREATE,
                              .options = AMBOS__NT_NON_DIRECTORY_FILE | AMBOS__NT_DELETE_ON_CLOSE,
                              .attributes = FILE_ATTRIBUTE_TEMPORARY };
    struct ambos__private security;
    ambos_error error = ambos__private_init(&security, false, AMBOS_STEP_CREATE);
    HANDLE handle;

    (void)directory;
    if (error != AMBOS_OK)
        return error;
    how.security = &security.descriptor;
    error = ambos__open(&handle, AMBOS__CWD, path, &how, AMBOS_STEP_CREATE);
    if (error == AMBOS_OK)
        file->handle = (ambos_native)handle;
    return error;
}
