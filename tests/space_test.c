/* SPDX-License-Identifier: MIT */
/* How full file systems are. */
#include <ambos/ambos.h>
#include "check.h"

#include <string.h>

static void check_fails(const char *path, ambos_error expected)
{
    static const ambos_space zero;
    ambos_space space;

    memset(&space, 0x55, sizeof space);
    CHECK_ERR(ambos_get_space(path, &space), expected);
    CHECK_MEM(&space, sizeof space, &zero, sizeof zero);
}

static ambos_space space_of(const char *path)
{
    static const uint8_t zero[sizeof((ambos_space *)0)->reserved];
    ambos_space space;

    memset(&space, 0x55, sizeof space);
    CHECK_OK(ambos_get_space(path, &space));
    CHECK(space.total > 0);
    CHECK(space.free <= space.total);
    CHECK(space.available <= space.total);
    CHECK_MEM(space.reserved, sizeof space.reserved, zero, sizeof zero);
    return space;
}

TEST(space_is_plausible)
{
    const ambos_space space = space_of(test_dir());

    CHECK(space.total > 1000000);
    CHECK(space.available > 0);
}

TEST(files_and_directories_of_one_file_system_agree)
{
    const uint64_t total = space_of(test_dir()).total;

    test_write_file(test_path("file"), "x", 1);
    test_make_dir(test_path("dir"));
    CHECK_U64(space_of(test_path("file")).total, total);
    CHECK_U64(space_of(test_path("dir")).total, total);
    CHECK_U64(space_of(test_path("dir/")).total, total);
    CHECK_OK(ambos_chdir(test_path("dir")));
    CHECK_U64(space_of(".").total, total);
    CHECK_U64(space_of("../file").total, total);
    CHECK_OK(ambos_chdir("../.."));
}

TEST(space_through_a_link)
{
    if (!test_can(TEST_SYMLINKS))
        SKIP("no symlinks here");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_symlink("file", test_path("link"), 0));
    CHECK_U64(space_of(test_path("link")).total, space_of(test_dir()).total);
    CHECK_OK(ambos_symlink("nowhere", test_path("dangling"), 0));
    check_fails(test_path("dangling"), AMBOS_ENOENT);
    CHECK_OK(ambos_symlink("loop", test_path("loop"), 0));
    check_fails(test_path("loop"), AMBOS_ELOOP);
}

TEST(space_of_what_is_not_there)
{
    test_write_file(test_path("file"), "x", 1);
    check_fails(NULL, AMBOS_EINVAL);
    check_fails("", AMBOS_ENOENT);
    check_fails(test_path("missing"), AMBOS_ENOENT);
    check_fails(test_path("missing/x"), AMBOS_ENOENT);
    check_fails(test_path("file/x"), AMBOS_ENOTDIR);
    check_fails(test_path("file/"), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_get_space(test_dir(), NULL), AMBOS_EINVAL);
}

TEST(space_is_used_and_given_back)
{
    enum { SIZE = 32 * 1024 };
    static char data[SIZE];
    const char *mount = test_path("mount");
    ambos_space empty, used, freed;

    memset(data, 'x', sizeof data);
    test_make_dir(mount);
    if (!test_mount(mount))
        SKIP("nothing can be mounted here");
    empty = space_of(mount);
    test_write_file(test_path("mount/file"), data, sizeof data);
    used = space_of(test_path("mount/file"));
    CHECK_OK(ambos_unlink(test_path("mount/file")));
    freed = space_of(mount);
    test_unmount(mount);
    CHECK_U64(empty.total, 64 * 1024);
    CHECK_U64(used.total, empty.total);
    CHECK(used.free + SIZE <= empty.free);
    CHECK(used.available + SIZE <= empty.available);
    CHECK_U64(freed.free, empty.free);
}

TEST(space_behind_a_closed_directory_is_eacces)
{
    if (!test_drop_root() || test_is_windows())
        SKIP("permission bits do not bind");
    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/file"), "x", 1);
    CHECK_OK(ambos_chmod(test_path("dir"), 0600, 0));
    check_fails(test_path("dir/file"), AMBOS_EACCES);
    CHECK_OK(ambos_chmod(test_path("dir"), 0700, 0));
}

TEST(asking_for_space_leaks_no_handle)
{
    int64_t handles;

    (void)space_of(test_dir());
    handles = test_handle_count();
    for (int i = 0; i < 20; i++) {
        (void)space_of(test_dir());
        check_fails(test_path("missing"), AMBOS_ENOENT);
    }
    CHECK_INT(test_handle_count(), handles);
}
