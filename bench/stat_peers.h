/* SPDX-License-Identifier: MIT */
/* The ways to ask what a file is that are measured beside each other; each says whether it was told. */
#ifndef BENCH_STAT_PEERS_H
#define BENCH_STAT_PEERS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Each where it is installed: stat_<name>.c, stat_std.cpp. */
bool bench_stat_libuv(const char *path);
bool bench_stat_glib(const char *path);
bool bench_stat_gio(const char *path);
bool bench_stat_apr(const char *path);
bool bench_stat_cxx(const char *path);
/* Its type alone. */
bool bench_stat_cxx_type(const char *path);

#ifdef __cplusplus
}
#endif

#endif
