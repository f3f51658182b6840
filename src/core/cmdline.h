/* SPDX-License-Identifier: MIT */
#ifndef AMBOS_CORE_CMDLINE_H
#define AMBOS_CORE_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "ambos/base.h"
#include "core/str.h"

/* Windows command lines, as WTF-8: every character that quoting adds or looks at is ASCII, so the line is converted to
   UTF-16 once, at the end.

   These functions append to `line`. On failure its contents are unspecified (it stays valid: free it). They set no
   failure slot. Errors: AMBOS_EINVAL (cannot be said on a command line), AMBOS_EILSEQ (not WTF-8), AMBOS_E2BIG,
   AMBOS_ENOMEM. */

enum {
    /* CreateProcessW takes 32,767 units with the NUL, cmd.exe 8,191 without it. */
    AMBOS__CMDLINE_MAX = 32766,
    AMBOS__BATCH_CMDLINE_MAX = 8191
};

/* argv[0], which start-up code reads by other rules than the rest: quotes group, nothing escapes. Hence
   AMBOS_EINVAL for a `"` in it. */
ambos_error ambos__cmdline_append_program(struct ambos__str *line, const char *program);

/* A space and one further argument, quoted so that both the UCRT and CommandLineToArgvW give back the same bytes.
   Arguments with `*` or `?` are quoted too: programs linked with Microsoft's setargv would expand them (documented for
   its older versions; Wine's expands quoted ones as well). */
ambos_error ambos__cmdline_append_argument(struct ambos__str *line, const char *argument);

/* AMBOS_E2BIG when the line has more than `limit` UTF-16 units, AMBOS_EILSEQ when it is not WTF-8. */
ambos_error ambos__cmdline_check(const struct ambos__str *line, size_t limit);

/* The whole line for a NULL-terminated argv, checked against AMBOS__CMDLINE_MAX. AMBOS_EINVAL when argv is empty.
   `line` is empty at entry. */
ambos_error ambos__cmdline_build(struct ambos__str *line, const char *const *argv);

/* The reverse, by the rules of the UCRT: a NULL-terminated array and its texts in one block for ambos__release, the
   program first. */
ambos_error ambos__cmdline_split(const char *line, char ***arguments);

/* True for a program name that Windows would hand to cmd.exe: .bat or .cmd in any case, before any trailing dots,
   spaces and separators, in the name of the file or of an alternate stream of it. The name may be a path; where it
   comes from outside it must have been made absolute, since only Windows collapses "x.bat\y\..". */
bool ambos__is_batch_name(const char *name, size_t length);

/* The whole line that runs a batch file:

       "interpreter" /d /e:ON /v:OFF /c ""script" "argument" ..."

   `arguments` is NULL-terminated and does not hold argv[0]; `interpreter` is the absolute path of cmd.exe; `line` is
   empty at entry. /d: no AutoRun commands; /e:ON: the same extensions everywhere; /v:OFF: no !x! expansion.

   In the script %1 is the argument in quotes and %~1 the argument itself; a program that the script starts with %* or
   "%~1" gets it unchanged as well. What cannot keep this promise is refused (AMBOS_EINVAL), never altered:
   - an argument with one of  " % ! & | < > ^ ( ) CR LF : a script that uses %~1 outside quotes would run it as code,
     and % has no escape on a command line;
   - an argument that ends in a backslash: in quotes it is right for the script and wrong for every program that the
     script hands it to ("a\" is an escaped quote there), doubled it is the other way round;
   - a script path with one of  " % ! & | < > ^ CR LF, or ending in a separator. Parentheses are allowed: they are
     harmless in quotes, and C:\Program Files (x86) is where programs live.
   AMBOS_E2BIG: more than AMBOS__BATCH_CMDLINE_MAX units. */
ambos_error ambos__batch_command_line(struct ambos__str *line, const char *interpreter, const char *script,
                                      const char *const *arguments);

#endif
