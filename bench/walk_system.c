/* SPDX-License-Identifier: MIT */
/* The bare system calls, and what the C library has. */
#include "walk_peers.h"

#include <dirent.h>
#include <fcntl.h>
#include <fts.h>
#include <ftw.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BUFFER = 32768 };

struct record {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[1];
};

static long count_below(int fd, bool stat);

static long count_directory(int parent, const char *name, bool stat)
{
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    long count;

    if (fd == -1)
        return -1;
    count = count_below(fd, stat);
    close(fd);
    return count;
}

static long count_record(int fd, const struct record *record, bool stat)
{
    struct stat info;
    long below;

    if (record->name[0] == '.' && (!record->name[1] || (record->name[1] == '.' && !record->name[2])))
        return 0;
    if (stat && fstatat(fd, record->name, &info, AT_SYMLINK_NOFOLLOW))
        return -1;
    if (record->type != DT_DIR)
        return 1;
    below = count_directory(fd, record->name, stat);
    return below == -1 ? -1 : below + 1;
}

static long count_below(int fd, bool stat)
{
    _Alignas(8) char buffer[BUFFER];
    long count = 0, size, at;

    while ((size = syscall(SYS_getdents64, fd, buffer, sizeof buffer)) > 0)
        for (at = 0; at < size; at += ((const struct record *)(buffer + at))->length) {
            const long more = count_record(fd, (const struct record *)(buffer + at), stat);

            if (more == -1)
                return -1;
            count += more;
        }
    return size == 0 ? count : -1;
}

long bench_walk_bare(const char *root, bool stat)
{
    return count_directory(AT_FDCWD, root, stat);
}

static long nftw_count;

static int nftw_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)path;
    (void)info;
    (void)kind;
    nftw_count += where->level > 0;
    return 0;
}

/* It always asks. */
long bench_walk_nftw(const char *root, bool stat)
{
    (void)stat;
    nftw_count = 0;
    return nftw(root, nftw_one, 32, FTW_PHYS) ? -1 : nftw_count;
}

long bench_walk_fts(const char *root, bool stat)
{
    char *roots[2] = { NULL, NULL };
    char copy[4096];
    long count = 0;
    FTSENT *entry;
    FTS *fts;

    strncpy(copy, root, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    roots[0] = copy;
    fts = fts_open(roots, FTS_PHYSICAL | (stat ? 0 : FTS_NOSTAT), NULL);
    if (!fts)
        return -1;
    while ((entry = fts_read(fts)) != NULL)
        count += entry->fts_info != FTS_DP && entry->fts_level > 0;
    fts_close(fts);
    return count;
}
