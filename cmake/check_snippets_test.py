#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plant a fault of each kind and demand that check_snippets finds it, and nothing where there is none."""
import pathlib
import sys
import tempfile

import check_snippets

HEAD = "/* SPDX-License-Identifier: MIT */\n/* What it\n   shows. More. */\n"
ROW = "| [x.c](x.c) | What it shows. |\n"
A = "/* [ambos_a] */\nif (so)\n    x =\n        ambos_a(1);\n/* [ambos_a] */\n"
B = "    /* [ambos_b] */\n\n\n    ambos_b();\n    /* [ambos_b] */\n"
# What is planted, and what must be said of it; nothing of the first.
CASES = [
    (A + B, None),
    (A, "ambos_b is shown by no example"),
    (A + B + A, "second time"),
    (A + B + "/* [ambos_c] */\nambos_c();\n/* [ambos_c] */\n", "no public function"),
    (A + B.replace("ambos_b()", "ambos_bb()"), "no call"),
    (A + B.replace("ambos_b()", "/* ambos_b() */"), "no call"),
    (A + "/* [ambos_b] */\nambos_b();\n", "not closed"),
    ("/* [ambos_a] */\nambos_a();\n" + B + "/* [ambos_a] */\n", "not closed"),
    (A + B.replace("    ambos_b", "\n" * 15 + "    ambos_b"), "18 lines, not"),
    (A + B.replace("\n\n", ""), "1 lines, not"),
]


def examine(folder, text, row=ROW):
    (folder / "x.c").write_text(HEAD + text, encoding="utf-8")
    (folder / "README.md").write_text(row, encoding="utf-8")
    return list(check_snippets.findings(folder, {"ambos_a", "ambos_b"}))


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        if not any("not in README.md" in line for line in examine(pathlib.Path(folder), A + B, ROW.replace("it", "he"))):
            wrong += 1
            print("a program that is not in README.md was not found")
    for text, expected in CASES:
        with tempfile.TemporaryDirectory() as folder:
            found = examine(pathlib.Path(folder), text)
        if bool(found) != bool(expected) or expected and not any(expected in line for line in found):
            wrong += 1
            print(f"planted:\n{text}expected: {expected}, found: {found}")
    print(f"check_snippets_test: {len(CASES) + 1} cases, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
