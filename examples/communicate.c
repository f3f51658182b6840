/* SPDX-License-Identifier: MIT */
/* Talk to a child: feed it and capture its answer, hear it line by line, with a time limit; read and write its pipes
   without waiting too long. */
#include "example.h"

static const ambos_spawn_options pipes = {
    .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE }, [1] = { .kind = AMBOS_STREAM_PIPE } },
};

/* Numbers each line of its input; then, when told to, it goes on for ever. */
static int child(const char *then)
{
    char line[100];

    for (int number = 1; fgets(line, sizeof line, stdin); number++)
        printf("%d %.*s\n", number, (int)strcspn(line, "\r\n"), line);
    (void)fflush(stdout);
    if (strcmp(then, "stay") == 0)
        ambos_sleep(AMBOS_FOREVER);
    return 0;
}

static ambos_process *start(const char *self, const char *then)
{
    const char *const command[] = { self, "--child", then, NULL };
    ambos_process *process;

    must(ambos_spawn(&process, command, &pipes), self);
    return process;
}

static int AMBOS_CALL print_line(void *context, uint32_t stream, const char *line, size_t size, int more)
{
    (void)context, (void)stream, (void)more;
    printf("told: %.*s\n", (int)size, line);
    return 0; /* go on */
}

static void feed_and_capture(const char *self)
{
    ambos_process *process = start(self, "end");
    ambos_run_result result;

    /* [ambos_communicate] */
    const ambos_run_options options = {
        .input = "red\ngreen\n",
        .input_size = 10,
        .on_line = print_line, /* without it all is in result.output */
        .timeout_ms = 60000,
    };

    must(ambos_communicate(process, &options, &result), self); /* waits for its end, too */
    printf("exit code %u\n", (unsigned)result.status.code);
    ambos_run_free(&result);
    /* [ambos_communicate] */
    ambos_process_close(process);
}

static void too_long(const char *self)
{
    ambos_process *process = start(self, "stay");
    const ambos_run_options options = { .input = "blue\n", .input_size = 5, .timeout_ms = 300 };
    ambos_run_result result;

    printf("one that stays: %s\n", ambos_strerror(ambos_communicate(process, &options, &result)));
    printf("it was killed: %s\n", yes(result.status.kind == AMBOS_STATUS_SIGNALED));
    ambos_run_free(&result);
    ambos_process_close(process);
}

static void by_hand(const char *self)
{
    ambos_process *process = start(self, "end");
    ambos_file *input, *output;
    char answer[100] = "";
    size_t got, written;
    ambos_error error;

    must(ambos_process_take_stream(process, 0, &input), "its input");
    must(ambos_process_take_stream(process, 1, &output), "its output");

    /* [ambos_file_write_timed] */
    error = ambos_file_write_timed(input, "white\n", 6, 60000, &written);
    if (error == AMBOS_ETIMEDOUT)
        printf("it does not read: %u bytes went\n", (unsigned)written);
    else
        must(error, "its input");
    /* [ambos_file_write_timed] */

    /* [ambos_file_read_timed] */
    error = ambos_file_read_timed(output, answer, sizeof answer - 1, 10, &got);
    if (error == AMBOS_ETIMEDOUT)
        puts("it says nothing yet"); /* ask again: nothing is lost */
    else if (must(error, "its output") && got == 0)
        puts("it has closed its output");
    /* [ambos_file_read_timed] */

    (void)ambos_file_close(input);
    must(ambos_file_read_timed(output, answer, sizeof answer - 1, AMBOS_FOREVER, &got), "its output");
    printf("it says %.7s\n", answer);
    (void)ambos_file_close(output);
    must(ambos_wait(process, AMBOS_FOREVER, NULL), "wait");
    ambos_process_close(process);
}

int main(int argc, char **argv)
{
    char *self;

    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return child(argv[2]);
    self = own_path(argv);
    feed_and_capture(self);
    too_long(self);
    by_hand(self);
    ambos_free(self);
    return 0;
}
