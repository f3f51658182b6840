/* SPDX-License-Identifier: MIT */
/* Talking to children, as POSIX has it: memory, signals, descriptors, and system calls that fail. */
#define _GNU_SOURCE 1
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "children.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { MIB = 1 << 20, SOON_MS = 50 };

static const ambos_run_options patience = { .timeout_ms = CHILD_PATIENCE_MS };

/* ---- memory ---- */

/* The most that was resident at one time, in KiB; 0 when that is not told. */
static long peak_kib(void)
{
    char line[256];
    long peak = 0;
    FILE *file = fopen("/proc/self/status", "r");

    while (file && fgets(line, sizeof line, file) && sscanf(line, "VmHWM: %ld", &peak) != 1)
        continue;
    if (file)
        fclose(file);
    return peak;
}

/* What is captured is in memory once, and 1 MiB is enough for all else. */
TEST(peak_of_memory_is_the_data)
{
    ambos_run_result result;
    long before, after;

    if (TEST_SANITIZED)
        SKIP("a sanitizer's allocator has its own ways");
    CHECK_OK(ambos_run(CHILD("flood", "both", "100000"), NULL, &result));
    ambos_run_free(&result);
    before = peak_kib();
    if (before == 0)
        SKIP("this system does not tell the peak of memory");
    CHECK_OK(ambos_run(CHILD("flood", "both", "104857600"), &patience, &result));
    after = peak_kib();
    CHECK_U64(result.output_size, 104857600);
    CHECK_U64(result.errors_size, 104857600);
    if (after - before > 2 * 102400 + 1024)
        FAIL("%ld KiB for 204800 KiB of data", after - before);
    ambos_run_free(&result);
}

/* ---- signals ---- */

static volatile sig_atomic_t signals;

static void count_signal(int number)
{
    (void)number;
    signals++;
}

static void catch(int number)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = count_signal; /* without SA_RESTART */
    sigemptyset(&action.sa_mask);
    CHECK_INT(sigaction(number, &action, NULL), 0);
}

TEST(no_sigpipe_reaches_us)
{
    static const ambos_spawn_options input_pipe = { .stdio[0].kind = AMBOS_STREAM_PIPE };
    static char bytes[MIB];
    ambos_run_options options = patience;
    const ambos_stage stages[] = { { CHILD("exit", "0"), NULL }, { CHILD("cat"), NULL } };
    ambos_process *process;
    ambos_run_result result;
    ambos_file *input;

    catch (SIGPIPE);
    options.input = bytes;
    options.input_size = sizeof bytes;
    process = child_spawn(CHILD("exit", "0"), &input_pipe);
    CHECK_OK(ambos_communicate(process, &options, &result));
    CHECK(result.happened & AMBOS_RUN_INPUT_UNREAD);
    ambos_run_free(&result);
    ambos_process_close(process);
    CHECK_OK(ambos_pipeline(stages, 2, &options, &result, NULL, NULL));
    ambos_run_free(&result);
    process = child_spawn(CHILD("exit", "0"), &input_pipe);
    input = child_stream(process, 0);
    child_end(process, 0);
    CHECK_ERR(ambos_file_write_timed(input, bytes, sizeof bytes, SOON_MS, NULL), AMBOS_EPIPE);
    CHECK_OK(ambos_file_close(input));
    CHECK_INT(signals, 0);
}

/* Signals that interrupt make a wait neither shorter nor longer. */
TEST(signals_do_not_disturb)
{
    const struct itimerval often = { { 0, 3000 }, { 0, 3000 } }, never = { { 0, 0 }, { 0, 0 } };
    intptr_t ends[2];
    ambos_file *reader;
    ambos_run_result result;
    int64_t began;
    char byte;
    size_t got;

    catch (SIGALRM);
    CHECK(test_pipe(ends));
    CHECK_OK(ambos_file_adopt(&reader, ends[0]));
    CHECK_INT(setitimer(ITIMER_REAL, &often, NULL), 0);
    began = ambos_clock_ns();
    CHECK_ERR(ambos_file_read_timed(reader, &byte, 1, SOON_MS, &got), AMBOS_ETIMEDOUT);
    CHECK((ambos_clock_ns() - began) / 1000000 >= SOON_MS - 1);
    CHECK((ambos_clock_ns() - began) / 1000000 < CHILD_PATIENCE_MS);
    CHECK_OK(ambos_run(CHILD("flood", "both", "3000000"), &patience, &result));
    CHECK_U64(result.output_size, 3000000);
    CHECK_INT(setitimer(ITIMER_REAL, &never, NULL), 0);
    CHECK(signals > 0);
    ambos_run_free(&result);
    CHECK_OK(ambos_file_close(reader));
    test_close_native(ends[1]);
}

/* ---- descriptors ---- */

static void talk_over(int ends[2])
{
    static char bytes[4 * MIB];
    ambos_file *reader, *writer;
    size_t size, more;
    int64_t began;

    CHECK_OK(ambos_file_adopt(&reader, ends[0]));
    CHECK_OK(ambos_file_adopt(&writer, ends[1]));
    CHECK_ERR(ambos_file_read_timed(reader, bytes, 1, SOON_MS, &size), AMBOS_ETIMEDOUT);
    began = ambos_clock_ns();
    CHECK_ERR(ambos_file_write_timed(writer, bytes, sizeof bytes, SOON_MS, &size), AMBOS_ETIMEDOUT);
    CHECK((ambos_clock_ns() - began) / 1000000 < CHILD_PATIENCE_MS);
    CHECK(size > 0 && size < sizeof bytes);
    while (size > 0) {
        CHECK_OK(ambos_file_read_timed(reader, bytes, sizeof bytes, AMBOS_POLL, &more));
        CHECK(more > 0 && more <= size);
        size -= more;
    }
    CHECK_ERR(ambos_file_read_timed(reader, bytes, 1, AMBOS_POLL, &size), AMBOS_ETIMEDOUT);
    CHECK_OK(ambos_file_close(writer));
    CHECK_OK(ambos_file_read_timed(reader, bytes, 1, SOON_MS, &size));
    CHECK_U64(size, 0);
    CHECK_OK(ambos_file_close(reader));
}

/* Somebody else has the same open file, and finds it as it was: before, after and meanwhile. */
TEST(open_files_stay_as_they_are)
{
    int ends[2], copy;

    CHECK_INT(pipe(ends), 0);
    copy = dup(ends[1]);
    CHECK(!(fcntl(copy, F_GETFL) & O_NONBLOCK));
    {
        static char bytes[MIB];
        ambos_file *writer;
        size_t size;

        CHECK_OK(ambos_file_adopt(&writer, ends[1]));
        CHECK_ERR(ambos_file_write_timed(writer, bytes, sizeof bytes, SOON_MS, &size), AMBOS_ETIMEDOUT);
        CHECK(size > 0);
        CHECK_OK(ambos_file_close(writer));
    }
    CHECK(!(fcntl(copy, F_GETFL) & O_NONBLOCK));
    close(copy);
    close(ends[0]);
}

TEST(pipes_sockets_and_fifos)
{
    int ends[2];

    CHECK_INT(pipe(ends), 0);
    talk_over(ends);
    CHECK_INT(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    talk_over(ends);
    CHECK_INT(mkfifo(test_path("fifo"), 0600), 0);
    ends[0] = open(test_path("fifo"), O_RDONLY | O_NONBLOCK);
    ends[1] = open(test_path("fifo"), O_WRONLY);
    CHECK(ends[0] >= 0 && ends[1] >= 0);
    CHECK_INT(fcntl(ends[0], F_SETFL, 0), 0);
    talk_over(ends);
}

/* Ready with less room than any other thing that waits. */
TEST(terminals_that_are_full_keep_the_time)
{
    static char bytes[MIB];
    int64_t deadline = test_clock_ms() + CHILD_PATIENCE_MS;
    int keyboard = posix_openpt(O_RDWR | O_NOCTTY);
    ambos_file *screen;
    size_t size;
    int fd;

    if (keyboard == -1 || grantpt(keyboard) || unlockpt(keyboard))
        SKIP("no terminals here");
    fd = open(ptsname(keyboard), O_RDWR | O_NOCTTY);
    if (fd == -1)
        SKIP("no terminals here");
    memset(bytes, '\n', sizeof bytes);
    CHECK_OK(ambos_file_adopt(&screen, fd));
    CHECK_ERR(ambos_file_write_timed(screen, bytes, sizeof bytes, SOON_MS, &size), AMBOS_ETIMEDOUT);
    CHECK(size > 0 && size < sizeof bytes);
    CHECK(test_clock_ms() < deadline);
    close(keyboard);
    CHECK_OK(ambos_file_close(screen));
}

/* Where the owner has made it so. */
TEST(descriptors_that_do_not_wait_are_waited_for)
{
    int ends[2];

    CHECK_INT(pipe(ends), 0);
    CHECK_INT(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    CHECK_INT(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    talk_over(ends);
}

static void *write_later(void *context)
{
    usleep(20000);
    return write(*(int *)context, "x", 1) == 1 ? context : NULL;
}

/* A copy of our own descriptor, so that a read that waits past its time would be seen. */
TEST(what_comes_while_we_wait)
{
    int ends[2];
    pthread_t thread;
    ambos_file *reader;
    char byte = 0;
    size_t got;

    CHECK_INT(pipe(ends), 0);
    CHECK_OK(ambos_file_adopt(&reader, ends[0]));
    CHECK_INT(pthread_create(&thread, NULL, write_later, &ends[1]), 0);
    CHECK_OK(ambos_file_read_timed(reader, &byte, 1, CHILD_PATIENCE_MS, &got));
    CHECK_INT(byte, 'x');
    pthread_join(thread, NULL);
    CHECK_OK(ambos_file_close(reader));
    close(ends[1]);
}

/* Of the pipes of a pipeline each program has its own ends and no other. */
TEST(stages_get_their_own_ends_only)
{
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("cat"), NULL }, { CHILD("dump-handles"), NULL } };
    ambos_run_result result;
    size_t lines = 0;

    CHECK_OK(ambos_pipeline(stages, 3, &patience, &result, NULL, NULL));
    for (size_t i = 0; i < result.output_size; i++)
        lines += result.output[i] == '\n';
    if (lines != 3)
        FAIL("it has\n%s", result.output);
    ambos_run_free(&result);
}

/* No stream of ours is in the way, or taken for one of a stage's. */
TEST(pipeline_of_one_that_has_no_streams)
{
    const ambos_run_options options = { .input = "text", .input_size = 4, .timeout_ms = CHILD_PATIENCE_MS };
    const ambos_stage stages[] = { { CHILD("cat"), NULL }, { CHILD("cat"), NULL } };
    const int copies[2] = { dup(0), dup(1) };
    ambos_run_result result;
    ambos_error error;

    close(0);
    close(1);
    error = ambos_pipeline(stages, 2, &options, &result, NULL, NULL);
    dup2(copies[0], 0);
    dup2(copies[1], 1);
    CHECK_OK(error);
    CHECK_STR(result.output, "text");
    ambos_run_free(&result);
}

/* ---- system calls that fail, made to fail by strace ---- */

#define ROW "AMBOS_TALK_ROW"

static const struct fault {
    const char *calls;
    const char *fault; /* after the number of the first call that is made to fail */
    ambos_error expected;
    uint32_t step;
} faults[] = {
    { "read", "error=EIO", AMBOS_EIO, AMBOS_STEP_READ },
    { "read", "error=EINTR", AMBOS_OK, 0 },
    { "read", "error=EAGAIN", AMBOS_OK, 0 },
    { "write", "error=EIO", AMBOS_EIO, AMBOS_STEP_WRITE },
    { "write", "error=EINTR", AMBOS_OK, 0 },
    { "write", "error=EAGAIN", AMBOS_OK, 0 },
    { "?poll,?ppoll", "error=ENOMEM", AMBOS_ENOMEM, AMBOS_STEP_WAIT },
    { "?poll,?ppoll", "error=EINTR", AMBOS_OK, 0 },
};

/* Under strace. What a spawn does once has been done. */
static void talk_under_strace(const struct fault *fault)
{
    static char bytes[300000];
    ambos_run_options options = patience;
    ambos_run_result result;
    ambos_error error;

    child_end(child_spawn(CHILD("exit", "0"), NULL), 0);
    if (!fault)
        return;
    options.input = bytes;
    options.input_size = sizeof bytes;
    error = ambos_run(CHILD("cat"), &options, &result);
    CHECK_CODE(error, fault->expected);
    CHECK_INT(result.failure.code, fault->expected);
    CHECK_INT(result.failure.step, fault->step);
    if (error)
        CHECK_INT(result.status.kind, AMBOS_STATUS_SIGNALED);
    else
        CHECK_MEM(result.output, result.output_size, bytes, sizeof bytes);
    ambos_run_free(&result);
    CHECK(!test_has_children());
}

/* Its exit code, or 127. */
static int run_strace(const char *const argv[], const char *row)
{
    int status = 0;
    pid_t pid = fork();

    CHECK(pid >= 0);
    if (pid == 0) {
        setenv(ROW, row, 1);
        setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
        setenv("LSAN_OPTIONS", "detect_leaks=0", 1);
        execvp(argv[0], (char *const *)(intptr_t)argv);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) != pid)
        continue;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}

static const char *trace(const char *row, const char *calls, const char *inject)
{
    char trace[100];
    const char *const argv[] = { "strace", "-qq", "-o", test_path("log"), "-e", trace, "-e", inject, test_self(),
                                 "failures_of_system_calls", NULL };

    snprintf(trace, sizeof trace, "trace=%s", calls);
    if (run_strace(argv, row) != 0)
        FAIL("row %s: %s %s", row, calls, inject);
    return test_read_file(test_path("log"), NULL);
}

static int lines_of(const char *text)
{
    int lines = 0;

    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* How often the calls are made before those that shall fail is found out first. */
TEST(failures_of_system_calls)
{
    const char *const works[] = { "strace", "-qq", "-o", "/dev/null", "true", NULL };
    const char *row = getenv(ROW);

    if (row) {
        talk_under_strace(strcmp(row, "none") == 0 ? NULL : &faults[strtoul(row, NULL, 10)]);
        return;
    }
    if (run_strace(works, "none") != 0)
        SKIP("no strace that works here");
    for (size_t i = 0; i < COUNT(faults); i++) {
        const int before = lines_of(trace("none", faults[i].calls, "signal=none"));
        char inject[100], number[20], rest[20] = "+3";

        /* A thread that waits for a child is polled for as often as it takes. */
        if (TEST_PORTABLE && strstr(faults[i].calls, "poll"))
            continue;
        snprintf(number, sizeof number, "%zu", i);
        if (faults[i].expected)
            snprintf(rest, sizeof rest, "..%d", before + 4);
        snprintf(inject, sizeof inject, "inject=%s:%s:when=%d%s", faults[i].calls, faults[i].fault, before + 1, rest);
        if (!strstr(trace(number, faults[i].calls, inject), "INJECTED"))
            FAIL("row %zu: nothing was injected", i);
    }
}
