/* SPDX-License-Identifier: MIT */
/* Run a program and wait for its end, as system() is used for, but without a shell: arguments arrive as they are. */
#include "example.h"

static int child(int argc, char **argv)
{
    if (strcmp(argv[2], "exit") == 0)
        return 3;
    for (int i = 3; i < argc; i++)
        printf("[%s]", argv[i]);
    return 0;
}

static void say_how(const ambos_status *status)
{
    if (status->kind == AMBOS_STATUS_EXITED)
        printf("it exited with %u\n", (unsigned)status->code);
    else
        printf("it was ended or crashed\n");
}

int main(int argc, char **argv)
{
    ambos_run_result result;
    char *self;

    if (argc > 2 && strcmp(argv[1], "--child") == 0)
        return child(argc, argv);
    self = own_path(argv);

    /* [ambos_run] */
    const char *const command[] = { self, "--child", "say", "two words", "$HOME; %PATH%", "\"quoted\"", NULL };

    if (must(ambos_run(command, NULL, &result), command[0]))
        printf("it said %s\n", result.output);
    if (result.status.kind != AMBOS_STATUS_EXITED || result.status.code != 0)
        puts("and it did not go well");
    ambos_run_free(&result);
    /* [ambos_run] */

    const char *const failing[] = { self, "--child", "exit", NULL };

    must(ambos_run(failing, NULL, &result), failing[0]);
    say_how(&result.status);
    ambos_run_free(&result);

    const char *const missing[] = { "ambos-has-no-such-program", NULL };

    /* [ambos_run_free] */
    if (ambos_run(missing, NULL, &result) != AMBOS_OK)
        printf("cannot %s: %s\n", ambos_step_text(result.failure.step), ambos_strerror(result.failure.code));
    ambos_run_free(&result); /* after a failure too: there may be output */
    /* [ambos_run_free] */
    ambos_free(self);
    return 0;
}
