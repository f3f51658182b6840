/* SPDX-License-Identifier: MIT */
/* ambos kill, as a user runs it. */
#include <stdio.h>
#include <string.h>

#include "tool.h"

#define SELF test_self(), "--child"

/* A child that runs, and its number. */
static ambos_process *victim(char id[32])
{
    ambos_process *process = child_spawn(CHILD("sleep", "100000"), NULL);

    snprintf(id, 32, "%lld", (long long)ambos_process_id(process));
    return process;
}

static bool can_open(ambos_process *process)
{
    ambos_process *again;
    const ambos_error error = ambos_process_open(&again, ambos_process_id(process));

    ambos_process_close(again);
    return error != AMBOS_ENOTSUP;
}

/* `ambos kill OPTION VALUE id` ends it, with that signal (Windows: by force). */
static void check_killed(const char *option, const char *value, uint32_t signal)
{
    char id[32];
    ambos_process *process = victim(id);
    ambos_status status;

    if (!can_open(process)) {
        tool_says(TOOL_ARGV("kill", option, value, id), 1, "", "not supported here (ENOTSUP)");
        CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
        signal = AMBOS_SIGKILL;
    } else {
        tool_says(TOOL_ARGV("kill", option, value, id), 0, "", "");
    }
    status = child_wait(process);
    if (test_is_windows())
        CHECK(status.kind == AMBOS_STATUS_EXITED && status.code == 137);
    else
        CHECK_INT(status.signal, signal);
    ambos_process_close(process);
}

TEST(by_force)
{
    check_killed("-s", "KILL", AMBOS_SIGKILL);
    check_killed("--signal", "9", AMBOS_SIGKILL);
    check_killed("-s", "sigkill", AMBOS_SIGKILL);
}

TEST(asked_and_then_forced)
{
    check_killed("--grace", "5", AMBOS_SIGTERM);
    check_killed("--grace", "0", AMBOS_SIGKILL);
}

TEST(a_signal)
{
    char id[32];
    ambos_process *process;

    if (!test_is_windows()) {
        check_killed("-s", "HUP", AMBOS_SIGHUP);
        check_killed("-s", "SIGINT", AMBOS_SIGINT);
        return;
    }
    process = victim(id);
    tool_says(TOOL_ARGV("kill", id), 1, "", "not supported here (ENOTSUP)");
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    child_wait(process);
    ambos_process_close(process);
}

TEST(only_asked_whether_it_runs)
{
    char id[32];
    ambos_process *process = victim(id);

    if (can_open(process))
        tool_says(TOOL_ARGV("kill", "-s", "0", id), 0, "", "");
    CHECK_OK(ambos_kill(process, AMBOS_SIGKILL));
    child_wait(process);
    ambos_process_close(process);
    tool_says(TOOL_ARGV("kill", "-s", "0", "2147480000"), 1, "", "ambos: kill '2147480000': ");
}

TEST(signals_have_names_and_numbers)
{
    tool_says(TOOL_ARGV("kill", "-l"), 0, "HUP\nINT\nQUIT\n", "");
    CHECK_STR(tool_reply(TOOL_ARGV("kill", "-l", "9", "143", "KILL", "sigterm"), NULL, 0, 0, NULL),
              "KILL\nTERM\n9\n15\n");
    tool_says(TOOL_ARGV("kill", "-l", "NONE"), 2, "", "no signal 'NONE'");
    tool_says(TOOL_ARGV("kill", "-l", "99"), 2, "", "no signal '99'");
}

TEST(wrong_usage)
{
    tool_says(TOOL_ARGV("kill"), 2, "", "an operand is missing");
    tool_says(TOOL_ARGV("kill", "0"), 2, "", "'0' is no number of a process");
    tool_says(TOOL_ARGV("kill", "--", "-1"), 2, "", "'-1' is no number of a process");
    tool_says(TOOL_ARGV("kill", "1x"), 2, "", "'1x' is no number of a process");
    tool_says(TOOL_ARGV("kill", "-s", "NONE", "1"), 2, "", "no signal 'NONE'");
    tool_says(TOOL_ARGV("kill", "-s", "KILL", "--grace", "1", "1"), 2, "", "exclude each other");
}
