#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Somebody at a terminal before a Windows program: Wine makes a console of a pseudo terminal.

    terminal.py WINE PROGRAM    PROGRAM is the console suite
"""
import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

PATIENCE = 60
COLUMNS, ROWS = 91, 17


def at_terminal(wine, program, arguments, answer=None):
    """What the program showed, without the terminal's own language, and its exit code. `answer`: (text, keys)."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(wine, [wine, program, "--child"] + arguments)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    shown = b""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            got = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end has gone
            got = b""
        if not got:
            break
        shown += got
        plain = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", shown)
        if answer and answer[0] in plain:
            os.write(terminal, answer[1])
            answer = None
    else:
        os.kill(pid, 9)
        raise SystemExit("%s: no end; it showed %r" % (arguments, shown))
    status = os.waitpid(pid, 0)[1]
    return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", shown), os.waitstatus_to_exitcode(status)


def main():
    wine, program = sys.argv[1:3]
    os.environ["TERM"] = "xterm"
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError as error:
        print("SKIP: no pseudo terminals here: %s" % error)
        return 77
    text, code = at_terminal(wine, program, ["interrupt-wait"], (b"ready", b"\x03"))
    assert code == 1, ("Ctrl-C", code, text)
    text, code = at_terminal(wine, program, ["become-interrupt-wait"], (b"ready", b"\x03"))
    assert code == 1, ("Ctrl-C after exec", code, text)
    text, code = at_terminal(wine, program, ["print-text", "1"])
    assert code == 0 and "a\u00e4\u20ac".encode() in text, ("print", code, text)
    text, code = at_terminal(wine, program, ["terminals"])
    assert code == 0 and ("111OK%d%d" % (COLUMNS, ROWS)).encode() in text.replace(b" ", b""), ("terminals", code, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
