/* SPDX-License-Identifier: MIT */
/* What ambos_getenv_into() costs beside getenv(), with 100 variables set, for the first and the last of them. */
#define _GNU_SOURCE 1
#include <stdio.h>
#include <stdlib.h>

#include <ambos/ambos.h>

#include "numbers.h"

enum { ROUNDS = 21, CALLS = 200000, VARIABLES = 100 };

static const char *volatile seen;

static double ours(const char *name)
{
    char value[256];
    size_t length;
    const int64_t begun = ambos_clock_ns();
    int i;

    for (i = 0; i < CALLS; i++)
        if (ambos_getenv_into(name, value, sizeof value, &length))
            exit(1);
    return (double)(ambos_clock_ns() - begun) / CALLS;
}

static double theirs(const char *name)
{
    const int64_t begun = ambos_clock_ns();
    int i;

    for (i = 0; i < CALLS; i++)
        seen = getenv(name);
    return (double)(ambos_clock_ns() - begun) / CALLS;
}

static void measure(const char *name)
{
    double a[ROUNDS], b[ROUNDS];
    int i;

    for (i = 0; i < ROUNDS; i++) {
        a[i] = ours(name);
        b[i] = theirs(name);
    }
    printf("%-12s ambos %.1f ns, getenv %.1f ns: %+.1f ns\n", name, bench_median(a, ROUNDS), bench_median(b, ROUNDS),
           bench_median(a, ROUNDS) - bench_median(b, ROUNDS));
}

int main(void)
{
    char name[32];
    int i;

    clearenv();
    for (i = 0; i < VARIABLES; i++) {
        snprintf(name, sizeof name, "VARIABLE_%d", i);
        if (setenv(name, "a value of some length, as they are", 1))
            return 1;
    }
    bench_pin();
    bench_show_load("before");
    measure("VARIABLE_0");
    measure("VARIABLE_99");
    return 0;
}
