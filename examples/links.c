/* SPDX-License-Identifier: MIT */
/* A second name for a file, and the one path behind all of them. */
#include "example.h"

int main(void)
{
    ambos_file_info info;
    ambos_path_parts parts;
    ambos_error error;
    char *path;

    work_in_temporary_directory();
    must(ambos_mkdir("folder", 0, 0), "folder");
    write_text("letter.txt", "Dear reader");

    /* [ambos_link] */
    error = ambos_link("letter.txt", "folder/second.txt");
    if (error == AMBOS_ENOTSUP)
        puts("this file system has no second names"); /* FAT */
    else
        must(error, "folder/second.txt");
    /* [ambos_link] */
    must(ambos_stat("letter.txt", &info), "letter.txt");
    printf("names of it: %u\n", (unsigned)info.nlink);
    must(ambos_unlink("letter.txt"), "letter.txt");
    show_file("folder/second.txt");

    /* [ambos_realpath] */
    must(ambos_realpath("folder/../folder/./second.txt", &path), "folder"); /* looks at the disk: links are resolved */
    must(ambos_path_split(path, AMBOS_GRAMMAR_NATIVE, &parts), path);
    printf("absolute: %s, its last name: %s\n", parts.kind >= AMBOS_PATH_ABSOLUTE ? "yes" : "no", path + parts.name);
    ambos_free(path);
    /* [ambos_realpath] */
    printf("of what is missing: %s\n", ambos_strerror(ambos_realpath("letter.txt", &path)));
    return 0;
}
