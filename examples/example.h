/* SPDX-License-Identifier: MIT */
/* What the examples share, so that each shows its own matter only. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ambos/ambos.h>

/* The call must have worked: else this ends the program and says why it did not. Returns 1, to stand in a condition. */
int must(ambos_error error, const char *what);

/* "yes" or "no". */
const char *yes(int so);

/* Work in a new temporary directory, which is removed when the program ends. */
void work_in_temporary_directory(void);

/* Make a small file. */
void write_text(const char *path, const char *text);

/* Print a small file, with its name in front. */
void show_file(const char *path);

/* The path of this program, to start it again as a child; good in every directory. Release it with ambos_free(). */
char *own_path(char *const argv[]);

#endif
