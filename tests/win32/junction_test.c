/* SPDX-License-Identifier: MIT */
/* Junctions, which only Windows has. */
#include <ambos/ambos.h>
#include "check.h"

#include <stdlib.h>
#include <string.h>

static ambos_file_info info_of(const char *path)
{
    ambos_file_info info;

    CHECK_OK(ambos_lstat(path, &info));
    return info;
}

/* Makes one where the system can. A failure leaves nothing behind. */
static bool make_junction(const char *target, const char *path)
{
    const ambos_error error = ambos_junction(target, path);

    CHECK(error == AMBOS_OK || !test_exists(path));
    if (error != AMBOS_ENOTSUP || !test_is_wine())
        CHECK_CODE(error, AMBOS_OK);
    return error == AMBOS_OK;
}

static char *with_slashes(char *path)
{
    for (char *c = path; *c; c++)
        if (*c == '\\')
            *c = '/';
    return path;
}

/* 111 */
TEST(a_junction_stands_for_its_directory)
{
    const char *path = test_path("junction");
    char *target;

    test_make_dir(test_path("dir"));
    test_write_file(test_path("dir/canary"), "x", 1);
    if (!make_junction(test_path("dir"), path))
        SKIP("no junctions here");
    CHECK_INT(info_of(path).type, AMBOS_TYPE_JUNCTION);
    CHECK_STR(test_read_file(test_path("junction/canary"), NULL), "x");
    CHECK_OK(ambos_readlink(path, &target));
    CHECK_STR(with_slashes(target), test_path("dir"));
    ambos_free(target);
    CHECK_U64(info_of(path).size, strlen(test_path("dir")));
    CHECK_OK(ambos_unlink(path));
    CHECK(!test_exists(path) && test_exists(test_path("dir/canary")));
}

TEST(the_target_of_a_junction_is_made_absolute)
{
    char *target;

    CHECK_OK(ambos_chdir(test_dir()));
    if (!make_junction("./missing/../later", "junction")) {
        CHECK_OK(ambos_chdir(".."));
        SKIP("no junctions here");
    }
    CHECK_OK(ambos_readlink("junction", &target));
    CHECK_STR(with_slashes(target), test_path("later"));
    ambos_free(target);
    test_make_dir(test_path("later"));
    test_write_file(test_path("later/file"), "x", 1);
    CHECK_STR(test_read_file(test_path("junction/file"), NULL), "x");
    CHECK_OK(ambos_chdir(".."));
}

TEST(junctions_that_cannot_be)
{
    char *far = malloc(20000);

    CHECK(far != NULL);
    test_write_file(test_path("file"), "x", 1);
    CHECK_ERR(ambos_junction(test_dir(), test_path("file")), AMBOS_EEXIST);
    CHECK_ERR(ambos_junction(test_dir(), test_path("missing/junction")), AMBOS_ENOENT);
    CHECK_ERR(ambos_junction(test_dir(), test_path("file/junction")), AMBOS_ENOTDIR);
    CHECK_ERR(ambos_junction("\\\\server\\share\\dir", test_path("junction")), AMBOS_EINVAL);
    CHECK_ERR(ambos_junction("\\\\.\\NUL", test_path("junction")), AMBOS_EINVAL);
    CHECK_ERR(ambos_junction("", test_path("junction")), AMBOS_ENOENT);
    CHECK_ERR(ambos_junction("\xff", test_path("junction")), AMBOS_EILSEQ);
    memset(far, 'x', 20000);
    memcpy(far, "C:\\", 3);
    far[19999] = '\0';
    CHECK_ERR(ambos_junction(far, test_path("junction")), AMBOS_ENAMETOOLONG);
    CHECK(!test_exists(test_path("junction")));
    CHECK_STR(test_read_file(test_path("file"), NULL), "x");
    free(far);
}
