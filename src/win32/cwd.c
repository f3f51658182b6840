/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "win32/nt.h"

/* What a current directory may have; with its separator and NUL that is MAX_PATH. */
enum { CURRENT_MAX = 258 };

static ambos_error query_current(struct ambos__wide *path)
{
    for (;;) {
        const DWORD capacity = (DWORD)path->capacity;
        const DWORD length = GetCurrentDirectoryW(capacity, path->text);
        ambos_error error;

        if (length == 0)
            return ambos__fail_win32(AMBOS_STEP_QUERY);
        if (length < capacity) {
            path->length = length;
            return AMBOS_OK;
        }
        error = ambos__wide_reserve(path, length);
        if (error != AMBOS_OK)
            return error;
    }
}

ambos_error ambos__os_getcwd(struct ambos__str *path)
{
    struct ambos__wide wide;
    ambos_error error;

    ambos__wide_init(&wide);
    error = query_current(&wide);
    if (error == AMBOS_OK)
        error = ambos__str_append_wide(path, wide.text, wide.length);
    ambos__wide_free(&wide);
    return error;
}

/* Whether it can be entered, with a status that SetCurrentDirectoryW does not tell. */
static ambos_error check_enterable(const char *path)
{
    const struct ambos__how how = { .access = FILE_TRAVERSE, .options = AMBOS__NT_DIRECTORY_FILE };
    HANDLE handle;
    ambos_error error = ambos__open(&handle, AMBOS__CWD, path, &how, AMBOS_STEP_CWD);

    ambos__handle_close(&handle);
    return error;
}

/* As the command interpreter does: paths like C:x count from there, in this process and in its children. */
static void remember_for_drive(void)
{
    wchar_t variable[] = L"=C:", path[MAX_PATH + 1];
    const DWORD length = GetCurrentDirectoryW(MAX_PATH + 1, path);

    if (length < 2 || length > MAX_PATH || path[1] != L':')
        return;
    variable[1] = path[0];
    (void)SetEnvironmentVariableW(variable, path);
}

static ambos_error enter(const struct ambos__wide *full)
{
    if (full->length > CURRENT_MAX)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_CWD);
    if (!SetCurrentDirectoryW(full->text))
        return ambos__fail_win32(AMBOS_STEP_CWD);
    remember_for_drive();
    return AMBOS_OK;
}

ambos_error ambos__os_chdir(const char *path)
{
    struct ambos__wide full;
    ambos_error error = check_enterable(path);

    if (error == AMBOS_OK)
        error = ambos__directory_path(&full, path, AMBOS_STEP_CWD);
    if (error != AMBOS_OK)
        return error;
    error = enter(&full);
    ambos__wide_free(&full);
    return error;
}

ambos_error ambos__os_path_absolute(const char *path, struct ambos__str *absolute)
{
    struct ambos__wide full;
    ambos_error error = ambos__full_path(&full, path, AMBOS_STEP_QUERY);

    if (error == AMBOS_OK)
        error = ambos__str_append_wide(absolute, full.text, full.length);
    ambos__wide_free(&full);
    return error;
}

bool ambos__os_is_windows(void)
{
    return true;
}
