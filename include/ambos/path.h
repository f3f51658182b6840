/* SPDX-License-Identifier: MIT */
/**
 * @file path.h
 * The current directory.
 */
#ifndef AMBOS_PATH_H
#define AMBOS_PATH_H

#include <ambos/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup path Paths
 *
 * Where relative paths begin.
 *
 * The current directory belongs to all of the process. A library, or a program
 * with threads, does better with absolute paths, and with the `cwd` option of
 * ambos_spawn() for a child.
 * @{
 */

/**
 * The current directory.
 *
 * @param path  Receives its absolute path; release it with ambos_free(). On
 *              Windows with `\` and a drive letter or share.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_ENOENT POSIX: it has been removed.
 * @retval AMBOS_EACCES POSIX: a directory above it may not be read.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `getcwd`; over 4,095 bytes the C library decides (glibc: of any length, musl:
 * ::AMBOS_ENAMETOOLONG).
 * @par Windows
 * `GetCurrentDirectoryW`.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_getcwd(char **path);

/**
 * Change the current directory, for the whole process.
 *
 * @param path  The directory.
 * @retval AMBOS_OK           Changed.
 * @retval AMBOS_ENOENT       It, or a part of the path, is missing.
 * @retval AMBOS_ENOTDIR      It is not a directory.
 * @retval AMBOS_EACCES       It may not be entered.
 * @retval AMBOS_ENAMETOOLONG Windows: over 258 characters, which a current
 *                            directory cannot have; nothing changed.
 * @retval AMBOS_ELOOP        Too many links.
 * @par Threads
 * Safe from any thread, but every relative path in every thread means something
 * else from then on.
 * @par Windows
 * `SetCurrentDirectoryW`, and the hidden variable of the drive (`=C:`) as the
 * command interpreter keeps it.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_chdir(const char *path);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
