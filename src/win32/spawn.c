/* SPDX-License-Identifier: MIT */
#include "win32/win32.h"

#include <string.h>

#include "core/env_object.h"
#include "core/utf.h"
#include "win32/nt.h"
#include "win32/process.h"

/* Everything that is decided before CreateProcessW, and all that has to be undone after it. */
struct plan {
    const char *const *argv;
    const ambos_spawn_options *options;
    struct ambos__child *child;
    uint16_t *environment;
    struct ambos__wide cwd; /* length 0: ours */
    struct ambos__wide image;
    struct ambos__wide line;
    struct ambos__stdio streams;
    HANDLE *handles; /* the handle list, then as many for `opened` */
    size_t handle_count;
    HANDLE *opened; /* handovers that were made inheritable for the moment of the start */
    size_t opened_count;
    DWORD_PTR cpus; /* 0: as this process */
    GROUP_AFFINITY group;
    LPPROC_THREAD_ATTRIBUTE_LIST attributes;
};

enum {
    PLAN_CWD_MAX = MAX_PATH - 2, /* the child adds a backslash and a NUL */
    PLAN_ATTRIBUTES = 3,
    PLAN_TRIES = 64,
    PLAN_BUSY_TRIES = 8, /* pauses of 1, 2, 4 ... 64 ms between them */
    PLAN_CPUS = 8 * sizeof(DWORD_PTR),
    PLAN_ELEVATION_REQUIRED = 740 /* MinGW has no name for it */
};

static void plan_init(struct plan *plan, const char *const argv[], const ambos_spawn_options *options)
{
    memset(plan, 0, sizeof *plan);
    plan->argv = argv;
    plan->options = options;
    ambos__wide_init(&plan->cwd);
    ambos__wide_init(&plan->image);
    ambos__wide_init(&plan->line);
    ambos__stdio_init(&plan->streams);
}

/* What this system cannot do ------------------------------------------------------ */

static ambos_error plan_check_posix(const ambos_spawn_posix *posix)
{
    const uint32_t user = AMBOS_SPAWN_SET_UID | AMBOS_SPAWN_SET_GID | AMBOS_SPAWN_SET_GROUPS;
    uint32_t step = AMBOS_STEP_LIMITS;

    if (!posix || (posix->flags == 0 && posix->limit_count == 0))
        return AMBOS_OK;
    if (posix->flags & user)
        step = AMBOS_STEP_USER;
    else if (posix->flags & AMBOS_SPAWN_SET_NICE)
        step = AMBOS_STEP_PRIORITY;
    else if (posix->flags & AMBOS_SPAWN_SET_GROUP)
        step = AMBOS_STEP_SESSION;
    else if (posix->flags & (AMBOS_SPAWN_TERMINAL | AMBOS_SPAWN_FOREGROUND))
        step = AMBOS_STEP_TERMINAL;
    return ambos__fail(AMBOS_ENOTSUP, step);
}

/* A handle keeps its value in the child. Looked at before we open anything: a closed handle's value is soon given to
   another one. */
static ambos_error plan_check_handles(const ambos_spawn_options *options)
{
    for (size_t i = 0; i < options->handle_count; i++) {
        const ambos_handover *handover = &options->handles[i];
        DWORD flags;

        if (handover->number != AMBOS_NO_HANDLE && handover->number != handover->handle)
            return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_HANDLES);
        if (!handover->handle || handover->handle == AMBOS_NO_HANDLE)
            return ambos__fail_native(AMBOS_DOMAIN_WIN32, ERROR_INVALID_HANDLE, AMBOS_STEP_HANDLES);
        if (!GetHandleInformation((HANDLE)handover->handle, &flags))
            return ambos__fail_win32(AMBOS_STEP_HANDLES);
    }
    return AMBOS_OK;
}

static ambos_error plan_check(const struct plan *plan)
{
    ambos_error error;

    if (plan->options->flags & AMBOS_SPAWN_NEW_SESSION)
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_SESSION);
    error = plan_check_posix(plan->options->posix);
    return error ? error : plan_check_handles(plan->options);
}

/* The processors that a number can mean: of one group, as Windows counts them, 64 to a group. */
static ambos_error plan_cpus(struct plan *plan)
{
    const uint32_t *cpus = plan->options->cpus;
    DWORD_PTR own, all;

    if (!cpus || plan->options->cpu_count == 0)
        return AMBOS_OK;
    for (size_t i = 0; i < plan->options->cpu_count; i++) {
        if (cpus[i] / 64 != cpus[0] / 64 || cpus[i] % 64 >= PLAN_CPUS || cpus[i] / 64 > UINT16_MAX)
            return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_PRIORITY);
        plan->cpus |= (DWORD_PTR)1 << (cpus[i] % 64);
    }
    plan->group.Group = (WORD)(cpus[0] / 64);
    plan->group.Mask = plan->cpus;
    if (GetActiveProcessorGroupCount() > 1)
        return AMBOS_OK;
    if (!GetProcessAffinityMask(GetCurrentProcess(), &own, &all))
        return ambos__fail_win32(AMBOS_STEP_PRIORITY);
    if (plan->group.Group > 0 || (plan->cpus & ~all))
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_PRIORITY);
    return AMBOS_OK;
}

/* The child's world ------------------------------------------------------------------ */

static ambos_error plan_object(struct plan *plan)
{
    plan->child = (struct ambos__child *)ambos__allocate_zeroed(sizeof *plan->child);
    if (!plan->child)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    plan->child->base.flags = plan->options->flags;
    if (plan->options->flags & (AMBOS_SPAWN_TREE | AMBOS_SPAWN_TREE_STRICT))
        plan->child->base.tree = AMBOS_TREE_JOB;
    return AMBOS_OK;
}

static uint16_t plan_upcase(uint16_t unit)
{
    return RtlUpcaseUnicodeChar(unit);
}

/* A unit of UTF-16 is at most three bytes. */
enum { ROOT_SIZE = 3 * MAX_PATH };

static ambos_error plan_system_root(char text[ROOT_SIZE])
{
    wchar_t wide[MAX_PATH];
    const UINT length = GetSystemWindowsDirectoryW(wide, MAX_PATH);
    size_t size;

    if (length == 0 || length >= MAX_PATH)
        return ambos__fail_win32(AMBOS_STEP_ENVIRONMENT);
    (void)ambos__utf16_to_utf8((const uint16_t *)wide, length, text, ROOT_SIZE - 1, &size);
    text[size] = '\0';
    return AMBOS_OK;
}

static ambos_error plan_environment(struct plan *plan)
{
    const ambos_env *env = plan->options->env;
    const char *root = NULL;
    char text[ROOT_SIZE];
    ambos_error error = AMBOS_OK;
    size_t units;

    if (!env)
        return AMBOS_OK;
    if (!env->no_system_root) {
        error = plan_system_root(text);
        root = text;
    }
    if (error != AMBOS_OK)
        return error;
    error = ambos__env_build_windows(env->entries, env->count, root, plan_upcase, &plan->environment, &units);
    if (error != AMBOS_OK)
        error = ambos__fail(error, error == AMBOS_ENOMEM ? AMBOS_STEP_MEMORY : AMBOS_STEP_ENVIRONMENT);
    return error;
}

/* Looked at before, so that a bad directory is not blamed on the program. */
static ambos_error plan_directory(struct plan *plan)
{
    const struct ambos__how how = { FILE_READ_ATTRIBUTES, AMBOS__NT_OPEN, AMBOS__NT_DIRECTORY_FILE, 0, NULL, NULL };
    const char *cwd = plan->options->cwd;
    HANDLE directory;
    ambos_error error;

    if (!cwd)
        return AMBOS_OK;
    error = ambos__open(&directory, AMBOS__CWD, cwd, &how, AMBOS_STEP_CWD);
    if (error)
        return error;
    ambos__handle_close(&directory);
    error = ambos__directory_path(&plan->cwd, cwd, AMBOS_STEP_CWD);
    if (!error && plan->cwd.length > PLAN_CWD_MAX)
        error = ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_CWD);
    return error;
}

static const wchar_t *plan_cwd(const struct plan *plan)
{
    return plan->cwd.length > 0 ? plan->cwd.text : NULL;
}

static ambos_error plan_command(struct plan *plan)
{
    return ambos__command_make(&plan->image, &plan->line, plan->argv, plan->options, plan_cwd(plan));
}

/* Ties --------------------------------------------------------------------------------- */

/* A child that only dies with us lets go of what it starts; one that leads a tree holds it all. The handle is not
   inheritable, else the child would keep its own job alive. */
static ambos_error plan_job(struct plan *plan)
{
    const uint32_t flags = plan->options->flags;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = { 0 };

    if (!(flags & (AMBOS_SPAWN_DIE_WITH_PARENT | AMBOS_SPAWN_TREE | AMBOS_SPAWN_TREE_STRICT)))
        return AMBOS_OK;
    plan->child->job = CreateJobObjectW(NULL, NULL);
    if (!plan->child->job)
        return ambos__fail_win32(AMBOS_STEP_TREE);
    if (flags & AMBOS_SPAWN_DIE_WITH_PARENT)
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
    if (!(flags & (AMBOS_SPAWN_TREE | AMBOS_SPAWN_TREE_STRICT)))
        limits.BasicLimitInformation.LimitFlags |= JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    if (!SetInformationJobObject(plan->child->job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
        return ambos__fail_win32(flags & AMBOS_SPAWN_DIE_WITH_PARENT ? AMBOS_STEP_PARENT : AMBOS_STEP_TREE);
    return AMBOS_OK;
}

/* The start ------------------------------------------------------------------------------ */

/* Real Windows refuses a list with doubles. */
static void plan_list(struct plan *plan, HANDLE handle)
{
    if (!handle)
        return;
    for (size_t i = 0; i < plan->handle_count; i++) {
        if (plan->handles[i] == handle)
            return;
    }
    plan->handles[plan->handle_count++] = handle;
}

static ambos_error plan_list_handles(struct plan *plan)
{
    const size_t most = 3 + plan->options->handle_count;

    if (most > SIZE_MAX / 4 / sizeof(HANDLE))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    plan->handles = (HANDLE *)ambos__allocate(2 * most * sizeof(HANDLE));
    if (!plan->handles)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    plan->opened = plan->handles + most;
    for (int i = 0; i < 3; i++)
        plan_list(plan, plan->streams.copy[i]);
    for (size_t i = 0; i < plan->options->handle_count; i++)
        plan_list(plan, (HANDLE)plan->options->handles[i].handle);
    return AMBOS_OK;
}

/* A handle in the list must be inheritable. These keep their value, so no copy will do. */
static ambos_error plan_open_handovers(struct plan *plan)
{
    for (size_t i = 0; i < plan->options->handle_count; i++) {
        HANDLE handle = (HANDLE)plan->options->handles[i].handle;
        DWORD flags;

        if (!GetHandleInformation(handle, &flags))
            return ambos__fail_win32(AMBOS_STEP_HANDLES);
        if (flags & HANDLE_FLAG_INHERIT)
            continue;
        if (!SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT))
            return ambos__fail_win32(AMBOS_STEP_HANDLES);
        plan->opened[plan->opened_count++] = handle;
    }
    return AMBOS_OK;
}

static void plan_close_handovers(struct plan *plan)
{
    while (plan->opened_count > 0)
        SetHandleInformation(plan->opened[--plan->opened_count], HANDLE_FLAG_INHERIT, 0);
}

static ambos_error plan_add_attribute(struct plan *plan, DWORD_PTR which, void *value, size_t size, uint32_t step)
{
    if (size == 0)
        return AMBOS_OK;
    if (!UpdateProcThreadAttribute(plan->attributes, 0, which, value, size, NULL, NULL))
        return ambos__fail_win32(step);
    return AMBOS_OK;
}

/* The values stay where they are until the process is made. */
static ambos_error plan_attributes(struct plan *plan)
{
    const bool grouped = plan->cpus && GetActiveProcessorGroupCount() > 1;
    SIZE_T size = 0;
    void *list;
    ambos_error error;

    InitializeProcThreadAttributeList(NULL, PLAN_ATTRIBUTES, 0, &size);
    list = ambos__allocate(size);
    if (!list)
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (!InitializeProcThreadAttributeList((LPPROC_THREAD_ATTRIBUTE_LIST)list, PLAN_ATTRIBUTES, 0, &size)) {
        error = ambos__fail_win32(AMBOS_STEP_START);
        ambos__release(list);
        return error;
    }
    plan->attributes = (LPPROC_THREAD_ATTRIBUTE_LIST)list;
    error = plan_add_attribute(plan, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, plan->handles,
                               plan->handle_count * sizeof(HANDLE), AMBOS_STEP_HANDLES);
    if (!error)
        error = plan_add_attribute(plan, PROC_THREAD_ATTRIBUTE_JOB_LIST, &plan->child->job,
                                   plan->child->job ? sizeof plan->child->job : 0, AMBOS_STEP_TREE);
    if (!error)
        error = plan_add_attribute(plan, PROC_THREAD_ATTRIBUTE_GROUP_AFFINITY, &plan->group,
                                   grouped ? sizeof plan->group : 0, AMBOS_STEP_PRIORITY);
    return error;
}

/* NO_WINDOW and DETACHED go together: a hidden console in place of none, which keeps the console programs that such a
   child starts from opening windows. */
static DWORD plan_creation_flags(const struct plan *plan)
{
    static const DWORD priorities[] = { 0,
                                        IDLE_PRIORITY_CLASS,
                                        BELOW_NORMAL_PRIORITY_CLASS,
                                        NORMAL_PRIORITY_CLASS,
                                        ABOVE_NORMAL_PRIORITY_CLASS,
                                        HIGH_PRIORITY_CLASS };
    const uint32_t flags = plan->options->flags;
    DWORD creation = CREATE_UNICODE_ENVIRONMENT | EXTENDED_STARTUPINFO_PRESENT | priorities[plan->options->priority];

    if (flags & (AMBOS_SPAWN_NEW_GROUP | AMBOS_SPAWN_STOPPABLE | AMBOS_SPAWN_DETACHED))
        creation |= CREATE_NEW_PROCESS_GROUP;
    if (flags & AMBOS_SPAWN_NEW_CONSOLE)
        creation |= CREATE_NEW_CONSOLE;
    if (flags & AMBOS_SPAWN_NO_WINDOW)
        creation |= CREATE_NO_WINDOW;
    else if (flags & AMBOS_SPAWN_DETACHED)
        creation |= DETACHED_PROCESS;
    if ((flags & AMBOS_SPAWN_SUSPENDED) || plan->cpus)
        creation |= CREATE_SUSPENDED;
    return creation;
}

static void plan_startup(const struct plan *plan, STARTUPINFOEXW *startup)
{
    const HANDLE *copy = plan->streams.copy;

    memset(startup, 0, sizeof *startup);
    startup->StartupInfo.cb = sizeof *startup;
    startup->lpAttributeList = plan->attributes;
    if (!copy[0] && !copy[1] && !copy[2])
        return;
    startup->StartupInfo.dwFlags = STARTF_USESTDHANDLES;
    startup->StartupInfo.hStdInput = copy[0];
    startup->StartupInfo.hStdOutput = copy[1];
    startup->StartupInfo.hStdError = copy[2];
}

static bool plan_try_create(struct plan *plan, PROCESS_INFORMATION *made)
{
    STARTUPINFOEXW startup;

    plan_startup(plan, &startup);
    return CreateProcessW(plan->image.text, plan->line.text, NULL, NULL, plan->handle_count > 0, plan_creation_flags(plan),
                          plan->environment, plan_cwd(plan), &startup.StartupInfo, made) != 0;
}

/* A program that knows long paths may stand where no child can begin. */
static bool plan_stands_too_deep(const struct plan *plan, DWORD native)
{
    return (native == ERROR_DIRECTORY || native == ERROR_FILENAME_EXCED_RANGE) && !plan_cwd(plan) &&
           GetCurrentDirectoryW(0, NULL) > PLAN_CWD_MAX + 1;
}

static ambos_error plan_fail_create(const struct plan *plan)
{
    const DWORD native = GetLastError();
    uint32_t step = AMBOS_STEP_EXEC;
    ambos_error code;

    if (plan_stands_too_deep(plan, native))
        return ambos__fail_as(AMBOS_ENAMETOOLONG, AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_CWD);
    switch (native) {
    case ERROR_BAD_EXE_FORMAT:
    case ERROR_EXE_MACHINE_TYPE_MISMATCH:
    case ERROR_INVALID_EXE_SIGNATURE:
    case ERROR_EXE_MARKED_INVALID:
    case ERROR_EXE_CANNOT_MODIFY_SIGNED_BINARY:
    case ERROR_INVALID_MODULETYPE:
        code = AMBOS_ENOEXEC;
        break;
    case ERROR_INVALID_NAME:
        code = AMBOS_ENOENT;
        break;
    case ERROR_SHARING_VIOLATION:
        code = AMBOS_ETXTBSY;
        break;
    case PLAN_ELEVATION_REQUIRED:
        code = AMBOS_EPERM;
        break;
    case ERROR_DIRECTORY:
        code = AMBOS_ENOTDIR;
        step = AMBOS_STEP_CWD;
        break;
    default:
        return ambos__fail_native(AMBOS_DOMAIN_WIN32, native, step);
    }
    return ambos__fail_as(code, AMBOS_DOMAIN_WIN32, native, step);
}

static ambos_error plan_create_once(struct plan *plan, PROCESS_INFORMATION *made)
{
    ambos_error error = plan_open_handovers(plan);

    if (!error && !plan_try_create(plan, made))
        error = plan_fail_create(plan);
    plan_close_handovers(plan);
    return error;
}

/* Two threads that hand over the same handle may undo each other's opening of it before CreateProcessW, which then says
   that a parameter is wrong. A program that is new may still be open to who wrote it, or to a scanner. */
static bool plan_pause(const struct plan *plan, ambos_error error, int tries)
{
    if (error == AMBOS_EINVAL && plan->options->handle_count > 0 && tries < PLAN_TRIES) {
        SwitchToThread();
        return true;
    }
    if (error == AMBOS_ETXTBSY && tries < PLAN_BUSY_TRIES) {
        ambos_sleep((int64_t)1 << (tries - 1));
        return true;
    }
    return false;
}

static ambos_error plan_create(struct plan *plan, PROCESS_INFORMATION *made)
{
    ambos_failure before;
    ambos_error error;
    int tries = 1;

    ambos__os_failure_load(&before);
    error = plan_create_once(plan, made);
    while (error && plan_pause(plan, error, tries++))
        error = plan_create_once(plan, made);
    if (!error)
        ambos__failure_restore(&before);
    return error;
}

/* Where there are several groups, the mask of a process that has processors of another one cannot be set. */
static ambos_error plan_fail_affinity(void)
{
    const DWORD native = GetLastError();

    if (native == ERROR_INVALID_PARAMETER && GetActiveProcessorGroupCount() > 1)
        return ambos__fail_as(AMBOS_ENOTSUP, AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_PRIORITY);
    return ambos__fail_native(AMBOS_DOMAIN_WIN32, native, AMBOS_STEP_PRIORITY);
}

static ambos_error plan_set_affinity(struct plan *plan)
{
    ambos_error error = AMBOS_OK;

    if (plan->cpus && !SetProcessAffinityMask(plan->child->handle, plan->cpus))
        error = plan_fail_affinity();
    else if (plan->cpus && !(plan->options->flags & AMBOS_SPAWN_SUSPENDED) &&
             ResumeThread(plan->child->thread) == (DWORD)-1)
        error = ambos__fail_win32(AMBOS_STEP_START);
    if (error) {
        TerminateProcess(plan->child->handle, AMBOS__KILLED_CODE);
        WaitForSingleObject(plan->child->handle, INFINITE);
    }
    return error;
}

static ambos_error plan_start(struct plan *plan)
{
    PROCESS_INFORMATION made;
    ambos_error error = ambos__stdio_open(&plan->streams, plan->options, &plan->child->base);

    if (!error)
        error = ambos__stdio_copy(&plan->streams);
    if (!error)
        error = plan_list_handles(plan);
    if (!error)
        error = plan_attributes(plan);
    if (!error)
        error = plan_create(plan, &made);
    ambos__stdio_close_copies(&plan->streams);
    if (error)
        return error;
    plan->child->base.id = (int64_t)made.dwProcessId;
    plan->child->handle = made.hProcess;
    plan->child->thread = made.hThread;
    error = plan_set_affinity(plan);
    if (!(plan->options->flags & AMBOS_SPAWN_SUSPENDED))
        ambos__handle_close(&plan->child->thread);
    return error;
}

/* The whole ---------------------------------------------------------------------------------- */

static void plan_discard_child(struct ambos__child *child)
{
    for (int i = 0; i < 3; i++)
        ambos__file_discard(child->base.stdio[i]);
    ambos__os_process_close(&child->base);
}

/* Clean-up: the slot keeps the failure that led here. */
static void plan_free(struct plan *plan)
{
    ambos_failure failure;

    ambos__stdio_close(&plan->streams);
    if (plan->attributes)
        DeleteProcThreadAttributeList(plan->attributes);
    ambos__release(plan->attributes);
    ambos__release(plan->handles);
    ambos__release(plan->environment);
    ambos__wide_free(&plan->cwd);
    ambos__wide_free(&plan->image);
    ambos__wide_free(&plan->line);
    if (!plan->child)
        return;
    ambos__os_failure_load(&failure);
    plan_discard_child(plan->child);
    ambos__failure_restore(&failure);
}

ambos_error ambos__os_spawn(ambos_process **process, const char *const argv[], const ambos_spawn_options *options)
{
    static ambos_error (*const steps[])(struct plan *) = { plan_cpus,    plan_object,  plan_environment, plan_directory,
                                                           plan_command, plan_job,     plan_start };
    struct plan plan;
    ambos_error error;

    plan_init(&plan, argv, options);
    error = plan_check(&plan);
    for (size_t i = 0; !error && i < sizeof steps / sizeof steps[0]; i++)
        error = steps[i](&plan);
    if (!error) {
        *process = &plan.child->base;
        plan.child = NULL;
    }
    plan_free(&plan);
    return error;
}

ambos_error ambos__os_find_program(const char *name, const ambos_spawn_options *options, struct ambos__str *path)
{
    struct plan plan;
    bool batch;
    ambos_error error;

    plan_init(&plan, NULL, options);
    error = plan_directory(&plan);
    if (!error)
        error = ambos__command_find(&plan.image, path, &batch, name, options, plan_cwd(&plan));
    plan_free(&plan);
    return error;
}

ambos_error ambos__os_resume(ambos_process *process)
{
    struct ambos__child *child = ambos__child_of(process);

    if (!child->thread)
        return ambos__fail(AMBOS_EINVAL, AMBOS_STEP_CHECK);
    if (ResumeThread(child->thread) == (DWORD)-1)
        return ambos__fail_win32(AMBOS_STEP_START);
    ambos__handle_close(&child->thread);
    return AMBOS_OK;
}
