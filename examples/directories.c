/* SPDX-License-Identifier: MIT */
/* Make and remove directories, one and with those around it. */
#include "example.h"

static void one(void)
{
    ambos_error error;

    /* [ambos_mkdir] */
    error = ambos_mkdir("photos", 0, 0); /* AMBOS_PRIVATE: for this user alone */
    if (error == AMBOS_EEXIST)
        puts("photos: something bears the name");
    else
        must(error, "photos");
    /* [ambos_mkdir] */
    printf("photos again: %s\n", ambos_strerror(ambos_mkdir("photos", 0, 0)));
    printf("in a directory that is missing: %s\n", ambos_strerror(ambos_mkdir("missing/photos", 0, 0)));

    write_text("photos/cat.jpg", "");
    /* [ambos_rmdir] */
    error = ambos_rmdir("photos");
    if (error == AMBOS_ENOTEMPTY)
        puts("photos: not removed, something is in it");
    else
        must(error, "photos");
    /* [ambos_rmdir] */
    must(ambos_unlink("photos/cat.jpg"), "photos/cat.jpg");
    must(ambos_rmdir("photos"), "photos");
}

static void several(void)
{
    write_text("file.txt", "");
    /* [ambos_make_path] */
    must(ambos_make_path("a/b/c", 0, 0), "a/b/c"); /* with a and a/b */
    must(ambos_make_path("a/b/c", 0, 0), "a/b/c"); /* that it is there is as good */
    if (ambos_make_path("file.txt/d", 0, 0) == AMBOS_ENOTDIR)
        puts("file.txt is no directory");
    /* [ambos_make_path] */

    write_text("a/keep.txt", "");
    /* [ambos_remove_dirs] */
    uint32_t removed;

    must(ambos_remove_dirs("a/b/c", &removed), "a/b/c"); /* and what is empty above it */
    printf("removed %u directories\n", (unsigned)removed);
    /* [ambos_remove_dirs] */
    printf("a is still there: %s\n", yes(ambos_access("a", AMBOS_ACCESS_EXISTS) == AMBOS_OK));
}

int main(void)
{
    work_in_temporary_directory();
    one();
    several();
    return 0;
}
