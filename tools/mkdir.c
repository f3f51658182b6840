/* SPDX-License-Identifier: MIT */
/* ambos mkdir and rmdir. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "mode.h"

/* ---- mkdir ---- */

/* Made for its owner alone and then opened up, so that it never has more rights than it is to have; what the directory
   above hands down of its group stays. */
static ambos_error make_with_mode(const char *path, const char *mode)
{
    ambos_file_info info;
    ambos_error error = ambos_mkdir(path, 0700, 0);

    if (!error)
        error = ambos_lstat(path, &info);
    if (!error)
        error =
            ambos_chmod(path, mode_changed(mode, 0777, 1) | (info.mode & (uint32_t)AMBOS_MODE_SGID), AMBOS_NOFOLLOW);
    return error;
}

static int make_one(const struct tool_call *call, const char *path)
{
    const char *mode = tool_value(call, 'm');
    const ambos_error error = mode ? make_with_mode(path, mode) : ambos_mkdir(path, 0, 0);

    if (error == AMBOS_EEXIST && tool_has(call, 'p') && change_is_directory(path))
        return TOOL_DONE;
    if (error)
        return tool_failed("make directory", path, error);
    if (tool_has(call, 'v'))
        change_say("made directory", path);
    return TOOL_DONE;
}

/* The directories above, those that are missing; with -v one after the other, to say each. */
static int make_parent(const struct tool_call *call, const char *parent)
{
    int status = TOOL_DONE;
    char *above;
    ambos_error error;

    if (!parent[0] || change_is_directory(parent))
        return TOOL_DONE;
    if (tool_has(call, 'v')) {
        above = change_parent(parent);
        status = above ? make_parent(call, above) : TOOL_FAILED;
        free(above);
    }
    if (status != TOOL_DONE)
        return status;
    if ((error = ambos_make_path(parent, 0, 0)) != AMBOS_OK)
        return tool_failed("make directory", parent, error);
    if (tool_has(call, 'v'))
        change_say("made directory", parent);
    return TOOL_DONE;
}

static int make_each(const struct tool_call *call, const char *path)
{
    char *parent = change_parent(path);
    int status = !parent ? TOOL_FAILED : tool_has(call, 'p') ? make_parent(call, parent) : TOOL_DONE;

    free(parent);
    return status == TOOL_DONE ? make_one(call, path) : status;
}

static int mkdir_run(const struct tool_call *call)
{
    const char *mode = tool_value(call, 'm');

    if (mode && !mode_is(mode))
        return tool_usage(call->command, "'%s' is no mode", mode);
    return change_each(call, make_each);
}

static const struct tool_option mkdir_options[] = {
    { 'p', "parents", NULL, "with the directories it should be in; it may be there" },
    { 'm', "mode", "MODE", "permissions, as chmod has them, whatever the umask" },
    { 'v', "verbose", NULL, "say what is made" },
    { 0 },
};

const struct tool_command command_mkdir = {
    .name = "mkdir",
    .synopsis = "[-pv] [-m MODE] DIRECTORY...",
    .purpose = "make directories",
    .details =
        "With -p the mode is that of the last directory, and only if it is made. Windows has no such permissions.\n\n"
        "examples:\n"
        "  ambos mkdir -p build/out/lib\n"
        "  ambos mkdir -m 700 private\n",
    .options = mkdir_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = mkdir_run,
};

/* ---- rmdir ---- */

static int rmdir_one(const struct tool_call *call, const char *path)
{
    const ambos_error error = ambos_rmdir(path);

    if (error)
        return tool_failed("remove directory", path, error);
    if (tool_has(call, 'v'))
        change_say("removed directory", path);
    return TOOL_DONE;
}

static int rmdir_each(const struct tool_call *call, const char *path)
{
    int status = rmdir_one(call, path);
    char *parent = status == TOOL_DONE && tool_has(call, 'p') ? change_parent(path) : NULL;

    if (parent && parent[0])
        status = rmdir_each(call, parent);
    free(parent);
    return status;
}

static int rmdir_run(const struct tool_call *call)
{
    return change_each(call, rmdir_each);
}

static const struct tool_option rmdir_options[] = {
    { 'p', "parents", NULL, "then also those it was in, as the path names them" },
    { 'v', "verbose", NULL, "say what is removed" },
    { 0 },
};

const struct tool_command command_rmdir = {
    .name = "rmdir",
    .synopsis = "[-pv] DIRECTORY...",
    .purpose = "remove empty directories",
    .details = "examples:\n"
               "  ambos rmdir build\n"
               "  ambos rmdir -p build/out/lib\n",
    .options = rmdir_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = rmdir_run,
};
