/* SPDX-License-Identifier: MIT */
/* Make, read and remove symbolic links. Windows makes them only for users that may, and Wine 8 never: then the example
   says so, and that nothing was left behind. */
#include "example.h"

static int made(void)
{
    /* [ambos_symlink] */
    ambos_error error = ambos_symlink("letter.txt", "link", AMBOS_SYMLINK_AUTO);

    if (error == AMBOS_EPERM || error == AMBOS_ENOTSUP)
        puts("links cannot be made by this user or system");
    else
        must(error, "link");
    /* [ambos_symlink] */
    return error == AMBOS_OK;
}

static void look(void)
{
    ambos_file_info info;
    char *target;

    /* [ambos_readlink] */
    must(ambos_readlink("link", &target), "link");
    printf("link says %s\n", target);
    ambos_free(target);
    /* [ambos_readlink] */
    must(ambos_lstat("link", &info), "link");
    printf("lstat: %s\n", info.type == AMBOS_TYPE_SYMLINK ? "a link" : "no link");
    must(ambos_stat("link", &info), "link");
    printf("stat: %s\n", info.type == AMBOS_TYPE_FILE ? "the file behind it" : "something else");
    show_file("link");
}

int main(void)
{
    ambos_file_info info;
    char *target;

    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");
    printf("readlink of a file: %s\n", ambos_strerror(ambos_readlink("letter.txt", &target)));
    if (made()) {
        look();
        must(ambos_unlink("link"), "link"); /* the link, not the file */
    }
    printf("link after all: %s\n", ambos_strerror(ambos_lstat("link", &info)));
    show_file("letter.txt");
    return 0;
}
