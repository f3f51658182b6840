/* SPDX-License-Identifier: MIT */
/* ambos mv: other names, also on other file systems. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "progress.h"
#include "target.h"

enum { OPTION_EXCHANGE = 256 };

static int keeps_old(const struct tool_call *call)
{
    return change_last_of(call, 'n', 'f') == 'n';
}

static int told(const struct tool_call *call, const char *from, const char *to, ambos_error error)
{
    const int exchange = tool_has(call, OPTION_EXCHANGE);

    if (error == AMBOS_ECANCELED || (error == AMBOS_EEXIST && keeps_old(call)))
        return TOOL_DONE;
    if (error)
        return tool_failed_to(exchange ? "exchange" : "rename", from, to, error);
    if (tool_has(call, 'v'))
        change_say_to(exchange ? "exchanged " : "renamed ", from, exchange ? "' and '" : "' -> '", to);
    return TOOL_DONE;
}

static int exchange(const struct tool_call *call, const char *from, const char *to)
{
    const ambos_rename_options options = { .flags = AMBOS_RENAME_EXCHANGE };

    return told(call, from, to, ambos_rename(from, to, &options));
}

/* One name, or two of one file, where a rename would do nothing. Where case does not count, another spelling of a name
   is neither. */
static int are_same(const char *from, const char *to)
{
    ambos_file_info info;

    return change_is_same_entry(from, to) ||
           (change_is_same(from, to) && ambos_lstat(from, &info) == AMBOS_OK && info.nlink > 1 &&
            info.type != AMBOS_TYPE_DIRECTORY);
}

static int move_one(const struct tool_call *call, const char *from, const char *to)
{
    const ambos_move_options options = {
        .flags = keeps_old(call) ? AMBOS_MOVE_NO_REPLACE : 0,
        .progress = progress_file,
    };
    ambos_error error;

    progress_on(from);
    if (tool_has(call, OPTION_EXCHANGE))
        return exchange(call, from, to);
    if (!keeps_old(call) && are_same(from, to))
        return tool_complain("rename '%s' to '%s': they are the same", from, to);
    error = ambos_move(from, to, &options);
    progress_add(error ? 0 : 1, 0);
    return told(call, from, to, error);
}

static int mv_run(const struct tool_call *call)
{
    if (tool_has(call, OPTION_EXCHANGE) && keeps_old(call))
        return tool_usage(call->command, "-n and --exchange contradict");
    progress_begin("moved", tool_has(call, 'v'));
    return progress_end(target_each(call, 0, move_one));
}

static const struct tool_option mv_options[] = {
    { 'n', "no-clobber", NULL, "what is there stays; that is no failure" },
    { 'f', "force", NULL, "takes -n back" },
    TARGET_OPTIONS,
    { OPTION_EXCHANGE, "exchange", NULL, "both stay, and change names (not on Windows)" },
    { 'v', "verbose", NULL, "say what is renamed" },
    { 0 },
};

const struct tool_command command_mv = {
    .name = "mv",
    .synopsis = "[-nfTv] [--exchange] [-t DIRECTORY] SOURCE... [TARGET]",
    .purpose = "rename files and directories, or put them elsewhere",
    .details = "What bears the new name is replaced in one step, a directory only by a directory and when it is empty. On\n"
               "another file system it is copied, and then removed here; nothing is asked.\n"
               "Exit status: 130 after Ctrl-C, with what was not moved in its old place.\n\n"
               "examples:\n"
               "  ambos mv draft.txt final.txt\n"
               "  ambos mv -t archive 2023 2024\n"
               "  ambos mv -T --exchange blue green\n",
    .options = mv_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = mv_run,
};
