/* SPDX-License-Identifier: MIT */
#include "target.h"

#include <stdlib.h>

#include "change.h"
#include "progress.h"

struct target {
    const char *path;
    int into;     /* It is a directory to put into. */
    size_t count; /* Of the sources. */
};

static int is_into(const char *path, int nofollow, ambos_error *error)
{
    ambos_file_info info;

    *error = nofollow ? ambos_lstat(path, &info) : ambos_stat(path, &info);
    if (!*error && info.type != AMBOS_TYPE_DIRECTORY)
        *error = AMBOS_ENOTDIR;
    return !*error;
}

/* Several need a directory; one gets the name, or goes into it. */
static int find_target(struct target *target, const struct tool_call *call, int nofollow)
{
    const char *directory = tool_value(call, 't');
    ambos_error error = AMBOS_OK;

    target->count = call->operand_count - (directory ? 0 : 1);
    target->path = directory ? directory : call->operands[target->count];
    target->into = !tool_has(call, 'T') && is_into(target->path, directory ? 0 : nofollow, &error);
    if (!target->into && (directory || target->count > 1))
        return tool_failed("put into", target->path, error);
    return TOOL_DONE;
}

static int check_usage(const struct tool_call *call)
{
    const int directory = tool_value(call, 't') != NULL;

    if (directory && tool_has(call, 'T'))
        return tool_usage(call->command, "-t and -T contradict");
    if (!directory && call->operand_count < 2)
        return tool_usage(call->command, "an operand is missing behind '%s'", call->operands[0]);
    if (tool_has(call, 'T') && call->operand_count > 2)
        return tool_usage(call->command, "one operand too many: '%s'", call->operands[2]);
    return TOOL_DONE;
}

/* What has no name of its own (`.`, `..`, a root) is put where the directory itself is. */
static char *name_in(const struct target *target, const char *source)
{
    char *name = change_name(source);
    char *path = name ? change_join(target->path, change_is_dots(name) ? "" : name) : NULL;
    char *trimmed = path ? change_trim(path) : NULL;

    free(name);
    free(path);
    return trimmed;
}

int target_each(const struct tool_call *call, int nofollow,
                int (*one)(const struct tool_call *call, const char *from, const char *to))
{
    struct target target;
    int status = check_usage(call);
    size_t i;

    if (status == TOOL_DONE)
        status = find_target(&target, call, nofollow);
    if (status != TOOL_DONE)
        return status;
    for (i = 0; i < target.count && !progress_interrupted(); i++) {
        char *to = target.into ? name_in(&target, call->operands[i]) : NULL;

        if ((target.into && !to) || one(call, call->operands[i], target.into ? to : target.path) != TOOL_DONE)
            status = TOOL_FAILED;
        free(to);
    }
    return status;
}
