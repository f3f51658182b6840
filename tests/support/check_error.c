/* SPDX-License-Identifier: MIT */
/* The checks that know ambos; apart from the others, so that a suite which never asks for them needs no ambos. */
#include "check.h"

#include <ambos/error.h>

static const char *domain_name(uint32_t domain)
{
    switch (domain) {
    case AMBOS_DOMAIN_NONE:
        return "no native code";
    case AMBOS_DOMAIN_ERRNO:
        return "errno";
    case AMBOS_DOMAIN_WIN32:
        return "Win32";
    case AMBOS_DOMAIN_NTSTATUS:
        return "NTSTATUS";
    case AMBOS_DOMAIN_HRESULT:
        return "HRESULT";
    default:
        return "unknown domain";
    }
}

TEST_NORETURN static void fail_error(const char *file, int line, const char *text, int32_t error, int32_t expected)
{
    ambos_failure last;

    ambos_last_failure(&last);
    test_fail(file, line,
              "%s\n  is       %s (%" PRId32 ")\n  expected %s (%" PRId32 ")\n"
              "  last failure: %s (%" PRId32 "), %s %" PRIu32 " (0x%" PRIx32 "), cannot %s",
              text, ambos_error_name(error), error, ambos_error_name(expected), expected, ambos_error_name(last.code),
              last.code, domain_name(last.domain), last.native, last.native, ambos_step_text(last.step));
}

void test_check_ok(const char *file, int line, const char *text, int32_t error)
{
    if (error != AMBOS_OK)
        fail_error(file, line, text, error, AMBOS_OK);
}

void test_check_code(const char *file, int line, const char *text, int32_t error, int32_t expected)
{
    if (error != expected)
        fail_error(file, line, text, error, expected);
}

void test_check_err(const char *file, int line, const char *text, int32_t error, int32_t expected)
{
    ambos_failure last;

    test_check_code(file, line, text, error, expected);
    ambos_last_failure(&last);
    if (last.code != expected)
        test_fail(file, line, "%s\n  returned %s as it should, but ambos_last_failure() has %s (%" PRId32 ")", text,
                  ambos_error_name(expected), ambos_error_name(last.code), last.code);
}
