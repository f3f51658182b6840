/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "core/port.h"

#define SPAWN_FLAGS                                                                                              \
    ((uint32_t)(AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_NEW_SESSION | AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_NO_WINDOW | \
                AMBOS_SPAWN_NEW_CONSOLE | AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_TREE |                       \
                AMBOS_SPAWN_TREE_STRICT | AMBOS_SPAWN_KEEP_IGNORED | AMBOS_SPAWN_BATCH | AMBOS_SPAWN_SUSPENDED | \
                AMBOS_SPAWN_STOPPABLE))
#define SPAWN_POSIX_FLAGS                                                                                           \
    ((uint32_t)(AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS | AMBOS_SPAWN_SET_UMASK |        \
                AMBOS_SPAWN_SET_NICE | AMBOS_SPAWN_SET_GROUP | AMBOS_SPAWN_TERMINAL | AMBOS_SPAWN_FOREGROUND))

static const ambos_spawn_options spawn_defaults;

/* ---- what can be said of the options without a system ---- */

static bool spawn_has_all(uint32_t flags, uint32_t both)
{
    return (flags & both) == both;
}

/* Detached means that we know nothing of it afterwards; a console is shown or
   not; a group is new or an existing one. */
static bool spawn_flags_agree(const ambos_spawn_options *options)
{
    const uint32_t flags = options->flags;
    const uint32_t ours = AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_TREE | AMBOS_SPAWN_TREE_STRICT;
    const uint32_t leads = AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_NEW_SESSION | AMBOS_SPAWN_DETACHED;
    const uint32_t posix = options->posix ? options->posix->flags : 0;

    if ((flags & AMBOS_SPAWN_DETACHED) && (flags & ours))
        return false;
    if (spawn_has_all(flags, AMBOS_SPAWN_NO_WINDOW | AMBOS_SPAWN_NEW_CONSOLE) ||
        spawn_has_all(flags, AMBOS_SPAWN_DETACHED | AMBOS_SPAWN_NEW_CONSOLE))
        return false;
    if ((posix & AMBOS_SPAWN_SET_GROUP) && (flags & leads))
        return false;
    return !(posix & AMBOS_SPAWN_TERMINAL) || (flags & AMBOS_SPAWN_NEW_SESSION);
}

static bool spawn_stream_valid(const ambos_stream *stream, int index)
{
    const uint32_t known = index == 0 ? 0 : AMBOS_APPEND | AMBOS_EXCLUSIVE | AMBOS_PRIVATE;

    if (stream->kind > AMBOS_STREAM_STDOUT || (stream->flags & ~known) ||
        !ambos__all_zero(stream->reserved, sizeof stream->reserved))
        return false;
    if (stream->kind == AMBOS_STREAM_FILE)
        return stream->path != NULL;
    if (stream->kind == AMBOS_STREAM_OPEN)
        return stream->file != NULL;
    return stream->kind != AMBOS_STREAM_STDOUT || index == 2;
}

static bool spawn_limits_valid(const ambos_limit *limits, size_t count)
{
    size_t i;

    if (count && !limits)
        return false;
    for (i = 0; i < count; i++)
        if (limits[i].unused != 0 || limits[i].soft > limits[i].hard)
            return false;
    return true;
}

static bool spawn_posix_valid(const ambos_spawn_posix *posix)
{
    if (!posix)
        return true;
    if ((posix->flags & ~SPAWN_POSIX_FLAGS) || !ambos__all_zero(posix->reserved, sizeof posix->reserved))
        return false;
    if ((posix->flags & AMBOS_SPAWN_SET_GROUPS) && posix->group_count && !posix->groups)
        return false;
    if ((posix->flags & AMBOS_SPAWN_SET_UMASK) && (posix->umask & ~0777u))
        return false;
    if ((posix->flags & AMBOS_SPAWN_SET_NICE) && (posix->nice < -20 || posix->nice > 19))
        return false;
    if ((posix->flags & AMBOS_SPAWN_SET_GROUP) && posix->process_group <= 0)
        return false;
    return spawn_limits_valid(posix->limits, posix->limit_count);
}

static bool spawn_options_valid(const ambos_spawn_options *options)
{
    int i;

    if ((options->flags & ~SPAWN_FLAGS) || options->priority > AMBOS_PRIORITY_URGENT ||
        !ambos__all_zero(options->reserved, sizeof options->reserved))
        return false;
    if ((options->handle_count && !options->handles) || (options->cpu_count && !options->cpus))
        return false;
    for (i = 0; i < 3; i++)
        if (!spawn_stream_valid(&options->stdio[i], i))
            return false;
    if (options->win32 && !ambos__all_zero(options->win32->reserved, sizeof options->win32->reserved))
        return false;
    return spawn_posix_valid(options->posix) && spawn_flags_agree(options);
}

ambos_error AMBOS_CALL ambos_spawn(ambos_process **process, const char *const argv[],
                                   const ambos_spawn_options *options)
{
    if (process)
        *process = NULL;
    if (!options)
        options = &spawn_defaults;
    if (!process || !argv || !argv[0] || !spawn_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_spawn(process, argv, options);
}

/* One and the same process cannot change its place among others, nor talk to itself. */
static bool exec_options_valid(const ambos_spawn_options *options)
{
    const uint32_t flags = AMBOS_SPAWN_KEEP_IGNORED | AMBOS_SPAWN_BATCH;
    const uint32_t place = AMBOS_SPAWN_SET_GROUP | AMBOS_SPAWN_TERMINAL | AMBOS_SPAWN_FOREGROUND;
    int i;

    if ((options->flags & ~flags) || (options->posix && (options->posix->flags & place)))
        return false;
    for (i = 0; i < 3; i++)
        if (options->stdio[i].kind == AMBOS_STREAM_PIPE)
            return false;
    return spawn_options_valid(options);
}

ambos_error AMBOS_CALL ambos_exec(const char *const argv[], const ambos_spawn_options *options)
{
    if (!options)
        options = &spawn_defaults;
    if (!argv || !argv[0] || !exec_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_exec(argv, options);
}

ambos_error AMBOS_CALL ambos_find_program(const char *name, const ambos_spawn_options *options, char **path)
{
    struct ambos__str found = {0};

    if (path)
        *path = NULL;
    if (!options)
        options = &spawn_defaults;
    if (!name || !path || !spawn_options_valid(options))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__text_hand_over(ambos__os_find_program(name, options, &found), &found, path);
}

/* ---- the process object ---- */

ambos_error AMBOS_CALL ambos_resume(ambos_process *process)
{
    return process ? ambos__os_resume(process) : ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
}

int64_t AMBOS_CALL ambos_process_id(const ambos_process *process)
{
    return process ? process->id : 0;
}

ambos_native AMBOS_CALL ambos_process_native(ambos_process *process)
{
    if (!process || (process->flags & AMBOS_SPAWN_DETACHED))
        return AMBOS_NO_HANDLE;
    return ambos__os_process_native(process);
}

ambos_error AMBOS_CALL ambos_process_take_stream(ambos_process *process, uint32_t stream, ambos_file **file)
{
    if (file)
        *file = NULL;
    if (!process || !file || stream > 2)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (!process->stdio[stream])
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_CHECK);
    *file = process->stdio[stream];
    process->stdio[stream] = NULL;
    return AMBOS_OK;
}

ambos_error AMBOS_CALL ambos_wait(ambos_process *process, int64_t timeout_ms, ambos_status *status)
{
    ambos_status unwanted;
    ambos_error error;

    if (!status)
        status = &unwanted;
    memset(status, 0, sizeof *status);
    if (!process)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (process->flags & AMBOS_SPAWN_DETACHED)
        return ambos__fail(AMBOS_ECHILD, AMBOS_STEP_WAIT);
    error = ambos__os_wait(process, ambos__deadline_after(timeout_ms), status);
    if (error)
        memset(status, 0, sizeof *status);
    return error;
}

void AMBOS_CALL ambos_process_close(ambos_process *process)
{
    int i;

    if (!process)
        return;
    ambos__waitsets_leave(process);
    for (i = 0; i < 3; i++)
        ambos__file_discard(process->stdio[i]);
    ambos__os_process_close(process);
}

/* ---- trees ---- */

uint32_t AMBOS_CALL ambos_process_tree(const ambos_process *process)
{
    return process ? process->tree : (uint32_t)AMBOS_TREE_NONE;
}

ambos_error AMBOS_CALL ambos_kill_tree(ambos_process *process)
{
    if (!process || process->tree == AMBOS_TREE_NONE)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    return ambos__os_kill_tree(process);
}

/* A tree of which something may not be killed has its child killed all the same. */
ambos_error ambos__end_by_force(ambos_process *process)
{
    if (process->tree != AMBOS_TREE_NONE && ambos__os_kill_tree(process) == AMBOS_OK)
        return AMBOS_OK;
    return ambos__os_kill(process);
}
