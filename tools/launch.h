/* SPDX-License-Identifier: MIT */
/* What run, shell, pipe and env share: how a program is started, and what its end is called. */
#ifndef AMBOS_TOOLS_LAUNCH_H
#define AMBOS_TOOLS_LAUNCH_H

#include "tool.h"

enum { LAUNCH_TIMED_OUT = 124, LAUNCH_FAILED = 125, LAUNCH_NOT_RUNNABLE = 126, LAUNCH_NOT_FOUND = 127 };

enum {
    LAUNCH_TIMEOUT = 256,
    LAUNCH_GRACE,
    LAUNCH_CWD,
    LAUNCH_ENV,
    LAUNCH_UNSET,
    LAUNCH_CLEAR_ENV,
    LAUNCH_STDIN,
    LAUNCH_STDOUT,
    LAUNCH_APPEND,
    LAUNCH_STDERR,
    LAUNCH_MAX_OUTPUT,
    LAUNCH_TREE,
    LAUNCH_DIE_WITH_PARENT,
    LAUNCH_USER,
    LAUNCH_NICE,
    LAUNCH_BATCH,
    LAUNCH_CAPTURE,
    LAUNCH_JSON,
    LAUNCH_OWN /* The first number of a command's own. */
};

/* Rows of an option table. */
#define LAUNCH_OPTIONS                                                                                         \
    { LAUNCH_TIMEOUT, "timeout", "TIME", "ask it to end after TIME: 2, 0.5, 3m, 1h; 0: never" },               \
        { LAUNCH_GRACE, "grace", "TIME", "force it so long after asking; drain so long (1)" },                 \
        { LAUNCH_CWD, "cwd", "DIR", "its working directory" },                                                 \
        { LAUNCH_ENV, "env", "NAME=VALUE", "set a variable for it" },                                          \
        { LAUNCH_UNSET, "unset", "NAME", "remove a variable for it" },                                         \
        { LAUNCH_CLEAR_ENV, "clear-env", NULL, "begin with no variables" },                                    \
        { LAUNCH_STDIN, "stdin", "FILE", "what it reads: a file, null, or - for this input" },                 \
        { LAUNCH_STDOUT, "stdout", "FILE", "where its output goes: a file, or null" },                         \
        { LAUNCH_APPEND, "append", NULL, "add to these files, do not empty them" },                            \
        { LAUNCH_STDERR, "stderr", "FILE", "where its errors go: a file, null, or stdout" },                   \
        { LAUNCH_MAX_OUTPUT, "max-output", "BYTES", "capture no more of each stream" },                        \
        { LAUNCH_TREE, "tree", NULL, "all that it starts ends with it at the time limit" },                    \
        { LAUNCH_DIE_WITH_PARENT, "die-with-parent", NULL, "it is killed when this process ends in any way" }, \
        { LAUNCH_USER, "user", "NAME", "run as this user (POSIX)" },                                           \
        { LAUNCH_NICE, "nice", "N", "priority, -20 the most to 19 the least" },                                \
        { LAUNCH_BATCH, "batch", NULL, "batch files may run (Windows)" },                                      \
        { LAUNCH_CAPTURE, "capture", NULL, "hand on what it says when it has ended" },                         \
    {                                                                                                          \
        LAUNCH_JSON, "json", NULL, "capture, and report in one JSON object"                                    \
    }

/* Text of the help. */
#define LAUNCH_STATUSES                                                                                \
    "Exit status: the program's; 124 timed out, 125 ambos failed, 126 cannot be run, 127 not found,\n" \
    "128+N ended by signal N. An interrupt (INT, TERM, HUP, QUIT) is passed on, and the wait goes on.\n"

struct launch {
    const struct tool_call *call;
    ambos_run_options run;
    ambos_spawn_options spawn;
    ambos_spawn_posix posix;
    ambos_env *env;
    ambos_file *files[3];
    uint32_t *groups;
    int64_t start_ns;
};

/* Reads the options; TOOL_DONE, or said. Streams that are not told are inherited, or pipes when they are captured. To
   be ended whatever it returns. */
int launch_begin(struct launch *launch, const struct tool_call *call);
void launch_end(struct launch *launch);

int launch_captures(const struct tool_call *call);
/* Says why a program could not be run, after a failed call; the exit status for that. */
int launch_failed(const char *what, const char *program, ambos_error error);
int launch_exit_status(const ambos_status *status);
/* What came of a run that went to its end, also that of its time: hands on what was captured or says the object, and
   gives the exit status. `pid` 0: unknown. */
int launch_report(const struct launch *launch, ambos_error error, const ambos_run_result *result, int64_t pid);

/* Members of an object. */
void launch_json_status(const ambos_status *status);
void launch_json_rest(const struct launch *launch, ambos_error error, const ambos_run_result *result);

/* An environment with the changes that stand in a call, in their order: the ids of its options. Operands of the form
   NAME=VALUE, `assignments` of them, come last. */
struct launch_changes {
    int clear, set, unset;
    size_t assignments;
};
int launch_environment(ambos_env **env, const struct tool_call *call, const struct launch_changes *changes);

#endif
