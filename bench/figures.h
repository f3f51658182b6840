/* SPDX-License-Identifier: MIT */
/* What the programs that take times share. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

/* perror and exit. */
void die(const char *what);

double seconds(void);

/* Sorts. */
double median(double *numbers, int count);

void show_load(const char *when);

#endif
