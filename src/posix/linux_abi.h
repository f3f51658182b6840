/* SPDX-License-Identifier: MIT */
/* What the kernel knows and musl or an old glibc does not. Include after posix.h,
   under AMBOS__LINUX only. */
#ifndef AMBOS_POSIX_LINUX_ABI_H
#define AMBOS_POSIX_LINUX_ABI_H

#include <stdint.h>
#include <sys/syscall.h>

/* Calls from number 424 on have one number on every architecture but these. A
   call of number -1 fails with ENOSYS. */
#if defined(__alpha__) || defined(__mips__) || defined(__ia64__) || (defined(__x86_64__) && defined(__ILP32__))
#define AMBOS__SYSCALL(number) (-1)
#else
#define AMBOS__SYSCALL(number) (number)
#endif

/* fstatat() without the way through the C library, where its structure is the kernel's: -errno when it fails. Each
   return to a function that was entered before a system call is one that the processor does not foresee, where the
   kernel makes it forget. */
#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__)
#define AMBOS__RAW_FSTATAT 1

__attribute__((always_inline)) static inline long ambos__raw_fstatat(int dir, const char *path, void *found, int flags)
{
    register long fourth __asm__("r10") = flags;
    long result;

    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"((long)SYS_newfstatat), "D"((long)dir), "S"(path), "d"(found), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
}
#endif

#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal AMBOS__SYSCALL(424)
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open AMBOS__SYSCALL(434)
#endif
#ifndef SYS_close_range
#define SYS_close_range AMBOS__SYSCALL(436)
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 AMBOS__SYSCALL(439)
#endif
#ifndef SYS_fchmodat2
#define SYS_fchmodat2 AMBOS__SYSCALL(452)
#endif
#ifndef SYS_openat2
#define SYS_openat2 AMBOS__SYSCALL(437)
#endif
#ifndef SYS_statx
#define SYS_statx (-1)
#endif
#ifndef SYS_renameat2
#define SYS_renameat2 (-1)
#endif

/* waitid: children of every kind. */
#ifndef __WALL
#define __WALL 0x40000000
#endif

/* statfs */
#define AMBOS__CGROUP2_MAGIC 0x63677270

/* openat2 */
enum {
    AMBOS__RESOLVE_NO_XDEV = 0x01,
    AMBOS__RESOLVE_NO_MAGICLINKS = 0x02,
    AMBOS__RESOLVE_NO_SYMLINKS = 0x04,
    AMBOS__RESOLVE_BENEATH = 0x08
};

struct ambos__open_how {
    uint64_t flags;
    uint64_t mode;
    uint64_t resolve;
};

#ifndef SYS_preadv2
#define SYS_preadv2 (-1)
#endif
#ifndef SYS_pwritev2
#define SYS_pwritev2 (-1)
#endif

/* preadv2, pwritev2 */
#define AMBOS__RWF_NOWAIT 0x08L

#ifndef SYS_copy_file_range
#define SYS_copy_file_range (-1)
#endif

/* Of linux/fs.h: _IOW(0x94, 9, int), which some architectures spell otherwise. */
#define AMBOS__FICLONE _IOW(0x94, 9, int)

/* renameat2 */
enum { AMBOS__RENAME_NOREPLACE = 1, AMBOS__RENAME_EXCHANGE = 2 };

/* statx: flags, masks and struct of linux/stat.h. */
enum { AMBOS__AT_NO_AUTOMOUNT = 0x800, AMBOS__AT_EMPTY_PATH = 0x1000 };

enum {
    AMBOS__STATX_MODE = 0x0002,
    AMBOS__STATX_NLINK = 0x0004,
    AMBOS__STATX_UID = 0x0008,
    AMBOS__STATX_GID = 0x0010,
    AMBOS__STATX_ATIME = 0x0020,
    AMBOS__STATX_MTIME = 0x0040,
    AMBOS__STATX_CTIME = 0x0080,
    AMBOS__STATX_INO = 0x0100,
    AMBOS__STATX_BLOCKS = 0x0400,
    AMBOS__STATX_BASIC = 0x07ff,
    AMBOS__STATX_BTIME = 0x0800,
    AMBOS__STATX_MOUNT = 0x1000
};

struct ambos__statx_time {
    int64_t sec;
    uint32_t nsec;
    int32_t reserved;
};

struct ambos__statx {
    uint32_t mask;
    uint32_t blksize;
    uint64_t attributes;
    uint32_t nlink;
    uint32_t uid;
    uint32_t gid;
    uint16_t mode;
    uint16_t reserved0;
    uint64_t ino;
    uint64_t size;
    uint64_t blocks;
    uint64_t attributes_mask;
    struct ambos__statx_time atime;
    struct ambos__statx_time btime;
    struct ambos__statx_time ctime;
    struct ambos__statx_time mtime;
    uint32_t rdev_major;
    uint32_t rdev_minor;
    uint32_t dev_major;
    uint32_t dev_minor;
    uint64_t mount;
    uint64_t reserved1[13];
};

_Static_assert(sizeof(struct ambos__statx) == 256, "as the kernel has it");

#endif
