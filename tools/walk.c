/* SPDX-License-Identifier: MIT */
/* ambos walk: a tree, one line for each entry, as find has it. */
#include <string.h>

#include "commands.h"
#include "info.h"

enum {
    OPTION_JSON = 256,
    OPTION_DEPTH,
    OPTION_TYPE,
    OPTION_NAME,
    OPTION_PRUNE,
    OPTION_MOUNTS,
    OPTION_SORTED,
    OPTION_AFTER
};

/* The options, read once: they are asked for each entry. */
struct walk_call {
    const char *types;
    const char *name;
    const char *prune;
    uint64_t deepest;
    int json;
    int details;
    int after;
    char end;
};

/* The letters of find, with j for a junction. */
static int type_fits(const char *types, uint32_t type)
{
    static const char letters[] = "?fdljbcpso";

    return !types || (type < sizeof letters - 1 && strchr(types, letters[type]));
}

static int types_are_known(const char *types)
{
    return !types || (types[0] && strspn(types, "fdljbcpso") == strlen(types));
}

/* Of the root the last name of its path. */
static const char *last_name(const ambos_walk_entry *entry)
{
    const char *slash = entry->depth ? NULL : strrchr(entry->name, '/');

    return slash && slash[1] ? slash + 1 : entry->name;
}

static int name_fits(const char *pattern, const ambos_walk_entry *entry)
{
    return ambos_match(pattern, last_name(entry), AMBOS_GLOB_HIDDEN);
}

static int is_shown(const struct walk_call *want, const ambos_walk_entry *entry)
{
    const uint32_t hidden = want->after ? AMBOS_VISIT_BEFORE : AMBOS_VISIT_AFTER;

    return entry->visit != hidden && type_fits(want->types, entry->type) &&
           (!want->name || name_fits(want->name, entry));
}

static int show(const struct walk_call *want, ambos_walk *walk, const ambos_walk_entry *entry)
{
    const char *path = ambos_walk_path(walk);
    ambos_file_info info;
    ambos_error error = AMBOS_OK;

    if (!path)
        return tool_failed("walk", entry->name, AMBOS_ENOMEM);
    if (want->details)
        error = ambos_walk_stat(walk, entry->followed ? 0 : (uint32_t)AMBOS_NOFOLLOW, &info);
    if (error)
        return tool_failed("stat", path, error);
    if (want->json) {
        info_json(path, last_name(entry), entry->type, want->details ? &info : NULL);
        return TOOL_DONE;
    }
    if (want->details)
        info_line(&info);
    tool_say(path);
    tool_out(&want->end, 1);
    return TOOL_DONE;
}

static int visit(const struct walk_call *want, ambos_walk *walk, const ambos_walk_entry *entry)
{
    int status = TOOL_DONE;

    if (entry->visit == AMBOS_VISIT_ERROR)
        return tool_failed("walk", ambos_walk_path(walk) ? ambos_walk_path(walk) : entry->name, entry->failure.code);
    if (is_shown(want, entry))
        status = show(want, walk, entry);
    if (entry->visit == AMBOS_VISIT_BEFORE &&
        (entry->depth >= want->deepest || (want->prune && name_fits(want->prune, entry))))
        ambos_walk_prune(walk);
    return status;
}

static int walk_one(const struct walk_call *want, uint32_t flags, const char *root)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    int status = TOOL_DONE;
    ambos_error error = ambos_walk_open(&walk, root, &(const ambos_walk_options){ .flags = flags });

    while (!error && (error = ambos_walk_next(walk, &entry)) == AMBOS_OK && entry)
        if (visit(want, walk, entry) != TOOL_DONE)
            status = TOOL_FAILED;
    ambos_walk_close(walk);
    return error ? tool_failed("walk", root, error) : status;
}

static uint32_t walk_flags(const struct tool_call *call)
{
    return (tool_has(call, 'L') ? (uint32_t)AMBOS_WALK_FOLLOW_ALL : 0) |
           (tool_has(call, 'H') ? (uint32_t)AMBOS_WALK_FOLLOW_ROOT : 0) |
           (tool_has(call, OPTION_MOUNTS) ? (uint32_t)AMBOS_WALK_CROSS_MOUNTS : 0) |
           (tool_has(call, OPTION_SORTED) ? (uint32_t)AMBOS_WALK_SORTED : 0) |
           (tool_has(call, OPTION_AFTER) ? (uint32_t)AMBOS_WALK_AFTER : 0);
}

static int walk_run(const struct tool_call *call)
{
    const char *depth = tool_value(call, OPTION_DEPTH);
    struct walk_call want = {
        .types = tool_value(call, OPTION_TYPE),
        .name = tool_value(call, OPTION_NAME),
        .prune = tool_value(call, OPTION_PRUNE),
        .deepest = UINT64_MAX,
        .json = tool_has(call, OPTION_JSON),
        .details = tool_has(call, 'l'),
        .after = tool_has(call, OPTION_AFTER),
        .end = (char)(tool_has(call, '0') ? '\0' : '\n'),
    };
    int status = TOOL_DONE;
    size_t i;

    if (depth && !tool_number(depth, 10, UINT32_MAX, &want.deepest))
        return tool_usage(call->command, "'%s' is no depth", depth);
    if (!types_are_known(want.types))
        return tool_usage(call->command, "'%s' is no list of types: f d l j b c p s o", want.types);
    for (i = 0; i < call->operand_count || i == 0; i++)
        if (walk_one(&want, walk_flags(call), call->operand_count ? call->operands[i] : ".") != TOOL_DONE)
            status = TOOL_FAILED;
    return status;
}

static const struct tool_option walk_options[] = {
    { OPTION_DEPTH, "max-depth", "N", "go no deeper than N below the root, which is 0" },
    { OPTION_TYPE, "type", "LETTERS", "only these: f d l j b c p s o (file, directory, symlink, junction ...)" },
    { OPTION_NAME, "name", "PATTERN", "only those whose name fits; * fits a leading dot too" },
    { OPTION_PRUNE, "prune", "PATTERN", "do not enter directories whose name fits" },
    { OPTION_AFTER, "depth-first", NULL, "directories behind what is in them" },
    { OPTION_SORTED, "sorted", NULL, "each directory sorted by code points" },
    { OPTION_MOUNTS, "cross-mounts", NULL, "enter what is mounted in the tree" },
    { 'H', NULL, NULL, "follow the root when it is a link" },
    { 'L', "follow", NULL, "follow every link to a directory; loops are told" },
    { 'l', NULL, NULL, "permissions, names, owner, size, time (UTC) before the path" },
    { '0', "null", NULL, "a NUL behind each path instead of a new line" },
    { OPTION_JSON, "json", NULL, "one JSON object per line: path, name, type; with -l those of stat too" },
    { 0 },
};

const struct tool_command command_walk = {
    .name = "walk",
    .synopsis = "[OPTION]... [ROOT]...",
    .purpose = "list a tree, one path per line",
    .details = "The root is the first line; by default it is the current directory. What cannot be read is said on "
               "stderr, the\n"
               "rest goes on, and the exit status is 1.\n" INFO_JSON_HELP "examples:\n"
               "  ambos walk --type f --name '*.o' -0 build | xargs -0 rm\n"
               "  ambos walk --sorted --prune .git --json -l .\n",
    .options = walk_options,
    .most = TOOL_MANY,
    .run = walk_run,
};
