# SPDX-License-Identifier: MIT
# The command beside the GNU tools, and at a terminal.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR NOT AMBOS_TOOLS)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
ambos_test(tool.does_what_the_gnu_tools_do tools posix COMMAND
  ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/posix/gnu.py $<TARGET_FILE:ambos_tool>)
ambos_test(tool.at_a_terminal tools posix COMMAND
  ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/posix/tool_terminal.py $<TARGET_FILE:ambos_tool>)
set_tests_properties(tool.does_what_the_gnu_tools_do tool.at_a_terminal PROPERTIES TIMEOUT 180)
