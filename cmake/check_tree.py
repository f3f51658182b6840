#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the rules of the tree that no compiler knows: check_tree.py [ROOT].

Each rule is a function that yields (file, line, message); all are run, all findings printed. check_tree_test.py plants
a violation of each and demands that it is found.
"""
import pathlib
import re
import sys

# What a public header may include: the headers that a freestanding C has, so that any compiler takes it.
FREESTANDING = {"limits.h", "stdarg.h", "stdbool.h", "stddef.h", "stdint.h"}
STANDARD = FREESTANDING | {
    "assert.h", "ctype.h", "errno.h", "float.h", "inttypes.h", "locale.h", "math.h", "setjmp.h", "signal.h", "stdio.h",
    "stdlib.h", "string.h", "time.h", "wchar.h"}
OS_MACROS = r"\b(_WIN(32|64)|WIN32|_MSC_VER|__MINGW\w+|__CYGWIN__|__(linux|unix|APPLE|FreeBSD|NetBSD|OpenBSD)(__)?|" \
            r"__ANDROID__|__GLIBC__|_POSIX_\w+|_GNU_SOURCE)\b"
# What another compiler or runtime on Windows has not.
NOT_EVERYWHERE = r"\b(unistd\.h|dirent\.h|pthread\w*|__attribute__|__builtin_\w+|ssize_t|mode_t|off_t|_Atomic|" \
                 r"_Thread_local|__typeof__|typeof|threads\.h|strndup|asprintf|usleep|clock_gettime|alloca)\b"
# A library is silent and leaves the ending of the process to its owner.
LOUD = r"\b(v?f?printf|f?puts|f?putchar|putc|perror|abort|exit|quick_exit|assert)\s*\("


class Source:
    """A file's text, and its code: the same with comments blanked and strings emptied, line for line."""

    TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.code = self.TOKEN.sub(self.blank, self.text)

    def blank(self, match):
        token = match.group(0)
        if token[0] == "/":
            return re.sub(r"[^\n]", " ", token)
        line = self.text.rfind("\n", 0, match.start()) + 1
        if self.text[line:match.start()].lstrip().startswith("#include"):
            return token
        return token[0] + " " * (len(token) - 2) + token[0]

    def line(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def find(self, pattern):
        for match in re.finditer(pattern, self.code):
            yield self.line(match.start()), match.group(0).strip()

    def includes(self):
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', self.code, re.M):
            yield self.line(match.start()), match.group(2)

    def definitions(self):
        """(line, name, is static, is inside an #if) of each function that is defined here."""
        depth = 0
        conditions = 0
        pending = ""
        start = 0
        for number, line in enumerate(self.code.split("\n"), 1):
            directive = re.match(r"\s*#\s*(\w+)", line)
            if directive:
                conditions += {"if": 1, "ifdef": 1, "ifndef": 1, "endif": -1}.get(directive.group(1), 0)
                continue
            for char in line + "\n":
                if char == "{":
                    if depth == 0:
                        head = re.match(r"([\w\s*]*?)\b(\w+)\s*\((?!\s*\*).*\)\s*$", pending.strip(), re.S)
                        if head and not re.search(r"=|\btypedef\b", pending):
                            yield start, head.group(2), "static" in head.group(1).split(), conditions > 0
                        pending = ""
                    depth += 1
                elif char == "}":
                    depth -= 1
                    pending = ""
                elif depth == 0:
                    if char == ";":
                        pending = ""
                    else:
                        if not pending.strip():
                            start = number
                        pending += char


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.headers = self.read("include/ambos", "*.h")
        self.core = self.read("src/core", "*.[ch]")
        self.posix = self.read("src/posix", "*.[ch]")
        self.win32 = self.read("src/win32", "*.[ch]")
        self.tests = self.read("tests", "*_test.c")
        self.core_tests = self.read("tests/core", "*_test.c")
        self.programs = self.read("tools", "*.[ch]") + self.read("examples", "*.[ch]")
        self.lists = (self.root / "cmake/sources.cmake").read_text(encoding="utf-8")

    def read(self, folder, pattern):
        return [Source(self.root, path) for path in sorted((self.root / folder).glob(pattern))]

    @property
    def sources(self):
        return self.core + self.posix + self.win32

    def public_functions(self):
        """(header, offset, name) of each declaration."""
        for header in self.headers:
            for match in re.finditer(r"^AMBOS_API\b[^;{]*?\b(ambos_\w+)\s*\(", header.code, re.M):
                yield header, match.start(), match.group(1)

    def all_files(self):
        """Every text file that is the project's own."""
        for path in sorted(self.root.rglob("*")):
            parts = path.relative_to(self.root).parts
            if path.is_file() and parts[0] not in (".git", "build") and "__pycache__" not in parts:
                yield path


def mirrors(tree):
    sides = [{source.path.name for source in side
              if source.path.suffix == ".c" and not source.path.name.startswith("quirk_")}
             for side in (tree.posix, tree.win32)]
    for name in sorted(sides[0] - sides[1]):
        yield f"src/posix/{name}", 1, f"has no mirror src/win32/{name}"
    for name in sorted(sides[1] - sides[0]):
        yield f"src/win32/{name}", 1, f"has no mirror src/posix/{name}"


def lists(tree):
    """Every file is named in cmake/sources.cmake, under its list."""
    def entries(variable):
        match = re.search(rf"^set\({variable}\b([^)]*)\)", tree.lists, re.M)
        return set(match.group(1).split()) if match else set()

    parts = entries("AMBOS_BACKEND_PARTS")
    expected = [
        (tree.headers, entries("AMBOS_HEADERS")),
        ([s for s in tree.core if s.path.suffix == ".c"], entries("AMBOS_CORE_SOURCES")),
        ([s for s in tree.posix if s.path.suffix == ".c"],
         {f"{part}.c" for part in parts} | entries("AMBOS_POSIX_QUIRKS")),
        ([s for s in tree.win32 if s.path.suffix == ".c"],
         {f"{part}.c" for part in parts} | entries("AMBOS_WIN32_QUIRKS")),
        (tree.tests, {f"{name}_test.c" for name in entries("AMBOS_MODULE_SUITES")}),
        (tree.core_tests, {f"{name}_test.c" for name in entries("AMBOS_CORE_SUITES")}),
        (tree.read("tests/posix", "*_test.c"), {f"{name}_test.c" for name in entries("AMBOS_POSIX_SUITES")}),
        (tree.read("tests/win32", "*_test.c"), {f"{name}_test.c" for name in entries("AMBOS_WIN32_SUITES")}),
    ]
    for files, names in expected:
        for source in files:
            if source.path.name not in names:
                yield source.name, 1, "is not named in cmake/sources.cmake"


def layers(tree):
    def check(files, allowed, rule):
        for source in files:
            for line, name in source.includes():
                if not allowed(name):
                    yield source.name, line, f"includes {name}: {rule}"

    public = lambda name: name.startswith("ambos/")
    core = lambda name: public(name) or name.startswith("core/") or name in STANDARD
    foreign = lambda side: lambda name: not re.match(rf"(\.\./)*(src/)?{side}[./]|tests/|check\.h", name)
    yield from check(tree.headers, lambda name: public(name) or name in FREESTANDING,
                     "a public header includes only ambos headers and freestanding ones")
    yield from check(tree.core, core, "src/core includes public headers, core headers and C's own")
    yield from check(tree.posix, foreign("win32"), "the backends know nothing of each other")
    yield from check(tree.win32, foreign("posix"), "the backends know nothing of each other")
    yield from check(tree.tests, lambda name: public(name) or name in ("check.h", "children.h", "path_reference.h", "tool.h") or name in STANDARD,
                     "a module's test sees public headers only")
    own = {source.path.name for source in tree.programs if source.name.endswith(".h")}
    yield from check(tree.programs, lambda name: public(name) or name in own or name in STANDARD,
                     "a program sees public headers only")


def os_macros(tree):
    for source in tree.core + tree.tests + tree.core_tests + tree.programs:
        for line, word in source.find(OS_MACROS):
            yield source.name, line, f"{word}: no OS macro here; what differs belongs in a backend"


def one_definition(tree):
    homes = {}
    for side, files in (("core", tree.core), ("posix", tree.posix), ("win32", tree.win32)):
        for source in files:
            for line, name, static, conditional in source.definitions():
                if static or not name.startswith("ambos_"):
                    continue
                homes.setdefault(name, []).append(side)
                if conditional and not name.startswith("ambos__"):
                    yield source.name, line, f"{name} is defined inside an #if"
    for header, offset, name in tree.public_functions():
        found = sorted(homes.get(name, []))
        if found not in (["core"], ["posix", "win32"]):
            where = ", ".join(found) or "nowhere"
            yield header.name, header.line(offset), f"{name} is defined in {where}: once in core or once per backend"
    public = {name for _, _, name in tree.public_functions()}
    for name in sorted(homes):
        if not name.startswith("ambos__") and name not in public:
            yield "src", 1, f"{name} has a public name and no public declaration"


def documented(tree):
    for header, offset, name in tree.public_functions():
        before = header.text[:offset].rstrip()
        comment = before[before.rfind("/*"):]
        if not before.endswith("*/") or not comment.startswith("/**") or len(comment.split()) < 4:
            yield header.name, header.line(offset), f"{name} has no doc comment right before it"


def tested(tree):
    words = set()
    for source in tree.tests:
        words.update(re.findall(r"\w+", source.code))
    for header, offset, name in tree.public_functions():
        if name not in words:
            yield header.name, header.line(offset), f"{name} is not named in any tests/*_test.c"


def silent(tree):
    for source in tree.sources:
        for line, word in source.find(LOUD):
            yield source.name, line, f"{word}): the library prints nothing and ends nothing"


def portable_windows(tree):
    for source in tree.win32:
        for line, word in source.find(NOT_EVERYWHERE):
            yield source.name, line, f"{word}: not every compiler for Windows has it"


def unique_statics(tree):
    """Static names are unique in core and either backend together, so that all fits in one file."""
    for backend in (tree.posix, tree.win32):
        homes = {}
        for source in tree.core + backend:
            if source.path.suffix != ".c":
                continue
            # Of the branches of an #if only one is built, so a file may define a name more than once.
            for name in {name for _, name, static, _ in source.definitions() if static}:
                homes.setdefault(name, []).append(source.name)
        for name, files in sorted(homes.items()):
            if len(files) > 1:
                yield files[0], 1, f"static {name} is also in {', '.join(files[1:])}"


def whole_functions(tree):
    """No #if inside a function: what differs is a function, or a macro, of its own."""
    for source in tree.sources:
        inside = False
        for number, line in enumerate(source.code.split("\n"), 1):
            if line.startswith(("{", "}")):
                inside = line[0] == "{"
            elif inside and re.match(r"\s*#\s*(if|el|endif)", line):
                yield source.name, number, f"{line.strip()} inside a function"


def licensed(tree):
    kinds = {".c", ".h", ".cmake", ".mjs", ".py", ".sh", ".yml"}
    for path in tree.all_files():
        if path.suffix in kinds or path.name in ("CMakeLists.txt", "dev") or path.parts[-2:] == (".ci", "run"):
            head = path.read_text(encoding="utf-8").split("\n")[:3]
            if not any("SPDX-License-Identifier: MIT" in line for line in head):
                yield path.relative_to(tree.root).as_posix(), 1, "has no SPDX line"


def finished(tree):
    words = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
    for path in tree.all_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for match in words.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield path.relative_to(tree.root).as_posix(), line, f"{match.group(0)}: finish it, or open an issue"


RULES = [mirrors, lists, layers, os_macros, one_definition, documented, tested, silent, portable_windows,
         unique_statics, whole_functions, licensed, finished]


def findings(root):
    tree = Tree(root)
    return [(rule.__name__, *finding) for rule in RULES for finding in rule(tree)]


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    found = findings(root)
    for rule, name, line, message in found:
        print(f"{name}:{line}: [{rule}] {message}")
    print(f"check_tree: {len(RULES)} rules, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
