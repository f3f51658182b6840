/* SPDX-License-Identifier: MIT */
/* A parallel test runner: so many commands at a time, output captured, a time limit that ends whole trees, a summary.

     test_runner JOBS LIMIT_MS PROGRAM [ARGUMENT ...] [::: PROGRAM [ARGUMENT ...]] ...

   Without arguments it shows itself at work. */
#include "example.h"

enum { TESTS_MOST = 256, WORDS_MOST = 1024 };

struct test {
    const char *const *argv;
    const char *program;    /* if not argv[0] */
    ambos_process *process; /* while it runs */
    ambos_file *output;
    int64_t end_ns;      /* when its time is over */
    int timed_out;       /* it has been killed for that */
    const char *verdict; /* NULL: not known yet */
    unsigned code;
};

static void start(struct test *test, int64_t limit_ms, ambos_waitset *set)
{
    ambos_spawn_options options = { .program = test->program, .flags = AMBOS_SPAWN_TREE };

    must(ambos_temp_file(&test->output, NULL, NULL, AMBOS_TEMP_DELETE, NULL), "a file for the output");
    options.stdio[0].kind = AMBOS_STREAM_NULL;
    options.stdio[1].kind = AMBOS_STREAM_OPEN;
    options.stdio[1].file = test->output;
    options.stdio[2].kind = AMBOS_STREAM_STDOUT;
    test->end_ns = ambos_clock_ns() + limit_ms * 1000000;
    if (ambos_spawn(&test->process, test->argv, &options) == AMBOS_OK)
        must(ambos_waitset_add(set, test->process), "wait for the test");
    else
        test->verdict = "NOT STARTED";
}

/* Of those that run, the one whose time is over first; NULL when none runs. */
static struct test *next_to_end(struct test *tests, size_t count)
{
    struct test *next = NULL;

    for (struct test *test = tests; test < tests + count; test++)
        if (test->process && !test->timed_out && (!next || test->end_ns < next->end_ns))
            next = test;
    return next;
}

static void finish(struct test *tests, const ambos_process *ended)
{
    struct test *test = tests;
    ambos_status status;

    while (test->process != ended)
        test++;
    must(ambos_wait(test->process, AMBOS_POLL, &status), "how it ended");
    must(ambos_kill_tree(test->process), "end what it left behind");
    ambos_process_close(test->process);
    test->process = NULL;
    test->code = status.code;
    test->verdict = test->timed_out                      ? "TOO LONG"
                    : status.kind != AMBOS_STATUS_EXITED ? "CRASHED"
                    : status.code                        ? "FAILED"
                                                         : "ok";
}

/* What it said, a bar before each line. */
static void show_output(ambos_file *output)
{
    char text[512];
    size_t got;
    int at_start = 1;

    must(ambos_file_seek(output, 0, AMBOS_SEEK_SET, NULL), "the output");
    while (must(ambos_file_read(output, text, sizeof text, &got), "the output") && got)
        for (size_t i = 0; i < got; at_start = text[i++] == '\n')
            if (text[i] != '\r')
                printf("%s%c", at_start ? "    | " : "", text[i]);
    if (!at_start)
        putchar('\n');
}

/* Returns 1 when it failed. */
static int report(struct test *test)
{
    const int failed = strcmp(test->verdict, "ok") != 0;

    printf("%s:", test->verdict);
    for (const char *const *word = test->argv; *word; word++)
        printf(" %s", *word);
    putchar('\n');
    if (failed)
        show_output(test->output);
    (void)ambos_file_close(test->output);
    return failed;
}

/* Run them all; reported in their order, each as soon as all before it are. Returns how many failed. */
static unsigned run(struct test *tests, size_t count, size_t jobs, int64_t limit_ms)
{
    size_t started = 0, reported = 0, running = 0;
    ambos_process *ended;
    ambos_waitset *set;
    unsigned failed = 0;

    must(ambos_waitset_create(&set), "a waitset");
    while (reported < count) {
        for (; running < jobs && started < count; running += tests[started++].process != NULL)
            start(&tests[started], limit_ms, set);

        struct test *next = next_to_end(tests, started);
        const int64_t left_ms = next ? (next->end_ns - ambos_clock_ns()) / 1000000 + 1 : AMBOS_FOREVER;
        const ambos_error error = ambos_waitset_next(set, left_ms, &ended);

        if (error == AMBOS_OK) {
            finish(tests, ended);
            running--;
        } else if (error == AMBOS_ETIMEDOUT) {
            next->timed_out = 1;
            must(ambos_kill_tree(next->process), "end a test"); /* it comes out of the set by that */
        } else if (error != AMBOS_ENOENT) {                     /* none could be started */
            must(error, "wait");
        }
        while (reported < count && tests[reported].verdict)
            failed += (unsigned)report(&tests[reported++]);
    }
    ambos_waitset_free(set);
    printf("%u tests, %u failed\n", (unsigned)count, failed);
    return failed;
}

/* Take the commands apart at each `:::`; returns how many. */
static size_t parse(char **words, struct test *tests, const char **room)
{
    size_t count = 0, used = 0;

    for (; *words && used < WORDS_MOST - 1 && count < TESTS_MOST; words++) {
        if (used == 0 || room[used - 1] == NULL)
            tests[count++].argv = &room[used];
        room[used++] = strcmp(*words, ":::") == 0 ? NULL : *words;
    }
    room[used] = NULL;
    return *words ? 0 : count;
}

/* The tests of the demonstration. */
static int child(const char *what)
{
    if (strcmp(what, "hang") == 0)
        ambos_sleep(AMBOS_FOREVER);
    printf("I %s\n", what);
    return strcmp(what, "fail") == 0 ? 3 : 0;
}

static int demonstrate(const char *self)
{
    static const char *const pass[] = { "test", "pass", NULL }, *const fail[] = { "test", "fail", NULL };
    static const char *const hang[] = { "test", "hang", NULL }, *const missing[] = { "ambos-has-no-such-test", NULL };
    struct test short_ones[] = { { .argv = pass, .program = self },
                                 { .argv = fail, .program = self },
                                 { .argv = missing },
                                 { .argv = pass, .program = self } };
    struct test long_ones[] = { { .argv = hang, .program = self }, { .argv = hang, .program = self } };

    return run(short_ones, 4, 2, 60000) != 2 || run(long_ones, 2, 2, 200) != 2;
}

int main(int argc, char **argv)
{
    static struct test tests[TESTS_MOST];
    static const char *room[WORDS_MOST];
    char **args, *self;
    size_t count;
    int code;

    if (argc == 2)
        return child(argv[1]);
    must(ambos_args(argc, argv, &args), "the arguments");
    if (argc < 2) {
        self = own_path(args);
        code = demonstrate(self);
        ambos_free(self);
    } else if (argc < 4 || atoi(args[1]) < 1 || atoi(args[2]) < 1 || (count = parse(args + 3, tests, room)) == 0) {
        puts("usage: test_runner JOBS LIMIT_MS PROGRAM [ARGUMENT ...] [::: PROGRAM [ARGUMENT ...]] ...");
        code = 2;
    } else {
        code = run(tests, count, (size_t)atoi(args[1]), atoi(args[2])) != 0;
    }
    ambos_free(args);
    return code;
}
