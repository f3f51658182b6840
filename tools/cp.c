/* SPDX-License-Identifier: MIT */
/* ambos cp: files, links and whole trees, again. */
#include <stdlib.h>
#include <string.h>

#include "change.h"
#include "commands.h"
#include "progress.h"
#include "target.h"

static int has_r(const struct tool_call *call)
{
    return tool_has(call, 'r') || tool_has(call, 'R') || tool_has(call, 'a');
}

static int preserves(const struct tool_call *call)
{
    return tool_has(call, 'p') || tool_has(call, 'a');
}

static int keeps_old(const struct tool_call *call)
{
    return tool_has(call, 'n');
}

/* -L follows links, -P and -r do not. */
static int follows(const struct tool_call *call)
{
    const int last = change_last_of(call, 'L', 'P');

    return last ? last == 'L' : !has_r(call);
}

static int told(const struct tool_call *call, const char *from, const char *to, ambos_error error)
{
    if (error == AMBOS_ECANCELED || (error == AMBOS_EEXIST && keeps_old(call)))
        return TOOL_DONE;
    if (error)
        return tool_failed_to("copy", from, to, error);
    if (tool_has(call, 'v'))
        change_say_to("", from, "' -> '", to);
    return TOOL_DONE;
}

static int copy_file(const struct tool_call *call, const char *from, const char *to, const ambos_file_info *info)
{
    const ambos_copy_options options = {
        .flags = AMBOS_COPY_WHOLE | (keeps_old(call) ? (uint32_t)AMBOS_COPY_NO_REPLACE : 0) |
                 (preserves(call) ? (uint32_t)AMBOS_COPY_PRESERVE : 0) |
                 (info->type == AMBOS_TYPE_FILE ? 0 : (uint32_t)AMBOS_NOFOLLOW),
        .progress = progress_file,
    };
    const ambos_error error = ambos_copy_file(from, to, &options);

    progress_add(error ? 0 : 1, error || info->type != AMBOS_TYPE_FILE ? 0 : info->size);
    return told(call, from, to, error);
}

/* ---- trees ---- */

struct copying {
    const struct tool_call *call;
    size_t skip; /* Of a path of the source: what stands before the names in the tree. */
    const char *to;
    uint64_t said; /* Entries. */
};

static int AMBOS_CALL say_entry(void *context, const ambos_tree_progress *tree)
{
    struct copying *copying = context;

    if (tool_has(copying->call, 'v') && tree->entries > copying->said) {
        tool_say("'");
        tool_say(tree->path);
        change_say_to("' -> ", copying->to, tree->path + (strlen(tree->path) < copying->skip ? 0 : copying->skip), "");
        copying->said = tree->entries;
    }
    return progress_tree(NULL, tree);
}

/* Every tree is merged into what is there, as cp always did. */
static int copy_tree(const struct tool_call *call, const char *from, const char *to)
{
    struct copying copying = { call, strlen(from), to, 0 };
    const ambos_copy_tree_options options = {
        .flags = AMBOS_COPY_TREE_MERGE | (preserves(call) ? (uint32_t)AMBOS_COPY_TREE_PRESERVE : 0),
        .progress = say_entry,
        .context = &copying,
    };
    ambos_tree_report report;
    const ambos_error error = ambos_copy_tree(from, to, &options, &report);
    int status = TOOL_DONE;

    progress_add(report.entries, report.bytes);
    if (error != AMBOS_ECANCELED)
        status = change_tree_failed("copy", from, to, error, &report);
    ambos_free(report.path);
    return status;
}

static int copy_one(const struct tool_call *call, const char *from, const char *to)
{
    ambos_file_info info;
    const ambos_error error = follows(call) ? ambos_stat(from, &info) : ambos_lstat(from, &info);

    progress_on(from);
    if (error)
        return tool_failed_to("copy", from, to, error);
    if (info.type != AMBOS_TYPE_DIRECTORY)
        return copy_file(call, from, to, &info);
    if (!has_r(call))
        return tool_complain("copy '%s' to '%s': %s (EISDIR); -r copies it", from, to, ambos_strerror(AMBOS_EISDIR));
    return copy_tree(call, from, to);
}

static int cp_run(const struct tool_call *call)
{
    if (has_r(call) && follows(call))
        return tool_usage(call->command, "-L with -r: links in trees are copied as links");
    if (has_r(call) && keeps_old(call))
        return tool_usage(call->command, "-n with -r: a tree is merged into what is there");
    progress_begin("copied", tool_has(call, 'v'));
    return progress_end(target_each(call, 0, copy_one));
}

static const struct tool_option cp_options[] = {
    { 'r', "recursive", NULL, "directories too, with all that is in them; links as links" },
    { 'R', NULL, NULL, "as -r" },
    { 'a', "archive", NULL, "as -rp" },
    { 'p', "preserve", NULL, "also times, owner and further attributes" },
    { 'n', "no-clobber", NULL, "what is there stays; that is no failure" },
    { 'f', "force", NULL, "nothing: what is there is replaced without it too" },
    { 't', "target-directory", "DIRECTORY", "put all operands into this directory" },
    { 'T', "no-target-directory", NULL, "the last operand is a name, no directory to put into" },
    { 'L', "dereference", NULL, "copy what links lead to (as without -r)" },
    { 'P', "no-dereference", NULL, "copy links as links (as with -r)" },
    { 'v', "verbose", NULL, "say what is copied" },
    { 0 },
};

const struct tool_command command_cp = {
    .name = "cp",
    .synopsis = "[-rapnfTLPv] [-t DIRECTORY] SOURCE... [TARGET]",
    .purpose = "copy files, links and trees",
    .details =
        "A file that is there is replaced by a new one in one step: it stays whole until then, and its other names\n"
        "keep the old contents. A directory that is there is filled. FIFOs, sockets and devices are refused, what is\n"
        "mounted in a tree is left out. Permissions are those of the source, whatever the umask. After a failure it\n"
        "goes on with the rest.\n"
        "Exit status: 130 after Ctrl-C, with no file half copied.\n\n"
        "examples:\n"
        "  ambos cp settings.json settings.bak\n"
        "  ambos cp -rp assets icons build\n"
        "  ambos cp -rT template project\n",
    .options = cp_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = cp_run,
};
