/* SPDX-License-Identifier: MIT */
#include "children.h"

#include "harness.h"

#include <stdlib.h>
#include <string.h>

/* What lives until the case ends is chained, so that a leak checker finds its owner. */
struct owned {
    struct owned *next;
    char bytes[];
};
static struct owned *all_owned;

static char *own(size_t size)
{
    struct owned *block = malloc(sizeof *block + size);

    CHECK(block != NULL);
    block->next = all_owned;
    all_owned = block;
    return block->bytes;
}

ambos_process *child_spawn(const char *const argv[], const ambos_spawn_options *options)
{
    ambos_process *process;

    CHECK_OK(ambos_spawn(&process, argv, options));
    CHECK(process != NULL);
    return process;
}

ambos_status child_wait(ambos_process *process)
{
    ambos_status status;

    CHECK_OK(ambos_wait(process, CHILD_PATIENCE_MS, &status));
    return status;
}

void child_end(ambos_process *process, uint32_t code)
{
    ambos_status status = child_wait(process);

    CHECK_INT(status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(status.code, code);
    CHECK_INT(status.signal, 0);
    ambos_process_close(process);
}

const char *child_output(const char *const argv[], const ambos_spawn_options *spawn)
{
    ambos_run_options options = { .spawn = spawn, .timeout_ms = CHILD_PATIENCE_MS };
    ambos_run_result result;
    const char *text;

    CHECK_OK(ambos_run(argv, &options, &result));
    CHECK_STR(result.errors ? result.errors : "", "");
    CHECK_INT(result.status.kind, AMBOS_STATUS_EXITED);
    CHECK_INT(result.status.code, 0);
    text = test_join(result.output ? result.output : "", "");
    ambos_run_free(&result);
    return text;
}

void child_refused(const char *const argv[], const ambos_spawn_options *options, ambos_error error, uint32_t step)
{
    static char somewhere;
    ambos_process *process = (ambos_process *)(void *)&somewhere;
    ambos_failure failure;

    CHECK_ERR(ambos_spawn(&process, argv, options), error);
    CHECK(process == NULL);
    ambos_last_failure(&failure);
    if (failure.step != step)
        FAIL("the step is \"%s\", expected \"%s\"", ambos_step_text(failure.step), ambos_step_text(step));
}

ambos_file *child_stream(ambos_process *process, uint32_t stream)
{
    ambos_file *file;

    CHECK_OK(ambos_process_take_stream(process, stream, &file));
    CHECK(file != NULL);
    return file;
}

char *child_read(ambos_file *file, size_t *size)
{
    static char chunk[65536];
    size_t total = 0;
    size_t got;
    char *text = NULL;
    char *kept;

    do {
        CHECK_OK(ambos_file_read(file, chunk, sizeof chunk, &got));
        text = realloc(text, total + got + 1);
        CHECK(text != NULL);
        if (got)
            memcpy(text + total, chunk, got);
        total += got;
    } while (got > 0);
    text[total] = '\0';
    CHECK_OK(ambos_file_close(file));
    kept = own(total + 1);
    memcpy(kept, text, total + 1);
    free(text);
    if (size)
        *size = total;
    return kept;
}

void child_expect(ambos_file *file, const char *text)
{
    char byte;
    size_t got;

    for (const char *next = text; *next; next++) {
        CHECK_OK(ambos_file_read(file, &byte, 1, &got));
        if (got == 0 || byte != *next)
            FAIL("expected \"%s\", at byte %d came %s", text, (int)(next - text), got ? "another" : "the end");
    }
}

char *child_keep(const void *data, size_t size)
{
    char *kept = own(size + 1);

    memcpy(kept, data, size);
    kept[size] = '\0';
    return kept;
}

static int digit(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c - '0';
}

char *child_unhex_line(const char **lines, size_t *size)
{
    size_t length = strcspn(*lines, "\n");
    char *bytes;

    if ((*lines)[length] == '\0')
        return NULL;
    CHECK(length % 2 == 0);
    bytes = own(length / 2 + 1);
    for (size_t i = 0; i < length / 2; i++)
        bytes[i] = (char)(digit((*lines)[2 * i]) * 16 + digit((*lines)[2 * i + 1]));
    bytes[length / 2] = '\0';
    *lines += length + 1;
    if (size)
        *size = length / 2;
    return bytes;
}

struct runner {
    unsigned index;
    void *context;
    void (*run)(unsigned index, void *context);
};

static void run_one(void *context)
{
    const struct runner *runner = context;

    runner->run(runner->index, runner->context);
}

void child_threads(unsigned count, void (*run)(unsigned index, void *context), void *context)
{
    enum { MOST = 64 };
    struct test_thread *threads[MOST];
    struct runner runners[MOST];

    CHECK(count <= MOST);
    for (unsigned i = 0; i < count; i++) {
        runners[i].index = i;
        runners[i].context = context;
        runners[i].run = run;
        threads[i] = test_thread_start(run_one, &runners[i]);
    }
    for (unsigned i = 0; i < count; i++)
        test_thread_join(threads[i]);
}

/* ---- memory ---- */

static struct {
    int64_t live;
    int64_t calls;
    int64_t left; /* negative: never fails */
    bool failed;
} sweeping = { 0, 0, -1, false };

static void *AMBOS_CALL sweep_resize(void *context, void *block, size_t size)
{
    (void)context;
    sweeping.calls++;
    if (sweeping.left >= 0 && sweeping.left-- == 0) {
        sweeping.failed = true;
        return NULL;
    }
    sweeping.live += !block;
    return realloc(block, size);
}

static void *AMBOS_CALL sweep_allocate(void *context, size_t size)
{
    return sweep_resize(context, NULL, size);
}

static void AMBOS_CALL sweep_release(void *context, void *block)
{
    (void)context;
    sweeping.live--;
    free(block);
}

static void sweep_begin(void)
{
    static const ambos_allocator counting = { sweep_allocate, sweep_resize, sweep_release, NULL };

    CHECK_OK(ambos_set_allocator(&counting));
}

/* A thread that waits for a child may be a moment behind us with what it gives back. */
static int64_t sweep_settled(int64_t most)
{
    const int64_t end = test_clock_ms() + 2000;

    while (sweeping.live > most && test_clock_ms() < end)
        test_sleep(1);
    return sweeping.live;
}

static void sweep_once(ambos_error (*call)(void), int64_t n)
{
    ambos_error error;

    sweeping.left = n;
    sweeping.failed = false;
    error = call();
    sweeping.left = -1;
    if (error != AMBOS_OK && !(error == AMBOS_ENOMEM && sweeping.failed))
        FAIL("allocation %d failed, and the result is %s", (int)n, ambos_error_name(error));
    CHECK(!test_has_children());
}

void child_sweep(ambos_error (*call)(void))
{
    int64_t live, handles;

    sweep_begin();
    CHECK_OK(call()); /* what is made once and kept is made */
    test_sleep(100); /* for the same thread; were it later, a leak of one block would not be seen */
    live = sweeping.live;
    handles = test_handle_count();
    for (int64_t n = 0; n < 5000; n++) {
        sweep_once(call, n);
        if (sweep_settled(live) > live || test_handle_count() > handles)
            FAIL("allocation %d failed, and %d blocks, %d handles leaked", (int)n, (int)(sweeping.live - live),
                 (int)(test_handle_count() - handles));
        if (!sweeping.failed)
            return;
    }
    FAIL("no end of allocations");
}

int64_t child_allocations(ambos_error (*call)(void))
{
    sweep_begin();
    CHECK_OK(call());
    sweeping.calls = 0;
    CHECK_OK(call());
    return sweeping.calls;
}
