# SPDX-License-Identifier: MIT
# The header comments are the manual, so the reference is built and read in the tests: without a warning, with nothing
# left unsaid, and as a reader sees it. What needs a tool that is not there is skipped.
find_program(AMBOS_SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH) # the one that Debian's modules are for
mark_as_advanced(AMBOS_SYSTEM_PYTHON)
if(NOT AMBOS_SYSTEM_PYTHON)
  set(AMBOS_SYSTEM_PYTHON ${Python3_EXECUTABLE})
endif()

function(ambos_docs_test name)
  add_test(NAME docs.${name} COMMAND ${ARGN})
  set_tests_properties(docs.${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 LABELS docs)
endfunction()

set(python ${Python3_EXECUTABLE} -B)
set(checks ${PROJECT_SOURCE_DIR}/cmake)
ambos_docs_test(build_without_a_warning ${python} ${PROJECT_SOURCE_DIR}/docs/build ${PROJECT_BINARY_DIR}/docs)
ambos_docs_test(leave_nothing_unsaid ${python} ${checks}/check_docs.py ${PROJECT_BINARY_DIR}/docs)
ambos_docs_test(check_finds_what_is_planted ${python} ${checks}/check_docs_test.py)
ambos_docs_test(manuals_are_clean ${python} ${checks}/check_manuals.py ${PROJECT_BINARY_DIR}/docs/man)
ambos_docs_test(pages_look_right ${AMBOS_SYSTEM_PYTHON} -B ${checks}/check_pages.py ${PROJECT_BINARY_DIR}/docs/html)
set_tests_properties(docs.build_without_a_warning PROPERTIES FIXTURES_SETUP reference)
set_tests_properties(docs.leave_nothing_unsaid docs.manuals_are_clean docs.pages_look_right PROPERTIES
  FIXTURES_REQUIRED reference)
ambos_docs_test(guides_hold_what_they_promise ${python} ${checks}/check_guides.py ${PROJECT_SOURCE_DIR})
ambos_docs_test(guides_check_finds_what_is_planted ${python} ${checks}/check_guides_test.py)
ambos_docs_test(examples_check_finds_what_is_planted ${python} ${checks}/check_examples_test.py ${CMAKE_C_COMPILER})
