/* SPDX-License-Identifier: MIT */
/* What a child is to become, prepared before it is started. */
#include "posix/posix.h"
#include "posix/process.h"

#include <limits.h>
#include <string.h>

#include "core/env_object.h"

/* The highest number of a processor that we believe. */
#define PLAN_CPU_LIMIT 0x10000u
#define PLAN_DEFAULT_PATH "/bin:/usr/bin"

/* ---- what cannot be honoured ---- */

static ambos_error plan_refuse(const ambos_spawn_options *options)
{
    if (options->flags & (AMBOS_SPAWN_SUSPENDED | AMBOS_SPAWN_NEW_CONSOLE))
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_START);
    if ((options->flags & AMBOS_SPAWN_DIE_WITH_PARENT) && !ambos__can_tie())
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_PARENT);
    if (options->win32 && options->win32->command_line)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_ARGUMENTS);
    return AMBOS_OK;
}

/* ---- environment and program ---- */

static ambos_error plan_environment(struct ambos__plan *plan)
{
    static char *const nothing[] = {NULL};
    const ambos_env *env = plan->options->env;
    ambos_error error;

    if (!env) {
        plan->envp = ambos__environ();
        if (!plan->envp)
            plan->envp = nothing;
        return AMBOS_OK;
    }
    error = ambos__env_build_posix(env->entries, env->count, &plan->own_envp);
    plan->envp = plan->own_envp;
    return error ? ambos__fail(error, AMBOS_STEP_ENVIRONMENT) : AMBOS_OK;
}

static const char *plan_search_path(char *const envp[])
{
    for (; *envp; envp++)
        if (strncmp(*envp, "PATH=", 5) == 0)
            return *envp + 5;
    return PLAN_DEFAULT_PATH;
}

/* Appends directory and name; an empty directory is the current one. */
static char *plan_put_candidate(char *at, const char *directory, size_t length, const char *name)
{
    if (length == 0) {
        directory = ".";
        length = 1;
    }
    memcpy(at, directory, length);
    at += length;
    if (at[-1] != '/')
        *at++ = '/';
    strcpy(at, name);
    return at + strlen(name) + 1;
}

static ambos_error plan_candidates(struct ambos__plan *plan)
{
    const char *path = plan_search_path(plan->envp), *end;
    size_t count = 1;
    char *at;

    for (end = path; *end; end++)
        count += *end == ':';
    /* Each: its directory or ".", a slash, the name, its NUL. And the empty text behind the last. */
    at = (char *)ambos__allocate(strlen(path) + count * (strlen(plan->program) + 3) + 1);
    if (!at)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    plan->candidates = at;
    for (;;) {
        end = path + strcspn(path, ":");
        at = plan_put_candidate(at, path, (size_t)(end - path), plan->program);
        if (!*end)
            break;
        path = end + 1;
    }
    *at = '\0';
    return AMBOS_OK;
}

static ambos_error plan_program(struct ambos__plan *plan)
{
    plan->program = plan->options->program ? plan->options->program : plan->argv[0];
    if (!*plan->program)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_PROGRAM);
    return strchr(plan->program, '/') ? AMBOS_OK : plan_candidates(plan);
}

/* ---- descriptors ---- */

/* Asked before anything is opened here: a number that is closed now might be
   that of a pipe of ours later. */
static ambos_error plan_check_open(ambos_native handle, uint32_t step)
{
    if (handle < 0 || handle > INT_MAX)
        return ambos__fail(AMBOS_EBADF, step);
    return fcntl((int)handle, F_GETFD) == -1 ? ambos__fail_errno(step) : AMBOS_OK;
}

static ambos_error plan_streams(struct ambos__plan *plan)
{
    const ambos_stream *stream = plan->options->stdio;
    ambos_error error = AMBOS_OK;
    int i;

    for (i = 0; i < 3; i++) {
        plan->moves[i].source = AMBOS__FD_INHERIT;
        plan->moves[i].target = i;
        plan->moves[i].step = AMBOS_STEP_STREAM_IN + (uint32_t)i;
    }
    plan->move_count = 3;
    for (i = 0; !error && i < 3; i++)
        if (stream[i].kind == AMBOS_STREAM_OPEN)
            error = plan_check_open(stream[i].file->handle, plan->moves[i].step);
    return error;
}

static ambos_error plan_handover(struct ambos__plan *plan, const ambos_handover *handover)
{
    struct ambos__fd_plan *move = &plan->moves[plan->move_count];
    const ambos_native number = handover->number == AMBOS_NO_HANDLE ? handover->handle : handover->number;
    const ambos_error error = plan_check_open(handover->handle, AMBOS_STEP_HANDLES);

    if (error)
        return error;
    if (number < 3 || number > INT_MAX || ambos__plan_targets(plan, (int)number))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_HANDLES);
    move->source = (int)handover->handle;
    move->target = (int)number;
    move->step = AMBOS_STEP_HANDLES;
    plan->move_count++;
    return AMBOS_OK;
}

static ambos_error plan_descriptors(struct ambos__plan *plan)
{
    const size_t count = plan->options->handle_count;
    ambos_error error;
    size_t i;

    if (count > SIZE_MAX / sizeof *plan->moves - 3)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_HANDLES);
    if (count > 0)
        plan->moves = (struct ambos__fd_plan *)ambos__allocate((count + 3) * sizeof *plan->moves);
    if (!plan->moves)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    error = plan_streams(plan);
    for (i = 0; !error && i < count; i++)
        error = plan_handover(plan, &plan->options->handles[i]);
    return error;
}

/* ---- the rest ---- */

/* Asked for here and not in the child, where the C library's books may lie. */
static void plan_signals(struct ambos__plan *plan)
{
    struct sigaction action;
    int number;

    sigemptyset(&plan->ignored);
    if (!(plan->options->flags & AMBOS_SPAWN_KEEP_IGNORED))
        return;
    for (number = 1; number < AMBOS__NSIG; number++)
        if (sigaction(number, NULL, &action) == 0 && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_IGN)
            sigaddset(&plan->ignored, number);
}

static void plan_priority(struct ambos__plan *plan)
{
    static const int nice_of[] = {0, 19, 10, 0, -5, -10};

    plan->set_nice = plan->options->priority != AMBOS_PRIORITY_DEFAULT;
    plan->nice = nice_of[plan->options->priority];
    if (plan->posix->flags & AMBOS_SPAWN_SET_NICE) {
        plan->set_nice = true;
        plan->nice = plan->posix->nice;
    }
}

#if AMBOS__LINUX

static ambos_error plan_cpus(struct ambos__plan *plan)
{
    const uint32_t *cpus = plan->options->cpus;
    const size_t word = sizeof(unsigned long), count = plan->options->cpu_count;
    uint32_t most = 0;
    size_t i;

    if (!cpus)
        return AMBOS_OK;
    for (i = 0; i < count; i++)
        most = cpus[i] > most ? cpus[i] : most;
    if (count == 0 || most >= PLAN_CPU_LIMIT)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_PRIORITY);
    plan->cpus_size = (most / (8 * word) + 1) * word;
    plan->cpus = (unsigned char *)ambos__allocate_zeroed(plan->cpus_size);
    if (!plan->cpus)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    for (i = 0; i < count; i++) {
        unsigned long bits;
        unsigned char *at = plan->cpus + cpus[i] / (8 * word) * word;

        memcpy(&bits, at, word);
        bits |= 1ul << cpus[i] % (8 * word);
        memcpy(at, &bits, word);
    }
    return AMBOS_OK;
}

#else

static ambos_error plan_cpus(struct ambos__plan *plan)
{
    return plan->options->cpus ? ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_PRIORITY) : AMBOS_OK;
}

#endif

static void plan_begin(struct ambos__plan *plan, const char *const argv[], const ambos_spawn_options *options)
{
    static const ambos_spawn_posix plain;

    memset(plan, 0, sizeof *plan);
    plan->options = options;
    plan->posix = options->posix ? options->posix : &plain;
    plan->argv = argv;
    plan->moves = plan->streams;
    plan->cgroup_fd = plan->control_fd = -1;
    plan->opened[0] = plan->opened[1] = plan->opened[2] = -1;
}

ambos_error ambos__plan_search(struct ambos__plan *plan, const char *const argv[], const ambos_spawn_options *options)
{
    ambos_error error;

    plan_begin(plan, argv, options);
    error = plan_environment(plan);
    return error ? error : plan_program(plan);
}

ambos_error ambos__plan_make(struct ambos__plan *plan, const char *const argv[], const ambos_spawn_options *options)
{
    ambos_error error;

    plan_begin(plan, argv, options);
    error = plan_refuse(options);
    if (!error)
        error = plan_descriptors(plan);
    if (!error)
        error = plan_environment(plan);
    if (!error)
        error = plan_program(plan);
    if (!error)
        error = plan_cpus(plan);
    if (error)
        return error;
    plan_priority(plan);
    plan_signals(plan);
    if (options->flags & AMBOS_SPAWN_DIE_WITH_PARENT)
        plan->parent = getpid();
    return AMBOS_OK;
}

void ambos__plan_free(struct ambos__plan *plan)
{
    int i;

    for (i = 0; i < 3; i++)
        ambos__fd_discard(plan->opened[i]);
    if (plan->moves != plan->streams)
        ambos__release(plan->moves);
    ambos__release(plan->candidates);
    ambos__release(plan->cpus);
    ambos__release(plan->own_envp);
}
