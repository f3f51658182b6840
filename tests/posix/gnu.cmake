# SPDX-License-Identifier: MIT
# The command beside the GNU tools, at a terminal, and where it could do most harm.
if(NOT CMAKE_SYSTEM_NAME STREQUAL Linux OR CMAKE_CROSSCOMPILING OR NOT AMBOS_TOOLS OR NOT AMBOS_CHECKS)
  return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(ambos_tool_script name script)
  ambos_test(tool.${name} tools posix COMMAND
    ${Python3_EXECUTABLE} -B ${CMAKE_CURRENT_SOURCE_DIR}/posix/${script} $<TARGET_FILE:ambos_tool>)
  set_tests_properties(tool.${name} PROPERTIES TIMEOUT 180)
endfunction()

ambos_tool_script(does_what_the_gnu_tools_do gnu.py)
# Sanitizers do not run under strace, nor without /proc.
if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
  ambos_tool_script(at_a_terminal tool_terminal.py)
  ambos_tool_script(rm_refuses_roots tool_roots.py)
endif()
