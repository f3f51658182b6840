/* SPDX-License-Identifier: MIT */
/* Patterns: which paths fit, the same on every system. */
#include "example.h"

static void print_those_that_fit(const char *pattern)
{
    char **paths;
    size_t count;

    /* [ambos_glob] */
    must(ambos_glob(pattern, NULL, &paths, &count), pattern); /* sorted; a NULL behind the last */
    printf("%s fits %u:", pattern, (unsigned)count);
    for (size_t i = 0; i < count; i++)
        printf(" %s", paths[i]);
    putchar('\n');
    ambos_free(paths); /* all of them are one block */
    /* [ambos_glob] */
}

int main(void)
{
    work_in_temporary_directory();
    must(ambos_make_path("src/core", 0, 0), "src/core");
    write_text("src/main.c", "");
    write_text("src/main.h", "");
    write_text("src/core/text.c", "");
    write_text("src/.hidden.c", "");

    print_those_that_fit("src/*.c");
    print_those_that_fit("**/*.[ch]");
    print_those_that_fit("src/*/");
    print_those_that_fit("doc/*");

    /* [ambos_match] */
    if (ambos_match("src/**/*.c", "src/deep/down/x.c", 0)) /* text only: nothing need exist */
        puts("src/**/*.c fits src/deep/down/x.c");
    if (ambos_match("*.JPG", "cat.jpg", AMBOS_GLOB_IGNORE_CASE) && !ambos_match("*.JPG", "cat.jpg", 0))
        puts("*.JPG fits cat.jpg when case is ignored");
    /* [ambos_match] */
    return 0;
}
