/* SPDX-License-Identifier: MIT */
/* Copying trees: dir.h, group dir_tree. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void grow(const char *name, int depth, int width, int files)
{
    char inside[512];
    int i;

    test_make_dir(test_path(name));
    for (i = 0; i < files; i++) {
        snprintf(inside, sizeof inside, "%s/file %d", name, i);
        test_write_file(test_path(inside), inside, strlen(inside));
    }
    for (i = 0; i < width && depth > 0; i++) {
        snprintf(inside, sizeof inside, "%s/dir %d", name, i);
        grow(inside, depth - 1, width, files);
    }
}

/* What grow() made under one name is under another. */
static void check_grown(const char *name, const char *origin, int depth, int width, int files)
{
    char inside[512], text[512];
    int i;

    for (i = 0; i < files; i++) {
        snprintf(inside, sizeof inside, "%s/file %d", name, i);
        snprintf(text, sizeof text, "%s/file %d", origin, i);
        CHECK_STR(test_read_file(test_path(inside), NULL), text);
    }
    for (i = 0; i < width && depth > 0; i++) {
        snprintf(inside, sizeof inside, "%s/dir %d", name, i);
        snprintf(text, sizeof text, "%s/dir %d", origin, i);
        check_grown(inside, text, depth - 1, width, files);
    }
}

static void check_copied(const char *from, const char *to, const ambos_copy_tree_options *options, uint64_t entries)
{
    ambos_tree_report report;

    CHECK_OK(ambos_copy_tree(test_path(from), test_path(to), options, &report));
    CHECK_U64(report.entries, entries);
    CHECK_U64(report.failures, 0);
    CHECK_INT(report.first.code, AMBOS_OK);
    CHECK(report.path == NULL);
}

static void check_refused(const char *from, const char *to, const ambos_copy_tree_options *options, ambos_error error)
{
    ambos_tree_report report;

    CHECK_ERR(ambos_copy_tree(from, to, options, &report), error);
    CHECK_U64(report.entries, 0);
    CHECK_U64(report.failures, 1);
    CHECK_INT(report.first.code, error);
    CHECK(report.path != NULL);
    ambos_free(report.path);
}

static void check_times(const char *path, int64_t sec)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(test_path(path), &info));
    CHECK_INT(info.modified.sec, sec);
}

TEST(a_tree_is_copied_with_all_that_is_in_it)
{
    ambos_tree_report report;

    grow("tree", 2, 3, 3);
    CHECK_OK(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, &report));
    CHECK_U64(report.entries, 13 + 13 * 3);
    CHECK(report.bytes > 13 * 3 * 8);
    check_grown("copy", "tree", 2, 3, 3);
    check_grown("tree", "tree", 2, 3, 3);
    CHECK_OK(ambos_copy_tree(test_path("copy/dir 1/"), test_path("second/"), NULL, NULL));
    check_grown("second", "tree/dir 1", 1, 3, 3);
}

TEST(a_file_is_a_tree)
{
    test_write_file(test_path("file"), "file", 4);
    check_copied("file", "copy", NULL, 1);
    CHECK_STR(test_read_file(test_path("copy"), NULL), "file");
    check_refused(test_path("file"), test_path("copy"), NULL, AMBOS_EEXIST);
}

TEST(a_relative_tree_is_copied)
{
    CHECK_OK(ambos_chdir(test_dir()));
    grow("tree", 1, 1, 1);
    CHECK_OK(ambos_copy_tree("tree", "copy", NULL, NULL));
    check_grown("copy", "tree", 1, 1, 1);
    CHECK_OK(ambos_chdir("tree"));
    CHECK_OK(ambos_copy_tree(".", "../whole", NULL, NULL));
    check_grown("whole", "tree", 1, 1, 1);
    CHECK_OK(ambos_chdir(test_dir()));
}

TEST(links_are_copied_as_links)
{
    char *target;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    grow("tree", 1, 1, 1);
    grow("outside", 0, 0, 1);
    CHECK_OK(ambos_symlink("../outside", test_path("tree/link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("tree/dir 0/nothing"), AMBOS_SYMLINK_FILE));
    CHECK_OK(ambos_symlink("tree", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    check_copied("tree", "copy", NULL, 6);
    CHECK_OK(ambos_readlink(test_path("copy/link"), &target));
    CHECK_STR(target, "../outside");
    ambos_free(target);
    CHECK_OK(ambos_readlink(test_path("copy/dir 0/nothing"), &target));
    ambos_free(target);
    check_copied("link", "other", NULL, 1);
    CHECK_OK(ambos_readlink(test_path("other"), &target));
    CHECK_STR(target, "tree");
    ambos_free(target);
}

TEST(links_in_the_target_are_not_followed)
{
    const ambos_copy_tree_options merge = { .flags = AMBOS_COPY_TREE_MERGE };
    ambos_tree_report report;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    grow("tree", 1, 1, 1);
    test_make_dir(test_path("outside"));
    test_make_dir(test_path("copy"));
    CHECK_OK(ambos_symlink("../outside", test_path("copy/dir 0"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("../outside/new", test_path("copy/file 0"), AMBOS_SYMLINK_FILE));
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), &merge, &report), AMBOS_ELOOP);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, test_path("tree/dir 0"));
    ambos_free(report.path);
    CHECK(!test_exists(test_path("outside/file 0")));
    CHECK(!test_exists(test_path("outside/new")));
    CHECK_STR(test_read_file(test_path("copy/file 0"), NULL), "tree/file 0");
    CHECK_OK(ambos_symlink("outside", test_path("to"), AMBOS_SYMLINK_DIRECTORY));
    check_refused(test_path("tree"), test_path("to"), &merge, AMBOS_ELOOP);
}

TEST(what_is_there_stays_or_is_merged)
{
    const ambos_copy_tree_options merge = { .flags = AMBOS_COPY_TREE_MERGE };
    const ambos_copy_tree_options careful = { .flags = AMBOS_COPY_TREE_MERGE | AMBOS_COPY_TREE_NO_REPLACE };
    ambos_tree_report report;

    grow("tree", 1, 2, 1);
    test_make_dir(test_path("copy"));
    test_make_dir(test_path("copy/dir 0"));
    test_write_file(test_path("copy/own"), "own", 3);
    test_write_file(test_path("copy/file 0"), "old", 3);
    check_refused(test_path("tree"), test_path("copy"), NULL, AMBOS_EEXIST);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), &careful, &report), AMBOS_EEXIST);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, test_path("tree/file 0"));
    ambos_free(report.path);
    CHECK_STR(test_read_file(test_path("copy/file 0"), NULL), "old");
    check_copied("tree", "copy", &merge, 6);
    check_grown("copy", "tree", 1, 2, 1);
    CHECK_STR(test_read_file(test_path("copy/own"), NULL), "own");
}

TEST(what_stands_in_the_way_is_told)
{
    const ambos_copy_tree_options merge = { .flags = AMBOS_COPY_TREE_MERGE };
    ambos_tree_report report;

    grow("tree", 1, 1, 1);
    test_make_dir(test_path("copy"));
    test_make_dir(test_path("copy/file 0"));
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), &merge, &report), AMBOS_EISDIR);
    CHECK_U64(report.failures, 1);
    ambos_free(report.path);
    CHECK_OK(ambos_remove_tree(test_path("copy"), NULL, NULL));
    test_make_dir(test_path("copy"));
    test_write_file(test_path("copy/dir 0"), "x", 1);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), &merge, &report), AMBOS_ENOTDIR);
    CHECK_STR(report.path, test_path("tree/dir 0"));
    ambos_free(report.path);
    check_refused(test_path("nothing"), test_path("new"), NULL, AMBOS_ENOENT);
    check_refused(test_path("tree"), test_path("no/such"), NULL, AMBOS_ENOENT);
    CHECK(!test_exists(test_path("new")));
}

TEST(a_target_in_the_source_is_refused)
{
    const ambos_copy_tree_options merge = { .flags = AMBOS_COPY_TREE_MERGE };

    grow("tree", 2, 2, 1);
    check_refused(test_path("tree"), test_path("tree/copy"), NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), test_path("tree/dir 0/dir 1/copy"), NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), test_path("tree/dir 0/../copy"), NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), test_path("tree/dir 0"), &merge, AMBOS_EINVAL);
    check_refused(test_path("tree"), test_path("tree"), &merge, AMBOS_EINVAL);
    CHECK(!test_exists(test_path("tree/copy")));
    CHECK(!test_exists(test_path("tree/dir 0/dir 1/copy")));
    /* The other way round it is none. */
    check_copied("tree/dir 0", "tree/new", NULL, 6);
}

TEST(targets_that_are_no_names_are_refused)
{
    const ambos_copy_tree_options flags = { .flags = 0x8000 };
    const ambos_copy_tree_options unused = { .unused = 1 };
    const ambos_copy_tree_options tail = { .reserved = { 1 } };

    grow("tree", 1, 1, 1);
    check_refused(test_path("tree"), "", NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), "/", NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), ".", NULL, AMBOS_EINVAL);
    check_refused(test_path("tree"), test_path("tree/.."), NULL, AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_tree(NULL, "x", NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_tree("x", NULL, NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_tree("x", "y", &flags, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_tree("x", "y", &unused, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_copy_tree("x", "y", &tail, NULL), AMBOS_EINVAL);
}

TEST(times_are_kept_where_asked_for)
{
    const ambos_copy_tree_options preserve = { .flags = AMBOS_COPY_TREE_PRESERVE };
    const ambos_time old = { 1000000000, 0 };
    ambos_file_info info;

    grow("tree", 2, 1, 1);
    CHECK_OK(ambos_utimens(test_path("tree/dir 0/file 0"), &old, &old, 0));
    CHECK_OK(ambos_utimens(test_path("tree/dir 0/dir 0"), &old, &old, 0));
    CHECK_OK(ambos_utimens(test_path("tree/dir 0"), &old, &old, 0));
    CHECK_OK(ambos_utimens(test_path("tree"), &old, &old, 0));
    check_copied("tree", "copy", &preserve, 6);
    check_times("copy", old.sec);
    check_times("copy/dir 0", old.sec);
    check_times("copy/dir 0/dir 0", old.sec);
    check_times("copy/dir 0/file 0", old.sec);
    check_copied("tree", "other", NULL, 6);
    CHECK_OK(ambos_lstat(test_path("other/dir 0"), &info));
    CHECK(info.modified.sec > old.sec);
}

TEST(modes_are_kept_and_do_not_hinder)
{
    const ambos_copy_tree_options preserve = { .flags = AMBOS_COPY_TREE_PRESERVE };

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    test_umask(022);
    grow("tree", 2, 1, 1);
    CHECK_OK(ambos_chmod(test_path("tree/file 0"), 0640, 0));
    CHECK_OK(ambos_chmod(test_path("tree/dir 0/dir 0"), 0555, 0));
    CHECK_OK(ambos_chmod(test_path("tree/dir 0"), 0577, 0));
    check_copied("tree", "copy", NULL, 6);
    CHECK_INT(test_mode(test_path("copy/file 0")), 0640);
    CHECK_INT(test_mode(test_path("copy/dir 0")), 0555);
    CHECK_INT(test_mode(test_path("copy/dir 0/dir 0")), 0555);
    check_copied("tree", "exact", &preserve, 6);
    CHECK_INT(test_mode(test_path("exact/dir 0")), 0577);
    CHECK_INT(test_mode(test_path("exact/dir 0/dir 0")), 0555);
}

TEST(copying_goes_on_past_what_it_may_not)
{
    ambos_tree_report report;

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    grow("tree", 1, 3, 2);
    CHECK_OK(ambos_chmod(test_path("tree/dir 1"), 0, 0));
    CHECK_OK(ambos_chmod(test_path("tree/dir 2/file 1"), 0, 0));
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, &report), AMBOS_EACCES);
    CHECK_U64(report.failures, 2);
    CHECK_U64(report.entries, 3 + 2 + 2 + 1);
    CHECK(strcmp(report.path, test_path("tree/dir 1")) == 0 ||
          strcmp(report.path, test_path("tree/dir 2/file 1")) == 0);
    ambos_free(report.path);
    check_grown("copy/dir 0", "tree/dir 0", 0, 0, 2);
    CHECK(!test_exists(test_path("copy/dir 2/file 1")));
}

TEST(what_is_neither_file_nor_directory_is_told)
{
    ambos_tree_report report;

    grow("tree", 1, 1, 1);
    if (!test_make_fifo(test_path("tree/fifo")))
        SKIP("no FIFOs here");
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, &report), AMBOS_ENOTSUP);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, test_path("tree/fifo"));
    ambos_free(report.path);
    check_grown("copy", "tree", 1, 1, 1);
}

TEST(a_mount_in_the_source_is_not_copied)
{
    const ambos_copy_tree_options cross = { .flags = AMBOS_COPY_TREE_CROSS_MOUNTS };
    ambos_tree_report report;

    grow("tree", 1, 2, 1);
    if (!test_mount(test_path("tree/dir 0")))
        SKIP("nothing can be mounted here");
    test_write_file(test_path("tree/dir 0/there"), "x", 1);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, &report), AMBOS_EXDEV);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, test_path("tree/dir 0"));
    ambos_free(report.path);
    CHECK(!test_exists(test_path("copy/dir 0")));
    check_grown("copy/dir 1", "tree/dir 1", 0, 0, 1);
    CHECK_OK(ambos_copy_tree(test_path("tree"), test_path("other"), &cross, NULL));
    CHECK(test_exists(test_path("other/dir 0/there")));
    test_unmount(test_path("tree/dir 0"));
}

TEST(a_full_device_is_enospc)
{
    ambos_tree_report report;
    char *much = calloc(1, 40000);

    grow("tree", 1, 1, 1);
    CHECK(much != NULL);
    test_write_file(test_path("tree/dir 0/big"), much, 40000);
    test_write_file(test_path("tree/dir 0/also"), much, 40000);
    free(much);
    test_make_dir(test_path("small"));
    if (!test_mount(test_path("small")))
        SKIP("nothing can be mounted here");
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("small/copy"), NULL, &report), AMBOS_ENOSPC);
    CHECK(report.failures > 0);
    ambos_free(report.path);
    test_unmount(test_path("small"));
}

struct watching {
    uint64_t calls;
    uint64_t most;
    char last[4096];
};

static int AMBOS_CALL watch(void *context, const ambos_tree_progress *progress)
{
    struct watching *watching = context;

    watching->calls++;
    CHECK(progress->entries <= watching->calls);
    snprintf(watching->last, sizeof watching->last, "%s", progress->path);
    return watching->calls == watching->most;
}

TEST(progress_is_told_and_can_stop_it)
{
    struct watching watching = { .most = 5 };
    const ambos_copy_tree_options options = { .progress = watch, .context = &watching };
    ambos_tree_report report;

    grow("tree", 2, 2, 2);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), &options, &report), AMBOS_ECANCELED);
    CHECK_U64(watching.calls, 5);
    CHECK_U64(report.failures, 0);
    CHECK(report.path == NULL);
    watching.calls = 0;
    watching.most = 0;
    CHECK_OK(ambos_copy_tree(test_path("tree"), test_path("other"), &options, NULL));
    CHECK_U64(watching.calls, 7 + 14);
    CHECK_STR(watching.last, test_path("tree"));
}

TEST(copies_leave_no_handle_and_no_failure_behind)
{
    const int64_t before = test_handle_count();
    ambos_failure failure, after;

    grow("tree", 3, 2, 1);
    CHECK_ERR(ambos_copy_tree(test_path("nothing"), test_path("x"), NULL, NULL), AMBOS_ENOENT);
    ambos_last_failure(&failure);
    CHECK_OK(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, NULL));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &failure, sizeof failure);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("copy"), NULL, NULL), AMBOS_EEXIST);
    CHECK_ERR(ambos_copy_tree(test_path("tree"), test_path("tree/x"), NULL, NULL), AMBOS_EINVAL);
    if (before < 0)
        SKIP("handles cannot be counted here");
    CHECK_INT(test_handle_count(), before);
}

static int AMBOS_CALL most_handles(void *context, const ambos_tree_progress *progress)
{
    int64_t *most = context;
    const int64_t now = test_handle_count();

    (void)progress;
    if (now > *most)
        *most = now;
    return 0;
}

TEST(two_hundred_levels_are_copied)
{
    int64_t most = 0;
    const int64_t before = test_handle_count();
    const ambos_copy_tree_options options = { .progress = most_handles, .context = &most };
    char path[1024];
    size_t length = strlen("tree");
    int i;

    memcpy(path, "tree", length + 1);
    for (i = 0; i < 200; i++) {
        CHECK_OK(ambos_mkdir(test_path(path), 0, 0));
        memcpy(path + length, "/d", 3);
        length += 2;
    }
    check_copied("tree", "copy", &options, 200);
    CHECK(most <= before + 45);
    CHECK_OK(ambos_remove_tree(test_path("tree"), NULL, NULL));
    CHECK_OK(ambos_remove_tree(test_path("copy"), NULL, NULL));
}
