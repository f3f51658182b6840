/* SPDX-License-Identifier: MIT */
/* A watchdog: starts a program, starts it again when it fails, each time after a longer pause, gives up in the end, and
   stops it on Ctrl-C.

     watchdog TRIES PROGRAM [ARGUMENT ...]

   Without arguments it shows itself at work. On Windows, who has no console cannot be asked to stop, nor under Wine 8:
   there the demonstration leaves its last part out. */
#include "example.h"

enum { FIRST_PAUSE_MS = 20, LONGEST_PAUSE_MS = 30000, LOOK_MS = 50, GRACE_MS = 5000, WENT_WELL_MS = 60000 };

enum outcome { DONE, FAILED, ASKED_TO_STOP };

/* Waits until the program has ended, or somebody asks us to. */
static enum outcome watch(ambos_process *process, ambos_interrupt *interrupt)
{
    ambos_stop_result stopped;
    ambos_status status;
    uint32_t which;

    while (ambos_wait(process, LOOK_MS, &status) == AMBOS_ETIMEDOUT)
        if (ambos_interrupt_next(interrupt, AMBOS_POLL, &which) == AMBOS_OK) {
            must(ambos_stop(process, GRACE_MS, &stopped), "stop the program");
            printf("watchdog: asked to stop, and so %s the program\n", stopped.forced ? "killed" : "stopped");
            return ASKED_TO_STOP;
        }
    if (status.kind == AMBOS_STATUS_EXITED && status.code == 0)
        return DONE;
    if (status.kind == AMBOS_STATUS_EXITED)
        printf("watchdog: it exited with %u\n", (unsigned)status.code);
    else
        puts("watchdog: it crashed or was killed");
    return FAILED;
}

static enum outcome run_once(const char *const argv[], ambos_interrupt *interrupt)
{
    /* A group of its own: Ctrl-C comes to us, and the program is asked by us. */
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_GROUP };
    ambos_process *process;
    ambos_failure failure;
    enum outcome outcome;

    (void)fflush(stdout);
    if (ambos_spawn(&process, argv, &options) != AMBOS_OK) {
        ambos_last_failure(&failure);
        printf("watchdog: cannot %s: %s\n", ambos_step_text(failure.step), ambos_strerror(failure.code));
        return FAILED;
    }
    outcome = watch(process, interrupt);
    ambos_process_close(process);
    return outcome;
}

/* Returns the exit code. */
static int guard(const char *const argv[], int tries)
{
    int64_t pause_ms = FIRST_PAUSE_MS, began_ns;
    enum outcome outcome = FAILED;
    ambos_interrupt *interrupt;
    uint32_t which;

    must(ambos_interrupt_open(&interrupt, 0), "listen to Ctrl-C");
    for (int failures = 0; failures < tries; failures++) {
        began_ns = ambos_clock_ns();
        outcome = run_once(argv, interrupt);
        if (outcome != FAILED)
            break;
        if (ambos_clock_ns() - began_ns > WENT_WELL_MS * INT64_C(1000000)) {
            failures = 0; /* it did well for long: no row of failures */
            pause_ms = FIRST_PAUSE_MS;
        }
        if (ambos_interrupt_next(interrupt, pause_ms, &which) == AMBOS_OK) { /* the pause, which Ctrl-C ends */
            outcome = ASKED_TO_STOP;
            break;
        }
        pause_ms = pause_ms * 2 < LONGEST_PAUSE_MS ? pause_ms * 2 : LONGEST_PAUSE_MS;
    }
    ambos_interrupt_close(interrupt);
    puts(outcome == FAILED ? "watchdog: given up" : "watchdog: done");
    return outcome == FAILED;
}

/* ---- the demonstration ---- */

/* Fails until it has been started so often; it counts in the file of that name. */
static int flaky(int good_start)
{
    ambos_file_info info;
    ambos_file *file;

    must(ambos_file_open(&file, "starts", AMBOS_APPEND | AMBOS_CREATE, 0), "starts");
    must(ambos_file_write(file, ".", 1, NULL), "starts");
    must(ambos_fstat(file, &info), "starts");
    must(ambos_file_close(file), "starts");
    printf("program: start %u\n", (unsigned)info.size);
    return (int)info.size < good_start ? 9 : 0;
}

/* Runs until its input ends. */
static int stay(void)
{
    puts("program: I stay");
    (void)fflush(stdout);
    while (getchar() != EOF)
        continue;
    return 0;
}

static void stop_a_watchdog(const char *self)
{
    const char *const argv[] = { self, "3", self, "--stay", NULL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_NEW_GROUP,
        .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE }, [1] = { .kind = AMBOS_STREAM_PIPE } },
    };
    ambos_process *process;
    ambos_stop_result stopped;
    ambos_file *output;
    char text[400];
    size_t got = 1, all = 0;

    must(ambos_spawn(&process, argv, &options), self);
    must(ambos_process_take_stream(process, 1, &output), "its output");
    must(ambos_file_read(output, text, 15, &all), "its output"); /* it and its program run */
    must(ambos_stop(process, 60000, &stopped), "stop the watchdog");
    ambos_process_close(process); /* closes the input: a program that is left ends by that */
    while (got && all < sizeof text && must(ambos_file_read(output, text + all, sizeof text - all, &got), "its output"))
        all += got;
    (void)ambos_file_close(output);
    if (stopped.asked)
        printf("%.*s", (int)all, text);
    else
        puts("a watchdog cannot be asked here");
}

static int demonstrate(const char *self)
{
    const char *const good[] = { self, "--flaky", "3", NULL };
    const char *const bad[] = { self, "--flaky", "99", NULL };
    const char *const missing[] = { "ambos-has-no-such-program", NULL };
    int wrong;

    work_in_temporary_directory();
    wrong = guard(good, 5) != 0;
    wrong += guard(bad, 2) != 1;
    wrong += guard(missing, 1) != 1;
    stop_a_watchdog(self);
    return wrong;
}

int main(int argc, char **argv)
{
    char **args, *self;
    int code = 2;

    if (argc == 3 && strcmp(argv[1], "--flaky") == 0)
        return flaky(atoi(argv[2]));
    if (argc == 2 && strcmp(argv[1], "--stay") == 0)
        return stay();
    must(ambos_args(argc, argv, &args), "the arguments");
    if (argc < 2) {
        self = own_path(args);
        code = demonstrate(self);
        ambos_free(self);
    } else if (argc < 3 || atoi(args[1]) < 1) {
        puts("usage: watchdog TRIES PROGRAM [ARGUMENT ...]");
    } else {
        code = guard((const char *const *)(args + 2), atoi(args[1]));
    }
    ambos_free(args);
    return code;
}
