/* SPDX-License-Identifier: MIT */
/* Trees as only POSIX has them: deeper than any path, with few descriptors, immutable, mounted twice; and with faults. */
#define _GNU_SOURCE 1
#include <ambos/ambos.h>
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#endif

/* So many more than are open now. */
static void allow_descriptors(int more)
{
    const int next = dup(0);
    struct rlimit limit;

    CHECK(next != -1);
    close(next);
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = (rlim_t)(next + more);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Directories in each other, with a file and a second directory in each. */
static void grow_deep(const char *root, int levels)
{
    const int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int i;

    CHECK_INT(mkdir(root, 0777), 0);
    CHECK_INT(chdir(root), 0);
    for (i = 1; i < levels; i++) {
        const int fd = open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

        CHECK(fd != -1);
        close(fd);
        CHECK_INT(mkdir("beside", 0777), 0);
        CHECK_INT(mkdir("d", 0777), 0);
        CHECK_INT(chdir("d"), 0);
    }
    CHECK_INT(fchdir(here), 0);
    close(here);
}

static void check_deep(int levels)
{
    ambos_tree_report report;

    CHECK_OK(ambos_remove_tree(test_path("deep"), NULL, &report));
    CHECK_U64(report.entries, 3 * (uint64_t)levels - 2);
    CHECK(!test_exists(test_path("deep")));
}

TEST(deeper_than_any_path)
{
    const int levels = getenv("AMBOS_TEST_LONG") ? 10000 : 3000;

    grow_deep(test_path("deep"), levels);
    check_deep(levels);
}

TEST(a_thousand_levels_with_few_descriptors)
{
    grow_deep(test_path("deep"), 1000);
    allow_descriptors(5);
    check_deep(1000);
}

TEST(too_few_descriptors_are_told)
{
    ambos_tree_report report;

    grow_deep(test_path("deep"), 10);
    allow_descriptors(2);
    CHECK_ERR(ambos_remove_tree(test_path("deep"), NULL, &report), AMBOS_EMFILE);
    CHECK(report.failures > 0);
    CHECK(report.path != NULL);
    ambos_free(report.path);
    allow_descriptors(200);
    CHECK_OK(ambos_remove_tree(test_path("deep"), NULL, NULL));
}

/* On a file system in memory, where names of one file cost nothing. Gives how many there are. */
static int fill_with_names(const char *dir, int many)
{
    const int at = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int i;

    close(openat(at, "0", O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
    for (i = 1; i < many; i++) {
        char name[16];

        snprintf(name, sizeof name, "%d", i);
        if (linkat(at, "0", at, name, 0))
            break;
    }
    close(at);
    return i;
}

TEST(a_hundred_thousand_entries)
{
    char dir[] = "/dev/shm/ambos-test-XXXXXX";
    ambos_tree_report report;
    int i;

    if (!mkdtemp(dir))
        SKIP("no /dev/shm here");
    i = fill_with_names(dir, 100000);
    CHECK_OK(ambos_remove_tree(dir, NULL, &report));
    CHECK_INT(i, 100000);
    CHECK_U64(report.entries, 100001);
}

/* The most memory since this program began; what getrusage() tells is also what was before the exec. -1: not told. */
static long peak_kib(void)
{
    char line[200];
    long peak = -1;
    FILE *status = fopen("/proc/self/status", "r");

    while (status && fgets(line, sizeof line, status))
        if (strncmp(line, "VmHWM:", 6) == 0)
            peak = strtol(line + 6, NULL, 10);
    if (status)
        (void)fclose(status);
    return peak;
}

/* 1,000,000 in `./dev slow`. What the whole listing takes shows that the measure would see it. */
TEST(a_listing_takes_the_same_memory_however_long)
{
    const int many = getenv("AMBOS_TEST_LONG") ? 1000000 : 200000;
    char path[] = "/dev/shm/ambos-test-XXXXXX";
    const ambos_dir_entry *entry;
    ambos_dir_entry *entries;
    long before, one_by_one, whole;
    int made, count = 0;
    ambos_dir *dir;

    if (peak_kib() < 0 || !mkdtemp(path))
        SKIP("no /dev/shm here, or no /proc");
    made = fill_with_names(path, many);
    before = peak_kib();
    CHECK_OK(ambos_dir_open(&dir, path, 0));
    while (ambos_dir_next(dir, &entry) == AMBOS_OK && entry)
        count++;
    ambos_dir_close(dir);
    one_by_one = peak_kib() - before;
    CHECK_OK(ambos_listdir(path, 0, &entries, NULL));
    ambos_free(entries);
    whole = peak_kib() - before;
    CHECK_OK(ambos_remove_tree(path, NULL, NULL));
    printf("%d entries: %ld KiB, all at once %ld KiB\n", many, one_by_one, whole);
    CHECK_INT(made, many);
    CHECK_INT(count, many);
    CHECK(one_by_one * 8 < whole);
    CHECK(whole > 4096);
}

#if defined(__linux__)

/* Of linux/fs.h, which not every C library comes with; and their ioctl() differ in the type of these. */
#define FS_GET_FLAGS _IOR('f', 1, long)
#define FS_SET_FLAGS _IOW('f', 2, long)
#define FS_IMMUTABLE 0x10

static bool set_immutable(const char *path, bool immutable)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    int flags = 0;
    bool done;

    CHECK(fd != -1);
    done = syscall(SYS_ioctl, fd, FS_GET_FLAGS, &flags) == 0;
    flags = immutable ? flags | FS_IMMUTABLE : flags & ~FS_IMMUTABLE;
    done = done && syscall(SYS_ioctl, fd, FS_SET_FLAGS, &flags) == 0;
    close(fd);
    return done;
}

static bool bind_mount(const char *from, const char *to)
{
    return unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount(from, to, NULL, MS_BIND, NULL) == 0;
}

#else

static bool set_immutable(const char *path, bool immutable)
{
    (void)path;
    (void)immutable;
    return false;
}

static bool bind_mount(const char *from, const char *to)
{
    (void)from;
    (void)to;
    return false;
}

#endif

TEST(an_immutable_file_stays_and_the_rest_goes)
{
    const char *fixed = test_path("tree/dir/fixed");
    ambos_tree_report report;
    ambos_error error;

    test_make_dir(test_path("tree"));
    test_make_dir(test_path("tree/dir"));
    test_make_dir(test_path("tree/other"));
    test_write_file(fixed, "x", 1);
    test_write_file(test_path("tree/dir/file"), "x", 1);
    if (!set_immutable(fixed, true))
        SKIP("nothing can be made immutable here");
    error = ambos_remove_tree(test_path("tree"), NULL, &report);
    CHECK(set_immutable(fixed, false));
    CHECK_INT(error, AMBOS_EPERM);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, fixed);
    ambos_free(report.path);
    CHECK(!test_exists(test_path("tree/dir/file")));
    CHECK(!test_exists(test_path("tree/other")));
    CHECK_OK(ambos_remove_tree(test_path("tree"), NULL, NULL));
}

/* The numbers of the devices are the same on both sides. */
TEST(a_bind_mount_inside_is_not_walked)
{
    static const uint32_t visits[] = { AMBOS_VISIT_BEFORE, AMBOS_VISIT_BEFORE, AMBOS_VISIT_MOUNT, AMBOS_VISIT_AFTER,
                                       AMBOS_VISIT_AFTER };
    const ambos_walk_options options = { .flags = AMBOS_WALK_AFTER };
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    size_t i;

    if (TEST_PORTABLE)
        SKIP("plain POSIX does not tell mounts of one file system apart");
    test_make_dir(test_path("outside"));
    test_write_file(test_path("outside/kept"), "x", 1);
    test_make_dir(test_path("tree"));
    test_make_dir(test_path("tree/mount"));
    if (!bind_mount(test_path("outside"), test_path("tree/mount")))
        SKIP("nothing can be mounted here");
    CHECK_OK(ambos_walk_open(&walk, test_path("tree"), &options));
    for (i = 0; i < sizeof visits / sizeof *visits; i++) {
        CHECK_OK(ambos_walk_next(walk, &entry));
        CHECK(entry != NULL);
        CHECK_U64(entry->visit, visits[i]);
    }
    CHECK_OK(ambos_walk_next(walk, &entry));
    CHECK(!entry);
    ambos_walk_close(walk);
    test_unmount(test_path("tree/mount"));
}

/* The numbers of the devices are the same on both sides. */
TEST(a_bind_mount_inside_is_not_entered)
{
    ambos_tree_report report;

    if (TEST_PORTABLE)
        SKIP("plain POSIX does not tell mounts of one file system apart");
    test_make_dir(test_path("outside"));
    test_write_file(test_path("outside/kept"), "x", 1);
    test_make_dir(test_path("tree"));
    test_make_dir(test_path("tree/dir"));
    test_make_dir(test_path("tree/dir/mount"));
    test_write_file(test_path("tree/file"), "x", 1);
    if (!bind_mount(test_path("outside"), test_path("tree/dir/mount")))
        SKIP("nothing can be mounted here");
    CHECK_ERR(ambos_remove_tree(test_path("tree"), NULL, &report), AMBOS_EXDEV);
    CHECK_STR(report.path, test_path("tree/dir/mount"));
    CHECK_U64(report.failures, 1);
    ambos_free(report.path);
    CHECK(test_exists(test_path("outside/kept")));
    CHECK(!test_exists(test_path("tree/file")));
    test_unmount(test_path("tree/dir/mount"));
    CHECK_OK(ambos_remove_tree(test_path("tree"), NULL, NULL));
    CHECK(test_exists(test_path("outside/kept")));
}

/* For runs in which calls fail: whatever happens is told, and a second attempt does the rest. */
TEST(faults_are_told_and_passed_over)
{
    ambos_tree_report report;
    ambos_error error;
    int tries;

    test_make_dir(test_path("tree"));
    test_write_file(test_path("kept"), "x", 1);
    for (tries = 0; tries < 5; tries++) {
        char name[32];

        snprintf(name, sizeof name, "tree/dir %d", tries);
        grow_deep(test_path(name), 4);
    }
    for (tries = 0; tries < 3; tries++) {
        error = ambos_remove_tree(test_path("tree"), NULL, &report);
        CHECK((error == AMBOS_OK) == (report.failures == 0));
        CHECK((error == AMBOS_OK) == (report.path == NULL));
        CHECK(error == AMBOS_OK || error == report.first.code);
        CHECK((error == AMBOS_OK) == !test_exists(test_path("tree")));
        ambos_free(report.path);
        if (!error)
            break;
    }
    CHECK_OK(error);
    CHECK(test_exists(test_path("kept")));
}
