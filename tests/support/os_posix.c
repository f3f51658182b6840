/* SPDX-License-Identifier: MIT */
/* The system's half of the harness on POSIX. */
#if defined(__linux__)
#define _GNU_SOURCE 1
#elif defined(__APPLE__)
#define _DARWIN_C_SOURCE 1
#endif
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/prctl.h>
#endif

extern char **environ;

static char self[PATH_MAX];
static int arg_count;
static char **args;

/* The kernel's word for it where there is one: argv[0] may be anything, and tests set it so. */
static void find_self(const char *program)
{
    static const char *const links[] = { "/proc/self/exe", "/proc/curproc/file" };
    ssize_t size;

    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        size = readlink(links[i], self, sizeof self - 1);
        if (size > 0) {
            self[size] = '\0';
            return;
        }
    }
    if (!realpath(program, self))
        self[0] = '\0';
}

void test_os_start(int argc, char **argv)
{
    struct rlimit limit = { 0, 0 };

    /* A case may raise it again for a child. */
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = 0;
    setrlimit(RLIMIT_CORE, &limit);
    /* A case has a process group of its own: when a group has lost its last tie and somebody in it is stopped, the kernel
       hangs up on all of it, and the other cases of that moment would be in it. */
    if (argc < 2 || strcmp(argv[1], "--child") != 0)
        (void)setpgid(0, 0);
    arg_count = argc;
    args = argv;
    find_self(argc > 0 ? argv[0] : "");
}

int main(int argc, char **argv)
{
    return test_main(argc, argv);
}

const char *test_self(void)
{
    return self;
}

bool test_is_windows(void)
{
    return false;
}

bool test_is_wine(void)
{
    return false;
}

uint64_t test_os_pid(void)
{
    return (uint64_t)getpid();
}

int64_t test_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void test_sleep(int64_t ms)
{
    struct timespec left = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* ---- files ---- */

const char *test_os_temp(void)
{
    static char temp[PATH_MAX];
    const char *dir = getenv("TMPDIR");

    /* Without links in it, so that it is what a current directory says. */
    return realpath(dir && dir[0] ? dir : "/tmp", temp) ? temp : "/tmp";
}

bool test_os_make_dir(const char *path)
{
    return mkdir(path, 0777) == 0;
}

bool test_os_remove_file(const char *path)
{
    return unlink(path) == 0;
}

FILE *test_os_open(const char *path, bool to_write)
{
    return fopen(path, to_write ? "wbe" : "rbe");
}

bool test_exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

static void remove_at(int parent, const char *name);

static void empty_dir(int fd)
{
    DIR *dir = fdopendir(fd);
    const struct dirent *entry;

    if (!dir) {
        close(fd);
        return;
    }
    while ((entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            remove_at(fd, entry->d_name);
    closedir(dir);
}

static void remove_at(int parent, const char *name)
{
    int fd;

    if (unlinkat(parent, name, 0) == 0)
        return;
    fchmodat(parent, name, 0700, 0); /* a test may have locked it */
    fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0)
        empty_dir(fd);
    unlinkat(parent, name, AT_REMOVEDIR);
}

void test_os_remove_tree(const char *path)
{
    remove_at(AT_FDCWD, path);
}

static bool can_symlink(void)
{
    const char *link = test_path("a link to try");
    bool done = symlink("nowhere", link) == 0;

    if (done)
        unlink(link);
    return done;
}

static bool tells_case(void)
{
    bool tells;

    test_write_file(test_path("case to try"), "", 0);
    tells = !test_exists(test_path("CASE to try"));
    test_remove_file(test_path("case to try"));
    return tells;
}

bool test_can(enum test_feature feature)
{
    switch (feature) {
    case TEST_SYMLINKS:
        return can_symlink();
    case TEST_CASE_SENSITIVE:
        return tells_case();
    case TEST_NONROOT:
        return geteuid() != 0;
    }
    return false;
}

bool test_drop_root(void)
{
    enum { NOBODY = 65534 };

    if (geteuid() != 0)
        return true;
    if (chown(test_dir(), NOBODY, NOBODY) != 0 || setgroups(0, NULL) != 0 || setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
        return false;
#if defined(__linux__)
    /* The change of user closed /proc/self, where a leak checker must look. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
#endif
    return true;
}

/* ---- the child half ---- */

size_t test_os_read(int stream, void *buffer, size_t size)
{
    ssize_t got;

    do
        got = read(stream, buffer, size);
    while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

bool test_os_write(int stream, const void *data, size_t size)
{
    const char *bytes = data;

    while (size > 0) {
        ssize_t done = write(stream, bytes, size);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        bytes += done;
        size -= (size_t)done;
    }
    return true;
}

void test_os_close(int stream)
{
    close(stream);
}

uint64_t test_os_start_child(int argc, char **argv)
{
    pid_t pid;

    fflush(stdout);
    pid = fork();
    if (pid == 0)
        _exit(test_child(argc, argv));
    return pid > 0 ? (uint64_t)pid : 0;
}

void test_os_exit(uint32_t code)
{
    fflush(stdout);
    _exit((int)code);
}

static int echo_args_shell(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        test_print_hex(argv[i], strlen(argv[i]));
    return 0;
}

static int command_line(int argc, char **argv)
{
    for (int i = 0; i < arg_count; i++) {
        const char *arg = args[i];

        do
            printf("%02x", (unsigned)(unsigned char)*arg);
        while (*arg++);
    }
    putchar('\n');
    return 0;
}

static int argv0(int argc, char **argv)
{
    test_print_hex(args[0], strlen(args[0]));
    return 0;
}

static int dump_env(int argc, char **argv)
{
    bool hex = strcmp(argv[0], "dump-env-hex") == 0;

    for (char **entry = environ; entry && *entry; entry++) {
        if (hex)
            test_print_hex(*entry, strlen(*entry));
        else
            printf("%s\n", *entry);
    }
    return 0;
}

static int get_env(int argc, char **argv)
{
    const char *value = getenv(argv[1]);

    if (!value)
        return 1;
    fputs(value, stdout);
    return 0;
}

static int cwd(int argc, char **argv)
{
    static char path[65536];

    if (!getcwd(path, sizeof path))
        return 1;
    puts(path);
    return 0;
}

static int parent_pid(int argc, char **argv)
{
    printf("%lld\n", (long long)getppid());
    return 0;
}

static int dump_handles(int argc, char **argv)
{
    long limit = sysconf(_SC_OPEN_MAX);

    if (limit < 0 || limit > 65536)
        limit = 65536;
    for (int fd = 0; fd < limit; fd++)
        if (fcntl(fd, F_GETFD) != -1)
            printf("%d\n", fd);
    return 0;
}

static int signal_state(int argc, char **argv)
{
    uint64_t blocked = 0;
    uint64_t ignored = 0;
    sigset_t mask;

    sigprocmask(SIG_BLOCK, NULL, &mask);
    for (int number = 1; number <= 64; number++) {
        struct sigaction action;

        if (sigismember(&mask, number) == 1)
            blocked |= UINT64_C(1) << (number - 1);
        if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN)
            ignored |= UINT64_C(1) << (number - 1);
    }
    printf("blocked %" PRIx64 "\nignored %" PRIx64 "\n", blocked, ignored);
    return 0;
}

static int ignore_term(int argc, char **argv)
{
    signal(SIGTERM, SIG_IGN);
    puts("ready");
    fflush(stdout);
    test_sleep((int64_t)strtoll(argv[1], NULL, 10));
    return 0;
}

/* By kill and not by the act: a sanitizer would make an exit code of the act. */
static int die_of(int number)
{
    sigset_t mask;

    signal(number, SIG_DFL);
    sigemptyset(&mask);
    sigaddset(&mask, number);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    kill(getpid(), number);
    test_sleep(1000);
    return 1;
}

static int raise_signal(int argc, char **argv)
{
    return die_of(atoi(argv[1]));
}

static int crash(int argc, char **argv)
{
    static const struct {
        const char *kind;
        int number;
    } kinds[] = { { "segv", SIGSEGV }, { "abort", SIGABRT }, { "ill", SIGILL }, { "fpe", SIGFPE } };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].kind, argv[1]) == 0)
            return die_of(kinds[i].number);
    return 64;
}

const struct test_command test_os_commands[] = {
    { "echo-args-shell", 0, -1, echo_args_shell },
    { "command-line", 0, -1, command_line },
    { "argv0", 0, 0, argv0 },
    { "dump-env", 0, 0, dump_env },
    { "dump-env-hex", 0, 0, dump_env },
    { "getenv", 1, 1, get_env },
    { "cwd", 0, 0, cwd },
    { "ppid", 0, 0, parent_pid },
    { "dump-handles", 0, -1, dump_handles },
    { "signal-state", 0, 0, signal_state },
    { "ignore-term", 1, 1, ignore_term },
    { "crash", 1, 1, crash },
    { "raise", 1, 1, raise_signal },
    { NULL, 0, 0, NULL },
};
