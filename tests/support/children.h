/* SPDX-License-Identifier: MIT */
/* For the suites of processes: children of a case, and what such a case asks of the system. */
#ifndef AMBOS_TESTS_CHILDREN_H
#define AMBOS_TESTS_CHILDREN_H

#include <ambos/ambos.h>

#include "check.h"

/* Arguments that start this program as a child; see child.c for the commands. Good until the end of the block. */
#define CHILD(...) ((const char *const[]){ test_self(), "--child", __VA_ARGS__, NULL })

/* No case waits by time; this is only the end of patience with a library that hangs. */
enum { CHILD_PATIENCE_MS = 20000 };

/* children.c: over ambos. Each fails the case when it cannot do what it says. */

ambos_process *child_spawn(const char *const argv[], const ambos_spawn_options *options);
/* Waits; the object stays open. */
ambos_status child_wait(ambos_process *process);
/* Waits, wants this exit code, closes. */
void child_end(ambos_process *process, uint32_t code);
/* A run that must exit 0 and say nothing on its standard error; what it printed, good until the case ends. */
const char *child_output(const char *const argv[], const ambos_spawn_options *options);
/* A spawn that must fail with this code at this step, and leave NULL. */
void child_refused(const char *const argv[], const ambos_spawn_options *options, ambos_error error, uint32_t step);
/* A pipe end of ours. */
ambos_file *child_stream(ambos_process *process, uint32_t stream);
/* Reads to the end; closes; good until the case ends. */
char *child_read(ambos_file *file, size_t *size);
/* Waits until this text has come, which must be the next thing to come. */
void child_expect(ambos_file *file, const char *text);
/* The text of the hex that children print: one line of it, moving on. NULL at the end. */
char *child_unhex_line(const char **lines, size_t *size);

/* A copy with a NUL behind, good until the case ends. */
char *child_keep(const void *data, size_t size);

/* Runs `run` in so many threads at once, and waits for all. A check that fails in one ends the case. */
void child_threads(unsigned count, void (*run)(unsigned index, void *context), void *context);

/* Makes the call again and again while one allocation after the other fails, until none is left to fail. It must give
   AMBOS_OK or AMBOS_ENOMEM, and neither memory, handles nor children may stay behind. To be called before anything of
   ambos has allocated. */
void child_sweep(ambos_error (*call)(void));
/* As the sweep, without failures: how many allocations were made. */
int64_t child_allocations(ambos_error (*call)(void));

/* system_posix.c, system_win32.c: past ambos. */

/* Is there a child that nobody has waited for? Never on Windows, which has no such thing. */
bool test_has_children(void);
/* Does to this process (on Windows: to all in its console) what the keys or the system would: a bit of
   AMBOS_INTERRUPT_.... False: cannot be done. */
bool test_interrupt_self(uint32_t bit);
/* Ends a process that is not ours to wait for. */
void test_end_process(uint64_t pid);
bool test_process_exists(uint64_t pid);
/* `name` as that of a program: on Windows with .exe. Lives until the case ends. */
const char *test_program_name(const char *name);
/* Makes a copy of this program there. */
void test_copy_program(const char *path);
/* Sets whether a file may be executed, where there is such a bit. */
void test_set_executable(const char *path, bool may);
/* A handle of a file that careless children would inherit. */
ambos_native test_open_inheritable(const char *path);
/* Makes a handle one of our own three streams; AMBOS_NO_HANDLE: we have none there. What was there before, which is
   given back in the same way. */
ambos_native test_swap_stream(int stream, ambos_native handle);

#endif
