/* SPDX-License-Identifier: MIT */
#include "core/port.h"

int AMBOS_CALL ambos_is_terminal(uint32_t stream)
{
    return stream <= AMBOS_STDERR && ambos__os_is_terminal(stream);
}

ambos_error AMBOS_CALL ambos_terminal_size(uint32_t stream, uint32_t *columns, uint32_t *rows)
{
    uint32_t unwanted;

    if (!rows)
        rows = &unwanted;
    *rows = 0;
    if (columns)
        *columns = 0;
    if (!columns || stream > AMBOS_STDERR)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_terminal_size(stream, columns, rows);
}

ambos_error AMBOS_CALL ambos_print(uint32_t stream, const char *text, size_t size)
{
    if ((stream != AMBOS_STDOUT && stream != AMBOS_STDERR) || (!text && size))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return size ? ambos__os_print(stream, text, size) : AMBOS_OK;
}

enum { INTERRUPTS = AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM | AMBOS_INTERRUPT_HUP | AMBOS_INTERRUPT_BREAK };

ambos_error AMBOS_CALL ambos_interrupt_open(ambos_interrupt **interrupt, uint32_t which)
{
    if (!interrupt)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    *interrupt = NULL;
    if (which & ~(uint32_t)INTERRUPTS)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_interrupt_open(interrupt, which ? which : AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM);
}

ambos_native AMBOS_CALL ambos_interrupt_native(const ambos_interrupt *interrupt)
{
    return interrupt ? ambos__os_interrupt_native(interrupt) : AMBOS_NO_HANDLE;
}

ambos_error AMBOS_CALL ambos_interrupt_next(ambos_interrupt *interrupt, int64_t timeout_ms, uint32_t *which)
{
    ambos_error error;

    if (which)
        *which = 0;
    if (!interrupt || !which)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    error = ambos__os_interrupt_next(interrupt, ambos__deadline_after(timeout_ms), which);
    /* Where it is from is for us alone. */
    *which = (*which | *which >> AMBOS__INTERRUPT_FROM_TERMINAL) & INTERRUPTS;
    return error;
}

void AMBOS_CALL ambos_interrupt_close(ambos_interrupt *interrupt)
{
    if (interrupt)
        ambos__os_interrupt_close(interrupt);
}
