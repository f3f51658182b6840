# SPDX-License-Identifier: MIT
# Run a program and compare all that it says with what it should:
#   cmake -DEXPECTED=NAME -DWINDOWS=BOOL -P compare.cmake -- PROGRAM [ARGUMENT ...]
# It must exit with 0 and say what NAME.txt says, or on Windows NAME.windows.txt, line ends aside. Lines of
# the program that begin with ~ are not compared: they tell what is this machine's own.
set(command "")
set(begun OFF)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(index RANGE ${last})
  if(begun)
    list(APPEND command "${CMAKE_ARGV${index}}")
  elseif(CMAKE_ARGV${index} STREQUAL "--")
    set(begun ON)
  endif()
endforeach()

execute_process(COMMAND ${command} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE code)
string(REPLACE "\r\n" "\n" output "\n${output}")
string(REGEX REPLACE "\n~[^\n]*" "" compared "${output}")
set(files ${EXPECTED}.txt)
if(WINDOWS AND EXISTS ${EXPECTED}.windows.txt)
  list(APPEND files ${EXPECTED}.windows.txt)
endif()
foreach(file IN LISTS files)
  file(READ "${file}" expected)
  string(REPLACE "\r\n" "\n" expected "\n${expected}")
  if(code STREQUAL "0" AND compared STREQUAL expected)
    return()
  endif()
endforeach()
message(FATAL_ERROR "exit code ${code}; it says\n---${output}---\nand not what is in ${files}")
