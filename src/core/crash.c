/* SPDX-License-Identifier: MIT */
#include "core/crash.h"

#include <stdbool.h>
#include <stddef.h>

static const uint32_t crash_control_c = 0xC000013A; /* STATUS_CONTROL_C_EXIT */

static const uint32_t crash_codes[] = {
    0x40000015, /* fatal application exit: abort and terminate of some older C runtimes */
    0x4000001E, /* single step of a 32-bit program */
    0x4000001F, /* breakpoint of a 32-bit program */
    0x80000001, /* guard page */
    0x80000002, /* misaligned access */
    0x80000003, /* breakpoint */
    0x80000004, /* single step */
    0xC0000005, /* access violation */
    0xC0000006, /* error while paging in */
    0xC0000008, /* invalid handle, raised where strict checks are on */
    0xC0000017, /* no memory, raised by a heap that was made to */
    0xC000001D, /* illegal instruction */
    0xC0000025, /* continued after an exception that cannot be */
    0xC0000026, /* invalid answer of an exception handler */
    0xC0000028, /* bad stack */
    0xC000007B, /* image of the wrong kind, found by the loader */
    0xC000008C, /* array bounds */
    0xC000008D, /* floating point: denormal operand */
    0xC000008E, /* floating point: divide by zero */
    0xC000008F, /* floating point: inexact result */
    0xC0000090, /* floating point: invalid operation */
    0xC0000091, /* floating point: overflow */
    0xC0000092, /* floating point: stack check */
    0xC0000093, /* floating point: underflow */
    0xC0000094, /* integer divide by zero */
    0xC0000095, /* integer overflow */
    0xC0000096, /* privileged instruction */
    0xC00000AA, /* misaligned instruction */
    0xC00000FD, /* stack overflow */
    0xC0000135, /* DLL not found */
    0xC0000138, /* ordinal not found in a DLL */
    0xC0000139, /* entry point not found in a DLL */
    0xC0000142, /* a DLL failed to initialise */
    0xC0000144, /* unhandled exception */
    0xC0000194, /* possible deadlock */
    0xC00001A5, /* invalid exception handler */
    0xC00001B2, /* return to where nobody called from (shadow stacks) */
    0xC000027B, /* exception that was put by, of the Windows Runtime */
    0xC000027C, /* likewise, with its context */
    0xC00002B4, /* several floating point faults */
    0xC00002B5, /* several floating point traps */
    0xC0000374, /* heap corruption */
    0xC0000409, /* fail-fast: stack cookie, abort of the UCRT, __fastfail */
    0xC0000417, /* invalid parameter to a C runtime function */
    0xC000041D, /* unhandled exception in a user callback */
    0xC0000420, /* assertion */
    0xC0000602, /* RaiseFailFastException */
    0xC06D007E, /* delay-loaded DLL not found */
    0xC06D007F, /* entry point of a delay-loaded DLL not found */
    0xCFFFFFFF, /* did not answer, and was ended for it by the system */
    0xE0434352, /* .NET exception */
    0xE0434F4D, /* .NET exception, before version 4 */
    0xE06D7363, /* C++ exception */
};

static bool crash_is_listed(uint32_t code)
{
    for (size_t i = 0; i < sizeof crash_codes / sizeof crash_codes[0]; i++) {
        if (crash_codes[i] == code)
            return true;
    }
    return false;
}

void ambos__classify_exit(uint32_t code, ambos_status *status)
{
    status->kind = crash_is_listed(code) ? AMBOS_STATUS_CRASHED : AMBOS_STATUS_EXITED;
    status->code = code;
    status->signal = 0;
    if (code == crash_control_c) {
        status->kind = AMBOS_STATUS_SIGNALED;
        status->code = 0;
        status->signal = AMBOS_SIGINT;
    }
}
