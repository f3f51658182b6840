#!/bin/sh
# SPDX-License-Identifier: MIT
# The system calls of one spawn + wait + close, beside those that are written down: count.sh PROGRAM EXPECTED.
#
# PROGRAM N spawns N times. What 101 make more than 1 is what 100 cost, without what is done once. The tracer leaves the
# child at its exec, so that of the child only the way there is counted. `count.sh PROGRAM` only prints.
set -eu
export LC_ALL=C

program=$1
expected=${2:-/dev/null}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
  echo "SKIP: $1"
  exit 77
}

# trace NUMBER: a line for each system call that is made, its name alone.
trace() {
  strace -f -b execve -qq -o "$work/trace" "$program" "$1" </dev/null >/dev/null 2>&1 || return 1
  sed -n -E 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' "$work/trace" | sort | uniq -c >"$work/calls$1"
}

command -v strace >/dev/null || skip "no strace"
strace -o /dev/null true 2>/dev/null || skip "this machine lets nobody trace"
trace 1
trace 101

awk '
  FNR == NR { before[$2] = $1; next }
  { each = ($1 - before[$2]) / 100 }
  each > 0.5 { printf "%3.0f %s\n", each, $2; all += each }
  END { printf "%3.0f in all\n", all }
' "$work/calls1" "$work/calls101" >"$work/found"

cat "$work/found"
[ "$expected" != /dev/null ] || exit 0
grep -v '^#' "$expected" | diff -u - "$work/found" >&2 || {
  echo "the system calls of a spawn are others than bench/count.txt says; if that is meant, write it down there" >&2
  exit 1
}
