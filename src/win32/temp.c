/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "win32/nt.h"

/* RtlGenRandom bears this name in the DLL, and no name in some headers. */
typedef BOOLEAN(WINAPI *random_function)(PVOID bytes, ULONG size);
ambos_error ambos__os_random(void *bytes, size_t size, uint32_t step)
{
    const HMODULE library = GetModuleHandleW(L"advapi32.dll");
    random_function random = NULL;

    if (library)
        random = (random_function)(void (*)(void))GetProcAddress(library, "SystemFunction036");
    if (random && random(bytes, (ULONG)size))
        return AMBOS_OK;
    return ambos__fail(AMBOS_EIO, step);
}

ambos_error ambos__os_temp_directory(const char *dir, struct ambos__str *directory)
{
    ambos_error error;

    if (!dir)
        error = ambos__os_place(AMBOS_PLACE_TEMP, directory);
    else if (!*dir)
        error = ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CREATE);
    else if (ambos__str_append_text(directory, dir))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    else
        error = AMBOS_OK;
    if (error == AMBOS_OK && !strchr("/\\:", directory->data[directory->size - 1]) &&
        ambos__str_append_char(directory, '\\'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return error;
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
