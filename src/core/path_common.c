/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/path_text.h"
#include "core/port.h"

ambos_error AMBOS_CALL ambos_getcwd(char **path)
{
    struct ambos__str text = { NULL, 0, 0 };

    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *path = NULL;
    return ambos__text_hand_over(ambos__os_getcwd(&text), &text, path);
}

ambos_error AMBOS_CALL ambos_chdir(const char *path)
{
    return path ? ambos__os_chdir(path) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

ambos_error AMBOS_CALL ambos_path_absolute(const char *path, char **absolute)
{
    struct ambos__str text = { NULL, 0, 0 };
    ambos_error error;

    if (!absolute)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *absolute = NULL;
    if (!path)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = path[0] ? ambos__os_path_absolute(path, &text) : ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(error, &text, absolute);
}

/* Paths as text -------------------------------------------------------------------------- */

/* Is there such a grammar? */
static bool path_grammar(uint32_t grammar, bool *windows)
{
    *windows = grammar == AMBOS_GRAMMAR_WINDOWS || (grammar == AMBOS_GRAMMAR_NATIVE && ambos__os_is_windows());
    return grammar <= AMBOS_GRAMMAR_WINDOWS;
}

ambos_error AMBOS_CALL ambos_path_split(const char *path, uint32_t grammar, ambos_path_parts *parts)
{
    bool windows;

    if (parts)
        memset(parts, 0, sizeof *parts);
    if (!path || !parts || !path_grammar(grammar, &windows))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    ambos__path_split(path, windows, parts);
    return AMBOS_OK;
}

int AMBOS_CALL ambos_path_is_absolute(const char *path, uint32_t grammar)
{
    ambos_path_parts parts;
    bool windows;

    if (!path || !path_grammar(grammar, &windows))
        return 0;
    ambos__path_split(path, windows, &parts);
    return parts.kind >= AMBOS_PATH_ABSOLUTE;
}

int AMBOS_CALL ambos_path_is_local(const char *path, uint32_t grammar)
{
    bool windows;

    return path && path_grammar(grammar, &windows) && ambos__path_local(path, windows);
}

int AMBOS_CALL ambos_path_is_reserved(const char *path, uint32_t grammar)
{
    bool windows;

    return path && path_grammar(grammar, &windows) && ambos__path_reserved(path, windows);
}

/* What most of the calls below have in common: one or two texts in, one out. */
struct path_call {
    const char *first;
    const char *second; /* of those that take one: the first once more */
    uint32_t grammar;
    char **result;
};

static ambos_error path_made(const struct path_call *call,
                             ambos_error (*make)(const char *, const char *, bool, struct ambos__str *))
{
    struct ambos__str text = { NULL, 0, 0 };
    ambos_error error;
    bool windows;

    if (!call->result)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *call->result = NULL;
    if (!call->first || !call->second || !path_grammar(call->grammar, &windows))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = make(call->first, call->second, windows, &text);
    if (error != AMBOS_OK)
        error = ambos__fail(error, error == AMBOS_ENOMEM ? AMBOS_STEP_MEMORY : AMBOS_STEP_CHECK);
    return ambos__text_hand_over(error, &text, call->result);
}

static ambos_error make_normal(const char *path, const char *same, bool windows, struct ambos__str *text)
{
    (void)same;
    return ambos__path_normalise(path, windows, text);
}

static ambos_error make_portable(const char *path, const char *same, bool windows, struct ambos__str *text)
{
    (void)same;
    return ambos__path_separate(path, windows, '/', text);
}

static ambos_error make_native(const char *path, const char *same, bool windows, struct ambos__str *text)
{
    (void)same;
    return ambos__path_separate(path, windows, '\\', text);
}

ambos_error AMBOS_CALL ambos_path_join(const char *base, const char *name, uint32_t grammar, char **joined)
{
    return path_made(&(struct path_call){ base, name, grammar, joined }, ambos__path_join);
}

ambos_error AMBOS_CALL ambos_path_normalise(const char *path, uint32_t grammar, char **normal)
{
    return path_made(&(struct path_call){ path, path, grammar, normal }, make_normal);
}

ambos_error AMBOS_CALL ambos_path_relative(const char *path, const char *start, uint32_t grammar, char **relative)
{
    return path_made(&(struct path_call){ path, start, grammar, relative }, ambos__path_relative);
}

ambos_error AMBOS_CALL ambos_path_with_extension(const char *path, const char *extension, uint32_t grammar,
                                                 char **changed)
{
    return path_made(&(struct path_call){ path, extension, grammar, changed }, ambos__path_with_extension);
}

ambos_error AMBOS_CALL ambos_path_portable(const char *path, uint32_t grammar, char **portable)
{
    return path_made(&(struct path_call){ path, path, grammar, portable }, make_portable);
}

ambos_error AMBOS_CALL ambos_path_native(const char *path, uint32_t grammar, char **native)
{
    return path_made(&(struct path_call){ path, path, grammar, native }, make_native);
}
