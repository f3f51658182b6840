/* SPDX-License-Identifier: MIT */
/* Temporary files and directories: private, with names that nobody can guess. */
#include "example.h"

static void named(void)
{
    char *path, *directory;
    ambos_file *file;

    /* [ambos_temp_file] */
    must(ambos_temp_file(&file, ".", "report-", 0, &path), "a temporary file"); /* NULL: the system's place */
    must(ambos_file_write(file, "draft", 5, NULL), path);
    must(ambos_file_close(file), path);
    must(ambos_unlink(path), path); /* or keep it: its name is free for the asking */
    ambos_free(path);
    /* [ambos_temp_file] */

    /* [ambos_temp_dir] */
    must(ambos_temp_dir(&directory, ".", "build-", 0), "a temporary directory");
    must(ambos_remove_tree(directory, NULL, NULL), directory); /* with whatever is in it by then */
    ambos_free(directory);
    /* [ambos_temp_dir] */
}

static void without_a_name(void)
{
    char text[8] = "";
    ambos_file *file;
    size_t got;

    must(ambos_temp_file(&file, NULL, NULL, AMBOS_TEMP_DELETE, NULL), "a file that deletes itself");
    must(ambos_file_write(file, "scratch", 7, NULL), "write");
    must(ambos_file_seek(file, 0, AMBOS_SEEK_SET, NULL), "go to its start");
    must(ambos_file_read(file, text, sizeof text - 1, &got), "read");
    printf("it had %s in it\n", text);
    (void)ambos_file_close(file); /* gone */
}

int main(void)
{
    size_t count;
    ambos_dir_entry *entries;

    work_in_temporary_directory();
    named();
    without_a_name();
    must(ambos_listdir(".", 0, &entries, &count), "list .");
    printf("%u entries left\n", (unsigned)count);
    ambos_free(entries);
    return 0;
}
