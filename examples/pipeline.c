/* SPDX-License-Identifier: MIT */
/* Several programs at once, the output of each the input of the next, as in a shell but without one. */
#include "example.h"

/* Hands on the lines that have the letter. */
static int filter(char letter)
{
    char line[100];

    while (fgets(line, sizeof line, stdin))
        if (strchr(line, letter))
            printf("%.*s\n", (int)strcspn(line, "\r\n"), line);
    return 0;
}

/* Says how many lines there are. */
static int count(void)
{
    char line[100];
    int lines = 0;

    while (fgets(line, sizeof line, stdin))
        lines++;
    printf("%d", lines);
    return 0;
}

static void run(const ambos_stage stages[])
{
    const ambos_run_options options = { .input = "red\ngreen\nblue\nwhite\n", .input_size = 21 };
    ambos_run_result result;
    ambos_status statuses[3];
    size_t failed;

    /* [ambos_pipeline] */
    must(ambos_pipeline(stages, 3, &options, &result, statuses, &failed), "the pipeline");
    if (failed < 3)
        printf("number %u exited with %u\n", (unsigned)failed, (unsigned)statuses[failed].code);
    else
        printf("all went well, the last said %s\n", result.output);
    ambos_run_free(&result);
    /* [ambos_pipeline] */
}

int main(int argc, char **argv)
{
    char *self;

    if (argc > 2 && strcmp(argv[1], "--filter") == 0)
        return filter(argv[2][0]);
    if (argc > 1 && strcmp(argv[1], "--count") == 0)
        return count();
    if (argc > 1)
        return filter('\0') + 9; /* reads all and fails */
    self = own_path(argv);

    const char *const with_e[] = { self, "--filter", "e", NULL };
    const char *const with_r[] = { self, "--filter", "r", NULL };
    const char *const how_many[] = { self, "--count", NULL };
    const char *const wrong[] = { self, "--wrong", NULL };
    const ambos_stage good[] = { { .argv = with_e }, { .argv = with_r }, { .argv = how_many } };
    const ambos_stage bad[] = { { .argv = with_e }, { .argv = wrong }, { .argv = how_many } };

    run(good);
    run(bad);
    ambos_free(self);
    return 0;
}
