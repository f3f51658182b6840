/* SPDX-License-Identifier: MIT */
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SKIPPED = 77 }; /* what ctest is told to take for a skip */

static void report(const char *word, const char *file, int line)
{
    fprintf(stderr, "%s:%d: %s: ", file, line, word);
}

void test_fail(const char *file, int line, const char *format, ...)
{
    va_list args;

    report("FAILED", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    test_end(EXIT_FAILURE);
}

void test_skip(const char *file, int line, const char *format, ...)
{
    va_list args;

    report("SKIP", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    test_end(SKIPPED);
}

void test_check(const char *file, int line, const char *text, bool holds)
{
    if (!holds)
        test_fail(file, line, "%s", text);
}

void test_check_int(const char *file, int line, const char *text, int64_t actual, int64_t expected)
{
    if (actual != expected)
        test_fail(file, line, "%s\n  is       %" PRId64 " (0x%" PRIx64 ")\n  expected %" PRId64 " (0x%" PRIx64 ")",
                  text, actual, (uint64_t)actual, expected, (uint64_t)expected);
}

void test_check_u64(const char *file, int line, const char *text, uint64_t actual, uint64_t expected)
{
    if (actual != expected)
        test_fail(file, line, "%s\n  is       %" PRIu64 " (0x%" PRIx64 ")\n  expected %" PRIu64 " (0x%" PRIx64 ")",
                  text, actual, actual, expected, expected);
}

/* Text as a C literal would show it, at most so much that a report stays readable. */
static void print_bytes(const char *label, const void *data, size_t size)
{
    enum { SHOWN = 400 };
    const unsigned char *bytes = data;

    fprintf(stderr, "  %s ", label);
    if (!data) {
        fputs("NULL\n", stderr);
        return;
    }
    fputc('"', stderr);
    for (size_t i = 0; i < size && i < SHOWN; i++) {
        if (bytes[i] == '"' || bytes[i] == '\\')
            fprintf(stderr, "\\%c", bytes[i]);
        else if (bytes[i] >= 0x20 && bytes[i] < 0x7f)
            fputc(bytes[i], stderr);
        else
            fprintf(stderr, "\\x%02x", (unsigned)bytes[i]);
    }
    fprintf(stderr, "\"%s (%zu bytes)\n", size > SHOWN ? " ..." : "", size);
}

TEST_NORETURN static void fail_bytes(const char *file, int line, const char *text, const void *actual,
                                     size_t actual_size, const void *expected, size_t expected_size)
{
    report("FAILED", file, line);
    fprintf(stderr, "%s\n", text);
    print_bytes("is      ", actual, actual_size);
    print_bytes("expected", expected, expected_size);
    test_end(EXIT_FAILURE);
}

void test_check_str(const char *file, int line, const char *text, const char *actual, const char *expected)
{
    if (actual == expected || (actual && expected && strcmp(actual, expected) == 0))
        return;
    fail_bytes(file, line, text, actual, actual ? strlen(actual) : 0, expected, expected ? strlen(expected) : 0);
}

void test_check_mem(const char *file, int line, const char *text, const void *actual, size_t actual_size,
                    const void *expected, size_t expected_size)
{
    const unsigned char *a = actual;
    const unsigned char *e = expected;
    size_t i = 0;

    if (actual_size == expected_size && (actual_size == 0 || (a && e && memcmp(a, e, actual_size) == 0)))
        return;
    if (a && e) {
        while (i < actual_size && i < expected_size && a[i] == e[i])
            i++;
        fprintf(stderr, "the first difference is at byte %zu\n", i);
    }
    fail_bytes(file, line, text, actual, actual_size, expected, expected_size);
}

bool test_is_slow(void)
{
    return TEST_SANITIZED || test_is_wine();
}
