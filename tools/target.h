/* SPDX-License-Identifier: MIT */
/* Where cp, mv and ln put things. */
#ifndef AMBOS_TOOLS_TARGET_H
#define AMBOS_TOOLS_TARGET_H

#include "tool.h"

/* Does it for each source and the name it is to have, going on after a failure: what the last operand says, or the
   source's own name in that directory, or in the one of -t (with -T the last operand is a name). `nofollow`: a link to
   a directory is a name too. The exit status. */
int target_each(const struct tool_call *call, int nofollow,
                int (*one)(const struct tool_call *call, const char *from, const char *to));

#endif
