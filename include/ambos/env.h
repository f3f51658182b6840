/* SPDX-License-Identifier: MIT */
/**
 * @file env.h
 * The environment of this process, and environments as objects to be handed to
 * a child.
 */
#ifndef AMBOS_ENV_H
#define AMBOS_ENV_H

#include <ambos/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup env Environment
 *
 * The variables of this process, and environments made for a child.
 *
 * Two ways to work with it. The environment of the process itself belongs to
 * everybody in the process, and on POSIX changing it while another thread reads
 * it (through this library, `getenv`, or any function of the C library that
 * looks at it, such as `getaddrinfo` or `localtime`) is undefined behaviour that
 * nobody can repair. So a program with threads changes it at its start or not at
 * all, and uses the second way: an ambos_env is a private copy that is edited
 * freely and handed to ambos_spawn().
 *
 * A **name** is not empty and has no `=`. On Windows names compare without case
 * (by the system's own ordinal table, not by a locale) and keep the spelling
 * they were made with; there the hidden variables that begin with `=` (such as
 * `=C:`, the current directory of a drive) are kept in snapshots and handed on,
 * but are not counted, listed or found by name. An **empty value** is not the
 * same as an unset variable, on both systems.
 * @{
 */

/**
 * The value of a variable of this process, copied.
 *
 * @param name   Its name.
 * @param value  Receives the copy; release it with ambos_free().
 * @retval AMBOS_OK     It is set, perhaps to nothing.
 * @retval AMBOS_ENOENT It is not set.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @retval AMBOS_EILSEQ Windows: the name is not WTF-8.
 * @par Threads
 * Beside other readers. POSIX: not while another thread changes the environment.
 * Windows: always.
 * @par POSIX
 * `getenv`.
 * @par Windows
 * `GetEnvironmentVariableW`: the block of the process, not the copy of the C
 * library.
 * @since 0.1
 * @see ambos_getenv_into(), ambos_setenv(), ambos_env_snapshot()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_getenv(const char *name, char **value);

/**
 * The value of a variable of this process, into the caller's buffer.
 *
 * Allocates nothing (but on Windows for names and values over about 500
 * characters).
 *
 * @param name    Its name.
 * @param buffer  Receives the value and a NUL; may be NULL when `size` is 0.
 * @param size    Size of the buffer in bytes.
 * @param length  Receives the length of the whole value without its NUL, on
 *                AMBOS_OK and on AMBOS_ERANGE; may be NULL.
 * @retval AMBOS_OK     It is in the buffer.
 * @retval AMBOS_ERANGE `size` is not over `*length`; the buffer holds an empty
 *                      text if it holds anything. Another thread may let it
 *                      grow between two calls: ask in a loop.
 * @retval AMBOS_ENOENT It is not set.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @retval AMBOS_EILSEQ Windows: the name is not WTF-8.
 * @retval AMBOS_ENOMEM Windows: no memory for a name or value over about 500 characters.
 * @par Threads
 * As ambos_getenv().
 * @par POSIX
 * `getenv`.
 * @par Windows
 * `GetEnvironmentVariableW`.
 * @since 0.1
 * @see ambos_getenv(), ambos_env_get()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_getenv_into(const char *name, char *buffer, size_t size,
                                                                   size_t *length);

/**
 * Set a variable of this process.
 *
 * @param name   Its name.
 * @param value  Its new value, copied; may be empty.
 * @retval AMBOS_OK     Set; a former value is replaced.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @retval AMBOS_EILSEQ Windows: the name or the value is not WTF-8.
 * @retval AMBOS_E2BIG  Windows: the name or the value is over 32,766 UTF-16 units.
 * @retval AMBOS_ENOMEM No memory for the copy.
 * @par Threads
 * POSIX: only while no other thread reads or changes the environment by any
 * means. Windows: safe from any thread, but `getenv` of the C library in
 * another thread is not.
 * @par POSIX
 * `setenv`.
 * @par Windows
 * Both `SetEnvironmentVariableW` and the C library's copy (of the C library that
 * ambos is linked with), so that `getenv` agrees afterwards. The C library
 * cannot hold an empty value: `getenv` gives NULL for it, ambos_getenv() gives "".
 * @since 0.1
 * @see ambos_unsetenv(), ambos_getenv(), ambos_env_set()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_setenv(const char *name, const char *value);

/**
 * Remove a variable of this process.
 *
 * @param name  Its name.
 * @retval AMBOS_OK     It is not set now, whether or not it was.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @retval AMBOS_EILSEQ Windows: the name is not WTF-8.
 * @par Threads
 * As ambos_setenv().
 * @par POSIX
 * `unsetenv`.
 * @par Windows
 * As ambos_setenv(), of both copies.
 * @since 0.1
 * @see ambos_setenv(), ambos_clearenv(), ambos_env_unset()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_unsetenv(const char *name);

/**
 * Remove every variable of this process.
 *
 * @retval AMBOS_OK Nothing is set. On Windows the hidden variables stay.
 * @par Threads
 * As ambos_setenv().
 * @par POSIX
 * The list of the process (`environ`) is emptied in place.
 * @par Windows
 * `GetEnvironmentStringsW` for the names, then as ambos_unsetenv() for each.
 * @since 0.1
 * @see ambos_unsetenv(), ambos_env_clear()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_clearenv(void);

/** An environment as an object. Opaque; ended by ambos_env_free(). */
typedef struct ambos_env ambos_env;

/**
 * Make an empty environment.
 *
 * @param env  Receives it; end it with ambos_env_free().
 * @retval AMBOS_OK Made.
 * @par Threads
 * Safe from any thread.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_env_snapshot(), ambos_env_from_list(), ambos_env_free(), ambos_spawn()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_create(ambos_env **env);

/**
 * Copy the environment of this process.
 *
 * Entries without a name or a `=` are left out: no child could read them. So are, of
 * a name that the process has twice, all but the first, which is the one that
 * ambos_getenv() gives.
 *
 * @param env  Receives the copy; end it with ambos_env_free().
 * @retval AMBOS_OK Copied.
 * @par Threads
 * As ambos_getenv().
 * @par POSIX
 * The list of the process (`environ`).
 * @par Windows
 * `GetEnvironmentStringsW`.
 * @since 0.1
 * @see ambos_env_create(), ambos_env_from_list(), ambos_env_free(), ambos_spawn()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_snapshot(ambos_env **env);

/**
 * Make an environment from a list.
 *
 * @param env      Receives it; end it with ambos_env_free().
 * @param entries  Texts of the form `NAME=value`, ended by NULL; copied. Of a
 *                 name that comes twice the last value counts, in the place of
 *                 the first.
 * @retval AMBOS_OK     Made.
 * @retval AMBOS_EINVAL An entry has no `=` or an empty name.
 * @retval AMBOS_EILSEQ Windows: an entry is not WTF-8.
 * @par Threads
 * Safe from any thread.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_env_create(), ambos_env_snapshot(), ambos_env_free()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_from_list(ambos_env **env, const char *const entries[]);

/**
 * Look a variable up.
 *
 * @param env    The environment.
 * @param name   Its name.
 * @param value  Receives its value, which stays `env`'s and is good until `env` is
 *               changed or freed. NULL after a failure.
 * @retval AMBOS_OK     It is set.
 * @retval AMBOS_ENOENT It is not.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @par Threads
 * Several threads may read one object that none changes.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_get(const ambos_env *env, const char *name, const char **value);

/**
 * Set a variable.
 *
 * @param env    The environment.
 * @param name   Its name. Windows: a variable that is there keeps its spelling.
 * @param value  Its value, copied.
 * @retval AMBOS_OK     Set; a former value is replaced in its place, a new name
 *                      comes last.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @retval AMBOS_EILSEQ Windows: not WTF-8.
 * @retval AMBOS_ENOMEM No memory for the copy; nothing changed.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_set(ambos_env *env, const char *name, const char *value);

/**
 * Remove a variable.
 *
 * Windows: removing `SYSTEMROOT` means it: a child gets it added only when it
 * was never set or removed here (see ambos_spawn()).
 *
 * @param env   The environment.
 * @param name  Its name.
 * @retval AMBOS_OK     It is not set now, whether or not it was.
 * @retval AMBOS_EINVAL The name is empty or has a `=`.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_unset(ambos_env *env, const char *name);

/**
 * Remove every variable.
 *
 * @param env  The environment; NULL does nothing.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_env_clear(ambos_env *env);

/**
 * Set every variable of another environment.
 *
 * @param env    The environment to change; on a failure it is as it was.
 * @param other  Whose variables are set; may be `env` itself.
 * @retval AMBOS_OK All are set.
 * @retval AMBOS_ENOMEM No memory for the copies; nothing changed.
 * @par Threads
 * One thread at a time per object that changes.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_merge(ambos_env *env, const ambos_env *other);

/**
 * How many variables there are.
 *
 * @param env  The environment, or NULL.
 * @return Their number; 0 for NULL.
 * @par Threads
 * Several threads may read one object that none changes.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API size_t AMBOS_CALL ambos_env_count(const ambos_env *env);

/**
 * One variable by its place, for iterating.
 *
 * The order is that of the process's own list or of insertion.
 *
 * @param env          The environment.
 * @param index        0 to ambos_env_count() - 1.
 * @param entry        Receives its text `NAME=value`; stays `env`'s, good until
 *                     `env` is changed or freed.
 * @param name_length  Receives the length of the name in bytes: the value begins
 *                     at `entry + name_length + 1`. May be NULL.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_ENOENT There are not so many.
 * @par Threads
 * Several threads may read one object that none changes.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_env_at(const ambos_env *env, size_t index, const char **entry,
                                                              size_t *name_length);

/**
 * End an environment.
 *
 * @param env  May be NULL.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_env_free(ambos_env *env);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
