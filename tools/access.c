/* SPDX-License-Identifier: MIT */
/* ambos access: what this user may do with files. */
#include "commands.h"

enum { OPTION_JSON = 256 };

static int may(const char *path, uint32_t want, uint32_t how)
{
    return ambos_access(path, want | how) == AMBOS_OK;
}

static void say_json(const char *path, uint32_t how)
{
    json_begin(NULL, '{');
    json_text("path", path);
    json_bool("exists", may(path, AMBOS_ACCESS_EXISTS, how));
    json_bool("read", may(path, AMBOS_ACCESS_READ, how));
    json_bool("write", may(path, AMBOS_ACCESS_WRITE, how));
    json_bool("execute", may(path, AMBOS_ACCESS_EXECUTE, how));
    json_end('}');
}

static int access_run(const struct tool_call *call)
{
    const uint32_t how = tool_has(call, 'P') ? (uint32_t)AMBOS_ACCESS_NOFOLLOW : 0;
    const uint32_t want = how | (tool_has(call, 'r') ? (uint32_t)AMBOS_ACCESS_READ : 0) |
                          (tool_has(call, 'w') ? (uint32_t)AMBOS_ACCESS_WRITE : 0) |
                          (tool_has(call, 'x') ? (uint32_t)AMBOS_ACCESS_EXECUTE : 0);
    int status = TOOL_DONE;
    size_t i;

    for (i = 0; i < call->operand_count; i++) {
        const char *path = call->operands[i];
        const ambos_error error = ambos_access(path, want);

        if (tool_has(call, OPTION_JSON))
            say_json(path, how);
        if (error)
            status =
                tool_has(call, 'q') || tool_has(call, OPTION_JSON) ? TOOL_FAILED : tool_failed("access", path, error);
    }
    return status;
}

static const struct tool_option access_options[] = {
    { 'r', "read", NULL, "may they be read" },
    { 'w', "write", NULL, "may they be written" },
    { 'x', "execute", NULL, "may they be run, or directories be searched" },
    { 'P', "no-dereference", NULL, "of a link, the link itself" },
    { 'q', "quiet", NULL, "say nothing, only the exit status" },
    { OPTION_JSON, "json", NULL, "one JSON object per line" },
    { 0 },
};

const struct tool_command command_access = {
    .name = "access",
    .synopsis = "[OPTION]... PATH...",
    .purpose = "ask whether files are there, and may be read, written, run",
    .details = "Exit status: 0 all that was asked of all of them, 1 something is refused or missing, 2 wrong usage.\n"
               "keys: path, exists, read, write, execute; whatever was asked, the exit status is about what was.\n"
               "examples:\n"
               "  ambos access -rw settings.ini && echo may be changed\n"
               "  ambos access --json a b\n",
    .options = access_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = access_run,
};
