/* SPDX-License-Identifier: MIT */
/* What removing and copying trees costs, beside the bare calls and the system's own programs:

     bench_tree measure DIR [ROUNDS]   a tree of 200,000 files in 1,000 directories, made anew for each; the ways by
   turns bench_tree remove PATH, bench_tree copy FROM TO, bench_tree make PATH DIRECTORIES FILES     one of it, for
   counting */
#include <ambos/ambos.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DIRECTORIES 1000
#define FILES 200
#define MAX_ROUNDS 100

extern char **environ;

/* ---- the tree ---- */

static bool make_file(int dir, int number)
{
    char name[32];
    int fd;
    bool done;

    snprintf(name, sizeof name, "file-%d", number);
    fd = openat(dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    done = fd != -1 && write(fd, "contents", 8) == 8;
    if (fd != -1)
        close(fd);
    return done;
}

static bool make_directory(const char *path, int number, int files)
{
    char name[4096];
    int fd, i;
    bool done = true;

    snprintf(name, sizeof name, "%s/directory-%d", path, number);
    if (mkdir(name, 0755))
        return false;
    fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (i = 0; i < files && done; i++)
        done = make_file(fd, i);
    close(fd);
    return done;
}

static bool make_tree(const char *path, int directories, int files)
{
    int i;
    bool done = mkdir(path, 0755) == 0;

    for (i = 0; i < directories && done; i++)
        done = make_directory(path, i, files);
    if (!done)
        perror(path);
    return done;
}

/* ---- ways ---- */

static bool run(const char *const argv[])
{
    pid_t pid;
    int status;

    return posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)(uintptr_t)argv, environ) == 0 &&
           waitpid(pid, &status, 0) == pid && status == 0;
}

static bool remove_by_rm(const char *path)
{
    return run((const char *const[]){ "rm", "-rf", path, NULL });
}

static bool remove_by_ambos(const char *path)
{
    return ambos_remove_tree(path, NULL, NULL) == AMBOS_OK;
}

/* As little as it can be: recursion, no check of mounts, nothing told. */
static bool remove_bare_in(int at, const char *name)
{
    static const size_t size = 32768;
    const int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    char *buffer = malloc(size);
    long got, next;

    if (fd == -1 || !buffer)
        return false;
    while ((got = syscall(SYS_getdents64, fd, buffer, size)) > 0)
        for (next = 0; next < got;) {
            const char *record = buffer + next;
            unsigned short length;

            memcpy(&length, record + 16, sizeof length);
            next += length;
            if (record[18] != DT_DIR)
                unlinkat(fd, record + 19, 0);
            else if (strcmp(record + 19, ".") != 0 && strcmp(record + 19, "..") != 0)
                remove_bare_in(fd, record + 19);
        }
    free(buffer);
    close(fd);
    return got == 0 && unlinkat(at, name, AT_REMOVEDIR) == 0;
}

static bool remove_bare(const char *path)
{
    return remove_bare_in(AT_FDCWD, path);
}

static char copy_source[4096];

static bool copy_by_cp(const char *path)
{
    return run((const char *const[]){ "cp", "-r", copy_source, path, NULL });
}

static bool copy_by_ambos(const char *path)
{
    return ambos_copy_tree(copy_source, path, NULL, NULL) == AMBOS_OK;
}

/* ---- measuring ---- */

struct way {
    const char *name;
    bool (*run)(const char *path);
    double times[MAX_ROUNDS];
};

static int compare(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void tell(struct way *ways, size_t count, int rounds)
{
    size_t i;

    for (i = 0; i < count; i++)
        qsort(ways[i].times, (size_t)rounds, sizeof ways[i].times[0], compare);
    for (i = 0; i < count; i++)
        printf("  %-12s least %8.1f ms   middle %8.1f ms   ambos is %.3f times that (%.3f)\n", ways[i].name,
               ways[i].times[0], ways[i].times[rounds / 2], ways[0].times[0] / ways[i].times[0],
               ways[0].times[rounds / 2] / ways[i].times[rounds / 2]);
}

static bool measure_once(struct way *way, int round, const char *path)
{
    const int64_t begun = ambos_clock_ns();
    const bool done = way->run(path);

    way->times[round] = (double)(ambos_clock_ns() - begun) / 1e6;
    if (!done)
        fprintf(stderr, "%s failed: %s\n", way->name, strerror(errno));
    return done;
}

/* Each way in turn, the first another in each round. */
static bool measure_removal(const char *path, int rounds)
{
    static struct way ways[] = { { "ambos", remove_by_ambos, { 0 } },
                                 { "bare calls", remove_bare, { 0 } },
                                 { "rm -rf", remove_by_rm, { 0 } } };
    int round, i;

    for (round = 0; round < rounds; round++)
        for (i = 0; i < 3; i++)
            if (!make_tree(path, DIRECTORIES, FILES) || !measure_once(&ways[(round + i) % 3], round, path))
                return false;
    printf("removing %d files in %d directories\n", DIRECTORIES * FILES, DIRECTORIES);
    tell(ways, 3, rounds);
    return true;
}

static bool measure_copy(const char *path, int rounds)
{
    static struct way ways[] = { { "ambos", copy_by_ambos, { 0 } }, { "cp -r", copy_by_cp, { 0 } } };
    int round, i;

    snprintf(copy_source, sizeof copy_source, "%s.source", path);
    if (!make_tree(copy_source, DIRECTORIES, FILES))
        return false;
    for (round = 0; round < rounds; round++)
        for (i = 0; i < 2; i++)
            if (!measure_once(&ways[(round + i) % 2], round, path) || !remove_bare(path))
                return false;
    printf("copying %d files in %d directories\n", DIRECTORIES * FILES, DIRECTORIES);
    tell(ways, 2, rounds);
    return remove_bare(copy_source);
}

static int measure(const char *dir, int rounds)
{
    char path[4000];

    if (rounds < 1 || rounds > MAX_ROUNDS)
        rounds = 7;
    snprintf(path, sizeof path, "%s/ambos-bench-%ld", dir, (long)getpid());
    return measure_removal(path, rounds) && measure_copy(path, rounds) ? 0 : 1;
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "measure") == 0)
        return measure(argv[2], argc > 3 ? atoi(argv[3]) : 7);
    if (argc == 5 && strcmp(argv[1], "make") == 0)
        return make_tree(argv[2], atoi(argv[3]), atoi(argv[4])) ? 0 : 1;
    if (argc == 3 && strcmp(argv[1], "remove") == 0)
        return remove_by_ambos(argv[2]) ? 0 : 1;
    if (argc == 4 && strcmp(argv[1], "copy") == 0) {
        snprintf(copy_source, sizeof copy_source, "%s", argv[2]);
        return copy_by_ambos(argv[3]) ? 0 : 1;
    }
    return 64;
}
