/* SPDX-License-Identifier: MIT */
/* ambos stat: what files are. */
#include <string.h>

#include "commands.h"
#include "info.h"
#include "when.h"

enum { OPTION_JSON = 256 };

static void say_time(const char *name, uint32_t known, ambos_time time)
{
    if (known)
        tool_format("%s: %s\n", name, when_exact(time));
}

static void say_path(const char *name, const char *path)
{
    tool_format("%s: ", name);
    tool_say(path);
    tool_say("\n");
}

static void say_target(const char *path)
{
    char *target;

    if (ambos_readlink(path, &target) == AMBOS_OK)
        say_path("target", target);
    ambos_free(target);
}

static void say_info(const char *path, const ambos_file_info *info)
{
    say_path("path", path);
    tool_format("type: %s\nsize: %llu\nmode: %04lo %s%s\n", info_type(info->type), (unsigned long long)info->size,
                (unsigned long)info->mode, info_letters(info), info->known & AMBOS_INFO_MODE ? "" : " (a summary)");
    if (info->known & AMBOS_INFO_LINKS)
        tool_format("nlink: %llu\n", (unsigned long long)info->nlink);
    if (info->known & AMBOS_INFO_OWNER)
        tool_format("uid: %lu\ngid: %lu\n", (unsigned long)info->uid, (unsigned long)info->gid);
    say_time("modified", info->known & AMBOS_INFO_MODIFIED, info->modified);
    say_time("accessed", info->known & AMBOS_INFO_ACCESSED, info->accessed);
    say_time("changed", info->known & AMBOS_INFO_CHANGED, info->changed);
    say_time("created", info->known & AMBOS_INFO_CREATED, info->created);
    if (info_is_link(info->type))
        say_target(path);
}

/* ---- --format ---- */

static void say_number(uint64_t number)
{
    tool_format("%llu", (unsigned long long)number);
}

/* One directive; 0: there is none of this letter. */
static int say_directive(char letter, const char *path, const ambos_file_info *info)
{
    switch (letter) {
    case 'n':
        tool_say(path);
        break;
    case 'F':
        tool_say(info_type(info->type));
        break;
    case 's':
        say_number(info->size);
        break;
    case 'a':
        tool_format("%lo", (unsigned long)info->mode);
        break;
    case 'A':
        tool_say(info_letters(info));
        break;
    case 'h':
        say_number(info->nlink);
        break;
    case 'u':
        say_number(info->uid);
        break;
    case 'g':
        say_number(info->gid);
        break;
    case 'X':
        tool_format("%lld", (long long)info->accessed.sec);
        break;
    case 'Y':
        tool_format("%lld", (long long)info->modified.sec);
        break;
    case 'Z':
        tool_format("%lld", (long long)info->changed.sec);
        break;
    case 'W':
        tool_format("%lld", (long long)info->created.sec);
        break;
    case '%':
        tool_say("%");
        break;
    default:
        return 0;
    }
    return 1;
}

static int format_is_known(const char *format)
{
    const char *at;

    for (at = strchr(format, '%'); at; at = strchr(at + 2, '%'))
        if (!at[1] || !strchr("nFsaAhugXYZW%", at[1]))
            return 0;
    return 1;
}

static void say_formatted(const char *format, const char *path, const ambos_file_info *info)
{
    while (*format) {
        size_t plain = strcspn(format, "%");

        tool_out(format, plain);
        format += plain;
        if (*format && say_directive(format[1], path, info))
            format += 2;
    }
    tool_say("\n");
}

/* ---- the command ---- */

static int stat_one(const struct tool_call *call, const char *path)
{
    const char *format = tool_value(call, 'c');
    ambos_file_info info;
    ambos_error error = tool_has(call, 'L') ? ambos_stat(path, &info) : ambos_lstat(path, &info);

    if (error)
        return tool_failed("stat", path, error);
    if (tool_has(call, OPTION_JSON))
        info_json(path, NULL, info.type, &info);
    else if (format)
        say_formatted(format, path, &info);
    else
        say_info(path, &info);
    return TOOL_DONE;
}

static int stat_run(const struct tool_call *call)
{
    int status = TOOL_DONE;
    size_t i;

    if (tool_has(call, 'c') && !format_is_known(tool_value(call, 'c')))
        return tool_usage(call->command, "a directive of '%s' is not known", tool_value(call, 'c'));
    for (i = 0; i < call->operand_count; i++)
        if (stat_one(call, call->operands[i]) != TOOL_DONE)
            status = TOOL_FAILED;
    return status;
}

static const struct tool_option stat_options[] = {
    { 'L', "dereference", NULL, "of a link, what it leads to" },
    { 'c', "format", "FORMAT", "a line of your own: see below" },
    { OPTION_JSON, "json", NULL, "one JSON object per line" },
    { 0 },
};

const struct tool_command command_stat = {
    .name = "stat",
    .synopsis = "[OPTION]... PATH...",
    .purpose = "say what files are; of a link, the link",
    .details =
        "FORMAT: %n path, %F type, %s size, %a mode, %A mode in letters, %h names, %u and %g owner and group,\n"
        "%X %Y %Z %W seconds since 1970 of the last read, change of contents, change at all, and making; %%.\n"
        "Times are UTC. On Windows mode is a summary, and owners are no numbers.\n"
        "keys: path, type, size, mode, nlink, uid, gid, device, id, mtime_ns, atime_ns, ctime_ns, birthtime_ns,\n"
        "target, reparse_tag. " INFO_JSON_HELP "examples:\n"
        "  ambos stat README.md\n"
        "  ambos stat -c '%s %n' *.c\n"
        "  ambos stat --json -L link\n",
    .options = stat_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = stat_run,
};
