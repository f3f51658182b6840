/* SPDX-License-Identifier: MIT */
#include "example.h"

static char *place;  /* the temporary directory */
static char *before; /* the directory that was the current one */

int must(ambos_error error, const char *what)
{
    ambos_failure failure;

    if (error == AMBOS_OK)
        return 1;
    ambos_last_failure(&failure);
    printf("%s: cannot %s: %s\n", what, ambos_step_text(failure.step), ambos_strerror(error));
    exit(1);
}

const char *yes(int so)
{
    return so ? "yes" : "no";
}

/* Nobody looks at results any more, so a failure is printed: the output is compared. */
static void leave_temporary_directory(void)
{
    if (ambos_chdir(before) || ambos_remove_tree(place, NULL, NULL))
        printf("%s could not be removed\n", place);
    ambos_free(place);
    ambos_free(before);
}

void work_in_temporary_directory(void)
{
    must(ambos_getcwd(&before), "the current directory");
    must(ambos_temp_dir(&place, NULL, "ambos-example-", 0), "a temporary directory");
    if (atexit(leave_temporary_directory))
        exit(1);
    must(ambos_chdir(place), place);
}

void write_text(const char *path, const char *text)
{
    must(ambos_write_file(path, text, strlen(text), NULL), path);
}

void show_file(const char *path)
{
    char *text;
    size_t size;

    must(ambos_read_file(path, 0, &text, &size), path);
    size -= size > 0 && text[size - 1] == '\n';
    printf("%s: %.*s\n", path, (int)size, text);
    ambos_free(text);
}

char *own_path(char *const argv[])
{
    char *found, *path;

    if (ambos_program_path(&path) == AMBOS_OK)
        return path;
    /* A plain POSIX system does not tell: it is where the shell found it. */
    must(ambos_find_program(argv[0], NULL, &found), argv[0]);
    must(ambos_path_absolute(found, &path), found);
    ambos_free(found);
    return path;
}
