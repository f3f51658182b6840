/* SPDX-License-Identifier: MIT */
/* The commands, in the order of the help. A new one: a row here, and its file in tools/CMakeLists.txt. */
#ifndef AMBOS_TOOLS_COMMANDS_H
#define AMBOS_TOOLS_COMMANDS_H

#include "tool.h"

#define TOOL_COMMANDS(X) \
    X(run)               \
    X(shell)             \
    X(pipe)              \
    X(kill)              \
    X(env)               \
    X(which)             \
    X(stat)              \
    X(access)            \
    X(chmod)             \
    X(touch)             \
    X(ls)                \
    X(walk)              \
    X(glob)              \
    X(mkdir)             \
    X(rmdir)             \
    X(rm)                \
    X(cp)                \
    X(mv)                \
    X(ln)                \
    X(readlink)          \
    X(realpath)          \
    X(mktemp)            \
    X(cat)               \
    X(write)             \
    X(id)                \
    X(dirs)              \
    X(strerror)          \
    X(help)

#define TOOL_DECLARE(name) extern const struct tool_command command_##name;
TOOL_COMMANDS(TOOL_DECLARE)

#endif
