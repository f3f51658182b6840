/* SPDX-License-Identifier: MIT */
/* List a directory entry by entry, with what each is: no memory grows with their number. */
#include "example.h"

static void count_entries(void)
{
    const ambos_dir_entry *entry;
    ambos_dir *dir;
    unsigned files = 0, directories = 0;

    /* [ambos_dir_next] */
    must(ambos_dir_open(&dir, ".", 0), "open .");
    while (must(ambos_dir_next(dir, &entry), "read .") && entry) {
        files += entry->type == AMBOS_TYPE_FILE;
        directories += entry->type == AMBOS_TYPE_DIRECTORY;
    }
    ambos_dir_close(dir);
    /* [ambos_dir_next] */
    printf("%u files, %u directory\n", files, directories);
}

static void find_largest(void)
{
    const ambos_dir_entry *entry;
    ambos_file_info info;
    ambos_dir *dir;
    uint64_t largest = 0;

    must(ambos_dir_open(&dir, ".", 0), "open .");
    /* [ambos_dir_stat] */
    while (must(ambos_dir_next(dir, &entry), "read .") && entry)
        if (entry->type == AMBOS_TYPE_FILE && must(ambos_dir_stat(dir, 0, &info), entry->name) && info.size > largest)
            largest = info.size;
    printf("the largest has %u bytes\n", (unsigned)largest);
    /* [ambos_dir_stat] */
    ambos_dir_close(dir);
}

static int is_empty(const char *path)
{
    const ambos_dir_entry *entry;
    ambos_dir *dir;

    must(ambos_dir_open(&dir, path, 0), path);
    /* [ambos_dir_close] */
    must(ambos_dir_next(dir, &entry), path);
    const int empty = entry == NULL; /* the entry belongs to the listing */

    ambos_dir_close(dir); /* also before the end */
    /* [ambos_dir_close] */
    return empty;
}

static void try_to_open(const char *path)
{
    /* [ambos_dir_open] */
    ambos_dir *dir;
    ambos_error error = ambos_dir_open(&dir, path, 0);

    if (error)
        printf("%s: %s\n", path, ambos_strerror(error));
    ambos_dir_close(dir); /* NULL after a failure */
    /* [ambos_dir_open] */
}

int main(void)
{
    work_in_temporary_directory();
    write_text("long.txt", "twenty bytes of text");
    write_text("short.txt", "few");
    must(ambos_mkdir("folder", 0, 0), "folder");

    count_entries();
    find_largest();
    printf("folder is empty: %s\n", yes(is_empty("folder")));
    printf(". is empty: %s\n", yes(is_empty(".")));
    try_to_open("missing");
    try_to_open("short.txt");
    return 0;
}
