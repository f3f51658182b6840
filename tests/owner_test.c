/* SPDX-License-Identifier: MIT */
/* Who may: permission bits by open file, owners, the umask, private files. */
#include <ambos/ambos.h>
#include "check.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- by open file ---- */

TEST(fchmod_sets_the_bits)
{
    static const uint32_t modes[] = { 0, 0400, 0644, 0755, 0777, 01777, 02755, 04755, 07777, 0600 };
    const char *path = test_path("file");
    ambos_file *file;

    test_write_file(path, "x", 1);
    CHECK_OK(ambos_file_open(&file, path, AMBOS_READ, 0));
    for (size_t i = 0; i < COUNT(modes); i++) {
        CHECK_OK(ambos_fchmod(file, modes[i]));
        if (test_is_windows())
            CHECK_INT(test_mode(path), modes[i] & 0200 ? 0666 : 0444);
        else
            CHECK_INT(test_mode(path), modes[i]);
    }
    CHECK_OK(ambos_file_close(file));
}

/* What is open stays open for what it was opened for. */
TEST(fchmod_of_what_is_being_written)
{
    const char *path = test_path("file");
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK_OK(ambos_fchmod(file, 0444));
    CHECK_OK(ambos_file_write(file, "hello", 5, NULL));
    CHECK(!(test_mode(path) & 0222));
    CHECK_OK(ambos_fchmod(file, 0644));
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(path, NULL), "hello");
    CHECK(test_mode(path) & 0200);
}

TEST(fchmod_refuses_bad_arguments)
{
    const char *path = test_path("file");
    ambos_file *file;
    unsigned before;

    CHECK_OK(ambos_file_open(&file, path, AMBOS_WRITE | AMBOS_CREATE, 0));
    before = test_mode(path);
    CHECK_ERR(ambos_fchmod(NULL, 0600), AMBOS_EINVAL);
    CHECK_ERR(ambos_fchmod(file, 010000), AMBOS_EINVAL);
    CHECK_ERR(ambos_fchmod(file, UINT32_MAX), AMBOS_EINVAL);
    CHECK_INT(test_mode(path), before);
    CHECK_OK(ambos_file_close(file));
}

/* ---- owners ---- */

TEST(chown_refuses_bad_arguments)
{
    CHECK_ERR(ambos_chown(NULL, 0, 0, 0), AMBOS_EINVAL);
    CHECK_ERR(ambos_chown(test_dir(), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, 1), AMBOS_EINVAL);
    CHECK_ERR(ambos_chown(test_dir(), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, AMBOS_NOFOLLOW << 1), AMBOS_EINVAL);
}

TEST(chown_is_for_posix)
{
    const ambos_error expected = test_is_windows() ? AMBOS_ENOTSUP : AMBOS_OK;

    test_write_file(test_path("file"), "x", 1);
    CHECK_CODE(ambos_chown(test_path("file"), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, 0), expected);
    CHECK_CODE(ambos_chown(test_path("file"), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, AMBOS_NOFOLLOW), expected);
}

/* ---- the umask ---- */

TEST(umask_is_for_posix)
{
    const ambos_error expected = test_is_windows() ? AMBOS_ENOTSUP : AMBOS_OK;
    uint32_t old = 0;

    test_umask(026);
    CHECK_CODE(ambos_umask(AMBOS_SAME_UMASK, &old), expected);
    CHECK_CODE(ambos_umask(022, NULL), expected);
    CHECK_U64(old, test_is_windows() ? 0 : 026);
}

TEST(umask_refuses_bad_bits)
{
    uint32_t old = 77;

    test_umask(027);
    CHECK_ERR(ambos_umask(01000, &old), AMBOS_EINVAL);
    CHECK_ERR(ambos_umask(AMBOS_SAME_UMASK - 1, &old), AMBOS_EINVAL);
    CHECK_U64(old, 77);
    CHECK_INT(test_umask(027), test_is_windows() ? 0 : 027);
}
