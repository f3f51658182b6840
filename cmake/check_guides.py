#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the pages that people write, beside what Doxygen and check_docs.py see: check_guides.py [ROOT].

docs/twins.txt lists, page by page, the calls that a newcomer looks for: each is in the first column of one row of its
page, whose second column names what we have. Names of ours are those of the headers. Every page is linked from the
main page; files that README.md and its neighbours link to are there, and so are the tests that they name.
check_guides_test.py plants faults.
"""
import pathlib
import re
import sys

# So many that a page of twins is worth having.
TWINS_LEAST = 60
NEIGHBOURS = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md"]


class Pages:
    def __init__(self, root):
        self.root = root
        self.guides = self.read((root / "docs").glob("*.md"))
        self.neighbours = self.read(root / name for name in NEIGHBOURS)
        headers = "".join(self.read((root / "include/ambos").glob("*.h")).values())
        self.symbols = set((root / "cmake/abi/ambos.symbols").read_text(encoding="utf-8").split())
        self.names = self.words(headers) | self.enumerators(headers) | self.words(
            "".join(self.read([root / "CMakeLists.txt", *(root / "cmake").glob("*.cmake")]).values()))
        self.twins = self.listed(root / "docs/twins.txt")
        self.cases = {case for path in (root / "tests").rglob("*_test.c") for case in self.cases_of(path)}

    @staticmethod
    def read(paths):
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(paths)}

    @staticmethod
    def words(text):
        return set(re.findall(r"\b(?:ambos|AMBOS)_\w+", text))

    @staticmethod
    def enumerators(headers):
        """The names that the X-macro lists make."""
        prefixes = {"AMBOS_ERRORS": "AMBOS_", "AMBOS_STEPS": "AMBOS_STEP_", "AMBOS_SIGNALS": "AMBOS_"}
        lists = re.findall(r"^#define (AMBOS_\w+)\(X\)((?:.*\\\n)+.*)", headers, re.M)
        return {prefixes[macro] + name for macro, body in lists for name in re.findall(r"\bX\((\w+),", body)}

    @staticmethod
    def cases_of(path):
        """`suite.case` of each case of a suite, and `suite.*` of them all, as ctest knows them."""
        side = f"{path.parent.name}_" if path.parent.name in ("posix", "win32") else ""
        suite = side + path.name.removesuffix("_test.c")
        found = re.findall(r"^TEST\((\w+)\)", path.read_text(encoding="utf-8"), re.M)
        return [f"{suite}.{case}" for case in [*found, "*"]]

    @staticmethod
    def listed(path):
        """[(page, call)] of the lines `page: call call ...`."""
        lines = [line.partition(":") for line in path.read_text(encoding="utf-8").splitlines()
                 if line and not line.startswith("#")]
        return [(f"{page}.md", call) for page, _, calls in lines for call in calls.split()]

    def rows(self, page):
        """[(calls in the first column, second column)] of the tables of a page."""
        cells = [line.strip("|").split("|") for line in self.guides.get(page, "").splitlines() if line.startswith("|")]
        return [(re.findall(r"`([\w.]+)", row[0]), row[1].strip()) for row in cells if len(row) > 1]


def calls(pages):
    for page, call in pages.twins:
        count = sum(call in found for found, _ in pages.rows(page))
        if count != 1:
            yield page, f"{call} is in {count} rows"


def answers(pages):
    for page in dict.fromkeys(page for page, _ in pages.twins):
        for found, ours in pages.rows(page):
            if found and not re.match(r"none$|.*\b(ambos|AMBOS)_\w", ours):
                yield page, f"{found[0]} is answered by neither a name of ours nor 'none': {ours or 'nothing'}"


def enough(pages):
    count = len(set(pages.twins))
    if count < TWINS_LEAST:
        yield "twins.txt", f"lists {count} calls, at least {TWINS_LEAST} are due"


def names(pages):
    """Functions are exported, everything else is in a header or a name of the build. `AMBOS_SPAWN_...` is no name."""
    for page, text in (pages.guides | pages.neighbours).items():
        text = re.sub(r"^```(?!c$).*?^```$", "", text, flags=re.M | re.S)
        for name, call in re.findall(r"(?<![\w/.$-])((?:ambos|AMBOS)_(?!_)\w+)(?!\w|\.\.\.|\.h)(\(\))?", text):
            if name not in (pages.symbols if call else pages.names):
                yield page, f"speaks of {name}{call}, which there is not"


def linked(pages):
    """From the main page, by @subpage, which also makes the order of the pages in the side bar."""
    titles = {name: re.match(r"# .*\{#(\w+)\}", text) for name, text in pages.guides.items() if name != "mainpage.md"}
    for name, title in titles.items():
        if not title:
            yield name, "has no anchor in its title"
        elif not re.search(rf"@subpage {title.group(1)}\b", pages.guides["mainpage.md"]):
            yield name, "is not linked from the main page"


def files(pages):
    for page, text in pages.neighbours.items():
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            if not (pages.root / target).exists():
                yield page, f"links to {target}, which is not there"


def tests(pages):
    for name in re.findall(r"`(\w+\.(?!exe`)(?:\w+|\*))`", pages.neighbours["SECURITY.md"]):
        if name not in pages.cases:
            yield "SECURITY.md", f"names the test {name}, which there is not"


RULES = [calls, answers, enough, names, linked, files, tests]


def findings(root):
    pages = Pages(root)
    return [(rule.__name__, *finding) for rule in RULES for finding in rule(pages)]


def main():
    found = findings(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    for rule, page, message in found:
        print(f"[{rule}] {page}: {message}")
    print(f"check_guides: {len(RULES)} rules, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
