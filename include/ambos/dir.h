/* SPDX-License-Identifier: MIT */
/**
 * @file dir.h
 * Directories: make, remove, list.
 */
#ifndef AMBOS_DIR_H
#define AMBOS_DIR_H

#include <ambos/base.h>
#include <ambos/error.h>
#include <ambos/file.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup dir Directories
 *
 * Make, remove and list them.
 * @{
 */

/**
 * Make a directory.
 *
 * @param path   Where; a trailing separator is allowed.
 * @param mode   Permission bits, less the umask; 0 means 0777.
 * @param flags  0 or #AMBOS_PRIVATE.
 * @retval AMBOS_OK      It was made by this call.
 * @retval AMBOS_EEXIST  Something bears the name: a directory, a file, or a link,
 *                       even one that points nowhere.
 * @retval AMBOS_ENOENT  The directory it should be in is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_ENOSPC  No room.
 * @retval AMBOS_EMLINK  The directory it should be in is full.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * One step: of several callers one gets AMBOS_OK.
 * @par POSIX
 * `mkdirat`. #AMBOS_PRIVATE leaves only the owner's bits of `mode`: 0700.
 * @par Windows
 * `NtCreateFile`. `mode` is not looked at: directories have no such bits there.
 * #AMBOS_PRIVATE as for ambos_file_open(), inherited by what is made inside.
 * @since 0.1
 * @see ambos_make_path(), ambos_rmdir(), ambos_temp_dir(), ambos_root_mkdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_mkdir(const char *path, uint32_t mode, uint32_t flags);

/**
 * Remove an empty directory.
 *
 * @param path  Which.
 * @retval AMBOS_OK        It is gone.
 * @retval AMBOS_ENOENT    There is none.
 * @retval AMBOS_ENOTDIR   It is not a directory: a file, or a link, also one to a
 *                         directory (remove that with ambos_unlink()).
 * @retval AMBOS_ENOTEMPTY Something is in it.
 * @retval AMBOS_EINVAL    The last name is `.` or `..`.
 * @retval AMBOS_EBUSY     It is a root or mount point, or somebody's current
 *                         directory on Windows.
 * @retval AMBOS_EACCES    Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * One step: the name is there or not.
 * @par POSIX
 * `unlinkat` with `AT_REMOVEDIR`. A system that says EEXIST for "not empty" is
 * translated. With a separator behind it, a link to a directory is followed on some
 * systems (the BSDs, macOS).
 * @par Windows
 * Opened without following, marked for deletion, read-only or not. Where the
 * file system can (NTFS) the name is free at once, also while others have it
 * open.
 * @since 0.1
 * @see ambos_remove_dirs(), ambos_remove_tree(), ambos_unlink(), ambos_root_rmdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_rmdir(const char *path);

/** A directory being listed. Opaque; ended by ambos_dir_close(). */
typedef struct ambos_dir ambos_dir;

/** One entry of a directory. */
typedef struct ambos_dir_entry {
    const char *name;     /**< The name alone, not a path. */
    size_t name_length;   /**< Its length in bytes. */
    uint32_t type;        /**< `AMBOS_TYPE_...`, of the entry itself, not of what a link points to. */
    uint32_t reparse_tag; /**< Windows: the raw tag of a reparse point; else 0. */
} ambos_dir_entry;

/**
 * Begin to list a directory.
 *
 * @param dir    Receives the listing; end it with ambos_dir_close().
 * @param path   The directory.
 * @param flags  0 or #AMBOS_NOFOLLOW: refuse when the last name is a link.
 * @retval AMBOS_OK      Opened.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR It is not a directory.
 * @retval AMBOS_EACCES  It may not be read.
 * @retval AMBOS_ELOOP   Too many links, or one and #AMBOS_NOFOLLOW.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @par Threads
 * Safe from any thread.
 * @par Fork
 * A listing is shared with the copy: what one of the two reads the other does not get.
 * @par POSIX
 * `openat` with `O_DIRECTORY` and `O_CLOEXEC`; on systems without `getdents64` also `fdopendir`.
 * @par Windows
 * `NtCreateFile`, shared for reading, writing and deleting.
 * @since 0.1
 * @see ambos_listdir(), ambos_walk_open(), ambos_root_dir_open()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_dir_open(ambos_dir **dir, const char *path, uint32_t flags);

/**
 * The next entry.
 *
 * Every entry that is there during the whole listing comes exactly once, in no
 * particular order; one made or removed meanwhile may come or not. `.` and `..`
 * never come.
 *
 * @param dir    The listing.
 * @param entry  Receives the entry, which stays `dir`'s and is good until the next
 *               call with it. NULL with AMBOS_OK is the end.
 * @retval AMBOS_OK     Here it is, or the end.
 * @retval AMBOS_EIO    The directory could not be read: not the end.
 * @retval AMBOS_ENOENT Linux: the directory itself has been removed. Elsewhere that is the end.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_dir_open().
 * @par POSIX
 * On Linux `getdents64` with a buffer of 32 KiB, else `readdir`. A type that the
 * file system does not tell is asked for with `fstatat`.
 * @par Windows
 * `NtQueryDirectoryFile` with a buffer of 64 KiB. Types come with the listing.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_dir_next(ambos_dir *dir, const ambos_dir_entry **entry);

/**
 * What the entry last returned is.
 *
 * @param dir    The listing.
 * @param flags  0 follows a link; #AMBOS_NOFOLLOW tells of the link itself.
 * @param info   Receives the answer; all zero on failure.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL No entry was returned yet, or the last call gave the end or an error.
 * @retval AMBOS_ENOENT It has been removed, or leads nowhere.
 * @retval AMBOS_ELOOP  Too many links.
 * @retval AMBOS_EACCES The directory may be read but not searched.
 * @par Threads
 * One thread at a time per object. Allocates nothing.
 * @par Fork
 * As ambos_dir_open().
 * @par POSIX
 * `fstatat` relative to the open directory: whatever its path means by now. The time of
 * creation is not asked for, since it costs a tenth more: ambos_stat() tells it.
 * @par Windows
 * Out of the listing, without opening the file, unless it is a link: #AMBOS_INFO_LISTING
 * is set, the number of links is not known, and size and times of a file that
 * is open or has several names may be old.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_dir_stat(ambos_dir *dir, uint32_t flags, ambos_file_info *info);

/**
 * End a listing.
 *
 * @param dir  May be NULL.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_dir_open().
 * @par POSIX
 * `close`, or `closedir`.
 * @par Windows
 * `CloseHandle`.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_dir_close(ambos_dir *dir);

/** @} */

/**
 * @defgroup dir_list Whole listings
 *
 * @ingroup dir
 *
 * A directory in one call, and sorted.
 * @{
 */

/**
 * List a whole directory.
 *
 * The entries are sorted by the code points of their names, which is the order
 * of the bytes: the same on every system and in every locale.
 *
 * @param path     The directory.
 * @param flags    0 or #AMBOS_NOFOLLOW: refuse when the last name is a link.
 * @param entries  Receives the entries in one block with their names, behind them
 *                 one that is all zero; release it with ambos_free(). NULL on
 *                 failure.
 * @param count    Receives how many they are; may be NULL.
 * @retval AMBOS_OK      Here they are, also when there are none.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR It is not a directory.
 * @retval AMBOS_EACCES  It may not be read.
 * @retval AMBOS_ELOOP   Too many links, or one and #AMBOS_NOFOLLOW.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_ENOMEM  No memory.
 * @retval AMBOS_EIO     The directory could not be read to its end.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * As ambos_dir_open(), ambos_dir_next() to the end, and ambos_dir_close().
 * @par Windows
 * As ambos_dir_open(), ambos_dir_next() to the end, and ambos_dir_close().
 * @since 0.1
 * @see ambos_dir_open(), ambos_walk_open(), ambos_glob()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_listdir(const char *path, uint32_t flags,
                                                               ambos_dir_entry **entries, size_t *count);

/** @} */

/**
 * @defgroup dir_make Making paths
 *
 * @ingroup dir
 *
 * A directory, with those that it should be in.
 * @{
 */

/**
 * Make a directory and every directory of its path that is missing.
 *
 * @param path   Where; a trailing separator is allowed.
 * @param mode   Permission bits of the last one, less the umask; 0 means 0777. The
 *               others get 0777 less the umask, but always what their owner
 *               needs to make something inside.
 * @param flags  0 or #AMBOS_PRIVATE, for each that is made.
 * @retval AMBOS_OK      It is there: made now, or before, or by somebody else
 *                       meanwhile; or a link to a directory.
 * @retval AMBOS_ENOTDIR A file, or a link to one, bears the name of a part or of the last.
 * @retval AMBOS_EEXIST  A link that leads nowhere bears the name of a part or of the last.
 * @retval AMBOS_ENOENT  The path is empty, or what it begins with does not exist (a
 *                       drive, a share), or somebody removed a part meanwhile.
 * @retval AMBOS_ELOOP   Too many links, or somebody put one into, or in the place of, a part that
 *                       this call had made.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_ENOSPC  No room.
 * @retval AMBOS_ENOMEM  No memory.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread; any number of threads and processes may make the same path
 * at once, and all succeed.
 * @par Atomicity
 * Each directory by itself. After a failure those that were made stay. Links that were there before are followed; from
 * the first part on that this call made, none is.
 * @par POSIX
 * `mkdirat`, relative to the directory before; one call when only the last is missing.
 * @par Windows
 * The path is made absolute first, so that `.` and `..` go as they always do there.
 * @since 0.1
 * @see ambos_mkdir(), ambos_remove_dirs(), ambos_root_make_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_make_path(const char *path, uint32_t mode, uint32_t flags);

/** @} */

/**
 * @defgroup dir_walk Walking a tree
 *
 * @ingroup dir
 *
 * A directory and all that is below it, one entry at a time.
 *
 * @code
 *   ambos_walk *walk;
 *   const ambos_walk_entry *entry;
 *   ambos_error error = ambos_walk_open(&walk, "src", NULL);
 *
 *   while (error == AMBOS_OK && (error = ambos_walk_next(walk, &entry)) == AMBOS_OK && entry)
 *       if (entry->visit == AMBOS_VISIT_ERROR)
 *           fprintf(stderr, "%s: %s\n", ambos_walk_path(walk), ambos_strerror(entry->failure.code));
 *       else
 *           puts(ambos_walk_path(walk));
 *   ambos_walk_close(walk);
 * @endcode
 *
 * The tree is never left, whatever is swapped in while it is walked: each directory is opened by its
 * name in the one before, which is open, and links are not followed unless that
 * was asked for. Nothing depends on how deep it is: at most 32 directories are
 * open at once, fewer where no more can be had, and one that was closed is opened again only as the same directory.
 *
 * @par Fork
 * A walk is shared with the copy, as its open directories are: only one of the two may go on with it.
 * @{
 */

/** A tree being walked. Opaque; ended by ambos_walk_close(). */
typedef struct ambos_walk ambos_walk;

/** Flags of ambos_walk_open(); the default is the first of each kind. */
enum {
    AMBOS_WALK_AFTER = 0x0001,        /**< Visit each directory after its entries too (#AMBOS_VISIT_AFTER). */
    AMBOS_WALK_NO_BEFORE = 0x0002,    /**< Do not visit directories before their entries. */
    AMBOS_WALK_FOLLOW_ROOT = 0x0004,  /**< If the path that is walked is a link, follow it. */
    AMBOS_WALK_FOLLOW_ALL = 0x000c,   /**< Follow every link to a directory; one back to a directory that is being
                                           walked is an error, ::AMBOS_ELOOP. */
    AMBOS_WALK_CROSS_MOUNTS = 0x0010, /**< Enter what is mounted in the tree. */
    AMBOS_WALK_SORTED = 0x0020        /**< The entries of each directory by code points, as ambos_listdir(). */
};

/** Why an entry is shown. */
enum {
    AMBOS_VISIT_ENTRY = 0, /**< It is no directory, or a link that is not followed. */
    AMBOS_VISIT_BEFORE,    /**< A directory, before its entries. */
    AMBOS_VISIT_AFTER,     /**< A directory, after its entries: however it went, also when it was pruned. */
    AMBOS_VISIT_MOUNT,     /**< A directory that is not entered because something is mounted there. */
    AMBOS_VISIT_ERROR      /**< A directory that cannot be entered, or be read further: `failure` says why. */
};

/** Options of ambos_walk_open(). */
typedef struct ambos_walk_options {
    uint32_t flags;       /**< `AMBOS_WALK_...`. */
    uint32_t max_depth;   /**< Do not enter directories of this depth; 0 means no limit. */
    uint8_t reserved[24]; /**< Must be 0. */
} ambos_walk_options;

/** One visit of a walk. */
typedef struct ambos_walk_entry {
    const char *name;     /**< Its name in `dir`; of the root the path as it was given. */
    size_t name_length;   /**< Its length in bytes. */
    ambos_native dir;     /**< The directory that it is in, open, for work relative to it; it stays the walk's.
                               #AMBOS_NO_HANDLE for the root, whose name is a path, and when that directory
                               could not be opened again. */
    uint32_t visit;       /**< `AMBOS_VISIT_...`. */
    uint32_t type;        /**< `AMBOS_TYPE_...`, of what a link leads to when it is followed. */
    uint32_t depth;       /**< 0 is the root. */
    uint32_t reparse_tag; /**< Windows: the raw tag of a reparse point; else 0. */
    uint32_t followed;    /**< 1: it is a link to a directory, and is followed. */
    uint32_t unused;      /**< 0. */
    ambos_failure failure; /**< Of #AMBOS_VISIT_ERROR; else all zero. */
    uint8_t reserved[16]; /**< Room to grow; filled with zeros. */
} ambos_walk_entry;

/**
 * Begin to walk a tree.
 *
 * @param walk     Receives the walk; end it with ambos_walk_close().
 * @param path     The root: a directory, or anything else, which is then the only entry.
 * @param options  May be NULL: every directory before its entries, in no
 *                 particular order, links not followed, mounts not crossed.
 * @retval AMBOS_OK     Begun.
 * @retval AMBOS_EINVAL Unknown flags, or a reserved byte is not 0.
 * @retval AMBOS_ENOENT The root is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES A directory of the path may not be searched.
 * @retval AMBOS_ELOOP  Too many links.
 * @retval AMBOS_ENOMEM No memory.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * As ambos_lstat() of the root, or ambos_stat() where it is to be followed. It is opened by
 * ambos_walk_next().
 * @par Windows
 * As ambos_lstat() of the root, or ambos_stat() where it is to be followed. It is opened by
 * ambos_walk_next().
 * @since 0.1
 * @see ambos_walk_next(), ambos_walk_close(), ambos_listdir(), ambos_glob()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_walk_open(ambos_walk **walk, const char *path,
                                                                 const ambos_walk_options *options);

/**
 * The next visit.
 *
 * The root comes first. What is there during the whole walk comes exactly once; what
 * is made, moved or removed meanwhile may come or not. What goes wrong with one
 * directory is an entry (#AMBOS_VISIT_ERROR) between its #AMBOS_VISIT_BEFORE and
 * #AMBOS_VISIT_AFTER, and the walk can go on. Of these, ::AMBOS_ENOENT says that it
 * has gone meanwhile, ::AMBOS_ELOOP that a link took its place or that it leads back, ::AMBOS_ESTALE that
 * it was moved away while it was not open, so that what was left in it is not visited.
 *
 * @param walk   The walk.
 * @param entry  Receives the visit, which stays `walk`'s and is good until the next
 *               call with it. NULL with AMBOS_OK is the end.
 * @retval AMBOS_OK     Here it is, or the end.
 * @retval AMBOS_ENOMEM No memory; the walk is at its end.
 * @par Threads
 * One thread at a time per object; different walks in different threads.
 * @par POSIX
 * On Linux four system calls for each directory (`openat2`, two `getdents64`,
 * `close`), none for a file. Mounts are told by `openat2` with `RESOLVE_NO_XDEV`, on older kernels by the
 * number of the mount, elsewhere by the device: there a second mount of the same file system is not noticed.
 * @par Windows
 * `NtCreateFile` relative to the directory before. What is mounted in a directory is behind a
 * junction there, and so is no directory but a link: #AMBOS_VISIT_ENTRY.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_walk_next(ambos_walk *walk, const ambos_walk_entry **entry);

/**
 * Do not enter the directory that was just visited.
 *
 * @param walk  The walk; does nothing when NULL, or when the last visit was not #AMBOS_VISIT_BEFORE.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_walk_prune(ambos_walk *walk);

/**
 * The path of the last visit.
 *
 * The path of the root as it was given, and the names behind it with `/` between.
 * It is built when it is asked for.
 *
 * @param walk  The walk.
 * @return The path, which stays `walk`'s and is good until the next call with it; NULL
 *         when there is no memory for it or nothing was visited.
 * @par Threads
 * One thread at a time per object.
 * @par Both systems
 * Memory only, no call of the system. On Windows the separator is a backslash behind a path that
 * is taken as it stands.
 * @since 0.1
 */
AMBOS_API const char *AMBOS_CALL ambos_walk_path(ambos_walk *walk);

/**
 * What the last visit is.
 *
 * @param walk   The walk.
 * @param flags  0 follows a link; #AMBOS_NOFOLLOW tells of the link itself.
 * @param info   Receives the answer; all zero on failure.
 * @retval AMBOS_OK     Here it is.
 * @retval AMBOS_EINVAL Nothing was visited, or the walk is at its end.
 * @retval AMBOS_ENOENT It has been removed, or leads nowhere.
 * @retval AMBOS_ELOOP  Too many links.
 * @retval AMBOS_EACCES The directory may be read but not searched.
 * @retval AMBOS_ESTALE The directory that it is in could not be opened again.
 * @par Threads
 * One thread at a time per object. Allocates nothing.
 * @par POSIX
 * Relative to the directory that it is in: one system call. The time of creation may not be
 * asked for, as in ambos_dir_stat().
 * @par Windows
 * Out of the listing where that is still at hand, as ambos_dir_stat(); else as ambos_stat().
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_walk_stat(ambos_walk *walk, uint32_t flags,
                                                                 ambos_file_info *info);

/**
 * End a walk, wherever it is.
 *
 * @param walk  May be NULL.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `close` of what is open.
 * @par Windows
 * `CloseHandle` of what is open.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_walk_close(ambos_walk *walk);

/** @} */

/**
 * @defgroup dir_glob Patterns
 *
 * @ingroup dir
 *
 * Which paths fit a pattern: the same answer on every system.
 *
 * | in a pattern | fits |
 * |:-------------|:-----|
 * | `*`          | any number of characters, also none |
 * | `?`          | one character |
 * | `[abc]`, `[a-z]` | one of these characters, ranges by code points; a `]` at the beginning and a `-` at either end stand for themselves |
 * | `[!abc]`     | one character that is none of these |
 * | `**`         | as a whole name: any number of directories, also none; at the end everything below |
 * | `/`          | the separator, on Windows too; at the end: directories only |
 * | anything else | itself: a backslash does not quote; `[*]` is a star |
 *
 * No wildcard fits `/`. A name that begins with `.` is fitted only by one that begins with `.` in the pattern, and never
 * by `**`, unless #AMBOS_GLOB_HIDDEN is given. A character is a code point, or a byte that is no
 * part of one. A `[` that is never closed stands for itself. Upper and lower case differ unless
 * #AMBOS_GLOB_IGNORE_CASE is given, also where the file system makes no difference.
 * @{
 */

/** Flags of ambos_glob() and ambos_match(). */
enum {
    AMBOS_GLOB_HIDDEN = 0x0001,      /**< Wildcards fit a dot at the beginning of a name. */
    AMBOS_GLOB_IGNORE_CASE = 0x0002, /**< A to Z are the same as a to z; other letters as they are. */
    AMBOS_GLOB_STRICT = 0x0004       /**< ambos_glob() only: a directory that cannot be read is an error, not empty. */
};

/** Options of ambos_glob(). */
typedef struct ambos_glob_options {
    uint32_t flags;       /**< `AMBOS_GLOB_...`. */
    uint32_t unused;      /**< Must be 0. */
    uint8_t reserved[24]; /**< Must be 0. */
} ambos_glob_options;

/**
 * Does a path fit a pattern?
 *
 * Nothing but text is looked at. The time is at most that of the product of the two lengths, whatever the pattern.
 *
 * @param pattern  The pattern.
 * @param path     The path, with `/` between its names; one at its end is not looked at.
 * @param flags    #AMBOS_GLOB_HIDDEN, #AMBOS_GLOB_IGNORE_CASE.
 * @return 1 when it fits; else 0, also for NULL and for unknown flags.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Text only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_glob()
 */
AMBOS_API int AMBOS_CALL ambos_match(const char *pattern, const char *path, uint32_t flags);

/**
 * The paths that fit a pattern.
 *
 * Names before the first wildcard are taken as they are; from there on directories are walked, each once. Links to
 * directories are followed for a name in the pattern, but not for `**`. What is mounted is entered.
 *
 * @param pattern  The pattern, relative to the current directory or absolute.
 * @param options  May be NULL.
 * @param paths    Receives the paths, sorted by code points, with a NULL behind
 *                 them, in one block; release it with ambos_free(). NULL on failure.
 * @param count    Receives how many they are; may be NULL.
 * @retval AMBOS_OK     Here they are, also when there are none.
 * @retval AMBOS_EINVAL `.` or `..` behind the first wildcard, more than 63 names from
 *                      there on, unknown flags, or a reserved byte is not 0.
 * @retval AMBOS_ENOMEM No memory.
 * @retval AMBOS_EMFILE The process has as many open files as it may.
 * @retval AMBOS_EACCES #AMBOS_GLOB_STRICT: a directory may not be read.
 * @retval AMBOS_EIO    #AMBOS_GLOB_STRICT: a directory could not be read.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * As ambos_walk_open() and ambos_walk_next() from the last name before a wildcard on;
 * ambos_lstat() where there is none.
 * @par Windows
 * As ambos_walk_open() and ambos_walk_next() from the last name before a wildcard on;
 * ambos_lstat() where there is none.
 * @since 0.1
 * @see ambos_match(), ambos_walk_open(), ambos_listdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_glob(const char *pattern, const ambos_glob_options *options,
                                                            char ***paths, size_t *count);

/** @} */

/**
 * @defgroup dir_tree Directory trees
 *
 * Remove and copy a directory with all that is in it.
 *
 * All of it works on open directories and single names, never on paths that are put together again: whoever renames
 * directories or puts links in the place of directories meanwhile does not lead it out of the tree. What lies deep
 * needs no long paths, no recursion, and no more than about 40 open handles; with fewer to be had it goes on with
 * five.
 * @{
 */

/** How far a work on a tree has come. */
typedef struct ambos_tree_progress {
    uint64_t entries;     /**< Files, links and directories that are done. */
    uint64_t bytes;       /**< Copied: bytes of files that are done. */
    uint64_t failures;    /**< What could not be done. */
    const char *path;     /**< The entry that was done last, from the tree's own name on; good during the call only. */
    uint8_t reserved[32]; /**< Room to grow; filled with zeros. */
} ambos_tree_progress;

/**
 * Told after each entry.
 *
 * @param context   What the options say.
 * @param progress  How far it is.
 * @return 0 to go on; anything else ends the work with ::AMBOS_ECANCELED.
 */
typedef int(AMBOS_CALL *ambos_tree_callback)(void *context, const ambos_tree_progress *progress);

/** What was done to a tree. Always filled. */
typedef struct ambos_tree_report {
    uint64_t entries;     /**< Files, links and directories that were removed or copied. */
    uint64_t bytes;       /**< Copied: bytes of their files. */
    uint64_t failures;    /**< How many could not be. What is in a directory that cannot be entered is not counted. */
    ambos_failure first;  /**< Why the first of them could not be; all zero when all went well. */
    char *path;           /**< Which one that was, from the tree's own name on; free it with ambos_free(). NULL: there was
                               none, or no memory. */
    uint8_t reserved[32]; /**< Room to grow; filled with zeros. */
} ambos_tree_report;

/** Flags of ambos_remove_tree(). */
enum {
    AMBOS_REMOVE_MISSING_OK = 0x0001,  /**< It is no error when there is nothing to remove. */
    AMBOS_REMOVE_CROSS_MOUNTS = 0x0002, /**< Enter what is mounted inside, and empty that too. */
    AMBOS_REMOVE_FORCE = 0x0004        /**< POSIX: give the owner rights to directories of the tree that lack them. */
};

/** Options of ambos_remove_tree(). */
typedef struct ambos_tree_options {
    uint32_t flags;       /**< `AMBOS_REMOVE_...`. */
    uint32_t unused;      /**< Must be 0. */
    int64_t retry_ms;     /**< Windows: how long in all to wait for what others hold and do not let go in the end; 0 means
                               100, #AMBOS_NO_RETRY not at all. */
    ambos_tree_callback progress; /**< May be NULL. */
    void *context;        /**< For `progress`. */
    uint8_t reserved[32]; /**< Must be 0. */
} ambos_tree_options;

/**
 * Remove a directory with all that is in it, a file, or a link.
 *
 * Goes on when something cannot be removed, and reports the first failure.
 * Links, junctions and mount points of volumes are removed themselves and never
 * entered; read-only entries are removed too, as far as the system lets their owner. Entries that
 * others remove meanwhile count as removed, so that several callers may work on one tree; those that others
 * make meanwhile are removed too, up to a hundred times in one directory.
 *
 * @param path     What to remove; of a link the link itself. With a separator
 *                 behind it it must be a directory.
 * @param options  May be NULL.
 * @param report   Receives what was done; may be NULL.
 * @retval AMBOS_OK        It is gone.
 * @retval AMBOS_EINVAL    `path` is "", or its last name is none, `.` or `..`: no
 *                         root, drive, share or current directory is removed. On Windows also a last name of dots and
 *                         spaces only. Nothing was touched.
 * @retval AMBOS_ENOENT    It is missing, without #AMBOS_REMOVE_MISSING_OK.
 * @retval AMBOS_ENOTDIR   A part of the path is not a directory; or it ends in a
 *                         separator and names a file or a link.
 * @retval AMBOS_EXDEV     Something is mounted inside; it was not entered.
 * @retval AMBOS_EBUSY     In use: a mount point; on Windows somebody holds a file
 *                         and does not share deletion, still after the retries.
 * @retval AMBOS_ETXTBSY   Windows: a program in it runs.
 * @retval AMBOS_ENOTEMPTY Somebody makes entries faster than they are removed.
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_EPERM     Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @retval AMBOS_EMFILE    The process has not even a few handles left.
 * @retval AMBOS_ENOMEM    No memory for the names of its directories.
 * @retval AMBOS_ECANCELED `progress` said so.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * None: what was removed before a failure is gone.
 * @par POSIX
 * `openat2` with `RESOLVE_NO_XDEV` (before Linux 5.6: `openat` and the number of
 * the mount; elsewhere the device, which does not tell a second mount of the same
 * file system), `unlinkat`: one call for a file, five for a directory. A directory
 * that may not be read is removed if it is empty.
 * @par Windows
 * `NtOpenFile` relative to the directory, as ambos_unlink() does.
 * @since 0.1
 * @see ambos_unlink(), ambos_rmdir(), ambos_remove_dirs(), ambos_root_remove_tree(), ambos_copy_tree()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_remove_tree(const char *path, const ambos_tree_options *options,
                                                                   ambos_tree_report *report);

/** Flags of ambos_copy_tree(). */
enum {
    AMBOS_COPY_TREE_PRESERVE = 0x0001,     /**< As #AMBOS_COPY_PRESERVE; of directories the times, mode and owner. */
    AMBOS_COPY_TREE_MERGE = 0x0002,        /**< Directories that are there are filled, files that are there replaced. */
    AMBOS_COPY_TREE_NO_REPLACE = 0x0004,   /**< Files that are there stay, and count as failures: ::AMBOS_EEXIST. */
    AMBOS_COPY_TREE_CROSS_MOUNTS = 0x0008  /**< Copy what is mounted inside, too. */
};

/** Options of ambos_copy_tree(). */
typedef struct ambos_copy_tree_options {
    uint32_t flags;       /**< `AMBOS_COPY_TREE_...`. */
    uint32_t unused;      /**< Must be 0. */
    int64_t retry_ms;     /**< For each file that is replaced: as in ambos_rename_options. */
    ambos_tree_callback progress; /**< Told after each entry, and during long files; may be NULL. */
    void *context;        /**< For `progress`. */
    uint8_t reserved[32]; /**< Must be 0. */
} ambos_copy_tree_options;

/**
 * Copy a directory with all that is in it, a file, or a link.
 *
 * Goes on when something cannot be copied, and reports the first failure. Links
 * and junctions are copied as links that say the same, and never followed, on
 * neither side; hard links become files of their own. What is no file, directory or link
 * (a FIFO, a socket, a device) is not copied: ::AMBOS_ENOTSUP. What others put into the source meanwhile
 * may be copied or not.
 *
 * @param from     What to copy; of a link the link itself.
 * @param to       Its new name, which must be free but for
 *                 #AMBOS_COPY_TREE_MERGE. The directory it is in must be there.
 * @param options  May be NULL.
 * @param report   Receives what was done; may be NULL. The path in it is that of
 *                 the source.
 * @retval AMBOS_OK        All of it is there.
 * @retval AMBOS_EINVAL    `to` is in `from`, or the same; or "", a root, or its
 *                         last name is `.` or `..`. Nothing was copied.
 * @retval AMBOS_EEXIST    `to`, or a file in it, is there.
 * @retval AMBOS_ENOENT    `from`, or the directory of `to`, is missing; or somebody removed what was being copied.
 * @retval AMBOS_ENOTDIR   A part of a path is not a directory; or a file is where
 *                         a directory is to be filled.
 * @retval AMBOS_EISDIR    A directory is where a file is to be.
 * @retval AMBOS_ELOOP     A link is where a directory is to be filled.
 * @retval AMBOS_EXDEV     Something is mounted inside the source; it was not
 *                         entered.
 * @retval AMBOS_ENOTSUP   It can be neither read nor made like this there: see above.
 * @retval AMBOS_ENOSPC    The device is full.
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_EPERM     Not permitted.
 * @retval AMBOS_EBUSY     As ambos_copy_file().
 * @retval AMBOS_EIO       A device failed.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @retval AMBOS_EMFILE    Not even a few handles are left.
 * @retval AMBOS_ENOMEM    No memory for the names of its directories.
 * @retval AMBOS_ECANCELED `progress` said so.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * None: after a failure what was copied stays. Each file is as ambos_copy_file() leaves it.
 * @par POSIX
 * As ambos_copy_file() for each file, and `mkdirat`. Directories get the modes of the source less the umask; those that
 * their owner may not change get that last, as they get their times.
 * @par Windows
 * As ambos_copy_file() for each file, relative to the open directories where the system can.
 * @since 0.1
 * @see ambos_copy_file(), ambos_move(), ambos_remove_tree()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_copy_tree(const char *from, const char *to,
                                                                 const ambos_copy_tree_options *options,
                                                                 ambos_tree_report *report);

/**
 * Remove an empty directory, and then its parents as long as they are empty.
 *
 * Parents are those that the text names: of `a/b/c` these are `a/b` and `a`.
 *
 * @param path     Which.
 * @param removed  Receives how many directories were removed; may be NULL.
 * @retval AMBOS_OK        It is gone. That a parent could not be removed is no
 *                         error: it is where this ends.
 * @retval AMBOS_ENOENT    There is none.
 * @retval AMBOS_ENOTDIR   It is not a directory.
 * @retval AMBOS_ENOTEMPTY Something is in it.
 * @retval AMBOS_EINVAL    The last name is `.` or `..`.
 * @retval AMBOS_EBUSY     As ambos_rmdir().
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_ENOMEM    No memory for a copy of the path.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * As ambos_rmdir(), for each.
 * @par Windows
 * As ambos_rmdir(), for each.
 * @since 0.1
 * @see ambos_rmdir(), ambos_remove_tree(), ambos_make_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_remove_dirs(const char *path, uint32_t *removed);

/** @} */

/**
 * @defgroup root Roots
 *
 * A directory from which no name leads out.
 *
 * For names that somebody else has chosen: the entries of an archive, a request. A name is relative, its parts are
 * separated by `/` (on Windows also by `\`), and none of them may be `..` (AMBOS_EINVAL): to climb is never needed,
 * and what a name with `..` means depends on links. No part of it may be a link (AMBOS_ELOOP), wherever the link
 * leads, so that it makes no difference what others put in its place while a call runs. Links can be made, read,
 * renamed and removed: they are what the last name means then, and never followed.
 *
 * | name | |
 * |:-----|:-|
 * | `""`, an absolute one, one with `..` | AMBOS_EINVAL |
 * | `.`, and names that mean nothing else, such as `./.` | the root itself, where a directory may be listed or asked for; else AMBOS_EINVAL |
 * | `a/` | AMBOS_EINVAL, but in calls on directories (mkdir, rmdir, dir_open, remove_tree), which refuse all else anyway |
 * | `link/a`, and `link` where it would have to be followed | AMBOS_ELOOP |
 * | Windows: `a:b`, `NUL`, `con.txt`, `a.`, names that end in a space, with one of `<>:"\|?*` or a control character | AMBOS_EINVAL |
 *
 * What is mounted below the root is part of it. A directory that somebody moves out of the root while a call works in
 * it is where that call still works.
 * @{
 */

/** A directory from which no name leads out. Opaque; ended by ambos_root_close(). */
typedef struct ambos_root ambos_root;

/**
 * Open a root.
 *
 * @param root  Receives it; end it with ambos_root_close().
 * @param path  A directory; links are followed here.
 * @retval AMBOS_OK      Opened.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR It is not a directory.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_ELOOP   Too many links.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * One descriptor. Names of several parts cost one `openat2` with `RESOLVE_BENEATH` and `RESOLVE_NO_SYMLINKS`; where
 * that is missing, one `openat` with `O_NOFOLLOW` for each part.
 * @par Windows
 * One handle, shared for everything. Each part is opened relative to the one before, as a reparse point.
 * @since 0.1
 * @see ambos_root_close(), ambos_root_file_open(), ambos_path_is_local()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_open(ambos_root **root, const char *path);

/**
 * Close a root.
 *
 * What was opened in it stays open.
 *
 * @param root  May be NULL.
 * @par Threads
 * One thread, and no call on it at the same time. All other calls may run beside each other.
 * @par POSIX
 * `close`.
 * @par Windows
 * `CloseHandle`.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_root_close(ambos_root *root);

/**
 * As ambos_file_open(), in a root.
 *
 * @param file   Receives the open file; end it with ambos_file_close().
 * @param root   The root.
 * @param name   What to open.
 * @param flags  As ambos_file_open(); #AMBOS_NOFOLLOW is implied.
 * @param mode   As ambos_file_open().
 * @retval AMBOS_OK      It is open.
 * @retval AMBOS_EINVAL  As ambos_file_open(), or a name that is refused.
 * @retval AMBOS_ELOOP   It, or a part of the name, is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EISDIR  It is a directory.
 * @retval AMBOS_EEXIST  As ambos_file_open().
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_ENOMEM  No memory.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `openat`, relative to it and following
 * nothing.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_file_open(), relative to it
 * and following nothing.
 * @since 0.1
 * @see ambos_root_open(), ambos_file_open()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_file_open(ambos_file **file, ambos_root *root,
                                                                      const char *name, uint32_t flags, uint32_t mode);

/**
 * As ambos_write_file(), in a root.
 *
 * @param root     The root.
 * @param name     The file; a link of that name is replaced itself.
 * @param data     Its contents; may be NULL when `size` is 0.
 * @param size     How many bytes.
 * @param options  As ambos_write_file(); #AMBOS_NOFOLLOW is implied. May be NULL.
 * @retval AMBOS_OK      It has these contents now.
 * @retval AMBOS_EINVAL  As ambos_write_file(), or a name that is refused.
 * @retval AMBOS_ELOOP   A part of the name before the last is a link.
 * @retval AMBOS_ENOENT  A part of the name is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EISDIR  It is a directory.
 * @retval AMBOS_EEXIST  As ambos_write_file().
 * @retval AMBOS_ENOTSUP As ambos_write_file().
 * @retval AMBOS_ENOSPC  The device is full.
 * @retval AMBOS_EBUSY   As ambos_write_file().
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EIO     As ambos_write_file().
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * As ambos_write_file().
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then as ambos_write_file(), relative to it.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_write_file(), relative to it.
 * @since 0.1
 * @see ambos_root_open(), ambos_write_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_write_file(ambos_root *root, const char *name,
                                                                       const void *data, size_t size,
                                                                       const ambos_write_options *options);

/**
 * What is in a root, a link as itself.
 *
 * @param root  The root.
 * @param name  Which; `.` is the root itself.
 * @param info  Receives the answer, as ambos_lstat() gives it; all zero on failure.
 * @retval AMBOS_OK      It is there.
 * @retval AMBOS_EINVAL  A name that is refused.
 * @retval AMBOS_ELOOP   A part of the name is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EACCES  Not permitted.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `statx` or `fstatat`, relative to it
 * and following nothing.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_lstat(), relative to it and
 * following nothing.
 * @since 0.1
 * @see ambos_root_open(), ambos_lstat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_stat(ambos_root *root, const char *name,
                                                                 ambos_file_info *info);

/**
 * As ambos_chmod(), in a root; never of what a link points to.
 *
 * @param root  The root.
 * @param name  The file or directory.
 * @param mode  The new bits, 0 to 07777.
 * @retval AMBOS_OK      Changed.
 * @retval AMBOS_EINVAL  Bits outside 07777, or a name that is refused.
 * @retval AMBOS_ELOOP   It, or a part of the name, is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EPERM   POSIX: neither its owner nor root.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_ENOTSUP Before Linux 6.6: no `/proc` is mounted.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then as ambos_chmod() with #AMBOS_NOFOLLOW,
 * relative to it.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_chmod() with #AMBOS_NOFOLLOW,
 * relative to it.
 * @since 0.1
 * @see ambos_root_open(), ambos_chmod()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_chmod(ambos_root *root, const char *name, uint32_t mode);

/**
 * As ambos_mkdir(), in a root.
 *
 * @param root   The root.
 * @param name   The new directory.
 * @param mode   Permission bits, less the umask; 0 means 0777.
 * @param flags  0 or #AMBOS_PRIVATE.
 * @retval AMBOS_OK      It was made by this call.
 * @retval AMBOS_EINVAL  Bad bits or flags, or a name that is refused.
 * @retval AMBOS_EEXIST  Something bears the name.
 * @retval AMBOS_ELOOP   A part of the name is a link.
 * @retval AMBOS_ENOENT  A part of the name is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EACCES  Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `mkdirat`, relative to it and
 * following nothing.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_mkdir(), relative to it and
 * following nothing.
 * @since 0.1
 * @see ambos_root_open(), ambos_mkdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_mkdir(ambos_root *root, const char *name, uint32_t mode,
                                                                  uint32_t flags);

/**
 * Make a directory in a root with every part of its name that is missing.
 *
 * Several callers at once all succeed.
 *
 * @param root   The root.
 * @param name   The directory; `.` is always there.
 * @param mode   Permission bits of all that are made, less the umask; 0 means 0777. The owner's rights to write and
 *               search are added to all but the last.
 * @retval AMBOS_OK      It is there.
 * @retval AMBOS_EINVAL  Bad bits, or a name that is refused.
 * @retval AMBOS_ELOOP   A part of the name is a link, also the last.
 * @retval AMBOS_ENOTDIR A part of the name, also the last, is there and no directory.
 * @retval AMBOS_ENOENT  Somebody removes what was made.
 * @retval AMBOS_EACCES  Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `mkdirat` and `openat` with `O_NOFOLLOW` for each part.
 * @par Windows
 * `NtCreateFile` for each part, relative to the one before.
 * @since 0.1
 * @see ambos_root_open(), ambos_make_path()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_make_path(ambos_root *root, const char *name, uint32_t mode);

/**
 * As ambos_unlink(), in a root.
 *
 * @param root  The root.
 * @param name  The file, or the link itself.
 * @retval AMBOS_OK      The name is gone.
 * @retval AMBOS_EINVAL  A name that is refused.
 * @retval AMBOS_ELOOP   A part of the name before the last is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EISDIR  It is a directory.
 * @retval AMBOS_EBUSY   As ambos_unlink().
 * @retval AMBOS_EACCES  Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `unlinkat`, relative to it and
 * following nothing.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_unlink(), relative to it and
 * following nothing.
 * @since 0.1
 * @see ambos_root_open(), ambos_unlink()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_unlink(ambos_root *root, const char *name);

/**
 * As ambos_rmdir(), in a root.
 *
 * @param root  The root.
 * @param name  The directory.
 * @retval AMBOS_OK        It is gone.
 * @retval AMBOS_EINVAL    A name that is refused; `.` is.
 * @retval AMBOS_ELOOP     A part of the name before the last is a link.
 * @retval AMBOS_ENOENT    It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR   It is a file or a link, or a part of the name is not a directory.
 * @retval AMBOS_ENOTEMPTY Something is in it.
 * @retval AMBOS_EBUSY     As ambos_rmdir().
 * @retval AMBOS_EACCES    Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `unlinkat`, relative to it and
 * following nothing.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_rmdir(), relative to it and
 * following nothing.
 * @since 0.1
 * @see ambos_root_open(), ambos_rmdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_rmdir(ambos_root *root, const char *name);

/**
 * As ambos_rename(), in a root.
 *
 * @param root     The root.
 * @param from     What to rename; of a link the link itself.
 * @param to       Its new name.
 * @param options  As ambos_rename(); may be NULL.
 * @retval AMBOS_OK        Done.
 * @retval AMBOS_EINVAL    A name that is refused; or as ambos_rename().
 * @retval AMBOS_ELOOP     A part of a name before the last is a link.
 * @retval AMBOS_ENOENT    `from`, or a part of a name, is missing.
 * @retval AMBOS_ENOTDIR   As ambos_rename().
 * @retval AMBOS_EEXIST    As ambos_rename().
 * @retval AMBOS_EISDIR    As ambos_rename().
 * @retval AMBOS_ENOTEMPTY As ambos_rename().
 * @retval AMBOS_EXDEV     Another file system is mounted between.
 * @retval AMBOS_EBUSY     As ambos_rename().
 * @retval AMBOS_ENOTSUP   As ambos_rename().
 * @retval AMBOS_EACCES    Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * As ambos_rename().
 * @par POSIX
 * The directories of both names as ambos_root_open() says, then as ambos_rename(), relative to
 * them.
 * @par Windows
 * The directories of both names as ambos_root_open() says, then as ambos_rename(), relative to
 * them.
 * @since 0.1
 * @see ambos_root_open(), ambos_rename()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_rename(ambos_root *root, const char *from, const char *to,
                                                                   const ambos_rename_options *options);

/**
 * As ambos_symlink(), in a root.
 *
 * The target may be anything, since no call on a root follows it; other programs may.
 *
 * @param root    The root.
 * @param target  What the link says.
 * @param name    Where the link is made.
 * @param flags   `AMBOS_SYMLINK_...`.
 * @retval AMBOS_OK      Made.
 * @retval AMBOS_EINVAL  A name that is refused, or unknown flags.
 * @retval AMBOS_ELOOP   A part of the name before the last is a link.
 * @retval AMBOS_ENOENT  A part of the name is missing, or `target` is empty.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EEXIST  Something bears the name.
 * @retval AMBOS_EPERM   Windows: the process lacks the privilege to make links.
 * @retval AMBOS_ENOTSUP The file system has no links.
 * @retval AMBOS_EACCES  Not permitted.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `symlinkat`.
 * @par Windows
 * Made in the open directory, which needs the privilege also where developer mode would let ambos_symlink() do without.
 * @since 0.1
 * @see ambos_root_open(), ambos_symlink()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_symlink(ambos_root *root, const char *target,
                                                                    const char *name, uint32_t flags);

/**
 * As ambos_readlink(), in a root.
 *
 * @param root    The root.
 * @param name    The link.
 * @param target  Receives what it says; free it with ambos_free().
 * @retval AMBOS_OK      Here it is.
 * @retval AMBOS_EINVAL  It is no link, or a name that is refused.
 * @retval AMBOS_ELOOP   A part of the name before the last is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR A part of the name is not a directory.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_ENOMEM  No memory.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then `readlinkat`.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_readlink(), relative to it.
 * @since 0.1
 * @see ambos_root_open(), ambos_readlink()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_readlink(ambos_root *root, const char *name, char **target);

/**
 * As ambos_dir_open(), in a root.
 *
 * @param dir   Receives the listing; end it with ambos_dir_close().
 * @param root  The root.
 * @param name  The directory; `.` is the root itself.
 * @retval AMBOS_OK      Opened.
 * @retval AMBOS_EINVAL  A name that is refused.
 * @retval AMBOS_ELOOP   It, or a part of the name, is a link.
 * @retval AMBOS_ENOENT  It, or a part of the name, is missing.
 * @retval AMBOS_ENOTDIR It, or a part of the name, is not a directory.
 * @retval AMBOS_EACCES  It may not be read.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_ENOMEM  No memory.
 * @par Threads
 * Safe from any thread.
 * @par Fork
 * As ambos_dir_open().
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then as ambos_dir_open(), relative to it.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_dir_open(), relative to it.
 * @since 0.1
 * @see ambos_root_open(), ambos_dir_open()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_dir_open(ambos_dir **dir, ambos_root *root, const char *name);

/**
 * As ambos_remove_tree(), in a root.
 *
 * @param root     The root.
 * @param name     What to remove; not `.`.
 * @param options  May be NULL.
 * @param report   Receives what was done; may be NULL.
 * @retval AMBOS_OK        It is gone.
 * @retval AMBOS_EINVAL    A name that is refused.
 * @retval AMBOS_ELOOP     A part of the name before the last is a link.
 * @retval AMBOS_ENOENT    As ambos_remove_tree().
 * @retval AMBOS_ENOTDIR   As ambos_remove_tree().
 * @retval AMBOS_EXDEV     As ambos_remove_tree().
 * @retval AMBOS_EBUSY     As ambos_remove_tree().
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_EPERM     Not permitted.
 * @retval AMBOS_ECANCELED `progress` said so.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * The directory of the name as ambos_root_open() says, then as ambos_remove_tree(), relative to
 * it.
 * @par Windows
 * The directory of the name as ambos_root_open() says, then as ambos_remove_tree(), relative to
 * it.
 * @since 0.1
 * @see ambos_root_open(), ambos_remove_tree()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_root_remove_tree(ambos_root *root, const char *name,
                                                                        const ambos_tree_options *options,
                                                                        ambos_tree_report *report);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
