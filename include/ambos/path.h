/* SPDX-License-Identifier: MIT */
/**
 * @file path.h
 * The current directory, absolute paths, and what paths may say.
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

/**
 * An absolute path that means the same now, by its text alone.
 *
 * Nothing need exist, no link is resolved, drives stay what they are.
 *
 * @param path      Any path; empty is ::AMBOS_ENOENT.
 * @param absolute  Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_ENOENT POSIX: the path is relative and the current directory has been
 *                      removed.
 * @retval AMBOS_EACCES POSIX: the path is relative and a directory above the current one
 *                      may not be read.
 * @par Threads
 * Safe from any thread; a relative path is relative to the current directory, which
 * another thread may change.
 * @par POSIX
 * The current directory before it where it is relative, without `.` and doubled
 * separators; the result may be longer than the 4,095 bytes that other calls take. `..`
 * stays: `a/..` is not the current directory when `a` is a link. So does a separator at
 * the end, which demands a directory, and `a/.` becomes `a/`.
 * @par Windows
 * `GetFullPathNameW`: `..` goes, as Windows itself reads paths. What begins with a
 * separator gets the current drive, `C:x` the current directory of that drive. One that
 * begins with `\\?\` comes back as it is.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_absolute(const char *path, char **absolute);

/** @} */

/**
 * @defgroup names Names
 *
 * What a path may say, in every call that takes one.
 *
 * | A path | on POSIX | on Windows |
 * |---|---|---|
 * | of bytes that are no text | any bytes but NUL | WTF-8: UTF-8 in which a surrogate may stand alone, so that every name that exists can be said; else ::AMBOS_EILSEQ |
 * | with `/` or `\` | `/` separates, `\` is a letter | both separate |
 * | with a name of over 255 bytes | ::AMBOS_ENAMETOOLONG | likewise, of over 255 UTF-16 units |
 * | that is long | up to 4,095 bytes on Linux; what is deeper is reached with ambos_chdir() in steps | up to 32,766 units of its absolute form, without a manifest; a current directory up to 258 |
 * | with `..` | goes up from where links have led | goes with the name before it, whatever that is |
 * | with a separator at its end | must be a directory, else ::AMBOS_ENOTDIR | likewise |
 * | `C:\x`, `\\server\share\x` | a relative path of one name | absolute |
 * | `\x`, `C:x` | a relative path of one name | on the current drive; in the current directory of that drive |
 * | `\\?\C:\x`, `\\?\UNC\server\share\x`, `\??\x` | a relative path of one name | taken as it stands: `/`, `.` and `..` are no more than letters, and no row below holds |
 * | `\\.\x` | a relative path of one name | a device |
 * | `NUL`, `CON`, `COM1` and the like | an ordinary name | a device, where Windows says so (before Windows 11 with any ending, in any directory) |
 * | with dots or spaces at the end of its last name | an ordinary name | without them |
 * | `file:stream` | an ordinary name | a stream of the file, where the file system has such (NTFS) |
 * | with `*`, `?`, `<`, `>`, `|` or `"` | an ordinary name | ::AMBOS_EINVAL |
 * @{
 */
/** @} */

#ifdef __cplusplus
}
#endif

#endif
