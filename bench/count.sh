#!/bin/sh
# SPDX-License-Identifier: MIT
# The system calls of one piece of work, beside those that are written down: count.sh PROGRAM EXPECTED [ARGUMENT...].
#
# PROGRAM ARGUMENT... N does it N times, in a directory of its own. What 101 make more than 1 is what 100 cost, without
# what is done once. The tracer leaves a child at its exec, so that of it only the way there is counted. With /dev/null
# for EXPECTED, or none, it only prints.
set -eu
export LC_ALL=C

program=$1
expected=${2:-/dev/null}
shift "$(($# < 2 ? $# : 2))"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
  echo "SKIP: $1"
  exit 77
}

# trace NUMBER [ARGUMENT...]: a line for each system call that is made, its name alone.
trace() {
  number=$1
  shift
  mkdir "$work/$number"
  (cd "$work/$number" && strace -f -b execve -qq -o "$work/trace" "$program" "$@" "$number") </dev/null >/dev/null 2>&1 ||
    return 1
  sed -n -E 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' "$work/trace" | sort | uniq -c >"$work/calls$number"
}

command -v strace >/dev/null || skip "no strace"
strace -o /dev/null true 2>/dev/null || skip "this machine lets nobody trace"
trace 1 "$@"
trace 101 "$@"

awk '
  FNR == NR { before[$2] = $1; next }
  { each = ($1 - before[$2]) / 100 }
  each > 0.5 { printf "%3.0f %s\n", each, $2; all += each }
  END { printf "%3.0f in all\n", all }
' "$work/calls1" "$work/calls101" >"$work/found"

cat "$work/found"
[ "$expected" != /dev/null ] || exit 0
grep -v '^#' "$expected" | diff -u - "$work/found" >&2 || {
  echo "these are other system calls than ${expected##*/} says; if that is meant, write it down there" >&2
  exit 1
}
