/* SPDX-License-Identifier: MIT */
/* Standard streams and further handles of a child. Numbers in brackets: rows of the list of behaviours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

static const ambos_spawn_options three_pipes = { .stdio = {
    { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };

static ambos_file *open_file(const char *path, uint32_t flags)
{
    ambos_file *file;

    CHECK_OK(ambos_file_open(&file, path, flags, 0));
    return file;
}

static void run(const char *const argv[], const ambos_spawn_options *options)
{
    child_end(child_spawn(argv, options), 0);
}

/* ---- pipes ---- */

/* [24] */
TEST(three_pipes_lead_to_the_child)
{
    ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
    ambos_file *input = child_stream(process, 0);

    CHECK_OK(ambos_file_write(input, "hello", 5, NULL));
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(child_stream(process, 1), NULL), "hello");
    CHECK_STR(child_read(child_stream(process, 2), NULL), "");
    child_end(process, 0);
}

TEST(output_and_errors_are_told_apart)
{
    ambos_process *process = child_spawn(CHILD("write-both", "out", "err"), &three_pipes);

    CHECK_STR(child_read(child_stream(process, 1), NULL), "out");
    CHECK_STR(child_read(child_stream(process, 2), NULL), "err");
    child_end(process, 0);
}

/* [33] No CR is taken out or put in, and ^Z ends nothing. */
TEST(pipes_carry_every_byte)
{
    static char all[512];
    ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
    ambos_file *input = child_stream(process, 0);
    const char *got;
    size_t size;

    for (size_t i = 0; i < sizeof all; i++)
        all[i] = i < 256 ? (char)(unsigned char)i : "\r\n\x1a\n"[i % 4];
    CHECK_OK(ambos_file_write(input, all, sizeof all, NULL));
    CHECK_OK(ambos_file_close(input));
    got = child_read(child_stream(process, 1), &size);
    CHECK_MEM(got, size, all, sizeof all);
    child_end(process, 0);
}

/* [34] */
TEST(writing_to_a_child_that_is_gone)
{
    ambos_process *process = child_spawn(CHILD("exit", "0"), &three_pipes);
    ambos_file *input = child_stream(process, 0);

    child_end(process, 0);
    CHECK_ERR(ambos_file_write(input, "x", 1, NULL), AMBOS_EPIPE);
    CHECK_OK(ambos_file_close(input));
}

TEST(our_pipe_ends_are_not_inheritable)
{
    ambos_process *process = child_spawn(CHILD("drain"), &three_pipes);

    for (uint32_t i = 0; i < 3; i++) {
        ambos_file *file = child_stream(process, i);

        CHECK(!test_is_inheritable(ambos_file_native(file)));
        CHECK_OK(ambos_file_close(file));
    }
    ambos_process_close(process);
}

/* ---- the null device ---- */

/* [24] */
TEST(null_input_ends_at_once)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("drain"), &options);

    CHECK_STR(child_read(child_stream(process, 1), NULL), "0\n");
    child_end(process, 0);
}

/* [24] A child that cannot write would say so with its exit code. */
TEST(null_output_swallows)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL } } };

    run(CHILD("flood", "both", "300000"), &options);
    run(CHILD("cat"), &options);
}

/* ---- files ---- */

/* [24] */
TEST(input_from_a_file)
{
    const ambos_spawn_options options = {
        .stdio = { { .kind = AMBOS_STREAM_FILE, .path = test_path("in") }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process;

    test_write_file(options.stdio[0].path, "from a file", 11);
    process = child_spawn(CHILD("cat"), &options);
    CHECK_STR(child_read(child_stream(process, 1), NULL), "from a file");
    child_end(process, 0);
}

/* [24] */
TEST(output_to_a_file_cuts_it)
{
    const ambos_spawn_options options = { .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .path = test_path("out") } } };

    run(CHILD("write-stdout", "made"), &options);
    CHECK_STR(test_read_file(test_path("out"), NULL), "made");
    run(CHILD("write-stdout", "cut"), &options);
    CHECK_STR(test_read_file(test_path("out"), NULL), "cut");
}

TEST(errors_to_a_file)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_FILE, .path = test_path("err") } } };

    run(CHILD("write-both", "out", "err"), &options);
    CHECK_STR(test_read_file(test_path("err"), NULL), "err");
}

TEST(output_appended_to_a_file)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .flags = AMBOS_APPEND, .path = test_path("out") } } };

    run(CHILD("write-stdout", "one"), &options);
    run(CHILD("write-stdout", "two"), &options);
    CHECK_STR(test_read_file(test_path("out"), NULL), "onetwo");
}

TEST(output_to_a_file_that_must_be_new)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .flags = AMBOS_EXCLUSIVE, .path = test_path("out") } } };

    run(CHILD("write-stdout", "new"), &options);
    child_refused(CHILD("write-stdout", "again"), &options, AMBOS_EEXIST, AMBOS_STEP_STREAM_OUT);
    CHECK_STR(test_read_file(test_path("out"), NULL), "new");
}

TEST(output_to_a_private_file)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .flags = AMBOS_PRIVATE, .path = test_path("out") } } };

    run(CHILD("write-stdout", "mine"), &options);
    CHECK_STR(test_read_file(test_path("out"), NULL), "mine");
    if (!test_is_windows())
        CHECK_INT(test_mode(test_path("out")), 0600);
}

/* [25] */
TEST(output_and_errors_appended_to_one_file)
{
    const ambos_stream stream = { .kind = AMBOS_STREAM_FILE, .flags = AMBOS_APPEND, .path = test_path("both") };
    ambos_spawn_options options = { 0 };

    options.stdio[1] = stream;
    options.stdio[2] = stream;
    run(CHILD("write-both", "one", "two"), &options);
    run(CHILD("write-both", "three", "four"), &options);
    CHECK_STR(test_read_file(test_path("both"), NULL), "onetwothreefour");
}

/* The child's directory is its own affair: the file is ours to open. */
TEST(file_counts_from_our_directory)
{
    const ambos_spawn_options options = {
        .cwd = test_path("child"),
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .path = "out" } } };

    test_make_dir(test_path("child"));
    CHECK_OK(ambos_chdir(test_dir()));
    run(CHILD("write-stdout", "here"), &options);
    CHECK_OK(ambos_chdir("/"));
    CHECK_STR(test_read_file(test_path("out"), NULL), "here");
    CHECK(!test_exists(test_path("child/out")));
}

TEST(files_that_cannot_be_opened_are_the_step)
{
    static const uint32_t steps[] = { AMBOS_STEP_STREAM_IN, AMBOS_STEP_STREAM_OUT, AMBOS_STEP_STREAM_ERR };

    for (int i = 0; i < 3; i++) {
        ambos_spawn_options options = { 0 };

        options.stdio[i].kind = AMBOS_STREAM_FILE;
        options.stdio[i].path = test_path("no such directory/file");
        child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, steps[i]);
        options.stdio[i].path = test_dir();
        child_refused(CHILD("exit", "0"), &options, AMBOS_EISDIR, steps[i]);
        options.stdio[i].path = "";
        child_refused(CHILD("exit", "0"), &options, AMBOS_ENOENT, steps[i]);
    }
}

TEST(missing_input_is_not_made)
{
    const ambos_spawn_options options = { .stdio[0] = { .kind = AMBOS_STREAM_FILE, .path = test_path("in") } };

    child_refused(CHILD("cat"), &options, AMBOS_ENOENT, AMBOS_STEP_STREAM_IN);
    CHECK(!test_exists(test_path("in")));
}

/* ---- open files ---- */

/* [24] One position for us and the child, and the file is still ours afterwards. */
TEST(open_files_are_borrowed)
{
    ambos_file *file = open_file(test_path("out"), AMBOS_WRITE | AMBOS_CREATE);
    const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_OPEN, .file = file } };

    CHECK_OK(ambos_file_write(file, "a", 1, NULL));
    run(CHILD("write-stdout", "b"), &options);
    CHECK_OK(ambos_file_write(file, "c", 1, NULL));
    run(CHILD("write-stdout", "d"), &options);
    CHECK(!test_is_inheritable(ambos_file_native(file)));
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(test_path("out"), NULL), "abcd");
}

TEST(open_file_as_input)
{
    ambos_file *file;
    ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_OPEN }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process;
    char byte;
    size_t got;

    test_write_file(test_path("in"), "abc", 3);
    file = open_file(test_path("in"), AMBOS_READ);
    CHECK_OK(ambos_file_read(file, &byte, 1, &got));
    options.stdio[0].file = file;
    process = child_spawn(CHILD("cat"), &options);
    CHECK_STR(child_read(child_stream(process, 1), NULL), "bc");
    child_end(process, 0);
    CHECK_OK(ambos_file_read(file, &byte, 1, &got));
    CHECK_INT(got, 0);
    CHECK_OK(ambos_file_close(file));
}

/* One handle thrice must not be listed thrice (Windows refuses that), nor be closed after the first use. */
TEST(one_open_file_for_all_streams)
{
    ambos_file *file = open_file(test_path("all"), AMBOS_READ | AMBOS_WRITE | AMBOS_CREATE);
    ambos_spawn_options options = { 0 };

    for (int i = 0; i < 3; i++) {
        options.stdio[i].kind = AMBOS_STREAM_OPEN;
        options.stdio[i].file = file;
    }
    run(CHILD("write-both", "out", "err"), &options);
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(test_path("all"), NULL), "outerr");
}

/* A pipe end of one child is the stream of another: a pipeline. Ours are overlapped on Windows, which no program expects
   of its streams. */
TEST(pipe_end_of_another_child)
{
    ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *first = child_spawn(CHILD("write-stdout", "along the pipe"), &options);
    ambos_file *between = child_stream(first, 1);
    ambos_process *second;

    options.stdio[0].kind = AMBOS_STREAM_OPEN;
    options.stdio[0].file = between;
    if (test_is_windows()) {
        child_refused(CHILD("cat"), &options, AMBOS_ENOTSUP, AMBOS_STEP_STREAM_IN);
        CHECK_STR(child_read(between, NULL), "along the pipe");
        child_end(first, 0);
        return;
    }
    second = child_spawn(CHILD("cat"), &options);
    CHECK_OK(ambos_file_close(between));
    CHECK_STR(child_read(child_stream(second, 1), NULL), "along the pipe");
    child_end(first, 0);
    child_end(second, 0);
}

/* The pipeline that works everywhere: a plain pipe of the system, one end for each child. */
TEST(plain_pipe_between_two_children)
{
    const ambos_stream pipe = { .kind = AMBOS_STREAM_PIPE };
    ambos_spawn_options left = { .stdio[1] = { .kind = AMBOS_STREAM_OPEN } };
    ambos_spawn_options right = { .stdio = { { .kind = AMBOS_STREAM_OPEN }, pipe } };
    ambos_process *first, *second;
    intptr_t ends[2];

    CHECK(test_pipe(ends));
    CHECK_OK(ambos_file_adopt(&right.stdio[0].file, ends[0]));
    CHECK_OK(ambos_file_adopt(&left.stdio[1].file, ends[1]));
    second = child_spawn(CHILD("drain"), &right);
    first = child_spawn(CHILD("flood", "stdout", "1048577"), &left);
    CHECK_OK(ambos_file_close(left.stdio[1].file));
    CHECK_OK(ambos_file_close(right.stdio[0].file));
    CHECK_STR(child_read(child_stream(second, 1), NULL), "1048577\n");
    child_end(first, 0);
    child_end(second, 0);
}

/* ---- errors like output ---- */

TEST(errors_into_the_pipe_of_the_output)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_STDOUT } } };
    ambos_process *process = child_spawn(CHILD("write-both", "out", "err"), &options);
    ambos_file *none;

    CHECK_STR(child_read(child_stream(process, 1), NULL), "outerr");
    CHECK_ERR(ambos_process_take_stream(process, 2, &none), AMBOS_ENOENT);
    child_end(process, 0);
}

/* [25] One position: nothing is written over. */
TEST(errors_into_the_file_of_the_output)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_FILE, .path = test_path("both") }, { .kind = AMBOS_STREAM_STDOUT } } };

    run(CHILD("write-both", "a longer text", "err"), &options);
    CHECK_STR(test_read_file(test_path("both"), NULL), "a longer texterr");
}

TEST(errors_where_the_output_vanishes)
{
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_STDOUT } } };

    run(CHILD("write-both", "out", "err"), &options);
}

TEST(errors_into_the_open_file_of_the_output)
{
    ambos_file *file = open_file(test_path("both"), AMBOS_WRITE | AMBOS_CREATE);
    const ambos_spawn_options options = {
        .stdio = { { 0 }, { .kind = AMBOS_STREAM_OPEN, .file = file }, { .kind = AMBOS_STREAM_STDOUT } } };

    run(CHILD("write-both", "out", "err"), &options);
    CHECK_OK(ambos_file_close(file));
    CHECK_STR(test_read_file(test_path("both"), NULL), "outerr");
}

/* ---- our own streams ---- */

static ambos_native native_of(ambos_file *file)
{
    return ambos_file_native(file);
}

/* [24] */
TEST(streams_are_inherited)
{
    ambos_file *in;
    ambos_file *out = open_file(test_path("out"), AMBOS_WRITE | AMBOS_CREATE);
    ambos_file *err = open_file(test_path("err"), AMBOS_WRITE | AMBOS_CREATE);
    const ambos_spawn_options said = { .stdio = {
        { .kind = AMBOS_STREAM_INHERIT }, { .kind = AMBOS_STREAM_INHERIT }, { .kind = AMBOS_STREAM_INHERIT } } };
    ambos_native before[3];

    test_write_file(test_path("in"), "in", 2);
    in = open_file(test_path("in"), AMBOS_READ);
    before[0] = test_swap_stream(0, native_of(in));
    before[1] = test_swap_stream(1, native_of(out));
    before[2] = test_swap_stream(2, native_of(err));
    run(CHILD("cat"), NULL);
    run(CHILD("write-both", "out", "err"), &said);
    run(CHILD("write-both", "-", "+"), NULL);
    for (int i = 0; i < 3; i++)
        (void)test_swap_stream(i, before[i]);
    CHECK_OK(ambos_file_close(in));
    CHECK_OK(ambos_file_close(out));
    CHECK_OK(ambos_file_close(err));
    CHECK_STR(test_read_file(test_path("out"), NULL), "inout-");
    CHECK_STR(test_read_file(test_path("err"), NULL), "err+");
}

/* Errors where the output goes, and the output is where ours goes. */
TEST(errors_into_our_own_output)
{
    ambos_file *out = open_file(test_path("out"), AMBOS_WRITE | AMBOS_CREATE);
    const ambos_spawn_options options = { .stdio[2] = { .kind = AMBOS_STREAM_STDOUT } };
    ambos_native before = test_swap_stream(1, native_of(out));

    run(CHILD("write-both", "out", "err"), &options);
    (void)test_swap_stream(1, before);
    CHECK_OK(ambos_file_close(out));
    CHECK_STR(test_read_file(test_path("out"), NULL), "outerr");
}

/* [26] */
TEST(output_and_errors_change_places)
{
    ambos_file *one = open_file(test_path("one"), AMBOS_WRITE | AMBOS_CREATE);
    ambos_file *two = open_file(test_path("two"), AMBOS_WRITE | AMBOS_CREATE);
    ambos_native before[2];
    ambos_file *out;
    ambos_file *err;
    ambos_spawn_options options = { .stdio = {
        { 0 }, { .kind = AMBOS_STREAM_OPEN }, { .kind = AMBOS_STREAM_OPEN } } };

    before[0] = test_swap_stream(1, native_of(one));
    before[1] = test_swap_stream(2, native_of(two));
    if (test_is_windows()) {
        out = one;
        err = two;
    } else {
        CHECK_OK(ambos_file_adopt(&out, 1));
        CHECK_OK(ambos_file_adopt(&err, 2));
    }
    options.stdio[1].file = err;
    options.stdio[2].file = out;
    run(CHILD("write-both", "out", "err"), &options);
    if (!test_is_windows()) {
        CHECK_OK(ambos_file_close(out));
        CHECK_OK(ambos_file_close(err));
    }
    (void)test_swap_stream(1, before[0]);
    (void)test_swap_stream(2, before[1]);
    CHECK_OK(ambos_file_close(one));
    CHECK_OK(ambos_file_close(two));
    CHECK_STR(test_read_file(test_path("one"), NULL), "err");
    CHECK_STR(test_read_file(test_path("two"), NULL), "out");
}

/* What a child says when some of our own streams are not there. */
static void talk(void)
{
    ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
    ambos_file *input = child_stream(process, 0);

    CHECK_OK(ambos_file_write(input, "hello", 5, NULL));
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(child_stream(process, 1), NULL), "hello");
    CHECK_STR(child_read(child_stream(process, 2), NULL), "");
    child_end(process, 0);
}

/* [27] Each of the eight ways to have or not have 0, 1 and 2; then pipe ends would get these numbers. */
TEST(pipes_without_our_own_streams)
{
    for (unsigned closed = 0; closed < 8; closed++) {
        ambos_native before[3];

        for (int i = 0; i < 3; i++)
            before[i] = closed & (1u << i) ? test_swap_stream(i, AMBOS_NO_HANDLE) : AMBOS_NO_HANDLE;
        talk();
        for (int i = 0; i < 3; i++)
            if (before[i] != AMBOS_NO_HANDLE)
                (void)test_swap_stream(i, before[i]);
    }
}

/* [27] What we have not the child gets as the null device. */
TEST(streams_that_we_have_not)
{
    ambos_native before[3];

    for (int i = 0; i < 3; i++)
        before[i] = test_swap_stream(i, AMBOS_NO_HANDLE);
    run(CHILD("cat"), NULL);
    run(CHILD("flood", "both", "300000"), NULL);
    for (int i = 0; i < 3; i++)
        if (before[i] != AMBOS_NO_HANDLE)
            (void)test_swap_stream(i, before[i]);
}

/* [27] Files among them: what is opened for one stream may have the number of another. */
TEST(files_without_our_own_streams)
{
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_FILE, .path = test_path("in") },
        { .kind = AMBOS_STREAM_FILE, .path = test_path("out") },
        { .kind = AMBOS_STREAM_FILE, .path = test_path("err") } } };
    ambos_native before[3];

    test_write_file(test_path("in"), "text", 4);
    for (int i = 0; i < 3; i++)
        before[i] = test_swap_stream(i, AMBOS_NO_HANDLE);
    run(CHILD("cat"), &options);
    for (int i = 0; i < 3; i++)
        if (before[i] != AMBOS_NO_HANDLE)
            (void)test_swap_stream(i, before[i]);
    CHECK_STR(test_read_file(test_path("out"), NULL), "text");
    CHECK_STR(test_read_file(test_path("err"), NULL), "");
}

/* ---- what else the child has ---- */

/* The command that makes a child tell of these handles. */
static const char *tell_of(const ambos_native *handles, size_t count, const ambos_spawn_options *options)
{
    static char texts[256][32];
    static const char *argv[256 + 4];

    argv[0] = test_self();
    argv[1] = "--child";
    argv[2] = "dump-handles";
    for (size_t i = 0; i < count; i++) {
        snprintf(texts[i], sizeof texts[i], "%" PRIxPTR, (uintptr_t)handles[i]);
        argv[3 + i] = texts[i];
    }
    argv[3 + count] = NULL;
    return child_output(argv, options);
}

/* [28] */
TEST(nothing_else_arrives)
{
    enum { MANY = 150 };
    ambos_native handles[MANY];
    const char *told;

    test_write_file(test_path("careless"), "", 0);
    for (int i = 0; i < MANY; i++)
        handles[i] = test_open_inheritable(test_path("careless"));
    told = tell_of(handles, MANY, NULL);
    if (!test_is_windows())
        CHECK_STR(told, "0\n1\n2\n");
    else
        CHECK(strstr(told, "careless") == NULL);
    for (int i = 0; i < MANY; i++)
        CHECK(test_is_inheritable(handles[i]));
}

/* [28] The streams are what they should be all the same. */
TEST(nothing_else_arrives_without_pipes)
{
    enum { MANY = 40 };
    const ambos_spawn_options options = { .stdio = {
        { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_FILE, .path = test_path("told") }, { .kind = AMBOS_STREAM_NULL } } };

    test_write_file(test_path("careless"), "", 0);
    for (int i = 0; i < MANY; i++)
        CHECK(test_open_inheritable(test_path("careless")) != AMBOS_NO_HANDLE);
    run(CHILD("dump-handles"), &options);
    if (!test_is_windows())
        CHECK_STR(test_read_file(test_path("told"), NULL), "0\n1\n2\n");
    else
        CHECK(strstr(test_read_file(test_path("told"), NULL), "careless") == NULL);
}

TEST(handles_are_handed_over)
{
    ambos_native handles[2];
    ambos_handover over = { .number = AMBOS_NO_HANDLE };
    ambos_spawn_options options = { .handles = &over, .handle_count = 1 };
    char expected[64];
    const char *told;

    test_write_file(test_path("named"), "", 0);
    test_write_file(test_path("careless"), "", 0);
    handles[0] = test_open_native(test_path("named"), true);
    handles[1] = test_open_inheritable(test_path("careless"));
    over.handle = handles[0];
    told = tell_of(handles, 2, &options);
    if (test_is_windows()) {
        CHECK(strstr(told, "named") != NULL);
        CHECK(strstr(told, "careless") == NULL);
    } else {
        snprintf(expected, sizeof expected, "0\n1\n2\n%d\n", (int)handles[0]);
        CHECK_STR(told, expected);
    }
    CHECK(!test_is_inheritable(handles[0]));
    test_close_native(handles[0]);
    test_close_native(handles[1]);
}

/* One that is inheritable already, and under its own number. */
TEST(inheritable_handles_are_handed_over)
{
    ambos_handover over = { 0 };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };
    const char *told;

    test_write_file(test_path("named"), "", 0);
    over.handle = test_open_inheritable(test_path("named"));
    over.number = over.handle;
    told = tell_of(&over.handle, 1, &options);
    if (test_is_windows())
        CHECK(strstr(told, "named") != NULL);
    else
        CHECK(strlen(told) > strlen("0\n1\n2\n"));
    CHECK(test_is_inheritable(over.handle));
    test_close_native(over.handle);
}

TEST(handle_that_is_not_open)
{
    ambos_native handle;
    ambos_handover over = { .number = AMBOS_NO_HANDLE };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };
    ambos_process *process;
    ambos_failure failure;

    test_write_file(test_path("closed"), "", 0);
    handle = test_open_native(test_path("closed"), true);
    test_close_native(handle);
    over.handle = handle;
    CHECK(ambos_spawn(&process, CHILD("exit", "0"), &options) != AMBOS_OK);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_HANDLES);
    CHECK(process == NULL);
    CHECK(!test_has_children());
}

TEST(handle_to_a_number_that_cannot_be)
{
    ambos_native handle;
    ambos_handover over = { 0 };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };
    ambos_process *process;

    test_write_file(test_path("named"), "", 0);
    handle = test_open_native(test_path("named"), true);
    over.handle = handle;
    /* POSIX: it is not over 2. Windows: it is another value, which no handle can get there. */
    for (over.number = 0; over.number < 3; over.number++)
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &options), AMBOS_EINVAL);
    test_close_native(handle);
}

static void hand_over(unsigned index, void *context)
{
    const ambos_handover over = { *(const ambos_native *)context, AMBOS_NO_HANDLE };
    const ambos_spawn_options options = { .handles = &over, .handle_count = 1 };

    (void)index;
    for (int i = 0; i < (test_is_wine() ? 5 : 30); i++)
        child_end(child_spawn(CHILD("exit", "0"), &options), 0);
}

/* One handle, several threads: none may take it from another's child, nor leave it inheritable. */
TEST(threads_hand_over_the_same_handle)
{
    ambos_native handle;

    test_write_file(test_path("named"), "", 0);
    handle = test_open_native(test_path("named"), true);
    child_threads(4, hand_over, &handle);
    CHECK(!test_is_inheritable(handle));
    test_close_native(handle);
}

/* ---- pipes of several children ---- */

/* [29] The end of one child's output comes though another, started later, still runs. */
TEST(children_do_not_hold_each_others_pipes)
{
    enum { CHILDREN = 5 };
    ambos_process *processes[CHILDREN];
    ambos_file *inputs[CHILDREN];

    for (int i = 0; i < CHILDREN; i++) {
        processes[i] = child_spawn(CHILD("cat"), &three_pipes);
        inputs[i] = child_stream(processes[i], 0);
    }
    for (int i = 0; i < CHILDREN; i++) {
        CHECK_OK(ambos_file_close(inputs[i]));
        CHECK_STR(child_read(child_stream(processes[i], 1), NULL), "");
        child_end(processes[i], 0);
    }
}

static void spawn_and_talk(unsigned index, void *context)
{
    const int rounds = *(const int *)context;
    char text[32];

    for (int i = 0; i < rounds; i++) {
        ambos_process *process = child_spawn(CHILD("cat"), &three_pipes);
        ambos_file *input = child_stream(process, 0);
        ambos_file *output = child_stream(process, 1);
        char back[64];
        size_t total = 0;
        size_t got;

        snprintf(text, sizeof text, "%u %d", index, i);
        CHECK_OK(ambos_file_write(input, text, strlen(text), NULL));
        CHECK_OK(ambos_file_close(input));
        do {
            CHECK_OK(ambos_file_read(output, back + total, sizeof back - total, &got));
            total += got;
        } while (got > 0);
        CHECK_MEM(back, total, text, strlen(text));
        CHECK_OK(ambos_file_close(output));
        child_end(process, 0);
    }
}

/* [29] Were a pipe's other end in another thread's child too, its end would never come: that child waits for its own. */
TEST(spawning_in_eight_threads)
{
    int rounds = test_is_slow() ? 8 : 50;
    int64_t before;

    talk();
    before = test_handle_count();
    child_threads(8, spawn_and_talk, &rounds);
    CHECK(!test_has_children());
    if (!test_is_windows())
        CHECK_INT(test_handle_count(), before);
}
