#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case and count: closes_once.sh STRACE PROGRAM CASE. No child may call close_range more than once.
if [ ! -x "$1" ]; then
  echo "closes_once.sh:1: SKIP: no strace here"
  exit 77
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$1" -f -qq -e trace=close_range,clone -o "$log" "$2" "$3" || exit

children=$(grep -c -E '[^e]clone\(' "$log")
closes=$(grep -c 'close_range(' "$log")
echo "$children children, $closes calls of close_range"
[ "$children" -gt 0 ] && [ "$closes" -gt 0 ] && [ "$closes" -le "$children" ] || exit 1
# Where it did not do, all descriptors were looked at.
! grep -q 'close_range(.*= -1' "$log"
