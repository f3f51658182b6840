/* SPDX-License-Identifier: MIT */
/* What a durable write costs, beside the same system calls by hand, and beside no more than a temporary file, write,
   mode, flush, rename and flush of the directory, which loses the owner and the access list of the old file. All in turn
   on the same file, so that the machine's moods meet all: bench_write DIRECTORY [ROUNDS]. */
#include <ambos/ambos.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

enum { ROUNDS = 600, ROUNDS_MOST = 100000, SIZE = 4096, WAYS = 4 };

static char data[SIZE];
static char path[4096];
static const char *directory;
static bool durably;

static bool by_ambos(void)
{
    const ambos_write_options options = { .flags = durably ? AMBOS_WRITE_DURABLE : 0 };

    return ambos_write_file(path, data, sizeof data, &options) == AMBOS_OK;
}

#define LIST "system.posix_acl_access"

/* What is asked and set for the owner and the access list; results do not matter here. */
static void keep_rights(int dir, int fd)
{
    char old[100], list[1000], name[15];
    struct stat info;

    snprintf(old, sizeof old, "/proc/self/fd/%d/file", dir);
    if (getrandom(name, sizeof name, 0) < 0 || fstat(fd, &info) != 0)
        exit(1);
    if (lgetxattr(old, LIST, list, sizeof list) < 0)
        fremovexattr(fd, LIST);
}

static bool write_by_hand(bool with_rights)
{
    const int dir = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int fd = openat(dir, ".by-hand", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct stat info;
    bool done = dir >= 0 && fd >= 0 && fstatat(dir, "file", &info, AT_SYMLINK_NOFOLLOW) == 0;

    if (done && with_rights)
        keep_rights(dir, fd);
    done = done && write(fd, data, sizeof data) == (ssize_t)sizeof data && fchmod(fd, info.st_mode & 07777) == 0;
    done = done && (!durably || fsync(fd) == 0);
    done = close(fd) == 0 && done && renameat(dir, ".by-hand", dir, "file") == 0;
    done = done && (!durably || fsync(dir) == 0);
    return close(dir) == 0 && done;
}

static bool by_hand(void)
{
    return write_by_hand(true);
}

static bool barely(void)
{
    return write_by_hand(false);
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
    static bool (*const ways[WAYS])(void) = { by_ambos, by_hand, by_hand, barely };
    static int64_t times[WAYS][ROUNDS_MOST];
    double us, them, noise, least;

    /* Each comes at each place equally often: a flush leaves work to the next. */
    for (int i = 0; i < rounds; i++)
        for (int k = 0; k < WAYS; k++)
            times[(i + k) % WAYS][i] = measure(ways[(i + k) % WAYS]);
    us = median(times[0], rounds);
    them = median(times[1], rounds);
    noise = median(times[2], rounds);
    least = median(times[3], rounds);
    printf("%-12s ambos %8.1f us   by hand %8.1f us   ratio %.3f   (by hand twice: %.3f; beside the least %.3f)\n", name,
           us, them, us / them, noise / them, us / least);
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
