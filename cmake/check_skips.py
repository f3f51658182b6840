#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare what a lane skipped with what it may skip: check_skips.py JUNIT_XML LIST.

LIST has a line `suite.case` for each; a lane that has no list skips nothing. Without this, a lane that skips all of
its tests would be green. The list container.txt beside it holds what every lane may skip: cases that need a system
which lets them mount, or has pseudo terminals, as a bare container or chroot has not.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree


def reason(case):
    output = case.findtext("system-out") or ""
    match = re.search(r"SKIP: (.*)", output)
    return match.group(1) if match else ""


def listed(path):
    return path.read_text().split() if path.exists() else []


def main():
    junit, listing = map(pathlib.Path, sys.argv[1:])
    allowed = listed(listing)
    anywhere = listed(listing.parent / "container.txt")
    cases = xml.etree.ElementTree.parse(junit).getroot().iter("testcase")
    skipped = {}
    ran = set()
    for case in cases:
        if case.find("skipped") is not None:
            skipped[case.get("name")] = reason(case)
        else:
            ran.add(case.get("name"))

    wrong = [f"{name} skipped, and {listing.name} does not allow it: {why or 'no reason given'}"
             for name, why in sorted(skipped.items()) if name not in allowed and name not in anywhere]
    wrong += [f"{name} skipped without a reason" for name, why in sorted(skipped.items()) if not why]
    wrong += [f"{name} in {listing.name} is no test" for name in allowed if name not in ran and name not in skipped]
    if allowed != sorted(set(allowed)):
        wrong.append(f"{listing.name} is not sorted")
    for name, why in sorted(skipped.items()):
        print(f"skipped: {name}: {why}")
    for name in allowed:
        if name in ran:
            print(f"may be skipped, but ran: {name}")
    for line in wrong:
        print(f"WRONG: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
