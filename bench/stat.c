/* SPDX-License-Identifier: MIT */
/* What a stat costs, beside a bare statx and beside other libraries: stat [ROUNDS].

   In each round every peer asks a block of times for the same file, eight directories deep; the least of the blocks'
   means is the figure of the round, since what else the machine does only adds to it. A ratio is the median of the
   ratios of the rounds. */
#include "stat_peers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ambos/error.h>
#include <ambos/file.h>

#include "numbers.h"

enum { ROUNDS_LEAST = 7, ROUNDS_MOST = 101, BLOCKS = 5, CALLS = 2000, DEPTH = 8 };

/* The figure that is promised. */
#define MOST_OF_BARE 1.05

static bool bench_stat_bare(const char *path)
{
    struct statx info;

    return syscall(SYS_statx, AT_FDCWD, path, AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_BTIME, &info) == 0 &&
           info.stx_size == 5;
}

static bool bench_stat_plain(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && info.st_size == 5;
}

static bool bench_stat_ambos(const char *path)
{
    ambos_file_info info;

    return ambos_stat(path, &info) == AMBOS_OK && info.size == 5;
}

static const struct peer {
    const char *name;
    bool (*ask)(const char *path);
    bool beaten; /* ambos is to be ahead of it; else it tells less, and is only shown */
} peers[] = {
    { "bare statx", bench_stat_bare, false },
    { "ambos", bench_stat_ambos, false },
    { "stat (no birth time)", bench_stat_plain, false },
#if defined(BENCH_LIBUV)
    { "libuv " BENCH_LIBUV, bench_stat_libuv, true },
#endif
#if defined(BENCH_GIO)
    { "GLib, g_stat (no birth time)", bench_stat_glib, false },
    { "GLib " BENCH_GIO ", g_file_query_info", bench_stat_gio, true },
#endif
#if defined(BENCH_APR)
    { "APR " BENCH_APR " (no birth time)", bench_stat_apr, false },
#endif
#if defined(BENCH_CXX)
    { "std::filesystem, type alone", bench_stat_cxx_type, false },
    { "std::filesystem", bench_stat_cxx, true },
#endif
};

enum { PEER_BARE, PEER_AMBOS, PEER_COUNT = sizeof peers / sizeof peers[0] };

static double figures[PEER_COUNT][ROUNDS_MOST];

static double block(const struct peer *peer, const char *path)
{
    const double begun = bench_seconds();
    int i;

    for (i = 0; i < CALLS; i++)
        if (!peer->ask(path)) {
            fprintf(stderr, "%s was not told of %s\n", peer->name, path);
            exit(2);
        }
    return (bench_seconds() - begun) * 1e9 / CALLS;
}

/* Block by block in turn, each time in another order. */
static void take_round(int round, const char *path)
{
    int number, place;

    for (number = 0; number < BLOCKS; number++)
        for (place = 0; place < PEER_COUNT; place++) {
            const int peer = (place + number + round) % PEER_COUNT;
            const double figure = block(&peers[peer], path);

            if (number == 0 || figure < figures[peer][round])
                figures[peer][round] = figure;
        }
}

static double ratio(int peer, int other, int rounds)
{
    double ratios[ROUNDS_MOST];
    int i;

    for (i = 0; i < rounds; i++)
        ratios[i] = figures[peer][i] / figures[other][i];
    return bench_median(ratios, rounds);
}

/* Returns 1 for a figure that is missed. */
static int verdict(double figure, double most, const char *what)
{
    const bool good = figure <= most;

    printf("%-6s ambos to %s: %.3f, at most %.2f\n", good ? "ok" : "MISSED", what, figure, most);
    return !good;
}

static int tell(int rounds)
{
    int missed, i;

    printf("\n%-36s %8s %8s\n", "nanoseconds", "median", "ratio");
    for (i = 0; i < PEER_COUNT; i++) {
        double sorted[ROUNDS_MOST];

        memcpy(sorted, figures[i], sizeof sorted);
        printf("%-36s %8.0f %8.3f\n", peers[i].name, bench_median(sorted, rounds), ratio(i, PEER_BARE, rounds));
    }
    putchar('\n');
    missed = verdict(ratio(PEER_AMBOS, PEER_BARE, rounds), MOST_OF_BARE, peers[PEER_BARE].name);
    for (i = 0; i < PEER_COUNT; i++)
        if (peers[i].beaten)
            missed += verdict(ratio(PEER_AMBOS, i, rounds), 1.0, peers[i].name);
    return missed;
}

/* Makes the file and the directories above it. */
static void make_place(char *path, size_t size)
{
    int i, fd;

    snprintf(path, size, "%s/ambos-stat-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(path)) {
        perror(path);
        exit(2);
    }
    for (i = 0; i < DEPTH - 2; i++) {
        strcat(path, "/directory");
        mkdir(path, 0700);
    }
    strcat(path, "/file");
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd == -1 || write(fd, "12345", 5) != 5 || close(fd)) {
        perror(path);
        exit(2);
    }
}

static void remove_place(char *path)
{
    int i;

    unlink(path);
    for (i = 0; i < DEPTH - 1; i++) {
        *strrchr(path, '/') = '\0';
        rmdir(path);
    }
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 21;
    char path[4096];
    int i;

    if (rounds < ROUNDS_LEAST || rounds > ROUNDS_MOST) {
        fprintf(stderr, "usage: stat [ROUNDS], %d to %d\n", ROUNDS_LEAST, ROUNDS_MOST);
        return 2;
    }
    printf("stat, %d rounds on processor %zu; ratio: to %s\n", rounds, bench_pin(), peers[PEER_BARE].name);
    bench_show_load("before");
    make_place(path, sizeof path - 128);
    for (i = 0; i < rounds; i++)
        take_round(i, path);
    remove_place(path);
    bench_show_load("after");
    return tell(rounds) ? 1 : 0;
}
