/* SPDX-License-Identifier: MIT */
/* The threads of the library itself. They are few, sleep in the kernel, and are
   made only where a system leaves no other way. */
#include "posix/posix.h"
#include "posix/process.h"

/* Address space, of which a page or two is touched. */
#define THREAD_STACK_SIZE ((size_t)256 << 10)

static int thread_start_blocked(const pthread_attr_t *attributes, void *(*run)(void *), void *context)
{
    sigset_t all, before;
    pthread_t thread;
    int error;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, attributes, run, context);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

int ambos__thread_start(void *(*run)(void *), void *context)
{
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);

    if (error)
        return error;
    (void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    (void)pthread_attr_setstacksize(&attributes, THREAD_STACK_SIZE);
    error = thread_start_blocked(&attributes, run, context);
    pthread_attr_destroy(&attributes);
    return error;
}
