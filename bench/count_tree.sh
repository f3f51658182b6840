#!/bin/sh
# SPDX-License-Identifier: MIT
# The system calls of removing and copying trees: count_tree.sh PROGRAM, which is bench_tree.
#
# What a larger tree costs more than a smaller one is what its files and directories cost: removed, one call for a file
# and five for a directory; copied, at most eight for a file and sixteen for a directory. The C library's calls for
# memory are left out.
set -eu
export LC_ALL=C

program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
  echo "SKIP: $1"
  exit 77
}

command -v strace >/dev/null || skip "no strace"
strace -o /dev/null true 2>/dev/null || skip "this machine lets nobody trace"

# calls COMMAND...: how many the program makes.
calls() {
  strace -f -qq -o "$work/trace" "$program" "$@" </dev/null >/dev/null
  grep -cvE '^[0-9]+ +(brk|mmap|munmap|mremap|madvise)\(|exit' "$work/trace"
}

# removal DIRECTORIES FILES_IN_EACH
removal() {
  "$program" make "$work/tree" "$1" "$2"
  calls remove "$work/tree"
  [ ! -e "$work/tree" ] || exit 1
}

# copying DIRECTORIES FILES_IN_EACH
copying() {
  "$program" make "$work/tree" "$1" "$2"
  calls copy "$work/tree" "$work/copy"
  diff -r "$work/tree" "$work/copy" >&2
  rm -rf "$work/tree" "$work/copy"
}

# told WHAT MORE MOST: MORE calls were made, MOST are allowed.
failed=0
told() {
  echo "$1: $2 calls, at most $3"
  [ "$2" -le "$3" ] || failed=1
}

few=$(removal 10 20)
told "removing 10 directories with 20 files each more" $(($(removal 20 20) - few)) $((10 * 20 + 5 * 10))
told "removing 500 files more in 10 directories" $(($(removal 10 70) - few)) 500
few=$(copying 10 20)
told "copying 500 files more in 10 directories" $(($(copying 10 70) - few)) $((500 * 8))
told "copying 10 empty directories more" $(($(copying 20 0) - $(copying 10 0))) $((10 * 16))
exit $failed
