/* SPDX-License-Identifier: MIT */
/* What a durable write costs, beside the same steps by hand: a temporary file, write, mode, flush, rename, flush of the
   directory. Both in turn on the same file, so that the machine's moods meet both: bench_write DIRECTORY [ROUNDS]. */
#include <ambos/ambos.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROUNDS = 400, ROUNDS_MOST = 100000, SIZE = 4096 };

static char data[SIZE];
static char path[4096];
static const char *directory;
static bool durably;

static bool by_ambos(void)
{
    const ambos_write_options options = { .flags = durably ? AMBOS_WRITE_DURABLE : 0 };

    return ambos_write_file(path, data, sizeof data, &options) == AMBOS_OK;
}

static bool by_hand(void)
{
    const int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int fd = openat(dir, ".by-hand", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat info;
    bool done = dir >= 0 && fd >= 0 && fstatat(dir, "file", &info, AT_SYMLINK_NOFOLLOW) == 0;

    done = done && write(fd, data, sizeof data) == (ssize_t)sizeof data && fchmod(fd, info.st_mode & 07777) == 0;
    done = done && (!durably || fsync(fd) == 0);
    done = close(fd) == 0 && done && renameat(dir, ".by-hand", dir, "file") == 0;
    done = done && (!durably || fsync(dir) == 0);
    return close(dir) == 0 && done;
}

static int64_t measure(bool (*write_file)(void))
{
    const int64_t begin = ambos_clock_ns();

    if (!write_file()) {
        fprintf(stderr, "bench_write: cannot write %s\n", path);
        exit(1);
    }
    return ambos_clock_ns() - begin;
}

static int compare(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

static double median(int64_t *times, int count)
{
    qsort(times, (size_t)count, sizeof *times, compare);
    return (double)times[count / 2] / 1000.0;
}

static void run(const char *name, int rounds)
{
    static int64_t ours[ROUNDS_MOST], theirs[ROUNDS_MOST], again[ROUNDS_MOST];
    double us, them, noise;

    for (int i = 0; i < rounds; i++) {
        ours[i] = measure(by_ambos);
        theirs[i] = measure(by_hand);
        again[i] = measure(by_hand);
    }
    us = median(ours, rounds);
    them = median(theirs, rounds);
    noise = median(again, rounds);
    printf("%-12s ambos %8.1f us   by hand %8.1f us   ratio %.3f   (by hand twice: %.3f)\n", name, us, them, us / them,
           noise / them);
}

int main(int argc, char **argv)
{
    const int rounds = argc > 2 ? atoi(argv[2]) : ROUNDS;

    if (argc < 2 || rounds < 1 || rounds > ROUNDS_MOST) {
        fprintf(stderr, "bench_write DIRECTORY [ROUNDS]\n");
        return 2;
    }
    directory = argv[1];
    snprintf(path, sizeof path, "%s/file", directory);
    if (ambos_write_file(path, data, sizeof data, NULL) != AMBOS_OK)
        return 1;
    durably = true;
    run("durable", rounds);
    durably = false;
    run("not durable", rounds);
    return ambos_unlink(path) == AMBOS_OK ? 0 : 1;
}
