/* SPDX-License-Identifier: MIT */
/* Linux: a cgroup of version 2 for a tree of processes, below our own. */
#include "posix/posix.h"
#include "posix/process.h"

#if AMBOS__LINUX

#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>

#include "posix/linux_abi.h"

#define CGROUP_NAME_TRIES 100
/* How deep descendants may have made others inside, that we remove. */
#define CGROUP_DEEPEST 32

/* ---- where it is ---- */

/* The lines of a file of /proc; one that is longer than the buffer is cut. */
struct cgroup_lines {
    int fd;
    size_t size;
    size_t next;
    char text[2 * PATH_MAX];
};

static bool cgroup_lines_open(struct cgroup_lines *lines, const char *path)
{
    lines->fd = open(path, O_RDONLY | O_CLOEXEC);
    lines->size = 0;
    lines->next = 0;
    return lines->fd != -1;
}

static bool cgroup_lines_fill(struct cgroup_lines *lines)
{
    ssize_t got;

    memmove(lines->text, lines->text + lines->next, lines->size - lines->next);
    lines->size -= lines->next;
    lines->next = 0;
    AMBOS__RETRY(got, read(lines->fd, lines->text + lines->size, sizeof lines->text - 1 - lines->size));
    if (got <= 0)
        return false;
    lines->size += (size_t)got;
    return true;
}

/* NULL at the end. Without its newline; good until the next. */
static char *cgroup_line(struct cgroup_lines *lines)
{
    char *line, *end;

    for (;;) {
        line = lines->text + lines->next;
        end = (char *)memchr(line, '\n', lines->size - lines->next);
        if (end)
            break;
        if (lines->next == 0 && lines->size == sizeof lines->text - 1)
            lines->size = 0;
        if (!cgroup_lines_fill(lines))
            return NULL;
    }
    *end = '\0';
    lines->next = (size_t)(end + 1 - lines->text);
    return line;
}

/* Our own cgroup, from the root of what we may see. */
static bool cgroup_own(char own[PATH_MAX])
{
    struct cgroup_lines lines;
    const char *line;
    bool found = false;

    if (!cgroup_lines_open(&lines, "/proc/self/cgroup"))
        return false;
    while (!found && (line = cgroup_line(&lines)) != NULL) {
        found = strncmp(line, "0::/", 4) == 0 && strncmp(line, "0::/..", 6) != 0 && strlen(line + 3) < PATH_MAX;
        if (found)
            strcpy(own, line + 3);
    }
    ambos__fd_discard(lines.fd);
    return found;
}

/* Blanks and backslashes are written as three octal digits there. */
static void cgroup_unescape(char *text)
{
    char *to = text;

    for (; *text; text++) {
        if (text[0] == '\\' && text[1] && text[2] && text[3]) {
            *to++ = (char)((text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0'));
            text += 3;
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
}

/* Of "ID PARENT DEVICE ROOT POINT OPTIONS [MORE] - TYPE SOURCE OPTIONS". */
static bool cgroup_mount(char *line, char **root, char **point)
{
    char *more, *field = strtok_r(line, " ", &more);
    int i;

    for (i = 1; field && i <= 4; i++) {
        field = strtok_r(NULL, " ", &more);
        if (i == 3)
            *root = field;
        else if (i == 4)
            *point = field;
    }
    while (field && strcmp(field, "-") != 0)
        field = strtok_r(NULL, " ", &more);
    field = field ? strtok_r(NULL, " ", &more) : NULL;
    if (!field || strcmp(field, "cgroup2") != 0)
        return false;
    cgroup_unescape(*root);
    cgroup_unescape(*point);
    return true;
}

/* Our own cgroup below a mount whose root is this one; NULL: it is not to be seen there. */
static const char *cgroup_below(const char *own, const char *root)
{
    const size_t length = strcmp(root, "/") == 0 ? 0 : strlen(root);

    if (strncmp(own, root, length) != 0 || (own[length] != '/' && own[length] != '\0'))
        return NULL;
    return own + length;
}

/* Another file system may be mounted over it. */
static int cgroup_open(const char *point, const char *below)
{
    char path[PATH_MAX];
    struct statfs info;
    int fd;

    if (snprintf(path, sizeof path, "%s%s", point, below) >= (int)sizeof path)
        return -1;
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd == -1 || (fstatfs(fd, &info) == 0 && (uint32_t)info.f_type == AMBOS__CGROUP2_MAGIC))
        return fd;
    ambos__fd_discard(fd);
    return -1;
}

/* The directory of our own cgroup, or -1. */
static int cgroup_find(void)
{
    struct cgroup_lines lines;
    char own[PATH_MAX];
    char *line, *root, *point;
    int fd = -1;

    if (!cgroup_own(own) || !cgroup_lines_open(&lines, "/proc/self/mountinfo"))
        return -1;
    while (fd == -1 && (line = cgroup_line(&lines)) != NULL) {
        const char *below = cgroup_mount(line, &root, &point) ? cgroup_below(own, root) : NULL;

        if (below)
            fd = cgroup_open(point, below);
    }
    ambos__fd_discard(lines.fd);
    return fd == -1 ? -1 : ambos__fd_above_std(fd);
}

/* ---- making ---- */

static int cgroup_open_file(const struct ambos__tree *tree, const char *name, int flags)
{
    char path[AMBOS__CGROUP_NAME_SIZE + 32];

    (void)snprintf(path, sizeof path, "%s/%s", tree->cgroup, name);
    return openat(tree->cgroup_dir, path, flags | O_CLOEXEC);
}

/* The numbers only keep names apart: the name is taken by making it. */
static int cgroup_make_dir(struct ambos__tree *tree)
{
    uint64_t number = (uint64_t)ambos_clock_ns();
    int tries;

    for (tries = 0; tries < CGROUP_NAME_TRIES; tries++, number++) {
        (void)snprintf(tree->cgroup, sizeof tree->cgroup, "ambos-%ld-%llx", (long)getpid(), (unsigned long long)number);
        if (mkdirat(tree->cgroup_dir, tree->cgroup, 0755) == 0)
            return 0;
        if (errno != EEXIST)
            break;
    }
    return errno;
}

/* Above the standard streams, as all that is ours. */
static int cgroup_open_ends(struct ambos__tree *tree, int *entry)
{
    const int end = cgroup_open_file(tree, "cgroup.procs", O_WRONLY);

    tree->cgroup_kill = cgroup_open_file(tree, "cgroup.kill", O_WRONLY);
    if (end == -1 || tree->cgroup_kill == -1) {
        ambos__fd_discard(end);
        return errno;
    }
    *entry = ambos__fd_above_std(end);
    tree->cgroup_kill = ambos__fd_above_std(tree->cgroup_kill);
    return 0;
}

int ambos__cgroup_make(struct ambos__tree *tree, int *entry)
{
    int error;

    tree->cgroup_dir = cgroup_find();
    if (tree->cgroup_dir == -1)
        return ENOENT;
    error = cgroup_make_dir(tree);
    if (error) {
        tree->cgroup[0] = '\0';
        return error;
    }
    return cgroup_open_ends(tree, entry);
}

/* ---- ending ---- */

/* Who is just being started in it dies too. The file is that of this one cgroup for
   ever: gone with it, and then ENODEV. */
int ambos__cgroup_kill(const struct ambos__tree *tree)
{
    ssize_t done;

    AMBOS__RETRY(done, write(tree->cgroup_kill, "1", 1));
    return done == 1 || errno == ENODEV ? 0 : errno;
}

static bool cgroup_is_populated(int events)
{
    char text[256];
    ssize_t got;

    AMBOS__RETRY(got, pread(events, text, sizeof text - 1, 0));
    if (got < 0)
        return false;
    text[got] = '\0';
    return strstr(text, "populated 1") != NULL;
}

void ambos__cgroup_await(const struct ambos__tree *tree, int64_t timeout_ms)
{
    const int events = cgroup_open_file(tree, "cgroup.events", O_RDONLY);
    const int64_t deadline = ambos__deadline_after(timeout_ms);
    struct pollfd asked;
    int64_t left;

    if (events == -1)
        return;
    asked.fd = events;
    asked.events = POLLPRI;
    while (cgroup_is_populated(events) && (left = ambos__deadline_left(deadline)) > 0) {
        asked.revents = 0;
        (void)poll(&asked, 1, (int)left);
    }
    ambos__fd_discard(events);
}

/* The directories in one, which is `fd`, taken here. What cannot be removed stays. */
static void cgroup_remove_inside(int fd, int deep)
{
    DIR *listing = fdopendir(fd);
    struct dirent *entry;

    if (!listing) {
        ambos__fd_discard(fd);
        return;
    }
    while ((entry = readdir(listing)) != NULL) {
        int inner = -1;

        if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
            continue;
        if (deep > 0)
            inner = openat(dirfd(listing), entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (inner != -1)
            cgroup_remove_inside(inner, deep - 1);
        (void)unlinkat(dirfd(listing), entry->d_name, AT_REMOVEDIR);
    }
    closedir(listing);
}

static int cgroup_remove_once(const struct ambos__tree *tree)
{
    return unlinkat(tree->cgroup_dir, tree->cgroup, AT_REMOVEDIR) == 0 || errno == ENOENT ? 0 : errno;
}

/* Descendants may have made others in it. */
static int cgroup_remove_with_all(const struct ambos__tree *tree)
{
    const int error = cgroup_remove_once(tree);
    int fd, events;
    bool empty;

    if (error != EBUSY)
        return error;
    events = cgroup_open_file(tree, "cgroup.events", O_RDONLY);
    empty = events != -1 && !cgroup_is_populated(events);
    ambos__fd_discard(events);
    if (!empty)
        return EBUSY;
    fd = openat(tree->cgroup_dir, tree->cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd != -1)
        cgroup_remove_inside(fd, CGROUP_DEEPEST);
    return cgroup_remove_once(tree);
}

int ambos__cgroup_remove(const struct ambos__tree *tree)
{
    struct ambos__tree again = *tree;
    int error;

    if (tree->cgroup_dir != -1)
        return cgroup_remove_with_all(tree);
    again.cgroup_dir = cgroup_find();
    error = again.cgroup_dir == -1 ? ENOENT : cgroup_remove_with_all(&again);
    ambos__fd_discard(again.cgroup_dir);
    return error;
}

#else

int ambos__cgroup_make(struct ambos__tree *tree, int *entry)
{
    (void)tree;
    (void)entry;
    return ENOTSUP;
}

int ambos__cgroup_kill(const struct ambos__tree *tree)
{
    (void)tree;
    return ENOTSUP;
}

void ambos__cgroup_await(const struct ambos__tree *tree, int64_t timeout_ms)
{
    (void)tree;
    (void)timeout_ms;
}

int ambos__cgroup_remove(const struct ambos__tree *tree)
{
    (void)tree;
    return 0;
}

#endif
