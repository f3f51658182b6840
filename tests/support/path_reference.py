#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What Python's posixpath and ntpath say of short paths, as tables of C: path_reference.h, which is committed.

    path_reference.py          write it
    path_reference.py --check  is it what would be written?

Where ambos answers otherwise on purpose (include/ambos/path.h says where), the reference is changed here, in sight.
"""
import itertools
import ntpath
import os
import posixpath
import re
import sys

TARGET = os.path.join(os.path.dirname(os.path.abspath(__file__)), "path_reference.h")
MADE_BY = (3, 11)
# A directory of which no name occurs in the paths: what shows one of these needs to know it.
PLACE = ["1", "2", "3", "4", "5"]


def texts(alphabet, most):
    for length in range(most + 1):
        for letters in itertools.product(alphabet, repeat=length):
            yield "".join(letters)


def drive_of_a_letter(split):
    """A drive is a letter, not any character."""
    def splitdrive(path):
        drive, rest = split(path)
        return ("", path) if drive[1:2] == ":" and not drive[0].isalpha() else (drive, rest)
    return splitdrive


ntpath.splitdrive = drive_of_a_letter(ntpath.splitdrive)


def parts(module, path):
    drive, rest = module.splitdrive(path)
    separators = "\\/" if module is ntpath else "/"
    root = len(drive) + len(rest) - len(rest.lstrip(separators))
    head, tail = module.split(path)
    extension = module.splitext(tail)[1]
    return len(drive), root, len(head), len(path) - len(tail), len(path) - len(extension)


def misread(module, path, made):
    """What was no drive must not become one."""
    if module is ntpath and not ntpath.splitdrive(path)[0] and ntpath.splitdrive(made)[0]:
        return ".\\" + made
    return made


def normal(module, path):
    return misread(module, path, module.normpath(path))


def kind(module, path):
    drive, rest = module.splitdrive(path)
    if module is posixpath:
        return "ABSOLUTE" if path.startswith("/") else "RELATIVE"
    if drive and drive[1:2] != ":":
        return "DEVICE" if re.match(r"[\\/]{2}[.?]([\\/]|$)", path) else "UNC"
    rooted = rest[:1] in ("\\", "/") and rest != ""
    return {(True, True): "ABSOLUTE", (True, False): "DRIVE_RELATIVE", (False, True): "ROOTED",
            (False, False): "RELATIVE"}[bool(drive), rooted]


def relative(module, path, start):
    """None where the texts do not tell."""
    drives = [module.splitdrive(text)[0].replace("/", "\\") for text in (path, start)]
    if kind(module, path) != kind(module, start) or drives[0] != drives[1]:
        return None
    drive, _ = module.splitdrive(path)
    separator = "\\" if module is ntpath else "/"
    place = (drive or ("C:" if module is ntpath else "")) + separator + separator.join(PLACE)
    rest = len(drive) if kind(module, path) == "DRIVE_RELATIVE" else 0
    if kind(module, path) in ("RELATIVE", "DRIVE_RELATIVE"):
        path, start = (module.join(place, module.normpath(text)[rest:] or ".") for text in (path, start))
    elif kind(module, path) == "ROOTED":
        path, start = "C:" + path, "C:" + start
    made = module.relpath(path, start)
    return None if set(made) & set(PLACE) else misread(module, "", made)


def literal(text):
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write(out):
    out.append("/* SPDX-License-Identifier: MIT */")
    out.append("/* Made by path_reference.py. */")
    for name, module, alphabet, most, pair in (("posix", posixpath, "a./", 5, 3), ("windows", ntpath, "a.\\/:", 4, 2)):
        out.append("static const struct reference_path reference_%s[] = {" % name)
        for path in texts(alphabet, most):
            row = ", ".join("%d" % part for part in parts(module, path))
            out.append("    { %s, AMBOS_PATH_%s, %s, %s }," %
                       (literal(path), kind(module, path), row, literal(normal(module, path))))
        out.append("};")
        out.append("static const struct reference_pair reference_%s_pairs[] = {" % name)
        for first, second in itertools.product(texts(alphabet, pair), repeat=2):
            out.append("    { %s, %s, %s, %s }," % (literal(first), literal(second), literal(module.join(first, second)),
                                                    literal(relative(module, first, second) if second and first else None)))
        out.append("};")
    return "\n".join(out) + "\n"


def main():
    if "--check" in sys.argv[1:] and sys.version_info[:2] != MADE_BY:
        print("SKIP: the tables are those of Python %d.%d" % MADE_BY)
        return 77
    text = write([])
    if "--check" in sys.argv[1:]:
        with open(TARGET, encoding="ascii") as file:
            if file.read() == text:
                return 0
        print("path_reference.h is not what path_reference.py makes of this Python's tables", file=sys.stderr)
        return 1
    with open(TARGET, "w", encoding="ascii") as file:
        file.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
