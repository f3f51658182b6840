# SPDX-License-Identifier: MIT
# Test programs. The cases are found in the source text, which needs no run of the program, so that a cross build
# lists them too.

# Windows programs run under Wine, by way of a script.
if(CMAKE_CROSSCOMPILING AND CMAKE_CROSSCOMPILING_EMULATOR MATCHES wine)
  set(ambos_wine ${PROJECT_SOURCE_DIR}/cmake/wine)
  set(ambos_wine_environment
    "WINEPREFIX=${PROJECT_BINARY_DIR}/wineprefix"
    "WINEDEBUG=-all"
    # No installers to be offered, and no debugger for children that are meant to crash.
    "WINEDLLOVERRIDES=mscoree,mshtml,winedbg.exe="
    "DISPLAY="
    "LC_ALL=C.UTF-8")

  # Before the first test and after the last.
  foreach(verb IN ITEMS up down)
    add_test(NAME wine.${verb} COMMAND ${ambos_wine}/${verb}.sh ${CMAKE_CROSSCOMPILING_EMULATOR})
    set_tests_properties(wine.${verb} PROPERTIES
      ENVIRONMENT "${ambos_wine_environment}" TIMEOUT 180 LABELS wine)
  endforeach()
  set_tests_properties(wine.up PROPERTIES FIXTURES_SETUP wine)
  set_tests_properties(wine.down PROPERTIES FIXTURES_CLEANUP wine)
endif()

# What every test that runs one of our programs needs.
function(ambos_test_properties)
  set_tests_properties(${ARGN} PROPERTIES TIMEOUT 30 SKIP_RETURN_CODE 77)
  if(ambos_wine)
    set_tests_properties(${ARGN} PROPERTIES FIXTURES_REQUIRED wine ENVIRONMENT "${ambos_wine_environment}")
  endif()
endfunction()

# The program NAME_test; sets `cases` for the caller.
function(ambos_suite_program name source library)
  cmake_path(ABSOLUTE_PATH source)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  file(STRINGS ${source} lines REGEX "^TEST\\([a-z0-9_]+\\)")
  set(cases ${lines})
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
  if(MINGW)
    target_link_options(${name}_test PRIVATE -municode)
  endif()
  if(ambos_wine)
    set_target_properties(${name}_test PROPERTIES
      CROSSCOMPILING_EMULATOR "${ambos_wine}/run.sh;${CMAKE_CROSSCOMPILING_EMULATOR}")
  endif()
  set(cases ${cases} PARENT_SCOPE)
endfunction()

# ambos_suite(name source library [label ...]): the program, and for each case an entry `name.case` of ctest that runs
# in a process of its own. A cross build without an emulator is only compiled.
function(ambos_suite name source library)
  ambos_suite_program(${name} ${source} "${library}")
  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    return()
  endif()
  foreach(case IN LISTS cases)
    add_test(NAME ${name}.${case} COMMAND ${name}_test ${case})
    ambos_test_properties(${name}.${case})
    set_tests_properties(${name}.${case} PROPERTIES LABELS "${ARGN}")
  endforeach()
endfunction()
