/* SPDX-License-Identifier: MIT */
/* The arguments of a program as UTF-8, on Windows too, where main gets them in an old code page. */
#include "example.h"

static int child(int argc, char **argv)
{
    char **args;

    /* [ambos_args] */
    must(ambos_args(argc, argv, &args), "the arguments"); /* at the top of main */
    for (int i = 2; args[i]; i++)
        printf("[%s]", args[i]);
    ambos_free(args); /* the array and its texts */
    /* [ambos_args] */
    return 0;
}

int main(int argc, char **argv)
{
    ambos_run_result result;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return child(argc, argv);
    self = own_path(argv);

    static const char east[] = "\xE6\x97\xA5\xE6\x9C\xAC";
    const char *const command[] = { self, "--child", "\xC3\xA9t\xC3\xA9", east, "", "a\"b", "c\\", "*", NULL };

    must(ambos_run(command, NULL, &result), self);
    printf("%s\n", result.output);
    ambos_run_free(&result);
    ambos_free(self);
    return 0;
}
