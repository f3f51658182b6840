#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the rules of the workflow files that no linter knows: check_workflows.py ROOT.

What runs is ./dev or a preset, which can be tried without the hosting site; nothing has more rights than to read; what
is used is pinned; and the lanes are those of the README's table. With --self-test each rule must find what is planted.
"""
import itertools
import json
import pathlib
import re
import sys

try:
    import yaml
except ImportError:
    print("SKIP: no yaml for python3")
    sys.exit(77)


def expanded(text, job):
    """TEXT with every value that the job's matrix has for it."""
    matrix = job.get("strategy", {}).get("matrix", {})
    keys = [key for key in matrix if f"matrix.{key} " in text]
    for values in itertools.product(*(matrix[key] for key in keys)):
        result = text
        for key, value in zip(keys, values):
            result = result.replace(f"${{{{ matrix.{key} }}}}", str(value))
        yield result


def commands(job):
    for step in job["steps"]:
        for text in (step.get("run"), step.get("with", {}).get("run")):
            if text:
                yield from expanded(text.strip(), job)


class Rules:
    def __init__(self, root):
        presets = json.loads((root / "CMakePresets.json").read_text())
        self.presets = {preset["name"] for preset in presets["workflowPresets"]}
        self.verbs = set(re.findall(r"^  ([\w| -]+)\) ", (root / "dev").read_text(), re.M))
        self.table = set()
        table = re.search(r"^\| lane \|.*?\n\n", (root / "README.md").read_text(), re.M | re.S).group(0)
        for row in re.findall(r"^\| (`.*?) \|", table, re.M):
            self.table.update(re.findall(r"`([\w-]+)`", row))

    def runs(self, workflow):
        for job in workflow["jobs"].values():
            for command in commands(job):
                preset = re.fullmatch(r"cmake --workflow --preset ([\w-]+)", command)
                verb = re.fullmatch(r"\./dev ([\w-]+)( [\w/-]+)*", command)
                if not (preset and preset.group(1) in self.presets or verb and verb.group(1) in self.verbs):
                    yield f"runs what is neither a preset nor a command of dev: {command}"

    def rights(self, workflow):
        if workflow.get("permissions") != {"contents": "read"}:
            yield "has more rights than to read"
        if any("permissions" in job for job in workflow["jobs"].values()):
            yield "a job gives itself rights"

    def care(self, workflow):
        if "concurrency" not in workflow:
            yield "has no concurrency"
        for name, job in workflow["jobs"].items():
            if "timeout-minutes" not in job:
                yield f"{name} has no time limit"
            if "strategy" in job and job["strategy"].get("fail-fast") is not False:
                yield f"{name} stops at the first lane that fails"

    def pins(self, text):
        for line in text.splitlines():
            if "uses:" in line and not re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v[\d.]+$", line):
                yield f"uses what is not pinned to a commit: {line.strip()}"

    def lanes(self, workflow):
        names = {name.lower() for job in workflow["jobs"].values() for name in expanded(job["name"], job)}
        found = {name for name in names if " " not in name}  # the others only prepare
        yield from (f"lane {name} is not in the README's table" for name in sorted(found - self.table))
        yield from (f"lane {name} of the README's table is not here" for name in sorted(self.table - found))

    def findings(self, name, text):
        workflow = yaml.safe_load(text)
        checks = [self.runs(workflow), self.rights(workflow), self.care(workflow), self.pins(text)]
        if name == "ci.yml":
            checks.append(self.lanes(workflow))
        return [f"{name}: {finding}" for finding in itertools.chain(*checks)]


PLANTS = [
    ("run: ./dev test ${{ matrix.lane }}", "run: make test", "neither a preset"),
    ("--preset macos", "--preset nowhere", "neither a preset"),
    ("run: cmake --workflow --preset freebsd", "run: gmake", "neither a preset"),
    ("contents: read", "contents: write", "more rights"),
    ("    timeout-minutes: 60\n    strategy", "    strategy", "no time limit"),
    ("fail-fast: false", "fail-fast: true", "stops at the first"),
    ("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7", "not pinned"),
    ("          - portable\n", "", "is not here"),
    ("name: macos\n", "name: amiga\n", "not in the README"),
]


def self_test(rules, text):
    for old, new, words in PLANTS:
        found = rules.findings("ci.yml", text.replace(old, new, 1))
        if old not in text or not any(words in finding for finding in found):
            yield f"planted and not found: {new!r}"


def main():
    root = pathlib.Path(sys.argv[1])
    rules = Rules(root)
    files = sorted((root / ".github/workflows").glob("*.yml"))
    if "--self-test" in sys.argv:
        wrong = list(self_test(rules, (root / ".github/workflows/ci.yml").read_text()))
    else:
        wrong = [finding for path in files for finding in rules.findings(path.name, path.read_text())]
    print("\n".join(wrong + [f"check_workflows: {len(files)} files, {len(wrong)} findings"]))
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
