#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The man page and the bash completion of the ambos command, made from what its --help says.

    manual.py write TOOL DIRECTORY   writes ambos.1 and ambos.bash there
    manual.py check TOOL DIRECTORY   finds them as they would be written
"""
import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r"^  (?:-(\S),? |    )(?:--([\w-]+)(?:=(\S+))?|([A-Z]+)?) +(.*)$")


def say(tool, *words):
    return subprocess.run([tool, *words], check=True, capture_output=True, text=True).stdout


class Command:
    """What one --help says, taken apart."""

    def __init__(self, tool, name):
        lines = say(tool, name, "--help").split("\n")
        self.name = name
        self.synopsis = lines[0].removeprefix(f"usage: ambos {name}").strip()
        self.purpose = lines[2]
        self.options = []
        rest = lines[3:]
        while rest and (not rest[0] or OPTION.match(rest[0])):
            if rest[0]:
                self.options.append(OPTION.match(rest[0]).groups())
            rest.pop(0)
        text = "\n".join(rest).strip("\n")
        self.details, _, self.examples = text.partition("examples:\n")


def commands(tool):
    names = re.findall(r"^  (\w+) ", say(tool, "help"), re.M)
    return [Command(tool, name) for name in names]


def plain(text):
    """Text that mdoc does not take for anything else."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def literal(text):
    return [".Bd -literal", plain(text.strip("\n")), ".Ed"] if text.strip() else []


def option_lines(option):
    letter, name, value, letter_value, text = option
    shown = []
    if letter:
        shown.append(f"Fl {letter}" + (f" Ar {letter_value}" if letter_value else ""))
    if name:
        shown.append(f"Fl \\-{plain(name)}" + (f" Ar {value}" if value else ""))
    return [".It " + " , ".join(shown), plain(text[0].upper() + text[1:]) + "."]


def command_lines(command):
    lines = [f".Ss {command.name}", ".Bd -literal", plain(f"ambos {command.name} {command.synopsis}".rstrip()), ".Ed",
             ".Pp", plain(command.purpose[0].upper() + command.purpose[1:]) + "."]
    if command.options:
        lines += [".Bl -tag -width Ds"]
        for option in command.options:
            lines += option_lines(option)
        lines += [".El"]
    if command.details.strip():
        lines += literal(command.details)
    if command.examples.strip():
        lines += [".Pp", "Examples:", *literal(command.examples)]
    return lines


HEAD = r""".\" SPDX-License-Identifier: MIT
.\" Made by cmake/manual.py from what `ambos COMMAND --help` says; ./dev manual writes it anew.
.Dd November 30, 2026
.Dt AMBOS 1
.Os
.Sh NAME
.Nm ambos
.Nd file and process tools with one meaning on every system
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar option ...
.Op Ar operand ...
.Nm
.Fl \-version
.Nm
.Cm help
.Op Ar command
.Sh DESCRIPTION
.Nm
does with files and processes what the tools of GNU do, in the same way on POSIX systems and on Windows.
Options may stand behind operands where the operands are no other program's command line,
.Ql \-\-
ends them, and long ones are spelled out:
.Fl \-mode
.Ar 644
or
.Fl \-mode Ns = Ns Ar 644 .
Each command knows
.Fl \-help .
Names are UTF\-8 on every system.
.Sh COMMANDS"""

TAIL = r""".Sh ENVIRONMENT
.Bl -tag -width NO_COLOR
.It Ev NO_COLOR
When it is set and not empty, nothing is coloured.
.It Ev PATH
Where programs are looked for; on Windows with the endings of
.Ev PATHEXT .
.El
.Sh EXIT STATUS
0 when all is done, 1 when something failed, 2 for wrong usage.
.Cm run ,
.Cm shell ,
.Cm pipe
and
.Cm env
end as the program does, or with 124 when its time was over, 125 when
.Nm
itself failed, 126 when the program cannot be run, 127 when it is not found and 128 plus the number of the signal that
ended it.
.Sh DIAGNOSTICS
Each is one line on the standard error: what was being done with what, the text of the error and its name, as in
.Ql ambos: rename 'a' to 'b': already exists (EEXIST) .
.Cm strerror
explains the names.
.Sh SEE ALSO
.Xr cp 1 ,
.Xr env 1 ,
.Xr kill 1 ,
.Xr rm 1 ,
.Xr timeout 1"""


def man_page(listed):
    lines = [HEAD]
    for command in listed:
        lines += command_lines(command)
    return "\n".join(lines + [TAIL]) + "\n"


COMPLETION = """# SPDX-License-Identifier: MIT
# bash completion of the ambos command. Made by cmake/manual.py; ./dev manual writes it anew.
_ambos() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} options
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W '{names} --help --version' -- "$word")
    return
  fi
  case ${{COMP_WORDS[1]}} in
{cases}
    *) return ;;
  esac
  case $word in
    -*) mapfile -t COMPREPLY < <(compgen -W "$options --help" -- "$word") ;;
    *)
      case ${{COMP_WORDS[1]}} in
        help) mapfile -t COMPREPLY < <(compgen -W '{names}' -- "$word") ;;
        run | pipe | env | which) mapfile -t COMPREPLY < <(compgen -cf -- "$word") ;;
      esac
      ;;
  esac
}}
complete -o default -o bashdefault -F _ambos ambos
"""


def completion(listed):
    def words(command):
        return " ".join([f"-{o[0]}" for o in command.options if o[0]] + [f"--{o[1]}" for o in command.options if o[1]])

    cases = "\n".join(f"    {command.name}) options='{words(command)}' ;;" for command in listed)
    return COMPLETION.format(names=" ".join(command.name for command in listed), cases=cases)


def main():
    verb, tool, directory = sys.argv[1:]
    listed = commands(tool)
    stale = []
    for name, text in (("ambos.1", man_page(listed)), ("ambos.bash", completion(listed))):
        path = pathlib.Path(directory) / name
        if verb == "write":
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"{directory}/{name} is not what --help says: ./dev manual writes it anew")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
