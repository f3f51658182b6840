/* SPDX-License-Identifier: MIT */
/* What the suites of processes ask of the system, on POSIX. */
#define _POSIX_C_SOURCE 200809L
#include "children.h"

#include "harness.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

bool test_has_children(void)
{
    siginfo_t info;

    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* kill() means more than one process by 0 and by negative numbers, and as root
   -1 is everybody: a spawn that failed must not lead there. */
static bool is_one_process(uint64_t pid)
{
    return pid > 1 && pid <= INT32_MAX;
}

void test_end_process(uint64_t pid)
{
    if (is_one_process(pid))
        kill((pid_t)pid, SIGKILL);
}

bool test_process_exists(uint64_t pid)
{
    return is_one_process(pid) && kill((pid_t)pid, 0) == 0;
}

const char *test_program_name(const char *name)
{
    return test_join(name, "");
}

void test_copy_program(const char *path)
{
    size_t size;
    const char *program = test_read_file(test_self(), &size);

    test_write_file(path, program, size);
    test_set_executable(path, true);
}

void test_set_executable(const char *path, bool may)
{
    if (chmod(path, may ? 0755 : 0644) != 0)
        FAIL("cannot change the mode of %s", path);
}

ambos_native test_open_inheritable(const char *path)
{
    int fd = open(path, O_RDONLY);

    if (fd < 0)
        FAIL("cannot open %s", path);
    return fd;
}

ambos_native test_swap_stream(int stream, ambos_native handle)
{
    enum { ABOVE = 200 };
    int before = fcntl(stream, F_DUPFD_CLOEXEC, ABOVE);

    if (handle == AMBOS_NO_HANDLE)
        close(stream);
    else if (dup2((int)handle, stream) < 0)
        FAIL("cannot change stream %d", stream);
    if (handle >= ABOVE)
        close((int)handle);
    return before;
}

bool test_interrupt_self(uint32_t bit)
{
    int signal = SIGINT;

    if (bit == AMBOS_INTERRUPT_TERM)
        signal = SIGTERM;
    else if (bit == AMBOS_INTERRUPT_HUP)
        signal = SIGHUP;
    else if (bit == AMBOS_INTERRUPT_BREAK)
        signal = SIGQUIT;
    return raise(signal) == 0;
}
