/* SPDX-License-Identifier: MIT */
/* The system without ambos, on POSIX. */
#if defined(__linux__)
#define _GNU_SOURCE 1
#elif defined(__APPLE__)
#define _DARWIN_C_SOURCE 1
#endif
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#if defined(__linux__)
#include <sched.h>
#include <sys/mount.h>
#endif

struct test_thread {
    pthread_t id;
    void (*run)(void *context);
    void *context;
};

static void *thread_main(void *argument)
{
    struct test_thread *thread = argument;

    thread->run(thread->context);
    return NULL;
}

struct test_thread *test_thread_start(void (*run)(void *context), void *context)
{
    struct test_thread *thread = malloc(sizeof *thread);

    if (!thread)
        FAIL("no memory for a thread");
    thread->run = run;
    thread->context = context;
    if (pthread_create(&thread->id, NULL, thread_main, thread) != 0)
        FAIL("cannot start a thread");
    return thread;
}

void test_thread_join(struct test_thread *thread)
{
    if (pthread_join(thread->id, NULL) != 0)
        FAIL("cannot join a thread");
    free(thread);
}

void test_flag_raise(test_flag *flag)
{
    __atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
}

bool test_flag_raised(test_flag *flag)
{
    return __atomic_load_n(flag, __ATOMIC_SEQ_CST) != 0;
}

void test_set_native_errors(int value)
{
    errno = value;
}

bool test_native_errors_are(int value)
{
    return errno == value;
}

int64_t test_handle_count(void)
{
    enum { LOOKED_AT = 4096 };
    int64_t count = 0;

    for (int fd = 0; fd < LOOKED_AT; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            count++;
    return count;
}

static struct rlimit handle_limit;

bool test_forbid_handles(void)
{
    struct rlimit limit;
    int lowest = dup(0);

    if (lowest < 0 || getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    close(lowest);
    handle_limit = limit;
    limit.rlim_cur = (rlim_t)lowest;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

void test_allow_handles(void)
{
    if (setrlimit(RLIMIT_NOFILE, &handle_limit) != 0)
        FAIL("cannot allow handles again");
}

bool test_is_inheritable(intptr_t native)
{
    return !(fcntl((int)native, F_GETFD) & FD_CLOEXEC);
}

bool test_pipe(intptr_t ends[2])
{
    int fds[2];

    if (pipe(fds) != 0)
        return false;
    ends[0] = fds[0];
    ends[1] = fds[1];
    return true;
}

intptr_t test_open_native(const char *path, bool shared)
{
    return shared ? open(path, O_RDONLY | O_CLOEXEC) : -1;
}

void test_close_native(intptr_t native)
{
    close((int)native);
}

/* One page is what every file has. */
void *test_map(const char *path)
{
    const int fd = open(path, O_RDONLY);
    void *bytes = mmap(NULL, 1, PROT_READ, MAP_SHARED, fd, 0);

    close(fd);
    if (bytes == MAP_FAILED)
        FAIL("cannot map %s", path);
    return bytes;
}

void test_unmap(void *bytes)
{
    munmap(bytes, 1);
}

bool test_hard_link(const char *from, const char *to)
{
    return link(from, to) == 0;
}

bool test_make_fifo(const char *path)
{
    return mkfifo(path, 0666) == 0;
}

bool test_make_socket(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd;
    bool done;

    if (strlen(path) >= sizeof address.sun_path)
        return false;
    memcpy(address.sun_path, path, strlen(path));
    fd = socket(AF_UNIX, SOCK_STREAM, 0);
    done = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return done;
}

unsigned test_mode(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0)
        FAIL("cannot stat %s", path);
    return (unsigned)(info.st_mode & 07777);
}

bool test_set_modified(const char *path, int64_t sec, uint32_t nsec)
{
    struct timespec times[2] = { { 0, UTIME_OMIT }, { (time_t)sec, (long)nsec } };

    return utimensat(AT_FDCWD, path, times, 0) == 0;
}

unsigned test_umask(unsigned mask)
{
    return (unsigned)umask((mode_t)mask);
}

#if defined(__linux__)
/* In a mount namespace of our own, which goes when the process goes. */
static bool mount_here(const char *dir, unsigned long flags)
{
    if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return false;
    return mount("ambos", dir, "tmpfs", flags, "size=64k,mode=0777") == 0;
}

bool test_mount(const char *dir)
{
    return mount_here(dir, 0);
}

bool test_mount_read_only(const char *dir)
{
    return mount_here(dir, MS_RDONLY);
}

void test_unmount(const char *dir)
{
    if (umount2(dir, MNT_DETACH) != 0)
        FAIL("cannot unmount %s", dir);
}
#else
bool test_mount(const char *dir)
{
    (void)dir;
    return false;
}

bool test_mount_read_only(const char *dir)
{
    (void)dir;
    return false;
}

void test_unmount(const char *dir)
{
    (void)dir;
}
#endif
