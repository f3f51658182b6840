/* SPDX-License-Identifier: MIT */
/* Moving: as a rename, and to another file system. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const ambos_move_options no_replace = { .flags = AMBOS_MOVE_NO_REPLACE };

static void write_text(const char *path, const char *text)
{
    test_write_file(path, text, strlen(text));
}

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

static int names_in(const char *dir)
{
    const ambos_dir_entry *entry;
    ambos_dir *listing;
    int count = 0;

    CHECK_OK(ambos_dir_open(&listing, dir, 0));
    for (;;) {
        CHECK_OK(ambos_dir_next(listing, &entry));
        if (!entry)
            break;
        count++;
    }
    ambos_dir_close(listing);
    return count;
}

/* The directory of another file system. It goes with the process when a check fails. */
static const char *mounted(void)
{
    const char *mount = test_path("mount");

    test_make_dir(mount);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    return mount;
}

TEST(a_move_within_a_file_system_is_a_rename)
{
    ambos_file_info before, after;

    write_text(test_path("from"), "new");
    write_text(test_path("to"), "old");
    test_make_dir(test_path("dir"));
    before = info_of(test_path("from"));
    CHECK_ERR(ambos_move(test_path("from"), test_path("to"), &no_replace), AMBOS_EEXIST);
    CHECK_ERR(ambos_move(test_path("from"), test_path("dir"), NULL), AMBOS_EISDIR);
    CHECK_OK(ambos_move(test_path("from"), test_path("to"), NULL));
    after = info_of(test_path("to"));
    CHECK(ambos_same_file(&before, &after));
    CHECK(!test_exists(test_path("from")));
    CHECK_OK(ambos_move(test_path("dir"), test_path("other"), NULL));
    CHECK_ERR(ambos_move(test_path("other"), test_path("other/x"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_move(test_path("missing"), test_path("x"), NULL), AMBOS_ENOENT);
    CHECK_INT(names_in(test_dir()), 2);
}

TEST(move_refuses_bad_arguments)
{
    const char *from = test_path("from");
    const char *to = test_path("to");
    ambos_move_options options;

    write_text(from, "x");
    CHECK_ERR(ambos_move(NULL, to, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_move(from, NULL, NULL), AMBOS_EINVAL);
    for (uint32_t bit = 2; bit; bit <<= 1) {
        memset(&options, 0, sizeof options);
        options.flags = bit;
        CHECK_ERR(ambos_move(from, to, &options), AMBOS_EINVAL);
    }
    memset(&options, 0, sizeof options);
    options.unused = 1;
    CHECK_ERR(ambos_move(from, to, &options), AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof options.reserved; i++) {
        memset(&options, 0, sizeof options);
        options.reserved[i] = 1;
        CHECK_ERR(ambos_move(from, to, &options), AMBOS_EINVAL);
    }
    CHECK(test_exists(from) && !test_exists(to));
}

/* There and back, the second time over what is there. */
TEST(a_file_moves_to_another_file_system)
{
    const char *mount;

    write_text(test_path("from"), "content");
    CHECK_OK(ambos_chmod(test_path("from"), 04750, 0));
    CHECK(test_set_modified(test_path("from"), 1000000000, 500000000));
    mount = mounted();
    CHECK_OK(ambos_move(test_path("from"), test_path("mount/to"), NULL));
    CHECK(!test_exists(test_path("from")));
    CHECK_STR(test_read_file(test_path("mount/to"), NULL), "content");
    CHECK_INT(test_mode(test_path("mount/to")), 04750);
    CHECK_INT(info_of(test_path("mount/to")).modified.sec, 1000000000);
    CHECK_INT(info_of(test_path("mount/to")).modified.nsec, 500000000);
    write_text(test_path("back"), "old");
    CHECK_ERR(ambos_move(test_path("mount/to"), test_path("back"), &no_replace), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("back"), NULL), "old");
    CHECK_OK(ambos_move(test_path("mount/to"), test_path("back"), NULL));
    CHECK_STR(test_read_file(test_path("back"), NULL), "content");
    CHECK_OK(ambos_move(test_path("back"), test_path("mount/free"), &no_replace));
    CHECK_INT(names_in(mount), 1);
    CHECK_INT(names_in(test_dir()), 1);
    test_unmount(mount);
}

TEST(links_move_to_another_file_system)
{
    const char *mount = mounted();
    char *target;

    write_text(test_path("mount/kept"), "kept");
    CHECK_OK(ambos_symlink("anywhere", test_path("link"), 0));
    CHECK_OK(ambos_symlink("kept", test_path("mount/over"), 0));
    CHECK_OK(ambos_move(test_path("link"), test_path("mount/over"), NULL));
    CHECK(!test_exists(test_path("link")));
    CHECK_OK(ambos_readlink(test_path("mount/over"), &target));
    CHECK_STR(target, "anywhere");
    ambos_free(target);
    /* A link is replaced, not followed. */
    write_text(test_path("file"), "new");
    CHECK_OK(ambos_move(test_path("file"), test_path("mount/over"), NULL));
    CHECK_INT(info_of(test_path("mount/over")).type, AMBOS_TYPE_FILE);
    CHECK_STR(test_read_file(test_path("mount/kept"), NULL), "kept");
    test_unmount(mount);
}

/* A directory that was moved has all that was in it, and nothing else is anywhere. */
static void check_dir_moved(const char *from, const char *to)
{
    CHECK_OK(ambos_move(test_path(from), test_path(to), NULL));
    CHECK(!test_exists(test_path(from)));
    CHECK_INT(info_of(test_path(to)).modified.sec, 1000000000);
    CHECK_INT(names_in(test_path(to)), 2);
}

TEST(directories_move_to_another_file_system)
{
    const char *mount = mounted();

    test_make_dir(test_path("dir"));
    test_make_dir(test_path("dir/sub"));
    write_text(test_path("dir/file"), "content");
    write_text(test_path("dir/sub/file"), "more");
    CHECK(test_set_modified(test_path("dir"), 1000000000, 0));
    test_make_dir(test_path("mount/empty"));
    write_text(test_path("mount/file"), "x");
    CHECK_ERR(ambos_move(test_path("dir"), test_path("mount/file"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_move(test_path("dir"), test_path("mount/empty"), &no_replace), AMBOS_EEXIST);
    check_dir_moved("dir", "mount/empty");
    CHECK_STR(test_read_file(test_path("mount/empty/sub/file"), NULL), "more");
    CHECK_STR(test_read_file(test_path("mount/empty/file"), NULL), "content");
    test_make_dir(test_path("full"));
    write_text(test_path("full/file"), "x");
    CHECK_ERR(ambos_move(test_path("mount/empty"), test_path("full"), NULL), AMBOS_ENOTEMPTY);
    check_dir_moved("mount/empty", "dir");
    CHECK_INT(names_in(mount), 1);
    CHECK_INT(names_in(test_dir()), 3);
    test_unmount(mount);
}

TEST(a_directory_that_does_not_fit_stays_where_it_is)
{
    const char *mount = mounted();
    char *much = calloc(1, 100000);

    CHECK(much != NULL);
    test_make_dir(test_path("dir"));
    write_text(test_path("dir/file"), "content");
    test_write_file(test_path("dir/much"), much, 100000);
    free(much);
    CHECK_ERR(ambos_move(test_path("dir"), test_path("mount/dir"), NULL), AMBOS_ENOSPC);
    CHECK_INT(names_in(mount), 0);
    CHECK_INT(names_in(test_path("dir")), 2);
    CHECK_STR(test_read_file(test_path("dir/file"), NULL), "content");
    test_unmount(mount);
}

/* Makes what is still to be copied, in the copy. */
static int AMBOS_CALL get_in_the_way(void *context, uint64_t done, uint64_t total)
{
    ambos_dir_entry *entries;
    size_t count;
    int i;

    (void)done;
    (void)total;
    CHECK_OK(ambos_listdir(context, 0, &entries, &count));
    CHECK_INT(count, 1);
    for (i = 0; i < 3; i++) {
        char path[1200];

        snprintf(path, sizeof path, "%s/%s/f%d", (char *)context, entries[0].name, i);
        if (!test_exists(path))
            write_text(path, "strange");
    }
    ambos_free(entries);
    return 0;
}

TEST(what_is_in_the_way_of_a_copy_leaves_nothing_behind)
{
    const char *mount = mounted();
    char place[1000];
    const ambos_move_options options = { .progress = get_in_the_way, .context = place };

    snprintf(place, sizeof place, "%s", mount);
    test_make_dir(test_path("dir"));
    write_text(test_path("dir/f0"), "0");
    write_text(test_path("dir/f1"), "1");
    write_text(test_path("dir/f2"), "2");
    CHECK_ERR(ambos_move(test_path("dir"), test_path("mount/dir"), &options), AMBOS_EEXIST);
    CHECK_INT(names_in(place), 0);
    CHECK_INT(names_in(test_path("dir")), 3);
    test_unmount(place);
}

TEST(what_does_not_move_to_another_file_system)
{
    const char *mount = mounted();

    test_make_dir(test_path("dir"));
    test_make_dir(test_path("mount/dir"));
    write_text(test_path("file"), "x");
    CHECK_ERR(ambos_move(test_path("file"), test_path("mount/dir"), NULL), AMBOS_EISDIR);
    CHECK_ERR(ambos_move(test_path("file"), test_path("mount/missing/x"), NULL), AMBOS_ENOENT);
    CHECK(test_make_fifo(test_path("fifo")));
    CHECK_ERR(ambos_move(test_path("fifo"), test_path("mount/fifo"), NULL), AMBOS_ENOTSUP);
    /* But such a thing is replaced, as by a rename. */
    CHECK(test_make_fifo(test_path("mount/fifo")));
    CHECK_OK(ambos_move(test_path("file"), test_path("mount/fifo"), NULL));
    CHECK_STR(test_read_file(test_path("mount/fifo"), NULL), "x");
    CHECK_INT(names_in(mount), 2);
    CHECK_INT(names_in(test_dir()), 3);
    test_unmount(mount);
}

static int AMBOS_CALL stop_at_the_end(void *context, uint64_t done, uint64_t total)
{
    ++*(int *)context;
    return done == total;
}

TEST(a_move_that_fails_changes_nothing)
{
    int calls = 0;
    const ambos_move_options stopped = { .progress = stop_at_the_end, .context = &calls };
    const char *mount = mounted();
    char *bytes = calloc(200000, 1);

    CHECK(bytes != NULL);
    memset(bytes, 'x', 200000);
    test_write_file(test_path("large"), bytes, 200000);
    free(bytes);
    write_text(test_path("file"), "new");
    write_text(test_path("mount/old"), "old");
    CHECK_ERR(ambos_move(test_path("large"), test_path("mount/new"), NULL), AMBOS_ENOSPC);
    CHECK_ERR(ambos_move(test_path("large"), test_path("mount/old"), NULL), AMBOS_ENOSPC);
    CHECK_ERR(ambos_move(test_path("file"), test_path("mount/old"), &stopped), AMBOS_ECANCELED);
    CHECK_INT(calls, 2);
    CHECK_INT(names_in(mount), 1);
    CHECK_STR(test_read_file(test_path("mount/old"), NULL), "old");
    CHECK_STR(test_read_file(test_path("file"), NULL), "new");
    CHECK_INT(info_of(test_path("large")).size, 200000);
    test_unmount(mount);
}

/* It is under both names, and the step says so. */
TEST(a_file_that_cannot_be_removed_stays_under_both_names)
{
    const char *mount = mounted();
    ambos_failure failure;

    CHECK_OK(ambos_chmod(mount, 0777, 0));
    if (!test_drop_root())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("closed"));
    write_text(test_path("closed/file"), "x");
    CHECK_OK(ambos_chmod(test_path("closed"), 0555, 0));
    CHECK_ERR(ambos_move(test_path("closed/file"), test_path("mount/file"), NULL), AMBOS_EACCES);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_REMOVE);
    CHECK_STR(test_read_file(test_path("closed/file"), NULL), "x");
    CHECK_STR(test_read_file(test_path("mount/file"), NULL), "x");
    CHECK_OK(ambos_chmod(test_path("closed"), 0755, 0));
}

static int AMBOS_CALL close_what_is_copied(void *context, uint64_t done, uint64_t total)
{
    (void)total;
    if (done > 0)
        CHECK_OK(ambos_chmod(context, 0, 0));
    return 0;
}

TEST(a_directory_that_cannot_be_removed_stays_under_both_names)
{
    const char *mount = mounted();
    char closed[1000];
    const ambos_move_options options = { .progress = close_what_is_copied, .context = closed };
    ambos_failure failure;

    CHECK_OK(ambos_chmod(mount, 0777, 0));
    if (!test_drop_root())
        SKIP("permission bits do not bind");
    snprintf(closed, sizeof closed, "%s", test_path("dir/closed"));
    test_make_dir(test_path("dir"));
    test_make_dir(closed);
    write_text(test_path("dir/closed/file"), "x");
    CHECK_ERR(ambos_move(test_path("dir"), test_path("mount/dir"), &options), AMBOS_EACCES);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_REMOVE);
    CHECK_OK(ambos_chmod(closed, 0755, 0));
    CHECK_STR(test_read_file(test_path("dir/closed/file"), NULL), "x");
    CHECK(test_exists(test_path("mount/dir/closed")));
}

TEST(success_of_a_move_leaves_the_last_failure_alone)
{
    const char *mount = mounted();
    ambos_failure before, after;

    write_text(test_path("from"), "x");
    CHECK_ERR(ambos_unlink(test_path("missing")), AMBOS_ENOENT);
    ambos_last_failure(&before);
    CHECK_OK(ambos_move(test_path("from"), test_path("mount/to"), NULL));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
    test_unmount(mount);
}
