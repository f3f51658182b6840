#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test check_guides.py: each fault that is planted in a copy of the pages is found, and nothing else is."""
import pathlib
import shutil
import sys
import tempfile

import check_guides

ROOT = pathlib.Path(__file__).resolve().parent.parent
# (rule, file, what is changed there once, into what)
PLANTS = [
    ("calls", "docs/from_posix.md", "| `getcwd`, `chdir` |", "| `getcwd` |"),
    ("calls", "docs/from_win32.md", "| `Sleep` |", "| `Sleep`, `CopyFileW` |"),
    ("calls", "docs/twins.txt", "from_python: os.listdir", "from_python: os.notdir os.listdir"),
    ("calls", "docs/twins.txt", "from_libraries: uv_spawn", "nowhere: uv_spawn"),
    ("answers", "docs/from_posix.md", "| `fnmatch` | ambos_match() |", "| `fnmatch` | |"),
    ("answers", "docs/from_python.md", "| `os.urandom` | none |", "| `os.urandom` | something |"),
    ("names", "docs/errors.md", "ambos_error_name()", "ambos_error_named()"),
    ("names", "docs/atomic_files.md", "AMBOS_WRITE_DURABLE", "AMBOS_WRITE_DURABLY"),
    ("names", "docs/which_to_use.md", "ambos_spawn()", "ambos_status()"),
    ("names", "SECURITY.md", "ambos_kill_tree", "ambos_kill_all"),
    ("linked", "docs/mainpage.md", "@subpage get_started", "@ref get_started"),
    ("linked", "docs/errors.md", " {#reading_failures}", ""),
    ("files", "README.md", "](CHANGELOG.md)", "](CHANGES.md)"),
    ("tests", "SECURITY.md", "posix_attack.a_root", "posix_attack.the_root"),
]


def check(folder, rule, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    if old not in text:
        return f"could not plant {new!r} in {name}: the page has changed, so change the plant"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = {finding[0] for finding in check_guides.findings(folder)}
    path.write_text(text, encoding="utf-8")
    return "" if found == {rule} else f"{new!r} in {name}: found {sorted(found)}, planted {rule}"


def few_are_not_enough(folder):
    path = folder / "docs/twins.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text("from_posix: open\n", encoding="utf-8")
    found = {finding[0] for finding in check_guides.findings(folder)}
    path.write_text(text, encoding="utf-8")
    return "" if found == {"enough"} else f"a list of one call: found {sorted(found)}"


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place, "ambos")
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("build", ".git", "*.pyc"))
        wrong = [f"found without a plant: {finding}" for finding in check_guides.findings(folder)]
        wrong += [said for plant in PLANTS if (said := check(folder, *plant))]
        wrong += [said for said in [few_are_not_enough(folder)] if said]
    wrong += [f"nothing is planted for the rule {rule.__name__}" for rule in check_guides.RULES
              if rule.__name__ not in {plant[0] for plant in PLANTS} | {"enough"}]
    for line in wrong:
        print(line)
    print(f"check_guides_test: {len(PLANTS) + 1} faults planted, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
