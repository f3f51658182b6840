/* SPDX-License-Identifier: MIT */
/* Becoming another program. Who does is a child of the case, "become", and the case sees what it would see of the program
   itself: the streams, the end and its code. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

/* ---- who becomes another ---- */

static void set_variable(ambos_env **env)
{
    CHECK_OK(ambos_env_create(env));
    CHECK_OK(ambos_env_set(*env, "AMBOS_TEST_NEW", "new"));
}

/* One word of options for what is below. */
static void read_option(ambos_spawn_options *options, const char *word)
{
    static ambos_env *env;
    const char *value = strchr(word, '=') ? strchr(word, '=') + 1 : "";

    if (strncmp(word, "cwd=", 4) == 0)
        options->cwd = value;
    else if (strncmp(word, "program=", 8) == 0)
        options->program = value;
    else if (strncmp(word, "output=", 7) == 0)
        options->stdio[1] = (ambos_stream){ .kind = AMBOS_STREAM_FILE, .path = value };
    else if (strcmp(word, "null") == 0)
        options->stdio[0].kind = options->stdio[1].kind = AMBOS_STREAM_NULL;
    else if (strcmp(word, "together") == 0)
        options->stdio[2].kind = AMBOS_STREAM_STDOUT;
    else if (strcmp(word, "env") == 0)
        set_variable(&env);
    options->env = env;
}

/* become WORD,WORD... PROGRAM|self ARGUMENT...: with these options; "self" is this program with a command for children. When
   it comes back it says why, and `still here`, and exits with 9. */
static int run_become(int argc, char **argv)
{
    ambos_spawn_options options = { 0 };
    const bool self = strcmp(argv[2], "self") == 0;
    const char *arguments[16] = { self ? test_self() : argv[2], self ? "--child" : NULL };
    ambos_failure failure;
    char *word;

    for (int i = 3; i < argc && i < 12; i++)
        arguments[self ? i - 1 : i - 2] = argv[i];
    for (word = strtok(argv[1], ","); word; word = strtok(NULL, ","))
        read_option(&options, word);
    printf("buffered and lost");
    if (ambos_exec(arguments, &options) == AMBOS_OK)
        return 1;
    ambos_last_failure(&failure);
    printf(" %s %s still here\n", ambos_error_name(failure.code), ambos_step_text(failure.step));
    return 9;
}

const struct test_command test_suite_commands[] = {
    { "become", 2, -1, run_become },
    { NULL, 0, 0, NULL },
};

/* ---- what comes of it ---- */

static ambos_run_result run(const char *const argv[])
{
    static const ambos_run_options options = { .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(argv, &options, &result));
    return result;
}

static void prints(const char *const argv[], const char *output)
{
    ambos_run_result result = run(argv);

    CHECK_STR(result.output, output);
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, 0);
    ambos_run_free(&result);
}

TEST(its_output_is_ours)
{
    prints(CHILD("become", "-", "self", "write-stdout", "text"), "text");
}

TEST(its_code_is_ours)
{
    child_end(child_spawn(CHILD("become", "-", "self", "exit", "0"), NULL), 0);
    child_end(child_spawn(CHILD("become", "-", "self", "exit", "7"), NULL), 7);
    if (test_is_windows()) {
        child_end(child_spawn(CHILD("become", "-", "self", "exit", "259"), NULL), 259);
        child_end(child_spawn(CHILD("become", "-", "self", "exit", "0xFFFFFFFF"), NULL), UINT32_MAX);
    }
}

TEST(its_crash_is_ours)
{
    ambos_process *process = child_spawn(CHILD("become", "-", "self", "crash", "segv"), NULL);

    CHECK_INT(child_wait(process).kind, AMBOS_STATUS_CRASHED);
    ambos_process_close(process);
}

TEST(its_arguments_arrive)
{
    prints(CHILD("become", "-", "self", "echo-args", "a b", "", "\"c\\"), "612062\n\n22635c\n");
}

TEST(input_goes_to_it)
{
    const ambos_run_options options = { .input = "what comes", .input_size = 10, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;

    CHECK_OK(ambos_run(CHILD("become", "-", "self", "cat"), &options, &result));
    CHECK_STR(result.output, "what comes");
    CHECK_STR(result.errors, "");
    ambos_run_free(&result);
}

TEST(errors_go_where_they_should)
{
    ambos_run_result result = run(CHILD("become", "-", "self", "write-both", "one", "two"));

    CHECK_STR(result.output, "one");
    CHECK_STR(result.errors, "two");
    ambos_run_free(&result);
    prints(CHILD("become", "together", "self", "write-stderr", "two"), "two");
}

TEST(streams_to_files_and_to_nowhere)
{
    char word[1024];

    snprintf(word, sizeof word, "output=%s", test_path("out"));
    prints(CHILD("become", word, "self", "write-stdout", "text"), "");
    CHECK_STR(test_read_file(test_path("out"), NULL), "text");
    prints(CHILD("become", "null", "self", "cat"), "");
}

TEST(environment_is_that_of_the_options)
{
    prints(CHILD("become", "env", "self", "getenv", "AMBOS_TEST_NEW"), "new");
}

TEST(directory_is_that_of_the_options)
{
    char word[1024];
    char expected[1024];
    char *absolute;

    CHECK_OK(ambos_path_absolute(test_dir(), &absolute));
    snprintf(word, sizeof word, "cwd=%s", test_dir());
    snprintf(expected, sizeof expected, "%s\n", absolute);
    ambos_free(absolute);
    prints(CHILD("become", word, "self", "cwd"), expected);
}

TEST(name_told_is_not_the_program)
{
    char word[1024];

    snprintf(word, sizeof word, "program=%s", test_self());
    prints(CHILD("become", word, "another-name", "--child", "write-stdout", "text"), "text");
}

TEST(another_after_another)
{
    prints(CHILD("become", "-", "self", "become", "-", "self", "become", "-", "self", "write-stdout", "text"), "text");
}

TEST(it_ends_when_we_are_ended)
{
    const ambos_spawn_options options = { .stdio = { { .kind = AMBOS_STREAM_PIPE }, { .kind = AMBOS_STREAM_PIPE } } };
    ambos_process *process = child_spawn(CHILD("become", "-", "self", "cat"), &options);
    ambos_file *input = child_stream(process, 0);
    ambos_file *output = child_stream(process, 1);

    CHECK_OK(ambos_file_write(input, "alive", 5, NULL));
    child_expect(output, "alive");
    test_end_process((uint64_t)ambos_process_id(process));
    CHECK_STR(child_read(output, NULL), "");
    CHECK(child_wait(process).kind != AMBOS_STATUS_UNKNOWN);
    CHECK_OK(ambos_file_close(input));
    ambos_process_close(process);
}

/* ---- when it does not work ---- */

static void fails(const char *const argv[], const char *said)
{
    char expected[256];
    ambos_run_result result = run(argv);

    snprintf(expected, sizeof expected, "buffered and lost %s still here\n", said);
    CHECK_STR(result.output, expected);
    CHECK_STR(result.errors, "");
    CHECK_INT(result.status.code, 9);
    ambos_run_free(&result);
}

static const char *told(const char *error, uint32_t step)
{
    static char text[128];

    snprintf(text, sizeof text, "%s %s", error, ambos_step_text(step));
    return text;
}

TEST(a_program_that_is_not_there)
{
    fails(CHILD("become", "-", test_path("missing")), told("ENOENT", AMBOS_STEP_PROGRAM));
    fails(CHILD("become", "-", "ambos-no-such-program"), told("ENOENT", AMBOS_STEP_PROGRAM));
}

TEST(streams_are_back_when_it_fails)
{
    char word[1024];

    snprintf(word, sizeof word, "null,together,output=%s", test_path("out"));
    fails(CHILD("become", word, test_path("missing")), told("ENOENT", AMBOS_STEP_PROGRAM));
}

TEST(a_directory_that_is_not_there)
{
    char word[1024];

    snprintf(word, sizeof word, "cwd=%s,null", test_path("missing"));
    fails(CHILD("become", word, "self", "exit", "0"), told("ENOENT", AMBOS_STEP_CWD));
}

TEST(failures_in_this_very_process)
{
    const char *const missing[] = { test_path("missing"), NULL };
    const ambos_spawn_options elsewhere = { .cwd = test_dir(), .stdio[1].kind = AMBOS_STREAM_NULL };
    char *before;
    char *after;
    int64_t handles;

    CHECK_OK(ambos_getcwd(&before));
    CHECK_ERR(ambos_exec(missing, &elsewhere), AMBOS_ENOENT);
    handles = test_handle_count();
    for (int i = 0; i < 20; i++)
        CHECK_ERR(ambos_exec(missing, &elsewhere), AMBOS_ENOENT);
    if (!test_is_wine())
        CHECK_INT(test_handle_count(), handles);
    CHECK_OK(ambos_getcwd(&after));
    CHECK_STR(after, before);
    ambos_free(before);
    ambos_free(after);
    CHECK(!test_has_children());
}

TEST(what_makes_no_sense)
{
    const char *const nothing[] = { NULL };
    static const uint32_t flags[] = { AMBOS_SPAWN_NEW_GROUP, AMBOS_SPAWN_DETACHED, AMBOS_SPAWN_TREE,
                                      AMBOS_SPAWN_DIE_WITH_PARENT, AMBOS_SPAWN_SUSPENDED, 0x80000000u };
    const ambos_spawn_posix group = { .flags = AMBOS_SPAWN_SET_GROUP, .process_group = 1 };
    ambos_spawn_options options = { .stdio[1].kind = AMBOS_STREAM_PIPE };

    CHECK_ERR(ambos_exec(NULL, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_exec(nothing, NULL), AMBOS_EINVAL);
    CHECK_ERR(ambos_exec(CHILD("exit", "0"), &options), AMBOS_EINVAL);
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        options = (ambos_spawn_options){ .flags = flags[i] };
        CHECK_ERR(ambos_exec(CHILD("exit", "0"), &options), AMBOS_EINVAL);
    }
    options = (ambos_spawn_options){ .posix = &group };
    CHECK_ERR(ambos_exec(CHILD("exit", "0"), &options), AMBOS_EINVAL);
}
