/* SPDX-License-Identifier: MIT */
/* What the files about processes share. Include win32.h first. */
#ifndef AMBOS_WIN32_PROCESS_H
#define AMBOS_WIN32_PROCESS_H

struct ambos__child {
    struct ambos_process base; /* first: this is what core knows */
    HANDLE handle;
    HANDLE thread;         /* of a child that stands still, else NULL */
    HANDLE job;            /* NULL: none */
    LONG volatile killed;  /* calls that end it with AMBOS__KILLED_CODE, but for those that failed */
    bool opened;           /* of ambos_process_open: perhaps without the right to end it */
    SRWLOCK lock;          /* of what follows; all zero is an open one */
    bool settled;
    ambos_status status; /* how it ended, once that is known: every wait tells the same */
};

/* What a child that was ended by force exits with, as a shell would say it: 128 and SIGKILL's number. By itself it
   proves nothing, since a program may exit with it: `killed` counts too. */
enum { AMBOS__KILLED_CODE = 137 };

static inline struct ambos__child *ambos__child_of(ambos_process *process)
{
    return (struct ambos__child *)process;
}

/* wait.c ---------------------------------------------------------------------- */

bool ambos__child_has_ended(const struct ambos__child *child);

/* What is left until a deadline (AMBOS_FOREVER: no limit) as waits want it; at most 49 days at once. */
DWORD ambos__wait_ms(int64_t left_ms);

/* quirk_window.c ---------------------------------------------------------------- */

/* Sends WM_CLOSE to the visible windows of a process; false: it has none. `own_console`: the window of a console may be
   among them, since the process shares it with nobody. */
bool ambos__windows_close(DWORD process, bool own_console);

/* pipe.c ---------------------------------------------------------------------- */

/* A pipe between a child and us. `ours` takes overlapped calls; `childs` is for plain ones, since a program's standard
   streams are. Neither is inheritable. `we_read`: the child writes. */
ambos_error ambos__pipe_make(HANDLE *ours, HANDLE *childs, bool we_read);

/* quirk_stdio.c ----------------------------------------------------------------- */

/* The standard streams of a child, on this side. */
struct ambos__stdio {
    HANDLE source[3]; /* what the child gets; not inheritable unless somebody else made it so; NULL: its console's */
    bool owned[3];    /* ours to close */
    HANDLE copy[3];   /* inheritable, for the moment of the start; that of the errors may be that of the output */
};

/* All NULL. */
void ambos__stdio_init(struct ambos__stdio *streams);
/* Opens the sources; our ends of pipes go to process->stdio. */
ambos_error ambos__stdio_open(struct ambos__stdio *streams, const ambos_spawn_options *options, ambos_process *process);
ambos_error ambos__stdio_copy(struct ambos__stdio *streams);
void ambos__stdio_close_copies(struct ambos__stdio *streams);
void ambos__stdio_close(struct ambos__stdio *streams);

/* quirk_program.c ----------------------------------------------------------------- */

/* The absolute path of the program by the rule of process.h, as GetFullPathNameW spells it. `env` is the child's
   environment, NULL: ours; `cwd` its directory as an absolute path, NULL: ours. On failure there is nothing to free. */
ambos_error ambos__program_resolve(struct ambos__wide *image, const char *name, const ambos_env *env, const wchar_t *cwd);

/* quirk_command.c ----------------------------------------------------------------- */

/* The program that the options and argv[0] mean, as an absolute path: in `image`, initialised before, and as text with
   a NUL behind it in `path`, empty before; both to be freed after, whatever comes. A batch file is refused unless the
   options allow it. */
ambos_error ambos__command_find(struct ambos__wide *image, struct ambos__str *path, bool *batch, const char *name,
                                const ambos_spawn_options *options, const wchar_t *cwd);

/* The two that CreateProcessW needs: the file to run, and the line that the program gets. For a batch file that is
   cmd.exe and its line. Both are initialised before and to be freed after, whatever comes. */
ambos_error ambos__command_make(struct ambos__wide *image, struct ambos__wide *line, const char *const argv[],
                                const ambos_spawn_options *options, const wchar_t *cwd);

#endif
