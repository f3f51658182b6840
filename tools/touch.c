/* SPDX-License-Identifier: MIT */
/* ambos touch: times, and files that are not there yet. */
#include "commands.h"
#include "when.h"

struct moments {
    ambos_time accessed;
    ambos_time modified;
};

/* Made only where it is missing: what is there may be a directory, or not ours to write. */
static ambos_error make_missing(const char *path)
{
    ambos_file *file;
    ambos_error error = ambos_access(path, AMBOS_ACCESS_EXISTS);

    if (error != AMBOS_ENOENT)
        return AMBOS_OK;
    error = ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 0666);
    return error ? error : ambos_file_close(file);
}

static int touch_one(const struct tool_call *call, const char *path, const struct moments *moments)
{
    const uint32_t flags = tool_has(call, 'h') ? (uint32_t)AMBOS_NOFOLLOW : 0;
    ambos_error error = AMBOS_OK;

    if (!tool_has(call, 'c') && !flags)
        error = make_missing(path);
    if (!error)
        error = ambos_utimens(path, &moments->accessed, &moments->modified, flags);
    if (error == AMBOS_ENOENT && tool_has(call, 'c'))
        return TOOL_DONE;
    return error ? tool_failed("touch", path, error) : TOOL_DONE;
}

/* What -d, -r or neither of them gives both. */
static int read_moments(const struct tool_call *call, struct moments *moments)
{
    const char *date = tool_value(call, 'd'), *reference = tool_value(call, 'r');
    const ambos_time now = { 0, AMBOS_TIME_NOW };
    ambos_file_info info;
    ambos_error error;

    moments->accessed = moments->modified = now;
    if (date && reference)
        return tool_usage(call->command, "-d and -r are about the same");
    if (date && !when_read(date, &moments->modified))
        return tool_usage(call->command, "'%s' is no time", date);
    if (date)
        moments->accessed = moments->modified;
    if (!reference)
        return TOOL_DONE;
    error = ambos_stat(reference, &info);
    if (error)
        return tool_failed("stat", reference, error);
    moments->accessed = info.accessed;
    moments->modified = info.modified;
    return TOOL_DONE;
}

static int touch_run(const struct tool_call *call)
{
    struct moments moments;
    int status = read_moments(call, &moments);
    size_t i;

    if (status != TOOL_DONE)
        return status;
    if (tool_has(call, 'm') && !tool_has(call, 'a'))
        moments.accessed.nsec = AMBOS_TIME_OMIT;
    if (tool_has(call, 'a') && !tool_has(call, 'm'))
        moments.modified.nsec = AMBOS_TIME_OMIT;
    for (i = 0; i < call->operand_count; i++)
        if (touch_one(call, call->operands[i], &moments) != TOOL_DONE)
            status = TOOL_FAILED;
    return status;
}

static const struct tool_option touch_options[] = {
    { 'c', "no-create", NULL, "make no file that is missing" },
    { 'a', NULL, NULL, "only the time of the last read" },
    { 'm', NULL, NULL, "only the time of the last change" },
    { 'd', "date", "TIME", "this time instead of now" },
    { 'r', "reference", "FILE", "the times of this file" },
    { 'h', "no-dereference", NULL, "of a link, the link itself; makes nothing" },
    { 0 },
};

const struct tool_command command_touch = {
    .name = "touch",
    .synopsis = "[OPTION]... FILE...",
    .purpose = "set the times of files, make those that are missing",
    .details =
        "TIME: now; @SECONDS since 1970, with a fraction; 2026-12-01, 2026-12-01T09:30:00.5Z, 2026-12-01 09:30+01:00.\n"
        "Without a zone it is UTC.\n"
        "examples:\n"
        "  ambos touch stamp\n"
        "  ambos touch -d @0 old.txt\n"
        "  ambos touch -r source.c copy.c\n",
    .options = touch_options,
    .least = 1,
    .most = TOOL_MANY,
    .run = touch_run,
};
