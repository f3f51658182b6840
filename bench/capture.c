/* SPDX-License-Identifier: MIT */
/* What capturing costs, beside a bare loop that reads and stores and beside other libraries:
   capture WRITER [ROUNDS [MIB]].

   Each figure is of a process of its own, so that nobody gets memory that another has warmed. In each round every way
   is taken once, in another order; the figure of the table is the median of the rounds, a ratio the median of the
   ratios of the rounds. */
#include "captures.h"
#include "numbers.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS_LEAST 3
#define ROUNDS_MOST 51
#define MIB ((size_t)1 << 20)

/* The figure that is promised. */
#define MOST_OF_BARE 1.15

/* Python measures itself, so that its start does not count. */
#define PYTHON                                                                                        \
    "import subprocess, sys, time\n"                                                                  \
    "began = time.monotonic()\n"                                                                      \
    "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True)\n"                       \
    "assert len(done.stdout) == int(sys.argv[2])\n"                                                   \
    "del done\n"                                                                                      \
    "print(time.monotonic() - began)\n"

struct way {
    const char *name;
    size_t (*capture)(const char *program, const char *size); /* NULL: Python */
};

enum { WAY_BARE, WAY_AMBOS };

static const struct way ways[] = {
    { "bare read loop", capture_bare },
    { "ambos", capture_ambos },
#if defined(BENCH_LIBUV)
    { "libuv " BENCH_LIBUV, capture_libuv },
#endif
#if defined(BENCH_GLIB)
    { "GLib " BENCH_GLIB, capture_glib },
#endif
    { "Python subprocess", NULL },
};

enum { WAY_COUNT = sizeof ways / sizeof ways[0] };

static const char *writer;
static char size_text[32];
static size_t size;
static int round_count = 7;
static double figures[WAY_COUNT][ROUNDS_MOST];

static void die(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- one figure ---- */

static void measure_here(const struct way *way, int answers)
{
    const double began = bench_seconds();
    const size_t got = way->capture(writer, size_text);
    const double took = bench_seconds() - began;

    if (got != size) {
        fprintf(stderr, "%s captured %zu bytes of %zu\n", way->name, got, size);
        _exit(2);
    }
    if (dprintf(answers, "%.9f\n", took) < 0)
        _exit(2);
    _exit(0);
}

static void measure_python(int answers)
{
    if (dup2(answers, 1) == -1)
        die("dup2");
    execlp("python3", "python3", "-S", "-c", PYTHON, writer, size_text, (char *)NULL);
    die("python3");
}

static double measure(const struct way *way)
{
    char text[64] = "";
    int ends[2], status = -1;
    size_t length = 0;
    ssize_t got;
    pid_t pid;

    if (pipe(ends))
        die("pipe");
    pid = fork();
    if (pid == -1)
        die("fork");
    if (pid == 0) {
        close(ends[0]);
        if (way->capture)
            measure_here(way, ends[1]);
        measure_python(ends[1]);
    }
    close(ends[1]);
    while ((got = read(ends[0], text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    close(ends[0]);
    if (waitpid(pid, &status, 0) != pid || status != 0)
        exit(2); /* it has said why */
    return strtod(text, NULL);
}

/* ---- numbers ---- */

/* Of one figure to another, round for round. */
static double ratio(int way, int other)
{
    double ratios[ROUNDS_MOST];

    for (int i = 0; i < round_count; i++)
        ratios[i] = figures[way][i] / figures[other][i];
    return bench_median(ratios, round_count);
}

static void show_row(int way)
{
    double sorted[ROUNDS_MOST], middle;

    memcpy(sorted, figures[way], sizeof sorted);
    middle = bench_median(sorted, round_count);
    printf("%-20s | %8.1f %6.2f %10.1f..%.1f | %6.2f\n", ways[way].name, middle * 1e3, ratio(way, WAY_BARE),
           sorted[0] * 1e3, sorted[round_count - 1] * 1e3, (double)size / middle / 1e9);
}

/* Returns 1 for a figure that is missed. */
static int verdict(double figure, double most, const char *what)
{
    const bool good = figure <= most;

    printf("%-6s to %s: %.2f, at most %.2f\n", good ? "ok" : "MISSED", what, figure, most);
    return !good;
}

/* ---- the whole ---- */

static void rounds_run(void)
{
    for (int way = 0; way < WAY_COUNT; way++)
        (void)measure(&ways[way]); /* to warm up */
    for (int number = 0; number < round_count; number++)
        for (int place = 0; place < WAY_COUNT; place++) {
            const int turned = number % 2 ? WAY_COUNT - 1 - place : place;
            const int way = (turned + number) % WAY_COUNT;

            figures[way][number] = measure(&ways[way]);
        }
}

int main(int argc, char **argv)
{
    int missed;

    if (argc > 2)
        round_count = atoi(argv[2]);
    size = (argc > 3 ? (size_t)atol(argv[3]) : 1024) * MIB;
    if (argc < 2 || round_count < ROUNDS_LEAST || round_count > ROUNDS_MOST || size == 0) {
        fprintf(stderr, "usage: capture WRITER [ROUNDS [MIB]], %d to %d rounds\n", ROUNDS_LEAST, ROUNDS_MOST);
        return 2;
    }
    writer = argv[1];
    snprintf(size_text, sizeof size_text, "%zu", size);
    printf("capture of %zu MiB, %d rounds; ratio: to %s\n", size / MIB, round_count, ways[WAY_BARE].name);
    bench_show_load("before");
    fflush(stdout);
    rounds_run();
    bench_show_load("after");
    printf("\n%-20s | %8s %6s %18s | %6s\n", "milliseconds", "median", "ratio", "least..most", "GB/s");
    for (int way = 0; way < WAY_COUNT; way++)
        show_row(way);
    putchar('\n');
    missed = verdict(ratio(WAY_AMBOS, WAY_BARE), MOST_OF_BARE, ways[WAY_BARE].name);
    for (int way = WAY_AMBOS + 1; way < WAY_COUNT; way++)
        missed += verdict(ratio(WAY_AMBOS, way), 1.0, ways[way].name);
    return missed ? 1 : 0;
}
