/* SPDX-License-Identifier: MIT */
/* Be told of Ctrl-C and of the request to end, in place of being ended. On Windows the example needs a
   console to ask its own child, and no Wine 8: else the child is ended by force. */
#include <limits.h>

#include "example.h"

/* A program that finishes what it does before it goes. */
static int worker(void)
{
    ambos_interrupt *interrupt;
    uint32_t which = 0;

    /* [ambos_interrupt_open] */
    const uint32_t wanted = AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM | AMBOS_INTERRUPT_BREAK;

    must(ambos_interrupt_open(&interrupt, wanted), "listen"); /* 0: the first two; one object in a process */
    /* [ambos_interrupt_open] */

    /* [ambos_interrupt_native] */
    ambos_native handle = ambos_interrupt_native(interrupt); /* to poll on POSIX, to wait for on Windows */

    printf("there is something to wait for: %s\n", handle != AMBOS_NO_HANDLE ? "yes" : "no");
    /* [ambos_interrupt_native] */
    (void)fflush(stdout);

    /* [ambos_interrupt_next] */
    while (ambos_interrupt_next(interrupt, 20, &which) == AMBOS_ETIMEDOUT)
        continue; /* a piece of work, in place of waiting */
    printf("asked to end by %s\n", which & AMBOS_INTERRUPT_INT ? "Ctrl-C" : "another program");
    /* [ambos_interrupt_next] */

    /* [ambos_interrupt_close] */
    puts("everything is put away");
    (void)fflush(stdout);
    ambos_interrupt_close(interrupt); /* from here on Ctrl-C ends the program again */
    /* [ambos_interrupt_close] */
    return 0;
}

/* Print what it says until it has ended or, with `lines`, until it has said so many. */
static void listen(ambos_file *output, int lines)
{
    char text[1];
    size_t got;

    while (lines > 0 && must(ambos_file_read(output, text, 1, &got), "its output") && got) {
        if (*text != '\r')
            putchar(*text);
        lines -= *text == '\n';
    }
}

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_file *output;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--worker") == 0)
        return worker();
    self = own_path(argv);

    const char *const command[] = { self, "--worker", NULL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_NEW_GROUP, /* on Windows only the leader of a group can be asked */
        .stdio = { [1] = { .kind = AMBOS_STREAM_PIPE } },
    };

    must(ambos_spawn(&process, command, &options), self);
    must(ambos_process_take_stream(process, 1, &output), "its output");
    listen(output, 1);
    must(ambos_stop(process, 60000, NULL), "stop");
    listen(output, INT_MAX);
    (void)ambos_file_close(output);
    ambos_process_close(process);
    ambos_free(self);
    return 0;
}
