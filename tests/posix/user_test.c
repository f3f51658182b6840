/* SPDX-License-Identifier: MIT */
/* Identity, interrupts and terminals as only POSIX has them. */
#define _GNU_SOURCE 1
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "children.h"

enum { NOBODY = 65534, SOME_GROUP = 4242 };

static ambos_id number(uint32_t value)
{
    ambos_id id;

    memset(&id, 0, sizeof id);
    id.kind = AMBOS_ID_NUMBER;
    id.number = value;
    return id;
}

static uint32_t who(uint32_t which)
{
    ambos_id id;

    CHECK_OK(ambos_identity(which, &id));
    return id.number;
}

TEST(identity_is_what_the_system_says)
{
    CHECK_INT(who(AMBOS_USER_REAL), getuid());
    CHECK_INT(who(AMBOS_USER_EFFECTIVE), geteuid());
    CHECK_INT(who(AMBOS_GROUP_REAL), getgid());
    CHECK_INT(who(AMBOS_GROUP_EFFECTIVE), getegid());
    CHECK_INT(ambos_getpid(), getpid());
    CHECK_INT(ambos_getppid(), getppid());
}

TEST(groups_are_what_the_system_says)
{
    const gid_t list[] = { 7, SOME_GROUP, 11 };
    ambos_id *groups;
    size_t count;

    if (geteuid() != 0 || setgroups(3, list) != 0)
        SKIP("needs root");
    CHECK_OK(ambos_get_groups(&groups, &count));
    CHECK_INT(count, 3);
    CHECK(groups[0].number == SOME_GROUP || groups[1].number == SOME_GROUP || groups[2].number == SOME_GROUP);
    ambos_free(groups);
    CHECK_INT(setgroups(0, NULL), 0);
    CHECK_OK(ambos_get_groups(&groups, &count));
    CHECK_INT(count, 0);
    CHECK(groups == NULL);
}

TEST(another_user_and_back)
{
    const ambos_id nobody = number(NOBODY), group = number(SOME_GROUP), root = number(0);
    struct stat status;

    if (geteuid() != 0)
        SKIP("needs root");
    CHECK_INT(chmod(test_dir(), 0777), 0);
    CHECK_OK(ambos_set_identity(AMBOS_GROUP_EFFECTIVE, &group));
    CHECK_OK(ambos_set_identity(AMBOS_USER_EFFECTIVE, &nobody));
    CHECK_INT(who(AMBOS_USER_EFFECTIVE), NOBODY);
    CHECK_INT(who(AMBOS_USER_REAL), 0);
    CHECK_INT(who(AMBOS_GROUP_EFFECTIVE), SOME_GROUP);
    CHECK_INT(ambos_is_elevated(), 0);
    test_write_file(test_path("theirs"), "", 0);
    CHECK_INT(stat(test_path("theirs"), &status), 0);
    CHECK_INT(status.st_uid, NOBODY);
    CHECK_INT(status.st_gid, SOME_GROUP);
    /* Without the user's rights no group: so the order matters. */
    CHECK_ERR(ambos_set_identity(AMBOS_GROUP_EFFECTIVE, &(ambos_id){ .kind = AMBOS_ID_NUMBER, .number = 17 }),
              AMBOS_EPERM);
    CHECK_OK(ambos_set_identity(AMBOS_USER_EFFECTIVE, &root));
    CHECK_OK(ambos_set_identity(AMBOS_GROUP_EFFECTIVE, &root));
    CHECK_INT(ambos_is_elevated(), 1);
}

TEST(given_up_for_good_is_eperm)
{
    const ambos_id root = number(0);

    if (!test_drop_root())
        SKIP("needs root");
    CHECK_ERR(ambos_set_identity(AMBOS_USER_EFFECTIVE, &root), AMBOS_EPERM);
    CHECK_INT(ambos_is_elevated(), 0);
}

TEST(nobody_is_minus_one)
{
    const ambos_id minus = number(UINT32_MAX);
    const ambos_id none = { 0 };

    CHECK_ERR(ambos_set_identity(AMBOS_USER_EFFECTIVE, &minus), AMBOS_EINVAL);
    CHECK_ERR(ambos_set_identity(AMBOS_GROUP_EFFECTIVE, &none), AMBOS_EINVAL);
    CHECK_INT(who(AMBOS_USER_EFFECTIVE), geteuid());
}

TEST(an_ignored_interrupt_stays_ignored)
{
    ambos_interrupt *interrupt;
    struct sigaction action;
    uint32_t which;

    CHECK(signal(SIGINT, SIG_IGN) != SIG_ERR);
    CHECK_OK(ambos_interrupt_open(&interrupt, AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM));
    CHECK_INT(raise(SIGINT), 0);
    CHECK_INT(raise(SIGTERM), 0);
    CHECK_OK(ambos_interrupt_next(interrupt, CHILD_PATIENCE_MS, &which));
    CHECK_INT(which, AMBOS_INTERRUPT_TERM);
    ambos_interrupt_close(interrupt);
    CHECK_INT(sigaction(SIGINT, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_IGN);
    CHECK_INT(sigaction(SIGTERM, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_DFL);
}

TEST(interrupts_can_be_polled_for_and_are_many)
{
    ambos_interrupt *interrupt;
    struct pollfd ready = { -1, POLLIN, 0 };
    uint32_t which;
    int i;

    CHECK_OK(ambos_interrupt_open(&interrupt, 0xF));
    ready.fd = (int)ambos_interrupt_native(interrupt);
    CHECK_INT(poll(&ready, 1, 0), 0);
    /* More than a pipe holds: none of them may block or be lost altogether, nor push out another. */
    for (i = 0; i < 70000; i++)
        (void)raise(SIGHUP);
    CHECK_INT(raise(SIGQUIT), 0);
    CHECK_INT(poll(&ready, 1, 0), 1);
    CHECK_OK(ambos_interrupt_next(interrupt, 0, &which));
    CHECK_INT(which, AMBOS_INTERRUPT_HUP | AMBOS_INTERRUPT_BREAK);
    CHECK_INT(poll(&ready, 1, 0), 0);
    CHECK_INT(raise(SIGQUIT), 0);
    CHECK_OK(ambos_interrupt_next(interrupt, 0, &which));
    CHECK_INT(which, AMBOS_INTERRUPT_BREAK);
    ambos_interrupt_close(interrupt);
}

static void do_nothing(int signal)
{
    (void)signal;
}

/* The first thread opens, hears and closes while the others are interrupted. */
static void interrupt_beside(unsigned index, void *context)
{
    ambos_interrupt *interrupt;
    uint32_t which;
    int i;

    for (i = 0; i < 2000 && index > 0; i++)
        CHECK_INT(raise(i % 2 ? SIGINT : SIGTERM), 0);
    for (i = 0; i < 200 && index == 0; i++) {
        CHECK_OK(ambos_interrupt_open(&interrupt, 0));
        CHECK_INT(raise(SIGTERM), 0);
        CHECK_OK(ambos_interrupt_next(interrupt, CHILD_PATIENCE_MS, &which));
        CHECK(which & ~(uint32_t)AMBOS_INTERRUPT_INT);
        CHECK((which & ~(uint32_t)(AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM)) == 0);
        ambos_interrupt_close(interrupt);
    }
    (void)context;
}

TEST(interrupts_come_to_every_thread)
{
    const int64_t before = test_handle_count();

    CHECK(signal(SIGINT, do_nothing) != SIG_ERR);
    CHECK(signal(SIGTERM, do_nothing) != SIG_ERR);
    child_threads(4, interrupt_beside, NULL);
    CHECK_INT(test_handle_count(), before);
    CHECK(signal(SIGTERM, SIG_DFL) == do_nothing);
}

TEST(no_descriptor_is_left_of_interrupts)
{
    const int64_t before = test_handle_count();
    ambos_interrupt *interrupt;
    int i;

    for (i = 0; i < 100; i++) {
        CHECK_OK(ambos_interrupt_open(&interrupt, 0));
        ambos_interrupt_close(interrupt);
    }
    CHECK_INT(test_handle_count(), before);
    CHECK(test_forbid_handles());
    CHECK_ERR(ambos_interrupt_open(&interrupt, 0), AMBOS_EMFILE);
    test_allow_handles();
    CHECK_OK(ambos_interrupt_open(&interrupt, 0));
    ambos_interrupt_close(interrupt);
}

TEST(a_terminal_is_one_and_tells_its_size)
{
    const struct winsize given = { .ws_row = 17, .ws_col = 91 };
    const int ends = posix_openpt(O_RDWR | O_NOCTTY);
    uint32_t columns, rows;
    int kept, other;

    if (ends < 0 || grantpt(ends) != 0 || unlockpt(ends) != 0)
        SKIP("no pseudo terminals here");
    other = open(ptsname(ends), O_RDWR | O_NOCTTY);
    kept = dup(STDOUT_FILENO);
    CHECK(other >= 0 && kept >= 0);
    CHECK_INT(dup2(other, STDOUT_FILENO), STDOUT_FILENO);
    CHECK_INT(ambos_is_terminal(AMBOS_STDOUT), 1);
    CHECK_ERR(ambos_terminal_size(AMBOS_STDOUT, &columns, &rows), AMBOS_ENOTTY);
    CHECK_INT(ioctl(ends, TIOCSWINSZ, &given), 0);
    CHECK_OK(ambos_terminal_size(AMBOS_STDOUT, &columns, &rows));
    CHECK_INT(columns, 91);
    CHECK_INT(rows, 17);
    CHECK_OK(ambos_terminal_size(AMBOS_STDOUT, &columns, NULL));
    CHECK_INT(dup2(kept, STDOUT_FILENO), STDOUT_FILENO);
    close(kept);
    close(other);
    close(ends);
}

TEST(a_closed_stream_is_ebadf)
{
    const int kept = dup(STDERR_FILENO);
    ambos_error error;

    close(STDERR_FILENO);
    error = ambos_print(AMBOS_STDERR, "x", 1);
    CHECK_INT(dup2(kept, STDERR_FILENO), STDERR_FILENO);
    close(kept);
    CHECK_CODE(error, AMBOS_EBADF);
}

TEST(the_file_of_a_program_that_is_gone_is_enoent)
{
    char *path;
    const char *copy = test_path("copy");
    const ambos_spawn_options options = { .stdio = {
                                              { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { 0 } } };
    ambos_process *process;
    ambos_file *out;
    size_t size;

    if (ambos_program_path(&path) == AMBOS_ENOTSUP)
        SKIP("the system does not tell");
    ambos_free(path);
    test_copy_program(copy);
    process = child_spawn((const char *const[]){ copy, "--child", "program-later", NULL }, &options);
    test_remove_file(copy);
    out = child_stream(process, 1);
    ambos_file_close(child_stream(process, 0));
    CHECK_STR(child_read(out, &size), "ENOENT");
    child_end(process, 0);
}

/* Waits for the end of its input. */
static int say_program_later(int argc, char **argv)
{
    char *path = NULL;
    char byte;
    ambos_error error;

    (void)argc;
    (void)argv;
    while (read(0, &byte, 1) > 0) {
    }
    error = ambos_program_path(&path);
    if (!error)
        return 1;
    return ambos_print(AMBOS_STDOUT, ambos_error_name(error), strlen(ambos_error_name(error))) ? 1 : 0;
}

const struct test_command test_suite_commands[] = {
    { "program-later", 0, 0, say_program_later },
    { NULL, 0, 0, NULL },
};
