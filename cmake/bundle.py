#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Put the test programs of a build tree where another machine can run them: bundle.py BUILD DIRECTORY.

A build tree's own list of tests has absolute paths. DIRECTORY gets the programs and a list beside them that has none,
so `ctest` in it is all that is needed. Under Wine, AMBOS_RUN and AMBOS_EXEC name what starts a suite and a program.
"""
import json
import pathlib
import shutil
import subprocess
import sys

PROPERTIES = ["LABELS", "PASS_REGULAR_EXPRESSION", "SKIP_RETURN_CODE", "TIMEOUT", "WILL_FAIL"]
LAUNCHERS = {"run.sh": "$ENV{AMBOS_RUN}", "exec.sh": "$ENV{AMBOS_EXEC}"}


def quoted(value):
    if isinstance(value, bool):
        return "ON" if value else "OFF"
    values = value if isinstance(value, list) else [value]
    return "[==[" + ";".join(f"{each:g}" if isinstance(each, float) else str(each) for each in values) + "]==]"


def entry(test, programs):
    """The line of a test that is one program of ours with plain arguments; None for others."""
    command = test.get("command", [])
    at = next((i for i, word in enumerate(command) if pathlib.Path(word).parent == programs), None)
    properties = {item["name"]: item["value"] for item in test["properties"]}
    if at is None or "slow" in properties.get("LABELS", []):
        return None
    launcher = LAUNCHERS.get(pathlib.Path(command[0]).name, "")
    arguments = command[at + 1:]
    if (at > 0 and not launcher) or any(pathlib.Path(word).is_absolute() for word in arguments):
        return None
    words = [launcher, f"./{pathlib.Path(command[at]).name}", *map(quoted, arguments)]
    told = " ".join(f"{name} {quoted(properties[name])}" for name in PROPERTIES if name in properties)
    return f"add_test({test['name']} {' '.join(words)})\nset_tests_properties({test['name']} PROPERTIES {told})\n"


def main():
    build, target = (pathlib.Path(path).resolve() for path in sys.argv[1:])
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True, stdout=subprocess.PIPE)
    entries = [entry(test, build / "bin") for test in json.loads(listing.stdout)["tests"]]
    lines = [line for line in entries if line]
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(build / "bin", target, symlinks=True)
    for library in build.glob("*.so*"):
        shutil.copy2(library, target, follow_symlinks=False)
    (target / "CTestTestfile.cmake").write_text("".join(lines))
    print(f"{len(lines)} of {len(entries)} tests in {target.relative_to(pathlib.Path.cwd())}")
    return 0 if lines else 1


if __name__ == "__main__":
    sys.exit(main())
