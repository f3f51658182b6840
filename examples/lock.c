/* SPDX-License-Identifier: MIT */
/* Lock a file, so that of several processes one at a time works on it. */
#include "example.h"

/* Another process tries to have it, too. */
static int child(void)
{
    ambos_file *file;

    must(ambos_file_open(&file, "counter", AMBOS_READ | AMBOS_WRITE, 0), "counter");
    printf("%s", ambos_strerror(ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, AMBOS_POLL)));
    (void)ambos_file_close(file);
    return 0;
}

static void let_another_try(const char *self)
{
    const char *const command[] = { self, "--child", NULL };
    ambos_run_result result;

    must(ambos_run(command, NULL, &result), self);
    printf("another process: %s\n", result.output);
    ambos_run_free(&result);
}

int main(int argc, char **argv)
{
    ambos_file *file;
    ambos_error error;
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return child();
    self = own_path(argv);
    work_in_temporary_directory();
    write_text("counter", "7");
    must(ambos_file_open(&file, "counter", AMBOS_READ | AMBOS_WRITE, 0), "counter");

    /* [ambos_file_lock] */
    error = ambos_file_lock(file, AMBOS_LOCK_EXCLUSIVE, 5000); /* wait for others, 5 s at most */
    if (error == AMBOS_ETIMEDOUT)
        puts("somebody else works on it");
    else
        must(error, "lock the counter");
    /* [ambos_file_lock] */
    let_another_try(self);

    /* [ambos_file_unlock] */
    must(ambos_file_write(file, "8", 1, NULL), "counter");
    must(ambos_file_sync(file, 0), "counter");
    must(ambos_file_unlock(file), "unlock the counter"); /* closing the file does so, too */
    /* [ambos_file_unlock] */
    let_another_try(self);
    (void)ambos_file_close(file);
    show_file("counter");
    ambos_free(self);
    return 0;
}
