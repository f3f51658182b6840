/* SPDX-License-Identifier: MIT */
/* Signals have other numbers on each system; ours are those of Linux. */
#include "posix/posix.h"
#include "posix/process.h"

static const struct {
    int native;
    uint32_t number;
} signal_rows[] = {
#define SIGNAL_ROW(name, number) {name, number},
    AMBOS_SIGNALS(SIGNAL_ROW)
#undef SIGNAL_ROW
};

enum { SIGNAL_ROWS = sizeof signal_rows / sizeof signal_rows[0] };

/* Those that have no name in our list keep the system's number. */
uint32_t ambos__signal_number(int native)
{
    size_t i;

    for (i = 0; i < SIGNAL_ROWS; i++)
        if (signal_rows[i].native == native)
            return signal_rows[i].number;
    return (uint32_t)native;
}

/* A number that is no row's, and natively the signal of another row, is none. */
int ambos__signal_native(uint32_t number)
{
    size_t i;

    for (i = 0; i < SIGNAL_ROWS; i++)
        if (signal_rows[i].number == number)
            return signal_rows[i].native;
    return ambos__signal_number((int)number) == number ? (int)number : -1;
}
