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

if(CMAKE_HOST_UNIX AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  include(cmake/consumers.cmake)
endif()
