/* SPDX-License-Identifier: MIT */
/* End a child with all that it has started. */
#include "example.h"

/* Starts one that starts one ... each holds the output open until it ends. */
static int child(const char *self, int depth)
{
    char below[2] = { (char)('0' + depth - 1), '\0' };
    const char *const command[] = { self, "--child", below, NULL };
    ambos_process *process;

    if (depth > 0)
        must(ambos_spawn(&process, command, NULL), self);
    else
        puts("ready");
    (void)fflush(stdout);
    ambos_sleep(AMBOS_FOREVER);
    return 0;
}

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_status status;
    ambos_file *output;
    char *self, text[16];
    size_t got;

    self = own_path(argv);
    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return child(self, atoi(argv[2]));

    const char *const command[] = { self, "--child", "3", NULL };
    const ambos_spawn_options options = {
        .flags = AMBOS_SPAWN_TREE,
        .stdio = { [1] = { .kind = AMBOS_STREAM_PIPE } },
    };

    must(ambos_spawn(&process, command, &options), self);
    must(ambos_process_take_stream(process, 1, &output), "its output");
    must(ambos_file_read(output, text, sizeof text, &got), "its output");
    printf("the last of four says %.5s\n", text);

    /* [ambos_process_tree] */
    switch (ambos_process_tree(process)) {
    case AMBOS_TREE_GROUP:
        puts("~whoever leaves the process group escapes"); /* AMBOS_SPAWN_TREE_STRICT allows no escape */
        break;
    default:
        puts("~nobody escapes");
    }
    /* [ambos_process_tree] */

    /* [ambos_kill_tree] */
    must(ambos_kill_tree(process), "kill the tree");
    must(ambos_wait(process, AMBOS_FOREVER, &status), "wait"); /* the child itself is still to be waited for */
    printf("ended by force: %s\n", status.kind == AMBOS_STATUS_SIGNALED ? "yes" : "no");
    /* [ambos_kill_tree] */

    while (must(ambos_file_read(output, text, sizeof text, &got), "its output") && got)
        continue;
    puts("nobody holds the output open: all four have ended");
    (void)ambos_file_close(output);
    ambos_process_close(process);
    ambos_free(self);
    return 0;
}
