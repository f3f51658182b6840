/* SPDX-License-Identifier: MIT */
#include "change.h"

#include <stdlib.h>
#include <string.h>

int change_each(const struct tool_call *call, int (*one)(const struct tool_call *call, const char *path))
{
    int status = TOOL_DONE, last;
    size_t i;

    for (i = 0; i < call->operand_count; i++)
        if ((last = one(call, call->operands[i])) != TOOL_DONE)
            status = last;
    return status;
}

int change_last_of(const struct tool_call *call, int letter, int other)
{
    size_t i;

    for (i = call->given_count; i > 0; i--)
        if (call->given[i - 1].id == letter || call->given[i - 1].id == other)
            return call->given[i - 1].id;
    return 0;
}

void change_say(const char *what, const char *path)
{
    tool_say(what);
    tool_say(" '");
    tool_say(path);
    tool_say("'\n");
}

void change_say_to(const char *what, const char *path, const char *between, const char *to)
{
    tool_say(what);
    tool_say("'");
    tool_say(path);
    tool_say(between);
    tool_say(to);
    tool_say("'\n");
}

int change_tree_failed(const char *what, const char *path, const char *to, ambos_error error,
                       const ambos_tree_report *report)
{
    const char *where = report->path ? report->path : path;

    if (!error)
        return TOOL_DONE;
    if (to && (!report->path || strcmp(where, path) == 0))
        tool_failed_to(what, where, to, error);
    else
        tool_failed(what, where, error);
    if (report->failures > 1)
        tool_complain("%s '%s': %llu entries in all could not be", what, path, (unsigned long long)report->failures);
    return TOOL_FAILED;
}

/* ---- parts of paths ---- */

static char *copy_part(const char *path, size_t size)
{
    char *part = malloc(size + 1);

    if (!part) {
        tool_failed("copy", path, AMBOS_ENOMEM);
        return NULL;
    }
    memcpy(part, path, size);
    part[size] = '\0';
    return part;
}

static ambos_path_parts split(const char *path)
{
    ambos_path_parts parts;

    /* The grammar is there. */
    if (ambos_path_split(path, AMBOS_GRAMMAR_NATIVE, &parts))
        memset(&parts, 0, sizeof parts);
    return parts;
}

char *change_trim(const char *path)
{
    const ambos_path_parts parts = split(path);
    const int separators = parts.name == parts.length && parts.directory > parts.root;

    return copy_part(path, separators ? parts.directory : parts.length);
}

char *change_parent(const char *path)
{
    char *trimmed = change_trim(path);

    if (trimmed) {
        const ambos_path_parts parts = split(trimmed);

        trimmed[parts.name < parts.length ? parts.directory : 0] = '\0';
    }
    return trimmed;
}

char *change_name(const char *path)
{
    char *trimmed = change_trim(path);
    char *name = trimmed ? copy_part(trimmed + split(trimmed).name, strlen(trimmed) - split(trimmed).name) : NULL;

    free(trimmed);
    return name;
}

char *change_join(const char *directory, const char *name)
{
    char *joined, *copy = NULL;
    const ambos_error error = ambos_path_join(directory, name, AMBOS_GRAMMAR_NATIVE, &joined);

    if (error) {
        tool_failed_to("join", name, directory, error);
        return NULL;
    }
    copy = copy_part(joined, strlen(joined));
    ambos_free(joined);
    return copy;
}

int change_is_dots(const char *name)
{
    return !name[0] || strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* ---- what is there ---- */

int change_is_directory(const char *path)
{
    ambos_file_info info;

    return ambos_stat(path, &info) == AMBOS_OK && info.type == AMBOS_TYPE_DIRECTORY;
}

int change_is_same(const char *path, const char *other)
{
    ambos_file_info one, two;

    return ambos_lstat(path, &one) == AMBOS_OK && ambos_lstat(other, &two) == AMBOS_OK && ambos_same_file(&one, &two);
}

static int directories_are_same(const char *path, const char *other)
{
    ambos_file_info one, two;

    return ambos_stat(path, &one) == AMBOS_OK && ambos_stat(other, &two) == AMBOS_OK && ambos_same_file(&one, &two);
}

int change_is_same_entry(const char *path, const char *other)
{
    char *parent = change_parent(path), *other_parent = change_parent(other);
    char *name = change_name(path), *other_name = change_name(other);
    const int same = parent && other_parent && name && other_name && strcmp(name, other_name) == 0 &&
                     directories_are_same(parent[0] ? parent : ".", other_parent[0] ? other_parent : ".");

    free(parent);
    free(other_parent);
    free(name);
    free(other_name);
    return same;
}
