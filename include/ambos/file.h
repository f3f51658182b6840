/* SPDX-License-Identifier: MIT */
/**
 * @file file.h
 * What files are, who may use them, and their names: stat, permissions, times,
 * unlink, rename, links. Reading and writing is in base.h.
 */
#ifndef AMBOS_FILE_H
#define AMBOS_FILE_H

#include <ambos/base.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @defgroup file Files
 *
 * What files are, who may use them, and their names.
 *
 * Opening, reading and writing them is in base.h: see ambos_file_open().
 * @{
 */

/** What a file is. */
enum {
    AMBOS_TYPE_UNKNOWN = 0,   /**< The system did not say. */
    AMBOS_TYPE_FILE = 1,      /**< A regular file. */
    AMBOS_TYPE_DIRECTORY = 2, /**< A directory. */
    AMBOS_TYPE_SYMLINK = 3,   /**< A symbolic link, also one of WSL. */
    AMBOS_TYPE_JUNCTION = 4,  /**< Windows: a junction, mount point or other name that stands for another. */
    AMBOS_TYPE_BLOCK = 5,     /**< A block device. */
    AMBOS_TYPE_CHARACTER = 6, /**< A character device: a terminal, `/dev/null`, `NUL`. */
    AMBOS_TYPE_FIFO = 7,      /**< A FIFO or pipe. */
    AMBOS_TYPE_SOCKET = 8,    /**< A socket. */
    AMBOS_TYPE_OTHER = 9      /**< Something else, such as a reparse point that cannot be opened. */
};

/** Which fields of an ambos_file_info are truly known. */
enum {
    AMBOS_INFO_MODE = 0x0001,      /**< `mode` is what the system enforces; unset on Windows, where it is a summary. */
    AMBOS_INFO_OWNER = 0x0002,     /**< `uid` and `gid`; never on Windows, whose owners are no numbers. */
    AMBOS_INFO_LINKS = 0x0004,     /**< `nlink`. */
    AMBOS_INFO_ID = 0x0008,        /**< `device` and `id`. */
    AMBOS_INFO_ALLOCATED = 0x0010, /**< `allocated`. */
    AMBOS_INFO_ACCESSED = 0x0020,  /**< `accessed`. */
    AMBOS_INFO_MODIFIED = 0x0040,  /**< `modified`. */
    AMBOS_INFO_CHANGED = 0x0080,   /**< `changed`. */
    AMBOS_INFO_CREATED = 0x0100,   /**< `created`. */
    AMBOS_INFO_LISTING = 0x0200    /**< It comes from a directory listing and may be stale. */
};

/** Permission bits, as POSIX has them. */
enum {
    AMBOS_MODE_SUID = 04000,  /**< Runs as its owner. */
    AMBOS_MODE_SGID = 02000,  /**< Runs as its group; of a directory: new files get its group. */
    AMBOS_MODE_STICKY = 01000, /**< Of a directory: only owners remove their files. */
    AMBOS_MODE_RUSR = 0400,   /**< The owner may read. */
    AMBOS_MODE_WUSR = 0200,   /**< The owner may write. */
    AMBOS_MODE_XUSR = 0100,   /**< The owner may execute or search. */
    AMBOS_MODE_RGRP = 0040,   /**< The group may read. */
    AMBOS_MODE_WGRP = 0020,   /**< The group may write. */
    AMBOS_MODE_XGRP = 0010,   /**< The group may execute or search. */
    AMBOS_MODE_ROTH = 0004,   /**< Others may read. */
    AMBOS_MODE_WOTH = 0002,   /**< Others may write. */
    AMBOS_MODE_XOTH = 0001,   /**< Others may execute or search. */
    AMBOS_MODE_ALL = 07777    /**< All of these bits. */
};

/** What is known of a file. Always filled; zero where nothing is known. */
typedef struct ambos_file_info {
    uint32_t known;       /**< `AMBOS_INFO_...` bits: the fields that are known. Type and size always are. */
    uint32_t type;        /**< `AMBOS_TYPE_...`. */
    uint32_t mode;        /**< Permission bits, `AMBOS_MODE_...`. */
    uint32_t reparse_tag; /**< Windows: the raw tag of a reparse point; else 0. */
    uint32_t uid;         /**< POSIX: the owner. */
    uint32_t gid;         /**< POSIX: the group. */
    uint64_t size;        /**< Bytes in it; of a symlink, the bytes of its target as ambos_readlink() gives it (but in `/proc`). */
    uint64_t allocated;   /**< Bytes that it takes on the device. */
    uint64_t nlink;       /**< Names that it has. */
    uint64_t device;      /**< The file system it is on. */
    uint64_t id[2];       /**< Its identity there, low half first; POSIX: the inode number and 0. */
    uint64_t rdevice;     /**< POSIX: of a device, which one; else 0. */
    ambos_time accessed;  /**< Last read. */
    ambos_time modified;  /**< Contents last changed. */
    ambos_time changed;   /**< Contents, mode, owner or links last changed. */
    ambos_time created;   /**< Made. */
    uint8_t reserved[64]; /**< Room to grow; filled with zeros. */
} ambos_file_info;

/**
 * What a file is, following links.
 *
 * @param path  The file. With a trailing separator it must be a directory.
 * @param info  Receives the answer; all zero on failure.
 * @retval AMBOS_OK      It is there.
 * @retval AMBOS_ENOENT  It, or a part of the path, or what a link points to, is
 *                       missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory, or it ends in a
 *                       separator and names something else.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_ELOOP   Too many links.
 * @retval AMBOS_EBUSY   Windows: it ends in a separator, and what bears the name is held by somebody or
 *                       being deleted.
 * @par Threads
 * Safe from any thread. Allocates nothing (but for paths over about 500
 * characters on Windows).
 * @par POSIX
 * Linux: `statx`, or `fstatat` where that is refused; else `fstatat`.
 * @par Windows
 * `NtQueryInformationByName`, which opens nothing, where the system has the class for
 * it (Windows 11 24H2) and the file is no link; else `NtCreateFile` for attributes,
 * which no sharing mode can refuse, a query for what it is and one for its identity.
 * A file that cannot be opened at all is found in the listing of its directory
 * (#AMBOS_INFO_LISTING). The mode is a summary, the same for owner, group and
 * others: read always, write unless the file is read-only, execute for
 * directories and for names that end in .exe, .com, .bat or .cmd.
 * @since 0.1
 * @see ambos_lstat(), ambos_fstat(), ambos_dir_stat(), ambos_walk_stat(), ambos_root_stat(),
 *      ambos_access(), ambos_same_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_stat(const char *path, ambos_file_info *info);

/**
 * What a file is, not following a link that the last name is.
 *
 * @param path  The file or link. With a trailing separator a link is followed.
 * @param info  Receives the answer; all zero on failure.
 * @retval AMBOS_OK      It is there.
 * @retval AMBOS_ENOENT  It, or a part of the path, is missing.
 * @retval AMBOS_ENOTDIR As ambos_stat().
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_ELOOP   Too many links on the way.
 * @par Threads
 * As ambos_stat().
 * @par POSIX
 * As ambos_stat(), with `AT_SYMLINK_NOFOLLOW`.
 * @par Windows
 * As ambos_stat(); the file is opened as a reparse point.
 * @since 0.1
 * @see ambos_stat(), ambos_readlink(), ambos_fstat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_lstat(const char *path, ambos_file_info *info);

/**
 * What an open file is.
 *
 * @param file  The open file.
 * @param info  Receives the answer; all zero on failure.
 * @retval AMBOS_OK    Here it is.
 * @retval AMBOS_EBADF The handle inside is not open.
 * @par Threads
 * Safe from any thread while `file` is open.
 * @par POSIX
 * Linux: `statx` of the descriptor, or `fstat` where that is refused; else `fstat`.
 * @par Windows
 * `NtQueryInformationFile` and `NtQueryVolumeInformationFile`. The execute bits need a name and
 * are not set for files.
 * @since 0.1
 * @see ambos_stat(), ambos_fchmod(), ambos_futimens()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_fstat(ambos_file *file, ambos_file_info *info);

/**
 * Change the permission bits of a file.
 *
 * @param path   The file.
 * @param mode   The new bits, 0 to 07777.
 * @param flags  0 follows links; #AMBOS_NOFOLLOW acts on the link itself or gives
 *               ::AMBOS_ENOTSUP, and never touches what it points to.
 * @retval AMBOS_OK      Changed.
 * @retval AMBOS_EINVAL  Bits outside 07777.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EPERM   POSIX: neither its owner nor root.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_ENOTSUP #AMBOS_NOFOLLOW and it is a link on a system whose links
 *                       have no mode (Linux).
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `fchmodat`. #AMBOS_NOFOLLOW: `fchmodat2`, or an `O_PATH` descriptor.
 * @par Windows
 * Only the owner's write bit counts: without it the file becomes read-only, with
 * it it stops being so. On a directory the attribute has no effect and is not
 * changed.
 * @since 0.1
 * @see ambos_fchmod(), ambos_root_chmod(), ambos_chown(), ambos_umask(), ambos_stat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_chmod(const char *path, uint32_t mode, uint32_t flags);

/** What ambos_access() asks; to be combined. */
enum {
    AMBOS_ACCESS_EXISTS = 0,          /**< Is it there? */
    AMBOS_ACCESS_EXECUTE = 0x0001,    /**< May it be run, or a directory be searched? */
    AMBOS_ACCESS_WRITE = 0x0002,      /**< May it be written? */
    AMBOS_ACCESS_READ = 0x0004,       /**< May it be read? */
    AMBOS_ACCESS_NOFOLLOW = 0x0100    /**< Ask of the link itself. */
};

/**
 * May this process use a file?
 *
 * Answers for the effective user, as an open would. By the time the answer is
 * used it may be out of date: to do a thing, do it and look at its result.
 *
 * @param path  The file.
 * @param want  `AMBOS_ACCESS_...`, combined; all must be granted.
 * @retval AMBOS_OK      Yes.
 * @retval AMBOS_EACCES  No.
 * @retval AMBOS_EROFS   Not for writing: the file system is read-only.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_ELOOP   Too many links.
 * @retval AMBOS_EPERM   Not for writing: it is immutable.
 * @retval AMBOS_ETXTBSY Not for writing: it is a program that runs (the BSDs; Linux says yes).
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `faccessat2` or `faccessat` with `AT_EACCESS`.
 * @par Windows
 * The rights that the system says this user has (`NtQueryInformationByName`, Windows
 * 10 1709); for a no, for writing and elsewhere the file is opened with the access in
 * question, shared for everything, and closed. So the access list decides, the
 * integrity level, the server of a share, and the read-only attribute of a file (not
 * of a directory); privileges for backups do not count. Execute also wants a name
 * that ends in .exe, .com, .bat or .cmd, or a directory.
 * @since 0.1
 * @see ambos_stat(), ambos_find_program()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_access(const char *path, uint32_t want);

/**
 * Remove a file or a link.
 *
 * @param path  What to remove; of a link the link itself, also one to a directory,
 *              also a junction.
 * @retval AMBOS_OK      The name is gone.
 * @retval AMBOS_ENOENT  There is none.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory, or it ends in a
 *                       separator and names something else.
 * @retval AMBOS_EISDIR  It is a directory (on every system, also where POSIX
 *                       allows EPERM): use ambos_rmdir().
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EPERM   Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EBUSY   In use: a mount point; on Windows somebody has it open and
 *                       does not share deletion.
 * @retval AMBOS_ETXTBSY Windows: it is a program that runs or a mapped file.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * One step: the name is there or not.
 * @par POSIX
 * `unlinkat`.
 * @par Windows
 * Read-only files are removed too, as on POSIX. Where the file system can (NTFS,
 * Windows 10 1607) the name is free at once, though others have the file open;
 * elsewhere it goes with the last handle, and a new file cannot have its name
 * until then.
 * @since 0.1
 * @see ambos_rmdir(), ambos_remove_tree(), ambos_root_unlink(), ambos_link()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_unlink(const char *path);

/** Flags of ambos_rename(). */
enum {
    AMBOS_RENAME_NO_REPLACE = 0x0001, /**< Nothing is replaced: AMBOS_EEXIST when the new name is taken. */
    AMBOS_RENAME_EXCHANGE = 0x0002    /**< Both names are there before and after, and change places. */
};

/** Options of ambos_rename(). */
typedef struct ambos_rename_options {
    uint32_t flags;       /**< `AMBOS_RENAME_...`. */
    uint32_t unused;      /**< Must be 0. */
    int64_t retry_ms;     /**< Windows: how long to try again while a scanner holds a file; 0 means 100, #AMBOS_NO_RETRY once. */
    uint8_t reserved[32]; /**< Must be 0. */
} ambos_rename_options;

/**
 * Give a file or directory another name, replacing what bears it.
 *
 * @param from     What to rename; of a link the link itself.
 * @param to       Its new name, on the same file system.
 * @param options  May be NULL.
 * @retval AMBOS_OK        Done. When both names are the same file, nothing
 *                         happens and both stay.
 * @retval AMBOS_ENOENT    `from`, or the directory of `to`, is missing; in an exchange also `to`.
 * @retval AMBOS_EEXIST    `to` is there and #AMBOS_RENAME_NO_REPLACE was asked for.
 * @retval AMBOS_EISDIR    `to` is a directory and `from` is not.
 * @retval AMBOS_ENOTDIR   `from` is a directory and `to` is not, or a part of a
 *                         path is not a directory.
 * @retval AMBOS_ENOTEMPTY `to` is a directory with something in it.
 * @retval AMBOS_EXDEV     On different file systems; nothing is copied.
 * @retval AMBOS_EINVAL    A directory would move into itself; or flags that
 *                         contradict.
 * @retval AMBOS_EBUSY     In use: on Windows somebody has one of the two open, or
 *                         something in a directory that moves, and does not share
 *                         deletion (or the file system cannot
 *                         replace open files: FAT, SMB, Wine), still after the
 *                         retries; nothing changed.
 * @retval AMBOS_ETXTBSY   Windows: `to` is a program that runs, or a mapped file.
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_EPERM     Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @retval AMBOS_ENOTSUP   Exchange or no-replace where the system or file system
 *                         cannot do it as one step.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * Whoever opens `to` gets the old or the new file, never none, never a part.
 * @par POSIX
 * `renameat`; with flags `renameat2` on Linux, `renameatx_np` on macOS. Where
 * the file system lacks no-replace, a file is linked under its new name, which
 * fails if it is taken, and then unlinked under the old.
 * @par Windows
 * By handle: `FileRenameInformationEx` with POSIX semantics, which replaces
 * read-only and open files; where it is missing, the older class after a check
 * of the types, so that a directory never replaces a file. There, and wherever the
 * newer class refuses it, an empty directory, a link to a directory on either side
 * and a read-only file with several names are replaced in steps: meanwhile the
 * source stands beside `to` under a name that begins with `.ambos-`. There is no
 * exchange: AMBOS_ENOTSUP.
 * @since 0.1
 * @see ambos_move(), ambos_write_file(), ambos_root_rename(), ambos_link()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_rename(const char *from, const char *to,
                                                              const ambos_rename_options *options);

/** What kind of link ambos_symlink() makes; matters on Windows only. */
enum {
    AMBOS_SYMLINK_AUTO = 0,         /**< Look at the target, as seen from the link; a file link when it is missing. */
    AMBOS_SYMLINK_FILE = 0x0001,    /**< A link to a file. */
    AMBOS_SYMLINK_DIRECTORY = 0x0002 /**< A link to a directory. */
};

/**
 * Make a symbolic link.
 *
 * @param target  What the link says; taken as it stands, it need not exist. A
 *                relative one counts from the directory of the link.
 * @param path    Where the link is made.
 * @param flags   `AMBOS_SYMLINK_...`.
 * @retval AMBOS_OK      Made, and seen to be there.
 * @retval AMBOS_ENOENT  The directory of the link is missing, or `target` is
 *                       empty.
 * @retval AMBOS_EEXIST  Something bears the name.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EPERM   Windows: this user may not make links (neither the
 *                       privilege nor developer mode).
 * @retval AMBOS_ENOTSUP The file system has no links, or the system claimed to
 *                       have made one and none is there (Wine).
 * @retval AMBOS_ENAMETOOLONG The target is too long for the file system.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `symlinkat`.
 * @par Windows
 * `CreateSymbolicLinkW`, with the flag for unprivileged users where it is known; where
 * it makes nothing, `FSCTL_SET_REPARSE_POINT`. `/` in the target is stored as `\`, since
 * the kernel follows nothing else; `C:x` becomes absolute, and no `..` stays in an absolute
 * target, where the kernel would take it for a name.
 * @since 0.1
 * @see ambos_readlink(), ambos_junction(), ambos_link(), ambos_root_symlink(), ambos_lstat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_symlink(const char *target, const char *path, uint32_t flags);

/**
 * What a link says.
 *
 * @param path    The link.
 * @param target  Receives its target; release it with ambos_free().
 * @retval AMBOS_OK      Here it is, whole.
 * @retval AMBOS_EINVAL  It is not a link.
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `readlinkat`, of any length.
 * @par Windows
 * `FSCTL_GET_REPARSE_POINT`: symlinks, junctions, the symlinks of WSL, and the
 * aliases of packaged programs, which are files otherwise. The kernel's prefix is
 * taken off:
 * @code{.unparsed}
 *   \??\C:\x           is read as  C:\x
 *   \??\UNC\s\x        is read as  \\s\x
 *   \??\Volume{...}    is read as  \\?\Volume{...}
 * @endcode
 * @since 0.1
 * @see ambos_symlink(), ambos_realpath(), ambos_lstat(), ambos_root_readlink()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_readlink(const char *path, char **target);

/**
 * Are two files the same one?
 *
 * @param a  What is known of one; NULL is nobody's file.
 * @param b  What is known of the other.
 * @return 1 when both identities are known and equal; else 0. Of a file that may
 *         since have been removed it says nothing: its identity may be another's now.
 * @par Threads
 * Safe from any thread.
 * @par Signals
 * Async-signal-safe.
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 * @see ambos_stat(), ambos_fstat()
 */
AMBOS_API int AMBOS_CALL ambos_same_file(const ambos_file_info *a, const ambos_file_info *b);

/**
 * Change the permission bits of an open file.
 *
 * What it was opened for does not matter, and stays allowed.
 *
 * @param file  The open file.
 * @param mode  The new bits, 0 to 07777.
 * @retval AMBOS_OK     Changed.
 * @retval AMBOS_EINVAL Bits outside 07777.
 * @retval AMBOS_EPERM  POSIX: neither its owner nor root.
 * @retval AMBOS_EACCES Windows: this user may not change its attributes.
 * @retval AMBOS_EROFS  The file system is read-only.
 * @retval AMBOS_EBADF  The handle inside is not open.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `fchmod`.
 * @par Windows
 * As ambos_chmod(); a handle that may not change attributes is opened once more for it.
 * @since 0.1
 * @see ambos_chmod(), ambos_fstat(), ambos_file_open()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_fchmod(ambos_file *file, uint32_t mode);

/** For ambos_chown(): leave this one as it is. */
#define AMBOS_SAME_OWNER UINT32_MAX

/**
 * Change the owner of a file.
 *
 * @param path   The file.
 * @param uid    The new owner, or #AMBOS_SAME_OWNER.
 * @param gid    The new group, or #AMBOS_SAME_OWNER.
 * @param flags  0 follows links; #AMBOS_NOFOLLOW changes the link itself.
 * @retval AMBOS_OK      Changed. The system may clear the set-id bits.
 * @retval AMBOS_EPERM   Not root (or, for a group, not a member).
 * @retval AMBOS_ENOENT  It is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_ENOTSUP Windows, always: owners are no numbers there.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `fchownat`.
 * @par Windows
 * Nothing is called: ::AMBOS_ENOTSUP.
 * @since 0.1
 * @see ambos_stat(), ambos_chmod(), ambos_identity(), ambos_copy_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_chown(const char *path, uint32_t uid, uint32_t gid, uint32_t flags);

/**
 * The bits that new files of this process do not get.
 *
 * @param mask  The new bits, 0 to 0777; #AMBOS_SAME_UMASK only asks.
 * @param old   Receives the bits that were in force; may be NULL.
 * @retval AMBOS_OK     Done.
 * @retval AMBOS_EINVAL Bits outside 0777.
 * @retval AMBOS_ENOTSUP Windows, always, also when only asked: the system has no such
 *                       bits. `old` is not touched.
 * @par Threads
 * It belongs to all of the process: not while another thread makes files. Asking
 * only is safe on Linux where `/proc` is mounted; elsewhere it sets and sets back.
 * @par POSIX
 * `umask`; asking: `/proc/thread-self/status` on Linux.
 * @par Windows
 * Nothing is called: ::AMBOS_ENOTSUP.
 * @since 0.1
 * @see ambos_chmod(), ambos_file_open(), ambos_mkdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_umask(uint32_t mask, uint32_t *old);

/** For ambos_umask(): only ask. */
#define AMBOS_SAME_UMASK UINT32_MAX

/** For the `nsec` of a time that is set: the time of day at that moment; `sec` does not count. */
#define AMBOS_TIME_NOW UINT32_C(0x3fffffff)
/** For the `nsec` of a time that is set: leave this time as it is; `sec` does not count. */
#define AMBOS_TIME_OMIT UINT32_C(0x3ffffffe)

/**
 * Set when a file was last read and last changed.
 *
 * @param path      The file.
 * @param accessed  The time of the last read; #AMBOS_TIME_NOW and #AMBOS_TIME_OMIT as
 *                  `nsec` are special. NULL: now.
 * @param modified  The time of the last change of its contents, likewise.
 * @param flags     0 follows links; #AMBOS_NOFOLLOW sets those of the link itself.
 * @retval AMBOS_OK        Set, as finely as the file system can: rounded down.
 * @retval AMBOS_EINVAL    `nsec` is over 999,999,999 and not special.
 * @retval AMBOS_ERANGE    The system cannot hold it (on Windows before
 *                         1601-01-01 00:00:00.0000001, since its 0 means something
 *                         else, or after 30828-09-14 02:48:05); nothing changed.
 * @retval AMBOS_ENOENT    It is missing; found out also when both are to be left.
 * @retval AMBOS_ENOTDIR   A part of the path is not a directory.
 * @retval AMBOS_EACCES    Not permitted; POSIX: to set both to now, neither its owner nor
 *                         one who may write it.
 * @retval AMBOS_EPERM     POSIX: to set anything else, not its owner.
 * @retval AMBOS_ELOOP     Too many links.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `utimensat`. File systems may hold less than they are given (ext4 ends in 2446)
 * and cut without a word.
 * @par Windows
 * `FileBasicInformation`, steps of 100 ns. Read-only files too.
 * @since 0.1
 * @see ambos_futimens(), ambos_stat(), ambos_now()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_utimens(const char *path, const ambos_time *accessed,
                                                               const ambos_time *modified, uint32_t flags);

/**
 * Set when an open file was last read and last changed.
 *
 * What it was opened for does not matter.
 *
 * @param file      The open file.
 * @param accessed  As for ambos_utimens().
 * @param modified  As for ambos_utimens().
 * @retval AMBOS_OK     Set.
 * @retval AMBOS_EINVAL As ambos_utimens().
 * @retval AMBOS_ERANGE As ambos_utimens().
 * @retval AMBOS_EPERM  POSIX: not its owner, as ambos_utimens().
 * @retval AMBOS_EACCES This user may not change its times.
 * @retval AMBOS_EROFS  The file system is read-only.
 * @retval AMBOS_EBADF  The handle inside is not open.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `futimens`.
 * @par Windows
 * As ambos_utimens(), of the open handle; one that may not change attributes is opened once more
 * for it.
 * @since 0.1
 * @see ambos_utimens(), ambos_fstat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_futimens(ambos_file *file, const ambos_time *accessed,
                                                                const ambos_time *modified);

/** How full a file system is. Always filled; zero where nothing is known. */
typedef struct ambos_space {
    uint64_t total;       /**< Bytes that it holds. */
    uint64_t free;        /**< Bytes that nobody uses. */
    uint64_t available;   /**< Bytes that this user may still use. */
    uint8_t reserved[40]; /**< Room to grow; filled with zeros. */
} ambos_space;

/**
 * How full the file system of a file is.
 *
 * @param path   Any file or directory on it.
 * @param space  Receives the answer.
 * @retval AMBOS_OK      Here it is.
 * @retval AMBOS_ENOENT  The path is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_ELOOP   Too many links.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `statvfs`: `f_blocks`, `f_bfree` and `f_bavail` times `f_frsize`. What is kept for
 * root is in `free` and not in `available`.
 * @par Windows
 * `FileFsFullSizeInformation`; quotas count for `available` and `total`.
 * @since 0.1
 * @see ambos_stat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_get_space(const char *path, ambos_space *space);

/**
 * Give a file a second name.
 *
 * @param from  The file; of a symlink the link itself.
 * @param to    Its further name, on the same file system.
 * @retval AMBOS_OK      Both name it.
 * @retval AMBOS_EEXIST  `to` is taken.
 * @retval AMBOS_ENOENT  `from`, or the directory of `to`, is missing, or `to` ends in a
 *                       separator.
 * @retval AMBOS_ENOTDIR A part of a path is not a directory, or `from` ends in a separator
 *                       and names something else.
 * @retval AMBOS_EPERM   `from` is a directory (on Windows also a link to one, or a junction); or the system protects it (Linux:
 *                       files of others that this user may not write).
 * @retval AMBOS_EXDEV   On different file systems.
 * @retval AMBOS_EMLINK  It has as many names as it may.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_ENOSPC  No room for the name.
 * @retval AMBOS_ENOTSUP The file system has no second names (FAT).
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * One step: of several callers one gets the name.
 * @par POSIX
 * `linkat`.
 * @par Windows
 * `FileLinkInformation`, by handle; the right to change the file's attributes is needed.
 * @since 0.1
 * @see ambos_symlink(), ambos_junction(), ambos_unlink(), ambos_rename()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_link(const char *from, const char *to);

/**
 * Make a junction: a directory that stands for another (Windows).
 *
 * Needs no privilege, unlike a symlink.
 *
 * @param target  The directory it stands for: made absolute, need not exist, must be
 *                on this machine.
 * @param path    Where it is made.
 * @retval AMBOS_OK      Made.
 * @retval AMBOS_EEXIST  Something bears the name.
 * @retval AMBOS_ENOENT  The directory it should be in is missing, or `target` is empty.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EINVAL  The target is on another machine (`\\server\...`, or a drive mapped to that) or is a device.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_ENAMETOOLONG The target does not fit into the 16 KiB of a reparse point.
 * @retval AMBOS_ENOTSUP POSIX, always; Windows: the file system has none (FAT), or
 *                       the system (Wine).
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * None: for a moment the directory is there and is no junction yet.
 * @par POSIX
 * Nothing is called: ::AMBOS_ENOTSUP.
 * @par Windows
 * An empty directory and `FSCTL_SET_REPARSE_POINT`; on a failure the directory is
 * removed again. In place of a drive that `subst` made, what it stands for.
 * @since 0.1
 * @see ambos_symlink(), ambos_readlink(), ambos_lstat()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_junction(const char *target, const char *path);

/**
 * The path of a file with every link resolved.
 *
 * @param path      A file that exists.
 * @param resolved  Receives its absolute path, with no link, `.` or `..` in it; release
 *                  it with ambos_free().
 * @retval AMBOS_OK      Here it is.
 * @retval AMBOS_ENOENT  It, or what a link points to, is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory, or it ends in a
 *                       separator and names something else.
 * @retval AMBOS_EACCES  A directory of the path may not be searched.
 * @retval AMBOS_ELOOP   Too many links.
 * @par Threads
 * Safe from any thread.
 * @par POSIX
 * `realpath`, name by name: `link/..` is the directory that the target of `link` is in. Of
 * paths over 4,095 bytes the C library decides. Its memory, for the time of the call, is
 * that of `malloc`.
 * @par Windows
 * `GetFinalPathNameByHandleW`, after `..` has been taken off with the name before it, as
 * Windows itself reads paths. A drive made by `subst` or mapped to a share becomes
 * what it stands for; where that is not wanted use ambos_path_absolute(). A volume
 * without a letter keeps the prefix of paths that are taken as they stand, and its
 * name `Volume{...}`; else the prefix is taken off where the rest means the same.
 * @since 0.1
 * @see ambos_path_absolute(), ambos_path_normalise(), ambos_readlink()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_realpath(const char *path, char **resolved);

/** @} */

/**
 * @defgroup file_io Parts of files, and locks
 *
 * Reading and writing at a place, flushing, cutting and locking open files.
 *
 * @par Fork
 * The copy shares the open file: its position and its lock. Each of the two closes its
 * own.
 * @{
 */

/**
 * Read at a place of a file, wherever its position is.
 *
 * @param file    Opened for reading.
 * @param buffer  Where to; `size` bytes.
 * @param size    So many bytes, unless the file ends before.
 * @param offset  Where it begins, from the start of the file; not negative.
 * @param got     Receives how many were read, on failure too; fewer than `size` with
 *                AMBOS_OK mean that the file ended there.
 * @retval AMBOS_OK     Read; the position is where it was.
 * @retval AMBOS_EINVAL `offset` is negative, or the place is beyond what a file can have.
 * @retval AMBOS_EBADF  Not open for reading.
 * @retval AMBOS_ESPIPE It has no places: a pipe, a terminal, on Windows any device.
 * @retval AMBOS_EISDIR It is a directory (of an adopted handle).
 * @retval AMBOS_EIO    The device failed.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `pread`.
 * @par Windows
 * `ReadFile` at that place moves the position, which is then set back: another handle
 * that was made from this one by `DuplicateHandle`, and so has the same position, may
 * see it elsewhere meanwhile.
 * @since 0.1
 * @see ambos_file_read(), ambos_file_pwrite(), ambos_file_seek()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_pread(ambos_file *file, void *buffer, size_t size,
                                                                  int64_t offset, size_t *got);

/**
 * Write all of a buffer at a place of a file, wherever its position is.
 *
 * What lies between the old end and the place reads as zeros.
 *
 * @param file     Opened for writing, not with #AMBOS_APPEND.
 * @param data     What to write.
 * @param size     How many bytes.
 * @param offset   Where it begins, from the start of the file; not negative.
 * @param written  Receives how many were written, on failure too; may be NULL.
 * @retval AMBOS_OK     All of it; the position is where it was.
 * @retval AMBOS_EINVAL `offset` is negative; or the file was opened to append: systems
 *                      differ in where such a write would go, so that it is refused.
 * @retval AMBOS_EBADF  Not open for writing.
 * @retval AMBOS_ESPIPE It has no places: a pipe, a terminal, on Windows any device.
 * @retval AMBOS_ENOSPC The device is full.
 * @retval AMBOS_EDQUOT The user's share of it is used up.
 * @retval AMBOS_EFBIG  Over the largest size allowed.
 * @retval AMBOS_EIO    The device failed.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `pwrite` until done.
 * @par Windows
 * As ambos_file_pread().
 * @since 0.1
 * @see ambos_file_write(), ambos_file_pread(), ambos_file_truncate()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_pwrite(ambos_file *file, const void *data, size_t size,
                                                                   int64_t offset, size_t *written);

/** Flags of ambos_file_sync(). */
enum {
    AMBOS_SYNC_DATA = 0x0001 /**< Only what is needed to read the contents again; times may be lost. */
};

/**
 * Wait until what was written has reached the device.
 *
 * Of the file, not of its name: a file that was just made or renamed may still be
 * missing after a loss of power.
 *
 * @param file   The open file.
 * @param flags  0 or #AMBOS_SYNC_DATA.
 * @retval AMBOS_OK      It has.
 * @retval AMBOS_EIO     The device failed; which writes are lost is not known, and a second
 *                       call may not say so again.
 * @retval AMBOS_ENOSPC  Earlier writes did not fit.
 * @retval AMBOS_EDQUOT  Likewise.
 * @retval AMBOS_ENOTSUP It is a pipe or device that has nothing to flush.
 * @retval AMBOS_EACCES  Windows: it was opened for reading, and this user may not write it.
 * @retval AMBOS_EBADF   The handle inside is not open.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `fsync` or `fdatasync`; on macOS `F_FULLFSYNC` for both, since the others stop at the
 * cache of the device.
 * @par Windows
 * `FlushFileBuffers` for both; of a file that was opened for reading by another handle
 * that may write.
 * @since 0.1
 * @see ambos_write_file(), ambos_file_write(), ambos_file_close()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_sync(ambos_file *file, uint32_t flags);

/**
 * Give a file another size.
 *
 * Cut off at its end, or made longer with zeros. The position stays where it is, even
 * after the end.
 *
 * @param file  Opened for writing, also to append.
 * @param size  Its new size in bytes.
 * @retval AMBOS_OK      Done.
 * @retval AMBOS_EINVAL  It is no file, such as a pipe; or `size` is beyond what a file can have.
 * @retval AMBOS_EBADF   Not open for writing.
 * @retval AMBOS_EFBIG   Over the largest size allowed.
 * @retval AMBOS_ENOSPC  No room (where longer files take it at once).
 * @retval AMBOS_ETXTBSY Windows: a part that would go is mapped into memory.
 * @retval AMBOS_EPERM   It may only grow.
 * @retval AMBOS_EIO     The device failed.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * `ftruncate`.
 * @par Windows
 * `FileEndOfFileInformation`.
 * @since 0.1
 * @see ambos_file_open(), ambos_file_seek(), ambos_file_pwrite()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_truncate(ambos_file *file, uint64_t size);

/** What ambos_file_lock() asks for: one of the two. */
enum {
    AMBOS_LOCK_SHARED = 0x0001,   /**< Others may hold it shared at the same time. */
    AMBOS_LOCK_EXCLUSIVE = 0x0002 /**< Nobody else may hold it. */
};

/**
 * Lock a file, against all others that lock it.
 *
 * The lock is an agreement: it keeps nobody from reading and writing who does not ask
 * for it. It belongs to this open file: another ambos_file of the same file, also in
 * this process, is somebody else. It ends with ambos_file_unlock(), ambos_file_close(),
 * or the process, however that ends. An open file holds one lock at most; to have
 * another kind of it, unlock first.
 *
 * @param file        Open for reading to lock it shared, for writing (or to append) to lock
 *                    it exclusively.
 * @param flags       #AMBOS_LOCK_SHARED or #AMBOS_LOCK_EXCLUSIVE.
 * @param timeout_ms  Milliseconds to wait for others; 0 or less: not at all;
 *                    #AMBOS_FOREVER: no limit.
 * @retval AMBOS_OK        Locked.
 * @retval AMBOS_EINVAL    Neither or both of the flags.
 * @retval AMBOS_EDEADLK   This very object holds a lock already.
 * @retval AMBOS_ETIMEDOUT Somebody else holds it still.
 * @retval AMBOS_EBADF     Not open for what the lock needs, or a pipe.
 * @retval AMBOS_ENOLCK    The system has no more locks.
 * @retval AMBOS_ENOTSUP   The file system has no locks.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * Linux: `F_OFD_SETLK` of the whole file, which also meets the locks of `fcntl` of
 * others; elsewhere `flock`. With no limit the kernel waits; no call of the kernel waits with
 * one and leaves signals alone, so then it is tried again after pauses of 1 to 16 ms. Copies of the descriptor (`dup`,
 * `fork`) share the lock, and it ends with the last of them.
 * @par Windows
 * `LockFileEx` of the one byte at 0x7FFFFFFFFFFFFFFE, where no data is, since Windows
 * keeps others from reading and writing what is locked; programs that are to meet this
 * lock must lock that byte. It waits as on POSIX. When a process dies the system
 * gives its locks back soon, not at once.
 * @since 0.1
 * @see ambos_file_unlock(), ambos_write_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_lock(ambos_file *file, uint32_t flags, int64_t timeout_ms);

/**
 * Give up the lock of ambos_file_lock().
 *
 * @param file  The open file.
 * @retval AMBOS_OK     It is free.
 * @retval AMBOS_EINVAL It holds none.
 * @retval AMBOS_EIO    The server of a network file system did not answer.
 * @par Threads
 * One thread at a time per object.
 * @par POSIX
 * As ambos_file_lock(): `F_OFD_SETLK` with `F_UNLCK`, elsewhere `flock` with `LOCK_UN`.
 * @par Windows
 * `UnlockFileEx` of that one byte.
 * @since 0.1
 * @see ambos_file_lock()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_unlock(ambos_file *file);

/** @} */

/**
 * @defgroup file_temp Temporary files
 *
 * Files and directories for a while: private, with names that nobody can guess.
 * @{
 */

/** Flags of ambos_temp_file(). */
enum {
    AMBOS_TEMP_DELETE = 0x0001 /**< It is gone when it is closed, or the process ends; its name is not told. */
};

/**
 * Make a temporary file, open for reading and writing.
 *
 * It is for its owner alone from birth (#AMBOS_PRIVATE). Its name is `prefix` and 24
 * letters and digits by chance (120 bits).
 *
 * @param file    Receives the open file; end it with ambos_file_close().
 * @param dir     Where; NULL: the system's place for such files. Safe only where others
 *                may not rename what is ours, as in `/tmp` with its sticky bit.
 * @param prefix  How its name begins; NULL: `ambos-`. No `/`, `\` or `:` may be in it.
 * @param flags   0 or #AMBOS_TEMP_DELETE.
 * @param path    Receives its path, `dir` and the name, for ambos_unlink() by the caller;
 *                release it with ambos_free(). NULL with #AMBOS_TEMP_DELETE, and only
 *                then.
 * @retval AMBOS_OK      It is there, empty.
 * @retval AMBOS_EINVAL  A separator in `prefix`; `path` and #AMBOS_TEMP_DELETE, or neither.
 * @retval AMBOS_ENOENT  The directory is missing.
 * @retval AMBOS_ENOTDIR It is no directory.
 * @retval AMBOS_EACCES  It may not be written.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_EIO     The system gave no random numbers.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread; with `dir` NULL on POSIX not while another one changes the
 * environment.
 * @par Atomicity
 * It is made by a call that fails when the name is taken: nobody else can have it.
 * @par POSIX
 * The system's place is `TMPDIR` where that is the absolute path of a directory and the
 * program has no more rights than its user, else `/tmp`. Numbers: `getrandom`, or
 * `/dev/urandom`. #AMBOS_TEMP_DELETE: `O_TMPFILE` on Linux, where the file system has it;
 * else the name is removed at once.
 * @par Windows
 * The system's place is what `GetTempPath2W` says, or `GetTempPathW`. Numbers:
 * `RtlGenRandom`. #AMBOS_TEMP_DELETE: `FILE_DELETE_ON_CLOSE` and the attribute
 * temporary.
 * @since 0.1
 * @see ambos_temp_dir(), ambos_file_close(), ambos_unlink(), ambos_place()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_temp_file(ambos_file **file, const char *dir, const char *prefix,
                                                                 uint32_t flags, char **path);

/**
 * Make a temporary directory.
 *
 * It is for its owner alone from birth (#AMBOS_PRIVATE), and named as ambos_temp_file() names
 * files. To remove it is the caller's.
 *
 * @param path    Receives its path; release it with ambos_free().
 * @param dir     As for ambos_temp_file().
 * @param prefix  As for ambos_temp_file().
 * @param flags   0.
 * @retval AMBOS_OK      It is there, empty.
 * @retval AMBOS_EINVAL  A separator in `prefix`, or a flag: a directory is never closed, so
 *                       nothing can remove it then.
 * @retval AMBOS_ENOENT  The directory it should be in is missing.
 * @retval AMBOS_ENOTDIR That is no directory.
 * @retval AMBOS_EACCES  That may not be written.
 * @retval AMBOS_EIO     The system gave no random numbers.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * As ambos_temp_file().
 * @par Atomicity
 * It is made by a call that fails when the name is taken: nobody else can have it.
 * @par POSIX
 * `mkdirat` with mode 0700; place and name as ambos_temp_file().
 * @par Windows
 * `NtCreateFile` with an access list of its own; place and name as ambos_temp_file().
 * @since 0.1
 * @see ambos_temp_file(), ambos_remove_tree(), ambos_mkdir()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_temp_dir(char **path, const char *dir, const char *prefix,
                                                                uint32_t flags);
/** @} */

/**
 * @defgroup file_copy Copying and moving
 *
 * One file, with its contents and what belongs to them.
 *
 * A file that is there is never written over: what is to replace it is made beside it, under a name that begins with
 * `.ambos-`, and then renamed. So it stays as it was until all of the new one is there, whatever happens, and a
 * process that is killed leaves at worst a file of such a name.
 * @{
 */

/** Flags of ambos_copy_file(); also #AMBOS_NOFOLLOW. */
enum {
    AMBOS_COPY_NO_REPLACE = 0x0001, /**< Nothing is replaced: AMBOS_EEXIST when the new name is taken. */
    AMBOS_COPY_PRESERVE = 0x0002,   /**< Also times, owner and other attributes, as far as the systems can. */
    AMBOS_COPY_WHOLE = 0x0004       /**< A name that was free, too, is there only when all of the file is. */
};

/**
 * Told how far a copy has come.
 *
 * Called before the first byte, now and then, and when all is there (`done` is `total`), in the thread of the
 * copy. It must not use the two files.
 *
 * @param context  That of the options.
 * @param done     Bytes that are there, gaps in the file included.
 * @param total    All of them as the file was at first; 0 where the system does not say (`/proc`).
 * @return 0 to go on; anything else cancels.
 */
typedef int(AMBOS_CALL *ambos_copy_progress)(void *context, uint64_t done, uint64_t total);

/** Options of ambos_copy_file(). */
typedef struct ambos_copy_options {
    uint32_t flags;               /**< `AMBOS_COPY_...`, #AMBOS_NOFOLLOW. */
    uint32_t unused;              /**< Must be 0. */
    int64_t retry_ms;             /**< Of the rename that replaces a file: as in ambos_rename_options. */
    ambos_copy_progress progress; /**< Told how far it has come; may be NULL. */
    void *context;                /**< Handed to `progress`. */
    uint8_t reserved[32];         /**< Must be 0. */
} ambos_copy_options;

/**
 * Copy a file.
 *
 * Its contents and its permission bits (0777; the set-id bits only with #AMBOS_COPY_PRESERVE); gaps stay gaps where
 * the system tells them. What the file has when the copy begins is copied: what others append meanwhile is not.
 *
 * #AMBOS_COPY_PRESERVE adds the times and: on POSIX owner, group and all permission bits, where this user may
 * set them (a set-id bit never without its owner), and on Linux the extended attributes with the access lists among
 * them; on Windows the attributes (hidden, system ...).
 *
 * @param from     The file; a link is followed, unless #AMBOS_NOFOLLOW makes a link like it.
 * @param to       The copy. A file that is there is replaced by a new one: other names of it keep the old. A link
 *                 that is there is followed, and what it points to is replaced; with #AMBOS_NOFOLLOW the link is.
 * @param options  May be NULL.
 * @retval AMBOS_OK        All of it is there.
 * @retval AMBOS_EEXIST    `to` is there and #AMBOS_COPY_NO_REPLACE was asked for.
 * @retval AMBOS_EINVAL    Both are the same file, however they are spelled: it is left alone.
 * @retval AMBOS_EISDIR    One of the two is a directory.
 * @retval AMBOS_ENOTSUP   One of the two is neither file nor link: a FIFO, a socket, a device. Nothing was read from
 *                         it or written to it. Or a link is to be made where there are none.
 * @retval AMBOS_ENOENT    `from`, or the directory of `to`, is missing; or `to` is a link that leads nowhere.
 * @retval AMBOS_ENOTDIR   A part of a path is not a directory.
 * @retval AMBOS_ECANCELED `progress` said so.
 * @retval AMBOS_ENOSPC    The device is full.
 * @retval AMBOS_EDQUOT    The user's share of it is used up.
 * @retval AMBOS_EFBIG     Over the largest size allowed there.
 * @retval AMBOS_EIO       A device failed.
 * @retval AMBOS_EACCES    Not permitted: to read `from`, or to make files in the directory of `to`.
 * @retval AMBOS_EPERM     Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EBUSY     As ambos_rename(), of a file that is replaced; Windows: somebody has `from` open and does
 *                         not share it.
 * @retval AMBOS_ETXTBSY   Windows: `to` is a program that runs, or a mapped file.
 * @retval AMBOS_ELOOP     Too many links.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @retval AMBOS_EMFILE    The process has as many open files as it may.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread. Allocates nothing but where a file is replaced or a link copied, and for long lists of extended
 * attributes.
 * @par Atomicity
 * After every failure `to` is as it was: the old file, or nothing. Whoever opens a file that is replaced gets the
 * old or the new one. A name that was free is there at once and grows, with #AMBOS_COPY_WHOLE only when
 * all is there; until then nobody but the owner may open it. Nothing is flushed to the device.
 * @par POSIX
 * Linux: shared blocks (`FICLONE`), `copy_file_range`, `sendfile`, `read` and `write`: each where the one before is
 * refused or moves nothing; small files by the last at once. Elsewhere `read` and `write`. Where the file system
 * has no permission bits it is no error that they cannot be set. SIGXFSZ is not touched.
 * @par Windows
 * `CopyFile2`, or `CopyFileExW` where that is missing (gaps are then filled), onto a file made before by us. Named streams and
 * extended attributes come along in any case, as with all copies there: the mark of a file that was downloaded is
 * one. Without #AMBOS_COPY_PRESERVE the times are those of a new file, and of the attributes only read-only is kept.
 * The access list is that which new files get there.
 * @since 0.1
 * @see ambos_copy_tree(), ambos_move(), ambos_link(), ambos_read_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_copy_file(const char *from, const char *to,
                                                                 const ambos_copy_options *options);

/** Flags of ambos_move(). */
enum {
    AMBOS_MOVE_NO_REPLACE = 0x0001 /**< Nothing is replaced: AMBOS_EEXIST when the new name is taken. */
};

/** Options of ambos_move(). */
typedef struct ambos_move_options {
    uint32_t flags;               /**< `AMBOS_MOVE_...`. */
    uint32_t unused;              /**< Must be 0. */
    int64_t retry_ms;             /**< As in ambos_rename_options. */
    ambos_copy_progress progress; /**< Told how far a copy has come, where one is needed; may be NULL. */
    void *context;                /**< Handed to `progress`. */
    uint8_t reserved[32];         /**< Must be 0. */
} ambos_move_options;

/**
 * Give a file or directory another name, on another file system too.
 *
 * By ambos_rename(); where that cannot be, a file or link is copied as with #AMBOS_COPY_PRESERVE and
 * #AMBOS_NOFOLLOW, under another name beside `to`, flushed to the device, renamed to `to`, its name flushed too, and then
 * removed under its old name: no loss of power loses it. Likewise a directory, by ambos_copy_tree() and ambos_remove_tree(), but not flushed; what
 * others put into it meanwhile may be removed without having been copied.
 *
 * @param from     What to move; of a link the link itself.
 * @param to       Its new name. What bears it is replaced, as ambos_rename() does; a link there is not followed.
 * @param options  May be NULL.
 * @retval AMBOS_OK        Done.
 * @retval AMBOS_ENOENT    `from`, or the directory of `to`, is missing.
 * @retval AMBOS_EEXIST    `to` is there and #AMBOS_MOVE_NO_REPLACE was asked for.
 * @retval AMBOS_EISDIR    `to` is a directory and `from` is not.
 * @retval AMBOS_ENOTDIR   `from` is a directory and `to` is not, or a part of a path is not a directory.
 * @retval AMBOS_ENOTEMPTY `to` is a directory with something in it.
 * @retval AMBOS_EINVAL    A directory would move into itself.
 * @retval AMBOS_EXDEV     A directory in which something is mounted, and the file systems differ.
 * @retval AMBOS_ENOTSUP   To another file system: a FIFO, a socket or a device; or a link where there are none. Or as
 *                         ambos_rename().
 * @retval AMBOS_ECANCELED `progress` said so.
 * @retval AMBOS_ENOSPC    The device is full.
 * @retval AMBOS_EDQUOT    The user's share of it is used up.
 * @retval AMBOS_EFBIG     Over the largest size allowed there.
 * @retval AMBOS_EIO       A device failed.
 * @retval AMBOS_EBUSY     As ambos_rename(); or `from` cannot be removed for that reason.
 * @retval AMBOS_ETXTBSY   Windows: `to` is a program that runs, or a mapped file.
 * @retval AMBOS_EACCES    Not permitted.
 * @retval AMBOS_EPERM     Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EROFS     The file system is read-only.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * As ambos_rename() for `to`. Between two file systems the file is for a moment under both names; when its old name
 * cannot be removed it stays under both (of a directory what could not be removed), and the failure is at step
 * #AMBOS_STEP_REMOVE; likewise at #AMBOS_STEP_FLUSH when
 * its new name cannot be flushed. After every other failure nothing has changed.
 * @par POSIX
 * `renameat`, and what ambos_copy_file() uses; `fsync` of the file, and of the directory of `to` where that may be read.
 * @par Windows
 * As POSIX, never `MOVEFILE_COPY_ALLOWED`, which copies onto the target itself. For the name the file is flushed once
 * more: as good as can be.
 * @since 0.1
 * @see ambos_rename(), ambos_copy_file(), ambos_copy_tree()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_move(const char *from, const char *to,
                                                            const ambos_move_options *options);

/** @} */

/**
 * @defgroup file_whole Whole files
 *
 * Files read in one call, and files that are written whole or not at all.
 *
 * Who opens a file while it is written in this way gets the old contents or the new, never
 * none and never a part, whatever becomes of the writer. The new contents are written into a file beside it, which then
 * takes its name. Where that has a name of its own it is `.ambos-` and 24 letters and
 * digits; a process that is killed may leave it behind, and nothing else does.
 * @{
 */

/**
 * Read all of a file.
 *
 * Its size need not be known: files of `/proc`, pipes and what grows or shrinks
 * meanwhile are read to where they end.
 *
 * @param path   The file; links are followed. Opening a FIFO may block.
 * @param limit  The most bytes that are wanted; 0: no limit.
 * @param data   Receives the contents, with a NUL behind them that does not count; release
 *               it with ambos_free().
 * @param size   Receives how many bytes there are; may be NULL.
 * @retval AMBOS_OK     All of it.
 * @retval AMBOS_EFBIG  There are more than `limit`.
 * @retval AMBOS_ENOENT It, or a part of the path, is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EISDIR It is a directory.
 * @retval AMBOS_EACCES Not permitted.
 * @retval AMBOS_ELOOP  Too many links.
 * @retval AMBOS_EBUSY  Windows: somebody has it open and does not share it.
 * @retval AMBOS_EMFILE The process has as many open files as it may.
 * @retval AMBOS_EIO    The device failed.
 * @par Threads
 * Safe from any thread.
 * @par Atomicity
 * What ambos_write_file() wrote is read whole, old or new. Others that write into the file
 * itself may be seen at work.
 * @par POSIX
 * `openat`, `fstat` for a first guess of the size, `read` to the end, `close`.
 * @par Windows
 * `NtCreateFile`, a query for a first guess of the size, `ReadFile` to the end, `CloseHandle`.
 * @since 0.1
 * @see ambos_write_file(), ambos_file_read()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_read_file(const char *path, uint64_t limit, char **data,
                                                                 size_t *size);

/** Flags of ambos_write_options. #AMBOS_NOFOLLOW and #AMBOS_PRIVATE go with them. */
enum {
    AMBOS_WRITE_DURABLE = 0x0001,    /**< Wait until contents and name have reached the device. */
    AMBOS_WRITE_CREATE_ONLY = 0x0002 /**< Nothing is replaced: AMBOS_EEXIST when the name is taken, be it by a link. */
};

/**
 * How a whole file is written.
 *
 * With #AMBOS_NOFOLLOW a symlink is replaced itself; else what it points to is, in the
 * directory where that is. With #AMBOS_PRIVATE the file is for its owner alone, whoever
 * might use the old one.
 */
typedef struct ambos_write_options {
    uint32_t flags;       /**< `AMBOS_WRITE_...`, #AMBOS_NOFOLLOW, #AMBOS_PRIVATE. */
    uint32_t mode;        /**< Its permission bits, whatever the umask; 0: those of the old file, or of a new one 0666 less the umask. */
    int64_t retry_ms;     /**< Windows: as that of ambos_rename_options; 0 means 100, #AMBOS_NO_RETRY once. */
    uint8_t reserved[32]; /**< Must be 0. */
} ambos_write_options;

/**
 * Write a file whole, or not at all.
 *
 * A file that is there is replaced, be it read-only: what counts is the right to change its
 * directory. Its mode and, where this user may, its owner and access list are kept; its times, its other
 * attributes and its other hard links are not: those keep the old contents.
 *
 * @param path     The file; it need not exist.
 * @param data     Its contents; may be NULL when `size` is 0.
 * @param size     How many bytes.
 * @param options  May be NULL.
 * @retval AMBOS_OK      It has these contents now.
 * @retval AMBOS_ENOENT  The directory is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EISDIR  It is a directory.
 * @retval AMBOS_ENOTSUP It is a device, a FIFO or a socket, which cannot be replaced by a file; on
 *                       Windows also: a stream of a file (`a:b`).
 * @retval AMBOS_EEXIST  It is there, and #AMBOS_WRITE_CREATE_ONLY was asked for.
 * @retval AMBOS_EACCES  Not permitted: to make a file in the directory; on POSIX also: with
 *                       #AMBOS_WRITE_DURABLE to read the directory, and to follow a link in a sticky directory that
 *                       all may write (`/tmp`) which belongs neither to this user nor to the directory's owner.
 * @retval AMBOS_EPERM   Not permitted: sticky directory, immutable file.
 * @retval AMBOS_EBUSY   Windows: somebody has it open and does not share deletion, or the
 *                       file system cannot replace open files (FAT, SMB, Wine), still after
 *                       the retries.
 * @retval AMBOS_ETXTBSY Windows: it is a program that runs, or a mapped file.
 * @retval AMBOS_ELOOP   Too many links.
 * @retval AMBOS_ENOSPC  The device is full.
 * @retval AMBOS_EDQUOT  The user's share of it is used up.
 * @retval AMBOS_EFBIG   Over the largest size allowed.
 * @retval AMBOS_EROFS   The file system is read-only.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @retval AMBOS_EIO     The device failed. At the step #AMBOS_STEP_FLUSH the new contents may be in place already, and only
 *                       whether they survive a loss of power is not known; else, as for every
 *                       other failure, the file is what it was and nothing is left beside it.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread. Of several writers the last one wins, each whole. Allocates
 * nothing (but for very long paths on Windows).
 * @par Atomicity
 * One step for all who open the file, also when the writer is killed. With #AMBOS_WRITE_DURABLE
 * also when power is lost: contents reach the device before the name does, and the name before the call returns.
 * Without it the file system decides; some leave an empty file then.
 * @par POSIX
 * The file beside it is made with mode 0600 and gets owner, access list (Linux: the one of
 * POSIX) and mode of the old file when all is written; then `fsync`, `close`, `renameat`,
 * `fsync` of the directory. Where the owner cannot be kept the set-user-id bit goes; where
 * the group cannot, the set-group-id bit and the access list go and the group gets no more
 * than others. A given `mode` stands alone: no access list. A new file has no name until it is whole, where the file system can
 * (`O_TMPFILE` and `linkat`, which also is how #AMBOS_WRITE_CREATE_ONLY is one step); else
 * the file beside it, with the mode that it is to have, and `renameat2` or `linkat`.
 * @par Windows
 * The file beside it is made #AMBOS_PRIVATE, gets the access list of the old file and its
 * attributes hidden, system, read-only and not indexed when all is written, and is renamed by its
 * handle as ambos_rename() does. Where the old access list may not be read it stays private; the
 * owner is the one who wrote. Of `mode` only the owner's write bit counts. With #AMBOS_WRITE_DURABLE it is flushed,
 * renamed, and flushed again: as good as can be, for no call of Windows flushes a name. A link
 * that points nowhere is AMBOS_ENOENT here, while POSIX makes what it points to.
 * @since 0.1
 * @see ambos_file_replace_begin(), ambos_read_file(), ambos_rename(), ambos_root_write_file()
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_write_file(const char *path, const void *data, size_t size,
                                                                  const ambos_write_options *options);

/** A file that is being written to take the place of another. Opaque; ended by commit or abandon. */
typedef struct ambos_file_replace ambos_file_replace;

/**
 * Begin to write a file whole, piece by piece.
 *
 * Write into ambos_file_replace_file(), then call ambos_file_replace_commit(), or
 * ambos_file_replace_abandon(). What `path` names is settled here: a change of the current
 * directory or of a link does not matter later.
 *
 * @param replace  Receives the object; end it with ambos_file_replace_commit() or
 *                 ambos_file_replace_abandon().
 * @param path     As for ambos_write_file().
 * @param options  As for ambos_write_file(); may be NULL.
 * @retval AMBOS_OK      Begun; the file is what it was.
 * @retval AMBOS_EEXIST  As for ambos_write_file(), as all that follow; what only shows
 *                       later comes from the commit.
 * @retval AMBOS_ENOENT  The directory is missing.
 * @retval AMBOS_ENOTDIR A part of the path is not a directory.
 * @retval AMBOS_EISDIR  It is a directory.
 * @retval AMBOS_ENOTSUP It is no file.
 * @retval AMBOS_EACCES  Not permitted.
 * @retval AMBOS_ELOOP   Too many links.
 * @retval AMBOS_EMFILE  The process has as many open files as it may.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * Safe from any thread. The object belongs to one thread at a time.
 * @par Fork
 * Only one of the two may commit or abandon it: both take the new file away from the other.
 * @par POSIX
 * As ambos_write_file(): the new file is made, nothing is renamed yet.
 * @par Windows
 * As ambos_write_file(): the new file is made, nothing is renamed yet.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_replace_begin(ambos_file_replace **replace, const char *path,
                                                                          const ambos_write_options *options);

/**
 * The new file, to be written.
 *
 * Open for reading and writing, empty at first; seeking and cutting work as well.
 *
 * @param replace  An object, or NULL.
 * @return The file, which belongs to the object: never close it. NULL for NULL.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_file_replace_begin().
 * @par Both systems
 * Memory only: the same code on both, no call of the system.
 * @since 0.1
 */
AMBOS_API ambos_file *AMBOS_CALL ambos_file_replace_file(ambos_file_replace *replace);

/**
 * Let the new file take the place of the old one.
 *
 * The object is gone whatever the result.
 *
 * @param replace  An object.
 * @retval AMBOS_OK      The file is the new one.
 * @retval AMBOS_EEXIST  Something bears the name by now, and #AMBOS_WRITE_CREATE_ONLY was
 *                       asked for.
 * @retval AMBOS_EISDIR  It is a directory by now.
 * @retval AMBOS_EBUSY   As for ambos_write_file(), as all that follow.
 * @retval AMBOS_ETXTBSY As there.
 * @retval AMBOS_EACCES  As there.
 * @retval AMBOS_EPERM   As there.
 * @retval AMBOS_ENOSPC  As there.
 * @retval AMBOS_EDQUOT  As there.
 * @retval AMBOS_EIO     As there.
 * @par Other errors
 * Those of every call that makes or removes a name.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_file_replace_begin().
 * @par Atomicity
 * As ambos_write_file().
 * @par POSIX
 * As ambos_write_file(): owner, access list and mode, `fsync` where it is to be durable, `close`,
 * `renameat`.
 * @par Windows
 * As ambos_write_file(): access list and attributes, `FlushFileBuffers` where it is to be durable,
 * a rename by handle.
 * @since 0.1
 */
AMBOS_API AMBOS_NODISCARD ambos_error AMBOS_CALL ambos_file_replace_commit(ambos_file_replace *replace);

/**
 * Drop the new file; the old one stays as it is.
 *
 * @param replace  An object, which is gone then; NULL does nothing.
 * @par Threads
 * One thread at a time per object.
 * @par Fork
 * As ambos_file_replace_begin().
 * @par POSIX
 * `unlinkat`, where the new file has a name, and `close`.
 * @par Windows
 * Deleted by its handle, and `CloseHandle`.
 * @since 0.1
 */
AMBOS_API void AMBOS_CALL ambos_file_replace_abandon(ambos_file_replace *replace);

/** @} */

#ifdef __cplusplus
}
#endif

#endif
