/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <errno.h>
#include <string.h>

#include "core/utf.h"

/* Two slots of the thread itself: nothing is allocated, and nothing has to be freed when a thread ends. A slot is as
   wide as a pointer, perhaps 32 bits. */
static struct {
    INIT_ONCE once;
    DWORD what; /* code, domain and step */
    DWORD native;
} slots = { INIT_ONCE_STATIC_INIT, TLS_OUT_OF_INDEXES, TLS_OUT_OF_INDEXES };

enum { DOMAIN_SHIFT = 12, STEP_SHIFT = 16, CODE_MASK = 0xFFF, DOMAIN_MASK = 0xF };

static BOOL CALLBACK claim_slots(INIT_ONCE *once, void *parameter, void **context)
{
    (void)once;
    (void)parameter;
    (void)context;
    slots.what = TlsAlloc();
    slots.native = TlsAlloc();
    return TRUE;
}

static bool slots_ready(void)
{
    InitOnceExecuteOnce(&slots.once, claim_slots, NULL, NULL);
    return slots.what != TLS_OUT_OF_INDEXES && slots.native != TLS_OUT_OF_INDEXES;
}

void ambos__os_failure_store(const ambos_failure *failure)
{
    const DWORD last = GetLastError();
    const uintptr_t what =
        (uintptr_t)failure->code | (uintptr_t)failure->domain << DOMAIN_SHIFT | (uintptr_t)failure->step << STEP_SHIFT;

    if (slots_ready()) {
        TlsSetValue(slots.native, (void *)(uintptr_t)failure->native);
        TlsSetValue(slots.what, (void *)what);
    }
    SetLastError(last);
}

void ambos__os_failure_load(ambos_failure *failure)
{
    const DWORD last = GetLastError();
    uintptr_t what = 0, native = 0;

    /* TlsGetValue clears the last error even when it succeeds. */
    if (slots_ready()) {
        what = (uintptr_t)TlsGetValue(slots.what);
        native = (uintptr_t)TlsGetValue(slots.native);
    }
    failure->code = (ambos_error)(what & CODE_MASK);
    failure->domain = (uint32_t)(what >> DOMAIN_SHIFT) & DOMAIN_MASK;
    failure->step = (uint32_t)what >> STEP_SHIFT;
    failure->native = (uint32_t)native;
    SetLastError(last);
}

ambos_error ambos__fail_win32(uint32_t step)
{
    return ambos__fail_native(AMBOS_DOMAIN_WIN32, GetLastError(), step);
}

ambos_error ambos__fail_nt(ambos__ntstatus status, uint32_t step)
{
    return ambos__fail_native(AMBOS_DOMAIN_NTSTATUS, (uint32_t)status, step);
}

enum { MESSAGE_UNITS = AMBOS__TEXT_MAX };

/* Texts of the kernel have line breaks within, and all have one at the end. */
static size_t message_one_line(wchar_t *text, size_t length)
{
    size_t from, to = 0;

    for (from = 0; from < length; from++) {
        const bool blank = text[from] <= L' ';

        if (!blank)
            text[to++] = text[from];
        else if (to > 0 && text[to - 1] != L' ')
            text[to++] = L' ';
    }
    return to > 0 && text[to - 1] == L' ' ? to - 1 : to;
}

static bool message_to_utf8(wchar_t *message, size_t units, char text[AMBOS__TEXT_MAX])
{
    char bytes[3 * MESSAGE_UNITS];
    size_t length = 0;

    units = message_one_line(message, units);
    if (units == 0 || ambos__utf16_to_utf8(message, units, bytes, sizeof bytes, &length) != AMBOS_OK)
        return false;
    length = ambos__utf8_truncate(bytes, length, AMBOS__TEXT_MAX - 1);
    memcpy(text, bytes, length);
    text[length] = '\0';
    return true;
}

static bool message_text(HMODULE module, DWORD number, char text[AMBOS__TEXT_MAX])
{
    const DWORD source = module ? (DWORD)FORMAT_MESSAGE_FROM_HMODULE : (DWORD)FORMAT_MESSAGE_FROM_SYSTEM;
    const DWORD flags = source | (DWORD)FORMAT_MESSAGE_IGNORE_INSERTS;
    const DWORD english = 0x409, any = 0;
    wchar_t message[MESSAGE_UNITS];
    DWORD units;

    units = FormatMessageW(flags, module, number, english, message, MESSAGE_UNITS, NULL);
    if (units == 0)
        units = FormatMessageW(flags, module, number, any, message, MESSAGE_UNITS, NULL);
    return message_to_utf8(message, units, text);
}

static bool crt_text(int number, char text[AMBOS__TEXT_MAX])
{
    const char unknown[] = "Unknown error";

    return strerror_s(text, AMBOS__TEXT_MAX, number) == 0 && text[0] != '\0' &&
           strncmp(text, unknown, sizeof unknown - 1) != 0;
}

bool ambos__os_native_text(uint32_t domain, uint32_t native, char text[AMBOS__TEXT_MAX])
{
    const DWORD last = GetLastError();
    const int error = errno;
    bool found = false;

    switch (domain) {
    case AMBOS_DOMAIN_ERRNO:
        found = crt_text((int)native, text);
        break;
    case AMBOS_DOMAIN_WIN32:
    case AMBOS_DOMAIN_HRESULT:
        found = message_text(NULL, native, text);
        break;
    case AMBOS_DOMAIN_NTSTATUS:
        found = message_text(GetModuleHandleW(L"ntdll.dll"), native, text);
        break;
    default:
        break;
    }
    errno = error;
    SetLastError(last);
    return found;
}
