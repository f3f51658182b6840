/* SPDX-License-Identifier: MIT */
/* A mirror of a tree: copies what is new or changed, removes what is gone, and shows how far it is. Everything is done
   through the two open roots, so that no link leads it out of them, whoever changes the trees meanwhile.

     mirror [-n] SOURCE TARGET         -n: only say what would be done

   Without arguments it shows itself at work. */
#include "example.h"

struct mirror {
    ambos_root *source, *target; /* no target: a dry run, and there is none yet */
    int dry_run;
    unsigned copied, removed, same, failures;
};

static int failed(struct mirror *mirror, const char *name, ambos_error error)
{
    if (error) {
        printf("%s: %s\n", name, ambos_strerror(error));
        mirror->failures++;
    }
    return error != AMBOS_OK;
}

static void show_progress(const struct mirror *mirror)
{
    if (ambos_is_terminal(AMBOS_STDERR))
        (void)fprintf(stderr, "\r%u copied, %u removed, %u the same ", mirror->copied, mirror->removed, mirror->same);
}

/* Copies the contents of one open file to another. */
static ambos_error pour(ambos_file *from, ambos_file *to)
{
    char buffer[16384];
    ambos_error error;
    size_t got;

    do {
        error = ambos_file_read(from, buffer, sizeof buffer, &got);
        if (!error && got)
            error = ambos_file_write(to, buffer, got, NULL);
    } while (!error && got);
    return error;
}

/* Under another name first: a file of the target is always whole. */
static ambos_error copy_file(struct mirror *mirror, const char *name, const ambos_file_info *info)
{
    static const char part[] = ".mirror-part";
    ambos_file *from, *to = NULL;
    ambos_error error = ambos_root_file_open(&from, mirror->source, name, AMBOS_READ, 0);

    if (!error)
        error = ambos_root_file_open(&to, mirror->target, part, AMBOS_WRITE | AMBOS_CREATE | AMBOS_TRUNCATE, 0600);
    if (!error)
        error = pour(from, to);
    if (!error)
        error = ambos_futimens(to, &info->accessed, &info->modified);
    if (!error)
        error = ambos_fchmod(to, info->mode & 0777);
    (void)ambos_file_close(from);
    if (ambos_file_close(to) && !error)
        error = AMBOS_EIO;
    if (!error)
        error = ambos_root_rename(mirror->target, part, name, NULL);
    if (error && to)
        (void)!ambos_root_unlink(mirror->target, part);
    return error;
}

/* File systems keep times more or less finely. */
static int is_same_file(const ambos_file_info *a, const ambos_file_info *b)
{
    const int64_t apart = a->modified.sec - b->modified.sec;

    return a->type == b->type && a->size == b->size && apart >= -1 && apart <= 1;
}

/* Makes a new entry in the target, or one in the place of another. */
static ambos_error make(struct mirror *mirror, const char *name, const ambos_file_info *info, int clear)
{
    ambos_error error = AMBOS_OK;

    if (mirror->dry_run)
        return AMBOS_OK;
    if (clear) /* a file is where a directory is to be, or the other way round */
        error = ambos_root_remove_tree(mirror->target, name, NULL, NULL);
    if (error)
        return error;
    if (info->type == AMBOS_TYPE_DIRECTORY)
        return ambos_root_mkdir(mirror->target, name, 0, 0);
    return copy_file(mirror, name, info);
}

static int is_up_to_date(const ambos_file_info *from, const ambos_file_info *to)
{
    return from->type == AMBOS_TYPE_DIRECTORY ? to->type == from->type : is_same_file(from, to);
}

static void update(struct mirror *mirror, const char *name, const ambos_file_info *info)
{
    ambos_file_info old = { 0 };
    ambos_error error = mirror->target ? ambos_root_stat(mirror->target, name, &old) : AMBOS_ENOENT;
    const int there = error == AMBOS_OK;

    if (error == AMBOS_ENOENT || (error == AMBOS_ENOTDIR && mirror->dry_run))
        error = AMBOS_OK;
    if (failed(mirror, name, error))
        return;
    if (there && is_up_to_date(info, &old)) {
        mirror->same++;
        return;
    }
    printf("%s %s\n", info->type == AMBOS_TYPE_DIRECTORY ? "make" : there ? "update" : "copy", name);
    if (!failed(mirror, name, make(mirror, name, info, there && old.type != info->type)))
        mirror->copied++;
}

static void remove_if_gone(struct mirror *mirror, ambos_walk *walk, const char *name)
{
    ambos_file_info info;
    const ambos_error error = ambos_root_stat(mirror->source, name, &info);

    if (error != AMBOS_ENOENT && error != AMBOS_ENOTDIR)
        return;
    printf("remove %s\n", name);
    ambos_walk_prune(walk);
    if (mirror->dry_run || !failed(mirror, name, ambos_root_remove_tree(mirror->target, name, NULL, NULL)))
        mirror->removed++;
}

/* Walk one of the trees: every name of it is looked at in the other. */
static void go_through(struct mirror *mirror, const char *path, int is_source)
{
    static const ambos_walk_options sorted = { .flags = AMBOS_WALK_SORTED | AMBOS_WALK_FOLLOW_ROOT };
    const ambos_walk_entry *entry;
    ambos_file_info info;
    ambos_walk *walk;

    must(ambos_walk_open(&walk, path, &sorted), path);
    while (must(ambos_walk_next(walk, &entry), path) && entry) {
        const char *const full = ambos_walk_path(walk);
        const char *name = full ? full + strlen(path) : "";

        name += *name == '/' || *name == '\\';

        if (entry->visit == AMBOS_VISIT_ERROR || !full)
            (void)failed(mirror, *name ? name : path, full ? entry->failure.code : AMBOS_ENOMEM);
        else if (entry->depth && !is_source)
            remove_if_gone(mirror, walk, name);
        else if (entry->depth && entry->type != AMBOS_TYPE_FILE && entry->type != AMBOS_TYPE_DIRECTORY)
            printf("leave out %s\n", name); /* a link, a device */
        else if (entry->depth && !failed(mirror, name, ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info)))
            update(mirror, name, &info);
        show_progress(mirror);
    }
    ambos_walk_close(walk);
}

/* By their texts. */
static int is_in(const char *path, const char *directory)
{
    char *a, *b, *between;
    int in;

    must(ambos_path_absolute(path, &a), path);
    must(ambos_path_absolute(directory, &b), directory);
    in = ambos_path_relative(a, b, AMBOS_GRAMMAR_NATIVE, &between) == AMBOS_OK &&
         ambos_path_is_local(between, AMBOS_GRAMMAR_NATIVE); /* "." is, too */
    ambos_free(between);
    ambos_free(b);
    ambos_free(a);
    return in;
}

/* Returns the exit code. */
static int run(const char *source, const char *target, int dry_run)
{
    struct mirror mirror = { .dry_run = dry_run };

    if (is_in(target, source) || is_in(source, target)) {
        puts("neither of the two may be in the other");
        return 2;
    }
    must(ambos_root_open(&mirror.source, source), source);
    if (!dry_run)
        must(ambos_make_path(target, 0, 0), target);
    if (ambos_root_open(&mirror.target, target) == AMBOS_OK)
        go_through(&mirror, target, 0);
    else if (!dry_run || ambos_access(target, AMBOS_ACCESS_EXISTS) != AMBOS_ENOENT)
        must(ambos_root_open(&mirror.target, target), target);
    go_through(&mirror, source, 1);
    ambos_root_close(mirror.source);
    ambos_root_close(mirror.target);
    printf("%u copied, %u removed, %u the same, %u failures%s\n", mirror.copied, mirror.removed, mirror.same,
           mirror.failures, dry_run ? " (nothing was done)" : "");
    return mirror.failures != 0;
}

static int demonstrate(void)
{
    int wrong;

    work_in_temporary_directory();
    must(ambos_make_path("source/photos", 0, 0), "source");
    write_text("source/letter.txt", "Dear reader");
    write_text("source/photos/cat.jpg", "miaow");
    wrong = run("source", "source/target", 1) != 2;
    wrong += run("source", "target", 1);
    wrong += run("source", "target", 0);
    wrong += run("source", "target", 0);

    write_text("source/letter.txt", "Dear reader, farewell");
    must(ambos_remove_tree("source/photos", NULL, NULL), "source/photos");
    write_text("source/photos", "a file now");
    must(ambos_make_path("target/old/things", 0, 0), "target/old");
    wrong += run("source", "target", 0);
    show_file("target/letter.txt");
    show_file("target/photos");
    return wrong;
}

int main(int argc, char **argv)
{
    char **args;
    int code = 2;

    must(ambos_args(argc, argv, &args), "the arguments");
    if (argc < 2)
        code = demonstrate();
    else if (argc == 3)
        code = run(args[1], args[2], 0);
    else if (argc == 4 && strcmp(args[1], "-n") == 0)
        code = run(args[2], args[3], 1);
    else
        puts("usage: mirror [-n] SOURCE TARGET");
    ambos_free(args);
    return code;
}
