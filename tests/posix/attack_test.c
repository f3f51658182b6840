/* SPDX-License-Identifier: MIT */
/* Somebody who swaps a directory with a link, again and again, while work goes on in it. In each case the attacker must
   first win against the plain way of doing it; then, for AMBOS_ATTACK_MS milliseconds (3000), what is outside must stay
   as it is. */
#define _GNU_SOURCE 1
#include <ambos/ambos.h>
#include "check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)

#include <sys/prctl.h>
#include <sys/syscall.h>

#define FILES 8
/* The attacker wins against the plain way within so long, or the case fails. */
#define PATIENCE_MS 90000

/* base/precious: outside, with c0 ... and `secret`. base/work/d and base/swap: a directory and a link to `precious`,
   changing places. */
struct scene {
    char precious[256], work[256], d[256], swap[256];
    pid_t attacker;
};

static const char *in(const char *dir, const char *name)
{
    static char texts[4][600];
    static unsigned turn;
    char *text = texts[turn++ % 4];

    snprintf(text, sizeof texts[0], "%s/%s", dir, name);
    return text;
}

static void fill(int dir)
{
    char name[16];
    int i;

    for (i = 0; i < FILES; i++) {
        int fd;

        snprintf(name, sizeof name, "c%d", i);
        fd = openat(dir, name, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd != -1)
            close(fd);
    }
}

/* A directory itself, wherever the swapping has put it. */
static bool fill_directory(const char *path)
{
    const int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (dir == -1)
        return false;
    fill(dir);
    close(dir);
    return true;
}

/* Nothing there is new, nothing gone, nothing changed. */
static bool intact(const struct scene *scene)
{
    struct dirent *entry;
    struct stat info;
    int right = 0, wrong = 0;
    DIR *list = opendir(scene->precious);

    while (list && (entry = readdir(list))) {
        if (entry->d_name[0] == '.')
            continue;
        if (fstatat(dirfd(list), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) || !S_ISREG(info.st_mode) ||
            (info.st_mode & 0777) != 0644 || info.st_size != (entry->d_name[0] == 's' ? 6 : 0))
            wrong++;
        else if (strcmp(entry->d_name, "secret") == 0 || (entry->d_name[0] == 'c' && strlen(entry->d_name) == 2))
            right++;
        else
            wrong++;
    }
    if (list)
        closedir(list);
    return wrong == 0 && right == FILES + 1;
}

static int empty_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    (void)remove(path);
    return 0;
}

/* The plain way: paths. */
static void naive_remove(const char *path)
{
    nftw(path, empty_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void restore(struct scene *scene)
{
    naive_remove(scene->precious);
    mkdir(scene->precious, 0755);
    CHECK(fill_directory(scene->precious));
    test_write_file(in(scene->precious, "secret"), "secret", 6);
    chmod(in(scene->precious, "secret"), 0644);
}

static void attack(const struct scene *scene)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
        syscall(SYS_renameat2, AT_FDCWD, scene->d, AT_FDCWD, scene->swap, 2u);
}

static struct scene begin(void)
{
    struct scene scene;

    umask(022);
    snprintf(scene.precious, sizeof scene.precious, "%s/precious", test_dir());
    snprintf(scene.work, sizeof scene.work, "%s/work", test_dir());
    snprintf(scene.d, sizeof scene.d, "%s/work/d", test_dir());
    snprintf(scene.swap, sizeof scene.swap, "%s/swap", test_dir());
    mkdir(scene.precious, 0755);
    restore(&scene);
    scene.attacker = fork();
    if (scene.attacker == 0)
        attack(&scene);
    CHECK(scene.attacker > 1);
    return scene;
}

static void end(const struct scene *scene)
{
    CHECK(scene->attacker > 1);
    kill(scene->attacker, SIGKILL);
    waitpid(scene->attacker, NULL, 0);
}

/* Both ends of the swap are there, and the one that is a directory is full. */
static bool is_armed(const struct scene *scene)
{
    int tries;

    for (tries = 0; tries < 100; tries++)
        if (fill_directory(scene->d) || fill_directory(scene->swap))
            return test_exists(scene->d) && test_exists(scene->swap);
    return false;
}

/* One end is moved out of the way first, so that nothing is swapped any more. */
static void arm(const struct scene *scene)
{
    const char *aside = test_path("aside");

    if (is_armed(scene))
        return;
    (void)rename(scene->d, aside);
    CHECK(!test_exists(scene->d));
    naive_remove(aside);
    naive_remove(scene->swap);
    mkdir(scene->work, 0755);
    CHECK_INT(mkdir(scene->d, 0755), 0);
    CHECK(fill_directory(scene->d));
    CHECK_INT(symlink(scene->precious, scene->swap), 0);
}

static int64_t attack_ms(void)
{
    const char *text = getenv("AMBOS_ATTACK_MS");

    return text ? atoll(text) : 3000;
}

/* Rounds until the canary is hurt or the time is over. */
static bool survives(struct scene *scene, void (*work)(const struct scene *scene), int64_t ms, unsigned *rounds)
{
    const int64_t until = test_clock_ms() + ms;
    bool unhurt = true;

    for (*rounds = 0; unhurt && test_clock_ms() < until; ++*rounds) {
        arm(scene);
        work(scene);
        unhurt = intact(scene);
    }
    return unhurt;
}

static void duel(void (*naive)(const struct scene *scene), void (*ours)(const struct scene *scene))
{
    struct scene scene = begin();
    unsigned rounds;
    bool unhurt;

    unhurt = survives(&scene, naive, PATIENCE_MS, &rounds);
    printf("the plain way: %s after %u rounds\n", unhurt ? "unhurt" : "hurt", rounds);
    if (unhurt) {
        end(&scene);
        FAIL("the attacker is too weak to show anything");
    }
    end(&scene);
    naive_remove(scene.work);
    naive_remove(scene.swap);
    scene = begin();
    unhurt = survives(&scene, ours, attack_ms(), &rounds);
    end(&scene);
    printf("ours: %s after %u rounds\n", unhurt ? "unhurt" : "hurt", rounds);
    CHECK(unhurt);
    CHECK(rounds > 0);
}

/* ---- removing ---- */

static void remove_plainly(const struct scene *scene)
{
    naive_remove(scene->work);
}

static void remove_as_we_do(const struct scene *scene)
{
    const ambos_tree_options options = { .flags = AMBOS_REMOVE_FORCE | AMBOS_REMOVE_MISSING_OK };

    if (ambos_remove_tree(scene->work, &options, NULL))
        naive_remove("");
}

static void attack_removal(void)
{
    duel(remove_plainly, remove_as_we_do);
}

/* ---- in a root ---- */

/* What is often done: look whether it is a directory of ours, then use the path. */
static void use_plainly(const struct scene *scene)
{
    struct stat info;
    int fd;

    if (lstat(scene->d, &info) || !S_ISDIR(info.st_mode))
        return;
    fd = open(in(scene->d, "new"), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd != -1)
        close(fd);
}

static void use_names(ambos_root *root)
{
    ambos_file *file;

    if (ambos_root_file_open(&file, root, "d/new", AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0) == AMBOS_OK)
        (void)ambos_file_close(file);
    if (ambos_root_file_open(&file, root, "d/secret", AMBOS_WRITE | AMBOS_TRUNCATE, 0) == AMBOS_OK)
        FAIL("opened outside");
    if (ambos_root_write_file(root, "d/new", "whole", 5, NULL))
        errno = 0;
    if (ambos_root_make_path(root, "d/made/in/d", 0))
        errno = 0;
    if (ambos_root_mkdir(root, "d/dir", 0, 0))
        errno = 0;
    if (ambos_root_symlink(root, "anywhere", "d/link", 0))
        errno = 0;
    if (ambos_root_chmod(root, "d/c0", 0600))
        errno = 0;
    if (ambos_root_rename(root, "d/c1", "d/renamed", NULL))
        errno = 0;
    if (ambos_root_unlink(root, "d/c2"))
        errno = 0;
    if (ambos_root_rmdir(root, "d/dir"))
        errno = 0;
    if (ambos_root_remove_tree(root, "d/made", NULL, NULL))
        errno = 0;
    if (ambos_root_unlink(root, "d/secret") == AMBOS_OK)
        FAIL("removed outside");
}

static void look_at_names(ambos_root *root)
{
    const ambos_dir_entry *entry;
    ambos_file_info info;
    ambos_dir *dir;
    char *target;

    if (ambos_root_stat(root, "d/secret", &info) == AMBOS_OK)
        FAIL("saw outside");
    if (ambos_root_readlink(root, "d/secret", &target) == AMBOS_EINVAL)
        FAIL("looked for a link outside");
    if (ambos_root_dir_open(&dir, root, "d"))
        return;
    while (ambos_dir_next(dir, &entry) == AMBOS_OK && entry)
        if (strcmp(entry->name, "secret") == 0)
            FAIL("listed outside");
    ambos_dir_close(dir);
}

static void use_a_root(const struct scene *scene)
{
    ambos_root *root;
    int i;

    CHECK_OK(ambos_root_open(&root, scene->work));
    for (i = 0; i < 20; i++) {
        use_names(root);
        look_at_names(root);
        if (ambos_root_unlink(root, "d/new") || ambos_root_unlink(root, "d/renamed") ||
            ambos_root_unlink(root, "d/link"))
            errno = 0;
    }
    ambos_root_close(root);
}

static void attack_root(void)
{
    duel(use_plainly, use_a_root);
}

/* ---- copying ---- */

static int copy_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    char to[1200];

    snprintf(to, sizeof to, "%s/copy%s", test_dir(), path + strlen(test_path("work")));
    if (S_ISDIR(info->st_mode))
        mkdir(to, 0755);
    else if (strcmp(path + where->base, "secret") == 0)
        test_write_file(to, "leaked", 6);
    else
        (void)kind;
    return 0;
}

/* Not through a link that was copied. */
static bool leaked(void)
{
    const int dir = open(test_path("copy/d"), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const bool found = dir != -1 && faccessat(dir, "secret", F_OK, 0) == 0;

    if (dir != -1)
        close(dir);
    return found;
}

static void note_leak(const struct scene *scene)
{
    /* What has come out counts as hurt. */
    if (leaked())
        chmod(in(scene->precious, "secret"), 0600);
    naive_remove(test_path("copy"));
}

static void copy_plainly(const struct scene *scene)
{
    nftw(scene->work, copy_one, 16, FTW_PHYS);
    note_leak(scene);
}

static void copy_out_as_we_do(const struct scene *scene)
{
    const ambos_copy_tree_options options = { .flags = AMBOS_COPY_TREE_MERGE };
    ambos_tree_report report;

    if (ambos_copy_tree(scene->work, test_path("copy"), &options, &report))
        ambos_free(report.path);
    note_leak(scene);
}

static void attack_source(void)
{
    duel(copy_plainly, copy_out_as_we_do);
}

/* A tree whose `d` has a file `new`, copied over the one that is being swapped. */
static const char *tree_to_copy(void)
{
    if (!test_exists(test_path("new"))) {
        test_make_dir(test_path("new"));
        test_make_dir(test_path("new/d"));
        test_make_dir(test_path("new/d/new"));
        test_write_file(test_path("new/d/other"), "x", 1);
    }
    return test_path("new");
}

static void copy_in_as_we_do(const struct scene *scene)
{
    const ambos_copy_tree_options options = { .flags = AMBOS_COPY_TREE_MERGE | AMBOS_COPY_TREE_PRESERVE };
    ambos_tree_report report;
    int i;

    for (i = 0; i < 20; i++)
        if (ambos_copy_tree(tree_to_copy(), scene->work, &options, &report))
            ambos_free(report.path);
}

static void attack_target(void)
{
    duel(use_plainly, copy_in_as_we_do);
}

/* ---- making a path ---- */

/* `work` is to be made anew; while it is not there the attacker has nothing to swap with the link. */
static void clear_the_way(const struct scene *scene)
{
    const char *aside = test_path("aside");

    (void)rename(scene->work, aside);
    CHECK(!test_exists(scene->work));
    CHECK_OK(ambos_remove_tree(aside, &(ambos_tree_options){ .flags = AMBOS_REMOVE_MISSING_OK }, NULL));
    naive_remove(scene->swap);
    CHECK_INT(symlink(scene->precious, scene->swap), 0);
}

#define MADE "made/in/a/path/of/many/parts"

static void make_plainly(const struct scene *scene)
{
    char path[600];
    char *at;

    clear_the_way(scene);
    snprintf(path, sizeof path, "%s/d/" MADE "/", scene->work);
    for (at = path + strlen(scene->work); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        mkdir(path, 0755);
        *at = '/';
    }
}

static void make_as_we_do(const struct scene *scene)
{
    int i;

    for (i = 0; i < 20; i++) {
        clear_the_way(scene);
        if (ambos_make_path(in(scene->d, MADE), 0, 0))
            errno = 0;
    }
}

static void attack_making(void)
{
    duel(make_plainly, make_as_we_do);
}

#else

static void attack_removal(void)
{
    SKIP("nothing can be exchanged here");
}

#define attack_root attack_removal
#define attack_source attack_removal
#define attack_target attack_removal
#define attack_making attack_removal

#endif

TEST(removing_never_leaves_the_tree)
{
    attack_removal();
}

TEST(a_root_is_never_left)
{
    attack_root();
}

TEST(copying_never_leaves_the_source)
{
    attack_source();
}

TEST(copying_never_leaves_the_target)
{
    attack_target();
}

TEST(making_a_path_follows_nothing_once_it_has_made_a_part)
{
    attack_making();
}
