/* SPDX-License-Identifier: MIT */
/**
 * @file process.h
 * Processes: start one, wait for it, capture what it says.
 */
#ifndef AMBOS_PROCESS_H
#define AMBOS_PROCESS_H

#include <ambos/base.h>
#include <ambos/env.h>
#include <ambos/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup process Processes
 *
 * Start a program, wait for it, capture what it says.
 *
 * **Which program runs.** One rule on both systems:
 *
 * - A name with a separator (on Windows also with a drive) is a path; a relative
 *   one counts from the child's working directory.
 * - A bare name is looked up in the directories of `PATH` in the child's
 *   environment, and nowhere else: never in the current directory because it is
 *   the current one. On Windows empty and relative entries of `PATH` are passed
 *   over. On POSIX an empty entry means the child's working directory, as POSIX
 *   says; without `PATH` it is `/bin:/usr/bin` there, and the system directory
 *   on Windows.
 * - On Windows a name that does not exist as it stands is tried with each ending
 *   of `PATHEXT` (of the child's environment; else, or when nothing in it is an
 *   ending, `.COM;.EXE;.BAT;.CMD`). A bare name that has an ending is tried as it
 *   stands first, one that has none as it stands last. Directories are not
 *   programs, nor links that lead nowhere.
 * - A batch file (`.bat`, `.cmd`, in whatever spelling) is refused on Windows with
 *   ::AMBOS_EPERM unless #AMBOS_SPAWN_BATCH is given, because the interpreter
 *   that runs it takes arguments apart by rules of its own.
 * - A file that is executable but no program gives ::AMBOS_ENOEXEC; no shell is
 *   tried.
 *
 * **Arguments** arrive as they were given, or the spawn is refused. POSIX passes
 * them as they are. Windows has one command line, which is quoted by the rules
 * that the C runtime and `CommandLineToArgvW` undo; a program that takes its
 * command line apart in another way (`cmd.exe` above all) needs
 * ambos_spawn_win32::command_line.
 *
 * **What the child gets**: the three standard streams and the handles that were
 * named, and nothing else, whatever else is open and inheritable here. The promise
 * holds beside other threads that spawn through ambos. On Windows a program
 * started at that moment by other code that inherits handles without a handle
 * list may get our pipe ends too: nothing can prevent that from here. On a plain
 * POSIX system (no `close_range`, no `/proc`) a descriptor above a limit that was
 * lowered after it was opened is not found.
 *
 * **Signals** (POSIX). The child starts with every signal at its default and none
 * blocked, whatever this process ignores or blocks; see #AMBOS_SPAWN_KEEP_IGNORED.
 *
 * **Failure.** ambos_spawn() itself reports what went wrong, also what went wrong
 * in the child up to the execution of the program; `step` of
 * ambos_last_failure() says where. A spawn that fails leaves nothing behind, but a file
 * that it had made or emptied for a stream before.
 *
 * @par Fork
 * Children belong to the process that spawned them: the copy cannot tell how one ended. Of
 * their objects it should do no more than close them, and not that to one in a waitset.
 * @{
 */

/** A child process. Opaque; ended by ambos_process_close(). */
typedef struct ambos_process ambos_process;

/** What a standard stream of a child is. */
enum {
    AMBOS_STREAM_DEFAULT = 0, /**< ambos_spawn(): inherit. ambos_run(): see there. */
    AMBOS_STREAM_INHERIT = 1, /**< This process's own stream; the null device where it has none (on POSIX also: where it is
                                   close-on-exec, so that a file which merely got the number 0, 1 or 2 does not leak). */
    AMBOS_STREAM_NULL = 2,    /**< The null device: reads end at once, writes vanish. */
    AMBOS_STREAM_PIPE = 3,    /**< A pipe to this process: ambos_process_take_stream(). */
    AMBOS_STREAM_FILE = 4,    /**< The file ambos_stream::path. */
    AMBOS_STREAM_OPEN = 5,    /**< The open file ambos_stream::file. */
    AMBOS_STREAM_STDOUT = 6   /**< For the standard error only: the same as the standard output, one position for both. */
};

/** One standard stream of a child. */
typedef struct ambos_stream {
    uint32_t kind;        /**< `AMBOS_STREAM_...`. */
    uint32_t flags;       /**< For a file that is written: #AMBOS_APPEND, #AMBOS_EXCLUSIVE, #AMBOS_PRIVATE as for ambos_file_open();
                               without them it is made, or cut to nothing. */
    const char *path;     /**< #AMBOS_STREAM_FILE: relative to this process's directory, not the child's. */
    ambos_file *file;     /**< #AMBOS_STREAM_OPEN: stays the caller's, and open here. Windows: an overlapped one, as this process's
                               ends of pipes to children are, is refused (AMBOS_ENOTSUP): programs use their streams with plain
                               calls. */
    uint8_t reserved[16]; /**< Must be 0. */
} ambos_stream;

/** One further handle for a child. */
typedef struct ambos_handover {
    ambos_native handle; /**< A handle of this process; stays the caller's. */
    ambos_native number; /**< POSIX: the descriptor that it is in the child, over 2, or #AMBOS_NO_HANDLE for the same number as here.
                              Windows: #AMBOS_NO_HANDLE or the same value, since a handle keeps its value there. */
} ambos_handover;

/** Flags of ambos_spawn(). */
enum {
    AMBOS_SPAWN_NEW_GROUP = 0x0001,       /**< Lead a new process group. On Windows Ctrl-C is off in it from the start. */
    AMBOS_SPAWN_NEW_SESSION = 0x0002,     /**< Lead a new session, without a terminal. Windows: not supported. */
    AMBOS_SPAWN_DETACHED = 0x0004,        /**< Not ours any more: no status, no zombie; ambos_wait() gives AMBOS_ECHILD. On POSIX also a
                                               new session (where this process is the reaper of orphans, as pid 1 is, it reaps this one
                                               as any other); on Windows also without a console, or with
                                               #AMBOS_SPAWN_NO_WINDOW with a hidden one. */
    AMBOS_SPAWN_NO_WINDOW = 0x0008,       /**< Windows: a console program gets a console that is not shown. POSIX: nothing to do. */
    AMBOS_SPAWN_NEW_CONSOLE = 0x0010,     /**< Windows: a console window of its own, to which streams left at the default go. POSIX: not
                                               supported. */
    AMBOS_SPAWN_DIE_WITH_PARENT = 0x0020, /**< The child is ended when this process ends in any way; its own children are too when it is
                                               a tree. See "Dying with the parent" in ambos_spawn(). */
    AMBOS_SPAWN_TREE = 0x0040,            /**< The child and its descendants can be ended together, as surely as can be had without
                                               a price; see ambos_process_tree() and ambos_kill_tree(). */
    AMBOS_SPAWN_TREE_STRICT = 0x0080,     /**< Likewise, and none may escape, whatever it costs: else the spawn is refused
                                               (AMBOS_ENOTSUP, step TREE). */
    AMBOS_SPAWN_KEEP_IGNORED = 0x0100,    /**< POSIX: signals that this process ignores stay ignored (as `nohup` wants). Windows: nothing to
                                               do. */
    AMBOS_SPAWN_BATCH = 0x0200,           /**< Windows: batch files may run; an argument that could mean something to the interpreter is
                                               refused (AMBOS_EINVAL). POSIX: nothing to do. */
    AMBOS_SPAWN_SUSPENDED = 0x0400,       /**< Windows: the child stands still until it is resumed. POSIX: not supported. */
    AMBOS_SPAWN_STOPPABLE = 0x0800        /**< ambos_stop() can ask it to end. Windows: as #AMBOS_SPAWN_NEW_GROUP, so that Ctrl-Break reaches
                                               it and Ctrl-C does not. POSIX: nothing to do, any child can be asked. */
};

/** How urgent a child is. */
enum {
    AMBOS_PRIORITY_DEFAULT = 0, /**< As the system has it: POSIX inherits, Windows inherits idle and below normal. */
    AMBOS_PRIORITY_IDLE = 1,    /**< Only when nothing else runs: nice 19, IDLE_PRIORITY_CLASS. */
    AMBOS_PRIORITY_LOW = 2,     /**< Nice 10, BELOW_NORMAL_PRIORITY_CLASS. */
    AMBOS_PRIORITY_NORMAL = 3,  /**< Nice 0, NORMAL_PRIORITY_CLASS. */
    AMBOS_PRIORITY_HIGH = 4,    /**< Nice -5, ABOVE_NORMAL_PRIORITY_CLASS; needs a right on POSIX. */
    AMBOS_PRIORITY_URGENT = 5   /**< Nice -10, HIGH_PRIORITY_CLASS; needs a right on POSIX. */
};

/** Which fields of ambos_spawn_posix count. */
enum {
    AMBOS_SPAWN_SET_UID = 0x0001,    /**< `uid`. */
    AMBOS_SPAWN_SET_GID = 0x0002,    /**< `gid`. */
    AMBOS_SPAWN_SET_GROUPS = 0x0004, /**< `groups` and `group_count`. */
    AMBOS_SPAWN_SET_UMASK = 0x0008,  /**< `umask`. */
    AMBOS_SPAWN_SET_NICE = 0x0010,   /**< `nice`; wins over ambos_spawn_options::priority. */
    AMBOS_SPAWN_SET_GROUP = 0x0020,  /**< `process_group`. */
    AMBOS_SPAWN_TERMINAL = 0x0040,   /**< The child's standard input becomes its controlling terminal; needs a new session. */
    AMBOS_SPAWN_FOREGROUND = 0x0080  /**< The child's group becomes the foreground one of the terminal that is its standard input. */
};

/** A resource limit of a child. */
typedef struct ambos_limit {
    int32_t resource; /**< `RLIMIT_...` of this system. */
    uint32_t unused;  /**< Must be 0. */
    uint64_t soft;    /**< The limit in force; UINT64_MAX for none. */
    uint64_t hard;    /**< How far it may be raised; UINT64_MAX for none. */
} ambos_limit;

/**
 * What only POSIX has. Given on Windows with any bit of `flags` or a limit it is
 * refused (::AMBOS_ENOTSUP), never passed over in silence: whoever asks for another
 * user must not get this one.
 */
typedef struct ambos_spawn_posix {
    uint32_t flags;            /**< `AMBOS_SPAWN_SET_...` and the two about the terminal. */
    uint32_t uid;              /**< User: real, effective and saved. */
    uint32_t gid;              /**< Group: real, effective and saved. */
    uint32_t umask;            /**< Mode bits that new files do not get. */
    const uint32_t *groups;    /**< Supplementary groups. When `uid` is set and these are not, the list is emptied. */
    size_t group_count;        /**< How many. */
    int32_t nice;              /**< -20 to 19. */
    int32_t process_group;     /**< An existing group of this session to join. */
    const ambos_limit *limits; /**< Resource limits; they count when there are any. */
    size_t limit_count;        /**< How many. */
    uint8_t reserved[64];      /**< Must be 0. */
} ambos_spawn_posix;

/** What only Windows has. Given on POSIX with anything in it, it is refused (::AMBOS_ENOTSUP). */
typedef struct ambos_spawn_win32 {
    const char *command_line; /**< The command line after the program's name, as it stands, in place of `argv[1]` and on; `argv` then holds
                                   the program alone. Not with a batch file. */
    uint8_t reserved[64];     /**< Must be 0. */
} ambos_spawn_win32;

/** Options of ambos_spawn(); all zero is the plain case. */
typedef struct ambos_spawn_options {
    const char *program;            /**< What to run, if not `argv[0]`; then `argv[0]` is only what the child is told. */
    const char *cwd;                /**< The child's working directory; NULL: this process's. */
    const ambos_env *env;           /**< The child's environment; NULL: this process's. Only read. */
    ambos_stream stdio[3];          /**< Standard input, output and error. */
    const ambos_handover *handles;  /**< Further handles. */
    size_t handle_count;            /**< How many. */
    uint32_t flags;                 /**< `AMBOS_SPAWN_...`. */
    uint32_t priority;              /**< `AMBOS_PRIORITY_...`. */
    const uint32_t *cpus;           /**< Numbers of the processors that it may run on; NULL: as this process. Linux and Windows (there of
                                         one group of 64); else not supported. */
    size_t cpu_count;               /**< How many. */
    const ambos_spawn_posix *posix; /**< May be NULL. */
    const ambos_spawn_win32 *win32; /**< May be NULL. */
    uint8_t reserved[64];           /**< Must be 0. */
} ambos_spawn_options;

/**
 * Start a program.
 *
 * Returns when the program has been started, or could not be.
 *
 * @param process  Receives the child; end it with ambos_process_close().
 * @param argv     Its arguments, ended by NULL; at least the first, which is also
 *                 the program unless ambos_spawn_options::program is given.
 * @param options  May be NULL.
 * @retval AMBOS_OK      It runs (or has already ended).
 * @retval AMBOS_EINVAL  No arguments; options that contradict; on Windows a `"` in
 *                       `argv[0]`, or an argument that a batch file cannot get.
 * @retval AMBOS_ENOENT  Step PROGRAM or EXEC: there is no such program, or its
 *                       interpreter is missing. Step CWD: there is no such
 *                       directory. Step STREAM_...: there is no such file.
 * @retval AMBOS_EACCES  The program may not be run, or it is a directory; or, by
 *                       step, another thing is not permitted.
 * @retval AMBOS_ENOTDIR A part of a path is not a directory.
 * @retval AMBOS_ENOEXEC It is not a program that this system can run.
 * @retval AMBOS_EPERM   Windows: a batch file, and #AMBOS_SPAWN_BATCH is not given,
 *                       or the program wants to be elevated. POSIX: the user may
 *                       not do what the step says.
 * @retval AMBOS_E2BIG   Arguments and environment are too long: on Windows over
 *                       32,766 characters in all arguments or in the name or value of
 *                       one variable, on Linux 128 KiB in one of either. Never cut.
 * @retval AMBOS_EAGAIN  The user has as many processes as allowed, still after some retries.
 * @retval AMBOS_EMFILE  This process has as many open files as it may.
 * @retval AMBOS_EBADF   A handle that is to be handed over is not open.
 * @retval AMBOS_EEXIST  Step STREAM_...: the file is there, and #AMBOS_EXCLUSIVE was asked for.
 * @retval AMBOS_EISDIR  Step STREAM_...: it is a directory.
 * @retval AMBOS_ELOOP   Too many links on the way to the program, the directory or a file.
 * @retval AMBOS_ETXTBSY The program is open for writing (Windows: held by somebody who
 *                       does not share it), still after about 0.1 s of retries.
 * @retval AMBOS_ENAMETOOLONG A name or path is longer than the system takes; on Windows also: at the step
 *                       CWD, the child's directory, or ours where it inherits that, has over 258
 *                       characters.
 * @retval AMBOS_ENOTSUP An option that this system cannot honour.
 * @par Threads
 * Safe from any thread. Signals are blocked in the calling thread meanwhile
 * (POSIX); no lock is held over the call, so that one that is slow hinders no other.
 * @par Dying with the parent
 * The child of #AMBOS_SPAWN_DIE_WITH_PARENT ends at once, by force, when this process
 * has ended: by itself, by a signal, by a crash, by executing another program. The
 * end of the thread that spawned it changes nothing, nor does ambos_process_close().
 * Its own children live on unless it is a tree, which ends with it as a whole.
 * - Linux: PR_SET_PDEATHSIG with SIGKILL; to end a tree it goes to a supervisor
 *   (#AMBOS_TREE_SUPERVISOR), which then kills until nobody is left. The kernel ties it to a thread, so a
 *   thread is made for each such child, which starts it and sleeps until it has
 *   ended: a tenth to a quarter more time for a spawn and its wait, then 256 KiB of
 *   address space and a few pages, whatever this process's size. It is of this process, so ending all other threads by
 *   `pthread_exit` does not end this process as long as the child runs, and a
 *   shared library of ours must not be unloaded as long. The kernel lets go a child
 *   that gets more rights by its exec (set-user-id, file capabilities, a security
 *   module), and one that this process may not signal any more when it ends,
 *   having given up its user or the right to.
 * - FreeBSD: PROC_PDEATHSIG_CTL, with no thread, and the same limits of rights.
 * - Windows: a job that ends its processes when the last handle of it is closed,
 *   which this process has.
 * - Elsewhere on POSIX, and on FreeBSD for a tree: ::AMBOS_ENOTSUP.
 * @par POSIX
 * Linux: `clone` with CLONE_VM, CLONE_VFORK and CLONE_PIDFD, so that the cost
 * does not grow with this process's memory; a copying `clone` where users or groups
 * change; `fork` elsewhere. `pthread_atfork` handlers run only where it is `fork`.
 * Which signals have other actions than their default is read from
 * `/proc/self/status`; without `/proc` each is set, 60 system calls more.
 * @par Windows
 * `CreateProcessW` with the program's absolute path and a handle list. The
 * environment block is sorted; `SYSTEMROOT`, without which little works, is
 * added unless it was removed on purpose with ambos_env_unset().
 * @since 0.1
 * @see ambos_run(), ambos_shell(), ambos_wait(), ambos_stop(), ambos_process_close(), ambos_exec()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_spawn(ambos_process **process, const char *const argv[],
                                                             const ambos_spawn_options *options);

/**
 * The file that ambos_spawn() would run.
 *
 * By the same rule and with the same options: ambos_spawn_options::program, `env`
 * and `cwd` count, the rest is only checked. By the time the answer is used the
 * file may be another: to run a program, run it.
 *
 * @param name     The program, as `argv[0]` would be.
 * @param options  May be NULL.
 * @param path     Receives its path, absolute where the search made it so;
 *                 release it with ambos_free(). On POSIX a name with a separator
 *                 comes back as it is, joined to `cwd` where it is relative and
 *                 `cwd` is given.
 * @retval AMBOS_OK      Here it is.
 * @retval AMBOS_EINVAL  No name, or options that contradict.
 * @retval AMBOS_ENOENT  There is none.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  There is one, and it may not be run by the effective user of
 *                       this process; or it is a directory.
 * @retval AMBOS_EPERM   Windows: it is a batch file, and #AMBOS_SPAWN_BATCH is not
 *                       given.
 * @retval AMBOS_ENAMETOOLONG The name is longer than the system takes.
 * @par Threads
 * Safe from any thread; without `env`, not while another thread changes the
 * environment (POSIX).
 * @par POSIX
 * `stat`, and `faccessat2` or `faccessat` with `AT_EACCESS`, of each candidate.
 * @par Windows
 * `GetFileAttributesW` of each candidate.
 * @since 0.1
 * @see ambos_spawn(), ambos_program_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_find_program(const char *name, const ambos_spawn_options *options,
                                                                    char **path);

/**
 * Let a child that was spawned #AMBOS_SPAWN_SUSPENDED begin.
 *
 * @param process  The child.
 * @retval AMBOS_OK      It runs.
 * @retval AMBOS_EINVAL  It was not spawned suspended, or was resumed already.
 * @retval AMBOS_ENOTSUP POSIX: no child is ever suspended there.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * Nothing is called: ::AMBOS_ENOTSUP.
 * @par Windows
 * `ResumeThread`.
 * @since 0.1
 * @see ambos_spawn()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_resume(ambos_process *process);

/**
 * The process's number.
 *
 * For people to read and for other programs. To end or wait for a child use the
 * object, which can never mean another process.
 *
 * @param process  A child, or NULL.
 * @return The number, over 0; 0 for NULL, which is no child's number. Before handing it
 *         to `kill` look at it: 0 means a whole group there.
 * @par Threads
 * Safe from any thread while `process` is open.
 * @par Signals
 * Async-signal-safe while `process` is open.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_getpid(), ambos_process_open(), ambos_process_native()
 */
AMBOS_API int64_t AMBOS_CALL ambos_process_id(const ambos_process *process);

/**
 * Take this side's end of a pipe to a child.
 *
 * It is the caller's from then on, and outlives the process object. What is not
 * taken is closed by ambos_process_close().
 *
 * @param process  A child.
 * @param stream   0: the end to write its input to; 1 and 2: the ends to read its
 *                 output and errors from.
 * @param file     Receives the end; close it with ambos_file_close().
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL `stream` is not 0, 1 or 2.
 * @retval AMBOS_ENOENT That stream is no pipe, or it has been taken.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_spawn(), ambos_file_read_timed(), ambos_file_write_timed(), ambos_communicate()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_process_take_stream(ambos_process *process, uint32_t stream,
                                                                           ambos_file **file);

/** How a process ended. */
enum {
    AMBOS_STATUS_UNKNOWN = 0,  /**< It ended, and how is lost (somebody else took its status). */
    AMBOS_STATUS_EXITED = 1,   /**< It ended itself, with ambos_status::code. */
    AMBOS_STATUS_SIGNALED = 2, /**< It was ended, by ambos_status::signal. */
    AMBOS_STATUS_CRASHED = 3   /**< It did something that it must not; see ambos_status. */
};

/** Which fields of an ambos_status are known. */
enum {
    AMBOS_STATUS_CORE = 0x0001,  /**< A core file was written (this bit is the fact itself). */
    AMBOS_STATUS_TIMES = 0x0002, /**< `user_time` and `system_time`. */
    AMBOS_STATUS_MEMORY = 0x0004 /**< `peak_memory`. */
};

/**
 * Signals, by the numbers of Linux on every system.
 *
 * X-macro: name and number.
 */
#define AMBOS_SIGNALS(X) \
    X(SIGHUP, 1)         \
    X(SIGINT, 2)         \
    X(SIGQUIT, 3)        \
    X(SIGILL, 4)         \
    X(SIGTRAP, 5)        \
    X(SIGABRT, 6)        \
    X(SIGBUS, 7)         \
    X(SIGFPE, 8)         \
    X(SIGKILL, 9)        \
    X(SIGUSR1, 10)       \
    X(SIGSEGV, 11)       \
    X(SIGUSR2, 12)       \
    X(SIGPIPE, 13)       \
    X(SIGALRM, 14)       \
    X(SIGTERM, 15)       \
    X(SIGCHLD, 17)       \
    X(SIGCONT, 18)       \
    X(SIGSTOP, 19)       \
    X(SIGTSTP, 20)       \
    X(SIGTTIN, 21)       \
    X(SIGTTOU, 22)       \
    X(SIGURG, 23)        \
    X(SIGXCPU, 24)       \
    X(SIGXFSZ, 25)       \
    X(SIGVTALRM, 26)     \
    X(SIGPROF, 27)       \
    X(SIGWINCH, 28)      \
    X(SIGIO, 29)         \
    X(SIGSYS, 31)

/** Makes an enumerator of a row of #AMBOS_SIGNALS. */
#define AMBOS_SIGNAL_AS_ENUM(name, number) AMBOS_##name = number,

/** The signals: one `AMBOS_SIG...` constant for each row of #AMBOS_SIGNALS. */
enum {
    AMBOS_SIGNALS(AMBOS_SIGNAL_AS_ENUM)
    AMBOS_SIGNAL_LIMIT = 65 /**< Every signal, real-time ones included, is below. */
};

/** How a process ended and what it used. Always filled. */
typedef struct ambos_status {
    uint32_t kind;          /**< `AMBOS_STATUS_UNKNOWN`, `EXITED`, `SIGNALED` or `CRASHED`. */
    uint32_t code;          /**< Exited: the exit code, 8 bits on POSIX, 32 on Windows. Crashed on Windows: the NTSTATUS. */
    uint32_t signal;        /**< Signaled, or crashed on POSIX: `AMBOS_SIG...`. Ended by force through ambos on Windows: AMBOS_SIGKILL. */
    uint32_t known;         /**< #AMBOS_STATUS_CORE, #AMBOS_STATUS_TIMES, #AMBOS_STATUS_MEMORY. */
    ambos_time user_time;   /**< Processor time in the program, of this process (POSIX: and those of its children that it
                                 waited for). */
    ambos_time system_time; /**< Processor time in the system on its behalf, likewise. */
    uint64_t peak_memory;   /**< The most memory that it had at one time, in bytes. */
    uint8_t reserved[32];   /**< Room to grow; filled with zeros. */
} ambos_status;

/**
 * Wait until a child ends, or until a time limit.
 *
 * May be called again, and by several threads at once: each gets the same status. On POSIX the first to see the end reaps the
 * child; no other process is ever reaped.
 *
 * @param process     A child.
 * @param timeout_ms  At most so many milliseconds; 0 or less: only look;
 *                    #AMBOS_FOREVER: no limit.
 * @param status      Receives how it ended; all zero on failure; may be NULL.
 * @retval AMBOS_OK        It has ended.
 * @retval AMBOS_ETIMEDOUT It still runs, and can be waited for again.
 * @retval AMBOS_ECHILD    It was spawned #AMBOS_SPAWN_DETACHED.
 * @par Threads
 * Safe from any number of threads on one object.
 * @par POSIX
 * The status of a child that somebody else in this process reaped, or that is
 * lost because SIGCHLD is ignored here, is AMBOS_STATUS_UNKNOWN unless the kernel
 * still tells it (Linux 6.15). A child that is stopped has not ended. Crashed:
 * SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.
 * @par Windows
 * `WaitForSingleObject`; 259 is an exit code like any other. Crashed: the codes
 * that the system uses for access violations, stack overflows, aborts, uncaught
 * exceptions and their like, from one fixed list; every other code is an exit.
 * @since 0.1
 * @see ambos_wait_any(), ambos_waitset_next(), ambos_stop(), ambos_process_close()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_wait(ambos_process *process, int64_t timeout_ms,
                                                            ambos_status *status);

/**
 * End the object of a child, not the child.
 *
 * Never blocks and never kills, and does not resume: a suspended child stands still
 * until it is ended. A child that still runs is abandoned; on POSIX
 * one that was not waited for stays a zombie from its end to ours, unless it was
 * spawned #AMBOS_SPAWN_DETACHED. Pipe ends that were not taken are closed.
 *
 * @param process  May be NULL.
 * @par Threads
 * No other thread may be using the object.
 * @par POSIX
 * `close` of its descriptors: the child, if it runs, is not touched.
 * @par Windows
 * `CloseHandle` of its handles: the child, if it runs, is not touched. The job of a tree that is
 * to die with this process stays open.
 * @since 0.1
 * @see ambos_spawn(), ambos_stop(), ambos_wait()
 */
AMBOS_API void AMBOS_CALL ambos_process_close(ambos_process *process);

/** Flags of ambos_run(). */
enum {
    AMBOS_RUN_KILL_AT_LIMIT = 0x0001, /**< End the child when it writes more than `output_limit`; default: go on, drop the rest. */
    AMBOS_RUN_KEEP = 0x0002           /**< Keep what is written also when a callback is told of it. */
};

/**
 * Is told what a child writes, as it comes.
 *
 * Called by the thread that runs the child, with no lock held. The child waits
 * while it works, and the time limit runs on. It must return, and must not use the
 * pipe ends of the process.
 *
 * @param context  ambos_run_options::context.
 * @param stream   1: the output; 2: the errors.
 * @param data     What came; not NUL-terminated; good until it returns.
 * @param size     How many bytes; over 0.
 * @return 0: go on. Else: enough; the child is killed, and the call ends with
 *         ::AMBOS_ECANCELED.
 */
typedef int(AMBOS_CALL *ambos_output_callback)(void *context, uint32_t stream, const char *data, size_t size);

/**
 * Is told what a child writes, line by line.
 *
 * A line ends with LF or CR LF, which it is told without; a last line that no LF
 * ends is told when all has been read. A CR elsewhere is part of the line. A line
 * longer than ambos_run_options::line_limit comes in pieces of that size, so that
 * nothing is lost and memory is bounded.
 *
 * @param context  ambos_run_options::context.
 * @param stream   1: the output; 2: the errors.
 * @param line     The line, with a NUL behind; good until it returns.
 * @param size     How many bytes, without the NUL; bytes of 0 may be among them.
 * @param more     Not 0: this is a piece, and the line goes on with the next call for
 *                 this stream.
 * @return As ambos_output_callback.
 */
typedef int(AMBOS_CALL *ambos_line_callback)(void *context, uint32_t stream, const char *line, size_t size, int more);

/** Options of ambos_run(). */
typedef struct ambos_run_options {
    const ambos_spawn_options *spawn; /**< How to start it; may be NULL. */
    const void *input;                /**< What it reads as its standard input, when that is a pipe; may be NULL. */
    size_t input_size;                /**< How many bytes; over 0 makes the standard input a pipe by default. */
    int64_t timeout_ms;               /**< How long it may take in all; 0 or #AMBOS_FOREVER: for ever; #AMBOS_POLL: no time. At the end of
                                           it the child is killed. */
    int64_t drain_ms;                 /**< How long a stream that others hold open is read after the child's own end; 0: 1000;
                                           #AMBOS_POLL: only what is there. */
    uint64_t output_limit;            /**< Most bytes kept of each stream; 0: no limit. Callbacks are told of what is over it too, unless
                                           it is the end of the child. */
    uint32_t flags;                   /**< `AMBOS_RUN_...`. */
    uint32_t unused;                  /**< Must be 0. */
    ambos_output_callback on_output;  /**< Is told of each piece as it is read; may be NULL. With this or `on_line` nothing is kept in
                                           the result, unless #AMBOS_RUN_KEEP is given. */
    ambos_line_callback on_line;      /**< Is told of each line; may be NULL. Where both are given, a piece is told before its lines. */
    void *context;                    /**< For the callbacks. */
    size_t line_limit;                /**< The longest line that is told in one; 0: 65536 bytes. */
    int64_t grace_ms;                 /**< Over 0: at the end of its time the child is asked to end, as ambos_stop() asks, and killed
                                           when it still runs so much later, or there is no way to ask (Windows: see
                                           #AMBOS_SPAWN_STOPPABLE). 0: it is killed at once. */
    struct ambos_interrupt *interrupt; /**< What comes to it is passed on to the child, and the wait goes on; see "Interrupts" in
                                            ambos_run(). May be NULL. */
    uint8_t reserved[56 - 5 * sizeof(void *)]; /**< Must be 0. */
} ambos_run_options;

/** What happened in ambos_run(). */
enum {
    AMBOS_RUN_STARTED = 0x0001,          /**< The program was started. */
    AMBOS_RUN_TIMED_OUT = 0x0002,        /**< The time was over and the child was asked to end, or killed. */
    AMBOS_RUN_TRUNCATED_OUTPUT = 0x0004, /**< There was more output than `output_limit`, or the drain time was over. */
    AMBOS_RUN_TRUNCATED_ERRORS = 0x0008, /**< Likewise for the standard error. */
    AMBOS_RUN_INPUT_UNREAD = 0x0010      /**< The child did not take all of the input; what fitted into the pipe counts as taken. */
};

/** What ambos_run() brought. Always filled; end it with ambos_run_free(). */
typedef struct ambos_run_result {
    ambos_status status;   /**< How it ended. */
    char *output;          /**< What it wrote to its standard output, with a NUL behind; NULL when not captured or not kept. */
    size_t output_size;    /**< How many bytes, without the NUL. */
    char *errors;          /**< What it wrote to its standard error, likewise. */
    size_t errors_size;    /**< How many bytes. */
    uint32_t happened;     /**< `AMBOS_RUN_...`: what happened. */
    uint32_t unused;       /**< Filled with 0. */
    ambos_failure failure; /**< When the call failed: what ambos_last_failure() says. */
    uint8_t reserved[32];  /**< Room to grow; filled with zeros. */
} ambos_run_result;

/**
 * Start a program, feed it, capture its output and errors, and wait for it.
 *
 * Both streams are read together, so that no amount of either can block the
 * child. Streams left at #AMBOS_STREAM_DEFAULT are: the input
 * a pipe when there is some, else the null device; output and errors pipes, and
 * captured. A stream of any other kind is as asked for and not captured, but
 * #AMBOS_STREAM_PIPE, which is. Errors as #AMBOS_STREAM_STDOUT come in `output`.
 *
 * @param argv     As for ambos_spawn().
 * @param options  May be NULL.
 * @param result   Receives what came, on failure too: what was read until then.
 *                 End it with ambos_run_free().
 * @retval AMBOS_OK        It ran and ended: whether well, says `result->status`.
 * @retval AMBOS_ETIMEDOUT The time was over; it was asked, or killed, and waited for, with the rest of
 *                         its tree where it leads one (but one that
 *                         has become another user and may not be killed: it is left
 *                         alone, and its status is unknown).
 * @retval AMBOS_EFBIG     It was killed for writing too much.
 * @retval AMBOS_ECANCELED A callback had enough; it was killed and waited for.
 * @retval AMBOS_EINVAL    #AMBOS_SPAWN_DETACHED or #AMBOS_SPAWN_SUSPENDED, which make
 *                         no sense here; or input for a stream that is no pipe.
 * @retval AMBOS_ENOMEM    No room for the output; it was killed and waited for.
 * @par Threads
 * Safe from any thread. No SIGPIPE is raised when the child does not read. Makes a
 * thread only where the system has no handle for processes (plain POSIX), and where
 * #AMBOS_SPAWN_DIE_WITH_PARENT needs one.
 * @par Interrupts
 * For a program that runs another in its place. With `interrupt` this process lives on when
 * somebody asks it to end, hands that to the child (of a pipeline: to each) as the same signal, and
 * reports how the child ended. What came from the terminal has reached the child already and is
 * handed only to one that leads a group of its own; macOS does not tell where a signal is from,
 * and there the child gets it twice. On Windows the console tells all of its processes; one
 * that was spawned #AMBOS_SPAWN_NEW_GROUP or #AMBOS_SPAWN_STOPPABLE gets Ctrl-Break.
 * What comes after the child's end ends the draining, and is left for ambos_interrupt_next().
 * @par POSIX
 * `poll` and `read`. Linux: the pipe of a stream that has brought over 1 MiB is made 1 MiB
 * large where the limits of the user allow it.
 * @par Other errors
 * Those of ambos_spawn().
 * @par Windows
 * Overlapped `ReadFile` and `WriteFile`, and one `WaitForMultipleObjects` for the streams and the
 * child.
 * @since 0.1
 * @see ambos_spawn(), ambos_communicate(), ambos_pipeline(), ambos_run_free()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_run(const char *const argv[], const ambos_run_options *options,
                                                           ambos_run_result *result);

/**
 * Release what ambos_run() brought and zero it.
 *
 * @param result  NULL and an all-zero result do nothing.
 * @par Threads
 * One thread at a time per result.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_run(), ambos_communicate(), ambos_pipeline()
 */
AMBOS_API void AMBOS_CALL ambos_run_free(ambos_run_result *result);

/**
 * The arguments of this process as UTF-8.
 *
 * For the top of `main`, so that names from the command line can be opened: on
 * Windows `argv` is in the code page of the system, and letters that it lacks are
 * lost.
 *
 * @param argc  As `main` got it.
 * @param argv  As `main` got it; NULL when `argc` is 0.
 * @param args  Receives the arguments, ended by NULL, the program first: an array and
 *              its texts in one block; release it with ambos_free().
 * @retval AMBOS_OK     Here they are.
 * @retval AMBOS_EINVAL `argc` is negative, or `argv` is NULL and `argc` is not 0.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * A copy of `argv`.
 * @par Windows
 * `GetCommandLineW`, taken apart by the rules of the C runtime; `argc` and `argv` are
 * not looked at, and wildcards are not expanded.
 * @since 0.1
 * @see ambos_print(), ambos_program_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_args(int argc, char *const argv[], char ***args);

/** @} */

/**
 * @defgroup process_talk Talking to processes, and several at once
 * @ingroup process
 * @{
 */

/**
 * Feed a child that runs, drain its output and errors, and wait for it.
 *
 * What ambos_run() does after it has started the child, for one that was spawned
 * before. The pipe ends that were not taken are used, and closed when it returns:
 * the input is fed, output and errors are captured or told.
 *
 * @param process  A child.
 * @param options  As for ambos_run(); `spawn` must be NULL. The time counts from this
 *                 call. May be NULL.
 * @param result   As for ambos_run(); end it with ambos_run_free().
 * @retval AMBOS_OK        It ended: how, says `result->status`.
 * @retval AMBOS_ETIMEDOUT The time was over; it was killed and waited for.
 * @retval AMBOS_EFBIG     It was killed for writing too much.
 * @retval AMBOS_ECANCELED A callback had enough; it was killed and waited for.
 * @retval AMBOS_EINVAL    There is input, and its standard input is no pipe of ours (any
 *                         more); or `spawn` is given. The child is left as it was.
 * @retval AMBOS_ECHILD    It was spawned #AMBOS_SPAWN_DETACHED.
 * @retval AMBOS_ENOMEM    No room for the output; it was killed and waited for.
 * @par Threads
 * One thread at a time per object, beside ambos_wait(), ambos_kill() and
 * ambos_stop().
 * @par POSIX
 * As ambos_run().
 * @par Windows
 * As ambos_run().
 * @since 0.1
 * @see ambos_run(), ambos_process_take_stream(), ambos_shell()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_communicate(ambos_process *process,
                                                                   const ambos_run_options *options,
                                                                   ambos_run_result *result);

/** One program of a pipeline. */
typedef struct ambos_stage {
    const char *const *argv;          /**< As for ambos_spawn(). */
    const ambos_spawn_options *spawn; /**< May be NULL. The streams that join it to its neighbours must be
                                           #AMBOS_STREAM_DEFAULT. */
} ambos_stage;

/**
 * Run programs at once, the output of each being the input of the next.
 *
 * As a shell's `a | b | c`, without the shell. The streams at the two ends are as for
 * ambos_run(): the first program reads the input of the options, and the output of
 * the last is captured. Errors that are left at the default (or are to be pipes) go
 * to one pipe of all of them and come together.
 *
 * Each program gets its own ends of pipes and nobody else's, so that each sees the
 * end of its input when the one before has ended, and a broken pipe when the one
 * behind has. All of them have ended when it returns, whatever it returns.
 *
 * @param stages    The programs, in order.
 * @param count     How many; at least 1.
 * @param options   As for ambos_run(); `spawn` must be NULL. When the time is over, one
 *                  writes too much or a callback has enough, all are killed. May be NULL.
 * @param result    As for ambos_run(); `status` is that of the first program that did
 *                  not exit with 0, else of the last. End it with ambos_run_free().
 * @param statuses  Receives how each ended, `count` of them, all zero for one that was
 *                  not started; may be NULL.
 * @param failed    Receives the index of the program that could not be started, else
 *                  of the first that did not exit with 0 (one that SIGPIPE ended
 *                  because the next had read enough counts as well), else `count`; may be
 *                  NULL.
 * @retval AMBOS_OK     All ran and ended: whether well, say `failed` and `statuses`.
 * @retval AMBOS_EINVAL No stage, one without arguments, or a joined stream that is not
 *                      the default; else as ambos_run().
 * @par Other errors
 * Those of ambos_run(), those of ambos_spawn() for stage `*failed`; the others are
 * killed and waited for.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * As ambos_spawn() for each and ambos_run() for the whole; a `pipe` between two neighbours.
 * @par Windows
 * As ambos_spawn() for each and ambos_run() for the whole; `CreatePipe` between two neighbours,
 * a named pipe for the errors of all.
 * @since 0.1
 * @see ambos_run(), ambos_shell()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_pipeline(const ambos_stage stages[], size_t count,
                                                                const ambos_run_options *options,
                                                                ambos_run_result *result, ambos_status statuses[],
                                                                size_t *failed);

/**
 * Start the system's shell with a command line. The one call that means the shell.
 *
 * The text is a program of the shell: never build it from what others sent. It
 * means one thing to `sh` and another to `cmd.exe`.
 *
 * The shell runs in the background, with this process's streams unless the options
 * say otherwise; ambos_wait() makes it the foreground. To capture what it says, make
 * its streams pipes and hand it to ambos_communicate():
 *
 * ```c
 * ambos_spawn_options options = { 0 };
 * ambos_process *shell;
 * ambos_run_result result;
 *
 * options.stdio[1].kind = options.stdio[2].kind = AMBOS_STREAM_PIPE;
 * if (ambos_shell(&shell, "echo hello", &options) == AMBOS_OK) {
 *     if (ambos_communicate(shell, NULL, &result) == AMBOS_OK)
 *         puts(result.output);
 *     ambos_run_free(&result);
 *     ambos_process_close(shell);
 * }
 * ```
 *
 * @param process  Receives the shell; end it with ambos_process_close().
 * @param command  The command line.
 * @param options  As for ambos_spawn(); `program` and `win32` must be NULL. May be
 *                 NULL.
 * @retval AMBOS_OK     It runs. What it makes of the command, its status says.
 * @retval AMBOS_EINVAL `program` or `win32` is given; or, on Windows, the command has a
 *                      line break, behind which `cmd.exe` would read nothing.
 * @retval AMBOS_E2BIG  Windows: the whole line has over 8191 characters, the most that
 *                      `cmd.exe` takes. POSIX: as ambos_spawn().
 * @par Other errors
 * Those of ambos_spawn().
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `/bin/sh -c -- command`. Unlike `system`, it ignores no signal here meanwhile.
 * @par Windows
 * `cmd.exe /d /s /c "command"`, the one of the system directory, whatever `COMSPEC`
 * says; `/d`: no AutoRun commands.
 * @since 0.1
 * @see ambos_run(), ambos_spawn(), ambos_communicate()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_shell(ambos_process **process, const char *command,
                                                             const ambos_spawn_options *options);

/** @} */

/**
 * @defgroup process_end Ending processes
 * @ingroup process
 *
 * Force one to end (ambos_kill()), or ask it first (ambos_stop()). Neither can ever
 * reach another process that got its number. What a process has started itself is not
 * ended with it; for that see ambos_kill_tree().
 * @{
 */

/**
 * Send a signal to a process.
 *
 * @param process  A child, or a process of ambos_process_open().
 * @param signal   `AMBOS_SIG...`, or another number below #AMBOS_SIGNAL_LIMIT that this
 *                 system has (a real-time one); 0 sends nothing and only asks whether it
 *                 runs.
 * @retval AMBOS_OK      Sent; with 0: it runs.
 * @retval AMBOS_ESRCH   It has ended, waited for or not.
 * @retval AMBOS_EINVAL  There is no such signal on this system.
 * @retval AMBOS_EPERM   It runs as somebody else, or it was opened without the right to end
 *                       it.
 * @retval AMBOS_ECHILD  It was spawned #AMBOS_SPAWN_DETACHED.
 * @retval AMBOS_ENOTSUP Windows: any signal but 0 and AMBOS_SIGKILL. To ask, use
 *                       ambos_stop().
 * @par Threads
 * Safe from any number of threads on one object, beside ambos_wait() and ambos_stop().
 * @par POSIX
 * `pidfd_send_signal`. Where a process has no descriptor: `kill`, after a look whether the
 * number is still that of our child and under the lock that our own reaping takes; there the
 * promise wants that nobody else in this process reaps our children.
 * @par Windows
 * AMBOS_SIGKILL is `TerminateProcess`: it ends soon after, not at once; wait for it. Through
 * the object that was killed it then reads as SIGNALED by AMBOS_SIGKILL, through any other as
 * an exit with 137.
 * @since 0.1
 * @see ambos_stop(), ambos_kill_tree(), ambos_wait()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_kill(ambos_process *process, uint32_t signal);

/** How ambos_stop() asked. */
enum {
    AMBOS_ASKED_SIGNAL = 0x0001,  /**< SIGTERM (POSIX). */
    AMBOS_ASKED_CONSOLE = 0x0002, /**< Ctrl-Break to the console group that it leads (Windows). */
    AMBOS_ASKED_WINDOWS = 0x0004  /**< WM_CLOSE to its windows (Windows). */
};

/** What ambos_stop() did. Always filled, on failure too. */
typedef struct ambos_stop_result {
    uint32_t asked;       /**< `AMBOS_ASKED_...`; 0: there was no way to ask, or no time given, or no need. */
    uint32_t forced;      /**< 1: it was running still, and was killed; else 0. */
    ambos_status status;  /**< How it ended; all zero when it has not. */
    uint8_t reserved[32]; /**< Room to grow; filled with zeros. */
} ambos_stop_result;

/**
 * Ask a process to end, wait, and then force it.
 *
 * @param process   A child, or a process of ambos_process_open().
 * @param grace_ms  Milliseconds that it may take after it was asked; 0 or less: force at
 *                  once, without asking; #AMBOS_FOREVER: never force.
 * @param result    Receives what was done; may be NULL.
 * @retval AMBOS_OK      It has ended; it may have ended before.
 * @retval AMBOS_EINVAL  `process` is NULL.
 * @retval AMBOS_EPERM   It runs as somebody else, or it was opened without the right to end
 *                       it. It was not waited for.
 * @retval AMBOS_ECHILD  It was spawned #AMBOS_SPAWN_DETACHED.
 * @retval AMBOS_ENOTSUP `grace_ms` is #AMBOS_FOREVER, and there is no way to ask it (Windows).
 * @par Threads
 * Safe from any number of threads on one object, beside ambos_wait() and ambos_kill().
 * @par POSIX
 * SIGTERM, and SIGCONT behind it, since one that is stopped hears nothing before. Then
 * SIGKILL.
 * @par Windows
 * There are two ways to ask, and both are gone when there are both:
 * - Ctrl-Break, for a child that was spawned #AMBOS_SPAWN_NEW_GROUP or #AMBOS_SPAWN_STOPPABLE and is attached to this
 *   process's console. The price of that flag is that Ctrl-C does not reach the child. One
 *   that does not handle Ctrl-Break ends by it, as if by SIGINT. What it started gets it
 *   too, unless that leads a group of its own.
 * - WM_CLOSE to its visible windows on the desktop of the calling thread, as the cross in
 *   their corner sends it. user32.dll is loaded at the first call.
 *
 * Any other, and one that is suspended, cannot be asked and is forced at once: waiting would
 * be for nothing. This process, its console and its other children never see anything. Then
 * `TerminateProcess`, which reads as SIGNALED by AMBOS_SIGKILL in the status.
 * @since 0.1
 * @see ambos_kill(), ambos_kill_tree(), ambos_wait()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_stop(ambos_process *process, int64_t grace_ms,
                                                            ambos_stop_result *result);

/** @} */

/**
 * @defgroup process_wait Waiting for several
 * @ingroup process
 *
 * For a handful ambos_wait_any(), for any number an ambos_waitset; for processes that others
 * started ambos_process_open().
 *
 * **In an event loop of your own.** ambos_process_native() is what to wait for, and
 * ambos_wait() with #AMBOS_POLL what to call then. Of a pipe end ambos_file_native() is what
 * to wait for:
 *
 * - POSIX: a descriptor for `poll`, `epoll` or `kqueue`. One that can be read does not block
 *   the next ambos_file_read(); a write may block when it is of more than `PIPE_BUF` bytes,
 *   unless the loop sets `O_NONBLOCK` (then it is to be written to with `write`, and its flag
 *   is this end's alone).
 * - Windows: the `HANDLE` of a byte-mode pipe, opened for overlapped calls. Pipes are not
 *   ready, calls end: begin a `ReadFile` or `WriteFile` with an event of the loop's own, or
 *   tie the handle to a completion port. An overlapped read of 0 bytes ends when there is
 *   something to read. One that is tied to a port is no longer for ambos_file_read() and
 *   ambos_file_write(), whose endings would be sent there.
 * @{
 */

/**
 * The system's handle of a process, for an event loop of your own.
 *
 * @param process  A process, or NULL.
 * @return POSIX: a descriptor that can be read when the process has ended (a pidfd on
 *         Linux, a kqueue on macOS and the BSDs, else a pipe of ours). Windows: the `HANDLE`, signaled when it has ended.
 *         #AMBOS_NO_HANDLE for NULL, for a child that was spawned #AMBOS_SPAWN_DETACHED, and
 *         on POSIX when no descriptor is to be had. It stays the object's: do not close it,
 *         read from it or reap through it; call ambos_wait() with #AMBOS_POLL when it is ready.
 * @par Threads
 * Safe from any thread while `process` is open.
 * @par POSIX
 * The pidfd, or a `kqueue` or pipe that is made when it is first asked for.
 * @par Windows
 * The handle of `CreateProcessW` or `OpenProcess`.
 * @since 0.1
 * @see ambos_wait(), ambos_file_native(), ambos_waitset_next()
 */
AMBOS_API ambos_native AMBOS_CALL ambos_process_native(ambos_process *process);

/**
 * Watch a process that somebody else started.
 *
 * @param process  Receives it; end it with ambos_process_close().
 * @param id       Its number. Between learning the number and this call it may
 *                 have gone to another process; from here on it cannot.
 * @retval AMBOS_OK      Here it is: wait for it, kill it. It may have ended already.
 * @retval AMBOS_EINVAL  `id` is not over 0.
 * @retval AMBOS_ESRCH   There is no such process.
 * @retval AMBOS_EACCES  Windows: it may not be watched.
 * @retval AMBOS_EMFILE  This process has as many open files as it may.
 * @retval AMBOS_ENOTSUP The system has no handle for processes (no pidfd).
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `pidfd_open`. It is never reaped by us, even if it is a child. Of a child of this process
 * the status is whole. Of any other it is AMBOS_STATUS_UNKNOWN, unless the kernel tells it
 * once the parent has reaped it (Linux 6.15, without times and memory): ambos_wait() gives the
 * parent a tenth of a second for that.
 * @par Windows
 * `OpenProcess`; the status is whole. Without the right to end it only waiting
 * works.
 * @since 0.1
 * @see ambos_process_close(), ambos_wait(), ambos_kill()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_process_open(ambos_process **process, int64_t id);

/** Limits of waiting. */
enum {
    AMBOS_WAIT_ANY_MOST = 64 /**< How many processes ambos_wait_any() takes. */
};

/**
 * Wait until one of a handful of processes ends.
 *
 * For more than a handful, or again and again, use a waitset: this call looks at
 * each every time.
 *
 * @param processes   The processes; a NULL among them is passed over.
 * @param count       How many, NULLs included.
 * @param timeout_ms  Milliseconds, as for ambos_wait().
 * @param which       Receives the index of the first in the list that has ended; `count` on
 *                    failure.
 * @param status      Receives how it ended; all zero on failure; may be NULL.
 * @retval AMBOS_OK        `*which` has ended.
 * @retval AMBOS_EINVAL    Over #AMBOS_WAIT_ANY_MOST processes.
 * @retval AMBOS_ETIMEDOUT All still run.
 * @retval AMBOS_ENOENT    There is none in the list.
 * @retval AMBOS_ECHILD    One was spawned #AMBOS_SPAWN_DETACHED.
 * @par Threads
 * As ambos_wait().
 * @par POSIX
 * `poll`. Only the one that is told is reaped.
 * @par Windows
 * `WaitForMultipleObjects`.
 * @since 0.1
 * @see ambos_wait(), ambos_waitset_next()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_wait_any(ambos_process *const processes[], size_t count,
                                                                int64_t timeout_ms, size_t *which, ambos_status *status);

/** Any number of processes that are waited for together. Opaque; ended by ambos_waitset_free(). */
typedef struct ambos_waitset ambos_waitset;

/**
 * Make an empty waitset.
 *
 * @param set  Receives it; end it with ambos_waitset_free().
 * @retval AMBOS_OK     Made.
 * @retval AMBOS_EMFILE The process has as many open files as it may (Linux).
 * @par Threads
 * Safe from any thread.
 * @par Fork
 * A copy must not use a waitset of the original's, nor end it: on Linux both are one queue of the
 * kernel.
 * @par POSIX
 * Linux: `epoll_create1`. Elsewhere memory only.
 * @par Windows
 * Memory only.
 * @since 0.1
 * @see ambos_waitset_add(), ambos_waitset_next(), ambos_waitset_free(), ambos_wait_any()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_waitset_create(ambos_waitset **set);

/**
 * Put a process into a waitset.
 *
 * It may be in several sets, of several threads, and each hands it out. ambos_process_close()
 * takes it out of all of them: it must not run while another thread uses one of these.
 *
 * @param set      The waitset.
 * @param process  The process, which stays the caller's. It may have ended already.
 * @retval AMBOS_OK     It is in.
 * @retval AMBOS_EEXIST It was in already.
 * @retval AMBOS_ECHILD It was spawned #AMBOS_SPAWN_DETACHED.
 * @retval AMBOS_ENOSPC Linux: the user has as many watches as allowed.
 * @retval AMBOS_ENOMEM No memory for its place in the set.
 * @par Threads
 * One thread at a time per set.
 * @par Fork
 * A copy must not use a waitset of the original's, nor end it: on Linux both are one queue of the
 * kernel.
 * @par POSIX
 * Linux: `epoll_ctl` with the pidfd. Elsewhere a place in the list for `poll`.
 * @par Windows
 * `RegisterWaitForSingleObject`.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_waitset_add(ambos_waitset *set, ambos_process *process);

/**
 * Take a process out of a waitset.
 *
 * @param set      The waitset.
 * @param process  The process.
 * @retval AMBOS_OK     It is out.
 * @retval AMBOS_ENOENT It was not in, or has come out of ambos_waitset_next().
 * @par Threads
 * One thread at a time per set.
 * @par Fork
 * A copy must not use a waitset of the original's, nor end it: on Linux both are one queue of the
 * kernel.
 * @par POSIX
 * Linux: `epoll_ctl`. Elsewhere its place in the list is given up.
 * @par Windows
 * `UnregisterWaitEx`, which waits until no thread of the pool is at it.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_waitset_remove(ambos_waitset *set, ambos_process *process);

/**
 * Wait until a process of a waitset has ended, and take it out.
 *
 * The time does not grow with the number of those that still run.
 *
 * @param set         The waitset.
 * @param timeout_ms  Milliseconds, as for ambos_wait().
 * @param process     Receives the process, NULL on failure. It stays the caller's;
 *                    ambos_wait() tells its status at once, but of one of
 *                    ambos_process_open() perhaps only when its parent has reaped it (see
 *                    there).
 * @retval AMBOS_OK        `*process` has ended and is out of the set.
 * @retval AMBOS_ETIMEDOUT All still run.
 * @retval AMBOS_ENOENT    The set is empty.
 * @par Threads
 * One thread at a time per set. Others may wait for, kill and stop its processes.
 * @par Fork
 * A copy must not use a waitset of the original's, nor end it: on Linux both are one queue of the
 * kernel.
 * @par POSIX
 * Linux: `epoll` over pidfds. Elsewhere `poll`, which does grow with their number: over a
 * kqueue for each process on macOS and the BSDs, on other systems over a pipe for each with a
 * thread at its other end. A copy of this process that `fork` made must not use the set.
 * @par Windows
 * `RegisterWaitForSingleObject`: no limit of 64; threads of the system's pool wait.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_waitset_next(ambos_waitset *set, int64_t timeout_ms,
                                                                    ambos_process **process);

/**
 * End a waitset, not the processes in it.
 *
 * @param set  May be NULL.
 * @par Threads
 * One thread at a time per set.
 * @par Fork
 * A copy must not use a waitset of the original's, nor end it: on Linux both are one queue of the
 * kernel.
 * @par POSIX
 * Linux: `close`. Elsewhere memory only.
 * @par Windows
 * As ambos_waitset_remove() for each that is in.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_waitset_free(ambos_waitset *set);

/** @} */

/**
 * @defgroup process_tree Trees of processes
 * @ingroup process
 * @{
 */

/** What holds a tree of processes together. */
enum {
    AMBOS_TREE_NONE = 0,       /**< It was not spawned as a tree. */
    AMBOS_TREE_GROUP = 1,      /**< The process group: a descendant that leaves it (`setsid`) escapes. */
    AMBOS_TREE_SUPERVISOR = 2, /**< A small process between: no descendant escapes while it lives. */
    AMBOS_TREE_CGROUP = 3,     /**< A cgroup of its own: the kernel ends all at once. */
    AMBOS_TREE_JOB = 4         /**< A job object (Windows): likewise. */
};

/**
 * How surely the descendants of a child can be ended.
 *
 * @param process  A child, or NULL.
 * @return `AMBOS_TREE_...`. With #AMBOS_SPAWN_TREE the best that was to be had
 *         without a price; with #AMBOS_SPAWN_TREE_STRICT one of the last three.
 * @par Threads
 * Safe from any thread while `process` is open.
 * @par POSIX
 * - Linux, where this process may make a cgroup below its own (as root, or where
 *   that was delegated to it; Linux 5.14, version 2 of cgroups wherever it is
 *   mounted): #AMBOS_TREE_CGROUP. The child enters it before its program begins. What
 *   has the right to move itself into another cgroup can leave. The directory,
 *   `ambos-` and two numbers, is removed when the object is closed, or when a later
 *   tree is spawned or closed here after its last process has ended. When this process
 *   ends before that the directory stays, with whatever still runs in it; it
 *   can be removed (`rmdir`) once it is empty.
 * - Else, with #AMBOS_SPAWN_TREE alone: #AMBOS_TREE_GROUP. The child then leads a group
 *   of its own, as with #AMBOS_SPAWN_NEW_GROUP, so that Ctrl-C in the terminal does not
 *   reach it; joining another group (#AMBOS_SPAWN_SET_GROUP) is refused with
 *   ::AMBOS_ENOTSUP. The child's number stays taken, by a zombie, until the object
 *   is closed.
 * - Else, and always with #AMBOS_SPAWN_DIE_WITH_PARENT: #AMBOS_TREE_SUPERVISOR
 *   (Linux 5.3, with `/proc`). It costs one process, which is a `fork`
 *   of this one: the time to start it grows with this process's memory, and pages
 *   that are changed here afterwards are kept in their old form as long as it lives.
 *   It is the child's parent and adopts all that its descendants leave behind
 *   (PR_SET_CHILD_SUBREAPER), holds none of this process's files, passes
 *   over the terminal's signals, hands on the child's status exactly, with its
 *   processor time, and ends when nobody is left. SIGTERM makes it
 *   end the tree. If it is killed itself, the child is as well; the child's status is
 *   unknown then, unless the kernel still tells it (Linux 6.15), and its
 *   descendants are out of reach. `getppid` of the child tells the supervisor, not
 *   this process; ambos_process_native() is a socket.
 * - Elsewhere #AMBOS_SPAWN_TREE is the group, and #AMBOS_SPAWN_TREE_STRICT is refused.
 * @par Windows
 * A job from birth. Descendants may make jobs of their own within; none may break
 * away.
 * @since 0.1
 * @see ambos_kill_tree(), ambos_spawn()
 */
AMBOS_API uint32_t AMBOS_CALL ambos_process_tree(const ambos_process *process);

/**
 * End a child and all its descendants, by force.
 *
 * Works also after the child itself has ended and left descendants behind, and reaches
 * those that are being started meanwhile. After they have been killed it
 * waits for their end, for a second at most: a killed process may take its time to
 * be gone.
 *
 * ambos_run() does this to a tree at its time limit, and wherever else it kills.
 *
 * @param process  A child that was spawned #AMBOS_SPAWN_TREE or
 *                 #AMBOS_SPAWN_TREE_STRICT.
 * @retval AMBOS_OK     All that ambos_process_tree() promises have been killed (by the
 *                      supervisor: are being killed, should the second be over). The
 *                      child itself is still to be waited for.
 * @retval AMBOS_EINVAL It was not spawned as a tree.
 * @retval AMBOS_EPERM  One runs as somebody else and may not be killed (group: all do);
 *                      the others have been.
 * @retval AMBOS_ECHILD POSIX, group: somebody else has reaped the child, so that
 *                      the number of its group may be another's by now.
 * @retval AMBOS_ESRCH  The supervisor itself was killed by somebody else: the descendants
 *                      are out of reach.
 * @par Threads
 * Safe from any number of threads on one object, beside ambos_wait().
 * @par POSIX
 * `cgroup.kill`; or the supervisor kills until nobody is left; or `kill` of the
 * group, whose members are not waited for.
 * @par Windows
 * `TerminateJobObject`; a child that this ended reads as signaled, AMBOS_SIGKILL.
 * @since 0.1
 * @see ambos_process_tree(), ambos_kill(), ambos_stop(), ambos_run()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_kill_tree(ambos_process *process);

/** @} */

/**
 * @defgroup process_exec Becoming another program
 * @ingroup process
 * @{
 */

/**
 * Become another program.
 *
 * Does not return when it works. What this process had buffered (`stdio`) is not
 * flushed, and no `atexit` function runs.
 *
 * When it fails this process goes on as it was: descriptors, working directory, umask,
 * user, priority, which signals are ignored and which blocked. But a file that was made
 * or emptied for a stream stays so, and a hard limit that was lowered stays
 * low without the right to raise it.
 *
 * @param argv     As for ambos_spawn().
 * @param options  As for ambos_spawn(), but that no stream may be a pipe, and of the
 *                 flags only #AMBOS_SPAWN_KEEP_IGNORED and #AMBOS_SPAWN_BATCH may be
 *                 given; nothing about groups, sessions and the terminal. May be NULL.
 * @retval AMBOS_OK      Never: then it does not return.
 * @retval AMBOS_EINVAL  No arguments, or a flag or stream that makes no sense here.
 * @retval AMBOS_ENOTSUP An option that this system cannot honour.
 * @par Other errors
 * Those of ambos_spawn().
 * @par Threads
 * POSIX: every other thread ends with it, and none should use what the options change
 * (streams, working directory) meanwhile. Windows: the others go on until
 * the program has ended.
 * @par POSIX
 * `execve`: the process stays the same for everybody, its number included. As in a
 * child only the streams and the handles that were named stay open, and no signal is
 * blocked. Users, groups, priority and processors, which could not be taken
 * back, are set on a thread made for it on Linux; elsewhere they are refused.
 *
 * Each spelling of exec has its place here:
 * - `execl(path, ...)`: `argv` written in place; the path in `argv[0]`.
 * - `execv(path, argv)`: the path in ambos_spawn_options::program.
 * - `execle`, `execve`: the same with ambos_spawn_options::env.
 * - `execlp`, `execvp`: a name without a separator. No shell is tried for a file that
 *   is no program.
 * - `execvpe`: that with `env`, whose `PATH` counts.
 * - `fexecve(fd, ...)`: `/proc/self/fd/N` or `/dev/fd/N` as the program; a
 *   script needs its descriptor handed over.
 * @par Windows
 * A process cannot become another. The program runs as a child, in a job that ends
 * it should this process be ended, with these streams; this process passes over
 * console interrupts (the child gets them too), waits, and exits with the child's
 * code: whoever waits for this process sees the end and the code of the program.
 * The number is another, and what is open here stays so until then.
 * @since 0.1
 * @see ambos_spawn(), ambos_run()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_exec(const char *const argv[], const ambos_spawn_options *options);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
