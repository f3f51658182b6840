/* SPDX-License-Identifier: MIT */
/* How others copy a file; 0: done. */
#ifndef AMBOS_BENCH_COPY_PEERS_H
#define AMBOS_BENCH_COPY_PEERS_H

#ifdef __cplusplus
extern "C" {
#endif

int copy_by_libuv(const char *from, const char *to);
int copy_by_gio(const char *from, const char *to);
int copy_by_std(const char *from, const char *to);

#ifdef __cplusplus
}
#endif

#endif
