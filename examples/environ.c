/* SPDX-License-Identifier: MIT */
/* The environment of this process: read, set, unset and clear it. A program with threads changes it at its start or not
   at all: for a child there is environ_child.c. */
#include "example.h"

static void read_one(void)
{
    char *value, buffer[8];
    size_t length;

    must(ambos_setenv("EXAMPLE_COLOUR", "blue"), "EXAMPLE_COLOUR");
    /* [ambos_getenv] */
    ambos_error error = ambos_getenv("EXAMPLE_COLOUR", &value);

    if (error == AMBOS_ENOENT)
        puts("EXAMPLE_COLOUR is not set");
    else if (must(error, "EXAMPLE_COLOUR"))
        printf("EXAMPLE_COLOUR is \"%s\"\n", value);
    ambos_free(value);
    /* [ambos_getenv] */
    printf("EXAMPLE_SHAPE: %s\n", ambos_strerror(ambos_getenv("EXAMPLE_SHAPE", &value)));

    must(ambos_setenv("EXAMPLE_COLOUR", "ultramarine"), "EXAMPLE_COLOUR");
    /* [ambos_getenv_into] */
    error = ambos_getenv_into("EXAMPLE_COLOUR", buffer, sizeof buffer, &length);
    if (error == AMBOS_ERANGE)
        printf("it has %u bytes, and the buffer %u\n", (unsigned)length, (unsigned)sizeof buffer);
    else if (must(error, "EXAMPLE_COLOUR"))
        puts(buffer);
    /* [ambos_getenv_into] */
}

static void change(void)
{
    char *value;

    /* [ambos_setenv] */
    must(ambos_setenv("EXAMPLE_COLOUR", ""), "EXAMPLE_COLOUR"); /* set to nothing is not the same as unset */
    must(ambos_getenv("EXAMPLE_COLOUR", &value), "EXAMPLE_COLOUR");
    printf("set to nothing: \"%s\"\n", value);
    ambos_free(value);
    /* [ambos_setenv] */

    /* [ambos_unsetenv] */
    must(ambos_unsetenv("EXAMPLE_COLOUR"), "EXAMPLE_COLOUR"); /* whether or not it was set */
    if (ambos_getenv("EXAMPLE_COLOUR", &value) == AMBOS_ENOENT)
        puts("EXAMPLE_COLOUR is not set any more");
    /* [ambos_unsetenv] */
    printf("a name that cannot be: %s\n", ambos_strerror(ambos_setenv("A=B", "value")));
}

static void clear(void)
{
    ambos_env *env;

    /* [ambos_clearenv] */
    must(ambos_clearenv(), "clear the environment"); /* to start from nothing, before there are threads */
    must(ambos_setenv("EXAMPLE_COLOUR", "red"), "EXAMPLE_COLOUR");
    must(ambos_setenv("EXAMPLE_SHAPE", "round"), "EXAMPLE_SHAPE");
    /* [ambos_clearenv] */
    must(ambos_env_snapshot(&env), "snapshot");
    printf("variables after clearing and setting two: %u\n", (unsigned)ambos_env_count(env));
    ambos_env_free(env);
}

int main(void)
{
    read_one();
    change();
    clear();
    return 0;
}
