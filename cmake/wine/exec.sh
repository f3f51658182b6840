#!/bin/sh
# SPDX-License-Identifier: MIT
# Become a Windows program: exec.sh WINE PROGRAM ARG...
# shellcheck source=cmake/wine/env.sh
. "$(dirname "$0")/env.sh"
exec "$@"
