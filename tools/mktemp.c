/* SPDX-License-Identifier: MIT */
/* ambos mktemp: a file or directory with a name that nobody can guess. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"

enum { OPTION_PREFIX = 256, LEAST_PLACES = 3 };

static int make(const struct tool_call *call, const char *directory, const char *prefix)
{
    ambos_file *file = NULL;
    char *path = NULL;
    ambos_error error = tool_has(call, 'd') ? ambos_temp_dir(&path, directory, prefix, 0)
                                            : ambos_temp_file(&file, directory, prefix, 0, &path);

    if (!error && file)
        error = ambos_file_close(file);
    if (error) {
        ambos_free(path);
        return tool_failed("mktemp", directory ? directory : prefix ? prefix : "", error);
    }
    tool_say(path);
    tool_say("\n");
    ambos_free(path);
    return TOOL_DONE;
}

/* How much of a template is left without the X at its end. */
static size_t fixed_part(const char *template)
{
    size_t size = strlen(template);

    while (size && template[size - 1] == 'X')
        size--;
    return size;
}

/* dir/nameXXXXXX: a prefix in a directory, which counts from that of -p. */
static int make_by_template(const struct tool_call *call, const char *template)
{
    const char *place = tool_value(call, 'p');
    char *path = change_join(place ? place : "", template);
    char *parent = path ? change_parent(path) : NULL, *prefix = path ? change_name(path) : NULL;
    int status = TOOL_FAILED;

    if (parent && prefix) {
        prefix[fixed_part(prefix)] = '\0';
        status = make(call, parent[0] ? parent : ".", prefix);
    }
    free(path);
    free(parent);
    free(prefix);
    return status;
}

static int mktemp_run(const struct tool_call *call)
{
    const char *template = call->operands[0], *prefix = tool_value(call, OPTION_PREFIX), *place = tool_value(call, 'p');

    if (!template)
        return make(call, place, prefix);
    if (prefix)
        return tool_usage(call->command, "a template and --prefix");
    if (strlen(template) - fixed_part(template) < LEAST_PLACES)
        return tool_usage(call->command, "'%s' does not end in three X", template);
    if (place && ambos_path_is_absolute(template, AMBOS_GRAMMAR_NATIVE))
        return tool_usage(call->command, "'%s' is absolute, and so is not in '%s'", template, place);
    return make_by_template(call, template);
}

static const struct tool_option mktemp_options[] = {
    { 'd', "directory", NULL, "a directory, not a file" },
    { 'p', "tmpdir", "DIRECTORY", "in this directory, not in that of the system for such files" },
    { OPTION_PREFIX, "prefix", "TEXT", "how its name begins; default: ambos-" },
    { 0 },
};

const struct tool_command command_mktemp = {
    .name = "mktemp",
    .synopsis = "[-d] [-p DIRECTORY] [--prefix=TEXT | TEMPLATE]",
    .purpose = "make a temporary file or directory, say its path",
    .details =
        "It is for its owner alone. TEMPLATE is a path that ends in at least three X, in place of which stand 24\n"
        "letters and digits, however many X there are; without -p it counts from the current directory.\n\n"
        "examples:\n"
        "  work=$(ambos mktemp -d)\n"
        "  ambos mktemp -p build --prefix=list-\n"
        "  ambos mktemp -d build/run-XXXXXX\n",
    .options = mktemp_options,
    .most = 1,
    .run = mktemp_run,
};
