#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check what a built library shows and needs.

    check_symbols.py exports LIST NM|OBJDUMP LIBRARY   a .so or .dll exports exactly what LIST has
    check_symbols.py update LIST NM LIBRARY            writes LIST from a .so
    check_symbols.py archive NM LIBRARY                every global symbol of a static library is ambos_ or ambos__
    check_symbols.py imports OBJDUMP LIBRARY           a .dll needs the system's own DLLs only
"""
import pathlib
import re
import subprocess
import sys

SYSTEM_DLL = r"(kernel32|ntdll|advapi32|shell32|user32|msvcrt|ucrtbase|api-ms-win-crt-[\w-]+)\.dll"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def exported(tool, library):
    if library.endswith(".dll"):
        table = run(tool, "-p", library).split("[Ordinal/Name Pointer] Table")[1]
        return sorted(re.findall(r"^\s+\[\s*\d+\]\s+(?:\+base\[\s*\d+\]\s+\w+\s+)?(\S+)$", table, re.M))
    lines = run(tool, "-D", "--defined-only", library).splitlines()
    return sorted(line.split()[-1] for line in lines)


def exports(listing, tool, library):
    expected = pathlib.Path(listing).read_text().split()
    actual = exported(tool, library)
    wrong = [f"exported and not in the list: {name}" for name in sorted(set(actual) - set(expected))]
    wrong += [f"in the list and not exported: {name}" for name in sorted(set(expected) - set(actual))]
    wrong += [f"not our name: {name}" for name in actual if not re.fullmatch(r"ambos_[a-z0-9]\w*", name)]
    if expected != sorted(set(expected)):
        wrong.append("the list is not sorted")
    return wrong


def update(listing, tool, library):
    path = pathlib.Path(listing)
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(f"{name}\n" for name in exported(tool, library)))
    return []


def archive(tool, library):
    names = {line.split()[-1] for line in run(tool, "-g", "--defined-only", library).splitlines()
             if len(line.split()) == 3}
    # 32-bit Windows puts an underscore before every name. What a compiler makes begins with a dot.
    return [f"global and not ours: {name}" for name in sorted(names)
            if not re.fullmatch(r"_?ambos_\w+|\.\S+", name)] or ([] if names else ["no symbols at all"])


def imports(tool, library):
    names = re.findall(r"DLL Name: (\S+)", run(tool, "-p", library))
    return [f"needs {name}" for name in names
            if not re.fullmatch(SYSTEM_DLL, name, re.I)] or ([] if names else ["no imports at all"])


def main():
    command, *arguments = sys.argv[1:]
    wrong = {"exports": exports, "update": update, "archive": archive, "imports": imports}[command](*arguments)
    print("\n".join(wrong) if wrong else f"{command}: as it should be")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
