# SPDX-License-Identifier: MIT
"""The example programs, as the reference shows them.

A program of `examples` marks what shows a function by two lines `/* [ambos_stat] */`; `examples/expected` has what it
prints: NAME.txt, and NAME.windows.txt where that differs.
"""
import re
import textwrap

MARK = re.compile(r"^[ \t]*/\* \[(ambos_\w+)\] \*/\n", re.M)


class Program:
    def __init__(self, path):
        self.name = path.stem
        self.page = f"example_{self.name}.html"
        marked = path.read_text(encoding="utf-8")
        header = path.with_suffix(".h")  # what several share is shown with what it declares
        sources = [header.read_text(encoding="utf-8"), marked] if header.exists() else [marked]
        self.source = "\n".join(MARK.sub("", source).removeprefix("/* SPDX-License-Identifier: MIT */\n").strip("\n")
                                for source in sources)
        self.snippets = {name: textwrap.dedent(MARK.sub("", body)).strip("\n") for name, body in re.findall(
            r"^[ \t]*/\* \[(ambos_\w+)\] \*/\n(.*?)^[ \t]*/\* \[\1\] \*/$", marked, re.M | re.S)}
        about = re.match(r"/\*+(.*?)(?:\.\s|\*/)", self.source, re.S)
        self.about = " ".join(re.sub(r"\n \*+", " ", about.group(1)).split()) if about else ""
        self.outputs = {system: file.read_text(encoding="utf-8") for system, file in {
            "": path.parent / "expected" / f"{self.name}.txt",
            "Windows": path.parent / "expected" / f"{self.name}.windows.txt"}.items() if file.exists()}


def programs(folder):
    return [Program(path) for path in sorted(folder.glob("*.c"))]


def shown(every):
    """{function: the program that shows it}; of several the shortest."""
    found = {}
    for program in sorted(every, key=lambda program: len(program.source)):
        for name in program.snippets:
            found.setdefault(name, program)
    return found


def list_page(every):
    """The page that lists them, for Doxygen."""
    yield "# Example programs {#example_programs}\n"
    yield "Each is built and run on every system by the tests, and what it prints is compared.\n"
    yield "| program | what it shows |\n|:--------|:--------------|"
    yield from (f'| <a href="{program.page}">{program.name}.c</a> | {program.about} |' for program in every)
