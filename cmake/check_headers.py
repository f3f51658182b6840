#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that each public header stands alone in every language it promises: check_headers.py INCLUDE_DIR.

With clang's Windows targets no Windows header is needed, so these also show that ours ask for none.
"""
import pathlib
import shutil
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
LANGUAGES = [("c", "c99"), ("c", "c11"), ("c++", "c++11")]
COMPILERS = [["gcc"], ["clang", "-Wdocumentation", "-Wdocumentation-unknown-command"]] + [
    ["clang", f"--target={machine}-pc-windows-msvc", "-ffreestanding"] for machine in ("x86_64", "i686", "aarch64")]
SKIPPED = 77


def main():
    include = pathlib.Path(sys.argv[1])
    missing = sorted({compiler[0] for compiler in COMPILERS if not shutil.which(compiler[0])})
    failed = runs = 0
    for compiler in COMPILERS:
        if compiler[0] in missing:
            continue
        # Whether a header stands alone is the same for each compiler; the umbrella shows all of them to the others.
        headers = sorted(include.glob("ambos/*.h")) if compiler is COMPILERS[0] else [include / "ambos/ambos.h"]
        for language, standard in LANGUAGES:
            for header in headers:
                command = [*compiler, "-x", language, f"-std={standard}", *WARNINGS, f"-I{include}", str(header)]
                result = subprocess.run(command, capture_output=True, text=True)
                runs += 1
                if result.returncode != 0:
                    failed += 1
                    print(" ".join(command), result.stderr, sep="\n")
    print(f"{runs} compilations, {failed} failed")
    if failed or not runs:
        return 1
    if missing:
        print(f"SKIP: in part: no {', '.join(missing)}")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
