/* SPDX-License-Identifier: MIT */
/* Wait for whichever child ends first, and for a process that is known by its number only. */
#include "example.h"

/* Until its input ends; its exit code is the argument. */
static int child(const char *code)
{
    while (getchar() != EOF)
        continue;
    return atoi(code);
}

static ambos_process *start(const char *self, const char *code)
{
    const char *const command[] = { self, "--child", code, NULL };
    const ambos_spawn_options fed = { .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process;

    must(ambos_spawn(&process, command, &fed), self);
    return process;
}

static void let_end(ambos_process *process)
{
    ambos_file *input;

    must(ambos_process_take_stream(process, 0, &input), "its input");
    (void)ambos_file_close(input);
}

static void whichever_is_first(const char *self)
{
    ambos_process *children[3];
    ambos_status status;
    size_t which;

    children[0] = start(self, "10");
    children[1] = start(self, "11");
    children[2] = start(self, "12");
    let_end(children[1]);
    /* [ambos_wait_any] */
    must(ambos_wait_any(children, 3, AMBOS_FOREVER, &which, &status), "wait for any");
    printf("number %u of the list ended first, with %u\n", (unsigned)which, (unsigned)status.code);
    ambos_process_close(children[which]);
    children[which] = NULL; /* passed over from now on */
    /* [ambos_wait_any] */
    let_end(children[0]);
    let_end(children[2]);
    for (int left = 2; left > 0; left--) {
        must(ambos_wait_any(children, 3, AMBOS_FOREVER, &which, &status), "wait for any");
        ambos_process_close(children[which]);
        children[which] = NULL;
    }
    printf("none left: %s\n", ambos_strerror(ambos_wait_any(children, 3, AMBOS_FOREVER, &which, &status)));
}

/* Of a plain POSIX system, which has no handles for processes, this would be AMBOS_ENOTSUP. */
static void by_its_number(const char *self)
{
    ambos_process *child_of_ours = start(self, "13"), *watched;
    int64_t id = ambos_process_id(child_of_ours);
    ambos_error error;

    /* [ambos_process_open] */
    error = ambos_process_open(&watched, id); /* a number from a lock file, say */
    if (error == AMBOS_ESRCH)
        puts("there is no such process");
    else if (error == AMBOS_ENOTSUP)
        puts("~this system has no handles for processes");
    else
        must(error, "open the process");
    /* [ambos_process_open] */
    printf("it runs: %s\n", yes(!watched || ambos_wait(watched, AMBOS_POLL, NULL) == AMBOS_ETIMEDOUT));
    let_end(child_of_ours);
    if (watched)
        must(ambos_wait(watched, AMBOS_FOREVER, NULL), "wait for it");
    must(ambos_wait(child_of_ours, AMBOS_FOREVER, NULL), "wait");
    ambos_process_close(watched);
    ambos_process_close(child_of_ours);
    puts("it has ended");
}

int main(int argc, char **argv)
{
    char *self;

    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return child(argv[2]);
    self = own_path(argv);
    whichever_is_first(self);
    by_its_number(self);
    ambos_free(self);
    return 0;
}
