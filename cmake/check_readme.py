#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Do what the README tells a newcomer: check_readme.py ROOT HOME HEADING...

The blocks below the headings (### HEADING) of "Use it" are run as they stand, in HOME, where a shell of the newcomer
would be: `sh` blocks one after the other, a `cmake` block is hello/CMakeLists.txt (the first one of the section serves
those headings that have none), and hello/main.c is the first program of the page. AMBOS_REPOSITORY is a repository of
ROOT as it is now. Every heading must have run that program, and it must have said what it says.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

SAID = "it ended with 0 and said: "
AUTHOR = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost", "-c", "commit.gpgsign=false"]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


def headings(text):
    """{heading: its text} of the section "Use it"."""
    section = re.search(r"^## Use it\n(.*?)^## ", text, re.M | re.S).group(1)
    parts = re.split(r"^### (.+)\n", section, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def make_repository(root, path):
    """A repository whose one commit is ROOT as it is, less what git ignores."""
    git = ["git", *AUTHOR, f"--git-dir={path}", f"--work-tree={root}"]
    shutil.rmtree(path, ignore_errors=True)
    for command in (["init", "--quiet", "--initial-branch=main"], ["add", "--all"],
                    ["commit", "--quiet", "--message=as it is"], ["config", "core.bare", "true"]):
        subprocess.run([*(git if command[0] != "config" else git[:-1]), *command], check=True, cwd=root)


def follow(root, home, heading):
    text = (root / "README.md").read_text(encoding="utf-8")
    parts = headings(text)
    hello = home / "hello"
    hello.mkdir(parents=True, exist_ok=True)
    (hello / "main.c").write_text(blocks(text, "c")[0], encoding="utf-8")
    projects = blocks(parts[heading], "cmake") or [cmake for part in parts.values() for cmake in blocks(part, "cmake")]
    (hello / "CMakeLists.txt").write_text(projects[0], encoding="utf-8")

    environment = {**os.environ, "HOME": str(home), "AMBOS_REPOSITORY": str(home / "ambos.git")}
    result = subprocess.run(["sh", "-eux", "-c", "\n".join(blocks(parts[heading], "sh"))], cwd=home, env=environment,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"### {heading}\n{result.stdout}")
    runs = len(re.findall(r"^(?:\w+=\S+ |wine )*hello/\S*hello(?:\.exe)?$", parts[heading], re.M))
    if result.returncode != 0:
        return f"{heading}: exit code {result.returncode}"
    if result.stdout.count(SAID) != runs:
        return f"{heading}: the program was to run {runs} times, and said its line {result.stdout.count(SAID)} times"
    return None


def main():
    root, home, *names = sys.argv[1:]
    root, home = pathlib.Path(root).resolve(), pathlib.Path(home).resolve()
    if not shutil.which("git"):
        print("SKIP: no git")
        return 77
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "ambos").exists():
        make_repository(root, home / "ambos.git")
        if names[0] != "Install":
            subprocess.run(["git", "clone", "--quiet", home / "ambos.git", home / "ambos"], check=True)
    wrong = [line for line in (follow(root, home, name) for name in names) if line]
    print("\n".join(f"WRONG: {line}" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
