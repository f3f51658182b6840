/* SPDX-License-Identifier: MIT */
/* Children that die with their parent. The parent is a child of this program, "middle", which spawns `cat` with its own
   streams: that answers as long as it lives, and their output ends when both are gone. */
#include <stdio.h>
#include <string.h>

#include "children.h"

static ambos_process *tied(const ambos_spawn_options *options)
{
    ambos_process *process;
    ambos_error error = ambos_spawn(&process, CHILD("cat"), options);

    if (error == AMBOS_ENOTSUP)
        SKIP("no way here to tie a child to its parent");
    CHECK_OK(error);
    return process;
}

/* ---- the parent ---- */

struct middle {
    ambos_spawn_options options;
    ambos_process *process;
    ambos_error error;
};

static void middle_spawn(void *context)
{
    struct middle *middle = context;

    middle->error = ambos_spawn(&middle->process, CHILD("cat"), &middle->options);
}

static void say(const char *word)
{
    puts(word);
    fflush(stdout);
}

/* middle FLAGS HOW WORD...: spawns with these flags as HOW says, "here" or in a "thread" that then ends; says "ready";
   and goes through the words: "close" the object; "stay" for ever; "exit"; "crash" and the kind. */
static int run_middle(int argc, char **argv)
{
    static struct middle middle; /* for leak checkers, which know who owns what is here */

    middle.options.flags = strcmp(argv[1], "tied") == 0 ? AMBOS_SPAWN_DIE_WITH_PARENT : 0;
    if (strcmp(argv[2], "thread") == 0)
        test_thread_join(test_thread_start(middle_spawn, &middle));
    else
        middle_spawn(&middle);
    if (middle.error)
        return 1;
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "close") == 0)
            ambos_process_close(middle.process);
        say(strcmp(argv[i], "close") == 0 ? "closed" : "ready");
        if (strcmp(argv[i], "stay") == 0)
            test_sleep(INT32_MAX);
        if (strcmp(argv[i], "crash") == 0)
            test_child(2, &argv[i]);
    }
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "middle", 3, -1, run_middle },
    { NULL, 0, 0, NULL },
};

/* ---- what is asked of it ---- */

static const ambos_spawn_options two_pipes = { .stdio[0].kind = AMBOS_STREAM_PIPE, .stdio[1].kind = AMBOS_STREAM_PIPE };

struct family {
    ambos_process *middle;
    ambos_file *input;
    ambos_file *output;
};

static struct family family_of(const char *const argv[])
{
    static const ambos_spawn_options options = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT };
    struct family family;
    ambos_process *process;

    /* Is there a way at all? */
    if (ambos_spawn(&process, CHILD("exit", "0"), &options) == AMBOS_ENOTSUP)
        SKIP("no way here to tie a child to its parent");
    child_end(process, 0);
    family.middle = child_spawn(argv, &two_pipes);
    family.input = child_stream(family.middle, 0);
    family.output = child_stream(family.middle, 1);
    return family;
}

static void answers(const struct family *family, const char *text)
{
    CHECK_OK(ambos_file_write(family->input, text, strlen(text), NULL));
    child_expect(family->output, text);
}

static void kill_middle(const struct family *family)
{
    test_end_process((uint64_t)ambos_process_id(family->middle));
    CHECK(child_wait(family->middle).kind != AMBOS_STATUS_UNKNOWN);
}

/* The end of the output: `cat` holds it as long as it lives, and waits for more input as long as this is open. */
static void all_end(struct family *family)
{
    CHECK_STR(child_read(family->output, NULL), "");
    CHECK_OK(ambos_file_close(family->input));
    (void)child_wait(family->middle);
    ambos_process_close(family->middle);
}

TEST(child_ends_when_its_parent_is_killed)
{
    struct family family = family_of(CHILD("middle", "tied", "here", "stay"));

    child_expect(family.output, "ready\n");
    answers(&family, "alive");
    kill_middle(&family);
    all_end(&family);
}

/* What the others would also see if children just did not live on here. */
TEST(child_that_is_not_tied_lives_on)
{
    struct family family = family_of(CHILD("middle", "free", "here", "stay"));

    child_expect(family.output, "ready\n");
    kill_middle(&family);
    answers(&family, "alive");
    CHECK_OK(ambos_file_close(family.input));
    CHECK_STR(child_read(family.output, NULL), "");
    ambos_process_close(family.middle);
}

TEST(child_survives_the_thread_that_spawned_it)
{
    struct family family = family_of(CHILD("middle", "tied", "thread", "stay"));

    child_expect(family.output, "ready\n");
    answers(&family, "alive");
    kill_middle(&family);
    all_end(&family);
}

TEST(child_survives_the_end_of_its_object)
{
    struct family family = family_of(CHILD("middle", "tied", "thread", "close", "stay"));

    child_expect(family.output, "closed\nready\n");
    answers(&family, "alive");
    kill_middle(&family);
    all_end(&family);
}

TEST(child_ends_when_its_parent_exits)
{
    struct family family = family_of(CHILD("middle", "tied", "here", "exit"));

    child_expect(family.output, "ready\n");
    CHECK_INT(child_wait(family.middle).kind, AMBOS_STATUS_EXITED);
    all_end(&family);
}

TEST(child_ends_when_its_parent_crashes)
{
    struct family family = family_of(CHILD("middle", "tied", "thread", "crash", "segv"));

    child_expect(family.output, "ready\n");
    CHECK_INT(child_wait(family.middle).kind, AMBOS_STATUS_CRASHED);
    all_end(&family);
}

/* ---- and else it is a child like any other ---- */

static const ambos_spawn_options plain = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT };

TEST(tied_or_refused)
{
    ambos_process *process;
    ambos_failure failure;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "7"), &plain);

    if (!error) {
        child_end(process, 7);
        return;
    }
    CHECK_CODE(error, AMBOS_ENOTSUP);
    CHECK(process == NULL);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_PARENT);
}

TEST(tied_child_is_waited_for_and_talked_to)
{
    ambos_spawn_options options = two_pipes;
    ambos_process *process;
    ambos_file *input;

    options.flags = AMBOS_SPAWN_DIE_WITH_PARENT;
    process = tied(&options);
    input = child_stream(process, 0);
    CHECK_ERR(ambos_wait(process, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_write(input, "text", 4, NULL));
    CHECK_OK(ambos_file_close(input));
    CHECK_STR(child_read(child_stream(process, 1), NULL), "text");
    child_end(process, 0);
}

TEST(tied_child_is_ended_by_others_as_well)
{
    ambos_spawn_options options = two_pipes;
    ambos_process *process;

    options.flags = AMBOS_SPAWN_DIE_WITH_PARENT;
    process = tied(&options);
    test_end_process((uint64_t)ambos_process_id(process));
    CHECK(child_wait(process).kind != AMBOS_STATUS_UNKNOWN);
    ambos_process_close(process);
}

TEST(tied_children_leave_nothing)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    const ambos_spawn_options nowhere = { .flags = AMBOS_SPAWN_DIE_WITH_PARENT, .cwd = missing[0] };
    ambos_spawn_options first = two_pipes;
    ambos_process *process;
    int64_t before;

    first.flags = AMBOS_SPAWN_DIE_WITH_PARENT;
    process = tied(&first);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
    before = test_handle_count();
    for (int i = 0; i < (test_is_slow() ? 20 : 200); i++) {
        child_end(child_spawn(CHILD("exit", "3"), &plain), 3);
        child_refused(missing, &plain, AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
        child_refused(CHILD("exit", "0"), &nowhere, AMBOS_ENOENT, AMBOS_STEP_CWD);
    }
    CHECK(!test_has_children());
    if (!test_is_windows())
        CHECK_INT(test_handle_count(), before);
}

static void spawn_some(unsigned index, void *context)
{
    const int rounds = *(const int *)context;

    (void)index;
    for (int i = 0; i < rounds; i++)
        child_end(child_spawn(CHILD("exit", "9"), &plain), 9);
}

TEST(tied_children_of_eight_threads)
{
    int rounds = test_is_wine() ? 4 : 25;
    ambos_spawn_options options = two_pipes;
    ambos_process *process;

    options.flags = AMBOS_SPAWN_DIE_WITH_PARENT;
    process = tied(&options);
    child_threads(8, spawn_some, &rounds);
    CHECK_OK(ambos_file_close(child_stream(process, 0)));
    child_end(process, 0);
    CHECK(!test_has_children());
}
