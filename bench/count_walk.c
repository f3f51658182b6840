/* SPDX-License-Identifier: MIT */
/* For counting system calls: count_walk WHAT NUMBER walks a tree of ten directories with ten files each so often, in the
   current directory. WHAT: "walk", or "stat", to be told of each entry too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ambos/ambos.h>

enum { DIRECTORIES = 10, FILES = 10 };

static int make_tree(void)
{
    char name[32];
    int i, j;

    for (i = 0; i < DIRECTORIES; i++) {
        snprintf(name, sizeof name, "tree/%d", i);
        if (ambos_make_path(name, 0, 0))
            return 1;
        for (j = 0; j < FILES; j++) {
            ambos_file *file;

            snprintf(name, sizeof name, "tree/%d/%d", i, j);
            if (ambos_file_open(&file, name, AMBOS_WRITE | AMBOS_CREATE, 0) || ambos_file_close(file))
                return 1;
        }
    }
    return 0;
}

static int walk_once(int stat)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    ambos_file_info info;
    int count = 0;

    if (ambos_walk_open(&walk, "tree", NULL))
        return 1;
    while (ambos_walk_next(walk, &entry) == AMBOS_OK && entry)
        count += entry->visit != AMBOS_VISIT_ERROR && (!stat || ambos_walk_stat(walk, 0, &info) == AMBOS_OK);
    ambos_walk_close(walk);
    return count != 1 + DIRECTORIES + DIRECTORIES * FILES;
}

int main(int argc, char **argv)
{
    int left;

    if (argc != 3 || make_tree())
        return 1;
    for (left = atoi(argv[2]); left > 0; left--)
        if (walk_once(strcmp(argv[1], "stat") == 0))
            return 1;
    return 0;
}
