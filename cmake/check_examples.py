#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compile every C program in the pages, and run those that say what they print.

    check_examples.py ROOT [--archive FILE] [--flags FLAGS] [--runner COMMAND] COMPILER

Each block of C is a whole program. One that is followed by "It prints:" and indented lines is linked with the archive
of the library and run in an empty directory, and must print them; with "It prints, on Linux:" or "and on Windows:"
that system's lines. With a runner the programs are those of Windows; without an archive they are compiled alone.
"""
import argparse
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror"]
BLOCK = re.compile(r"^```c\n(.*?)^```$", re.M | re.S)
PRINTS = re.compile(r"\n+(?:It prints|and)(?:,? on (\w+)[^\n]*?)?:\n\n((?:    .*\n|\n(?=    ))+)")


def outputs(text, position):
    """{system, or None for all: what the program before `position` is said to print}"""
    found = {}
    while match := PRINTS.match(text, position):
        found[match.group(1)] = re.sub(r"^    ", "", match.group(2), flags=re.M)
        position = match.end() - 1
    return found


def programs(path):
    """(line, text, {system: output}) of each block of C."""
    text = path.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        yield text.count("\n", 0, match.start(1)) + 1, match.group(1), outputs(text, match.end())


def pages(root):
    return [root / "README.md", *sorted((root / "docs").glob("*.md"))]


def run(command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          encoding="utf-8", **more)


class Check:
    def __init__(self, options):
        self.root = pathlib.Path(options.root).resolve()
        self.compiler = [options.compiler, f"-I{self.root}/include", *FLAGS]
        self.archive = options.archive
        self.link = shlex.split(options.flags)
        self.runner = shlex.split(options.runner)
        self.system = "Windows" if self.runner else "Linux"

    def compile(self, source, program=None):
        """What the compiler says, or "" when it is content."""
        output = ["-o", program, source, self.archive, *self.link] if program else ["-fsyntax-only", source]
        done = run([*self.compiler, *output])
        return done.stdout or f"the compiler ended with {done.returncode}" if done.returncode else ""

    def wrong(self, where, text, said, folder):
        """What is wrong with one program, or "", and whether it was run."""
        source = folder / "program.c"
        source.write_text(f"#line {where[1]} \"{where[0]}\"\n{text}", encoding="utf-8")
        expected = said.get(self.system, said.get(None))
        if expected is None or not self.archive:
            return self.compile(source), False
        program = folder / "program.exe"
        complaint = self.compile(source, program)
        if complaint:
            return complaint, False
        place = folder / "empty"
        place.mkdir()
        done = run([*self.runner, program], cwd=place)
        if done.stdout == expected:
            return "", True
        return f"{where[0]}:{where[1]}: prints, and ends with {done.returncode}:\n{done.stdout}in place of:\n{expected}", True

    def all(self):
        count = ran = wrong = 0
        for path in pages(self.root):
            for line, text, said in programs(path):
                with tempfile.TemporaryDirectory() as folder:
                    complaint, was_run = self.wrong((path.relative_to(self.root), line), text, said, pathlib.Path(folder))
                count += 1
                ran += was_run
                wrong += bool(complaint)
                print(complaint, end="\n" if complaint else "")
        print(f"check_examples: {count} programs, {ran} of them run, {wrong} wrong")
        return wrong == 0 and count > 0 and (ran > 0 or not self.archive)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("compiler")
    for option in ("--archive", "--flags", "--runner"):
        parser.add_argument(option, default="")
    return 0 if Check(parser.parse_args()).all() else 1


if __name__ == "__main__":
    sys.exit(main())
