# SPDX-License-Identifier: MIT
# Windows on x86_64, MinGW-w64 gcc, msvcrt; programs run under Wine where there is one.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../mingw-x64.cmake
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(AMBOS_TRIPLE x86_64-w64-mingw32)
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/wine64.cmake)
