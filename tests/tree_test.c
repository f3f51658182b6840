/* SPDX-License-Identifier: MIT */
/* Trees of processes, and their end. What is asked for is not numbers but a pipe: everybody in a tree has its end as
   the standard error, so that it ends when the last of them is gone.

   Run three times where there are cgroups: as it is, where none is to be seen, and as a user who may make none; see
   posix/tiers.cmake. AMBOS_TEST_STRICT and AMBOS_TEST_PLAIN say what tiers are to be in force then. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

enum { TREE = AMBOS_SPAWN_TREE, STRICT = AMBOS_SPAWN_TREE_STRICT, TIED = AMBOS_SPAWN_DIE_WITH_PARENT };

/* ---- what the trees do ---- */

static char *crash[] = { (char[]){ "crash" }, (char[]){ "segv" }, NULL };

static void say(const char *word)
{
    puts(word);
    fflush(stdout);
}

/* leaves N loose|close THEN: N children that sleep for ever, with no stream but the standard error. Loose: half of them lead
   a session of their own, and of these half are orphans. Says "ready"; then `stay`, `exit` or `crash`. */
static int run_leaves(int argc, char **argv)
{
    static const uint32_t loose[] = { 0, AMBOS_SPAWN_NEW_SESSION, 0, AMBOS_SPAWN_DETACHED };
    const int count = atoi(argv[argc - 3]);
    const bool may_leave = strcmp(argv[2], "loose") == 0;

    for (int i = 0; i < count; i++) {
        const ambos_spawn_options options = { .flags = may_leave && !test_is_windows() ? loose[i % 4] : 0,
                                              .stdio = { { .kind = AMBOS_STREAM_NULL }, { .kind = AMBOS_STREAM_NULL } } };
        ambos_process *process;
        const ambos_error error = ambos_spawn(&process, CHILD("sleep", "2147483647"), &options);

        if (error) {
            say(ambos_error_name(error));
            return 1;
        }
        ambos_process_close(process);
    }
    say("ready");
    if (strcmp(argv[3], "stay") == 0)
        test_sleep(INT32_MAX);
    if (strcmp(argv[3], "crash") == 0)
        test_child(2, crash);
    return 7;
}

static bool start_runner(void)
{
    const ambos_spawn_options options = { .flags = test_is_windows() ? 0 : AMBOS_SPAWN_NEW_SESSION };
    ambos_process *process;

    if (ambos_spawn(&process, CHILD("runner"), &options))
        return false;
    ambos_process_close(process);
    return true;
}

/* runner: starts another such and ends, for ever: whoever looks for it finds it gone. It ends without a leak checker's
   last look, which complains when it is killed meanwhile. */
static int run_runner(int argc, char **argv)
{
    (void)argc;
    (void)argv;
    _Exit(start_runner() ? 0 : 1);
}

/* runners N: so many, and says "ready". */
static int run_runners(int argc, char **argv)
{
    for (int i = atoi(argv[argc - 1]); i > 0; i--)
        if (!start_runner())
            _Exit(1);
    say("ready");
    _Exit(0);
}

/* middle FLAGS HOW: spawns "leaves" with these flags and, when its input has ended, goes on as HOW says: "exit" or
   "crash". */
static int run_middle(int argc, char **argv)
{
    static ambos_process *process; /* for leak checkers, which know who owns what is here */
    const ambos_spawn_options options = { .flags = (uint32_t)atoi(argv[argc - 2]) };

    if (ambos_spawn(&process, CHILD("leaves", "6", "loose", "stay"), &options))
        return 1;
    while (getchar() != EOF)
        continue;
    if (strcmp(argv[2], "crash") == 0)
        test_child(2, crash);
    return 0;
}

const struct test_command test_suite_commands[] = {
    { "leaves", 3, 3, run_leaves },
    { "middle", 2, 2, run_middle },
    { "runner", 0, 0, run_runner },
    { "runners", 1, 1, run_runners },
    { NULL, 0, 0, NULL },
};

/* ---- spawning them ---- */

struct tree {
    ambos_process *process;
    ambos_file *input;
    ambos_file *output;
    ambos_file *alive; /* ends when everybody is gone */
};

static struct tree spawn_tree(const char *const argv[], uint32_t flags)
{
    const ambos_spawn_options options = { .flags = flags,
                                          .stdio = { { .kind = AMBOS_STREAM_PIPE },
                                                     { .kind = AMBOS_STREAM_PIPE },
                                                     { .kind = AMBOS_STREAM_PIPE } } };
    struct tree tree;
    ambos_error error = ambos_spawn(&tree.process, argv, &options);

    if (error == AMBOS_ENOTSUP)
        SKIP("no such tree here");
    CHECK_OK(error);
    tree.input = child_stream(tree.process, 0);
    tree.output = child_stream(tree.process, 1);
    tree.alive = child_stream(tree.process, 2);
    return tree;
}

static struct tree ready_tree(const char *const argv[], uint32_t flags)
{
    struct tree tree = spawn_tree(argv, flags);

    child_expect(tree.output, "ready\n");
    return tree;
}

static void nobody_is_left(struct tree *tree)
{
    CHECK_STR(child_read(tree->alive, NULL), "");
    CHECK_STR(child_read(tree->output, NULL), "");
    CHECK_OK(ambos_file_close(tree->input));
}

static void was_killed(ambos_process *process)
{
    ambos_status status = child_wait(process);

    CHECK_INT(status.kind, AMBOS_STATUS_SIGNALED);
    CHECK_INT(status.signal, AMBOS_SIGKILL);
}

static void kill_tree(struct tree *tree)
{
    CHECK_OK(ambos_kill_tree(tree->process));
    nobody_is_left(tree);
    was_killed(tree->process);
    CHECK_OK(ambos_kill_tree(tree->process)); /* nobody is left, which is what was wanted */
    ambos_process_close(tree->process);
}

static void exited_with(struct tree *tree, uint32_t code)
{
    ambos_status status = child_wait(tree->process);

    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, code);
}

/* STRICT where there is such a thing, else the only one there is. */
static uint32_t best(void)
{
    const ambos_spawn_options options = { .flags = STRICT };
    ambos_process *process;

    if (ambos_spawn(&process, CHILD("exit", "0"), &options))
        return TREE;
    child_end(process, 0);
    return STRICT;
}

static uint32_t tier_of(uint32_t flags)
{
    struct tree tree = spawn_tree(CHILD("cat"), flags);
    uint32_t tier = ambos_process_tree(tree.process);

    kill_tree(&tree);
    return tier;
}

/* ---- tiers ---- */

static uint32_t told(const char *name)
{
    const char *text = getenv(name);

    return text ? (uint32_t)atoi(text) : 0;
}

TEST(plain_tree_has_a_tier)
{
    uint32_t tier = tier_of(TREE);

    CHECK(tier >= AMBOS_TREE_GROUP && tier <= AMBOS_TREE_JOB);
    CHECK_INT(tier == AMBOS_TREE_JOB, test_is_windows());
    CHECK(tier != AMBOS_TREE_SUPERVISOR); /* that has its price */
    if (told("AMBOS_TEST_PLAIN"))
        CHECK_INT(tier, told("AMBOS_TEST_PLAIN"));
}

TEST(strict_tree_has_a_strict_tier)
{
    uint32_t tier = tier_of(STRICT);

    CHECK(tier >= AMBOS_TREE_SUPERVISOR && tier <= AMBOS_TREE_JOB);
    CHECK_INT(tier_of(STRICT | TREE), tier);
    if (told("AMBOS_TEST_STRICT"))
        CHECK_INT(tier, told("AMBOS_TEST_STRICT"));
}

TEST(strict_or_refused)
{
    const ambos_spawn_options options = { .flags = STRICT };
    ambos_process *process;
    ambos_failure failure;
    ambos_error error = ambos_spawn(&process, CHILD("exit", "7"), &options);

    if (!error) {
        child_end(process, 7);
        return;
    }
    CHECK_CODE(error, AMBOS_ENOTSUP);
    CHECK(process == NULL);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_TREE);
}

TEST(what_is_no_tree)
{
    ambos_process *process = child_spawn(CHILD("exit", "3"), NULL);

    CHECK_INT(ambos_process_tree(process), AMBOS_TREE_NONE);
    CHECK_ERR(ambos_kill_tree(process), AMBOS_EINVAL);
    child_end(process, 3);
    CHECK_INT(ambos_process_tree(NULL), AMBOS_TREE_NONE);
    CHECK_ERR(ambos_kill_tree(NULL), AMBOS_EINVAL);
}

/* ---- the end of all ---- */

TEST(plain_tree_ends_with_its_children)
{
    struct tree tree = ready_tree(CHILD("leaves", "8", "close", "stay"), TREE);

    kill_tree(&tree);
}

/* How long it took, in milliseconds, until the last of them was gone. */
static int64_t end_of_many(uint32_t flags, const char *how)
{
    struct tree tree = ready_tree(CHILD("leaves", test_is_wine() ? "20" : "200", how, "stay"), flags);
    int64_t begin = test_clock_ms();
    int64_t gone;

    CHECK_OK(ambos_kill_tree(tree.process));
    nobody_is_left(&tree);
    gone = test_clock_ms() - begin;
    printf("%s: all gone after %d ms\n", how, (int)gone);
    was_killed(tree.process);
    ambos_process_close(tree.process);
    return gone;
}

/* Half of them setsid'ed, a quarter orphans: in 100 ms, or in half as long again as it takes the system to end as many by
   one signal to their group. The machine may be busy with something else: once of several times. What a sanitizer has
   made of them takes longer to be taken down. */
TEST(two_hundred_descendants_end)
{
    const int64_t end = test_clock_ms() + 15000;
    int64_t gone, by_signal;

    do {
        by_signal = end_of_many(TREE, "close");
        gone = end_of_many(STRICT, "loose");
    } while (!TEST_SANITIZED && gone > 100 && gone > by_signal * 3 / 2 && test_clock_ms() < end);
    CHECK(TEST_SANITIZED || gone <= 100 || gone <= by_signal * 3 / 2);
}

static void end_after_the_child(uint32_t flags, const char *how)
{
    struct tree tree = ready_tree(CHILD("leaves", "8", how, "exit"), flags);

    exited_with(&tree, 7);
    CHECK_OK(ambos_kill_tree(tree.process));
    nobody_is_left(&tree);
    exited_with(&tree, 7);
    ambos_process_close(tree.process);
}

TEST(descendants_end_after_the_child_of_a_plain_tree)
{
    end_after_the_child(TREE, "close");
}

TEST(descendants_end_after_the_child_of_a_strict_tree)
{
    end_after_the_child(STRICT, "loose");
}

/* Each gone by the time that somebody has found it. */
TEST(descendants_that_are_being_started_end)
{
    for (int i = 0; i < (test_is_wine() ? 1 : 5); i++) {
        struct tree tree = ready_tree(CHILD("runners", "8"), STRICT);

        CHECK_OK(ambos_kill_tree(tree.process));
        nobody_is_left(&tree);
        CHECK(child_wait(tree.process).kind != AMBOS_STATUS_UNKNOWN);
        ambos_process_close(tree.process);
    }
}

struct killers {
    ambos_process *process;
};

static void kill_or_wait(unsigned index, void *context)
{
    struct killers *killers = context;
    ambos_status status;

    if (index % 2) {
        CHECK_OK(ambos_kill_tree(killers->process));
    } else {
        CHECK_OK(ambos_wait(killers->process, CHILD_PATIENCE_MS, &status));
        CHECK_INT(status.signal, AMBOS_SIGKILL);
    }
}

TEST(several_threads_kill_and_wait_at_once)
{
    const uint32_t flags[] = { TREE, best() };

    for (size_t i = 0; i < 2; i++) {
        struct tree tree = ready_tree(CHILD("leaves", "8", flags[i] == STRICT ? "loose" : "close", "stay"), flags[i]);
        struct killers killers = { tree.process };

        child_threads(8, kill_or_wait, &killers);
        nobody_is_left(&tree);
        was_killed(tree.process);
        ambos_process_close(tree.process);
    }
}

/* ---- a child like any other ---- */

static void answers(struct tree *tree, const char *text)
{
    CHECK_OK(ambos_file_write(tree->input, text, strlen(text), NULL));
    child_expect(tree->output, text);
}

static void is_waited_for(uint32_t flags)
{
    struct tree tree = spawn_tree(CHILD("cat"), flags);

    CHECK_ERR(ambos_wait(tree.process, AMBOS_POLL, NULL), AMBOS_ETIMEDOUT);
    CHECK_ERR(ambos_wait(tree.process, 20, NULL), AMBOS_ETIMEDOUT);
    answers(&tree, "text");
    CHECK_OK(ambos_file_close(tree.input));
    CHECK_STR(child_read(tree.output, NULL), "");
    CHECK_STR(child_read(tree.alive, NULL), "");
    child_end(tree.process, 0);
}

TEST(trees_are_waited_for_and_talked_to)
{
    is_waited_for(TREE);
    is_waited_for(best());
}

TEST(number_is_that_of_the_child)
{
    const uint32_t flags[] = { TREE, best() };

    for (size_t i = 0; i < 2; i++) {
        struct tree tree = spawn_tree(CHILD("print-pid"), flags[i]);
        char expected[32];

        snprintf(expected, sizeof expected, "%" PRId64 "\n", ambos_process_id(tree.process));
        CHECK_STR(child_read(tree.output, NULL), expected);
        CHECK_OK(ambos_file_close(tree.input));
        CHECK_STR(child_read(tree.alive, NULL), "");
        child_end(tree.process, 0);
    }
}

static ambos_status status_of(const char *const argv[], uint32_t flags)
{
    struct tree tree = spawn_tree(argv, flags);
    ambos_status status = child_wait(tree.process);
    ambos_status again;

    CHECK_OK(ambos_wait(tree.process, AMBOS_FOREVER, &again));
    CHECK_MEM(&again, sizeof again, &status, sizeof status);
    CHECK_OK(ambos_file_close(tree.input));
    child_read(tree.output, NULL);
    child_read(tree.alive, NULL);
    ambos_process_close(tree.process);
    return status;
}

TEST(status_of_a_tree_is_exact)
{
    const uint32_t flags = best();
    ambos_status status = status_of(CHILD("exit", "201"), flags);

    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, 201);
    CHECK(flags == TREE || (status.known & AMBOS_STATUS_TIMES));
    status = status_of(CHILD("crash", "segv"), flags);
    CHECK_INT(status.kind, AMBOS_STATUS_CRASHED);
    CHECK_INT(status_of(CHILD("exit", "0"), TREE).kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status_of(CHILD("crash", "segv"), TREE).kind, AMBOS_STATUS_CRASHED);
}

TEST(processor_time_of_a_strict_tree)
{
    ambos_status status = status_of(CHILD("burn", "200"), STRICT);

    CHECK(status.known & AMBOS_STATUS_TIMES);
    if (!test_is_wine())
        CHECK(status.user_time.sec > 0 || status.user_time.nsec > 1000000);
}

TEST(child_of_a_tree_is_ended_by_others_as_well)
{
    const uint32_t flags[] = { TREE, best() };

    for (size_t i = 0; i < 2; i++) {
        struct tree tree = spawn_tree(CHILD("cat"), flags[i]);

        test_end_process((uint64_t)ambos_process_id(tree.process));
        CHECK(child_wait(tree.process).kind != AMBOS_STATUS_UNKNOWN);
        nobody_is_left(&tree);
        ambos_process_close(tree.process);
    }
}

TEST(closing_a_tree_ends_nobody)
{
    const uint32_t flags[] = { TREE, best() };

    for (size_t i = 0; i < 2; i++) {
        struct tree tree = spawn_tree(CHILD("cat"), flags[i]);

        ambos_process_close(tree.process);
        answers(&tree, "alive");
        CHECK_OK(ambos_file_close(tree.input));
        CHECK_STR(child_read(tree.output, NULL), "");
        CHECK_STR(child_read(tree.alive, NULL), "");
    }
    (void)tier_of(TREE); /* sees to what those have left */
}

/* ---- failures ---- */

TEST(failures_of_trees_are_told)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    const uint32_t flags[] = { TREE, best() };

    for (size_t i = 0; i < 2; i++) {
        const ambos_spawn_options options = { .flags = flags[i] };
        const ambos_spawn_options nowhere = { .flags = flags[i], .cwd = missing[0] };

        child_refused(missing, &options, AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
        child_refused(CHILD("exit", "0"), &nowhere, AMBOS_ENOENT, AMBOS_STEP_CWD);
    }
    CHECK(!test_has_children());
}

TEST(trees_leave_nothing)
{
    const char *const missing[] = { test_path("no such program"), NULL };
    const uint32_t flags[] = { TREE, best() };
    int64_t before;

    (void)tier_of(flags[0]);
    (void)tier_of(flags[1]);
    before = test_handle_count();
    for (int i = 0; i < (test_is_wine() ? 5 : 50); i++) {
        const ambos_spawn_options options = { .flags = flags[i % 2] };

        child_end(child_spawn(CHILD("exit", "3"), &options), 3);
        child_refused(missing, &options, AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
        CHECK_INT(tier_of(flags[i % 2]) != AMBOS_TREE_NONE, true);
    }
    CHECK(!test_has_children());
    if (!test_is_windows())
        CHECK_INT(test_handle_count(), before);
}

/* ---- ambos_run ---- */

TEST(run_ends_a_tree_at_its_time_limit)
{
    intptr_t ends[2];
    ambos_spawn_options spawn = { .flags = best(), .stdio[2].kind = AMBOS_STREAM_OPEN };
    const ambos_run_options options = { .spawn = &spawn, .timeout_ms = test_is_wine() ? 5000 : 1000 };
    ambos_run_result result;
    ambos_file *alive;
    ambos_error error;

    CHECK(test_pipe(ends));
    CHECK_OK(ambos_file_adopt(&alive, ends[0]));
    CHECK_OK(ambos_file_adopt(&spawn.stdio[2].file, ends[1]));
    error = ambos_run(CHILD("leaves", "4", spawn.flags == STRICT ? "loose" : "close", "stay"), &options, &result);
    CHECK_OK(ambos_file_close(spawn.stdio[2].file));
    CHECK_CODE(error, AMBOS_ETIMEDOUT);
    CHECK_INT(result.status.signal, AMBOS_SIGKILL);
    CHECK_STR(result.output, "ready\n");
    ambos_run_free(&result);
    CHECK_STR(child_read(alive, NULL), "");
}

/* ---- dying with the parent ---- */

/* The child of ours, whose tree that is, ends in this way: "kill", "exit" or "crash". */
static struct tree family_after(uint32_t flags, const char *how)
{
    char text[16];
    struct tree tree;

    (void)tier_of(flags & ~(uint32_t)TIED ? flags : TREE);
    snprintf(text, sizeof text, "%u", (unsigned)flags);
    tree = ready_tree(CHILD("middle", text, how), 0);
    if (strcmp(how, "kill") == 0)
        test_end_process((uint64_t)ambos_process_id(tree.process));
    else
        CHECK_OK(ambos_file_close(tree.input));
    CHECK(child_wait(tree.process).kind != AMBOS_STATUS_UNKNOWN);
    return tree;
}

static void ends_with_its_parent(uint32_t flags, const char *how)
{
    struct tree tree = family_after(flags, how);

    CHECK_STR(child_read(tree.alive, NULL), "");
    CHECK_STR(child_read(tree.output, NULL), "");
    if (strcmp(how, "kill") == 0)
        CHECK_OK(ambos_file_close(tree.input));
    ambos_process_close(tree.process);
}

TEST(tied_tree_ends_when_its_parent_is_killed)
{
    ends_with_its_parent(TIED | TREE, "kill");
    ends_with_its_parent(TIED | STRICT, "kill");
}

TEST(tied_tree_ends_when_its_parent_exits)
{
    ends_with_its_parent(TIED | TREE, "exit");
}

TEST(tied_tree_ends_when_its_parent_crashes)
{
    ends_with_its_parent(TIED | STRICT, "crash");
}

TEST(tied_tree_is_a_tree_like_any_other)
{
    struct tree tree = ready_tree(CHILD("leaves", "8", "loose", "exit"), TIED | TREE);

    CHECK(ambos_process_tree(tree.process) >= AMBOS_TREE_SUPERVISOR);
    exited_with(&tree, 7);
    CHECK_OK(ambos_kill_tree(tree.process));
    nobody_is_left(&tree);
    ambos_process_close(tree.process);
}
