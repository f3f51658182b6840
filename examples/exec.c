/* SPDX-License-Identifier: MIT */
/* Become another program. On Windows, where no process can, it runs as a child, and whoever waits sees its end and
   its code. */
#include "example.h"

/* This process goes on when it fails, and is gone when it works. */
static int become(const char *self)
{
    const char *const missing[] = { "ambos-has-no-such-program", NULL };

    printf("become nothing: %s\n", ambos_strerror(ambos_exec(missing, NULL)));

    /* [ambos_exec] */
    const char *const command[] = { self, "--final", "one argument", NULL };

    (void)fflush(stdout); /* what stdio holds back would be lost */
    must(ambos_exec(command, NULL), command[0]);
    puts("never said");
    /* [ambos_exec] */
    return 1;
}

int main(int argc, char **argv)
{
    ambos_run_result result;
    char *self;

    if (argc > 2 && strcmp(argv[1], "--final") == 0) {
        printf("the new program has %s\n", argv[2]);
        return 7;
    }
    self = own_path(argv);
    if (argc > 1 && strcmp(argv[1], "--become") == 0)
        return become(self);

    const char *const command[] = { self, "--become", NULL };

    must(ambos_run(command, NULL, &result), self);
    for (const char *line = result.output; *line; line += strcspn(line, "\n"), line += *line == '\n')
        printf("%.*s\n", (int)strcspn(line, "\r\n"), line);
    printf("exit code %u\n", (unsigned)result.status.code);
    ambos_run_free(&result);
    ambos_free(self);
    return 0;
}
