/* SPDX-License-Identifier: MIT */
/* Start a program with what it is to have: arguments, a working directory, streams; talk to it, and let it go. */
#include "example.h"

/* Answers each line with its length; then says which files are where it works. */
static int child(void)
{
    ambos_dir_entry *entries;
    char line[100];

    while (fgets(line, sizeof line, stdin)) {
        printf("%u\n", (unsigned)strcspn(line, "\r\n"));
        (void)fflush(stdout);
    }
    must(ambos_listdir(".", 0, &entries, NULL), "list .");
    printf("%s", entries[0].name);
    ambos_free(entries);
    return 0;
}

static void find(const char *self)
{
    char *path;

    /* [ambos_find_program] */
    ambos_error error = ambos_find_program("ambos-has-no-such-program", NULL, &path);

    if (error == AMBOS_OK)
        printf("it would run %s\n", path);
    else
        printf("no such program on the PATH: %s\n", ambos_strerror(error));
    ambos_free(path);
    /* [ambos_find_program] */
    must(ambos_find_program(self, NULL, &path), self);
    ambos_free(path);
}

static void talk(const char *self)
{
    ambos_process *process;
    ambos_status status;
    ambos_file *input, *output;
    char answer[100] = "";
    size_t got;

    /* [ambos_spawn] */
    const char *const argv[] = { self, "--child", NULL };
    const ambos_spawn_options options = {
        .cwd = "folder",
        .stdio = { [0] = { .kind = AMBOS_STREAM_PIPE }, [1] = { .kind = AMBOS_STREAM_PIPE } },
    };

    must(ambos_spawn(&process, argv, &options), argv[0]); /* what fails in the child is told here, too */
    /* [ambos_spawn] */

    /* [ambos_process_id] */
    const int64_t id = ambos_process_id(process); /* for people; to wait for it or end it use the object */

    printf("~started as process %lld\n", (long long)id);
    /* [ambos_process_id] */

    printf("it has a number: %s\n", yes(id > 0));
    /* [ambos_process_take_stream] */
    must(ambos_process_take_stream(process, 0, &input), "its input");
    must(ambos_process_take_stream(process, 1, &output), "its output");
    must(ambos_file_write(input, "seven .\n", 8, NULL), "its input");
    must(ambos_file_read(output, answer, sizeof answer - 1, &got), "its output");
    printf("it answers %.1s\n", answer);
    (void)ambos_file_close(input); /* the end of its input */
    /* [ambos_process_take_stream] */

    for (size_t all = 0;
         must(ambos_file_read(output, answer + all, sizeof answer - 1 - all, &got), "its output") && got;)
        answer[all += got] = '\0';
    printf("where it works there is %s\n", answer + strspn(answer, "\r\n"));
    (void)ambos_file_close(output);

    /* [ambos_process_close] */
    if (ambos_wait(process, 60000, &status) == AMBOS_ETIMEDOUT)
        must(ambos_kill(process, AMBOS_SIGKILL), argv[0]);
    ambos_process_close(process); /* the object: a process that runs would run on */
    /* [ambos_process_close] */
    printf("it exited with %u\n", (unsigned)status.code);
}

int main(int argc, char **argv)
{
    char *self;

    if (argc > 1 && strcmp(argv[1], "--child") == 0)
        return child();
    self = own_path(argv);
    work_in_temporary_directory();
    must(ambos_mkdir("folder", 0, 0), "folder");
    write_text("folder/letter.txt", "");
    find(self);
    talk(self);
    ambos_free(self);
    return 0;
}
