# SPDX-License-Identifier: MIT
# Tests of the tree and of what was built, beside the cases of the suites. They need python3, so only our own lanes
# ask for them.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

# ambos_check(name script [argument ...])
function(ambos_check name script)
  add_test(NAME ${name} COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/cmake/${script} ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 120 SKIP_RETURN_CODE 77 LABELS checks)
endfunction()

if(NOT CMAKE_CROSSCOMPILING)
  ambos_check(tree.rules check_tree.py ${PROJECT_SOURCE_DIR})
  ambos_check(tree.rules_find_what_is_planted check_tree_test.py)
  ambos_check(headers.stand_alone check_headers.py ${PROJECT_SOURCE_DIR}/include)
  ambos_check(examples.show_every_function check_snippets.py ${PROJECT_SOURCE_DIR})
  ambos_check(examples.check_finds_what_is_planted check_snippets_test.py)
  include(cmake/docs.cmake)
  include(cmake/scripts.cmake)
  ambos_check(path_text.reference_is_pythons ../tests/support/path_reference.py --check)
endif()

if(AMBOS_SHARED)
  set(tool ${CMAKE_NM})
  if(WIN32)
    set(tool ${CMAKE_OBJDUMP})
    ambos_check(symbols.imports check_symbols.py imports ${tool} $<TARGET_FILE:ambos_shared>)
  endif()
  ambos_check(symbols.exports check_symbols.py exports
    ${PROJECT_SOURCE_DIR}/cmake/abi/ambos.symbols ${tool} $<TARGET_FILE:ambos_shared>)
endif()
if(AMBOS_STATIC)
  ambos_check(symbols.archive check_symbols.py archive ${CMAKE_NM} $<TARGET_FILE:ambos_static>)
endif()

# The programs in the pages, on each system that can run them.
if(AMBOS_STATIC AND ambos_tests_run)
  set(flags -pthread)
  set(runner "")
  if(WIN32)
    list(TRANSFORM AMBOS_WIN32_LIBRARIES PREPEND -l OUTPUT_VARIABLE flags)
    list(JOIN flags " " flags)
  endif()
  if(ambos_wine)
    set(runner "${ambos_wine}/exec.sh ${CMAKE_CROSSCOMPILING_EMULATOR}")
  endif()
  ambos_check(docs.examples_print_what_they_say check_examples.py ${PROJECT_SOURCE_DIR} ${CMAKE_C_COMPILER}
    --archive=$<TARGET_FILE:ambos_static> "--flags=${flags}" "--runner=${runner}")
  if(ambos_wine)
    set_tests_properties(docs.examples_print_what_they_say PROPERTIES
      FIXTURES_REQUIRED wine ENVIRONMENT "${ambos_wine_prefix}")
  endif()
endif()

if(CMAKE_HOST_UNIX AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  include(cmake/consumers.cmake)
endif()
