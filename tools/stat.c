/* SPDX-License-Identifier: MIT */
/* ambos stat: what a file is. */
#include <stdio.h>

#include "commands.h"
#include "info.h"

static void print_time(const char *name, uint32_t known, const ambos_time *time)
{
    if (known)
        tool_format("%s: %lld.%09lu\n", name, (long long)time->sec, (unsigned long)time->nsec);
}

static void print_info(const char *path, const ambos_file_info *info)
{
    tool_say("path: ");
    tool_say(path);
    tool_format("\ntype: %s\nsize: %llu\nmode: %04lo%s\n", info_type(info->type), (unsigned long long)info->size,
                (unsigned long)info->mode, info->known & AMBOS_INFO_MODE ? "" : " (a summary)");
    if (info->known & AMBOS_INFO_LINKS)
        tool_format("nlink: %llu\n", (unsigned long long)info->nlink);
    if (info->known & AMBOS_INFO_OWNER)
        tool_format("uid: %lu\ngid: %lu\n", (unsigned long)info->uid, (unsigned long)info->gid);
    print_time("modified", info->known & AMBOS_INFO_MODIFIED, &info->modified);
    print_time("accessed", info->known & AMBOS_INFO_ACCESSED, &info->accessed);
    print_time("changed", info->known & AMBOS_INFO_CHANGED, &info->changed);
    print_time("created", info->known & AMBOS_INFO_CREATED, &info->created);
}

static void print_target(const char *path)
{
    char *target;

    if (ambos_readlink(path, &target) == AMBOS_OK) {
        tool_say("target: ");
        tool_say(target);
        tool_say("\n");
        ambos_free(target);
    }
}

static int stat_run(const struct tool_call *call)
{
    ambos_file_info info;
    ambos_error error = ambos_lstat(call->operands[0], &info);

    if (error)
        return tool_failed("stat", call->operands[0], error);
    print_info(call->operands[0], &info);
    if (info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION)
        print_target(call->operands[0]);
    return TOOL_DONE;
}

const struct tool_command command_stat = {
    .name = "stat",
    .synopsis = "PATH",
    .purpose = "say what a file is; of a link, the link",
    .least = 1,
    .most = 1,
    .run = stat_run,
};
