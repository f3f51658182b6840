#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the start of a program costs beside that of another: start.py ROUNDS PROGRAM OTHER [ARGUMENT...].

One run of each in turn, so that what else the machine does meets both alike; told are medians and the fastest tenth.
The arguments are PROGRAM's.
"""
import os
import sys
import time


def run(words):
    begin = time.perf_counter_ns()
    pid = os.posix_spawn(words[0], words, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    status = os.waitpid(pid, 0)[1]
    if status:
        sys.exit(f"{words[0]} ended with {status}")
    return time.perf_counter_ns() - begin


def main():
    rounds = int(sys.argv[1])
    pair = [[sys.argv[2], *sys.argv[4:]], [sys.argv[3]]]
    times = [[], []]
    for _ in range(rounds):
        for words, taken in zip(pair, times):
            taken.append(run(words))
    for taken in times:
        taken.sort()
    for name, place in (("median", rounds // 2), ("fastest tenth", rounds // 10)):
        one, other = (taken[place] / 1000 for taken in times)
        print(f"{name:14} {one:8.1f} us {other:8.1f} us  ratio {one / other:.3f}")


if __name__ == "__main__":
    main()
