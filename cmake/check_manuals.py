#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the manual pages that docs/build made: check_manuals.py FOLDER. Exits with 77 without mandoc or pages.

mandoc must have nothing to warn of, and each page of a function must have its sections. A page with faults, made up
here, must be found.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SECTIONS = ["NAME", "LIBRARY", "SYNOPSIS", "DESCRIPTION", "RETURN VALUE", "ATTRIBUTES", "PORTABILITY", "HISTORY",
            "SEE ALSO"]
FAULTY = ".TH faulty 3 today\n.SH NAME\nfaulty \\- a page\n.nosuchmacro\n"


def warnings(pages):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *pages], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, encoding="utf-8")
    return done.stdout.splitlines()


def missing(page):
    """The sections that a page of a function lacks."""
    there = re.findall(r'^\.SH "?([A-Z ]+)"?$', page.read_text(encoding="utf-8"), re.M)
    return [f"{page.name}: no section {name}" for name in SECTIONS if name not in there]


def check(pages):
    return warnings(pages) + [line for page in pages if page.suffix == ".3" and page.stem != "ambos"
                              for line in missing(page)]


def main():
    pages = sorted(pathlib.Path(sys.argv[1]).glob("man*/*"))
    if not shutil.which("mandoc") or not pages:
        print("SKIP: " + ("there are no pages" if not pages else "mandoc is not installed"))
        return 77
    found = check(pages)
    with tempfile.TemporaryDirectory() as folder:
        faulty = pathlib.Path(folder, "faulty.3")
        faulty.write_text(FAULTY, encoding="utf-8")
        said = "\n".join(check([faulty]))
        if "nosuchmacro" not in said or "no section SYNOPSIS" not in said:
            found.append(f"what is wrong with a faulty page was not found, but only: {said}")
    print("\n".join(found[:50]))
    print(f"check_manuals: {len(pages)} pages, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
