/* SPDX-License-Identifier: MIT */
/* Open files: read, write, move about, cut, flush; and the system's own handles inside. */
#include "example.h"

static void write_it(void)
{
    ambos_file *file;
    ambos_file_info info;
    ambos_error error;
    int64_t position;

    /* [ambos_file_open] */
    error = ambos_file_open(&file, "letter.txt", AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0);
    if (error == AMBOS_EEXIST)
        puts("letter.txt is there already"); /* nothing was touched */
    else
        must(error, "letter.txt");
    /* [ambos_file_open] */

    /* [ambos_file_write] */
    static const char text[] = "Dear reader,\n";

    must(ambos_file_write(file, text, strlen(text), NULL), "letter.txt"); /* all of it, or an error */
    /* [ambos_file_write] */

    /* [ambos_file_seek] */
    must(ambos_file_seek(file, -2, AMBOS_SEEK_CUR, &position), "letter.txt"); /* two bytes back */
    printf("at byte %lld\n", (long long)position);
    must(ambos_file_write(file, "!", 1, NULL), "letter.txt"); /* over what was there */
    /* [ambos_file_seek] */

    /* [ambos_file_pwrite] */
    must(ambos_file_pwrite(file, "Good", 4, 0, NULL), "letter.txt"); /* at byte 0 */
    must(ambos_file_seek(file, 0, AMBOS_SEEK_CUR, &position), "letter.txt");
    printf("still at byte %lld\n", (long long)position); /* as if nothing had been written */
    /* [ambos_file_pwrite] */

    /* [ambos_file_truncate] */
    must(ambos_file_truncate(file, 12), "letter.txt"); /* cut off behind its twelfth byte */
    must(ambos_fstat(file, &info), "letter.txt");
    printf("%u bytes are left\n", (unsigned)info.size);
    /* [ambos_file_truncate] */

    /* [ambos_file_sync] */
    error = ambos_file_sync(file, 0); /* AMBOS_SYNC_DATA: its times need not survive */
    if (error == AMBOS_EIO)
        puts("the device failed: what was written may be lost");
    else
        must(error, "letter.txt"); /* it has reached the device */
    /* [ambos_file_sync] */

    /* [ambos_file_close] */
    error = ambos_file_close(file); /* it is closed, whatever this says */
    if (error)
        printf("what was written before is lost: %s\n", ambos_strerror(error));
    /* [ambos_file_close] */
    printf("once more: %s\n",
           ambos_strerror(ambos_file_open(&file, "letter.txt", AMBOS_WRITE | AMBOS_CREATE | AMBOS_EXCLUSIVE, 0)));
}

static void read_it(void)
{
    ambos_file *file;
    char text[8], name[6] = "";
    size_t got;

    must(ambos_file_open(&file, "letter.txt", AMBOS_READ, 0), "letter.txt");
    /* [ambos_file_pread] */
    must(ambos_file_pread(file, name, 5, 5, &got), "letter.txt"); /* five bytes from byte 5; the position stays */
    if (got < 5)
        puts("the file ended before");
    printf("%s\n", name);
    /* [ambos_file_pread] */

    /* [ambos_file_read] */
    while (must(ambos_file_read(file, text, sizeof text, &got), "letter.txt") && got > 0) /* 0: the end */
        printf("[%.*s]", (int)got, text);
    putchar('\n');
    /* [ambos_file_read] */
    (void)ambos_file_close(file);
}

static void handles(void)
{
    ambos_file *file, *borrowed;

    must(ambos_file_open(&file, "letter.txt", AMBOS_READ, 0), "letter.txt");
    /* [ambos_file_native] */
    ambos_native handle = ambos_file_native(file); /* for calls of the system; still the file's */

    printf("there is a handle inside: %s\n", handle != AMBOS_NO_HANDLE ? "yes" : "no");
    /* [ambos_file_native] */
    (void)ambos_file_close(file);

    /* [ambos_file_adopt] */
    ambos_error error = ambos_file_adopt(&borrowed, AMBOS_NO_HANDLE); /* a handle of the system: ours from then on */

    if (error == AMBOS_EBADF)
        puts("that is no open handle");
    else
        must(error, "adopt a handle");
    (void)ambos_file_close(borrowed);
    /* [ambos_file_adopt] */
}

int main(void)
{
    work_in_temporary_directory();
    write_it();
    read_it();
    handles();
    return 0;
}
