#!/bin/sh
# SPDX-License-Identifier: MIT
# Run in the root of the tree: every script through the checker of that name, if it is there.
command -v shellcheck >/dev/null || { echo "SKIP: no shellcheck"; exit 77; }
find cmake tests bench tools -name '*.sh' -exec shellcheck --external-sources --severity=warning dev .ci/run {} +
