# SPDX-License-Identifier: MIT
# Windows on x86_64 with the Universal C runtime, from a MinGW-w64 that was built for msvcrt: the start files and
# mingwex stay msvcrt's, so this is for testing against the other runtime, not for shipping.
#
# For any project: cmake -DCMAKE_TOOLCHAIN_FILE=.../mingw-x64-ucrt.cmake (with ucrt.specs and the others beside it)
include(${CMAKE_CURRENT_LIST_DIR}/mingw-x64.cmake)

# ucrt.specs puts the one runtime in the place of the other. The compiler's own idea of printf is msvcrt's; with the
# macro of stdio it is C's, as UCRT's is.
set(CMAKE_C_FLAGS_INIT "-D_UCRT -D__USE_MINGW_ANSI_STDIO=1 -specs=${CMAKE_CURRENT_LIST_DIR}/ucrt.specs")
