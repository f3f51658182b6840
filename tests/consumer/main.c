/* SPDX-License-Identifier: MIT */
/* A program of somebody else: it starts itself as a child and looks at what that said. */
#include <ambos/ambos.h>

#include <stdio.h>
#include <string.h>

static int fail(const char *what)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    fprintf(stderr, "consumer: %s; last failure: %s\n", what, ambos_error_name(failure.code));
    return 1;
}

int main(int argc, char **argv)
{
    const char *child[] = { NULL, "hello", NULL };
    ambos_run_result result;
    char *self;
    int same;

    if (argc > 1) {
        puts(argv[1]);
        return 7;
    }
    if (ambos_version() != AMBOS_VERSION)
        return fail("library and header are of two versions");
    if (ambos_program_path(&self))
        return fail("own path");
    child[0] = self;
    if (ambos_run(child, NULL, &result))
        return fail("run");
    same = result.status.code == 7 && strncmp(result.output, "hello", 5) == 0;
    ambos_run_free(&result);
    ambos_free(self);
    return same ? 0 : fail("the child said something else");
}
