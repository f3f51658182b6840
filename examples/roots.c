/* SPDX-License-Identifier: MIT */
/* A directory from which no name leads out: for names that somebody else has chosen. */
#include "example.h"

static void fill(ambos_root *root)
{
    ambos_file *file;

    /* [ambos_root_mkdir] */
    ambos_error error = ambos_root_mkdir(root, "inbox", 0, 0);

    if (error == AMBOS_EEXIST)
        puts("inbox: something bears the name");
    else
        must(error, "inbox");
    /* [ambos_root_mkdir] */

    /* [ambos_root_make_path] */
    error = ambos_root_make_path(root, "archive/2000/may", 0); /* a name from an archive, say */
    if (error == AMBOS_EINVAL || error == AMBOS_ELOOP)
        puts("a name that would lead out"); /* `..`, absolute, through a link */
    else
        must(error, "archive");
    /* [ambos_root_make_path] */

    /* [ambos_root_file_open] */
    must(ambos_root_file_open(&file, root, "inbox/letter.txt", AMBOS_WRITE | AMBOS_CREATE, 0), "inbox/letter.txt");
    must(ambos_file_write(file, "Dear reader", 11, NULL), "inbox/letter.txt");
    must(ambos_file_close(file), "inbox/letter.txt");
    /* [ambos_root_file_open] */

    /* [ambos_root_write_file] */
    static const char note[] = "short";
    const ambos_write_options fresh = { .flags = AMBOS_WRITE_CREATE_ONLY };

    must(ambos_root_write_file(root, "inbox/note.txt", note, strlen(note), &fresh), "inbox/note.txt");
    /* [ambos_root_write_file] */

    /* [ambos_root_rename] */
    const ambos_rename_options keep = { .flags = AMBOS_RENAME_NO_REPLACE };

    error = ambos_root_rename(root, "inbox/letter.txt", "archive/2000/letter.txt", &keep);
    if (error == AMBOS_EEXIST)
        puts("the archive has such a letter");
    else
        must(error, "inbox/letter.txt");
    /* [ambos_root_rename] */
}

static void look(ambos_root *root)
{
    const ambos_dir_entry *entry;
    ambos_file_info info;
    ambos_error error;
    ambos_dir *dir;
    int count = 0;

    /* [ambos_root_stat] */
    error = ambos_root_stat(root, "archive/2000/letter.txt", &info); /* of a link: the link itself */
    if (error == AMBOS_ENOENT)
        puts("there is no letter");
    else if (must(error, "the letter"))
        printf("the letter has %u bytes\n", (unsigned)info.size);
    /* [ambos_root_stat] */

    /* [ambos_root_dir_open] */
    must(ambos_root_dir_open(&dir, root, "inbox"), "inbox"); /* "." is the root itself */
    while (must(ambos_dir_next(dir, &entry), "inbox") && entry)
        count++;
    ambos_dir_close(dir);
    /* [ambos_root_dir_open] */
    printf("the inbox has %d\n", count);

    /* [ambos_root_chmod] */
    must(ambos_root_chmod(root, "archive/2000/letter.txt", 0444), "the letter"); /* read-only from now on */
    must(ambos_root_stat(root, "archive/2000/letter.txt", &info), "the letter");
    printf("its owner may write it: %s\n", yes(info.mode & AMBOS_MODE_WUSR));
    /* [ambos_root_chmod] */
}

static void try_to_get_out(ambos_root *root)
{
    char *target;
    ambos_file *file;
    ambos_error error;

    /* [ambos_root_symlink] */
    /* A link may say anything: nothing here follows it. */
    error = ambos_root_symlink(root, "../secret.txt", "inbox/link", AMBOS_SYMLINK_AUTO);
    if (error == AMBOS_EPERM || error == AMBOS_ENOTSUP)
        puts("~no links can be made here");
    else
        must(error, "inbox/link");
    /* [ambos_root_symlink] */

    /* [ambos_root_readlink] */
    error = ambos_root_readlink(root, "inbox/link", &target);
    if (error == AMBOS_OK)
        printf("~the link says %s\n", target);
    ambos_free(target);
    /* [ambos_root_readlink] */

    if (error == AMBOS_OK && ambos_root_file_open(&file, root, "inbox/link", AMBOS_READ, 0) != AMBOS_ELOOP)
        puts("a link was followed");
    printf("../secret.txt: %s\n", ambos_strerror(ambos_root_file_open(&file, root, "../secret.txt", AMBOS_READ, 0)));
    printf("/secret.txt: %s\n", ambos_strerror(ambos_root_file_open(&file, root, "/secret.txt", AMBOS_READ, 0)));
}

static void clear(ambos_root *root)
{
    ambos_tree_report report;
    ambos_error error;

    /* [ambos_root_unlink] */
    error = ambos_root_unlink(root, "inbox/note.txt"); /* of a link: the link itself */
    if (error == AMBOS_ENOENT)
        puts("there is no note");
    else
        must(error, "inbox/note.txt");
    /* [ambos_root_unlink] */

    /* [ambos_root_rmdir] */
    error = ambos_root_rmdir(root, "archive/2000/may");
    if (error == AMBOS_ENOTEMPTY)
        puts("something is in it");
    else
        must(error, "archive/2000/may");
    /* [ambos_root_rmdir] */

    /* [ambos_root_remove_tree] */
    must(ambos_root_remove_tree(root, "archive", NULL, &report), "archive");
    printf("removed %u entries\n", (unsigned)report.entries);
    ambos_free(report.path);
    /* [ambos_root_remove_tree] */
}

int main(void)
{
    work_in_temporary_directory();
    must(ambos_mkdir("upload", 0, 0), "upload");
    write_text("secret.txt", "secret");

    /* [ambos_root_open] */
    ambos_root *root;

    must(ambos_root_open(&root, "upload"), "upload"); /* the one path that is trusted */
    fill(root);
    look(root);
    /* [ambos_root_open] */
    try_to_get_out(root);
    clear(root);

    /* [ambos_root_close] */
    ambos_dir *dir;

    must(ambos_root_dir_open(&dir, root, "."), "the root");
    ambos_root_close(root); /* what was opened in it stays open */
    ambos_dir_close(dir);
    /* [ambos_root_close] */
    show_file("secret.txt");
    return 0;
}
