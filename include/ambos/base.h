/* SPDX-License-Identifier: MIT */
/**
 * @file base.h
 * What every other header stands on: version, memory, time, clocks and open
 * files.
 *
 * Conventions of the whole library, said once:
 *
 * - **Results.** A function that can fail returns an ::ambos_error; ::AMBOS_OK
 *   is 0. Every failing return also fills the calling thread's slot that
 *   ambos_last_failure() reads. The result must be looked at (compilers warn).
 * - **Bad calls.** NULL where a value is due, an unknown flag, or a reserved
 *   tail that is not zero gives ::AMBOS_EINVAL and nothing changes. A flag that
 *   exists but cannot be honoured here gives ::AMBOS_ENOTSUP. Both may come
 *   from every function with a result, and are listed there only where there is
 *   more to say.
 *   ::AMBOS_ENOMEM may come from every function that hands over memory.
 * - **Out-parameters** that receive an object or a string are set to NULL at
 *   entry and to the result on success, so that closing or freeing them is
 *   right after a failure too. Report structs are always filled.
 * - **Text** is UTF-8. On POSIX the bytes of a name pass through untouched. On
 *   Windows text is WTF-8 (UTF-8 in which a lone surrogate may stand as three
 *   bytes), so that every name that exists can be read, handed back and opened;
 *   anything else is ::AMBOS_EILSEQ. Both `/` and `\` separate there.
 * - **Paths.** The empty path is ::AMBOS_ENOENT. Names over 260 characters work
 *   on Windows without a manifest; there an ordinary path always has its Win32
 *   meaning, whatever its length, and one that begins with `\\?\` is taken as it
 *   stands. Every function that takes a path may give ::AMBOS_ENAMETOOLONG (on
 *   POSIX over 255 bytes in a name or 4,095 in a path, on Windows over 32,000) and
 *   ::AMBOS_ELOOP (too many links on the way); every one that makes or removes a
 *   name also ::AMBOS_EROFS, ::AMBOS_ENOSPC, ::AMBOS_EDQUOT and ::AMBOS_EPERM,
 *   when the file system says so.
 * - **Memory** that a call hands over is one block, released by ambos_free().
 * - **Interruption.** `EINTR` is never returned: calls go on, deadlines keep
 *   running.
 * - **Threads.** Different objects never interfere. One object belongs to one
 *   thread at a time unless its functions say otherwise.
 * - **Options** are structs; NULL means all zero, and zero always means "the
 *   default".
 *
 * What holds where a function says nothing else:
 *
 * @par Signals
 * Not async-signal-safe: not to be called in a signal handler.
 * @par Fork
 * In a copy of this process that `fork` made it works if there was one thread; of
 * several threads, nothing but what is async-signal-safe works there until the copy
 * executes another program. Windows has no `fork`.
 */
#ifndef AMBOS_BASE_H
#define AMBOS_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup base Base
 *
 * What every other part stands on: version, memory, time, open files.
 * @{
 */

/** Major version; changes when a program must be changed or compiled anew. */
#define AMBOS_VERSION_MAJOR 0
/** Minor version; grows when something is added. */
#define AMBOS_VERSION_MINOR 1
/** Patch version; grows when something is repaired. */
#define AMBOS_VERSION_PATCH 0
/** The version as one number: 0x00MMmmpp. */
#define AMBOS_VERSION ((uint32_t)((AMBOS_VERSION_MAJOR << 16) | (AMBOS_VERSION_MINOR << 8) | AMBOS_VERSION_PATCH))
/** The version as text. */
#define AMBOS_VERSION_TEXT "0.1.0"

/**
 * @def AMBOS_CALL
 * Calling convention of every function and callback. Written out, so that a
 * program compiled with another default (`/Gz`) still links.
 */
/**
 * @def AMBOS_API
 * Marks what the library exports; a DLL has a list for that. Never a `dllimport`: one
 * header links against the DLL and against the static library, with nothing to define.
 */
#if defined(_WIN32)
#define AMBOS_CALL __cdecl
#define AMBOS_API
#else
#define AMBOS_CALL
#if defined(__GNUC__)
#define AMBOS_API __attribute__((visibility("default")))
#else
#define AMBOS_API
#endif
#endif

/**
 * @def AMBOS_NODISCARD
 * Makes the compiler warn where a result is dropped.
 */
#if defined(__GNUC__)
#define AMBOS_NODISCARD __attribute__((warn_unused_result))
#else
#define AMBOS_NODISCARD
#endif

/** Result of a call: ::AMBOS_OK (0) or one of the codes of error.h. */
typedef int32_t ambos_error;

/**
 * A raw handle of the system: a file descriptor on POSIX, a `HANDLE` on
 * Windows.
 */
typedef intptr_t ambos_native;

/** No handle: -1, which is also `INVALID_HANDLE_VALUE`. */
#define AMBOS_NO_HANDLE ((ambos_native)-1)

/**
 * Time limit that never comes. Every limit is a number of milliseconds of type
 * `int64_t`.
 *
 * In an option field 0 means "the default". As a parameter, 0 and every
 * negative number mean "do not wait", so that `deadline - now` is always a
 * right argument.
 */
#define AMBOS_FOREVER INT64_MAX
/** Time limit "now": look, do not wait. The only way to say so in an option. */
#define AMBOS_POLL ((int64_t)-1)
/** Time limit of a retry: try once. */
#define AMBOS_NO_RETRY ((int64_t)-1)

/**
 * The version of the library that is running.
 *
 * Compare with #AMBOS_VERSION, the version of the header.
 *
 * @return 0x00MMmmpp: major, minor, patch.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_version_text()
 */
AMBOS_API uint32_t AMBOS_CALL ambos_version(void);

/**
 * The version of the library that is running, as text.
 *
 * @return For example "0.1.0"; static, never NULL.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_version()
 */
AMBOS_API const char *AMBOS_CALL ambos_version_text(void);

/** @name Memory
 * @{ */

/** Where the library gets its memory; see ambos_set_allocator(). */
typedef struct ambos_allocator {
    /** Like `malloc`: `size` is never 0; NULL when there is none. */
    void *(AMBOS_CALL *allocate)(void *context, size_t size);
    /** Like `realloc`: `size` is never 0; on NULL the old block stays. */
    void *(AMBOS_CALL *resize)(void *context, void *block, size_t size);
    /** Like `free`: `block` is never NULL. */
    void(AMBOS_CALL *release)(void *context, void *block);
    /** Handed to each of the three. */
    void *context;
} ambos_allocator;

/**
 * Release a block that the library handed over.
 *
 * Never `free()` such a block: the library may have been linked with another
 * C runtime, or been given another allocator.
 *
 * @param block  What a call handed over, or NULL, which does nothing.
 * @par Threads
 * Safe from any thread.
 * @par Both systems
 * `free`, or what ambos_set_allocator() was given.
 * @since 0.1
 * @see ambos_set_allocator()
 */
AMBOS_API void AMBOS_CALL ambos_free(void *block);

/**
 * Choose where the library gets its memory, for all of the process.
 *
 * To be called once, before any other call that allocates. All three functions
 * are needed and must be safe from every thread that uses the library. Without
 * this call it is `malloc`, `realloc` and `free`.
 *
 * @param allocator  Copied; the context must live as long as the process.
 * @retval AMBOS_OK     Every allocation from now on goes there.
 * @retval AMBOS_EINVAL NULL, or one of its functions is NULL.
 * @retval AMBOS_EBUSY  Something has been allocated, or an allocator been set,
 *                      already; nothing changed.
 * @par Threads
 * Safe from any thread; of several at once one wins.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_free()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_set_allocator(const ambos_allocator *allocator);

/** @} */
/** @name Time
 * @{ */

/**
 * A moment: seconds and nanoseconds since 1970-01-01 00:00:00 UTC.
 *
 * Earlier moments have a negative `sec`; `nsec` always counts forward from it.
 * Two numbers, because 64 bits of nanoseconds reach from 1677 to 2262 only.
 */
typedef struct ambos_time {
    int64_t sec;   /**< Seconds, negative before 1970. */
    uint32_t nsec; /**< 0 to 999,999,999, to be added to `sec`. */
} ambos_time;

/**
 * The time of day.
 *
 * @return The system's clock, which may be set back. For durations use
 *         ambos_clock_ns().
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe on POSIX.
 * @par POSIX
 * `clock_gettime(CLOCK_REALTIME)`.
 * @par Windows
 * `GetSystemTimePreciseAsFileTime`, steps of 100 ns.
 * @since 0.1
 * @see ambos_clock_ns(), ambos_utimens()
 */
AMBOS_API ambos_time AMBOS_CALL ambos_now(void);

/**
 * A clock that only goes forward, for durations.
 *
 * @return Nanoseconds since an unspecified moment; never negative. Whether it
 *         counts while the machine sleeps differs between systems.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe on POSIX.
 * @par POSIX
 * `clock_gettime(CLOCK_MONOTONIC)`.
 * @par Windows
 * `QueryPerformanceCounter`, scaled without overflow.
 * @since 0.1
 * @see ambos_now(), ambos_sleep()
 */
AMBOS_API int64_t AMBOS_CALL ambos_clock_ns(void);

/**
 * Let the calling thread sleep, at least so long.
 *
 * A signal does not shorten it.
 *
 * @param duration_ms  Milliseconds; 0 or less returns at once.
 *                     #AMBOS_FOREVER never returns.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `nanosleep`, again for what is left after a signal.
 * @par Windows
 * `Sleep`, again for what is left when it is early. The thread is not alertable meanwhile.
 * @since 0.1
 * @see ambos_clock_ns(), ambos_wait()
 */
AMBOS_API void AMBOS_CALL ambos_sleep(int64_t duration_ms);

/** @} */
/** @name Open files and pipe ends
 *
 * @par Fork
 * The copy shares the open file: its position and its lock. Each of the two closes its
 * own.
 * @{ */

/**
 * An open file or one end of a pipe. Opaque; ended by ambos_file_close().
 *
 * What the library opens is never inherited by a child by accident: it is
 * close-on-exec on POSIX from birth (on macOS, which has no `pipe2`, right
 * after it) and not inheritable on Windows.
 */
typedef struct ambos_file ambos_file;

/** How ambos_file_open() opens. At least one of read, write and append. */
enum {
    AMBOS_READ = 0x0001,      /**< For reading. */
    AMBOS_WRITE = 0x0002,     /**< For writing. */
    AMBOS_APPEND = 0x0004,    /**< For writing, each write at the end as it is then; implies #AMBOS_WRITE. */
    AMBOS_CREATE = 0x0008,    /**< Make it when it is missing; needs write. */
    AMBOS_EXCLUSIVE = 0x0010, /**< With #AMBOS_CREATE: it must be missing (AMBOS_EEXIST); a link counts as there. */
    AMBOS_TRUNCATE = 0x0020,  /**< Cut it to nothing; needs #AMBOS_WRITE, not with #AMBOS_APPEND. */
    AMBOS_NOFOLLOW = 0x0100,  /**< Do not follow a symlink (or other link) that the last name of the path is. */
    AMBOS_PRIVATE = 0x0200    /**< If a file is made, it is for its owner alone, from birth. */
};

/** What ambos_file_seek() counts from. */
enum {
    AMBOS_SEEK_SET = 0, /**< The start of the file. */
    AMBOS_SEEK_CUR = 1, /**< The current position. */
    AMBOS_SEEK_END = 2  /**< The end of the file. */
};

/**
 * Open a file, or make one.
 *
 * @param file   Receives the open file; end it with ambos_file_close().
 * @param path   What to open. A trailing separator demands a directory, so it
 *               gives ::AMBOS_ENOTDIR or ::AMBOS_EISDIR.
 * @param flags  `AMBOS_READ`, `AMBOS_WRITE` ... of the list above.
 * @param mode   Permission bits of a file that is made, less the umask; 0 means
 *               0666. Not looked at otherwise.
 * @retval AMBOS_OK      It is open.
 * @retval AMBOS_EINVAL  No access asked for, or flags that contradict.
 * @retval AMBOS_ENOENT  It, or a part of the path, is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EISDIR  It is a directory, also when opened for reading only.
 * @retval AMBOS_EEXIST  It is there, and #AMBOS_EXCLUSIVE was asked for.
 * @retval AMBOS_EACCES  Not permitted; on Windows also: it is read-only.
 * @retval AMBOS_ELOOP   Too many links, or it is one and #AMBOS_NOFOLLOW.
 * @retval AMBOS_EBUSY   Windows: somebody has it open and does not share it, or
 *                       it is being deleted.
 * @retval AMBOS_ETXTBSY POSIX: for writing, and it is a program that runs (AMBOS_EBUSY on
 *                       Windows).
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_ENXIO  POSIX: it is a socket, or a device that is not there.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * #AMBOS_CREATE with #AMBOS_EXCLUSIVE is one step: of several callers one wins.
 * @par POSIX
 * `openat` with `O_CLOEXEC` and `O_NOCTTY`. Opening a FIFO may block.
 * #AMBOS_PRIVATE leaves only the owner's bits of `mode`: 0600.
 * @par Windows
 * A name with a colon (`a:b`) is a stream of the file, as Windows has it. Appended
 * writes of several handles never overlap on NTFS; under Wine they may.
 * `NtCreateFile`, shared for reading, writing and deleting, so that the file can
 * be renamed or replaced while it is open. Of `mode` only the owner's write bit
 * counts: without it the file is made read-only. Truncation keeps hidden and
 * system attributes. #AMBOS_PRIVATE gives it, at birth, an access list with the
 * user, SYSTEM and the Administrators group and nobody else.
 * @since 0.1
 * @see ambos_file_close(), ambos_root_file_open(), ambos_temp_file(), ambos_read_file(),
 *      ambos_write_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_open(ambos_file **file, const char *path, uint32_t flags,
                                                                 uint32_t mode);

/**
 * Take over a handle of the system as an ambos_file.
 *
 * On success the library owns the handle and ambos_file_close() closes it; on
 * failure it stays the caller's. Its inheritance flag is left as it is.
 *
 * @param file    Receives the object; end it with ambos_file_close().
 * @param handle  A descriptor (POSIX) or `HANDLE` (Windows) of a file, pipe,
 *                console or device; not a socket on Windows.
 * @retval AMBOS_OK    It is ours now.
 * @retval AMBOS_EBADF It is not an open handle.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `fstat`, which says what it is, and `fcntl` with `F_GETFL`.
 * @par Windows
 * `GetFileType` and `NtQueryInformationFile`, which say what it is. Handles opened with and
 * without `FILE_FLAG_OVERLAPPED` both work. The pseudo handles (`GetCurrentProcess`) are not
 * files: AMBOS_EBADF or AMBOS_EINVAL.
 * @since 0.1
 * @see ambos_file_native(), ambos_file_close()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_adopt(ambos_file **file, ambos_native handle);

/**
 * A standard stream of this process as an ambos_file.
 *
 * For bytes: what is read and written is not changed, while the C library's streams change
 * line ends on Windows. What the C library holds back for the same stream is not seen.
 *
 * @param file    Receives the object, with a handle of its own: end it with ambos_file_close(),
 *                which closes nothing else.
 * @param stream  0, 1 or 2 (#AMBOS_STDIN, #AMBOS_STDOUT, #AMBOS_STDERR).
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such stream.
 * @retval AMBOS_EBADF  This process has none there.
 * @retval AMBOS_EMFILE The process has as many open files as it may.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `F_DUPFD_CLOEXEC`: one position for both.
 * @par Windows
 * `GetStdHandle` and `DuplicateHandle`.
 * @since 0.1
 * @see ambos_print(), ambos_file_adopt(), ambos_file_close()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_standard(ambos_file **file, uint32_t stream);

/**
 * The system's handle inside.
 *
 * @param file  An open file, or NULL.
 * @return The descriptor or `HANDLE`, still owned by `file`; #AMBOS_NO_HANDLE for
 *         NULL.
 * @par Threads
 * Safe from any thread while `file` is open.
 * @par Signals
 * Async-signal-safe while `file` is open.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_file_adopt()
 */
AMBOS_API ambos_native AMBOS_CALL ambos_file_native(const ambos_file *file);

/**
 * Read what is there, waiting until there is something.
 *
 * @param file    Opened for reading.
 * @param buffer  Where to; `size` bytes.
 * @param size    At most so many bytes. 0 reads nothing.
 * @param got     Receives how many were read; 0 with AMBOS_OK and a `size` over 0
 *                means the end (a pipe: every writer has gone).
 * @retval AMBOS_OK    `*got` bytes are in the buffer; may be fewer than asked for.
 * @retval AMBOS_EBADF Not open for reading.
 * @retval AMBOS_EISDIR It is a directory (of an adopted handle: ambos_file_open() opens none).
 * @retval AMBOS_EIO   The device failed.
 * @retval AMBOS_EAGAIN Its owner made it so that it never waits (`O_NONBLOCK`, on Windows `PIPE_NOWAIT`),
 *                     and nothing is there.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `read`, of at most about 2 GiB at a time.
 * @par Windows
 * `ReadFile`, of at most 1 GiB at a time. A message of no bytes in a pipe is passed over: it is
 * not the end.
 * @since 0.1
 * @see ambos_file_read_timed(), ambos_file_pread(), ambos_read_file(), ambos_file_write()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_read(ambos_file *file, void *buffer, size_t size, size_t *got);

/**
 * Write all of a buffer.
 *
 * @param file     Opened for writing.
 * @param data     What to write.
 * @param size     How many bytes.
 * @param written  Receives how many were written, on failure too; may be NULL.
 * @retval AMBOS_OK     All of it.
 * @retval AMBOS_EBADF  Not open for writing.
 * @retval AMBOS_EPIPE  A pipe whose reader has gone. No SIGPIPE is raised.
 * @retval AMBOS_ENOSPC The device is full.
 * @retval AMBOS_EDQUOT The user's share of it is used up.
 * @retval AMBOS_EFBIG  Over the largest size allowed.
 * @retval AMBOS_EIO    The device failed.
 * @retval AMBOS_EAGAIN Its owner made it so that it never waits (`O_NONBLOCK`, on Windows `PIPE_NOWAIT`),
 *                      and it is full.
 * @par Threads
 * One thread at a time per object.
 * @par Atomicity
 * None: others may see a part of it, and after a failure `*written` bytes of it are there.
 * @par POSIX
 * `write` until done. For a pipe, SIGPIPE is blocked in this thread meanwhile and
 * taken back if the write made it (macOS: the pipe's own setting); SIGXFSZ is not
 * touched.
 * @par Windows
 * `WriteFile` until done. A pipe in the mode that does not wait, and full, gives AMBOS_EAGAIN.
 * @since 0.1
 * @see ambos_file_write_timed(), ambos_file_pwrite(), ambos_write_file(), ambos_file_sync(),
 *      ambos_file_read()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_write(ambos_file *file, const void *data, size_t size,
                                                                  size_t *written);

/**
 * Read what is there, waiting until there is something or the time is over.
 *
 * For pipe ends, above all those of a child; a regular file never waits. The open file
 * is not made non-blocking meanwhile, for others may share it.
 *
 * @param file        Opened for reading.
 * @param buffer      Where to; `size` bytes.
 * @param size        At most so many bytes.
 * @param timeout_ms  Milliseconds; 0 or less: only look; #AMBOS_FOREVER: as ambos_file_read().
 * @param got         Receives how many were read; 0 with AMBOS_OK means the end.
 * @retval AMBOS_OK        `*got` bytes are in the buffer.
 * @retval AMBOS_ETIMEDOUT Nothing came in time; nothing is lost, ask again.
 * @retval AMBOS_ENOTSUP   Windows: a console, or a pipe that was not opened for overlapped
 *                         calls; this process's ends of pipes to children are.
 * @par Other errors
 * Those of ambos_file_read().
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * Linux 6.4 and newer, and sockets: the read itself is told not to wait. Else `poll`, then
 * `read`: when another process that shares the pipe is quicker in between, it waits for
 * more, whatever the time.
 * @par Windows
 * An overlapped `ReadFile`, cancelled when the time is over.
 * @since 0.1
 * @see ambos_file_read(), ambos_process_take_stream()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_read_timed(ambos_file *file, void *buffer, size_t size,
                                                                       int64_t timeout_ms, size_t *got);

/**
 * Write all of a buffer, or what goes until the time is over.
 *
 * @param file        Opened for writing; a regular file never waits.
 * @param data        What to write.
 * @param size        How many bytes.
 * @param timeout_ms  Milliseconds; 0 or less: some of what goes at once;
 *                    #AMBOS_FOREVER: as ambos_file_write().
 * @param written     Receives how many were written, on failure too; may be NULL.
 * @retval AMBOS_OK        All of it.
 * @retval AMBOS_ETIMEDOUT `*written` bytes went in time, the rest did not.
 * @retval AMBOS_ENOTSUP   Windows: as ambos_file_read_timed().
 * @par Other errors
 * Those of ambos_file_write().
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * As ambos_file_read_timed(): the write itself is told not to wait, else no more than
 * `PIPE_BUF` bytes are written after each `poll`, to a terminal byte by byte.
 * @par Windows
 * Overlapped writes of no more than the pipe has room for, since of one that is cancelled
 * nobody knows how much was read. Where the system does not say how much that is (Wine;
 * an adopted handle without FILE_READ_ATTRIBUTES) it goes byte by byte.
 * @since 0.1
 * @see ambos_file_write(), ambos_process_take_stream()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_write_timed(ambos_file *file, const void *data, size_t size,
                                                                        int64_t timeout_ms, size_t *written);

/**
 * Move the position that reads and writes use.
 *
 * @param file      A file; a pipe gives ::AMBOS_ESPIPE.
 * @param offset    Bytes, may be negative.
 * @param origin    #AMBOS_SEEK_SET, #AMBOS_SEEK_CUR or #AMBOS_SEEK_END.
 * @param position  Receives the new position from the start; may be NULL.
 * @retval AMBOS_OK     Moved. After the end of the file is allowed.
 * @retval AMBOS_EINVAL The new position would be before the start, or `origin`
 *                      is none of the three.
 * @retval AMBOS_ESPIPE It has no position.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `lseek`.
 * @par Windows
 * `SetFilePointerEx`, after `GetFileType` has said that it is a file: for others that call
 * succeeds and does nothing.
 * @since 0.1
 * @see ambos_file_pread(), ambos_file_pwrite(), ambos_file_truncate()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_seek(ambos_file *file, int64_t offset, uint32_t origin,
                                                                 int64_t *position);

/**
 * Close an open file. The one result that may be dropped.
 *
 * The object is gone whatever the result. A failure is about data written
 * before (a network file system that reports late).
 *
 * @param file  May be NULL: AMBOS_OK.
 * @retval AMBOS_OK     Closed.
 * @retval AMBOS_EIO    Closed, but earlier writes are lost.
 * @retval AMBOS_ENOSPC Closed, but earlier writes did not fit.
 * @retval AMBOS_EDQUOT Likewise.
 * @retval AMBOS_EBADF  Somebody else has closed the handle inside.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `close` is called once and never again, whatever it says: the descriptor is
 * free after the first call, and a second could close somebody else's.
 * @par Windows
 * `CloseHandle`.
 * @since 0.1
 * @see ambos_file_open(), ambos_file_adopt(), ambos_file_sync()
 */
AMBOS_API ambos_error AMBOS_CALL ambos_file_close(ambos_file *file);

/** @} */
/** @} */

#ifdef __cplusplus
}
#endif

#endif
