/* SPDX-License-Identifier: MIT */
/* The test harness: cases, checks, and what a case needs from the system around it.

   TEST(name) at the start of a line is a case; CMake finds it in the source text, and runs each in a process of its
   own. A check that fails ends the case. Nothing here uses ambos but CHECK_OK, CHECK_ERR and CHECK_CODE, which print
   its names. */
#ifndef AMBOS_TESTS_CHECK_H
#define AMBOS_TESTS_CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Begins a case. Names are a-z, 0-9 and _. */
#define TEST(name)               \
    void test_case_##name(void); \
    void test_case_##name(void)

#define CHECK(condition) test_check(__FILE__, __LINE__, #condition, (condition) ? true : false)
#define CHECK_INT(actual, expected) test_check_int(__FILE__, __LINE__, #actual, (int64_t)(actual), (int64_t)(expected))
#define CHECK_U64(actual, expected) \
    test_check_u64(__FILE__, __LINE__, #actual, (uint64_t)(actual), (uint64_t)(expected))
/* Either may be NULL. */
#define CHECK_STR(actual, expected) test_check_str(__FILE__, __LINE__, #actual, (actual), (expected))
/* Two byte strings, each with its length. */
#define CHECK_MEM(actual, actual_size, expected, expected_size) \
    test_check_mem(__FILE__, __LINE__, #actual, (actual), (actual_size), (expected), (expected_size))
/* A call that must succeed; a public call that must fail with this code, and say so in ambos_last_failure(); a code
   that is only a value, as a helper returns it or ambos_error_from_native(). */
#define CHECK_OK(call) test_check_ok(__FILE__, __LINE__, #call, (call))
#define CHECK_ERR(call, expected) test_check_err(__FILE__, __LINE__, #call, (call), (expected))
#define CHECK_CODE(code, expected) test_check_code(__FILE__, __LINE__, #code, (code), (expected))

/* Ends the case as failed; as not run here, with the reason. printf formats. */
#define FAIL(...) test_fail(__FILE__, __LINE__, __VA_ARGS__)
#define SKIP(...) test_skip(__FILE__, __LINE__, __VA_ARGS__)

#if defined(__MINGW32__) && !defined(__clang__)
#define TEST_PRINTF(format, first) __attribute__((__format__(__gnu_printf__, format, first)))
#elif defined(__GNUC__)
#define TEST_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#else
#define TEST_PRINTF(format, first)
#endif
#if defined(_MSC_VER)
#define TEST_NORETURN __declspec(noreturn)
#else
#define TEST_NORETURN __attribute__((__noreturn__))
#endif

void test_check(const char *file, int line, const char *text, bool holds);
void test_check_int(const char *file, int line, const char *text, int64_t actual, int64_t expected);
void test_check_u64(const char *file, int line, const char *text, uint64_t actual, uint64_t expected);
void test_check_str(const char *file, int line, const char *text, const char *actual, const char *expected);
void test_check_mem(const char *file, int line, const char *text, const void *actual, size_t actual_size,
                    const void *expected, size_t expected_size);
void test_check_ok(const char *file, int line, const char *text, int32_t error);
void test_check_err(const char *file, int line, const char *text, int32_t error, int32_t expected);
void test_check_code(const char *file, int line, const char *text, int32_t error, int32_t expected);
TEST_NORETURN void test_fail(const char *file, int line, const char *format, ...) TEST_PRINTF(3, 4);
TEST_NORETURN void test_skip(const char *file, int line, const char *format, ...) TEST_PRINTF(3, 4);

/* The running program itself; started again as `test_self() --child COMMAND ...` it is a child that does what it is
   told: see child.c for the commands. Absolute, UTF-8, in the system's own spelling. */
const char *test_self(void);

/* A directory of this case alone, made at the first call, removed with all that is in it when the case ends. Absolute,
   UTF-8, with forward slashes; its name has a space and a letter outside ASCII in it. */
const char *test_dir(void);
/* test_dir() and `name` joined; lives until the case ends. */
const char *test_path(const char *name);

/* A command of the child half, see child.c; argv[0] is its name, argv[argc] is NULL. Gives the exit code. */
struct test_command {
    const char *name;
    int least; /* how many arguments it must have */
    int most;  /* -1: no limit */
    int (*run)(int argc, char **argv);
};
/* Those of a suite's own: it may define this table, which ends with a NULL name. */
extern const struct test_command test_suite_commands[];
int test_child(int argc, char **argv);

/* Files without ambos; paths are UTF-8, `/` works everywhere. Each fails the case when it does not work. */
void test_write_file(const char *path, const void *data, size_t size);
/* The whole file, with a NUL after it that `size` (may be NULL) does not count; lives until the case ends. */
char *test_read_file(const char *path, size_t *size);
void test_make_dir(const char *path);
void test_remove_file(const char *path);
/* Does the name exist? A link is a name, wherever it leads. */
bool test_exists(const char *path);

/* What the tests run on. */
bool test_is_windows(void);
bool test_is_wine(void);
/* Where a child takes several times as long as elsewhere: fewer of them show the same. */
bool test_is_slow(void);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TEST_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SANITIZED true
#endif
#endif
#if !defined(TEST_SANITIZED)
#define TEST_SANITIZED false
#endif

/* What can be done here, tried when asked. */
enum test_feature {
    TEST_SYMLINKS,       /* a symlink can be made in test_dir(), and is there afterwards */
    TEST_CASE_SENSITIVE, /* test_dir() tells `a` from `A` */
    TEST_NONROOT         /* permission bits bind this process */
};
bool test_can(enum test_feature feature);

/* From here to the end of the case permission bits bind: a process of root's becomes nobody's. False where that cannot
   be done. To be called before threads are started. */
bool test_drop_root(void);

/* Milliseconds of a clock that only goes forward; a sleep. */
int64_t test_clock_ms(void);
void test_sleep(int64_t ms);

/* ---- the system without ambos, for the suites of files and errors: probe_posix.c, probe_win32.c ----

   Native handles are what ambos_native is. False, NULL or -1: there is no such thing here. */

/* A thread; the case fails when there can be none. Joining ends it. */
struct test_thread;
struct test_thread *test_thread_start(void (*run)(void *context), void *context);
void test_thread_join(struct test_thread *thread);
/* A flag that one thread raises and another looks at; lowered when it is 0. */
typedef int32_t volatile test_flag;
void test_flag_raise(test_flag *flag);
bool test_flag_raised(test_flag *flag);

/* The system's numbers of the last error of this thread: errno and, on Windows, GetLastError. */
void test_set_native_errors(int value);
bool test_native_errors_are(int value);

/* How many handles this process has open. */
int64_t test_handle_count(void);
/* No more handles can be opened than are open now, until they are allowed again. */
bool test_forbid_handles(void);
void test_allow_handles(void);
/* Would a child inherit it? */
bool test_is_inheritable(intptr_t native);
/* Both ends of a pipe: read, write. */
bool test_pipe(intptr_t ends[2]);
/* A file opened to read; on Windows `shared` false keeps everybody else out, elsewhere nothing can: -1. */
intptr_t test_open_native(const char *path, bool shared);
void test_close_native(intptr_t native);

/* The bytes of a file in memory, until they are given back. */
void *test_map(const char *path);
void test_unmap(void *bytes);
bool test_hard_link(const char *from, const char *to);
bool test_make_fifo(const char *path);
bool test_make_socket(const char *path);
/* The permission bits as the system tells them; on Windows 0444 when read-only, else 0666. */
unsigned test_mode(const char *path);
/* Sets the time of the last change of a file's contents: seconds since 1970, and nanoseconds. */
bool test_set_modified(const char *path, int64_t sec, uint32_t nsec);
/* Sets the umask of the process, and gives the old one. */
unsigned test_umask(unsigned mask);
/* Mounts an empty file system of 64 KiB on a directory, for this process alone. To be taken off before the case ends. */
bool test_mount(const char *dir);
bool test_mount_read_only(const char *dir);
void test_unmount(const char *dir);

#endif
