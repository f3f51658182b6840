/* SPDX-License-Identifier: MIT */
/* A child in an event loop of one's own: the handle to wait for, and the call when it is ready. */
#include "example.h"

/* What a loop does with the handle: poll() or WaitForMultipleObjects(). Here there is nothing else to wait for. */
static void loop_until_ready(ambos_process *process)
{
    must(ambos_wait(process, AMBOS_FOREVER, NULL), "wait");
}

int main(int argc, char **argv)
{
    ambos_process *process;
    ambos_status status;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return 6;
    self = own_path(argv);

    const char *const command[] = { self, "--child", NULL };

    must(ambos_spawn(&process, command, NULL), self);

    /* [ambos_process_native] */
    ambos_native handle = ambos_process_native(process); /* pidfd on Linux, HANDLE on Windows; never to be closed */

    printf("there is a handle: %s\n", handle != AMBOS_NO_HANDLE ? "yes" : "no");
    loop_until_ready(process);
    must(ambos_wait(process, AMBOS_POLL, &status), "its status"); /* ready: this does not wait */
    printf("it exited with %u\n", (unsigned)status.code);
    /* [ambos_process_native] */
    ambos_process_close(process);
    ambos_free(self);
    return 0;
}
