/* SPDX-License-Identifier: MIT */
/* Copy and move files and trees, and remove them. */
#include "example.h"

static int AMBOS_CALL show_progress(void *context, uint64_t done, uint64_t total)
{
    if (done == total)
        printf("%s: %u of %u bytes\n", (const char *)context, (unsigned)done, (unsigned)total);
    return 0; /* anything else ends it */
}

static void files(void)
{
    static char name[] = "letter.txt";

    /* [ambos_copy_file] */
    const ambos_copy_options copy = {
        .flags = AMBOS_COPY_NO_REPLACE | AMBOS_COPY_PRESERVE, /* times and all that */
        .progress = show_progress,
        .context = name,
    };
    ambos_error error = ambos_copy_file("letter.txt", "copy.txt", &copy);

    if (error == AMBOS_EEXIST)
        puts("copy.txt is there: left as it is");
    else
        must(error, "copy.txt");
    /* [ambos_copy_file] */
    printf("once more: %s\n", ambos_strerror(ambos_copy_file("letter.txt", "copy.txt", &copy)));

    /* [ambos_move] */
    error = ambos_move("copy.txt", "archive/2000.txt", NULL); /* to another file system, too */
    if (error == AMBOS_EISDIR)
        puts("a directory bears the name");
    else
        must(error, "copy.txt");
    /* [ambos_move] */
    show_file("archive/2000.txt");

    /* [ambos_unlink] */
    error = ambos_unlink("copy.txt");
    if (error == AMBOS_ENOENT)
        puts("copy.txt: there is none");
    else
        must(error, "copy.txt");
    /* [ambos_unlink] */
}

static void trees(void)
{
    ambos_tree_report report;

    /* [ambos_copy_tree] */
    if (ambos_copy_tree("archive", "backup", NULL, &report) == AMBOS_OK)
        printf("copied %u entries, %u bytes\n", (unsigned)report.entries, (unsigned)report.bytes);
    else
        printf("%u failed, the first was %s: %s\n", (unsigned)report.failures, report.path ? report.path : "?",
               ambos_strerror(report.first.code));
    ambos_free(report.path);
    /* [ambos_copy_tree] */
    show_file("backup/2000.txt");

    /* [ambos_remove_tree] */
    const ambos_tree_options options = { .flags = AMBOS_REMOVE_MISSING_OK };

    must(ambos_remove_tree("backup", &options, &report), "backup"); /* links in it are never followed */
    printf("removed %u entries\n", (unsigned)report.entries);
    ambos_free(report.path);
    /* [ambos_remove_tree] */
    must(ambos_remove_tree("backup", &options, NULL), "backup");
    printf("backup is there: %s\n", yes(ambos_access("backup", AMBOS_ACCESS_EXISTS) == AMBOS_OK));
}

int main(void)
{
    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");
    must(ambos_mkdir("archive", 0, 0), "archive");
    files();
    trees();
    return 0;
}
