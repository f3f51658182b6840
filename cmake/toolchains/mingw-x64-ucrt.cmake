# SPDX-License-Identifier: MIT
# Windows on x86_64 with the Universal C runtime, from a MinGW-w64 that was built for msvcrt: the start files and
# mingwex stay msvcrt's, so this is for testing against the other runtime, not for shipping.
include(${CMAKE_CURRENT_LIST_DIR}/mingw-x64.cmake)
# The compiler's own idea of printf is msvcrt's; with this macro it is C's, as UCRT's is.
set(CMAKE_C_FLAGS_INIT "-D_UCRT -D__USE_MINGW_ANSI_STDIO=1")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nodefaultlibs")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-nodefaultlibs")
set(CMAKE_C_STANDARD_LIBRARIES "-lmingw32 -lgcc -lmingwex -lucrt -lkernel32 -ladvapi32 -lshell32 -luser32"
  CACHE STRING "")
