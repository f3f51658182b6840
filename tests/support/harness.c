/* SPDX-License-Identifier: MIT */
/* The program of every suite:

     SUITE                      lists its cases
     SUITE CASE [--began FILE]  runs one; FILE is made first of all, so that a launcher knows that the program ran
     SUITE --child COMMAND ...  is a child: see child.c */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static const char *case_dir;

/* Texts that live until the process ends are chained, so that a leak checker finds their owner. */
struct kept {
    struct kept *next;
    char text[];
};
static struct kept *kept_texts;

static char *keep(size_t size)
{
    struct kept *block = malloc(sizeof *block + size);

    if (!block) {
        fputs("the test harness has no memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    block->next = kept_texts;
    kept_texts = block;
    return block->text;
}

char *test_join(const char *a, const char *b)
{
    size_t size = strlen(a) + strlen(b) + 1;
    char *text = keep(size);

    snprintf(text, size, "%s%s", a, b);
    return text;
}

const char *test_dir(void)
{
    char name[64];

    for (unsigned i = 0; !case_dir && i < 1000; i++) {
        const char *path;

        snprintf(name, sizeof name, "/ambos t\xc3\xa9st %" PRIu64 "-%u", test_os_pid(), i);
        path = test_join(test_os_temp(), name);
        if (test_os_make_dir(path))
            case_dir = path;
    }
    if (!case_dir)
        FAIL("cannot make a directory in %s", test_os_temp());
    return case_dir;
}

const char *test_path(const char *name)
{
    return test_join(test_join(test_dir(), "/"), name);
}

void test_write_file(const char *path, const void *data, size_t size)
{
    FILE *file = test_os_open(path, true);
    bool done;

    if (!file)
        FAIL("cannot open %s for writing", path);
    done = size == 0 || fwrite(data, 1, size, file) == size;
    if (fclose(file) != 0 || !done)
        FAIL("cannot write %s", path);
}

char *test_read_file(const char *path, size_t *size)
{
    FILE *file = test_os_open(path, false);
    char *data;
    long length;

    if (!file || fseek(file, 0, SEEK_END) != 0 || (length = ftell(file)) < 0)
        FAIL("cannot open %s", path);
    rewind(file);
    data = keep((size_t)length + 1);
    if (length > 0 && fread(data, 1, (size_t)length, file) != (size_t)length)
        FAIL("cannot read %s", path);
    fclose(file);
    data[length] = '\0';
    if (size)
        *size = (size_t)length;
    return data;
}

void test_make_dir(const char *path)
{
    if (!test_os_make_dir(path))
        FAIL("cannot make the directory %s", path);
}

void test_remove_file(const char *path)
{
    if (!test_os_remove_file(path))
        FAIL("cannot remove %s", path);
}

void test_end(int code)
{
    if (case_dir)
        test_os_remove_tree(case_dir);
    exit(code);
}

static int run_case(const char *name)
{
    for (size_t i = 0; i < test_case_count; i++) {
        if (strcmp(test_cases[i].name, name) == 0) {
            printf("BEGIN %s\n", name);
            fflush(stdout);
            test_cases[i].run();
            test_end(EXIT_SUCCESS);
        }
    }
    fprintf(stderr, "no case %s here\n", name);
    return EXIT_FAILURE;
}

static void note_began(const char *path)
{
    FILE *file = test_os_open(path, true);

    if (file)
        fclose(file);
}

int test_main(int argc, char **argv)
{
    test_os_start(argc, argv);
    if (argc >= 3 && strcmp(argv[1], "--child") == 0)
        return test_child(argc - 2, argv + 2);
    if (argc == 4 && strcmp(argv[2], "--began") == 0)
        note_began(argv[3]);
    if (argc >= 2)
        return run_case(argv[1]);
    for (size_t i = 0; i < test_case_count; i++)
        puts(test_cases[i].name);
    return EXIT_SUCCESS;
}
