#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the headers say in lists, made readable for the reference.

tables.py HEADER          print the header with each X-macro enum written out, its values commented: Doxygen's filter
tables.py HEADERS PAGES   write the pages that are made of all headers in a folder: the codes and who gives them
"""
import pathlib
import re
import sys

# How the value of a row is said, by the macro that makes enumerators of the list.
SENTENCES = {
    "AMBOS_ERROR_AS_ENUM": "{number}: {text}.",
    "AMBOS_STEP_AS_ENUM": "{number}: cannot {text}.",
    "AMBOS_SIGNAL_AS_ENUM": "`{name}`, number {number}.",
}

# What may come from more than the functions that list it: {code: (from what kind of call, when)}. Function.takes() of
# docs/model.py says which function is of which kind.
ANYWHERE = {
    "AMBOS_EINVAL": ("result", "NULL where a value is due, an unknown flag, or a reserved tail that is not zero. "
                               "Nothing changes."),
    "AMBOS_ENOTSUP": ("flags", "A flag or option that exists but cannot be honoured here."),
    "AMBOS_ENOMEM": ("memory", "No memory for what is handed over, or for a very long path."),
    "AMBOS_EILSEQ": ("text", "Windows: text that is not WTF-8."),
    "AMBOS_ENAMETOOLONG": ("path", "A name or the path is longer than the system takes."),
    "AMBOS_ELOOP": ("path", "Too many links on the way."),
    "AMBOS_EIO": ("path", "The device, or the server of the file system, failed."),
    "AMBOS_EROFS": ("names", "The file system is read-only."),
    "AMBOS_ENOSPC": ("names", "No space for the name."),
    "AMBOS_EDQUOT": ("names", "The user's share of the space is used up."),
    "AMBOS_EPERM": ("names", "The file system protects it."),
    "AMBOS_ENFILE": ("handles", "As many files are open in the whole system as can be."),
    "AMBOS_EUNKNOWN": ("system", "The system answered with a number that is not in the table: ambos_last_failure() has "
                                 "it."),
}

# The kinds, as the index of the codes names them.
CALLS = {
    "result": "Every function with a result",
    "flags": "Every function with flags or options",
    "memory": "Every function that hands over memory or an object, or takes a path",
    "text": "Every function that takes text",
    "path": "Every function that takes a path",
    "names": "Every function that makes or removes a name",
    "handles": "Every function that may give EMFILE",
    "system": "Every function that asks the system",
}


def rows(text):
    """{list macro: [(name, number, text)]} of each X-macro list."""
    lists = {}
    for macro, body in re.findall(r"^#define (AMBOS_\w+)\(X\)((?:.*\\\n)+.*)", text, re.M):
        lists[macro] = re.findall(r'\bX\((\w+), (\d+)(?:, "(.*?)")?\)', body)
    return lists


def prefixes(text):
    """{enumerator macro: what it puts before a name}."""
    return dict(re.findall(r"^#define (AMBOS_\w+_AS_ENUM)\(.*?\) (\w+?)##name", text, re.M))


def linked(comment):
    """The comment with a link at each of our constants, so that Doxygen checks that there is such a one."""
    plain = r"(`[^`]*`|@\w+ +AMBOS_\w+|[#:]AMBOS_\w+|AMBOS_\w*\.\.\.)|\b(AMBOS_[A-Z0-9_]*[A-Z0-9])\b"
    return re.sub(plain, lambda match: match.group(1) or f"#{match.group(2)}", comment)


def written_out(text):
    """The header with `LIST(AS_ENUM)` replaced by its enumerators, all on that line: lines keep their numbers."""
    lists = rows(text)
    before = prefixes(text)

    def enumerator(maker, name, number, said):
        comment = SENTENCES[maker].format(name=name, number=number, text=said)
        return f"{before[maker]}{name} = {number}, /**< {comment} */"

    def enumerators(match):
        macro, maker = match.groups()
        return " ".join(enumerator(maker, *row) for row in lists[macro])

    text = re.sub(r"/\*\*.*?\*/", lambda match: linked(match.group(0)), text, flags=re.S)
    return re.sub(r"^ +(AMBOS_\w+)\((AMBOS_\w+_AS_ENUM)\)$", enumerators, text, flags=re.M)


def functions(text):
    """(name, its comment without the stars) of each function."""
    declaration = r"/\*\*((?:(?!\*/).)*)\*/\s*AMBOS_API\b[^;]*?\b(ambos_\w+)\("
    for comment, name in re.findall(declaration, text, re.S):
        yield name, re.sub(r"^ \*+ ?", "", comment, flags=re.M)


def conditions(comment):
    """(code, when) of each @retval."""
    for code, when in re.findall(r"@retval\s+(\w+)\s+(.*?)(?=\n@|\Z)", comment, re.S):
        yield code, " ".join(when.split())


def givers(texts):
    """{code: [(function, when)]}."""
    comments = {name: comment for text in texts for name, comment in functions(text)}
    found = {}
    for name, comment in comments.items():
        own = dict(conditions(comment))
        for other in re.findall(r"[Tt]hose of (ambos_\w+)\(\)", comment):
            own = {code: f"as {other}()." for code, _ in conditions(comments[other])} | own
        for code, when in own.items():
            found.setdefault(code, []).append((name, when))
    return found


def section(name, number, text, given):
    code = f"AMBOS_{name}"
    yield f"\n## {name}: {text} {{#code_{name}}}\n"
    yield f"::{code}, number {number}.\n"
    if code in ANYWHERE:
        kind, when = ANYWHERE[code]
        yield f"- {CALLS[kind]}: {when}"
    elif not given:
        yield "No function lists it: it is the translation of a rare answer of the system."
    yield from (f"- {function}(): {linked(when)}" for function, when in given)


def codes_page(texts):
    errors = rows("".join(texts))["AMBOS_ERRORS"]
    given = givers(texts)
    yield "# Error codes and who gives them {#codes}\n"
    yield "Each code with the functions that give it and when, as the comments of the functions have it. How to read a"
    yield "failure is said in @ref reading_failures.\n"
    yield "| code | number | text | functions |"
    yield "|:-----|-------:|:-----|:----------|"
    for name, number, text in errors:
        count = "any" if f"AMBOS_{name}" in ANYWHERE else len(given.get(f"AMBOS_{name}", [])) or ""
        yield f"| @ref code_{name} \"{name}\" | {number} | {text} | {count} |"
    for name, number, text in errors:
        yield from section(name, number, text, given.get(f"AMBOS_{name}", []))


def main():
    source = pathlib.Path(sys.argv[1])
    if len(sys.argv) == 2:
        sys.stdout.write(written_out(source.read_text(encoding="utf-8")))
        return
    texts = [path.read_text(encoding="utf-8") for path in sorted(source.glob("*.h"))]
    page = "\n".join(codes_page(texts))
    pathlib.Path(sys.argv[2], "codes.md").write_text(page + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
