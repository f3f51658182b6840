/* SPDX-License-Identifier: MIT */
/* ambos ls: what is in a directory. */
#include "commands.h"
#include "info.h"

static int ls_run(const struct tool_call *call)
{
    const char *path = call->operand_count ? call->operands[0] : ".";
    const ambos_dir_entry *entry = NULL;
    ambos_dir *dir;
    ambos_error error = ambos_dir_open(&dir, path, 0);

    while (!error && (error = ambos_dir_next(dir, &entry)) == AMBOS_OK && entry) {
        tool_format("%-9s ", info_type(entry->type));
        tool_say(entry->name);
        tool_say("\n");
    }
    ambos_dir_close(dir);
    return error ? tool_failed("ls", path, error) : TOOL_DONE;
}

const struct tool_command command_ls = {
    .name = "ls",
    .synopsis = "[DIRECTORY]",
    .purpose = "list a directory",
    .most = 1,
    .run = ls_run,
};
