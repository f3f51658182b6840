/* SPDX-License-Identifier: MIT */
/* Between the files of the harness; test texts have no need of it. */
#ifndef AMBOS_TESTS_HARNESS_H
#define AMBOS_TESTS_HARNESS_H

#include "check.h"

#include <stdio.h>

/* The table that CMake writes for each suite. */
struct test_case {
    const char *name;
    void (*run)(void);
};
extern const struct test_case test_cases[];
extern const size_t test_case_count;

/* The program, with its arguments as UTF-8 whatever the system. */
int test_main(int argc, char **argv);

/* Ends the case: removes its directory, exits. */
TEST_NORETURN void test_end(int code);
/* `a` and `b` as one text that lives as long as the process. */
char *test_join(const char *a, const char *b);

void test_print_hex(const void *data, size_t size);

/* Below: defined once per system, in os_posix.c and os_win32.c. */

/* Before anything else: binary streams, no core file, no error box. */
void test_os_start(int argc, char **argv);
uint64_t test_os_pid(void);
/* Where directories for test_dir() go: absolute, no slash at the end. */
const char *test_os_temp(void);
/* False when that cannot be, as when it exists. */
bool test_os_make_dir(const char *path);
bool test_os_remove_file(const char *path);
void test_os_remove_tree(const char *path);
/* NULL when that cannot be. */
FILE *test_os_open(const char *path, bool to_write);

/* The commands of the child that each system does its own way: a table that ends with a NULL name. */
extern const struct test_command test_os_commands[];
/* Raw reads and writes of stream 0, 1 or 2; 0 at the end, false when the reader has gone. */
size_t test_os_read(int stream, void *buffer, size_t size);
bool test_os_write(int stream, const void *data, size_t size);
void test_os_close(int stream);
/* Starts this program again as a child with these streams, to outlive us; its process id. */
uint64_t test_os_start_child(int argc, char **argv);
/* Ends this process at once, with all 32 bits where the system keeps them. */
TEST_NORETURN void test_os_exit(uint32_t code);

#endif
