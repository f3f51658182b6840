# SPDX-License-Identifier: MIT
# cmake -DPROGRAM=... -DSTRIP=... -DMOST=... -P size.cmake: a program without its symbols has less than MOST bytes.
set(stripped ${PROGRAM}.stripped)
execute_process(COMMAND ${STRIP} -o ${stripped} ${PROGRAM} COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${stripped} size)
file(REMOVE ${stripped})
message("${size} bytes")
if(NOT size LESS MOST)
  message(FATAL_ERROR "not less than ${MOST}")
endif()
