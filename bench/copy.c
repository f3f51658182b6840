/* SPDX-License-Identifier: MIT */
/* What copying costs, beside cp and beside other libraries: copy DIRECTORY [ROUNDS [FILES [MIB]]].

   Each round every peer copies many small files, and a large one, to names that are free; what was made is
   removed again, which does not count. A figure is the median of the rounds, a ratio the median of the ratios of
   the rounds. The file system works on after the calls: the order changes from round to round. */
#include "copy_peers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ambos/ambos.h>

enum { ROUNDS_MOST = 101, CHUNK = 1 << 20 };

static int copy_by_ambos(const char *from, const char *to)
{
    return ambos_copy_file(from, to, NULL);
}

static const struct peer {
    const char *name;
    int (*copy)(const char *from, const char *to); /* NULL: cp, one process for all */
    int large;                                     /* also of the large file */
} peers[] = {
    { "ambos", copy_by_ambos, 1 },
    { "cp", NULL, 1 },
#if defined(BENCH_LIBUV)
    { "libuv " BENCH_LIBUV, copy_by_libuv, 0 },
#endif
#if defined(BENCH_GIO)
    { "GLib " BENCH_GIO, copy_by_gio, 0 },
#endif
#if defined(BENCH_STD)
    { "std::filesystem", copy_by_std, 0 },
#endif
};

enum { PEER_COUNT = sizeof peers / sizeof peers[0] };

static int rounds = 5, files = 10000, mebibytes = 1024;
static double taken[PEER_COUNT][ROUNDS_MOST];

static void demand(int holds, const char *what)
{
    ambos_failure failure;

    if (holds)
        return;
    ambos_last_failure(&failure);
    fprintf(stderr, "%s: %s\n", what, ambos_strerror(failure.code));
    exit(1);
}

static void run(const char *const argv[])
{
    ambos_process *process = NULL;
    ambos_status status;

    demand(ambos_spawn(&process, argv, NULL) == AMBOS_OK, argv[0]);
    demand(ambos_wait(process, AMBOS_FOREVER, &status) == AMBOS_OK, argv[0]);
    demand(status.kind == AMBOS_STATUS_EXITED && status.code == 0, argv[0]);
    ambos_process_close(process);
}

static void run_cp(const char *from, const char *to)
{
    const char *const argv[] = { "cp", "-r", from, to, NULL };

    run(argv);
}

static void clear(const char *path)
{
    const char *const argv[] = { "rm", "-rf", path, NULL };

    run(argv);
}

static void make_file(const char *path, size_t size)
{
    static char bytes[CHUNK];
    ambos_file *file;

    memset(bytes, 'x', sizeof bytes);
    demand(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0) == AMBOS_OK, path);
    while (size > 0) {
        const size_t part = size < CHUNK ? size : CHUNK;

        demand(ambos_file_write(file, bytes, part, NULL) == AMBOS_OK, path);
        size -= part;
    }
    demand(ambos_file_close(file) == AMBOS_OK, path);
}

static void copy_small(const struct peer *peer)
{
    char from[64], to[64];
    int i;

    if (!peer->copy) {
        run_cp("small", "copies");
        return;
    }
    demand(ambos_mkdir("copies", 0, 0) == AMBOS_OK, "copies");
    for (i = 0; i < files; i++) {
        snprintf(from, sizeof from, "small/%d", i);
        snprintf(to, sizeof to, "copies/%d", i);
        demand(peer->copy(from, to) == 0, peer->name);
    }
}

static void copy_large(const struct peer *peer)
{
    if (!peer->copy)
        run_cp("large", "copies");
    else
        demand(peer->copy("large", "copies") == 0, peer->name);
}

static double measure(const struct peer *peer, void (*copy)(const struct peer *peer))
{
    static const char *const settle[] = { "sync", NULL };
    int64_t start;
    double time;

    run(settle);
    start = ambos_clock_ns();
    copy(peer);
    time = (double)(ambos_clock_ns() - start) / 1e6;
    clear("copies");
    return time;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(const double *values)
{
    double sorted[ROUNDS_MOST];

    memcpy(sorted, values, (size_t)rounds * sizeof *sorted);
    qsort(sorted, (size_t)rounds, sizeof *sorted, by_size);
    return sorted[rounds / 2];
}

static void compare(const char *what, int large, void (*copy)(const struct peer *peer))
{
    double ratios[ROUNDS_MOST];
    int round, i;

    for (round = 0; round < rounds; round++)
        for (i = 0; i < PEER_COUNT; i++) {
            const int k = (i + round) % PEER_COUNT;

            if (!large || peers[k].large)
                taken[k][round] = measure(&peers[k], copy);
        }
    printf("%s, %d rounds:\n", what, rounds);
    for (i = 0; i < PEER_COUNT; i++) {
        if (large && !peers[i].large)
            continue;
        for (round = 0; round < rounds; round++)
            ratios[round] = taken[0][round] / taken[i][round];
        printf("  %-20s %10.1f ms   ambos takes %.3f of it\n", peers[i].name, median(taken[i]), median(ratios));
    }
}

static int number(int argc, char **argv, int at, int otherwise)
{
    return argc > at && atoi(argv[at]) > 0 ? atoi(argv[at]) : otherwise;
}

int main(int argc, char **argv)
{
    char *work = NULL, name[64];
    int i;

    demand(argc > 1, "copy DIRECTORY [ROUNDS [FILES [MIB]]]");
    rounds = number(argc, argv, 2, rounds);
    files = number(argc, argv, 3, files);
    mebibytes = number(argc, argv, 4, mebibytes);
    demand(rounds <= ROUNDS_MOST, "so many rounds");
    demand(ambos_chdir(argv[1]) == AMBOS_OK && ambos_mkdir("bench-copy", 0, 0) == AMBOS_OK &&
               ambos_chdir("bench-copy") == AMBOS_OK && ambos_mkdir("small", 0, 0) == AMBOS_OK,
           argv[1]);
    for (i = 0; i < files; i++) {
        snprintf(name, sizeof name, "small/%d", i);
        make_file(name, (size_t)(i % 8) * 1000 + 1);
    }
    make_file("large", (size_t)mebibytes << 20);
    printf("%d files of 1 to 7,001 bytes", files);
    compare("", 0, copy_small);
    printf("one of %d MiB", mebibytes);
    compare("", 1, copy_large);
    demand(ambos_getcwd(&work) == AMBOS_OK && ambos_chdir("..") == AMBOS_OK, argv[1]);
    clear(work);
    ambos_free(work);
    return 0;
}
