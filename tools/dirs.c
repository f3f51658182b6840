/* SPDX-License-Identifier: MIT */
/* ambos dirs: where things belong. */
#include <string.h>

#include "commands.h"

enum { OPTION_JSON = 256 };

static const struct {
    const char *name;
    uint32_t which;
} places[] = {
    { "home", AMBOS_PLACE_HOME },       { "temp", AMBOS_PLACE_TEMP },   { "config", AMBOS_PLACE_CONFIG },
    { "data", AMBOS_PLACE_DATA },       { "cache", AMBOS_PLACE_CACHE }, { "state", AMBOS_PLACE_STATE },
    { "runtime", AMBOS_PLACE_RUNTIME },
};

enum { PLACES = sizeof places / sizeof places[0] };

static void say_place(const struct tool_call *call, const char *name, const char *path)
{
    if (tool_has(call, OPTION_JSON)) {
        json_begin(NULL, '{');
        json_text("name", name);
        json_text("path", path);
        json_end('}');
    } else if (path) {
        if (!call->operand_count)
            tool_format("%-8s ", name);
        tool_say(path);
        tool_say("\n");
    }
}

/* One that the system does not have is left out of the list, and a failure when it was asked for. */
static int show_place(const struct tool_call *call, size_t index)
{
    char *path;
    const ambos_error error = ambos_place(places[index].which, &path);

    if (error && (error != AMBOS_ENOENT || call->operand_count))
        return tool_failed("dirs", places[index].name, error);
    say_place(call, places[index].name, path);
    ambos_free(path);
    return TOOL_DONE;
}

static int show_named(const struct tool_call *call, const char *name)
{
    size_t i = 0;

    while (i < PLACES && strcmp(places[i].name, name) != 0)
        i++;
    return i < PLACES ? show_place(call, i) : tool_usage(call->command, "no place '%s'", name);
}

static int dirs_run(const struct tool_call *call)
{
    int status = TOOL_DONE, one;
    size_t i, count = call->operand_count ? call->operand_count : PLACES;

    for (i = 0; i < count && status != TOOL_USAGE; i++) {
        one = call->operand_count ? show_named(call, call->operands[i]) : show_place(call, i);
        if (one != TOOL_DONE)
            status = one;
    }
    return status;
}

static const struct tool_option dirs_options[] = {
    { OPTION_JSON, "json", NULL, "one JSON object per line: name, path (null: there is none)" },
    { 0 },
};

const struct tool_command command_dirs = {
    .name = "dirs",
    .synopsis = "[--json] [home|temp|config|data|cache|state|runtime]...",
    .purpose = "say where files of a kind belong",
    .details = "examples:\n"
               "  ambos dirs\n"
               "  ambos dirs cache\n",
    .options = dirs_options,
    .most = TOOL_MANY,
    .run = dirs_run,
};
