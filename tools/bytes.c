/* SPDX-License-Identifier: MIT */
/* ambos cat, ambos write: bytes out of files and into them. */
#include <string.h>

#include "commands.h"

enum { OPTION_DURABLE = 256, OPTION_CREATE_ONLY };

static char block[65536];

/* ---- cat ---- */

static ambos_error open_input(ambos_file **file, const char *path)
{
    return strcmp(path, "-") == 0 ? ambos_file_standard(file, AMBOS_STDIN) : ambos_file_open(file, path, AMBOS_READ, 0);
}

static int cat_one(const char *path)
{
    ambos_file *file;
    size_t got = 0;
    ambos_error error = open_input(&file, path);

    do {
        if (!error)
            error = ambos_file_read(file, block, sizeof block, &got);
        if (!error)
            tool_out(block, got);
    } while (!error && got && !tool_out_failed());
    ambos_file_close(file);
    return error ? tool_failed("cat", path, error) : TOOL_DONE;
}

static int cat_run(const struct tool_call *call)
{
    int status = call->operand_count ? TOOL_DONE : cat_one("-");
    size_t i;

    for (i = 0; i < call->operand_count && !tool_out_failed(); i++)
        if (cat_one(call->operands[i]) != TOOL_DONE)
            status = TOOL_FAILED;
    return status;
}

const struct tool_command command_cat = {
    .name = "cat",
    .synopsis = "[FILE]...",
    .purpose = "say what is in files, byte for byte",
    .details = "- is the standard input, and so is no file at all.\n\n"
               "examples:\n"
               "  ambos cat head.txt body.txt\n"
               "  ambos cat - footer.txt\n",
    .most = TOOL_MANY,
    .run = cat_run,
};

/* ---- write ---- */

static ambos_error copy_input(ambos_file *to)
{
    ambos_file *input;
    size_t got = 1;
    ambos_error error = ambos_file_standard(&input, AMBOS_STDIN);

    while (!error && got) {
        error = ambos_file_read(input, block, sizeof block, &got);
        if (!error)
            error = ambos_file_write(to, block, got, NULL);
    }
    ambos_file_close(input);
    return error;
}

static ambos_error replace(const char *path, const ambos_write_options *options)
{
    ambos_file_replace *replace;
    ambos_error error = ambos_file_replace_begin(&replace, path, options);

    if (error)
        return error;
    error = copy_input(ambos_file_replace_file(replace));
    if (!error)
        return ambos_file_replace_commit(replace);
    ambos_file_replace_abandon(replace);
    return error;
}

static int write_run(const struct tool_call *call)
{
    const char *mode = tool_value(call, 'm');
    ambos_write_options options = { .flags = 0 };
    uint64_t bits = 0;
    ambos_error error;

    /* 0 means that of the old file. */
    if (mode && (!tool_number(mode, 8, 07777, &bits) || !bits))
        return tool_usage(call->command, "'%s' is no mode: 644", mode);
    options.mode = (uint32_t)bits;
    if (tool_has(call, OPTION_DURABLE))
        options.flags |= AMBOS_WRITE_DURABLE;
    if (tool_has(call, OPTION_CREATE_ONLY))
        options.flags |= AMBOS_WRITE_CREATE_ONLY;
    error = replace(call->operands[0], &options);
    return error ? tool_failed("write", call->operands[0], error) : TOOL_DONE;
}

static const struct tool_option write_options[] = {
    { OPTION_DURABLE, "durable", NULL, "wait until it would survive a loss of power" },
    { OPTION_CREATE_ONLY, "create-only", NULL, "replace nothing" },
    { 'm', "mode", "MODE", "permission bits, such as 644 (those of the old file)" },
    { 0 },
};

const struct tool_command command_write = {
    .name = "write",
    .synopsis = "[OPTION]... FILE",
    .purpose = "make the standard input a file, whole or not at all",
    .details = "Readers see the old file or the new one, never a part; so does who comes after a kill.\n\n"
               "examples:\n"
               "  generate | ambos write --durable settings.json\n"
               "  ambos write --create-only lock < /dev/null\n",
    .options = write_options,
    .least = 1,
    .most = 1,
    .run = write_run,
};
