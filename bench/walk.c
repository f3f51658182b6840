/* SPDX-License-Identifier: MIT */
/* What walking a tree costs, beside the bare system calls and beside others: walk [ROUNDS [DIRECTORIES [FILES]]].

   A tree of so many directories with so many files each, in the directory for temporary files, looked through once
   before. In each round every peer walks it, in an order that changes, first for names and types, then with a stat of
   each. A ratio is the median of the ratios of the rounds. */
#include "walk_peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ambos/ambos.h>

#include "numbers.h"

enum { ROUNDS_LEAST = 3, ROUNDS_MOST = 101 };

/* The figure that is promised. */
#define MOST_OF_BARE 1.05

static long bench_walk_ambos(const char *root, bool stat)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    ambos_file_info info;
    long count = -1;

    if (ambos_walk_open(&walk, root, NULL))
        return -1;
    while (ambos_walk_next(walk, &entry) == AMBOS_OK && entry) {
        if (entry->visit == AMBOS_VISIT_ERROR || (stat && ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info)))
            break;
        count++;
    }
    ambos_walk_close(walk);
    return count;
}

static long walk_expected;

/* A process of its own; it is taken at its word. */
static long bench_walk_find(const char *root, bool stat)
{
    char command[4096];

    snprintf(command, sizeof command, "exec find '%s' %s >/dev/null", root, stat ? "-size +1000000" : "-name ''");
    return system(command) == 0 ? walk_expected : -1;
}

static const struct peer {
    const char *name;
    long (*walk)(const char *root, bool stat);
} peers[] = {
    { "getdents64, openat, fstatat", bench_walk_bare },
    { "ambos", bench_walk_ambos },
    { "nftw", bench_walk_nftw },
    { "fts", bench_walk_fts },
    { "find", bench_walk_find },
#if defined(BENCH_LIBUV)
    { "libuv " BENCH_LIBUV, bench_walk_libuv },
#endif
#if defined(BENCH_GLIB)
    { "GLib " BENCH_GLIB, bench_walk_glib },
#endif
#if defined(BENCH_APR)
    { "APR " BENCH_APR, bench_walk_apr },
#endif
#if defined(BENCH_CXX)
    { "std::filesystem", bench_walk_cxx },
#endif
};

enum { PEER_BARE, PEER_AMBOS, PEER_COUNT = sizeof peers / sizeof peers[0] };

static double figures[2][PEER_COUNT][ROUNDS_MOST];

static double take(const struct peer *peer, const char *root, bool stat)
{
    const double begun = bench_seconds();
    const long count = peer->walk(root, stat);

    if (count != walk_expected) {
        fprintf(stderr, "%s counted %ld instead of %ld\n", peer->name, count, walk_expected);
        exit(2);
    }
    return (bench_seconds() - begun) * 1e3;
}

static double ratio(int kind, int peer, int other, int rounds)
{
    double ratios[ROUNDS_MOST];
    int i;

    for (i = 0; i < rounds; i++)
        ratios[i] = figures[kind][peer][i] / figures[kind][other][i];
    return bench_median(ratios, rounds);
}

/* Returns 1 for a figure that is missed. */
static int verdict(double figure, double most, const char *what)
{
    const bool good = figure <= most;

    printf("%-6s ambos to %s: %.3f, at most %.2f\n", good ? "ok" : "MISSED", what, figure, most);
    return !good;
}

static int tell(int kind, int rounds)
{
    int missed, i;

    printf("\n%-36s %8s %8s\n", kind ? "with stat, milliseconds" : "milliseconds", "median", "ratio");
    for (i = 0; i < PEER_COUNT; i++) {
        double sorted[ROUNDS_MOST];

        memcpy(sorted, figures[kind][i], sizeof sorted);
        printf("%-36s %8.1f %8.3f\n", peers[i].name, bench_median(sorted, rounds), ratio(kind, i, PEER_BARE, rounds));
    }
    putchar('\n');
    missed = verdict(ratio(kind, PEER_AMBOS, PEER_BARE, rounds), MOST_OF_BARE, peers[PEER_BARE].name);
    for (i = PEER_AMBOS + 1; i < PEER_COUNT; i++)
        missed += verdict(ratio(kind, PEER_AMBOS, i, rounds), 1.0, peers[i].name);
    return missed;
}

static void demand(bool holds, const char *what)
{
    if (holds)
        return;
    perror(what);
    exit(2);
}

static void make_tree(const char *root, int directories, int files)
{
    char name[64];
    int i, j;

    demand(chdir(root) == 0, root);
    for (i = 0; i < directories; i++) {
        snprintf(name, sizeof name, "directory%04d", i);
        demand(ambos_mkdir(name, 0, 0) == AMBOS_OK, name);
        for (j = 0; j < files; j++) {
            ambos_file *file;

            snprintf(name, sizeof name, "directory%04d/some_file_%04d.txt", i, j);
            demand(ambos_file_open(&file, name, AMBOS_WRITE | AMBOS_CREATE, 0) == AMBOS_OK, name);
            demand(ambos_file_close(file) == AMBOS_OK, name);
        }
    }
    demand(chdir("/") == 0, "/");
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 9, directories = argc > 2 ? atoi(argv[2]) : 1000;
    const int files = argc > 3 ? atoi(argv[3]) : 200;
    int missed = 0, round, place, kind;
    char root[4096];

    if (rounds < ROUNDS_LEAST || rounds > ROUNDS_MOST || directories < 1 || files < 0) {
        fprintf(stderr, "usage: walk [ROUNDS [DIRECTORIES [FILES]]], rounds %d to %d\n", ROUNDS_LEAST, ROUNDS_MOST);
        return 2;
    }
    snprintf(root, sizeof root, "%s/ambos-walk-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    demand(mkdtemp(root) != NULL, root);
    make_tree(root, directories, files);
    walk_expected = (long)directories * files + directories;
    printf("walk, %ld entries, %d rounds on processor %zu; ratio: to the bare calls\n", walk_expected, rounds, bench_pin());
    bench_show_load("before");
    (void)take(&peers[PEER_BARE], root, true);
    for (round = 0; round < rounds; round++)
        for (place = 0; place < PEER_COUNT; place++)
            for (kind = 0; kind < 2; kind++) {
                const int peer = (place + round) % PEER_COUNT;

                figures[kind][peer][round] = take(&peers[peer], root, kind != 0);
            }
    bench_show_load("after");
    demand(ambos_remove_tree(root, NULL, NULL) == AMBOS_OK, root);
    for (kind = 0; kind < 2; kind++)
        missed += tell(kind, rounds);
    return missed ? 1 : 0;
}
