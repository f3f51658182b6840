/* SPDX-License-Identifier: MIT */
/* Calls that newer kernels have, refused as older ones and sandboxes refuse them, and the calls that are made in their
   place failing in turn. A filter of the kernel does it, since strace does not know all of these calls. */
#define _GNU_SOURCE 1
#include "check.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ambos/ambos.h"

/* ---- what is refused ---- */

enum {
    CALL_STATX,
    CALL_FCHMODAT2,
    CALL_FACCESSAT2,
    CALL_FACCESSAT,
    CALL_CHMOD,
    CALL_STAT,
    CALL_OPEN,
    CALL_LINK,
    CALL_FSTATFS
};

#if defined(__linux__)

#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if !defined(SYS_fchmodat2)
#define SYS_fchmodat2 452
#endif
#if !defined(SYS_faccessat2)
#define SYS_faccessat2 439
#endif

/* The C library may make any of them. */
static const int *numbers_of(int call)
{
    static const int none = -1;
    static const int statx[] = { SYS_statx, -1 }, fchmodat2[] = { SYS_fchmodat2, -1 };
    static const int faccessat2[] = { SYS_faccessat2, -1 }, faccessat[] = { SYS_faccessat, -1 };
    static const int open[] = { SYS_openat, -1 }, fstatfs[] = { SYS_fstatfs, -1 }, link[] = { SYS_linkat, -1 };
    static const int chmod[] = {
        SYS_fchmodat,
#if defined(SYS_chmod)
        SYS_chmod,
#endif
        -1
    };
    static const int stat[] = {
        SYS_fstat,
#if defined(SYS_newfstatat)
        SYS_newfstatat,
#endif
#if defined(SYS_lstat)
        SYS_stat,
        SYS_lstat,
#endif
        -1
    };

    switch (call) {
    case CALL_STATX:
        return statx;
    case CALL_FCHMODAT2:
        return fchmodat2;
    case CALL_FACCESSAT2:
        return faccessat2;
    case CALL_FACCESSAT:
        return faccessat;
    case CALL_CHMOD:
        return chmod;
    case CALL_STAT:
        return stat;
    case CALL_OPEN:
        return open;
    case CALL_LINK:
        return link;
    case CALL_FSTATFS:
        return fstatfs;
    default:
        return &none;
    }
}

/* Of <linux/filter.h> and <linux/seccomp.h>, which are not beside every C library. */
struct filter_step {
    uint16_t code;
    uint8_t if_true, if_false;
    uint32_t value;
};

struct filter {
    unsigned short length;
    const struct filter_step *steps;
};

enum { FILTER_LOAD = 0x20, FILTER_JUMP_IF_EQUAL = 0x15, FILTER_RETURN = 0x06, NUMBER_AT = 0, MODE_FILTER = 2 };

#define FILTER_ERRNO UINT32_C(0x00050000)
#define FILTER_ALLOW UINT32_C(0x7fff0000)

static bool refuse_number(int number, int error)
{
    const struct filter_step steps[] = {
        { FILTER_LOAD, 0, 0, NUMBER_AT },
        { FILTER_JUMP_IF_EQUAL, 0, 1, (uint32_t)number },
        { FILTER_RETURN, 0, 0, FILTER_ERRNO | (uint32_t)error },
        { FILTER_RETURN, 0, 0, FILTER_ALLOW },
    };
    const struct filter filter = { sizeof steps / sizeof steps[0], steps };

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, MODE_FILTER, &filter) == 0;
}

static bool refuse(int call, int error)
{
    const int *numbers = numbers_of(call);
    bool done = true;

    for (; done && *numbers != -1; numbers++)
        done = refuse_number(*numbers, error);
    return done;
}

#else

static bool refuse(int call, int error)
{
    (void)call;
    (void)error;
    return false;
}

#endif

/* ---- what is asked then ---- */

static ambos_error chmod_file(void)
{
    return ambos_chmod(test_path("file"), 0640, AMBOS_NOFOLLOW);
}

static ambos_error chmod_link(void)
{
    return ambos_chmod(test_path("link"), 0640, AMBOS_NOFOLLOW);
}

static ambos_error chmod_missing(void)
{
    return ambos_chmod(test_path("missing"), 0640, AMBOS_NOFOLLOW);
}

static ambos_error access_file(void)
{
    return ambos_access(test_path("file"), AMBOS_ACCESS_READ);
}

static ambos_error access_file_nofollow(void)
{
    return ambos_access(test_path("file"), AMBOS_ACCESS_READ | AMBOS_ACCESS_NOFOLLOW);
}

static ambos_error access_dangling(void)
{
    return ambos_access(test_path("dangling"), AMBOS_ACCESS_READ | AMBOS_ACCESS_NOFOLLOW);
}

static ambos_error stat_file(void)
{
    ambos_file_info info;

    return ambos_stat(test_path("file"), &info);
}

static ambos_error link_file(void)
{
    return ambos_link(test_path("file"), test_path("new"));
}

enum { MOST_REFUSALS = 3 };

struct refusal {
    int call, error;
};

/* Refused in this order; each says what it says to all from then on. */
static const struct row {
    ambos_error (*ask)(void);
    ambos_error expected;
    struct refusal refusals[MOST_REFUSALS];
} rows[] = {
    { stat_file, AMBOS_OK, { { CALL_STATX, ENOSYS } } },
    { stat_file, AMBOS_OK, { { CALL_STATX, EPERM } } },
    { stat_file, AMBOS_OK, { { CALL_STATX, EINVAL } } },
    { stat_file, AMBOS_EIO, { { CALL_STATX, ENOSYS }, { CALL_STAT, EIO } } },
    { chmod_file, AMBOS_OK, { { CALL_FCHMODAT2, ENOSYS } } },
    { chmod_file, AMBOS_OK, { { CALL_FCHMODAT2, EPERM } } },
    { chmod_file, AMBOS_OK, { { CALL_FCHMODAT2, EINVAL } } },
    { chmod_file, AMBOS_EROFS, { { CALL_FCHMODAT2, EROFS } } },
    { chmod_link, AMBOS_ENOTSUP, { { CALL_FCHMODAT2, ENOSYS } } },
    { chmod_missing, AMBOS_ENOENT, { { CALL_FCHMODAT2, ENOSYS } } },
    { chmod_file, AMBOS_EMFILE, { { CALL_FCHMODAT2, ENOSYS }, { CALL_OPEN, EMFILE } } },
    { chmod_file, AMBOS_EIO, { { CALL_FCHMODAT2, ENOSYS }, { CALL_STAT, EIO } } },
    { chmod_file, AMBOS_EPERM, { { CALL_FCHMODAT2, ENOSYS }, { CALL_CHMOD, EPERM } } },
    { chmod_file, AMBOS_ENOTSUP, { { CALL_FCHMODAT2, ENOSYS }, { CALL_CHMOD, ENOENT } } }, /* no /proc */
    { access_file, AMBOS_OK, { { CALL_FACCESSAT2, ENOSYS } } },
    { access_file, AMBOS_OK, { { CALL_FACCESSAT2, EPERM } } },
    { access_file, AMBOS_EIO, { { CALL_FACCESSAT2, ENOSYS }, { CALL_FACCESSAT, EIO } } },
    { access_file_nofollow, AMBOS_OK, { { CALL_FACCESSAT2, ENOSYS } } },
    { access_file_nofollow, AMBOS_EACCES, { { CALL_FACCESSAT2, ENOSYS }, { CALL_FACCESSAT, EACCES } } },
    { access_dangling, AMBOS_OK, { { CALL_FACCESSAT2, ENOSYS } } },
    { access_dangling, AMBOS_ENOENT, { { CALL_FACCESSAT2, ENOSYS }, { CALL_STAT, EIO } } },
    { link_file, AMBOS_EPERM, { { CALL_LINK, EPERM } } },
    { link_file, AMBOS_EPERM, { { CALL_LINK, EPERM }, { CALL_OPEN, EMFILE } } },
    { link_file, AMBOS_EPERM, { { CALL_LINK, EPERM }, { CALL_FSTATFS, EIO } } },
};

/* The filter stays, so that each row has a process of its own. */
static int run_row(const struct row *row)
{
    int status = 0;
    const pid_t pid = fork();

    CHECK(pid != -1);
    if (pid == 0) {
        int i;

        for (i = 0; i < MOST_REFUSALS && row->refusals[i].error; i++)
            if (!refuse(row->refusals[i].call, row->refusals[i].error))
                _exit(255);
        _exit((int)row->ask() & 0x7F);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* The portable build makes none of the newer calls. */
static void need_newer_calls(void)
{
    static const struct row newer = { stat_file, AMBOS_EIO, { { CALL_STATX, EIO } } };
    const int found = run_row(&newer);

    if (found == 255)
        SKIP("no filter of system calls here");
    if (found != AMBOS_EIO)
        SKIP("newer calls are not made here");
}

TEST(what_is_refused_is_done_in_another_way)
{
    struct stat info;

    test_write_file(test_path("file"), "x", 1);
    CHECK_INT(symlink("file", test_path("link")), 0);
    CHECK_INT(symlink("nowhere", test_path("dangling")), 0);
    need_newer_calls();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const int found = run_row(&rows[i]);

        if (found != rows[i].expected)
            FAIL("row %zu: %s, not %s", i, ambos_error_name(found), ambos_error_name(rows[i].expected));
        CHECK_INT(stat(test_path("file"), &info), 0);
        CHECK_INT(info.st_mode & 07777, rows[i].ask == chmod_file && found == AMBOS_OK ? 0640 : 0644);
        CHECK_INT(chmod(test_path("file"), 0644), 0);
        CHECK(!test_exists(test_path("new")));
    }
}
