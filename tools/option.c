/* SPDX-License-Identifier: MIT */
/* The command line, by the conventions of GNU: -r -f or -rf, -m 644 or -m644, --mode 644 or --mode=644, options behind
   operands too, -- ends them. */
#include <stdlib.h>
#include <string.h>

#include "tool.h"

enum { OPTION_HELP = -1 };

static const struct tool_option help_option = { OPTION_HELP, "help", NULL, "say this" };

struct reader {
    struct tool_call *call;
    char **next; /* The words that are left. */
};

static void add_given(struct tool_call *call, const struct tool_option *option, const char *value)
{
    call->given[call->given_count].id = option->id;
    call->given[call->given_count].value = value;
    call->given_count++;
}

static const struct tool_option *find_letter(const struct tool_command *command, char letter)
{
    const struct tool_option *option = command->options;

    while (option && option->help && option->id != (unsigned char)letter)
        option++;
    return option && option->help ? option : NULL;
}

static const struct tool_option *find_name(const struct tool_command *command, const char *name, size_t length)
{
    const struct tool_option *option = command->options;

    for (; option && option->help; option++)
        if (option->name && strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return length == 4 && memcmp(name, "help", 4) == 0 ? &help_option : NULL;
}

/* --name, --name=value, --name value */
static int read_long(struct reader *reader, const char *word)
{
    const struct tool_command *command = reader->call->command;
    size_t length = strcspn(word + 2, "=");
    const char *value = word[2 + length] ? word + 2 + length + 1 : NULL;
    const struct tool_option *option = find_name(command, word + 2, length);

    if (!option)
        return tool_usage(command, "no option '%.*s'", (int)length + 2, word);
    if (!option->value && value)
        return tool_usage(command, "option '--%s' takes no value", option->name);
    if (option->value && !value && !*reader->next)
        return tool_usage(command, "option '--%s' needs a value: %s", option->name, option->value);
    add_given(reader->call, option, option->value && !value ? *reader->next++ : value);
    return TOOL_DONE;
}

/* -abc, -mvalue, -m value */
static int read_letters(struct reader *reader, const char *letter)
{
    const struct tool_command *command = reader->call->command;

    for (; *letter; letter++) {
        const struct tool_option *option = find_letter(command, *letter);

        if (!option)
            return tool_usage(command, "no option '-%c'", *letter);
        if (!option->value) {
            add_given(reader->call, option, NULL);
            continue;
        }
        if (!letter[1] && !*reader->next)
            return tool_usage(command, "option '-%c' needs a value: %s", *letter, option->value);
        add_given(reader->call, option, letter[1] ? letter + 1 : *reader->next++);
        return TOOL_DONE;
    }
    return TOOL_DONE;
}

static void read_operands(struct reader *reader)
{
    while (*reader->next)
        reader->call->operands[reader->call->operand_count++] = *reader->next++;
}

static int read_words(struct reader *reader)
{
    int status = TOOL_DONE;

    while (status == TOOL_DONE && *reader->next) {
        const char *word = *reader->next;

        if (strcmp(word, "--") == 0) {
            reader->next++;
            read_operands(reader);
        } else if (word[0] != '-' || !word[1]) {
            if (reader->call->command->order == TOOL_FIRST)
                read_operands(reader);
            else
                reader->call->operands[reader->call->operand_count++] = *reader->next++;
        } else {
            reader->next++;
            status = word[1] == '-' ? read_long(reader, word) : read_letters(reader, word + 1);
        }
    }
    return status;
}

static int check_count(const struct tool_call *call)
{
    if (call->operand_count < call->command->least)
        return tool_usage(call->command,
                          call->operand_count ? "an operand is missing behind '%s'" : "an operand is missing",
                          call->operand_count ? call->operands[call->operand_count - 1] : "");
    if (call->operand_count > call->command->most)
        return tool_usage(call->command, "one operand too many: '%s'", call->operands[call->command->most]);
    return TOOL_DONE;
}

/* A word has at most as many options as letters. */
static int get_room(struct tool_call *call, char **words)
{
    size_t count = 0, letters = 0;

    for (; words[count]; count++)
        letters += strlen(words[count]);
    call->given = malloc((letters + 1) * sizeof *call->given);
    call->operands = calloc(count + 1, sizeof *call->operands);
    return call->given && call->operands;
}

int tool_read(struct tool_call *call, const struct tool_command *command, char **words, int *status)
{
    struct reader reader = { call, words };

    memset(call, 0, sizeof *call);
    call->command = command;
    *status = get_room(call, words) ? read_words(&reader) : tool_complain("%s", ambos_strerror(AMBOS_ENOMEM));
    if (*status == TOOL_DONE && tool_has(call, OPTION_HELP)) {
        tool_help_of(command);
        tool_call_end(call);
        return TOOL_FAILED;
    }
    if (*status == TOOL_DONE)
        *status = check_count(call);
    if (*status != TOOL_DONE)
        tool_call_end(call);
    return *status;
}

void tool_call_end(struct tool_call *call)
{
    free(call->given);
    free((void *)call->operands);
}

const char *tool_value(const struct tool_call *call, int id)
{
    size_t i;

    for (i = call->given_count; i > 0; i--)
        if (call->given[i - 1].id == id)
            return call->given[i - 1].value;
    return NULL;
}

int tool_has(const struct tool_call *call, int id)
{
    size_t i;

    for (i = 0; i < call->given_count; i++)
        if (call->given[i].id == id)
            return 1;
    return 0;
}

int tool_is_windows(void)
{
    return ambos_path_is_absolute("C:\\", AMBOS_GRAMMAR_NATIVE);
}

/* ---- words that are numbers ---- */

static unsigned digit_of(char c)
{
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : 36;
}

int tool_number(const char *text, unsigned base, uint64_t most, uint64_t *number)
{
    uint64_t value = 0;

    if (!*text)
        return 0;
    for (; *text; text++) {
        unsigned digit = digit_of(*text);

        if (digit >= base || value > most / base || value * base > most - digit)
            return 0;
        value = value * base + digit;
    }
    *number = value;
    return 1;
}

/* How many milliseconds the letter stands for; 0 when it is none. */
static int64_t unit_of(const char *text)
{
    static const char letters[] = "smhd";
    static const int64_t units[] = { 1000, 60000, 3600000, 86400000 };
    const char *found = *text ? strchr(letters, *text) : letters;

    return found && (!*text || !text[1]) ? units[found - letters] : 0;
}

int tool_duration(const char *text, int64_t *duration_ms)
{
    double whole = 0, fraction = 0, scale = 1;
    int digits = 0;
    int64_t unit;

    for (; digit_of(*text) < 10; text++, digits++)
        whole = whole * 10 + digit_of(*text);
    if (*text == '.')
        for (text++; digit_of(*text) < 10; text++, digits++)
            fraction += digit_of(*text) * (scale /= 10);
    unit = unit_of(text);
    if (!digits || !unit || (whole + 1) * (double)unit > 9e15)
        return 0;
    /* Anything that is not nothing takes at least a millisecond. */
    *duration_ms = (int64_t)((whole + fraction) * (double)unit + 0.5);
    if (*duration_ms == 0 && whole + fraction > 0)
        *duration_ms = 1;
    return 1;
}
