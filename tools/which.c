/* SPDX-License-Identifier: MIT */
/* ambos which: the file that would run. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"

struct which {
    ambos_spawn_options options;
    const char *name;
    int all;
    int found;
};

static ambos_error look(struct which *which)
{
    char *path;
    const ambos_error error = ambos_find_program(which->name, &which->options, &path);

    if (error)
        return error;
    tool_say(path);
    tool_say("\n");
    ambos_free(path);
    which->found++;
    return AMBOS_OK;
}

/* The same search with one directory of the PATH after the other. */
static ambos_error look_in_each(struct which *which, const char *path)
{
    const char *separators = tool_is_windows() ? ";" : ":";
    char *copy = malloc(strlen(path) + 1), *next = copy;
    ambos_env *env = NULL;
    ambos_error error = copy ? ambos_env_snapshot(&env) : AMBOS_ENOMEM;

    if (!error)
        strcpy(copy, path);
    which->options.env = env;
    while (!error && next) {
        char *end = next + strcspn(next, separators), *after = *end ? end + 1 : NULL;

        *end = '\0';
        error = ambos_env_set(env, "PATH", next);
        if (!error)
            (void)!look(which); /* not there is no failure */
        next = after;
    }
    which->options.env = NULL;
    ambos_env_free(env);
    free(copy);
    return error ? error : which->found ? AMBOS_OK : look(which);
}

static int which_one(struct which *which)
{
    char *path = NULL;
    ambos_error error;

    which->found = 0;
    /* One with a separator is a path. */
    if (which->all && !strpbrk(which->name, tool_is_windows() ? "/\\:" : "/") && !ambos_getenv("PATH", &path))
        error = look_in_each(which, path);
    else
        error = look(which);
    ambos_free(path);
    return error ? tool_failed("which", which->name, error) : TOOL_DONE;
}

static int which_run(const struct tool_call *call)
{
    struct which which = { .all = tool_has(call, 'a') };
    int status = TOOL_DONE;
    size_t i;

    /* A batch file is one that is found. */
    which.options.flags = AMBOS_SPAWN_BATCH;
    for (i = 0; i < call->operand_count; i++) {
        which.name = call->operands[i];
        if (which_one(&which) != TOOL_DONE)
            status = TOOL_FAILED;
    }
    return status;
}

static const struct tool_option which_options[] = {
    { 'a', "all", NULL, "each that the PATH has, not the first alone" },
    { 0 },
};

const struct tool_command command_which = {
    .name = "which",
    .synopsis = "[-a] NAME...",
    .purpose = "say which file `run` would run",
    .details = "examples:\n"
               "  ambos which git\n"
               "  ambos which -a python3 make\n",
    .options = which_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = which_run,
};
