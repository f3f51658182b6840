/* SPDX-License-Identifier: MIT */
/* What every bench counts with. */
#ifndef BENCH_NUMBERS_H
#define BENCH_NUMBERS_H

#include <stddef.h>

/* Of a clock that only goes forward. */
double bench_seconds(void);
/* Sorts. */
double bench_median(double *numbers, int count);
/* Binds this process to the last processor that is granted: the first one has most of the interrupts. */
size_t bench_pin(void);
void bench_show_load(const char *when);

#endif
