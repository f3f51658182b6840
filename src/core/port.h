/* SPDX-License-Identifier: MIT */
/* THE CONTRACT: every function here is defined by both backends, in the file
   named above it (src/posix/<part>.c and src/win32/<part>.c).

   Callers (src/core) promise: no pointer is NULL unless said, flags are known and
   do not contradict, structs are whole with their reserved tails zero, texts end
   with NUL. Empty paths do come and give AMBOS_ENOENT.

   Backends promise: a failure returns its code through ambos__fail... (failure.h),
   changes nothing else and leaks nothing; EINTR is never seen; nothing is
   allocated but what is handed over, except for very long paths.

   `dir` is a directory handle to which a relative path is relative, or
   AMBOS__CWD. On Windows a path relative to a handle is cleaned of "." and "/"
   by the backend; ".." in it is AMBOS_EINVAL there. */
#ifndef AMBOS_CORE_PORT_H
#define AMBOS_CORE_PORT_H

#include <stdbool.h>

#include <ambos/ambos.h>

#include "core/attributes.h"
#include "core/failure.h"
#include "core/lines.h"
#include "core/memory.h"
#include "core/str.h"
#include "core/temp.h"

#define AMBOS__CWD ((ambos_native)-2)

/* atomic.c: one number that threads share; both calls are full barriers. ----- */

typedef int32_t volatile ambos__atomic;

int32_t ambos__os_atomic_load(ambos__atomic *number);
/* Returns what it was; it is `desired` now if it was `expected`. */
int32_t ambos__os_atomic_exchange_if(ambos__atomic *number, int32_t expected, int32_t desired);

/* failure.c: the thread's slot, and the system's own words. ---------------- */

void ambos__os_failure_store(const ambos_failure *failure);
void ambos__os_failure_load(ambos_failure *failure);

/* False when the system has no text for it. Keeps errno and GetLastError. */
#define AMBOS__TEXT_MAX 1024
bool ambos__os_native_text(uint32_t domain, uint32_t native, char text[AMBOS__TEXT_MAX]);

/* clock.c defines ambos_now, ambos_clock_ns and ambos_sleep themselves. ---- */

/* Deadlines: a moment of ambos_clock_ns(); AMBOS_FOREVER means none. */
int64_t ambos__deadline_after(int64_t timeout_ms); /* core: saturates */
int64_t ambos__deadline_left(int64_t deadline_ns); /* core: ms, rounded up, >= 0; AMBOS_FOREVER */

/* file.c: open files and pipe ends. The object is allocated by core. ------- */

/* What is known of an open file. */
enum {
    AMBOS__FILE_PIPE = 0x0001,       /* a pipe, FIFO or socket */
    AMBOS__FILE_OVERLAPPED = 0x0002, /* Windows: calls must be overlapped */
    AMBOS__FILE_APPEND = 0x0004,     /* each write goes to the end */
    AMBOS__FILE_LOCKED = 0x0008,     /* it holds a lock; kept by core */
    AMBOS__FILE_SOCKET = 0x0010,     /* POSIX: a socket */
    AMBOS__FILE_REGULAR = 0x0020,    /* POSIX: never waits */
    AMBOS__FILE_WRITE_ONLY = 0x0040  /* Windows: cannot be read, though the system would try */
};

struct ambos_file {
    ambos_native handle;
    ambos_native event; /* Windows: of overlapped calls; else AMBOS_NO_HANDLE */
    ambos_native lock;  /* Windows: what holds the lock, when `handle` may not; else AMBOS_NO_HANDLE */
    uint32_t traits;    /* AMBOS__FILE_... */
};

ambos_error ambos__os_file_open(ambos_file *file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode);
ambos_error ambos__os_file_adopt(ambos_file *file, ambos_native handle);
ambos_error ambos__os_file_standard(ambos_file *file, uint32_t stream); /* 0 to 2; a copy of the handle */
ambos_error ambos__os_file_read(ambos_file *file, void *buffer, size_t size, size_t *got);
ambos_error ambos__os_file_write(ambos_file *file, const void *data, size_t size, size_t *written);
ambos_error ambos__os_file_seek(ambos_file *file, int64_t offset, uint32_t origin, int64_t *position);
ambos_error ambos__os_file_close(ambos_file *file); /* the handles; core frees the object */
/* At a place; neither moves the position. One transfer: may be short; *got 0 at the end. */
ambos_error ambos__os_file_pread(ambos_file *file, void *buffer, size_t size, int64_t offset, size_t *got);
ambos_error ambos__os_file_pwrite(ambos_file *file, const void *data, size_t size, int64_t offset, size_t *written);
ambos_error ambos__os_file_sync(ambos_file *file, uint32_t flags);
ambos_error ambos__os_file_truncate(ambos_file *file, int64_t size);

/* lock.c ---------------------------------------------------------------------- */

/* One attempt, or as long as it takes. AMBOS_OK and false in *locked: somebody else holds it. */
ambos_error ambos__os_file_lock(ambos_file *file, bool exclusive, bool wait, bool *locked);
ambos_error ambos__os_file_unlock(ambos_file *file);

/* temp.c ---------------------------------------------------------------------- */

/* Bytes that nobody can guess. */
ambos_error ambos__os_random(void *bytes, size_t size, uint32_t step);
/* `dir`, or the system's directory for temporary files when it is NULL, so that a name
   can stand behind it. directory: empty at entry. */
ambos_error ambos__os_temp_directory(const char *dir, struct ambos__str *directory);
/* A private file to read and write that is gone when it is closed; `path` is its name in
   `directory` where it must have one for a moment. */
ambos_error ambos__os_temp_nameless(ambos_file *file, const char *directory, const char *path);

/* timed.c: the same until a moment of ambos_clock_ns(), not AMBOS_FOREVER; in the past: what can be done at once. got and
   written are 0 at entry. */
ambos_error ambos__os_file_read_timed(ambos_file *file, void *buffer, size_t size, int64_t deadline_ns, size_t *got);
ambos_error ambos__os_file_write_timed(ambos_file *file, const void *data, size_t size, int64_t deadline_ns,
                                       size_t *written);

/* stat.c. `info` is all zero at entry; flags: AMBOS_NOFOLLOW. --------------- */

ambos_error ambos__os_stat(ambos_native dir, const char *path, uint32_t flags, ambos_file_info *info);
ambos_error ambos__os_fstat(ambos_file *file, ambos_file_info *info);

/* access.c ------------------------------------------------------------------ */

ambos_error ambos__os_chmod(ambos_native dir, const char *path, uint32_t mode, uint32_t flags);
ambos_error ambos__os_access(ambos_native dir, const char *path, uint32_t want);
ambos_error ambos__os_fchmod(ambos_file *file, uint32_t mode);
ambos_error ambos__os_chown(ambos_native dir, const char *path, uint32_t uid, uint32_t gid, uint32_t flags);
ambos_error ambos__os_umask(uint32_t mask, uint32_t *old); /* mask: 0 to 0777, or AMBOS_SAME_UMASK */

/* times.c. Last read, last changed: each is in order, its nsec under 10^9 or AMBOS_TIME_NOW or _OMIT. Never both are to
   be omitted. ----------------------------------------------------------------- */

ambos_error ambos__os_utimens(ambos_native dir, const char *path, const ambos_time times[2], uint32_t flags);
ambos_error ambos__os_futimens(ambos_file *file, const ambos_time times[2]);

/* space.c. `space` is all zero at entry. ---------------------------------------- */

ambos_error ambos__os_space(const char *path, ambos_space *space);

/* link.c -------------------------------------------------------------------- */

ambos_error ambos__os_symlink(const char *target, ambos_native dir, const char *path, uint32_t flags);
ambos_error ambos__os_readlink(ambos_native dir, const char *path, struct ambos__str *target); /* target: empty at entry */
ambos_error ambos__os_link(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to);
ambos_error ambos__os_junction(const char *target, ambos_native dir, const char *path);

/* realpath.c. `resolved` is empty at entry. -------------------------------------- */

ambos_error ambos__os_realpath(const char *path, struct ambos__str *resolved);

/* rename.c. retry_ms: resolved, >= 0. ---------------------------------------- */

ambos_error ambos__os_unlink(ambos_native dir, const char *path);
ambos_error ambos__os_rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to, uint32_t flags,
                             int64_t retry_ms);
/* The same of an open file, whose name `from` is: by its handle where the system can (Windows: opened with the right to
   delete), so that nobody's other file of that name is renamed; it stays open. */
ambos_error ambos__os_rename_open(ambos_file *file, ambos_native from_dir, const char *from, ambos_native to_dir,
                                  const char *to, uint32_t flags, int64_t retry_ms);

/* copy.c ---------------------------------------------------------------------- */

/* How a file is copied. */
struct ambos__copy {
    uint32_t flags;               /* AMBOS_COPY_PRESERVE, AMBOS_NOFOLLOW */
    bool flush;                   /* the device has it all before the call returns */
    ambos_copy_progress progress; /* may be NULL; to be called by ambos__copy_report() */
    void *context;
};

/* Copies a file under a name that is free, else AMBOS_EEXIST; a failure leaves nothing there. Before anything is made
   it is refused what is no file: AMBOS_EISDIR a directory, AMBOS_ELOOP a link that is not to be followed, AMBOS_ENOTSUP
   anything else. */
ambos_error ambos__os_copy_file(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                                const struct ambos__copy *how);
/* A file that was flushed and then renamed to `path`: its name is on the device too, as far as the system can and may.
   Every failure is at AMBOS_STEP_FLUSH. */
ambos_error ambos__os_flush_name(ambos_native dir, const char *path);
/* Where the last name of a path begins, separators behind it aside. */
size_t ambos__os_last_name(const char *path);
/* Does what a link says not count from the directory of the link? */
bool ambos__os_is_absolute(const char *path);

/* replace.c: a file that takes the place of another when it is whole. ---------- */

/* A name: 255 bytes, or 255 units of UTF-16 as text. */
enum { AMBOS__NAME_ROOM = 768 };

struct ambos_file_replace {
    ambos_file file;                       /* what is written */
    ambos_native dir;                      /* the directory of both names; at first AMBOS_NO_HANDLE, or one that the path
                                              is relative to, which is taken over */
    uint32_t flags;                        /* of ambos_write_options */
    uint32_t mode;                         /* likewise; with AMBOS_PRIVATE never 0 */
    int64_t retry_ms;                      /* resolved, >= 0 */
    bool exists;                           /* there is an old file, and these are of it */
    uint32_t old_mode;                     /* Windows: its attributes */
    uint32_t old_uid;
    uint32_t old_gid;
    char name[AMBOS__NAME_ROOM];           /* the name to have */
    char temporary[AMBOS__TEMP_NAME_ROOM]; /* the name it has; "": none */
};

/* On failure nothing is left, also of the object. */
ambos_error ambos__os_replace_begin(struct ambos_file_replace *replace, const char *path);
/* Both leave nothing of the object; nor does commit of the new file when it fails. */
ambos_error ambos__os_replace_commit(struct ambos_file_replace *replace);
void ambos__os_replace_abandon(struct ambos_file_replace *replace);
/* core: retry_ms of options, resolved. */
int64_t ambos__rename_retry(int64_t retry_ms);

/* dir.c. struct ambos_dir is the backend's. ---------------------------------- */

ambos_error ambos__os_mkdir(ambos_native dir, const char *path, uint32_t mode, uint32_t flags);
ambos_error ambos__os_rmdir(ambos_native dir, const char *path);
ambos_error ambos__os_dir_open(ambos_dir **listing, ambos_native dir, const char *path, uint32_t flags);
ambos_error ambos__os_dir_next(ambos_dir *listing, const ambos_dir_entry **entry); /* NULL at the end */
/* The next entry, if it was read already and nothing can fail; else NULL, and ambos__os_dir_next has it. */
const ambos_dir_entry *ambos__os_dir_at_hand(ambos_dir *listing);
/* What the entry last returned is: AMBOS_EINVAL when there is none, AMBOS_ENOENT of one that has gone. info: all of it
   is filled, whatever it was, with zeros on failure; flags: AMBOS_NOFOLLOW. */
ambos_error ambos__os_dir_stat(ambos_dir *listing, uint32_t flags, ambos_file_info *info);
void ambos__os_dir_close(ambos_dir *listing);

/* Directory handles: what a `dir` can be, and what can be listed. */
enum {
    /* AMBOS_EXDEV when it is on another mount than `dir` is: also one of the same file system. On Windows links lead
       to other volumes, and nothing else does. */
    AMBOS__SAME_MOUNT = 0x10000,
    /* A name of several parts, of which none is a link (AMBOS_ELOOP) and none "..". AMBOS_ENOTSUP where that cannot be
       had in one step: to be opened part by part then, each with AMBOS_NOFOLLOW. Not with AMBOS_NOFOLLOW. */
    AMBOS__BENEATH = 0x20000,
    /* Only for what is in it, not to be listed: the right to read it is not needed, where the system can. */
    AMBOS__SEARCH_ONLY = 0x40000
};

/* flags: AMBOS_NOFOLLOW (a link, junctions too, is AMBOS_ELOOP) and those above. With AMBOS__SAME_MOUNT and without
   AMBOS_NOFOLLOW only where it ends counts, not what lies on the way. Failures as ambos_dir_open(). */
ambos_error ambos__os_dir_handle(ambos_native dir, const char *name, uint32_t flags, ambos_native *handle);
/* The directory that the directory is in, whichever that is now. */
ambos_error ambos__os_dir_parent(ambos_native handle, ambos_native *parent);
void ambos__os_dir_handle_close(ambos_native handle);

/* Which directory it is. All zero: the system does not know. */
struct ambos__dir_id {
    uint64_t device;
    uint64_t id[2];
};
ambos_error ambos__os_dir_identity(ambos_native handle, struct ambos__dir_id *id);

/* Begins to list a handle from its first entry, and takes it over: closing or stopping the listing closes it. *listing:
   NULL, or one that was stopped, whose memory is used again. On failure the handle stays the caller's and *listing what
   it was. */
ambos_error ambos__os_dir_list(ambos_dir **listing, ambos_native handle);
/* Closes the handle and keeps the memory; only _list and _close are to follow. */
void ambos__os_dir_stop(ambos_dir *listing);
/* The same, but gives the handle back; AMBOS_NO_HANDLE when it had to be closed. */
ambos_native ambos__os_dir_detach(ambos_dir *listing);
/* Lists from the first entry once more, as things are now. */
ambos_error ambos__os_dir_rewind(ambos_dir *listing);
/* The handle, for work relative to it; it stays the listing's. */
ambos_native ambos__os_dir_native(const ambos_dir *listing);

/* What goes between the path of a directory and a name in it; 0: nothing. */
char ambos__os_dir_separator(const char *path, size_t length);
/* The path as names that can be opened one by one, and what is between them. text: empty at entry; its first *root bytes
   name where to begin, 0: the current directory. */
ambos_error ambos__os_dir_parts(const char *path, struct ambos__str *text, size_t *root, char *separator);

/* Gives the owner of a directory the rights to read, change and search it. False: nothing was changed. */
bool ambos__os_dir_unlock(ambos_native handle);

/* root.c: names. --------------------------------------------------------------- */

bool ambos__os_is_separator(char byte);
/* Are all parts of a relative name, with '/' between, plain names of files? On Windows not those of streams and devices,
   nor those that Win32 would read as others. */
bool ambos__os_is_plain_name(const char *name);
/* Opens the directory that the last name of a path is in, for AMBOS__SEARCH_ONLY, and gives that name (empty at entry,
   to be freed in any case), with a NUL that it does not count. *directory: a separator is behind it. AMBOS_EINVAL: it is
   "", a root, or has "." or ".." as its last name. */
ambos_error ambos__os_path_parent(const char *path, ambos_native *parent, struct ambos__str *name, bool *directory);

/* cwd.c ----------------------------------------------------------------------- */

ambos_error ambos__os_getcwd(struct ambos__str *path); /* path: empty at entry */
ambos_error ambos__os_chdir(const char *path);
bool ambos__os_is_windows(void); /* whose paths: those of AMBOS_GRAMMAR_NATIVE */
ambos_error ambos__os_path_absolute(const char *path, struct ambos__str *absolute); /* absolute: empty at entry */

/* args.c. A NULL-terminated array and its texts in one block. ---------------- */

ambos_error ambos__os_args(int argc, char *const argv[], char ***args);

/* user.c. `id` is all zero at entry, `groups` NULL and `count` 0; texts are empty at entry. ------ */

ambos_error ambos__os_identity(uint32_t which, ambos_id *id);
ambos_error ambos__os_get_groups(ambos_id **groups, size_t *count);
ambos_error ambos__os_set_identity(uint32_t which, const ambos_id *id); /* one of the effective ones */
ambos_error ambos__os_user_name(const ambos_id *id, struct ambos__str *name);
ambos_error ambos__os_group_name(const ambos_id *id, struct ambos__str *name);
/* groups: NULL at entry; the primary one first, none on Windows. */
ambos_error ambos__os_find_user(const char *name, ambos_id *user, ambos_id **groups, size_t *count);
ambos_error ambos__os_user_home(const char *name, struct ambos__str *home); /* name NULL: the effective user */

/* place.c. Texts are empty at entry; `which` is one of AMBOS_PLACE_.... ----------- */

ambos_error ambos__os_place(uint32_t which, struct ambos__str *path);
ambos_error ambos__os_program_path(struct ambos__str *path);
ambos_error ambos__os_host_name(struct ambos__str *name);

/* console.c. Streams are 0 to 2; there is something to print. --------------------- */

bool ambos__os_is_terminal(uint32_t stream);
ambos_error ambos__os_terminal_size(uint32_t stream, uint32_t *columns, uint32_t *rows);
ambos_error ambos__os_print(uint32_t stream, const char *text, size_t size);

/* interrupt.c. struct ambos_interrupt is the backend's. ---------------------------- */

ambos_error ambos__os_interrupt_open(ambos_interrupt **interrupt, uint32_t which); /* which: at least one bit */
ambos_native ambos__os_interrupt_native(const ambos_interrupt *interrupt);
/* come: bits AMBOS_INTERRUPT_...; moved up by AMBOS__INTERRUPT_FROM_TERMINAL those that all at the terminal have got. */
enum { AMBOS__INTERRUPT_FROM_TERMINAL = 4 };
ambos_error ambos__os_interrupt_next(ambos_interrupt *interrupt, int64_t deadline_ns, uint32_t *come);
void ambos__os_interrupt_close(ambos_interrupt *interrupt);

/* env.c. Names are valid (not empty, no '=' but a leading one on Windows). ---- */

/* As ambos_getenv_into; length is never NULL. */
ambos_error ambos__os_getenv(const char *name, char *buffer, size_t size, size_t *length);
ambos_error ambos__os_setenv(const char *name, const char *value); /* value NULL: unset */
ambos_error ambos__os_clearenv(void);
/* Adds every entry of the process, hidden ones too, with ambos__env_append, the first of a name first. */
ambos_error ambos__os_env_snapshot(ambos_env *env);
bool ambos__os_env_same_name(const char *a, size_t a_length, const char *b, size_t b_length);
uint32_t ambos__os_env_hash(const char *name, size_t length); /* the same for names that are the same */
/* Is the text one that the system can hold? Windows: WTF-8; POSIX: always. */
bool ambos__os_text_valid(const char *text, size_t length);

/* spawn.c, wait.c ------------------------------------------------------------- */

/* The part of a process that core knows. Each backend's own struct begins with
   it; only ambos__os_spawn makes one. */
struct ambos_process {
    int64_t id;
    uint32_t flags;       /* AMBOS_SPAWN_... */
    uint32_t tree;        /* AMBOS_TREE_... */
    ambos_file *stdio[3]; /* our pipe ends, or NULL; made by ambos__file_wrap */
    struct ambos__member *members; /* of the waitsets that it is in; under the lock of the process */
};

/* options: never NULL, checked by core (known flags, kinds, tails). */
ambos_error ambos__os_spawn(ambos_process **process, const char *const argv[], const ambos_spawn_options *options);
/* Where it finds the program, by the same search. path: empty at entry, its bytes
   need no NUL. */
ambos_error ambos__os_find_program(const char *name, const ambos_spawn_options *options, struct ambos__str *path);
/* Let a suspended child begin; EINVAL for one that is not (POSIX: ENOTSUP for all). */
ambos_error ambos__os_resume(ambos_process *process);
/* status: zero at entry. deadline_ns: of ambos_clock_ns; AMBOS_FOREVER; in the past: only look. */
ambos_error ambos__os_wait(ambos_process *process, int64_t deadline_ns, ambos_status *status);
/* Sleep until one of a list has ended, or `left_ms` (AMBOS_FOREVER: no limit) is over. which: the first that has ended,
   or cries wolf: to be asked by ambos__os_wait; `count` when there is none, now or yet. NULLs are passed over, at least
   one is none; at most AMBOS_WAIT_ANY_MOST. */
ambos_error ambos__os_wait_first(ambos_process *const processes[], size_t count, int64_t left_ms, size_t *which);
/* A process that is not ours; id > 0. */
ambos_error ambos__os_process_open(ambos_process **process, int64_t id);
/* The lock of the object; nothing that could wait is called with it. */
void ambos__os_process_lock(ambos_process *process);
void ambos__os_process_unlock(ambos_process *process);
/* What an event loop waits for; AMBOS_NO_HANDLE: there is none. */
ambos_native ambos__os_process_native(ambos_process *process);
/* Handles and memory; core has closed stdio. */
void ambos__os_process_close(ambos_process *process);

/* end.c. The process is not detached. -------------------------------------------- */

/* signal: of AMBOS_SIGNALS or another below AMBOS_SIGNAL_LIMIT; 0 only asks. ESRCH:
   it has ended. */
ambos_error ambos__os_signal(ambos_process *process, uint32_t signal);
/* End it by force. One that has ended already is no error. */
ambos_error ambos__os_kill(ambos_process *process);
/* Ask it to end. asked: AMBOS_ASKED_..., 0 at entry and when there is no way. ESRCH:
   it has ended. */
ambos_error ambos__os_ask(ambos_process *process, uint32_t *asked);
/* Hand on what came to us, as of ambos__os_interrupt_next, unless it has got it already or has ended. The slot stays. */
void ambos__os_pass_on(ambos_process *process, uint32_t come);

/* waitset.c ---------------------------------------------------------------------- */

struct ambos__link {
    struct ambos__link *next, *before;
};

/* A process in a waitset. Core makes and frees it. */
struct ambos__member {
    struct ambos__link link; /* first; in one ring of the set */
    ambos_waitset *set;
    ambos_process *process;
    struct ambos__member *other; /* the same process in another set */
    ambos_native os;             /* the backend's: what it registered */
    struct ambos__member *fired; /* the backend's */
};

/* Each backend's own struct begins with it. */
struct ambos_waitset {
    struct ambos__link running; /* rings; core's */
    struct ambos__link ended;
};

/* Core, for the backends: the next call of ambos_waitset_next tells this one. */
void ambos__member_ended(struct ambos__member *member);

/* The set is all zero but for what the backend needs. */
ambos_error ambos__os_waitset_create(ambos_waitset **set);
void ambos__os_waitset_free(ambos_waitset *set); /* without members */
/* On failure nothing is registered. One that has ended may be told at once. */
ambos_error ambos__os_waitset_watch(struct ambos__member *member);
void ambos__os_waitset_unwatch(struct ambos__member *member);
/* Sleep until some have ended, at most left_ms (AMBOS_FOREVER: no limit), and tell them. Not an error when none has.
   The set is not empty. */
ambos_error ambos__os_waitset_step(ambos_waitset *set, int64_t left_ms);

/* exec.c: returns only when it fails, and then everything is as it was. options: as for
   spawn; no pipes, no flags but KEEP_IGNORED and BATCH, nothing of groups and terminals. */

ambos_error ambos__os_exec(const char *const argv[], const ambos_spawn_options *options);

/* tree.c: for a process whose `tree` is not AMBOS_TREE_NONE. ------------------------ */

ambos_error ambos__os_kill_tree(ambos_process *process);

/* run.c: the feeding of one stream and draining of two. ------------------------ */

/* What becomes of a stream that is drained. */
struct ambos__sink {
    struct ambos__str text; /* what is kept, and room to read into */
    uint64_t limit;         /* UINT64_MAX: none */
    uint64_t seen;          /* bytes that came, up to the limit */
    bool truncated;         /* more than the limit came */
    bool keep;
    bool cut;    /* the callbacks too are told only what is under the limit */
    bool enough; /* a callback has said so: no more is told */
    ambos_output_callback tell;
    struct ambos__lines lines; /* for nobody when its `tell` is NULL */
};

struct ambos__pump {
    ambos_process *process; /* whose end is looked for */
    bool ended;             /* it was seen to have ended */
    ambos_file *streams[3]; /* our ends: to feed, to drain, to drain; NULL: none, or ended */
    const char *input;      /* what is left to feed; the end is closed when it is all gone */
    size_t input_size;
    bool input_broken;           /* the child stopped reading */
    struct ambos__sink sinks[2]; /* of streams[1] and streams[2] */
    ambos_interrupt *interrupt;  /* may be NULL */
    bool interrupted;            /* something has come to it; core lowers it */
    void *os;                    /* the backend's, between begin and end */
};

/* Core: where to read to, at least `least` bytes of it; it stays where it is until the sink is filled. NULL: no memory,
   and the failure is set. */
char *ambos__sink_room(struct ambos__sink *sink, size_t least, size_t *room);
/* Core: so many bytes have come there. Keeps them and tells the callbacks. */
ambos_error ambos__sink_fill(struct ambos__sink *sink, size_t size);

/* A stream that has ended is closed with ambos__file_discard and set to NULL by
   step. Begin may close the first where there is nothing to feed. */
ambos_error ambos__os_pump_begin(struct ambos__pump *pump);
/* Wait at most timeout_ms (AMBOS_FOREVER: no limit) until the process has ended
   or a stream can move, or something comes to the interrupt, and move what can be moved without waiting. Not an error
   when nothing happened. When pump->ended is already set only streams count. The
   process may be another one than in the step before. */
ambos_error ambos__os_pump_step(struct ambos__pump *pump, int64_t timeout_ms);
void ambos__os_pump_end(struct ambos__pump *pump);

/* pipe.c: a pipe with two ends for children; or, with `we_read`, to drain its first end here. Nobody inherits them. */
ambos_error ambos__os_pipe(ambos_file **reader, ambos_file **writer, bool we_read);

/* shell.c: options have neither a program nor anything for Windows alone. */
ambos_error ambos__os_shell(ambos_process **process, const char *command, const ambos_spawn_options *options);

/* Core, for core ---------------------------------------------------------------- */

/* Take a process out of all waitsets. */
void ambos__waitsets_leave(ambos_process *process);

bool ambos__all_zero(const void *bytes, size_t size);
/* Compilers put a slow instruction in place of a memset of this size: a tenth of all that is ours in a stat. */
void ambos__info_clear(ambos_file_info *info);
/* End a process by force, with all its tree where it leads one. */
ambos_error ambos__end_by_force(ambos_process *process);
/* Make the text the caller's block, or free it when there was an error. */
ambos_error ambos__text_hand_over(ambos_error error, struct ambos__str *text, char **block);

/* All entries that a listing has left, in one block with their names, behind them one that is all zero. */
ambos_error ambos__dir_read_rest(ambos_dir *listing, bool sorted, ambos_dir_entry **entries, size_t *count);
/* All of ambos_copy_file(), relative to directories; the options are whole. */
ambos_error ambos__copy_file(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                             const ambos_copy_options *options);

/* All of ambos_write_file() but the check, of a path relative to a directory, which is taken over, or AMBOS_NO_HANDLE. */
ambos_error ambos__write_file(ambos_native dir, const char *path, const void *data, size_t size,
                              const ambos_write_options *options);
bool ambos__write_options_valid(const void *data, size_t size, const ambos_write_options *options);

/* All of ambos_file_open(), of ambos_rename(), relative to directories. */
ambos_error ambos__file_open(ambos_file **file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode);
ambos_error ambos__rename(ambos_native from_dir, const char *from, ambos_native to_dir, const char *to,
                          const ambos_rename_options *options);

/* Core, for the backends ------------------------------------------------------- */

/* An ambos_file around a handle that we made; on failure the handle is left. */
ambos_error ambos__file_wrap(ambos_file **file, ambos_native handle, uint32_t traits);
/* How far a copy has come: AMBOS_ECANCELED when it is not to go on. */
ambos_error ambos__copy_report(const struct ambos__copy *how, uint64_t done, uint64_t total);
/* Close one that nobody wants any more: whatever comes of it, the slot stays. */
void ambos__file_discard(ambos_file *file);
/* One "NAME=value" behind the others, or "=C:=value" behind the hidden ones, unless there is one of that name or it is no
   variable. `text` is not the object's own. */
ambos_error ambos__env_append(ambos_env *env, const char *text, size_t length);

#endif
