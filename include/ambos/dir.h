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
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `unlinkat` with `AT_REMOVEDIR`. A system that says EEXIST for "not empty" is
 * translated. With a separator behind it, a link to a directory is followed on some
 * systems (the BSDs, macOS).
 * @par Windows
 * Opened without following, marked for deletion, read-only or not. Where the
 * file system can (NTFS) the name is free at once, also while others have it
 * open.
 * @since 0.1
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
 * @param dir    Receives the listing.
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
 * @since 0.1
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
 * @par POSIX
 * As ambos_stat(), relative to the open directory: whatever its path means by now.
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
 * @since 0.1
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
 * @param walk     Receives the walk.
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
 * @since 0.1
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
 * @par Windows
 * Behind a path that Windows takes as it stands the separator is a backslash.
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
 * Relative to the directory that it is in: one system call.
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
 * Safe from any thread; also async-signal-safe.
 * @since 0.1
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
 * @since 0.1
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
 * three.
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
 * @retval AMBOS_EMFILE    The process has no three handles left.
 * @retval AMBOS_ENOMEM    No memory for the names of its directories.
 * @retval AMBOS_ECANCELED `progress` said so.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * None: what was removed before a failure is gone.
 * @par POSIX
 * `openat2` with `RESOLVE_NO_XDEV` (before Linux 5.6: `openat` and the number of
 * the mount; elsewhere the device), `unlinkat`: one call for a file, five for
 * a directory. A directory that may not be read is removed if it is empty.
 * @par Windows
 * `NtOpenFile` relative to the directory, as ambos_unlink() does.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_remove_tree(const char *path, const ambos_tree_options *options,
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
 * @par Threads
 * Safe from any thread.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_remove_dirs(const char *path, uint32_t *removed);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
