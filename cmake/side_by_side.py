#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print two outputs side by side: side_by_side.py LEFT_TITLE LEFT RIGHT_TITLE RIGHT.

The column between them is empty where the lines agree, `~` where they differ and both begin with `~`, as a line does
that the systems cannot share, and `!` where they differ and should not; then the exit code is 1.
"""
import itertools
import sys
import textwrap

WIDTH = 68


def lines(path):
    with open(path, encoding="utf-8", errors="backslashreplace", newline=None) as file:
        return file.read().splitlines()


def wrap(line):
    return textwrap.wrap(line, WIDTH, drop_whitespace=False, subsequent_indent="    ") or [""]


def show(left, mark, right):
    for number, (a, b) in enumerate(itertools.zip_longest(wrap(left), wrap(right), fillvalue="")):
        print(f"{a:<{WIDTH}} {mark if number == 0 else ' '} {b}".rstrip())


def main():
    left_title, left, right_title, right = sys.argv[1:]
    wrong = 0
    show(left_title, " ", right_title)
    show("-" * len(left_title), " ", "-" * len(right_title))
    for a, b in itertools.zip_longest(lines(left), lines(right), fillvalue=""):
        mark = " " if a == b else "~" if a.startswith("~") and b.startswith("~") else "!"
        wrong += mark == "!"
        show(a, mark, b)
    print(f"\n{wrong} lines differ that should not" if wrong else "\nboth say the same, but for the lines marked ~")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
