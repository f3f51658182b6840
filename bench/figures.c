/* SPDX-License-Identifier: MIT */
#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void die(const char *what)
{
    perror(what);
    exit(2);
}

double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int number_order(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, number_order);
    return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

void show_load(const char *when)
{
    double load[1] = { 0 };

    (void)getloadavg(load, 1);
    printf("load average %s: %.1f\n", when, load[0]);
    fflush(stdout);
}
