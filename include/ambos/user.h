/* SPDX-License-Identifier: MIT */
/**
 * @file user.h
 * Who runs this process, where its things belong, and the console in front of it.
 */
#ifndef AMBOS_USER_H
#define AMBOS_USER_H

#include <ambos/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup user Identity
 *
 * Processes and users by their numbers and names.
 *
 * A user or group is a number on POSIX and a SID on Windows; an ambos_id holds either and
 * says which. Names are for people: two users may bear one, and a user without an entry
 * in the system's list (in a container) has none.
 * @{
 */

/** What an ambos_id holds. */
enum {
    AMBOS_ID_NONE = 0,   /**< Nothing. */
    AMBOS_ID_NUMBER = 1, /**< POSIX: ambos_id::number. */
    AMBOS_ID_SID = 2     /**< Windows: ambos_id::sid. */
};

/** A user or group. Two are the same when all of it is: the bytes behind the text of a SID are zero. */
typedef struct ambos_id {
    uint32_t kind;   /**< `AMBOS_ID_...`. */
    uint32_t number; /**< POSIX: the number; else 0. */
    char sid[192];   /**< Windows: as in `S-1-5-21-...`; else "". */
} ambos_id;

/** Which user or group of this process. */
enum {
    AMBOS_USER_EFFECTIVE = 0, /**< Whose rights count. Windows: that of the thread when it acts for somebody else. */
    AMBOS_USER_REAL = 1,      /**< Who started it. Windows: that of the process. */
    AMBOS_GROUP_EFFECTIVE =
        2, /**< Whose rights count. Windows: the primary group, which only what POSIX programs make cares about. */
    AMBOS_GROUP_REAL = 3 /**< Whose it was when it was started. */
};

/**
 * The number of this process.
 *
 * @return It is the system's; another process may get it after this one has ended.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par POSIX
 * `getpid`.
 * @par Windows
 * `GetCurrentProcessId`.
 * @since 0.1
 * @see ambos_getppid(), ambos_process_id()
 */
AMBOS_API int64_t AMBOS_CALL ambos_getpid(void);

/**
 * The number of the process that started this one.
 *
 * @return Its number; 0 when the system does not tell. POSIX: when that one has ended, who took this process over.
 * Windows: it may have ended, and another process have its number.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe on POSIX.
 * @par POSIX
 * `getppid`.
 * @par Windows
 * `NtQueryInformationProcess`.
 * @since 0.1
 * @see ambos_getpid(), ambos_process_open()
 */
AMBOS_API int64_t AMBOS_CALL ambos_getppid(void);

/**
 * A user or group of this process.
 *
 * @param which  `AMBOS_USER_...` or `AMBOS_GROUP_...`.
 * @param id     Receives it; all zero on failure.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such `which`.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `geteuid`, `getuid`, `getegid`, `getgid`.
 * @par Windows
 * `TokenUser` and `TokenPrimaryGroup` of the token.
 * @since 0.1
 * @see ambos_get_groups(), ambos_user_name(), ambos_set_identity()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_identity(uint32_t which, ambos_id *id);

/**
 * The further groups of this process.
 *
 * @param groups  Receives them as one block; release it with ambos_free(). NULL when there
 *                are none.
 * @param count   Receives their number.
 * @retval AMBOS_OK     Here they are.
 * @retval AMBOS_EINVAL A parameter is NULL.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `getgroups`; the effective group may be among them or not, as the system has it.
 * @par Windows
 * `TokenGroups`: those that are in force, also the one of this logon session.
 * @since 0.1
 * @see ambos_identity()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_get_groups(ambos_id **groups, size_t *count);

/**
 * Act as another user or group from now on, with all of the process.
 *
 * For a program that was started with more rights than it needs at the moment. To give
 * the rights up for good, or to start another program, use the `uid` and `gid` of
 * ambos_spawn(). Groups first, then the user: without the user's rights no group can be
 * changed. On a failure nothing has changed, and going on as if it had is the classic
 * hole: look at the result.
 *
 * @param which  #AMBOS_USER_EFFECTIVE or #AMBOS_GROUP_EFFECTIVE.
 * @param id     Who, an #AMBOS_ID_NUMBER.
 * @retval AMBOS_OK      It acts as `id`.
 * @retval AMBOS_EINVAL  Another `which`, or an `id` that is no number of this system.
 * @retval AMBOS_EPERM   It may not: it is neither root nor is `id` its real or saved one.
 * @retval AMBOS_EAGAIN  The user has as many processes as allowed.
 * @retval AMBOS_ENOTSUP Windows, always: a thread acts for somebody else there, a process
 *                       never.
 * @par Threads
 * It belongs to all of the process; on Linux the C library tells every thread.
 * @par POSIX
 * `seteuid`, `setegid`; the real and the saved one stay.
 * @par Windows
 * Nothing is called: ::AMBOS_ENOTSUP.
 * @since 0.1
 * @see ambos_identity(), ambos_is_elevated(), ambos_spawn()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_set_identity(uint32_t which, const ambos_id *id);

/**
 * May this process do what only administrators may?
 *
 * @return 1 or 0. POSIX: the effective user is root (a root without its capabilities
 *         still counts). Windows: the token is elevated.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `geteuid`.
 * @par Windows
 * `TokenElevation` of the token.
 * @since 0.1
 * @see ambos_identity()
 */
AMBOS_API int AMBOS_CALL ambos_is_elevated(void);

/**
 * The name of a user.
 *
 * @param id    Who, as ambos_identity() or ambos_file_info tells; NULL: the effective user.
 * @param name  Receives the name; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_ENOENT The system knows no such user (in a container: show the number).
 * @retval AMBOS_EINVAL `id` is of the other system. On Windows a group has a name as users
 *                      have: the owner of a file may be one.
 * @par Other errors
 * What a directory server says that is asked.
 * @par Threads
 * Safe from any thread. May take long when the list of users is on a server.
 * @par POSIX
 * `getpwuid_r`.
 * @par Windows
 * `LookupAccountSidW`; the name without its domain.
 * @since 0.1
 * @see ambos_identity(), ambos_user_home()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_user_name(const ambos_id *id, char **name);

/**
 * The name of a group.
 *
 * @param id    Which, as ambos_identity(), ambos_get_groups() or ambos_file_info tells; NULL: the
 *              effective group.
 * @param name  Receives the name; release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_ENOENT The system knows no such group: show the number.
 * @retval AMBOS_EINVAL `id` is of the other system.
 * @par Other errors
 * What a directory server says that is asked.
 * @par Threads
 * Safe from any thread. May take long when the list of groups is on a server.
 * @par POSIX
 * `getgrgid_r`.
 * @par Windows
 * As ambos_user_name(): users and groups are of one kind.
 * @since 0.1
 * @see ambos_user_name(), ambos_identity(), ambos_get_groups()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_group_name(const ambos_id *id, char **name);

/**
 * A user by name, with what ambos_spawn_posix wants to start a program as that user.
 *
 * @param name    The name.
 * @param user    Receives the user; all zero on failure.
 * @param groups  Receives the groups, the primary one first, as one block; release it with
 *                ambos_free(). May be NULL when they are not wanted.
 * @param count   Receives their number; may be NULL when `groups` is.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL A parameter is NULL that must not be.
 * @retval AMBOS_ENOENT There is no such user.
 * @par Other errors
 * What a directory server says that is asked.
 * @par Threads
 * Safe from any thread. May take long when the lists are on a server.
 * @par POSIX
 * `getpwnam_r`, `getgrouplist`.
 * @par Windows
 * `LookupAccountNameW`. No groups: what a user is a member of shows when he logs on.
 * @since 0.1
 * @see ambos_spawn(), ambos_user_name(), ambos_user_home()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_find_user(const char *name, ambos_id *user, ambos_id **groups,
                                                                 size_t *count);

/**
 * The home directory that the system's list has for a user.
 *
 * For this process's own things use ambos_place() with #AMBOS_PLACE_HOME, which heeds the
 * environment.
 *
 * @param name  The user's name; NULL: the effective user.
 * @param home  Receives the path; release it with ambos_free().
 * @retval AMBOS_OK     Here it is; whether it exists is not looked at.
 * @retval AMBOS_ENOENT There is no such user, or it has no home (Windows: it has never
 *                      logged on here).
 * @par Other errors
 * What a directory server says that is asked.
 * @par Threads
 * Safe from any thread. May take long when the list of users is on a server.
 * @par POSIX
 * `getpwnam_r`, `getpwuid_r`.
 * @par Windows
 * `LookupAccountNameW` and the list of profiles in the registry.
 * @since 0.1
 * @see ambos_place(), ambos_user_name()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_user_home(const char *name, char **home);

/** @} */

/**
 * @defgroup place Where things belong
 *
 * The program, the directories for its files, and the machine.
 * @{
 */

/** The directories of ambos_place(). */
enum {
    AMBOS_PLACE_HOME = 1,   /**< The user's own. */
    AMBOS_PLACE_TEMP = 2,   /**< Files for the moment. Others may write there too. */
    AMBOS_PLACE_CONFIG = 3, /**< Settings, also those that follow the user to other machines. */
    AMBOS_PLACE_DATA = 4,   /**< What the program made and needs. */
    AMBOS_PLACE_CACHE = 5,  /**< What can be made again. */
    AMBOS_PLACE_STATE = 6,  /**< What it remembers of its last run: logs, history, windows. */
    AMBOS_PLACE_RUNTIME = 7 /**< Sockets and locks of this login; gone at its end. */
};

/**
 * Where files of some kind belong, by the system's own convention.
 *
 * A program makes a directory of its own name in it. Nothing is made by this call, and
 * nothing looked at but where `TMPDIR` leads. #AMBOS_PLACE_TEMP is where ambos_temp_file()
 * works when it is told no directory.
 *
 * @param which  `AMBOS_PLACE_...`.
 * @param path   Receives an absolute path without a separator at its end (but of a root);
 *               release it with ambos_free().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such place.
 * @retval AMBOS_ENOENT The system has none (#AMBOS_PLACE_RUNTIME without a login, a user
 *                      without a home).
 * @retval AMBOS_ENOTSUP A Windows without the shell's library.
 * @par Threads
 * As ambos_getenv().
 * @par POSIX
 * `HOME`, else the list of users. `TMPDIR` where it is a directory and the program has no
 * more rights than its user, else `/tmp`. `XDG_CONFIG_HOME`,
 * `XDG_DATA_HOME`, `XDG_CACHE_HOME`, `XDG_STATE_HOME`, else `.config`, `.local/share`,
 * `.cache`, `.local/state` at home; `XDG_RUNTIME_DIR`. A variable that holds no absolute
 * path is passed over, as that convention demands. macOS: `Library/Application Support`
 * (settings, data, state) and `Library/Caches` at home, unless those variables are set.
 * @par Windows
 * The known folders Profile, RoamingAppData (settings) and LocalAppData (data, cache,
 * state); `GetTempPath2W`, on older ones `GetTempPathW`, for temporary files. There is no
 * #AMBOS_PLACE_RUNTIME. `HOME` is not looked at: it is other programs' notion.
 * @since 0.1
 * @see ambos_user_home(), ambos_temp_file(), ambos_program_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_place(uint32_t which, char **path);

/**
 * The path of the program that runs in this process.
 *
 * To find what was installed beside it. Not a promise that the file is still this program.
 *
 * @param path  Receives its absolute path; release it with ambos_free().
 * @retval AMBOS_OK      Here it is.
 * @retval AMBOS_ENOENT  POSIX: its file has been removed, or the system does not tell
 *                       (without `/proc`).
 * @retval AMBOS_ENOTSUP The system has no way to tell (plain POSIX).
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * Linux: `/proc/self/exe`, with links resolved. FreeBSD: `KERN_PROC_PATHNAME`. macOS:
 * `_NSGetExecutablePath`.
 * @par Windows
 * `GetModuleFileNameW`.
 * @since 0.1
 * @see ambos_find_program(), ambos_args(), ambos_place()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_program_path(char **path);

/**
 * How many processors this process may use.
 *
 * @return At least 1. Those that its affinity allows; a limit on time (a cgroup's quota)
 *         does not count.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `sched_getaffinity` on Linux, else `sysconf`.
 * @par Windows
 * `GetProcessAffinityMask`; of a process over several groups of processors, all of these.
 * @since 0.1
 * @see ambos_spawn()
 */
AMBOS_API size_t AMBOS_CALL ambos_cpu_count(void);

/**
 * The name of this machine.
 *
 * @param name  Receives it, without a domain unless its owner put one in; release it with
 *              ambos_free().
 * @retval AMBOS_OK Here it is.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `gethostname`.
 * @par Windows
 * `GetComputerNameExW`, the DNS name.
 * @since 0.1
 * @see ambos_getpid(), ambos_user_name()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_host_name(char **name);

/** @} */

/**
 * @defgroup console The console
 *
 * What a program says to the person before it, and hears from.
 * @{
 */

/** The standard streams. */
enum {
    AMBOS_STDIN = 0,  /**< Standard input. */
    AMBOS_STDOUT = 1, /**< Standard output. */
    AMBOS_STDERR = 2  /**< Standard error. */
};

/**
 * Is a standard stream a terminal?
 *
 * @param stream  `AMBOS_STDIN`, `AMBOS_STDOUT` or `AMBOS_STDERR`.
 * @return 1 or 0.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `isatty`.
 * @par Windows
 * A console; also the pipe that stands for a terminal of Cygwin and MSYS, known by its
 * name.
 * @since 0.1
 * @see ambos_terminal_size(), ambos_print()
 */
AMBOS_API int AMBOS_CALL ambos_is_terminal(uint32_t stream);

/**
 * How many characters fit on a terminal.
 *
 * @param stream   `AMBOS_STDIN`, `AMBOS_STDOUT` or `AMBOS_STDERR`.
 * @param columns  Receives the width; 0 on failure.
 * @param rows     Receives the height; 0 on failure. May be NULL.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL There is no such stream.
 * @retval AMBOS_ENOTTY It is no terminal, or one that does not tell (a pipe of MSYS, a
 *                      serial line).
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `TIOCGWINSZ`.
 * @par Windows
 * The window of the console, not its buffer.
 * @since 0.1
 * @see ambos_is_terminal(), ambos_print()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_terminal_size(uint32_t stream, uint32_t *columns,
                                                                     uint32_t *rows);

/**
 * Write UTF-8 text to a standard stream, so that a person can read it.
 *
 * To a file or pipe the bytes go as they are. On a console of Windows the text becomes
 * UTF-16, whatever its code page. What the C library holds back for the same stream
 * (`stdio`) is not flushed before.
 *
 * @param stream  #AMBOS_STDOUT or #AMBOS_STDERR.
 * @param text    The text; a character must not be cut between two calls.
 * @param size    Its length in bytes.
 * @retval AMBOS_OK     All of it was written.
 * @retval AMBOS_EINVAL No such stream, or NULL with a size.
 * @retval AMBOS_EBADF  The stream is closed.
 * @retval AMBOS_EPIPE  The reader has gone. No SIGPIPE is raised.
 * @par Other errors
 * Those of ambos_file_write().
 * @par Threads
 * Safe from any thread; texts of several threads may mix.
 * @par POSIX
 * As ambos_file_write() to the descriptor.
 * @par Windows
 * `WriteConsoleW` on a console; what is no UTF-8 becomes U+FFFD there, as everywhere on
 * screens. `WriteFile` otherwise.
 * @since 0.1
 * @see ambos_is_terminal(), ambos_file_write()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_print(uint32_t stream, const char *text, size_t size);

/** What can come to an ambos_interrupt; bits. */
enum {
    AMBOS_INTERRUPT_INT = 0x0001, /**< Ctrl-C: SIGINT, CTRL_C_EVENT. */
    AMBOS_INTERRUPT_TERM =
        0x0002, /**< Asked to end: SIGTERM; the console is closed, the user logs off, the machine goes down. */
    AMBOS_INTERRUPT_HUP =
        0x0004, /**< The terminal has gone: SIGHUP. Windows: never (its console's end is the one before). */
    AMBOS_INTERRUPT_BREAK = 0x0008 /**< Ctrl-\ or Ctrl-Break: SIGQUIT, CTRL_BREAK_EVENT. */
};

/** Being told of interrupts. Opaque; ended by ambos_interrupt_close(). */
typedef struct ambos_interrupt ambos_interrupt;

/**
 * Be told when somebody asks this process to end, in place of being ended.
 *
 * The one call of this library that takes over signals, and only those that it is asked
 * for, as long as the object is open. One that this process ignored before
 * (`nohup`) stays ignored.
 *
 * @param interrupt  Receives the object; end it with ambos_interrupt_close().
 * @param which      Bits `AMBOS_INTERRUPT_...`; 0: INT and TERM.
 * @retval AMBOS_OK     From now on.
 * @retval AMBOS_EINVAL Unknown bits.
 * @retval AMBOS_EBUSY  There is one already in this process.
 * @retval AMBOS_EMFILE The process has as many open files as it may.
 * @par Threads
 * Safe from any thread; signals belong to all of the process.
 * @par Fork
 * The copy has the handlers and the pipe too, so that what interrupts it is told to whoever asks
 * first. Close the object there at once.
 * @par POSIX
 * `sigaction` with SA_RESTART and SA_ONSTACK, and a pipe. Children that ambos_spawn() starts do not
 * inherit it.
 * @par Windows
 * `SetConsoleCtrlHandler`. When the console is closed the system ends this process some
 * seconds later (5 by default), or as soon as the object is closed.
 * @since 0.1
 * @see ambos_interrupt_next(), ambos_interrupt_close(), ambos_stop()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_interrupt_open(ambos_interrupt **interrupt, uint32_t which);

/**
 * The system's handle of an ambos_interrupt, for an event loop.
 *
 * @param interrupt  The object, or NULL.
 * @return POSIX: a descriptor that is readable, Windows: an event that is set, while
 *         something has come that ambos_interrupt_next() has not told. Stays the
 *         object's; only to be waited for. #AMBOS_NO_HANDLE for NULL.
 * @par Threads
 * Safe from any thread while the object is open.
 * @par Fork
 * As ambos_interrupt_open().
 * @par Signals
 * Async-signal-safe while the object is open.
 * @par POSIX
 * The reading end of the pipe.
 * @par Windows
 * The event.
 * @since 0.1
 */
AMBOS_API ambos_native AMBOS_CALL ambos_interrupt_native(const ambos_interrupt *interrupt);

/**
 * Wait for an interrupt.
 *
 * @param interrupt   The object.
 * @param timeout_ms  At most so many milliseconds; 0 or less: only look; #AMBOS_FOREVER: no limit.
 * @param which       Receives the bits of all that have come since the last call; 0 on
 *                    failure. Of several that are the same one is told.
 * @retval AMBOS_OK        Something came.
 * @retval AMBOS_ETIMEDOUT Nothing did.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_interrupt_open().
 * @par POSIX
 * `poll` and `read`.
 * @par Windows
 * `WaitForSingleObject`.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_interrupt_next(ambos_interrupt *interrupt, int64_t timeout_ms,
                                                                      uint32_t *which);

/**
 * Let interrupts mean again what they meant before.
 *
 * @param interrupt  May be NULL.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * Right in the copy: the original keeps its own.
 * @par POSIX
 * `sigaction` with what was before, and `close`. Waits until no handler runs any more.
 * @par Windows
 * `SetConsoleCtrlHandler`, and `CloseHandle`.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_interrupt_close(ambos_interrupt *interrupt);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
