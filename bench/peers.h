/* SPDX-License-Identifier: MIT */
/* The ways to start a program that are measured beside each other. Each inherits the three streams and the
   environment, waits for the end, gives everything back, and says whether the program exited with 0. */
#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include <stdbool.h>

bool bench_ambos(const char *program);

/* What the system itself has: peers_system.c. */
bool bench_bare(const char *program);
bool bench_posix_spawn(const char *program);
bool bench_fork(const char *program);

/* Other libraries, each where it is installed: peer_<name>.c, peer_rust.rs. */
bool bench_libuv(const char *program);
bool bench_glib(const char *program);
bool bench_glib_open(const char *program);
bool bench_apr(const char *program);
bool bench_reproc(const char *program);
bool bench_rust(const char *program);

#endif
