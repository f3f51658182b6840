/* SPDX-License-Identifier: MIT */
/* ambos readlink and realpath: where paths lead. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"

enum { MOST_LINKS = 40 };

/* Of a file that is not there: the real path of its directory, and its name. */
static ambos_error resolve_parent(const char *path, char **resolved)
{
    char *parent = change_parent(path), *name = change_name(path), *directory = NULL;
    ambos_error error = parent && name ? AMBOS_OK : AMBOS_ENOMEM;

    if (!error && change_is_dots(name))
        error = AMBOS_ENOENT;
    if (!error)
        error = ambos_realpath(parent[0] ? parent : ".", &directory);
    if (!error && !change_is_directory(directory))
        error = AMBOS_ENOTDIR;
    if (!error)
        error = ambos_path_join(directory, name, AMBOS_GRAMMAR_NATIVE, resolved);
    ambos_free(directory);
    free(parent);
    free(name);
    return error;
}

/* Where a link leads, as seen from here. */
static ambos_error follow_link(const char *path, char **to)
{
    char *target, *parent;
    ambos_error error = ambos_readlink(path, &target);

    if (error)
        return error;
    parent = change_parent(path);
    error = parent ? ambos_path_join(parent, target, AMBOS_GRAMMAR_NATIVE, to) : AMBOS_ENOMEM;
    free(parent);
    ambos_free(target);
    return error;
}

/* As ambos_realpath(), but the last name need not be there, nor what the last of a chain of links says. */
static ambos_error resolve(const char *path, char **resolved)
{
    ambos_error error = ambos_realpath(path, resolved);
    char *at = NULL, *next;
    int links;

    for (links = 0; error == AMBOS_ENOENT && links < MOST_LINKS; links++) {
        if (follow_link(at ? at : path, &next)) {
            error = resolve_parent(at ? at : path, resolved);
            break;
        }
        ambos_free(at);
        at = next;
    }
    ambos_free(at);
    return error;
}

static int print_path(const char *what, const char *path, ambos_error error, char *text, const char *end)
{
    if (error)
        return tool_failed(what, path, error);
    tool_say(text);
    tool_say(end);
    ambos_free(text);
    return TOOL_DONE;
}

/* Several that are not apart would be of no use. */
static int print_link(const struct tool_call *call, const char *path)
{
    char *text = NULL;
    const ambos_error error = tool_has(call, 'f') ? resolve(path, &text) : ambos_readlink(path, &text);

    return print_path("readlink", path, error, text, tool_has(call, 'n') && call->operand_count == 1 ? "" : "\n");
}

static int readlink_run(const struct tool_call *call)
{
    return change_each(call, print_link);
}

static const struct tool_option readlink_options[] = {
    { 'f', "canonicalize", NULL, "the absolute path with all links resolved; its last name may be missing" },
    { 'n', "no-newline", NULL, "no new line behind the only one" },
    { 0 },
};

const struct tool_command command_readlink = {
    .name = "readlink",
    .synopsis = "[-fn] PATH...",
    .purpose = "say what links say, or where paths lead",
    .details = "examples:\n"
               "  ambos readlink current\n"
               "  ambos readlink -f current/bin\n",
    .options = readlink_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = readlink_run,
};

static int print_real(const struct tool_call *call, const char *path)
{
    char *text = NULL;
    const ambos_error error = tool_has(call, 'e') ? ambos_realpath(path, &text) : resolve(path, &text);

    return print_path("realpath", path, error, text, "\n");
}

static int realpath_run(const struct tool_call *call)
{
    return change_each(call, print_real);
}

static const struct tool_option realpath_options[] = {
    { 'e', "canonicalize-existing", NULL, "the last name must be there too" },
    { 0 },
};

const struct tool_command command_realpath = {
    .name = "realpath",
    .synopsis = "[-e] PATH...",
    .purpose = "say absolute paths, with all links resolved",
    .details = "The last name of a path may be missing.\n\n"
               "examples:\n"
               "  ambos realpath ../lib\n"
               "  ambos realpath -e build/latest\n",
    .options = realpath_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = realpath_run,
};
