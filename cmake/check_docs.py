#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the reference says all that a reader needs: check_docs.py OUTPUT, of docs/build. Exits with 77 without it.

Doxygen notices some of what is missing, not all: this reads what docs/build made of the headers. Each rule is a
function that yields (name, message). check_docs_test.py plants faults and demands that each is found.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

import model
from model import text

SKIPPED = 77
SYMBOLS = ROOT / "cmake/abi/ambos.symbols"


def described(element):
    return bool(text(element.find("briefdescription")) or text(element.find("detaileddescription")))


class Built:
    """What docs/build made, and what it was made of."""

    def __init__(self, output, headers, examples):
        self.html = output / "html"
        self.man = output / "man"
        self.examples = examples
        self.reference = model.Reference(output / "xml")
        self.header_text = "".join(path.read_text(encoding="utf-8") for path in sorted(headers.glob("*.h")))
        self.grouped = {name for group in self.reference.groups.values() for name, _ in model.named(group)}

    def functions(self):
        return self.reference.functions.items()

    def members(self, kind):
        for group in self.reference.groups.values():
            yield from group.element.iterfind(f"sectiondef/memberdef[@kind='{kind}']")

    def declared(self):
        """Names that the text of the headers declares: a check of Doxygen, which drops what it does not understand."""
        code = re.sub(r"/\*.*?\*/", "", self.header_text, flags=re.S)
        yield from re.findall(r"^AMBOS_API\b[^;]*?\b(ambos_\w+)\(", code, re.M)
        yield from (name for name in re.findall(r"^#define (AMBOS_\w+)", code, re.M)
                    if not re.search(rf"#ifndef {name}\n#define {name}\n", code))
        yield from re.findall(r"^(?:typedef [^;{]*?|\} )\b(ambos_\w+);", code, re.M)


def pages(built):
    for name in dict.fromkeys(built.declared()):
        if name not in built.grouped:
            yield name, "is on no page: it stands outside of the groups, or Doxygen did not see it"


def symbols(built):
    for name in SYMBOLS.read_text(encoding="utf-8").split():
        if not (built.html / f"{name}.html").exists():
            yield name, "is exported and has no page"
        if not (built.man / "man3" / f"{name}.3").exists():
            yield name, "is exported and has no manual page"


def briefs(built):
    for name, function in built.functions():
        if not text(function.brief):
            yield name, "has no first sentence"


def params(built):
    for name, function in built.functions():
        for _, parameter in function.params:
            if not text(function.said.get(parameter)):
                yield name, f"does not say what {parameter} is"


def ownership(built):
    """Of what a call hands over, who ends it and how."""
    for name, function in built.functions():
        for param, parameter in function.params:
            handed = re.search(r"\*\s*\*+$", text(param.find("type"))) and "const" not in text(param.find("type"))
            said = text(function.said.get(parameter))
            if handed and not re.search(r"\b(release|free|end|close|stays)\b", said):
                yield name, f"does not say who ends {parameter}, and how"


def units(built):
    for name, function in built.functions():
        for _, parameter in function.params:
            if parameter.endswith("_ms") and not re.search("[Mm]illiseconds", text(function.said.get(parameter))):
                yield name, f"does not say that {parameter} is in milliseconds"


def returns(built):
    for name, function in built.functions():
        values = [(value, text(when)) for value, when in function.retvals]
        if text(function.type) != "void" and not values and not text(function.own.get("return")):
            yield name, "does not say what it returns"
        if values and values[0][0] != "AMBOS_OK":
            yield name, "its return values do not begin with AMBOS_OK"
        for value, when in values:
            if not when:
                yield name, f"does not say when it returns {value}"
        for value, count in collections.Counter(value for value, _ in values).items():
            if count > 1:
                yield name, f"lists {value} twice"


def codes(built):
    known = {"AMBOS_OK"}
    for body in re.findall(r"^#define AMBOS_ERRORS\(X\)((?:.*\\\n)+.*)", built.header_text, re.M):
        known.update(f"AMBOS_{name}" for name in re.findall(r"\bX\((\w+),", body))
    for name, function in built.functions():
        for value, _ in function.retvals:
            if value not in known:
                yield name, f"returns {value}, which is not in AMBOS_ERRORS"


def tested(built):
    """What a test demands of a call is in its table."""
    for path in sorted((ROOT / "tests").rglob("*.c")):
        demands = re.findall(r"CHECK_ERR\((ambos_\w+)\([^;]*?\), (AMBOS_E\w+)\);", path.read_text(encoding="utf-8"))
        for name, code in demands:
            function = built.reference.functions.get(name)
            if function and function.retvals and code not in {row[0] for row in built.reference.errors(function)}:
                yield name, f"gives {code}, says {path.name}, and does not list it"


def since(built):
    for name, function in built.functions():
        if not re.fullmatch(r"\d+\.\d+", text(function.own.get("since"))):
            yield name, "does not say since which version it is there (@since 0.1)"


def safety(built):
    for name, function in built.functions():
        for title in ("Threads", "Signals", "Fork"):
            note = built.reference.note(function, title)
            if note is None or not "".join(text(para) for para in note.iterfind("para")):
                yield name, f"neither it nor its group has a note on {title} (@par {title})"


def systems(built):
    for name, function in built.functions():
        said = {title for title, note in built.reference.systems(function).items()
                if "".join(text(para) for para in note.iterfind("para"))}
        if said != {model.BOTH} and said != set(model.SYSTEMS):
            yield name, "does not say what it calls on each system (@par POSIX and @par Windows, or @par Both systems)"


def see_also(built):
    for name, function in built.functions():
        for other in re.findall(r"\bambos_\w+", text(function.own.get("see"))):
            if other not in built.reference.functions:
                yield name, f"tells to see {other}, which is no function"


def shown(built):
    """An example for each function, and what it prints."""
    if not (built.examples / "expected").is_dir():
        return
    for name, function in built.functions():
        page = (built.html / function.page).read_text(encoding="utf-8")
        if 'id="example"' not in page:
            yield name, f"is shown by no example: a program that has /* [{name}] */ twice"
        elif "The whole program prints:" not in page:
            yield name, "is shown by an example of which nobody says what it prints"


def values(built):
    for enum in built.members("enum"):
        if not described(enum):
            yield text(enum.find("enumvalue/name")), "the enum that begins with it has no comment"
        for value in enum.iterfind("enumvalue"):
            if not described(value):
                yield text(value.find("name")), "has no comment"


def fields(built):
    for struct, compound in built.reference.structs.items():
        if not described(compound):
            yield struct, "has no comment"
        for field in compound.iter("memberdef"):
            if not described(field):
                yield f"{struct}::{text(field.find('name'))}", "has no comment"


def macros_and_types(built):
    for kind in ("define", "typedef"):
        for member in built.members(kind):
            if not described(member):
                yield text(member.find("name")), "has no comment"


def links(built):
    """Those of the pages, and those of the search and of the tree at the side."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in built.html.glob("*.html")}
    anchors = {name: set(re.findall(r'\b(?:id|name)="([^"]+)"', page)) for name, page in texts.items()}
    scripts = [*built.html.glob("search/*.js"), built.html / "modules.js", *built.html.glob("navtree*.js")]
    targets = {name: set(re.findall(r'\bhref="([^":#]*)(?:#([^"]*))?"', page)) for name, page in texts.items()}
    for path in scripts:
        targets[path.name] = set(re.findall(r"""['"](?:\.\./)?(\w+\.html)(?:#(\w+))?['"]""",
                                            path.read_text(encoding="utf-8")))
    for name in sorted(targets):
        for file, anchor in sorted(targets[name]):
            target = file or name
            if not (built.html / target).exists() or anchor and anchor not in anchors[target]:
                yield name, f"links to {target}#{anchor}, which is not there"


RULES = [pages, symbols, briefs, params, ownership, units, returns, codes, tested, since, safety, systems, see_also,
         shown, values, fields, macros_and_types, links]


def findings(output, headers, examples):
    built = Built(output, headers, examples)
    return [(rule.__name__, *finding) for rule in RULES for finding in rule(built)], built


def main():
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/docs")
    if not (output / "xml/index.xml").exists():
        print(f"SKIP: there is no reference in {output}")
        return SKIPPED
    found, built = findings(output, ROOT / "include/ambos", ROOT / "examples")
    for rule, name, message in found:
        print(f"[{rule}] {name} {message}")
    count = len(built.functions())
    print(f"check_docs: {len(RULES)} rules, {count} functions, {len(found)} findings")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
