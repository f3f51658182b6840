# SPDX-License-Identifier: MIT
# Windows on 32-bit x86, MinGW-w64 gcc, msvcrt; programs run where a Wine with a 32-bit half is found.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../mingw-x86.cmake
set(CMAKE_SYSTEM_PROCESSOR x86)
set(AMBOS_TRIPLE i686-w64-mingw32)
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)

# /usr/lib/wine/wine is the 32-bit loader; a `wine` on PATH may be a script that has no such loader to start.
find_program(AMBOS_WINE NAMES wine32 wine PATHS /usr/lib/wine /usr/lib/i386-linux-gnu/wine NO_DEFAULT_PATH)
if(AMBOS_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${AMBOS_WINE})
endif()
