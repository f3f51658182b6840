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

#include "core/failure.h"
#include "core/memory.h"
#include "core/str.h"

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
    AMBOS__FILE_PIPE = 0x0001,      /* a pipe, FIFO or socket */
    AMBOS__FILE_OVERLAPPED = 0x0002 /* Windows: calls must be overlapped */
};

struct ambos_file {
    ambos_native handle;
    ambos_native event; /* Windows: of overlapped calls; else AMBOS_NO_HANDLE */
    uint32_t traits;    /* AMBOS__FILE_... */
};

ambos_error ambos__os_file_open(ambos_file *file, ambos_native dir, const char *path, uint32_t flags, uint32_t mode);
ambos_error ambos__os_file_adopt(ambos_file *file, ambos_native handle);
ambos_error ambos__os_file_read(ambos_file *file, void *buffer, size_t size, size_t *got);
ambos_error ambos__os_file_write(ambos_file *file, const void *data, size_t size, size_t *written);
ambos_error ambos__os_file_seek(ambos_file *file, int64_t offset, uint32_t origin, int64_t *position);
ambos_error ambos__os_file_close(ambos_file *file); /* the handles; core frees the object */

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

/* dir.c. struct ambos_dir is the backend's. ---------------------------------- */

ambos_error ambos__os_mkdir(ambos_native dir, const char *path, uint32_t mode, uint32_t flags);
ambos_error ambos__os_rmdir(ambos_native dir, const char *path);
ambos_error ambos__os_dir_open(ambos_dir **listing, ambos_native dir, const char *path, uint32_t flags);
ambos_error ambos__os_dir_next(ambos_dir *listing, const ambos_dir_entry **entry); /* NULL at the end */
/* What the entry last returned is: AMBOS_EINVAL when there is none, AMBOS_ENOENT of one that has gone. info: all zero at entry; flags: AMBOS_NOFOLLOW. */
ambos_error ambos__os_dir_stat(ambos_dir *listing, uint32_t flags, ambos_file_info *info);
void ambos__os_dir_close(ambos_dir *listing);

/* Directory handles: what a `dir` can be, and what can be listed. */
enum {
    /* AMBOS_EXDEV when it is on another mount than `dir` is: also one of the same file system. On Windows links lead
       to other volumes, and nothing else does. 0x20000 is AMBOS__BENEATH's. */
    AMBOS__SAME_MOUNT = 0x10000,
    /* For work relative to it, not to be listed: needs no right to read it. */
    AMBOS__PASS = 0x40000
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
/* Lists from the first entry once more, as things are now. */
ambos_error ambos__os_dir_rewind(ambos_dir *listing);
/* The handle, for work relative to it; it stays the listing's. */
ambos_native ambos__os_dir_native(const ambos_dir *listing);

/* What goes between the path of a directory and a name in it; 0: nothing. */
char ambos__os_dir_separator(const char *path, size_t length);
/* The path as names that can be opened one by one, and what is between them. text: empty at entry; its first *root bytes
   name where to begin, 0: the current directory. */
ambos_error ambos__os_dir_parts(const char *path, struct ambos__str *text, size_t *root, char *separator);

/* cwd.c ----------------------------------------------------------------------- */

ambos_error ambos__os_getcwd(struct ambos__str *path); /* path: empty at entry */
ambos_error ambos__os_chdir(const char *path);
ambos_error ambos__os_path_absolute(const char *path, struct ambos__str *absolute); /* absolute: empty at entry */

/* args.c. A NULL-terminated array and its texts in one block. ---------------- */

ambos_error ambos__os_args(int argc, char *const argv[], char ***args);

/* env.c. Names are valid (not empty, no '=' but a leading one on Windows). ---- */

/* As ambos_getenv_into; length is never NULL. */
ambos_error ambos__os_getenv(const char *name, char *buffer, size_t size, size_t *length);
ambos_error ambos__os_setenv(const char *name, const char *value); /* value NULL: unset */
ambos_error ambos__os_clearenv(void);
/* Adds every entry of the process, hidden ones too, with ambos__env_append. */
ambos_error ambos__os_env_snapshot(ambos_env *env);
bool ambos__os_env_same_name(const char *a, size_t a_length, const char *b, size_t b_length);
/* Is the text one that the system can hold? Windows: WTF-8; POSIX: always. */
bool ambos__os_text_valid(const char *text, size_t length);

/* spawn.c, wait.c ------------------------------------------------------------- */

/* The part of a process that core knows. Each backend's own struct begins with
   it; only ambos__os_spawn makes one. */
struct ambos_process {
    int64_t id;
    uint32_t flags;       /* AMBOS_SPAWN_... */
    ambos_file *stdio[3]; /* our pipe ends, or NULL; made by ambos__file_wrap */
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
/* End it by force. One that has ended already is no error. */
ambos_error ambos__os_kill(ambos_process *process);
/* Handles and memory; core has closed stdio. */
void ambos__os_process_close(ambos_process *process);

/* run.c: the feeding of one stream and draining of two. ------------------------ */

struct ambos__sink {
    struct ambos__str text;
    uint64_t limit; /* UINT64_MAX: none */
    bool truncated;
};

struct ambos__pump {
    ambos_process *process;
    const char *input; /* what is left to feed; the end is closed when it is all gone */
    size_t input_size;
    bool input_broken;           /* the child stopped reading */
    struct ambos__sink sinks[2]; /* of stdio[1] and stdio[2] */
    bool ended;                  /* the process was seen to have ended */
    void *os;                    /* the backend's, between begin and end */
};

/* Core: append what fits under the limit. False: no memory. */
bool ambos__sink_take(struct ambos__sink *sink, const char *data, size_t size);

/* Streams are process->stdio; one that has ended is closed with
   ambos_file_close and set to NULL by step. */
ambos_error ambos__os_pump_begin(struct ambos__pump *pump);
/* Wait at most timeout_ms (AMBOS_FOREVER: no limit) until the process has ended
   or a stream can move, and move what can be moved without waiting. Not an error
   when nothing happened. When pump->ended is already set only streams count. */
ambos_error ambos__os_pump_step(struct ambos__pump *pump, int64_t timeout_ms);
void ambos__os_pump_end(struct ambos__pump *pump);

/* Core, for core ---------------------------------------------------------------- */

bool ambos__all_zero(const void *bytes, size_t size);
/* Make the text the caller's block, or free it when there was an error. */
ambos_error ambos__text_hand_over(ambos_error error, struct ambos__str *text, char **block);

/* All entries that a listing has left, in one block with their names, behind them one that is all zero. */
ambos_error ambos__dir_read_rest(ambos_dir *listing, bool sorted, ambos_dir_entry **entries, size_t *count);

/* Core, for the backends ------------------------------------------------------- */

/* An ambos_file around a handle that we made; on failure the handle is left. */
ambos_error ambos__file_wrap(ambos_file **file, ambos_native handle, uint32_t traits);
/* Close one that nobody wants any more: whatever comes of it, the slot stays. */
void ambos__file_discard(ambos_file *file);
/* One "NAME=value" behind the others, without looking for doubles. */
ambos_error ambos__env_append(ambos_env *env, const char *text, size_t length);

#endif
