/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include "core/cmdline.h"
#include "win32/process.h"

static ambos_error command_write_line(struct ambos__str *line, const char *const argv[], const ambos_spawn_options *options)
{
    const char *raw = options->win32 ? options->win32->command_line : NULL;
    ambos_error error;

    if (!raw)
        return ambos__cmdline_build(line, argv);
    if (argv[1])
        return AMBOS_EINVAL;
    error = ambos__cmdline_append_program(line, argv[0]);
    if (!error)
        error = ambos__str_append_char(line, ' ');
    if (!error)
        error = ambos__str_append_text(line, raw);
    return error ? error : ambos__cmdline_check(line, AMBOS__CMDLINE_MAX);
}

/* Our words for the failures of the text helpers, and the line as UTF-16. */
static ambos_error command_take_line(struct ambos__wide *line, ambos_error error, const struct ambos__str *text)
{
    if (error == AMBOS_ENOMEM)
        return ambos__fail(error, AMBOS_STEP_MEMORY);
    if (error)
        return ambos__fail(error, AMBOS_STEP_ARGUMENTS);
    return ambos__wide_from(line, text->data, text->size);
}

static ambos_error command_plain(struct ambos__wide *line, const char *const argv[], const ambos_spawn_options *options)
{
    struct ambos__str text = { 0 };
    ambos_error error = command_take_line(line, command_write_line(&text, argv, options), &text);

    ambos__str_free(&text);
    return error;
}

/* cmd.exe cannot run a script by a verbatim path, and without the prefix the path may mean another file. */
static ambos_error command_check_script(const struct ambos__wide *script, const ambos_spawn_options *options)
{
    const wchar_t *path = script->text;

    if (!(options->flags & AMBOS_SPAWN_BATCH))
        return ambos__fail(AMBOS_EPERM, AMBOS_STEP_PROGRAM);
    if (options->win32 && options->win32->command_line)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_ARGUMENTS);
    if (path[0] == L'\\' && (path[1] == L'?' || path[2] == L'?' || path[2] == L'.'))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_PROGRAM);
    return script->length >= MAX_PATH ? ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_PROGRAM) : AMBOS_OK;
}

/* The interpreter is the system's own, whatever COMSPEC says. */
static ambos_error command_interpreter(struct ambos__wide *image)
{
    static const wchar_t name[] = L"\\cmd.exe";
    UINT length = GetSystemDirectoryW(image->text, (UINT)image->capacity);

    if (length == 0 || length >= image->capacity)
        return ambos__fail_win32(AMBOS_STEP_PROGRAM);
    image->length = length;
    return ambos__wide_append(image, name, sizeof name / sizeof name[0] - 1);
}

/* With a NUL behind it, which is not counted. */
static ambos_error command_text(struct ambos__str *text, const struct ambos__wide *wide)
{
    ambos_error error = ambos__str_append_wide(text, wide->text, wide->length);

    if (error)
        return error;
    if (ambos__str_append_char(text, '\0'))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    text->size--;
    return AMBOS_OK;
}

/* Makes cmd.exe the image. */
static ambos_error command_batch(struct ambos__wide *image, struct ambos__wide *line, const char *script,
                                 const char *const argv[])
{
    struct ambos__str interpreter = { 0 };
    struct ambos__str text = { 0 };
    ambos_error error = command_interpreter(image);

    if (!error)
        error = command_text(&interpreter, image);
    if (!error)
        error = command_take_line(line, ambos__batch_command_line(&text, interpreter.data, script, argv + 1), &text);
    ambos__str_free(&interpreter);
    ambos__str_free(&text);
    return error;
}

/* CreateProcessW counts characters unless the path is a verbatim one. */
static ambos_error command_lengthen(struct ambos__wide *image, const char *path)
{
    if (image->length < MAX_PATH)
        return AMBOS_OK;
    ambos__wide_free(image);
    return ambos__long_path(image, path, AMBOS_STEP_PROGRAM);
}

ambos_error ambos__command_find(struct ambos__wide *image, struct ambos__str *path, bool *batch, const char *name,
                                const ambos_spawn_options *options, const wchar_t *cwd)
{
    ambos_error error = ambos__program_resolve(image, options->program ? options->program : name, options->env, cwd);

    if (!error)
        error = command_text(path, image);
    if (error)
        return error;
    *batch = ambos__is_batch_name(path->data, path->size);
    return *batch ? command_check_script(image, options) : AMBOS_OK;
}

ambos_error ambos__command_make(struct ambos__wide *image, struct ambos__wide *line, const char *const argv[],
                                const ambos_spawn_options *options, const wchar_t *cwd)
{
    struct ambos__str path = { 0 };
    bool batch;
    ambos_error error = ambos__command_find(image, &path, &batch, argv[0], options, cwd);

    if (!error && batch)
        error = command_batch(image, line, path.data, argv);
    else if (!error)
        error = command_plain(line, argv, options);
    if (!error && !batch)
        error = command_lengthen(image, path.data);
    ambos__str_free(&path);
    return error;
}
