/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <limits.h>
#include <poll.h>
#include <sched.h>

#include "posix/process.h"

static const struct {
    uint32_t bit;
    int signal;
} interrupt_signals[] = {
    { AMBOS_INTERRUPT_INT, SIGINT },
    { AMBOS_INTERRUPT_TERM, SIGTERM },
    { AMBOS_INTERRUPT_HUP, SIGHUP },
    { AMBOS_INTERRUPT_BREAK, SIGQUIT },
};
enum { INTERRUPT_SIGNALS = sizeof interrupt_signals / sizeof interrupt_signals[0] };

struct ambos_interrupt {
    int ends[2];
    bool taken[INTERRUPT_SIGNALS];
    struct sigaction before[INTERRUPT_SIGNALS];
};

/* All that the handler knows: where to write, how many handlers run, and what the pipe had no room for. */
static ambos__atomic interrupt_open; /* the writing end plus 1; 0: none */
static ambos__atomic interrupt_running;
static ambos__atomic interrupt_missed; /* bits */

static void interrupt_count(int32_t change)
{
    int32_t seen;

    do
        seen = ambos__os_atomic_load(&interrupt_running);
    while (ambos__os_atomic_exchange_if(&interrupt_running, seen, seen + change) != seen);
}

static uint32_t interrupt_bit(int signal)
{
    uint32_t bit = 0;
    int i;

    for (i = 0; i < INTERRUPT_SIGNALS; i++)
        if (interrupt_signals[i].signal == signal)
            bit = interrupt_signals[i].bit;
    return bit;
}

static uint32_t interrupt_take_missed(void)
{
    int32_t seen;

    do
        seen = ambos__os_atomic_load(&interrupt_missed);
    while (ambos__os_atomic_exchange_if(&interrupt_missed, seen, 0) != seen);
    return (uint32_t)seen;
}

static void interrupt_miss(uint32_t bit)
{
    int32_t seen;

    do
        seen = ambos__os_atomic_load(&interrupt_missed);
    while (ambos__os_atomic_exchange_if(&interrupt_missed, seen, (int32_t)((uint32_t)seen | bit)) != seen);
}

/* A pipe that is full wakes the reader, but what is in it may be other signals. The second attempt is for a reader who
   has emptied it between the two and looked for what was missed too early. */
static void interrupt_tell(int end, uint32_t bit)
{
    const unsigned char byte = (unsigned char)bit;

    if (write(end, &byte, 1) == 1)
        return;
    interrupt_miss(bit);
    if (write(end, &byte, 1) != 1)
        errno = 0;
}

/* The kernel's own are those of the keys and of a terminal that goes. */
#ifdef SI_KERNEL
static bool interrupt_from_terminal(const siginfo_t *info)
{
    return info->si_code == SI_KERNEL;
}
#else
static bool interrupt_from_terminal(const siginfo_t *info)
{
    (void)info;
    return false;
}
#endif

static void interrupt_handler(int signal, siginfo_t *info, void *context)
{
    const int error = errno;
    const uint32_t bit = interrupt_bit(signal);
    int32_t open;

    (void)context;

    interrupt_count(1);
    open = ambos__os_atomic_load(&interrupt_open);
    if (open > 0)
        interrupt_tell(open - 1, interrupt_from_terminal(info) ? bit << AMBOS__INTERRUPT_FROM_TERMINAL : bit);
    interrupt_count(-1);
    errno = error;
}

static void interrupt_take(ambos_interrupt *interrupt, uint32_t which)
{
    struct sigaction action = { .sa_sigaction = interrupt_handler, .sa_flags = SA_RESTART | SA_ONSTACK | SA_SIGINFO };
    int i;

    sigfillset(&action.sa_mask);
    for (i = 0; i < INTERRUPT_SIGNALS; i++) {
        const int signal = interrupt_signals[i].signal;

        if (!(which & interrupt_signals[i].bit) || sigaction(signal, NULL, &interrupt->before[i]) != 0)
            continue;
        /* Somebody wants it ignored: nohup, or a shell that put us into the background. */
        if (interrupt->before[i].sa_handler == SIG_IGN)
            continue;
        interrupt->taken[i] = sigaction(signal, &action, NULL) == 0;
    }
}

/* Neither end may block: not the handler's, and ours is emptied to the last byte. */
static bool interrupt_pipe(int ends[2])
{
    if (!ambos__pipe_make(ends))
        return false;
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 && fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        return true;
    ambos__fd_discard(ends[0]);
    ambos__fd_discard(ends[1]);
    return false;
}

ambos_error ambos__os_interrupt_open(ambos_interrupt **interrupt, uint32_t which)
{
    ambos_interrupt *made = ambos__allocate_zeroed(sizeof *made);
    ambos_error error = AMBOS_OK;

    if (!made)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (!interrupt_pipe(made->ends)) {
        error = ambos__fail_errno(AMBOS_STEP_PIPE);
    } else if (ambos__os_atomic_exchange_if(&interrupt_open, 0, made->ends[1] + 1) != 0) {
        error = ambos__fail(AMBOS_EBUSY, AMBOS_STEP_SIGNALS);
        ambos__fd_discard(made->ends[0]);
        ambos__fd_discard(made->ends[1]);
    }
    if (error != AMBOS_OK) {
        ambos__release(made);
        return error;
    }
    interrupt_take(made, which);
    *interrupt = made;
    return AMBOS_OK;
}

ambos_native ambos__os_interrupt_native(const ambos_interrupt *interrupt)
{
    return interrupt->ends[0];
}

/* Everything that has come, as bits. */
static uint32_t interrupt_collect(const ambos_interrupt *interrupt)
{
    unsigned char bytes[64];
    uint32_t bits = 0;
    ssize_t got, i;

    for (;;) {
        AMBOS__RETRY(got, read(interrupt->ends[0], bytes, sizeof bytes));
        if (got <= 0)
            return bits | interrupt_take_missed();
        for (i = 0; i < got; i++)
            bits |= bytes[i];
    }
}

ambos_error ambos__os_interrupt_next(ambos_interrupt *interrupt, int64_t deadline_ns, uint32_t *come)
{
    struct pollfd ready = { interrupt->ends[0], POLLIN, 0 };

    for (;;) {
        const int64_t left = ambos__deadline_left(deadline_ns);
        const int result = poll(&ready, 1, left == AMBOS_FOREVER ? -1 : left > INT_MAX ? INT_MAX : (int)left);

        if (result < 0 && errno != EINTR)
            return ambos__fail_errno(AMBOS_STEP_WAIT);
        *come = interrupt_collect(interrupt);
        if (*come)
            return AMBOS_OK;
        if (left == 0)
            return ambos__fail(AMBOS_ETIMEDOUT, AMBOS_STEP_WAIT);
    }
}

/* A handler that another thread is in may still write: the descriptor must not be somebody else's by then. */
void ambos__os_interrupt_close(ambos_interrupt *interrupt)
{
    int i;

    for (i = 0; i < INTERRUPT_SIGNALS; i++)
        if (interrupt->taken[i])
            (void)sigaction(interrupt_signals[i].signal, &interrupt->before[i], NULL);
    (void)ambos__os_atomic_exchange_if(&interrupt_open, interrupt->ends[1] + 1, 0);
    while (ambos__os_atomic_load(&interrupt_running) > 0)
        (void)sched_yield();
    (void)interrupt_take_missed();
    ambos__fd_discard(interrupt->ends[0]);
    ambos__fd_discard(interrupt->ends[1]);
    ambos__release(interrupt);
}
