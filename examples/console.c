/* SPDX-License-Identifier: MIT */
/* The person before the program: is somebody there, how wide is the window, and text that can be read. */
#include "example.h"

int main(void)
{
    uint32_t columns, rows;

    /* [ambos_is_terminal] */
    if (ambos_is_terminal(AMBOS_STDOUT))
        puts("~somebody reads this: colours and progress are welcome");
    else
        puts("~this goes to a file or pipe: plain lines");
    /* [ambos_is_terminal] */

    /* [ambos_terminal_size] */
    if (ambos_terminal_size(AMBOS_STDOUT, &columns, &rows) != AMBOS_OK)
        columns = 80; /* no terminal, or one that does not tell */
    printf("~lines of %u characters\n", (unsigned)columns);
    /* [ambos_terminal_size] */
    (void)fflush(stdout);

    /* [ambos_print] */
    static const char text[] = "\xC3\xA9t\xC3\xA9, \xE6\x97\xA5\n"; /* UTF-8, whatever the console's code page */

    must(ambos_print(AMBOS_STDOUT, text, sizeof text - 1), "print");
    /* [ambos_print] */

    /* [ambos_file_standard] */
    ambos_file *output;

    must(ambos_file_standard(&output, AMBOS_STDOUT), "the standard output");
    must(ambos_file_write(output, "bytes as they are\n", 18, NULL), "the standard output");
    (void)ambos_file_close(output); /* this one: stdout stays open */
    /* [ambos_file_standard] */
    return 0;
}
