/* SPDX-License-Identifier: MIT */
/* For counting system calls: count_copy WHAT NUMBER does it so often, in the current directory.

   copy: copies a small file to a name that is free. rename: renames one. */
#include <ambos/file.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int make_source(void)
{
    FILE *file = fopen("from", "wb");

    return !file || fputs("some bytes", file) < 0 || fclose(file);
}

int main(int argc, char **argv)
{
    const int number = argc > 2 ? atoi(argv[2]) : 0;
    int i;

    if (argc < 3 || make_source())
        return 1;
    for (i = 0; i < number; i++) {
        char from[64], to[64];
        const int rename = strcmp(argv[1], "rename") == 0;

        snprintf(from, sizeof from, i == 0 || !rename ? "from" : "%d-%d", number, i - 1);
        snprintf(to, sizeof to, "%d-%d", number, i);
        if (rename ? ambos_rename(from, to, NULL) : ambos_copy_file(from, to, NULL))
            return 1;
    }
    return 0;
}
