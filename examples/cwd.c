/* SPDX-License-Identifier: MIT */
/* The current directory: ask for it, change it, come back. */
#include "example.h"

int main(void)
{
    char *now;
    ambos_path_parts parts;

    work_in_temporary_directory();
    must(ambos_mkdir("folder", 0, 0), "folder");

    /* [ambos_getcwd] */
    char *before;

    must(ambos_getcwd(&before), "the current directory");
    printf("~at work in %s\n", before); /* absolute; to be freed with ambos_free() */
    /* [ambos_getcwd] */

    printf("it is absolute: %s\n", yes(ambos_path_is_absolute(before, AMBOS_GRAMMAR_NATIVE)));

    /* [ambos_chdir] */
    must(ambos_chdir("folder"), "folder"); /* for every thread of the process */
    write_text("letter.txt", "");          /* so this is folder/letter.txt */
    must(ambos_chdir(before), before);
    /* [ambos_chdir] */
    printf("folder/letter.txt is there: %s\n", yes(ambos_access("folder/letter.txt", AMBOS_ACCESS_EXISTS) == AMBOS_OK));

    must(ambos_chdir("folder"), "folder");
    must(ambos_getcwd(&now), "the current directory");
    must(ambos_path_split(now, AMBOS_GRAMMAR_NATIVE, &parts), now);
    printf("its last name: %s\n", now + parts.name);
    printf("into a file: %s\n", ambos_strerror(ambos_chdir("letter.txt")));
    printf("into nothing: %s\n", ambos_strerror(ambos_chdir("missing")));
    ambos_free(now);
    ambos_free(before);
    return 0;
}
