/* SPDX-License-Identifier: MIT */
/* The ambos command, run by a suite as a user runs it. */
#ifndef AMBOS_TESTS_TOOL_H
#define AMBOS_TESTS_TOOL_H

#include "children.h"

/* Its path: it lies beside the suites. */
const char *tool(void);

/* Runs `ambos ...` with these words. It must exit with `code`, `output` must be in what it said, and `errors` in what
   it complained; an empty one must be all of it. */
void tool_run(const char *const words[], uint32_t code, const char *output, const char *errors);
#define TOOL(code, output, errors, ...) tool_run((const char *const[]){ __VA_ARGS__, NULL }, code, output, errors)

/* Its whole output, good until the case ends; it must exit 0 and complain of nothing. */
const char *tool_output(const char *const words[]);
#define TOOL_OUTPUT(...) tool_output((const char *const[]){ __VA_ARGS__, NULL })

/* Its whole command line, for a call of ambos. */
#define TOOL_ARGV(...) ((const char *const[]){ tool(), __VA_ARGS__, NULL })
/* As tool_run(), of any command line. */
void tool_says(const char *const argv[], uint32_t code, const char *output, const char *errors);
/* Runs it with input, to this end. What it said, be it binary, good until the case ends; `size` may be NULL. */
const char *tool_reply(const char *const argv[], const void *input, size_t input_size, uint32_t code, size_t *size);

#endif
