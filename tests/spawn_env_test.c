/* SPDX-License-Identifier: MIT */
/* The environment of a child. Numbers in brackets: rows of the list of behaviours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "children.h"

/* Does the child have this whole line? */
static bool has_line(const char *lines, const char *line)
{
    size_t length = strlen(line);

    for (const char *at = lines; *at; at = strchr(at, '\n') + 1)
        if (strncmp(at, line, length) == 0 && at[length] == '\n')
            return true;
    return false;
}

static const char *environment_of(const ambos_env *env)
{
    const ambos_spawn_options options = { .env = env };

    return child_output(CHILD("dump-env"), &options);
}

static ambos_env *from_list(const char *const entries[])
{
    ambos_env *env;

    CHECK_OK(ambos_env_from_list(&env, entries));
    return env;
}

/* What the child finds under a name; NULL: nothing. */
static const char *found(const ambos_env *env, const char *name)
{
    static char value[70000];
    const ambos_spawn_options spawn = { .env = env };
    const ambos_run_options options = { .spawn = &spawn };
    ambos_run_result result;
    bool there;

    CHECK_OK(ambos_run(CHILD("getenv", name), &options, &result));
    there = result.status.code == 0;
    CHECK(there || result.status.code == 1);
    snprintf(value, sizeof value, "%s", result.output);
    ambos_run_free(&result);
    return there ? value : NULL;
}

TEST(ours_is_inherited)
{
    CHECK_OK(ambos_setenv("AMBOS_TEST", "ours"));
    CHECK_STR(found(NULL, "AMBOS_TEST"), "ours");
    CHECK_OK(ambos_unsetenv("AMBOS_TEST"));
    CHECK_STR(found(NULL, "AMBOS_TEST"), NULL);
}

/* [53] Windows adds what nothing works without. */
TEST(empty_environment)
{
    ambos_env *env;
    const char *lines;

    CHECK_OK(ambos_env_create(&env));
    lines = environment_of(env);
    if (!test_is_windows())
        CHECK_STR(lines, "");
    else
        CHECK(found(env, "SYSTEMROOT") != NULL);
    CHECK_STR(found(env, "PATH"), NULL);
    CHECK_U64(ambos_env_count(env), 0);
    ambos_env_free(env);
}

/* [54] */
TEST(exactly_what_was_listed)
{
    static const char *const entries[] = { "B=2", "A=1", "EMPTY=", "SPACE= a b ", "EQUALS=a=b=c", NULL };
    ambos_env *env = from_list(entries);
    const char *lines = environment_of(env);

    if (!test_is_windows())
        CHECK_STR(lines, "B=2\nA=1\nEMPTY=\nSPACE= a b \nEQUALS=a=b=c\n");
    for (size_t i = 0; entries[i]; i++)
        if (!has_line(lines, entries[i]))
            FAIL("%s is missing in:\n%s", entries[i], lines);
    CHECK(strstr(lines, "PATH=") == NULL);
    ambos_env_free(env);
}

/* [54] */
TEST(changed_added_removed)
{
    ambos_env *env;

    CHECK_OK(ambos_setenv("AMBOS_CHANGED", "old"));
    CHECK_OK(ambos_setenv("AMBOS_REMOVED", "old"));
    CHECK_OK(ambos_setenv("AMBOS_KEPT", "kept"));
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_CHANGED", "new"));
    CHECK_OK(ambos_env_set(env, "AMBOS_ADDED", "added"));
    CHECK_OK(ambos_env_unset(env, "AMBOS_REMOVED"));
    CHECK_STR(found(env, "AMBOS_CHANGED"), "new");
    CHECK_STR(found(env, "AMBOS_ADDED"), "added");
    CHECK_STR(found(env, "AMBOS_REMOVED"), NULL);
    CHECK_STR(found(env, "AMBOS_KEPT"), "kept");
    /* Ours is as it was. */
    CHECK_STR(found(NULL, "AMBOS_CHANGED"), "old");
    CHECK_STR(found(NULL, "AMBOS_ADDED"), NULL);
    CHECK_STR(found(NULL, "AMBOS_REMOVED"), "old");
    ambos_env_free(env);
}

/* [55] */
TEST(last_of_a_name_wins)
{
    static const char *const entries[] = { "A=1", "B=2", "A=3", "a=4", NULL };
    ambos_env *env = from_list(entries);

    CHECK_STR(found(env, "A"), test_is_windows() ? "4" : "3");
    CHECK_STR(found(env, "a"), "4");
    CHECK_STR(found(env, "B"), "2");
    ambos_env_free(env);
}

/* [58] */
TEST(empty_is_not_unset)
{
    static const char *const entries[] = { "EMPTY=", NULL };
    ambos_env *env = from_list(entries);

    CHECK_STR(found(env, "EMPTY"), "");
    CHECK_STR(found(env, "UNSET"), NULL);
    ambos_env_free(env);
}

/* [59] */
TEST(long_value)
{
    enum { LONG = 30000 };
    static char value[LONG + 1];
    ambos_env *env;

    memset(value, 'v', LONG);
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_LONG", value));
    CHECK_STR(found(env, "AMBOS_LONG"), value);
    ambos_env_free(env);
}

/* [59] What no child could read is refused. */
TEST(value_of_more_than_windows_can_hold)
{
    enum { MOST = 32766 };
    static char value[MOST + 2];
    ambos_spawn_options options = { 0 };
    ambos_env *env;

    memset(value, 'v', MOST + 1);
    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_LONG", value));
    options.env = env;
    if (test_is_windows())
        child_refused(CHILD("exit", "0"), &options, AMBOS_E2BIG, AMBOS_STEP_ENVIRONMENT);
    else
        CHECK_STR(found(env, "AMBOS_LONG"), value);
    value[MOST] = '\0';
    CHECK_OK(ambos_env_set(env, "AMBOS_LONG", value));
    if (test_is_windows())
        child_end(child_spawn(CHILD("exit", "0"), &options), 0);
    else
        CHECK_STR(found(env, "AMBOS_LONG"), value);
    ambos_env_free(env);
}

/* [60] */
TEST(letters_outside_ascii)
{
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(ambos_env_set(env, "AMBOS_\xc3\x96", "\xe2\x82\xac \xf0\x9f\x98\x80"));
    CHECK_STR(found(env, "AMBOS_\xc3\x96"), "\xe2\x82\xac \xf0\x9f\x98\x80");
    ambos_env_free(env);
}

TEST(many_variables)
{
    ambos_env *env;
    char name[32];

    CHECK_OK(ambos_env_snapshot(&env));
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "AMBOS_%d", i);
        CHECK_OK(ambos_env_set(env, name, name));
    }
    CHECK_STR(found(env, "AMBOS_0"), "AMBOS_0");
    CHECK_STR(found(env, "AMBOS_999"), "AMBOS_999");
    ambos_env_free(env);
}

/* Removed on purpose is removed; never mentioned is added, with our value; another value is kept. */
TEST(systemroot_on_windows)
{
    static const char *const own[] = { "SystemRoot=C:\\elsewhere", NULL };
    static const char *const lonely[] = { "A=1", NULL };
    ambos_env *env;

    if (!test_is_windows()) {
        env = from_list(lonely);
        CHECK_STR(found(env, "SYSTEMROOT"), NULL);
        ambos_env_free(env);
        return;
    }
    env = from_list(lonely);
    CHECK_STR(found(env, "SYSTEMROOT"), getenv("SYSTEMROOT"));
    CHECK_OK(ambos_env_unset(env, "systemroot"));
    CHECK(!strstr(environment_of(env), "YSTEMROOT="));
    ambos_env_free(env);
    /* Wine gives every process its own, whatever is in the block. */
    if (test_is_wine())
        return;
    env = from_list(own);
    CHECK_STR(found(env, "SYSTEMROOT"), "C:\\elsewhere");
    ambos_env_free(env);
}

TEST(one_environment_for_many_children)
{
    static const char *const entries[] = { "A=1", NULL };
    ambos_env *env = from_list(entries);

    for (int i = 0; i < 5; i++)
        CHECK_STR(found(env, "A"), "1");
    CHECK_U64(ambos_env_count(env), 1);
    ambos_env_free(env);
}

/* [10] */
TEST(environment_that_is_too_long)
{
    enum { EACH = 100000, COUNT = 60 };
    char *value = malloc(EACH + 1);
    ambos_env *env;
    ambos_spawn_options options = { 0 };
    ambos_process *process;
    char name[16];

    if (test_is_windows())
        SKIP("no limit is known for a block here");
    CHECK(value != NULL);
    memset(value, 'v', EACH);
    value[EACH] = '\0';
    CHECK_OK(ambos_env_create(&env));
    for (int i = 0; i < COUNT; i++) {
        snprintf(name, sizeof name, "V%d", i);
        CHECK_OK(ambos_env_set(env, name, value));
    }
    options.env = env;
    CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &options), AMBOS_E2BIG);
    CHECK(process == NULL);
    CHECK(!test_has_children());
    ambos_env_free(env);
    free(value);
}

/* Counts what the library asks for. */
static int allocations;

static void *AMBOS_CALL counted_allocate(void *context, size_t size)
{
    (void)context;
    allocations++;
    return malloc(size);
}

static void *AMBOS_CALL counted_resize(void *context, void *block, size_t size)
{
    (void)context;
    allocations++;
    return realloc(block, size);
}

static void AMBOS_CALL counted_release(void *context, void *block)
{
    (void)context;
    free(block);
}

static int allocations_of_spawn(const ambos_env *env)
{
    const ambos_spawn_options options = { .env = env };
    ambos_process *process;

    int count;

    allocations = 0;
    process = child_spawn(CHILD("exit", "0"), &options);
    count = allocations;
    child_end(process, 0);
    return count;
}

TEST(a_snapshot_and_its_block_take_three_allocations)
{
    const ambos_allocator counted = { counted_allocate, counted_resize, counted_release, NULL };
    ambos_env *env;
    char name[32];
    int i, snapshot, plain, with;

    CHECK_OK(ambos_set_allocator(&counted));
    CHECK_OK(ambos_clearenv());
    for (i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "VARIABLE_%d", i);
        CHECK_OK(ambos_setenv(name, "a value of some length, as they are"));
    }
    if (test_is_windows()) /* nothing works without */
        CHECK_OK(ambos_setenv("SYSTEMROOT", "C:\\windows"));
    allocations = 0;
    CHECK_OK(ambos_env_snapshot(&env));
    snapshot = allocations;
    plain = allocations_of_spawn(NULL);
    with = allocations_of_spawn(env);
    if (snapshot + with - plain > 3)
        FAIL("%d for the snapshot, %d and %d for a spawn without and with it", snapshot, plain, with);
    ambos_env_free(env);
}
