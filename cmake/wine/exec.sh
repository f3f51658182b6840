#!/bin/sh
# SPDX-License-Identifier: MIT
# Run a Windows program that always prints something: exec.sh WINE PROGRAM ARG...
#
# As run.sh for a program that knows no --began: one that failed in silence never ran. Its output takes the way of a
# file, where a pipe could be kept open by Wine's own processes.
# shellcheck source=cmake/wine/env.sh
. "$(dirname "$0")/env.sh"

output=$(mktemp)
trap 'rm -f "$output"' EXIT
tries=0
while :; do
  "$@" >"$output" 2>&1
  status=$?
  tries=$((tries + 1))
  if [ "$status" -eq 0 ] || [ -s "$output" ] || [ "$tries" -eq 3 ]; then
    cat "$output"
    exit "$status"
  fi
  echo "exec.sh: $2 did not begin (exit code $status), trying again" | tee -a wine_retries.log >&2
done
