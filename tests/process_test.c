/* SPDX-License-Identifier: MIT */
/* ambos_spawn: what it refuses, what it says of a failure, what it leaves behind; directory, environment, name of a
   child. Numbers in brackets are rows of the list of behaviours that this project wants to have. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

/* ---- bad calls ---- */

/* [9] A program with no arguments at all has been the door of more than one break-in. */
TEST(no_arguments_are_refused)
{
    const char *const none[] = { NULL };
    const ambos_spawn_options options = { .program = test_self() };

    child_refused(none, NULL, AMBOS_EINVAL, AMBOS_STEP_CHECK);
    child_refused(none, &options, AMBOS_EINVAL, AMBOS_STEP_CHECK);
    child_refused(NULL, NULL, AMBOS_EINVAL, AMBOS_STEP_CHECK);
    CHECK_ERR(ambos_spawn(NULL, CHILD("exit", "0"), NULL), AMBOS_EINVAL);
}

static void refused(const ambos_spawn_options *options)
{
    child_refused(CHILD("exit", "0"), options, AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

TEST(unknown_flags_are_refused)
{
    ambos_spawn_options options = { .flags = 0x1000 };
    ambos_spawn_posix posix = { .flags = 0x0100 };

    refused(&options);
    options.flags = 0x80000000;
    refused(&options);
    options.flags = 0;
    options.posix = &posix;
    refused(&options);
    options.posix = NULL;
    options.priority = AMBOS_PRIORITY_URGENT + 1;
    refused(&options);
}

/* The last byte of each tail, then the first. */
TEST(reserved_tails_must_be_zero)
{
    ambos_spawn_options options = { 0 };
    ambos_spawn_posix posix = { 0 };
    ambos_spawn_win32 win32 = { 0 };
    ambos_limit limit = { 0 };

    options.reserved[sizeof options.reserved - 1] = 1;
    refused(&options);
    options.reserved[sizeof options.reserved - 1] = 0;
    options.reserved[0] = 1;
    refused(&options);
    options.reserved[0] = 0;
    for (int i = 0; i < 3; i++) {
        options.stdio[i].reserved[sizeof options.stdio[i].reserved - 1] = 1;
        refused(&options);
        options.stdio[i].reserved[sizeof options.stdio[i].reserved - 1] = 0;
    }
    options.posix = &posix;
    posix.reserved[sizeof posix.reserved - 1] = 1;
    refused(&options);
    posix.reserved[sizeof posix.reserved - 1] = 0;
    posix.limits = &limit;
    posix.limit_count = 1;
    limit.unused = 1;
    refused(&options);
    options.posix = NULL;
    options.win32 = &win32;
    win32.reserved[sizeof win32.reserved - 1] = 1;
    refused(&options);
}

TEST(contradictions_are_refused)
{
    static const uint32_t pairs[] = {
        AMBOS_SPAWN_NO_WINDOW | AMBOS_SPAWN_NEW_CONSOLE,
        AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_NEW_CONSOLE,
        AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_DIE_WITH_PARENT,
        AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_TREE,
    };
    ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_TERMINAL };
    ambos_spawn_options options = { 0 };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        options.flags = pairs[i];
        refused(&options);
    }
    options.flags = 0;
    options.posix = &posix;
    refused(&options);
    posix.flags = AMBOS_SPAWN_SET_GROUP;
    posix.process_group = 1;
    options.flags = AMBOS_SPAWN_NEW_GROUP;
    refused(&options);
}

TEST(streams_that_mean_nothing_are_refused)
{
    ambos_spawn_options options = { 0 };

    for (int i = 0; i < 3; i++) {
        options.stdio[i].kind = AMBOS_STREAM_STDOUT + 1;
        refused(&options);
        options.stdio[i].kind = AMBOS_STREAM_FILE;
        refused(&options);
        options.stdio[i].kind = AMBOS_STREAM_OPEN;
        refused(&options);
        options.stdio[i].kind = AMBOS_STREAM_NULL;
        options.stdio[i].flags = AMBOS_READ;
        refused(&options);
        memset(&options, 0, sizeof options);
    }
    options.stdio[0].kind = AMBOS_STREAM_STDOUT;
    refused(&options);
    options.stdio[0].kind = AMBOS_STREAM_DEFAULT;
    options.stdio[1].kind = AMBOS_STREAM_STDOUT;
    refused(&options);
}

TEST(counts_without_lists_are_refused)
{
    ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_GROUPS, .group_count = 1 };
    ambos_spawn_options options = { .handle_count = 1 };

    refused(&options);
    options.handle_count = 0;
    options.cpu_count = 1;
    refused(&options);
    options.cpu_count = 0;
    options.posix = &posix;
    refused(&options);
    posix.flags = 0;
    posix.group_count = 0;
    posix.limit_count = 1;
    refused(&options);
}

TEST(numbers_out_of_range_are_refused)
{
    ambos_spawn_posix posix = { .flags = AMBOS_SPAWN_SET_NICE, .nice = 20 };
    ambos_spawn_options options = { .posix = &posix };
    const ambos_limit limit = { .soft = 2, .hard = 1 };

    refused(&options);
    posix.nice = -21;
    refused(&options);
    posix.flags = AMBOS_SPAWN_SET_UMASK;
    posix.umask = 01000;
    refused(&options);
    posix.flags = AMBOS_SPAWN_SET_GROUP;
    refused(&options);
    posix.flags = 0;
    posix.limits = &limit;
    posix.limit_count = 1;
    refused(&options);
}

static ambos_error spawn_code(const ambos_spawn_options *options)
{
    ambos_process *process;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "0"), options);

    if (!error)
        child_end(process, 0);
    return error;
}

/* What one system has not is refused there, and not passed over. */
TEST(options_of_the_other_system_are_refused)
{
    const ambos_spawn_posix nobody = { .flags = AMBOS_SPAWN_SET_UMASK, .umask = 022 };
    const ambos_limit limit = { .soft = UINT64_MAX, .hard = UINT64_MAX };
    const ambos_spawn_posix limits = { .limits = &limit, .limit_count = 1 };
    const ambos_spawn_win32 line = { .command_line = "--child exit 0" };
    ambos_spawn_options options = { .posix = &nobody };

    if (test_is_windows()) {
        CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
        options.posix = &limits;
        CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
        options.posix = NULL;
        options.flags = AMBOS_SPAWN_NEW_SESSION;
        CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
        return;
    }
    options.posix = NULL;
    options.win32 = &line;
    CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
    options.win32 = NULL;
    options.flags = AMBOS_SPAWN_NEW_CONSOLE;
    CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
    options.flags = AMBOS_SPAWN_SUSPENDED;
    CHECK_ERR(spawn_code(&options), AMBOS_ENOTSUP);
}

TEST(resuming_what_is_not_suspended)
{
    ambos_process *process = child_spawn(CHILD("exit", "0"), NULL);

    CHECK_ERR(ambos_resume(NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_resume(process), test_is_windows() ? AMBOS_EINVAL : AMBOS_ENOTSUP);
    child_end(process, 0);
}

TEST(empty_options_of_the_other_system_do_nothing)
{
    const ambos_spawn_posix posix = { 0 };
    const ambos_spawn_win32 win32 = { 0 };
    const ambos_spawn_options options = { .posix = &posix, .win32 = &win32 };

    CHECK_OK(spawn_code(&options));
}

TEST(flags_with_nothing_to_do_are_accepted)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_NO_WINDOW | AMBOS_SPAWN_KEEP_IGNORED | AMBOS_SPAWN_BATCH };

    CHECK_OK(spawn_code(&options));
}

/* ---- plain cases ---- */

TEST(no_options_are_the_plain_case)
{
    child_end(child_spawn(CHILD("exit", "7"), NULL), 7);
}

TEST(process_id_is_the_childs)
{
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("print-pid"), &options);
    const char *printed = child_read(child_stream(process, 1), NULL);
    char expected[32];

    snprintf(expected, sizeof expected, "%" PRId64 "\n", ambos_process_id(process));
    CHECK_STR(printed, expected);
    child_end(process, 0);
    CHECK_INT(ambos_process_id(NULL), 0);
}

/* [1] */
TEST(exit_codes_arrive)
{
    static const char *const codes[] = { "0", "1", "2", "3", "126", "127", "128", "129", "137", "254", "255" };

    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        ambos_process *process = child_spawn(CHILD("exit", codes[i]), NULL);
        ambos_status status = child_wait(process);

        CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
        CHECK_INT(status.code, strtoul(codes[i], NULL, 10));
        ambos_process_close(process);
    }
}

/* [8] */
TEST(the_name_told_and_the_program_are_two_things)
{
    const char *const argv[] = { "a name of its own", "--child", "argv0", NULL };
    const ambos_spawn_options options = { .program = test_self() };
    const char *lines = child_output(argv, &options);

    CHECK_STR(child_unhex_line(&lines, NULL), "a name of its own");
}

TEST(the_name_told_is_argv_0)
{
    const char *lines = child_output(CHILD("argv0"), NULL);

    CHECK_STR(child_unhex_line(&lines, NULL), test_self());
}

TEST(arrays_may_go_when_spawn_is_back)
{
    char command[] = "exit";
    char code[] = "3";
    char program[4096];
    const char *argv[] = { program, "--child", command, code, NULL };
    ambos_process *process;

    snprintf(program, sizeof program, "%s", test_self());
    process = child_spawn(argv, NULL);
    memset(program, 'x', sizeof program);
    memset(command, 'x', sizeof command);
    memset(code, 'x', sizeof code);
    memset(argv, 0, sizeof argv);
    child_end(process, 3);
}

/* ---- failures ---- */

/* [2] The call itself says so, not an exit code 127. */
TEST(missing_program)
{
    const char *const bare[] = { "ambos-no-such-program", NULL };
    const char *const absolute[] = { test_path("no such program"), NULL };
    const char *const no_dir[] = { test_path("no such directory/program"), NULL };
    const char *const nothing[] = { "", NULL };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, bare, NULL), AMBOS_ENOENT);
    CHECK(process == NULL);
    CHECK_ERR(ambos_spawn(&process, absolute, NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_spawn(&process, no_dir, NULL), AMBOS_ENOENT);
    CHECK_ERR(ambos_spawn(&process, nothing, NULL), AMBOS_ENOENT);
    CHECK(process == NULL);
}

static void missing_is_blamed_on_the_program(const char *program)
{
    const char *const argv[] = { program, NULL };
    ambos_process *process;
    ambos_failure failure;

    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ENOENT);
    ambos_last_failure(&failure);
    CHECK(failure.step == AMBOS_STEP_PROGRAM || failure.step == AMBOS_STEP_EXEC);
}

TEST(missing_program_is_the_step)
{
    missing_is_blamed_on_the_program("ambos-no-such-program");
    missing_is_blamed_on_the_program(test_path("no such program"));
    missing_is_blamed_on_the_program("");
}

TEST(the_program_option_is_what_is_looked_for)
{
    const ambos_spawn_options options = { .program = test_path("no such program") };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &options), AMBOS_ENOENT);
}

/* [3] */
TEST(directory_is_no_program)
{
    const char *const argv[] = { test_dir(), NULL };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_EACCES);
    CHECK(process == NULL);
}

/* [3] */
TEST(text_is_no_program)
{
    const char *path = test_path(test_program_name("text"));
    const char *const argv[] = { path, NULL };
    ambos_process *process;

    test_write_file(path, "hello\n", 6);
    CHECK_ERR(ambos_spawn(&process, argv, NULL), test_is_windows() ? AMBOS_ENOEXEC : AMBOS_EACCES);
    /* [4] No shell is asked to make sense of it. */
    test_set_executable(path, true);
    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ENOEXEC);
    CHECK(process == NULL);
}

TEST(file_in_the_middle_of_the_path)
{
    const char *const argv[] = { test_path("file/program"), NULL };
    ambos_process *process;

    test_write_file(test_path("file"), "", 0);
    CHECK_ERR(ambos_spawn(&process, argv, NULL), AMBOS_ENOTDIR);
}

/* [21] A bad directory is not blamed on the program. */
TEST(missing_directory_is_the_step)
{
    ambos_spawn_options options = { .cwd = test_path("no such directory") };

    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, AMBOS_STEP_CWD);
    options.cwd = "";
    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, AMBOS_STEP_CWD);
}

TEST(file_as_directory_is_the_step)
{
    const ambos_spawn_options options = { .cwd = test_path("file") };

    test_write_file(test_path("file"), "", 0);
    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOTDIR, AMBOS_STEP_CWD);
}

/* When both are missing the directory comes first: without it nobody knows which program was meant. */
TEST(missing_directory_comes_before_the_program)
{
    const char *const argv[] = { "./no-such-program", NULL };
    const ambos_spawn_options options = { .cwd = test_path("no such directory") };

    child_refused(argv, &options, AMBOS_ENOENT, AMBOS_STEP_CWD);
}

/* [5] Nor is there a child that the host would meet in its own waits. */
TEST(failed_spawns_leave_nothing)
{
    const int rounds = test_is_wine() ? 200 : 1000;
    const char *const missing[] = { test_path("no such program"), NULL };
    const ambos_spawn_options pipes = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    const ambos_spawn_options no_dir = { .cwd = test_path("no such directory"), .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process;
    int64_t before;

    /* The first may keep what is looked up once. */
    CHECK_ERR(ambos_spawn(&process, missing, &pipes), AMBOS_ENOENT);
    before = test_handle_count();
    for (int i = 0; i < rounds; i++) {
        CHECK_ERR(ambos_spawn(&process, missing, &pipes), AMBOS_ENOENT);
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &no_dir), AMBOS_ENOENT);
    }
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

/* A stream that cannot be had, after the others were made. */
TEST(failed_streams_leave_nothing)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE },
        { .kind = AMBOS_STREAM_FILE, .path = test_path("a file") },
        { .kind = AMBOS_STREAM_FILE, .path = test_path("no such directory/file") } } };
    int64_t before = test_handle_count();

    for (int i = 0; i < 50; i++)
        child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, AMBOS_STEP_STREAM_ERR);
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

/* [52] */
TEST(thousands_of_children_leave_nothing)
{
    const int rounds = test_is_wine() ? 60 : 3000;
    const int64_t enough = test_clock_ms() + 8000; /* of a slow machine */
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    int64_t before;

    child_end(child_spawn(CHILD("exit", "0"), &options), 0);
    before = test_handle_count();
    for (int i = 0; i < rounds && (i < 50 || test_clock_ms() < enough); i++)
        child_end(child_spawn(CHILD("exit", "0"), &options), 0);
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

/* A success says nothing of failures. */
TEST(success_keeps_the_last_failure)
{
    ambos_failure failure;

    missing_is_blamed_on_the_program("ambos-no-such-program");
    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    ambos_last_failure(&failure);
    CHECK_INT(failure.code, AMBOS_ENOENT);
}

/* [11] [12] */
TEST(text_that_the_system_cannot_hold)
{
    const ambos_spawn_options name = { .program = "no\xff\xc0such" };
    const ambos_spawn_options dir = { .cwd = "no\xff\xc0such" };
    ambos_process *process;

    if (test_is_windows()) {
        CHECK_ERR(ambos_spawn(&process, CHILD("echo-args", "\xff\xc0"), NULL), AMBOS_EILSEQ);
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &name), AMBOS_EILSEQ);
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &dir), AMBOS_EILSEQ);
        CHECK(process == NULL);
        return;
    }
    CHECK_STR(child_output(CHILD("echo-args", "\xff\xc0"), NULL), "ffc0\n");
    CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &name), AMBOS_ENOENT);
    CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &dir), AMBOS_ENOENT);
}

/* ---- directory ---- */

/* With forward slashes and without the drive's case, so that one text serves both systems. */
static const char *last_part(const char *path)
{
    const char *part = path;

    for (const char *c = path; *c && *c != '\n'; c++)
        if (*c == '/' || *c == '\\')
            part = c + 1;
    return part;
}

TEST(child_starts_in_its_directory)
{
    const ambos_spawn_options options = { .cwd = test_path("where \xc3\xa9") };

    test_make_dir(options.cwd);
    CHECK_STR(last_part(child_output(CHILD("cwd"), &options)), "where \xc3\xa9\n");
}

TEST(child_starts_where_we_are)
{
    const char *dir = test_path("here");

    test_make_dir(dir);
    CHECK_OK(ambos_chdir(dir));
    CHECK_STR(last_part(child_output(CHILD("cwd"), NULL)), "here\n");
    CHECK_OK(ambos_chdir(".."));
}

TEST(relative_directory_counts_from_ours)
{
    const ambos_spawn_options options = { .cwd = "here" };

    test_make_dir(test_path("here"));
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_STR(last_part(child_output(CHILD("cwd"), &options)), "here\n");
    CHECK_OK(ambos_chdir("/"));
}

TEST(our_own_directory_stays)
{
    const ambos_spawn_options options = { .cwd = test_dir() };
    char *before;
    char *after;

    CHECK_OK(ambos_getcwd(&before));
    child_end(child_spawn(CHILD("exit", "0"), &options), 0);
    CHECK_OK(ambos_getcwd(&after));
    CHECK_STR(after, before);
    ambos_free(before);
    ambos_free(after);
}

/* ---- objects ---- */

TEST(streams_are_taken_once)
{
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("exit", "0"), &options);
    ambos_file *file = child_stream(process, 1);
    ambos_file *again = file;

    CHECK_ERR(ambos_process_take_stream(process, 1, &again), AMBOS_ENOENT);
    CHECK(again == NULL);
    CHECK_ERR(ambos_process_take_stream(process, 0, &again), AMBOS_ENOENT);
    CHECK_ERR(ambos_process_take_stream(process, 2, &again), AMBOS_ENOENT);
    CHECK_ERR(ambos_process_take_stream(process, 3, &again), AMBOS_EINVAL);
    CHECK_ERR(ambos_process_take_stream(process, 1, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_process_take_stream(NULL, 1, &again), AMBOS_EINVAL);
    CHECK_OK(ambos_file_close(file));
    child_end(process, 0);
}

TEST(taken_streams_outlive_the_object)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_DEFAULT } } };
    ambos_process *process = child_spawn(CHILD("cat"), &options);
    ambos_file *input = child_stream(process, 0);
    ambos_file *output = child_stream(process, 1);

    ambos_process_close(process);
    CHECK_OK(ambos_file_write(input, "still here", 10, NULL));
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(output, NULL), "still here");
}

TEST(closing_the_object_closes_what_was_not_taken)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_DEFAULT } } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);
    ambos_file *output = child_stream(process, 1);

    /* The end of its input, and with it the child's, comes of this. */
    ambos_process_close(process);
    CHECK_STR(child_read(output, NULL), "0\n");
}

TEST(closing_nothing_does_nothing)
{
    ambos_process_close(NULL);
}

/* Close neither kills nor waits: the child goes on, and ends by what happens to its input. */
TEST(close_abandons_a_running_child)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_DEFAULT } } };
    ambos_process *process = child_spawn(CHILD("cat"), &options);
    ambos_file *input = child_stream(process, 0);
    ambos_file *output = child_stream(process, 1);
    int64_t before = test_clock_ms();

    ambos_process_close(process);
    CHECK(test_clock_ms() - before < 2000);
    CHECK_OK(ambos_file_write(input, "a", 1, NULL));
    child_expect(output, "a");
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(output, NULL), "");
}

/* ---- groups, detached ---- */

/* [31] */
TEST(new_group_runs)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_NEW_GROUP };

    child_end(child_spawn(CHILD("exit", "5"), &options), 5);
}

TEST(detached_child_has_no_status)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED, .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process = child_spawn(CHILD("print-pid"), &options);
    ambos_file *output = child_stream(process, 1);
    ambos_status status = { .kind = 99 };
    char expected[32];

    CHECK_ERR(ambos_wait(process, AMBOS_FOREVER, &status), AMBOS_ECHILD);
    CHECK_INT(status.kind, 0);
    snprintf(expected, sizeof expected, "%" PRId64 "\n", ambos_process_id(process));
    ambos_process_close(process);
    CHECK_STR(child_read(output, NULL), expected);
    CHECK(!test_has_children());
}

/* What goes wrong is said of a detached child too. */
TEST(detached_failures_are_said)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED };
    ambos_process *process;

    CHECK_ERR(ambos_spawn(&process, missing, &options), AMBOS_ENOENT);
    CHECK(process == NULL);
    options.cwd = test_path("no such directory");
    child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, AMBOS_STEP_CWD);
    CHECK(!test_has_children());
}

TEST(detached_children_leave_nothing)
{
    const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DETACHED, .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    int64_t before = 0;

    for (int i = 0; i < 21; i++) {
        ambos_process *process = child_spawn(CHILD("exit", "0"), &options);

        (void)child_read(child_stream(process, 1), NULL);
        ambos_process_close(process);
        if (i == 0)
            before = test_handle_count();
    }
    CHECK_INT(test_handle_count(), before);
    CHECK(!test_has_children());
}

/* ---- priority ---- */

TEST(priorities_are_taken)
{
    ambos_spawn_options options = { 0 };

    for (options.priority = AMBOS_PRIORITY_DEFAULT; options.priority <= AMBOS_PRIORITY_NORMAL; options.priority++)
        child_end(child_spawn(CHILD("exit", "0"), &options), 0);
}

TEST(processors_are_taken)
{
    const uint32_t first = 0;
    const ambos_spawn_options options = { .cpus = &first, .cpu_count = 1 };
    ambos_process *process;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "0"), &options);

    if (error == AMBOS_ENOTSUP)
        SKIP("this system binds no process to a processor");
    CHECK_OK(error);
    child_end(process, 0);
}
