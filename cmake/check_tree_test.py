#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test check_tree.py: each violation, planted alone in a small sound tree, is found by its rule and no other."""
import pathlib
import sys
import tempfile

import check_tree

SPDX = "/* SPDX-License-Identifier: MIT */\n"

SOUND = {
    "CMakeLists.txt": "# SPDX-License-Identifier: MIT\n",
    "cmake/sources.cmake": "# SPDX-License-Identifier: MIT\n"
                           "set(AMBOS_HEADERS a.h)\nset(AMBOS_CORE_SOURCES a_common.c)\nset(AMBOS_BACKEND_PARTS a)\n"
                           "set(AMBOS_POSIX_QUIRKS quirk_x.c)\nset(AMBOS_MODULE_SUITES a)\nset(AMBOS_CORE_SUITES t)\n",
    "include/ambos/a.h": SPDX + "#include <stdint.h>\n"
                         "/**\n * Do one thing.\n */\nAMBOS_API int AMBOS_CALL ambos_one(int (*f)(void));\n"
                         "/** Do the other thing. */\nAMBOS_API AMBOS_NODISCARD int AMBOS_CALL ambos_two(int x,\n"
                         "    int y);\n",
    "src/core/a_common.c": SPDX + '#include "core/port.h"\n#include <ambos/a.h>\n#include <string.h>\n'
                           "static int helper(void)\n{\n    return 0;\n}\n"
                           "int AMBOS_CALL ambos_one(int (*f)(void))\n{\n    return helper();\n}\n",
    "src/core/port.h": SPDX + "int ambos__os_thing(void);\n",
    "src/posix/a.c": SPDX + '#include "posix/posix.h"\n#include <unistd.h>\n'
                     "static int mine(void)\n{\n    _exit(1); /* printf(x) */\n}\n"
                     "int ambos_two(int x,\n              int y)\n{\n    return mine();\n}\n",
    "src/posix/posix.h": SPDX,
    "src/posix/quirk_x.c": SPDX,
    "src/win32/a.c": SPDX + '#include "win32/win32.h"\n#include <windows.h>\n'
                     "static int mine(void)\n{\n    return snprintf(0, 0, \"abort()\");\n}\n"
                     "int ambos_two(int x, int y)\n{\n    return mine();\n}\n",
    "src/win32/win32.h": SPDX,
    "tests/a_test.c": SPDX + '#include <ambos/a.h>\n#include "check.h"\nTEST(x) { ambos_one(0); ambos_two(1, 2); }\n',
    "tests/core/t_test.c": SPDX + '#include "core/port.h"\n',
    "tools/ambos.c": SPDX + "#include <ambos/a.h>\n#include <stdio.h>\n",
}


def edit(name, old, new):
    return lambda files: files.__setitem__(name, files[name].replace(old, new))


def append(name, text):
    return lambda files: files.__setitem__(name, files[name] + text)


def add(name, text):
    return lambda files: files.__setitem__(name, text)


def drop(name):
    return lambda files: files.pop(name)


def both(*plants):
    return lambda files: [plant(files) for plant in plants]


LISTED_B = edit("cmake/sources.cmake", "PARTS a)", "PARTS a b)")

PLANTS = [
    ("mirrors", both(add("src/posix/b.c", SPDX), LISTED_B)),
    ("mirrors", both(add("src/win32/b.c", SPDX), LISTED_B)),
    ("lists", add("src/core/unlisted.c", SPDX)),
    ("lists", add("src/win32/quirk_unlisted.c", SPDX)),
    ("lists", add("tests/unlisted_test.c", SPDX)),
    ("layers", append("include/ambos/a.h", "#include <windows.h>\n")),
    ("layers", append("include/ambos/a.h", "#include <sys/types.h>\n")),
    ("layers", append("src/core/port.h", "#include <unistd.h>\n")),
    ("layers", append("src/core/a_common.c", '#include "posix/posix.h"\n')),
    ("layers", append("src/posix/a.c", '#include "win32/win32.h"\n')),
    ("layers", append("src/win32/a.c", '#include "../posix/posix.h"\n')),
    ("layers", append("tests/a_test.c", '#include "core/port.h"\n')),
    ("layers", append("tools/ambos.c", "#include <fcntl.h>\n")),
    ("os_macros", append("src/core/a_common.c", "#ifdef _WIN32\n#endif\n")),
    ("os_macros", append("src/core/a_common.c", "#if defined(__linux__)\n#endif\n")),
    ("os_macros", append("src/core/port.h", "#if _MSC_VER\n#endif\n")),
    ("os_macros", append("tests/a_test.c", "#ifdef _WIN32\n#endif\n")),
    ("one_definition", append("src/core/a_common.c", "int ambos_two(int x, int y)\n{\n}\n")),
    ("one_definition", edit("src/win32/a.c", "ambos_two", "ambos__two")),
    ("one_definition", edit("src/core/a_common.c", "int AMBOS_CALL ambos_one(int (*f)(void))\n{", "int x(void)\n{")),
    ("one_definition", append("src/core/a_common.c", "int ambos_hidden(void)\n{\n}\n")),
    ("one_definition", both(edit("src/posix/a.c", "int ambos_two", "#if X\nint ambos_two"),
                            append("src/posix/a.c", "#endif\n"))),
    ("documented", edit("include/ambos/a.h", "/** Do the other thing. */\n", "")),
    ("documented", edit("include/ambos/a.h", "/** Do the other thing. */\n", "/** @} */\n")),
    ("tested", edit("tests/a_test.c", "ambos_two(1, 2);", "/* ambos_two */")),
    ("silent", append("src/core/a_common.c", 'static void p(void) { printf("x"); }\n')),
    ("silent", append("src/posix/a.c", "static void p(void) { abort(); }\n")),
    ("silent", append("src/win32/a.c", "static void p(void) { exit(1); }\n")),
    ("portable_windows", append("src/win32/a.c", "static ssize_t x;\n")),
    ("portable_windows", append("src/win32/win32.h", "#define P __attribute__((packed))\n")),
    ("unique_statics", append("src/posix/a.c", "static int helper(void)\n{\n}\n")),
    ("whole_functions", append("src/posix/a.c", "static void g(void)\n{\n#if X\n#endif\n}\n")),
    ("whole_functions", append("src/core/port.h", "static inline void g(void)\n{\n#ifdef X\n#endif\n}\n")),
    ("licensed", add("src/core/other.h", "/* nothing */\n")),
    ("licensed", edit("CMakeLists.txt", "SPDX", "")),
    ("finished", append("src/core/port.h", "/* TO" "DO */\n")),
    ("finished", add("notes.md", "FIX" "ME\n")),
]


def findings(files):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check_tree.findings(folder)


def main():
    wrong = [f"the sound tree: {finding}" for finding in findings(SOUND)]
    for number, (rule, plant) in enumerate(PLANTS, 1):
        files = dict(SOUND)
        plant(files)
        rules = {finding[0] for finding in findings(files)}
        if files == SOUND or rules != {rule}:
            wrong.append(f"plant {number}, a violation of {rule}: found by {sorted(rules) or 'nobody'}")
    unplanted = {rule.__name__ for rule in check_tree.RULES} - {rule for rule, _ in PLANTS}
    wrong += [f"no plant for {rule}" for rule in sorted(unplanted)]
    print("\n".join(wrong + [f"{len(PLANTS)} plants, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
