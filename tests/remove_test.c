/* SPDX-License-Identifier: MIT */
/* Removing trees: dir.h, group dir_tree. */
#include <ambos/ambos.h>
#include "check.h"
#include "children.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- trees ---- */

static const char *joined(const char *dir, const char *name)
{
    static char texts[8][8192];
    static unsigned turn;
    char *text = texts[turn++ % 8];
    const size_t length = strlen(dir), more = strlen(name) + 1;

    if (length + 1 + more > sizeof texts[0])
        FAIL("too long a path");
    memmove(text, dir, length);
    text[length] = '/';
    memmove(text + length + 1, name, more);
    return text;
}

/* Directories with this many directories each, so deep, and so many files in each of them. */
static void grow(const char *dir, int depth, int width, int files)
{
    char path[1024], name[32];
    int i;

    snprintf(path, sizeof path, "%s", dir);
    test_make_dir(path);
    for (i = 0; i < files; i++) {
        snprintf(name, sizeof name, "file %d", i);
        test_write_file(joined(path, name), "x", 1);
    }
    for (i = 0; i < width && depth > 0; i++) {
        snprintf(name, sizeof name, "dir %d", i);
        grow(joined(path, name), depth - 1, width, files);
    }
}

static void check_removed(const char *path, uint64_t entries)
{
    ambos_tree_report report;

    CHECK_OK(ambos_remove_tree(path, NULL, &report));
    CHECK(!test_exists(path));
    CHECK_U64(report.entries, entries);
    CHECK_U64(report.bytes, 0);
    CHECK_U64(report.failures, 0);
    CHECK_INT(report.first.code, AMBOS_OK);
    CHECK(report.path == NULL);
}

/* A removal that leaves something: its first failure, where that was, and how many. */
static void check_stays(const char *path, const ambos_tree_options *options, ambos_error error, const char *where,
                        uint64_t failures)
{
    ambos_tree_report report;

    CHECK_ERR(ambos_remove_tree(path, options, &report), error);
    CHECK_INT(report.first.code, error);
    CHECK_U64(report.failures, failures);
    CHECK_STR(report.path, where);
    CHECK(test_exists(where));
    ambos_free(report.path);
}

TEST(a_tree_goes_with_all_that_is_in_it)
{
    const char *root = test_path("tree");

    grow(root, 3, 3, 5);
    check_removed(root, 40 + 40 * 5);
    grow(root, 2, 2, 2);
    CHECK_OK(ambos_remove_tree(root, NULL, NULL));
    CHECK(!test_exists(root));
}

TEST(a_file_and_an_empty_directory_are_trees)
{
    test_write_file(test_path("file"), "x", 1);
    check_removed(test_path("file"), 1);
    test_make_dir(test_path("dir"));
    check_removed(test_path("dir"), 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_remove_tree(test_path("dir/"), NULL, NULL));
    CHECK(!test_exists(test_path("dir")));
}

TEST(a_separator_behind_it_demands_a_directory)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_remove_tree(test_path("file/"), NULL, NULL), AMBOS_ENOTDIR);
    CHECK(test_exists(test_path("file")));
    if (!test_can(TEST_SYMLINKS))
        return;
    test_make_dir(test_path("kept"));
    test_write_file(test_path("kept/file"), "x", 1);
    CHECK_OK(ambos_symlink("kept", test_path("link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_ERR(ambos_remove_tree(test_path("link/"), NULL, NULL), AMBOS_ENOTDIR);
    CHECK(test_exists(test_path("link")));
    CHECK(test_exists(test_path("kept/file")));
}

TEST(a_relative_tree_goes)
{
    CHECK_OK(ambos_chdir(test_dir()));
    grow("tree", 1, 1, 1);
    check_removed("tree", 4);
    grow("tree", 1, 1, 1);
    check_removed("./tree", 4);
    grow("tree", 1, 1, 1);
    check_removed("tree/../tree", 4);
}

TEST(nothing_there_is_enoent_unless_it_may_be)
{
    const ambos_tree_options may = { .flags = AMBOS_REMOVE_MISSING_OK };
    ambos_tree_report report;
    const char *nothing = test_path("nothing");

    CHECK_ERR(ambos_remove_tree(nothing, NULL, &report), AMBOS_ENOENT);
    CHECK_U64(report.failures, 1);
    CHECK_STR(report.path, nothing);
    ambos_free(report.path);
    CHECK_ERR(ambos_remove_tree(test_path("nothing/at/all"), NULL, NULL), AMBOS_ENOENT);
    CHECK_OK(ambos_remove_tree(nothing, &may, &report));
    CHECK_U64(report.entries, 0);
    CHECK_OK(ambos_remove_tree(test_path("nothing/at/all"), &may, NULL));
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_remove_tree(test_path("file/in it"), &may, NULL), AMBOS_ENOTDIR);
}

TEST(roots_and_dots_are_refused)
{
    static const char *const everywhere[] = { "",      ".",      "..",     "/",       "//",  "./", "../",
                                              "dir/.", "dir/./", "dir/..", "dir/../", "/..", "/." };
    static const char *const on_windows[] = { "C:\\",
                                              "C:/",
                                              "C:",
                                              "C:.",
                                              "C:..",
                                              "c:\\.",
                                              "C:\\..",
                                              "\\",
                                              "\\\\srv\\share",
                                              "\\\\srv\\share\\",
                                              "//srv/share",
                                              "\\\\?\\C:\\",
                                              "\\\\.\\C:\\",
                                              "\\\\?\\UNC\\srv\\share",
                                              "...",
                                              "dir\\...",
                                              "dir\\. ",
                                              "dir/ ",
                                              "C:\\ ",
                                              "dir\\.. ." };
    size_t i;

    CHECK_OK(ambos_chdir(test_dir()));
    grow("dir", 1, 1, 1);
    for (i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
        CHECK_ERR(ambos_remove_tree(everywhere[i], NULL, NULL), AMBOS_EINVAL);
    for (i = 0; test_is_windows() && i < sizeof on_windows / sizeof *on_windows; i++)
        CHECK_ERR(ambos_remove_tree(on_windows[i], NULL, NULL), AMBOS_EINVAL);
    CHECK(test_exists("dir/dir 0/file 0"));
    CHECK_ERR(ambos_remove_tree(NULL, NULL, NULL), AMBOS_EINVAL);
}

TEST(removal_refuses_bad_options)
{
    const ambos_tree_options flags = { .flags = 0x8000 };
    const ambos_tree_options unused = { .unused = 1 };
    const ambos_tree_options tail = { .reserved = { 0, 1 } };
    const char *root = test_path("tree");
    ambos_tree_report report;

    grow(root, 0, 0, 1);
    memset(&report, 1, sizeof report);
    CHECK_ERR(ambos_remove_tree(root, &flags, &report), AMBOS_EINVAL);
    CHECK_U64(report.entries, 0);
    CHECK(report.path == NULL);
    CHECK_ERR(ambos_remove_tree(root, &unused, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_remove_tree(root, &tail, NULL), AMBOS_EINVAL);
    CHECK(test_exists(joined(root, "file 0")));
}

/* ---- links ---- */

static void check_links_spare(ambos_error (*make)(const char *target, const char *path))
{
    const char *kept = test_path("kept");
    const char *root = test_path("tree");

    grow(kept, 1, 2, 2);
    grow(root, 1, 2, 2);
    if (make(kept, joined(root, "dir 0/link")))
        SKIP("no such links can be made here");
    CHECK_OK(make(kept, joined(root, "link")));
    CHECK_OK(make(kept, test_path("link")));
    check_removed(root, 9 + 2);
    check_removed(test_path("link"), 1);
    CHECK(test_exists(joined(kept, "file 0")));
    CHECK(test_exists(joined(kept, "dir 1/file 1")));
}

static ambos_error make_symlink(const char *target, const char *path)
{
    return ambos_symlink(target, path, AMBOS_SYMLINK_AUTO);
}

TEST(links_are_removed_and_not_entered)
{
    check_links_spare(make_symlink);
}

TEST(junctions_are_removed_and_not_entered)
{
    check_links_spare(ambos_junction);
}

/* ---- what resists ---- */

TEST(read_only_files_and_directories_go)
{
    const char *root = test_path("tree");

    grow(root, 1, 1, 2);
    CHECK_OK(ambos_chmod(joined(root, "file 0"), 0444, 0));
    CHECK_OK(ambos_chmod(joined(root, "dir 0/file 1"), 0444, 0));
    check_removed(root, 6);
}

TEST(removal_goes_on_past_what_it_may_not)
{
    const char *root = test_path("tree");
    const char *locked = test_path("tree/dir 1/dir 0");
    const ambos_tree_options force = { .flags = AMBOS_REMOVE_FORCE };

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    grow(root, 2, 3, 1);
    test_write_file(test_path("tree/dir 1/file 1"), "x", 1);
    CHECK_OK(ambos_chmod(locked, 0555, 0));
    check_stays(root, NULL, AMBOS_EACCES, test_path("tree/dir 1/dir 0/file 0"), 1);
    CHECK(!test_exists(joined(root, "file 0")));
    CHECK(!test_exists(joined(root, "dir 0")));
    CHECK(!test_exists(joined(root, "dir 1/dir 1")));
    CHECK(!test_exists(joined(root, "dir 2")));
    CHECK_OK(ambos_remove_tree(root, &force, NULL));
    CHECK(!test_exists(root));
}

TEST(a_directory_that_may_not_be_read)
{
    const char *root = test_path("tree");
    const ambos_tree_options force = { .flags = AMBOS_REMOVE_FORCE };

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    grow(root, 1, 2, 1);
    CHECK_OK(ambos_chmod(joined(root, "dir 0"), 0, 0));
    check_stays(root, NULL, AMBOS_EACCES, test_path("tree/dir 0"), 1);
    CHECK_OK(ambos_remove_tree(root, &force, NULL));
    CHECK(!test_exists(root));
    test_make_dir(root);
    CHECK_OK(ambos_chmod(root, 0, 0));
    check_removed(root, 1);
}

TEST(force_leaves_the_directory_around_the_tree_alone)
{
    const ambos_tree_options force = { .flags = AMBOS_REMOVE_FORCE };

    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits bind nobody here");
    grow(test_path("around"), 1, 1, 1);
    CHECK_OK(ambos_chmod(test_path("around"), 0555, 0));
    CHECK_ERR(ambos_remove_tree(test_path("around/dir 0"), &force, NULL), AMBOS_EACCES);
    CHECK_INT(test_mode(test_path("around")), 0555);
    CHECK(!test_exists(test_path("around/dir 0/file 0")));
    CHECK_OK(ambos_chmod(test_path("around"), 0755, 0));
}

TEST(a_mount_inside_is_not_entered)
{
    const ambos_tree_options cross = { .flags = AMBOS_REMOVE_CROSS_MOUNTS };
    const char *root = test_path("tree");
    const char *mount = test_path("tree/dir 0/dir 0");

    grow(root, 2, 2, 2);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    test_write_file(joined(mount, "kept"), "x", 1);
    check_stays(root, NULL, AMBOS_EXDEV, mount, 1);
    CHECK(test_exists(joined(mount, "kept")));
    CHECK(!test_exists(joined(root, "dir 1")));
    CHECK(!test_exists(joined(root, "dir 0/dir 1")));
    check_stays(root, &cross, AMBOS_EBUSY, mount, 1);
    CHECK(!test_exists(joined(mount, "kept")));
    /* Named by the caller it is emptied. */
    test_write_file(joined(mount, "not kept"), "x", 1);
    check_stays(mount, NULL, AMBOS_EBUSY, mount, 1);
    CHECK(!test_exists(joined(mount, "not kept")));
    test_unmount(mount);
}

TEST(a_file_that_is_held_stays_until_it_is_let_go)
{
    const ambos_tree_options once = { .retry_ms = AMBOS_NO_RETRY };
    const char *root = test_path("tree");
    const char *held = test_path("tree/dir 0/file 0");
    intptr_t handle;

    grow(root, 1, 2, 2);
    handle = test_open_native(held, false);
    if (handle == -1)
        SKIP("nobody can keep a file for himself here");
    check_stays(root, &once, AMBOS_EBUSY, held, 1);
    CHECK(!test_exists(joined(root, "file 0")));
    CHECK(!test_exists(joined(root, "dir 1")));
    test_close_native(handle);
    CHECK_OK(ambos_remove_tree(root, NULL, NULL));
    CHECK(!test_exists(root));
}

struct holder {
    intptr_t handle;
};

static void let_go_soon(void *context)
{
    test_sleep(60);
    test_close_native(((struct holder *)context)->handle);
}

TEST(a_file_that_is_let_go_in_time_goes)
{
    const ambos_tree_options patient = { .retry_ms = 15000 };
    const char *root = test_path("tree");
    struct test_thread *thread;
    struct holder holder;

    grow(root, 1, 1, 2);
    holder.handle = test_open_native(joined(root, "dir 0/file 0"), false);
    if (holder.handle == -1)
        SKIP("nobody can keep a file for himself here");
    thread = test_thread_start(let_go_soon, &holder);
    CHECK_OK(ambos_remove_tree(root, &patient, NULL));
    test_thread_join(thread);
    CHECK(!test_exists(root));
}

TEST(a_file_that_is_open_and_shared)
{
    const char *root = test_path("tree");
    ambos_file *file;
    ambos_error error;

    grow(root, 1, 1, 2);
    CHECK_OK(ambos_file_open(&file, joined(root, "dir 0/file 0"), AMBOS_READ, 0));
    error = ambos_remove_tree(root, NULL, NULL);
    /* Where the name stays until the last handle goes, its directory does too. */
    if (error && (!test_is_windows() || error != AMBOS_ENOTEMPTY))
        FAIL("%s", ambos_error_name(error));
    CHECK_OK(ambos_file_close(file));
    if (error)
        CHECK_OK(ambos_remove_tree(root, NULL, NULL));
    CHECK(!test_exists(root));
}

/* ---- others at work meanwhile ---- */

struct meddling {
    const char *root;
    int made;
};

/* A directory with a file where there had been an end of it. */
static int AMBOS_CALL make_more(void *context, const ambos_tree_progress *progress)
{
    struct meddling *meddling = context;
    char name[64];

    (void)progress;
    if (meddling->made >= 40)
        return 0;
    snprintf(name, sizeof name, "made %d", meddling->made++);
    if (ambos_mkdir(joined(meddling->root, name), 0, 0) == AMBOS_OK)
        test_write_file(joined(joined(meddling->root, name), "file"), "x", 1);
    return 0;
}

TEST(what_is_made_meanwhile_goes_too)
{
    const char *root = test_path("tree");
    struct meddling meddling = { root, 0 };
    const ambos_tree_options options = { .progress = make_more, .context = &meddling };

    grow(root, 2, 2, 2);
    CHECK_OK(ambos_remove_tree(root, &options, NULL));
    CHECK(!test_exists(root));
    CHECK_INT(meddling.made, 40);
}

static void remove_beside_others(unsigned index, void *context)
{
    const ambos_tree_options options = { .flags = AMBOS_REMOVE_MISSING_OK, .retry_ms = 10000 };

    (void)index;
    CHECK_OK(ambos_remove_tree((const char *)context, &options, NULL));
}

TEST(several_removers_all_succeed)
{
    char root[4096];
    int i;

    snprintf(root, sizeof root, "%s", test_path("tree"));
    for (i = 0; i < (test_is_windows() ? 2 : 10); i++) {
        grow(root, 3, 3, 5);
        child_threads(4, remove_beside_others, root);
        CHECK(!test_exists(root));
    }
}

/* ---- progress ---- */

struct watching {
    uint64_t calls;
    uint64_t most;
    char last[4096];
};

static int AMBOS_CALL watch(void *context, const ambos_tree_progress *progress)
{
    struct watching *watching = context;

    watching->calls++;
    CHECK_U64(progress->entries, watching->calls);
    CHECK_U64(progress->failures, 0);
    CHECK(!test_exists(progress->path));
    snprintf(watching->last, sizeof watching->last, "%s", progress->path);
    return watching->calls == watching->most;
}

TEST(progress_is_told_and_can_stop_it)
{
    const char *root = test_path("tree");
    struct watching watching = { .most = 7 };
    const ambos_tree_options options = { .progress = watch, .context = &watching };
    ambos_tree_report report;

    grow(root, 2, 2, 2);
    CHECK_ERR(ambos_remove_tree(root, &options, &report), AMBOS_ECANCELED);
    CHECK_U64(watching.calls, 7);
    CHECK_U64(report.entries, 7);
    CHECK_U64(report.failures, 0);
    CHECK(test_exists(root));
    watching.calls = 0;
    watching.most = 0;
    CHECK_OK(ambos_remove_tree(root, &options, &report));
    CHECK_U64(watching.calls, 7 + 14 - 7);
    CHECK_STR(watching.last, root);
}

TEST(success_leaves_the_last_failure_alone)
{
    const char *root = test_path("tree");
    struct meddling meddling = { root, 0 };
    const ambos_tree_options options = { .progress = make_more, .context = &meddling };
    ambos_failure before, after;

    CHECK_ERR(ambos_getenv_into("", NULL, 0, NULL), AMBOS_EINVAL);
    ambos_last_failure(&before);
    grow(root, 2, 2, 2);
    CHECK_OK(ambos_remove_tree(root, NULL, NULL));
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
    grow(root, 2, 2, 2);
    CHECK_OK(ambos_remove_tree(root, &options, NULL));
    ambos_free(NULL);
}

/* ---- shapes ---- */

/* So many directories, each in the one before; with a file in each. */
static void grow_deep(const char *root, int levels)
{
    size_t size = strlen(root) + 2 * (size_t)levels + 3;
    char *path = malloc(size);
    size_t length = strlen(root);
    int i;

    CHECK(path != NULL);
    memcpy(path, root, length + 1);
    for (i = 0; i < levels; i++) {
        CHECK_OK(ambos_mkdir(path, 0, 0));
        memcpy(path + length, "/f", 3);
        test_write_file(path, "x", 1);
        memcpy(path + length, "/d", 3);
        length += 2;
    }
    free(path);
}

TEST(a_thousand_levels)
{
    const char *root = test_path("tree");
    const int levels = test_is_windows() ? 200 : 1000;
    const int64_t handles = test_handle_count();

    grow_deep(root, levels);
    check_removed(root, 2 * (uint64_t)levels);
    if (handles >= 0)
        CHECK_INT(test_handle_count(), handles);
}

TEST(many_entries)
{
    const char *root = test_path("tree");
    const int files = getenv("AMBOS_TEST_LONG") ? 100000 : test_is_windows() ? 1000 : 5000;

    grow(root, 0, 0, files);
    check_removed(root, (uint64_t)files + 1);
    grow(root, 1, files / 50, 0);
    check_removed(root, (uint64_t)files / 50 + 1);
}

TEST(names_of_every_kind)
{
    const char *root = test_path("tree");
    char longest[256];
    uint64_t entries = 3;

    grow(root, 0, 0, 0);
    memset(longest, 'n', 255);
    longest[255] = '\0';
    test_write_file(joined(root, longest), "x", 1);
    test_make_dir(joined(root, "\xc3\xa4\xe2\x82\xac \xf0\x9f\x98\x80"));
    if (!test_is_windows()) {
        test_write_file(joined(root, "new\nline"), "x", 1);
        test_write_file(joined(root, "\xff\xfe"), "x", 1);
        test_make_dir(joined(root, "\xc3(\n"));
        test_write_file(joined(root, "\xc3(\n/\\"), "x", 1);
        test_make_dir(joined(root, "..."));
        entries += 5;
    }
    check_removed(root, entries);
}

TEST(failures_leave_no_handle_behind)
{
    const char *root = test_path("tree");
    struct watching watching = { .most = 3 };
    const ambos_tree_options options = { .progress = watch, .context = &watching };
    int64_t before;
    int i;

    grow(root, 3, 2, 20);
    before = test_handle_count();
    for (i = 0; i < 5; i++) {
        watching.calls = 0;
        CHECK_ERR(ambos_remove_tree(root, &options, NULL), AMBOS_ECANCELED);
        CHECK_ERR(ambos_remove_tree(test_path("nothing"), NULL, NULL), AMBOS_ENOENT);
        CHECK_ERR(ambos_remove_tree("/", NULL, NULL), AMBOS_EINVAL);
    }
    CHECK_OK(ambos_remove_tree(root, NULL, NULL));
    if (before < 0)
        SKIP("handles cannot be counted here");
    CHECK_INT(test_handle_count(), before);
}

/* ---- memory ---- */

static int allocations_left;

static void *AMBOS_CALL scarce_allocate(void *context, size_t size)
{
    (void)context;
    return allocations_left-- > 0 ? malloc(size) : NULL;
}

static void *AMBOS_CALL scarce_resize(void *context, void *block, size_t size)
{
    (void)context;
    return allocations_left-- > 0 ? realloc(block, size) : NULL;
}

static void AMBOS_CALL scarce_release(void *context, void *block)
{
    (void)context;
    free(block);
}

TEST(every_allocation_of_a_removal_may_fail)
{
    static const ambos_allocator scarce = { scarce_allocate, scarce_resize, scarce_release, NULL };
    const char *root = test_path("tree");
    ambos_tree_report report;
    ambos_error error = AMBOS_ENOMEM;
    int allowed;

    CHECK_OK(ambos_set_allocator(&scarce));
    for (allowed = 0; error && allowed < 1000; allowed++) {
        allocations_left = 1000000;
        if (!test_exists(root))
            grow(root, 4, 1, 2);
        allocations_left = allowed;
        error = ambos_remove_tree(root, NULL, &report);
        CHECK(error == AMBOS_OK || error == AMBOS_ENOMEM);
        CHECK(error == AMBOS_OK || report.failures > 0);
        ambos_free(report.path);
    }
    CHECK_OK(error);
    CHECK(allowed > 2);
    CHECK(!test_exists(root));
}

/* ---- empty directories, upwards ---- */

TEST(empty_parents_go_too)
{
    uint32_t removed = 99;

    grow(test_path("a"), 0, 0, 1);
    test_make_dir(test_path("a/b"));
    test_make_dir(test_path("a/b/c"));
    test_make_dir(test_path("a/b/c/d"));
    CHECK_OK(ambos_remove_dirs(test_path("a/b/c/d/"), &removed));
    CHECK_INT(removed, 3);
    CHECK(!test_exists(test_path("a/b")));
    CHECK(test_exists(test_path("a/file 0")));
    CHECK_ERR(ambos_remove_dirs(test_path("a"), &removed), AMBOS_ENOTEMPTY);
    CHECK_INT(removed, 0);
    CHECK_ERR(ambos_remove_dirs(test_path("a/file 0"), NULL), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_remove_dirs(test_path("nothing"), NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_remove_dirs(NULL, &removed), AMBOS_EINVAL);
}

TEST(parents_are_those_of_the_text)
{
    uint32_t removed;

    CHECK_OK(ambos_chdir(test_dir()));
    test_make_dir("a");
    test_make_dir("a/b");
    CHECK_OK(ambos_remove_dirs("a//b", &removed));
    CHECK_INT(removed, 2);
    test_make_dir("a");
    test_make_dir("b");
    CHECK_OK(ambos_remove_dirs("a/../b", &removed));
    CHECK_INT(removed, 1);
    CHECK(test_exists("a"));
    CHECK_ERR(ambos_remove_dirs("a/.", NULL), AMBOS_EINVAL);
}
