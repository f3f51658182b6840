/* SPDX-License-Identifier: MIT */
/* What spawn.c, exec.c, wait.c, tree.c, pipe.c, run.c and their quirks share. Include after
   posix.h. */
#ifndef AMBOS_POSIX_PROCESS_H
#define AMBOS_POSIX_PROCESS_H

#include <pthread.h>
#include <sys/resource.h>

#if defined(NSIG)
#define AMBOS__NSIG NSIG
#else
#define AMBOS__NSIG 65
#endif

/* Marks what runs in a child before its exec, perhaps in our memory: sanitizers
   must not keep books of it. */
#if defined(__clang__) && defined(__has_attribute)
#if __has_attribute(disable_sanitizer_instrumentation)
#define AMBOS__CHILD \
    __attribute__((disable_sanitizer_instrumentation, no_sanitize("address", "thread", "undefined")))
#else
#define AMBOS__CHILD __attribute__((no_sanitize("address", "thread", "undefined")))
#endif
#elif defined(__GNUC__)
#define AMBOS__CHILD __attribute__((no_sanitize("address", "thread", "undefined")))
#else
#define AMBOS__CHILD
#endif

/* ---- pipes: pipe.c ---- */

/* Both ends close-on-exec and over 2. False with errno. */
bool ambos__pipe_make(int ends[2]);

/* quirk_pipe.c: makes it hold more, where that can be. Keeps errno. */
void ambos__pipe_enlarge(int fd);

/* The same open file over 2, where no stream of ours or of a child is; keeps
   the number when there is no other. Close-on-exec. */
int ambos__fd_above_std(int fd);

struct ambos__child;
struct ambos__end;

/* struct rusage as the kernel has it, whatever the C library makes of it. */
struct ambos__kernel_usage {
    long user_sec, user_usec;
    long system_sec, system_usec;
    long max_rss; /* KiB */
    long others[13];
};

/* ---- the plan: quirk_plan.c ---- */

/* Where a descriptor of the child comes from, if not from one of ours. */
enum {
    AMBOS__FD_NULL = -2,    /* the null device */
    AMBOS__FD_INHERIT = -3, /* it is there, else the null device */
    AMBOS__FD_STDOUT = -4   /* the same as descriptor 1 of the child */
};

struct ambos__fd_plan {
    int source; /* ours, or AMBOS__FD_... */
    int target; /* its number in the child */
    int now;    /* scratch of the child: where the source is now */
    uint32_t step;
};

/* What a child says before its exec. AMBOS_STEP_NONE: no failure, `value` is a
   process number; else `value` is errno. */
struct ambos__report {
    uint32_t step;
    int32_t value;
};

/* All that a child needs, prepared in the parent: the child allocates nothing. */
struct ambos__plan {
    const ambos_spawn_options *options;
    const ambos_spawn_posix *posix; /* never NULL */
    const char *const *argv;
    char *const *envp;
    const char *program;          /* a path; or a name, when there are candidates */
    char *candidates;             /* paths to try, one text behind the other, ended by an empty one */
    struct ambos__fd_plan *moves; /* the three streams first */
    size_t move_count;
    struct ambos__fd_plan streams[3]; /* the moves when there are no more */
    int opened[3]; /* of the streams: ours, only for the child; or -1 */
    unsigned char *cpus;
    size_t cpus_size;
    sigset_t ignored; /* signals that stay ignored */
    int nice;
    bool set_nice;
    pid_t parent; /* this process, for a child that is tied to it */
    char **own_envp;

    /* What holds its tree: tree.c. -1: no such thing. */
    int cgroup_fd;  /* where it writes its number to enter its cgroup */
    int control_fd; /* the supervisor's end: there is one between us and the child */
    bool own_group; /* it leads a group for it */

    /* Of one attempt to start it. */
    uint64_t actions;   /* of signals, or AMBOS__ACTIONS_UNKNOWN: the child asks for them */
    int report_fd;      /* -1: memory alone tells */
    void *second_stack; /* for the second start of a detached child */
    bool shared;        /* set by the child: it runs in our memory, and we stood still meanwhile */
    struct ambos__report heard;
    int32_t told_id;
};

/* All fail with the slot set; to be freed in any case. The second opens the files and
   pipes of the streams (spawn.c; the child is for pipes), the third goes as far as the
   program and where it is looked for. */
ambos_error ambos__plan_make(struct ambos__plan *plan, const char *const argv[], const ambos_spawn_options *options);
ambos_error ambos__plan_streams(struct ambos__plan *plan, struct ambos__child *child);
ambos_error ambos__plan_search(struct ambos__plan *plan, const char *const argv[], const ambos_spawn_options *options);
void ambos__plan_free(struct ambos__plan *plan);

/* The first candidate that could be run. `path`: empty at entry. quirk_search.c */
ambos_error ambos__plan_find(const struct ambos__plan *plan, struct ambos__str *path);

/* ---- the child: quirk_child.c, quirk_close.c, quirk_action.c ---- */

/* Becomes the program, or reports why not and ends. `plan`: struct ambos__plan. */
int ambos__child_main(void *plan);

/* Starts the child once more, reports its number and ends. */
int ambos__child_detach(void *plan);

/* Likewise, and stays between: quirk_supervisor.c */
int ambos__supervisor_main(void *plan);

/* Reports a failure and ends. Reports something else: AMBOS_STEP_NONE. */
AMBOS__NORETURN void ambos__child_fail(struct ambos__plan *plan, uint32_t step, int error);
void ambos__child_tell(struct ambos__plan *plan, uint32_t step, int value);

/* quirk_action.c: a bit for each signal, 1 << (number - 1), whose action is another than its default. The child's,
   which nobody changes any more; and ours, which takes half as long, where no other thread could change them before
   the start. */
#define AMBOS__ACTIONS_UNKNOWN UINT64_MAX
uint64_t ambos__child_actions(void);
uint64_t ambos__actions_of_one_thread(void);

/* The steps that a process takes too which becomes another program itself. Each
   returns errno or 0; *step: which it was. The exec returns at all only when it fails. */
int ambos__child_place_all(struct ambos__plan *plan, uint32_t *step);
int ambos__child_limits(const ambos_spawn_posix *posix);
int ambos__child_priority(const struct ambos__plan *plan);
int ambos__child_user(const ambos_spawn_posix *posix);
int ambos__child_exec(const struct ambos__plan *plan, uint32_t *step);

/* Candidates of a search, in its order: the text behind this one, empty at the
   end. Does this error mean that the search goes on? Of two errors of a search,
   the one that says more. */
const char *ambos__candidate_next(const char *text);
bool ambos__candidate_missing(int error);
int ambos__candidate_weightier(int known, int error);

/* Is this the number of a descriptor that the child gets? */
bool ambos__plan_targets(const struct ambos__plan *plan, int fd);

/* Makes every descriptor over 2 close-on-exec. */
void ambos__child_close_rest(void);

/* Is a process between us and the child, which starts it and reports its number? */
bool ambos__plan_between(const struct ambos__plan *plan);

/* ---- becoming another program: quirk_undo.c ---- */

#define AMBOS__UNDO_LIMITS 32

struct ambos__undo_fd {
    int number;
    int copy;  /* of what stood there; or -1 */
    int flags; /* -1: nothing stood there */
};

struct ambos__undo_limit {
    int resource;
    struct rlimit values;
};

/* What was before. */
struct ambos__undo {
    bool masked;
    sigset_t mask;
    sigset_t ignored; /* those that have a handler instead */
    struct sigaction actions[AMBOS__NSIG];
    bool placed; /* moves of the plan may have got temporary numbers */
    struct ambos__undo_fd *saved;
    size_t saved_count;
    struct ambos__str open; /* numbers that were not close-on-exec */
    int cwd;                /* or -1 */
    bool umask_set;
    mode_t umask;
    struct ambos__undo_limit limits[AMBOS__UNDO_LIMITS];
    size_t limit_count;
};

/* Each changes something and notes how it was; those that can fail return errno or
   0. In the end everything is taken back, errno kept. */
void ambos__undo_begin(struct ambos__undo *undo);
void ambos__undo_hold_signals(struct ambos__undo *undo, bool keep);
int ambos__undo_note_descriptors(struct ambos__undo *undo, struct ambos__plan *plan);
int ambos__undo_chdir(struct ambos__undo *undo, const char *path);
void ambos__undo_umask(struct ambos__undo *undo, mode_t mask);
int ambos__undo_limits(struct ambos__undo *undo, const ambos_spawn_posix *posix);
void ambos__undo_all(struct ambos__undo *undo, const struct ambos__plan *plan);

/* ---- starting: quirk_clone.c ---- */

/* The ways to start a child, best first. */
enum {
    AMBOS__START_SHARED_PIDFD,
    AMBOS__START_SHARED,
    AMBOS__START_COPY_PIDFD,
    AMBOS__START_FORK,
    AMBOS__START_WAYS
};

struct ambos__started {
    pid_t pid;
    int pidfd; /* or -1 */
};

/* Returns errno or 0. To be called with all signals blocked. */
int ambos__start(struct ambos__plan *plan, unsigned way, struct ambos__started *started);

/* For the child that starts another: its number, or -1 with errno. */
pid_t ambos__start_second(struct ambos__plan *plan);

/* Reaps a child that has ended or is about to, when its status matters to nobody. */
void ambos__start_reap(pid_t pid);

/* ---- a child that ends with us: quirk_tie.c ---- */

/* Is there a way here? */
bool ambos__can_tie(void);

/* As ambos__start, in such a way that the tie of the child is to this process. */
int ambos__start_tied(struct ambos__plan *plan, unsigned way, struct ambos__started *started);

/* ---- trees: tree.c ---- */

#define AMBOS__CGROUP_NAME_SIZE 64

/* What holds a tree together, on our side. */
struct ambos__tree {
    uint32_t tier;                      /* AMBOS_TREE_... */
    int cgroup_dir;                     /* cgroup: the directory that it is made in; or -1 */
    int cgroup_kill;                    /* its cgroup.kill; or -1 */
    char cgroup[AMBOS__CGROUP_NAME_SIZE]; /* its name there */
    pid_t supervisor;                   /* a child of ours as long as it is not -1 */
    int control;                        /* our end; or -1 */
    bool last;                          /* the supervisor has told all and ends */
};

void ambos__tree_init(struct ambos__tree *tree);

/* The best tier that the options ask for; NONE without. ENOTSUP: none is good enough. */
ambos_error ambos__tree_choose(struct ambos__tree *tree, const ambos_spawn_options *options);

/* Makes what the tier needs before the child is started, going down to a tier
   that can be made. */
ambos_error ambos__tree_make(struct ambos__tree *tree, struct ambos__plan *plan);

/* The start has failed: is there another tier to try, instead? Undoes the old. */
bool ambos__tree_lower(struct ambos__tree *tree, struct ambos__plan *plan);

/* The start is over, well or not: the child's ends are not ours any more. */
void ambos__tree_started(struct ambos__plan *plan);

/* Lets go of the child's tree; never kills. */
void ambos__tree_leave(struct ambos__child *child);

/* ---- cgroups: quirk_cgroup.c. Each returns errno or 0. ---- */

/* Makes one below ours; *entry: the file by which a process enters it. */
int ambos__cgroup_make(struct ambos__tree *tree, int *entry);
int ambos__cgroup_kill(const struct ambos__tree *tree);
/* Until nobody is in it, or so long. */
void ambos__cgroup_await(const struct ambos__tree *tree, int64_t timeout_ms);
/* Removes it; EBUSY: somebody is in it. Without its directory that is found anew. */
int ambos__cgroup_remove(const struct ambos__tree *tree);

/* ---- a supervisor: our side, quirk_supervise.c ---- */

/* What it sends of the child's end. */
struct ambos__relay {
    int32_t code; /* CLD_... */
    int32_t number;
    struct ambos__kernel_usage usage;
    int32_t last; /* nobody else is left: it ends */
};

/* What it is sent, with the descriptor of a pipe that it answers on: errno in one byte. */
enum { AMBOS__SUPERVISOR_KILL = 'K' };

bool ambos__can_supervise(void);
/* Makes both ends. Returns errno or 0. */
int ambos__supervise_make(struct ambos__tree *tree, int *far);
/* It has said that the child runs: the child's pidfd, or -1 when it was killed since. */
int ambos__supervise_meet(const struct ambos__tree *tree);
/* As ambos__pidfd_reap; ECHILD: it has been killed. */
int ambos__supervised_reap(struct ambos__tree *tree, struct ambos__end *end);
/* Has it kill everybody, and waits so long. ESRCH: it has been killed. */
int ambos__supervise_kill(const struct ambos__tree *tree, int64_t timeout_ms);
/* Reaps it, if it has ended or is about to: true when it is gone. */
bool ambos__supervise_leave(struct ambos__tree *tree);

/* ---- the process: wait.c ---- */

struct ambos__child {
    struct ambos_process base; /* first: core knows this part */
    struct ambos__tree tree;
    pid_t pid;
    pthread_mutex_t lock;
    int pidfd;  /* or -1 */
    int end_fd; /* can be read when the child has ended: the pidfd, or a watcher's pipe; -1: not yet made */
    bool ended; /* and reaped, by us or by somebody else */
    bool opened; /* of ambos_process_open: not ours to reap, even if it is a child */
    int64_t patience; /* has ended, and until then its status may still be told by who reaps it; 0: not so */
    ambos_status status; /* never changes again once it has ended */
};

/* A child object around what was started; NULL without memory. */
struct ambos__child *ambos__child_new(void);

/* Is the number still that of a child of ours? end.c */
bool ambos__owns_number(pid_t pid);

/* Has it ended? If so it is reaped and its status kept. The second: with the lock
   held; `ended` tells. */
bool ambos__child_look(struct ambos__child *child);
void ambos__child_look_locked(struct ambos__child *child);

/* Was it seen to have ended? */
bool ambos__child_is_over(struct ambos__child *child);

/* A descriptor that can be read when the child has ended; -1 when none can be
   had now. It may cry wolf: look. */
int ambos__child_end_fd(struct ambos__child *child);

/* ---- how a child ended: quirk_pidfd.c ---- */

struct ambos__end {
    bool known; /* else somebody else took the status */
    bool signaled;
    bool core;
    int number; /* the exit code or the signal */
    bool usage; /* the rest is known */
    ambos_time user_time;
    ambos_time system_time;
    uint64_t peak_memory; /* bytes */
};

/* A pidfd for a child that was started without; -1 when there is none. */
int ambos__pidfd_of_child(pid_t pid);

/* A pidfd for any process; -1 with errno. */
int ambos__pidfd_open(pid_t pid);

/* Reaps through the pidfd, or leaves it as it is. 0: done; EAGAIN: it runs; ECHILD:
   it is not ours to reap, or not any more; else errno. */
int ambos__pidfd_reap(int pidfd, bool leave, struct ambos__end *end);

/* What the kernel says of an end: CLD_... and exit code or signal. */
void ambos__end_fill(struct ambos__end *end, int code, int number, const struct ambos__kernel_usage *usage);

/* Sleeps until it has ended, and reaps nothing. 0, or errno when that cannot be
   waited for here: ECHILD, or the call is missing. */
int ambos__pidfd_await(int pidfd);

/* How it ended, from the kernel's memory of what was reaped. 0: known; EAGAIN: it
   may be once it has been reaped; ENOSYS: it is never told. */
int ambos__pidfd_recall(int pidfd, struct ambos__end *end);

/* Returns errno or 0. */
int ambos__pidfd_signal(int pidfd, int number);

/* The whole group of a leader, which may have been reaped (Linux 6.9). Returns errno or 0. */
int ambos__pidfd_kill_group(int pidfd);

/* ---- many descriptors at once: quirk_queue.c ---- */

/* A queue that tells which of the descriptors in it can be read, in a time that does
   not grow with those that cannot; -1 with errno: ENOSYS where there is none. */
int ambos__queue_open(void);
/* 0, or errno: EPERM when it is not one that can be waited for. */
int ambos__queue_add(int queue, int fd, void *context);
void ambos__queue_remove(int queue, int fd);
/* The contexts of those that can be read; how many, -1 with errno. */
enum { AMBOS__QUEUE_ROOM = 64 };
int ambos__queue_wait(int queue, void *contexts[AMBOS__QUEUE_ROOM], int timeout_ms);

/* ---- numbers of signals: quirk_signal.c ---- */

uint32_t ambos__signal_number(int native);
int ambos__signal_native(uint32_t number); /* -1: there is none */

/* ---- threads of ours: quirk_thread.c ---- */

/* A thread that ends by itself and that no signal is for. Returns errno or 0. */
int ambos__thread_start(void *(*run)(void *), void *context);

/* ---- who tells of an end: quirk_watch.c ---- */

/* A descriptor that can be read once the child has ended: a queue of the kernel, or
   that of a thread which waits for it without reaping it. -1: there is none to be
   had. The child must not be reaped before that. */
int ambos__watch(pid_t pid);

/* One that can be read at once; -1: there is none to be had. */
int ambos__watch_over(void);

/* It has told the end: a moment for the thread to be gone, and its descriptor. */
void ambos__watch_leave(int fd);

#endif
