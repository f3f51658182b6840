/* SPDX-License-Identifier: MIT */
/* Whole-file writes that are killed at every system call, and whose every system call fails in turn. */
#if defined(__linux__)
#define _GNU_SOURCE 1
#endif
#define _XOPEN_SOURCE 700
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/xattr.h>
#endif

#include "ambos/ambos.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define ROW "AMBOS_REPLACE_ROW"
#define DIRECTORY "AMBOS_REPLACE_DIR"

enum { SIZE = 20000, ALIEN = 65534 };
static char old_contents[SIZE], new_contents[SIZE];

static void fill_contents(void)
{
    memset(old_contents, 'o', sizeof old_contents);
    memset(new_contents, 'n', sizeof new_contents);
}

/* ---- the ways to write that are looked at ---- */

static const char *place(const char *name)
{
    static char paths[4][4096];
    static unsigned next;
    const char *dir = getenv(DIRECTORY);
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", dir ? dir : test_dir(), name);
    return path;
}

static ambos_error write_with(uint32_t flags)
{
    const ambos_write_options options = { .flags = flags };

    return ambos_write_file(place("file"), new_contents, SIZE, &options);
}

static ambos_error write_plain(void)
{
    return write_with(0);
}

static ambos_error write_durable(void)
{
    return write_with(AMBOS_WRITE_DURABLE);
}

static ambos_error write_create_only(void)
{
    return write_with(AMBOS_WRITE_CREATE_ONLY | AMBOS_WRITE_DURABLE);
}

static ambos_error write_nofollow(void)
{
    return write_with(AMBOS_NOFOLLOW);
}

static ambos_error write_mode(void)
{
    const ambos_write_options options = { .flags = AMBOS_WRITE_DURABLE, .mode = 0640 };

    return ambos_write_file(place("file"), new_contents, SIZE, &options);
}

/* What everybody writes first. */
static ambos_error write_in_place(void)
{
    const int fd = open(place("file"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const bool done = fd >= 0 && write(fd, new_contents, SIZE / 2) == SIZE / 2 &&
                      write(fd, new_contents + SIZE / 2, SIZE / 2) == SIZE / 2;

    close(fd);
    return done ? AMBOS_OK : AMBOS_EIO;
}

enum old { NONE, PLAIN, LINK, ALIENS };

static const struct way {
    const char *name;
    ambos_error (*write)(void);
    enum old old;
    int most; /* system calls on Linux; musl copies a descriptor in two, which a file without a name needs */
} ways[] = {
    { "a durable replacement", write_durable, PLAIN, 14 },
    { "a replacement", write_plain, PLAIN, 12 },
    { "a new file", write_plain, NONE, 11 },
    { "a new file, durably", write_durable, NONE, 13 },
    { "a new file that must be new", write_create_only, NONE, 13 },
    { "a replacement through a link", write_durable, LINK, 19 },
    { "a replacement of a link", write_nofollow, LINK, 14 },
    { "a replacement of another's file", write_durable, ALIENS, 15 },
    { "a new mode", write_mode, PLAIN, 13 },
    { "a new file with a mode", write_mode, NONE, 15 },
};

/* The file behind the link is in a directory of its own, and beside it nothing may be left either. */
static void set_up(enum old old)
{
    mkdir(place("there"), 0777);
    unlink(place("file"));
    unlink(place("there/target"));
    if (old == PLAIN || old == ALIENS)
        test_write_file(place("file"), old_contents, SIZE);
    if (old == ALIENS && chown(place("file"), ALIEN, ALIEN) != 0)
        SKIP("no files of others can be made");
    if (old == LINK) {
        test_write_file(place("there/target"), old_contents, SIZE);
        CHECK_INT(symlink("there/target", place("file")), 0);
    }
}

/* ---- what was left ---- */

enum contents { MISSING, OLD, NEW, BROKEN };

static enum contents contents_of(const char *name)
{
    static char data[SIZE + 1];
    const int fd = open(place(name), O_RDONLY);
    ssize_t size;

    if (fd < 0)
        return errno == ENOENT ? MISSING : BROKEN;
    size = read(fd, data, sizeof data);
    close(fd);
    if (size == SIZE && memcmp(data, old_contents, SIZE) == 0)
        return OLD;
    return size == SIZE && memcmp(data, new_contents, SIZE) == 0 ? NEW : BROKEN;
}

/* Is it as it was or as it shall be? */
static bool is_sound(const struct way *way)
{
    const enum contents contents = contents_of("file");
    const enum contents there = contents_of("there/target");

    if (way->old == LINK && there != OLD && there != NEW)
        return false;
    return contents == NEW || contents == (way->old == NONE ? MISSING : OLD);
}

static bool is_documented(const char *name)
{
    return strncmp(name, ".ambos-", 7) == 0 && strlen(name) == 7 + 24 &&
           strspn(name + 7, "abcdefghijklmnopqrstuvwxyz234567") == 24;
}

/* How many files are there that should not be; they are removed. False: one bears an unknown name. */
static bool clear_leftovers(const char *dir, int *count)
{
    DIR *listing = opendir(dir);
    const struct dirent *entry;
    bool documented = true;

    CHECK(listing != NULL);
    while ((entry = readdir(listing)) != NULL) {
        static const char *const expected[] = { ".", "..", "file", "there", "target", "log", "result" };
        size_t i = 0;

        while (i < COUNT(expected) && strcmp(entry->d_name, expected[i]) != 0)
            i++;
        if (i < COUNT(expected))
            continue;
        *count += 1;
        documented = documented && is_documented(entry->d_name);
        CHECK_INT(unlinkat(dirfd(listing), entry->d_name, 0), 0);
    }
    closedir(listing);
    return documented;
}

static bool clear_all_leftovers(int *count)
{
    const bool documented = clear_leftovers(place("there"), count);

    return clear_leftovers(place("."), count) && documented;
}

/* ---- killed at every system call ---- */

#if defined(__linux__)

/* A child that stops before it writes. */
static pid_t start_traced(const struct way *way)
{
    const pid_t pid = fork();
    int status;

    CHECK(pid >= 0);
    if (pid == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(99);
        raise(SIGSTOP);
        _exit(way->write() == AMBOS_OK ? 0 : 1);
    }
    CHECK_INT(waitpid(pid, &status, 0), pid);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 99)
        SKIP("no process may be traced here");
    CHECK(WIFSTOPPED(status));
    return pid;
}

/* Kills it at its n-th stop, each system call having one before and one after. False: it had ended before. */
static bool kill_at(pid_t pid, int stop)
{
    int status = 0;

    for (int i = 0; i < stop; i++) {
        CHECK_INT(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        if (!WIFSTOPPED(status)) {
            CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
            return false;
        }
    }
    CHECK_INT(kill(pid, SIGKILL), 0);
    while (waitpid(pid, &status, 0) == pid && !WIFSIGNALED(status))
        continue;
    return true;
}

/* How often it was neither old nor new. */
static int kill_everywhere(const struct way *way)
{
    int violations = 0, leftovers = 0, stop = 1;

    for (;; stop++) {
        bool killed;

        set_up(way->old);
        killed = kill_at(start_traced(way), stop);
        if (!is_sound(way))
            violations++;
        if (!clear_all_leftovers(&leftovers))
            FAIL("%s, killed at stop %d: a leftover with a name that is not documented", way->name, stop);
        if (!killed)
            break;
    }
    CHECK(contents_of("file") == NEW);
    printf("%s: killed at %d stops, %d violations, %d leftovers\n", way->name, stop - 1, violations, leftovers);
    CHECK(stop > 6);
    return violations;
}

/* 122 */
TEST(a_writer_may_be_killed_at_every_system_call)
{
    static const struct way control = { "the control, in place", write_in_place, PLAIN, 0 };

    fill_contents();
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (ways[i].old == ALIENS && geteuid() != 0)
            continue;
        CHECK_INT(kill_everywhere(&ways[i]), 0);
    }
    CHECK(kill_everywhere(&control) > 0);
}

/* Nothing of a new file is seen before it is whole, where files without a name can be made. */
TEST(a_killed_writer_of_a_new_file_leaves_nothing)
{
    int leftovers = 0, fd = open(test_dir(), O_TMPFILE | O_RDWR, 0600);

    if (fd < 0 || access("/proc/self/fd", F_OK) != 0)
        SKIP("no files without a name here");
    close(fd);
#if defined(AMBOS_PORTABLE)
    SKIP("not by the portable ways");
#endif
    fill_contents();
    for (int stop = 1;; stop++) {
        set_up(NONE);
        if (!kill_at(start_traced(&ways[2]), stop))
            break;
        (void)clear_all_leftovers(&leftovers);
    }
    CHECK_INT(leftovers, 0);
}

#if defined(__x86_64__) && !defined(__ILP32__)

/* Every write moves three bytes, or five, truly. */
static void shorten_writes(pid_t pid)
{
    bool entering = true;
    int status = 0;

    for (;; entering = !entering) {
        struct user_regs_struct registers;

        CHECK_INT(ptrace(PTRACE_SYSCALL, pid, NULL, NULL), 0);
        CHECK_INT(waitpid(pid, &status, 0), pid);
        if (!WIFSTOPPED(status))
            break;
        CHECK_INT(ptrace(PTRACE_GETREGS, pid, NULL, &registers), 0);
        if (!entering || registers.orig_rax != 1 || registers.rdx < 5000)
            continue;
        registers.rdx = 4999;
        CHECK_INT(ptrace(PTRACE_SETREGS, pid, NULL, &registers), 0);
    }
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(short_writes_are_gone_on_with)
{
    fill_contents();
    for (size_t i = 0; i < 3; i++) {
        set_up(ways[i].old);
        shorten_writes(start_traced(&ways[i]));
        CHECK(contents_of("file") == NEW);
    }
}

#endif
#endif

/* ---- under strace ---- */

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

/* Calls that nothing else makes, to be seen in the trace. */
static void mark(const char *name)
{
    char path[100];

    snprintf(path, sizeof path, "/ambos-mark/%s", name);
    CHECK(access(path, F_OK) == -1);
}

/* Writes between two marks, and what came of it into a file. */
static void write_under_strace(const struct way *way)
{
    ambos_failure failure;
    ambos_error error;
    char text[100];

    mark("begin");
    error = way->write();
    mark("end");
    ambos_last_failure(&failure);
    CHECK(!error || failure.code == error);
    snprintf(text, sizeof text, "%s %u", ambos_error_name(error), (unsigned)failure.step);
    test_write_file(place("result"), text, strlen(text));
}

enum { CALLS_MOST = 40 };

/* One system call of a trace. */
struct call {
    char name[24];
    char line[300];
    int ordinal; /* which of its name in all of the process */
};

struct trace {
    struct call calls[CALLS_MOST];
    int count;
};

static int count_before(const char *log, const char *end, const char *name)
{
    const size_t length = strlen(name);
    int count = 0;

    for (; log < end; log = strchr(log, '\n') + 1)
        if (strncmp(log, name, length) == 0 && log[length] == '(')
            count++;
    return count;
}

static void take_call(struct trace *trace, const char *log, const char *line)
{
    struct call *call = &trace->calls[trace->count++];
    const size_t length = strcspn(line, "\n"), name = strcspn(line, "(");

    CHECK(trace->count <= CALLS_MOST && name < sizeof call->name);
    snprintf(call->name, sizeof call->name, "%.*s", (int)name, line);
    snprintf(call->line, sizeof call->line, "%.*s", (int)(length < 290 ? length : 290), line);
    call->ordinal = count_before(log, line, call->name) + 1;
}

/* What is between the marks. */
static void read_trace(struct trace *trace)
{
    const char *log = test_read_file(test_path("log"), NULL);
    const char *line = strstr(log, "/ambos-mark/begin"), *end = line ? strstr(line, "/ambos-mark/end") : NULL;

    CHECK(line != NULL && end != NULL);
    trace->count = 0;
    for (line = strchr(line, '\n') + 1; strchr(line, '\n') < end; line = strchr(line, '\n') + 1)
        take_call(trace, log, line);
}

/* inject NULL: nothing fails. Memory is not looked at: a sanitizer asks for it when it likes. */
static void write_traced(size_t row, const char *test, const char *inject)
{
    char number[20], argument[120];
    const char *argv[16] = { "strace", "-qq", "-s", "8", "-o", test_path("log") };
    size_t count = 6;

    if (inject) {
        snprintf(argument, sizeof argument, "inject=%s", inject);
        argv[count++] = "-e";
        argv[count++] = argument;
    }
    argv[count++] = test_self();
    argv[count++] = test;
    argv[count] = NULL;
    snprintf(number, sizeof number, "%zu", row);
    set_up(ways[row].old);
    if (run_strace(argv, number) != 0)
        FAIL("%s: %s", ways[row].name, inject ? inject : "nothing injected");
}

/* True in the process that strace runs, which then has done its part. */
static bool is_traced_half(void)
{
    const char *row = getenv(ROW);

    fill_contents();
    if (!row || !*row)
        return false;
    write_under_strace(&ways[strtoul(row, NULL, 10)]);
    return true;
}

static bool is_memory(const char *name)
{
    static const char *const names[] = { "brk", "mmap", "munmap", "madvise", "mprotect", "mremap", "futex", "rt_sigprocmask" };
    size_t i = 0;

    while (i < COUNT(names) && strcmp(names[i], name) != 0)
        i++;
    return i < COUNT(names);
}

/* ---- every call fails in turn ---- */

static const struct fault {
    const char *native;
    ambos_error error;
} faults[] = { { "EIO", AMBOS_EIO },     { "ENOSPC", AMBOS_ENOSPC }, { "EMFILE", AMBOS_EMFILE },
               { "EXDEV", AMBOS_EXDEV }, { "EINTR", AMBOS_OK },      { "EACCES", AMBOS_EACCES } };

/* Flushing the directory is the one call after which the new file is in its place already. */
static bool is_directory_flush(const struct trace *trace, int index)
{
    int last = -1;

    for (int i = 0; i < trace->count; i++)
        if (strcmp(trace->calls[i].name, "fsync") == 0)
            last = i;
    return index == last && index > 0;
}

/* The next call of that name from `from` on, or -1. */
static int find_call(const struct trace *trace, int from, const char *name)
{
    for (int i = from; i < trace->count; i++)
        if (strncmp(trace->calls[i].name, name, strlen(name)) == 0)
            return i;
    return -1;
}

/* The last close before the file has its name: it may tell what was not written. */
static int find_telling_close(const struct trace *trace)
{
    const int link = find_call(trace, 0, "linkat");
    int last = link >= 0 ? link : find_call(trace, 0, "rename");

    while (last >= 0 && strcmp(trace->calls[last].name, "close") != 0)
        last--;
    return last;
}

/* One without which there is no whole file, and that nothing else can stand in for. */
static bool is_essential(const struct trace *trace, int index)
{
    static const char *const names[] = { "write", "fsync", "fchmod", "linkat", "rename" };

    for (size_t i = 0; i < COUNT(names); i++)
        if (strncmp(trace->calls[index].name, names[i], strlen(names[i])) == 0)
            return true;
    return index == find_telling_close(trace);
}

/* The thread sanitizer makes calls of its own, now more and now fewer. */
#if defined(__SANITIZE_THREAD__)
enum { RUNTIME_CALLS = 1 };
#else
enum { RUNTIME_CALLS = 0 };
#endif

static void check_outcome(const struct way *way, const struct trace *trace, int index, const struct fault *fault)
{
    const struct call *call = &trace->calls[index];
    const bool may_be_new = is_directory_flush(trace, index);
    const char *result = test_read_file(test_path("result"), NULL);
    const size_t length = strcspn(result, " ");
    const bool done = strncmp(result, "OK", length) == 0;
    const enum contents contents = contents_of("file");
    int leftovers = 0;

    (void)clear_all_leftovers(&leftovers);
    if (!is_sound(way) || leftovers > 0)
        FAIL("%s, %s of %s: contents %d, %d left over", way->name, fault->native, call->line, (int)contents, leftovers);
    if (done != (contents == NEW) && !may_be_new)
        FAIL("%s, %s of %s: %s, but contents %d", way->name, fault->native, call->line, result, (int)contents);
    if (!done && strncmp(result, ambos_error_name(fault->error), length) != 0)
        FAIL("%s, %s of %s: %s", way->name, fault->native, call->line, result);
    if (done && fault->error && is_essential(trace, index))
        FAIL("%s, %s of %s: nobody was told", way->name, fault->native, call->line);
    if (!RUNTIME_CALLS && !strstr(test_read_file(test_path("log"), NULL), "INJECTED"))
        FAIL("%s, %s of %s: nothing was injected", way->name, fault->native, call->line);
}

static void fail_every_call(size_t row, const char *test)
{
    const struct way *way = &ways[row];
    static struct trace trace;
    int failures = 0;

    need_strace();
    write_traced(row, test, NULL);
    CHECK(contents_of("file") == NEW);
    read_trace(&trace);
    for (int i = 0; i < trace.count; i++) {
        for (size_t k = 0; k < COUNT(faults) && !is_memory(trace.calls[i].name); k++) {
            char inject[80];

            snprintf(inject, sizeof inject, "%s:error=%s:when=%d", trace.calls[i].name, faults[k].native,
                     trace.calls[i].ordinal);
            write_traced(row, test, inject);
            check_outcome(way, &trace, i, &faults[k]);
            failures++;
        }
    }
    printf("%s: %d calls, %d failures\n", way->name, trace.count, failures);
    CHECK(failures > 20 && find_telling_close(&trace) > find_call(&trace, 0, "write"));
}

TEST(every_call_of_a_durable_replacement_may_fail)
{
    if (!is_traced_half())
        fail_every_call(0, "every_call_of_a_durable_replacement_may_fail");
}

TEST(every_call_of_a_new_file_may_fail)
{
    if (!is_traced_half())
        fail_every_call(4, "every_call_of_a_new_file_may_fail");
}

TEST(every_call_of_a_replacement_through_a_link_may_fail)
{
    if (!is_traced_half())
        fail_every_call(5, "every_call_of_a_replacement_through_a_link_may_fail");
}

TEST(every_call_of_a_replacement_of_a_link_may_fail)
{
    if (!is_traced_half())
        fail_every_call(6, "every_call_of_a_replacement_of_a_link_may_fail");
}

/* ---- their order, and how many ---- */

static int result_of(const struct call *call)
{
    const char *sign = strrchr(call->line, '=');

    return sign ? (int)strtol(sign + 1, NULL, 10) : -1;
}

static int first_argument(const struct call *call)
{
    return (int)strtol(strchr(call->line, '(') + 1, NULL, 10);
}

/* 126 */
TEST(what_is_written_is_on_the_device_before_its_name)
{
    static struct trace trace;
    int directory, opened, written, flushed, renamed, settled;

    if (is_traced_half())
        return;
    need_strace();
    write_traced(0, "what_is_written_is_on_the_device_before_its_name", NULL);
    read_trace(&trace);
    directory = find_call(&trace, 0, "openat");
    opened = find_call(&trace, directory + 1, "openat");
    written = find_call(&trace, opened, "write");
    flushed = find_call(&trace, 0, "fsync");
    renamed = find_call(&trace, 0, "rename");
    settled = find_call(&trace, flushed + 1, "fsync");
    CHECK(directory >= 0 && directory < opened && opened < written && written < flushed && flushed < renamed &&
          renamed < settled);
    CHECK_INT(find_call(&trace, written + 1, "write"), -1);
    CHECK_INT(find_call(&trace, flushed, "fchmod"), -1);
    CHECK_INT(first_argument(&trace.calls[written]), result_of(&trace.calls[opened]));
    CHECK_INT(first_argument(&trace.calls[flushed]), result_of(&trace.calls[opened]));
    CHECK_INT(first_argument(&trace.calls[settled]), result_of(&trace.calls[directory]));
}

TEST(so_many_system_calls_and_no_more)
{
    static struct trace trace;
    bool over = false;

    if (is_traced_half())
        return;
#if defined(AMBOS_PORTABLE)
    SKIP("not by the portable ways");
#endif
    need_strace();
    for (size_t row = 0; row < COUNT(ways); row++) {
        int count = 0;

        if (ways[row].old == ALIENS && geteuid() != 0)
            continue;
        write_traced(row, "so_many_system_calls_and_no_more", NULL);
        read_trace(&trace);
        for (int i = 0; i < trace.count; i++)
            count += TEST_SANITIZED && is_memory(trace.calls[i].name) ? 0 : 1;
        printf("%-32s %2d of %2d\n", ways[row].name, count, ways[row].most);
        over = over || count > ways[row].most;
    }
    CHECK(!over);
}

/* ---- more than a machine may hold ---- */

#if defined(__linux__) && UINTPTR_MAX > UINT32_MAX

/* Memory of which each part is the same few mebibytes: what was written last is there. */
enum { PART = 1 << 26 };

static void *AMBOS_CALL map_parts(void *context, size_t size)
{
    const int fd = *(const int *)context;
    char *block;

    if (size < PART)
        return malloc(size);
    block = mmap(NULL, size + PART, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED)
        return NULL;
    for (size_t at = 0; at < size; at += PART)
        if (mmap(block + at, PART, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
            return NULL;
    return block;
}

static void *AMBOS_CALL resize_nothing(void *context, void *block, size_t size)
{
    (void)context;
    (void)block;
    (void)size;
    return NULL;
}

static void AMBOS_CALL release_nothing(void *context, void *block)
{
    (void)context;
    (void)block;
}

TEST(more_than_four_gigabytes_are_read)
{
    const uint64_t size = (UINT64_C(4) << 30) + 1000003;
    static int fd;
    char path[40];
    int large;
    const ambos_allocator allocator = { map_parts, resize_nothing, release_nothing, &fd };
    char *data;
    size_t got;

    if (TEST_SANITIZED)
        SKIP("what watches memory takes several times as much");
    fd = memfd_create("parts", 0);
    CHECK(fd >= 0 && ftruncate(fd, PART) == 0);
    /* In memory as well, where what was never written takes none. */
    large = memfd_create("large", 0);
    CHECK(large >= 0 && pwrite(large, "end", 3, (off_t)size - 3) == 3);
    snprintf(path, sizeof path, "/proc/self/fd/%d", large);
    CHECK_OK(ambos_set_allocator(&allocator));
    CHECK_OK(ambos_read_file(path, 0, &data, &got));
    CHECK_U64(got, size);
    CHECK(memcmp(data + got - 4, "\0end", 5) == 0);
}

#endif

/* ---- owners and access lists ---- */

TEST(the_owner_is_kept)
{
    struct stat info;

    fill_contents();
    if (geteuid() != 0)
        SKIP("no files of others can be made");
    set_up(ALIENS);
    CHECK_INT(chmod(place("file"), 06755), 0);
    CHECK_OK(write_plain());
    CHECK_INT(stat(place("file"), &info), 0);
    CHECK_U64(info.st_uid, ALIEN);
    CHECK_U64(info.st_gid, ALIEN);
    CHECK_U64(info.st_mode & 07777, 06755);
}

/* What another's group could do, ours shall not. */
TEST(an_owner_that_cannot_be_kept_gives_nobody_more)
{
    struct stat info;
    int status;
    pid_t pid;

    fill_contents();
    if (geteuid() != 0)
        SKIP("no files of others can be made");
    set_up(PLAIN);
    CHECK_INT(chown(place("file"), 1, 1), 0);
    CHECK_INT(chmod(place("file"), 06764), 0);
    CHECK_INT(chmod(test_dir(), 0777), 0);
    pid = fork();
    CHECK(pid >= 0);
    if (pid == 0)
        _exit(!test_drop_root() ? 2 : write_plain() ? 1 : 0);
    CHECK_INT(waitpid(pid, &status, 0), pid);
    CHECK(WIFEXITED(status));
    if (WEXITSTATUS(status) == 2)
        SKIP("root cannot be dropped");
    CHECK_INT(WEXITSTATUS(status), 0);
    CHECK_INT(stat(place("file"), &info), 0);
    CHECK(info.st_uid != 1 && info.st_gid != 1);
    CHECK_U64(info.st_mode & 07777, 0744);
    CHECK(contents_of("file") == NEW);
}

/* In a place like /tmp somebody may wait for us to write through his link. */
TEST(links_of_others_in_shared_places_are_not_followed)
{
    const ambos_write_options nofollow = { .flags = AMBOS_NOFOLLOW };

    fill_contents();
    if (geteuid() != 0)
        SKIP("no files of others can be made");
    set_up(LINK);
    CHECK_INT(mkdir(place("shared"), 0777), 0);
    CHECK_INT(chmod(place("shared"), 01777), 0);
    CHECK_INT(symlink("../there/target", place("shared/link")), 0);
    CHECK_INT(lchown(place("shared/link"), ALIEN, ALIEN), 0);
    CHECK_ERR(ambos_write_file(place("shared/link"), "x", 1, NULL), AMBOS_EACCES);
    CHECK(contents_of("there/target") == OLD);
    CHECK_INT(chown(place("shared"), ALIEN, ALIEN), 0);
    CHECK_OK(ambos_write_file(place("shared/link"), new_contents, SIZE, NULL));
    CHECK(contents_of("there/target") == NEW);
    CHECK_INT(chown(place("shared"), 0, 0), 0);
    CHECK_INT(chmod(place("shared"), 0777), 0);
    CHECK_OK(ambos_write_file(place("shared/link"), old_contents, SIZE, NULL));
    CHECK(contents_of("there/target") == OLD);
    CHECK_INT(chmod(place("shared"), 01777), 0);
    CHECK_OK(ambos_write_file(place("shared/link"), new_contents, SIZE, &nofollow));
    CHECK(contents_of("there/target") == OLD && contents_of("shared/link") == NEW);
}

#if defined(__linux__)

/* user::rw- user:1:rw- group::r-- mask::rw- other::--- as the kernel has it. */
static const unsigned char access_list[] = {
    2, 0, 0, 0, 1, 0, 6, 0, 0xff, 0xff, 0xff, 0xff, 2, 0, 6, 0, 1, 0, 0, 0, 4, 0, 4, 0, 0xff, 0xff, 0xff, 0xff,
    0x10, 0, 6, 0, 0xff, 0xff, 0xff, 0xff, 0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
};

#define ACCESS "system.posix_acl_access"
#define DEFAULT "system.posix_acl_default"

TEST(the_access_list_is_kept)
{
    char list[200];
    ssize_t size;

#if defined(AMBOS_PORTABLE)
    SKIP("not by the portable ways");
#endif
    fill_contents();
    set_up(PLAIN);
    if (setxattr(place("file"), ACCESS, access_list, sizeof access_list, 0) != 0)
        SKIP("no access lists here");
    CHECK_OK(write_durable());
    size = getxattr(place("file"), ACCESS, list, sizeof list);
    CHECK(size > 0);
    CHECK_MEM(list, (size_t)size, access_list, sizeof access_list);
    CHECK(contents_of("file") == NEW);
    CHECK_OK(write_mode());
    CHECK_INT(getxattr(place("file"), ACCESS, list, sizeof list), -1);
    CHECK_U64(test_mode(place("file")), 0640);
}

/* What a directory hands down is for new files. */
TEST(an_access_list_is_not_handed_down_to_an_old_file)
{
    char list[200];

#if defined(AMBOS_PORTABLE)
    SKIP("not by the portable ways");
#endif
    fill_contents();
    set_up(PLAIN);
    CHECK_INT(chmod(place("file"), 0664), 0);
    if (setxattr(test_dir(), DEFAULT, access_list, sizeof access_list, 0) != 0)
        SKIP("no access lists here");
    CHECK_OK(write_plain());
    CHECK_INT(getxattr(place("file"), ACCESS, list, sizeof list), -1);
    CHECK_U64(test_mode(place("file")), 0664);
    set_up(NONE);
    CHECK_OK(write_plain());
    CHECK(getxattr(place("file"), ACCESS, list, sizeof list) > 0);
}

#endif
