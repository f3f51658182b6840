/* SPDX-License-Identifier: MIT */
/* What is a file: its type, size and times, by name and by open file; and are two the same? */
#include "example.h"

static void by_name(void)
{
    ambos_file_info info;

    /* [ambos_stat] */
    ambos_error error = ambos_stat("letter.txt", &info);

    if (error == AMBOS_OK)
        printf("letter.txt: %s, %u bytes, %u name\n", info.type == AMBOS_TYPE_FILE ? "a file" : "no file",
               (unsigned)info.size, (unsigned)info.nlink);
    else
        printf("letter.txt: %s\n", ambos_strerror(error));
    /* [ambos_stat] */
    printf("its time is known: %s\n", yes(info.known & AMBOS_INFO_MODIFIED && info.modified.sec > 0));
    printf("missing.txt: %s\n", ambos_strerror(ambos_stat("missing.txt", &info)));
    printf("letter.txt/x: %s\n", ambos_strerror(ambos_stat("letter.txt/x", &info)));
}

static void not_following(void)
{
    ambos_file_info info;

    /* [ambos_lstat] */
    must(ambos_lstat("letter.txt", &info), "letter.txt"); /* of a link: the link itself */
    if (info.type == AMBOS_TYPE_SYMLINK || info.type == AMBOS_TYPE_JUNCTION)
        puts("letter.txt leads elsewhere");
    else
        puts("letter.txt is itself, and no link");
    /* [ambos_lstat] */
}

static void of_an_open_file(void)
{
    ambos_file_info info;
    ambos_file *file;

    /* [ambos_fstat] */
    must(ambos_file_open(&file, "letter.txt", AMBOS_READ, 0), "letter.txt");
    must(ambos_fstat(file, &info), "letter.txt"); /* of this file, whatever bears the name by now */
    printf("open: %u bytes\n", (unsigned)info.size);
    (void)ambos_file_close(file);
    /* [ambos_fstat] */
}

static void the_same(void)
{
    ambos_file_info a, b;

    /* [ambos_same_file] */
    must(ambos_stat("letter.txt", &a), "letter.txt");
    must(ambos_stat("./letter.txt", &b), "./letter.txt");
    printf("letter.txt and ./letter.txt are the same: %s\n", ambos_same_file(&a, &b) ? "yes" : "no");
    /* [ambos_same_file] */
    must(ambos_stat("copy.txt", &b), "copy.txt");
    printf("letter.txt and copy.txt are the same: %s\n", yes(ambos_same_file(&a, &b)));
}

int main(void)
{
    work_in_temporary_directory();
    write_text("letter.txt", "seven .");
    write_text("copy.txt", "seven .");
    by_name();
    not_following();
    of_an_open_file();
    the_same();
    return 0;
}
