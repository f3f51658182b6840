/* SPDX-License-Identifier: MIT */
/* Trees, walked. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char filler[] = "filler";
#define FILLED ((void *)filler)

static ambos_walk *walk_of(const char *path, uint32_t flags, uint32_t max_depth)
{
    const ambos_walk_options options = { .flags = flags, .max_depth = max_depth };
    ambos_walk *walk = FILLED;

    CHECK_OK(ambos_walk_open(&walk, path, &options));
    CHECK(walk != NULL);
    CHECK(!ambos_walk_path(walk));
    return walk;
}

static const ambos_walk_entry *next(ambos_walk *walk)
{
    const ambos_walk_entry *entry = FILLED;

    CHECK_OK(ambos_walk_next(walk, &entry));
    if (!entry) {
        CHECK(!ambos_walk_path(walk));
        return NULL;
    }
    CHECK_INT(strlen(entry->name), entry->name_length);
    CHECK((entry->failure.code != AMBOS_OK) == (entry->visit == AMBOS_VISIT_ERROR));
    CHECK(entry->depth != 0 || entry->dir == AMBOS_NO_HANDLE);
    CHECK_INT(entry->unused, 0);
    return entry;
}

/* "visit:path" relative to test_dir(), with - for an entry, < and > for a directory, M and E. */
static const char *said(ambos_walk *walk, const ambos_walk_entry *entry, char *text, size_t size)
{
    const char *path = ambos_walk_path(walk);
    const size_t base = strlen(test_dir());

    CHECK(path != NULL);
    CHECK(strncmp(path, test_dir(), base) == 0);
    path += base;
    snprintf(text, size, "%c%s", "-<>ME"[entry->visit], path[0] == '/' ? path + 1 : path);
    return text;
}

/* The whole walk, a line for each visit. */
static void check_walk(const char *path, uint32_t flags, uint32_t max_depth, const char *const expected[])
{
    ambos_walk *walk = walk_of(path, flags, max_depth);
    const ambos_walk_entry *entry;
    char text[1024];
    size_t i = 0;

    while ((entry = next(walk)) != NULL) {
        CHECK_STR(said(walk, entry, text, sizeof text), expected[i]);
        i++;
    }
    CHECK_STR(NULL, expected[i]);
    CHECK(!next(walk));
    ambos_walk_close(walk);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void make_tree(void)
{
    CHECK_OK(ambos_make_path(test_path("t/b/c"), 0, 0));
    CHECK_OK(ambos_make_path(test_path("t/d"), 0, 0));
    test_write_file(test_path("t/a"), "12", 2);
    test_write_file(test_path("t/b/c/x"), "", 0);
    test_write_file(test_path("t/b/y"), "", 0);
    test_write_file(test_path("t/z"), "", 0);
}

TEST(directories_come_before_what_is_in_them)
{
    make_tree();
    check_walk(test_path("t"), AMBOS_WALK_SORTED, 0,
               LIST("<t", "-t/a", "<t/b", "<t/b/c", "-t/b/c/x", "-t/b/y", "<t/d", "-t/z"));
}

TEST(directories_come_after_what_is_in_them)
{
    make_tree();
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER | AMBOS_WALK_NO_BEFORE, 0,
               LIST("-t/a", "-t/b/c/x", ">t/b/c", "-t/b/y", ">t/b", ">t/d", "-t/z", ">t"));
}

TEST(directories_come_before_and_after)
{
    make_tree();
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER, 0,
               LIST("<t", "-t/a", "<t/b", "<t/b/c", "-t/b/c/x", ">t/b/c", "-t/b/y", ">t/b", "<t/d", ">t/d", "-t/z", ">t"));
    check_walk(test_path("t/d"), AMBOS_WALK_AFTER, 0, LIST("<t/d", ">t/d"));
}

TEST(neither_before_nor_after)
{
    make_tree();
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_NO_BEFORE, 0, LIST("-t/a", "-t/b/c/x", "-t/b/y", "-t/z"));
}

TEST(a_walk_no_deeper_than_asked)
{
    make_tree();
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER, 1,
               LIST("<t", "-t/a", "<t/b", ">t/b", "<t/d", ">t/d", "-t/z", ">t"));
    check_walk(test_path("t"), AMBOS_WALK_SORTED, 2, LIST("<t", "-t/a", "<t/b", "<t/b/c", "-t/b/y", "<t/d", "-t/z"));
}

TEST(a_pruned_directory_is_not_entered)
{
    const ambos_walk_entry *entry;
    char text[1024];
    ambos_walk *walk;
    size_t i = 0;
    static const char *const expected[] = { "<t", "-t/a", "<t/b", ">t/b", "<t/d", ">t/d", "-t/z", ">t" };

    make_tree();
    ambos_walk_prune(NULL);
    walk = walk_of(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER, 0);
    ambos_walk_prune(walk);
    while ((entry = next(walk)) != NULL) {
        CHECK_STR(said(walk, entry, text, sizeof text), expected[i]);
        i++;
        if (strcmp(entry->name, "b") == 0 || entry->visit != AMBOS_VISIT_BEFORE)
            ambos_walk_prune(walk);
    }
    CHECK_INT(i, COUNT(expected));
    ambos_walk_close(walk);
}

TEST(the_root_can_be_pruned)
{
    ambos_walk *walk;

    make_tree();
    walk = walk_of(test_path("t"), 0, 0);
    CHECK(next(walk) != NULL);
    ambos_walk_prune(walk);
    CHECK(!next(walk));
    ambos_walk_close(walk);
}

TEST(a_root_that_is_a_file_is_all_there_is)
{
    make_tree();
    check_walk(test_path("t/a"), AMBOS_WALK_AFTER, 0, LIST("-t/a"));
}

TEST(entries_say_where_they_are)
{
    ambos_walk *walk;
    const ambos_walk_entry *entry;

    make_tree();
    walk = walk_of(test_path("t"), AMBOS_WALK_SORTED, 0);
    entry = next(walk);
    CHECK_STR(entry->name, test_path("t"));
    CHECK_U64(entry->type, AMBOS_TYPE_DIRECTORY);
    CHECK_INT(entry->depth, 0);
    entry = next(walk);
    CHECK_STR(entry->name, "a");
    CHECK_U64(entry->type, AMBOS_TYPE_FILE);
    CHECK_INT(entry->depth, 1);
    (void)next(walk);
    entry = next(walk);
    CHECK_STR(entry->name, "c");
    CHECK_INT(entry->depth, 2);
    CHECK_STR(ambos_walk_path(walk), test_path("t/b/c"));
    CHECK_STR(ambos_walk_path(walk), test_path("t/b/c"));
    ambos_walk_close(walk);
}

TEST(paths_begin_as_the_root_was_given)
{
    ambos_walk *walk;

    make_tree();
    CHECK_OK(ambos_chdir(test_path("t")));
    walk = walk_of("b/", AMBOS_WALK_SORTED, 0);
    (void)next(walk);
    CHECK_STR(ambos_walk_path(walk), "b/");
    (void)next(walk);
    CHECK_STR(ambos_walk_path(walk), "b/c");
    ambos_walk_close(walk);
    walk = walk_of(".", AMBOS_WALK_SORTED, 0);
    (void)next(walk);
    (void)next(walk);
    CHECK_STR(ambos_walk_path(walk), "./a");
    ambos_walk_close(walk);
    if (test_is_windows())
        return;
    walk = walk_of("/", 0, 1);
    (void)next(walk);
    (void)next(walk);
    CHECK(ambos_walk_path(walk)[0] == '/' && ambos_walk_path(walk)[1] != '/');
    ambos_walk_close(walk);
}

TEST(every_visit_can_be_asked_what_it_is)
{
    static const uint32_t flags[] = { 0, AMBOS_WALK_SORTED };
    const ambos_walk_entry *entry;
    ambos_file_info info, expected;
    ambos_walk *walk;

    make_tree();
    for (size_t i = 0; i < COUNT(flags); i++) {
        int visits = 0;

        walk = walk_of(test_path("t"), flags[i] | AMBOS_WALK_AFTER, 0);
        CHECK_ERR(ambos_walk_stat(walk, 0, &info), AMBOS_EINVAL);
        while ((entry = next(walk)) != NULL) {
            CHECK_OK(ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info));
            CHECK_OK(ambos_lstat(ambos_walk_path(walk), &expected));
            CHECK_U64(info.type, entry->type);
            CHECK_U64(info.size, expected.size);
            CHECK(ambos_same_file(&info, &expected));
            visits++;
        }
        CHECK_INT(visits, 12);
        CHECK_ERR(ambos_walk_stat(walk, 0, &info), AMBOS_EINVAL);
        ambos_walk_close(walk);
    }
}

/* 135 */
TEST(walking_refuses_bad_arguments)
{
    const ambos_walk_entry *entry = FILLED;
    ambos_walk_options options = { 0 };
    ambos_walk *walk = FILLED;
    ambos_file_info info;

    CHECK_ERR(ambos_walk_open(NULL, test_dir(), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_walk_open(&walk, NULL, NULL), AMBOS_EINVAL);
    CHECK(!walk);
    for (uint32_t bit = 0x40; bit; bit <<= 1) {
        options.flags = bit;
        CHECK_ERR(ambos_walk_open(&walk, test_dir(), &options), AMBOS_EINVAL);
    }
    options.flags = 0;
    options.reserved[23] = 1;
    CHECK_ERR(ambos_walk_open(&walk, test_dir(), &options), AMBOS_EINVAL);
    CHECK_ERR(ambos_walk_open(&walk, "", NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_walk_open(&walk, test_path("missing"), NULL), AMBOS_ENOENT);
    test_write_file(test_path("file"), "", 0);
    CHECK_ERR(ambos_walk_open(&walk, test_path("file/x"), NULL), AMBOS_ENOTDIR);
    CHECK(!walk);
    CHECK_ERR(ambos_walk_next(NULL, &entry), AMBOS_EINVAL);
    CHECK(!entry);
    CHECK_ERR(ambos_walk_stat(NULL, 0, &info), AMBOS_EINVAL);
    walk = walk_of(test_dir(), 0, 0);
    CHECK_ERR(ambos_walk_next(walk, NULL), AMBOS_EINVAL);
    (void)next(walk);
    CHECK_ERR(ambos_walk_stat(walk, 0, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_walk_stat(walk, 1, &info), AMBOS_EINVAL);
    ambos_walk_close(walk);
    ambos_walk_close(NULL);
    CHECK(!ambos_walk_path(NULL));
}

/* 94 */
TEST(odd_names_are_walked)
{
    static const char *const names[] = { "a\nb", "\xff\xc0", "back\\slash", " ", "..." };
    char longest[256];
    int found = 0;
    ambos_walk *walk;

    if (test_is_windows())
        SKIP("names are UTF-16 there");
    memset(longest, 'n', 255);
    longest[255] = '\0';
    test_make_dir(test_path("t"));
    CHECK_OK(ambos_chdir(test_path("t")));
    for (size_t i = 0; i < COUNT(names); i++) {
        test_make_dir(names[i]);
        CHECK_OK(ambos_chdir(names[i]));
        test_write_file("in", "", 0);
        CHECK_OK(ambos_chdir(".."));
    }
    test_make_dir(longest);
    CHECK_OK(ambos_chdir(longest));
    test_write_file(longest, "", 0);
    CHECK_OK(ambos_chdir(test_dir()));
    walk = walk_of(test_path("t"), 0, 0);
    while (next(walk)) {
        CHECK(test_exists(ambos_walk_path(walk)));
        found++;
    }
    CHECK_INT(found, 1 + 2 * (int)(COUNT(names) + 1));
    ambos_walk_close(walk);
}

/* ---- links ---- */

TEST(links_are_entries_unless_followed)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_tree();
    CHECK_OK(ambos_symlink("../t/b/c", test_path("t/link"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("nowhere", test_path("t/none"), 0));
    CHECK_OK(ambos_symlink("t", test_path("root"), AMBOS_SYMLINK_DIRECTORY));
    check_walk(test_path("t"), AMBOS_WALK_SORTED, 1, LIST("<t", "-t/a", "<t/b", "<t/d", "-t/link", "-t/none", "-t/z"));
    check_walk(test_path("root"), AMBOS_WALK_SORTED, 1, LIST("-root"));
    check_walk(test_path("root/"), AMBOS_WALK_SORTED, 1,
               LIST("<root/", "-root/a", "<root/b", "<root/d", "-root/link", "-root/none", "-root/z"));
    check_walk(test_path("root"), AMBOS_WALK_SORTED | AMBOS_WALK_FOLLOW_ROOT, 1,
               LIST("<root", "-root/a", "<root/b", "<root/d", "-root/link", "-root/none", "-root/z"));
    check_walk(test_path("root"), AMBOS_WALK_SORTED | AMBOS_WALK_FOLLOW_ALL | AMBOS_WALK_AFTER, 0,
               LIST("<root", "-root/a", "<root/b", "<root/b/c", "-root/b/c/x", ">root/b/c", "-root/b/y", ">root/b",
                    "<root/d", ">root/d", "<root/link", "-root/link/x", ">root/link", "-root/none", "-root/z", ">root"));
}

TEST(a_link_back_is_an_error_when_followed)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    int loops = 0;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    CHECK_OK(ambos_make_path(test_path("t/a/b"), 0, 0));
    CHECK_OK(ambos_symlink("..", test_path("t/a/b/up"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("../..", test_path("t/a/b/top"), AMBOS_SYMLINK_DIRECTORY));
    CHECK_OK(ambos_symlink("../../..", test_path("t/a/b/above"), AMBOS_SYMLINK_DIRECTORY));
    walk = walk_of(test_path("t"), AMBOS_WALK_FOLLOW_ALL, 0);
    while ((entry = next(walk)) != NULL) {
        if (entry->visit != AMBOS_VISIT_ERROR)
            continue;
        CHECK_CODE(entry->failure.code, AMBOS_ELOOP);
        loops++;
    }
    CHECK(loops >= 3);
    ambos_walk_close(walk);
    check_walk(test_path("t"), AMBOS_WALK_SORTED, 0,
               LIST("<t", "<t/a", "<t/a/b", "-t/a/b/above", "-t/a/b/top", "-t/a/b/up"));
}

/* ---- errors ---- */

TEST(a_directory_that_cannot_be_read_is_an_error_and_the_walk_goes_on)
{
    if (test_is_windows() || !test_drop_root())
        SKIP("permission bits do not bind");
    make_tree();
    CHECK_OK(ambos_chmod(test_path("t/b"), 0, 0));
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER, 0,
               LIST("<t", "-t/a", "<t/b", "Et/b", ">t/b", "<t/d", ">t/d", "-t/z", ">t"));
    check_walk(test_path("t/b"), AMBOS_WALK_AFTER, 0, LIST("<t/b", "Et/b", ">t/b"));
    CHECK_OK(ambos_chmod(test_path("t/b"), 0755, 0));
}

TEST(errors_on_the_way_leave_the_last_failure_alone)
{
    const ambos_walk_entry *entry;
    ambos_failure before, after;
    ambos_walk *walk;
    bool found = false;

    make_tree();
    walk = walk_of(test_path("t"), AMBOS_WALK_SORTED, 0);
    CHECK_ERR(ambos_mkdir(NULL, 0, 0), AMBOS_EINVAL);
    ambos_last_failure(&before);
    while ((entry = next(walk)) != NULL) {
        if (entry->visit == AMBOS_VISIT_BEFORE && strcmp(entry->name, "d") == 0)
            CHECK_OK(ambos_rmdir(test_path("t/d")));
        if (entry->visit == AMBOS_VISIT_ERROR) {
            CHECK_STR(entry->name, "d");
            CHECK_CODE(entry->failure.code, AMBOS_ENOENT);
            CHECK_U64(entry->failure.step, AMBOS_STEP_OPEN);
            found = true;
        }
    }
    CHECK(found);
    ambos_last_failure(&after);
    CHECK_MEM(&after, sizeof after, &before, sizeof before);
    ambos_walk_close(walk);
}

TEST(what_becomes_a_link_is_not_entered)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    make_tree();
    CHECK_OK(ambos_make_path(test_path("outside/canary"), 0, 0));
    walk = walk_of(test_path("t"), AMBOS_WALK_SORTED, 0);
    while ((entry = next(walk)) != NULL) {
        CHECK(!strstr(ambos_walk_path(walk), "canary"));
        if (strcmp(entry->name, "b") == 0 && entry->visit == AMBOS_VISIT_BEFORE) {
            CHECK_OK(ambos_rename(test_path("t/b"), test_path("was b"), NULL));
            CHECK_OK(ambos_symlink("../outside", test_path("t/b"), AMBOS_SYMLINK_DIRECTORY));
        } else if (strcmp(entry->name, "b") == 0) {
            CHECK_U64(entry->visit, AMBOS_VISIT_ERROR);
            CHECK_CODE(entry->failure.code, AMBOS_ELOOP);
        }
    }
    ambos_walk_close(walk);
}

/* ---- while it changes ---- */

TEST(a_tree_can_be_removed_while_it_is_walked)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    make_tree();
    walk = walk_of(test_path("t"), AMBOS_WALK_AFTER | AMBOS_WALK_NO_BEFORE, 0);
    while ((entry = next(walk)) != NULL)
        if (entry->visit == AMBOS_VISIT_AFTER)
            CHECK_OK(ambos_rmdir(ambos_walk_path(walk)));
        else
            CHECK_OK(ambos_unlink(ambos_walk_path(walk)));
    ambos_walk_close(walk);
    CHECK(!test_exists(test_path("t")));
}

struct swapper {
    char a[1024], b[1024];
    test_flag stop;
};

static void swap_for_ever(void *context)
{
    const ambos_rename_options exchange = { .flags = AMBOS_RENAME_EXCHANGE };
    struct swapper *swapper = context;

    while (!test_flag_raised(&swapper->stop))
        if (ambos_rename(swapper->a, swapper->b, &exchange))
            return;
}

/* 100: what is outside is never seen, whenever the directory is exchanged for a link to it. */
TEST(swapped_directories_never_lead_outside)
{
    const int64_t end = test_clock_ms() + 2000;
    static struct swapper swapper;
    struct test_thread *thread;
    int refused = 0, entered = 0;

    if (test_is_windows() || !test_can(TEST_SYMLINKS))
        SKIP("no exchange there");
    CHECK_OK(ambos_make_path(test_path("t/dir/inside"), 0, 0));
    CHECK_OK(ambos_make_path(test_path("outside/canary"), 0, 0));
    CHECK_OK(ambos_symlink("../outside", test_path("t/link"), AMBOS_SYMLINK_DIRECTORY));
    snprintf(swapper.a, sizeof swapper.a, "%s", test_path("t/dir"));
    snprintf(swapper.b, sizeof swapper.b, "%s", test_path("t/link"));
    thread = test_thread_start(swap_for_ever, &swapper);
    while (test_clock_ms() < end && (refused < 100 || entered < 100)) {
        ambos_walk *walk;
        const ambos_walk_entry *entry;

        CHECK_OK(ambos_walk_open(&walk, test_path("t"), NULL));
        while (ambos_walk_next(walk, &entry) == AMBOS_OK && entry) {
            CHECK(strcmp(entry->name, "canary") != 0);
            refused += entry->visit == AMBOS_VISIT_ERROR;
            entered += strcmp(entry->name, "inside") == 0;
        }
        ambos_walk_close(walk);
    }
    test_flag_raise(&swapper.stop);
    test_thread_join(thread);
    CHECK(entered > 0);
}

/* ---- mounts ---- */

static void check_mount(uint32_t flags, const char *const expected[])
{
    check_walk(test_path("t"), AMBOS_WALK_SORTED | AMBOS_WALK_AFTER | flags, 0, expected);
}

TEST(mounts_are_not_entered_unless_asked)
{
    test_make_dir(test_path("t"));
    test_make_dir(test_path("t/mount"));
    if (!test_mount(test_path("t/mount")))
        SKIP("nothing can be mounted");
    test_make_dir(test_path("t/mount/in"));
    check_mount(0, LIST("<t", "<t/mount", "Mt/mount", ">t/mount", ">t"));
    check_mount(AMBOS_WALK_FOLLOW_ALL, LIST("<t", "<t/mount", "Mt/mount", ">t/mount", ">t"));
    check_mount(AMBOS_WALK_CROSS_MOUNTS, LIST("<t", "<t/mount", "<t/mount/in", ">t/mount/in", ">t/mount", ">t"));
    check_walk(test_path("t/mount"), 0, 0, LIST("<t/mount", "<t/mount/in"));
    test_unmount(test_path("t/mount"));
}

/* ---- size ---- */

/* A directory in memory where there can be one, since a disk takes its time over so much. */
static bool make_in_memory(void)
{
    test_make_dir(test_path("t"));
    return test_mount(test_path("t"));
}

/* A chain of directories, made and removed without long paths. */
static void make_chain(int depth)
{
    if (!test_exists(test_path("t")))
        test_make_dir(test_path("t"));
    CHECK_OK(ambos_chdir(test_path("t")));
    for (int i = 0; i < depth; i++) {
        test_write_file("f", "", 0);
        CHECK_OK(ambos_mkdir("d", 0, 0));
        CHECK_OK(ambos_chdir("d"));
    }
    CHECK_OK(ambos_chdir(test_dir()));
}

static void remove_chain(int depth)
{
    CHECK_OK(ambos_chdir(test_path("t")));
    for (int i = 0; i < depth; i++)
        CHECK_OK(ambos_chdir("d"));
    for (int i = 0; i < depth; i++) {
        CHECK_OK(ambos_chdir(".."));
        CHECK_OK(ambos_rmdir("d"));
        CHECK_OK(ambos_unlink("f"));
    }
    CHECK_OK(ambos_chdir(test_dir()));
}

static void check_chain(int depth, uint32_t flags, int64_t most)
{
    const int64_t handles = test_handle_count();
    ambos_walk *walk = walk_of(test_path("t"), flags | AMBOS_WALK_AFTER, 0);
    const ambos_walk_entry *entry;
    ambos_file_info info;
    int files = 0, before = 0, after = 0;

    while ((entry = next(walk)) != NULL) {
        CHECK(entry->visit != AMBOS_VISIT_ERROR);
        CHECK(entry->depth == 0 || entry->dir != AMBOS_NO_HANDLE);
        files += entry->visit == AMBOS_VISIT_ENTRY;
        before += entry->visit == AMBOS_VISIT_BEFORE;
        after += entry->visit == AMBOS_VISIT_AFTER;
        if (entry->depth % 16 != 0)
            continue;
        CHECK_OK(ambos_walk_stat(walk, 0, &info));
        CHECK_U64(info.type, entry->type);
        CHECK(most < 0 || test_handle_count() - handles <= most);
    }
    ambos_walk_close(walk);
    CHECK_INT(files, depth);
    CHECK_INT(before, depth + 1);
    CHECK_INT(after, depth + 1);
    CHECK_INT(test_handle_count(), handles);
}

TEST(a_thousand_levels)
{
    const int depth = test_is_windows() ? 100 : 1000;
    const bool mounted = make_in_memory();

    make_chain(depth);
    check_chain(depth, 0, 32);
    check_chain(depth, AMBOS_WALK_SORTED, 32);
    check_chain(depth, AMBOS_WALK_FOLLOW_ALL, 32);
    remove_chain(depth);
    if (mounted)
        test_unmount(test_path("t"));
}

TEST(ten_thousand_levels)
{
    if (test_is_windows())
        SKIP("the current directory has a short path there");
    if (!make_in_memory())
        SKIP("nothing can be mounted");
    make_chain(10000);
    check_chain(10000, 0, -1);
    remove_chain(10000);
    test_unmount(test_path("t"));
}

TEST(levels_behind_links_come_back_to_where_they_were)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    int files = 0;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_make_dir(test_path("all"));
    for (int i = 0; i < 100; i++) {
        char name[32], target[32];

        snprintf(name, sizeof name, "all/%d", i);
        test_make_dir(test_path(name));
        snprintf(name, sizeof name, "all/%d/a", i);
        test_write_file(test_path(name), "", 0);
        snprintf(name, sizeof name, "all/%d/next", i);
        snprintf(target, sizeof target, "../%d", i + 1);
        CHECK_OK(ambos_symlink(target, test_path(name), AMBOS_SYMLINK_DIRECTORY));
        snprintf(name, sizeof name, "all/%d/z", i);
        test_write_file(test_path(name), "", 0);
    }
    walk = walk_of(test_path("all/0"), AMBOS_WALK_FOLLOW_ALL | AMBOS_WALK_SORTED, 0);
    while ((entry = next(walk)) != NULL) {
        CHECK(entry->visit != AMBOS_VISIT_ERROR);
        files += entry->type == AMBOS_TYPE_FILE;
    }
    CHECK_INT(files, 200);
    ambos_walk_close(walk);
}

/* With two handles to be had it goes, if slowly; with none it says so. */
TEST(a_walk_makes_do_with_few_handles)
{
    enum { DEPTH = 60 };
    ambos_walk *walk;
    const ambos_walk_entry *entry;
    ambos_error error = AMBOS_OK;
    ambos_file *held[2];
    int files = 0;

    make_chain(DEPTH);
    test_write_file(test_path("file"), "", 0);
    for (size_t i = 0; i < COUNT(held); i++)
        CHECK_OK(ambos_file_open(&held[i], test_path("file"), AMBOS_READ, 0));
    walk = walk_of(test_path("t"), 0, 0);
    if (!test_forbid_handles())
        SKIP("the number of handles has no limit here");
    for (size_t i = 0; i < COUNT(held); i++)
        CHECK_OK(ambos_file_close(held[i]));
    while (error == AMBOS_OK && (error = ambos_walk_next(walk, &entry)) == AMBOS_OK && entry) {
        if (entry->visit == AMBOS_VISIT_ERROR)
            error = entry->failure.code;
        files += entry->visit == AMBOS_VISIT_ENTRY;
    }
    test_allow_handles();
    CHECK_CODE(error, AMBOS_OK);
    CHECK_INT(files, DEPTH);
    ambos_walk_close(walk);
    remove_chain(DEPTH);
}

TEST(a_walk_without_handles_is_emfile)
{
    const ambos_walk_entry *entry;
    ambos_error seen = AMBOS_OK;
    ambos_walk *walk;

    make_tree();
    walk = walk_of(test_path("t"), 0, 0);
    if (!test_forbid_handles())
        SKIP("the number of handles has no limit here");
    while (ambos_walk_next(walk, &entry) == AMBOS_OK && entry)
        if (entry->visit == AMBOS_VISIT_ERROR)
            seen = entry->failure.code;
    test_allow_handles();
    CHECK_CODE(seen, AMBOS_EMFILE);
    ambos_walk_close(walk);
}

/* A directory that was closed and moved away meanwhile is not taken for another. */
TEST(a_level_that_was_moved_is_not_mistaken)
{
    enum { DEPTH = 50, MOVED = 5 };
    const ambos_walk_entry *entry;
    ambos_file_info info;
    ambos_walk *walk;
    int files = 0;
    char from[256] = "t";

    make_chain(DEPTH);
    for (int i = 0; i < MOVED; i++)
        strcat(from, "/d");
    walk = walk_of(test_path("t"), AMBOS_WALK_AFTER, 0);
    while ((entry = next(walk)) != NULL) {
        files += entry->visit == AMBOS_VISIT_ENTRY;
        if (entry->visit == AMBOS_VISIT_ERROR)
            CHECK_CODE(entry->failure.code, AMBOS_ESTALE);
        /* Wine knows an open directory by the path that it had. */
        if (entry->visit == AMBOS_VISIT_AFTER && entry->dir != AMBOS_NO_HANDLE && !test_is_wine())
            CHECK_OK(ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info));
        if (entry->visit == AMBOS_VISIT_BEFORE && entry->depth == DEPTH) {
            if (ambos_rename(test_path(from), test_path("moved"), NULL))
                SKIP("what is open below keeps a directory where it is");
            CHECK_OK(ambos_make_path(test_path(from), 0, 0));
        }
    }
    ambos_walk_close(walk);
    CHECK(files <= DEPTH);
    CHECK_OK(ambos_rmdir(test_path(from)));
    CHECK_OK(ambos_rename(test_path("moved"), test_path(from), NULL));
    remove_chain(DEPTH);
}

TEST(closing_in_the_middle_leaks_nothing)
{
    int64_t handles;

    make_chain(40);
    handles = test_handle_count();
    for (int visits = 0; visits < 80; visits += 7) {
        ambos_walk *walk = walk_of(test_path("t"), 0, 0);

        for (int i = 0; i < visits; i++)
            (void)next(walk);
        ambos_walk_close(walk);
    }
    CHECK_INT(test_handle_count(), handles);
    remove_chain(40);
}

TEST(many_files_in_a_tree)
{
    const bool mounted = make_in_memory();
    const int directories = mounted ? 100 : 5, files = mounted ? 1000 : 20;
    ambos_walk *walk;
    int found = 0;

    CHECK_OK(ambos_chdir(test_path("t")));
    for (int i = 0; i < directories; i++) {
        char name[32];

        snprintf(name, sizeof name, "%d", i);
        CHECK_OK(ambos_mkdir(name, 0, 0));
        for (int j = 0; j < files; j++) {
            ambos_file *file;

            snprintf(name, sizeof name, "%d/%d", i, j);
            CHECK_OK(ambos_file_open(&file, name, AMBOS_WRITE | AMBOS_CREATE, 0));
            CHECK_OK(ambos_file_close(file));
        }
    }
    CHECK_OK(ambos_chdir(test_dir()));
    walk = walk_of(test_path("t"), 0, 0);
    while (next(walk))
        found++;
    CHECK_INT(found, 1 + directories + directories * files);
    ambos_walk_close(walk);
    if (mounted)
        test_unmount(test_path("t"));
}
