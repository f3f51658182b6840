/* SPDX-License-Identifier: MIT */
/* ambos glob: patterns, the same on every system and in every shell. */
#include "commands.h"

enum { OPTION_JSON = 256, OPTION_HIDDEN, OPTION_STRICT };

static void say_path(const struct tool_call *call, const char *path)
{
    if (tool_has(call, OPTION_JSON)) {
        json_begin(NULL, '{');
        json_text("path", path);
        json_end('}');
        return;
    }
    tool_say(path);
    tool_out(tool_has(call, '0') ? "" : "\n", 1);
}

static int glob_one(const struct tool_call *call, const ambos_glob_options *options, const char *pattern, size_t *found)
{
    char **paths;
    size_t count, i;
    const ambos_error error = ambos_glob(pattern, options, &paths, &count);

    if (error)
        return tool_failed("glob", pattern, error);
    for (i = 0; i < count; i++)
        say_path(call, paths[i]);
    *found += count;
    ambos_free(paths);
    return TOOL_DONE;
}

static int glob_run(const struct tool_call *call)
{
    const ambos_glob_options options = {
        .flags = (tool_has(call, OPTION_HIDDEN) ? (uint32_t)AMBOS_GLOB_HIDDEN : 0) |
                 (tool_has(call, 'i') ? (uint32_t)AMBOS_GLOB_IGNORE_CASE : 0) |
                 (tool_has(call, OPTION_STRICT) ? (uint32_t)AMBOS_GLOB_STRICT : 0),
    };
    int status = TOOL_DONE;
    size_t i, found = 0;

    for (i = 0; i < call->operand_count; i++)
        if (glob_one(call, &options, call->operands[i], &found) != TOOL_DONE)
            status = TOOL_FAILED;
    return found ? status : TOOL_FAILED;
}

static const struct tool_option glob_options[] = {
    { '0', "null", NULL, "a NUL behind each path instead of a new line" },
    { 'i', "ignore-case", NULL, "let a fit A, as far as ASCII goes" },
    { OPTION_HIDDEN, "hidden", NULL, "let wildcards fit a leading dot" },
    { OPTION_STRICT, "strict", NULL, "fail where a directory cannot be read, instead of passing by" },
    { OPTION_JSON, "json", NULL, "one JSON object per line: path" },
    { 0 },
};

const struct tool_command command_glob = {
    .name = "glob",
    .synopsis = "[OPTION]... PATTERN...",
    .purpose = "find the paths that fit patterns",
    .details = "* and ? fit within a name, [abc] and [!a-z] one character, ** any number of directories. Sorted.\n"
               "Exit status: 0 something fits, 1 nothing does or a failure, 2 wrong usage.\n"
               "examples (in quotes, so that the shell leaves them alone):\n"
               "  ambos glob 'src/**/*.c'\n"
               "  ambos glob -0 '*.tmp' | xargs -0 rm\n",
    .options = glob_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = glob_run,
};
