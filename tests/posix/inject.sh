#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case while a system call fails: inject.sh STRACE PROGRAM CASE INJECT...
#
# INJECT is what strace calls it: clone:error=ENOSYS:when=1. Unless each of them did fail something, the case has shown
# nothing, and the run has failed.
if [ ! -x "$1" ]; then
  echo "inject.sh:1: SKIP: no strace here"
  exit 77
fi
strace=$1 program=$2 case=$3
shift 3

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for inject; do
  set -- "$@" -e "inject=$inject"
  shift
done
"$strace" -f -qq -o "$log" "$@" "$program" "$case"
status=$?
[ "$status" -eq 0 ] || exit "$status"
for inject; do
  [ "$inject" != -e ] || continue
  names=$(echo "${inject#inject=}" | sed "s/:.*//; s/?//g; s/,/|/g")
  if ! grep -E "($names)(\(| resumed).*INJECTED" "$log" >/dev/null; then
    echo "inject.sh: $inject: nothing was injected"
    exit 1
  fi
done
