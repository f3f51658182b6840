#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Test check_docs.py: faults planted in a copy of the headers are found, each by its rule, and nothing else is.

The examples are made up: one program that shows every function but the one whose mark is missing.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import check_docs
from check_docs import ROOT


def comment_of(name):
    """The doc comment right before the declaration of `name`."""
    return rf"/\*\*(?:(?!\*/)(?:.|\n))*\*/(?=\n[^;/]*\b{name}\b)"


def in_comment(header, name, pattern, new):
    """Change what matches in the comment of `name`."""
    def plant(texts):
        match = re.search(comment_of(name), texts[header])
        comment = re.sub(pattern, new, match.group(0), count=1)
        texts[header] = texts[header][:match.start()] + comment + texts[header][match.end():]
    return plant


def without_comment(header, name):
    return in_comment(header, name, r"(?s).+", "")


def without_function(header, name):
    """Drop the comment and the declaration."""
    def plant(texts):
        texts[header] = re.sub(rf"{comment_of(name)}\n[^;]*;", "", texts[header], count=1)
    return plant


def without_remark(header, name):
    """Drop the comment behind an enumerator or field."""
    def plant(texts):
        texts[header] = re.sub(rf"(\b{name}\b[^/\n]*?)\s*/\*\*<(?:(?!\*/)(?:.|\n))*\*/", r"\1", texts[header], count=1)
    return plant


def append(header, declaration):
    """Put a declaration behind the group."""
    def plant(texts):
        texts[header] = texts[header].replace("/** @} */\n\n#ifdef", f"/** @}} */\n\n{declaration}\n\n#ifdef")
    return plant


COMPLETE = ("/**\n * Stand outside.\n *\n * @return 0.\n * @par Threads\n * Safe.\n * @par Both systems\n * Nothing.\n"
            " * @since 0.1\n */\n")

# (rule, what the finding names, how it is planted)
PLANTS = [
    ("pages", "ambos_stray", append("path.h", COMPLETE + "AMBOS_API int AMBOS_CALL ambos_stray(void);")),
    ("pages", "AMBOS_STRAY", append("dir.h", "#define AMBOS_STRAY 1")),
    ("symbols", "ambos_env_merge", without_function("env.h", "ambos_env_merge")),
    ("macros_and_types", "ambos_native", without_comment("base.h", "ambos_native")),
    ("macros_and_types", "AMBOS_POLL", without_comment("base.h", "AMBOS_POLL")),
    ("briefs", "ambos_getcwd", without_comment("path.h", "ambos_getcwd")),
    ("briefs", "ambos_chdir", in_comment("path.h", "ambos_chdir", r" \* Change.*\n \*\n", "")),
    ("params", "ambos_mkdir", in_comment("dir.h", "ambos_mkdir", r" \* @param mode .*\n", "")),
    ("params", "ambos_env_get", in_comment("env.h", "ambos_env_get", r"(@param name) .*", r"\1")),
    ("ownership", "ambos_realpath", in_comment("file.h", "ambos_realpath", r"; release\n \* +it with \w+\(\)", "")),
    ("units", "ambos_wait", in_comment("process.h", "ambos_wait", "At most so many milliseconds", "At most so long")),
    ("returns", "ambos_env_count", in_comment("env.h", "ambos_env_count", r" \* @return .*\n", "")),
    ("returns", "ambos_env_create", in_comment("env.h", "ambos_env_create", r" \* @retval .*\n", "")),
    ("returns", "ambos_env_at", in_comment("env.h", "ambos_env_at", r" \* @retval AMBOS_OK .*\n", "")),
    ("returns", "ambos_access", in_comment("file.h", "ambos_access", r"(@retval AMBOS_EROFS) .*", r"\1")),
    ("returns", "ambos_rmdir", in_comment("dir.h", "ambos_rmdir", "AMBOS_ENOTEMPTY", "AMBOS_ENOENT")),
    ("codes", "ambos_unlink", in_comment("file.h", "ambos_unlink", "AMBOS_EROFS ", "AMBOS_EROOFS")),
    ("since", "ambos_dir_close", in_comment("dir.h", "ambos_dir_close", r" \* @since 0\.1\n", "")),
    ("since", "ambos_sleep", in_comment("base.h", "ambos_sleep", r"@since 0\.1", "@since then")),
    ("safety", "ambos_env_free", in_comment("env.h", "ambos_env_free", r" \* @par Threads\n.*\n", "")),
    ("safety", "ambos_strerror", in_comment("error.h", "ambos_strerror", r"(@par Signals)\n.*", r"\1")),
    ("safety", "ambos_dir_open", in_comment("dir.h", "ambos_dir_open", r"(@par Fork)\n.*", r"\1")),
    ("systems", "ambos_fchmod", in_comment("file.h", "ambos_fchmod", r" \* @par POSIX\n.*\n", "")),
    ("systems", "ambos_getenv", in_comment("env.h", "ambos_getenv", r"(@par POSIX)\n.*", r"\1")),
    ("see_also", "ambos_move", in_comment("file.h", "ambos_move", r"(@see) ", r"\1 ambos_removed(), ")),
    ("values", "AMBOS_SEEK_CUR", without_remark("base.h", "AMBOS_SEEK_CUR")),
    ("values", "AMBOS_TYPE_UNKNOWN", in_comment("file.h", "AMBOS_TYPE_UNKNOWN", "What a file is.", "")),
    ("fields", "ambos_time::nsec", without_remark("base.h", "nsec")),
    ("fields", "ambos_dir_entry", without_comment("dir.h", "struct ambos_dir_entry")),
    ("fields", "ambos_limit::hard", without_remark("process.h", "hard")),
]

# What is planted in the examples, and what the others break besides: a function without any comment, a code that the
# index of codes lacks, and one that a test demands.
ALSO = ({("shown", "ambos_stat"), ("links", "ambos_unlink.html"), ("tested", "ambos_rmdir")} |
        {(rule, "ambos_getcwd") for rule in ("params", "ownership", "returns", "since", "safety", "systems")})

# What Doxygen itself finds: (a word of its warning, how it is planted).
DOXYGEN = [
    ("nowhere", in_comment("file.h", "ambos_stat", "@param path", "@param nowhere")),
    ("AMBOS_ENOPE", in_comment("file.h", "ambos_chmod", "::AMBOS_ENOTSUP", "::AMBOS_ENOPE")),
    ("nocommand", in_comment("file.h", "ambos_symlink", "@since", "@nocommand\n * @since")),
]


def headers_with(plants, folder):
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "include/ambos").glob("*.h")}
    unplanted = []
    for what, plant in plants:
        before = dict(texts)
        plant(texts)
        if texts == before:
            unplanted.append(f"could not plant {what}: the headers have changed, so change the plant")
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return unplanted


def build(output, headers, examples):
    """Run docs/build; (exit code, what it said)."""
    done = subprocess.run([ROOT / "docs/build", output, headers, examples], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8")
    return done.returncode, done.stdout


def made_up_examples(folder):
    """A program that shows all but ambos_stat(), and what is not there."""
    names = set(check_docs.SYMBOLS.read_text(encoding="utf-8").split()) - {"ambos_stat", "ambos_env_merge"}
    shows = "".join(f"/* [{name}] */\n{name};\n/* [{name}] */\n" for name in sorted(names))
    (folder / "expected").mkdir(parents=True)
    (folder / "expected/all.txt").write_text("nothing\n", encoding="utf-8")
    (folder / "all.c").write_text(f"/* All of it. */\n{shows}", encoding="utf-8")
    return folder


def check_plants(folder):
    examples = made_up_examples(folder / "examples")
    plants = [(f"{rule} {name}", plant) for rule, name, plant in PLANTS]
    wrong = headers_with(plants, folder / "ambos")
    code, said = build(folder / "output", folder / "ambos", examples)
    if code == check_docs.SKIPPED:
        print(said, end="")
        return None
    found = {(rule, name) for rule, name, _ in check_docs.findings(folder / "output", folder / "ambos", examples)[0]}
    expected = {(rule, name) for rule, name, _ in PLANTS} | ALSO
    wrong += [f"nothing is planted for the rule {rule.__name__}" for rule in check_docs.RULES
              if rule.__name__ not in {rule for rule, _ in expected}]
    wrong += [f"not found: [{rule}] {name}" for rule, name in sorted(expected - found)]
    wrong += [f"found, but not planted: [{rule}] {name}" for rule, name in sorted(found - expected)]
    return wrong


def check_doxygen(folder):
    wrong = headers_with(DOXYGEN, folder / "ambos")
    code, said = build(folder / "output", folder / "ambos", ROOT / "examples")
    if code != 1:
        wrong.append(f"docs/build exits with {code} for headers with faults")
    return wrong + [f"Doxygen did not speak of {word}" for word, _ in DOXYGEN if word not in said]


def main():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        for number, check in enumerate((check_plants, check_doxygen)):
            place = pathlib.Path(folder, str(number))
            place.mkdir()
            found = check(place)
            if found is None:
                return check_docs.SKIPPED
            wrong += found
    for line in wrong:
        print(line)
    print(f"check_docs_test: {len(PLANTS) + len(DOXYGEN)} faults planted, {len(wrong)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
