/* SPDX-License-Identifier: MIT */
/**
 * @file error.h
 * What went wrong: one list of codes for both systems, their names and texts,
 * and the system's own number and step behind the last failure.
 */
#ifndef AMBOS_ERROR_H
#define AMBOS_ERROR_H

#include <ambos/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup error Errors
 *
 * One list of codes for both systems, and what is behind the last failure.
 * @{
 */

/**
 * Every error code: name, number, text.
 *
 * The numbers are ours, the same on every system and for ever: the list only
 * grows at its end. The names are those of `errno`. Use it as an X-macro:
 * `#define X(name, number, text) ...`, then `AMBOS_ERRORS(X)`.
 */
#define AMBOS_ERRORS(X)                                                   \
    X(EUNKNOWN, 1, "unknown error")                                       \
    X(EINVAL, 2, "invalid argument")                                      \
    X(ENOTSUP, 3, "not supported here")                                   \
    X(ENOMEM, 4, "out of memory")                                         \
    X(EILSEQ, 5, "invalid text encoding")                                 \
    X(ERANGE, 6, "result does not fit")                                   \
    X(E2BIG, 7, "arguments or environment too long")                      \
    X(ENOENT, 8, "no such file or directory")                             \
    X(EEXIST, 9, "already exists")                                        \
    X(ENOTDIR, 10, "not a directory")                                     \
    X(EISDIR, 11, "is a directory")                                       \
    X(ENOTEMPTY, 12, "directory not empty")                               \
    X(EACCES, 13, "permission denied")                                    \
    X(EPERM, 14, "operation not permitted")                               \
    X(EBUSY, 15, "in use")                                                \
    X(ETXTBSY, 16, "program file in use")                                 \
    X(EXDEV, 17, "on different file systems")                             \
    X(EROFS, 18, "read-only file system")                                 \
    X(ENOSPC, 19, "no space left on device")                              \
    X(EDQUOT, 20, "disk quota exceeded")                                  \
    X(EFBIG, 21, "file too large")                                        \
    X(ENAMETOOLONG, 22, "name too long")                                  \
    X(ELOOP, 23, "too many links, or a link where none may be")           \
    X(EMLINK, 24, "too many hard links")                                  \
    X(ENOEXEC, 25, "not a program this system can run")                   \
    X(EMFILE, 26, "too many open files in this process")                  \
    X(ENFILE, 27, "too many open files in the system")                    \
    X(EBADF, 28, "bad file handle")                                       \
    X(EPIPE, 29, "the reader has gone")                                   \
    X(ESPIPE, 30, "has no position")                                      \
    X(EAGAIN, 31, "not possible now, try again")                          \
    X(ETIMEDOUT, 32, "timed out")                                         \
    X(ECANCELED, 33, "cancelled")                                         \
    X(ESRCH, 34, "no such process")                                       \
    X(ECHILD, 35, "not a child of this process")                          \
    X(EDEADLK, 36, "would deadlock")                                      \
    X(EIO, 37, "input or output error")                                   \
    X(ENXIO, 38, "no such device or address")                             \
    X(ENODEV, 39, "no such device, or not for it")                        \
    X(ENOTTY, 40, "not a terminal, or not for this device")               \
    X(ENOLCK, 41, "no locks available")                                   \
    X(EOVERFLOW, 42, "number too large")                                  \
    X(ESTALE, 43, "stale file handle")                                    \
    X(EFAULT, 44, "bad address")

/** Makes an enumerator of a row of #AMBOS_ERRORS. */
#define AMBOS_ERROR_AS_ENUM(name, number, text) AMBOS_##name = number,

/** The codes: ::AMBOS_OK and one `AMBOS_` constant for each row of #AMBOS_ERRORS. */
enum {
    AMBOS_OK = 0, /**< It worked. */
    AMBOS_ERRORS(AMBOS_ERROR_AS_ENUM)
};

/** Whose number ambos_failure::native is. */
enum {
    AMBOS_DOMAIN_NONE = 0,     /**< Nobody's: ambos itself found the fault; `native` is 0. */
    AMBOS_DOMAIN_ERRNO = 1,    /**< A value of `errno` of this system's C library. */
    AMBOS_DOMAIN_WIN32 = 2,    /**< A code of `GetLastError`. */
    AMBOS_DOMAIN_NTSTATUS = 3, /**< An `NTSTATUS` of the Windows kernel. */
    AMBOS_DOMAIN_HRESULT = 4   /**< An `HRESULT`. */
};

/**
 * Every step at which a call can fail: name, number, text ("cannot ...").
 *
 * Append-only, like #AMBOS_ERRORS.
 */
#define AMBOS_STEPS(X)                                     \
    X(NONE, 0, "do it")                                    \
    X(CHECK, 1, "accept the arguments")                    \
    X(TEXT, 2, "convert text")                             \
    X(MEMORY, 3, "get memory")                             \
    X(OPEN, 4, "open the file")                            \
    X(QUERY, 5, "query the file")                          \
    X(CHANGE, 6, "change the file")                        \
    X(READ, 7, "read")                                     \
    X(WRITE, 8, "write")                                   \
    X(SEEK, 9, "move the position")                        \
    X(FLUSH, 10, "flush to the device")                    \
    X(CLOSE, 11, "close")                                  \
    X(LIST, 12, "list the directory")                      \
    X(CREATE, 13, "create it")                             \
    X(REMOVE, 14, "remove it")                             \
    X(RENAME, 15, "rename it")                             \
    X(LINK, 16, "link it")                                 \
    X(VERIFY, 17, "find what was just made")               \
    X(ENVIRONMENT, 18, "use the environment")              \
    X(CWD, 19, "enter the working directory")              \
    X(PROGRAM, 20, "find the program")                     \
    X(ARGUMENTS, 21, "pass the arguments")                 \
    X(STREAM_IN, 22, "set up the standard input")          \
    X(STREAM_OUT, 23, "set up the standard output")        \
    X(STREAM_ERR, 24, "set up the standard error")         \
    X(HANDLES, 25, "hand over the handles")                \
    X(PIPE, 26, "make a pipe")                             \
    X(START, 27, "start a process")                        \
    X(SIGNALS, 28, "reset the signals")                    \
    X(SESSION, 29, "make the group or session")            \
    X(TERMINAL, 30, "take the terminal")                   \
    X(LIMITS, 31, "set the limits")                        \
    X(PRIORITY, 32, "set the priority or affinity")        \
    X(USER, 33, "become the user")                         \
    X(PARENT, 34, "tie the child to its parent")           \
    X(TREE, 35, "make a killable tree")                    \
    X(EXEC, 36, "execute the program")                     \
    X(WAIT, 37, "wait for the process")                    \
    X(KILL, 38, "end the process")                         \
    X(SYSTEM, 39, "ask the system")                        \
    X(CONSOLE, 40, "use the console")

/** Makes an enumerator of a row of #AMBOS_STEPS. */
#define AMBOS_STEP_AS_ENUM(name, number, text) AMBOS_STEP_##name = number,

/** The steps: one `AMBOS_STEP_` constant for each row of #AMBOS_STEPS. */
enum {
    AMBOS_STEPS(AMBOS_STEP_AS_ENUM)
    AMBOS_STEP_COUNT /**< How many there are in this version. */
};

/** What is known of a failure. Reports carry one by value. */
typedef struct ambos_failure {
    ambos_error code;    /**< What the call returned. */
    uint32_t domain;     /**< `AMBOS_DOMAIN_...`: whose number `native` is. */
    uint32_t native;     /**< The system's own number, bit for bit; 0 without a domain. */
    uint32_t step;       /**< `AMBOS_STEP_...`: what was being done. */
} ambos_failure;

/**
 * The last failure of this thread.
 *
 * Every call of the library that fails stores here; one that succeeds, and
 * every close and free that returns nothing, leaves it alone. So it means
 * something only right after a failure.
 *
 * @param failure  Receives it; all zero when nothing has failed in this thread.
 *                 NULL does nothing.
 * @par Threads
 * Each thread has its own.
 * @par POSIX
 * A variable of the thread.
 * @par Windows
 * Kept in `TlsAlloc` slots, with no allocation. A process that has none left gets {AMBOS_OK, 0, 0,
 * 0} for ever; the returned codes stay right.
 * @since 0.1
 * @see ambos_strerror(), ambos_step_text(), ambos_native_text()
 */
AMBOS_API void AMBOS_CALL ambos_last_failure(ambos_failure *failure);

/**
 * The name of a code.
 *
 * @param code  A code.
 * @return Such as "ENOENT"; "OK" for 0; "E?" for a number that is not in the
 *         list. Static ASCII text, never NULL.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_strerror()
 */
AMBOS_API const char *AMBOS_CALL ambos_error_name(ambos_error code);

/**
 * The text of a code.
 *
 * The same on every system and in every locale.
 *
 * @param code  A code.
 * @return Such as "no such file or directory"; "no error" for 0; "unlisted
 *         error" for a number that is not in the list. Static ASCII text, never
 *         NULL or empty.
 * @par Threads
 * Safe from any thread, no shared buffer.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_error_name(), ambos_last_failure(), ambos_native_text()
 */
AMBOS_API const char *AMBOS_CALL ambos_strerror(ambos_error code);

/**
 * The text of a step, to stand behind "cannot".
 *
 * @param step  `AMBOS_STEP_...`.
 * @return Such as "enter the working directory"; "do it" for an unlisted number.
 *         Static ASCII text, never NULL or empty.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_last_failure(), ambos_strerror()
 */
AMBOS_API const char *AMBOS_CALL ambos_step_text(uint32_t step);

/**
 * Translate a number of the system into a code.
 *
 * The tables for Win32, NTSTATUS and HRESULT are the same on every system (a
 * log from Windows can be read on Linux); `errno` numbers are this system's.
 *
 * @param domain  `AMBOS_DOMAIN_...`.
 * @param native  The number, bit for bit.
 * @return The code; ::AMBOS_OK for a number that means success;
 *         ::AMBOS_EUNKNOWN for one that is not in the table or a domain that does
 *         not exist. Does not touch ambos_last_failure().
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_native_text(), ambos_last_failure()
 */
AMBOS_API ambos_error AMBOS_CALL ambos_error_from_native(uint32_t domain, uint32_t native);

/**
 * The system's own text for its number, in UTF-8.
 *
 * In English where the system has it, else in its language; one line, with no
 * newline or space at the end. `errno` and `GetLastError()` are left as they
 * were.
 *
 * @param domain  `AMBOS_DOMAIN_...`.
 * @param native  The number.
 * @param buffer  Receives the text, always ended by NUL when `size` is not 0,
 *                cut between characters when it does not fit; may be NULL when
 *                `size` is 0.
 * @param size    Size of the buffer in bytes.
 * @return The length of the whole text without its NUL, as `snprintf` has it:
 *         `size` or more means that it was cut. Never 0: what the system has no
 *         text for reads "errno 12345", "Win32 error 12345", "NTSTATUS
 *         0xC0000123" or "HRESULT 0x80004005".
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `strerror_r` for `errno`. Numbers of Windows have no text here but the form
 * above.
 * @par Windows
 * `FormatMessageW`, for NTSTATUS with the texts of ntdll.
 * @since 0.1
 * @see ambos_last_failure(), ambos_error_from_native(), ambos_strerror()
 */
AMBOS_API size_t AMBOS_CALL ambos_native_text(uint32_t domain, uint32_t native, char *buffer, size_t size);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
