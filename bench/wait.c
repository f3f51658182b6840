/* SPDX-License-Identifier: MIT */
/* What waiting for many costs, and how exact a time limit is: wait CHILD [ROUNDS].

   In each round 1,000 dead children are waited for in turn, then 1,000 and 4,000 through a waitset, from making it to
   freeing it. Nothing sleeps in that, so it is counted in processor time, which others on the machine disturb little. A
   ratio is the median of the ratios of the rounds. */
#include <ambos/process.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#define ROUNDS_MOST 101
#define FEW 1000
#define MANY 4000
#define SAMPLES 20
#define LIMIT_MS 50

/* The figures that are promised. */
#define MOST_OF_IN_TURN 3.0
#define MOST_PER_CHILD 1.5
#define MOST_MS 80.0

static int round_count = 5;
static ambos_process *children[MANY];

static void need(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "cannot %s\n", what);
    exit(2);
}

/* ---- children ---- */

/* Zombies all, which only their own waits will reap. */
static void make_dead(const char *program, int count)
{
    const char *const argv[] = { program, NULL };
    siginfo_t info;
    int i;

    for (i = 0; i < count; i++)
        need(!ambos_spawn(&children[i], argv, NULL), "start a child");
    for (i = 0; i < count; i++)
        need(!waitid(P_PID, (id_t)ambos_process_id(children[i]), &info, WEXITED | WNOWAIT), "see a child's end");
}

static void close_all(int count)
{
    int i;

    for (i = 0; i < count; i++)
        ambos_process_close(children[i]);
}

/* ---- microseconds for all ---- */

static int64_t busy_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static double busy_since(int64_t before)
{
    return (double)(busy_ns() - before) / 1e3;
}

static double since(int64_t before)
{
    return (double)(ambos_clock_ns() - before) / 1e3;
}

static double in_turn(const char *program, int count)
{
    int64_t before;
    double took;
    int i;

    make_dead(program, count);
    before = busy_ns();
    for (i = 0; i < count; i++)
        need(!ambos_wait(children[i], AMBOS_FOREVER, NULL), "wait");
    took = busy_since(before);
    close_all(count);
    return took;
}

static double through_a_set(const char *program, int count)
{
    ambos_process *process;
    ambos_waitset *set;
    int64_t before;
    double took;
    int i;

    make_dead(program, count);
    before = busy_ns();
    need(!ambos_waitset_create(&set), "make a set");
    for (i = 0; i < count; i++)
        need(!ambos_waitset_add(set, children[i]), "add to the set");
    for (i = 0; i < count; i++) {
        need(!ambos_waitset_next(set, AMBOS_FOREVER, &process), "have the next of the set");
        need(!ambos_wait(process, AMBOS_POLL, NULL), "wait");
    }
    ambos_waitset_free(set);
    took = busy_since(before);
    close_all(count);
    return took;
}

/* ---- time limits: milliseconds ---- */

static double limit_of_wait(void)
{
    const int64_t before = ambos_clock_ns();

    need(ambos_wait(children[0], LIMIT_MS, NULL) == AMBOS_ETIMEDOUT, "be too early");
    return since(before) / 1e3;
}

static double limit_of_wait_any(void)
{
    const int64_t before = ambos_clock_ns();
    size_t which;

    need(ambos_wait_any(children, 1, LIMIT_MS, &which, NULL) == AMBOS_ETIMEDOUT, "be too early");
    return since(before) / 1e3;
}

static double limit_of_set(void)
{
    ambos_process *process;
    ambos_waitset *set;
    int64_t before;
    double took;

    need(!ambos_waitset_create(&set) && !ambos_waitset_add(set, children[0]), "make a set");
    before = ambos_clock_ns();
    need(ambos_waitset_next(set, LIMIT_MS, &process) == AMBOS_ETIMEDOUT, "be too early");
    took = since(before) / 1e3;
    ambos_waitset_free(set);
    return took;
}

/* ---- figures ---- */

static int number_order(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double median(double *numbers, int count)
{
    qsort(numbers, (size_t)count, sizeof *numbers, number_order);
    return numbers[count / 2];
}

/* Returns 1 for a figure that is missed. */
static int verdict(const char *what, double figure, double least, double most, const char *unit)
{
    const bool good = figure >= least && figure <= most;

    printf("%-6s %s: %.2f%s, at most %.2f\n", good ? "ok" : "MISSED", what, figure, unit, most);
    return !good;
}

static int measure_sets(const char *program)
{
    double turn[ROUNDS_MOST], few[ROUNDS_MOST], many[ROUNDS_MOST], of_turn[ROUNDS_MOST], per_child[ROUNDS_MOST],
        grows[ROUNDS_MOST];
    int i;

    for (i = 0; i < round_count; i++) {
        turn[i] = in_turn(program, FEW);
        grows[i] = in_turn(program, MANY) / turn[i] / (MANY / FEW);
        few[i] = through_a_set(program, FEW);
        many[i] = through_a_set(program, MANY);
        of_turn[i] = few[i] / turn[i];
        per_child[i] = many[i] / few[i] / (MANY / FEW);
    }
    printf("microseconds: %.0f for %d in turn, %.0f for %d and %.0f for %d through a set\n", median(turn, round_count), FEW,
           median(few, round_count), FEW, median(many, round_count), MANY);
    printf("in turn each of 4,000 takes %.2f of each of 1,000\n", median(grows, round_count));
    return verdict("a set of 1,000 to waiting in turn", median(of_turn, round_count), 0, MOST_OF_IN_TURN, "") +
           verdict("each of 4,000 to each of 1,000", median(per_child, round_count), 0, MOST_PER_CHILD, "");
}

static int measure_limit(const char *what, double (*sample)(void))
{
    double samples[SAMPLES];
    int i;

    for (i = 0; i < SAMPLES; i++)
        samples[i] = sample();
    qsort(samples, SAMPLES, sizeof *samples, number_order);
    printf("milliseconds: %.2f to %.2f, median %.2f\n", samples[0], samples[SAMPLES - 1], samples[SAMPLES / 2]);
    return verdict(what, samples[SAMPLES - 1], LIMIT_MS, MOST_MS, " ms") + (samples[0] < LIMIT_MS);
}

static int measure_limits(void)
{
    const char *const argv[] = { "sleep", "1000", NULL };
    int missed;

    need(!ambos_spawn(&children[0], argv, NULL), "start sleep");
    missed = measure_limit("ambos_wait of 50 ms", limit_of_wait) +
             measure_limit("ambos_wait_any of 50 ms", limit_of_wait_any) +
             measure_limit("ambos_waitset_next of 50 ms", limit_of_set);
    need(!ambos_stop(children[0], 0, NULL), "stop a child");
    ambos_process_close(children[0]);
    return missed;
}

static void raise_limit(void)
{
    struct rlimit limit;

    need(!getrlimit(RLIMIT_NOFILE, &limit), "ask for a limit");
    limit.rlim_cur = limit.rlim_max;
    need(!setrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur > MANY + 64, "have descriptors enough");
}

int main(int argc, char **argv)
{
    int missed;

    if (argc > 2)
        round_count = atoi(argv[2]);
    if (argc < 2 || round_count < 1 || round_count > ROUNDS_MOST) {
        fprintf(stderr, "usage: wait CHILD [ROUNDS]\n");
        return 2;
    }
    raise_limit();
    missed = measure_sets(argv[1]);
    missed += measure_limits();
    return missed ? 1 : 0;
}
