# SPDX-License-Identifier: MIT
# Windows on x86_64, MinGW-w64 gcc, msvcrt; programs run under Wine where there is one.
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(AMBOS_TRIPLE x86_64-w64-mingw32)
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)

find_program(AMBOS_WINE NAMES wine wine64 PATHS /usr/lib/wine)
if(AMBOS_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${AMBOS_WINE})
endif()
