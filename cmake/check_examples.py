#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile every C program in the pages: check_examples.py COMPILER ROOT. Each block of C is a whole program."""
import pathlib
import re
import subprocess
import sys

FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-fsyntax-only", "-x", "c", "-"]


def blocks(path):
    """(line, text) of each block of C."""
    text = path.read_text(encoding="utf-8")
    for match in re.finditer(r"^```c\n(.*?)^```$", text, re.M | re.S):
        yield text.count("\n", 0, match.start(1)) + 1, match.group(1)


def main():
    compiler, root = sys.argv[1], pathlib.Path(sys.argv[2])
    count = wrong = 0
    for path in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for line, text in blocks(path):
            count += 1
            source = f'#line {line} "{path.relative_to(root)}"\n{text}'
            wrong += subprocess.run([compiler, f"-I{root}/include", *FLAGS], input=source.encode()).returncode != 0
    print(f"check_examples: {count} programs, {wrong} that do not compile")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
