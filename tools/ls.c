/* SPDX-License-Identifier: MIT */
/* ambos ls: what is in directories. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "info.h"
#include "width.h"

enum { OPTION_JSON = 256, OPTION_COLOR };

struct row {
    char *name; /* As it is shown. */
    char *path;
    uint32_t type;
    ambos_file_info info; /* Filled when `with_info` is. */
};

struct rows {
    struct row *row;
    size_t count;
    size_t room;
};

/* The options, read once. */
struct ls_call {
    int json, details, one, all, almost, reverse, by_time, by_size, recursive, itself;
    int with_info; /* Something needs more than name and type. */
    int terminal, color;
    int headed; /* A heading before each directory. */
    int blocks; /* How many have been shown: a line is left free between. */
};

/* ---- rows ---- */

static char *copy_of(const char *text)
{
    char *copy = malloc(strlen(text) + 1);

    return copy ? strcpy(copy, text) : NULL;
}

static void rows_free(struct rows *rows)
{
    size_t i;

    for (i = 0; i < rows->count; i++) {
        free(rows->row[i].name);
        ambos_free(rows->row[i].path);
    }
    free(rows->row);
    memset(rows, 0, sizeof *rows);
}

static struct row *rows_add(struct rows *rows)
{
    if (rows->count == rows->room) {
        const size_t room = rows->room ? rows->room * 2 : 64;
        struct row *grown = realloc(rows->row, room * sizeof *grown);

        if (!grown)
            return NULL;
        rows->row = grown;
        rows->room = room;
    }
    memset(&rows->row[rows->count], 0, sizeof rows->row[0]);
    return &rows->row[rows->count++];
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->name, ((const struct row *)b)->name);
}

/* The newest and the largest first, as GNU has it; equal ones by name. */
static int compare_times(const void *a, const void *b)
{
    const ambos_time one = ((const struct row *)a)->info.modified, other = ((const struct row *)b)->info.modified;

    if (one.sec != other.sec)
        return one.sec < other.sec ? 1 : -1;
    if (one.nsec != other.nsec)
        return one.nsec < other.nsec ? 1 : -1;
    return compare_names(a, b);
}

static int compare_sizes(const void *a, const void *b)
{
    const uint64_t one = ((const struct row *)a)->info.size, other = ((const struct row *)b)->info.size;

    return one != other ? (one < other ? 1 : -1) : compare_names(a, b);
}

static void reverse(struct rows *rows)
{
    size_t i;

    for (i = 0; i < rows->count / 2; i++) {
        const struct row kept = rows->row[i];

        rows->row[i] = rows->row[rows->count - 1 - i];
        rows->row[rows->count - 1 - i] = kept;
    }
}

static void sort(const struct ls_call *want, struct rows *rows)
{
    if (rows->count > 1)
        qsort(rows->row, rows->count, sizeof rows->row[0],
              want->by_time   ? compare_times
              : want->by_size ? compare_sizes
                              : compare_names);
    if (want->reverse)
        reverse(rows);
}

/* ---- showing ---- */

static const char *color_of(const struct ls_call *want, const struct row *row)
{
    if (row->type == AMBOS_TYPE_DIRECTORY)
        return "\033[1;34m";
    if (info_is_link(row->type))
        return "\033[1;36m";
    if (row->type == AMBOS_TYPE_FILE && want->with_info && row->info.mode & 0111)
        return "\033[1;32m";
    return row->type == AMBOS_TYPE_FILE ? NULL : "\033[1;33m";
}

static void say_name(const struct ls_call *want, const struct row *row)
{
    const char *color = want->color ? color_of(want, row) : NULL;

    if (color)
        tool_say(color);
    if (want->terminal)
        width_say(row->name);
    else
        tool_say(row->name);
    if (color)
        tool_say("\033[0m");
}

static void say_target(const struct ls_call *want, const struct row *row)
{
    char *target;

    if (info_is_link(row->type) && ambos_readlink(row->path, &target) == AMBOS_OK) {
        tool_say(" -> ");
        if (want->terminal)
            width_say(target);
        else
            tool_say(target);
        ambos_free(target);
    }
}

static void say_line(const struct ls_call *want, const struct row *row)
{
    if (want->json) {
        info_json(row->path, row->name, row->type, want->details ? &row->info : NULL);
        return;
    }
    if (want->details)
        info_line(&row->info);
    say_name(want, row);
    if (want->details)
        say_target(want, row);
    tool_say("\n");
}

/* As many columns as fit when all are as wide as the widest, read downwards. */
static void say_columns(const struct ls_call *want, const struct rows *rows)
{
    uint32_t columns = 80;
    size_t widest = 0, i, line, across, lines;

    /* A terminal that does not know its size is taken for a classic one. */
    if (ambos_terminal_size(AMBOS_STDOUT, &columns, NULL) || !columns)
        columns = 80;
    for (i = 0; i < rows->count; i++)
        if (width_of(rows->row[i].name) > widest)
            widest = width_of(rows->row[i].name);
    across = columns / (widest + 2) ? columns / (widest + 2) : 1;
    lines = (rows->count + across - 1) / across;
    for (line = 0; line < lines; line++) {
        for (i = line; i < rows->count; i += lines) {
            say_name(want, &rows->row[i]);
            if (i + lines < rows->count)
                tool_format("%*s", (int)(widest + 2 - width_of(rows->row[i].name)), "");
        }
        tool_say("\n");
    }
}

static void show(struct ls_call *want, struct rows *rows)
{
    size_t i;

    sort(want, rows);
    if (want->terminal && !want->one && !want->details && !want->json)
        say_columns(want, rows);
    else
        for (i = 0; i < rows->count; i++)
            say_line(want, &rows->row[i]);
    want->blocks++;
}

static void say_heading(const struct ls_call *want, const char *path)
{
    if (!want->headed || want->json)
        return;
    if (want->blocks)
        tool_say("\n");
    if (want->terminal)
        width_say(path);
    else
        tool_say(path);
    tool_say(":\n");
}

/* ---- directories ---- */

static int is_hidden(const struct ls_call *want, const char *name)
{
    return name[0] == '.' && !want->all && !want->almost;
}

static int add_entry(const struct ls_call *want, struct rows *rows, ambos_dir *dir, const char *path,
                     const ambos_dir_entry *entry)
{
    struct row *row = rows_add(rows);
    ambos_error error;

    if (!row)
        return tool_failed("ls", path, AMBOS_ENOMEM);
    row->type = entry->type;
    row->name = copy_of(entry->name);
    error = row->name ? ambos_path_join(path, entry->name, AMBOS_GRAMMAR_NATIVE, &row->path) : AMBOS_ENOMEM;
    if (!error && want->with_info)
        error = ambos_dir_stat(dir, AMBOS_NOFOLLOW, &row->info);
    if (!error)
        return TOOL_DONE;
    tool_failed("ls", row->path ? row->path : path, error);
    free(row->name);
    ambos_free(row->path);
    rows->count--;
    /* Gone since it was listed: as if it had gone before. */
    return error == AMBOS_ENOENT ? TOOL_DONE : TOOL_FAILED;
}

/* -a shows . and .. too, which a listing does not have. */
static int add_dots(const struct ls_call *want, struct rows *rows, const char *path)
{
    static const char *const names[] = { ".", ".." };
    size_t i;

    for (i = 0; want->all && i < 2; i++) {
        struct row *row = rows_add(rows);
        ambos_error error = AMBOS_ENOMEM;

        if (row && (row->name = copy_of(names[i])) != NULL)
            error = ambos_path_join(path, names[i], AMBOS_GRAMMAR_NATIVE, &row->path);
        if (!error)
            error = ambos_lstat(row->path, &row->info);
        if (error)
            return tool_failed("ls", path, error);
        row->type = AMBOS_TYPE_DIRECTORY;
    }
    return TOOL_DONE;
}

static int read_directory(const struct ls_call *want, struct rows *rows, const char *path)
{
    const ambos_dir_entry *entry = NULL;
    int status = TOOL_DONE;
    ambos_dir *dir;
    ambos_error error = ambos_dir_open(&dir, path, 0);

    if (!error)
        status = add_dots(want, rows, path);
    while (!error && (error = ambos_dir_next(dir, &entry)) == AMBOS_OK && entry)
        if (!is_hidden(want, entry->name) && add_entry(want, rows, dir, path, entry) != TOOL_DONE)
            status = TOOL_FAILED;
    ambos_dir_close(dir);
    return error ? tool_failed("ls", path, error) : status;
}

static int list_directory(struct ls_call *want, const char *path);

static int list_below(struct ls_call *want, const struct rows *rows)
{
    int status = TOOL_DONE;
    size_t i;

    for (i = 0; i < rows->count; i++) {
        const struct row *row = &rows->row[i];

        if (row->type == AMBOS_TYPE_DIRECTORY && strcmp(row->name, ".") != 0 && strcmp(row->name, "..") != 0 &&
            list_directory(want, row->path) != TOOL_DONE)
            status = TOOL_FAILED;
    }
    return status;
}

static int list_directory(struct ls_call *want, const char *path)
{
    struct rows rows = { 0 };
    int status = read_directory(want, &rows, path);

    if (status == TOOL_DONE || rows.count) {
        say_heading(want, path);
        show(want, &rows);
    }
    if (want->recursive && list_below(want, &rows) != TOOL_DONE)
        status = TOOL_FAILED;
    rows_free(&rows);
    return status;
}

/* ---- operands: what is no directory first, in one block ---- */

static int add_operand(const struct ls_call *want, struct rows *files, struct rows *directories, const char *path)
{
    struct row row = { 0 }, *place;
    ambos_error error = ambos_lstat(path, &row.info);
    ambos_file_info followed;

    if (error)
        return tool_failed("ls", path, error);
    row.type = row.info.type;
    /* A link that is named is followed to a directory, but not when it is the link that is to be described. */
    if (info_is_link(row.type) && !want->details && ambos_stat(path, &followed) == AMBOS_OK &&
        followed.type == AMBOS_TYPE_DIRECTORY)
        row.type = AMBOS_TYPE_DIRECTORY;
    place = rows_add(row.type == AMBOS_TYPE_DIRECTORY && !want->itself ? directories : files);
    row.name = place ? copy_of(path) : NULL;
    if (!row.name || ambos_path_join("", path, AMBOS_GRAMMAR_NATIVE, &row.path))
        return tool_failed("ls", path, AMBOS_ENOMEM);
    *place = row;
    return TOOL_DONE;
}

static int list_operands(struct ls_call *want, const struct tool_call *call)
{
    struct rows files = { 0 }, directories = { 0 };
    int status = TOOL_DONE;
    size_t i;

    for (i = 0; i < call->operand_count || i == 0; i++)
        if (add_operand(want, &files, &directories, call->operand_count ? call->operands[i] : ".") != TOOL_DONE)
            status = TOOL_FAILED;
    want->headed = want->recursive || call->operand_count > 1;
    if (files.count)
        show(want, &files);
    sort(want, &directories);
    for (i = 0; i < directories.count; i++)
        if (list_directory(want, directories.row[i].name) != TOOL_DONE)
            status = TOOL_FAILED;
    rows_free(&files);
    rows_free(&directories);
    return status;
}

/* ---- the command ---- */

/* https://no-color.org: set and not empty. Without TERM nobody said that the console knows of colours. */
static int terminal_has_colors(void)
{
    char value[8] = "";
    size_t length;

    if (ambos_getenv_into("NO_COLOR", value, sizeof value, &length) != AMBOS_ENOENT && length > 0)
        return 0;
    if (ambos_getenv_into("TERM", value, sizeof value, &length) == AMBOS_ENOENT)
        return 0;
    return length > 0 && strcmp(value, "dumb") != 0;
}

/* always, never or auto; -1: none of them. */
static int color_wanted(const struct tool_call *call, int terminal)
{
    const char *when = tool_value(call, OPTION_COLOR);

    if (!when || strcmp(when, "auto") == 0)
        return terminal && terminal_has_colors();
    return strcmp(when, "always") == 0 ? 1 : strcmp(when, "never") == 0 ? 0 : -1;
}

static int ls_run(const struct tool_call *call)
{
    const int terminal = ambos_is_terminal(AMBOS_STDOUT);
    struct ls_call want = {
        .json = tool_has(call, OPTION_JSON),
        .details = tool_has(call, 'l'),
        .one = tool_has(call, '1'),
        .all = tool_has(call, 'a'),
        .almost = tool_has(call, 'A'),
        .reverse = tool_has(call, 'r'),
        .by_time = tool_has(call, 't'),
        .by_size = tool_has(call, 'S'),
        .recursive = tool_has(call, 'R'),
        .itself = tool_has(call, 'd'),
        .terminal = terminal,
        .color = color_wanted(call, terminal),
    };

    if (want.color < 0)
        return tool_usage(call->command, "'%s' is not always, never or auto", tool_value(call, OPTION_COLOR));
    want.with_info = want.details || want.by_time || want.by_size || want.color;
    return list_operands(&want, call);
}

static const struct tool_option ls_options[] = {
    { 'a', "all", NULL, "also what begins with a dot, and . and .." },
    { 'A', "almost-all", NULL, "also what begins with a dot" },
    { 'd', "directory", NULL, "directories themselves, not what is in them" },
    { 'l', NULL, NULL, "permissions, names, owner, size and time (UTC) of each" },
    { '1', NULL, NULL, "one name per line, on a terminal too" },
    { 'R', "recursive", NULL, "what is in the directories in them, too; links are not followed" },
    { 'r', "reverse", NULL, "the other way round" },
    { 't', NULL, NULL, "the newest first" },
    { 'S', NULL, NULL, "the largest first" },
    { OPTION_COLOR, "color", "WHEN", "always, never, or auto: on a terminal without NO_COLOR" },
    { OPTION_JSON, "json", NULL, "one JSON object per line: path, name, type; with -l those of stat too" },
    { 0 },
};

const struct tool_command command_ls = {
    .name = "ls",
    .synopsis = "[OPTION]... [PATH]...",
    .purpose = "list directories, sorted by code points",
    .details = "Other than GNU's: the order is the same in every locale, times are UTC, owners are numbers. On a "
               "terminal ? stands\n"
               "for control characters. With -l, what a listing does not have is null in JSON: nlink on Windows, "
               "birthtime_ns\n"
               "elsewhere; stat tells it.\n" INFO_JSON_HELP "examples:\n"
               "  ambos ls -lt build\n"
               "  ambos ls --json -l src\n",
    .options = ls_options,
    .most = TOOL_MANY,
    .run = ls_run,
};
