/* SPDX-License-Identifier: MIT */
#include "posix/posix.h"

#include <limits.h>
#include <string.h>

#include "core/temp.h"

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

enum { REPLACE_LINKS_MAX = 40 };

static int replace_dir(const struct ambos_file_replace *replace)
{
    return replace->dir == AMBOS_NO_HANDLE ? AT_FDCWD : (int)replace->dir;
}

static int replace_fd(const struct ambos_file_replace *replace)
{
    return (int)replace->file.handle;
}

/* The end of it, however it went; a name that nobody wants any more is taken away. */
static void replace_end(struct ambos_file_replace *replace)
{
    if (replace->file.handle != AMBOS_NO_HANDLE)
        ambos__fd_discard(replace_fd(replace));
    if (replace->temporary[0])
        unlinkat(replace_dir(replace), replace->temporary, 0);
    if (replace->dir != AMBOS_NO_HANDLE)
        ambos__fd_discard((int)replace->dir);
}

/* ---- where it is ---- */

/* What no file can have as its name: "x/", "." and "..". */
static ambos_error replace_refuse_directory(const struct ambos_file_replace *replace, const char *path)
{
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstatat(replace_dir(replace), path, &info, 0));
    if (result && errno != ENOENT)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_QUERY);
}

/* From the directory we are in to that of the path, and the last name of it. */
static ambos_error replace_enter(struct ambos_file_replace *replace, const char *path)
{
    const int access = replace->flags & AMBOS_WRITE_DURABLE ? O_RDONLY : AMBOS__O_SEARCH;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const size_t length = (size_t)(name - path);
    char parent[PATH_MAX] = ".";
    int fd;

    if (!*path)
        return ambos__fail(AMBOS_ENOENT, AMBOS_STEP_OPEN);
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return replace_refuse_directory(replace, path);
    if (length >= sizeof parent || strlen(name) >= sizeof replace->name)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_OPEN);
    if (length > 0) {
        memcpy(parent, path, length);
        parent[length] = '\0';
    }
    AMBOS__RETRY(fd, openat(replace_dir(replace), parent, access | O_DIRECTORY | O_CLOEXEC));
    if (fd == -1)
        return ambos__fail_errno(AMBOS_STEP_OPEN);
    if (replace->dir != AMBOS_NO_HANDLE)
        ambos__fd_discard((int)replace->dir);
    replace->dir = fd;
    memcpy(replace->name, name, strlen(name) + 1);
    return AMBOS_OK;
}

/* What is there already, a link that is followed aside. */
static ambos_error replace_look(struct ambos_file_replace *replace, const struct stat *info)
{
    if (replace->flags & AMBOS_WRITE_CREATE_ONLY)
        return ambos__fail(AMBOS_EEXIST, AMBOS_STEP_QUERY);
    if (S_ISDIR(info->st_mode))
        return ambos__fail(AMBOS_EISDIR, AMBOS_STEP_QUERY);
    /* The mode of a link says nothing. */
    if (S_ISLNK(info->st_mode))
        return AMBOS_OK;
    if (!S_ISREG(info->st_mode))
        return ambos__fail(AMBOS_ENOTSUP, AMBOS_STEP_QUERY);
    replace->exists = true;
    replace->old_mode = info->st_mode & (uint32_t)AMBOS_MODE_ALL;
    replace->old_uid = info->st_uid;
    replace->old_gid = info->st_gid;
    return AMBOS_OK;
}

/* In a directory such as /tmp anybody may have put the link there, to have another's file replaced. A kernel may be told
   to refuse such (fs.protected_symlinks), but it is not the kernel that follows here. Nobody else can take away a link
   that is trusted. */
static ambos_error replace_check_link(const struct ambos_file_replace *replace, const struct stat *link)
{
    const mode_t shared = S_ISVTX | S_IWOTH;
    struct stat info;
    int result;

    AMBOS__RETRY(result, fstat((int)replace->dir, &info));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    if ((info.st_mode & shared) != shared || link->st_uid == geteuid() || link->st_uid == info.st_uid)
        return AMBOS_OK;
    return ambos__fail(AMBOS_EACCES, AMBOS_STEP_QUERY);
}

/* What the link of this name says; the name itself when somebody has put something else there, or nothing. */
static ambos_error replace_follow(const struct ambos_file_replace *replace, char target[PATH_MAX])
{
    ssize_t length;

    AMBOS__RETRY(length, readlinkat((int)replace->dir, replace->name, target, PATH_MAX));
    if (length == -1 && (errno == EINVAL || errno == ENOENT)) {
        memcpy(target, replace->name, strlen(replace->name) + 1);
        return AMBOS_OK;
    }
    if (length == -1)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    if (length >= PATH_MAX)
        return ambos__fail(AMBOS_ENAMETOOLONG, AMBOS_STEP_QUERY);
    target[length] = '\0';
    return AMBOS_OK;
}

static ambos_error replace_find(struct ambos_file_replace *replace, const char *path)
{
    const bool follow = !(replace->flags & (AMBOS_NOFOLLOW | AMBOS_WRITE_CREATE_ONLY));
    char target[PATH_MAX];
    struct stat info;
    int links;

    for (links = 0; links <= REPLACE_LINKS_MAX; links++) {
        ambos_error error = replace_enter(replace, path);
        int result;

        if (error)
            return error;
        AMBOS__RETRY(result, fstatat((int)replace->dir, replace->name, &info, AT_SYMLINK_NOFOLLOW));
        if (result)
            return errno == ENOENT ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_QUERY);
        if (!S_ISLNK(info.st_mode) || !follow)
            return replace_look(replace, &info);
        error = replace_check_link(replace, &info);
        if (!error)
            error = replace_follow(replace, target);
        if (error)
            return error;
        path = target;
    }
    return ambos__fail(AMBOS_ELOOP, AMBOS_STEP_QUERY);
}

/* ---- the file beside it ---- */

/* Nobody else shall see what is not whole; but a new file with a mode by default has it from birth, since only the
   kernel knows the umask without a race and what the directory hands down. */
static mode_t replace_first_mode(const struct ambos_file_replace *replace)
{
    return replace->exists || replace->mode ? 0600 : 0666;
}

static ambos_error replace_create(struct ambos_file_replace *replace)
{
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY;
    char name[AMBOS__TEMP_NAME_ROOM];
    ambos_error error;
    int fd = -1;

    if (!replace->exists)
        AMBOS__RETRY(fd, ambos__open_nameless((int)replace->dir, ".", replace_first_mode(replace), true));
    if (fd == -1) {
        error = ambos__temp_name(name, AMBOS_STEP_CREATE);
        if (error)
            return error;
        AMBOS__RETRY(fd, openat((int)replace->dir, name, flags, replace_first_mode(replace)));
        if (fd == -1)
            return ambos__fail_errno(AMBOS_STEP_CREATE);
        memcpy(replace->temporary, name, sizeof name);
    }
    replace->file.handle = fd;
    return AMBOS_OK;
}

ambos_error ambos__os_replace_begin(struct ambos_file_replace *replace, const char *path)
{
    ambos_error error = replace_find(replace, path);

    if (!error)
        error = replace_create(replace);
    if (error)
        replace_end(replace);
    return error;
}

void ambos__os_replace_abandon(struct ambos_file_replace *replace)
{
    replace_end(replace);
}

/* ---- what the old file had ---- */

/* What could be kept of the old owner. */
struct replace_kept {
    bool user;
    bool group;
};

static bool replace_may_not(int number)
{
    return number == EPERM || number == EINVAL;
}

static ambos_error replace_chown(int fd, uid_t uid, gid_t gid, bool *done)
{
    int result;

    AMBOS__RETRY(result, fchown(fd, uid, gid));
    *done = result == 0;
    return result == 0 || replace_may_not(errno) ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

static ambos_error replace_keep_owner(const struct ambos_file_replace *replace, struct replace_kept *kept)
{
    const int fd = replace_fd(replace);
    ambos_error error = AMBOS_OK;
    struct stat now;
    bool both = false;
    int result;

    AMBOS__RETRY(result, fstat(fd, &now));
    if (result)
        return ambos__fail_errno(AMBOS_STEP_QUERY);
    kept->user = now.st_uid == replace->old_uid;
    kept->group = now.st_gid == replace->old_gid;
    if (kept->user && kept->group)
        return AMBOS_OK;
    error = replace_chown(fd, replace->old_uid, replace->old_gid, &both);
    if (!error && !both && !kept->group)
        error = replace_chown(fd, (uid_t)-1, replace->old_gid, &kept->group);
    if (both)
        kept->user = kept->group = true;
    return error;
}

/* A bit must not mean more than it did: what belonged to another now belongs to us. */
static mode_t replace_kept_mode(const struct ambos_file_replace *replace, const struct replace_kept *kept)
{
    mode_t mode = (mode_t)replace->old_mode;

    if (!kept->user)
        mode &= ~(mode_t)S_ISUID;
    if (!kept->group)
        mode &= ~(mode_t)(S_ISGID | S_IRWXG) | (mode & S_IRWXO) << 3;
    return mode;
}

static ambos_error replace_keep(const struct ambos_file_replace *replace)
{
    const int fd = replace_fd(replace);
    struct replace_kept kept = { true, true };
    ambos_error error = replace->exists ? replace_keep_owner(replace, &kept) : AMBOS_OK;
    const bool with_acl = replace->exists && !replace->mode && kept.group;
    mode_t mode;
    int result = 0;

    if (error || (!replace->exists && !replace->mode))
        return error;
    mode = replace->mode ? (mode_t)replace->mode : replace_kept_mode(replace, &kept);
    AMBOS__RETRY(result, ambos__copy_acl((int)replace->dir, with_acl ? replace->name : NULL, fd));
    if (result == 0)
        AMBOS__RETRY(result, fchmod(fd, mode));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CHANGE);
}

/* ---- into its place ---- */

/* Some file systems tell what they could not write only when a descriptor is closed: here while there is still time.
   Its own must stay open, for it is all that a file without a name has. */
static ambos_error replace_close_copy(int fd)
{
    int copy, result;

    AMBOS__RETRY(copy, fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (copy == -1)
        return ambos__fail_errno(AMBOS_STEP_CLOSE);
    result = close(copy);
    return result == 0 || errno == EINTR || errno == EINPROGRESS ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_CLOSE);
}

static ambos_error replace_link(struct ambos_file_replace *replace, const char *name)
{
    int result;

    AMBOS__RETRY(result, ambos__link_nameless(replace_fd(replace), (int)replace->dir, name));
    return result == 0 ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_LINK);
}

static ambos_error replace_rename(struct ambos_file_replace *replace)
{
    const uint32_t flags = replace->flags & AMBOS_WRITE_CREATE_ONLY ? (uint32_t)AMBOS_RENAME_NO_REPLACE : 0;
    const ambos_error error =
        ambos__os_rename(replace->dir, replace->temporary, replace->dir, replace->name, flags, replace->retry_ms);

    if (!error)
        replace->temporary[0] = '\0';
    return error;
}

/* It gets its name at once, unless that is taken and shall be. */
static ambos_error replace_name(struct ambos_file_replace *replace)
{
    char name[AMBOS__TEMP_NAME_ROOM];
    ambos_failure before;
    ambos_error error = replace_close_copy(replace_fd(replace));

    ambos_last_failure(&before);
    if (!error)
        error = replace_link(replace, replace->name);
    if (error != AMBOS_EEXIST || (replace->flags & AMBOS_WRITE_CREATE_ONLY))
        return error;
    ambos__failure_restore(&before);
    error = ambos__temp_name(name, AMBOS_STEP_LINK);
    if (!error)
        error = replace_link(replace, name);
    if (error)
        return error;
    memcpy(replace->temporary, name, sizeof name);
    return replace_rename(replace);
}

/* Closed first, for the same reason. */
static ambos_error replace_move(struct ambos_file_replace *replace)
{
    const ambos_error error = ambos__os_file_close(&replace->file);

    return error ? error : replace_rename(replace);
}

/* A file system that says EINVAL has nothing to flush there. */
static ambos_error replace_flush(int fd)
{
    int result;

    AMBOS__RETRY(result, ambos__sync_file(fd, false));
    return result == 0 || errno == EINVAL ? AMBOS_OK : ambos__fail_errno(AMBOS_STEP_FLUSH);
}

ambos_error ambos__os_replace_commit(struct ambos_file_replace *replace)
{
    const bool durable = (replace->flags & AMBOS_WRITE_DURABLE) != 0;
    ambos_error error = replace_keep(replace);

    if (!error && durable)
        error = replace_flush(replace_fd(replace));
    if (!error)
        error = replace->temporary[0] ? replace_move(replace) : replace_name(replace);
    if (!error && durable)
        error = replace_flush((int)replace->dir);
    replace_end(replace);
    return error;
}
