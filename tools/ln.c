/* SPDX-License-Identifier: MIT */
/* ambos ln: second names, and links. */
#include <stdlib.h>

#include "change.h"
#include "commands.h"
#include "target.h"

enum { OPTION_JUNCTION = 256 };

/* On Windows a link says what kind of thing it leads to; -f makes it elsewhere first, where a relative target is not
   to be seen. */
static uint32_t symlink_flags(const char *target, const char *path)
{
    char *parent = change_parent(path);
    char *seen = parent ? change_join(parent, target) : NULL;
    const int directory = seen && change_is_directory(seen);

    free(parent);
    free(seen);
    return directory ? AMBOS_SYMLINK_DIRECTORY : AMBOS_SYMLINK_FILE;
}

/* `path`: where it is made now; `to`: where it will be. */
static ambos_error make_link(const struct tool_call *call, const char *from, const char *path, const char *to)
{
    if (tool_has(call, OPTION_JUNCTION))
        return ambos_junction(from, path);
    return tool_has(call, 's') ? ambos_symlink(from, path, symlink_flags(from, to)) : ambos_link(from, path);
}

static ambos_error make_and_rename(const struct tool_call *call, const char *from, const char *place, const char *to)
{
    char *path;
    ambos_error error = ambos_path_join(place, "link", AMBOS_GRAMMAR_NATIVE, &path);

    if (error)
        return error;
    error = make_link(call, from, path, to);
    if (!error && (error = ambos_rename(path, to, NULL)) != AMBOS_OK && ambos_unlink(path))
        tool_complain("a link is left behind: '%s'", path);
    ambos_free(path);
    return error;
}

/* Made beside it, in a directory of our own, and then renamed: the name is never gone. */
static ambos_error replace(const struct tool_call *call, const char *from, const char *to)
{
    char *parent = change_parent(to), *place = NULL;
    ambos_error error = parent ? ambos_temp_dir(&place, parent[0] ? parent : ".", ".ambos-", 0) : AMBOS_ENOMEM;

    free(parent);
    if (error)
        return error;
    error = make_and_rename(call, from, place, to);
    if (ambos_rmdir(place))
        tool_complain("a directory is left behind: '%s'", place);
    ambos_free(place);
    return error;
}

static int told(const struct tool_call *call, const char *from, const char *to, ambos_error error)
{
    if (error)
        return tool_failed_to("link", to, from, error);
    if (tool_has(call, 'v'))
        change_say_to("", to, tool_has(call, 's') || tool_has(call, OPTION_JUNCTION) ? "' -> '" : "' => '", from);
    return TOOL_DONE;
}

static int link_one(const struct tool_call *call, const char *from, const char *to)
{
    const int hard = !tool_has(call, 's') && !tool_has(call, OPTION_JUNCTION);
    ambos_error error = make_link(call, from, to, to);

    if (error != AMBOS_EEXIST || !tool_has(call, 'f'))
        return told(call, from, to, error);
    if (hard && change_is_same_entry(from, to))
        return tool_complain("link '%s' to '%s': they are the same", to, from);
    /* Two names of one file already. */
    if (hard && change_is_same(from, to))
        return told(call, from, to, AMBOS_OK);
    return told(call, from, to, replace(call, from, to));
}

/* With one operand: its own name, here. */
static int link_here(const struct tool_call *call)
{
    char *name = change_name(call->operands[0]);
    const int status = name ? link_one(call, call->operands[0], name) : TOOL_FAILED;

    free(name);
    return status;
}

static int ln_run(const struct tool_call *call)
{
    if (tool_has(call, 's') && tool_has(call, OPTION_JUNCTION))
        return tool_usage(call->command, "-s and --junction contradict");
    if (call->operand_count == 1 && !tool_value(call, 't') && !tool_has(call, 'T'))
        return link_here(call);
    return target_each(call, tool_has(call, 'n'), link_one);
}

static const struct tool_option ln_options[] = {
    { 's', "symbolic", NULL, "symbolic links, which say the operand as it stands" },
    { 'f', "force", NULL, "replace what bears the name, in one step" },
    { 'n', "no-dereference", NULL, "a link to a directory is a name, not a directory to put into" },
    TARGET_OPTIONS,
    { OPTION_JUNCTION, "junction", NULL, "junctions: directories that stand for others (Windows alone)" },
    { 'v', "verbose", NULL, "say what is made" },
    { 0 },
};

const struct tool_command command_ln = {
    .name = "ln",
    .synopsis = "[-sfnTv] [--junction] [-t DIRECTORY] OPERAND... [NAME]",
    .purpose = "give files second names, or make links",
    .details = "Without -s or --junction it is a second name for the same file (a hard link). With one operand the name is\n"
               "its own, in the current directory.\n\n"
               "examples:\n"
               "  ambos ln -s ../lib/tool.js bin/tool\n"
               "  ambos ln -sfn release-7 current\n"
               "  ambos ln --junction packages\\core node_modules\\core\n",
    .options = ln_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = ln_run,
};
