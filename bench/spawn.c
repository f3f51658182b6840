/* SPDX-License-Identifier: MIT */
/* What spawning costs, beside a bare vfork + execve + wait4 and beside other libraries:
   spawn CHILD [ROUNDS [LARGEST_MIB]].

   For each size of the parent's memory there is a worker, a process of that size. In each round every worker takes a
   block of samples of every peer, one block at a time, all on one processor: so figures that are compared are seconds
   apart, and what else the machine does meets them alike. A figure of a round is the median of a block; the figure
   of the table is the median of the rounds. A ratio is the median of the ratios of the rounds. */
#include "peers.h"

#include "numbers.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROUNDS_LEAST 7
#define ROUNDS_MOST 101
#define SAMPLES_LEAST 3
#define SAMPLES_MOST 200
/* A block ends after so long; a fork of 4 GiB takes a quarter of a second each. */
#define BLOCK_SECONDS 0.12
#define WARM_UP 3

#define MIB ((size_t)1 << 20)
/* Left free beside the worker, for the page tables of its forks and for everybody else. */
#define MEMORY_SPARE (1024 * MIB)

/* The figures that are promised. */
#define MOST_OF_BARE 1.15
#define MOST_ABOVE_BARE 60.0
#define MOST_OF_OWN_SMALLEST 1.10

struct peer {
    const char *name;
    bool (*spawn)(const char *program);
    size_t beaten_from; /* ambos is to be ahead of it at this size and over; 0: it is only shown */
};

/* The first two are what the others are compared with. The quick ones stand together, so that they are measured
   within a second. */
enum { PEER_BARE, PEER_AMBOS };

static const struct peer peers[] = {
    { "vfork+execve+wait4", bench_bare, 0 },
    { "ambos", bench_ambos, 0 },
    { "posix_spawn", bench_posix_spawn, 0 },
#if defined(BENCH_RUST)
    { "Rust std " BENCH_RUST, bench_rust, 1024 * MIB },
#endif
#if defined(BENCH_GLIB)
    { "GLib, all left open", bench_glib_open, 0 },
#endif
    { "fork+execve+wait4", bench_fork, 0 },
#if defined(BENCH_LIBUV)
    { "libuv " BENCH_LIBUV, bench_libuv, 1 },
#endif
#if defined(BENCH_GLIB)
    { "GLib " BENCH_GLIB, bench_glib, 1 },
#endif
#if defined(BENCH_APR)
    { "APR " BENCH_APR, bench_apr, 1 },
#endif
#if defined(BENCH_REPROC)
    { "reproc " BENCH_REPROC, bench_reproc, 1 },
#endif
};

enum { PEER_COUNT = sizeof peers / sizeof peers[0] };

static const size_t sizes[] = { 10 * MIB, 1024 * MIB, 4096 * MIB };

enum { SIZE_COUNT = sizeof sizes / sizeof sizes[0] };

static int size_count;
static int round_count = 9;
static double figures[SIZE_COUNT][PEER_COUNT][ROUNDS_MOST];

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- numbers ---- */

struct summary {
    double median, least, most;
};

static struct summary summary_of(int size, int peer)
{
    double sorted[ROUNDS_MOST];
    struct summary result;

    memcpy(sorted, figures[size][peer], sizeof sorted);
    result.median = bench_median(sorted, round_count);
    result.least = sorted[0];
    result.most = sorted[round_count - 1];
    return result;
}

/* Of one figure to another, round for round. */
static double ratio(int size, int peer, int other_size, int other)
{
    double ratios[ROUNDS_MOST];
    int i;

    for (i = 0; i < round_count; i++)
        ratios[i] = figures[size][peer][i] / figures[other_size][other][i];
    return bench_median(ratios, round_count);
}

static double difference(int size, int peer, int other)
{
    double differences[ROUNDS_MOST];
    int i;

    for (i = 0; i < round_count; i++)
        differences[i] = figures[size][peer][i] - figures[size][other][i];
    return bench_median(differences, round_count);
}

/* ---- the workers ---- */

struct worker {
    int requests, answers; /* our ends of its pipes */
};

static size_t worker_resident(void)
{
    unsigned long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    if (!file || fscanf(file, "%lu %lu", &all, &resident) != 2)
        die("/proc/self/statm");
    fclose(file);
    return (size_t)resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* In small pages, as memory is that a program took bit by bit: copying their tables is what a fork costs. */
static void worker_grow(size_t size)
{
    const size_t resident = worker_resident();
    void *block;

    if (resident >= size)
        return;
    block = mmap(NULL, size - resident, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        die("mmap");
    madvise(block, size - resident, MADV_NOHUGEPAGE);
    memset(block, 1, size - resident);
}

static double worker_sample(const struct peer *peer, const char *program)
{
    const double before = bench_seconds();

    if (!peer->spawn(program)) {
        fprintf(stderr, "%s did not start %s, or it failed\n", peer->name, program);
        exit(2);
    }
    return (bench_seconds() - before) * 1e6;
}

static double worker_block(const struct peer *peer, const char *program)
{
    double samples[SAMPLES_MOST];
    double end;
    int count;

    for (count = 0, end = bench_seconds() + BLOCK_SECONDS; count < WARM_UP && bench_seconds() < end; count++)
        worker_sample(peer, program);
    end = bench_seconds() + BLOCK_SECONDS;
    for (count = 0; count < SAMPLES_MOST && (count < SAMPLES_LEAST || bench_seconds() < end); count++)
        samples[count] = worker_sample(peer, program);
    return bench_median(samples, count);
}

static void worker_main(int requests, int answers, size_t size, const char *program)
{
    double figure = 0;
    int peer;

    worker_grow(size);
    do {
        if (write(answers, &figure, sizeof figure) != sizeof figure)
            break;
        if (read(requests, &peer, sizeof peer) != sizeof peer)
            break;
        figure = worker_block(&peers[peer], program);
    } while (figure > 0);
    _exit(0);
}

static double worker_answer(const struct worker *worker)
{
    double figure;

    if (read(worker->answers, &figure, sizeof figure) != sizeof figure)
        exit(2); /* it has said why */
    return figure;
}

static void worker_start(struct worker *worker, size_t size, const char *program)
{
    int requests[2], answers[2];
    pid_t pid;

    if (pipe2(requests, O_CLOEXEC) || pipe2(answers, O_CLOEXEC))
        die("pipe2");
    pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        close(requests[1]);
        close(answers[0]);
        worker_main(requests[0], answers[1], size, program);
    }
    close(requests[0]);
    close(answers[1]);
    worker->requests = requests[1];
    worker->answers = answers[0];
    worker_answer(worker);
}

static double worker_ask(const struct worker *worker, int peer)
{
    if (write(worker->requests, &peer, sizeof peer) != sizeof peer)
        die("write");
    return worker_answer(worker);
}

/* ---- the rounds ---- */

/* Each round in another order, so that nobody always follows the same one. */
static int round_peer(int number, int place)
{
    const int turned = number % 2 ? PEER_COUNT - 1 - place : place;

    return (turned + number) % PEER_COUNT;
}

static void rounds_run(const struct worker *workers)
{
    int number, place, size;

    for (number = 0; number < round_count; number++)
        for (place = 0; place < PEER_COUNT; place++)
            for (size = 0; size < size_count; size++) {
                const int peer = round_peer(number, place);

                figures[size][peer][number] = worker_ask(&workers[size], peer);
            }
}

/* ---- what is said ---- */

static void show_row(int peer)
{
    int size;

    printf("%-20s", peers[peer].name);
    for (size = 0; size < size_count; size++) {
        const struct summary figure = summary_of(size, peer);
        char spread[32];

        snprintf(spread, sizeof spread, "%.0f..%.0f", figure.least, figure.most);
        printf(" | %7.0f %6.2f %16s", figure.median, ratio(size, peer, size, PEER_BARE), spread);
    }
    putchar('\n');
}

static void show_table(void)
{
    char head[32];
    int i;

    printf("\n%-20s", "microseconds");
    for (i = 0; i < size_count; i++) {
        snprintf(head, sizeof head, "parent of %zu MiB", sizes[i] / MIB);
        printf(" | %-31s", head);
    }
    printf("\n%-20s", "");
    for (i = 0; i < size_count; i++)
        printf(" | %7s %6s %16s", "median", "ratio", "least..most");
    putchar('\n');
    for (i = 0; i < PEER_COUNT; i++)
        show_row(i);
    putchar('\n');
}

/* Returns 1 for a figure that is missed. */
static int verdict(double figure, double most, const char *unit, const char *what, size_t size)
{
    const bool good = figure <= most;

    printf("%-6s %4zu MiB: %s: %.2f%s, at most %.2f\n", good ? "ok" : "MISSED", size / MIB, what, figure, unit, most);
    return !good;
}

static int verdict_ahead(int size, int peer)
{
    char what[64];

    if (peers[peer].beaten_from == 0 || sizes[size] < peers[peer].beaten_from)
        return 0;
    snprintf(what, sizeof what, "to %s", peers[peer].name);
    return verdict(ratio(size, PEER_AMBOS, size, peer), 1.0, "", what, sizes[size]);
}

static int verdicts(void)
{
    int missed = 0, size, peer;

    for (size = 0; size < size_count; size++) {
        missed += verdict(ratio(size, PEER_AMBOS, size, PEER_BARE), MOST_OF_BARE, "", "to bare", sizes[size]);
        missed += verdict(difference(size, PEER_AMBOS, PEER_BARE), MOST_ABOVE_BARE, " us", "above bare", sizes[size]);
        if (size > 0)
            missed += verdict(ratio(size, PEER_AMBOS, 0, PEER_AMBOS), MOST_OF_OWN_SMALLEST, "", "to ambos at 10 MiB",
                              sizes[size]);
        for (peer = 0; peer < PEER_COUNT; peer++)
            missed += verdict_ahead(size, peer);
    }
    return missed;
}

/* ---- the whole ---- */

static size_t memory_available(void)
{
    unsigned long kib = 0;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "r");

    if (!file)
        die("/proc/meminfo");
    while (fgets(line, sizeof line, file) && sscanf(line, "MemAvailable: %lu", &kib) != 1)
        ;
    fclose(file);
    return (size_t)kib * 1024;
}

static void workers_start(struct worker *workers, size_t largest, const char *program)
{
    int i;

    for (i = 0; i < SIZE_COUNT && sizes[i] <= largest; i++) {
        if (memory_available() < sizes[i] + MEMORY_SPARE) {
            printf("left out for lack of memory: a parent of %zu MiB and over\n", sizes[i] / MIB);
            return;
        }
        worker_start(&workers[i], sizes[i], program);
        size_count = i + 1;
    }
}

int main(int argc, char **argv)
{
    struct worker workers[SIZE_COUNT];
    size_t largest = SIZE_MAX;
    int missed;

    if (argc > 2)
        round_count = atoi(argv[2]);
    if (argc > 3)
        largest = (size_t)atol(argv[3]) * MIB;
    if (argc < 2 || round_count < ROUNDS_LEAST || round_count > ROUNDS_MOST) {
        fprintf(stderr, "usage: spawn CHILD [ROUNDS [LARGEST]], %d to %d rounds, parents up to LARGEST MiB\n",
                ROUNDS_LEAST, ROUNDS_MOST);
        return 2;
    }
    printf("spawn and wait, %d rounds on processor %zu; ratio: to %s\n", round_count, bench_pin(),
           peers[PEER_BARE].name);
    bench_show_load("before");
    fflush(stdout);
    workers_start(workers, largest, argv[1]);
    rounds_run(workers);
    bench_show_load("after");
    show_table();
    missed = verdicts();
    return missed ? 1 : 0;
}
