#!/bin/sh
# SPDX-License-Identifier: MIT
# Stop Wine's server after the last test: down.sh WINE.
server=$(dirname "$1")/wineserver
[ -x "$server" ] || server=wineserver
"$server" -k </dev/null >/dev/null 2>&1
"$server" -w </dev/null >/dev/null 2>&1
exit 0
