/* SPDX-License-Identifier: MIT */
/* What rm, cp and mv say while they work, and how they are interrupted. On a terminal a line on stderr says from two
   seconds on how far they are, and goes at the end. Ctrl-C and SIGTERM end the work between two entries, or in the
   middle of a file whose copy is then taken back. */
#ifndef AMBOS_TOOLS_PROGRESS_H
#define AMBOS_TOOLS_PROGRESS_H

#include "tool.h"

/* `done` is what is done to each entry: removed, copied, moved. `quiet`: no line, since each is said. */
void progress_begin(const char *done, int quiet);
/* The operand that is worked on. */
void progress_on(const char *path);
/* For the options of the library's calls, with any context; they cancel when somebody interrupts. */
int AMBOS_CALL progress_tree(void *context, const ambos_tree_progress *tree);
int AMBOS_CALL progress_file(void *context, uint64_t done, uint64_t total);
/* So much of it is done; the line goes, for others to write. */
void progress_add(uint64_t entries, uint64_t bytes);
/* Is it time to stop? */
int progress_interrupted(void);
/* The exit status: `status`, or 128 and the number of the signal when it was interrupted, which it says. */
int progress_end(int status);

#endif
