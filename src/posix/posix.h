/* SPDX-License-Identifier: MIT */
/* First include of every file of this backend: it decides what the system's
   headers show. Private to src/posix. */
#ifndef AMBOS_POSIX_H
#define AMBOS_POSIX_H

/* AMBOS_PORTABLE (a build option) leaves out every path that only Linux has, so
   that the plain ones are built and tested there too. Its headers then show no
   more than what the BSDs also have. */
#if defined(__linux__) && !defined(AMBOS_PORTABLE)
#define AMBOS__LINUX 1
#else
#define AMBOS__LINUX 0
#endif

#if AMBOS__LINUX
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#elif defined(__APPLE__)
#define _DARWIN_C_SOURCE 1
#elif defined(__NetBSD__)
#define _NETBSD_SOURCE 1
#elif defined(__OpenBSD__)
#define _BSD_SOURCE 1
#elif defined(__sun)
#define __EXTENSIONS__ 1
#define _POSIX_PTHREAD_SEMANTICS 1
#elif defined(__linux__)
#define _XOPEN_SOURCE 700
#define _DEFAULT_SOURCE 1
#endif

/* Sizes and times of 64 bits on 32-bit systems as well. */
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif
#ifndef _TIME_BITS
#define _TIME_BITS 64
#endif

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/port.h"

/* To open a directory only for what is found in it, which needs no right to read it where there is such a way. */
#if AMBOS__LINUX
#define AMBOS__O_SEARCH O_PATH
#elif defined(O_SEARCH)
#define AMBOS__O_SEARCH O_SEARCH
#else
#define AMBOS__O_SEARCH O_RDONLY
#endif

/* Goes on when a signal interrupts. Not for close(), which must be called once. */
#define AMBOS__RETRY(result, call) \
    do                             \
        (result) = (call);         \
    while ((result) == -1 && errno == EINTR)

/* Linux moves no more than this in one call, macOS refuses more than INT_MAX. */
#define AMBOS__MOST_AT_ONCE ((size_t)0x7ffff000)

/* Fails with errno as it is now. */
ambos_error ambos__fail_errno(uint32_t step);
ambos_error ambos__fail_errno_as(ambos_error code, uint32_t step);

/* The descriptor of a `dir` of port.h. */
static inline int ambos__dirfd(ambos_native dir)
{
    return dir == AMBOS__CWD ? AT_FDCWD : (int)dir;
}

/* Closes a descriptor that nobody wants any more, and keeps errno. -1: nothing. */
void ambos__fd_discard(int fd);

/* What the last name of a path is, links not followed: a type of file.h, or
   UNKNOWN when it cannot be told. Keeps errno. */
uint32_t ambos__type_at(int dir, const char *path);
uint32_t ambos__type_of_mode(mode_t mode);

/* stat.c: all but the birth time, which takes the kernel a tenth more. os_flags: AT_SYMLINK_NOFOLLOW or 0. */
ambos_error ambos__stat_plain(int dir, const char *path, int os_flags, ambos_file_info *info);

/* quirk_newer.c: calls that not every system has. Where one is missing: -1 with
   ENOSYS, and the caller goes the plain way, which is always built. Nothing is
   remembered: the next file may be on another file system. */
int ambos__statx(int dir, const char *path, int flags, ambos_file_info *info);
int ambos__fchmodat2(int dir, const char *path, mode_t mode, int flags);
int ambos__faccessat2(int dir, const char *path, int mode, int flags);
int ambos__renameat2(int from_dir, const char *from, int to_dir, const char *to, uint32_t flags); /* AMBOS_RENAME_... */

/* read() and write() of a pipe that do not wait, whatever the open file says: -1 with EAGAIN when they would. ENOSYS also
   where the system cannot do so with this one. */
ssize_t ambos__read_nowait(int fd, void *buffer, size_t size);
ssize_t ambos__write_nowait(int fd, const void *data, size_t size);

/* Does errno say that the call is missing, or kept back by a sandbox? */
bool ambos__call_missing(int number);

/* quirk_stat.c: all of `info`, whatever it was. */
void ambos__stat_fill(const struct stat *from, ambos_file_info *info);

/* access.c: access for the effective user; link_flag: AT_SYMLINK_NOFOLLOW or 0.
   -1 with errno. */
int ambos__access_effective(int dir, const char *path, int mode, int link_flag);

/* quirk_access.c: access for the effective user, links followed, by the old call. */
int ambos__faccessat_plain(int dir, const char *path, int mode);

/* quirk_chmod.c: the mode of the last name itself, never of what it points to.
   ENOTSUP where links have none. */
int ambos__chmod_nofollow(int dir, const char *path, mode_t mode);

/* The mode of what a descriptor stands for, also one of AMBOS__O_SEARCH. */
int ambos__chmod_handle(int fd, mode_t mode);

/* quirk_umask.c: what it is, without setting it. False: the system cannot tell. */
bool ambos__umask_look(uint32_t *mask);

/* quirk_link.c: has the file system of a name only one name for each file? Keeps errno. */
bool ambos__lacks_links(int dir, const char *path);

/* quirk_acl.c: gives an open file the access list of the named one in `dir`, or none, as when `name` is NULL. To be
   done before its mode is set. -1 with errno. */
int ambos__copy_acl(int dir, const char *name, int fd);

/* quirk_lock.c: locks the whole of an open file, F_WRLCK or F_RDLCK, or unlocks it, F_UNLCK. -1 with EAGAIN or EACCES:
   somebody else holds it. */
int ambos__lock_file(int fd, int kind, bool wait);

/* quirk_nameless.c: makes a file that has no name in this directory, to read and write. With `linkable` it may get
   one from ambos__link_nameless() later. -1: a name is needed. */
int ambos__open_nameless(int dir, const char *path, mode_t mode, bool linkable);
/* Gives it a name; EEXIST when that is taken. -1 with errno. */
int ambos__link_nameless(int fd, int dir, const char *name);

/* quirk_random.c: -1 with errno; ENOSYS: no such call. */
int ambos__getrandom(void *bytes, size_t size);

/* quirk_sync.c: what was written is on the device. -1 with errno. */
int ambos__sync_file(int fd, bool data_only);

/* quirk_unlink.c: does unlink() always refuse a directory? Where not, root's call
   would cut it off with all that is in it. */
bool ambos__unlink_spares_directories(void);

/* quirk_mount.c: openat() with these flags; EXDEV when it is on another mount than `dir`. */
int ambos__open_same_mount(int dir, const char *path, int flags);

/* quirk_place.c: the variable that holds a place, may be NULL, and where it is without it: a path, a name at home, or NULL
   for nowhere. `which`: AMBOS_PLACE_.... */
struct ambos__place {
    const char *variable;
    const char *otherwise;
};
const struct ambos__place *ambos__place_of(uint32_t which);

/* quirk_beneath.c: openat() with these flags of a name of several parts, of which none may be a link: ELOOP. ENOSYS: not
   here. */
int ambos__open_beneath(int dir, const char *path, int flags);

/* quirk_nofollow.c: does errno say that O_NOFOLLOW met a link? */
bool ambos__refused_link(int number);

/* quirk_strerror.c: false for a number that the system does not know. */
bool ambos__errno_text(int number, char text[AMBOS__TEXT_MAX]);

/* quirk_sigpipe.c: a write to a pipe without reader must raise no SIGPIPE in the
   caller's program. Hold before the write, release after it; both keep errno.
   `broken`: the write failed with EPIPE. */
struct ambos__sigpipe {
    sigset_t old_mask;
    bool was_pending; /* somebody else's: to be left alone */
    int old_setting;  /* macOS: of the descriptor */
};

void ambos__sigpipe_hold(struct ambos__sigpipe *guard, int fd);
void ambos__sigpipe_release(const struct ambos__sigpipe *guard, int fd, bool broken);

/* quirk_copy.c: -1 with errno, or nothing done, where the system or file system has no such thing. */
bool ambos__share_blocks(int from, int to); /* the whole file */
ssize_t ambos__copy_range(int from, int to, size_t most); /* these two: from position to position */
ssize_t ambos__send_file(int from, int to, size_t most);
off_t ambos__seek_data(int fd, off_t from); /* ENXIO: none from here on */
off_t ambos__seek_hole(int fd, off_t from);
/* All extended attributes that this user may copy and the file system takes. */
ambos_error ambos__copy_xattrs(int from, int to);

/* quirk_environ.c: the list itself; may be NULL. */
char **ambos__environ(void);

#endif
