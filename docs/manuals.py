# SPDX-License-Identifier: MIT
"""Manual pages: ambos_stat.3 and the like for functions, ambos_file.7 for groups, ambos.3 and ambos.7 for the whole."""
import os
import re
import textwrap
import time

from model import BOTH, NOTES, SYSTEMS, paragraphs, remark, text
from pages import NOTE_TITLES, source

BLOCKS = ("itemizedlist", "orderedlist", "programlisting", "verbatim", "table")


def escape(said):
    said = said.replace("\\", "\\e").replace("-", "\\-").replace("\u00a0", "\\ ")
    return said.replace("–", "\\(en").replace("—", "\\(em").replace("'", "\\(aq").replace("`", "\\(ga")


def filled(said):
    """Text lines of no more than 78 letters, none of which looks like a request."""
    for line in textwrap.wrap(" ".join(said.split()), 78, break_long_words=False, break_on_hyphens=False):
        yield f"\\&{line}" if line[0] in ".'" else line


def verbatim(lines):
    yield ".EX"
    for line in lines:
        line = escape(line)
        yield f"\\&{line}" if line.startswith((".", "'")) else line
    yield ".EE"


class Writer:
    """Lines of roff for what Doxygen's XML has of comments."""

    def __init__(self, reference):
        self.reference = reference

    def inline(self, element):
        parts = [escape(element.text or "")]
        for child in element:
            parts += [self.word(child), escape(child.tail or "")]
        return "".join(parts)

    def word(self, element):
        if element.tag == "ref" and element.get("refid") in self.reference.by_id:
            return f"\\fB{escape(self.reference.by_id[element.get('refid')].name)}\\fP(3)"
        if element.tag in ("computeroutput", "bold"):
            inside = self.inline(element)
            return inside if "\\f" in inside else f"\\fB{inside}\\fP"
        if element.tag == "emphasis":
            return f"\\fI{self.inline(element)}\\fP"
        signs = {"ndash": "\\(en", "mdash": "\\(em", "linebreak": " ", "sp": " "}
        return signs.get(element.tag) or self.inline(element)

    def block(self, element):
        """A paragraph, which may have lists and programs within."""
        said = escape(element.text or "")
        for child in element:
            if child.tag in BLOCKS:
                yield from filled(said)
                yield from getattr(self, child.tag)(child)
                said = escape(child.tail or "")
                if said.strip():
                    yield ".PP"
            else:
                said += self.word(child) + escape(child.tail or "")
        yield from filled(said)

    def flow(self, elements):
        for number, element in enumerate(elements):
            if number:
                yield ".PP"
            yield from self.block(element)

    def said(self, description):
        return list(self.flow(description.iterfind("para")))

    def itemizedlist(self, element):
        for item in element.iterfind("listitem"):
            yield ".IP \\(bu 3"
            for number, para in enumerate(item.iterfind("para")):
                if number:
                    yield ".IP"
                yield from self.block(para)

    orderedlist = itemizedlist

    def programlisting(self, element):
        yield ".PP"
        yield from verbatim(source(element).split("\n"))

    def verbatim(self, element):
        yield ".PP"
        yield from verbatim((element.text or "").strip("\n").split("\n"))

    def table(self, element):
        rows = [[" ".join(self.inline(para) for para in entry.iterfind("para")).strip() or "\\&"
                 for entry in row.iterfind("entry")] for row in element.iterfind("row")]
        yield from [".TS", "l" + " lx" * (len(rows[0]) - 1) + "."]
        for row in rows:
            yield "\t".join(f"T{{\n{chr(10).join(filled(cell))}\nT}}" for cell in row)
        yield ".TE"


def tidy(lines):
    """Without paragraphs that begin nothing."""
    lines = [line for part in lines for line in part.split("\n")]
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ".SH"]):
        if line != ".PP" or not (before.startswith(".S") or after.startswith((".IP", ".TP", ".PP", ".S"))):
            yield line


def section(title, lines):
    lines = list(lines)
    return [f'.SH "{title}"' if " " in title else f".SH {title}", *lines] if lines else []


def item(title, lines):
    lines = [".IP" if line == ".PP" else line for line in lines]
    bullets = [number for number, line in enumerate(lines) if line.startswith(".IP \\(bu")]
    if bullets:
        lines = [*lines[:bullets[0]], ".RS", *lines[bullets[0]:], ".RE"]
    return [".TP", f".B {title}" if " " not in title else f'.B "{title}"', *lines]


def brief(writer, element):
    said = " ".join(map(writer.inline, element.iterfind("para"))).strip().removesuffix(".")
    said = re.sub(r"\\f[BIP]", "", said)
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def synopsis(function):
    kinds = [(text(param.find("type")), name, text(param.find("array"))) for param, name in function.params]
    parts = [f'"{kind}{"" if kind.endswith("*") else " "}" {name} "{array}' for kind, name, array in kinds]
    start = f'{text(function.type)} {function.name}('.replace("* ", "*")
    whole = start + ", ".join(f"{kind} {name}{array}" for kind, name, array in kinds) + ");"
    yield from [".nf", f".B #include <{function.header}>", ".PP"]
    if not parts:
        yield f'.B "{start}void);"'
    elif len(whole) <= 76:
        yield f'.BI "{start}' + ', '.join(parts).replace('"', "", 1) + ');"'
    else:
        yield f'.B "{start}"'
        yield from (f'.BI "    {part[1:]}{"," if number < len(parts) else ");"}"'
                    for number, part in enumerate(parts, 1))
    yield ".fi"


def parameters(writer, function):
    for _, name in function.params:
        if name in function.said:
            yield from [".TP", f".I {name}", *writer.said(function.said[name])]


def returned(writer, function):
    if "return" in function.own:
        yield from writer.said(function.own["return"])
    elif not function.retvals:
        yield "Nothing."
    else:
        yield from item("AMBOS_OK", writer.said(function.retvals[0][1]))
        yield from [".PP", "Else one of the codes below.", "\\fBambos_last_failure\\fP(3)",
                    "then has the step and the system\\(aqs own number."]


def errors(writer, function):
    for code, when, whose in writer.reference.errors(function):
        lines = list(filled(escape(when))) if isinstance(when, str) else writer.said(when)
        yield from item(code, lines + ([f"(As \\fB{whose}\\fP(3).)"] if whose else []))
    more = remark(function.own.get("Other errors"))
    if more is not None:
        yield from [".PP", "Besides:", *writer.said(more)]


def attributes(writer, function):
    for title in NOTES:
        paras = writer.reference.paragraphs(function, title)
        if paras:
            yield from item(NOTE_TITLES[title], list(writer.flow(paras)))


def systems(writer, function):
    for title, note in writer.reference.systems(function).items():
        yield from [f".SS {title}", *writer.said(note)]


def others(writer, function):
    known = {*NOTES, *SYSTEMS, BOTH, "Other errors", "since", "see", "return"}
    for title, note in function.own.items():
        if title not in known:
            yield from [f".SS {title}", *writer.said(note)]


def description(writer, function):
    lines = list(writer.flow(function.body)) or writer.said(function.brief)
    yield from lines
    given = list(parameters(writer, function))
    if given:
        yield from [".SS Parameters", *given]
    yield from others(writer, function)


def see(names):
    """Pages as "name(section)", by section and name."""
    pages = sorted(set(names), key=lambda page: (page[-2], page))
    for number, page in enumerate(pages, 1):
        yield f'.BR {page[:-3]} ({page[-2]}){"," if number < len(pages) else ""}'


def example(program, name):
    if program:
        yield from [f"From {program.name}.c:", ".PP", *verbatim(program.snippets[name].split("\n"))]


def function_page(writer, function, program):
    related = [f"{name}(3)" for name in writer.reference.family(function)]
    return [
        *section("NAME", [f"{function.name} \\- {brief(writer, function.brief)}"]),
        *section("LIBRARY", ["ambos (libambos, \\-lambos)"]),
        *section("SYNOPSIS", synopsis(function)),
        *section("DESCRIPTION", description(writer, function)),
        *section("RETURN VALUE", returned(writer, function)),
        *section("ERRORS", errors(writer, function)),
        *section("ATTRIBUTES", attributes(writer, function)),
        *section("PORTABILITY", systems(writer, function)),
        *section("EXAMPLE", example(program, function.name)),
        *section("HISTORY", [f"Since version {text(function.own.get('since'))}."]),
        *section("SEE ALSO", see([*related, "ambos(7)", f"ambos_{function.group.id}(7)"])),
    ]


def listed(writer, functions):
    for function in functions:
        yield from [".TP", f".BR {function.name} (3)", *writer.said(function.brief)]


def described(writer, element):
    paras = [*element.iterfind("briefdescription/para"), *element.iterfind("detaileddescription/para")]
    return list(writer.flow(paras))


def as_in_c(declaration):
    """With its stars where C programmers have them."""
    declaration = re.sub(r"\s*\(\s*\*\s*(\w+)\)\s*\(", r" (*\1)(", declaration)
    return re.sub(r"(?<![(\s*])\s*(\*+)\s*", r" \1", declaration)


def types(writer, group):
    for inner in group.element.iterfind("innerclass"):
        struct = writer.reference.structs[text(inner)]
        yield from [f".SS struct {text(inner)}", *described(writer, struct)]
        for field in struct.iter("memberdef"):
            declared = f"{text(field.find('definition')).split('::')[0].rpartition(' ')[0]} {text(field.find('name'))}"
            yield from item(escape(as_in_c(declared + text(field.find("argsstring")))), described(writer, field))
    for member in group.element.iterfind("sectiondef/memberdef[@kind='typedef']"):
        definition = escape(as_in_c(text(member.find("definition"))))
        yield from [f".SS {text(member.find('name'))}", ".nf", f'.B "{definition};"', ".fi", ".PP",
                    *described(writer, member)]


def constants(writer, group):
    for enum in group.element.iterfind("sectiondef/memberdef[@kind='enum']"):
        yield from [".PP", *described(writer, enum)]
        for value in enum.iterfind("enumvalue"):
            yield from item(text(value.find("name")), described(writer, value))
    for macro in group.element.iterfind("sectiondef/memberdef[@kind='define']"):
        yield from item(text(macro.find("name")), described(writer, macro))


def group_page(writer, group):
    about = writer.inline(group.brief.find("para")).strip() if group.brief.find("para") is not None else group.title
    names = [f"ambos_{other.id}(7)" for other in writer.reference.groups.values() if other.outer is group
             or other is group.outer]
    return [
        *section("NAME", [f"ambos_{group.id} \\- {about.removesuffix('.')}"]),
        *section("DESCRIPTION", list(writer.flow(group.body)) or filled(about)),
        *section("FUNCTIONS", listed(writer, group.functions)),
        *section("TYPES", types(writer, group)),
        *section("CONSTANTS", constants(writer, group)),
        *section("SEE ALSO", see([*names, "ambos(3)", "ambos(7)"])),
    ]


def overview(writer):
    """ambos.3: every function by its group."""
    for group in writer.reference.groups.values():
        if group.functions:
            yield from [f".SS {group.title}", *listed(writer, group.functions)]


def defaults(writer):
    for title, note in writer.reference.defaults.items():
        yield from item(NOTE_TITLES[title], writer.said(note))


def write(folder, reference, shown, version):
    day = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))))
    writer = Writer(reference)

    def page(name, number, lines):
        place = folder / f"man{number}" / f"{name}.{number}"
        place.parent.mkdir(parents=True, exist_ok=True)
        head = ["'\\\" t", ".\\\" SPDX-License-Identifier: MIT",
                f'.TH {name} {number} "{day}" "ambos {version}" "ambos manual"', ".nh", ".ad l"]
        place.write_text("\n".join([*head, *tidy(lines)]) + "\n", encoding="utf-8")

    for function in reference.functions.values():
        page(function.name, 3, function_page(writer, function, shown.get(function.name)))
    for group in reference.groups.values():
        page(f"ambos_{group.id}", 7, group_page(writer, group))
    groups = [f"ambos_{group.id}(7)" for group in reference.groups.values()]
    page("ambos", 3, [
        *section("NAME", ["ambos \\- one C API over POSIX and Windows: its functions"]),
        *section("LIBRARY", ["ambos (libambos, \\-lambos)"]),
        *section("SYNOPSIS", [".nf", ".B #include <ambos/ambos.h>", ".fi"]),
        *section("DESCRIPTION", overview(writer)), *section("SEE ALSO", see(["ambos(7)", *groups]))])
    page("ambos", 7, [
        *section("NAME", ["ambos \\- one C API over POSIX and Windows: what holds for all of it"]),
        *section("DESCRIPTION", [*writer.flow(paragraphs(reference.conventions)), *defaults(writer)]),
        *section("SEE ALSO", see(["ambos(3)", *groups]))])
