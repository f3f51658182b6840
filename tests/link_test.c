/* SPDX-License-Identifier: MIT */
/* Hard links, junctions, and which files are the same. */
#include <ambos/ambos.h>
#include "check.h"

#include <string.h>

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

static bool same(const char *a, const char *b)
{
    const ambos_file_info one = info_of(a), two = info_of(b);

    CHECK_INT(ambos_same_file(&one, &two), ambos_same_file(&two, &one));
    return ambos_same_file(&one, &two);
}

/* ---- the same file ---- */

/* 67 */
TEST(names_of_one_file_are_the_same)
{
    test_write_file(test_path("a"), "x", 1);
    test_write_file(test_path("b"), "x", 1);
    CHECK(test_hard_link(test_path("a"), test_path("c")));
    CHECK(same(test_path("a"), test_path("a")));
    CHECK(same(test_path("a"), test_path("c")));
    CHECK(same(test_path("a"), test_path("./a")));
    CHECK(!same(test_path("a"), test_path("b")));
    CHECK(!same(test_path("a"), test_dir()));
    CHECK_OK(ambos_rename(test_path("a"), test_path("d"), NULL));
    CHECK(same(test_path("d"), test_path("c")));
}

/* By path, by listing of what cannot be opened, by open file: one answer. */
TEST(an_open_file_is_the_same_as_its_name)
{
    ambos_file_info by_path, by_file;
    ambos_file *file;

    test_write_file(test_path("a"), "x", 1);
    CHECK_OK(ambos_file_open(&file, test_path("a"), AMBOS_READ, 0));
    CHECK_OK(ambos_fstat(file, &by_file));
    by_path = info_of(test_path("a"));
    CHECK_INT(ambos_same_file(&by_path, &by_file), 1);
    CHECK_OK(ambos_file_close(file));
}

TEST(a_link_is_not_what_it_points_to)
{
    ambos_file_info target, through;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK(!same(test_path("file"), test_path("link")));
    CHECK_OK(ambos_stat(test_path("link"), &through));
    target = info_of(test_path("file"));
    CHECK_INT(ambos_same_file(&through, &target), 1);
}

TEST(what_is_not_known_is_not_the_same)
{
    ambos_file_info known, other;

    test_write_file(test_path("a"), "x", 1);
    known = other = info_of(test_path("a"));
    CHECK_INT(ambos_same_file(&known, &other), 1);
    CHECK_INT(ambos_same_file(NULL, &known), 0);
    CHECK_INT(ambos_same_file(&known, NULL), 0);
    CHECK_INT(ambos_same_file(NULL, NULL), 0);
    other.known &= ~(uint32_t)AMBOS_INFO_ID;
    CHECK_INT(ambos_same_file(&known, &other), 0);
    CHECK_INT(ambos_same_file(&other, &known), 0);
    other = known;
    other.device++;
    CHECK_INT(ambos_same_file(&known, &other), 0);
    other = known;
    other.id[0] ^= 1;
    CHECK_INT(ambos_same_file(&known, &other), 0);
    other = known;
    other.id[1] ^= 1;
    CHECK_INT(ambos_same_file(&known, &other), 0);
    known.id[0] = known.id[1] = 0;
    other = known;
    CHECK_INT(ambos_same_file(&known, &other), 0);
}

/* ---- hard links ---- */

/* 68 */
TEST(both_names_are_the_file)
{
    test_write_file(test_path("a"), "one", 3);
    CHECK_U64(info_of(test_path("a")).nlink, 1);
    CHECK_OK(ambos_link(test_path("a"), test_path("b")));
    CHECK(same(test_path("a"), test_path("b")));
    CHECK_U64(info_of(test_path("a")).nlink, 2);
    test_write_file(test_path("b"), "other", 5);
    CHECK_STR(test_read_file(test_path("a"), NULL), "other");
    CHECK_OK(ambos_unlink(test_path("a")));
    CHECK_STR(test_read_file(test_path("b"), NULL), "other");
    CHECK_U64(info_of(test_path("b")).nlink, 1);
}

TEST(links_into_other_directories_and_from_here)
{
    test_make_dir(test_path("dir"));
    test_write_file(test_path("a"), "x", 1);
    CHECK_OK(ambos_link(test_path("a"), test_path("dir/\xc3\xa4 b")));
    CHECK(same(test_path("a"), test_path("dir/\xc3\xa4 b")));
    CHECK_OK(ambos_chdir(test_path("dir")));
    CHECK_OK(ambos_link("../a", "c"));
    CHECK_OK(ambos_chdir("../.."));
    CHECK_U64(info_of(test_path("dir/c")).nlink, 3);
}

TEST(links_of_read_only_and_of_open_files)
{
    ambos_file *file;

    test_write_file(test_path("a"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("a"), 0444, 0));
    CHECK_OK(ambos_file_open(&file, test_path("a"), AMBOS_READ, 0));
    CHECK_OK(ambos_link(test_path("a"), test_path("b")));
    CHECK_OK(ambos_file_close(file));
    CHECK(same(test_path("a"), test_path("b")));
    CHECK(!(test_mode(test_path("b")) & 0222));
    CHECK_OK(ambos_chmod(test_path("a"), 0644, 0));
}

TEST(a_link_of_a_symlink_is_of_the_symlink)
{
    char *target;

    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_OK(ambos_link(test_path("link"), test_path("a")));
    CHECK_OK(ambos_link(test_path("dangling"), test_path("b")));
    CHECK(same(test_path("a"), test_path("link")));
    CHECK_U64(info_of(test_path("file")).nlink, 1);
    CHECK_OK(ambos_readlink(test_path("b"), &target));
    CHECK_STR(target, "nowhere");
    ambos_free(target);
}

TEST(a_name_that_is_taken_is_eexist)
{
    test_write_file(test_path("a"), "one", 3);
    test_write_file(test_path("b"), "two", 3);
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_link(test_path("a"), test_path("b")), AMBOS_EEXIST);
    CHECK_ERR(ambos_link(test_path("a"), test_path("dir")), AMBOS_EEXIST);
    CHECK_ERR(ambos_link(test_path("a"), test_path("a")), AMBOS_EEXIST);
    CHECK_STR(test_read_file(test_path("b"), NULL), "two");
    CHECK_U64(info_of(test_path("a")).nlink, 1);
    if (!test_can(TEST_SYMLINKS))
        return;
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    CHECK_ERR(ambos_link(test_path("a"), test_path("dangling")), AMBOS_EEXIST);
}

TEST(directories_have_one_name)
{
    test_make_dir(test_path("dir"));
    CHECK_ERR(ambos_link(test_path("dir"), test_path("b")), AMBOS_EPERM);
    CHECK_ERR(ambos_link(test_path("dir/"), test_path("b")), AMBOS_EPERM);
    CHECK(!test_exists(test_path("b")));
}

TEST(links_of_and_to_what_is_not_there)
{
    test_write_file(test_path("a"), "x", 1);
    CHECK_ERR(ambos_link(NULL, test_path("b")), AMBOS_EINVAL);
    CHECK_ERR(ambos_link(test_path("a"), NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_link("", test_path("b")), AMBOS_ENOENT);
    CHECK_ERR(ambos_link(test_path("a"), ""), AMBOS_ENOENT);
    CHECK_ERR(ambos_link(test_path("missing"), test_path("b")), AMBOS_ENOENT);
    CHECK_ERR(ambos_link(test_path("a"), test_path("missing/b")), AMBOS_ENOENT);
    CHECK_ERR(ambos_link(test_path("a/x"), test_path("b")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_link(test_path("a/"), test_path("b")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_link(test_path("a"), test_path("a/x")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_link(test_path("a"), test_path("b/")), AMBOS_ENOENT);
    CHECK(!test_exists(test_path("b")));
    CHECK_U64(info_of(test_path("a")).nlink, 1);
}

TEST(a_link_to_another_file_system_is_exdev)
{
    const char *mount = test_path("mount");
    ambos_error error;

    test_make_dir(mount);
    test_write_file(test_path("a"), "x", 1);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    error = ambos_link(test_path("a"), test_path("mount/b"));
    test_unmount(mount);
    CHECK_CODE(error, AMBOS_EXDEV);
}

TEST(links_without_permission)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_write_file(test_path("a"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_chmod(test_path("dir"), 0500, 0));
    CHECK_ERR(ambos_link(test_path("a"), test_path("dir/b")), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("dir"), 0700, 0));
}

TEST(links_of_fifos)
{
    if (!test_make_fifo(test_path("a")))
        SKIP("no FIFOs here");
    CHECK_OK(ambos_link(test_path("a"), test_path("b")));
    CHECK_INT(info_of(test_path("b")).type, AMBOS_TYPE_FIFO);
}

TEST(linking_leaks_no_handle)
{
    int64_t handles;

    test_write_file(test_path("a"), "x", 1);
    CHECK_OK(ambos_link(test_path("a"), test_path("b")));
    handles = test_handle_count();
    for (int i = 0; i < 20; i++) {
        CHECK_ERR(ambos_link(test_path("a"), test_path("b")), AMBOS_EEXIST);
        CHECK_ERR(ambos_link(test_path("missing"), test_path("c")), AMBOS_ENOENT);
        CHECK_ERR(ambos_link(test_dir(), test_path("c")), AMBOS_EPERM);
        CHECK_OK(ambos_link(test_path("a"), test_path("c")));
        CHECK_OK(ambos_unlink(test_path("c")));
    }
    CHECK_INT(test_handle_count(), handles);
}

TEST(failures_of_links_name_their_step)
{
    ambos_failure last;

    CHECK_ERR(ambos_link(test_path("missing"), test_path("b")), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_LINK);
    CHECK(last.domain != AMBOS_DOMAIN_NONE && last.native != 0);
}

/* ---- junctions ---- */

TEST(junctions_are_for_windows)
{
    CHECK_ERR(ambos_junction(NULL, test_path("junction")), AMBOS_EINVAL);
    CHECK_ERR(ambos_junction(test_dir(), NULL), AMBOS_EINVAL);
    if (test_is_windows())
        return;
    CHECK_ERR(ambos_junction(test_dir(), test_path("junction")), AMBOS_ENOTSUP);
    CHECK(!test_exists(test_path("junction")));
}
