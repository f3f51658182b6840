/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"

enum { WORDS = 32 };

const char *tool(void)
{
    const char *self = test_self();
    const char *slash = strrchr(self, '/');
    const char *backslash = strrchr(self, '\\');
    const char *end = !slash || (backslash && backslash > slash) ? backslash : slash;
    static char path[4096];

    snprintf(path, sizeof path, "%.*s/ambos%s", (int)(end - self), self, test_is_windows() ? ".exe" : "");
    return path;
}

static void run_words(const char *const words[], ambos_run_result *result)
{
    const char *argv[WORDS + 2] = { tool() };
    size_t count;

    for (count = 0; words[count]; count++) {
        CHECK(count < WORDS);
        argv[count + 1] = words[count];
    }
    CHECK_OK(ambos_run(argv, NULL, result));
    CHECK_INT(result->status.kind, AMBOS_STATUS_EXITED);
}

/* All of nothing, or a part of it. */
static void check_said(const char *said, size_t size, const char *wanted)
{
    if (!wanted[0])
        CHECK_STR(said, "");
    else if (!strstr(said, wanted))
        CHECK_STR(said, wanted);
    CHECK_INT(strlen(said), size);
}

void tool_run(const char *const words[], uint32_t code, const char *output, const char *errors)
{
    ambos_run_result result;

    run_words(words, &result);
    check_said(result.errors, result.errors_size, errors);
    check_said(result.output, result.output_size, output);
    CHECK_INT(result.status.code, code);
    ambos_run_free(&result);
}

const char *tool_output(const char *const words[])
{
    ambos_run_result result;
    const char *kept;

    run_words(words, &result);
    CHECK_STR(result.errors, "");
    CHECK_INT(result.status.code, 0);
    CHECK_INT(strlen(result.output), result.output_size);
    kept = test_join(result.output, "");
    ambos_run_free(&result);
    return kept;
}

void tool_says(const char *const argv[], uint32_t code, const char *output, const char *errors)
{
    const ambos_run_options options = { .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(argv, &options, &result));
    check_said(result.errors, result.errors_size, errors);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, code);
    check_said(result.output, result.output_size, output);
    ambos_run_free(&result);
}

const char *tool_reply(const char *const argv[], const void *input, size_t input_size, uint32_t code, size_t *size)
{
    const ambos_run_options options = { .input = input, .input_size = input_size, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;
    const char *kept;

    CHECK_OK(ambos_run(argv, &options, &result));
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, code);
    kept = child_keep(result.output, result.output_size);
    if (size)
        *size = result.output_size;
    ambos_run_free(&result);
    return kept;
}
