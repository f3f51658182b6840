/* SPDX-License-Identifier: MIT */
/* The ways to walk a tree that are measured beside each other: each counts what is below the root, or says -1. `stat`: and
   asks of each what it is. */
#ifndef BENCH_WALK_PEERS_H
#define BENCH_WALK_PEERS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the system itself has: walk_system.c. */
long bench_walk_bare(const char *root, bool stat);
long bench_walk_nftw(const char *root, bool stat);
long bench_walk_fts(const char *root, bool stat);

/* Others, each where it is installed: walk_<name>.c, walk_std.cpp. */
long bench_walk_libuv(const char *root, bool stat);
long bench_walk_glib(const char *root, bool stat);
long bench_walk_apr(const char *root, bool stat);
long bench_walk_cxx(const char *root, bool stat);

#ifdef __cplusplus
}
#endif

#endif
