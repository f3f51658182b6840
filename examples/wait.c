/* SPDX-License-Identifier: MIT */
/* Wait for a child: look, wait with a time limit, wait to the end, and tell how it ended. */
#include "example.h"

/* Until its input ends. */
static int child(void)
{
    while (getchar() != EOF)
        continue;
    return 42;
}

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_status status, again;
    ambos_file *input;
    ambos_error error;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return child();
    self = own_path(argv);

    const char *const command[] = { self, "--child", NULL };
    const ambos_spawn_options fed = { .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE } } };

    must(ambos_spawn(&process, command, &fed), self);
    printf("looking: %s\n", ambos_strerror(ambos_wait(process, AMBOS_POLL, &status)));
    printf("waiting for 10 ms: %s\n", ambos_strerror(ambos_wait(process, 10, &status)));

    must(ambos_process_take_stream(process, 0, &input), "its input");
    (void)ambos_file_close(input); /* lets it end */
    /* [ambos_wait] */
    error = ambos_wait(process, 60000, &status); /* AMBOS_FOREVER: no limit; AMBOS_POLL: only look */
    if (error == AMBOS_ETIMEDOUT)
        puts("it still runs");
    else if (must(error, "wait") && status.kind == AMBOS_STATUS_EXITED)
        printf("it exited with %u\n", (unsigned)status.code);
    else if (status.kind == AMBOS_STATUS_SIGNALED)
        printf("it was ended by signal %u\n", (unsigned)status.signal);
    else
        puts("it crashed");
    /* [ambos_wait] */
    must(ambos_wait(process, AMBOS_POLL, &again), "wait again");
    printf("asked again, the answer is the same: %s\n", yes(again.kind == status.kind && again.code == status.code));
    ambos_process_close(process);
    ambos_free(self);
    return 0;
}
