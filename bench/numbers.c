/* SPDX-License-Identifier: MIT */
#include "numbers.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double bench_seconds(void)
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

double bench_median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, number_order);
    return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

size_t bench_pin(void)
{
    cpu_set_t set;
    size_t cpu = CPU_SETSIZE - 1;

    if (sched_getaffinity(0, sizeof set, &set)) {
        perror("sched_getaffinity");
        exit(2);
    }
    while (cpu > 0 && !CPU_ISSET(cpu, &set))
        cpu--;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set)) {
        perror("sched_setaffinity");
        exit(2);
    }
    return cpu;
}

void bench_show_load(const char *when)
{
    double load[1] = { 0 };

    (void)getloadavg(load, 1);
    printf("load average %s: %.1f\n", when, load[0]);
}
