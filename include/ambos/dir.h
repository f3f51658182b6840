/* SPDX-License-Identifier: MIT */
/**
 * @file dir.h
 * Directories: make, remove, list.
 */
#ifndef AMBOS_DIR_H
#define AMBOS_DIR_H

#include <ambos/base.h>
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

#ifdef __cplusplus
}
#endif

#endif
