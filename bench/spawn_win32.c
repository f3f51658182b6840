/* SPDX-License-Identifier: MIT */
/* What spawning costs, beside a bare CreateProcessW: spawn CHILD [ROUNDS]. The figure of a round is the
   median of its samples; a ratio is the median of the ratios of the rounds. */
#include <ambos/process.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define ROUNDS_LEAST 7
#define ROUNDS_MOST 101
#define SAMPLES 15
#define MOST_OF_BARE 1.10

static bool bench_ambos(const char *program)
{
    const char *const argv[] = { program, NULL };
    ambos_process *process;
    ambos_status status;
    ambos_error error;

    if (ambos_spawn(&process, argv, NULL))
        return false;
    error = ambos_wait(process, AMBOS_FOREVER, &status);
    ambos_process_close(process);
    return !error && status.kind == AMBOS_STATUS_EXITED && status.code == 0;
}

/* It changes its command line, so that is made anew. */
static bool bench_bare(const char *program)
{
    WCHAR path[MAX_PATH], line[MAX_PATH + 3];
    STARTUPINFOW startup = { .cb = sizeof startup };
    PROCESS_INFORMATION process;
    DWORD code = 1;

    if (!MultiByteToWideChar(CP_UTF8, 0, program, -1, path, MAX_PATH))
        return false;
    swprintf(line, MAX_PATH + 3, L"\"%ls\"", path);
    if (!CreateProcessW(path, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return false;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code == 0;
}

static int number_order(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Sorts. */
static double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, number_order);
    return count % 2 ? numbers[count / 2] : (numbers[count / 2 - 1] + numbers[count / 2]) / 2;
}

static double sample(bool (*spawn)(const char *), const char *program)
{
    const int64_t before = ambos_clock_ns();

    if (!spawn(program)) {
        fprintf(stderr, "%s did not start, or it failed\n", program);
        exit(2);
    }
    return (double)(ambos_clock_ns() - before) / 1000;
}

/* By turns, for a start takes so long that a machine can change its mind between two blocks. */
static void round_of(const char *program, double *ours, double *bare)
{
    double samples[2][SAMPLES];
    int i;

    for (i = 0; i < SAMPLES; i++) {
        const int first = i % 2;

        samples[first][i] = sample(first ? bench_bare : bench_ambos, program);
        samples[!first][i] = sample(first ? bench_ambos : bench_bare, program);
    }
    *ours = median(samples[0], SAMPLES);
    *bare = median(samples[1], SAMPLES);
}

static void show(const char *name, double *figures, int count)
{
    const double middle = median(figures, count);

    printf("%-16s %8.0f us (%.0f..%.0f)\n", name, middle, figures[0], figures[count - 1]);
}

static int measure(const char *program, int rounds)
{
    double ours[ROUNDS_MOST], bare[ROUNDS_MOST], ratios[ROUNDS_MOST], ratio;
    int i;

    (void)bench_bare(program);
    (void)bench_ambos(program);
    for (i = 0; i < rounds; i++) {
        round_of(program, &ours[i], &bare[i]);
        ratios[i] = ours[i] / bare[i];
    }
    ratio = median(ratios, rounds);
    printf("spawn and wait, %d rounds of %d\n", rounds, SAMPLES);
    show("CreateProcessW", bare, rounds);
    show("ambos", ours, rounds);
    printf("%s: to bare: %.2f (%.2f..%.2f), at most %.2f\n", ratio <= MOST_OF_BARE ? "ok" : "MISSED", ratio, ratios[0],
           ratios[rounds - 1], MOST_OF_BARE);
    return ratio > MOST_OF_BARE;
}

int main(int argc, char **argv)
{
    const int rounds = argc > 2 ? atoi(argv[2]) : 9;

    if (argc < 2 || rounds < ROUNDS_LEAST || rounds > ROUNDS_MOST) {
        fprintf(stderr, "usage: spawn CHILD [ROUNDS], %d to %d rounds\n", ROUNDS_LEAST, ROUNDS_MOST);
        return 2;
    }
    return measure(argv[1], rounds);
}
