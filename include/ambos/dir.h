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
