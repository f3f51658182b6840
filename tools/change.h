/* SPDX-License-Identifier: MIT */
/* What the commands that change names share. */
#ifndef AMBOS_TOOLS_CHANGE_H
#define AMBOS_TOOLS_CHANGE_H

#include "tool.h"

/* Does it for each operand, going on after a failure; the last status that was not TOOL_DONE. */
int change_each(const struct tool_call *call, int (*one)(const struct tool_call *call, const char *path));
/* Of two letters that contradict the one that was given last; 0: neither was. */
int change_last_of(const struct tool_call *call, int letter, int other);
/* For -v: what 'path'; what 'path' to 'to', with `between` between the two. */
void change_say(const char *what, const char *path);
void change_say_to(const char *what, const char *path, const char *between, const char *to);

/* Says the first failure of a work on a tree, and how many there were; `to` may be NULL. What the library refused
   before it began is in `error` alone. The status. */
int change_tree_failed(const char *what, const char *path, const char *to, ambos_error error,
                       const ambos_tree_report *report);

/* Parts of a path, for free(); NULL: no memory, which has been said. */
/* Without separators at its end, unless it is nothing else. */
char *change_trim(const char *path);
/* Where its last name is in: "" where the text does not tell, or there is no name. */
char *change_parent(const char *path);
/* Its last name; "" where there is none, as in /. */
char *change_name(const char *path);
char *change_join(const char *directory, const char *name);
/* Is that name "", `.` or `..`, which name no entry? */
int change_is_dots(const char *name);

int change_is_directory(const char *path);
/* Are both names the same file? Links are not followed. */
int change_is_same(const char *path, const char *other);
/* Are both paths the same name in the same directory? */
int change_is_same_entry(const char *path, const char *other);

#endif
