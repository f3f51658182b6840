/* SPDX-License-Identifier: MIT */
/* ambos chmod: permissions. */
#include <string.h>

#include "commands.h"
#include "mode.h"

static int change_one(const char *mode, const char *path)
{
    ambos_file_info info;
    ambos_error error = ambos_stat(path, &info);

    if (!error)
        error = ambos_chmod(path, mode_changed(mode, info.mode, info.type == AMBOS_TYPE_DIRECTORY), 0);
    return error ? tool_failed("chmod", path, error) : TOOL_DONE;
}

/* ---- -R: below a root, so that a directory that somebody swaps for a link meanwhile leads nowhere ---- */

struct below {
    ambos_root *root;
    ambos_walk *walk;
    const char *mode;
    size_t skip; /* Of a path of the walk: what stands before the name in the root. */
};

static int change_entry(const struct below *below, const char *path)
{
    ambos_file_info info;
    ambos_error error = ambos_walk_stat(below->walk, AMBOS_NOFOLLOW, &info);

    /* Links have no permissions of their own. */
    if (!error && (info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION))
        return TOOL_DONE;
    if (!error)
        error = ambos_root_chmod(below->root, path + below->skip,
                                 mode_changed(below->mode, info.mode, info.type == AMBOS_TYPE_DIRECTORY));
    return error ? tool_failed("chmod", path, error) : TOOL_DONE;
}

static int change_entries(const struct below *below, const char *path)
{
    const ambos_walk_entry *entry;
    int status = TOOL_DONE;
    ambos_error error;

    while ((error = ambos_walk_next(below->walk, &entry)) == AMBOS_OK && entry) {
        const char *where = ambos_walk_path(below->walk);

        if (!where)
            return tool_failed("chmod", path, AMBOS_ENOMEM);
        if (entry->visit == AMBOS_VISIT_ERROR)
            status = tool_failed("chmod", where, entry->failure.code);
        else if (entry->depth > 0 && change_entry(below, where) != TOOL_DONE)
            status = TOOL_FAILED;
    }
    return error ? tool_failed("chmod", path, error) : status;
}

/* Where the names begin behind the path of the root. */
static size_t skip_of(const char *path)
{
    const size_t length = strlen(path);

    return length + (length > 0 && path[length - 1] != '/' && path[length - 1] != '\\');
}

static int change_below(const char *mode, const char *path)
{
    struct below below = { NULL, NULL, mode, skip_of(path) };
    ambos_error error = ambos_root_open(&below.root, path);
    int status;

    if (!error)
        error = ambos_walk_open(&below.walk, path, &(const ambos_walk_options){ .flags = AMBOS_WALK_FOLLOW_ROOT });
    status = error ? tool_failed("chmod", path, error) : change_entries(&below, path);
    ambos_walk_close(below.walk);
    ambos_root_close(below.root);
    return status;
}

static int is_directory(const char *path)
{
    ambos_file_info info;

    return ambos_stat(path, &info) == AMBOS_OK && info.type == AMBOS_TYPE_DIRECTORY;
}

static int chmod_run(const struct tool_call *call)
{
    const char *mode = call->operands[0];
    int status = TOOL_DONE;
    size_t i;

    if (!mode_is(mode))
        return tool_usage(call->command, "'%s' is no mode", mode);
    for (i = 1; i < call->operand_count; i++) {
        const char *path = call->operands[i];

        /* The directory first, as GNU: what it is given is what the walk may do in it. */
        if (change_one(mode, path) != TOOL_DONE)
            status = TOOL_FAILED;
        else if (tool_has(call, 'R') && is_directory(path) && change_below(mode, path) != TOOL_DONE)
            status = TOOL_FAILED;
    }
    return status;
}

static const struct tool_option chmod_options[] = {
    { 'R', "recursive", NULL, "directories and all that is in them; links in them are left" },
    { 0 },
};

const struct tool_command command_chmod = {
    .name = "chmod",
    .synopsis = "[-R] MODE PATH...",
    .purpose = "change permissions",
    .details = "MODE is octal (0644) or as in u+x,go-w,a=rX. A mode that begins with - stands behind --.\n"
               "On Windows only the owner's w means something: without it a file is read-only.\n"
               "examples:\n"
               "  ambos chmod 600 secret.txt\n"
               "  ambos chmod -R u=rwX,go=rX site\n"
               "  ambos chmod -- -w frozen.txt\n",
    .options = chmod_options,
    .least = 2,
    .most = TOOL_MANY,
    .run = chmod_run,
};
