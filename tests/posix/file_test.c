/* SPDX-License-Identifier: MIT */
/* What only POSIX systems have: SIGPIPE, signals that interrupt, sockets, modes of 12 bits, removed directories. */
#define _XOPEN_SOURCE 700
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#include "ambos/ambos.h"

static volatile sig_atomic_t signals_seen;

static void count_signal(int number)
{
    (void)number;
    signals_seen++;
}

/* For signals that any thread may get. */
static void drop_signal(int number)
{
    (void)number;
}

/* Without SA_RESTART: calls are interrupted. */
static void handle_signal(int number, void (*handler)(int))
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    CHECK_INT(sigaction(number, &action, NULL), 0);
}

static void set_blocked(int number, bool blocked)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, number);
    CHECK_INT(pthread_sigmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL), 0);
}

static bool is_blocked(int number)
{
    sigset_t set;

    CHECK_INT(pthread_sigmask(SIG_BLOCK, NULL, &set), 0);
    return sigismember(&set, number) == 1;
}

static bool is_pending(int number)
{
    sigset_t set;

    CHECK_INT(sigpending(&set), 0);
    return sigismember(&set, number) == 1;
}

static ambos_file *adopt(int fd)
{
    ambos_file *file;

    CHECK_OK(ambos_file_adopt(&file, fd));
    return file;
}

static ambos_file *pipe_without_reader(void)
{
    int ends[2];

    CHECK_INT(pipe(ends), 0);
    close(ends[0]);
    return adopt(ends[1]);
}

static void write_in_vain(ambos_file *file)
{
    size_t written = 9;

    CHECK_ERR(ambos_file_write(file, "x", 1, &written), AMBOS_EPIPE);
    CHECK_U64(written, 0);
}

TEST(sigpipe_default_action_does_not_end_the_program)
{
    ambos_file *file = pipe_without_reader();

    signal(SIGPIPE, SIG_DFL);
    write_in_vain(file);
    write_in_vain(file);
    CHECK(!is_blocked(SIGPIPE));
    CHECK_OK(ambos_file_close(file));
}

TEST(sigpipe_of_a_socket_is_held_too)
{
    int ends[2];
    ambos_file *file;

    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    close(ends[0]);
    file = adopt(ends[1]);
    write_in_vain(file);
    CHECK_OK(ambos_file_close(file));
}

TEST(sigpipe_handler_is_not_called)
{
    ambos_file *file = pipe_without_reader();

    handle_signal(SIGPIPE, count_signal);
    write_in_vain(file);
    CHECK_INT(signals_seen, 0);
    CHECK_OK(ambos_file_close(file));
}

TEST(sigpipe_that_the_caller_blocks_stays_blocked_and_is_taken_back)
{
    ambos_file *file = pipe_without_reader();

    handle_signal(SIGPIPE, count_signal);
    set_blocked(SIGPIPE, true);
    write_in_vain(file);
    CHECK(is_blocked(SIGPIPE));
    CHECK(!is_pending(SIGPIPE));
    set_blocked(SIGPIPE, false);
    CHECK_INT(signals_seen, 0);
    CHECK_OK(ambos_file_close(file));
}

TEST(sigpipe_of_somebody_else_stays_pending)
{
    ambos_file *file = pipe_without_reader();

    handle_signal(SIGPIPE, count_signal);
    set_blocked(SIGPIPE, true);
    CHECK_INT(pthread_kill(pthread_self(), SIGPIPE), 0);
    write_in_vain(file);
    CHECK(is_pending(SIGPIPE));
    set_blocked(SIGPIPE, false);
    CHECK_INT(signals_seen, 1);
    CHECK_OK(ambos_file_close(file));
}

static void tick_every_ms(void (*handler)(int))
{
    struct itimerval timer;

    memset(&timer, 0, sizeof timer);
    timer.it_interval.tv_usec = 1000;
    timer.it_value.tv_usec = 1000;
    handle_signal(SIGALRM, handler);
    CHECK_INT(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

TEST(sleep_is_not_cut_short_by_signals)
{
    int64_t begun;

    tick_every_ms(count_signal);
    begun = ambos_clock_ns();
    ambos_sleep(50);
    CHECK(ambos_clock_ns() - begun >= 50 * 1000000);
    CHECK(signals_seen > 0);
}

static void drain_slowly(void *context)
{
    char buffer[1024];
    size_t got;

    do {
        test_sleep(1);
        CHECK_OK(ambos_file_read((ambos_file *)context, buffer, sizeof buffer, &got));
    } while (got > 0);
}

TEST(reads_and_writes_go_on_after_signals)
{
    const size_t size = 200 * 1024;
    char *data = (char *)calloc(1, size);
    struct test_thread *reader;
    ambos_file *ends[2];
    size_t written;
    int raw[2];

    CHECK(data != NULL);
    CHECK_INT(pipe(raw), 0);
    ends[0] = adopt(raw[0]);
    ends[1] = adopt(raw[1]);
    tick_every_ms(drop_signal);
    reader = test_thread_start(drain_slowly, ends[0]);
    CHECK_OK(ambos_file_write(ends[1], data, size, &written));
    CHECK_U64(written, size);
    CHECK_OK(ambos_file_close(ends[1]));
    test_thread_join(reader);
    CHECK_OK(ambos_file_close(ends[0]));
    free(data);
}

TEST(write_tells_how_far_it_came)
{
    const size_t size = 1024 * 1024;
    char *data = (char *)calloc(1, size);
    size_t written = 0;
    ambos_file *file;
    int ends[2];

    CHECK(data != NULL);
    CHECK_INT(pipe(ends), 0);
    CHECK_INT(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    file = adopt(ends[1]);
    CHECK_ERR(ambos_file_write(file, data, size, &written), AMBOS_EAGAIN);
    CHECK(written > 0 && written < size);
    CHECK_OK(ambos_file_close(file));
    close(ends[0]);
    free(data);
}

TEST(open_files_are_close_on_exec)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, test_path("f"), AMBOS_WRITE | AMBOS_CREATE, 0));
    CHECK(fcntl((int)ambos_file_native(file), F_GETFD) & FD_CLOEXEC);
    CHECK_OK(ambos_file_close(file));
}

TEST(chmod_sets_all_twelve_bits)
{
    const char *path = test_path("f");
    struct stat info;
    uint32_t mode;

    test_write_file(path, "", 0);
    for (mode = 0; mode <= 07777; mode += 63) {
        CHECK_OK(ambos_chmod(path, mode, mode & 1 ? AMBOS_NOFOLLOW : 0));
        CHECK_INT(stat(path, &info), 0);
        CHECK_INT(info.st_mode & 07777, mode);
    }
}

TEST(chmod_nofollow_spares_what_a_link_points_to)
{
    const char *path = test_path("f");
    struct stat info;
    ambos_error error;

    test_write_file(path, "", 0);
    CHECK_OK(ambos_chmod(path, 0600, 0));
    CHECK_INT(symlink(path, test_path("l")), 0);
    error = ambos_chmod(test_path("l"), 0644, AMBOS_NOFOLLOW);
    CHECK(error == AMBOS_OK || error == AMBOS_ENOTSUP);
    CHECK_INT(stat(path, &info), 0);
    CHECK_INT(info.st_mode & 07777, 0600);
}

TEST(stat_tells_what_the_system_tells)
{
    const char *path = test_path("f");
    ambos_file_info info;
    struct stat wanted;

    test_write_file(path, "hello", 5);
    CHECK_OK(ambos_stat(path, &info));
    CHECK_INT(stat(path, &wanted), 0);
    CHECK_U64(info.device, wanted.st_dev);
    CHECK_U64(info.id[0], wanted.st_ino);
    CHECK_U64(info.nlink, wanted.st_nlink);
    CHECK_U64(info.uid, wanted.st_uid);
    CHECK_U64(info.gid, wanted.st_gid);
    CHECK_U64(info.allocated, (uint64_t)wanted.st_blocks * 512);
    CHECK_INT(info.modified.sec, wanted.st_mtime);
    CHECK_INT(info.known & 0xff, 0xff);
}

TEST(stat_of_a_device_tells_which)
{
    ambos_file_info info;
    struct stat wanted;

    CHECK_OK(ambos_stat("/dev/null", &info));
    CHECK_INT(stat("/dev/null", &wanted), 0);
    CHECK_INT(info.type, AMBOS_TYPE_CHARACTER);
    CHECK_U64(info.rdevice, wanted.st_rdev);
}

/* What is free changes while others write. */
TEST(space_is_what_statvfs_says)
{
    ambos_space space;
    struct statvfs wanted;

    CHECK_OK(ambos_get_space(test_dir(), &space));
    CHECK_INT(statvfs(test_dir(), &wanted), 0);
    CHECK_U64(space.total, (uint64_t)wanted.f_blocks * wanted.f_frsize);
    CHECK(space.available <= space.free);
    CHECK(space.free / (wanted.f_bfree + 1) <= wanted.f_frsize * 2);
}

TEST(getcwd_in_a_removed_directory_is_enoent)
{
    const char *path = test_path("gone");
    char *cwd;

    test_make_dir(path);
    CHECK_OK(ambos_chdir(path));
    CHECK_OK(ambos_rmdir(path));
    CHECK_ERR(ambos_getcwd(&cwd), AMBOS_ENOENT);
    CHECK(cwd == NULL);
    CHECK_OK(ambos_chdir("/"));
}

TEST(listing_a_removed_directory_ends)
{
    const char *path = test_path("gone");
    const ambos_dir_entry *entry;
    ambos_error error;
    ambos_dir *dir;

    test_make_dir(path);
    CHECK_OK(ambos_dir_open(&dir, path, 0));
    CHECK_OK(ambos_rmdir(path));
    error = ambos_dir_next(dir, &entry);
    CHECK(entry == NULL && (error == AMBOS_OK || error == AMBOS_ENOENT));
    ambos_dir_close(dir);
}

TEST(native_text_is_english_and_keeps_errno)
{
    char text[100];

    errno = 77;
    ambos_native_text(AMBOS_DOMAIN_ERRNO, ENOENT, text, sizeof text);
    CHECK_STR(text, "No such file or directory");
    ambos_native_text(AMBOS_DOMAIN_ERRNO, 12345, text, sizeof text);
    CHECK_STR(text, "errno 12345");
    CHECK_INT(errno, 77);
}

TEST(rename_without_replacing_leaves_one_name)
{
    const ambos_rename_options no_replace = { .flags = AMBOS_RENAME_NO_REPLACE };
    const char *from = test_path("from");
    const char *to = test_path("to");
    ambos_file_info info;

    test_write_file(from, "x", 1);
    CHECK_OK(ambos_rename(from, to, &no_replace));
    CHECK(!test_exists(from));
    CHECK_OK(ambos_stat(to, &info));
    CHECK_U64(info.nlink, 1);
    CHECK_INT(symlink("nowhere", from), 0);
    CHECK_ERR(ambos_rename(to, from, &no_replace), AMBOS_EEXIST);
}

TEST(a_directory_never_moves_into_itself_with_a_flag)
{
    const ambos_rename_options no_replace = { .flags = AMBOS_RENAME_NO_REPLACE };
    const ambos_rename_options exchange = { .flags = AMBOS_RENAME_EXCHANGE };

    test_make_dir(test_path("a"));
    test_make_dir(test_path("a/b"));
    CHECK_ERR(ambos_rename(test_path("a"), test_path("a/b/c"), &no_replace), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(test_path("a"), test_path("a/b"), &exchange), AMBOS_EINVAL);
    CHECK_ERR(ambos_rename(test_path("a/b"), test_path("a"), &exchange), AMBOS_EINVAL);
}
