/* SPDX-License-Identifier: MIT */
/* ambos strerror: the list of error codes. */
#include <string.h>

#include "commands.h"

enum { OPTION_JSON = 256 };

struct listed_error {
    ambos_error code;
    const char *name;
};

#define LISTED_ERROR(name, number, text) { number, #name },

static const struct listed_error listed_errors[] = { { AMBOS_OK, "OK" }, AMBOS_ERRORS(LISTED_ERROR) };

enum { LISTED = sizeof listed_errors / sizeof listed_errors[0] };

/* A code by its number or its name, with or without the AMBOS_ before it. */
static const struct listed_error *find_error(const char *text)
{
    uint64_t number = UINT64_MAX;
    size_t i;

    tool_number(text, 10, INT32_MAX, &number);
    if (strncmp(text, "AMBOS_", 6) == 0)
        text += 6;
    for (i = 0; i < LISTED; i++)
        if (strcmp(text, listed_errors[i].name) == 0 || number == (uint64_t)listed_errors[i].code)
            return &listed_errors[i];
    return NULL;
}

static void show_error(const struct tool_call *call, const struct listed_error *error)
{
    if (tool_has(call, OPTION_JSON)) {
        json_begin(NULL, '{');
        json_text("name", error->name);
        json_int("code", error->code);
        json_text("text", ambos_strerror(error->code));
        json_end('}');
    } else {
        tool_format("%s (%ld): %s\n", error->name, (long)error->code, ambos_strerror(error->code));
    }
}

static int strerror_run(const struct tool_call *call)
{
    int status = TOOL_DONE;
    size_t i;

    for (i = 0; call->operands[i]; i++) {
        const struct listed_error *found = find_error(call->operands[i]);

        if (found)
            show_error(call, found);
        else
            status = tool_complain("strerror '%s': no such error", call->operands[i]);
    }
    for (i = 0; !call->operand_count && i < LISTED; i++)
        show_error(call, &listed_errors[i]);
    return status;
}

static const struct tool_option strerror_options[] = {
    { OPTION_JSON, "json", NULL, "one JSON object per line: name, code, text" },
    { 0 },
};

const struct tool_command command_strerror = {
    .name = "strerror",
    .synopsis = "[--json] [CODE|NAME]...",
    .purpose = "explain error codes, or list them all",
    .details = "examples:\n"
               "  ambos strerror 8\n"
               "  ambos strerror ENOENT AMBOS_EEXIST\n",
    .options = strerror_options,
    .most = TOOL_MANY,
    .run = strerror_run,
};
