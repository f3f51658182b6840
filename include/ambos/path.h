/* SPDX-License-Identifier: MIT */
/**
 * @file path.h
 * The current directory, absolute paths, paths as text, and what paths may say.
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
 * @see ambos_chdir(), ambos_path_absolute()
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
 * @par POSIX
 * `chdir`.
 * @par Windows
 * `SetCurrentDirectoryW`, and the hidden variable of the drive (`=C:`) as the command interpreter
 * keeps it.
 * @since 0.1
 * @see ambos_getcwd(), ambos_spawn()
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
 * @see ambos_realpath(), ambos_getcwd(), ambos_path_is_absolute(), ambos_path_normalise()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_absolute(const char *path, char **absolute);

/** @} */

/**
 * @defgroup path_text Paths as text
 * @ingroup path
 *
 * Taking paths apart and putting them together.
 *
 * None of these calls asks the system anything, and each knows the paths of both
 * systems: a program on Linux can work on the paths of Windows. What they answer is
 * what Python's `posixpath` and `ntpath` answer, except that on Windows
 *
 * - `\x` is not absolute, since it counts from the current drive;
 * - only a letter makes a drive, and `C:.x` has no extension;
 * - a verbatim path (`\\?\...`) is never changed but at its end, and only the
 *   backslash separates in it;
 * - no result is read as a drive that was none: `./c:x` becomes `.\c:x`.
 *
 * Letters are the same in both cases on Windows only where they are ASCII.
 *
 * @par Both systems
 * Text only: the same code on both, no call of the system.
 * @{
 */

/** Whose paths they are. */
enum {
    AMBOS_GRAMMAR_NATIVE = 0, /**< Those of this system. */
    AMBOS_GRAMMAR_POSIX = 1,  /**< POSIX: `/` separates. */
    AMBOS_GRAMMAR_WINDOWS = 2 /**< Windows: backslash and slash separate, drives and shares stand in front. */
};

/** What a path counts from. Those from #AMBOS_PATH_ABSOLUTE on are absolute. */
enum {
    AMBOS_PATH_RELATIVE = 0,       /**< `a/b`, and the empty one: the current directory. */
    AMBOS_PATH_ROOTED = 1,         /**< Windows, `\a`: the root of the current drive. */
    AMBOS_PATH_DRIVE_RELATIVE = 2, /**< Windows, `C:a`: the current directory of that drive. */
    AMBOS_PATH_ABSOLUTE = 3,       /**< `/a`, `C:\a`. */
    AMBOS_PATH_UNC = 4,            /**< Windows: a share, two separators in front. */
    AMBOS_PATH_DEVICE = 5,         /**< Windows: two separators and a dot in front, or the next one with slashes. */
    AMBOS_PATH_VERBATIM = 6        /**< Windows: backslashes and `?` in front; taken as it stands. */
};

/**
 * Where the parts of a path are: lengths and places in its text, in bytes.
 *
 * `C:\dir\name.txt` has the drive `C:`, a root of three bytes, the directory `C:\dir`, the name
 * `name.txt` and the extension `.txt`.
 */
typedef struct ambos_path_parts {
    uint32_t kind;    /**< `AMBOS_PATH_...`. */
    uint32_t unused;  /**< Filled with 0. */
    size_t drive;     /**< How long the drive, share or device in front is; 0: none. */
    size_t root;      /**< How long that and the separators behind it are. */
    size_t directory; /**< How long the part before the name is, without the separators between; never shorter than
                         `root`. */
    size_t name;      /**< Where the last name begins; at the end when a separator is the last. */
    size_t extension; /**< Where its extension begins, with its dot; at the end when there is none: dots at the start of
                         a name are part of it. */
    size_t length;    /**< How long the path is. */
    uint8_t reserved[32]; /**< Room to grow; filled with zeros. */
} ambos_path_parts;

/**
 * Find the parts of a path.
 *
 * @param path     Any text.
 * @param grammar  `AMBOS_GRAMMAR_...`.
 * @param parts    Receives where the parts are; all zero on failure.
 * @retval AMBOS_OK     Found: every text is some path.
 * @retval AMBOS_EINVAL There is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe with a grammar that exists.
 * @since 0.1
 * @see ambos_path_join(), ambos_path_with_extension()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_split(const char *path, uint32_t grammar,
                                                                  ambos_path_parts *parts);

/**
 * Is a path absolute: does it mean the same in every current directory?
 *
 * @param path     Any text; NULL is not.
 * @param grammar  `AMBOS_GRAMMAR_...`; with any other number nothing is.
 * @return 1 or 0. What counts from the current drive, or from a drive's current directory, is not.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @since 0.1
 * @see ambos_path_absolute(), ambos_path_is_local()
 */
AMBOS_API int AMBOS_CALL ambos_path_is_absolute(const char *path, uint32_t grammar);

/**
 * Does a path stay below the directory from which it counts, by its text?
 *
 * For names that come from others (archives, requests). Links are not seen: against
 * those, work inside an open directory.
 *
 * @param path     Any text; NULL and the empty one are not local.
 * @param grammar  `AMBOS_GRAMMAR_...`; with any other number nothing is.
 * @return 1 when it is relative, no `..` leads above its start (`a/..` does not, `a/../..`
 *         does), and on Windows no name in it is reserved; else 0.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @since 0.1
 * @see ambos_root_open(), ambos_path_is_reserved(), ambos_path_is_absolute()
 */
AMBOS_API int AMBOS_CALL ambos_path_is_local(const char *path, uint32_t grammar);

/**
 * Has a path a name that Windows gives another meaning to?
 *
 * Devices (`NUL`, `com1.txt`, `CONIN$`, with superscript digits too), names that end in a
 * dot or a space, and names with a control character or one of `"*:<>?|`. For programs
 * that make files which must be usable everywhere.
 *
 * @param path     Any text; NULL has none.
 * @param grammar  `AMBOS_GRAMMAR_...`; no name is reserved on POSIX.
 * @return 1 or 0.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @since 0.1
 * @see ambos_path_is_local()
 */
AMBOS_API int AMBOS_CALL ambos_path_is_reserved(const char *path, uint32_t grammar);

/**
 * Put a name or path behind another.
 *
 * One that does not count from `base` replaces it: an absolute one, on Windows also one
 * of another drive; a separator in front keeps the drive of `base`. Nothing is
 * normalised, except what is put behind a verbatim path, where `..` would be a name.
 *
 * @param base     The path in front; may be empty.
 * @param name     What comes behind it; when empty, `base` gets a separator at its end.
 * @param grammar  `AMBOS_GRAMMAR_...`.
 * @param joined   Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Joined.
 * @retval AMBOS_EINVAL There is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_path_split(), ambos_path_normalise(), ambos_path_relative()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_join(const char *base, const char *name, uint32_t grammar,
                                                                 char **joined);

/**
 * Take out of a path what is not needed, by its text.
 *
 * That is `.`, doubled separators, and each name with a `..` behind it.
 * On POSIX that may change what it means: `a/..` is not `.` when `a` is a link, and a
 * separator at the end is lost, which demanded a directory. ambos_path_absolute() keeps
 * both, ambos_realpath() looks.
 *
 * @param path     Any path; the empty one becomes `.`.
 * @param grammar  `AMBOS_GRAMMAR_...`.
 * @param normal   Receives the path, on Windows with backslashes; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_realpath(), ambos_path_absolute(), ambos_path_join()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_normalise(const char *path, uint32_t grammar,
                                                                      char **normal);

/**
 * The path from one place to another, by their texts.
 *
 * @param path      Where to.
 * @param start     The directory to begin in. Both are absolute, or both count from the
 *                  same place.
 * @param grammar   `AMBOS_GRAMMAR_...`.
 * @param relative  Receives the path, normalised; `.` when they are the same; release it
 *                  with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EXDEV  Windows: they are on different drives or shares.
 * @retval AMBOS_EINVAL One is absolute and the other is not; or `start` leads above the
 *                      place that both count from, whose name the texts do not tell; or
 *                      there is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_path_join(), ambos_path_normalise()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_relative(const char *path, const char *start,
                                                                     uint32_t grammar, char **relative);

/**
 * A path with another extension.
 *
 * @param path       The path; its last name must not be empty, `.` or `..`.
 * @param extension  With its dot, in place of the one that it has; "" takes that away.
 * @param grammar    `AMBOS_GRAMMAR_...`.
 * @param changed    Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no name, the extension has no dot in front or a separator
 *                      in it, or there is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_path_split()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_with_extension(const char *path, const char *extension,
                                                                           uint32_t grammar, char **changed);

/**
 * A path with `/` between its names, as both systems read it.
 *
 * For texts that leave this machine. Verbatim paths of Windows do not change: they have
 * no other spelling.
 *
 * @param path      Any path.
 * @param grammar   `AMBOS_GRAMMAR_...`; on POSIX nothing changes.
 * @param portable  Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_path_native()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_portable(const char *path, uint32_t grammar,
                                                                     char **portable);

/**
 * A path with the system's own separators between its names.
 *
 * For people, and for programs that do not take `/` on Windows.
 *
 * @param path     Any path.
 * @param grammar  `AMBOS_GRAMMAR_...`; on POSIX nothing changes.
 * @param native   Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such grammar.
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 * @see ambos_path_portable()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_path_native(const char *path, uint32_t grammar, char **native);

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
 * | with `*`, `?`, `<`, `>`, `"` or a vertical bar | an ordinary name | ::AMBOS_EINVAL |
 * @{
 */
/** @} */

#ifdef __cplusplus
}
#endif

#endif
