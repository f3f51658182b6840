/* SPDX-License-Identifier: MIT */
/* End a child: ask it to stop, wait, and force it when it does not listen; say what was done. On Windows
   who has no console cannot be asked that way, nor under Wine 8: then the example says so, and forces. */
#include "example.h"

/* Listens to the request and cleans up before it goes. */
static int polite_child(void)
{
    ambos_interrupt *interrupt;
    uint32_t which;

    must(ambos_interrupt_open(&interrupt, AMBOS_INTERRUPT_TERM | AMBOS_INTERRUPT_BREAK), "listen");
    puts("ready");
    (void)fflush(stdout);
    must(ambos_interrupt_next(interrupt, AMBOS_FOREVER, &which), "wait for the request");
    ambos_interrupt_close(interrupt);
    return 5;
}

/* Is told, and goes on. */
static int deaf_child(void)
{
    ambos_interrupt *interrupt;

    must(ambos_interrupt_open(&interrupt, AMBOS_INTERRUPT_TERM | AMBOS_INTERRUPT_BREAK), "listen");
    puts("ready");
    (void)fflush(stdout);
    ambos_sleep(AMBOS_FOREVER);
    return 0;
}

/* Returns when it is ready. On Windows only the leader of a group can be asked through the console. */
static ambos_process *start(const char *self, const char *kind)
{
    const char *const command[] = { self, kind, NULL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_NEW_GROUP,
        .stdio = { [1] = { .kind = AMBOS_STREAM_PIPE } },
    };
    ambos_process *process;
    ambos_file *output;
    char ready[16];
    size_t got;

    must(ambos_spawn(&process, command, &options), self);
    must(ambos_process_take_stream(process, 1, &output), "its output");
    must(ambos_file_read(output, ready, sizeof ready, &got), "its output");
    (void)ambos_file_close(output);
    return process;
}

static void stop(ambos_process *process, int64_t grace_ms)
{
    /* [ambos_stop] */
    ambos_stop_result result;

    must(ambos_stop(process, grace_ms, &result), "stop"); /* returns when it has ended */
    printf("it was %s and %s\n", result.asked ? "asked" : "not asked", result.forced ? "forced" : "went by itself");
    if (result.status.kind == AMBOS_STATUS_EXITED)
        printf("exit code %u\n", (unsigned)result.status.code);
    /* [ambos_stop] */
    ambos_process_close(process);
}

static void force(ambos_process *process)
{
    ambos_status status;

    printf("does it run? %s\n", ambos_strerror(ambos_kill(process, 0)));
    /* [ambos_kill] */
    ambos_error error = ambos_kill(process, AMBOS_SIGKILL);

    if (error == AMBOS_ESRCH)
        puts("it had ended before");
    else
        must(error, "kill");
    must(ambos_wait(process, AMBOS_FOREVER, &status), "wait");
    printf("ended by signal %u\n", (unsigned)status.signal);
    /* [ambos_kill] */
    printf("does it run? %s\n", ambos_strerror(ambos_kill(process, 0)));
    ambos_process_close(process);
}

int main(int argc, char **argv)
{
    char *self;

    if (argc > 1 && strcmp(argv[1], "--polite") == 0)
        return polite_child();
    if (argc > 1 && strcmp(argv[1], "--deaf") == 0)
        return deaf_child();
    self = own_path(argv);
    puts("one that listens");
    stop(start(self, "--polite"), 60000);
    puts("one that does not");
    stop(start(self, "--deaf"), 100);
    puts("one that is not asked");
    force(start(self, "--deaf"));
    ambos_free(self);
    return 0;
}
