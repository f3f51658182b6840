/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "core/error_map.h"
#include "core/port.h"
#include "core/utf.h"

void AMBOS_CALL ambos_last_failure(ambos_failure *failure)
{
    if (failure)
        ambos__os_failure_load(failure);
}

#define ERROR_NAME_ROW(name, number, text) \
    case number:                           \
        return #name;
#define ERROR_TEXT_ROW(name, number, text) \
    case number:                           \
        return text;

const char *AMBOS_CALL ambos_error_name(ambos_error code)
{
    switch (code) {
    case AMBOS_OK:
        return "OK";
        AMBOS_ERRORS(ERROR_NAME_ROW)
    default:
        return "E?";
    }
}

const char *AMBOS_CALL ambos_strerror(ambos_error code)
{
    switch (code) {
    case AMBOS_OK:
        return "no error";
        AMBOS_ERRORS(ERROR_TEXT_ROW)
    default:
        return "unlisted error";
    }
}

const char *AMBOS_CALL ambos_step_text(uint32_t step)
{
    switch (step) {
        AMBOS_STEPS(ERROR_TEXT_ROW)
    default:
        return "do it";
    }
}

ambos_error AMBOS_CALL ambos_error_from_native(uint32_t domain, uint32_t native)
{
    return ambos__error_lookup(domain, native);
}

/* ---- the system's own text ---- */

static void native_number_text(uint32_t domain, uint32_t native, char text[AMBOS__TEXT_MAX])
{
    unsigned long number = native;

    if (domain == AMBOS_DOMAIN_ERRNO)
        (void)snprintf(text, AMBOS__TEXT_MAX, "errno %lu", number);
    else if (domain == AMBOS_DOMAIN_WIN32)
        (void)snprintf(text, AMBOS__TEXT_MAX, "Win32 error %lu", number);
    else if (domain == AMBOS_DOMAIN_NTSTATUS)
        (void)snprintf(text, AMBOS__TEXT_MAX, "NTSTATUS 0x%08lX", number);
    else if (domain == AMBOS_DOMAIN_HRESULT)
        (void)snprintf(text, AMBOS__TEXT_MAX, "HRESULT 0x%08lX", number);
    else
        (void)snprintf(text, AMBOS__TEXT_MAX, "error %lu", number);
}

size_t AMBOS_CALL ambos_native_text(uint32_t domain, uint32_t native, char *buffer, size_t size)
{
    char text[AMBOS__TEXT_MAX];
    size_t length, fits;

    if (domain == AMBOS_DOMAIN_NONE || !ambos__os_native_text(domain, native, text) || !text[0])
        native_number_text(domain, native, text);
    length = strlen(text);
    if (!buffer || size == 0)
        return length;
    fits = length < size ? length : ambos__utf8_truncate(text, length, size - 1);
    memcpy(buffer, text, fits);
    buffer[fits] = '\0';
    return length;
}
