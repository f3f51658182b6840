# SPDX-License-Identifier: MIT
# The header comments are the manual, so the reference is built and read in the tests: without a warning, and with
# nothing left unsaid. Without doxygen and its theme they are skipped.
function(ambos_docs_test name)
  add_test(NAME docs.${name} COMMAND ${Python3_EXECUTABLE} -B ${ARGN})
  set_tests_properties(docs.${name} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77 LABELS docs)
endfunction()

ambos_docs_test(build_without_a_warning ${PROJECT_SOURCE_DIR}/docs/build ${PROJECT_BINARY_DIR}/docs)
ambos_docs_test(leave_nothing_unsaid ${PROJECT_SOURCE_DIR}/cmake/check_docs.py ${PROJECT_SOURCE_DIR})
ambos_docs_test(check_finds_what_is_planted ${PROJECT_SOURCE_DIR}/cmake/check_docs_test.py)
ambos_docs_test(guides_hold_what_they_promise ${PROJECT_SOURCE_DIR}/cmake/check_guides.py ${PROJECT_SOURCE_DIR})
ambos_docs_test(guides_check_finds_what_is_planted ${PROJECT_SOURCE_DIR}/cmake/check_guides_test.py)
ambos_docs_test(examples_check_finds_what_is_planted
  ${PROJECT_SOURCE_DIR}/cmake/check_examples_test.py ${CMAKE_C_COMPILER})
