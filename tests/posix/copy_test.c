/* SPDX-License-Identifier: MIT */
/* Copying what only POSIX systems have. */
#define _GNU_SOURCE
#include <ambos/ambos.h>
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/xattr.h>
#endif

/* For sweep.sh: what fails is told by its name. A move that only could not flush the new name or remove the old one has
   done the rest. */
static int tell(ambos_error error)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    if (error)
        printf("%s%s%s\n", ambos_error_name(error), failure.step == AMBOS_STEP_REMOVE ? ", not removed" : "",
               failure.step == AMBOS_STEP_FLUSH ? ", not flushed" : "");
    return error != AMBOS_OK;
}

static int copy_command(int argc, char **argv)
{
    (void)argc;
    return tell(ambos_copy_file(argv[1], argv[2], NULL));
}

static int move_command(int argc, char **argv)
{
    (void)argc;
    return tell(ambos_move(argv[1], argv[2], NULL));
}

const struct test_command test_suite_commands[] = { { "copy", 2, 2, copy_command },
                                                    { "move", 2, 2, move_command },
                                                    { NULL, 0, 0, NULL } };

static const ambos_copy_options preserve = { .flags = AMBOS_COPY_PRESERVE };

/* Their size is 0, and other calls than read() say that they have ended. */
TEST(files_of_proc_have_contents)
{
    static const char *const files[] = { "/proc/self/status", "/proc/version", "/proc/self/environ" };
    size_t size;

    if (!test_exists(files[0]))
        SKIP("no /proc");
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        CHECK_OK(ambos_copy_file(files[i], test_path("copy"), NULL));
        test_read_file(test_path("copy"), &size);
        CHECK(size > 10);
        CHECK_OK(ambos_unlink(test_path("copy")));
    }
}

static int AMBOS_CALL count_up(void *context, uint64_t done, uint64_t total)
{
    uint64_t *last = context;

    CHECK(total == 0 && done >= *last);
    *last = done;
    return 0;
}

TEST(progress_of_what_has_no_size_only_goes_up)
{
    uint64_t last = 0;
    const ambos_copy_options options = { .progress = count_up, .context = &last };
    size_t size;

    if (!test_exists("/proc/self/status"))
        SKIP("no /proc");
    CHECK_OK(ambos_copy_file("/proc/self/status", test_path("copy"), &options));
    test_read_file(test_path("copy"), &size);
    CHECK_U64(last, size);
}

/* Theirs is 4096, whatever is in them. */
TEST(files_of_sys_end_where_they_end)
{
    const char *path = "/sys/kernel/mm/transparent_hugepage/enabled";
    char expected[4097] = "";
    ambos_file *file;
    size_t got, size;

    if (!test_exists(path))
        SKIP("no such file here");
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    CHECK_OK(ambos_file_read(file, expected, sizeof expected - 1, &got));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_copy_file(path, test_path("copy"), NULL));
    CHECK_STR(test_read_file(test_path("copy"), &size), expected);
    CHECK_U64(size, got);
}

static void put(int fd, const char *text, off_t place)
{
    CHECK(pwrite(fd, text, strlen(text), place) == (ssize_t)strlen(text));
}

static void check_at(int fd, const char *text, off_t place)
{
    char found[16] = "";

    CHECK(pread(fd, found, strlen(text), place) == (ssize_t)strlen(text));
    CHECK_STR(found, text);
}

/* More than one call of the system moves, and gaps at both ends. */
TEST(five_gibibytes_with_gaps)
{
    const off_t gib = (off_t)1 << 30;
    ambos_file_info from, to;
    int fd = open(test_path("from"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    CHECK(fd != -1);
    if (ftruncate(fd, 5 * gib + 12345))
        SKIP("no file can be so large here");
    put(fd, "first", gib);
    put(fd, "second", 3 * gib - 3);
    put(fd, "third", 4 * gib + 1);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    close(fd);
    CHECK_OK(ambos_stat(test_path("from"), &from));
    CHECK_OK(ambos_stat(test_path("to"), &to));
    CHECK_U64(to.size, from.size);
    if (from.allocated > (1 << 20))
        SKIP("no gaps here");
    CHECK(to.allocated <= from.allocated + (1 << 20));
    fd = open(test_path("to"), O_RDONLY | O_CLOEXEC);
    check_at(fd, "first", gib);
    check_at(fd, "second", 3 * gib - 3);
    check_at(fd, "third", 4 * gib + 1);
    close(fd);
}

TEST(nothing_but_a_gap)
{
    ambos_file_info to;
    int fd = open(test_path("from"), O_RDWR | O_CREAT | O_CLOEXEC, 0666);

    CHECK(fd != -1 && ftruncate(fd, 1 << 24) == 0);
    close(fd);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_OK(ambos_stat(test_path("to"), &to));
    CHECK_U64(to.size, 1 << 24);
    CHECK(to.allocated < 1 << 20);
}

/* What shrinks or grows while it is copied ends the copy in time. */
struct changer {
    int fd;
    off_t size;
};

static int AMBOS_CALL change_size(void *context, uint64_t done, uint64_t total)
{
    struct changer *changer = context;

    (void)total;
    if (done == 0)
        CHECK(ftruncate(changer->fd, changer->size) == 0);
    return 0;
}

static uint64_t copied_size(size_t before, off_t after)
{
    char *bytes = calloc(before, 1);
    struct changer changer = { .size = after };
    const ambos_copy_options options = { .progress = change_size, .context = &changer };
    ambos_file_info info;

    CHECK(bytes != NULL);
    memset(bytes, 'x', before);
    test_write_file(test_path("from"), bytes, before);
    free(bytes);
    changer.fd = open(test_path("from"), O_RDWR | O_CLOEXEC);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &options));
    close(changer.fd);
    CHECK_OK(ambos_stat(test_path("to"), &info));
    CHECK_OK(ambos_unlink(test_path("to")));
    return info.size;
}

TEST(files_that_change_their_size_meanwhile)
{
    CHECK_U64(copied_size(1000, 500), 500);
    CHECK_U64(copied_size(1000, 0), 0);
    CHECK_U64(copied_size(1000, 2000), 1000);
    CHECK_U64(copied_size(3 << 20, 1 << 20), 1 << 20);
    CHECK_U64(copied_size(3 << 20, 4 << 20), 3 << 20);
}

/* Nobody else may look before it has the bits that it shall have. */
static int AMBOS_CALL look_at_mode(void *context, uint64_t done, uint64_t total)
{
    unsigned *seen = context;

    (void)done;
    (void)total;
    *seen |= test_mode(test_path("to"));
    return 0;
}

TEST(a_copy_is_private_until_it_is_whole)
{
    unsigned seen = 0;
    const ambos_copy_options options = { .progress = look_at_mode, .context = &seen };

    test_write_file(test_path("from"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("from"), 0666, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &options));
    CHECK_INT(seen & 077, 0);
    CHECK_INT(test_mode(test_path("to")), 0666);
}

TEST(owners_are_preserved_by_root)
{
    ambos_file_info info;

    test_write_file(test_path("from"), "x", 1);
    if (chown(test_path("from"), 12, 34))
        SKIP("not root");
    CHECK_OK(ambos_chmod(test_path("from"), 06711, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &preserve));
    CHECK_OK(ambos_stat(test_path("to"), &info));
    CHECK_INT(info.uid, 12);
    CHECK_INT(info.gid, 34);
    CHECK_INT(info.mode, 06711);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), NULL));
    CHECK_OK(ambos_stat(test_path("to"), &info));
    CHECK_INT(info.uid, geteuid());
    CHECK_INT(info.mode, 0711);
}

/* Who does not get the owner does not get what counts for him. */
TEST(no_set_id_bit_without_its_owner)
{
    ambos_file_info info;

    test_write_file(test_path("from"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("from"), 06755, 0));
    if (!test_drop_root())
        SKIP("not root");
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("mine"), &preserve));
    CHECK_OK(ambos_stat(test_path("mine"), &info));
    CHECK_INT(info.mode, 0755);
}

#if defined(__linux__)
TEST(extended_attributes_are_preserved)
{
    static char large[3000], found[3000];

    memset(large, 'v', sizeof large);
    test_write_file(test_path("from"), "x", 1);
    if (setxattr(test_path("from"), "user.small", "value", 5, 0) ||
        setxattr(test_path("from"), "user.large", large, sizeof large, 0))
        SKIP("no extended attributes here");
    CHECK_OK(ambos_chmod(test_path("from"), 0444, 0));
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("to"), &preserve));
    if (getxattr(test_path("to"), "user.small", found, sizeof found) == -1)
        SKIP("this build knows none");
    CHECK_INT(getxattr(test_path("to"), "user.small", found, sizeof found), 5);
    CHECK_MEM(found, 5, "value", 5);
    CHECK_INT(getxattr(test_path("to"), "user.large", found, sizeof found), sizeof large);
    CHECK_MEM(found, sizeof found, large, sizeof large);
    CHECK_OK(ambos_copy_file(test_path("from"), test_path("plain"), NULL));
    CHECK_INT(getxattr(test_path("plain"), "user.small", found, sizeof found), -1);
}
#endif

/* As to the file itself, so through a descriptor that stands for it. */
static int AMBOS_CALL remove_the_source(void *context, const ambos_tree_progress *progress)
{
    (void)progress;
    if (test_exists(context))
        CHECK_OK(ambos_remove_tree(context, NULL, NULL));
    return 0;
}

/* Else a move could remove what it has not copied. */
TEST(a_directory_that_goes_while_it_is_copied_is_told)
{
    char from[1000];
    const ambos_copy_tree_options options = { .progress = remove_the_source, .context = from };
    ambos_tree_report report;

#if !defined(__linux__) || TEST_PORTABLE
    SKIP("the C library calls it the end");
#endif
    snprintf(from, sizeof from, "%s", test_path("tree"));
    CHECK_INT(mkdir(from, 0755), 0);
    test_write_file(test_path("tree/file"), "x", 1);
    CHECK_ERR(ambos_copy_tree(from, test_path("to"), &options, &report), AMBOS_ENOENT);
    CHECK(report.failures == 1 && report.path != NULL);
    ambos_free(report.path);
    CHECK_STR(test_read_file(test_path("to/file"), NULL), "x");
}

TEST(the_same_file_by_its_descriptor)
{
    char path[64];
    int fd;

    test_write_file(test_path("file"), "content", 7);
    fd = open(test_path("file"), O_RDONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!test_exists(path))
        SKIP("no /proc");
    CHECK_ERR(ambos_copy_file(path, test_path("file"), NULL), AMBOS_EINVAL);
    CHECK_OK(ambos_copy_file(path, test_path("to"), NULL));
    close(fd);
    CHECK_STR(test_read_file(test_path("file"), NULL), "content");
    CHECK_STR(test_read_file(test_path("to"), NULL), "content");
}
