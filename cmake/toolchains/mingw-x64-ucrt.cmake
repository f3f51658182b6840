# SPDX-License-Identifier: MIT
# Windows on x86_64 with the Universal C runtime, from a MinGW-w64 that was built for msvcrt: the start files and
# mingwex stay msvcrt's, so this is for testing against the other runtime, not for shipping.
include(${CMAKE_CURRENT_LIST_DIR}/mingw-x64.cmake)
set(CMAKE_C_FLAGS_INIT "-D_UCRT")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nodefaultlibs")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-nodefaultlibs")
set(CMAKE_C_STANDARD_LIBRARIES "-lmingw32 -lgcc -lmingwex -lucrt -lkernel32 -ladvapi32 -lshell32 -luser32"
  CACHE STRING "")
