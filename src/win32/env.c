/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/env_block.h"
#include "core/env_object.h"
#include "core/utf.h"
#include "win32/nt.h"

/* The most units of a name or value. Over it the C runtime ends the process. */
enum { VARIABLE_MAX = 32766 };

static uint16_t upcase_unit(uint16_t unit)
{
    return RtlUpcaseUnicodeChar(unit);
}

/* Another thread may let the value grow between two calls. */
static ambos_error query_variable(const wchar_t *name, struct ambos__wide *value)
{
    for (;;) {
        const DWORD capacity = (DWORD)value->capacity;
        ambos_error error;
        DWORD length;

        /* Of an empty value nothing but the last error tells that it is there. */
        SetLastError(NO_ERROR);
        length = GetEnvironmentVariableW(name, value->text, capacity);
        if (length == 0 && GetLastError() != NO_ERROR)
            return ambos__fail_win32(AMBOS_STEP_ENVIRONMENT);
        if (length < capacity) {
            value->length = length;
            return AMBOS_OK;
        }
        error = ambos__wide_reserve(value, length);
        if (error != AMBOS_OK)
            return error;
    }
}

static ambos_error hand_over_value(const struct ambos__wide *value, char *buffer, size_t size, size_t *length)
{
    const size_t room = size > 0 ? size - 1 : 0;
    const ambos_error error = ambos__utf16_to_utf8(value->text, value->length, buffer, room, length);

    if (size > 0)
        buffer[error == AMBOS_OK ? *length : 0] = '\0';
    return error == AMBOS_OK && size > 0 ? AMBOS_OK : ambos__fail(AMBOS_ERANGE, AMBOS_STEP_ENVIRONMENT);
}

ambos_error ambos__os_getenv(const char *name, char *buffer, size_t size, size_t *length)
{
    struct ambos__wide wide, value;
    ambos_error error = ambos__wide_from(&wide, name, strlen(name));

    if (error != AMBOS_OK)
        return error;
    ambos__wide_init(&value);
    if (wide.length > VARIABLE_MAX)
        error = ambos__fail(AMBOS_ENOENT, AMBOS_STEP_ENVIRONMENT); /* no such variable can exist */
    else
        error = query_variable(wide.text, &value);
    if (error == AMBOS_OK)
        error = hand_over_value(&value, buffer, size, length);
    ambos__wide_free(&value);
    ambos__wide_free(&wide);
    return error;
}

/* First the copy of the C runtime, which takes an empty value for "unset" in both places, then the process's own. */
static ambos_error change_variable(const wchar_t *name, const wchar_t *value)
{
    if (name[0] != L'=' && _wputenv_s(name, value ? value : L"") == ENOMEM)
        return ambos__fail_as(AMBOS_ENOMEM, AMBOS_DOMAIN_ERRNO, ENOMEM, AMBOS_STEP_ENVIRONMENT);
    if (!SetEnvironmentVariableW(name, value) && (value || GetLastError() != ERROR_ENVVAR_NOT_FOUND))
        return ambos__fail_win32(AMBOS_STEP_ENVIRONMENT);
    return AMBOS_OK;
}

static ambos_error set_variable(const struct ambos__wide *name, const char *value)
{
    struct ambos__wide wide;
    ambos_error error;

    error = ambos__wide_from(&wide, value, strlen(value));
    if (error != AMBOS_OK)
        return error;
    if (name->length > VARIABLE_MAX || wide.length > VARIABLE_MAX)
        error = ambos__fail(AMBOS_E2BIG, AMBOS_STEP_ENVIRONMENT);
    else
        error = change_variable(name->text, wide.text);
    ambos__wide_free(&wide);
    return error;
}

static ambos_error unset_variable(const struct ambos__wide *name)
{
    /* No such variable can exist. */
    if (name->length > VARIABLE_MAX)
        return AMBOS_OK;
    return change_variable(name->text, NULL);
}

ambos_error ambos__os_setenv(const char *name, const char *value)
{
    struct ambos__wide wide;
    ambos_error error = ambos__wide_from(&wide, name, strlen(name));

    if (error != AMBOS_OK)
        return error;
    error = value ? set_variable(&wide, value) : unset_variable(&wide);
    ambos__wide_free(&wide);
    return error;
}

/* Length of the name in "NAME=value"; 0: no variable. A name may begin with '='. */
static size_t variable_name_length(const wchar_t *entry)
{
    const wchar_t *equals = entry[0] == L'\0' ? NULL : wcschr(entry + 1, L'=');

    return equals ? (size_t)(equals - entry) : 0;
}

static ambos_error remove_entry(const wchar_t *entry)
{
    const size_t length = variable_name_length(entry);
    struct ambos__wide name;
    ambos_error error;

    if (length == 0 || entry[0] == L'=')
        return AMBOS_OK;
    ambos__wide_init(&name);
    error = ambos__wide_append(&name, entry, length);
    if (error == AMBOS_OK)
        error = unset_variable(&name);
    ambos__wide_free(&name);
    return error;
}

ambos_error ambos__os_clearenv(void)
{
    wchar_t *const block = GetEnvironmentStringsW();
    ambos_error error = AMBOS_OK;
    const wchar_t *entry;

    if (!block)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_ENVIRONMENT);
    for (entry = block; *entry != L'\0' && error == AMBOS_OK; entry += wcslen(entry) + 1)
        error = remove_entry(entry);
    FreeEnvironmentStringsW(block);
    return error;
}

/* What it takes as WTF-8. */
static size_t entry_size(const wchar_t *entry)
{
    size_t size;

    (void)ambos__utf16_to_utf8((const uint16_t *)entry, wcslen(entry), NULL, 0, &size);
    return size;
}

/* Room for all of it at once, and what the longest entry takes. */
static ambos_error snapshot_room(ambos_env *env, const wchar_t *block, size_t *longest)
{
    size_t count = 0, total = 0;

    for (*longest = 0; *block != L'\0'; block += wcslen(block) + 1) {
        const size_t size = entry_size(block);

        *longest = size > *longest ? size : *longest;
        total += size + 1;
        count++;
    }
    return ambos__env_reserve(env, count, total);
}

static ambos_error snapshot_entries(ambos_env *env, const wchar_t *block, char *text, size_t room)
{
    ambos_error error = AMBOS_OK;
    size_t size;

    for (; *block != L'\0' && error == AMBOS_OK; block += wcslen(block) + 1) {
        (void)ambos__utf16_to_utf8((const uint16_t *)block, wcslen(block), text, room, &size);
        error = ambos__env_append(env, text, size);
    }
    return error;
}

/* On the stack, unless one is very long. */
enum { SNAPSHOT_ROOM = 4096 };

static ambos_error snapshot_block(ambos_env *env, const wchar_t *block)
{
    char room[SNAPSHOT_ROOM], *text = room;
    size_t longest;
    ambos_error error = snapshot_room(env, block, &longest);

    if (error == AMBOS_OK && longest > sizeof room) {
        text = ambos__allocate(longest);
        if (!text)
            error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    }
    if (error == AMBOS_OK)
        error = snapshot_entries(env, block, text, longest > sizeof room ? longest : sizeof room);
    if (text != room)
        ambos__release(text);
    return error;
}

ambos_error ambos__os_env_snapshot(ambos_env *env)
{
    wchar_t *const block = GetEnvironmentStringsW();
    ambos_error error;

    if (!block)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_ENVIRONMENT);
    error = snapshot_block(env, block);
    FreeEnvironmentStringsW(block);
    return error;
}

bool ambos__os_env_same_name(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return ambos__env_compare(a, a_length, b, b_length, upcase_unit) == 0;
}

uint32_t ambos__os_env_hash(const char *name, size_t length)
{
    return ambos__env_hash(name, length, upcase_unit);
}

bool ambos__os_text_valid(const char *text, size_t length)
{
    size_t units;

    return ambos__utf8_to_utf16(text, length, NULL, 0, &units) != AMBOS_EILSEQ;
}
