/* SPDX-License-Identifier: MIT */
/* Owners, the umask and other users, which only POSIX has. */
#include <ambos/ambos.h>
#include "check.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { SOMEBODY = 12345, SOME_GROUP = 23456 };

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

static void check_owner(const char *path, uint32_t uid, uint32_t gid)
{
    const ambos_file_info info = info_of(path);

    CHECK(info.known & AMBOS_INFO_OWNER);
    CHECK_U64(info.uid, uid);
    CHECK_U64(info.gid, gid);
}

TEST(fchmod_of_somebody_elses_file_is_eperm)
{
    ambos_file *file;

    if (test_can(TEST_NONROOT))
        SKIP("there is nobody else");
    test_write_file(test_path("file"), "x", 1);
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_READ, 0));
    if (!test_drop_root())
        SKIP("root cannot be dropped");
    CHECK_ERR(ambos_fchmod(file, 0777), AMBOS_EPERM);
    CHECK_OK(ambos_file_close(file));
}

TEST(chown_to_whom_it_belongs)
{
    const char *path = test_path("file");
    ambos_file_info info;

    CHECK(test_drop_root());
    test_write_file(path, "x", 1);
    info = info_of(path);
    CHECK_OK(ambos_chown(path, AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, 0));
    CHECK_OK(ambos_chown(path, info.uid, AMBOS_SAME_OWNER, 0));
    CHECK_OK(ambos_chown(path, info.uid, info.gid, AMBOS_NOFOLLOW));
    check_owner(path, info.uid, info.gid);
}

TEST(chown_by_root)
{
    const char *path = test_path("file");

    if (test_can(TEST_NONROOT))
        SKIP("only root may");
    test_write_file(path, "x", 1);
    CHECK_OK(ambos_chown(path, SOMEBODY, SOME_GROUP, 0));
    check_owner(path, SOMEBODY, SOME_GROUP);
    CHECK_OK(ambos_chown(path, 0, AMBOS_SAME_OWNER, 0));
    check_owner(path, 0, SOME_GROUP);
    CHECK_OK(ambos_chown(path, AMBOS_SAME_OWNER, 0, 0));
    check_owner(path, 0, 0);
    test_make_dir(test_path("dir"));
    CHECK_OK(ambos_chown(test_path("dir"), SOMEBODY, SOMEBODY, 0));
    check_owner(test_path("dir"), SOMEBODY, SOMEBODY);
}

TEST(chown_of_links)
{
    const char *path = test_path("file"), *link = test_path("link");

    if (test_can(TEST_NONROOT))
        SKIP("only root may");
    test_write_file(path, "x", 1);
    CHECK_OK(ambos_symlink("file", link, 0));
    CHECK_OK(ambos_chown(link, SOMEBODY, SOMEBODY, AMBOS_NOFOLLOW));
    check_owner(link, SOMEBODY, SOMEBODY);
    check_owner(path, 0, 0);
    CHECK_OK(ambos_chown(link, SOME_GROUP, SOME_GROUP, 0));
    check_owner(link, SOMEBODY, SOMEBODY);
    check_owner(path, SOME_GROUP, SOME_GROUP);
}

TEST(chown_by_others_is_eperm)
{
    const char *path = test_path("file");
    ambos_file_info info;

    if (!test_drop_root())
        SKIP("no users here that may not");
    test_write_file(path, "x", 1);
    info = info_of(path);
    CHECK_ERR(ambos_chown(path, 0, AMBOS_SAME_OWNER, 0), AMBOS_EPERM);
    CHECK_ERR(ambos_chown(path, AMBOS_SAME_OWNER, 0, 0), AMBOS_EPERM);
    CHECK_ERR(ambos_chown(path, SOMEBODY, SOMEBODY, AMBOS_NOFOLLOW), AMBOS_EPERM);
    check_owner(path, info.uid, info.gid);
}

TEST(chown_of_what_is_not_there)
{
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_chown("", 0, 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_chown(test_path("missing"), 0, 0, 0), AMBOS_ENOENT);
    CHECK_ERR(ambos_chown(test_path("file/x"), 0, 0, 0), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_chown(test_path("file/"), 0, 0, AMBOS_NOFOLLOW), AMBOS_ENOTDIR);
}

TEST(umask_asks_and_sets)
{
    static const uint32_t masks[] = { 0, 022, 077, 0777, 0123, 0400, 0001 };
    uint32_t old;

    for (size_t i = 0; i < COUNT(masks); i++) {
        CHECK_OK(ambos_umask(masks[i], NULL));
        CHECK_OK(ambos_umask(AMBOS_SAME_UMASK, &old));
        CHECK_U64(old, masks[i]);
        CHECK_OK(ambos_umask(AMBOS_SAME_UMASK, NULL));
        CHECK_INT(test_umask((unsigned)masks[i]), masks[i]);
        CHECK_OK(ambos_umask(027, &old));
        CHECK_U64(old, masks[i]);
        CHECK_INT(test_umask(027), 027);
    }
}

/* 81 */
TEST(umask_counts_for_what_is_made)
{
    ambos_file *file;

    CHECK(test_dir() != NULL);
    CHECK_OK(ambos_umask(0137, NULL));
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE, 0777));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_mkdir(test_path("dir"), 0, 0));
    CHECK_INT(test_mode(test_path("file")), 0640);
    CHECK_INT(test_mode(test_path("dir")), 0640);
    CHECK_OK(ambos_chmod(test_path("dir"), 0700, 0));
}

TEST(private_files_are_closed_to_others)
{
    ambos_file *file = NULL;

    if (test_can(TEST_NONROOT))
        SKIP("there is nobody else");
    test_umask(0);
    CHECK_OK(ambos_file_open(&file, test_path("file"), AMBOS_WRITE | AMBOS_CREATE | AMBOS_PRIVATE, 0));
    CHECK_OK(ambos_file_close(file));
    CHECK_OK(ambos_mkdir(test_path("dir"), 0, AMBOS_PRIVATE));
    if (!test_drop_root())
        SKIP("root cannot be dropped");
    CHECK_ERR(ambos_access(test_path("file"), AMBOS_ACCESS_READ), AMBOS_EACCES);
    CHECK_ERR(ambos_file_open(&file, test_path("file"), AMBOS_READ, 0), AMBOS_EACCES);
    CHECK_ERR(ambos_access(test_path("dir/x"), 0), AMBOS_EACCES);
}

TEST(failures_of_owners_name_their_step)
{
    ambos_failure last;

    CHECK_ERR(ambos_chown(test_path("missing"), 0, 0, 0), AMBOS_ENOENT);
    ambos_last_failure(&last);
    CHECK_U64(last.step, AMBOS_STEP_CHANGE);
    CHECK(last.domain == AMBOS_DOMAIN_ERRNO && last.native != 0);
}
