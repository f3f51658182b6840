/* SPDX-License-Identifier: MIT */
#include "core/program.h"

#include <string.h>

#include "ambos/error.h"

/* Which forms of a name are tried in one directory. */
enum program_forms { PROGRAM_AS_IT_STANDS = 1, PROGRAM_WITH_ENDINGS = 2 };

struct program_finder {
    const struct ambos__search *search;
    const char *name;
    const char *endings;
    struct ambos__str *candidate;
    bool saw_directory;
};

/* A part of a text. */
struct program_slice {
    const char *text;
    size_t size;
};

static const char program_default_endings[] = ".com;.exe;.bat;.cmd";

static bool program_is_separator(char c)
{
    return c == '/' || c == '\\';
}

static bool program_has_drive(const char *path)
{
    char c = path[0];

    return ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) && path[1] == ':';
}

bool ambos__program_is_bare(const char *name)
{
    return !strpbrk(name, "/\\:");
}

bool ambos__program_is_absolute(const char *path)
{
    if (program_has_drive(path))
        return program_is_separator(path[2]);
    return program_is_separator(path[0]) && program_is_separator(path[1]) && path[2] != '\0';
}

static struct program_slice program_slice(const char *text)
{
    return (struct program_slice){ text, strlen(text) };
}

/* The next piece between semicolons; false at the end of the list. */
static bool program_next_ending(const char **list, struct program_slice *ending)
{
    while (**list) {
        const char *start = *list;

        *list += strcspn(start, ";");
        *ending = (struct program_slice){ start, (size_t)(*list - start) };
        *list += **list == ';';
        if (ending->size > 1 && start[0] == '.')
            return true;
    }
    return false;
}

/* PATHEXT is in capitals by custom, the names of files are not, and some directories tell the two apart. */
static void program_lower(char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z')
            text[i] = (char)(text[i] - 'A' + 'a');
    }
}

/* AMBOS_ENOENT means "go on". */
static ambos_error program_try(struct program_finder *finder, struct program_slice directory, const char *name,
                               struct program_slice ending)
{
    struct ambos__str *path = finder->candidate;
    enum ambos__probe_result result;
    ambos_error error;

    path->size = 0;
    error = ambos__str_append(path, directory.text, directory.size);
    if (!error && directory.size > 0 && !program_is_separator(directory.text[directory.size - 1]))
        error = ambos__str_append_char(path, '\\');
    if (!error)
        error = ambos__str_append_text(path, name);
    if (!error)
        error = ambos__str_append(path, ending.text, ending.size);
    if (!error)
        error = ambos__str_append_char(path, '\0');
    if (error)
        return error;
    path->size--;
    program_lower(path->data + path->size - ending.size, ending.size);
    result = finder->search->probe(finder->search->context, path->data);
    if (result == AMBOS__PROBE_DIRECTORY)
        finder->saw_directory = true;
    return result == AMBOS__PROBE_FILE ? AMBOS_OK : AMBOS_ENOENT;
}

static ambos_error program_try_forms(struct program_finder *finder, struct program_slice directory, const char *name,
                                     unsigned forms)
{
    const char *endings = finder->endings;
    struct program_slice ending = { "", 0 };
    ambos_error error = AMBOS_ENOENT;

    if (forms & PROGRAM_AS_IT_STANDS)
        error = program_try(finder, directory, name, ending);
    if (!(forms & PROGRAM_WITH_ENDINGS))
        return error;
    while (error == AMBOS_ENOENT && program_next_ending(&endings, &ending))
        error = program_try(finder, directory, name, ending);
    return error;
}

/* Takes the next entry of PATH, without its quotes; false at the end of the list. There is room for all of it. */
static bool program_next_entry(const char **list, struct ambos__str *entry)
{
    const char *at = *list;
    bool quoted = false;

    entry->size = 0;
    if (!*at)
        return false;
    for (; *at && (quoted || *at != ';'); at++) {
        if (*at == '"')
            quoted = !quoted;
        else
            entry->data[entry->size++] = *at;
    }
    entry->data[entry->size] = '\0';
    *list = *at ? at + 1 : at;
    return true;
}

static ambos_error program_try_entries(struct program_finder *finder, const char *list, struct ambos__str *entry,
                                       unsigned forms)
{
    ambos_error error = AMBOS_ENOENT;

    while (error == AMBOS_ENOENT && program_next_entry(&list, entry)) {
        struct program_slice directory = { entry->data, entry->size };

        if (ambos__program_is_absolute(entry->data))
            error = program_try_forms(finder, directory, finder->name, forms);
    }
    return error;
}

/* A dot at the end is none: Windows takes it away. */
static bool program_has_ending(const char *name)
{
    const char *dot = strrchr(name, '.');

    return dot && dot[1] != '\0';
}

static ambos_error program_find_bare(struct program_finder *finder)
{
    const char *list = finder->search->path ? finder->search->path : finder->search->system_directory;
    bool both = program_has_ending(finder->name);
    struct ambos__str entry = { 0 };
    ambos_error error = ambos__str_reserve(&entry, strlen(list) + 1);

    if (!error)
        error = program_try_entries(finder, list, &entry,
                                    both ? PROGRAM_AS_IT_STANDS | PROGRAM_WITH_ENDINGS : PROGRAM_WITH_ENDINGS);
    if (error == AMBOS_ENOENT && !both)
        error = program_try_entries(finder, list, &entry, PROGRAM_AS_IT_STANDS);
    ambos__str_free(&entry);
    return error;
}

/* Length of "C:" or "\\server\share" at the start of an absolute path. */
static size_t program_root_length(const char *path)
{
    size_t at = 2;

    if (program_has_drive(path))
        return 2;
    for (int part = 0; part < 2; part++) {
        at += strcspn(path + at, "/\\");
        if (part == 0 && path[at])
            at++;
    }
    return at;
}

static bool program_same_drive(const char *a, const char *b)
{
    return program_has_drive(b) && (a[0] | 0x20) == (b[0] | 0x20);
}

static ambos_error program_find_on_drive(struct program_finder *finder)
{
    const unsigned forms = PROGRAM_AS_IT_STANDS | PROGRAM_WITH_ENDINGS;
    const struct ambos__search *search = finder->search;
    const char root[] = { finder->name[0], ':', '\\' };
    struct program_slice directory = { root, sizeof root };

    if (program_same_drive(finder->name, search->cwd))
        directory = program_slice(search->cwd);
    else if (search->drive_cwd && program_same_drive(finder->name, search->drive_cwd))
        directory = program_slice(search->drive_cwd);
    return program_try_forms(finder, directory, finder->name + 2, forms);
}

static ambos_error program_find_path(struct program_finder *finder)
{
    const unsigned forms = PROGRAM_AS_IT_STANDS | PROGRAM_WITH_ENDINGS;
    struct program_slice directory = { "", 0 };

    if (ambos__program_is_absolute(finder->name))
        return program_try_forms(finder, directory, finder->name, forms);
    if (program_has_drive(finder->name))
        return program_find_on_drive(finder);
    directory = program_slice(finder->search->cwd);
    if (!program_is_separator(finder->name[0]))
        return program_try_forms(finder, directory, finder->name, forms);
    directory.size = program_root_length(directory.text);
    return program_try_forms(finder, directory, finder->name + strspn(finder->name, "/\\"), forms);
}

/* "tool\" is no file's name, and an ending must not make it one. */
static bool program_ends_in_separator(const char *name)
{
    size_t size = strlen(name);

    return size > 0 && program_is_separator(name[size - 1]);
}

ambos_error ambos__program_find(const struct ambos__search *search, const char *name, struct ambos__str *found)
{
    struct program_finder finder = { search, name, program_default_endings, found, false };
    struct program_slice ending;
    const char *endings = search->endings ? search->endings : "";
    ambos_error error;

    if (name[0] == '\0')
        return AMBOS_ENOENT;
    if (program_next_ending(&endings, &ending))
        finder.endings = search->endings;
    if (program_ends_in_separator(name))
        finder.endings = "";
    error = ambos__program_is_bare(name) ? program_find_bare(&finder) : program_find_path(&finder);
    return error == AMBOS_ENOENT && finder.saw_directory ? AMBOS_EACCES : error;
}
