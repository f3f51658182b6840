/* SPDX-License-Identifier: MIT */
/* ambos env: the environment, or a program in another one. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "launch.h"

enum { OPTION_JSON = 256, OPTION_BATCH };

static void say_entry(const struct tool_call *call, const char *entry, size_t name_length)
{
    char *name;

    if (!tool_has(call, OPTION_JSON)) {
        tool_say(entry);
        tool_out(tool_has(call, '0') ? "" : "\n", 1);
        return;
    }
    name = malloc(name_length + 1);
    if (!name)
        return;
    memcpy(name, entry, name_length);
    name[name_length] = '\0';
    json_begin(NULL, '{');
    json_text("name", name);
    json_text("value", entry + name_length + 1);
    json_end('}');
    free(name);
}

static int list(const struct tool_call *call, const ambos_env *env)
{
    const char *entry;
    size_t name_length, i;

    for (i = 0; ambos_env_at(env, i, &entry, &name_length) == AMBOS_OK; i++)
        say_entry(call, entry, name_length);
    return TOOL_DONE;
}

/* This process becomes the program; on Windows as near as can be. */
static int become(const struct tool_call *call, const ambos_env *env, const char *const *words)
{
    const ambos_spawn_options options = {
        .env = env,
        .cwd = tool_value(call, 'C'),
        .flags = AMBOS_SPAWN_KEEP_IGNORED | (tool_has(call, OPTION_BATCH) ? AMBOS_SPAWN_BATCH : 0),
    };

    return launch_failed("env", words[0], ambos_exec(words, &options));
}

static int env_run(const struct tool_call *call)
{
    struct launch_changes changes = { 'i', 0, 'u', 0 };
    ambos_env *env = NULL;
    int status;

    while (call->operands[changes.assignments] && strchr(call->operands[changes.assignments], '='))
        changes.assignments++;
    if (call->operands[changes.assignments] && (tool_has(call, '0') || tool_has(call, OPTION_JSON)))
        return tool_usage(call->command, "-0 and --json are for the list, not for a program");
    status = launch_environment(&env, call, &changes);
    if (status == TOOL_DONE)
        status = call->operands[changes.assignments] ? become(call, env, call->operands + changes.assignments)
                                                     : list(call, env);
    else if (status == TOOL_FAILED)
        status = LAUNCH_FAILED;
    ambos_env_free(env);
    return status;
}

static const struct tool_option env_options[] = {
    { 'i', "ignore-environment", NULL, "begin with no variables" },
    { 'u', "unset", "NAME", "remove a variable" },
    { 'C', "chdir", "DIR", "the program's working directory" },
    { '0', "null", NULL, "end each line of the list with a NUL" },
    { OPTION_JSON, "json", NULL, "one JSON object per line: name, value" },
    { OPTION_BATCH, "batch", NULL, "batch files may run (Windows)" },
    { 0 },
};

const struct tool_command command_env = {
    .name = "env",
    .synopsis = "[OPTION]... [NAME=VALUE]... [PROGRAM [ARGUMENT]...]",
    .purpose = "list the environment, or run a program in another",
    .details = "Exit status of a program: its own; 125 ambos failed, 126 cannot be run, 127 not found.\n\n"
               "examples:\n"
               "  ambos env\n"
               "  ambos env -u LANG NODE_ENV=production node server.js\n"
               "  ambos env -i PATH=/bin sh -c env\n",
    .options = env_options,
    .most = TOOL_MANY,
    .order = TOOL_FIRST,
    .run = env_run,
};
