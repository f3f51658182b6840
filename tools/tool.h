/* SPDX-License-Identifier: MIT */
/* What the files of the ambos command share. The dispatcher (ambos.c) reads the
   options, answers --help and refuses wrong usage, so that a command sees only
   calls that are well formed. */
#ifndef AMBOS_TOOLS_TOOL_H
#define AMBOS_TOOLS_TOOL_H

#include <stddef.h>
#include <stdint.h>

#include <ambos/ambos.h>

/* Lets the compiler read formats along, as those of C99 on every system. */
#if defined(__clang__)
#define TOOL_PRINTF(format, first) __attribute__((__format__(__printf__, format, first)))
#elif defined(__GNUC__)
#define TOOL_PRINTF(format, first) __attribute__((__format__(__gnu_printf__, format, first)))
#else
#define TOOL_PRINTF(format, first)
#endif

enum { TOOL_DONE = 0, TOOL_FAILED = 1, TOOL_USAGE = 2 };

/* ---- commands and their options ---- */

/* One option; a table of them ends with a row of zeros. */
struct tool_option {
    int id;            /* What a command asks for: the letter, or a number from 256 on where there is none. */
    const char *name;  /* The long form without the dashes; NULL: none. */
    const char *value; /* What the help calls its value; NULL: it takes none. */
    const char *help;
};

/* An option as it was given. */
struct tool_given {
    int id;
    const char *value; /* NULL when it takes none. */
};

/* A call of a command, read. */
struct tool_call {
    const struct tool_command *command;
    struct tool_given *given; /* In the order of the line. */
    size_t given_count;
    const char **operands; /* A NULL behind the last. */
    size_t operand_count;
};

/* Where the options of a command end. */
enum tool_order {
    TOOL_ANYWHERE, /* They may stand behind operands too. */
    TOOL_FIRST     /* At the first operand: the rest is somebody else's command line. */
};

enum { TOOL_MANY = 1 << 20 };

struct tool_command {
    const char *name;
    const char *synopsis; /* What stands behind the name in the usage line. */
    const char *purpose;  /* One line. */
    const char *details;  /* What --help says below the options: details, exit codes, examples. */
    const struct tool_option *options;
    size_t least; /* Operands that it needs, and takes. */
    size_t most;
    enum tool_order order;
    int (*run)(const struct tool_call *call); /* The exit status. */
};

int tool_has(const struct tool_call *call, int id);
/* The value of the last one given, or NULL. */
const char *tool_value(const struct tool_call *call, int id);

/* Reads the words behind the command's name. TOOL_DONE and a call to run and to tool_call_end(); or it has been
   answered, and the status to end with is in `*status`. */
int tool_read(struct tool_call *call, const struct tool_command *command, char **words, int *status);
void tool_call_end(struct tool_call *call);
void tool_help_of(const struct tool_command *command);

/* ---- numbers and names in words; 0 when that is not one ---- */

/* A number in `base` from 0 to `most`, all of the text. */
int tool_number(const char *text, unsigned base, uint64_t most, uint64_t *number);
/* Seconds such as 2 or 0.25, also with s, m, h, d behind, as milliseconds. */
int tool_duration(const char *text, int64_t *duration_ms);

/* Whose grammar paths have, and lists of paths. */
int tool_is_windows(void);

/* ---- what it says ---- */

/* The standard output, gathered; a failure is remembered for tool_out_end(). Text is UTF-8, also on a console of
   Windows; a new line is one byte on every system. */
void tool_out(const char *text, size_t size);
void tool_say(const char *text);
void tool_format(const char *format, ...) TOOL_PRINTF(1, 2);
/* Before a child writes there, or a person is asked. */
void tool_flush(void);
/* Is it useless to say more? */
int tool_out_failed(void);
/* The last flush; TOOL_FAILED, and said, when not all could be written. */
int tool_out_end(void);

/* Each says one line on stderr and returns a status: */
/* ambos: stat 'x': no such file or directory (ENOENT) */
int tool_failed(const char *what, const char *which, ambos_error error);
/* ambos: rename 'a' to 'b': already exists (EEXIST) */
int tool_failed_to(const char *what, const char *which, const char *to, ambos_error error);
/* ambos: some text of printf: TOOL_FAILED */
int tool_complain(const char *format, ...) TOOL_PRINTF(1, 2);
/* ambos run: some text of printf; see ambos run --help: TOOL_USAGE */
int tool_usage(const struct tool_command *command, const char *format, ...) TOOL_PRINTF(2, 3);

/* ---- one JSON object per line ---- */

/* Between a begin and its end come members, each with its key; a key of NULL is an element of an array. */
void json_begin(const char *key, char bracket); /* '{' or '[' */
void json_end(char bracket);                    /* '}' or ']'; a new line behind the outermost */
/* NULL gives null. Text that is not UTF-8 (a name of POSIX) comes as base64 under the key with _base64 behind. */
void json_text(const char *key, const char *text);
void json_bytes(const char *key, const char *data, size_t size);
void json_int(const char *key, int64_t number);
void json_bool(const char *key, int truth);
void json_null(const char *key);
/* The number, or null where it is not known. */
void json_known(const char *key, int known, int64_t number);
/* A string of decimal digits, for what does not fit a JSON number. */
void json_digits(const char *key, uint64_t number);
/* Nanoseconds since 1970 as a string of decimal digits; before it with a minus. */
void json_time(const char *key, ambos_time time);

#endif
