/* SPDX-License-Identifier: MIT */
#include "launch.h"

#include <stdlib.h>
#include <string.h>

/* ---- the environment ---- */

/* NAME=VALUE: the name is cut off, so the text is copied. */
static ambos_error set_variable(ambos_env *env, const char *text)
{
    const size_t length = strcspn(text, "=");
    char *name = malloc(length + 1);
    ambos_error error = AMBOS_ENOMEM;

    if (name) {
        memcpy(name, text, length);
        name[length] = '\0';
        error = ambos_env_set(env, name, text + length + 1);
    }
    free(name);
    return error;
}

static int change(ambos_env *env, const struct tool_call *call, int sets, const char *text)
{
    ambos_error error;

    if (sets && !strchr(text, '='))
        return tool_usage(call->command, "no value in '%s': NAME=VALUE", text);
    error = sets ? set_variable(env, text) : ambos_env_unset(env, text);
    if (error == AMBOS_EINVAL)
        return tool_usage(call->command, "'%s' is no name of a variable", text);
    return error ? tool_failed("set", text, error) : TOOL_DONE;
}

int launch_environment(ambos_env **env, const struct tool_call *call, const struct launch_changes *changes)
{
    ambos_error error = tool_has(call, changes->clear) ? ambos_env_create(env) : ambos_env_snapshot(env);
    int status = error ? tool_failed("read", "the environment", error) : TOOL_DONE;
    size_t i;

    for (i = 0; status == TOOL_DONE && i < call->given_count; i++)
        if (call->given[i].id == changes->set || call->given[i].id == changes->unset)
            status = change(*env, call, call->given[i].id == changes->set, call->given[i].value);
    for (i = 0; status == TOOL_DONE && i < changes->assignments; i++)
        status = change(*env, call, 1, call->operands[i]);
    return status;
}

static int read_environment(struct launch *launch)
{
    static const struct launch_changes changes = { LAUNCH_CLEAR_ENV, LAUNCH_ENV, LAUNCH_UNSET, 0 };
    const struct tool_call *call = launch->call;
    int status = TOOL_DONE;

    if (tool_has(call, LAUNCH_CLEAR_ENV) || tool_has(call, LAUNCH_ENV) || tool_has(call, LAUNCH_UNSET))
        status = launch_environment(&launch->env, call, &changes);
    launch->spawn.env = launch->env;
    return status;
}

/* ---- the streams ---- */

int launch_captures(const struct tool_call *call)
{
    return tool_has(call, LAUNCH_CAPTURE) || tool_has(call, LAUNCH_JSON);
}

static int open_stream(struct launch *launch, int index, const char *path)
{
    const uint32_t writes =
        AMBOS_CREATE | (tool_has(launch->call, LAUNCH_APPEND) ? AMBOS_APPEND : AMBOS_WRITE | AMBOS_TRUNCATE);
    const ambos_error error = ambos_file_open(&launch->files[index], path, index ? writes : AMBOS_READ, 0);

    if (error)
        return tool_failed("open", path, error);
    launch->spawn.stdio[index].kind = AMBOS_STREAM_OPEN;
    launch->spawn.stdio[index].file = launch->files[index];
    return TOOL_DONE;
}

static int read_stream(struct launch *launch, int index, int option)
{
    const char *path = tool_value(launch->call, option);
    uint32_t *kind = &launch->spawn.stdio[index].kind;

    *kind = index && launch_captures(launch->call) ? AMBOS_STREAM_PIPE : AMBOS_STREAM_INHERIT;
    if (!path || (index == 0 && strcmp(path, "-") == 0))
        return TOOL_DONE;
    if (strcmp(path, "null") == 0)
        *kind = AMBOS_STREAM_NULL;
    else if (index == 2 && strcmp(path, "stdout") == 0)
        *kind = AMBOS_STREAM_STDOUT;
    else
        return open_stream(launch, index, path);
    return TOOL_DONE;
}

static int read_streams(struct launch *launch)
{
    static const int options[] = { LAUNCH_STDIN, LAUNCH_STDOUT, LAUNCH_STDERR };
    int status = TOOL_DONE, i;

    if (tool_has(launch->call, LAUNCH_APPEND) && !tool_has(launch->call, LAUNCH_STDOUT) &&
        !tool_has(launch->call, LAUNCH_STDERR))
        return tool_usage(launch->call->command, "--append needs --stdout or --stderr");
    for (i = 0; status == TOOL_DONE && i < 3; i++)
        status = read_stream(launch, i, options[i]);
    return status;
}

/* ---- numbers ---- */

static int read_time(const struct launch *launch, int option, int64_t *time_ms)
{
    const char *text = tool_value(launch->call, option);

    if (!text || tool_duration(text, time_ms))
        return TOOL_DONE;
    return tool_usage(launch->call->command, "'%s' is no time: 2, 0.5, 3m, 1h", text);
}

static int read_times(struct launch *launch)
{
    int64_t grace_ms = 1000;
    int status = read_time(launch, LAUNCH_TIMEOUT, &launch->run.timeout_ms);

    if (status == TOOL_DONE)
        status = read_time(launch, LAUNCH_GRACE, &grace_ms);
    launch->run.grace_ms = grace_ms;
    launch->run.drain_ms = grace_ms ? grace_ms : AMBOS_POLL;
    return status;
}

static int read_limit(struct launch *launch)
{
    const char *text = tool_value(launch->call, LAUNCH_MAX_OUTPUT);

    if (!text)
        return TOOL_DONE;
    if (!launch_captures(launch->call))
        return tool_usage(launch->call->command, "--max-output needs --capture or --json");
    if (!tool_number(text, 10, UINT64_MAX, &launch->run.output_limit) || !launch->run.output_limit)
        return tool_usage(launch->call->command, "'%s' is no number of bytes over 0", text);
    return TOOL_DONE;
}

/* Windows has classes, in the middle of which these numbers are. */
static uint32_t priority_of(int64_t nice)
{
    if (nice >= 15)
        return AMBOS_PRIORITY_IDLE;
    if (nice >= 5)
        return AMBOS_PRIORITY_LOW;
    if (nice > -3)
        return AMBOS_PRIORITY_NORMAL;
    return nice > -8 ? AMBOS_PRIORITY_HIGH : AMBOS_PRIORITY_URGENT;
}

static int read_nice(struct launch *launch)
{
    const char *text = tool_value(launch->call, LAUNCH_NICE);
    uint64_t size;
    int negative;

    if (!text)
        return TOOL_DONE;
    negative = text[0] == '-';
    if (!tool_number(text + negative, 10, negative ? 20 : 19, &size))
        return tool_usage(launch->call->command, "'%s' is not from -20 to 19", text);
    launch->posix.nice = negative ? -(int32_t)size : (int32_t)size;
    if (tool_is_windows()) {
        launch->spawn.priority = priority_of(launch->posix.nice);
        launch->posix.nice = 0;
    } else {
        launch->posix.flags |= AMBOS_SPAWN_SET_NICE;
    }
    return TOOL_DONE;
}

/* ---- the user ---- */

static int set_user(struct launch *launch, const ambos_id *user, const ambos_id *groups, size_t count)
{
    size_t i;

    launch->groups = malloc((count + 1) * sizeof *launch->groups);
    if (!launch->groups)
        return tool_failed("become", tool_value(launch->call, LAUNCH_USER), AMBOS_ENOMEM);
    for (i = 0; i < count; i++)
        launch->groups[i] = groups[i].number;
    launch->posix.flags |= AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GROUPS;
    launch->posix.uid = user->number;
    launch->posix.groups = launch->groups;
    launch->posix.group_count = count;
    if (count) {
        launch->posix.flags |= AMBOS_SPAWN_SET_GID;
        launch->posix.gid = groups[0].number;
    }
    return TOOL_DONE;
}

static int read_user(struct launch *launch)
{
    const char *name = tool_value(launch->call, LAUNCH_USER);
    ambos_id user, *groups = NULL;
    size_t count = 0;
    ambos_error error;
    int status;

    if (!name)
        return TOOL_DONE;
    /* Windows starts nothing as somebody else without a password. */
    if (tool_is_windows())
        return tool_failed("become", name, AMBOS_ENOTSUP);
    error = ambos_find_user(name, &user, &groups, &count);
    if (error == AMBOS_ENOENT)
        return tool_complain("become '%s': no such user (ENOENT)", name);
    status = error ? tool_failed("become", name, error) : set_user(launch, &user, groups, count);
    ambos_free(groups);
    return status;
}

/* ---- all of it ---- */

static uint32_t spawn_flags(const struct tool_call *call)
{
    static const struct {
        int option;
        uint32_t flag;
    } rows[] = {
        { LAUNCH_TREE, AMBOS_SPAWN_TREE },
        { LAUNCH_DIE_WITH_PARENT, AMBOS_SPAWN_DIE_WITH_PARENT },
        { LAUNCH_BATCH, AMBOS_SPAWN_BATCH },
        { LAUNCH_TIMEOUT, AMBOS_SPAWN_STOPPABLE },
    };
    /* We are to be as if we were not there: nohup goes through. */
    uint32_t flags = AMBOS_SPAWN_KEEP_IGNORED;
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (tool_has(call, rows[i].option))
            flags |= rows[i].flag;
    return flags;
}

static int catch_interrupts(struct launch *launch)
{
    const ambos_error error =
        ambos_interrupt_open(&launch->run.interrupt,
                             AMBOS_INTERRUPT_INT | AMBOS_INTERRUPT_TERM | AMBOS_INTERRUPT_HUP | AMBOS_INTERRUPT_BREAK);

    return error ? tool_failed("catch", "interrupts", error) : TOOL_DONE;
}

int launch_begin(struct launch *launch, const struct tool_call *call)
{
    static int (*const steps[])(struct launch *) = { read_times, read_limit,       read_nice,   read_environment,
                                                     read_user,  catch_interrupts, read_streams };
    int status = TOOL_DONE;
    size_t i;

    memset(launch, 0, sizeof *launch);
    launch->call = call;
    launch->spawn.cwd = tool_value(call, LAUNCH_CWD);
    launch->spawn.flags = spawn_flags(call);
    launch->spawn.posix = &launch->posix;
    for (i = 0; status == TOOL_DONE && i < sizeof steps / sizeof steps[0]; i++)
        status = steps[i](launch);
    launch->start_ns = ambos_clock_ns();
    /* 1 could be the program's. */
    return status == TOOL_FAILED ? LAUNCH_FAILED : status;
}

void launch_end(struct launch *launch)
{
    int i;

    for (i = 0; i < 3; i++)
        ambos_file_close(launch->files[i]);
    ambos_env_free(launch->env);
    ambos_interrupt_close(launch->run.interrupt);
    free(launch->groups);
}

/* ---- what came of it ---- */

int launch_failed(const char *what, const char *program, ambos_error error)
{
    ambos_failure failure;

    ambos_last_failure(&failure);
    tool_complain("%s '%s': %s (%s): cannot %s", what, program, ambos_strerror(error), ambos_error_name(error),
                  ambos_step_text(failure.step));
    if (failure.step != AMBOS_STEP_PROGRAM && failure.step != AMBOS_STEP_EXEC)
        return LAUNCH_FAILED;
    return error == AMBOS_ENOENT ? LAUNCH_NOT_FOUND : LAUNCH_NOT_RUNNABLE;
}

int launch_exit_status(const ambos_status *status)
{
    if (status->kind == AMBOS_STATUS_EXITED)
        return (int)status->code;
    if (status->signal)
        return 128 + (int)status->signal;
    if (status->kind == AMBOS_STATUS_CRASHED)
        return (int)status->code;
    tool_complain("nobody can tell how the program ended");
    return LAUNCH_FAILED;
}

static int64_t as_ms(const ambos_time *time)
{
    return time->sec * 1000 + time->nsec / 1000000;
}

void launch_json_status(const ambos_status *status)
{
    const uint32_t times = status->known & AMBOS_STATUS_TIMES;

    json_bool("exited", status->kind == AMBOS_STATUS_EXITED);
    json_known("code", status->kind == AMBOS_STATUS_EXITED || status->code, status->code);
    json_known("signal", status->signal != 0, status->signal);
    json_bool("crashed", status->kind == AMBOS_STATUS_CRASHED);
    json_known("user_ms", times != 0, as_ms(&status->user_time));
    json_known("system_ms", times != 0, as_ms(&status->system_time));
    json_known("peak_memory_bytes", (status->known & AMBOS_STATUS_MEMORY) != 0, (int64_t)status->peak_memory);
}

static void json_stream(const char *key, const char *data, size_t size)
{
    if (data)
        json_bytes(key, data, size);
    else
        json_null(key);
}

void launch_json_rest(const struct launch *launch, ambos_error error, const ambos_run_result *result)
{
    json_bool("timed_out", error == AMBOS_ETIMEDOUT);
    json_bool("truncated_stdout", (result->happened & AMBOS_RUN_TRUNCATED_OUTPUT) != 0);
    json_bool("truncated_stderr", (result->happened & AMBOS_RUN_TRUNCATED_ERRORS) != 0);
    json_stream("stdout", result->output, result->output_size);
    json_stream("stderr", result->errors, result->errors_size);
    json_int("wall_ms", (ambos_clock_ns() - launch->start_ns) / 1000000);
}

static int hand_on(const ambos_run_result *result)
{
    ambos_error error;

    tool_out(result->output ? result->output : "", result->output_size);
    tool_flush();
    error = result->errors ? ambos_print(AMBOS_STDERR, result->errors, result->errors_size) : AMBOS_OK;
    return error ? tool_failed("write", "the errors", error) : TOOL_DONE;
}

static int say_object(const struct launch *launch, ambos_error error, const ambos_run_result *result, int64_t pid)
{
    json_begin(NULL, '{');
    json_int("pid", pid);
    launch_json_status(&result->status);
    launch_json_rest(launch, error, result);
    json_end('}');
    return TOOL_DONE;
}

int launch_report(const struct launch *launch, ambos_error error, const ambos_run_result *result, int64_t pid)
{
    const struct tool_call *call = launch->call;
    const int status = tool_has(call, LAUNCH_JSON) ? say_object(launch, error, result, pid) : hand_on(result);

    if (error == AMBOS_ETIMEDOUT)
        return LAUNCH_TIMED_OUT;
    return status == TOOL_DONE ? launch_exit_status(&result->status) : LAUNCH_FAILED;
}
