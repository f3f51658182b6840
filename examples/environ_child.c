/* SPDX-License-Identifier: MIT */
/* An environment as an object: made, changed and handed to a child, while that of this process stays as it is. */
#include "example.h"

static void print(const ambos_env *env)
{
    /* [ambos_env_at] */
    for (size_t i = 0; i < ambos_env_count(env); i++) {
        const char *entry;
        size_t name_length;

        must(ambos_env_at(env, i, &entry, &name_length), "an entry");
        printf("  %.*s is %s\n", (int)name_length, entry, entry + name_length + 1);
    }
    /* [ambos_env_at] */
}

static void make(void)
{
    ambos_env *env, *other;
    const char *value;

    /* [ambos_env_create] */
    must(ambos_env_create(&env), "an empty environment");
    must(ambos_env_set(env, "LANG", "C"), "LANG");
    ambos_env_free(env);
    /* [ambos_env_create] */

    /* [ambos_env_from_list] */
    const char *const entries[] = { "COLOUR=red", "SHAPE=round", "SIZE=7", NULL };

    must(ambos_env_from_list(&env, entries), "an environment");
    /* [ambos_env_from_list] */

    /* [ambos_env_count] */
    const size_t count = ambos_env_count(env);

    printf("%u %s\n", (unsigned)count, count == 1 ? "variable" : "variables");
    /* [ambos_env_count] */

    /* [ambos_env_set] */
    must(ambos_env_set(env, "COLOUR", "blue"), "COLOUR"); /* it keeps its place */
    must(ambos_env_set(env, "TASTE", ""), "TASTE");       /* empty, and yet set */
    if (ambos_env_set(env, "A=B", "") == AMBOS_EINVAL)
        puts("no name has an = in it");
    /* [ambos_env_set] */

    /* [ambos_env_unset] */
    must(ambos_env_unset(env, "SIZE"), "SIZE");     /* a child does not get it */
    must(ambos_env_unset(env, "WEIGHT"), "WEIGHT"); /* that it was not set is no error */
    if (ambos_env_get(env, "SIZE", &value) == AMBOS_ENOENT)
        puts("SIZE is gone");
    /* [ambos_env_unset] */

    /* [ambos_env_get] */
    if (ambos_env_get(env, "COLOUR", &value) == AMBOS_OK)
        printf("COLOUR is %s now\n", value); /* the text belongs to the environment */
    if (ambos_env_get(env, "SIZE", &value) == AMBOS_ENOENT)
        puts("SIZE is not set");
    /* [ambos_env_get] */

    /* [ambos_env_merge] */
    must(ambos_env_create(&other), "an empty environment");
    must(ambos_env_set(other, "SHAPE", "square"), "SHAPE");
    must(ambos_env_merge(env, other), "merge"); /* what `other` sets, env sets as well */
    print(env);
    /* [ambos_env_merge] */

    /* [ambos_env_clear] */
    ambos_env_clear(env); /* every variable, and it can be filled anew */
    printf("cleared: %u variables\n", (unsigned)ambos_env_count(env));
    must(ambos_env_set(env, "COLOUR", "white"), "COLOUR");
    /* [ambos_env_clear] */

    /* [ambos_env_free] */
    ambos_env_free(other);
    ambos_env_free(env);  /* a child that has been spawned with it needs it no more */
    ambos_env_free(NULL); /* does nothing */
    /* [ambos_env_free] */
}

static void hand_over(const char *self)
{
    const char *const argv[] = { self, "--say", NULL };
    ambos_run_result result;
    ambos_env *env;
    char *value;

    /* [ambos_env_snapshot] */
    must(ambos_env_snapshot(&env), "the environment"); /* all that this process has, and ... */
    must(ambos_env_set(env, "EXAMPLE_COLOUR", "green"), "EXAMPLE_COLOUR");

    const ambos_spawn_options spawn = { .env = env };
    const ambos_run_options options = { .spawn = &spawn };

    must(ambos_run(argv, &options, &result), self);
    /* [ambos_env_snapshot] */
    printf("the child has %s\n", result.output);
    printf("and this process: %s\n", ambos_strerror(ambos_getenv("EXAMPLE_COLOUR", &value)));
    ambos_run_free(&result);
    ambos_env_free(env);
}

int main(int argc, char **argv)
{
    char *self, *value;

    if (argc > 1 && strcmp(argv[1], "--say") == 0) {
        must(ambos_getenv("EXAMPLE_COLOUR", &value), "EXAMPLE_COLOUR");
        printf("%s", value);
        ambos_free(value);
        return 0;
    }
    self = own_path(argv);
    make();
    hand_over(self);
    ambos_free(self);
    return 0;
}
