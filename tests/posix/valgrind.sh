#!/bin/sh
# SPDX-License-Identifier: MIT
# Run one case under valgrind: valgrind.sh VALGRIND PROGRAM CASE.
if [ ! -x "$1" ]; then
  echo "valgrind.sh:1: SKIP: no valgrind here"
  exit 77
fi
exec "$1" -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite "$2" "$3"
