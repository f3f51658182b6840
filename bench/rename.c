/* SPDX-License-Identifier: MIT */
/* What ambos_rename costs beside the bare system call: rename DIRECTORY [ROUNDS].

   Each round renames a file to and fro, replacing nothing, by the one and by the other, in blocks that alternate; the
   figure is the median of the rounds, the ratio that of their ratios. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ambos/ambos.h>

enum { ROUNDS_MOST = 1001, BLOCK = 2000 };

/* What is promised. */
#define MOST_OF_BARE 1.05

static const char *const names[2] = { "bench-rename-a", "bench-rename-b" };

static int by_call(const char *from, const char *to)
{
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static int by_ambos(const char *from, const char *to)
{
    return ambos_rename(from, to, NULL);
}

static double block(int (*rename_one)(const char *from, const char *to))
{
    const int64_t start = ambos_clock_ns();
    int i;

    for (i = 0; i < BLOCK; i++)
        if (rename_one(names[i % 2], names[(i + 1) % 2])) {
            fprintf(stderr, "cannot rename\n");
            exit(1);
        }
    return (double)(ambos_clock_ns() - start) / BLOCK;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *values, int count)
{
    qsort(values, (size_t)count, sizeof *values, by_size);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    static double bare[ROUNDS_MOST], own[ROUNDS_MOST], ratio[ROUNDS_MOST];
    int rounds = argc > 2 ? atoi(argv[2]) : 101, i;
    double found;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MOST || chdir(argv[1]) || close(creat(names[0], 0600))) {
        fprintf(stderr, "rename DIRECTORY [ROUNDS]\n");
        return 2;
    }
    for (i = 0; i < rounds; i++) {
        const int first = i % 2;

        if (first)
            own[i] = block(by_ambos);
        bare[i] = block(by_call);
        if (!first)
            own[i] = block(by_ambos);
        ratio[i] = own[i] / bare[i];
    }
    unlink(names[0]);
    found = median(ratio, rounds);
    printf("renameat2 %8.0f ns\nambos     %8.0f ns\nratio     %8.3f (at most %.2f is promised)\n", median(bare, rounds),
           median(own, rounds), found, MOST_OF_BARE);
    return found > MOST_OF_BARE;
}
