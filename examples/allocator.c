/* SPDX-License-Identifier: MIT */
/* Give the library memory of one's own: here that of malloc, counted. */
#include "example.h"

struct account {
    int blocks; /* that are in use */
};

static void *AMBOS_CALL allocate(void *context, size_t size)
{
    ((struct account *)context)->blocks++;
    return malloc(size);
}

static void *AMBOS_CALL resize(void *context, void *block, size_t size)
{
    (void)context;
    return realloc(block, size);
}

static void AMBOS_CALL release(void *context, void *block)
{
    ((struct account *)context)->blocks--;
    free(block);
}

int main(void)
{
    static struct account account;
    char *path;

    /* [ambos_set_allocator] */
    const ambos_allocator counted = { allocate, resize, release, &account };

    must(ambos_set_allocator(&counted), "set the allocator"); /* once, before anything is allocated */
    /* [ambos_set_allocator] */

    must(ambos_path_join("a", "b", AMBOS_GRAMMAR_POSIX, &path), "join");
    printf("blocks in use: %d\n", account.blocks);
    /* [ambos_free] */
    printf("%s\n", path); /* a block that the library handed over ... */
    ambos_free(path);     /* ... goes back to it, never to free() */
    ambos_free(NULL);     /* does nothing */
    /* [ambos_free] */
    printf("blocks in use: %d\n", account.blocks);
    printf("once more: %s\n", ambos_strerror(ambos_set_allocator(&counted)));
    return 0;
}
