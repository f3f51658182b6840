#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check that the header comments say all that a reader needs: check_docs.py [ROOT [HEADERS]].

Doxygen notices some of what is missing, not all: this reads the XML that docs/build makes of the headers. Each rule is
a function that yields (name, message). check_docs_test.py plants faults and demands that each is found.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

SKIPPED = 77


def text(element):
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def described(element):
    return bool(text(element.find("briefdescription")) or text(element.find("detaileddescription")))


def parameters(member, kind):
    """[(name, what is said of it)] of the @param or @retval lines."""
    items = member.iterfind(f"detaileddescription//parameterlist[@kind='{kind}']/parameteritem")
    return [(text(name), text(item.find("parameterdescription")))
            for item in items for name in item.iterfind("parameternamelist/parametername")]


def section(member, kind, title=None):
    for part in member.iterfind(f"detaileddescription//simplesect[@kind='{kind}']"):
        if title is None or text(part.find("title")) == title:
            return " ".join(text(paragraph) for paragraph in part.iterfind("para"))
    return ""


class Reference:
    """What Doxygen found: members by kind and name, each once, and which of them stand on a page of a group."""

    def __init__(self, output, headers):
        self.html = output / "html"
        self.members = collections.defaultdict(dict)
        self.structs = {}
        self.grouped = set()
        self.header_text = "".join(path.read_text(encoding="utf-8") for path in sorted(headers.glob("*.h")))
        for path in sorted((output / "xml").glob("*.xml")):
            for compound in xml.etree.ElementTree.parse(path).getroot().iter("compounddef"):
                self.add(compound)

    def add(self, compound):
        kind = compound.get("kind")
        if kind == "struct":
            self.structs[text(compound.find("compoundname"))] = compound
        if kind not in ("group", "file"):
            return
        for member in compound.iter("memberdef"):
            name = text(member.find("name"))
            if member.get("kind") == "enum":
                name = text(member.find("enumvalue/name"))
            if kind == "group" or name not in self.members[member.get("kind")]:
                self.members[member.get("kind")][name] = member
            if kind == "group":
                self.grouped.add(name)
        if kind == "group":
            self.grouped.update(text(struct) for struct in compound.iter("innerclass"))

    def functions(self):
        return self.members["function"].items()

    def declared(self):
        """Names that the text of the headers declares: a check of Doxygen, which drops what it does not understand."""
        code = re.sub(r"/\*.*?\*/", "", self.header_text, flags=re.S)
        yield from re.findall(r"^AMBOS_API\b[^;]*?\b(ambos_\w+)\(", code, re.M)
        yield from (name for name in re.findall(r"^#define (AMBOS_\w+)", code, re.M)
                    if not re.search(rf"#ifndef {name}\n#define {name}\n", code))
        yield from re.findall(r"^(?:typedef [^;{]*?|\} )\b(ambos_\w+);", code, re.M)


def pages(reference):
    for name in dict.fromkeys(reference.declared()):
        if name not in reference.grouped:
            yield name, "is on no page: it stands outside of the groups, or Doxygen did not see it"


def briefs(reference):
    for name, function in reference.functions():
        if not text(function.find("briefdescription")):
            yield name, "has no first sentence"


def params(reference):
    for name, function in reference.functions():
        said = dict(parameters(function, "param"))
        for param in function.iterfind("param"):
            parameter = text(param.find("declname"))
            if parameter and not said.get(parameter):
                yield name, f"does not say what {parameter} is"


def returns(reference):
    for name, function in reference.functions():
        values = parameters(function, "retval")
        if text(function.find("type")) != "void" and not values and not section(function, "return"):
            yield name, "does not say what it returns"
        if values and values[0][0] != "AMBOS_OK":
            yield name, "its return values do not begin with AMBOS_OK"
        for value, when in values:
            if not when:
                yield name, f"does not say when it returns {value}"
        for value, count in collections.Counter(value for value, _ in values).items():
            if count > 1:
                yield name, f"lists {value} twice"


def codes(reference):
    known = {"AMBOS_OK"}
    for body in re.findall(r"^#define AMBOS_ERRORS\(X\)((?:.*\\\n)+.*)", reference.header_text, re.M):
        known.update(f"AMBOS_{name}" for name in re.findall(r"\bX\((\w+),", body))
    for name, function in reference.functions():
        for value, _ in parameters(function, "retval"):
            if value not in known:
                yield name, f"returns {value}, which is not in AMBOS_ERRORS"


def since(reference):
    for name, function in reference.functions():
        if not re.fullmatch(r"\d+\.\d+", section(function, "since")):
            yield name, "does not say since which version it is there (@since 0.1)"


def threads(reference):
    for name, function in reference.functions():
        if not section(function, "par", "Threads"):
            yield name, "does not say what threads may do (@par Threads)"


def values(reference):
    for first, enum in reference.members["enum"].items():
        if not described(enum):
            yield first, "the enum that begins with it has no comment"
        for value in enum.iterfind("enumvalue"):
            if not described(value):
                yield text(value.find("name")), "has no comment"


def fields(reference):
    for struct, compound in reference.structs.items():
        if not described(compound):
            yield struct, "has no comment"
        for field in compound.iter("memberdef"):
            if not described(field):
                yield f"{struct}::{text(field.find('name'))}", "has no comment"


def macros_and_types(reference):
    for kind in ("define", "typedef"):
        for name, member in reference.members[kind].items():
            if name in reference.grouped and not described(member):
                yield name, "has no comment"


def links(reference):
    texts = {path.name: path.read_text(encoding="utf-8") for path in reference.html.glob("*.html")}
    anchors = {name: set(re.findall(r'\b(?:id|name)="([^"]+)"', page)) for name, page in texts.items()}
    for name, page in sorted(texts.items()):
        for file, anchor in sorted(set(re.findall(r'\bhref="([^":#]*)(?:#([^"]*))?"', page))):
            target = file or name
            if not (reference.html / target).exists() or anchor and anchor not in anchors[target]:
                yield name, f"links to {target}#{anchor}, which is not there"


RULES = [pages, briefs, params, returns, codes, since, threads, values, fields, macros_and_types, links]


def build(root, headers, output):
    """Run docs/build; (exit code, what it said)."""
    done = subprocess.run([root / "docs/build", output, headers], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8")
    return done.returncode, done.stdout


def findings(output, headers):
    reference = Reference(output, headers)
    return [(rule.__name__, *finding) for rule in RULES for finding in rule(reference)], reference


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    headers = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else root / "include/ambos").resolve()
    with tempfile.TemporaryDirectory() as folder:
        code, said = build(root, headers, pathlib.Path(folder))
        if code == SKIPPED:
            print(said, end="")
            return SKIPPED
        found, reference = findings(pathlib.Path(folder), headers)
    for rule, name, message in found:
        print(f"[{rule}] {name} {message}")
    count = len(reference.functions())
    print(f"check_docs: {len(RULES)} rules, {count} functions, {len(found)} findings")
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
