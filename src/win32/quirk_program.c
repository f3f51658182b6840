/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/env_object.h"
#include "core/program.h"
#include "win32/nt.h"
#include "win32/process.h"

/* What the search needs of the child, as text. */
struct program_place {
    struct ambos__str path;
    struct ambos__str endings;
    struct ambos__str system_directory;
    struct ambos__str cwd;
    struct ambos__str drive_cwd;
};

static ambos_error program_no_memory(ambos_error error)
{
    return error ? ambos__fail(error, AMBOS_STEP_MEMORY) : AMBOS_OK;
}

/* A NUL that is not counted, so that the text can be read as one. */
static ambos_error program_end_text(struct ambos__str *text)
{
    ambos_error error = ambos__str_append_char(text, '\0');

    if (!error)
        text->size--;
    return program_no_memory(error);
}

static ambos_error program_take_wide(struct ambos__str *text, const wchar_t *wide, size_t length)
{
    ambos_error error = ambos__str_append_wide(text, wide, length);

    return error ? error : program_end_text(text);
}

static const struct ambos__env_entry *program_find_entry(const ambos_env *env, const char *name)
{
    for (size_t i = env->count; i > 0; i--) {
        const struct ambos__env_entry *entry = &env->entries[i - 1];

        if (ambos__os_env_same_name(entry->text, entry->name_length, name, strlen(name)))
            return entry;
    }
    return NULL;
}

static ambos_error program_own_variable(struct ambos__str *value, const wchar_t *name)
{
    struct ambos__wide wide;
    ambos_error error = AMBOS_OK;
    DWORD length;

    ambos__wide_init(&wide);
    /* Another thread may make it longer between two calls. */
    while ((length = GetEnvironmentVariableW(name, wide.text, (DWORD)wide.capacity)) >= wide.capacity) {
        error = ambos__wide_reserve(&wide, length);
        if (error)
            break;
    }
    if (!error && (length > 0 || GetLastError() != ERROR_ENVVAR_NOT_FOUND))
        error = program_take_wide(value, wide.text, length);
    ambos__wide_free(&wide);
    return error;
}

/* A variable of the child; value->data stays NULL when there is none. The names are ASCII. */
static ambos_error program_variable(struct ambos__str *value, const ambos_env *env, const char *name)
{
    wchar_t wide[16] = { 0 };
    const struct ambos__env_entry *entry;
    ambos_error error;

    if (env) {
        entry = program_find_entry(env, name);
        if (!entry)
            return AMBOS_OK;
        error = ambos__str_append(value, entry->text + entry->name_length + 1, entry->length - entry->name_length - 1);
        return error ? program_no_memory(error) : program_end_text(value);
    }
    for (size_t i = 0; name[i] && i + 1 < sizeof wide / sizeof wide[0]; i++)
        wide[i] = (wchar_t)name[i];
    SetLastError(NO_ERROR); /* an empty value leaves it as it is */
    return program_own_variable(value, wide);
}

static ambos_error program_system_directory(struct ambos__str *text)
{
    wchar_t wide[MAX_PATH];
    UINT length = GetSystemDirectoryW(wide, MAX_PATH);

    if (length == 0 || length >= MAX_PATH)
        return ambos__fail_win32(AMBOS_STEP_PROGRAM);
    return program_take_wide(text, wide, length);
}

static ambos_error program_own_directory(struct ambos__str *text)
{
    struct ambos__wide wide;
    ambos_error error = ambos__full_path(&wide, ".", AMBOS_STEP_PROGRAM);

    if (!error)
        error = program_take_wide(text, wide.text, wide.length);
    if (!error)
        ambos__wide_free(&wide);
    return error;
}

static ambos_error program_place_bare(struct program_place *place, const ambos_env *env)
{
    ambos_error error = program_variable(&place->path, env, "PATH");

    return error || place->path.data ? error : program_system_directory(&place->system_directory);
}

static ambos_error program_place_relative(struct program_place *place, const char *name, const ambos_env *env,
                                          const wchar_t *cwd)
{
    const char drive[] = { '=', name[0], ':', '\0' };
    ambos_error error;

    if (ambos__program_is_absolute(name))
        return AMBOS_OK;
    error = cwd ? program_take_wide(&place->cwd, cwd, wcslen(cwd)) : program_own_directory(&place->cwd);
    if (!error && name[0] && name[1] == ':')
        error = program_variable(&place->drive_cwd, env, drive);
    return error;
}

static void program_place_free(struct program_place *place)
{
    ambos__str_free(&place->path);
    ambos__str_free(&place->endings);
    ambos__str_free(&place->system_directory);
    ambos__str_free(&place->cwd);
    ambos__str_free(&place->drive_cwd);
}

/* A link that leads nowhere is no file. What cannot be opened for another reason may be one all the same: the aliases
   of applications never can be, and run. */
static bool program_link_is_broken(const wchar_t *path)
{
    HANDLE file = CreateFileW(path, FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);

    if (file == INVALID_HANDLE_VALUE)
        return GetLastError() == ERROR_FILE_NOT_FOUND || GetLastError() == ERROR_PATH_NOT_FOUND;
    ambos__handle_close(&file);
    return false;
}

static enum ambos__probe_result program_probe_wide(const wchar_t *path)
{
    const DWORD attributes = GetFileAttributesW(path);

    if (attributes == INVALID_FILE_ATTRIBUTES)
        return AMBOS__PROBE_NOTHING;
    if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) && program_link_is_broken(path))
        return AMBOS__PROBE_NOTHING;
    return attributes & FILE_ATTRIBUTE_DIRECTORY ? AMBOS__PROBE_DIRECTORY : AMBOS__PROBE_FILE;
}

static enum ambos__probe_result program_probe(void *context, const char *path)
{
    struct ambos__wide wide;
    enum ambos__probe_result result;

    (void)context;
    if (ambos__long_path(&wide, path, AMBOS_STEP_PROGRAM))
        return AMBOS__PROBE_NOTHING;
    result = program_probe_wide(wide.text);
    ambos__wide_free(&wide);
    return result;
}

/* Of a path it is told whether a part of it is a file. */
static ambos_error program_not_found(const char *name, const struct ambos__str *last)
{
    const struct ambos__how how = { FILE_READ_ATTRIBUTES, AMBOS__NT_OPEN, 0, 0, NULL, NULL };
    HANDLE file;

    if (last->data && !ambos__program_is_bare(name)) {
        ambos_error error = ambos__open(&file, AMBOS__CWD, last->data, &how, AMBOS_STEP_PROGRAM);

        if (error == AMBOS_ENOTDIR)
            return error;
        if (!error)
            ambos__handle_close(&file);
    }
    return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
}

/* A probe may fail and the search go on, so the slot is put back. */
static ambos_error program_search(const struct program_place *place, const char *name, struct ambos__str *found)
{
    const struct ambos__search search = { place->path.data, place->endings.data,   place->system_directory.data,
                                          place->cwd.data,  place->drive_cwd.data, program_probe, NULL };
    ambos_failure before;
    ambos_error error;

    ambos__os_failure_load(&before);
    error = ambos__program_find(&search, name, found);
    if (error == AMBOS_ENOENT)
        return program_not_found(name, found);
    if (error)
        return ambos__fail(error, error == AMBOS_ENOMEM ? AMBOS_STEP_MEMORY : AMBOS_STEP_PROGRAM);
    ambos__failure_restore(&before);
    return AMBOS_OK;
}

ambos_error ambos__program_resolve(struct ambos__wide *image, const char *name, const ambos_env *env, const wchar_t *cwd)
{
    struct program_place place = { 0 };
    struct ambos__str found = { 0 };
    ambos_error error;

    if (!ambos__os_text_valid(name, strlen(name)))
        return ambos__fail(AMBOS_EILSEQ, AMBOS_STEP_TEXT);
    error = program_variable(&place.endings, env, "PATHEXT");
    if (!error && ambos__program_is_bare(name))
        error = program_place_bare(&place, env);
    else if (!error)
        error = program_place_relative(&place, name, env, cwd);
    if (!error)
        error = program_search(&place, name, &found);
    if (!error)
        error = ambos__full_path(image, found.data, AMBOS_STEP_PROGRAM);
    ambos__str_free(&found);
    program_place_free(&place);
    return error;
}
