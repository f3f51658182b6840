#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the examples: each public function is shown, each program is in the list: check_snippets.py [ROOT].

A snippet is what lies between two lines of the comment `[name]`, as Doxygen's @snippet takes it: each function has
exactly one, which calls it; none lies in another. The README's
line for a program is the first sentence of its first comment. check_snippets_test.py plants faults and demands that each is found.
"""
import pathlib
import re
import sys

MARK = re.compile(r"^\s*/\* \[(\w+)\] \*/$")
LEAST, MOST = 3, 15
# The tour has a text of its own there, and the other is no program.
APART = {"tour", "example"}


def snippets(path):
    """(name, number of its first line, its lines) of each snippet; lines is None when it is not closed properly."""
    name, start, lines = None, 0, []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        mark = MARK.match(line)
        if not mark:
            lines.append(line)
            continue
        if name is None:
            name, start, lines = mark.group(1), number, []
        else:
            yield name, start, lines if mark.group(1) == name else None
            name = None if mark.group(1) == name else mark.group(1)
            start, lines = number, []
    if name is not None:
        yield name, start, None


def faults(name, lines):
    code = re.sub(r"/\*.*?\*/", "", "\n".join(lines or []))
    if lines is None:
        yield "is not closed before another begins, or at all"
    elif not re.search(rf"\b{name}\(", code):
        yield "has no call of it"
    elif not LEAST <= len(lines) <= MOST:
        yield f"has {len(lines)} lines, not {LEAST} to {MOST}"


def headline(path):
    """The first sentence of a program's first comment, behind the licence."""
    comment = re.match(r"/\* SPDX[^\n]*\n/\* (.*?)\*/", path.read_text(encoding="utf-8"), re.S)
    sentence = re.match(r".*?[.?](?= |$)", " ".join(comment.group(1).split())) if comment else None
    return sentence.group(0) if sentence else ""


def unlisted(examples):
    rows = set((examples / "README.md").read_text(encoding="utf-8").split("\n"))
    for path in sorted(examples.glob("*.c")):
        row = f"| [{path.name}]({path.name}) | {headline(path)} |"
        if path.stem not in APART and row not in rows:
            yield f"{path.name} is not in README.md as {row}"


def findings(examples, functions):
    yield from unlisted(examples)
    seen = set()
    for path in sorted(examples.glob("*.c")):
        for name, line, lines in snippets(path):
            where = f"{path.name}:{line}: [{name}]"
            if name not in functions:
                yield f"{where} is no public function"
            if name in seen:
                yield f"{where} is there a second time"
            seen.add(name)
            for fault in faults(name, lines):
                yield f"{where} {fault}"
    for name in sorted(functions - seen):
        yield f"{name} is shown by no example"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    functions = set((root / "cmake/abi/ambos.symbols").read_text(encoding="utf-8").split())
    found = list(findings(root / "examples", functions))
    print("\n".join(found + [f"check_snippets: {len(functions)} functions, {len(found)} findings"]))
    return 1 if found or not functions else 0


if __name__ == "__main__":
    sys.exit(main())
