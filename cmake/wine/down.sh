#!/bin/sh
# SPDX-License-Identifier: MIT
# Stop Wine's server after the last test, and wait for its end.
# shellcheck source=cmake/wine/env.sh
. "$(dirname "$0")/env.sh"

wineserver -k </dev/null >/dev/null 2>&1
wineserver -w </dev/null >/dev/null 2>&1
exit 0
