/* SPDX-License-Identifier: MIT */
/* The owner of a file and the mode of new ones: what only POSIX has. Windows says that it has not. */
#include "example.h"

int main(void)
{
    ambos_file_info info;
    ambos_error error;
    uint32_t old;

    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");
    must(ambos_stat("letter.txt", &info), "letter.txt");

    /* [ambos_chown] */
    error = ambos_chown("letter.txt", info.uid, AMBOS_SAME_OWNER, 0); /* to whom it belongs: always allowed */
    if (error == AMBOS_ENOTSUP)
        puts("owners are no numbers here"); /* Windows */
    else if (error == AMBOS_EPERM)
        puts("only root gives files away");
    else if (must(error, "letter.txt"))
        puts("it has an owner, and keeps it");
    /* [ambos_chown] */

    /* [ambos_umask] */
    error = ambos_umask(0077, &old); /* new files are for this user alone; AMBOS_SAME_UMASK only asks */
    if (error == AMBOS_ENOTSUP)
        puts("no such bits here: use AMBOS_PRIVATE"); /* which works everywhere */
    else
        must(error, "umask");
    /* [ambos_umask] */
    if (error == AMBOS_OK) {
        must(ambos_mkdir("folder", 0, 0), "folder");
        must(ambos_stat("folder", &info), "folder");
        printf("mode of a new directory: %04o\n", (unsigned)info.mode);
        must(ambos_umask(old, NULL), "umask");
    }
    return 0;
}
