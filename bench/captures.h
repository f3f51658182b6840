/* SPDX-License-Identifier: MIT */
/* The ways to capture what a program writes that are measured beside each other: capture.c. Each starts
   `program size`, reads its standard output to the end into memory, waits for it, gives everything back, and says how
   many bytes it had; 0 when something failed. */
#ifndef BENCH_CAPTURES_H
#define BENCH_CAPTURES_H

#include <stddef.h>

size_t capture_ambos(const char *program, const char *size);

/* read() into a block that doubles by realloc(): captures_system.c. */
size_t capture_bare(const char *program, const char *size);

/* Other libraries, each where it is installed: capture_<name>.c. */
size_t capture_libuv(const char *program, const char *size);
size_t capture_glib(const char *program, const char *size);

#endif
