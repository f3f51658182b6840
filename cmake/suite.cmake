# SPDX-License-Identifier: MIT
# Test programs. The cases are found in the source text, which needs no run of the program, so that a cross build
# lists them too; without an emulator it is only compiled.
set(ambos_tests_run ON)
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  set(ambos_tests_run OFF)
endif()

# Windows programs run under Wine, which is started before the first test and stopped after the last.
set(ambos_wine OFF)
if(CMAKE_CROSSCOMPILING AND CMAKE_CROSSCOMPILING_EMULATOR MATCHES wine)
  set(ambos_wine ${PROJECT_SOURCE_DIR}/cmake/wine)
  set(ambos_wine_prefix WINEPREFIX=${PROJECT_BINARY_DIR}/wineprefix)
  foreach(verb IN ITEMS up down)
    add_test(NAME wine.${verb} COMMAND ${ambos_wine}/${verb}.sh ${CMAKE_CROSSCOMPILING_EMULATOR})
    set_tests_properties(wine.${verb} PROPERTIES ENVIRONMENT "${ambos_wine_prefix}" TIMEOUT 180 LABELS wine)
  endforeach()
  set_tests_properties(wine.up PROPERTIES FIXTURES_SETUP wine)
  set_tests_properties(wine.down PROPERTIES FIXTURES_CLEANUP wine)
endif()

# ambos_run_under_wine(program script): the script of cmake/wine that starts this program.
function(ambos_run_under_wine program script)
  if(ambos_wine)
    set_target_properties(${program} PROPERTIES
      CROSSCOMPILING_EMULATOR "${ambos_wine}/${script};${CMAKE_CROSSCOMPILING_EMULATOR}")
  endif()
endfunction()

# A sanitizer makes of a program one of several times its size.
set(ambos_patience 60)
if(CMAKE_C_FLAGS MATCHES "-fsanitize")
  set(ambos_patience 120)
endif()

# ambos_test(name label... COMMAND program [argument ...])
function(ambos_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "COMMAND")
  add_test(NAME ${name} COMMAND ${arg_COMMAND})
  set_tests_properties(${name} PROPERTIES
    TIMEOUT ${ambos_patience} SKIP_RETURN_CODE 77 LABELS "${arg_UNPARSED_ARGUMENTS}")
  if(ambos_wine)
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED wine ENVIRONMENT "${ambos_wine_prefix}")
  endif()
endfunction()

# In the lanes of developers: to optimise the tests takes longer than they gain.
set(ambos_test_options "")
if(AMBOS_WERROR AND NOT MSVC)
  set(ambos_test_options -O0)
endif()

# ambos_suite_program(name source library): the program NAME_test; sets `cases` for the caller.
function(ambos_suite_program name source library)
  cmake_path(ABSOLUTE_PATH source)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(STRINGS ${source} cases REGEX "^TEST\\([a-z0-9_]+\\)")
  list(TRANSFORM cases REPLACE "^TEST\\(([a-z0-9_]+)\\).*" "\\1")
  set(declarations "")
  set(rows "")
  foreach(case IN LISTS cases)
    string(APPEND declarations "void test_case_${case}(void);\n")
    string(APPEND rows "    { \"${case}\", test_case_${case} },\n")
  endforeach()
  configure_file(${PROJECT_SOURCE_DIR}/tests/support/cases.c.in ${name}_cases.c @ONLY)

  ambos_executable(${name}_test ${source} ${CMAKE_CURRENT_BINARY_DIR}/${name}_cases.c)
  target_link_libraries(${name}_test PRIVATE test_support ${library})
  target_compile_options(${name}_test PRIVATE ${ambos_test_options})
  if(MINGW)
    target_link_options(${name}_test PRIVATE -municode)
  endif()
  ambos_run_under_wine(${name}_test run.sh)
  set(cases ${cases} PARENT_SCOPE)
endfunction()

# ambos_suite(name source library label...): the program, and for each case an entry `name.case` of ctest that runs in
# a process of its own.
function(ambos_suite name source library)
  ambos_suite_program(${name} ${source} "${library}")
  if(ambos_tests_run)
    foreach(case IN LISTS cases)
      ambos_test(${name}.${case} ${ARGN} COMMAND ${name}_test ${case})
    endforeach()
  endif()
endfunction()

# ambos_program_test(name label program [argument ...]): a program that is right when it exits 0.
function(ambos_program_test name label program)
  ambos_run_under_wine(${program} exec.sh)
  if(ambos_tests_run)
    ambos_test(${name} ${label} COMMAND ${program} ${ARGN})
  endif()
endfunction()
