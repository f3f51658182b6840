/* SPDX-License-Identifier: MIT */
/* Wait for any number of children together: each is told when it has ended. */
#include "example.h"

enum { CHILDREN = 5 };

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

int main(int argc, char **argv)
{
    static const char *const codes[CHILDREN] = { "1", "2", "3", "4", "5" };
    ambos_process *children[CHILDREN], *ended;
    ambos_status status;
    ambos_error error;
    unsigned sum = 0;
    char *self;

    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return getchar() == EOF ? atoi(argv[2]) : 99;
    self = own_path(argv);

    /* [ambos_waitset_create] */
    ambos_waitset *set;

    must(ambos_waitset_create(&set), "a waitset"); /* takes as many processes as there are */
    /* [ambos_waitset_create] */
    /* [ambos_waitset_add] */
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = start(self, codes[i]);
        must(ambos_waitset_add(set, children[i]), "add a child"); /* it stays ours: close it in the end */
    }
    /* [ambos_waitset_add] */
    printf("looking: %s\n", ambos_strerror(ambos_waitset_next(set, AMBOS_POLL, &ended)));

    /* [ambos_waitset_remove] */
    error = ambos_waitset_remove(set, children[4]); /* it is not waited for any more, and runs on */
    if (error == AMBOS_ENOENT)
        puts("it was not in, or has come out by its end");
    else
        must(error, "remove a child");
    /* [ambos_waitset_remove] */

    for (int i = 0; i < CHILDREN; i++)
        let_end(children[i]);
    /* [ambos_waitset_next] */
    while (ambos_waitset_next(set, AMBOS_FOREVER, &ended) == AMBOS_OK) { /* AMBOS_ENOENT: none is left */
        must(ambos_wait(ended, AMBOS_POLL, &status), "its status");
        sum += status.code;
    }
    /* [ambos_waitset_next] */
    printf("the sum of four exit codes is %u\n", sum);

    /* [ambos_waitset_free] */
    ambos_waitset_free(set); /* the set; the processes are the caller's */
    for (int i = 0; i < CHILDREN; i++)
        ambos_process_close(children[i]);
    /* [ambos_waitset_free] */
    ambos_free(self);
    return 0;
}
