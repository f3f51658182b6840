/* SPDX-License-Identifier: MIT */
/* What thousands of spawns leave behind, succeeding and failing: flat [NUMBER of each]. Nothing may grow. */
#include <ambos/process.h>

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Once-only things of the C library, and pages of the stack. */
#define WARM_UP 200
#define RESIDENT_SLACK_KIB 64

struct counts {
    long descriptors, mappings, resident_kib;
    bool children;
};

static long flat_descriptors(void)
{
    DIR *list = opendir("/proc/self/fd");
    long count = 0;

    while (list && readdir(list))
        count++;
    if (list)
        closedir(list);
    return count;
}

static long flat_mappings(void)
{
    FILE *file = fopen("/proc/self/maps", "r");
    long count = 0;
    int byte;

    while (file && (byte = getc(file)) != EOF)
        count += byte == '\n';
    if (file)
        fclose(file);
    return count;
}

static long flat_resident(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long pages = 0;

    if (file) {
        if (fscanf(file, "%*s %ld", &pages) != 1)
            pages = 0;
        fclose(file);
    }
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct counts flat_count(void)
{
    struct counts result;

    result.descriptors = flat_descriptors();
    result.mappings = flat_mappings();
    result.resident_kib = flat_resident();
    result.children = waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
    return result;
}

static bool flat_succeed(const char *program)
{
    const char *const argv[] = { program, "0", NULL };
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process;
    ambos_status status;
    ambos_error error;

    if (ambos_spawn(&process, argv, &options))
        return false;
    error = ambos_wait(process, AMBOS_FOREVER, &status);
    ambos_process_close(process);
    return !error && status.kind == AMBOS_STATUS_EXITED && status.code == 0;
}

/* By turns before and after the child has been started. */
static bool flat_fail(const char *program, long number)
{
    static const char *const missing[] = { "no such program", NULL };
    const char *const argv[] = { program, "0", NULL };
    const ambos_spawn_options pipes = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    const ambos_spawn_options no_file = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE },
                                          .stdio[2] = { .kind = AMBOS_STREAM_FILE, .path = "no such directory/file" } };
    const ambos_spawn_options no_dir = { .cwd = "no such directory", .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process;

    switch (number % 3) {
    case 0:
        return ambos_spawn(&process, missing, &pipes) == AMBOS_ENOENT;
    case 1:
        return ambos_spawn(&process, argv, &no_file) == AMBOS_ENOENT;
    default:
        return ambos_spawn(&process, argv, &no_dir) == AMBOS_ENOENT;
    }
}

static bool flat_rounds(const char *program, long count)
{
    long i;

    for (i = 0; i < count; i++)
        if (!flat_succeed(program) || !flat_fail(program, i))
            return false;
    return true;
}

static int flat_compare(const struct counts *before, const struct counts *after)
{
    printf("descriptors %ld -> %ld, mappings %ld -> %ld, resident %ld -> %ld KiB, children left: %s\n",
           before->descriptors, after->descriptors, before->mappings, after->mappings, before->resident_kib,
           after->resident_kib, after->children ? "yes" : "no");
    return before->descriptors != after->descriptors || before->mappings != after->mappings ||
           after->resident_kib > before->resident_kib + RESIDENT_SLACK_KIB || after->children;
}

int main(int argc, char **argv)
{
    const long count = argc > 1 ? atol(argv[1]) : 10000;
    struct counts before, after;

    if (count == 0)
        return 0;
    if (!flat_rounds(argv[0], WARM_UP))
        return 2;
    (void)flat_count();
    before = flat_count();
    if (!flat_rounds(argv[0], count))
        return 2;
    after = flat_count();
    return flat_compare(&before, &after);
}
