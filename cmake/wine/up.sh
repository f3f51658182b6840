#!/bin/sh
# SPDX-License-Identifier: MIT
# Start Wine's server and services before the first test: up.sh WINE.
#
# The first Wine process of a prefix starts services that keep its streams open for as long as they live. Were that
# process a test, whoever reads its output would wait for ever: so it is this one, with every stream on /dev/null.
set -eu
# shellcheck source=cmake/wine/env.sh
. "$(dirname "$0")/env.sh"

mkdir -p "$WINEPREFIX"
# The server stays a minute after its last program, should down.sh never be reached.
wineserver -p60 </dev/null >/dev/null 2>&1 || true
exec "$1" wineboot </dev/null >/dev/null 2>&1
