/* SPDX-License-Identifier: MIT */
/* Which program runs: one rule on both systems, told in process.h. Programs are copies of this one, and say their own
   path. Numbers in brackets: rows of the list of behaviours. */
#include <stdio.h>
#include <string.h>

#include "children.h"

/* A copy of this program under test_dir(). */
static const char *place(const char *dir, const char *name)
{
    char relative[256];
    const char *path;

    if (!test_exists(test_path(dir)))
        test_make_dir(test_path(dir));
    snprintf(relative, sizeof relative, "%s/%s", dir, test_program_name(name));
    path = test_path(relative);
    test_copy_program(path);
    return path;
}

/* An environment that is ours but for PATH; NULL takes that away. */
static ambos_env *with_path(const char *path)
{
    ambos_env *env;

    CHECK_OK(ambos_env_snapshot(&env));
    CHECK_OK(path ? ambos_env_set(env, "PATH", path) : ambos_env_unset(env, "PATH"));
    return env;
}

/* `a` and `b` as entries of a PATH. */
static const char *entries(const char *a, const char *b)
{
    static char path[4096];

    snprintf(path, sizeof path, "%s%s%s", a, test_is_windows() ? ";" : ":", b);
    return path;
}

/* The last two names of the path that the program says is its own, without .exe: "dir/name". */
static void ran_as(char answer[512], const char *program, const ambos_spawn_options *options)
{
    const char *const argv[] = { program, "--child", "self", NULL };
    char path[4096];
    char *cut;

    snprintf(path, sizeof path, "%s", child_output(argv, options));
    path[strcspn(path, "\n")] = '\0';
    for (char *c = path; *c; c++)
        if (*c == '\\')
            *c = '/';
    if ((cut = strstr(path, ".exe")) != NULL)
        *cut = '\0';
    cut = strrchr(path, '/');
    CHECK(cut != NULL);
    for (cut--; cut > path && *cut != '/'; cut--)
        continue;
    snprintf(answer, 512, "%s", cut + 1);
}

/* What the search alone finds, seen from here, is what runs. */
static const char *ran(const char *program, ambos_env *env, const char *cwd)
{
    const ambos_spawn_options options = { .env = env, .cwd = cwd };
    const ambos_spawn_options here = { .env = env };
    static char answer[512];
    char again[512];
    char *found;

    ran_as(answer, program, &options);
    CHECK_OK(ambos_find_program(program, &options, &found));
    CHECK(found != NULL);
    ran_as(again, found, &here);
    CHECK_STR(again, answer);
    ambos_free(found);
    ambos_env_free(env);
    return answer;
}

/* Neither by a spawn nor by the search alone. */
static void refused(const char *program, const ambos_spawn_options *options, ambos_error error)
{
    const char *const argv[] = { program, "--child", "self", NULL };
    static char somewhere;
    char *found = &somewhere;
    ambos_process *process;
    ambos_failure failure;

    CHECK_ERR(ambos_spawn(&process, argv, options), error);
    CHECK(process == NULL);
    CHECK_ERR(ambos_find_program(program, options, &found), error);
    CHECK(found == NULL);
    ambos_last_failure(&failure);
    CHECK_INT(failure.step, AMBOS_STEP_PROGRAM);
}

static void not_found(const char *program, ambos_env *env, const char *cwd)
{
    const ambos_spawn_options options = { .env = env, .cwd = cwd };

    refused(program, &options, AMBOS_ENOENT);
    ambos_env_free(env);
}

/* ---- bare names ---- */

/* [15] */
TEST(first_directory_of_path_wins)
{
    place("first", "tool");
    place("second", "tool");
    CHECK_STR(ran("tool", with_path(entries(test_path("first"), test_path("second"))), NULL), "first/tool");
    CHECK_STR(ran("tool", with_path(entries(test_path("second"), test_path("first"))), NULL), "second/tool");
}

TEST(later_directories_are_looked_at)
{
    place("second", "tool");
    test_make_dir(test_path("empty"));
    CHECK_STR(ran("tool", with_path(entries(test_path("empty"), test_path("second"))), NULL), "second/tool");
    CHECK_STR(ran("tool", with_path(entries(test_path("missing"), test_path("second"))), NULL), "second/tool");
}

/* [19] */
TEST(the_childs_path_counts_and_not_ours)
{
    place("ours", "tool");
    place("childs", "tool");
    CHECK_OK(ambos_setenv("PATH", test_path("ours")));
    CHECK_STR(ran("tool", with_path(test_path("childs")), NULL), "childs/tool");
    CHECK_STR(ran("tool", NULL, NULL), "ours/tool");
    test_make_dir(test_path("empty"));
    not_found("tool", with_path(test_path("empty")), NULL);
}

/* [16] */
TEST(current_directory_is_never_searched)
{
    place("evil", "tool");
    place("good", "tool");
    CHECK_OK(ambos_chdir(test_path("evil")));
    CHECK_STR(ran("tool", with_path(test_path("good")), NULL), "good/tool");
    CHECK_STR(ran("tool", with_path(test_path("good")), test_path("evil")), "good/tool");
    not_found("tool", with_path(test_path("nothing")), NULL);
    not_found("tool", with_path(test_path("nothing")), test_path("evil"));
    not_found(test_program_name("tool"), with_path(test_path("nothing")), test_path("evil"));
    CHECK_OK(ambos_chdir("/"));
}

/* The directory is no hindrance when PATH names it. */
TEST(current_directory_may_be_in_path)
{
    place("both", "tool");
    CHECK_OK(ambos_chdir(test_path("both")));
    CHECK_STR(ran("tool", with_path(test_path("both")), NULL), "both/tool");
    CHECK_OK(ambos_chdir("/"));
}

/* [17] */
TEST(empty_entry_of_path)
{
    place("here", "tool");
    place("other", "tool");
    if (test_is_windows()) {
        CHECK_OK(ambos_chdir(test_path("here")));
        not_found("tool", with_path(entries("", test_path("nothing"))), NULL);
        not_found("tool", with_path(";"), test_path("here"));
        CHECK_STR(ran("tool", with_path(entries("", test_path("other"))), NULL), "other/tool");
        CHECK_OK(ambos_chdir("/"));
        return;
    }
    CHECK_STR(ran("tool", with_path(entries("", test_path("other"))), test_path("here")), "here/tool");
    CHECK_STR(ran("tool", with_path(entries(test_path("nothing"), "")), test_path("here")), "here/tool");
    not_found("tool", with_path(entries("", test_path("nothing"))), test_dir());
}

/* [17] */
TEST(relative_entry_of_path)
{
    place("rel", "tool");
    place("other", "tool");
    if (test_is_windows()) {
        CHECK_OK(ambos_chdir(test_dir()));
        not_found("tool", with_path("rel"), NULL);
        not_found("tool", with_path("rel;.;.\\rel;..\\x;C:rel;\\rel"), test_dir());
        CHECK_STR(ran("tool", with_path(entries("rel", test_path("other"))), NULL), "other/tool");
        CHECK_OK(ambos_chdir("/"));
        return;
    }
    CHECK_STR(ran("tool", with_path("rel"), test_dir()), "rel/tool");
}

/* [18] */
TEST(no_path_at_all)
{
    place("here", "tool");
    not_found("tool", with_path(NULL), test_path("here"));
    if (!test_is_windows()) {
        const char *const argv[] = { "sh", "-c", "echo found", NULL };
        ambos_env *env = with_path(NULL);
        const ambos_spawn_options options = { .env = env };

        CHECK_STR(child_output(argv, &options), "found\n");
        ambos_env_free(env);
    }
}

TEST(empty_path)
{
    place("here", "tool");
    if (test_is_windows())
        not_found("tool", with_path(""), test_path("here"));
    else
        CHECK_STR(ran("tool", with_path(""), test_path("here")), "here/tool");
}

/* [15] */
TEST(directory_named_like_the_program)
{
    char name[64];

    place("second", "tool");
    test_make_dir(test_path("first"));
    snprintf(name, sizeof name, "first/%s", test_program_name("tool"));
    test_make_dir(test_path(name));
    CHECK_STR(ran("tool", with_path(entries(test_path("first"), test_path("second"))), NULL), "second/tool");
}

TEST(only_a_directory_has_the_name)
{
    char name[64];
    ambos_env *env;
    ambos_spawn_options options = { 0 };

    test_make_dir(test_path("first"));
    snprintf(name, sizeof name, "first/%s", test_program_name("tool"));
    test_make_dir(test_path(name));
    env = with_path(test_path("first"));
    options.env = env;
    refused(test_program_name("tool"), &options, AMBOS_EACCES);
    ambos_env_free(env);
}

/* [3] One that may not be run is passed over; when nothing else is found it is what is told. */
TEST(not_executable_is_passed_over)
{
    ambos_spawn_options options = { 0 };
    ambos_env *env;

    if (test_is_windows())
        SKIP("no file is forbidden to be run by a bit here");
    test_set_executable(place("first", "tool"), false);
    place("second", "tool");
    CHECK_STR(ran("tool", with_path(entries(test_path("first"), test_path("second"))), NULL), "second/tool");
    env = with_path(entries(test_path("first"), test_path("nothing")));
    options.env = env;
    refused("tool", &options, AMBOS_EACCES);
    ambos_env_free(env);
}

TEST(file_as_entry_of_path)
{
    place("second", "tool");
    test_write_file(test_path("file"), "", 0);
    CHECK_STR(ran("tool", with_path(entries(test_path("file"), test_path("second"))), NULL), "second/tool");
    not_found("tool", with_path(test_path("file")), NULL);
}

TEST(entry_of_path_that_is_too_long)
{
    static char longest[6000];

    place("second", "tool");
    memset(longest, 'x', sizeof longest - 1);
    memcpy(longest, test_is_windows() ? "C:/" : "/xx", 3);
    CHECK_STR(ran("tool", with_path(entries(test_path("second"), longest)), NULL), "second/tool");
    {
        static char path[8000];

        snprintf(path, sizeof path, "%s%s%s", longest, test_is_windows() ? ";" : ":", test_path("second"));
        CHECK_STR(ran("tool", with_path(path), NULL), "second/tool");
    }
}

TEST(slash_at_the_end_of_an_entry)
{
    char path[4096];

    place("first", "tool");
    snprintf(path, sizeof path, "%s/", test_path("first"));
    CHECK_STR(ran("tool", with_path(path), NULL), "first/tool");
    snprintf(path, sizeof path, "%s//", test_path("first"));
    CHECK_STR(ran("tool", with_path(path), NULL), "first/tool");
}

TEST(dots_in_a_bare_name)
{
    place("first", "tool3.11");
    place("first", "a.tool");
    CHECK_STR(ran("tool3.11", with_path(test_path("first")), NULL), "first/tool3.11");
    CHECK_STR(ran("a.tool", with_path(test_path("first")), NULL), "first/a.tool");
}

/* ---- paths ---- */

/* [23] */
TEST(absolute_path_runs)
{
    const char *tool = place("dir", "tool");
    static char turned[4096];

    CHECK_STR(ran(tool, NULL, NULL), "dir/tool");
    CHECK_STR(ran(tool, with_path(NULL), NULL), "dir/tool");
    if (!test_is_windows())
        return;
    snprintf(turned, sizeof turned, "%s", tool);
    for (char *c = turned; *c; c++)
        if (*c == '/')
            *c = '\\';
    CHECK_STR(ran(turned, NULL, NULL), "dir/tool");
}

/* [20] The same on both systems: from the child's directory. */
TEST(relative_path_counts_from_the_childs_directory)
{
    place("child", "tool");
    place("parent", "tool");
    CHECK_OK(ambos_chdir(test_path("parent")));
    CHECK_STR(ran("./tool", NULL, test_path("child")), "child/tool");
    CHECK_STR(ran("./tool", NULL, NULL), "parent/tool");
    CHECK_STR(ran("../child/tool", NULL, NULL), "child/tool");
    CHECK_STR(ran("../parent/tool", NULL, test_path("child")), "parent/tool");
    CHECK_OK(ambos_chdir("/"));
}

TEST(relative_path_that_only_we_could_see)
{
    place("parent", "tool");
    test_make_dir(test_path("child"));
    CHECK_OK(ambos_chdir(test_path("parent")));
    not_found("./tool", NULL, test_path("child"));
    CHECK_OK(ambos_chdir(test_dir()));
    not_found("parent/tool", NULL, test_path("child"));
    CHECK_OK(ambos_chdir("/"));
}

/* A relative directory first, from ours; then the program, from that. */
TEST(relative_program_in_a_relative_directory)
{
    place("child", "tool");
    CHECK_OK(ambos_chdir(test_dir()));
    CHECK_STR(ran("./tool", NULL, "child"), "child/tool");
    CHECK_STR(ran("../child/tool", NULL, "child"), "child/tool");
    not_found("child/tool", NULL, "child");
    CHECK_OK(ambos_chdir("/"));
}

/* A name with a separator is a path, and PATH has no say in it. */
TEST(path_is_not_searched_for_a_path)
{
    place("dir", "tool");
    not_found("dir/tool", with_path(test_dir()), test_path("dir"));
    not_found("./tool", with_path(test_path("dir")), test_dir());
}

/* [22] */
TEST(spaces_in_the_path_are_not_ends)
{
    const char *tool = place("a b", "c d");

    /* What CreateProcess would take `...\a b\c d.exe` for when it is not quoted. */
    test_copy_program(test_path(test_program_name("a")));
    place("a b", "c");
    CHECK_STR(ran(tool, NULL, NULL), "a b/c d");
    CHECK_STR(ran("c d", with_path(test_path("a b")), NULL), "a b/c d");
    if (test_is_windows()) {
        /* And with no .exe given. */
        CHECK_STR(ran(test_path("a b/c d"), NULL, NULL), "a b/c d");
    }
}

TEST(program_option_is_searched_too)
{
    const char *const argv[] = { "somebody", "--child", "self", NULL };
    ambos_env *env;
    ambos_spawn_options options = { .program = "tool" };

    place("first", "tool");
    env = with_path(test_path("first"));
    options.env = env;
    CHECK(strstr(child_output(argv, &options), test_program_name("tool")) != NULL);
    ambos_env_free(env);
}

TEST(letters_outside_ascii)
{
    const char *tool = place("d\xc3\xaf" "r", "t\xc3\xb6\xc3\xb6l");

    CHECK_STR(ran(tool, NULL, NULL), "d\xc3\xaf" "r/t\xc3\xb6\xc3\xb6l");
    CHECK_STR(ran("t\xc3\xb6\xc3\xb6l", with_path(test_path("d\xc3\xaf" "r")), NULL), "d\xc3\xaf" "r/t\xc3\xb6\xc3\xb6l");
}

/* ---- the search alone ---- */

TEST(search_refuses_bad_arguments)
{
    const ambos_spawn_options unknown = { .flags = 0x80000000u };
    const ambos_spawn_options tail = { .reserved[63] = 1 };
    static char somewhere;
    char *found = &somewhere;

    CHECK_ERR(ambos_find_program(NULL, NULL, &found), AMBOS_EINVAL);
    CHECK(found == NULL);
    CHECK_ERR(ambos_find_program("tool", NULL, NULL), AMBOS_EINVAL);
    found = &somewhere;
    CHECK_ERR(ambos_find_program("tool", &unknown, &found), AMBOS_EINVAL);
    CHECK(found == NULL);
    CHECK_ERR(ambos_find_program("tool", &tail, &found), AMBOS_EINVAL);
}

TEST(search_for_the_program_option)
{
    ambos_env *env;
    ambos_spawn_options options = { .program = "tool" };
    char *found;

    place("first", "tool");
    env = with_path(test_path("first"));
    options.env = env;
    CHECK_OK(ambos_find_program("somebody", &options, &found));
    CHECK(strstr(found, test_program_name("tool")) != NULL);
    ambos_free(found);
    options.program = "nobody";
    CHECK_ERR(ambos_find_program("tool", &options, &found), AMBOS_ENOENT);
    ambos_env_free(env);
}

TEST(search_for_no_name)
{
    not_found("", NULL, NULL);
    not_found("", with_path(test_dir()), test_dir());
}

TEST(search_for_a_directory)
{
    refused(test_dir(), NULL, AMBOS_EACCES);
}

/* What was passed over on the way is no failure. */
TEST(search_that_succeeds_keeps_the_last_failure)
{
    ambos_env *env;
    ambos_spawn_options options = { 0 };
    ambos_failure failure;
    char *found;

    place("second", "tool");
    env = with_path(entries(test_path("nothing"), test_path("second")));
    options.env = env;
    CHECK_ERR(ambos_find_program(NULL, NULL, &found), AMBOS_EINVAL);
    CHECK_OK(ambos_find_program("tool", &options, &found));
    ambos_last_failure(&failure);
    CHECK_INT(failure.code, AMBOS_EINVAL);
    ambos_free(found);
    ambos_env_free(env);
}
