/* SPDX-License-Identifier: MIT */
/* The ambos command: file and process tools with one meaning on every system, on the public API alone. Here: which
   command, and the help. Each command is in a file of its own or with its relatives; tool.h has what they share.
   Exit status: 0 done, 1 failed, 2 wrong usage; `run` and its relatives: see their help. */
#include <stdio.h>
#include <string.h>

#include "tool.h"
#include "commands.h"

#define COMMAND(name) &command_##name,
static const struct tool_command *const commands[] = { TOOL_COMMANDS(COMMAND) };

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static const struct tool_command *find_command(const char *name)
{
    size_t i;

    for (i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* ---- help ---- */

static void help_option(const struct tool_option *option)
{
    char name[40] = "", letter[4] = "";

    if (option->id < 256)
        snprintf(letter, sizeof letter, "-%c%s", option->id, option->name ? "," : "");
    if (option->name)
        snprintf(name, sizeof name, "--%s%s%s", option->name, option->value ? "=" : "",
                 option->value ? option->value : "");
    else if (option->value)
        snprintf(name, sizeof name, "%s", option->value);
    tool_format("  %-3s %-22s %s\n", letter, name, option->help);
}

void tool_help_of(const struct tool_command *command)
{
    const struct tool_option *option = command->options;

    tool_format("usage: ambos %s %s\n\n", command->name, command->synopsis);
    tool_say(command->purpose);
    tool_say("\n");
    if (option && option->help)
        tool_say("\n");
    for (; option && option->help; option++)
        help_option(option);
    if (command->details) {
        tool_say("\n");
        tool_say(command->details);
    }
}

static int general_help(void)
{
    size_t i;

    tool_say("usage: ambos COMMAND [OPTION]... [OPERAND]...\n\n"
             "File and process tools with one meaning on every system.\n\n");
    for (i = 0; i < COMMAND_COUNT; i++)
        tool_format("  %-10s %s\n", commands[i]->name, commands[i]->purpose);
    tool_say("\n`ambos COMMAND --help` says more of each; `ambos --version` says the version.\n"
             "Exit status: 0 done, 1 failed, 2 wrong usage; `run`, `shell`, `pipe` and `env`: the program's.\n");
    return TOOL_DONE;
}

static int help_run(const struct tool_call *call)
{
    const struct tool_command *command = call->operand_count ? find_command(call->operands[0]) : NULL;

    if (!call->operand_count)
        return general_help();
    if (!command)
        return tool_usage(call->command, "no command '%s'", call->operands[0]);
    tool_help_of(command);
    return TOOL_DONE;
}

const struct tool_command command_help = {
    .name = "help",
    .synopsis = "[COMMAND]",
    .purpose = "say what there is, or what a command does",
    .most = 1,
    .run = help_run,
};

/* Configure scripts ask it often: it needs neither memory nor the arguments as text. */
static int version(void)
{
    tool_say("ambos ");
    tool_say(ambos_version_text());
    tool_say("\n");
    return tool_out_end();
}

static int version_of_something(const char *word)
{
    tool_complain("--version: one operand too many: '%s'", word);
    return TOOL_USAGE;
}

/* ---- which ---- */

static int run_command(const struct tool_command *command, char **words)
{
    struct tool_call call;
    int status;

    if (tool_read(&call, command, words, &status) != TOOL_DONE)
        return status;
    status = command->run(&call);
    tool_call_end(&call);
    return status;
}

/* The command that words[0] names, with what stands behind it. */
static int dispatch(char **words)
{
    const struct tool_command *command = words[0] ? find_command(words[0]) : NULL;

    if (command)
        return run_command(command, words + 1);
    if (words[0] && strcmp(words[0], "--version") == 0)
        return version_of_something(words[1]);
    if (words[0] && strcmp(words[0], "--help") == 0)
        return run_command(&command_help, words + 1);
    if (words[0])
        tool_complain("no command '%s'; see ambos --help", words[0]);
    else
        tool_complain("a command is missing; see ambos --help");
    return TOOL_USAGE;
}

int main(int argc, char **argv)
{
    char **arguments;
    ambos_error error;
    int status, written;

    if (argc == 2 && strcmp(argv[1], "--version") == 0)
        return version();
    error = ambos_args(argc, argv, &arguments);
    if (error)
        return tool_failed("read", "the arguments", error);
    status = dispatch(argc > 0 ? arguments + 1 : arguments);
    ambos_free(arguments);
    written = tool_out_end();
    return status == TOOL_DONE ? written : status;
}
