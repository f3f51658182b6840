#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write glob_reference.h: what Python's fnmatch says of every short pattern and every short name.

The patterns are those of at most 4 characters, in the order of glob_test.c; each has a bit for each name.
"""
import fnmatch
import itertools

PATTERN = "ab*?[]!-"
NAME = "ab-"


def texts(alphabet, most):
    for length in range(most + 1):
        for letters in itertools.product(alphabet, repeat=length):
            yield "".join(letters)


names = list(texts(NAME, 3))
rows = []
for pattern in texts(PATTERN, 4):
    bits = sum(1 << i for i, name in enumerate(names) if fnmatch.fnmatchcase(name, pattern))
    rows.append(f"0x{bits:x}")

print("/* SPDX-License-Identifier: MIT */")
print("/* Made by glob_reference.py. */")
print("static const uint64_t glob_reference[] = {")
line = "   "
for row in rows:
    if len(line) + len(row) + 2 > 116:
        print(line)
        line = "   "
    line += f" {row},"
print(line)
print("};")
