/* SPDX-License-Identifier: MIT */
/* ambos rm: files, links and whole trees go. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "progress.h"

enum { OPTION_CROSS_MOUNTS = 256 };

/* What nobody means to remove: "", what ends in . or .., a root, a drive, a share, and a root under another name. */
static int is_refused(const char *path)
{
    char *name = change_name(path);
    const int refused = !name || change_is_dots(name) || change_is_same(path, "/");

    free(name);
    return refused;
}

/* A name whose directory is missing is missing too. */
static int is_missing(ambos_error error)
{
    return error == AMBOS_ENOENT || error == AMBOS_ENOTDIR;
}

static int told(const struct tool_call *call, const char *path, ambos_error error)
{
    if (tool_has(call, 'f') && is_missing(error))
        return TOOL_DONE;
    if (error)
        return tool_failed("remove", path, error);
    if (tool_has(call, 'v'))
        change_say("removed", path);
    return TOOL_DONE;
}

static int remove_file(const struct tool_call *call, const char *path)
{
    ambos_error error = ambos_unlink(path);

    if (error == AMBOS_EISDIR && tool_has(call, 'd'))
        error = ambos_rmdir(path);
    progress_add(error ? 0 : 1, 0);
    return told(call, path, error);
}

/* ---- trees ---- */

struct removal {
    const struct tool_call *call;
    uint64_t said; /* Entries. */
};

static int AMBOS_CALL say_entry(void *context, const ambos_tree_progress *tree)
{
    struct removal *removal = context;

    if (tool_has(removal->call, 'v') && tree->entries > removal->said) {
        change_say("removed", tree->path);
        removal->said = tree->entries;
    }
    return progress_tree(NULL, tree);
}

static int remove_tree(const struct tool_call *call, const char *path)
{
    struct removal removal = { call, 0 };
    const ambos_tree_options options = {
        .flags = tool_has(call, OPTION_CROSS_MOUNTS) ? AMBOS_REMOVE_CROSS_MOUNTS : 0,
        .progress = say_entry,
        .context = &removal,
    };
    ambos_tree_report report;
    ambos_error error = ambos_remove_tree(path, &options, &report);
    int status = TOOL_DONE;

    progress_add(report.entries, report.bytes);
    if (error != AMBOS_ECANCELED && !(is_missing(error) && tool_has(call, 'f')))
        status = change_tree_failed("remove", path, NULL, error, &report);
    ambos_free(report.path);
    return status;
}

static int remove_one(const struct tool_call *call, const char *path)
{
    if (progress_interrupted())
        return TOOL_FAILED;
    if (is_refused(path))
        return tool_complain("remove '%s': refused: a root, '.' or '..' is never removed, nor \"\"", path);
    progress_on(path);
    return tool_has(call, 'r') || tool_has(call, 'R') ? remove_tree(call, path) : remove_file(call, path);
}

static int rm_run(const struct tool_call *call)
{
    if (!call->operand_count && !tool_has(call, 'f'))
        return tool_usage(call->command, "an operand is missing");
    progress_begin("removed", tool_has(call, 'v'));
    return progress_end(change_each(call, remove_one));
}

static const struct tool_option rm_options[] = {
    { 'r', "recursive", NULL, "directories too, with all that is in them" },
    { 'R', NULL, NULL, "as -r" },
    { 'd', "dir", NULL, "empty directories too" },
    { 'f', "force", NULL, "what is missing is no failure" },
    { 'v', "verbose", NULL, "say what is removed" },
    { OPTION_CROSS_MOUNTS, "cross-mounts", NULL, "enter what is mounted inside, and empty that too" },
    { 0 },
};

const struct tool_command command_rm = {
    .name = "rm",
    .synopsis = "[-rdfv] [--cross-mounts] PATH...",
    .purpose = "remove files, links and trees",
    .details =
        "Nobody is asked; read-only files go too, where their directory may be changed. Links and junctions go\n"
        "themselves, never what they lead to. \"\", roots, drives, '.' and '..' are refused. After a failure it goes\n"
        "on with the rest; of a tree the first failure is said, and how many there were.\n"
        "Exit status: 130 after Ctrl-C.\n\n"
        "examples:\n"
        "  ambos rm -rf build dist\n"
        "  ambos rm -- -odd-name\n",
    .options = rm_options,
    .most = TOOL_MANY,
    .run = rm_run,
};
