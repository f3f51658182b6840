# SPDX-License-Identifier: MIT
"""One HTML page for each function and each example, in the frame that Doxygen gave to its own pages."""
import html
import json
import re

from model import BOTH, NOTES, SYSTEMS, remark, text

TAGS = {"para": "p", "computeroutput": "code", "bold": "strong", "emphasis": "em", "itemizedlist": "ul",
        "orderedlist": "ol", "listitem": "li", "row": "tr", "entry": "td", "verbatim": "pre",
        "blockquote": "blockquote"}
ENTITIES = {"ndash": "–", "mdash": "—", "nonbreakablespace": "\u00a0", "sp": " ", "linebreak": "<br/>"}

KEYWORDS = ("auto break case char const continue default do double else enum extern float for goto if int long return "
            "short signed sizeof static struct switch typedef union unsigned void volatile while").split()
TOKENS = re.compile(r'(?P<comment>/\*.*?\*/|//[^\n]*)|(?P<stringliteral>"(?:\\.|[^"\\\n])*")|'
                    r"(?P<charliteral>'(?:\\.|[^'\\\n])*')|(?P<preprocessor>^[ \t]*#[^\n]*)|(?P<word>\w+)", re.M | re.S)

NOTE_TITLES = {"Threads": "Threads", "Signals": "Signal handlers", "Fork": "After fork", "Atomicity": "Atomicity"}


class Writer:
    """HTML of what Doxygen's XML has of comments."""

    def __init__(self, reference):
        self.reference = reference

    def children(self, element):
        parts = [html.escape(element.text or "", quote=False)]
        for child in element:
            parts += [self.element(child), html.escape(child.tail or "", quote=False)]
        return "".join(parts)

    def element(self, element):
        if element.tag in ENTITIES:
            return ENTITIES[element.tag]
        if element.tag == "ref":
            return f'<a href="{self.reference.url(element.get("refid"))}">{self.children(element)}</a>'
        if element.tag == "ulink":
            return f'<a href="{html.escape(element.get("url"))}">{self.children(element)}</a>'
        if element.tag == "programlisting":
            return self.code(source(element))
        if element.tag == "para" and element.find("programlisting") is not None:
            return self.children(element)
        if element.tag == "table":
            return f'<table class="plain">{self.children(element)}</table>'
        tag = TAGS.get(element.tag)
        return f"<{tag}>{self.children(element).strip()}</{tag}>" if tag else self.children(element)

    def flow(self, elements):
        return "\n".join(self.element(element) for element in elements)

    def inline(self, element):
        """A description without the <p> around it when it is a single paragraph."""
        paras = list(element.iterfind("para"))
        if len(paras) == 1 and paras[0].find("itemizedlist") is None:
            return self.children(paras[0]).strip()
        return self.flow(paras)

    def code(self, program):
        """A program or a part of one, coloured, with its calls linked."""
        def coloured(match):
            kind, said = match.lastgroup, html.escape(match.group(0), quote=False)
            if kind != "word":
                return "\n".join(f'<span class="{kind}">{line}</span>' for line in said.split("\n"))
            if said in self.reference.names:
                return f'<a class="code" href="{self.reference.names[said]}">{said}</a>'
            return f'<span class="keyword">{said}</span>' if said in KEYWORDS else said

        parts, at = [], 0
        for match in TOKENS.finditer(program):
            parts += [html.escape(program[at:match.start()], quote=False), coloured(match)]
            at = match.end()
        marked = "".join(parts) + html.escape(program[at:], quote=False)
        lines = "\n".join(f'<div class="line">{line}</div>' for line in marked.split("\n"))
        return f'<div class="fragment">{lines}</div><!-- fragment -->'


def line_text(element):
    parts = [element.text or ""]
    for child in element:
        parts += [" " if child.tag == "sp" else line_text(child), child.tail or ""]
    return "".join(parts)


def source(listed):
    """The text of a <programlisting>."""
    return "\n".join(line_text(line) for line in listed.iterfind("codeline"))


def section(anchor, title, body):
    return f'<h2 class="groupheader" id="{anchor}">{title}</h2>\n{body}\n' if body else ""


def parameter(writer, param, name):
    before = writer.children(param.find("type")).strip()
    space = "" if before.endswith("*") else " "
    return f'{before}{space}<span class="parameter">{name}</span>{text(param.find("array"))}'


def synopsis(writer, function):
    parts = [parameter(writer, param, name) for param, name in function.params]
    start = f'{writer.children(function.type)} <b>{function.name}</b>('
    start = start.replace("* <b>", "*<b>")
    whole = len(re.sub("<.*?>", "", start + ", ".join(parts)))
    if whole <= 74:
        call = start + (", ".join(parts) or "void") + ");"
    else:
        call = start + "\n" + ",\n".join(f"    {part}" for part in parts) + ");"
    include = f'<span class="preprocessor">#include &lt;{function.header}&gt;</span>'
    return (f'<div class="synopsis">{include}\n\n{call}</div>\n'
            f'<p class="link-line">Link with <code>ambos::ambos</code> in CMake, else <code>-lambos</code>.</p>')


def facts(rows):
    """A table of names and what they are."""
    body = "".join(f'<tr><td class="name">{name}</td><td>{said}</td></tr>' for name, said in rows)
    return f'<table class="facts">{body}</table>' if body else ""


def parameters(writer, function):
    return facts((f"<code>{name}</code>", writer.inline(function.said[name])) for _, name in function.params
                 if name in function.said)


def by_system(said):
    """[(system or "", what holds there)] of a sentence like "Not permitted; on Windows also: it is read-only."."""
    parts = re.split(r"(?:^|(?<=[.;]) )(?:on )?(POSIX|Windows|Linux)(?: also)?(, always)?: ", said)
    cases = [("", parts[0])] if parts[0] else []
    for system, always, rest in zip(parts[1::3], parts[2::3], parts[3::3]):
        cases.append((system, f"Always: {rest}" if always else rest))
    for system, case in cases:
        case = re.sub(r";$", ".", case.strip())
        yield system, case[:1].upper() + case[1:]


def condition(said):
    def case(system, rest):
        return f'<span class="system">{system}</span> {rest}' if system else rest
    return "".join(f"<div>{case(*part)}</div>" for part in by_system(said))


def error_row(writer, code, when, whose):
    said = when if isinstance(when, str) else writer.inline(when)
    if isinstance(when, str):
        said = re.sub(r"\b(ambos_\w+)\(\)", r'<a href="\1.html">\1()</a>', said)
    origin = f' <span class="origin">as <a href="{whose}.html">{whose}()</a></span>' if whose else ""
    css = ' class="any"' if whose == "" else ""
    name = code.removeprefix("AMBOS_")
    return (f'<tr{css}><td class="name"><a href="codes.html#code_{name}"><code>{code}</code></a></td>'
            f"<td>{condition(said)}{origin}</td></tr>")


def errors(writer, function):
    rows = writer.reference.errors(function)
    if not rows:
        return ""
    own = [error_row(writer, *row) for row in rows if row[2] != ""]
    any_call = [error_row(writer, *row) for row in rows if row[2] == ""]
    more = remark(function.own.get("Other errors"))
    parts = [f'<table class="facts errors">{"".join(own)}']
    if any_call:
        parts.append('<tr class="part"><td colspan="2">From every call of this kind</td></tr>' + "".join(any_call))
    parts.append("</table>")
    if more is not None:
        parts.append(f'<p class="remark">Besides: {writer.inline(more)}</p>')
    return "".join(parts)


def returned(writer, function):
    if "return" in function.own:
        return f'<p>{writer.inline(function.own["return"])}</p>'
    ok = next((when for code, when in function.retvals if code == "AMBOS_OK"), None)
    if ok is None:
        return "<p>Nothing.</p>"
    return (f'<p><code>AMBOS_OK</code>: {writer.inline(ok)}</p>'
            '<p>Else one of the codes below; <a href="ambos_last_failure.html">ambos_last_failure()</a> then has the '
            "step and the system's own number.</p>")


def systems(writer, function):
    columns = [f'<div class="system-column"><h3>{title}</h3>{writer.flow(note.iterfind("para"))}</div>'
               for title, note in writer.reference.systems(function).items()]
    return f'<div class="systems">{"".join(columns)}</div>' if columns else ""


def safety(writer, function):
    notes = [(NOTE_TITLES[title], writer.reference.paragraphs(function, title)) for title in NOTES]
    return facts((title, " ".join(writer.children(para).strip() for para in paras)) for title, paras in notes if paras)


def others(writer, function):
    """What has a title of its own, such as "Dying with the parent"."""
    known = {*NOTES, *SYSTEMS, BOTH, "Other errors", "since", "see", "return"}
    return "".join(f"<h3>{title}</h3>{writer.flow(note.iterfind('para'))}" for title, note in function.own.items()
                   if title not in known)


def outputs(program):
    titles = {"": "The whole program prints:", "Windows": "On Windows it prints:"}
    parts = [f'<p>{titles[system]}</p><pre class="output">{html.escape(output, quote=False)}</pre>'
             for system, output in program.outputs.items()]
    if '"~' in program.source:
        parts.append('<p class="remark">Besides lines that begin with ~, which differ from machine to machine.</p>')
    return "".join(parts)


def example(writer, function, program):
    if not program:
        return ""
    return (f'<p>From <a href="{program.page}">{program.name}.c</a>, which the tests build and run on every system:</p>'
            f"{writer.code(program.snippets[function.name])}{outputs(program)}")


def see(writer, function):
    links = [f'<a href="{name}.html">{name}()</a>' for name in writer.reference.family(function)]
    group = f'<a href="{function.group.page}">{function.group.title}</a>'
    return (f'<p>{", ".join(links)}</p><p>Its types and constants: {group}. How to read a failure: '
            '<a href="reading_failures.html">Reading failures</a>.</p>')


def function_page(writer, function, program):
    return "".join([
        f'<p class="lead">{writer.inline(function.brief)}</p>',
        section("synopsis", "Synopsis", synopsis(writer, function)),
        section("description", "Description", writer.flow(function.body) + others(writer, function)),
        section("parameters", "Parameters", parameters(writer, function)),
        section("returns", "Returns", returned(writer, function)),
        section("errors", "Errors", errors(writer, function)),
        section("systems", "On each system", systems(writer, function)),
        section("safety", "Safety", safety(writer, function)),
        section("example", "Example", example(writer, function, program)),
        section("see", "See also", see(writer, function)),
        f'<p class="since" id="since">Since version {text(function.own.get("since"))}.</p>',
    ])


def example_page(writer, program):
    shows = ", ".join(f'<a href="{name}.html">{name}()</a>' for name in program.snippets)
    return "".join([f'<p class="lead">{html.escape(program.about)}</p>', writer.code(program.source),
                    section("output", "Output", outputs(program)),
                    section("shows", "Shows", f"<p>{shows}</p>" if shows else "")])


class Frame:
    """The frame of Doxygen's pages around a page of ours."""

    def __init__(self, folder, page):
        self.page = page
        whole = (folder / page).read_text(encoding="utf-8")
        self.before, rest = whole.split('<div class="header">', 1)
        self.after = rest.split("</div><!-- contents -->", 1)[1]

    def around(self, name, title, crumb, body):
        before = re.sub(r"<title>ambos: .*?</title>", f"<title>ambos: {title}</title>", self.before)
        before = before.replace(f"initNavTree('{self.page}'", f"initNavTree('{name}'")
        head = f'<div class="summary">{crumb}</div><div class="headertitle"><div class="title">{title}</div></div>'
        return (f'{before}<div class="header">{head}</div>\n'
                f'<div class="contents function-page">{body}</div><!-- contents -->{self.after}')


def relink(folder, reference):
    """Lead what leads to a function on a group's page to the page of the function, and list it there in one line."""
    old = {f"{function.group.page}#{function.id.rpartition('_1')[2]}": function
           for function in reference.functions.values()}
    link = re.compile(r"\w+\.html#g?a[0-9a-f]{32}")
    row = re.compile(r'<tr class="memitem:(\w+)">.*?</tr>\n<tr class="memdesc:\1">.*?</tr>\n'
                     r'<tr class="separator:\1">.*?</tr>', re.S)
    by_anchor = {key.partition("#")[2]: function for key, function in old.items()}
    writer = Writer(reference)

    def one_line(match):
        function = by_anchor.get(match.group(1))
        if not function:
            return match.group(0)
        return (f'<tr class="function"><td><a href="{function.page}">{function.name}</a></td>'
                f'<td>{writer.inline(function.brief)}</td></tr>')

    def leads(match):
        return old[match.group(0)].page if match.group(0) in old else match.group(0)

    for path in [*folder.glob("*.html"), *folder.glob("*.js"), *folder.glob("search/*.js")]:
        before = path.read_text(encoding="utf-8")
        after = link.sub(leads, row.sub(one_line, before) if path.suffix == ".html" else before)
        if after != before:
            path.write_text(after, encoding="utf-8")


def branch(reference, group):
    """A group in the tree at the side: its functions, and the groups within."""
    inside = [[function.name, function.page, None] for function in group.functions]
    inside += [branch(reference, other) for other in reference.groups.values() if other.outer is group]
    return [group.title, group.page, inside or None]


def places(rows, way):
    """(page, where it stands in the tree) of some rows and all below."""
    for number, (_, page, inside) in enumerate(rows):
        yield page, [*way, number]
        yield from places(inside or [], [*way, number])


def replant(folder, reference):
    """Let the tree at the side show groups and functions, and find every page in it by one index."""
    rows = [branch(reference, group) for group in reference.groups.values() if not group.outer]
    (folder / "modules.js").write_text(f"var modules =\n{json.dumps(rows)};\n", encoding="utf-8")
    index = {}
    for path in sorted(folder.glob("navtreeindex*.js")):
        index.update(json.loads(path.read_text(encoding="utf-8").split("=", 1)[1].rstrip().rstrip(";")))
        path.unlink()
    index = {page: way for page, way in index.items() if not page.startswith("group__")}
    index.update(places(rows, index["modules.html"]))
    (folder / "navtreeindex0.js").write_text(f"var NAVTREEINDEX0 =\n{json.dumps(index)};\n", encoding="utf-8")
    data = folder / "navtreedata.js"
    data.write_text(re.sub(r"var NAVTREEINDEX =\n\[.*?\];", 'var NAVTREEINDEX =\n[""];',
                           data.read_text(encoding="utf-8"), flags=re.S), encoding="utf-8")


def mend_search(folder):
    """The frame of the results calls its page, which browsers forbid between files: let it send a message instead."""
    script = folder / "search/search.js"
    said = script.read_text(encoding="utf-8")
    for call, message in {"searchBox.CloseResultsWindow()": "close_results",
                          'document.getElementById("MSearchField").focus()': "focus_field"}.items():
        said = said.replace(f"parent.{call}", f'parent.postMessage("{message}", "*")')
    script.write_text(said, encoding="utf-8")


def write(folder, reference, programs, shown):
    relink(folder, reference)
    replant(folder, reference)
    mend_search(folder)
    writer = Writer(reference)
    frame = Frame(folder, "group__base.html")
    for function in reference.functions.values():
        crumb = f'<a href="{function.group.page}">{function.group.title}</a>'
        body = function_page(writer, function, shown.get(function.name))
        (folder / function.page).write_text(frame.around(function.page, function.name, crumb, body), encoding="utf-8")
    for program in programs:
        crumb = '<a href="example_programs.html">Example programs</a>'
        body = example_page(writer, program)
        (folder / program.page).write_text(frame.around("example_programs.html", f"{program.name}.c", crumb, body),
                                           encoding="utf-8")
