/* SPDX-License-Identifier: MIT */
/* Work on trees for sweep_tree.sh, in which each system call fails in turn: what fails is told in the way of each, and
   nothing is left behind in the process. */
#define _GNU_SOURCE 1
#include <ambos/ambos.h>
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What close() fails with is its own affair: the number may be free or not. */
enum { DONE, TOLD, WRONG, LEFT_OPEN };

/* ---- what is left behind ---- */

static long blocks;

static void *AMBOS_CALL count_allocate(void *context, size_t size)
{
    (void)context;
    blocks++;
    return malloc(size);
}

static void *AMBOS_CALL count_resize(void *context, void *block, size_t size)
{
    (void)context;
    blocks += block == NULL;
    return realloc(block, size);
}

static void AMBOS_CALL count_release(void *context, void *block)
{
    (void)context;
    blocks--;
    free(block);
}

static int open_descriptors(void)
{
    int count = 0, fd;

    for (fd = 0; fd < 64; fd++)
        count += fcntl(fd, F_GETFD) != -1;
    return count;
}

static int wrong(const char *what)
{
    printf("%s\n", what);
    return WRONG;
}

/* ---- the work ---- */

static int tell_error(ambos_error error)
{
    ambos_failure failure;

    if (!error)
        return DONE;
    ambos_last_failure(&failure);
    printf("%s\n", ambos_error_name(error));
    return failure.code == error ? TOLD : wrong("the last failure is another");
}

static int tell_report(ambos_error error, const ambos_tree_report *report)
{
    const bool failed = error != AMBOS_OK;
    const bool told = failed == (report->failures > 0) && failed == (report->path != NULL) &&
                      report->first.code == error;

    if (failed)
        printf("%s: %s, %lu\n", report->path ? report->path : "?", ambos_error_name(error),
               (unsigned long)report->failures);
    ambos_free(report->path);
    return !told ? wrong("the report is not right") : failed ? TOLD : DONE;
}

static int copy_with(uint32_t flags, const char *from, const char *to)
{
    const ambos_copy_tree_options options = { .flags = flags };
    ambos_tree_report report;
    const ambos_error error = ambos_copy_tree(from, to, &options, &report);

    return tell_report(error, &report);
}

static int do_copy(const char *from, const char *to)
{
    return copy_with(0, from, to);
}

static int do_merge(const char *from, const char *to)
{
    return copy_with(AMBOS_COPY_TREE_MERGE, from, to);
}

static int do_preserve(const char *from, const char *to)
{
    return copy_with(AMBOS_COPY_TREE_PRESERVE, from, to);
}

static int do_remove(const char *from, const char *to)
{
    ambos_tree_report report;
    const ambos_error error = ambos_remove_tree(from, NULL, &report);

    (void)to;
    return tell_report(error, &report);
}

static int do_move(const char *from, const char *to)
{
    return tell_error(ambos_move(from, to, NULL));
}

static int do_make_path(const char *from, const char *to)
{
    char path[1024];

    (void)from;
    snprintf(path, sizeof path, "%s/a/b/c", to);
    return tell_error(ambos_make_path(path, 0, 0));
}

static ambos_error use_root(ambos_root *root)
{
    ambos_file_info info;
    ambos_error error = ambos_root_make_path(root, "new/path", 0);

    if (!error)
        error = ambos_root_write_file(root, "new/path/file", "x", 1, NULL);
    if (!error)
        error = ambos_root_rename(root, "new/path/file", "new/file", NULL);
    if (!error)
        error = ambos_root_stat(root, "new/file", &info);
    return error ? error : ambos_root_remove_tree(root, "new", NULL, NULL);
}

static int do_root(const char *from, const char *to)
{
    ambos_root *root;
    ambos_error error = ambos_root_open(&root, from);
    int result;

    (void)to;
    if (!error)
        error = use_root(root);
    result = tell_error(error);
    ambos_root_close(root);
    return result;
}

/* What is in the tree of sweep_tree.sh. */
enum { NAMES = 4, ENTRIES = 6 };

static int do_list(const char *from, const char *to)
{
    ambos_dir_entry *entries;
    size_t count;
    const int result = tell_error(ambos_listdir(from, 0, &entries, &count));

    (void)to;
    ambos_free(entries);
    return result == DONE && count != NAMES ? wrong("not all was listed") : result;
}

static int do_glob(const char *from, const char *to)
{
    const ambos_glob_options options = { .flags = AMBOS_GLOB_STRICT };
    char pattern[1024], **paths;
    size_t count;
    int result;

    (void)to;
    snprintf(pattern, sizeof pattern, "%s/**/*", from);
    result = tell_error(ambos_glob(pattern, &options, &paths, &count));
    ambos_free(paths);
    return result == DONE && count != ENTRIES ? wrong("not all was found") : result;
}

/* A stat that fails is told by the call itself, a directory by an entry. */
static int do_walk(const char *from, const char *to)
{
    const ambos_walk_entry *entry;
    ambos_file_info info;
    int count = 0, result = DONE;
    ambos_walk *walk;
    ambos_error error = ambos_walk_open(&walk, from, NULL);

    (void)to;
    while (!error && (error = ambos_walk_next(walk, &entry)) == AMBOS_OK && entry) {
        if (entry->visit == AMBOS_VISIT_ERROR || ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info))
            result = TOLD;
        count += entry->visit != AMBOS_VISIT_ERROR;
    }
    ambos_walk_close(walk);
    if (error)
        return tell_error(error);
    return result == DONE && count != ENTRIES + 1 ? wrong("not all was walked") : result;
}

static const struct {
    const char *name;
    int (*run)(const char *from, const char *to);
} works[] = { { "copy", do_copy },           { "merge", do_merge }, { "preserve", do_preserve }, { "remove", do_remove },
              { "move", do_move },           { "root", do_root },   { "list", do_list },         { "glob", do_glob },
              { "make_path", do_make_path }, { "walk", do_walk } };

static int work_command(int argc, char **argv)
{
    const ambos_allocator counting = { count_allocate, count_resize, count_release, NULL };
    const int before = open_descriptors();
    int result = -1;
    size_t i;

    (void)argc;
    if (ambos_set_allocator(&counting))
        return wrong("the allocator was refused");
    for (i = 0; i < sizeof works / sizeof works[0]; i++)
        if (strcmp(works[i].name, argv[1]) == 0)
            result = works[i].run(argv[2], argv[3]);
    if (blocks)
        return wrong("memory is left");
    if (result == WRONG || open_descriptors() == before)
        return result;
    printf("a descriptor is left\n");
    return LEFT_OPEN;
}

const struct test_command test_suite_commands[] = { { "work", 3, 3, work_command }, { NULL, 0, 0, NULL } };

/* Where nothing fails all of it is done. */
TEST(without_faults_all_is_done)
{
    const char *const from = test_path("from");
    size_t i;

    for (i = 0; i < sizeof works / sizeof works[0]; i++) {
        test_make_dir(from);
        test_make_dir(test_path("from/dir"));
        test_make_dir(test_path("from/dir/empty"));
        test_write_file(test_path("from/dir/file"), "x", 1);
        test_write_file(test_path("from/one"), "1", 1);
        test_write_file(test_path("from/two"), "2", 1);
        CHECK_INT(symlink("nowhere", test_path("from/link")), 0);
        CHECK_INT(works[i].run(from, test_path("to")), DONE);
        if (test_exists(from))
            CHECK_OK(ambos_remove_tree(from, NULL, NULL));
        if (test_exists(test_path("to")))
            CHECK_OK(ambos_remove_tree(test_path("to"), NULL, NULL));
    }
}
