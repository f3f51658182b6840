/* SPDX-License-Identifier: MIT */
/* Replace a file in one step, so that whoever opens it gets the old or the new one; or refuse to replace it. */
#include "example.h"

int main(void)
{
    work_in_temporary_directory();
    write_text("settings.txt", "old");
    write_text("settings.new", "new");

    /* [ambos_rename] */
    must(ambos_rename("settings.new", "settings.txt", NULL), "settings.new");

    const ambos_rename_options keep = { .flags = AMBOS_RENAME_NO_REPLACE };
    ambos_error error = ambos_rename("settings.txt", "backup.txt", &keep);

    if (error == AMBOS_EEXIST)
        puts("backup.txt is there already, nothing was changed");
    else
        must(error, "settings.txt");
    /* [ambos_rename] */
    show_file("backup.txt");

    write_text("settings.new", "newer");
    error = ambos_rename("settings.new", "backup.txt", &keep);
    printf("onto backup.txt, without replacing: %s\n", ambos_strerror(error));
    show_file("settings.new");
    must(ambos_mkdir("folder", 0, 0), "folder");
    printf("a file onto a directory: %s\n", ambos_strerror(ambos_rename("backup.txt", "folder", NULL)));
    printf("nothing onto something: %s\n", ambos_strerror(ambos_rename("missing.txt", "backup.txt", NULL)));
    return 0;
}
