/* SPDX-License-Identifier: MIT */
/* A safe editor of settings, one `key=value` a line: a lock keeps others out, and the file is replaced whole and
   durably, so that it is never seen half written, whatever happens. Comments and the order of lines are kept.

     config_editor FILE                list all
     config_editor FILE KEY            print one
     config_editor FILE KEY VALUE      set one
     config_editor FILE -d KEY         remove one

   Without arguments it shows itself at work. */
#include "example.h"

/* The lock is a file beside it: the file itself is another one after each change. */
static ambos_file *lock(const char *path)
{
    ambos_file *file;
    char *lock_path = malloc(strlen(path) + sizeof ".lock");

    if (!lock_path)
        exit(1);
    (void)strcat(strcpy(lock_path, path), ".lock");
    must(ambos_file_open(&file, lock_path, AMBOS_WRITE | AMBOS_CREATE, 0), lock_path);
    must(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 10000), lock_path);
    free(lock_path);
    return file;
}

/* All of the file; "" when there is none. To be freed. */
static char *load(const char *path)
{
    char *text;
    ambos_error error = ambos_read_file(path, 1 << 24, &text, NULL);

    if (error == AMBOS_ENOENT) {
        must(ambos_path_join("", "", AMBOS_GRAMMAR_POSIX, &text), path); /* the empty text */
        return text;
    }
    must(error, path);
    return text;
}

static size_t line_length(const char *line)
{
    const size_t length = strcspn(line, "\n");

    return length + (line[length] == '\n');
}

/* The value in a line that is of this key, else NULL. */
static const char *value_in(const char *line, const char *key)
{
    const size_t length = strlen(key);

    return strncmp(line, key, length) == 0 && line[length] == '=' ? line + length + 1 : NULL;
}

static const char *find(const char *text, const char *key)
{
    for (; *text; text += line_length(text))
        if (value_in(text, key))
            return text;
    return NULL;
}

static void put(ambos_file *file, const char *text, size_t size, const char *path)
{
    must(ambos_file_write(file, text, size, NULL), path);
}

/* Write the file anew: `line` replaced, or a new one at the end. No value: without the line. */
static void save(const char *path, const char *text, const char *line, const char *key, const char *value)
{
    const ambos_write_options durable = { .flags = AMBOS_WRITE_DURABLE };
    const size_t before = line ? (size_t)(line - text) : strlen(text);
    const char *const after = line ? line + line_length(line) : "";
    ambos_file_replace *replace;
    ambos_file *file;

    must(ambos_file_replace_begin(&replace, path, &durable), path);
    file = ambos_file_replace_file(replace);
    put(file, text, before, path);
    if (before && text[before - 1] != '\n')
        put(file, "\n", 1, path);
    if (value) {
        put(file, key, strlen(key), path);
        put(file, "=", 1, path);
        put(file, value, strlen(value), path);
        put(file, "\n", 1, path);
    }
    put(file, after, strlen(after), path);
    must(ambos_file_replace_commit(replace), path);
}

static int is_valid(const char *key, const char *value)
{
    return *key && *key != '#' && !strpbrk(key, "=\r\n") && !(value && strpbrk(value, "\r\n"));
}

/* Set a value, or with NULL remove it. */
static int change(const char *path, const char *key, const char *value)
{
    ambos_file *held;
    char *text;
    const char *line;

    if (!is_valid(key, value)) {
        puts("a key has no = and does not begin with #; neither key nor value has a line break");
        return 1;
    }
    held = lock(path);
    text = load(path);
    line = find(text, key);
    if (line || value)
        save(path, text, line, key, value);
    ambos_free(text);
    (void)ambos_file_close(held); /* lets the lock go */
    return 0;
}

/* Readers need no lock: they see the old file or the new one. */
static int show(const char *path, const char *key)
{
    char *text = load(path);
    const char *line = find(text, key);

    if (line)
        printf("%.*s\n", (int)strcspn(value_in(line, key), "\r\n"), value_in(line, key));
    ambos_free(text);
    return line == NULL;
}

static int list(const char *path)
{
    char *text = load(path);

    (void)fputs(text, stdout);
    ambos_free(text);
    return 0;
}

static int edit(int argc, char **args)
{
    if (argc == 2)
        return list(args[1]);
    if (argc == 3)
        return show(args[1], args[2]);
    return strcmp(args[2], "-d") == 0 ? change(args[1], args[3], NULL) : change(args[1], args[2], args[3]);
}

/* ---- the demonstration: several at once, and no change is lost ---- */

static int demonstrate(const char *self)
{
    static const char *const keys[] = { "colour", "size", "shape", "taste" };
    ambos_process *editors[4];
    ambos_status status;
    int wrong = 0;

    work_in_temporary_directory();
    write_text("app.conf", "# my settings\ncolour=red\nsize=7\n\nshape=round\n");
    wrong += show("app.conf", "colour");
    wrong += !show("app.conf", "taste");
    wrong += change("app.conf", "taste", "sweet");
    for (int i = 0; i < 4; i++) {
        const char *const argv[] = { self, "app.conf", keys[i], "changed", NULL };

        must(ambos_spawn(&editors[i], argv, NULL), self);
    }
    for (int i = 0; i < 4; i++) {
        must(ambos_wait(editors[i], AMBOS_FOREVER, &status), "an editor");
        wrong += status.kind != AMBOS_STATUS_EXITED || status.code != 0;
        ambos_process_close(editors[i]);
    }
    wrong += change("app.conf", "size", NULL);
    wrong += !change("app.conf", "a=b", "c");
    return list("app.conf") + wrong;
}

int main(int argc, char **argv)
{
    char **args, *self;
    int code = 2;

    must(ambos_args(argc, argv, &args), "the arguments");
    if (argc < 2) {
        self = own_path(args);
        code = demonstrate(self);
        ambos_free(self);
    } else if (argc <= 4) {
        code = edit(argc, args);
    } else {
        puts("usage: config_editor FILE [[-d] KEY | KEY VALUE]");
    }
    ambos_free(args);
    return code;
}
