/* SPDX-License-Identifier: MIT */
/* Whole files: read in one call, and written whole or not at all, whatever becomes of the writer. */
#include "example.h"

static void in_one_call(void)
{
    char *text;
    size_t size;

    /* [ambos_write_file] */
    const ambos_write_options durable = { .flags = AMBOS_WRITE_DURABLE }; /* it survives a loss of power */

    must(ambos_write_file("settings.txt", "colour=red\n", 11, &durable), "settings.txt");
    /* [ambos_write_file] */

    /* [ambos_read_file] */
    must(ambos_read_file("settings.txt", 1 << 20, &text, &size), "settings.txt"); /* no more than 1 MiB */
    printf("%u bytes: %s", (unsigned)size, text);
    ambos_free(text);
    /* [ambos_read_file] */
    printf("no more than 4 bytes: %s\n", ambos_strerror(ambos_read_file("settings.txt", 4, &text, NULL)));
}

static void piece_by_piece(void)
{
    ambos_file_replace *replace;

    /* [ambos_file_replace_begin] */
    must(ambos_file_replace_begin(&replace, "settings.txt", NULL), "settings.txt");
    for (int i = 0; i < 3; i++)
        must(ambos_file_write(ambos_file_replace_file(replace), "colour=blue\n", 12, NULL), "settings.txt");
    must(ambos_file_replace_commit(replace), "settings.txt");
    /* [ambos_file_replace_begin] */

    must(ambos_file_replace_begin(&replace, "settings.txt", NULL), "settings.txt");
    /* [ambos_file_replace_file] */
    ambos_file *file = ambos_file_replace_file(replace); /* its own: never to be closed */

    must(ambos_file_write(file, "colour=blue\nsize=7\n", 19, NULL), "settings.txt");
    must(ambos_file_truncate(file, 12), "settings.txt"); /* seeking and cutting are allowed */
    /* [ambos_file_replace_file] */
    puts("while it is written:");
    show_file("settings.txt");

    /* [ambos_file_replace_commit] */
    must(ambos_file_replace_commit(replace), "settings.txt"); /* from here on everybody sees the new one */
    puts("afterwards:");
    show_file("settings.txt");
    /* [ambos_file_replace_commit] */
}

static void given_up(int sure)
{
    ambos_file_replace *replace;

    must(ambos_file_replace_begin(&replace, "settings.txt", NULL), "settings.txt");
    must(ambos_file_write(ambos_file_replace_file(replace), "half", 4, NULL), "settings.txt");
    /* [ambos_file_replace_abandon] */
    if (sure)
        must(ambos_file_replace_commit(replace), "settings.txt");
    else
        ambos_file_replace_abandon(replace); /* the old file stays, and nothing is left beside it */
    /* [ambos_file_replace_abandon] */
    puts("given up:");
    show_file("settings.txt");
}

int main(void)
{
    ambos_dir_entry *entries;
    size_t count;

    work_in_temporary_directory();
    in_one_call();
    piece_by_piece();
    given_up(0);
    must(ambos_listdir(".", 0, &entries, &count), "list .");
    printf("%u file in all\n", (unsigned)count);
    ambos_free(entries);
    return 0;
}
