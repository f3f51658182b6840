# SPDX-License-Identifier: MIT
# Windows on x86_64 with the Universal C runtime, MinGW-w64 gcc that was built for it (Debian 13's
# gcc-mingw-w64-ucrt64); programs run under Wine where there is one.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../mingw-ucrt64.cmake
set(CMAKE_SYSTEM_PROCESSOR AMD64)
set(AMBOS_TRIPLE x86_64-w64-mingw32ucrt)
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/wine64.cmake)
