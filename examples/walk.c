/* SPDX-License-Identifier: MIT */
/* Walk a tree: print it, leave parts of it out, add up sizes, stop early. */
#include "example.h"

static const ambos_walk_options sorted = { .flags = AMBOS_WALK_SORTED };

static void plant_tree(void)
{
    must(ambos_make_path("tree/branch/twig", 0, 0), "tree");
    must(ambos_mkdir("tree/.git", 0, 0), "tree/.git");
    write_text("tree/root.txt", "12345");
    write_text("tree/.git/config", "123");
    write_text("tree/branch/leaf.txt", "1");
    write_text("tree/branch/twig/leaf.txt", "12");
}

static void print_tree(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    /* [ambos_walk_next] */
    must(ambos_walk_open(&walk, "tree", &sorted), "tree");
    while (must(ambos_walk_next(walk, &entry), "tree") && entry)
        if (entry->visit == AMBOS_VISIT_ERROR)
            printf("%s: %s\n", entry->name, ambos_strerror(entry->failure.code));
        else
            printf("%*s%s\n", 2 * (int)entry->depth, "", entry->name);
    ambos_walk_close(walk);
    /* [ambos_walk_next] */
}

static void print_two_levels(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    /* [ambos_walk_open] */
    const ambos_walk_options two_levels = { .flags = AMBOS_WALK_SORTED | AMBOS_WALK_AFTER, .max_depth = 1 };

    must(ambos_walk_open(&walk, "tree", &two_levels), "tree");
    while (must(ambos_walk_next(walk, &entry), "tree") && entry)
        printf("%s%s\n", entry->visit == AMBOS_VISIT_AFTER ? "end of " : "", entry->name);
    ambos_walk_close(walk);
    /* [ambos_walk_open] */
}

static void print_what_is_not_hidden(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    must(ambos_walk_open(&walk, "tree", &sorted), "tree");
    /* [ambos_walk_prune] */
    while (must(ambos_walk_next(walk, &entry), "tree") && entry)
        if (entry->visit == AMBOS_VISIT_BEFORE && entry->name[0] == '.')
            ambos_walk_prune(walk); /* do not enter it */
        else
            puts(entry->name);
    /* [ambos_walk_prune] */
    ambos_walk_close(walk);
}

static void add_up_sizes(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;
    ambos_file_info info;
    uint64_t bytes = 0;

    must(ambos_walk_open(&walk, "tree", NULL), "tree");
    /* [ambos_walk_stat] */
    while (must(ambos_walk_next(walk, &entry), "tree") && entry)
        if (must(ambos_walk_stat(walk, AMBOS_NOFOLLOW, &info), entry->name) && info.type == AMBOS_TYPE_FILE)
            bytes += info.size;
    printf("%llu bytes in files\n", (unsigned long long)bytes);
    /* [ambos_walk_stat] */
    ambos_walk_close(walk);
}

static void find_leaf(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    must(ambos_walk_open(&walk, "tree", &sorted), "tree");
    /* [ambos_walk_path] */
    while (must(ambos_walk_next(walk, &entry), "tree") && entry)
        if (strcmp(entry->name, "leaf.txt") == 0)
            printf("found %s\n", ambos_walk_path(walk));
    /* [ambos_walk_path] */
    ambos_walk_close(walk);
}

static int has_leaf(void)
{
    const ambos_walk_entry *entry;
    ambos_walk *walk;

    must(ambos_walk_open(&walk, "tree", NULL), "tree");
    /* [ambos_walk_close] */
    while (must(ambos_walk_next(walk, &entry), "tree") && entry && strcmp(entry->name, "leaf.txt") != 0)
        continue;
    const int found = entry != NULL; /* the entry belongs to the walk */

    ambos_walk_close(walk); /* at any time */
    /* [ambos_walk_close] */
    return found;
}

int main(void)
{
    work_in_temporary_directory();
    plant_tree();
    print_tree();
    print_two_levels();
    print_what_is_not_hidden();
    add_up_sizes();
    find_leaf();
    printf("has a leaf: %s\n", yes(has_leaf()));
    return 0;
}
