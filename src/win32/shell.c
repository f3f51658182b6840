/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/cmdline.h"

/* Not a word goes missing: cmd.exe takes the outer quotes off and the rest as it stands. */
static ambos_error shell_line(struct ambos__str *line, const char *command)
{
    ambos_error error = ambos__str_append_text(line, "/d /s /c \"");

    if (!error)
        error = ambos__str_append_text(line, command);
    if (!error)
        error = ambos__str_append(line, "\"", sizeof "\"");
    if (error)
        return ambos__fail(error, AMBOS_STEP_MEMORY);
    line->size--; /* the NUL */
    /* The name of the program and a space come before it. */
    error = ambos__cmdline_check(line, AMBOS__BATCH_CMDLINE_MAX - (sizeof "cmd.exe " - 1));
    return error ? ambos__fail(error, AMBOS_STEP_ARGUMENTS) : AMBOS_OK;
}

/* The system's own, whatever COMSPEC says. */
static ambos_error shell_program(struct ambos__str *path)
{
    static const char name[] = "\\cmd.exe";
    wchar_t wide[MAX_PATH];
    const UINT length = GetSystemDirectoryW(wide, MAX_PATH);
    ambos_error error;

    if (length == 0 || length >= MAX_PATH)
        return ambos__fail_win32(AMBOS_STEP_PROGRAM);
    error = ambos__str_append_wide(path, wide, length);
    if (!error && ambos__str_append(path, name, sizeof name))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    return error;
}

static ambos_error shell_spawn(ambos_process **process, const char *program, const char *line,
                               const ambos_spawn_options *options)
{
    const char *const argv[] = { "cmd.exe", NULL };
    ambos_spawn_win32 win32;
    ambos_spawn_options spawn = *options;

    memset(&win32, 0, sizeof win32);
    win32.command_line = line;
    spawn.program = program;
    spawn.win32 = &win32;
    return ambos_spawn(process, argv, &spawn);
}

ambos_error ambos__os_shell(ambos_process **process, const char *command, const ambos_spawn_options *options)
{
    struct ambos__str program = { 0 }, line = { 0 };
    ambos_error error;

    /* What is behind a line break would be lost in silence. */
    if (strpbrk(command, "\r\n"))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_ARGUMENTS);
    error = shell_line(&line, command);
    if (!error)
        error = shell_program(&program);
    if (!error)
        error = shell_spawn(process, program.data, line.data, options);
    ambos__str_free(&program);
    ambos__str_free(&line);
    return error;
}
