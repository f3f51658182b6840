/* SPDX-License-Identifier: MIT */
/* Which system calls are made, counted with strace; and what is told when each fails, made to fail by strace. A case runs
   itself under strace, with a variable of the environment that says what to do there. */
#define _XOPEN_SOURCE 700
#include "check.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ambos/ambos.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ROW "AMBOS_TRACE_ROW"
#define DIRECTORY "AMBOS_TRACE_DIR"

/* ---- what is done under strace: one call of ambos, on files that the case has made ---- */

static char *place(const char *name)
{
    static char paths[2][4096];
    static unsigned next;
    char *path = paths[next++ % 2];

    snprintf(path, sizeof paths[0], "%s/%s", getenv(DIRECTORY), name);
    return path;
}

static ambos_file *opened;

static ambos_error do_stat(void)
{
    ambos_file_info info;

    return ambos_stat(place("file"), &info);
}

static ambos_error do_lstat(void)
{
    ambos_file_info info;

    return ambos_lstat(place("file"), &info);
}

static ambos_error do_fstat(void)
{
    ambos_file_info info;

    return ambos_fstat(opened, &info);
}

static ambos_error do_chmod(void)
{
    return ambos_chmod(place("file"), 0600, 0);
}

static ambos_error do_fchmod(void)
{
    return ambos_fchmod(opened, 0600);
}

static ambos_error do_chown(void)
{
    return ambos_chown(place("file"), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, 0);
}

static ambos_error do_lchown(void)
{
    return ambos_chown(place("file"), AMBOS_SAME_OWNER, AMBOS_SAME_OWNER, AMBOS_NOFOLLOW);
}

static ambos_error do_access(void)
{
    return ambos_access(place("file"), AMBOS_ACCESS_READ);
}

static ambos_error do_umask(void)
{
    return ambos_umask(022, NULL);
}

static ambos_error do_umask_ask(void)
{
    uint32_t mask = 0;
    ambos_error error = ambos_umask(AMBOS_SAME_UMASK, &mask);

    CHECK_INT(mask, test_umask(mask));
    return error;
}

static ambos_error do_utimens(void)
{
    return ambos_utimens(place("file"), NULL, NULL, 0);
}

static ambos_error do_futimens(void)
{
    return ambos_futimens(opened, NULL, NULL);
}

static ambos_error do_space(void)
{
    ambos_space space;

    return ambos_get_space(place("file"), &space);
}

static ambos_error do_link(void)
{
    return ambos_link(place("file"), place("new"));
}

static ambos_error do_symlink(void)
{
    return ambos_symlink("target", place("new"), 0);
}

static ambos_error do_readlink(void)
{
    char *target;
    ambos_error error = ambos_readlink(place("link"), &target);

    CHECK(error ? !target : strcmp(target, "file") == 0);
    ambos_free(target);
    return error;
}

static ambos_error do_unlink(void)
{
    return ambos_unlink(place("file"));
}

static ambos_error do_rename(void)
{
    return ambos_rename(place("file"), place("new"), NULL);
}

static ambos_error do_realpath(void)
{
    char *path;
    ambos_error error = ambos_realpath(place("link"), &path);

    CHECK(error ? !path : strcmp(path, place("file")) == 0);
    ambos_free(path);
    return error;
}

static ambos_error do_realpath_directory(void)
{
    char *path;
    ambos_error error = ambos_realpath(place("dir/"), &path);

    CHECK(error ? !path : strcmp(path, place("dir")) == 0);
    ambos_free(path);
    return error;
}

static ambos_error do_absolute(void)
{
    char *path;
    ambos_error error = ambos_path_absolute("x", &path);

    CHECK(error ? !path : path[0] == '/');
    ambos_free(path);
    return error;
}

static ambos_error do_listdir(void)
{
    ambos_dir_entry *entries;
    ambos_error error = ambos_listdir(place("dir"), 0, &entries, NULL);

    CHECK(!error == (entries != NULL));
    ambos_free(entries);
    return error;
}

/* The walk of it, whose failures are entries and are told by this. */
static ambos_error do_glob(void)
{
    const ambos_glob_options options = { .flags = AMBOS_GLOB_STRICT };
    char pattern[5000];
    char **paths;
    size_t count;
    ambos_error error;

    snprintf(pattern, sizeof pattern, "%s/**", place("dir"));
    error = ambos_glob(pattern, &options, &paths, &count);
    CHECK(error ? !paths : count == 1);
    ambos_free(paths);
    return error;
}

static ambos_error do_make_path(void)
{
    ambos_error error = ambos_make_path(place("made/a/b"), 0, 0);
    const ambos_tree_options options = { .flags = AMBOS_REMOVE_MISSING_OK };

    CHECK_OK(ambos_remove_tree(place("made"), &options, NULL));
    return error;
}

/* ---- strace ---- */

/* Its exit code, or 127. */
static int run_strace(const char *const argv[], const char *row)
{
    int status = 0;
    pid_t pid = fork();

    CHECK(pid >= 0);
    if (pid == 0) {
        setenv(ROW, row, 1);
        setenv(DIRECTORY, test_dir(), 1);
        /* A leak checker cannot work under strace. */
        setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
        setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
        execvp(argv[0], (char *const *)(intptr_t)argv);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) != pid)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

static void need_strace(void)
{
    const char *const argv[] = { "strace", "-qq", "-o", "/dev/null", "true", NULL };

    if (run_strace(argv, "") != 0)
        SKIP("no strace that works here");
}

/* Fresh files for each run. */
static void make_files(void)
{
    static const char *const names[] = { "file", "new", "link" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (test_exists(test_path(names[i])))
            test_remove_file(test_path(names[i]));
    test_write_file(test_path("file"), "x", 1);
    CHECK_INT(symlink("file", test_path("link")), 0);
    if (!test_exists(test_path("dir")))
        test_make_dir(test_path("dir"));
    if (!test_exists(test_path("dir/sub")))
        test_make_dir(test_path("dir/sub"));
}

/* Under another name than that by which strace knows it afterwards. */
static void open_file(void)
{
    CHECK_OK(ambos_file_open(&opened, place("before"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK_INT(rename(place("before"), place("opened")), 0);
}

/* ---- calls that fail ---- */

#define LIST "?getdents,?getdents64"
#define OPEN "?open,?openat"
#define MKDIR "?mkdir,?mkdirat"
#define STAT "?statx,?newfstatat,?fstatat64,?stat,?fstat"
#define CHMOD "?chmod,?fchmodat"
#define CHOWN "?chown,?lchown,?fchownat"
#define ACCESS "?access,?faccessat,?faccessat2"
#define LINK "?link,?linkat"
#define SYMLINK "?symlink,?symlinkat"
#define READLINK "?readlink,?readlinkat"
#define UNLINK "?unlink,?unlinkat"
#define RENAME "?rename,?renameat,?renameat2"

static const struct fault {
    ambos_error (*run)(void);
    const char *calls;
    const char *fault; /* for strace */
    ambos_error expected;
    const char *only; /* the file whose calls fail; absolute, or in the directory of the case; NULL: all */
    bool optional;    /* only where every path of Linux is built */
} faults[] = {
    { do_stat, "?statx", "error=ENOSYS", AMBOS_OK, "file", true },
    { do_stat, STAT, "error=EIO", AMBOS_EIO, "file", false },
    { do_stat, STAT, "error=EACCES", AMBOS_EACCES, "file", false },
    { do_stat, STAT, "error=ENOMEM", AMBOS_ENOMEM, "file", false },
    { do_stat, STAT, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_stat, STAT, "error=ENOSYS", AMBOS_ENOTSUP, "file", false },
    { do_stat, "?statx", "error=EPERM", AMBOS_OK, "file", true },
    { do_stat, "?statx", "error=EINVAL", AMBOS_OK, "file", true },
    { do_stat, "?statx", "error=EOPNOTSUPP", AMBOS_OK, "file", true },
    { do_stat, "?statx", "retval=1", AMBOS_OK, "file", true },
    { do_lstat, STAT, "error=EIO", AMBOS_EIO, "file", false },
    { do_lstat, STAT, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_lstat, "?statx", "error=ENOSYS", AMBOS_OK, "file", true },
    { do_fstat, STAT, "error=EIO", AMBOS_EIO, "opened", false },
    { do_fstat, STAT, "error=EINTR:when=1", AMBOS_OK, "opened", false },
    { do_fstat, "?statx", "error=ENOSYS", AMBOS_OK, "opened", true },
    { do_fstat, "?statx", "retval=1", AMBOS_OK, "opened", true },
    { do_chmod, CHMOD, "error=EPERM", AMBOS_EPERM, "file", false },
    { do_chmod, CHMOD, "error=EROFS", AMBOS_EROFS, "file", false },
    { do_chmod, CHMOD, "error=EIO", AMBOS_EIO, "file", false },
    { do_chmod, CHMOD, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_fchmod, "fchmod", "error=EPERM", AMBOS_EPERM, "opened", false },
    { do_fchmod, "fchmod", "error=EROFS", AMBOS_EROFS, "opened", false },
    { do_fchmod, "fchmod", "error=EIO", AMBOS_EIO, "opened", false },
    { do_fchmod, "fchmod", "error=EINTR:when=1", AMBOS_OK, "opened", false },
    { do_chown, CHOWN, "error=EPERM", AMBOS_EPERM, "file", false },
    { do_chown, CHOWN, "error=EROFS", AMBOS_EROFS, "file", false },
    { do_chown, CHOWN, "error=EDQUOT", AMBOS_EDQUOT, "file", false },
    { do_chown, CHOWN, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_lchown, CHOWN, "error=EIO", AMBOS_EIO, "file", false },
    { do_access, ACCESS, "error=EIO", AMBOS_EIO, "file", false },
    { do_access, ACCESS, "error=EACCES", AMBOS_EACCES, "file", false },
    { do_access, ACCESS, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_access, "?faccessat2", "error=ENOSYS", AMBOS_OK, "file", true },
    { do_access, "?faccessat2", "error=EPERM", AMBOS_OK, "file", true },
    { do_umask_ask, "openat,open", "error=EMFILE", AMBOS_OK, "/proc/thread-self/status", true },
    { do_umask_ask, "openat,open", "error=EINTR:when=1", AMBOS_OK, "/proc/thread-self/status", true },
    { do_umask_ask, "openat,open", "error=ENOENT", AMBOS_OK, "/proc/thread-self/status", true },
    { do_utimens, "utimensat", "error=EPERM", AMBOS_EPERM, "file", false },
    { do_utimens, "utimensat", "error=EROFS", AMBOS_EROFS, "file", false },
    { do_utimens, "utimensat", "error=EIO", AMBOS_EIO, "file", false },
    { do_utimens, "utimensat", "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_futimens, "utimensat", "error=EPERM", AMBOS_EPERM, "opened", false },
    { do_futimens, "utimensat", "error=EIO", AMBOS_EIO, "opened", false },
    { do_futimens, "utimensat", "error=EINTR:when=1", AMBOS_OK, "opened", false },
    { do_space, "?statfs,?statfs64", "error=EIO", AMBOS_EIO, "file", false },
    { do_space, "?statfs,?statfs64", "error=EOVERFLOW", AMBOS_EOVERFLOW, "file", false },
    { do_space, "?statfs,?statfs64", "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_link, LINK, "error=EMLINK", AMBOS_EMLINK, "file", false },
    { do_link, LINK, "error=EPERM", AMBOS_EPERM, "file", false },
    { do_link, LINK, "error=ENOSPC", AMBOS_ENOSPC, "file", false },
    { do_link, LINK, "error=EDQUOT", AMBOS_EDQUOT, "file", false },
    { do_link, LINK, "error=EROFS", AMBOS_EROFS, "file", false },
    { do_link, LINK, "error=EOPNOTSUPP", AMBOS_ENOTSUP, "file", false },
    { do_link, LINK, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_symlink, SYMLINK, "error=ENOSPC", AMBOS_ENOSPC, "new", false },
    { do_symlink, SYMLINK, "error=EPERM", AMBOS_EPERM, "new", false },
    { do_symlink, SYMLINK, "error=EDQUOT", AMBOS_EDQUOT, "new", false },
    { do_symlink, SYMLINK, "error=EINTR:when=1", AMBOS_OK, "new", false },
    { do_readlink, READLINK, "error=EIO", AMBOS_EIO, "link", false },
    { do_readlink, READLINK, "error=EACCES", AMBOS_EACCES, "link", false },
    { do_readlink, READLINK, "error=EINTR:when=1", AMBOS_OK, "link", false },
    { do_unlink, UNLINK, "error=EPERM", AMBOS_EPERM, "file", false },
    { do_unlink, UNLINK, "error=EBUSY", AMBOS_EBUSY, "file", false },
    { do_unlink, UNLINK, "error=EIO", AMBOS_EIO, "file", false },
    { do_unlink, UNLINK, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_rename, RENAME, "error=EXDEV", AMBOS_EXDEV, "file", false },
    { do_rename, RENAME, "error=EBUSY", AMBOS_EBUSY, "file", false },
    { do_rename, RENAME, "error=ENOSPC", AMBOS_ENOSPC, "file", false },
    { do_rename, RENAME, "error=EINTR:when=1", AMBOS_OK, "file", false },
    { do_realpath, READLINK, "error=EIO", AMBOS_EIO, "link", false },
    { do_realpath, READLINK, "error=EACCES", AMBOS_EACCES, "link", false },
    { do_realpath, READLINK, "error=ELOOP", AMBOS_ELOOP, "link", false },
    { do_realpath, READLINK, "error=EINTR:when=1", AMBOS_OK, "link", false },
    { do_realpath_directory, STAT, "error=EACCES", AMBOS_EACCES, "dir/", false },
    { do_realpath_directory, STAT, "error=EINTR:when=1", AMBOS_OK, "dir/", false },
    { do_listdir, OPEN, "error=EMFILE", AMBOS_EMFILE, "dir", false },
    { do_listdir, OPEN, "error=EINTR:when=1", AMBOS_OK, "dir", false },
    { do_listdir, LIST, "error=EIO", AMBOS_EIO, "dir", false },
    { do_listdir, LIST, "error=EIO:when=2", AMBOS_EIO, "dir", false },
    { do_listdir, LIST, "error=EINTR:when=1", AMBOS_OK, "dir", false },
    { do_glob, OPEN, "error=EACCES", AMBOS_EACCES, "dir/", false },
    { do_glob, OPEN, "error=EMFILE", AMBOS_EMFILE, "dir/", false },
    { do_glob, OPEN, "error=EINTR:when=1", AMBOS_OK, "dir/", false },
    { do_glob, OPEN, "error=EACCES:when=2", AMBOS_EACCES, "dir/", false },
    { do_glob, LIST, "error=EIO", AMBOS_EIO, "dir/", false },
    { do_glob, LIST, "error=EIO:when=2", AMBOS_EIO, "dir/", false },
    { do_glob, LIST, "error=EINTR:when=1", AMBOS_OK, "dir/", false },
    { do_make_path, MKDIR, "error=EDQUOT", AMBOS_EDQUOT, NULL, false },
    { do_make_path, MKDIR, "error=EROFS", AMBOS_EROFS, NULL, false },
    { do_make_path, MKDIR, "error=ENOSPC:when=2", AMBOS_ENOSPC, NULL, false },
    { do_make_path, MKDIR, "error=ENOSPC:when=4", AMBOS_ENOSPC, NULL, false },
    { do_make_path, MKDIR, "error=EINTR:when=1+2", AMBOS_OK, NULL, false },
    { do_absolute, "getcwd", "error=ENOENT", AMBOS_ENOENT, NULL, false },
    { do_absolute, "getcwd", "error=EACCES", AMBOS_EACCES, NULL, false },
    { do_absolute, "getcwd", "error=ERANGE:when=1", AMBOS_OK, NULL, false },
};

enum { STATX_ROW = 0 };

static void fail_here(const struct fault *fault)
{
    ambos_failure last;

    open_file();
    CHECK_CODE(fault->run(), fault->expected);
    ambos_last_failure(&last);
    CHECK_CODE(last.code, fault->expected);
    CHECK(!fault->expected || (last.domain == AMBOS_DOMAIN_ERRNO && last.native != 0 && last.step > AMBOS_STEP_MEMORY));
    CHECK_OK(ambos_file_close(opened));
}

/* Did something fail? */
static bool fail_under_strace(size_t row, const char *name)
{
    const struct fault *const fault = &faults[row];
    const char *only = fault->only && fault->only[0] != '/' ? test_path(fault->only) : fault->only;
    char inject[200], trace[200], number[20];
    const char *argv[20] = { "strace", "-qq", "-o", test_path("log"), "-e", trace, "-e", inject };
    size_t count = 8;

    make_files();
    snprintf(trace, sizeof trace, "trace=%s", fault->calls);
    snprintf(inject, sizeof inject, "inject=%s:%s", fault->calls, fault->fault);
    snprintf(number, sizeof number, "%zu", row);
    if (only) {
        argv[count++] = "-P";
        argv[count++] = only;
    }
    argv[count++] = test_self();
    argv[count] = name;
    if (run_strace(argv, number) != 0)
        FAIL("row %zu: %s %s", row, fault->calls, fault->fault);
    return strstr(test_read_file(test_path("log"), NULL), "INJECTED") != NULL;
}

TEST(failures_of_system_calls_are_told)
{
    const char *row = getenv(ROW);
    bool plain;

    if (row) {
        fail_here(&faults[strtoul(row, NULL, 10)]);
        return;
    }
    need_strace();
    plain = !fail_under_strace(STATX_ROW, "failures_of_system_calls_are_told");
    for (size_t i = 0; i < COUNT(faults); i++) {
        if (plain && faults[i].optional)
            continue;
        if (!fail_under_strace(i, "failures_of_system_calls_are_told"))
            FAIL("row %zu: %s %s: nothing failed", i, faults[i].calls, faults[i].fault);
    }
}

/* ---- how many calls ---- */

static ambos_error do_stat_missing(void)
{
    ambos_file_info info;

    return ambos_stat(place("missing"), &info) == AMBOS_ENOENT ? AMBOS_OK : AMBOS_EINVAL;
}

static const struct cost {
    const char *name;
    ambos_error (*run)(void);
    int most;
} costs[] = {
    { "stat", do_stat, 1 },
    { "lstat", do_lstat, 1 },
    { "stat of what is missing", do_stat_missing, 1 },
    { "fstat", do_fstat, 1 },
    { "chmod", do_chmod, 1 },
    { "fchmod", do_fchmod, 1 },
    { "chown", do_chown, 1 },
    { "access", do_access, 1 },
    { "umask", do_umask, 1 },
    { "utimens", do_utimens, 1 },
    { "futimens", do_futimens, 1 },
    { "space", do_space, 1 },
    { "readlink", do_readlink, 1 },
    { "link", do_link, 2 }, /* where root could link directories the type is asked first */
    { "rename", do_rename, 1 },
    { "symlink", do_symlink, 1 },
};

/* A call that nothing else makes, to be seen in the trace. */
static void mark(const char *name)
{
    char path[100];

    snprintf(path, sizeof path, "/ambos-mark/%s", name);
    CHECK(access(path, F_OK) == -1);
}

static void spend_here(void)
{
    size_t i;

    /* The first use of memory is none of theirs. */
    CHECK_OK(do_readlink());
    for (i = 0; i < COUNT(costs); i++) {
        open_file();
        mark(costs[i].name);
        CHECK_OK(costs[i].run());
        mark("end");
        CHECK_OK(ambos_file_close(opened));
        if (costs[i].run == do_rename)
            CHECK_INT(rename(place("new"), place("file")), 0);
        if (costs[i].run == do_link)
            CHECK_INT(unlink(place("new")), 0);
    }
}

/* The sanitizers' own. */
static bool is_memory(const char *line)
{
    static const char *const names[] = { "mmap(", "munmap(", "madvise(", "mprotect(", "brk(" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (strncmp(line, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

/* Lines of the trace between the two marks. */
static int calls_between(const char *log, const char *name)
{
    char begin[100];
    const char *line, *end, *next;
    int calls = 0;

    snprintf(begin, sizeof begin, "/ambos-mark/%s\"", name);
    line = strstr(log, begin);
    end = line ? strstr(line, "/ambos-mark/end\"") : NULL;
    if (!end)
        FAIL("%s: the trace has not both marks", name);
    for (line = strchr(line, '\n') + 1; (next = strchr(line, '\n')) < end; line = next + 1)
        calls += !is_memory(line);
    return calls;
}

TEST(each_costs_one_system_call)
{
    const char *log = test_path("log"), *text;
    const char *argv[] = { "strace", "-qq", "-s", "200", "-o", log, test_self(),
                     "each_costs_one_system_call", NULL };

    if (getenv(ROW)) {
        spend_here();
        return;
    }
    need_strace();
    make_files();
    CHECK_INT(run_strace(argv, "0"), 0);
    text = test_read_file(log, NULL);
    for (size_t i = 0; i < COUNT(costs); i++) {
        const int calls = calls_between(text, costs[i].name);

        if (calls < 1 || calls > costs[i].most)
            FAIL("%s: %d calls, not %d", costs[i].name, calls, costs[i].most);
    }
}

/* Asking must not touch what other threads use: where there is a file that tells, it is never set. */
TEST(asking_for_the_umask_does_not_set_it)
{
    const char *log = test_path("log");
    const char *argv[] = { "strace", "-qq", "-s", "200", "-o", log, test_self(),
                     "asking_for_the_umask_does_not_set_it", NULL };
    const char *begin, *end, *text;

    if (getenv(ROW)) {
        mark("ask");
        CHECK_OK(ambos_umask(AMBOS_SAME_UMASK, NULL));
        mark("end");
        return;
    }
    need_strace();
    CHECK_INT(run_strace(argv, "0"), 0);
    text = test_read_file(log, NULL);
    begin = strstr(text, "/ambos-mark/ask\"");
    end = begin ? strstr(begin, "/ambos-mark/end\"") : NULL;
    CHECK(end != NULL);
    CHECK_INT(calls_between(text, "ask") == 2, strstr(begin, "umask(") != NULL && strstr(begin, "umask(") < end);
    CHECK(calls_between(text, "ask") <= 4);
}
