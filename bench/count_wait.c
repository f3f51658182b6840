/* SPDX-License-Identifier: MIT */
/* For counting system calls: count_wait NUMBER starts itself so often, and waits through a set when all have ended. */
#include <ambos/process.h>

#include <stddef.h>
#include <stdlib.h>
#include <sys/wait.h>

#define MOST 200

static ambos_process *children[MOST];

static int start_all(const char *program, int count)
{
    const char *const argv[] = { program, "0", NULL };
    siginfo_t info;
    int i;

    for (i = 0; i < count; i++)
        if (ambos_spawn(&children[i], argv, NULL))
            return 1;
    for (i = 0; i < count; i++)
        if (waitid(P_PID, (id_t)ambos_process_id(children[i]), &info, WEXITED | WNOWAIT))
            return 1;
    return 0;
}

static int wait_all(int count)
{
    ambos_process *process;
    ambos_waitset *set;
    int i;

    if (ambos_waitset_create(&set))
        return 1;
    for (i = 0; i < count; i++)
        if (ambos_waitset_add(set, children[i]))
            return 1;
    for (i = 0; i < count; i++) {
        if (ambos_waitset_next(set, AMBOS_FOREVER, &process) || ambos_wait(process, AMBOS_FOREVER, NULL))
            return 1;
        ambos_process_close(process);
    }
    ambos_waitset_free(set);
    return 0;
}

int main(int argc, char **argv)
{
    const int count = argc > 1 ? atoi(argv[1]) : 0;

    if (count == 0)
        return 0;
    return count > MOST || start_all(argv[0], count) || wait_all(count);
}
