/* SPDX-License-Identifier: MIT */
/* Which file this process runs: POSIX has no call for it, each system its own. */
#include "posix/posix.h"

#include <string.h>

#if AMBOS__LINUX

#define PROGRAM_GONE " (deleted)"

/* The kernel adds a word to the name of a file that is no more; a file may also really be called so. */
static bool program_gone(const struct ambos__str *path)
{
    const size_t word = sizeof PROGRAM_GONE - 1;
    struct stat status;

    return path->size > word && memcmp(path->data + path->size - word, PROGRAM_GONE, word) == 0 &&
           lstat(path->data, &status) != 0;
}

ambos_error ambos__os_program_path(struct ambos__str *path)
{
    ambos_error error = ambos__os_readlink(AMBOS__CWD, "/proc/self/exe", path);

    if (error == AMBOS_OK && ambos__str_append_char(path, '\0'))
        error = ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (error != AMBOS_OK)
        return error;
    path->size--;
    return program_gone(path) ? ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM) : AMBOS_OK;
}

#elif defined(__FreeBSD__)

#include <sys/param.h>
#include <sys/sysctl.h>

ambos_error ambos__os_program_path(struct ambos__str *path)
{
    const int name[] = { CTL_KERN, KERN_PROC, KERN_PROC_PATHNAME, -1 };
    size_t size = PATH_MAX;

    if (ambos__str_reserve(path, size))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    if (sysctl(name, 4, path->data, &size, NULL, 0) != 0)
        return ambos__fail_errno(AMBOS_STEP_SYSTEM);
    path->size = strlen(path->data);
    return AMBOS_OK;
}

#elif defined(__APPLE__)

#include <mach-o/dyld.h>

ambos_error ambos__os_program_path(struct ambos__str *path)
{
    struct ambos__str name = { NULL, 0, 0 };
    uint32_t size = 0;
    ambos_error error;

    (void)_NSGetExecutablePath(NULL, &size);
    if (ambos__str_reserve(&name, size))
        return ambos__fail(AMBOS_ENOMEM, AMBOS_STEP_MEMORY);
    /* It may have links and ".." in it. */
    error = _NSGetExecutablePath(name.data, &size) == 0 ? ambos__os_realpath(name.data, path)
                                                        : ambos__fail(AMBOS_ENOENT, AMBOS_STEP_SYSTEM);
    ambos__str_free(&name);
    return error;
}

#else

ambos_error ambos__os_program_path(struct ambos__str *path)
{
    (void)path;
    return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_SYSTEM);
}

#endif
