#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case while a system call fails: inject.sh STRACE PROGRAM CASE INJECT...
#
# INJECT is what strace calls it: clone:error=ENOSYS:when=1. Unless each of them did fail something, the case has shown
# nothing, and the run has failed; but "may:" before it says that the call is made on some systems only. A path among
# them has nothing fail but what is done with it.
if [ ! -x "$1" ]; then
  echo "inject.sh:1: SKIP: no strace here"
  exit 77
fi
strace=$1 program=$2 case=$3
shift 3

may=" "
for inject; do
  case $inject in may:*) may="$may${inject#may:} " ;; esac
done
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for inject; do
  case $inject in
  /*) set -- "$@" -P "$inject" ;;
  *) set -- "$@" -e "inject=${inject#may:}" ;;
  esac
  shift
done
"$strace" -f -qq -o "$log" "$@" "$program" "$case"
status=$?
[ "$status" -eq 0 ] || exit "$status"
for inject; do
  case $inject in -* | /*) continue ;; esac
  case $may in *" ${inject#inject=} "*) continue ;; esac
  names=$(echo "${inject#inject=}" | sed "s/:.*//; s/?//g; s/,/|/g")
  if ! grep -E "($names)(\(| resumed).*INJECTED" "$log" >/dev/null; then
    echo "inject.sh: $inject: nothing was injected"
    exit 1
  fi
done
