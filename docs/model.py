# SPDX-License-Identifier: MIT
"""What Doxygen's XML says of the functions, put in order for the pages of docs/pages.py and docs/manuals.py.

A note that a function lacks is that of its group, of the groups around it, or of base.h: so what holds for many is
written once and shown on every page.
"""
import pathlib
import re
import xml.etree.ElementTree

import tables

NOTES = ("Threads", "Signals", "Fork", "Atomicity")
SYSTEMS = ("POSIX", "Windows")
BOTH = "Both systems"


def text(element):
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def paragraphs(parent):
    """The children of a description that say something, without the lists and sections in them."""
    for para in parent.iterfind("para") if parent is not None else ():
        copy = xml.etree.ElementTree.Element("para")
        copy.text = para.text
        for child in para:
            if child.tag not in ("parameterlist", "simplesect"):
                copy.append(child)
            elif child.tail and child.tail.strip():
                copy.text = (copy.text or "") + child.tail
        if text(copy) or len(copy):
            yield copy


def sections(parent, where="detaileddescription"):
    """{title of a @par, or kind of another section: the element}."""
    found = {}
    for part in parent.iterfind(f"{where}//simplesect"):
        found.setdefault(text(part.find("title")) or part.get("kind"), part)
    return found


def parameters(member, kind):
    """[(name, the element that describes it)] of the @param or @retval lines."""
    return [(text(name), item.find("parameterdescription"))
            for item in member.iterfind(f"detaileddescription//parameterlist[@kind='{kind}']/parameteritem")
            for name in item.iterfind("parameternamelist/parametername")]


class Group:
    def __init__(self, element):
        self.element = element
        self.id = text(element.find("compoundname"))
        self.title = text(element.find("title"))
        self.brief = element.find("briefdescription")
        self.notes = sections(element)
        self.body = list(paragraphs(element.find("detaileddescription")))
        self.page = f"{element.get('id')}.html"
        self.outer = None
        self.functions = []


class Function:
    def __init__(self, member, group, part):
        self.member = member
        self.part = sections(part, "description")
        self.name = text(member.find("name"))
        self.group = group
        self.id = member.get("id")
        self.header = member.find("location").get("file")
        self.type = member.find("type")
        self.brief = member.find("briefdescription")
        self.body = list(paragraphs(member.find("detaileddescription")))
        self.params = [(param, text(param.find("declname"))) for param in member.iterfind("param")
                       if param.find("declname") is not None]
        self.said = dict(parameters(member, "param"))
        self.retvals = parameters(member, "retval")
        self.own = sections(member)
        self.page = f"{self.name}.html"

    def returns_error(self):
        return text(self.type) == "ambos_error"

    def mentioned(self):
        """Functions that its comment speaks of, in that order."""
        return [name for name in dict.fromkeys(re.findall(r"\b(ambos_\w+)\(\)", text(self.member)))
                if name != self.name]

    def takes(self):
        """What kinds of things it takes and does, which say what errors every such call may give."""
        types = [(text(param.find("type")) + text(param.find("array")), name) for param, name in self.params]
        strings = {name for kind, name in types if kind == "const char *"} - {"text", "data"}
        spoken = text(self.own.get("Other errors"))
        if not self.returns_error():
            return set()
        asks = BOTH not in self.own and BOTH not in self.group.notes
        path = bool(strings & {"path", "from", "to", "dir"}) and "grammar" not in self.said or (
            "root" in self.said and "name" in strings)
        return {kind for kind, is_so in {
            "result": True,
            "flags": any(name in ("flags", "options") for _, name in types),
            "memory": path or any(re.search(r"\*\s*\*+$", kind) and "const" not in kind for kind, _ in types),
            "text": asks and (bool(strings) or any("const char *const" in kind for kind, _ in types)),
            "path": path,
            "handles": "AMBOS_EMFILE" in dict(self.retvals),
            "names": "makes or removes a name" in spoken,
            "system": asks,
        }.items() if is_so}


class Reference:
    """Everything that has a page: functions and groups, structs, and where a reference in the XML leads."""

    def __init__(self, folder):
        index = parsed(folder, "index")  # in the order of the headers
        compounds = [compound for listed in index.iter("compound")
                     for compound in parsed(folder, listed.get("refid")).iter("compounddef")]
        self.groups = {group.id: group for group in map(Group, by_kind(compounds, "group"))}
        self.structs = {text(struct.find("compoundname")): struct for struct in by_kind(compounds, "struct")}
        base = next(file for file in by_kind(compounds, "file") if text(file.find("compoundname")) == "base.h")
        self.defaults = sections(base)
        self.conventions = base.find("detaileddescription")
        ids = {group.element.get("id"): group for group in self.groups.values()}
        for group in self.groups.values():
            for inner in group.element.iterfind("innergroup"):
                ids[inner.get("refid")].outer = group
            for part in group.element.iterfind("sectiondef"):
                for member in part.iterfind("memberdef[@kind='function']"):
                    group.functions.append(Function(member, group, part))
        self.functions = {function.name: function for group in self.groups.values() for function in group.functions}
        self.by_id = {function.id: function for function in self.functions.values()}
        self.struct_pages = {struct.get("refid"): group.page for group in self.groups.values()
                             for struct in group.element.iterfind("innerclass")
                             if not has_functions(self.structs[text(struct)])}

        self.names = {name: self.url(refid) for group in self.groups.values() for name, refid in named(group)}

    def url(self, refid):
        """Where a reference of the XML leads."""
        if refid in self.by_id:
            return self.by_id[refid].page
        if refid in self.struct_pages:
            return f"{self.struct_pages[refid]}#{refid}"
        page, _, anchor = refid.rpartition("_1")
        if page in self.struct_pages:
            page = self.struct_pages[page].removesuffix(".html")
        return f"{page}.html#{anchor}" if page else f"{refid}.html"

    def note(self, function, title):
        """The section of that title that holds for a function, or None."""
        places = [function.own, function.part]
        group = function.group
        while group:
            places.append(group.notes)
            group = group.outer
        return next((place[title] for place in [*places, self.defaults] if title in place), None)

    def paragraphs(self, function, title):
        """What that note says. After a fork what is special is said first, and then what holds for all."""
        notes = [self.note(function, title)]
        if title == "Fork":
            notes.append(self.defaults.get(title))
        return [para for note in dict.fromkeys(notes) if note is not None for para in note.iterfind("para")]

    def systems(self, function):
        """{POSIX: section, Windows: section}, or {Both systems: section}."""
        own = {title: function.own[title] for title in SYSTEMS if title in function.own}
        both = self.note(function, BOTH)
        return own or ({BOTH: both} if both is not None else {})

    def errors(self, function):
        """[(code, description element or text, whose)] of all that it may give, its own first."""
        rows = [(code, when, None) for code, when in function.retvals]
        for name in re.findall(r"[Tt]hose of (ambos_\w+)\(\)", text(function.own.get("Other errors"))):
            rows += [(code, when, name) for code, when in self.functions[name].retvals]
        kinds = function.takes()
        rows += [(code, sentence, "") for code, (kind, sentence) in tables.ANYWHERE.items() if kind in kinds]
        seen = set()
        return [row for row in rows if row[0] != "AMBOS_OK" and not (row[0] in seen or seen.add(row[0]))]

    def family(self, function):
        """Names for "see also": what is named there, what the comment speaks of, what works on the same object."""
        named = re.findall(r"\bambos_\w+", text(function.own.get("see")))
        names = [name for name in dict.fromkeys(named + function.mentioned()) if name in self.functions]
        objects = {ref.text for param, _ in function.params for ref in param.iterfind("type/ref")
                   if ref.get("kindref") == "member"}
        siblings = [other.name for other in function.group.functions
                    if other is not function
                    and objects & {ref.text for ref in other.member.iterfind("param/type/ref")}]
        return list(dict.fromkeys(names + siblings)) or [other.name for other in function.group.functions
                                                         if other is not function]


def named(group):
    """(name, id) of all that a group declares."""
    for inner in group.element.iterfind("innerclass"):
        yield text(inner), inner.get("refid")
    for member in group.element.iterfind("sectiondef/memberdef"):
        yield from ((text(one.find("name")), one.get("id")) for one in (member, *member.iterfind("enumvalue")))


def remark(note):
    """What "Other errors" says beyond what the table of errors has already, or None."""
    known = r"Those of (ambos_\w+\(\)|every call that makes or removes a name)\."
    said = " ".join(text(para) for para in note.iterfind("para")) if note is not None else ""
    return note if said and not re.fullmatch(known, said) else None


def has_functions(struct):
    """Doxygen gives a page of its own to such a struct."""
    return any(text(args).startswith(")") for args in struct.iterfind("sectiondef/memberdef/argsstring"))


def parsed(folder, name):
    return xml.etree.ElementTree.parse(pathlib.Path(folder, f"{name}.xml")).getroot()


def by_kind(compounds, kind):
    return [compound for compound in compounds if compound.get("kind") == kind]
