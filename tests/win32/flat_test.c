/* SPDX-License-Identifier: MIT */
/* What thousands of spawns leave behind, succeeding and failing. It takes minutes under Wine. */
#include "children.h"

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

#include <psapi.h>
#include <stdio.h>

enum { CHILDREN = 10000, WARM_UP = 100, SLACK_OF_MEMORY = 512 * 1024 };

static uint64_t used_memory(void)
{
    PROCESS_MEMORY_COUNTERS_EX counters = { .cb = sizeof counters };

    CHECK(GetProcessMemoryInfo(GetCurrentProcess(), (PROCESS_MEMORY_COUNTERS *)&counters, sizeof counters));
    return counters.PrivateUsage;
}

/* Of Wine one child in some thousands ends before it has begun, which it calls an internal error. */
static bool died_of_wine(ambos_error error)
{
    static int deaths;
    ambos_failure failure;

    ambos_last_failure(&failure);
    if (!error || !test_is_wine() || failure.native != ERROR_INTERNAL_ERROR)
        return false;
    printf("Wine's own failure, number %d\n", ++deaths);
    CHECK(deaths <= CHILDREN / 1000);
    return true;
}

static void succeed(void)
{
    static const ambos_spawn_options options = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process;
    ambos_error error;

    do
        error = ambos_spawn(&process, CHILD("exit", "0"), &options);
    while (died_of_wine(error));
    CHECK_OK(error);
    child_end(process, 0);
}

/* By turns in the search, before the process is made, and as late as it can. */
static void fail(int number, const char *text)
{
    static const char *const missing[] = { "no such program", NULL };
    const char *const broken[] = { text, NULL };
    const ambos_spawn_options pipes = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE } };
    const ambos_spawn_options no_file = { .stdio[1] = { .kind = AMBOS_STREAM_PIPE },
                                          .stdio[2] = { .kind = AMBOS_STREAM_FILE, .path = "no such directory/file" } };
    const ambos_spawn_options no_dir = { .cwd = "no such directory", .stdio[0] = { .kind = AMBOS_STREAM_PIPE } };
    ambos_process *process;

    switch (number % 4) {
    case 0:
        CHECK_ERR(ambos_spawn(&process, missing, &pipes), AMBOS_ENOENT);
        return;
    case 1:
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &no_file), AMBOS_ENOENT);
        return;
    case 2:
        CHECK_ERR(ambos_spawn(&process, CHILD("exit", "0"), &no_dir), AMBOS_ENOENT);
        return;
    default:
        CHECK_ERR(ambos_spawn(&process, broken, &pipes), AMBOS_ENOEXEC);
    }
}

TEST(ten_thousand_children_and_ten_thousand_failures)
{
    const char *text = test_path("text.exe");
    int64_t handles = 0;
    uint64_t memory = 0;

    test_write_file(text, "not a program", 13);
    for (int i = 0; i < WARM_UP + CHILDREN; i++) {
        if (i == WARM_UP) {
            handles = test_handle_count();
            memory = used_memory();
        }
        succeed();
        fail(i, text);
        if (i % 1000 == 0)
            printf("%d of each\n", i);
        fflush(stdout);
    }
    CHECK_INT(test_handle_count(), handles);
    CHECK(used_memory() < memory + SLACK_OF_MEMORY);
}
