# SPDX-License-Identifier: MIT
# What the harness makes of cases that go wrong: the words it prints, and its exit codes.
ambos_suite_program(bad harness/bad_test.c "")
if(NOT ambos_tests_run)
  return()
endif()

function(ambos_expect case words)
  ambos_test(harness.prints_${case} harness COMMAND bad_test ${case})
  # A test that must print says nothing of its exit code, nor can it be skipped.
  set_tests_properties(harness.prints_${case} PROPERTIES SKIP_RETURN_CODE "" PASS_REGULAR_EXPRESSION "${words}")
endfunction()

ambos_expect(condition "bad_test.c:[0-9]+: FAILED: 1 [+] 1 == 3")
ambos_expect(number "FAILED: -3\n  is       -3 .*\n  expected 4 ")
ambos_expect(large_number "is       18446744073709551615 .*\n  expected 1 ")
ambos_expect(text "is       \"a.xc3.xa9.x0a\" .4 bytes.\n  expected \"b\" .1 bytes")
ambos_expect(null_text "is       NULL\n  expected \"b\"")
ambos_expect(bytes "difference is at byte 5")
ambos_expect(skipped "SKIP: no moon here")

foreach(case IN ITEMS condition ends_at_the_first no_such_case)
  ambos_test(harness.fails_for_${case} harness COMMAND bad_test ${case})
  set_tests_properties(harness.fails_for_${case} PROPERTIES WILL_FAIL ON)
endforeach()
