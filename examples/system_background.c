/* SPDX-License-Identifier: MIT */
/* Start a program that goes on by itself: detached, it is not ours any more, and leaves no zombie. */
#include "example.h"

/* The work that goes on: until somebody says what to write. */
static int child(void)
{
    char word[16] = "";

    if (scanf("%15s", word) != 1)
        return 1;
    write_text("report.txt", word);
    return 0;
}

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_file *input, *output;
    ambos_status status;
    char *self, byte;
    size_t got;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return child();
    self = own_path(argv);
    work_in_temporary_directory();

    const char *const command[] = { self, "--child", NULL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_DETACHED,
        .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE }, [1] = { .kind = AMBOS_STREAM_PIPE } },
    };

    must(ambos_spawn(&process, command, &options), self);
    must(ambos_process_take_stream(process, 0, &input), "its input");
    must(ambos_process_take_stream(process, 1, &output), "its output");
    printf("to wait for it: %s\n", ambos_strerror(ambos_wait(process, AMBOS_FOREVER, &status)));
    ambos_process_close(process);

    /* It runs on, though nobody here holds it. The pipes are all that is left to tell when it has ended. */
    must(ambos_file_write(input, "finished\n", 9, NULL), "its input");
    (void)ambos_file_close(input);
    must(ambos_file_read(output, &byte, 1, &got), "its output");
    printf("it has ended: %s\n", yes(got == 0));
    (void)ambos_file_close(output);
    show_file("report.txt");
    ambos_free(self);
    return 0;
}
