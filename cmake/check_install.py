#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what was installed, and that it does not mind where it is.

    check_install.py move BUILD PREFIX            installs a build tree, then moves that to PREFIX
    check_install.py manifest LIST PREFIX         PREFIX has exactly the files that LIST has
    check_install.py update LIST PREFIX           writes LIST
    check_install.py paths PREFIX WORD...         no text file in PREFIX has one of the words: where it was built
    check_install.py resource DLL VERSION         a DLL tells its version
    check_install.py same FILE OTHER              two builds of one source are the same bytes
    check_install.py pkgconfig PREFIX SOURCE CC [EMULATOR]   programs find both flavours there
"""
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

MARK = "VERSION"


def move(build, prefix):
    first = pathlib.Path(f"{prefix}.first")
    for path in (first, prefix):
        shutil.rmtree(path, ignore_errors=True)
    subprocess.run(["cmake", "--install", build, "--prefix", first], check=True, stdout=subprocess.DEVNULL)
    first.rename(prefix)
    return []


def version(prefix):
    text = (pathlib.Path(prefix) / "include/ambos/base.h").read_text(encoding="utf-8")
    return re.search(r'AMBOS_VERSION_TEXT "(.+)"', text).group(1)


def installed(prefix):
    """Every file, the version in its name replaced, so that the list does not change with it."""
    prefix = pathlib.Path(prefix)
    return sorted(str(path.relative_to(prefix)).replace(version(prefix), MARK)
                  for path in prefix.rglob("*") if path.is_symlink() or not path.is_dir())


def manifest(listing, prefix):
    expected, actual = pathlib.Path(listing).read_text().split(), installed(prefix)
    return ([f"installed and not in the list: {name}" for name in sorted(set(actual) - set(expected))]
            + [f"in the list and not installed: {name}" for name in sorted(set(expected) - set(actual))])


def update(listing, prefix):
    pathlib.Path(listing).write_text("".join(f"{name}\n" for name in installed(prefix)))
    return []


def paths(prefix, *words):
    return [f"{path} has {word}" for path in sorted(pathlib.Path(prefix).rglob("*"))
            if path.suffix in (".cmake", ".pc", ".h") for word in words if word in path.read_text(encoding="utf-8")]


def resource(library, expected):
    data = pathlib.Path(library).read_bytes()
    at = data.find(struct.pack("<I", 0xFEEF04BD))  # the signature of VS_FIXEDFILEINFO
    if at < 0:
        return ["no version resource"]
    high, low = struct.unpack_from("<II", data, at + 8)
    found = f"{high >> 16}.{high & 0xFFFF}.{low >> 16}"
    wrong = [] if found == expected else [f"the resource says {found}, not {expected}"]
    name = pathlib.Path(library).name.encode("utf-16-le")
    return wrong + ([] if name in data else ["the resource does not have the file's name"])


def same(one, other):
    first, second = pathlib.Path(one).read_bytes(), pathlib.Path(other).read_bytes()
    if first == second:
        return []
    differ = [i for i, pair in enumerate(zip(first, second)) if pair[0] != pair[1]]
    return [f"{len(first)} and {len(second)} bytes, {len(differ)} of them differ, from {differ[0]:#x} on"
            if differ else f"{len(first)} and {len(second)} bytes"]


def pkgconfig(prefix, source, compiler, *emulator):
    prefix = pathlib.Path(prefix)
    environment = {**os.environ, "PKG_CONFIG_LIBDIR": str(prefix / "lib/pkgconfig"),
                   "LD_LIBRARY_PATH": str(prefix / "lib")}
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program.exe"
        for options, more in ([], []), (["--static"], ["-static"]):
            flags = subprocess.run(["pkg-config", "--cflags", "--libs", *options, "ambos"], env=environment, check=True,
                                   stdout=subprocess.PIPE, text=True).stdout.split()
            subprocess.run([compiler, source, *flags, *more, "-o", program], check=True)
            for library in [] if options else prefix.glob("bin/*.dll"):
                shutil.copy(library, folder)
            code = subprocess.run([*emulator, program], env=environment, stdin=subprocess.DEVNULL).returncode
            wrong += [f"the program of {' '.join(flags + more)} ended with {code}"] if code else []
            for library in pathlib.Path(folder).glob("*.dll"):
                library.unlink()
    return wrong


def main():
    command, *arguments = sys.argv[1:]
    commands = {"move": move, "manifest": manifest, "update": update, "paths": paths, "resource": resource,
                "same": same, "pkgconfig": pkgconfig}
    wrong = commands[command](*arguments)
    print("\n".join(wrong) if wrong else f"{command}: as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
