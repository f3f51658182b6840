/* SPDX-License-Identifier: MIT */
/* A directory that stands for another, as Windows has it without any privilege. POSIX has none, nor has Wine 8. */
#include "example.h"

int main(void)
{
    ambos_file_info info;
    ambos_error error;

    work_in_temporary_directory();
    must(ambos_mkdir("folder", 0, 0), "folder");
    write_text("folder/letter.txt", "Dear reader");

    /* [ambos_junction] */
    error = ambos_junction("folder", "junction");
    if (error == AMBOS_ENOTSUP)
        puts("no junctions here"); /* POSIX: make a symlink */
    else if (must(error, "junction")) {
        show_file("junction/letter.txt");
        must(ambos_unlink("junction"), "junction"); /* the junction, not what is in the directory */
    }
    /* [ambos_junction] */
    printf("junction after all: %s\n", ambos_strerror(ambos_lstat("junction", &info)));
    show_file("folder/letter.txt");
    return 0;
}
