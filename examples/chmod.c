/* SPDX-License-Identifier: MIT */
/* Make a file read-only and writable again, by name and by open file: what of a mode means the same on every system. */
#include "example.h"

static int writable(const char *path)
{
    ambos_file_info info;

    must(ambos_stat(path, &info), path);
    return (info.mode & AMBOS_MODE_WUSR) != 0;
}

int main(void)
{
    ambos_file *file;

    work_in_temporary_directory();
    write_text("letter.txt", "Dear reader");
    printf("its owner may write it: %s\n", yes(writable("letter.txt")));

    /* [ambos_chmod] */
    must(ambos_chmod("letter.txt", 0444, 0), "letter.txt"); /* on Windows: the attribute read-only */
    printf("after chmod 0444: %s\n", yes(writable("letter.txt")));
    must(ambos_chmod("letter.txt", AMBOS_MODE_RUSR | AMBOS_MODE_WUSR, 0), "letter.txt");
    printf("after chmod 0600: %s\n", yes(writable("letter.txt")));
    /* [ambos_chmod] */

    /* [ambos_fchmod] */
    must(ambos_file_open(&file, "letter.txt", AMBOS_WRITE, 0), "letter.txt");
    must(ambos_fchmod(file, 0444), "letter.txt");                /* nobody else opens it for writing now */
    must(ambos_file_write(file, "Done", 4, NULL), "letter.txt"); /* but this one is open */
    must(ambos_file_close(file), "letter.txt");
    /* [ambos_fchmod] */
    printf("after fchmod 0444: %s\n", yes(writable("letter.txt")));
    printf("chmod of nothing: %s\n", ambos_strerror(ambos_chmod("missing.txt", 0644, 0)));
    return 0;
}
