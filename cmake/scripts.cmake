# SPDX-License-Identifier: MIT
# Tests of what only the hosting site or a shell runs: workflow files and scripts.
ambos_check(workflows.rules check_workflows.py ${PROJECT_SOURCE_DIR})
ambos_check(workflows.rules_find_what_is_planted check_workflows.py ${PROJECT_SOURCE_DIR} --self-test)
add_test(NAME workflows.actionlint COMMAND cmake/actionlint.sh)
add_test(NAME scripts.shellcheck COMMAND cmake/shellcheck.sh)
set_tests_properties(workflows.actionlint scripts.shellcheck PROPERTIES
  WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} TIMEOUT 120 SKIP_RETURN_CODE 77 LABELS checks)
