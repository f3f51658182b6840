#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test check_examples.py: check_examples_test.py COMPILER. Pages are made with programs that are right and wrong; the
verdict on each is as it should be. The archive is an empty one, since none of these programs needs a library."""
import contextlib
import io
import pathlib
import subprocess
import sys
import tempfile

import check_examples

RIGHT = '```c\n#include <stdio.h>\nint main(void)\n{\n    puts("a");\n    puts("");\n    puts("b");\n    return 0;\n}\n```\n'
WARNED = "```c\nint main(void)\n{\n    int unused;\n    return 0;\n}\n```\n"
LEAVES_A_FILE = '```c\n#include <stdio.h>\nint main(void)\n{\n    FILE *file = fopen("left", "r");\n' \
                '    puts(file ? "there" : "empty");\n    file = fopen("left", "w");\n    return !file;\n}\n```\n'

# (page, how many programs, how many are run, how many are wrong)
CASES = [
    ("No program.\n", 0, 0, 0),
    (RIGHT, 1, 0, 0),
    (WARNED, 1, 0, 1),
    (RIGHT + "\nIt prints:\n\n    a\n\n    b\n", 1, 1, 0),
    (RIGHT + "\nIt prints:\n\n    a\n\n    c\n", 1, 1, 1),
    (RIGHT + "\nIt prints, on Linux:\n\n    a\n\n    b\n\nand on Windows:\n\n    c\n", 1, 1, 0),
    (RIGHT + "\nIt prints, on Windows (where there is more):\n\n    c\n", 1, 0, 0),
    (LEAVES_A_FILE + "\nIt prints:\n\n    empty\n" + LEAVES_A_FILE + "\nIt prints:\n\n    empty\n", 2, 2, 0),
]


def verdict(compiler, folder, page):
    (folder / "docs/page.md").write_text(page, encoding="utf-8")
    options = ["check_examples", str(folder), compiler, f"--archive={folder}/empty.a"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        sys.argv = options
        code = check_examples.main()
    return code, said.getvalue().splitlines()[-1]


def main():
    compiler, wrong = sys.argv[1], []
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        (folder / "docs").mkdir()
        (folder / "include").mkdir()
        (folder / "README.md").write_text("Nothing.\n", encoding="utf-8")
        subprocess.run(["ar", "rc", folder / "empty.a"], check=True)
        for page, count, ran, bad in CASES:
            code, said = verdict(compiler, folder, page)
            expected = f"check_examples: {count} programs, {ran} of them run, {bad} wrong"
            if said != expected or code != (1 if bad or not ran else 0):
                wrong.append(f"{said!r} and {code} in place of {expected!r} for\n{page}")
    for line in wrong:
        print(line)
    print(f"check_examples_test: {len(CASES)} pages, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
