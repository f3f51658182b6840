#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What rm, cp and mv show on a terminal, and how Ctrl-C ends them: tool_terminal.py AMBOS

The program runs at a pseudo terminal of 60 columns, under strace, which makes its system calls slow: so a small tree
takes as long as a big one."""
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import fcntl
import time

COLUMNS = 60
PATIENCE = 60


class Terminal:
    """A program with a terminal as its stderr, and what it has written there."""

    def __init__(self, argv, place):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
        self.text = b""
        # A session of its own, with the terminal as the one that its Ctrl-C comes from.
        self.process = subprocess.Popen(argv, cwd=place, stdin=slave, stdout=subprocess.PIPE, stderr=slave,
                                        start_new_session=True,
                                        preexec_fn=lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0))
        os.close(slave)

    def read(self):
        """Something more, or False at the end."""
        ready, _, _ = select.select([self.master], [], [], PATIENCE)
        assert ready, f"nothing came; so far: {self.text}"
        try:
            more = os.read(self.master, 4096)
        except OSError:
            more = b""
        self.text += more
        return bool(more)

    def wait_for(self, text):
        while text not in self.text:
            assert self.read(), f"{text} did not come: {self.text}"

    def end(self):
        while self.read():
            pass
        os.close(self.master)
        self.process.stdout.close()
        return self.process.wait(PATIENCE)


def screen(text):
    """The lines as they stand in the end, and the longest that ever stood."""
    lines, row, column, longest = [[]], 0, 0, 0
    for character in text.decode():
        if character == "\r":
            column = 0
        elif character == "\n":
            lines.append([])
            row, column = row + 1, 0
        else:
            lines[row][column:column + 1] = [character]
            column += 1
            longest = max(longest, column)
    return ["".join(line).rstrip() for line in lines], longest


def slow(calls, delay_ms):
    """strace that delays these calls of a program."""
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}",
            "-e", f"inject={calls}:delay_enter={delay_ms}ms"]


def make_tree(place, count):
    name = "tree-of-\u65e5\u672c-" + "x" * 60
    os.makedirs(os.path.join(place, name))
    for number in range(count):
        with open(os.path.join(place, name, f"file\x1b{number}"), "w") as file:
            file.write("some text")
    return name


def shows_and_erases(ambos, place):
    name = make_tree(place, 120)
    terminal = Terminal(slow("unlinkat", 30) + [ambos, "rm", "-r", name], place)
    terminal.wait_for(b"entries: ...")
    status = terminal.end()
    lines, longest = screen(terminal.text)
    assert status == 0, status
    assert not os.path.exists(os.path.join(place, name))
    assert lines == [""], lines
    assert longest < COLUMNS, longest
    assert b"removed" in terminal.text and b"\x1b" not in terminal.text and b"file?" in terminal.text, terminal.text


def quick_work_says_nothing(ambos, place):
    name = make_tree(place, 20)
    terminal = Terminal([ambos, "cp", "-r", name, "copy"], place)
    assert terminal.end() == 0
    assert terminal.text == b"", terminal.text


def no_terminal_no_line(ambos, place):
    name = make_tree(place, 120)
    made = subprocess.run(slow("unlinkat", 20) + [ambos, "rm", "-r", name], cwd=place, capture_output=True, check=True,
                          timeout=PATIENCE)
    assert made.stdout == b"" and made.stderr == b"", made


def removing_is_interrupted(ambos, place):
    name = make_tree(place, 400)
    terminal = Terminal(slow("unlinkat", 30) + [ambos, "rm", "-r", name, "missing"], place)
    terminal.wait_for(b"removed ")
    os.write(terminal.master, b"\x03")
    status = terminal.end()
    left = len(os.listdir(os.path.join(place, name)))
    lines, _ = screen(terminal.text)
    assert status == 130, (status, terminal.text)
    assert 0 < left < 400, left
    assert any(line.endswith(f"interrupted: removed {400 - left} entries") for line in lines), (left, lines)
    assert not any("missing" in line for line in lines), lines


def copying_leaves_no_half_file(ambos, place):
    with open(os.path.join(place, "big"), "wb") as file:
        file.write(os.urandom(1 << 20) * 64)
    with open(os.path.join(place, "old"), "w") as file:
        file.write("old")
    # Every way to copy but the plain one is refused, so that there are many calls.
    argv = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=ioctl,copy_file_range,sendfile,write",
            "-e", "inject=copy_file_range,sendfile:error=EINVAL", "-e", "inject=write:delay_enter=100ms"]
    for target in ("new", "old"):
        terminal = Terminal(argv + [ambos, "cp", "big", target], place)
        terminal.wait_for(b"copied 0 entries, ")
        os.write(terminal.master, b"\x03")
        status = terminal.end()
        assert status == 130, (status, terminal.text)
        assert b"interrupted: copied 0 entries" in terminal.text, terminal.text
        assert sorted(os.listdir(place)) == ["big", "old"], os.listdir(place)
    with open(os.path.join(place, "old")) as file:
        assert file.read() == "old"


def main():
    ambos = os.path.abspath(sys.argv[1])
    for case in (quick_work_says_nothing, no_terminal_no_line, shows_and_erases, removing_is_interrupted,
                 copying_leaves_no_half_file):
        place = tempfile.mkdtemp()
        began = time.monotonic()
        try:
            case(ambos, place)
        finally:
            shutil.rmtree(place)
        print(f"{case.__name__}: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
