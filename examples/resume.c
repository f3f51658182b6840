/* SPDX-License-Identifier: MIT */
/* Start a child that stands still until it is told to begin. Only Windows has such; POSIX says that it has not. */
#include "example.h"

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_status status;
    ambos_error error;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return 8;
    self = own_path(argv);

    const char *const command[] = { self, "--child", NULL };

    /* [ambos_resume] */
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_SUSPENDED };

    error = ambos_spawn(&process, command, &options);
    if (error == AMBOS_ENOTSUP)
        puts("no child is started suspended here"); /* POSIX */
    else if (must(error, self)) {
        /* ... a debugger or a job of one's own gets it now ... */
        must(ambos_resume(process), "resume");
        must(ambos_wait(process, AMBOS_FOREVER, &status), "wait");
        printf("resumed, it exited with %u\n", (unsigned)status.code);
    }
    /* [ambos_resume] */
    ambos_process_close(process);
    ambos_free(self);
    return 0;
}
