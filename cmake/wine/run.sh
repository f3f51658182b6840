#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case of a suite: run.sh WINE SUITE CASE.
#
# About one start of Wine in some thousands ends before the program begins. A case makes the file that --began names
# as its first act; a run that failed without it never ran, and only such a run is tried again, which is written down.
# The streams pass through untouched.
# shellcheck source=cmake/wine/env.sh
. "$(dirname "$0")/env.sh"

began=began.$$
tries=0
while :; do
  "$1" "$2" "$3" --began "$began"
  status=$?
  if [ -e "$began" ]; then
    rm -f "$began"
    exit "$status"
  fi
  tries=$((tries + 1))
  [ "$tries" -lt 3 ] || exit "$status"
  echo "run.sh: $3 did not begin (exit code $status), trying again" | tee -a wine_retries.log >&2
done
